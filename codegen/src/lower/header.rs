//! Turns a documented header of a reply into the IR.

use openapiv3::{Header, ParameterSchemaOrContent, ReferenceOr};

use super::context::Context;
use super::notation::{self, Notation};
use super::place::Place;
use super::reference;
use super::schema;
use super::style;
use super::uses::lower_use;
use crate::beyond;
use crate::diagnostics::Instead;
use crate::ir::{Explode, HeaderText, ResponseHeader, Scalar, Type};
use crate::media_type::essence;
use crate::pointer::Pointer;

/// The header `name` of the reply at `owner`. A reply is no worse for a header that cannot be read.
pub(super) fn lower(
    cx: &mut Context<'_>,
    operation: &str,
    name: String,
    header: ReferenceOr<Header>,
    owner: &Pointer,
) -> Option<ResponseHeader> {
    let at = owner.child("headers").child(&name);
    let (header, at) = cx.contain(Instead::Ignored, |cx| reference::resolve(cx, header, &at))??;
    // Headers are read one by one, when asked for: whether one is required or deprecated changes nothing.
    let Header { description, style: _, required: _, deprecated: _, format, example: _, examples: _, extensions } =
        header;
    if name.eq_ignore_ascii_case("Content-Type") {
        cx.ignored(&at, "a reply's `Content-Type` header is described by its `content`, and is ignored here");
        return None;
    }
    if !is_token(&name) {
        cx.ignored(&at, format!("`{name}` is not a valid header name, and is left out"));
        return None;
    }
    for (key, name) in [(beyond::ALLOW_RESERVED, "allowReserved"), (beyond::ALLOW_EMPTY_VALUE, "allowEmptyValue")] {
        if extensions.get(key) == Some(&true.into()) {
            cx.ignored(
                &at.child(name),
                format!("`{name}` is about parameters in a query, and says nothing of a header"),
            );
        }
    }
    let explode = if extensions.get(beyond::EXPLODE) == Some(&true.into()) { Explode::Yes } else { Explode::No };
    let (schema, text) = schema(cx, format, explode, &at);
    let place = Place::part(operation, &name, &at);
    let used = schema.map(|schema| lower_use(cx, &schema, &place));
    let inner = used.as_ref().and_then(|used| used.notes.docs.description.clone());
    let ty = used.map_or(Type::Scalar(Scalar::String), |used| used.ty);
    let ty = if text == HeaderText::Json { ty } else { flat(cx, ty, &at) };
    Some(ResponseHeader { wire_name: name, description: description.or(inner), text, ty })
}

/// The schema, if there is one, and what the text is.
fn schema(
    cx: &mut Context<'_>,
    format: ParameterSchemaOrContent,
    explode: Explode,
    at: &Pointer,
) -> (Option<Pointer>, HeaderText) {
    let content = match format {
        ParameterSchemaOrContent::Schema(schema) => {
            return (Some(schema::absorbed(cx, schema, at.child("schema"))), HeaderText::Simple(explode));
        }
        ParameterSchemaOrContent::Content(content) => content,
    };
    let at = at.child("content");
    let is_text = !content.is_empty() && content.keys().all(|name| essence(name).starts_with("text/"));
    let json = content.into_iter().find(|(name, _)| notation::of(name) == Notation::Json);
    let Some((name, media)) = json else {
        if !is_text {
            cx.simplified(&at, "a header with `content` that is not JSON is read as the text that it is");
        }
        return (None, HeaderText::Simple(Explode::No));
    };
    let at = at.child(&name);
    let schema = media.schema.map(|schema| schema::absorbed(cx, schema, at.child("schema")));
    let text = if schema.is_some() { HeaderText::Json } else { HeaderText::Simple(Explode::No) };
    (schema, text)
}

/// The type, unless its parts have parts, which have no place in a header.
fn flat(cx: &mut Context<'_>, ty: Type, at: &Pointer) -> Type {
    let inner = style::inner(cx, &ty);
    if inner.iter().any(|(_, inner)| style::has_parts(cx, inner)) {
        cx.simplified(at, "a list or an object inside another has no form in a header, which is read as text");
        return Type::Scalar(Scalar::String);
    }
    ty
}

/// Whether a name may be that of a header or of a method, which are tokens (RFC 9110, section 5.6.2).
pub(super) fn is_token(name: &str) -> bool {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.chars().all(is_token)
}
