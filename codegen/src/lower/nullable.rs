//! Finds out whether a schema takes null, wherever the document says so.
//!
//! Never here: what that means for a field or an element; see `uses.rs`.

use serde_json::Value;

use super::alternatives::says_no_type;
use super::context::Context;
use super::plan::{Plan, plan};
use super::reference;
use super::schema::{JsonType, keywords};
use crate::ir::{Presence, Type};
use crate::pointer::Pointer;

/// Whether a value may be null.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Nullability {
    /// It may not.
    #[default]
    Never,
    /// It may.
    Allowed,
}

/// Whether an object must have a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    /// `required` names it.
    Required,
    /// It may be left out.
    Optional,
}

impl Nullability {
    /// The meaning of the keyword `nullable`.
    pub(super) fn from_keyword(nullable: bool) -> Self {
        if nullable { Self::Allowed } else { Self::Never }
    }

    /// Null is allowed when either side allows it.
    pub(super) fn or(self, other: Self) -> Self {
        if self == Self::Allowed { self } else { other }
    }

    /// Null is allowed when both sides allow it.
    pub(super) fn and(self, other: Self) -> Self {
        if self == Self::Never { self } else { other }
    }

    /// What it makes of a property.
    pub(super) fn presence(self, demand: Demand) -> Presence {
        match (demand, self) {
            (Demand::Required, Self::Never) => Presence::Required,
            (Demand::Required, Self::Allowed) => Presence::Nullable,
            (Demand::Optional, Self::Never) => Presence::Optional,
            (Demand::Optional, Self::Allowed) => Presence::OptionalNullable,
        }
    }

    /// What it makes of a type in a place that has no presence.
    pub(super) fn wrap(self, ty: Type) -> Type {
        match (self, ty) {
            // Any JSON value may be null as it is.
            (Self::Allowed, ty @ (Type::Any | Type::Nullable(_))) | (Self::Never, ty) => ty,
            (Self::Allowed, ty) => Type::Nullable(Box::new(ty)),
        }
    }
}

/// Whether the schema at `at`, or the one that it refers to, takes null.
pub(super) fn nullability(cx: &mut Context<'_>, at: &Pointer) -> Nullability {
    if let Some(known) = cx.nullability.get(at) {
        return *known;
    }
    // Should the schema lead back to itself, it adds nothing to what is being found out.
    cx.nullability.insert(at.clone(), Nullability::Never);
    let found = cx.deeper(at, |cx| find_out(cx, at)).unwrap_or_default();
    cx.nullability.insert(at.clone(), found);
    found
}

/// Whether the schema at `at` takes null and nothing else.
pub(super) fn is_null(cx: &mut Context<'_>, at: &Pointer) -> bool {
    let Some(words) = keywords(cx, at) else { return false };
    let only_null = !words.values.is_empty() && words.values.iter().all(Value::is_null);
    // `{nullable: true}` beside other alternatives is how some tools write null in 3.0.
    let is_bare = words.nullability == Nullability::Allowed && says_no_type(&words);
    words.json_type == Some(JsonType::Null) || only_null || is_bare
}

fn find_out(cx: &mut Context<'_>, at: &Pointer) -> Nullability {
    let Some(target) = reference::end(cx, at) else { return Nullability::Never };
    let Some(words) = keywords(cx, &target) else { return Nullability::Never };
    let choice = if words.one_of.is_empty() { &words.any_of } else { &words.one_of };
    if words.values.contains(&Value::Null) || choice.iter().any(|member| is_null(cx, member)) {
        return Nullability::Allowed;
    }
    let inherited = match &*plan(cx, &target) {
        Plan::Same(same) => nullability(cx, same),
        Plan::Union(_) | Plan::Enum(_) | Plan::Integers(_) | Plan::Scalar(..) => {
            let each = choice.iter().map(|member| nullability(cx, member));
            each.fold(Nullability::Never, Nullability::or)
        }
        _ => Nullability::Never,
    };
    words.nullability.or(inherited)
}
