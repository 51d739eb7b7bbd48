//! Finds out whether a schema takes null, wherever the document says so.
//!
//! Never here: what that means for a field or an element; see `uses.rs`.

use std::rc::Rc;

use serde_json::Value;

use super::context::Context;
use super::plan::{Plan, plan_behind, words_behind};
use super::reference;
use super::schema::{Keywords, keywords};
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

/// Whether the schema at `at`, or the one that it refers to, takes null and nothing else.
pub(super) fn is_null(cx: &mut Context<'_>, at: &Pointer) -> bool {
    let Some(end) = reference::end(cx, at) else { return false };
    let Some(words) = keywords(cx, &end) else { return false };
    // `{nullable: true}` beside other alternatives is how some tools write null in 3.0. As a schema with a name, it is how
    // people write any value.
    let is_bare = end == *at && words.nullability == Nullability::Allowed && words.says_no_type();
    words.is_only_null() || is_bare
}

fn find_out(cx: &mut Context<'_>, at: &Pointer) -> Nullability {
    let Some(target) = reference::end(cx, at) else { return Nullability::Never };
    let Some(words) = keywords(cx, &target) else { return Nullability::Never };
    if words.nullability == Nullability::Allowed {
        return Nullability::Allowed;
    }
    let mut found = if words.is_composed() { beside(&words) } else { own(&words) };
    for part in &words.all_of {
        match keywords(cx, part).filter(|words| words.says_no_type()) {
            // Whoever writes `{nullable: true}` as a part means the whole.
            Some(remark) if remark.nullability == Nullability::Allowed => return Nullability::Allowed,
            Some(_) => {}
            None if describes_without_type(cx, part) => {}
            None => found = both(found, says(cx, part)),
        }
    }
    for choice in words.choices() {
        let is_allowed = choice.members(&words).iter().any(|member| is_null(cx, member) || takes_null(cx, member));
        found = both(found, Some(Nullability::from_keyword(is_allowed)));
    }
    found.unwrap_or_default()
}

/// Whether an alternative takes null, if only because it takes everything.
fn takes_null(cx: &mut Context<'_>, member: &Pointer) -> bool {
    nullability(cx, member) == Nullability::Allowed
        || words_behind(cx, member).is_some_and(|words| words.takes_anything())
}

/// What a schema says that is not made of others; nothing when it says nothing about the value.
fn own(words: &Keywords) -> Option<Nullability> {
    // Whoever describes what is in an object or an array means one, and no null.
    beside(words).or(words.has_contents().then_some(Nullability::Never))
}

/// Whether a part describes what is in an object or an array without a `type`: beside others it says nothing about null.
/// So does one that is all of such schemas; further down than that nobody looks.
fn describes_without_type(cx: &mut Context<'_>, part: &Pointer) -> bool {
    let Some(words) = untyped(cx, part) else { return false };
    words.all_of.iter().all(|inner| untyped(cx, inner).is_some_and(|words| words.all_of.is_empty()))
}

/// The keywords of a schema that has neither a type nor a choice.
fn untyped(cx: &mut Context<'_>, at: &Pointer) -> Option<Rc<Keywords>> {
    let words = reference::end(cx, at).and_then(|end| keywords(cx, &end))?;
    (!words.is_choice() && words.nullability == Nullability::Never && beside(&words).is_none()).then_some(words)
}

/// What a schema says besides `allOf` and its choices. Without `type`, a keyword about objects says nothing about null.
fn beside(words: &Keywords) -> Option<Nullability> {
    match words.values.as_slice() {
        [] => words.json_type.is_some().then_some(Nullability::Never),
        values => Some(Nullability::from_keyword(values.contains(&Value::Null))),
    }
}

/// What a part says; nothing when it takes any value.
fn says(cx: &mut Context<'_>, part: &Pointer) -> Option<Nullability> {
    let found = nullability(cx, part);
    (found == Nullability::Allowed || *plan_behind(cx, part) != Plan::Any).then_some(found)
}

/// What two sides say together: null must suit both.
fn both(left: Option<Nullability>, right: Option<Nullability>) -> Option<Nullability> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.and(right)),
        (left, right) => left.or(right),
    }
}
