//! Decides what a schema becomes, from its keywords, without looking at what its parts become.
//!
//! Never here: the lowering itself; each construct has its own file for that.

use std::rc::Rc;

use super::context::Context;
use super::nullable::is_null;
use super::schema::{Additional, Choice, JsonType, Keywords, keywords};
use super::{alternatives, conjunction, enumeration, hierarchy, reference, scalar};
use crate::diagnostics::{Code, Instead};
use crate::ir::{Constraint, Scalar};
use crate::pointer::Pointer;

/// What a schema becomes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plan {
    /// A struct of its own properties.
    Struct,
    /// An enum of these strings.
    Enum(Vec<String>),
    /// An enum of these integers.
    Integers(Vec<i64>),
    /// One of these.
    Union(Vec<Pointer>),
    /// The same as the schema there.
    Same(Pointer),
    /// An array.
    Array,
    /// A map.
    Map,
    /// A value without parts, with the format that its type does not show.
    Scalar(Scalar, Option<Constraint>),
    /// Any JSON value.
    Any,
    /// No value at all: what stands at these two places contradicts each other.
    Never(Pointer, Pointer),
    /// Any JSON value, too, for something went wrong; it was reported.
    Refused,
}

impl Plan {
    /// Whether a schema with this plan needs a definition of its own.
    pub(super) fn is_definition(&self) -> bool {
        matches!(self, Self::Struct | Self::Enum(_) | Self::Integers(_) | Self::Union(_))
    }
}

/// What the schema at `at` becomes. References are not followed: nothing but a schema may stand there.
pub(super) fn plan(cx: &mut Context<'_>, at: &Pointer) -> Rc<Plan> {
    if let Some(known) = cx.plans.get(at) {
        return match known {
            Some(plan) => Rc::clone(plan),
            None => {
                report_endless(cx, at);
                Rc::new(Plan::Refused)
            }
        };
    }
    cx.plans.insert(at.clone(), None);
    let plan = match keywords(cx, at) {
        Some(keywords) => cx.deeper(at, |cx| decide(cx, &keywords, at)).unwrap_or(Plan::Refused),
        None => Plan::Refused,
    };
    let plan = Rc::new(plan);
    cx.plans.insert(at.clone(), Some(Rc::clone(&plan)));
    plan
}

/// What the schema at `at` becomes, behind all references and schemas that are the same. While that is being found out, it
/// may be anything.
pub(super) fn plan_behind(cx: &mut Context<'_>, at: &Pointer) -> Rc<Plan> {
    behind(cx, at).map_or(Rc::new(Plan::Any), |(_, plan)| plan)
}

/// The keywords of the schema at `at`, behind all references and schemas that are the same.
pub(super) fn words_behind(cx: &mut Context<'_>, at: &Pointer) -> Option<Rc<Keywords>> {
    let (place, _) = behind(cx, at)?;
    keywords(cx, &place)
}

/// Where the schema at `at` stands behind all references and schemas that are the same, and what it becomes; none while that
/// is being found out.
pub(super) fn behind(cx: &mut Context<'_>, at: &Pointer) -> Option<(Pointer, Rc<Plan>)> {
    let mut at = at.clone();
    // Schemas that are the same as one another could form a circle.
    for _ in 0..=cx.nodes.len() {
        let place = reference::end(cx, &at)?;
        if is_being_planned(cx, &place) {
            return None;
        }
        let plan = plan(cx, &place);
        match &*plan {
            Plan::Same(next) => at = next.clone(),
            _ => return Some((place, plan)),
        }
    }
    None
}

/// Whether it is being found out what the schema at `at` becomes.
pub(super) fn is_being_planned(cx: &Context<'_>, at: &Pointer) -> bool {
    matches!(cx.plans.get(at), Some(None))
}

/// Whether the schema at `at` only demands something and describes nothing, or is a choice between such schemas.
fn only_demands(cx: &mut Context<'_>, at: &Pointer) -> bool {
    let Some(words) = keywords(cx, at) else { return false };
    words.is_demand_beside_choices()
        && words.alternatives().all(|member| cx.deeper(member, |cx| only_demands(cx, member)) == Some(true))
}

/// Leaves out the parts that are choices between demands, where another part says what the value looks like.
fn without_demands(cx: &mut Context<'_>, parts: Vec<Pointer>) -> Vec<Pointer> {
    let keyword = |cx: &mut Context<'_>, part: &Pointer| {
        let words = keywords(cx, part)?;
        let choice = words.choices().next()?;
        only_demands(cx, part).then(|| choice.keyword())
    };
    let demands: Vec<Option<&str>> = parts.iter().map(|part| keyword(cx, part)).collect();
    if demands.iter().all(Option::is_some) {
        return parts;
    }
    let describes = |(part, demand): (Pointer, Option<&str>)| match demand {
        Some(keyword) => {
            report_demands(cx, keyword, &part);
            None
        }
        None => Some(part),
    };
    parts.into_iter().zip(demands).filter_map(describes).collect()
}

fn report_demands(cx: &mut Context<'_>, keyword: &str, at: &Pointer) {
    let message = format!("`{keyword}` of demands is not enforced: its properties are optional");
    cx.ignored(&at.child(keyword), message);
}

fn decide(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) -> Plan {
    if words.not.is_some() {
        report_not(cx, words, at);
    }
    if words.discriminator.is_some()
        && let Some(members) = hierarchy::members(cx, at)
    {
        return Plan::Union(members);
    }
    let choices = choices(cx, words, at);
    match (words.all_of.as_slice(), choices.as_slice()) {
        ([], []) if !words.values.is_empty() => {
            enumeration::plan(cx, words, at).unwrap_or_else(|| plan_by_type(cx, words, at))
        }
        ([], []) => plan_by_type(cx, words, at),
        ([], [only]) if !words.says_more_than_choice() => plan_choice(cx, words, only.members(words), at),
        _ => {
            let parts = conjunction::split(cx, words, &choices, at);
            let parts = without_demands(cx, parts);
            conjunction::plan_all(cx, &parts, at)
        }
    }
}

/// `not` narrows what a value may be, which no type can say.
fn report_not(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) {
    let message = match words.only_denies() {
        true => "`not` without a type is not enforced: any JSON value is taken",
        false => "`not` is not enforced: the type takes more values than the document allows",
    };
    cx.ignored(&at.child("not"), message);
}

/// The choices that say what a value looks like.
fn choices(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) -> Vec<Choice> {
    let mut choices = Vec::new();
    for choice in words.choices() {
        let (members, keyword) = (choice.members(words), choice.keyword());
        if words.discriminator.is_none() && alternatives::only_narrow(cx, words, members) {
            let message = format!("`{keyword}` of demands is not enforced: the value is taken as it is");
            cx.ignored(&at.child(keyword), message);
        } else if words.says_more_than_choice() && members.iter().all(|member| only_demands(cx, member)) {
            report_demands(cx, keyword, at);
        } else {
            choices.push(choice);
        }
    }
    choices
}

/// A choice that stands alone.
fn plan_choice(cx: &mut Context<'_>, words: &Keywords, choice: &[Pointer], at: &Pointer) -> Plan {
    let members: Vec<Pointer> = choice.iter().filter(|member| !is_null(cx, member)).cloned().collect();
    match (members.as_slice(), &words.discriminator) {
        ([], _) => Plan::Any,
        ([only], discriminator) if discriminator.as_ref().is_none_or(|it| it.mapping.is_empty()) => {
            Plan::Same(only.clone())
        }
        // Of one with a mapping there may be more one day, and the one that there is has to be named when it is sent.
        (_, Some(_)) => Plan::Union(members),
        (members, None) => match hierarchy::base_of_all(cx, members) {
            Some(base) => Plan::Same(base),
            None => alternatives::plan_members(cx, members.to_vec(), at),
        },
    }
}

fn plan_by_type(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) -> Plan {
    match words.json_type {
        Some(JsonType::Object) => plan_object(words),
        Some(JsonType::Array) => Plan::Array,
        Some(JsonType::Null) => Plan::Any,
        Some(json_type) => scalar::plan(cx, words, json_type, at),
        None if words.has_members() => plan_object(words),
        None if words.items.is_some() => Plan::Array,
        None => Plan::Any,
    }
}

fn plan_object(words: &Keywords) -> Plan {
    if words.properties.is_empty() && words.additional != Additional::Denied { Plan::Map } else { Plan::Struct }
}

/// What to do about a schema that is made of itself, through `allOf`, references, arrays or maps.
pub(super) const OPEN_THE_CIRCLE: &str = "a schema can hold itself in a property of an object, also in an array or a map \
                                          there; it can neither extend itself nor be an array or a map of itself";

fn report_endless(cx: &mut Context<'_>, at: &Pointer) {
    cx.report
        .add(Code::CircularReference, at, "this schema is made of itself, through `allOf`")
        .instead(Instead::AnyValue)
        .help(OPEN_THE_CIRCLE);
}
