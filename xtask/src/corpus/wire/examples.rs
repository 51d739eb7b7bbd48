//! Values that the document gives as examples, for schemas of which no other value could be made.

use codegen::Pointer;
use serde_json::Value;

use super::super::reference::{find, target};

/// The examples of the schema at `at` in the document as it was written, and those of what it is made of.
pub(super) fn of(root: &Value, at: &Pointer) -> Vec<Value> {
    let mut found = Vec::new();
    if let Some(schema) = find(root, at) {
        collect(root, schema, DEEP, &mut found);
    }
    found
}

/// Further down than this nothing is looked for.
const DEEP: usize = 8;

fn collect(root: &Value, schema: &Value, depth: usize, found: &mut Vec<Value>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    found.extend(schema.get("example").cloned());
    found.extend(schema.get("examples").and_then(Value::as_array).into_iter().flatten().cloned());
    let lists = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|key| schema.get(key)?.as_array());
    for part in lists.flatten().chain(target(root, schema)) {
        collect(root, part, depth, found);
    }
}
