//! Turns a request body into the IR.
//!
//! Never here: what the content holds; see `media.rs`.

use openapiv3::{ReferenceOr, RequestBody};

use super::context::Context;
use super::place::Place;
use super::{media, reference};
use crate::ir::{Body, Docs, Need};
use crate::pointer::Pointer;

/// The body of the operation at `owner`, which is called `operation`.
pub(super) fn lower(
    cx: &mut Context<'_>,
    operation: &str,
    body: ReferenceOr<RequestBody>,
    owner: &Pointer,
) -> Option<Body> {
    let (body, at) = reference::resolve(cx, body, &owner.child("requestBody"))?;
    let RequestBody { description, content, required, extensions: _ } = body;
    let content_at = at.child("content");
    if content.is_empty() {
        cx.ignored(&at, "a request body without content is ignored");
    }
    if content.len() > 1 {
        let help = "keep the content type that the client is to send, and remove the others";
        cx.unsupported(&content_at, "a request body with several content types", help);
        return None;
    }
    let (name, media) = content.into_iter().next()?;
    if !media::is_json(&name) {
        media::refuse(cx, &name, &content_at);
        return None;
    }
    let place = Place::part(operation, "request", &at);
    let media = media::lower(cx, &name, media, &content_at, &place);
    Some(Body {
        docs: Docs { description, examples: media.examples, ..Docs::default() },
        need: if required { Need::Argument } else { Need::Setter },
        media_type: media.media_type,
        kind: media.kind,
    })
}
