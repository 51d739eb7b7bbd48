//! What a server makes of the text of a parameter or a field, before it knows the types of the parts.

use serde_json::Value;

/// Text, and how it is put together.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Heard {
    Text(String),
    List(Vec<Heard>),
    Members(Vec<(String, Heard)>),
}

impl Heard {
    /// Whether this is the text of `sent`.
    pub(super) fn says(&self, sent: &Value) -> bool {
        match (self, sent) {
            (Self::Text(text), Value::String(sent)) => text == sent,
            (Self::Text(text), Value::Null) => text.is_empty() || text == "null",
            (Self::Text(text), Value::Bool(sent)) => *text == sent.to_string(),
            (Self::Text(text), Value::Number(sent)) => text.parse::<f64>().ok() == sent.as_f64(),
            // The standard leaves open what becomes of parts within parts: their JSON says what they are.
            (Self::Text(text), sent) => {
                serde_json::from_str::<Value>(text).is_ok_and(|heard| super::body::same(&heard, sent))
            }
            (Self::List(parts), Value::Array(sent)) => {
                parts.len() == sent.len() && parts.iter().zip(sent).all(|(part, sent)| part.says(sent))
            }
            (Self::Members(members), Value::Object(sent)) => {
                members.len() == sent.len()
                    && members.iter().all(|(name, part)| sent.get(name).is_some_and(|sent| part.says(sent)))
            }
            _ => false,
        }
    }

    /// The parts of a list that share one text.
    pub(super) fn list<'t>(parts: impl Iterator<Item = &'t str>, decode: fn(&str) -> String) -> Self {
        Self::List(parts.map(|part| Self::Text(decode(part))).collect())
    }

    /// Members of which names and values take turns; none when a value is missing.
    pub(super) fn alternating<'t>(parts: impl Iterator<Item = &'t str>, decode: fn(&str) -> String) -> Option<Self> {
        let parts: Vec<String> = parts.map(decode).collect();
        let (pairs, rest) = parts.as_chunks::<2>();
        let member = |[name, value]: &[String; 2]| (name.clone(), Self::Text(value.clone()));
        rest.is_empty().then(|| Self::Members(pairs.iter().map(member).collect()))
    }

    /// Members written as `name=value`; none when one is not.
    pub(super) fn assigned<'t>(parts: impl Iterator<Item = &'t str>, decode: fn(&str) -> String) -> Option<Self> {
        let member = |part: &'t str| {
            let (name, value) = part.split_once('=')?;
            Some((decode(name), Self::Text(decode(value))))
        };
        Some(Self::Members(parts.map(member).collect::<Option<_>>()?))
    }
}

/// What kind of value a text is to be taken apart for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Scalar,
    List,
    Members,
}

impl Kind {
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Members,
            _ => Self::Scalar,
        }
    }
}

/// Percent-decodes, and leaves what is no text as it is.
pub(super) fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Into::into)
}

/// Percent-decodes what may have a `+` for a space.
pub(super) fn form_decoded(text: &str) -> String {
    percent_decoded(&text.replace('+', "%20"))
}
