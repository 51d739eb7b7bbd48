//! What stands beside the `$ref` of a schema: 3.0 has no place for it, but for the parts of an `allOf`.

use super::here::Here;
use super::members::{Members, text};
use crate::diagnostics::Report;
use crate::source::{Object, Value};

/// Whether anything but extensions stands beside a `$ref`.
pub(super) fn are_in(schema: &Object<'_>) -> bool {
    schema.get("$ref").is_some() && schema.keys().any(is_sibling)
}

/// Whether a member beside a `$ref` is more than an extension.
pub(super) fn is_sibling(key: &str) -> bool {
    key != "$ref" && !key.starts_with("x-")
}

/// Keywords that neither describe nor restrict a value.
const REMARKS: [&str; 8] =
    ["title", "description", "externalDocs", "deprecated", "readOnly", "writeOnly", "default", "example"];

/// Makes what stands beside a `$ref` count: the reference becomes the first part of an `allOf`.
pub(super) fn join(schema: &mut Members<'_>, here: &Here<'_>, report: &mut Report) {
    if !schema.keys().any(is_sibling) {
        return;
    }
    // The name of an alternative or a part matters more than what is remarked on it.
    if matches!(here, Here::Element(..)) && schema.keys().all(|key| !is_sibling(key) || REMARKS.contains(&key)) {
        for key in REMARKS {
            schema.rename(key, format!("x-{key}"));
        }
        return;
    }
    let Some(Value::String(target)) = schema.get("$ref") else { return };
    let part = Members::from([("$ref", text(target.clone()))]).into_value();
    schema.take("$ref");
    here.wrapped(&["allOf", "0"], report);
    here.moved(&["allOf", "0", "$ref"], &["$ref"], report);
    let parts = match schema.take("allOf") {
        Some(Value::Array(parts)) => parts,
        _ => Vec::new(),
    };
    for index in 0..parts.len() {
        here.moved(&["allOf", &(index + 1).to_string()], &["allOf", &index.to_string()], report);
    }
    schema.set("allOf", Value::Array(std::iter::once(part).chain(parts).collect()));
}
