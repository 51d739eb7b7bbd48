//! Turns the `content` of a request or a reply into one media type and the type of what it holds.
//!
//! Media types other than JSON, and the choice between several, will be carried here; so far it is JSON alone.

use openapiv3::MediaType;
use serde_json::Value;

use super::context::Context;
use super::place::Place;
use super::uses::lower_type;
use super::{docs, reference};
use crate::ir::{MediaKind, Type};
use crate::pointer::Pointer;

/// What a body holds.
pub(super) struct Media {
    pub(super) media_type: String,
    pub(super) kind: MediaKind,
    pub(super) examples: Vec<Value>,
}

/// The JSON body under `name`, one of the content types at `content`.
pub(super) fn lower(cx: &mut Context<'_>, name: &str, media: MediaType, content: &Pointer, place: &Place) -> Media {
    let at = content.child(name);
    // `encoding` is about forms alone, and the standard has it ignored everywhere else.
    let MediaType { schema, example, examples, encoding: _, extensions: _ } = media;
    let ty = match schema {
        Some(schema) => {
            let schema = reference::absorbed(cx, schema, at.child("schema"));
            lower_type(cx, &schema, place)
        }
        None => Type::Any,
    };
    let examples = docs::examples(cx, example, examples, &at);
    Media { media_type: name.to_owned(), kind: MediaKind::Json(ty), examples }
}

/// Whether a media type is JSON: `application/json` or `…+json`, whatever parameters follow.
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let Some((kind, subtype)) = essence.split_once('/') else { return false };
    kind != "*" && (subtype == "json" || subtype.ends_with("+json"))
}

/// Whether a media type stands for JSON among others: `*/*` or `application/*`.
pub(super) fn may_be_json(media_type: &str) -> bool {
    matches!(media_type.trim(), "*/*" | "application/*")
}

/// Refuses a media type that is not JSON.
pub(super) fn refuse(cx: &mut Context<'_>, name: &str, content: &Pointer) {
    let help = "only JSON is carried so far: `application/json`, or a type that ends in `+json`";
    cx.unsupported(&content.child(name), &format!("a body of type `{name}`"), help);
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn json_is_recognised() {
        let json = [
            "application/json",
            "application/json; charset=utf-8",
            "application/problem+json",
            "Application/JSON",
            "text/json",
        ];
        assert!(json.into_iter().all(is_json));
        let other =
            ["*/*", "application/*", "text/plain", "application/x-ndjson", "application/json-seq", "*/json", ""];
        assert!(!other.into_iter().any(is_json));
    }
}
