//! Turns an object with declared properties into a [`Struct`].
//!
//! Never here: the properties that `allOf` brings together; see `merge.rs`.

use indexmap::IndexMap;

use super::context::Context;
use super::hierarchy;
use super::nullable::{Demand, Nullability};
use super::place::Place;
use super::schema::{Additional, Keywords, Node, Notes, keywords, node};
use super::uses::{Use, lower_type, lower_use};
use crate::beyond;
use crate::diagnostics::{Code, closest};
use crate::ir::{AdditionalProperties, Constraint, Field, Struct, Type, TypeId};
use crate::pointer::Pointer;

/// The struct of the schema at `at`, which is the definition `id`.
pub(super) fn lower(cx: &mut Context<'_>, id: TypeId, at: &Pointer, words: &Keywords) -> Struct {
    let mut fields = Vec::with_capacity(words.properties.len());
    for (name, property) in &words.properties {
        let place = Place::of_member(cx, property, id, name);
        let mut used = lower_use(cx, property, &place);
        keep_own_way(cx, property, &mut used.notes);
        fields.push(field(name, &cx.written(property), used, demand(words, name)));
    }
    fields.extend(undeclared(cx, id, at, words));
    let additional = match &words.additional {
        // What extends it has more, and is described elsewhere or nowhere.
        Additional::Absent if words.discriminator.is_some() || is_extended(cx, at) => {
            AdditionalProperties::Typed(Type::Any)
        }
        keyword => additional(cx, id, keyword),
    };
    if words.discriminator.is_some() {
        let message = "a `discriminator` without `oneOf` tells nothing apart: no component of the document extends this schema. What else \
             a value has is kept";
        cx.simplified(&at.child("discriminator"), message);
    }
    Struct { fields, additional }
}

/// Whether the schema at `at` is a component that others extend, as all of its parts.
fn is_extended(cx: &mut Context<'_>, at: &Pointer) -> bool {
    let written = cx.written(at);
    hierarchy::may_be_extended(cx, &written)
}

/// Only a property itself is read-only or write-only, not what it is made of: the standard has the keywords for properties.
/// Some write them into a part of an `allOf` of their own, or beside the reference in it.
fn keep_own_way(cx: &mut Context<'_>, property: &Pointer, notes: &mut Notes) {
    let Some(words) = keywords(cx, property) else { return notes.constraints.retain(|it| !is_way(it)) };
    let mut own: Vec<Constraint> = words.notes.constraints.iter().filter(|it| is_way(it)).cloned().collect();
    // Where several objects have the property, it was decided when they were merged.
    let parts = if cx.is_made(property) { &[] } else { words.all_of.as_slice() };
    for part in parts {
        match node(cx, part) {
            Some(Node::Schema(part)) => own.extend(part.notes.constraints.iter().filter(|it| is_way(it)).cloned()),
            Some(Node::Reference(_)) => own.extend(ways_beside(cx, part)),
            None => {}
        }
    }
    notes.constraints.retain(|it| !is_way(it) || own.contains(it));
    own.retain(|it| !notes.constraints.contains(it));
    notes.constraints.append(&mut own);
}

/// What the document says beside a reference in an `allOf`, where the upgrade keeps it.
fn ways_beside(cx: &mut Context<'_>, part: &Pointer) -> Vec<Constraint> {
    let ways = [(beyond::READ_ONLY, Constraint::ReadOnly), (beyond::WRITE_ONLY, Constraint::WriteOnly)];
    let is_set = |(key, _): &(&str, Constraint)| cx.read_lenient::<bool>(&part.child(key)) == Some(true);
    ways.into_iter().filter(is_set).map(|(_, way)| way).collect()
}

/// Whether it says which way a property travels.
pub(super) fn is_way(constraint: &Constraint) -> bool {
    matches!(constraint, Constraint::ReadOnly | Constraint::ReadOnlyInPart | Constraint::WriteOnly)
}

/// A field for the property that is defined at `at`.
fn field(name: &str, at: &Pointer, used: Use, demand: Demand) -> Field {
    Field {
        wire_name: name.to_owned(),
        origin: at.clone(),
        docs: used.notes.docs,
        ty: used.ty,
        presence: used.nullability.presence(demand),
        constraints: used.notes.constraints,
        default: used.notes.default,
    }
}

/// Whether `required` asks for the property.
fn demand(words: &Keywords, name: &str) -> Demand {
    if words.requires(name) { Demand::Required } else { Demand::Optional }
}

/// What may stand beside the properties of the definition `id`.
fn additional(cx: &mut Context<'_>, id: TypeId, keyword: &Additional) -> AdditionalProperties {
    match keyword {
        Additional::Absent => AdditionalProperties::Ignored,
        Additional::Denied => AdditionalProperties::Denied,
        Additional::Any => AdditionalProperties::Typed(Type::Any),
        Additional::Schema(at) => {
            let place = Place::of_member(cx, at, id, "value");
            AdditionalProperties::Typed(lower_type(cx, at, &place))
        }
    }
}

/// A field for each property that `required` names and nobody declares. It is what `additionalProperties` says, or else any
/// value.
fn undeclared(cx: &mut Context<'_>, id: TypeId, at: &Pointer, words: &Keywords) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for (name, demand) in names_undeclared(cx, words) {
        if words.additional == Additional::Denied {
            report_undeclared(cx, at, words, &name, "is ignored there: no others are allowed");
            continue;
        }
        // What is a slip most likely will never be there.
        let demand = if meant(words, &name).is_some() { Demand::Optional } else { demand };
        let done = match demand {
            Demand::Required => "is taken for one of them",
            Demand::Optional => "is taken for one that may be left out",
        };
        report_undeclared(cx, at, words, &name, done);
        let used = match &words.additional {
            Additional::Schema(values) => {
                let place = Place::of_member(cx, values, id, "value");
                lower_use(cx, values, &place)
            }
            _ => Use { ty: Type::Any, nullability: Nullability::Never, notes: Notes::default() },
        };
        fields.push(field(&name, &cx.written(&at.child("required")), used, demand));
    }
    fields
}

/// Reports that a map need not have what `required` names. A map keeps it all the same.
pub(super) fn report_undemanded(cx: &mut Context<'_>, at: &Pointer, words: &Keywords) {
    for (name, _) in names_undeclared(cx, words) {
        report_undeclared(cx, at, words, &name, "is not demanded of the map");
    }
}

/// The names that `required` has and `properties` has not, each once. What only some of several demands have may be left
/// out.
fn names_undeclared(cx: &mut Context<'_>, words: &Keywords) -> IndexMap<String, Demand> {
    let mut names: IndexMap<String, Demand> =
        words.required.iter().map(|name| (name.clone(), Demand::Required)).collect();
    for member in words.alternatives() {
        let Some(demands) = keywords(cx, member) else { continue };
        for name in &demands.required {
            names.entry(name.clone()).or_insert(Demand::Optional);
        }
    }
    names.retain(|name, _| !words.properties.contains_key(name));
    names
}

/// The property that was meant by a name, if it is like one.
fn meant<'w>(words: &'w Keywords, name: &str) -> Option<&'w str> {
    closest(name, words.properties.keys().map(String::as_str))
}

fn report_undeclared(cx: &mut Context<'_>, at: &Pointer, words: &Keywords, name: &str, done: &str) {
    let message = format!("`required` names `{name}`, which is not among the properties, and {done}");
    let problem = cx.report.add(Code::Ignored, &at.child("required"), message);
    match meant(words, name) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help("declare the property, or remove the name"),
    };
}
