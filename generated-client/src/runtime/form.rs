//! The properties of a form, and how each is written: as text, as JSON, or like a query parameter.

use super::encode::{ParamValue, Rules, Style, expand, percent_encode};
use super::media_type::is_json;

/// How a property of a form is written, where that is not the default for its value.
///
/// By default a value without parts is written as its text, an object as JSON, and a list as each of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// Like a query parameter.
    Style(Style),
    /// Like a query parameter with `allowReserved`.
    Reserved(Style),
    /// As text of this content type.
    ContentType(&'static str),
    /// As base64, which the value is already: a part of a multipart body says that, and of what content type the bytes are.
    Base64(&'static str),
}

/// The encodings of a form, each with the properties that have it.
pub type Encodings = &'static [(Encoding, &'static [&'static str])];

/// The same as [`Encoding`], with the rules of a style.
#[derive(Debug, Clone, Copy)]
pub(super) enum Written {
    Styled(Rules),
    As(&'static str),
    Base64(&'static str),
}

/// How the property is written, where that is not the default.
pub(super) fn encoding(encodings: Encodings, property: &str) -> Option<Written> {
    let found = encodings.iter().find(|(_, properties)| properties.contains(&property));
    found.map(|(encoding, _)| match *encoding {
        Encoding::Style(style) => Written::Styled(style.into()),
        Encoding::Reserved(style) => Written::Styled(style.allow_reserved()),
        Encoding::ContentType(media_type) => Written::As(media_type),
        Encoding::Base64(media_type) => Written::Base64(media_type),
    })
}

/// Writes an object as `application/x-www-form-urlencoded`.
///
/// # Errors
///
/// When the value is no object, or a property has no text in its style.
pub(super) fn urlencoded(value: &ParamValue, encodings: Encodings) -> Result<String, String> {
    let mut pairs = Vec::new();
    for (name, value) in members(value)? {
        match encoding(encodings, name) {
            Some(Written::Styled(rules)) => {
                pairs.extend(expand(name, value, rules).map_err(|error| format!("`{name}` {error}"))?);
            }
            Some(Written::As(media_type)) => push(&mut pairs, name, value, Some(media_type)),
            Some(Written::Base64(_)) | None => push(&mut pairs, name, value, None),
        }
    }
    Ok(pairs.join("&"))
}

/// The properties of a form's value.
pub(super) fn members(value: &ParamValue) -> Result<&[(String, ParamValue)], String> {
    match value {
        ParamValue::Object(members) => Ok(members),
        ParamValue::Null => Ok(&[]),
        _ => Err("a form is made from an object".to_owned()),
    }
}

/// The values of a property: the items of a list, and nothing for null.
pub(super) fn items(value: &ParamValue) -> &[ParamValue] {
    match value {
        ParamValue::Null => &[],
        ParamValue::List(items) => items,
        single => std::slice::from_ref(single),
    }
}

/// The text of one value. What the client cannot write in another notation is JSON.
pub(super) fn text(value: &ParamValue, media_type: Option<&str>) -> String {
    match value {
        ParamValue::Text(text) | ParamValue::Number(text) if !media_type.is_some_and(is_json) => text.clone(),
        ParamValue::Object(_) if media_type.is_some_and(is_form) => urlencoded(value, &[]).unwrap_or_default(),
        _ => value.to_json(),
    }
}

fn is_form(media_type: &str) -> bool {
    media_type.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn push(pairs: &mut Vec<String>, name: &str, value: &ParamValue, media_type: Option<&str>) {
    for item in items(value).iter().filter(|item| **item != ParamValue::Null) {
        pairs.push(format!("{}={}", escape(name), escape(&text(item, media_type))));
    }
}

/// Percent-encoding as HTML forms have it: a space is `+`.
fn escape(text: &str) -> String {
    percent_encode(text).replace("%20", "+")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::runtime::encode::{Explode, to_value};

    fn form(value: &serde_json::Value, encodings: Encodings) -> Result<String, String> {
        urlencoded(&to_value(value).map_err(|error| error.to_string())?, encodings)
    }

    /// Encodes and decodes as RFC 1866 has it: `+` and percent-encoding, in pairs.
    fn decoded(form: &str) -> Vec<(String, String)> {
        let decode = |text: &str| {
            let text = text.replace('+', " ");
            percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
        };
        let pairs = form.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs.map(|(name, value)| (decode(name), decode(value))).collect()
    }

    /// "URL Encoded Form with JSON Values" of OpenAPI 3.0.4 and 3.1.1. The standard leaves `:` and `,` as they are,
    /// which reads the same.
    #[test]
    fn the_example_with_json_of_the_standard() {
        let id = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
        // In the order of the keys, since `serde_json` sorts them.
        let address = json!({ "streetAddress": "123 Example Dr.", "zip": "99999+1234" });
        let written = form(&json!({ "id": id, "address": address }), &[]).expect("a form");
        let expected = "address=%7B%22streetAddress%22:%22123+Example+Dr.%22,%22zip%22:%2299999%2B1234%22%7D&id=f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
        let mut pairs = [decoded(&written), decoded(expected)];
        pairs.iter_mut().for_each(|pairs| pairs.sort());
        assert_eq!(pairs[0], pairs[1]);
        assert!(written.contains("123+Example+Dr.") && written.contains("99999%2B1234"), "{written}");
        let as_json: Encodings = &[(Encoding::ContentType("application/json"), &["id"])];
        assert_eq!(form(&json!({ "id": id }), as_json).as_deref(), Ok("id=%22f81d4fae-7dec-11d0-a765-00a0c91e6bf6%22"));
    }

    /// "URL Encoded Form with Binary Values": base64 is text, and its `/` and `=` are encoded once more.
    #[test]
    fn the_example_with_bytes_of_the_standard() {
        let value = json!({ "icon": "iVBORw0KGgoAAAA/JRU5ErkJggg==", "name": "example" });
        let encodings: Encodings = &[(Encoding::ContentType("image/png, image/jpeg"), &["icon"])];
        let written = form(&value, encodings).expect("a form");
        assert_eq!(written, "icon=iVBORw0KGgoAAAA%2FJRU5ErkJggg%3D%3D&name=example");
    }

    #[test]
    fn every_kind_of_value() {
        let styles: Encodings = &[
            (Encoding::Style(Style::DeepObject), &["deep", "list"]),
            (Encoding::Style(Style::Form(Explode::No)), &["joined"]),
            (Encoding::Style(Style::Form(Explode::Yes)), &["spread"]),
            (Encoding::Reserved(Style::Form(Explode::Yes)), &["url"]),
            (Encoding::Style(Style::PipeDelimited), &["pipes"]),
            (Encoding::ContentType("application/x-www-form-urlencoded"), &["form"]),
        ];
        for (value, expected) in [
            (json!({ "a": 1, "b": true, "c": "x y&z=ü", "d": "" }), "a=1&b=true&c=x+y%26z%3D%C3%BC&d="),
            (json!({ "a": null }), ""),
            (json!({}), ""),
            (
                json!({ "a b": [1, "x", null, { "k": [true, null, "q\""] }, []] }),
                "a+b=1&a+b=x&a+b=%7B%22k%22%3A%5Btrue%2Cnull%2C%22q%5C%22%22%5D%7D&a+b=%5B%5D",
            ),
            (json!({ "deep": { "a": { "b": [1] } }, "list": ["x"] }), "deep%5Ba%5D%5Bb%5D%5B0%5D=1&list%5B0%5D=x"),
            (json!({ "joined": ["a", "b c"], "spread": { "G": 200, "R": 100 } }), "joined=a,b%20c&G=200&R=100"),
            (json!({ "pipes": [1, 2], "url": "https://e.com/?q=1" }), "pipes=1%7C2&url=https://e.com/?q=1"),
            (json!({ "form": { "a": 1, "b": "x y" } }), "form=a%3D1%26b%3Dx%2By"),
        ] {
            assert_eq!(form(&value, styles).as_deref(), Ok(expected));
        }
        assert_eq!(form(&json!([1]), &[]), Err("a form is made from an object".to_owned()));
        assert!(form(&json!({ "joined": [[1]] }), styles).is_err_and(|error| error.starts_with("`joined` is a list")));
    }
}
