//! Turns the `content` of a request or a reply into the IR: one [`Content`] for each media type.
//!
//! Never here: the properties of a form, see `encoding.rs`, and which of them are files, see `part.rs`.

use indexmap::IndexMap;
use openapiv3::MediaType;

use super::context::Context;
use super::meaning::{Meaning, meaning};
use super::notation::{self, Notation};
use super::place::Place;
use super::uses::{lower_type, lower_use};
use super::{docs, encoding, reference};
use crate::ir::{Constraint, Content, MediaKind, PropertyEncoding, Scalar, Type};
use crate::pointer::Pointer;

/// Which way a body travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// In a request.
    Sent,
    /// In a reply.
    Received,
}

/// The content at `at`, whose inline types are named after `place`. Empty when the document names no media type.
pub(super) fn lower(
    cx: &mut Context<'_>,
    content: IndexMap<String, MediaType>,
    at: &Pointer,
    place: &Place,
    way: Way,
) -> Vec<Content> {
    let several = content.len() > 1;
    let best = content.keys().enumerate().min_by_key(|(index, name)| (preference(name), *index));
    let Some((index, _)) = best else { return Vec::new() };
    let Some((name, media)) = content.into_iter().nth(index) else { return Vec::new() };
    if several {
        let does = if way == Way::Sent { "sends" } else { "asks for" };
        cx.simplified(at, format!("of several content types the client {does} `{name}` alone"));
    }
    vec![one(cx, &name, media, at, place, way)]
}

/// What a client does most with: JSON before forms, and both before what it does not look into.
fn preference(media_type: &str) -> usize {
    match notation::of(media_type) {
        Notation::Json => 0,
        Notation::Form => 1,
        Notation::Multipart => 2,
        Notation::Open => 3,
        Notation::Lines | Notation::Events => 4,
        Notation::Text | Notation::Xml | Notation::Bytes => 5,
    }
}

/// The content under `name`.
fn one(cx: &mut Context<'_>, name: &str, media: MediaType, content: &Pointer, place: &Place, way: Way) -> Content {
    let at = content.child(name);
    let MediaType { schema, example, examples, encoding, extensions } = media;
    let schema = schema.map(|schema| reference::absorbed(cx, schema, at.child("schema")));
    let item = extensions.contains_key("x-itemSchema").then(|| at.child("x-itemSchema"));
    let media = Media { name, at: &at, schema, item, place, way };
    let kind = match notation::of(name) {
        Notation::Json => MediaKind::Json(media.ty(cx)),
        Notation::Lines => media.lines(cx),
        Notation::Events => MediaKind::EventStream(media.item(cx)),
        Notation::Form if way == Way::Sent => media.form(cx, MediaKind::Form),
        Notation::Multipart if way == Way::Sent => media.form(cx, MediaKind::Multipart),
        Notation::Form | Notation::Text => media.text(cx, "text"),
        Notation::Xml => media.text(cx, "XML"),
        Notation::Multipart | Notation::Bytes => MediaKind::Bytes,
        Notation::Open => media.open(cx),
    };
    let kind = with_encodings(kind, |kind, ty| encoding::lower(cx, encoding, kind, ty, &at));
    let examples = docs::examples(cx, example, examples, &at);
    let examples = if matches!(kind, MediaKind::Json(_)) { examples } else { Vec::new() };
    Content { media_type: name.to_owned(), kind, examples }
}

/// Fills in how the properties of a form are written. `encoding` is about forms alone, and is ignored everywhere else.
fn with_encodings(
    kind: MediaKind,
    encodings: impl FnOnce(encoding::Form, &Type) -> Vec<PropertyEncoding>,
) -> MediaKind {
    match kind {
        MediaKind::Form(ty, _) => {
            let encodings = encodings(encoding::Form::Urlencoded, &ty);
            MediaKind::Form(ty, encodings)
        }
        MediaKind::Multipart(ty, _) => {
            let encodings = encodings(encoding::Form::Multipart, &ty);
            MediaKind::Multipart(ty, encodings)
        }
        other => other,
    }
}

/// A media type with what stands under it.
struct Media<'m> {
    name: &'m str,
    at: &'m Pointer,
    schema: Option<Pointer>,
    /// `itemSchema`, which describes each piece of a stream.
    item: Option<Pointer>,
    place: &'m Place,
    way: Way,
}

impl Media<'_> {
    /// The type of the whole.
    fn ty(&self, cx: &mut Context<'_>) -> Type {
        self.schema.as_ref().map_or(Type::Any, |schema| lower_type(cx, schema, self.place))
    }

    /// The type of each piece of a stream. Where nothing describes the piece, what describes the whole is meant for it.
    fn item(&self, cx: &mut Context<'_>) -> Type {
        match &self.item {
            Some(item) => lower_type(cx, item, &self.place.within("item")),
            None => self.ty(cx),
        }
    }

    /// JSON texts in lines. A string is the text of all of them, and a list is the list of them.
    fn lines(&self, cx: &mut Context<'_>) -> MediaKind {
        let ty = self.item(cx);
        match (meaning(cx, &ty), &self.item) {
            (Meaning::Scalar(Scalar::String), None) => MediaKind::Text,
            (Meaning::Other(Type::Array(item)), None) => MediaKind::JsonLines(*item),
            _ => MediaKind::JsonLines(ty),
        }
    }

    /// The properties of an object. What is no object is text that the caller has encoded.
    fn form(&self, cx: &mut Context<'_>, kind: fn(Type, Vec<PropertyEncoding>) -> MediaKind) -> MediaKind {
        let ty = self.ty(cx);
        match meaning(cx, &ty) {
            Meaning::Any | Meaning::Other(Type::Map(_) | Type::Named(_)) => kind(ty, Vec::new()),
            _ => {
                let message =
                    format!("a body of type `{}` is made from an object: the caller writes its text", self.name);
                cx.simplified(self.at, message);
                MediaKind::Text
            }
        }
    }

    /// Text, which has no parts to the client. That is worth a word where the document describes some.
    fn text(&self, cx: &mut Context<'_>, what: &str) -> MediaKind {
        let Some(schema) = &self.schema else { return MediaKind::Text };
        let words = reference::end(cx, schema).and_then(|at| super::schema::keywords(cx, &at));
        let has_parts = words.is_some_and(|words| words.has_members() || words.items.is_some());
        if has_parts {
            let done = match self.way {
                Way::Sent => "the caller writes the text",
                Way::Received => "it is given as the text that came",
            };
            cx.simplified(self.at, format!("{what} is not made from types: {done}"));
        }
        MediaKind::Text
    }

    /// A wildcard, which stands for JSON where the schema describes more than text or bytes.
    fn open(&self, cx: &mut Context<'_>) -> MediaKind {
        let Some(schema) = &self.schema else { return MediaKind::Bytes };
        let used = lower_use(cx, schema, self.place);
        let is_binary = used.notes.constraints.contains(&Constraint::Format("binary".to_owned()));
        match meaning(cx, &used.ty) {
            Meaning::Scalar(Scalar::String) if is_binary => MediaKind::Bytes,
            Meaning::Scalar(Scalar::String) => MediaKind::Text,
            _ => {
                let message = format!("`{}` is taken for JSON, since there is a schema for it", self.name);
                cx.simplified(self.at, message);
                MediaKind::Json(used.into_type())
            }
        }
    }
}
