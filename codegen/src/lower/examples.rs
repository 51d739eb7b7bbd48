//! Leaves out examples that are not what their schema says: each of the others becomes a test of the generated code.
//!
//! Sees the finished IR. An example must survive reading and writing as it is, so a property that its type does not know
//! counts against it, and so does a null that would be read as absent.

use serde_json::{Map, Value};

use super::context::Context;
use crate::diagnostics::Code;
use crate::ir::{
    AdditionalProperties, Api, Dispatch, EnumBase, Field, Format, Presence, Scalar, Shape, Struct, Type, TypeId, Union,
    Way,
};
use crate::pointer::Pointer;

/// How deep an example is followed; what lies below is believed.
const MAX_DEPTH: usize = 64;

/// Removes the examples that do not fit, with a warning for each.
pub(super) fn prune(cx: &mut Context<'_>, api: &mut Api) {
    let mut misfits: Vec<Pointer> = Vec::new();
    for id in api.type_ids() {
        let examples = std::mem::take(&mut api.types[id.index()].docs.examples);
        let misfits = if is_whole(api, &Type::Named(id)) { &mut misfits } else { &mut Vec::new() };
        let kept = keep(api, &Type::Named(id), examples, &api.type_def(id).origin, misfits);
        api.types[id.index()].docs.examples = kept;
    }
    let mut operations = std::mem::take(&mut api.operations);
    for operation in &mut operations {
        let at = operation.origin.child("requestBody");
        let sent = operation.body.iter_mut().flat_map(|body| &mut body.contents).map(|content| (content, &at));
        let received = operation.responses.iter_mut();
        let received = received.flat_map(|it| it.contents.iter_mut().map(|content| (content, &it.origin)));
        for (content, at) in sent.chain(received) {
            let Some(ty) = content.kind.ty() else { continue };
            let misfits = if is_whole(api, ty) { &mut misfits } else { &mut Vec::new() };
            content.examples = keep(api, ty, std::mem::take(&mut content.examples), at, misfits);
        }
    }
    api.operations = operations;
    // A component's reply is the reply of many operations, and its example is wrong once.
    misfits.sort();
    misfits.dedup();
    for at in misfits {
        cx.report
            .add(Code::ExampleMismatch, &at, "an example here is not what its schema says, and is left out")
            .help("correct the example, or the schema: the others are decoded and written again as tests");
    }
}

/// Whether a type has everything that the document describes. An example of any other shows what goes the other way, too,
/// and is no mistake.
fn is_whole(api: &Api, ty: &Type) -> bool {
    ty.named().is_none_or(|id| api.type_def(id).way == Way::Both)
}

/// The examples that fit `ty`.
fn keep(api: &Api, ty: &Type, examples: Vec<Value>, at: &Pointer, misfits: &mut Vec<Pointer>) -> Vec<Value> {
    let (fit, misfit): (Vec<_>, Vec<_>) = examples.into_iter().partition(|value| fits(api, ty, value, 0));
    if !misfit.is_empty() {
        misfits.push(at.clone());
    }
    fit
}

/// Whether a value of `ty` is read from `value` and written the same.
fn fits(api: &Api, ty: &Type, value: &Value, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return true;
    }
    let below = |ty: &Type, value: &Value| fits(api, ty, value, depth + 1);
    match ty {
        Type::Any => true,
        Type::Nullable(inner) => value.is_null() || below(inner, value),
        Type::Array(inner) => value.as_array().is_some_and(|items| items.iter().all(|item| below(inner, item))),
        Type::Map(inner) => value.as_object().is_some_and(|map| map.values().all(|item| below(inner, item))),
        Type::Scalar(scalar) => fits_scalar(*scalar, value),
        Type::Named(id) => fits_definition(api, *id, value, depth),
    }
}

fn fits_scalar(scalar: Scalar, value: &Value) -> bool {
    match scalar {
        Scalar::Bool => value.is_boolean(),
        Scalar::I32 => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        Scalar::I64 => value.is_i64(),
        Scalar::U32 => value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
        Scalar::U64 => value.is_u64(),
        // Beyond 2^53 an integer is not always a float of the same value.
        Scalar::F64 => value.is_f64() || value.as_i64().is_some_and(|number| number.unsigned_abs() < 1 << 53),
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

fn fits_definition(api: &Api, id: TypeId, value: &Value, depth: usize) -> bool {
    match &api.type_def(id).shape {
        Shape::Alias(target) => fits(api, target, value, depth + 1),
        Shape::Enum(list) => match list.base {
            EnumBase::String => value.is_string(),
            EnumBase::Integer => value.is_i64(),
        },
        Shape::Struct(object) => value.as_object().is_some_and(|members| fits_struct(api, object, members, depth)),
        Shape::Union(union) => fits_union(api, union, value, depth),
    }
}

fn fits_struct(api: &Api, object: &Struct, members: &Map<String, Value>, depth: usize) -> bool {
    let declared = object.fields.iter().all(|field| fits_field(api, field, members.get(&field.wire_name), depth));
    let is_field = |key: &String| object.fields.iter().any(|field| field.wire_name == *key);
    let mut others = members.iter().filter(|(key, _)| !is_field(key));
    declared
        && match &object.additional {
            AdditionalProperties::Typed(ty) => others.all(|(_, value)| fits(api, ty, value, depth + 1)),
            AdditionalProperties::Ignored | AdditionalProperties::Denied => others.next().is_none(),
        }
}

fn fits_field(api: &Api, field: &Field, value: Option<&Value>, depth: usize) -> bool {
    match (field.presence, value) {
        (Presence::Required | Presence::Nullable, None) => false,
        (Presence::Optional | Presence::OptionalNullable, None)
        | (Presence::Nullable | Presence::OptionalNullable, Some(Value::Null)) => true,
        (_, Some(value)) => fits(api, &field.ty, value, depth + 1),
    }
}

fn fits_union(api: &Api, union: &Union, value: &Value, depth: usize) -> bool {
    let Dispatch::Discriminator { property } = &union.dispatch else {
        return union.variants.iter().any(|variant| fits(api, &variant.ty, value, depth + 1));
    };
    let Some(tag) = value.get(property).and_then(Value::as_str) else { return false };
    let variant = union.variants.iter().find(|variant| variant.tags.iter().any(|it| it == tag));
    // A variant that nobody knows is kept as it came. A variant that does not know its tag is written with the first one.
    variant.is_none_or(|variant| {
        fits(api, &variant.ty, value, depth + 1)
            || (variant.tags.first().is_some_and(|first| first == tag)
                && fits_untagged(api, &variant.ty, property, value, depth))
    })
}

/// Whether the value fits without its tag, which may be the union's alone.
fn fits_untagged(api: &Api, ty: &Type, property: &str, value: &Value, depth: usize) -> bool {
    let mut untagged = value.clone();
    untagged.as_object_mut().and_then(|members| members.shift_remove(property));
    fits(api, ty, &untagged, depth + 1)
}
