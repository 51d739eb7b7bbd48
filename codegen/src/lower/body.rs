//! Turns a request body into the IR.
//!
//! Never here: what the content holds; see `media.rs`.

use openapiv3::{ReferenceOr, RequestBody};

use super::context::Context;
use super::media::Sender;
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
    let place = Place::part(operation, "request", &at);
    let contents = media::lower(cx, content, &at.child("content"), &place, Sender::User);
    if contents.is_empty() {
        cx.ignored(&at, "a request body without content is ignored");
        return None;
    }
    Some(Body {
        docs: Docs { description, ..Docs::default() },
        need: if required { Need::Argument } else { Need::Setter },
        contents,
    })
}
