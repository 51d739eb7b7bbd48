//! The parameter styles as one pure function: a value and the rules to write it by, in; text, out.

use std::fmt;

use super::rules::{Empty, Escape, Explode, Rules, Style};
use super::serializer::ParamValue;

/// Why a value has no text in a style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unwritable {
    /// A list or an object inside a list or an object, for which only `deepObject` has a text.
    Nested,
    /// An item that holds the character which separates the items, so that the server would read two.
    Separator,
    /// A text that would not be read back from a cookie in which nothing is encoded.
    Cookie,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nested => "is a list or an object inside another, which has no form in a parameter",
            Self::Separator => "has an item with the character in it that separates the items",
            Self::Cookie => "has a `;` or a control character in it, or begins or ends with a space, which a cookie cannot hold as it is",
        })
    }
}

impl std::error::Error for Unwritable {}

/// Writes `value` as a parameter called `name`; `None` when there is nothing to write (null, or nothing but nulls).
///
/// # Errors
///
/// When the value has no text in the style.
pub fn expand(name: &str, value: &ParamValue, rules: Rules) -> Result<Option<String>, Unwritable> {
    // Most parameters are one text, and most texts stand alone.
    if let (Style::Simple(_), ParamValue::Text(text) | ParamValue::Number(text)) = (rules.style, value) {
        return Ok(Some(rules.escape.value(text).into_owned()));
    }
    let name = rules.escape.key(name);
    let parts = parts(&name, value, rules)?;
    if matches!(rules.style, Style::Cookie(_)) && rules.escape == Escape::Nothing {
        check_cookie(&parts)?;
    }
    if parts.is_empty() {
        let sent = rules.empty == Empty::Sent && *value != ParamValue::Null;
        return Ok(sent.then(|| format!("{name}=")));
    }
    Ok(Some(match rules.style {
        Style::Simple(_) => join(&parts, ","),
        Style::Label(Explode::No) => format!(".{}", join(&parts, ",")),
        Style::Label(Explode::Yes) => format!(".{}", join(&parts, ".")),
        Style::Matrix(explode) => format!(";{}", joined(&name, &parts, explode, "").join(";")),
        Style::Form(explode) => joined(&name, &parts, explode, "=").join("&"),
        Style::Cookie(explode) => joined(&name, &parts, explode, "=").join("; "),
        Style::DeepObject => joined(&name, &parts, Explode::Yes, "=").join("&"),
        Style::SpaceDelimited => format!("{name}={}", join(&parts, "%20")),
        Style::PipeDelimited => format!("{name}={}", join(&parts, "%7C")),
    }))
}

/// The pairs of names and texts that `value` becomes in a form whose fields stand apart. Empty when there is nothing to
/// write.
///
/// # Errors
///
/// When the value has no text in the style.
pub fn pairs(name: &str, value: &ParamValue, rules: Rules) -> Result<Vec<(String, String)>, Unwritable> {
    let parts = parts(name, value, rules)?;
    let separator = match rules.style {
        Style::SpaceDelimited => " ",
        Style::PipeDelimited => "|",
        style if explode(style) == Explode::No => ",",
        _ => return Ok(parts.into_iter().map(|part| (part.key.unwrap_or(name.to_owned()), part.text)).collect()),
    };
    Ok(if parts.is_empty() { Vec::new() } else { vec![(name.to_owned(), join(&parts, separator))] })
}

/// A piece of a value: a member's key, if it keeps one, and its text, both escaped.
struct Part {
    key: Option<String>,
    text: String,
}

fn parts(name: &str, value: &ParamValue, rules: Rules) -> Result<Vec<Part>, Unwritable> {
    let mut parts = Vec::new();
    match value {
        ParamValue::List(_) | ParamValue::Object(_) if rules.style == Style::DeepObject => {
            push_deep(name, value, rules.escape, &mut parts);
        }
        ParamValue::Null => {}
        ParamValue::Text(text) | ParamValue::Number(text) => {
            parts.push(Part { key: None, text: rules.escape.value(text).into_owned() });
        }
        ParamValue::List(items) => {
            for item in items {
                parts.extend(primitive(item, rules)?.map(|text| Part { key: None, text }));
            }
        }
        ParamValue::Object(members) => {
            for (key, member) in members {
                let Some(text) = primitive(member, rules)? else {
                    continue;
                };
                parts.extend(member_parts(key, text, rules)?);
            }
        }
    }
    Ok(parts)
}

/// An exploded member is `key=text`; otherwise key and text are two items of one list.
fn member_parts(key: &str, text: String, rules: Rules) -> Result<Vec<Part>, Unwritable> {
    Ok(match explode(rules.style) {
        Explode::Yes => vec![Part { key: Some(rules.escape.key(key).into_owned()), text }],
        Explode::No => vec![Part { key: None, text: item(key, rules)? }, Part { key: None, text }],
    })
}

fn explode(style: Style) -> Explode {
    match style {
        Style::Matrix(explode)
        | Style::Label(explode)
        | Style::Simple(explode)
        | Style::Form(explode)
        | Style::Cookie(explode) => explode,
        Style::SpaceDelimited | Style::PipeDelimited => Explode::No,
        Style::DeepObject => Explode::Yes,
    }
}

fn primitive(value: &ParamValue, rules: Rules) -> Result<Option<String>, Unwritable> {
    match value {
        ParamValue::Null => Ok(None),
        ParamValue::Text(text) | ParamValue::Number(text) => item(text, rules).map(Some),
        ParamValue::List(_) | ParamValue::Object(_) => Err(Unwritable::Nested),
    }
}

/// One of several texts. An item cannot have the separator in it where both are encoded like any other character, or neither
/// is, as in a header.
fn item(text: &str, rules: Rules) -> Result<String, Unwritable> {
    match rules.style {
        Style::SpaceDelimited if text.contains(' ') => Err(Unwritable::Separator),
        Style::PipeDelimited if text.contains('|') => Err(Unwritable::Separator),
        Style::Simple(_) | Style::Form(Explode::No) | Style::Cookie(Explode::No)
            if rules.escape == Escape::Nothing && text.contains(',') =>
        {
            Err(Unwritable::Separator)
        }
        _ => Ok(rules.escape.value(text).into_owned()),
    }
}

/// Where nothing is encoded, a text may hold what ends a cookie, or its name.
fn check_cookie(parts: &[Part]) -> Result<(), Unwritable> {
    let is_sound = |text: &str| !text.contains(|c: char| c == ';' || c.is_control()) && text.trim() == text;
    let is_name = |key: &String| is_sound(key) && !key.contains('=');
    let all = parts.iter().all(|part| is_sound(&part.text) && part.key.as_ref().is_none_or(is_name));
    if all { Ok(()) } else { Err(Unwritable::Cookie) }
}

/// Adds `name[key]` for each primitive, however deep.
fn push_deep(name: &str, value: &ParamValue, escape: Escape, parts: &mut Vec<Part>) {
    let below = |key: &str| match escape {
        Escape::Nothing => format!("{name}[{key}]"),
        Escape::Unreserved | Escape::Reserved => format!("{name}%5B{key}%5D"),
    };
    match value {
        ParamValue::Null => {}
        ParamValue::Text(text) | ParamValue::Number(text) => {
            parts.push(Part { key: Some(name.to_owned()), text: escape.value(text).into_owned() });
        }
        ParamValue::List(items) => {
            for (index, item) in items.iter().enumerate() {
                push_deep(&below(&index.to_string()), item, escape, parts);
            }
        }
        ParamValue::Object(members) => {
            for (key, member) in members {
                push_deep(&below(&escape.key(key)), member, escape, parts);
            }
        }
    }
}

/// `name=text` for each part, or for all of them together. Without a text, `if_empty` stands behind the name.
fn joined(name: &str, parts: &[Part], explode: Explode, if_empty: &str) -> Vec<String> {
    let pair = |key: &str, text: &str| {
        let separator = if text.is_empty() { if_empty } else { "=" };
        format!("{key}{separator}{text}")
    };
    match explode {
        Explode::No => vec![pair(name, &join(parts, ","))],
        Explode::Yes => parts.iter().map(|part| pair(part.key.as_deref().unwrap_or(name), &part.text)).collect(),
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
mod tests;
