//! Decides what a schema becomes, from its keywords, without looking at what its parts become.
//!
//! Never here: the lowering itself; each construct has its own file for that.

use std::rc::Rc;

use serde_json::Value;

use super::context::Context;
use super::nullable::is_null;
use super::reference;
use super::schema::{Additional, JsonType, Keywords, keywords};
use super::{alternatives, enumeration, scalar};
use crate::diagnostics::{Code, Instead};
use crate::ir::{Constraint, Scalar};
use crate::pointer::Pointer;

/// What a schema becomes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plan {
    /// A struct of its own properties.
    Struct,
    /// A struct of the properties of these parts, the schema itself among them when it has any.
    Merge(Vec<Pointer>),
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
    /// Nothing; it was reported.
    Refused,
}

impl Plan {
    /// Whether a schema with this plan needs a definition of its own.
    pub(super) fn is_definition(&self) -> bool {
        matches!(self, Self::Struct | Self::Merge(_) | Self::Enum(_) | Self::Integers(_) | Self::Union(_))
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

/// Whether the schema at `at` only demands something and describes nothing, like `{required: [name]}`.
pub(super) fn only_demands(cx: &mut Context<'_>, at: &Pointer) -> bool {
    let Some(keywords) = keywords(cx, at) else { return false };
    let bare = Keywords { required: Vec::new(), not: None, ..(*keywords).clone() };
    matches!(bare.json_type, None | Some(JsonType::Object)) && is_bare(&bare)
}

fn decide(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) -> Plan {
    let (choice, keyword) = if words.one_of.is_empty() { (&words.any_of, "anyOf") } else { (&words.one_of, "oneOf") };
    if !words.one_of.is_empty() && !words.any_of.is_empty() {
        cx.unsupported(at, "a schema with both `oneOf` and `anyOf`", "say it with one of the two")
            .instead(Instead::AnyValue);
        return Plan::Refused;
    }
    if words.not.is_some() && !decide_not(cx, words, at) {
        return Plan::Refused;
    }
    if !words.values.is_empty() && words.all_of.is_empty() && choice.is_empty() {
        return enumeration::plan(cx, words, at).unwrap_or_else(|| plan_by_type(cx, words, at));
    }
    if words.discriminator.is_none() && !choice.is_empty() && alternatives::only_narrow(cx, words, choice) {
        cx.ignored(&at.child(keyword), format!("`{keyword}` of demands is not enforced: the value is taken as it is"));
        return plan_by_type(cx, words, at);
    }
    if !choice.is_empty() && words.all_of.is_empty() && !adds_members(words) {
        return plan_choice(cx, words, choice, at);
    }
    if !choice.is_empty() && !drop_demands(cx, choice, keyword, at) {
        return Plan::Refused;
    }
    if !words.all_of.is_empty() {
        return plan_all_of(cx, words, at);
    }
    plan_by_type(cx, words, at)
}

/// `not` narrows what a value may be. Beside a type it can be left out; alone it leaves nothing to go by.
fn decide_not(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) -> bool {
    let at = at.child("not");
    if words.json_type.is_none() && is_bare(&Keywords { not: None, ..words.clone() }) {
        cx.ignored(&at, "`not` without a type is not enforced: any JSON value is taken");
        return true;
    }
    cx.ignored(&at, "`not` is not enforced: the type takes more values than the document allows");
    true
}

/// A `oneOf` or `anyOf` that stands alone.
fn plan_choice(cx: &mut Context<'_>, words: &Keywords, choice: &[Pointer], at: &Pointer) -> Plan {
    let members: Vec<Pointer> = choice.iter().filter(|member| !is_null(cx, member)).cloned().collect();
    match (members.as_slice(), &words.discriminator) {
        ([], _) => Plan::Any,
        ([only], _) => Plan::Same(only.clone()),
        (_, Some(_)) => Plan::Union(members),
        (_, None) => alternatives::plan_members(cx, members, at),
    }
}

/// Whether a schema describes members beside its choice, other than the discriminator that each alternative has anyway.
fn adds_members(words: &Keywords) -> bool {
    let tag = words.discriminator.as_ref().map(|it| it.property_name.as_str());
    let is_tag = |name: &String| Some(name.as_str()) == tag;
    words.has_members() && !(words.properties.iter().all(is_tag) && words.required.iter().all(is_tag))
}

/// A choice beside properties says which of them go together when its members describe nothing of their own.
fn drop_demands(cx: &mut Context<'_>, choice: &[Pointer], keyword: &str, at: &Pointer) -> bool {
    let at = at.child(keyword);
    if choice.iter().all(|member| only_demands(cx, member)) {
        cx.ignored(&at, format!("`{keyword}` of demands is not enforced: its properties are optional"));
        return true;
    }
    cx.unsupported(
        &at,
        &format!("`{keyword}` beside properties or `allOf`"),
        "move the common properties into each alternative",
    )
    .instead(Instead::AnyValue);
    false
}

fn plan_all_of(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) -> Plan {
    let mut parts: Vec<Pointer> = words.all_of.clone();
    parts.retain(|part| !is_note(cx, part));
    if words.has_members() {
        parts.push(at.clone());
    }
    match parts.as_slice() {
        [] => match words.all_of.iter().find(|part| has_type(cx, part)) {
            Some(part) => Plan::Same(part.clone()),
            None => plan_by_type(cx, words, at),
        },
        [only] if only == at => plan_object(words),
        [only] => Plan::Same(only.clone()),
        _ => plan_merge(cx, parts, at),
    }
}

fn plan_merge(cx: &mut Context<'_>, parts: Vec<Pointer>, at: &Pointer) -> Plan {
    let mut plans = Vec::new();
    for part in &parts {
        let plan = if part == at { Rc::new(Plan::Struct) } else { plan_of_part(cx, part) };
        match &*plan {
            Plan::Refused => return Plan::Refused,
            _ => plans.push(plan),
        }
    }
    let is_object = |plan: &Rc<Plan>| matches!(**plan, Plan::Struct | Plan::Merge(_) | Plan::Map);
    if plans.iter().all(is_object) {
        return Plan::Merge(parts);
    }
    match narrowest(&plans) {
        Some(index) => Plan::Same(parts[index].clone()),
        None => {
            cx.unsupported(
                &at.child("allOf"),
                "`allOf` whose parts are not all objects",
                "write the result of combining the parts out as one schema",
            )
            .instead(Instead::AnyValue);
            Plan::Refused
        }
    }
}

/// The plan at the end of the references and of the schemas that are the same as another one.
fn plan_of_part(cx: &mut Context<'_>, part: &Pointer) -> Rc<Plan> {
    let Some(target) = reference::end(cx, part) else {
        if reference::leads_in_circle(cx, part) {
            reference::report_cycle(cx, part).instead(Instead::AnyValue);
        }
        return Rc::new(Plan::Refused);
    };
    let found = plan(cx, &target);
    match &*found {
        Plan::Same(next) => cx.deeper(part, |cx| plan_of_part(cx, next)).unwrap_or(Rc::new(Plan::Refused)),
        _ => found,
    }
}

/// Among plans that mean one and the same scalar: the one that says the most.
fn narrowest(plans: &[Rc<Plan>]) -> Option<usize> {
    let is_enum = |plan: &Rc<Plan>| matches!(**plan, Plan::Enum(_));
    let is_string = |plan: &Rc<Plan>| matches!(**plan, Plan::Scalar(Scalar::String, _));
    let enums = plans.iter().filter(|plan| is_enum(plan)).count();
    if enums == 1 && plans.iter().all(|plan| is_enum(plan) || is_string(plan)) {
        return plans.iter().position(is_enum);
    }
    let scalar = |plan: &Rc<Plan>| match **plan {
        Plan::Scalar(scalar, _) => Some(scalar),
        _ => None,
    };
    let first = scalar(plans.first()?)?;
    plans.iter().all(|plan| scalar(plan) == Some(first)).then_some(0)
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

/// Whether the schema at `at` has nothing but remarks, so that it adds nothing to an `allOf`.
fn is_note(cx: &mut Context<'_>, at: &Pointer) -> bool {
    keywords(cx, at).is_some_and(|words| matches!(words.json_type, None | Some(JsonType::Object)) && is_bare(&words))
}

fn has_type(cx: &mut Context<'_>, at: &Pointer) -> bool {
    keywords(cx, at).is_some_and(|words| words.json_type.is_some())
}

/// Whether no keyword but `type` says anything about the shape of a value.
fn is_bare(words: &Keywords) -> bool {
    !words.has_members()
        && words.items.is_none()
        && words.values.iter().all(Value::is_null)
        && words.all_of.is_empty()
        && words.one_of.is_empty()
        && words.any_of.is_empty()
        && words.not.is_none()
}

fn report_endless(cx: &mut Context<'_>, at: &Pointer) {
    cx.report
        .add(Code::CircularReference, at, "this schema is made of itself, through `allOf`")
        .instead(Instead::AnyValue)
        .help("a schema can hold itself in a property, an array or a map, but it cannot extend itself");
}
