//! Turns the content of a success that comes piece by piece into the IR: server-sent events and JSON lines.
//!
//! Never here: such content of a request or of a failure, which is whole; see `media.rs`.

use indexmap::IndexMap;
use openapiv3::MediaType;
use serde_json::Value;

use super::context::Context;
use super::meaning::{Meaning, meaning};
use super::notation::{self, Notation};
use super::place::Place;
use super::schema;
use super::uses::lower_type;
use crate::beyond;
use crate::diagnostics::{Code, Instead};
use crate::ir::{Api, EnumBase, Frames, Response, Scalar, Shape, Stream, Type};
use crate::media_type::essence;
use crate::pointer::Pointer;

/// Takes the stream out of `content`, if there is one: events before lines, since those can be had as a whole, too.
pub(super) fn lower(
    cx: &mut Context<'_>,
    content: IndexMap<String, MediaType>,
    at: &Pointer,
    place: &Place,
) -> (Option<Stream>, IndexMap<String, MediaType>) {
    let is_stream = |name: &str| matches!(notation::of(name), Notation::Events | Notation::Lines);
    let (mut streams, others): (Vec<_>, IndexMap<_, _>) =
        content.into_iter().fold((Vec::new(), IndexMap::new()), |(mut streams, mut others), (name, media)| {
            if is_stream(&name) {
                streams.push((name, media));
            } else {
                others.insert(name, media);
            }
            (streams, others)
        });
    streams.sort_by_key(|(name, _)| notation::of(name) != Notation::Events);
    let mut streams = streams.into_iter();
    let stream = streams.next().map(|(name, media)| one(cx, &name, media, at, place));
    for (name, _) in streams {
        cx.simplified(&at.child(&name), format!("of several streams the client asks for one, and not for `{name}`"));
    }
    (stream, others)
}

fn one(cx: &mut Context<'_>, name: &str, media: MediaType, content: &Pointer, place: &Place) -> Stream {
    let at = content.child(name);
    let MediaType { schema, example: _, examples: _, encoding: _, extensions } = media;
    let described = extensions.contains_key(beyond::ITEM_SCHEMA);
    let schema = if described {
        Some(at.child(beyond::ITEM_SCHEMA))
    } else {
        schema.map(|schema| schema::absorbed(cx, schema, at.child("schema")))
    };
    let ty = schema.map_or(Type::Any, |schema| lower_type(cx, &schema, &place.within("item")));
    // Where nothing describes the piece, what describes the whole is meant for it, unless it is a list of pieces. Of lines a
    // string is the text of all: in a list of strings, each is JSON.
    let (item, is_whole_text) = match cx.definitions.behind(&ty) {
        Type::Array(item) if !described => ((**item).clone(), false),
        _ => (ty.clone(), !described && is_string(cx, &ty)),
    };
    let frames = match notation::of(name) {
        Notation::Events => Frames::Events,
        _ if essence(name).ends_with("json-seq") => Frames::Sequence,
        _ if is_whole_text => Frames::TextLines,
        _ => Frames::Lines,
    };
    let last = last(cx, &extensions, &at);
    Stream { media_type: name.trim().to_owned(), item, frames, last }
}

/// Whether a value is a string, before all definitions are there.
fn is_string(cx: &mut Context<'_>, ty: &Type) -> bool {
    matches!(meaning(cx, ty), Meaning::Scalar(Scalar::String | Scalar::Format(_)) | Meaning::Values(_))
}

/// The text of the last piece, by the extension of this project or by one that is found in documents.
fn last(cx: &mut Context<'_>, extensions: &IndexMap<String, Value>, at: &Pointer) -> Option<String> {
    let known = ["x-sse-sentinel", "x-speakeasy-sse-sentinel"];
    let (key, value) = known.into_iter().find_map(|key| Some((key, extensions.get(key)?)))?;
    match value {
        Value::String(text) => Some(text.clone()),
        _ => {
            let problem = cx.report.add(Code::WrongType, &at.child(key), format!("`{key}` must be a string"));
            problem.instead(Instead::Ignored);
            None
        }
    }
}

/// Leaves an operation one kind of stream, whatever its status.
pub(super) fn keep_one(cx: &mut Context<'_>, responses: &mut [Response]) {
    let first = responses.iter().find_map(|response| response.stream.clone());
    for response in responses.iter_mut().filter(|response| response.stream.is_some() && response.stream != first) {
        let message =
            "the stream of this reply is left out: an operation has one kind of stream, that of an earlier status";
        cx.simplified(&response.origin, message);
        response.stream = None;
    }
}

/// Decides what of each piece is decoded, once its type is complete.
pub(super) fn decide(api: &mut Api) {
    for operation in 0..api.operations.len() {
        for response in 0..api.operations[operation].responses.len() {
            let Some(stream) = api.operations[operation].responses[response].stream.clone() else { continue };
            let decided = decided(api, stream);
            api.operations[operation].responses[response].stream = Some(decided);
        }
    }
}

fn decided(api: &Api, stream: Stream) -> Stream {
    let is_text = is_text(api, &stream.item);
    let frames = match stream.frames {
        Frames::Events if is_text || *api.resolve(&stream.item) == Type::Any => Frames::EventTexts,
        Frames::Events => match data_of_whole_event(api, &stream.item) {
            Some(data) if data.iter().all(|ty| self::is_text(api, ty)) => Frames::WholeEventsOfText,
            Some(_) => Frames::WholeEvents,
            None => Frames::Events,
        },
        frames => frames,
    };
    let item = match frames {
        Frames::EventTexts | Frames::TextLines => Type::Scalar(Scalar::String),
        _ => stream.item,
    };
    Stream { item, frames, ..stream }
}

/// The types of `data`, if the type describes whole events: objects of nothing but the fields that an event has.
fn data_of_whole_event<'a>(api: &'a Api, ty: &'a Type) -> Option<Vec<&'a Type>> {
    let Type::Named(id) = api.resolve(ty) else { return None };
    match &api.type_def(*id).shape {
        Shape::Struct(object) => {
            let known =
                object.fields.iter().all(|it| ["event", "data", "id", "retry"].contains(&it.wire_name.as_str()));
            let data = object.fields.iter().find(|field| field.wire_name == "data")?;
            known.then(|| vec![&data.ty])
        }
        Shape::Union(union) => {
            let data = union.variants.iter().map(|variant| data_of_whole_event(api, &variant.ty));
            data.collect::<Option<Vec<_>>>().map(|data| data.into_iter().flatten().collect())
        }
        Shape::Enum(_) | Shape::Alias(_) => None,
    }
}

/// Whether a value is a JSON string.
fn is_text(api: &Api, ty: &Type) -> bool {
    match api.resolve(ty) {
        Type::Scalar(Scalar::String | Scalar::Format(_)) => true,
        Type::Named(id) => matches!(&api.type_def(*id).shape, Shape::Enum(list) if list.base == EnumBase::String),
        _ => false,
    }
}
