//! Finds out what several schemas are together: the parts of an `allOf`, and the keywords that stand beside it or a choice.
//!
//! They become one schema at a place of its own, which no document has; from there on it is lowered like any other.
//! Never here: how parts of one kind are merged; see `merge.rs`.

use std::collections::BTreeSet;
use std::rc::Rc;

use indexmap::IndexSet;

use super::context::Context;
use super::plan::{OPEN_THE_CIRCLE, Plan, is_being_planned, plan, plan_behind};
use super::schema::{Additional, Choice, JsonType, Keywords, Node, Notes, keywords, node};
use super::{hierarchy, merge, reference};
use crate::diagnostics::{Code, Instead};
use crate::ir::Constraint;
use crate::pointer::Pointer;

/// A schema among others that hold at the same time.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Where it stands, behind all references and schemas that are the same.
    pub(super) at: Pointer,
    /// How the document refers to it.
    pub(super) named: Pointer,
    pub(super) plan: Rc<Plan>,
}

/// The schemas that the one at `at` is all of: the parts of its `allOf`, each of the `choices`, and what else it says.
pub(super) fn split(cx: &mut Context<'_>, words: &Keywords, choices: &[Choice], at: &Pointer) -> Vec<Pointer> {
    let mut parts = words.all_of.clone();
    parts.extend(choices.iter().map(|choice| cx.make(at, words.choice_alone(*choice))));
    parts.extend(own(cx, words, at));
    if parts.len() == words.all_of.len() {
        // Whoever combines the same parts gets this schema, which has a name.
        if let Some(ends) = ends(cx, &parts).filter(|ends| ends.len() > 1) {
            cx.conjunctions.entry(ends).or_insert_with(|| at.clone());
        }
    }
    parts
}

/// Where the parts stand, in an order that does not depend on who combines them; none when one of them leads nowhere.
fn ends(cx: &mut Context<'_>, parts: &[Pointer]) -> Option<Vec<Pointer>> {
    let mut ends = BTreeSet::new();
    for part in parts {
        let end = reference::end(cx, part)?;
        match cx.conjunctions_at.get(&end) {
            Some(inner) => ends.extend(inner.iter().cloned()),
            None => drop(ends.insert(end)),
        }
    }
    Some(ends.into_iter().collect())
}

/// What a schema says besides `allOf` and its choices, if that says anything about the value.
fn own(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) -> Option<Pointer> {
    if let Some(known) = cx.owns.get(at) {
        return known.clone();
    }
    let own = Some(words.own()).filter(Keywords::says_something).map(|own| cx.make(at, own));
    cx.owns.insert(at.clone(), own.clone());
    own
}

/// What the schema at `at` becomes, which is all of `parts`.
pub(super) fn plan_all(cx: &mut Context<'_>, parts: &[Pointer], at: &Pointer) -> Plan {
    let bases = if only_refers(cx, parts) && !hierarchy::extends(cx, at) { Bases::Whole } else { Bases::Common };
    let mut all = Parts { bases, seen: IndexSet::default(), list: Vec::new(), is_partly_lost: false };
    for part in parts {
        collect(cx, &mut all, part, part);
    }
    let mut list = without_repeated(cx, &all.list);
    if all.is_partly_lost && !list.is_empty() && list.iter().all(|part| matches!(*part.plan, Plan::Struct | Plan::Map))
    {
        list.push(anything_else(cx, at));
    }
    if let Some(never) = list.iter().find(|part| matches!(*part.plan, Plan::Never(..))) {
        return (*never.plan).clone();
    }
    match list.as_slice() {
        [] => Plan::Any,
        [only] => Plan::Same(only.named.clone()),
        _ => match list.iter().position(|part| matches!(*part.plan, Plan::Union(_))) {
            Some(union) => distribute(cx, list, union, at),
            None => merge::merge(cx, &list, at),
        },
    }
}

/// An object of whatever members: what stands for a part that cannot be had, so that its members are kept. Where another part
/// says what further members are, they must be that.
fn anything_else(cx: &mut Context<'_>, near: &Pointer) -> Part {
    let words = Keywords { json_type: Some(JsonType::Object), additional: Additional::Any, ..Keywords::default() };
    let at = cx.make(near, words);
    Part { named: at.clone(), plan: plan(cx, &at), at }
}

/// The place of a schema that is all of `parts`; the same parts have one place. What is found there is about `near`.
pub(super) fn all_of(cx: &mut Context<'_>, parts: &[Pointer], near: &Pointer) -> Pointer {
    // A file stays a file, whatever else is said of it.
    if let Some(file) = parts.iter().find(|part| cx.parts.contains(*part)) {
        return file.clone();
    }
    let sound: Vec<Pointer> = parts.iter().filter(|part| reference::end(cx, part).is_some()).cloned().collect();
    let ends = ends(cx, &sound).unwrap_or_default();
    if ends.len() < 2 {
        return sound.last().or(parts.last()).unwrap_or(near).clone();
    }
    if let Some(known) = cx.conjunctions.get(&ends) {
        return known.clone();
    }
    if cx.is_full_with(parts.len()) {
        cx.report
            .add(Code::TooBig, near, "schemas are combined in too many ways")
            .instead(Instead::AnyValue)
            .help("does `allOf` combine choices of many alternatives? write out those that are meant");
        return cx.make(near, Keywords::default());
    }
    let notes = notes(cx, parts);
    let place = cx.make(near, Keywords { all_of: parts.to_vec(), notes, ..Keywords::default() });
    cx.conjunctions_at.insert(place.clone(), ends.clone());
    cx.conjunctions.insert(ends, place.clone());
    place
}

/// What the parts say that does not change the type; the last one that says something is heard. Demands add up.
pub(super) fn notes(cx: &mut Context<'_>, parts: &[Pointer]) -> Notes {
    let mut notes = Notes::default();
    for part in parts {
        let Some(words) = keywords(cx, part) else { continue };
        let Notes { docs, constraints, default } = words.notes.clone();
        notes.docs = if docs == crate::ir::Docs::default() { notes.docs } else { docs };
        notes.default = default.or(notes.default);
        notes.add(constraints);
    }
    settle_read_only(cx, parts, &mut notes);
    notes
}

/// What one part marks as read-only and another describes without the mark may be sent, and need not be: the standard reads
/// it as read-only, while documents repeat a property like that because the service wants to be told.
fn settle_read_only(cx: &mut Context<'_>, parts: &[Pointer], notes: &mut Notes) {
    let Some(at) = notes.constraints.iter().position(|it| *it == Constraint::ReadOnly) else { return };
    let describes_without = |cx: &mut Context<'_>, part: &Pointer| match node(cx, part) {
        Some(Node::Reference(_)) => true,
        Some(Node::Schema(words)) => !words.says_nothing() && !words.notes.constraints.contains(&Constraint::ReadOnly),
        None => false,
    };
    if parts.iter().any(|part| describes_without(cx, part)) {
        notes.constraints[at] = Constraint::ReadOnlyInPart;
        let mut seen = false;
        notes.constraints.retain(|it| *it != Constraint::ReadOnlyInPart || !std::mem::replace(&mut seen, true));
    }
}

/// Whether the parts are one schema and remarks: that means whatever extends it, unless it is itself what does so.
fn only_refers(cx: &mut Context<'_>, parts: &[Pointer]) -> bool {
    let mut ends = IndexSet::new();
    for part in parts {
        let Some(end) = reference::end(cx, part) else { continue };
        let adds = keywords(cx, &end).is_some_and(|words| words.says_something());
        if adds || hierarchy::common(cx, &end).is_some() {
            ends.insert(end);
        }
    }
    ends.len() < 2
}

/// What a part is that has a `discriminator` and is extended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bases {
    /// Any of those that extend it.
    Whole,
    /// What they have in common.
    Common,
}

/// The parts that were found so far.
struct Parts {
    bases: Bases,
    /// Where they stand, so that one that is reached in two ways counts once.
    seen: IndexSet<Pointer>,
    list: Vec<Part>,
    /// Whether a reference led nowhere.
    is_partly_lost: bool,
}

/// Takes in one part, to which the document refers as `named`.
fn collect(cx: &mut Context<'_>, all: &mut Parts, part: &Pointer, named: &Pointer) {
    let Some(target) = reference::end(cx, part) else {
        if reference::leads_in_circle(cx, part) {
            reference::report_cycle(cx, part).instead(Instead::AnyValue);
        } else {
            all.is_partly_lost = true;
        }
        return;
    };
    let common = if all.bases == Bases::Common { hierarchy::common(cx, &target) } else { None };
    let (target, named) = match &common {
        Some(common) => (common.clone(), common),
        None => (target, named),
    };
    if !all.seen.insert(target.clone()) {
        return;
    }
    let Some(words) = keywords(cx, &target) else { return };
    if leads_back(cx, &words, &target) {
        extend_own(cx, all, &words, &target);
        return;
    }
    let plan = plan(cx, &target);
    match &*plan {
        Plan::Any | Plan::Refused => {}
        Plan::Same(next) => {
            // A choice of all that extend a base is the base, and not what these have in common.
            let bases = if words.is_choice() { Bases::Whole } else { all.bases };
            let outer = std::mem::replace(&mut all.bases, bases);
            cx.deeper(part, |cx| collect(cx, all, next, named));
            all.bases = outer;
        }
        _ => all.list.push(Part { at: target, named: named.clone(), plan }),
    }
}

/// Whether a part is being planned already, or is a choice between schemas of which one is.
fn leads_back(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) -> bool {
    let is_open = |cx: &mut Context<'_>, member: &Pointer| {
        reference::end(cx, member).is_some_and(|end| is_being_planned(cx, &end))
    };
    is_being_planned(cx, at) || words.alternatives().any(|member| is_open(cx, member))
}

/// An alternative that extends the choice which lists it extends all but the choice: what the alternatives have in common.
fn extend_own(cx: &mut Context<'_>, all: &mut Parts, words: &Keywords, at: &Pointer) {
    if !words.is_choice() && is_being_planned(cx, at) {
        cx.report
            .add(Code::CircularReference, at, "this schema is made of itself, through `allOf`")
            .instead(Instead::Ignored)
            .help(OPEN_THE_CIRCLE);
    }
    let parts: Vec<Pointer> = words.all_of.iter().cloned().chain(own(cx, words, at)).collect();
    for part in parts {
        cx.deeper(&part.clone(), |cx| collect(cx, all, &part, &part));
    }
}

/// Leaves out what another part is made of already, and plain objects beside those with members.
fn without_repeated(cx: &Context<'_>, list: &[Part]) -> Vec<Part> {
    let made_of = |part: &Part| cx.merges.get(&part.at);
    let is_within = |inner: &Part, outer: &Part| {
        made_of(outer).is_some_and(|outer| {
            outer.contains(&inner.at) || made_of(inner).is_some_and(|inner| inner.is_subset(outer))
        })
    };
    let is_object = |part: &Part| matches!(*part.plan, Plan::Struct | Plan::Map);
    let has_members = |part: &Part| is_object(part) && !is_plain_object(cx, part);
    let members = list.iter().any(has_members);
    let objects = list.iter().all(is_object);
    let mut kept: Vec<Part> = Vec::new();
    for (index, part) in list.iter().enumerate() {
        let is_repeated = list.iter().enumerate().any(|(other, outer)| {
            other != index && is_within(part, outer) && !(other > index && is_within(outer, part))
        });
        let is_plain = objects && is_plain_object(cx, part) && (members || index > 0);
        if !is_repeated && !is_plain {
            kept.push(part.clone());
        }
    }
    kept
}

/// An object of which nothing is said.
fn is_plain_object(cx: &Context<'_>, part: &Part) -> bool {
    let Some(Some(Node::Schema(words))) = cx.nodes.get(&part.at) else { return false };
    *part.plan == Plan::Map && words.is_bare()
}

/// All of the other parts with each alternative of the `union`th: the alternatives that can hold.
fn distribute(cx: &mut Context<'_>, mut parts: Vec<Part>, union: usize, at: &Pointer) -> Plan {
    let union = parts.remove(union);
    let Plan::Union(members) = &*union.plan else { return Plan::Any };
    let (mut possible, mut impossible, mut reason) = (Vec::new(), Vec::new(), None);
    for member in members {
        let is_object = matches!(*plan_behind(cx, member), Plan::Struct | Plan::Map | Plan::Union(_) | Plan::Any);
        let counts = |part: &&Part| is_object || !is_only_about_objects(cx, part);
        let rest: Vec<Pointer> = parts.iter().filter(counts).map(|part| part.named.clone()).collect();
        let all: Vec<Pointer> = rest.into_iter().chain([member.clone()]).collect();
        let place = all_of(cx, &all, member);
        let place = match &*cx.deeper(&place, |cx| plan_at(cx, &place)).unwrap_or(Rc::new(Plan::Any)) {
            Plan::Never(left, right) => {
                reason = Some(Plan::Never(left.clone(), right.clone()));
                continue;
            }
            Plan::Same(same) if cx.is_made(same) || same == member => same.clone(),
            _ => place,
        };
        if place != *member {
            cx.stands_for.entry(place.clone()).or_insert_with(|| member.clone());
        }
        if cx.impossible.contains(&place) { impossible.push(place) } else { possible.push(place) }
    }
    let variants = if possible.is_empty() { impossible } else { possible };
    match (variants.as_slice(), reason) {
        ([], Some(reason)) => reason,
        ([], None) => Plan::Any,
        ([only], _) => {
            if cx.is_made(only) && !members.contains(only) {
                // It is not the alternative, but the whole without those that cannot hold.
                let whole = cx.written(at);
                cx.report.moves.record_part(only, &whole);
            }
            Plan::Same(only.clone())
        }
        _ if variants == *members => Plan::Same(union.named),
        _ => Plan::Same(choice(cx, &union, variants, at)),
    }
}

/// Whether a part describes properties without a `type`, so that it says nothing about values that are no objects.
fn is_only_about_objects(cx: &Context<'_>, part: &Part) -> bool {
    matches!(cx.nodes.get(&part.at), Some(Some(Node::Schema(words))) if words.is_only_about_objects())
}

/// The plan of what stands at `at`, behind references.
fn plan_at(cx: &mut Context<'_>, at: &Pointer) -> Rc<Plan> {
    match reference::end(cx, at) {
        Some(end) if end == *at && !is_being_planned(cx, at) => plan(cx, &end),
        Some(_) => Rc::new(Plan::Same(at.clone())),
        None => Rc::new(Plan::Any),
    }
}

/// The place of a choice between `variants`, which are told apart like those of `union`.
fn choice(cx: &mut Context<'_>, union: &Part, variants: Vec<Pointer>, at: &Pointer) -> Pointer {
    let words = keywords(cx, &union.at).unwrap_or_default();
    let mut notes = keywords(cx, at).map(|words| words.notes.clone()).unwrap_or_default();
    notes.constraints.clear();
    let discriminator = words.discriminator.clone();
    cx.make(at, Keywords { one_of: variants, discriminator, notes, ..Keywords::default() })
}
