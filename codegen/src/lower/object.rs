//! Turns an object with declared properties into a [`Struct`].
//!
//! Never here: the properties that `allOf` brings together; see `merge.rs`.

use super::context::Context;
use super::nullable::Demand;
use super::place::Place;
use super::schema::{Additional, Keywords};
use super::uses::{Use, lower_type, lower_use};
use crate::diagnostics::closest;
use crate::ir::{AdditionalProperties, Field, Struct, TypeId};
use crate::pointer::Pointer;

/// The struct of the schema at `at`, which is the definition `id`.
pub(super) fn lower(cx: &mut Context<'_>, id: TypeId, at: &Pointer, words: &Keywords) -> Struct {
    let mut fields = Vec::with_capacity(words.properties.len());
    for (name, property) in &words.properties {
        let place = Place::of_member(cx, property, id, name);
        let used = lower_use(cx, property, &place);
        fields.push(field(name, &cx.written(property), used, demand(&words.required, name)));
    }
    report_undeclared(cx, at, words);
    if words.discriminator.is_some() {
        let message = "a `discriminator` without `oneOf` is ignored: the type holds the properties declared here";
        cx.simplified(&at.child("discriminator"), message);
    }
    Struct { fields, additional: additional(cx, id, &words.additional) }
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
fn demand(required: &[String], name: &str) -> Demand {
    if required.iter().any(|it| it == name) { Demand::Required } else { Demand::Optional }
}

/// What may stand beside the properties of the definition `id`.
fn additional(cx: &mut Context<'_>, id: TypeId, keyword: &Additional) -> AdditionalProperties {
    match keyword {
        Additional::Absent => AdditionalProperties::Ignored,
        Additional::Denied => AdditionalProperties::Denied,
        Additional::Any => AdditionalProperties::Typed(crate::ir::Type::Any),
        Additional::Schema(at) => {
            let place = Place::of_member(cx, at, id, "value");
            AdditionalProperties::Typed(lower_type(cx, at, &place))
        }
    }
}

/// Reports what `required` asks for and nobody declares.
pub(super) fn report_undeclared(cx: &mut Context<'_>, at: &Pointer, words: &Keywords) {
    for name in words.required.iter().filter(|name| !words.properties.contains_key(*name)) {
        let message = format!("`required` names `{name}`, which is not among the properties, and is ignored there");
        let problem = cx.report.add(crate::diagnostics::Code::Ignored, &at.child("required"), message);
        match closest(name, words.properties.keys().map(String::as_str)) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help("declare the property, or remove the name"),
        };
    }
}
