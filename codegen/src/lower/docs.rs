//! Turns titles, descriptions, links and examples into the IR's [`Docs`](crate::ir::Docs).
//!
//! Never here: Rust's doc comments; those are written by the emitter.

use indexmap::IndexMap;
use openapiv3::{Example, ExternalDocumentation, ReferenceOr};
use serde_json::Value;

use super::context::Context;
use super::reference;
use crate::beyond;
use crate::diagnostics::Instead;
use crate::ir::{self, Deprecated};
use crate::pointer::Pointer;

/// The description, with the link of `externalDocs` below it.
pub(super) fn with_link(description: Option<String>, link: Option<ExternalDocumentation>) -> Option<String> {
    let Some(ExternalDocumentation { description: label, url, extensions: _ }) = link else { return description };
    let link = match label {
        Some(label) => format!("See also: [{}]({url})", label.trim()),
        None => format!("See also: <{url}>"),
    };
    Some(match description {
        Some(text) => format!("{}\n\n{link}\n", text.trim_end()),
        None => link,
    })
}

/// `deprecated`.
pub(super) fn deprecated(keyword: bool) -> Deprecated {
    if keyword { Deprecated::Yes } else { Deprecated::No }
}

/// The `example` of a schema, and the `examples` that 3.1 has in its place.
pub(super) fn schema_examples(example: Option<Value>, extensions: &IndexMap<String, Value>) -> Vec<Value> {
    let several = extensions.get(beyond::EXAMPLES).and_then(Value::as_array).into_iter().flatten().cloned();
    example.into_iter().chain(several).collect()
}

/// The `example` and the `examples` of a parameter, header or body that stands at `at`.
pub(super) fn examples(
    cx: &mut Context<'_>,
    example: Option<Value>,
    examples: IndexMap<String, ReferenceOr<Example>>,
    at: &Pointer,
) -> Vec<ir::Example> {
    let alone = |value| ir::Example { origin: at.child("example"), value };
    let mut found: Vec<ir::Example> = example.map(alone).into_iter().collect();
    for (name, example) in examples {
        let at = at.child("examples").child(name);
        let resolved = cx.contain(Instead::Ignored, |cx| reference::resolve(cx, example, &at));
        let Some((example, at)) = resolved.flatten() else { continue };
        let Example { summary: _, description: _, value, external_value, extensions: _ } = example;
        if external_value.is_some() {
            cx.ignored(&at, "an example that stands outside the document is left out of the documentation");
        }
        found.extend(value.map(|value| ir::Example { origin: at, value }));
    }
    found
}
