//! Says where an example is not what its schema says, and what was expected there.
//!
//! In: a value that does not fit its type. Out: a sentence about the innermost part that does not. Never here: whether
//! something fits; see `examples.rs`.

use serde_json::Value;

use super::evidence;
use super::examples::{Fit, Seen};
use crate::ir::{
    AdditionalProperties, Api, Choice, Dispatch, EnumBase, Format, NullIs, Presence, Scalar, Shape, Struct, Telltale,
    Type, TypeId, Union,
};
use crate::pointer::Pointer;

/// How deep the reason is looked for.
const MAX_DEPTH: usize = 64;

/// A longer value is cut.
const MAX_SHOWN: usize = 40;

/// Why `value`, which is `called` so, does not fit `ty`.
pub(super) fn reason<'a>(fit: &mut Fit<'a>, ty: &'a Type, value: &'a Value, called: &str) -> String {
    let Misfit { at, what } = misfit(fit, ty, Seen::of(value), &Pointer::root(), 0);
    match at.to_string().strip_prefix('#') {
        Some("") | None => format!("the {called}: {what}"),
        Some(path) => format!("`{path}` in the {called}: {what}"),
    }
}

/// A part of an example, and what is wrong with it.
struct Misfit {
    at: Pointer,
    what: String,
}

fn expected(what: &str, value: &Value, at: &Pointer) -> Misfit {
    let mut found = value.to_string();
    if let Some((end, _)) = found.char_indices().nth(MAX_SHOWN) {
        found.replace_range(end.., "…");
    }
    Misfit { at: at.clone(), what: format!("expected {what}, found {found}") }
}

/// The innermost part of what is seen that does not fit, given that the whole does not.
fn misfit<'a>(fit: &mut Fit<'a>, ty: &'a Type, seen: Seen<'a>, at: &Pointer, depth: usize) -> Misfit {
    if depth > MAX_DEPTH {
        return expected("something else", seen.value(), at);
    }
    match ty {
        Type::Nullable(inner) => misfit(fit, inner, seen, at, depth + 1),
        Type::Array(inner) => {
            let Some(items) = seen.value().as_array() else { return expected("an array", seen.value(), at) };
            let mut items = items.iter().enumerate().map(|(index, item)| (at.child(index), item));
            let item = items.find(|(_, item)| !fit.fits_whole(inner, item));
            item.map_or_else(
                || expected("an array", seen.value(), at),
                |(at, item)| misfit(fit, inner, Seen::of(item), &at, depth + 1),
            )
        }
        Type::Map(inner) => {
            let Some(mut members) = seen.members() else { return expected("an object", seen.value(), at) };
            let member = members.find(|(_, member)| !fit.fits_whole(inner, member));
            member.map_or_else(
                || expected("an object", seen.value(), at),
                |(name, member)| misfit(fit, inner, Seen::of(member), &at.child(name), depth + 1),
            )
        }
        Type::Scalar(scalar) => expected(of_scalar(*scalar), seen.value(), at),
        Type::Named(id) => of_definition(fit, *id, seen, at, depth),
        Type::Any => expected("something else", seen.value(), at),
    }
}

fn of_definition<'a>(fit: &mut Fit<'a>, id: TypeId, seen: Seen<'a>, at: &Pointer, depth: usize) -> Misfit {
    match &fit.api().type_def(id).shape {
        Shape::Alias(target) => misfit(fit, target, seen, at, depth + 1),
        Shape::Enum(list) => match list.base {
            EnumBase::String => expected("a string", seen.value(), at),
            EnumBase::Integer => expected("an integer", seen.value(), at),
        },
        Shape::Struct(object) => of_struct(fit, object, &seen, at, depth),
        Shape::Union(union) => of_union(fit, union, seen, at, depth),
    }
}

fn of_struct<'a>(fit: &mut Fit<'a>, object: &'a Struct, seen: &Seen<'a>, at: &Pointer, depth: usize) -> Misfit {
    let Some(members) = seen.members() else { return expected("an object", seen.value(), at) };
    for field in &object.fields {
        let name = &field.wire_name;
        match (field.presence, seen.member(name)) {
            (Presence::Required | Presence::Nullable, None) => {
                return Misfit { at: at.clone(), what: format!("`{name}` is required, and missing") };
            }
            (_, None) | (Presence::Nullable | Presence::OptionalNullable, Some(Value::Null)) => {}
            (_, Some(value)) if fit.fits_whole(&field.ty, value) => {}
            (_, Some(value)) => return misfit(fit, &field.ty, Seen::of(value), &at.child(name), depth + 1),
        }
    }
    let is_field = |key: &str| object.fields.iter().any(|field| field.wire_name == key);
    let others = members.filter(|(key, _)| !is_field(key));
    for (name, value) in others {
        let at = at.child(name);
        match &object.additional {
            AdditionalProperties::Typed(ty) if fit.fits_whole(ty, value) => {}
            AdditionalProperties::Typed(ty) => return misfit(fit, ty, Seen::of(value), &at, depth + 1),
            AdditionalProperties::Ignored | AdditionalProperties::Denied => {
                let what = match name.as_str() {
                    "$ref" => "a reference within an example is not followed",
                    _ => "the type has no such field, and would lose it",
                };
                return Misfit { at, what: what.to_owned() };
            }
        }
    }
    expected("something else", seen.value(), at)
}

fn of_union<'a>(fit: &mut Fit<'a>, union: &'a Union, seen: Seen<'a>, at: &Pointer, depth: usize) -> Misfit {
    let property = match &union.dispatch {
        Dispatch::Discriminator { property, .. } => property,
        Dispatch::Choice(choice) => {
            return match chosen(choice, &seen) {
                Some(variant) => misfit(fit, &union.variants[variant].ty, seen, at, depth + 1),
                None => expected("one of several alternatives, none of which this is", seen.value(), at),
            };
        }
    };
    let tag = seen.member(property).and_then(Value::as_str);
    match union.selected(tag) {
        // The tag may be the union's alone.
        Some(variant) if knows(fit.api(), &variant.ty, property) => misfit(fit, &variant.ty, seen, at, depth + 1),
        Some(variant) => misfit(fit, &variant.ty, seen.without(property), at, depth + 1),
        None if tag.is_none() => {
            Misfit { at: at.clone(), what: format!("`{property}`, which tells the alternatives apart, is no string") }
        }
        None => expected("something else", seen.value(), at),
    }
}

/// The variant that a value is read as, unless several are tried.
fn chosen(choice: &Choice, seen: &Seen<'_>) -> Option<usize> {
    match choice {
        Choice::One(variant) => Some(*variant),
        Choice::Trial(_) => None,
        Choice::Kind(cases) => {
            let kind = evidence::of_value(seen.value())?;
            chosen(&cases.iter().find(|(kinds, _)| kinds.contains(&kind))?.1, seen)
        }
        Choice::Value { property, cases, absent } => match seen.member(property) {
            None => chosen(absent.as_deref()?, seen),
            Some(value) => {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                chosen(&cases.iter().find(|(values, _)| values.contains(&text))?.1, seen)
            }
        },
        Choice::Presence { cases, otherwise } => {
            let is_there = |case: &&Telltale| match seen.member(&case.property) {
                None => false,
                Some(value) => case.null == NullIs::AValue || !value.is_null(),
            };
            cases.iter().find(is_there).map(|case| case.variant).or_else(|| chosen(otherwise.as_deref()?, seen))
        }
    }
}

/// Whether the objects of a type have that property.
fn knows(api: &Api, ty: &Type, property: &str) -> bool {
    let Some(id) = api.resolve(ty).named() else { return false };
    match &api.type_def(id).shape {
        Shape::Struct(object) => object.fields.iter().any(|field| field.wire_name == property),
        Shape::Union(union) => {
            matches!(&union.dispatch, Dispatch::Discriminator { property: own, .. } if own == property)
        }
        Shape::Enum(_) | Shape::Alias(_) => false,
    }
}

fn of_scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Bool => "a boolean",
        Scalar::I32 => "an integer of 32 bits",
        Scalar::I64 => "an integer of 64 bits",
        Scalar::U32 => "an integer of 32 bits that is not negative",
        Scalar::U64 => "an integer of 64 bits that is not negative",
        Scalar::F64 => "a number",
        Scalar::Format(Format::Byte) => "text in base64",
        Scalar::String | Scalar::Part | Scalar::Format(Format::DateTime | Format::Date | Format::Uuid) => "a string",
    }
}
