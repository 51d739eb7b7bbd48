//! Leaves out examples and defaults that are not what their schema says.
//!
//! Each other example becomes a test of the generated code, and each other default is told to whoever reads the code.
//!
//! Sees the finished IR. An example must survive reading and writing as it is, so a property that its type does not know
//! counts against it, and so does a null that would be read as absent.

use std::collections::HashMap;

use serde_json::Value;

use super::context::Context;
use super::misfit;
use super::number;
use crate::diagnostics::Code;
use crate::ir::{
    AdditionalProperties, Api, Direction, Dispatch, EnumBase, Field, Format, Presence, Scalar, Shape, Struct, Type,
    TypeId, Union,
};
use crate::pointer::Pointer;

/// How deep an example is followed; what lies below is believed.
const MAX_DEPTH: usize = 64;

/// Removes the examples that do not fit, with a warning for each.
pub(super) fn prune(cx: &mut Context<'_>, api: &mut Api) {
    let mut misfits: Vec<(Pointer, String)> = Vec::new();
    for id in api.type_ids() {
        let mut examples = std::mem::take(&mut api.types[id.index()].docs.examples);
        let misfits = if is_whole(api, &Type::Named(id)) { &mut misfits } else { &mut Vec::new() };
        examples.retain_mut(|example| keep(api, &Type::Named(id), example, &api.type_def(id).origin, misfits));
        api.types[id.index()].docs.examples = examples;
    }
    let mut operations = std::mem::take(&mut api.operations);
    for operation in &mut operations {
        let sent = operation.body.iter_mut().flat_map(|body| &mut body.contents);
        let received = operation.responses.iter_mut().flat_map(|response| &mut response.contents);
        for content in sent.chain(received) {
            let Some(ty) = content.kind.ty() else { continue };
            let misfits = if is_whole(api, ty) { &mut misfits } else { &mut Vec::new() };
            content.examples.retain_mut(|it| keep(api, ty, &mut it.value, &it.origin, misfits));
        }
    }
    let mut defaults = Defaults::default();
    for parameter in operations.iter_mut().flat_map(|operation| &mut operation.parameters) {
        if let Some(other) = defaults.instead(api, &parameter.ty, parameter.default.as_ref(), &parameter.origin) {
            parameter.default = other;
        }
    }
    api.operations = operations;
    // Types may hold themselves, so that none is changed while the defaults of any are looked at.
    let mut others = Vec::new();
    for id in api.type_ids() {
        let Shape::Struct(object) = &api.type_def(id).shape else { continue };
        let fields = object.fields.iter().enumerate();
        others.extend(fields.filter_map(|(index, field)| {
            Some((id, index, defaults.instead(api, &field.ty, field.default.as_ref(), &field.origin)?))
        }));
    }
    for (id, index, other) in others {
        if let Shape::Struct(object) = &mut api.types[id.index()].shape {
            object.fields[index].default = other;
        }
    }
    // A component's reply is the reply of many operations, and its example is wrong once.
    misfits.sort();
    misfits.dedup_by(|next, it| next.0 == it.0);
    for (at, reason) in misfits {
        cx.report
            .add(Code::ExampleMismatch, &at, "an example here does not fit the type of its schema, and is left out")
            .detail(reason)
            .help("correct the example, or the schema: the others are decoded and written again as tests");
    }
    defaults.report(cx);
}

/// The defaults that are not what their schemas say, and those that are but for quotes around them.
#[derive(Default)]
struct Defaults {
    misfits: Vec<(Pointer, String)>,
    quoted: Vec<(Pointer, String)>,
}

impl Defaults {
    /// What stands for a default that does not fit: nothing, or what its text says. Null stands for none, whatever the type,
    /// and of a type with two shapes, what does not fit one may fit the other.
    fn instead(&mut self, api: &Api, ty: &Type, default: Option<&Value>, at: &Pointer) -> Option<Option<Value>> {
        let fits = |value: &Value| Fit { api, known: HashMap::new() }.fits_whole(ty, value);
        let value = default.filter(|value| !value.is_null() && is_whole(api, ty) && !fits(value))?;
        let meant = value.as_str().and_then(|text| serde_json::from_str(text).ok()).filter(|meant| fits(meant));
        match &meant {
            Some(meant) => self.quoted.push((at.clone(), meant.to_string())),
            None => {
                let mut fit = Fit { api, known: HashMap::new() };
                self.misfits.push((at.clone(), misfit::reason(&mut fit, ty, value, "default")));
            }
        }
        Some(meant)
    }

    /// Reports each once: a schema may be several types.
    fn report(mut self, cx: &mut Context<'_>) {
        for list in [&mut self.misfits, &mut self.quoted] {
            list.sort();
            list.dedup_by(|next, it| next.0 == it.0);
        }
        for (at, reason) in self.misfits {
            cx.report
                .add(Code::ExampleMismatch, &at, "the default here is not what its schema says, and is left out")
                .detail(reason)
                .help("correct the default, or the schema");
        }
        for (at, value) in self.quoted {
            cx.report.add(
                Code::LooseValue,
                &at,
                format!("the default here is a text, and read as what it says: {value}"),
            );
        }
    }
}

/// Whether a type has everything that the document describes. An example of any other shows what goes the other way, too,
/// and is no mistake.
fn is_whole(api: &Api, ty: &Type) -> bool {
    ty.named().is_none_or(|id| api.type_def(id).direction == Direction::Both)
}

/// Whether the example at `at` fits `ty`, if need be as what it has as text.
fn keep(api: &Api, ty: &Type, example: &mut Value, at: &Pointer, misfits: &mut Vec<(Pointer, String)>) -> bool {
    // A new value has new addresses, of which nothing is known.
    let fits = |value: &Value| Fit { api, known: HashMap::new() }.fits_whole(ty, value);
    if fits(example) {
        return true;
    }
    let inside = written_out(example);
    if let Some(inside) = inside.as_ref().filter(|inside| fits(inside)) {
        *example = inside.clone();
        return true;
    }
    let shown = inside.as_ref().unwrap_or(example);
    let mut fit = Fit { api, known: HashMap::new() };
    misfits.push((at.clone(), misfit::reason(&mut fit, ty, shown, "example")));
    false
}

/// The object or the list that an example has as text: the standard lets authors put any example into a string.
fn written_out(example: &Value) -> Option<Value> {
    let inside: Value = serde_json::from_str(example.as_str()?).ok()?;
    (inside.is_object() || inside.is_array()).then_some(inside)
}

/// Whether values are read as types and written the same.
pub(super) struct Fit<'a> {
    api: &'a Api,
    /// What is known of the values that are one of several alternatives: each of these is asked about all that is below it.
    known: HashMap<(TypeId, *const Value, Vec<&'a str>), bool>,
}

/// A value, of which a type may not see all.
#[derive(Clone)]
pub(super) struct Seen<'a> {
    value: &'a Value,
    /// The members that a union around the type reads and writes.
    hidden: Vec<&'a str>,
}

impl<'a> Seen<'a> {
    pub(super) fn of(value: &'a Value) -> Self {
        Self { value, hidden: Vec::new() }
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    pub(super) fn without(mut self, member: &'a str) -> Self {
        if !self.hidden.contains(&member) {
            self.hidden.push(member);
        }
        self
    }

    pub(super) fn members(&self) -> Option<impl Iterator<Item = (&'a String, &'a Value)>> {
        let members = self.value.as_object()?;
        Some(members.iter().filter(|(name, _)| !self.hidden.contains(&name.as_str())))
    }

    pub(super) fn member(&self, name: &str) -> Option<&'a Value> {
        self.value.get(name).filter(|_| !self.hidden.contains(&name))
    }
}

impl<'a> Fit<'a> {
    pub(super) fn api(&self) -> &'a Api {
        self.api
    }

    /// Whether a value of `ty` is read from `value` and written the same.
    pub(super) fn fits_whole(&mut self, ty: &'a Type, value: &'a Value) -> bool {
        self.fits(ty, Seen::of(value), 0)
    }

    /// Whether a value of `ty` is read from what is seen and written the same.
    fn fits(&mut self, ty: &'a Type, seen: Seen<'a>, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return true;
        }
        match ty {
            Type::Any => true,
            Type::Nullable(inner) => seen.value.is_null() || self.fits(inner, seen, depth + 1),
            Type::Array(inner) => seen
                .value
                .as_array()
                .is_some_and(|items| items.iter().all(|item| self.fits(inner, Seen::of(item), depth + 1))),
            Type::Map(inner) => seen
                .members()
                .is_some_and(|mut members| members.all(|(_, item)| self.fits(inner, Seen::of(item), depth + 1))),
            Type::Scalar(scalar) => fits_scalar(*scalar, seen.value),
            Type::Named(id) => self.definition(*id, seen, depth),
        }
    }

    fn definition(&mut self, id: TypeId, seen: Seen<'a>, depth: usize) -> bool {
        match &self.api.type_def(id).shape {
            Shape::Alias(target) => self.fits(target, seen, depth + 1),
            Shape::Enum(list) => match list.base {
                EnumBase::String => seen.value.is_string(),
                EnumBase::Integer => seen.value.is_i64(),
            },
            Shape::Struct(object) => self.object(object, &seen, depth),
            Shape::Union(union) => {
                let key = (id, std::ptr::from_ref(seen.value), seen.hidden.clone());
                if let Some(known) = self.known.get(&key) {
                    return *known;
                }
                let fits = self.union(union, &seen, depth);
                self.known.insert(key, fits);
                fits
            }
        }
    }

    fn object(&mut self, object: &'a Struct, seen: &Seen<'a>, depth: usize) -> bool {
        let is_field = |key: &String| object.fields.iter().any(|field| field.wire_name == *key);
        let Some(members) = seen.members() else { return false };
        let mut others = members.filter(|(key, _)| !is_field(key));
        object.fields.iter().all(|field| self.field(field, seen.member(&field.wire_name), depth))
            && match &object.additional {
                AdditionalProperties::Typed(ty) => others.all(|(_, value)| self.fits(ty, Seen::of(value), depth + 1)),
                AdditionalProperties::Ignored | AdditionalProperties::Denied => others.next().is_none(),
            }
    }

    fn field(&mut self, field: &'a Field, value: Option<&'a Value>, depth: usize) -> bool {
        match (field.presence, value) {
            (Presence::Required | Presence::Nullable, None) => false,
            (Presence::Optional | Presence::OptionalNullable, None)
            | (Presence::Nullable | Presence::OptionalNullable, Some(Value::Null)) => true,
            (_, Some(value)) => self.fits(&field.ty, Seen::of(value), depth + 1),
        }
    }

    fn union(&mut self, union: &'a Union, seen: &Seen<'a>, depth: usize) -> bool {
        let Dispatch::Discriminator { property, .. } = &union.dispatch else {
            return union.variants.iter().any(|variant| self.fits(&variant.ty, seen.clone(), depth + 1));
        };
        let tag = seen.member(property).and_then(Value::as_str);
        let variant = union.selected(tag);
        if variant.is_none() && tag.is_none() {
            return false;
        }
        // A variant that nobody knows is kept as it came. A variant that does not know its tag is written with the first one,
        // and the tag may be the union's alone.
        variant.is_none_or(|variant| {
            self.fits(&variant.ty, seen.clone(), depth + 1)
                || (variant.tags.first().is_some_and(|first| Some(first.as_str()) == tag)
                    && self.fits(&variant.ty, seen.clone().without(property), depth + 1))
        })
    }
}

fn fits_scalar(scalar: Scalar, value: &Value) -> bool {
    match scalar {
        Scalar::Bool => value.is_boolean(),
        Scalar::I32 => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        Scalar::I64 => value.is_i64(),
        Scalar::U32 => value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
        Scalar::U64 => value.is_u64(),
        Scalar::F64 => number::fits_float(value),
        Scalar::Format(Format::Byte) => value.as_str().is_some_and(is_base64),
        Scalar::String | Scalar::Part | Scalar::Format(Format::DateTime | Format::Date | Format::Uuid) => {
            value.is_string()
        }
    }
}

/// Whether the text is base64 as the runtime writes it: the standard alphabet with padding.
fn is_base64(text: &str) -> bool {
    let data = text.trim_end_matches('=');
    let alphabet = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    text.len().is_multiple_of(4) && text.len() - data.len() <= 2 && data.chars().all(alphabet)
}
