//! Tells what a type stands for, behind its aliases, before the definitions are all filled.
//!
//! Never here: a finding; whoever asks decides what follows from the answer.

use super::context::Context;
use super::plan::{Plan, plan};
use super::reference;
use crate::ir::{Scalar, Type};

/// What a type stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    /// Any JSON value.
    Any,
    /// A value without parts.
    Scalar(Scalar),
    /// An enum of these strings.
    Values(Vec<String>),
    /// An enum of these integers.
    Integers(Vec<i64>),
    /// An array, a map, or a definition that is neither of the above.
    Other(Type),
}

/// The meaning of `ty`. A definition is judged by the plan of its schema, because it may not be filled yet.
pub(super) fn meaning(cx: &mut Context<'_>, ty: &Type) -> Meaning {
    let id = match ty {
        Type::Any => return Meaning::Any,
        Type::Scalar(scalar) => return Meaning::Scalar(*scalar),
        Type::Named(id) => *id,
        Type::Array(_) | Type::Map(_) | Type::Nullable(_) => return Meaning::Other(ty.clone()),
    };
    let mut at = cx.definitions.place(id).clone();
    // Schemas that are the same as one another could form a circle.
    for _ in 0..=cx.nodes.len() {
        let Some(target) = reference::end(cx, &at) else { break };
        match &*plan(cx, &target) {
            Plan::Same(part) => at = part.clone(),
            Plan::Enum(values) => return Meaning::Values(values.clone()),
            Plan::Integers(values) => return Meaning::Integers(values.clone()),
            Plan::Scalar(scalar, _) => return Meaning::Scalar(*scalar),
            Plan::Any => return Meaning::Any,
            _ => return Meaning::Other(Type::Named(cx.definitions.id_at(&target).unwrap_or(id))),
        }
    }
    Meaning::Other(ty.clone())
}
