//! What the document's examples are tested with: decode, write again, compare. Compiled for tests only.

use serde_json::Value;

use super::{Decode, Encode, from_slice, to_vec, whole};

/// Decodes `text`, writes the value again, and compares the two as JSON. Gives the value.
#[track_caller]
pub(crate) fn round_trip<T: Decode + Encode>(text: &str) -> T {
    let value: T = from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\nin {text}"));
    let written = to_vec(&value).expect("a decoded value can be written");
    let written = serde_json::from_slice(&written).expect("what is written is JSON");
    let original = serde_json::from_str(text).expect("an example is JSON");
    assert_eq!(by_value(written), by_value(original));
    value
}

/// Numbers compare by value: `500` is what an example may write where the schema says `number`, and `500.0` is the same.
fn by_value(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            number.as_f64().and_then(whole).map_or(Value::Number(number), Value::from)
        }
        Value::Array(items) => items.into_iter().map(by_value).collect(),
        Value::Object(members) => members.into_iter().map(|(key, value)| (key, by_value(value))).collect(),
        other => other,
    }
}
