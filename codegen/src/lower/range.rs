//! Reports the bounds, the default and the listed values of an integer that its type cannot hold.
//!
//! Never here: which type that is; see `scalar.rs`.

use serde_json::Value;

use super::context::Context;
use super::schema::Keywords;
use crate::diagnostics::Code;
use crate::ir::{Constraint, Scalar};
use crate::pointer::Pointer;

/// What is said about values that the type cannot hold: they are no less documented.
const DOCUMENTED: &str = "it is documented all the same";

/// What is done about a bound that asks for a wider type than the format.
const WIDENED: &str = "64 bits are taken";

/// Checks what the schema at `at` says of an integer. What was combined from schemas is not looked at: those were.
pub(super) fn check(cx: &mut Context<'_>, words: &Keywords, scalar: Scalar, at: &Pointer) {
    let Some(range) = Range::of(scalar) else { return };
    let is_own = cx.owns.get(&cx.written(at)).is_some_and(|own| own.as_ref() == Some(at));
    if cx.is_made(at) && !is_own {
        return;
    }
    let wide = widened(words, scalar);
    let done = if wide == scalar { DOCUMENTED } else { WIDENED };
    for (keyword, bound) in range.exceeded(words) {
        report(cx, &at.child(keyword), bound, &range, done);
    }
    let range = Range::of(wide).unwrap_or(range);
    let beyond = |value: &Value| text(value).filter(|number| !range.holds(number));
    if let Some(default) = words.notes.default.as_ref().and_then(beyond) {
        report(cx, &at.child("default"), &default, &range, DOCUMENTED);
    }
    if let Some(value) = words.values.iter().find_map(beyond) {
        // Lists of integers have 64 bits, whatever their format.
        let done = if value.parse::<i64>().is_ok() { "it is taken all the same" } else { "it cannot be read" };
        report(cx, &at.child("enum"), &value, &range, done);
    }
}

/// The type that also holds the bounds that `scalar`, which the format stands for, does not.
pub(super) fn widened(words: &Keywords, scalar: Scalar) -> Scalar {
    let wide = match scalar {
        Scalar::I32 => Scalar::I64,
        Scalar::U32 => Scalar::U64,
        other => return other,
    };
    let exceeds = |scalar| Range::of(scalar).is_some_and(|range| range.exceeded(words).next().is_some());
    if exceeds(scalar) && !exceeds(wide) { wide } else { scalar }
}

fn report(cx: &mut Context<'_>, at: &Pointer, number: &str, range: &Range, done: &str) {
    let message = format!("{number} does not fit into {}: {done}", range.name);
    cx.report.add(Code::OutOfRange, at, message).help("use a wider `format`, or a number within its range");
}

/// The number that a value is. One that is too large for every type is kept as text.
fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.is_number().then(|| value.to_string()))
}

/// The numbers of a type.
struct Range {
    lowest: i128,
    highest: i128,
    name: &'static str,
}

impl Range {
    fn of(scalar: Scalar) -> Option<Self> {
        let (lowest, highest, name) = match scalar {
            Scalar::I32 => (i32::MIN.into(), i32::MAX.into(), "32 bits with a sign"),
            Scalar::U32 => (0, u32::MAX.into(), "32 bits without a sign"),
            Scalar::I64 => (i64::MIN.into(), i64::MAX.into(), "64 bits with a sign"),
            Scalar::U64 => (0, u64::MAX.into(), "64 bits without a sign"),
            Scalar::Bool | Scalar::F64 | Scalar::String | Scalar::Format(_) | Scalar::Part => return None,
        };
        Some(Self { lowest, highest, name })
    }

    /// The bounds that are not within it, and the keyword of each.
    fn exceeded<'w>(&self, words: &'w Keywords) -> impl Iterator<Item = (&'static str, &'w String)> {
        words.notes.constraints.iter().filter_map(|constraint| {
            // A bound that is excluded may be the first number beyond the range.
            let (keyword, bound, slack) = match constraint {
                Constraint::Minimum(bound) => ("minimum", bound, 0.0),
                Constraint::Maximum(bound) => ("maximum", bound, 0.0),
                Constraint::ExclusiveMinimum(bound) => ("minimum", bound, 1.0),
                Constraint::ExclusiveMaximum(bound) => ("maximum", bound, 1.0),
                _ => return None,
            };
            bound.parse().is_ok_and(|bound| !self.holds_about(bound, slack)).then_some((keyword, bound))
        })
    }

    /// Whether a value is within it. What is no number is another matter.
    fn holds(&self, number: &str) -> bool {
        match number.parse::<i128>() {
            Ok(integer) => (self.lowest..=self.highest).contains(&integer),
            Err(_) => number.parse().map_or(true, |float| self.holds_about(float, 0.0)),
        }
    }

    /// Whether a bound is within it. Documents copy bounds from languages that round them.
    #[expect(clippy::cast_precision_loss, reason = "rounding is what is meant")]
    fn holds_about(&self, number: f64, slack: f64) -> bool {
        (self.lowest as f64 - slack..=self.highest as f64 + slack).contains(&number)
    }
}
