//! Values that a schema refuses, for what must not be as it says.

use serde_json::{Value, json};

/// A value that the schema refuses; none when none is at hand, or the schema refers to others.
pub(super) fn value(schema: &Value) -> Option<Value> {
    let judge = jsonschema::options().offline().build(schema).ok()?;
    [json!(1), json!("text"), json!(true)].into_iter().find(|value| !judge.is_valid(value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::value;

    #[test]
    fn a_value_is_of_another_type() {
        assert_eq!(value(&json!({"type": "string"})), Some(json!(1)));
        assert_eq!(value(&json!({"type": ["string", "integer"]})), Some(json!(true)));
        assert_eq!(value(&json!({"const": 1})), Some(json!("text")));
        assert_eq!((value(&json!({})), value(&json!({"$ref": "#/a"}))), (None, None));
    }
}
