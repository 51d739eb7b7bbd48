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
    let (several, first) = (content.len() > 1, content.keys().next()?.clone());
    let json = content.into_iter().find(|(name, _)| media::is_json(name));
    let Some((name, media)) = json else {
        media::refuse(cx, &first, &content_at);
        return None;
    };
    if several {
        cx.simplified(&content_at, format!("of several content types the client sends `{name}` alone"));
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
