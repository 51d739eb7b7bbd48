//! Finds the properties of multipart bodies that the caller gives as parts, before anything is lowered.
//!
//! In JSON, `format: binary` says nothing that a string could not hold. In a multipart body it is a file, and so is what
//! the document does not describe at all. Which of the two a schema means depends on who refers to it. What must have a
//! header of its own is a part, too: a value could not say what it is.

use std::collections::HashSet;

use openapiv3::{Header, ReferenceOr};

use super::context::Context;
use super::encoding;
use super::media::Sender;
use super::notation::{self, Notation};
use super::schema::{JsonType, Keywords, keywords};
use super::{hierarchy, outline, reference};
use crate::beyond;
use crate::pointer::Pointer;

/// Notes in the context where the parts stand.
pub(super) fn mark(cx: &mut Context<'_>) {
    let operations = outline::places(cx);
    let bodies = contents(cx, &operations, Sender::User);
    let (forms, others) = schemas(cx, &bodies);
    let (mut seen, mut found) = (HashSet::new(), Found::default());
    for schema in forms {
        find_in_form(cx, schema, &mut seen, &mut found);
    }
    let mut with_headers: Vec<_> = bodies.iter().flat_map(|content| find_with_headers(cx, content)).collect();
    with_headers.retain(|part| !found.files.contains(&part.at));
    cx.parts.extend(found.files);
    if !found.open.is_empty() || !with_headers.is_empty() {
        let replies = contents(cx, &operations, Sender::Service);
        let elsewhere = reachable(cx, others.into_iter().chain(schemas(cx, &replies).1).collect());
        // What is JSON elsewhere may be any JSON value, which text cannot hold.
        let is_elsewhere = |at: &Pointer| elsewhere.contains(at);
        cx.parts.extend(found.open.into_iter().filter(|at| !is_elsewhere(at)));
        for WithHeaders { at, headers } in with_headers.into_iter().filter(|part| !is_elsewhere(&part.at)) {
            if !cx.parts.contains(&at) {
                let message = "a part with a header that must be there is given as a `Part`, which has a place for it, and not as \
                               its JSON: `Part::json` makes one";
                cx.simplified(&headers, message);
            }
            cx.parts.insert(at);
        }
    }
}

/// A value in a multipart body that must have headers.
struct WithHeaders {
    at: Pointer,
    headers: Pointer,
}

/// The values in multipart bodies that are, or may be, files.
#[derive(Default)]
struct Found {
    /// Those that the document says are bytes.
    files: Vec<Pointer>,
    /// Those that it does not describe.
    open: Vec<Pointer>,
}

/// The `content` of every request body, or of every reply, that an operation has or that the document shares.
fn contents(cx: &mut Context<'_>, operations: &[Pointer], sender: Sender) -> Vec<Pointer> {
    let components = Pointer::root().child("components");
    let members = |at: &Pointer| cx.document.keys(at).into_iter().map(|key| at.child(key)).collect::<Vec<_>>();
    let owners: Vec<Pointer> = match sender {
        Sender::User => {
            let bodies = operations.iter().map(|operation| operation.child("requestBody"));
            bodies.chain(members(&components.child("requestBodies"))).collect()
        }
        Sender::Service => {
            let replies = operations.iter().flat_map(|operation| members(&operation.child("responses")));
            replies.chain(members(&components.child("responses"))).collect()
        }
    };
    owners.into_iter().map(|owner| owner.child("content")).collect()
}

/// The schemas of multipart bodies, and those of all others.
fn schemas(cx: &Context<'_>, contents: &[Pointer]) -> (Vec<Pointer>, Vec<Pointer>) {
    let (mut forms, mut others) = (Vec::new(), Vec::new());
    for content in contents {
        for media_type in cx.document.keys(content) {
            let list = if notation::of(media_type) == Notation::Multipart { &mut forms } else { &mut others };
            let places = ["schema", beyond::ITEM_SCHEMA].map(|key| content.child(media_type).child(key));
            list.extend(places.into_iter().filter(|at| cx.document.contains(at)));
        }
    }
    (forms, others)
}

/// All schemas that those in `open` are made of.
fn reachable(cx: &mut Context<'_>, mut open: Vec<Pointer>) -> HashSet<Pointer> {
    let mut reached = HashSet::new();
    while let Some(at) = open.pop() {
        if !reached.insert(at.clone()) {
            continue;
        }
        let Some(end) = reference::end(cx, &at) else { continue };
        let Some(words) = keywords(cx, &end) else { continue };
        open.extend(words.members().chain(&words.items).cloned());
        open.extend(parts(cx, &words, &end));
    }
    reached
}

/// Finds the files among the properties of a multipart body, and of the schemas that it is made of. The way there is a list:
/// schemas may refer to each other in a very long chain.
fn find_in_form(cx: &mut Context<'_>, at: Pointer, seen: &mut HashSet<Pointer>, found: &mut Found) {
    let mut open = vec![at];
    while let Some(at) = open.pop() {
        let Some(at) = reference::end(cx, &at).filter(|at| seen.insert(at.clone())) else { continue };
        let Some(words) = keywords(cx, &at) else { continue };
        for member in words.members() {
            find_in_value(cx, member.clone(), found);
        }
        open.extend(parts(cx, &words, &at));
    }
}

/// Finds the properties to which the media types of a body give headers that must be there; of a list, its items are the
/// parts.
fn find_with_headers(cx: &mut Context<'_>, content: &Pointer) -> Vec<WithHeaders> {
    let mut found = Vec::new();
    for media_type in cx.document.keys(content).into_iter().filter(|it| notation::of(it) == Notation::Multipart) {
        let at = content.child(media_type);
        let headers = |property: &str| at.child("encoding").child(property).child("headers");
        let mut properties = cx.document.keys(&at.child("encoding"));
        properties.retain(|property| has_required(cx, &headers(property)));
        let (mut seen, mut open) = (HashSet::new(), vec![at.child("schema")]);
        while let Some(at) = open.pop().filter(|_| !properties.is_empty()) {
            let Some(at) = reference::end(cx, &at).filter(|at| seen.insert(at.clone())) else { continue };
            let Some(words) = keywords(cx, &at) else { continue };
            for (name, property) in words.properties.iter().filter(|(name, _)| properties.contains(&name.as_str())) {
                let inner = reference::end(cx, property).and_then(|at| keywords(cx, &at));
                let items = inner.and_then(|words| words.items.clone());
                found.push(WithHeaders { at: items.unwrap_or_else(|| property.clone()), headers: headers(name) });
            }
            open.extend(parts(cx, &words, &at));
        }
    }
    found
}

/// The schemas that describe the very value that the one at `at` describes, or one that may be in its place.
fn parts(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) -> Vec<Pointer> {
    words.parts().cloned().chain(hierarchy::members(cx, at).unwrap_or_default()).collect()
}

/// Whether one of the headers at `at` must be there. What is wrong with them is reported when the encoding is read.
fn has_required(cx: &mut Context<'_>, at: &Pointer) -> bool {
    let mark = cx.report.mark();
    let mut names = encoding::header_names(cx.document.keys(at).into_iter());
    let is_required = names.any(|name| {
        let at = at.child(name);
        let header = cx.document.read::<ReferenceOr<Header>>(&at, cx.report);
        let header = header.and_then(|header| reference::resolve(cx, header, &at));
        header.is_some_and(|(header, _)| header.required)
    });
    cx.report.forget(mark);
    is_required
}

/// Finds out whether a property is a file, or a list or a choice with files in it.
fn find_in_value(cx: &mut Context<'_>, at: Pointer, found: &mut Found) {
    let mut seen = HashSet::new();
    let mut open = vec![at];
    while let Some(at) = open.pop() {
        let Some(end) = reference::end(cx, &at).filter(|end| seen.insert(end.clone())) else { continue };
        let Some(words) = keywords(cx, &end) else { continue };
        if is_file(cx, &words) {
            let list = if words.says_no_type() { &mut found.open } else { &mut found.files };
            list.push(at);
        } else {
            open.extend(words.items.iter().chain(words.parts()).cloned());
        }
    }
}

/// Whether a value is a file: bytes, or what is not described. A choice between a file and text is one, too, since what
/// is in the file may be text.
fn is_file(cx: &mut Context<'_>, words: &Keywords) -> bool {
    let Some(choice) = words.choices().next() else {
        return is_bytes(words) || words.says_no_type();
    };
    let mut has_file = false;
    for member in choice.members(words) {
        let Some(words) = reference::end(cx, member).and_then(|at| keywords(cx, &at)) else { return false };
        let is_text = words.json_type == Some(JsonType::String) && words.values.is_empty();
        if !is_text && words.json_type != Some(JsonType::Null) {
            return false;
        }
        has_file |= is_bytes(&words);
    }
    has_file
}

/// Whether a value is bytes. Of a number, the format says nothing.
fn is_bytes(words: &Keywords) -> bool {
    words.json_type == Some(JsonType::String) && words.is_binary()
}
