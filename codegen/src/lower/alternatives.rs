//! Decides what `oneOf`, or `anyOf`, without a discriminator becomes: one value, one enum, or a union.
//!
//! Never here: how the variants of a union are told apart; that takes all types, see `choice.rs`.

use std::rc::Rc;

use super::context::Context;
use super::plan::{Plan, plan};
use super::reference;
use super::schema::{JsonType, Keywords, keywords};
use crate::ir::Scalar;
use crate::pointer::Pointer;

/// What a choice between `members` becomes, none of which is null.
pub(super) fn plan_members(cx: &mut Context<'_>, members: Vec<Pointer>, at: &Pointer) -> Plan {
    let found: Vec<Option<Rc<Plan>>> = members.iter().map(|member| plain(cx, member)).collect();
    let Some(plans) = found.iter().cloned().collect::<Option<Vec<_>>>() else {
        return Plan::Union(with_one_list_of_each(cx, members, found, at));
    };
    if let Some(same) = lists(&plans, &members) {
        return same;
    }
    let scalar = |plan: &Rc<Plan>| if let Plan::Scalar(scalar, _) = **plan { Some(scalar) } else { None };
    match scalar(&plans[0]) {
        Some(first) if plans.iter().all(|plan| scalar(plan) == Some(first)) => {
            cx.simplified(
                at,
                "the alternatives differ in what they demand of the value, not in its type: it is taken as it is",
            );
            Plan::Scalar(first, None)
        }
        _ => Plan::Union(with_one_list_of_each(cx, members, found, at)),
    }
}

/// The members, with one in place of all that are texts or lists of texts, where there is such a list, and with one for
/// integers: an open list takes them all, and nothing else would tell them apart.
fn with_one_list_of_each(
    cx: &mut Context<'_>,
    members: Vec<Pointer>,
    plans: Vec<Option<Rc<Plan>>>,
    at: &Pointer,
) -> Vec<Pointer> {
    let mut all: Vec<(Pointer, Option<Rc<Plan>>)> = members.into_iter().zip(plans).collect();
    for base in [JsonType::String, JsonType::Integer] {
        let joins =
            |(_, plan): &(Pointer, Option<Rc<Plan>>)| plan.as_ref().is_some_and(|plan| fits(plan) == Some(base));
        let Some(first) = all.iter().position(joins) else { continue };
        let (group, mut rest): (Vec<_>, Vec<_>) = all.iter().cloned().partition(joins);
        let (members, plans): (Vec<Pointer>, Vec<_>) = group.into_iter().unzip();
        let plans: Vec<Rc<Plan>> = plans.into_iter().flatten().collect();
        if members.len() > 1 && lists(&plans, &members).is_some() {
            rest.insert(first, (cx.make(at, Keywords { one_of: members, ..Keywords::default() }), None));
            all = rest;
        }
    }
    all.into_iter().map(|(member, _)| member).collect()
}

/// Whether a value without parts has alternatives that only demand something of it, such as a pattern.
pub(super) fn only_narrow(cx: &mut Context<'_>, words: &Keywords, members: &[Pointer]) -> bool {
    words.json_type.is_some_and(JsonType::is_plain)
        && members.iter().all(|member| keywords(cx, member).is_some_and(|words| words.says_no_type()))
}

/// The plan of a member that is not made of other schemas. It is the only kind that cannot lead back to the choice.
fn plain(cx: &mut Context<'_>, member: &Pointer) -> Option<Rc<Plan>> {
    let target = reference::end(cx, member)?;
    let is_plain = !keywords(cx, &target)?.is_composed();
    is_plain.then(|| plan(cx, &target))
}

/// Lists of values are one open list, which also takes every other value of the type.
fn lists(plans: &[Rc<Plan>], members: &[Pointer]) -> Option<Plan> {
    let is_list = |plan: &Rc<Plan>| matches!(**plan, Plan::Enum(_) | Plan::Integers(_));
    let base = fits(plans.first()?)?;
    if plans.iter().any(|plan| fits(plan) != Some(base)) {
        return None;
    }
    match plans.iter().filter(|plan| is_list(plan)).count() {
        0 => None,
        1 => Some(Plan::Same(members[plans.iter().position(is_list)?].clone())),
        _ => Some(one_list(plans, base)),
    }
}

/// The type of the list that takes what has this plan, if there can be one.
fn fits(plan: &Plan) -> Option<JsonType> {
    match plan {
        Plan::Enum(_) | Plan::Scalar(Scalar::String, _) => Some(JsonType::String),
        Plan::Integers(_) | Plan::Scalar(Scalar::I32 | Scalar::I64, _) => Some(JsonType::Integer),
        _ => None,
    }
}

fn one_list(plans: &[Rc<Plan>], base: JsonType) -> Plan {
    let (mut strings, mut integers) = (indexmap::IndexSet::new(), indexmap::IndexSet::new());
    for plan in plans {
        match &**plan {
            Plan::Enum(values) => strings.extend(values.iter().cloned()),
            Plan::Integers(values) => integers.extend(values.iter().copied()),
            _ => {}
        }
    }
    match base {
        JsonType::Integer => Plan::Integers(integers.into_iter().collect()),
        _ => Plan::Enum(strings.into_iter().collect()),
    }
}
