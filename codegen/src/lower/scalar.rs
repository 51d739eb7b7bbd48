//! Turns `type` and `format` of a value without parts into a [`Scalar`].
//!
//! Never here: the Rust types of string formats; those are the user's choice in [`crate::TypeMap`].

use serde_json::Value;

use super::context::Context;
use super::plan::Plan;
use super::range;
use super::schema::{JsonType, Keywords, Notes};
use crate::ir::{Constraint, Format, Scalar};
use crate::pointer::Pointer;

/// What a string, number, integer or boolean becomes.
pub(super) fn plan(cx: &mut Context<'_>, words: &Keywords, json_type: JsonType, at: &Pointer) -> Plan {
    let format = words.format.as_deref();
    let (scalar, carried) = match json_type {
        JsonType::String => string(cx, format),
        JsonType::Integer => integer(format, words),
        // What has the format of an integer is one, whatever its type is called: a float would round it.
        JsonType::Number if format.is_some_and(is_of_integers) && !has_fraction(words) => integer(format, words),
        JsonType::Number => (Scalar::F64, matches!(format, Some("float" | "double"))),
        JsonType::Boolean => (Scalar::Bool, false),
        JsonType::Object | JsonType::Array | JsonType::Null => return Plan::Any,
    };
    if !words.properties.is_empty() || words.items.is_some() {
        cx.ignored(at, "`properties` and `items` say nothing about a value without parts, and are ignored");
    }
    if matches!(scalar, Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64) {
        range::check(cx, words, scalar, at);
    }
    let wide = range::widened(words, scalar);
    let shown = if carried && wide == scalar { None } else { format };
    Plan::Scalar(wide, shown.map(|format| Constraint::Format(format.to_owned())))
}

/// Whether anything that is said of a number speaks of fractions.
fn has_fraction(words: &Keywords) -> bool {
    let is_fraction = |value: &Value| value.as_f64().is_some_and(|value| value.fract() != 0.0);
    let Notes { docs, constraints, default } = &words.notes;
    let mut bounds = constraints.iter().filter_map(|constraint| match constraint {
        Constraint::Minimum(bound)
        | Constraint::ExclusiveMinimum(bound)
        | Constraint::Maximum(bound)
        | Constraint::ExclusiveMaximum(bound)
        | Constraint::MultipleOf(bound) => bound.parse::<f64>().ok(),
        _ => None,
    });
    bounds.any(|bound| bound.fract() != 0.0) || default.iter().chain(&docs.examples).any(is_fraction)
}

/// Whether text of the format may have a type of its own.
pub(super) fn is_of_text(format: &str) -> bool {
    text_format(format).is_some()
}

/// Whether the format is one of those that numbers have types for.
pub(super) fn is_of_numbers(format: &str) -> bool {
    matches!(format, "float" | "double") || is_of_integers(format)
}

/// Whether the format is one of those that integers have types for.
fn is_of_integers(format: &str) -> bool {
    integer(Some(format), &Keywords::default()).1
}

/// The one of several formats of a number that takes the fewest values.
pub(super) fn narrowest(formats: &[String]) -> Option<&String> {
    let width = |format: &&String| match integer(Some(format), &Keywords::default()).0 {
        Scalar::I32 | Scalar::U32 => 0,
        _ => 1,
    };
    formats.iter().min_by_key(width)
}

/// The type of text, and whether it carries the format.
fn string(cx: &Context<'_>, format: Option<&str>) -> (Scalar, bool) {
    let typed = format.and_then(text_format).filter(|format| cx.config.types.get(*format).is_some());
    typed.map_or((Scalar::String, false), |format| (Scalar::Format(format), true))
}

fn text_format(format: &str) -> Option<Format> {
    match format {
        "date-time" => Some(Format::DateTime),
        "date" => Some(Format::Date),
        "byte" => Some(Format::Byte),
        "uuid" => Some(Format::Uuid),
        _ => None,
    }
}

/// The type of an integer, and whether it carries the format.
fn integer(format: Option<&str>, words: &Keywords) -> (Scalar, bool) {
    // A bound or a value beyond the signed range asks for the unsigned one. The comparison with the rounded limit is exact
    // enough: whatever lies between the two does not fit into 64 signed bits either.
    let listed = words.values.iter().any(|value| value.is_u64() && !value.is_i64());
    let is_beyond = words.maximum.is_some_and(|maximum| maximum >= i64::MAX as f64) || listed;
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

/// Reports what a schema with a list of integers says about numbers that its own type could not hold.
pub(super) fn check_listed(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) {
    if words.json_type == Some(JsonType::Integer) {
        let (scalar, _) = integer(words.format.as_deref(), words);
        range::check(cx, words, scalar, at);
    }
}

fn is_below_zero(constraint: &Constraint) -> bool {
    match constraint {
        Constraint::Minimum(bound) | Constraint::ExclusiveMinimum(bound) => bound.starts_with('-'),
        _ => false,
    }
}
