//! Turns `type` and `format` of a value without parts into a [`Scalar`].
//!
//! Never here: the Rust types of string formats; those are the user's choice in [`crate::TypeMap`].

use super::context::Context;
use super::plan::Plan;
use super::schema::{JsonType, Keywords};
use crate::ir::{Constraint, Format, Scalar};
use crate::pointer::Pointer;

/// What a string, number, integer or boolean becomes.
pub(super) fn plan(cx: &mut Context<'_>, words: &Keywords, json_type: JsonType, at: &Pointer) -> Plan {
    let format = words.format.as_deref();
    let (scalar, carried) = match json_type {
        JsonType::String => string(cx, format),
        JsonType::Integer => integer(format, words),
        JsonType::Number => (Scalar::F64, matches!(format, Some("float" | "double"))),
        JsonType::Boolean => (Scalar::Bool, false),
        JsonType::Object | JsonType::Array | JsonType::Null => return Plan::Any,
    };
    if !words.properties.is_empty() || words.items.is_some() {
        cx.ignored(at, "`properties` and `items` say nothing about a value without parts, and are ignored");
    }
    let shown = if carried { None } else { format };
    Plan::Scalar(scalar, shown.map(|format| Constraint::Format(format.to_owned())))
}

/// The type of text, and whether it carries the format.
fn string(cx: &Context<'_>, format: Option<&str>) -> (Scalar, bool) {
    let format = match format {
        Some("date-time") => Format::DateTime,
        Some("date") => Format::Date,
        Some("byte") => Format::Byte,
        Some("uuid") => Format::Uuid,
        _ => return (Scalar::String, false),
    };
    match cx.config.types.get(format) {
        Some(_) => (Scalar::Format(format), true),
        None => (Scalar::String, false),
    }
}

/// The type of an integer, and whether it carries the format.
fn integer(format: Option<&str>, words: &Keywords) -> (Scalar, bool) {
    // A bound beyond the signed range asks for the unsigned one. The comparison with the rounded limit is exact enough:
    // whatever lies between the two does not fit into 64 signed bits either.
    let is_beyond = words.maximum.is_some_and(|maximum| maximum >= i64::MAX as f64);
    // With a bound below zero it is the signed range, rounded by whoever wrote it.
    let unsigned = is_beyond && !words.notes.constraints.iter().any(is_below_zero);
    match format {
        Some("int32") => (Scalar::I32, true),
        Some("int64") if !unsigned => (Scalar::I64, true),
        Some("uint32" | "unsigned32" | "unsigned-int") => (Scalar::U32, true),
        Some("uint64" | "unsigned64" | "unsigned-long" | "uint" | "unsigned") => (Scalar::U64, true),
        Some("int8" | "int16") => (Scalar::I32, false),
        Some("uint8" | "uint16") => (Scalar::U32, false),
        _ if unsigned => (Scalar::U64, false),
        _ => (Scalar::I64, false),
    }
}

fn is_below_zero(constraint: &Constraint) -> bool {
    match constraint {
        Constraint::Minimum(bound) | Constraint::ExclusiveMinimum(bound) => bound.starts_with('-'),
        _ => false,
    }
}
