//! Reads a request's body by its content type, as the document says that it is written.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value};

use super::heard::{Heard, Kind, percent_decoded};
use super::multipart::{self, Part};
use super::operations::Content;
use super::style::{Explode, Pairs, Style};

/// What a body must hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent<'s> {
    pub(super) content: &'s Content<'s>,
    pub(super) value: &'s Value,
}

/// What is wrong with `body`, which should hold what was sent.
pub(super) fn trouble(sent: Sent<'_>, content_type: &str, body: &[u8]) -> Option<String> {
    let essence = essence(content_type);
    let is_right = match Format::of(&essence) {
        Format::JsonLines if sent.value.is_string() => text(body).says(sent.value),
        Format::Json => serde_json::from_slice::<Value>(body).is_ok_and(|heard| same(&heard, sent.value)),
        Format::JsonLines => is_lines(body, sent.value),
        Format::Form => return form_trouble(sent, &String::from_utf8_lossy(body)),
        Format::Multipart => match (multipart::parts(content_type, body), sent.value) {
            (None, _) => return Some("the multipart body cannot be taken apart".to_owned()),
            (Some(parts), Value::Object(members)) => return multipart_trouble(sent, members, &parts),
            // Where the schema has no parts, the caller gives them: the program gives the whole as one.
            (Some(parts), whole) => matches!(&*parts, [only] if Heard::Text(only.text()).says(whole)),
        },
        Format::Other | Format::Events => text(body).says(sent.value),
    };
    (!is_right).then(|| format!("the body is {:?}", shown(body)))
}

fn text(body: &[u8]) -> Heard {
    Heard::Text(String::from_utf8_lossy(body).into_owned())
}

/// The media type without its parameters, in lower case.
pub(super) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// How a content type writes values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    JsonLines,
    Events,
    Form,
    Multipart,
    /// Text, or bytes of any kind.
    Other,
}

impl Format {
    pub(super) fn of(essence: &str) -> Self {
        match essence {
            "application/x-www-form-urlencoded" => Self::Form,
            "application/jsonl" | "application/x-ndjson" | "application/json-lines" | "application/ndjson" => {
                Self::JsonLines
            }
            "text/event-stream" => Self::Events,
            it if it.starts_with("multipart/") => Self::Multipart,
            it if it.ends_with("/json") || it.ends_with("+json") => Self::Json,
            _ => Self::Other,
        }
    }
}

/// Whether two values are one to JSON, whose numbers are written as one likes.
pub(super) fn same(heard: &Value, sent: &Value) -> bool {
    super::super::round_trip::differences_between(sent, heard).is_empty()
}

fn is_lines(body: &[u8], sent: &Value) -> bool {
    let text = String::from_utf8_lossy(body);
    let heard: Result<Vec<Value>, _> =
        text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str).collect();
    heard.is_ok_and(|heard| same(&Value::Array(heard), sent))
}

/// What is wrong with a form: each property must be written as its encoding says, and nothing else may be there.
fn form_trouble(sent: Sent<'_>, body: &str) -> Option<String> {
    let Value::Object(members) = sent.value else { return None };
    let mut pairs = Pairs::of(body, "&");
    let trouble = members.iter().find_map(|(name, value)| field_trouble(sent.content, &mut pairs, name, value));
    trouble.or_else(|| stranger(&pairs))
}

/// What is wrong with one field, which is taken out of the `pairs`.
fn field_trouble(content: &Content<'_>, pairs: &mut Pairs, name: &str, value: &Value) -> Option<String> {
    let (style, explode) = field_style(content, name, value);
    let names: Vec<&str> = value.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let heard = pairs.value(name, style, explode, Kind::of(value), &names);
    let is_right = match &heard {
        Some(heard) => heard.says(value) || heard.says(&traceable(value)),
        None => is_nothing(value),
    };
    (!is_right).then(|| format!("the field `{name}` of the form is {heard:?} and not {value}"))
}

fn stranger(pairs: &Pairs) -> Option<String> {
    pairs.left().first().map(|(name, value)| format!("nothing in the form is called `{name}`, which is `{value}`"))
}

/// The value without members of which only JSON leaves a trace.
fn traceable(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (name.clone(), traceable(value)));
            members.filter(|(_, value)| !is_nothing(value)).collect()
        }
        Value::Array(list) => list.iter().map(traceable).collect(),
        value => value.clone(),
    }
}

/// Whether the value leaves no trace in a form: null, or what has nothing in it.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// How a field is written: by `encoding`, by `collectionFormat`, or as the standard has it without either.
fn field_style(content: &Content<'_>, name: &str, value: &Value) -> (Style, Explode) {
    if let Some(field) = content.fields.iter().find(|field| field.name == name) {
        return (field.style, field.explode);
    }
    let encoding = content.encoding.and_then(|encoding| encoding.get(name));
    let style = encoding.and_then(|it| it.get("style")).and_then(Value::as_str).and_then(Style::named);
    let explode = encoding.and_then(|it| it.get("explode")).and_then(Value::as_bool);
    if style.is_none() && explode.is_none() && value.is_object() {
        return (Style::Json, Explode::No);
    }
    let style = style.unwrap_or(Style::Form);
    let explode = explode.unwrap_or(style == Style::Form);
    (style, if explode { Explode::Yes } else { Explode::No })
}

/// What pairs cannot hold as it is; what separates the items of a list stays.
const NO_SEPARATOR: &AsciiSet = &CONTROLS.add(b'&').add(b'=').add(b'%').add(b'+').add(b' ');

/// What is wrong with the parts: a list is a part for each element, an object is JSON, everything else is its text; unless
/// the document names a style, which makes of parts what it makes of the fields of a form.
fn multipart_trouble(sent: Sent<'_>, members: &Map<String, Value>, parts: &[Part]) -> Option<String> {
    let is_styled = |name: &str| {
        let encoding = sent.content.encoding.and_then(|encoding| encoding.get(name));
        encoding.is_some_and(|it| it.get("style").is_some() || it.get("explode").is_some())
    };
    let (styled, plain): (Vec<_>, Vec<_>) = members.iter().partition(|(name, _)| is_styled(name));
    let (known, others): (Vec<&Part>, Vec<&Part>) =
        parts.iter().partition(|part| plain.iter().any(|(name, _)| **name == part.name));
    let encoded = |text: &str| utf8_percent_encode(text, NO_SEPARATOR).to_string();
    let others: Vec<String> = others
        .iter()
        .map(|part| format!("{}={}", encoded(&percent_decoded(&part.name)), encoded(&part.text())))
        .collect();
    let mut pairs = Pairs::of(&others.join("&"), "&");
    for (name, value) in plain {
        let texts: Vec<Heard> =
            known.iter().filter(|part| part.name == *name).map(|part| Heard::Text(part.text())).collect();
        let is_right = match (value, texts.as_slice()) {
            (Value::Array(list), texts) if texts.len() == list.len() => {
                texts.iter().zip(list).all(|(text, value)| text.says(value))
            }
            (Value::Null, []) => true,
            (value, [text]) => text.says(value),
            _ => false,
        };
        if !is_right {
            return Some(format!("the part `{name}` is {texts:?} and not {value}"));
        }
    }
    let trouble = styled.into_iter().find_map(|(name, value)| field_trouble(sent.content, &mut pairs, name, value));
    trouble.or_else(|| stranger(&pairs))
}

fn shown(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    text.chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Content, Sent, trouble};

    fn of(media_type: &str, encoding: &Value, value: &Value, body: &str) -> Option<String> {
        let content = Content { media_type, schema: None, encoding: encoding.as_object(), fields: Vec::new() };
        trouble(Sent { content: &content, value }, media_type, body.as_bytes())
    }

    #[test]
    fn what_is_empty_leaves_no_trace_in_a_form() {
        let encoding = json!({"a": {"style": "deepObject"}});
        let value = json!({"a": [{"b": [], "c": 1, "d": {}}]});
        assert_eq!(of("application/x-www-form-urlencoded", &encoding, &value, "a[0][c]=1"), None);
        assert_ne!(of("application/x-www-form-urlencoded", &encoding, &value, "a[0][c]=2"), None);
    }

    #[test]
    fn parts_with_a_style_are_read_as_fields() {
        let encoding = json!({"a": {"style": "deepObject"}, "b": {"style": "form", "explode": false}});
        let value = json!({"a": ["x=&", "y"], "b": [1, 2], "c": "z"});
        let part = |name: &str, text: &str| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let body = |second: &str| {
            [part("a[0]", "x=&"), part("a[1]", second), part("b", "1,2"), part("c", "z"), "--x--".to_owned()].concat()
        };
        let media_type = "multipart/form-data; boundary=x";
        assert_eq!(of(media_type, &encoding, &value, &body("y")), None);
        assert_ne!(of(media_type, &encoding, &value, &body("z")), None);
        assert_ne!(of(media_type, &json!({}), &value, &body("y")), None, "without a style they are strangers");
    }

    #[test]
    fn what_is_no_object_is_a_part() {
        let part = |text: &str| format!("--x\r\nContent-Disposition: form-data; name=\"whole\"\r\n\r\n{text}\r\n--x--");
        let media_type = "multipart/form-data; boundary=x";
        assert_eq!(of(media_type, &json!({}), &json!("a"), &part("a")), None);
        assert_ne!(of(media_type, &json!({}), &json!("a"), &part("b")), None);
        assert_ne!(of(media_type, &json!({}), &json!("a"), "--x--"), None);
        assert_ne!(of(media_type, &json!({}), &json!("a"), "a"), None);
    }

    #[test]
    fn lines_may_be_written_by_the_caller() {
        let lines = "application/x-ndjson";
        assert_eq!(of(lines, &json!({}), &json!("no JSON"), "no JSON"), None);
        assert_eq!(of(lines, &json!({}), &json!([1, 2]), "1\n2\n"), None);
        assert_ne!(of(lines, &json!({}), &json!([1, 2]), "1\n"), None);
    }
}
