//! Turns the validating keywords of a schema into constraints, which are documented and not enforced.
//!
//! Never here: a keyword that changes the type.

use std::fmt::Display;

use indexmap::IndexMap;
use serde_json::Value;

use crate::beyond;
use crate::ir::Constraint;

/// `minimum` and `exclusiveMinimum`.
pub(super) fn minimum(bound: Option<impl Display>, exclusive: bool) -> Option<Constraint> {
    let bound = bound?.to_string();
    Some(if exclusive { Constraint::ExclusiveMinimum(bound) } else { Constraint::Minimum(bound) })
}

/// `maximum` and `exclusiveMaximum`.
pub(super) fn maximum(bound: Option<impl Display>, exclusive: bool) -> Option<Constraint> {
    let bound = bound?.to_string();
    Some(if exclusive { Constraint::ExclusiveMaximum(bound) } else { Constraint::Maximum(bound) })
}

/// `multipleOf`.
pub(super) fn multiple_of(step: Option<impl Display>) -> Option<Constraint> {
    step.map(|step| Constraint::MultipleOf(step.to_string()))
}

/// The keywords of strings.
pub(super) fn of_string(
    pattern: Option<String>,
    min_length: Option<usize>,
    max_length: Option<usize>,
) -> impl Iterator<Item = Constraint> {
    let constraints = [
        min_length.map(|length| Constraint::MinLength(length as u64)),
        max_length.map(|length| Constraint::MaxLength(length as u64)),
        pattern.map(Constraint::Pattern),
    ];
    constraints.into_iter().flatten()
}

/// The keywords of arrays.
pub(super) fn of_array(
    min_items: Option<usize>,
    max_items: Option<usize>,
    unique_items: bool,
) -> impl Iterator<Item = Constraint> {
    let constraints = [
        min_items.map(|count| Constraint::MinItems(count as u64)),
        max_items.map(|count| Constraint::MaxItems(count as u64)),
        unique_items.then_some(Constraint::UniqueItems),
    ];
    constraints.into_iter().flatten()
}

/// The keywords of objects.
pub(super) fn of_object(
    min_properties: Option<usize>,
    max_properties: Option<usize>,
) -> impl Iterator<Item = Constraint> {
    let constraints = [
        min_properties.map(|count| Constraint::MinProperties(count as u64)),
        max_properties.map(|count| Constraint::MaxProperties(count as u64)),
    ];
    constraints.into_iter().flatten()
}

/// Replaces bounds that `openapiv3` had to round by what was written, which `document` keeps as `x-minimum` and the like.
pub(super) fn restore_exact_bounds(constraints: &mut Vec<Constraint>, extensions: &IndexMap<String, Value>) {
    type Make = fn(String) -> Constraint;
    let bounds: [(&str, Make); 5] = [
        (beyond::MINIMUM, Constraint::Minimum),
        (beyond::EXCLUSIVE_MINIMUM, Constraint::ExclusiveMinimum),
        (beyond::MAXIMUM, Constraint::Maximum),
        (beyond::EXCLUSIVE_MAXIMUM, Constraint::ExclusiveMaximum),
        (beyond::MULTIPLE_OF, Constraint::MultipleOf),
    ];
    for (name, make) in bounds {
        let Some(Value::Number(exact)) = extensions.get(name) else { continue };
        let exact = make(exact.to_string());
        match constraints.iter_mut().find(|it| std::mem::discriminant(*it) == std::mem::discriminant(&exact)) {
            Some(rounded) => *rounded = exact,
            None => constraints.push(exact),
        }
    }
}
