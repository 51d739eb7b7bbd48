//! Turns the `content` of a request or a reply into the IR: one [`Content`] for each media type.
//!
//! Never here: the properties of a form, see `encoding.rs`, and which of them are files, see `part.rs`.

use std::rc::Rc;

use indexmap::IndexMap;
use openapiv3::MediaType;

use super::context::Context;
use super::meaning::{Meaning, meaning};
use super::notation::{self, Notation};
use super::place::Place;
use super::plan::{Plan, plan};
use super::schema::{self, Keywords, keywords};
use super::uses::{lower_type, lower_use};
use super::{docs, encoding, reference};
use crate::beyond;
use crate::ir::{Constraint, Content, MediaKind, PropertyEncoding, Scalar, Shape, Type, media_words};
use crate::media_type::{essence, is_json};
use crate::pointer::Pointer;

/// Who sends a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    /// Whoever uses the generated code: a request, or the answer to a call that the service makes.
    User,
    /// The service: a reply, or what such a call brings.
    Service,
}

/// The content at `at`, whose inline types are named after `place`. Empty when the document names no media type.
///
/// What is sent comes first. Of a reply, what holds the same as JSON does is left out: the client asks for JSON.
pub(super) fn lower(
    cx: &mut Context<'_>,
    content: IndexMap<String, MediaType>,
    at: &Pointer,
    place: &Place,
    sender: Sender,
) -> Vec<Content> {
    let mut entries: Vec<Entry> = content.into_iter().map(|(name, media)| Entry::new(cx, name, media, at)).collect();
    if let Some(leader) = leader(cx, &entries) {
        compare(cx, &mut entries, leader);
        drop_same(cx, &mut entries, leader, at, sender);
    }
    if sender == Sender::User {
        entries.sort_by_key(preference);
    }
    let mut contents: Vec<Content> = Vec::new();
    for entry in entries {
        let place = if contents.is_empty() { place.clone() } else { place.within(&media_words(&entry.name)) };
        let content = one(cx, entry, at, &place, sender);
        match contents.iter_mut().find(|known| sender == Sender::User && are_synonyms(known, &content)) {
            Some(known) => known.synonyms.extend((!content.media_type.contains('*')).then_some(content.media_type)),
            None => contents.push(content),
        }
    }
    contents
}

/// A media type with what stands under it.
struct Entry {
    name: String,
    notation: Notation,
    media: MediaType,
    /// Where its schema stands, or that of another media type that is the same.
    schema: Option<Pointer>,
    /// Whether it holds the same as the JSON beside it.
    is_same: bool,
}

impl Entry {
    fn new(cx: &mut Context<'_>, name: String, mut media: MediaType, content: &Pointer) -> Self {
        let schema = media.schema.take();
        let at = content.child(&name).child("schema");
        let schema = schema.map(|schema| schema::absorbed(cx, schema, at));
        Self { notation: notation::of(&name), name, media, schema, is_same: false }
    }
}

/// The JSON that the others are compared with. What JSON cannot hold is not JSON, whatever its name.
fn leader(cx: &mut Context<'_>, entries: &[Entry]) -> Option<usize> {
    let plain = entries.iter().position(|entry| is_json(&entry.name));
    let leader = plain.or_else(|| entries.iter().position(|entry| entry.notation == Notation::Json))?;
    let is_binary = words_at(cx, entries[leader].schema.as_ref()).is_some_and(|words| words.is_binary());
    (!is_binary).then_some(leader)
}

/// The keywords of the schema of a media type, if it has one.
fn words_at(cx: &mut Context<'_>, schema: Option<&Pointer>) -> Option<Rc<Keywords>> {
    let at = reference::end(cx, schema?)?;
    keywords(cx, &at)
}

/// Finds out which of the others hold the same as the leader. They then share its schema, and so its type.
fn compare(cx: &mut Context<'_>, entries: &mut [Entry], leader: usize) {
    for index in (0..entries.len()).filter(|index| *index != leader) {
        entries[index].is_same = is_same(cx, &entries[index], &entries[leader]);
        if entries[index].is_same && !has_files(cx, &entries[index]) {
            entries[index].schema = entries[leader].schema.clone();
        }
    }
}

/// Whether two media types have the same schema, by reference or word for word.
fn is_same(cx: &mut Context<'_>, entry: &Entry, leader: &Entry) -> bool {
    match (&entry.schema, &leader.schema) {
        (Some(left), Some(right)) => {
            reference::end(cx, left) == reference::end(cx, right) || cx.document.are_equal(left, right)
        }
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Whether the schema of a media type has files in it, which it has for no other.
fn has_files(cx: &Context<'_>, entry: &Entry) -> bool {
    let is_below = |schema: &Pointer| cx.parts.iter().any(|part| part.tokens().starts_with(&schema.tokens()));
    entry.notation == Notation::Multipart && entry.schema.as_ref().is_some_and(is_below)
}

/// Leaves out what says the same as JSON in a notation that the client would have to take apart, or cannot name.
fn drop_same(cx: &mut Context<'_>, entries: &mut Vec<Entry>, leader: usize, at: &Pointer, sender: Sender) {
    // A string is the same in quotes and without.
    let schema = entries[leader].schema.clone().and_then(|schema| reference::end(cx, &schema));
    let is_string = schema.is_some_and(|schema| matches!(*plan(cx, &schema), Plan::Scalar(Scalar::String, _)));
    let name = entries[leader].name.clone();
    entries.retain(|entry| {
        let is_kept = match (sender, entry.notation) {
            (Sender::User, notation) => notation != Notation::Open,
            (Sender::Service, Notation::Json) => true,
            (Sender::Service, notation) => notation == Notation::Text && is_string,
        };
        if entry.is_same && !is_kept && entry.notation != Notation::Open {
            let message = format!("`{}` holds the same as `{name}`, and that is what the client asks for", entry.name);
            cx.simplified(&at.child(&entry.name), message);
        }
        !entry.is_same || is_kept
    });
}

/// What a client sends unless it is told otherwise: JSON before forms, and both before what it does not look into.
fn preference(entry: &Entry) -> usize {
    match entry.notation {
        Notation::Json if is_json(&entry.name) => 0,
        Notation::Json => 1,
        Notation::Form => 2,
        Notation::Multipart => 3,
        Notation::Open => 4,
        Notation::Lines | Notation::Events => 5,
        Notation::Text | Notation::Xml | Notation::Bytes => 6,
    }
}

/// Whether two contents are one JSON under different names. Patches are not: their names say what they do.
fn are_synonyms(left: &Content, right: &Content) -> bool {
    let is_patch = |content: &Content| content.media_type.to_ascii_lowercase().contains("patch");
    matches!(left.kind, MediaKind::Json(_)) && left.kind == right.kind && !is_patch(left) && !is_patch(right)
}

/// The content of one media type.
fn one(cx: &mut Context<'_>, entry: Entry, content: &Pointer, place: &Place, sender: Sender) -> Content {
    let Entry { name, notation, media, schema, is_same: _ } = entry;
    let at = content.child(&name);
    let MediaType { schema: _, example, examples, encoding, extensions } = media;
    let item = extensions.contains_key(beyond::ITEM_SCHEMA).then(|| at.child(beyond::ITEM_SCHEMA));
    let media = Media { name: &name, at: &at, schema, item, place, sender };
    // The stream of a success is not among these: what is left is that of a failure, which is whole.
    if sender == Sender::Service && matches!(notation, Notation::Lines | Notation::Events) {
        media.report_text(cx, "a failure that is a stream");
    }
    let kind = match notation {
        // Of a file, frameworks name the media types of their texts.
        Notation::Json | Notation::Text | Notation::Xml if media.is_binary(cx) => MediaKind::Bytes,
        Notation::Json => MediaKind::Json(media.ty(cx)),
        Notation::Lines => media.lines(cx),
        Notation::Events => MediaKind::EventStream(media.item(cx)),
        Notation::Form if sender == Sender::User => media.form(cx),
        Notation::Multipart if sender == Sender::User => media.parts(cx),
        Notation::Form | Notation::Text => media.text(cx, "text"),
        Notation::Xml => media.text(cx, "XML"),
        Notation::Bytes if media.has_fields(cx) => media.fields(cx),
        Notation::Multipart | Notation::Bytes => media.bytes(cx),
        Notation::Open => media.open(cx),
    };
    if matches!(kind, MediaKind::Multipart(..)) {
        encoding::report_by_position(cx, &extensions, &at);
    }
    let kind = with_encodings(kind, |kind, ty| encoding::lower(cx, encoding, kind, ty, &at));
    let examples = docs::examples(cx, example, examples, &at);
    let examples = if matches!(kind, MediaKind::Json(_)) { examples } else { Vec::new() };
    // Some documents have a space in front, which no header has.
    Content { media_type: name.trim().to_owned(), synonyms: Vec::new(), kind, examples }
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

/// What there is to say about the content of a media type.
struct Media<'m> {
    name: &'m str,
    at: &'m Pointer,
    schema: Option<Pointer>,
    /// `itemSchema`, which describes each piece of a stream.
    item: Option<Pointer>,
    place: &'m Place,
    sender: Sender,
}

impl Media<'_> {
    /// Whether the schema says that the content is any bytes.
    fn is_binary(&self, cx: &mut Context<'_>) -> bool {
        words_at(cx, self.schema.as_ref()).is_some_and(|words| words.is_binary())
    }

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
        match (cx.definitions.behind(&ty), &self.item) {
            (Type::Scalar(Scalar::String), None) => MediaKind::Text,
            (Type::Array(item), None) => MediaKind::JsonLines((**item).clone()),
            _ => MediaKind::JsonLines(ty),
        }
    }

    /// The properties of an object. What is no object is text that the caller has encoded.
    fn form(&self, cx: &mut Context<'_>) -> MediaKind {
        match self.object(cx) {
            Some(ty) => MediaKind::Form(ty, Vec::new()),
            None => {
                let message =
                    format!("a body of type `{}` is made from an object: the caller writes its text", self.name);
                cx.simplified(self.at, message);
                MediaKind::Text
            }
        }
    }

    /// A part for each property of an object. Of what is no object, the caller gives the parts, as only the client can put a
    /// boundary between them.
    fn parts(&self, cx: &mut Context<'_>) -> MediaKind {
        let ty = self.object(cx).unwrap_or_else(|| {
            let message = format!("a body of type `{}` is made from an object: the caller gives each part", self.name);
            cx.simplified(self.at, message);
            Type::Any
        });
        MediaKind::Multipart(ty, Vec::new())
    }

    /// The type of the whole, if it has properties or may have any.
    fn object(&self, cx: &mut Context<'_>) -> Option<Type> {
        let ty = self.ty(cx);
        let is_object = match cx.definitions.behind(&ty) {
            Type::Map(_) | Type::Any => true,
            Type::Named(id) => !matches!(cx.definitions.get(*id).shape, Shape::Enum(_)),
            Type::Scalar(_) | Type::Array(_) | Type::Nullable(_) => false,
        };
        is_object.then_some(ty)
    }

    /// Whether a reply is called bytes, of whatever kind, and described as an object with properties: frameworks write the former
    /// where nobody has said what comes. Where one of the properties is the bytes, it is these that come.
    fn has_fields(&self, cx: &mut Context<'_>) -> bool {
        let is_any = essence(self.name) == "application/octet-stream" && self.sender == Sender::Service;
        let schema = self.schema.as_ref().filter(|_| is_any).and_then(|schema| reference::end(cx, schema));
        let Some(schema) = schema.filter(|schema| *plan(cx, schema) == Plan::Struct) else { return false };
        let properties = keywords(cx, &schema).map(|words| words.properties.clone()).unwrap_or_default();
        let is_file = |at: &Pointer| {
            let Some(words) = words_at(cx, Some(at)) else { return false };
            words.is_binary() || words_at(cx, words.items.as_ref()).is_some_and(|items| items.is_binary())
        };
        !properties.values().any(is_file)
    }

    /// The object that a reply is described as.
    fn fields(&self, cx: &mut Context<'_>) -> MediaKind {
        cx.simplified(self.at, format!("`{}` is taken for JSON, since its schema has properties", self.name));
        MediaKind::Json(self.ty(cx))
    }

    /// What came, with none of its parts taken out.
    fn bytes(&self, cx: &mut Context<'_>) -> MediaKind {
        if self.says_more_than_text(cx) {
            let name = self.name;
            let message = match self.sender {
                Sender::User => format!("a body of type `{name}` is not made from types: the caller gives the bytes"),
                Sender::Service => format!("a reply of type `{name}` is not taken apart: it is given as it came"),
            };
            cx.simplified(self.at, message);
        }
        MediaKind::Bytes
    }

    /// Text, which has no parts to the client.
    fn text(&self, cx: &mut Context<'_>, what: &str) -> MediaKind {
        self.report_text(cx, what);
        MediaKind::Text
    }

    /// Reports what is text to the client although the document says more about it.
    fn report_text(&self, cx: &mut Context<'_>, what: &str) {
        if self.says_more_than_text(cx) {
            let done = match self.sender {
                Sender::User => "the caller writes the text",
                Sender::Service => "it is given as the text that came",
            };
            cx.simplified(self.at, format!("{what} is not made from types: {done}"));
        }
    }

    /// Whether the schema says more of the content than that it is some text.
    fn says_more_than_text(&self, cx: &mut Context<'_>) -> bool {
        let schema = self.schema.as_ref().or(self.item.as_ref());
        words_at(cx, schema).is_some_and(|words| words.says_more_than_text())
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
