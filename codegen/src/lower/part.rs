//! Finds the properties of multipart bodies that are files, before anything is lowered.
//!
//! In JSON, `format: binary` says nothing that a string could not hold. In a multipart body it is a file, and so is what
//! the document does not describe at all. Which of the two a schema means depends on who refers to it.

use std::collections::HashSet;

use super::alternatives::says_no_type;
use super::context::Context;
use super::notation::{self, Notation};
use super::reference;
use super::schema::{Additional, JsonType, Keywords, keywords};
use crate::pointer::Pointer;

/// Notes in the context where the files stand.
pub(super) fn mark(cx: &mut Context<'_>) {
    let mut seen = HashSet::new();
    for content in contents(cx) {
        for media_type in cx.document.keys(&content) {
            if notation::of(media_type) == Notation::Multipart {
                let schema = content.child(media_type).child("schema");
                if cx.document.contains(&schema) {
                    mark_form(cx, &schema, &mut seen);
                }
            }
        }
    }
}

/// The `content` of every request body that stands in the document.
fn contents(cx: &Context<'_>) -> Vec<Pointer> {
    let components = Pointer::root().child("components");
    let items = [Pointer::root().child("paths"), components.child("pathItems")];
    let members = |at: &Pointer| cx.document.keys(at).into_iter().map(|key| at.child(key)).collect::<Vec<_>>();
    let operations = items.iter().flat_map(members).flat_map(|item| members(&item));
    let bodies = operations.map(|operation| operation.child("requestBody"));
    bodies.chain(members(&components.child("requestBodies"))).map(|body| body.child("content")).collect()
}

/// Marks the properties of a multipart body, and of the schemas that it is made of. The way there is a list: schemas may
/// refer to each other in a very long chain.
fn mark_form(cx: &mut Context<'_>, at: &Pointer, seen: &mut HashSet<Pointer>) {
    let mut open = vec![at.clone()];
    while let Some(at) = open.pop() {
        let Some(at) = reference::end(cx, &at).filter(|at| seen.insert(at.clone())) else { continue };
        let Some(words) = keywords(cx, &at) else { continue };
        for property in words.properties.values() {
            mark_value(cx, property.clone());
        }
        if let Additional::Schema(values) = &words.additional {
            mark_value(cx, values.clone());
        }
        open.extend(words.all_of.iter().chain(&words.one_of).chain(&words.any_of).cloned());
    }
}

/// Marks a property that is a file, or the files in a list or a choice.
fn mark_value(cx: &mut Context<'_>, at: Pointer) {
    let mut seen = HashSet::new();
    let mut open = vec![at];
    while let Some(at) = open.pop() {
        let Some(end) = reference::end(cx, &at).filter(|end| seen.insert(end.clone())) else { continue };
        let Some(words) = keywords(cx, &end) else { continue };
        if is_file(cx, &words) {
            cx.parts.insert(at);
        } else {
            let inner = words.items.iter().chain(&words.all_of).chain(&words.one_of).chain(&words.any_of);
            open.extend(inner.cloned());
        }
    }
}

/// Whether a value is a file: bytes, or what is not described. A choice between a file and text is one, too, since what
/// is in the file may be text.
fn is_file(cx: &mut Context<'_>, words: &Keywords) -> bool {
    let choice = if words.one_of.is_empty() { &words.any_of } else { &words.one_of };
    if choice.is_empty() {
        return is_binary(words) || says_no_type(words);
    }
    let mut has_file = false;
    for member in choice {
        let Some(words) = reference::end(cx, member).and_then(|at| keywords(cx, &at)) else { return false };
        let is_text = words.json_type == Some(JsonType::String) && words.values.is_empty();
        if !is_text && words.json_type != Some(JsonType::Null) {
            return false;
        }
        has_file |= is_binary(&words);
    }
    has_file
}

fn is_binary(words: &Keywords) -> bool {
    words.json_type == Some(JsonType::String) && words.format.as_deref() == Some("binary")
}
