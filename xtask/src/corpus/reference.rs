//! Follows a reference within the document, as JSON.

use codegen::Pointer;
use serde_json::Value;

/// What stands at a pointer.
pub(super) fn find<'d>(root: &'d Value, pointer: &Pointer) -> Option<&'d Value> {
    pointer.tokens().iter().try_fold(root, |value, token| match value {
        Value::Array(list) => list.get(token.parse::<usize>().ok()?),
        other => other.get(token),
    })
}

/// What the `$ref` of a schema leads to, if the schema has one and something stands there.
pub(super) fn target<'d>(root: &'d Value, schema: &Value) -> Option<&'d Value> {
    named(root, schema.get("$ref")?)
}

/// What the value of a `$ref` leads to.
pub(super) fn named<'d>(root: &'d Value, reference: &Value) -> Option<&'d Value> {
    find(root, &Pointer::parse_fragment(reference.as_str()?)?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::target;

    #[test]
    fn a_reference_is_percent_encoded_and_escaped() {
        let root = json!({"parts": {"a b/c": 1}});
        assert_eq!(target(&root, &json!({"$ref": "#/parts/a%20b~1c"})), Some(&json!(1)));
    }
}
