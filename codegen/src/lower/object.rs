//! Turns an object with declared properties into a [`Struct`].
//!
//! Never here: the properties that `allOf` brings together; see `all_of.rs`.

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
    let properties = at.child("properties");
    let mut fields = Vec::with_capacity(words.properties.len());
    for name in &words.properties {
        let at = properties.child(name);
        let used = lower_use(cx, &at, &Place::child(id, name));
        fields.push(field(name, &at, used, demand(&words.required, name)));
    }
    report_undeclared(cx, at, &words.required, |name| words.properties.iter().any(|it| it == name));
    if words.discriminator.is_some() {
        let message = "a `discriminator` without `oneOf` is ignored: the type holds the properties declared here";
        cx.simplified(&at.child("discriminator"), message);
    }
    Struct { fields, additional: additional(cx, id, &words.additional) }
}

/// A field for the property that is defined at `at`.
pub(super) fn field(name: &str, at: &Pointer, used: Use, demand: Demand) -> Field {
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
pub(super) fn demand(required: &[String], name: &str) -> Demand {
    if required.iter().any(|it| it == name) { Demand::Required } else { Demand::Optional }
}

/// What may stand beside the properties of the definition `id`.
pub(super) fn additional(cx: &mut Context<'_>, id: TypeId, keyword: &Additional) -> AdditionalProperties {
    match keyword {
        Additional::Absent => AdditionalProperties::Ignored,
        Additional::Denied => AdditionalProperties::Denied,
        Additional::Any => AdditionalProperties::Typed(crate::ir::Type::Any),
        Additional::Schema(at) => AdditionalProperties::Typed(lower_type(cx, at, &Place::child(id, "value"))),
    }
}

/// Reports what `required` asks for and nobody declares.
pub(super) fn report_undeclared(
    cx: &mut Context<'_>,
    at: &Pointer,
    required: &[String],
    is_declared: impl Fn(&str) -> bool,
) {
    for name in required.iter().filter(|name| !is_declared(name)) {
        let properties = cx.document.keys(&at.child("properties"));
        let message = format!("`required` names `{name}`, which is not among the properties, and is ignored there");
        let problem = cx.report.add(crate::diagnostics::Code::Ignored, &at.child("required"), message);
        match closest(name, properties) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help("declare the property, or remove the name"),
        };
    }
}
