//! The parameter styles as one pure function: a value and a way to write it, in; text, out.

use std::borrow::Cow;
use std::fmt;

use super::percent_encode;
use super::serializer::ParamValue;

/// How the parts of a value are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// The values with commas between them, without the parameter's name: paths and headers.
    Simple,
    /// `name=value`: queries and forms.
    Form,
}

/// Whether the items of a list and the members of an object stand alone or share one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Explode {
    /// Each on its own: `a=1&a=2`.
    Yes,
    /// All in one, with commas: `a=1,2`.
    No,
}

/// What happens to characters that mean something to a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Escape {
    /// Everything but unreserved characters is percent-encoded: paths and queries.
    Unreserved,
    /// Nothing is touched: headers.
    Nothing,
}

impl Escape {
    fn apply(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Unreserved => percent_encode(text).into(),
            Self::Nothing => text.into(),
        }
    }
}

/// A list or an object inside a list or an object, for which the standard defines no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NestedValue;

impl fmt::Display for NestedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("is a list or an object inside another, which has no form in a parameter")
    }
}

impl std::error::Error for NestedValue {}

/// Writes `value` as a parameter called `name`; `None` when there is nothing to write (null, or nothing but nulls).
///
/// # Errors
///
/// When lists or objects are nested.
pub fn expand(
    name: &str,
    value: &ParamValue,
    style: Style,
    explode: Explode,
    escape: Escape,
) -> Result<Option<String>, NestedValue> {
    let Some(parts) = parts(value, explode, escape)? else {
        return Ok(None);
    };
    let text = match style {
        Style::Simple => join(&parts, ","),
        Style::Form => form(&escape.apply(name), &parts, explode),
    };
    Ok(Some(text))
}

/// A piece of a value: a member's key, if it keeps one, and its text, both escaped.
struct Part {
    key: Option<String>,
    text: String,
}

fn parts(value: &ParamValue, explode: Explode, escape: Escape) -> Result<Option<Vec<Part>>, NestedValue> {
    let mut parts = Vec::new();
    match value {
        ParamValue::Null => {}
        ParamValue::Primitive(text) => parts.push(Part { key: None, text: escape.apply(text).into_owned() }),
        ParamValue::List(items) => {
            for item in items {
                parts.extend(primitive(item, escape)?.map(|text| Part { key: None, text }));
            }
        }
        ParamValue::Object(members) => {
            for (key, member) in members {
                let Some(text) = primitive(member, escape)? else {
                    continue;
                };
                parts.extend(member_parts(escape.apply(key).into_owned(), text, explode));
            }
        }
    }
    Ok(if parts.is_empty() { None } else { Some(parts) })
}

/// An exploded member is `key=text`; otherwise key and text are two items of one list.
fn member_parts(key: String, text: String, explode: Explode) -> Vec<Part> {
    match explode {
        Explode::Yes => vec![Part { key: Some(key), text }],
        Explode::No => vec![Part { key: None, text: key }, Part { key: None, text }],
    }
}

fn primitive(value: &ParamValue, escape: Escape) -> Result<Option<String>, NestedValue> {
    match value {
        ParamValue::Null => Ok(None),
        ParamValue::Primitive(text) => Ok(Some(escape.apply(text).into_owned())),
        ParamValue::List(_) | ParamValue::Object(_) => Err(NestedValue),
    }
}

fn form(name: &str, parts: &[Part], explode: Explode) -> String {
    match explode {
        Explode::No => format!("{name}={}", join(parts, ",")),
        Explode::Yes => {
            let pair = |part: &Part| format!("{}={}", part.key.as_deref().unwrap_or(name), part.text);
            parts.iter().map(pair).collect::<Vec<_>>().join("&")
        }
    }
}

fn join(parts: &[Part], separator: &str) -> String {
    let text = |part: &Part| match &part.key {
        Some(key) => format!("{key}={}", part.text),
        None => part.text.clone(),
    };
    parts.iter().map(text).collect::<Vec<_>>().join(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn primitive(text: &str) -> ParamValue {
        ParamValue::Primitive(text.into())
    }

    fn list(items: &[&str]) -> ParamValue {
        ParamValue::List(items.iter().map(|item| primitive(item)).collect())
    }

    fn object(members: &[(&str, &str)]) -> ParamValue {
        ParamValue::Object(members.iter().map(|(key, text)| ((*key).into(), primitive(text))).collect())
    }

    /// The values of RFC 6570, section 3.2.
    #[test]
    fn values_are_written_as_the_rfc_writes_them() {
        use Explode::{No, Yes};
        use Style::{Form, Simple};
        let keys = object(&[("semi", ";"), ("dot", "."), ("comma", ",")]);
        let names = list(&["red", "green", "blue"]);
        for (value, style, explode, expected) in [
            (primitive("Hello World!"), Simple, No, "Hello%20World%21"),
            (primitive("50%"), Simple, Yes, "50%25"),
            (primitive(""), Simple, No, ""),
            (names.clone(), Simple, No, "red,green,blue"),
            (names.clone(), Simple, Yes, "red,green,blue"),
            (keys.clone(), Simple, No, "semi,%3B,dot,.,comma,%2C"),
            (keys.clone(), Simple, Yes, "semi=%3B,dot=.,comma=%2C"),
            (primitive("value"), Form, Yes, "n%20m=value"),
            (primitive(""), Form, Yes, "n%20m="),
            (names.clone(), Form, No, "n%20m=red,green,blue"),
            (names, Form, Yes, "n%20m=red&n%20m=green&n%20m=blue"),
            (keys.clone(), Form, No, "n%20m=semi,%3B,dot,.,comma,%2C"),
            (keys, Form, Yes, "semi=%3B&dot=.&comma=%2C"),
        ] {
            let text = expand("n m", &value, style, explode, Escape::Unreserved);
            assert_eq!(text, Ok(Some(expected.to_owned())), "{style:?} {explode:?}");
        }
    }

    #[test]
    fn nothing_is_written_for_nothing() {
        for value in [ParamValue::Null, list(&[]), object(&[]), ParamValue::List(vec![ParamValue::Null])] {
            assert_eq!(expand("n", &value, Style::Form, Explode::Yes, Escape::Unreserved), Ok(None), "{value:?}");
        }
    }

    #[test]
    fn headers_are_not_escaped_and_nesting_is_refused() {
        let value = list(&["a b", "ü"]);
        assert_eq!(expand("n", &value, Style::Simple, Explode::No, Escape::Nothing), Ok(Some("a b,ü".into())));
        let nested = ParamValue::List(vec![value]);
        assert_eq!(expand("n", &nested, Style::Form, Explode::Yes, Escape::Unreserved), Err(NestedValue));
    }
}
