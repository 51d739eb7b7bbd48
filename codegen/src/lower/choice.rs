//! Decides how the variants of a union without a discriminator are told apart, once all types are known.
//!
//! In this order: the JSON type, the value of a property, a property that one variant alone has. What is left is tried.
//! Never here: a look into the document.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::evidence::Evidence;
use crate::diagnostics::Code;
use crate::ir::{
    self, AdditionalProperties, Api, Choice, Dispatch, JsonKind, NullIs, Scalar, Shape, Struct, Telltale, Type, TypeId,
    Union,
};
use crate::pointer::Pointer;

/// How many decisions may follow one another. More would be no help to anyone, and would fill the stack.
const MOST_STEPS: usize = 8;

/// Decides for every union that has no discriminator.
pub(super) fn decide(cx: &mut Context<'_>, api: &mut Api) {
    for id in api.type_ids() {
        let Shape::Union(union) = &api.type_def(id).shape else { continue };
        if matches!(union.dispatch, Dispatch::Discriminator { .. }) {
            continue;
        }
        let variants: Vec<Variant<'_>> = union.variants.iter().map(|it| Variant::new(api, &it.ty)).collect();
        let choice = by_kind(&variants);
        report_trials(cx, api, id, union, &choice);
        if choice.steps().iter().any(|step| matches!(step, Choice::Presence { .. })) && may_overlap(api, union) {
            report_overlap(cx, &api.type_def(id).origin);
        }
        set(api, id, choice);
    }
}

fn set(api: &mut Api, id: TypeId, choice: Choice) {
    if let Shape::Union(union) = &mut api.types[id.index()].shape {
        union.dispatch = Dispatch::Choice(choice);
    }
}

/// What is known of a variant.
struct Variant<'a> {
    evidence: Evidence<'a>,
    /// A variant that takes more is tried later.
    breadth: u8,
}

impl<'a> Variant<'a> {
    fn new(api: &'a Api, ty: &'a Type) -> Self {
        Self { evidence: Evidence::of(api, ty), breadth: breadth(api, ty) }
    }
}

/// How much a type takes, where it is tried beside others: text takes what a date takes, and any value takes everything.
fn breadth(api: &Api, ty: &Type) -> u8 {
    match api.resolve(ty) {
        Type::Any => 3,
        Type::Scalar(Scalar::F64) | Type::Map(_) => 2,
        Type::Scalar(Scalar::String) => 1,
        Type::Named(id) if matches!(api.type_def(*id).shape, Shape::Enum(_)) => 1,
        _ => 0,
    }
}

fn by_kind(variants: &[Variant<'_>]) -> Choice {
    let mut cases: Vec<(Vec<JsonKind>, Choice)> = Vec::new();
    for kind in JsonKind::ALL {
        let set: Vec<usize> = (0..variants.len()).filter(|&it| variants[it].evidence.kinds.contains(&kind)).collect();
        let choice = match (set.as_slice(), kind) {
            ([], _) => continue,
            (set, JsonKind::Object) => of_objects(variants, set, &Asked::default()),
            (set, _) => one_or_trial(variants, set),
        };
        match cases.iter_mut().find(|(_, known)| *known == choice) {
            Some((kinds, _)) => kinds.push(kind),
            None => cases.push((vec![kind], choice)),
        }
    }
    match cases.pop() {
        Some((_, choice)) if cases.is_empty() => choice,
        last => Choice::Kind(cases.into_iter().chain(last).collect()),
    }
}

fn one_or_trial(variants: &[Variant<'_>], set: &[usize]) -> Choice {
    if let [only] = set {
        return Choice::One(*only);
    }
    let mut set = set.to_vec();
    set.sort_by_key(|&variant| variants[variant].breadth);
    Choice::Trial(set)
}

/// What was decided already where the variants of a set are told apart.
#[derive(Debug, Clone, Default)]
struct Asked<'a> {
    steps: usize,
    /// The properties that are not there.
    absent: Vec<&'a str>,
}

impl<'a> Asked<'a> {
    fn once_more(&self) -> Self {
        Self { steps: self.steps + 1, ..self.clone() }
    }

    fn without(&self, property: &'a str) -> Self {
        let mut asked = self.once_more();
        asked.absent.push(property);
        asked
    }
}

fn of_objects<'a>(variants: &[Variant<'a>], set: &[usize], asked: &Asked<'a>) -> Choice {
    if set.len() == 1 || asked.steps == MOST_STEPS {
        return one_or_trial(variants, set);
    }
    by_value(variants, set, asked)
        .or_else(|| by_presence(variants, set, asked))
        .unwrap_or_else(|| one_or_trial(variants, set))
}

/// Variants that share a value of the property stay together.
struct Group {
    values: BTreeSet<String>,
    variants: Vec<usize>,
}

/// By the property that makes the most groups.
fn by_value<'a>(variants: &[Variant<'a>], set: &[usize], asked: &Asked<'a>) -> Option<Choice> {
    let mut best: Option<(&'a str, Groups)> = None;
    for property in variants[set[0]].evidence.properties().into_iter().filter(|it| !asked.absent.contains(it)) {
        let Some(found) = groups(variants, set, property) else { continue };
        if found.groups.len() > best.as_ref().map_or(1, |(_, best)| best.groups.len()) {
            best = Some((property, found));
        }
    }
    let (property, Groups { groups, lenient }) = best?;
    let case = |Group { values, variants: set }: Group| {
        let choice = of_objects(variants, &set, &asked.once_more());
        (values.into_iter().collect(), choice)
    };
    let own = groups.iter().position(|group| lenient.iter().all(|variant| group.variants.contains(variant)));
    let cases: Vec<(Vec<String>, Choice)> = groups.into_iter().map(case).collect();
    let absent = match (lenient.as_slice(), own) {
        ([], _) => None,
        // Where all that may do without the property mean the same by it, so does its absence.
        (_, Some(group)) => Some(cases[group].1.clone()),
        (set, None) => {
            let by_presence = by_presence(variants, set, &asked.without(property));
            Some(by_presence.unwrap_or_else(|| one_or_trial(variants, set)))
        }
    };
    Some(Choice::Value { property: property.to_owned(), cases, absent: absent.map(Box::new) })
}

/// The variants by the values of a property.
struct Groups {
    groups: Vec<Group>,
    /// Those that may do without it.
    lenient: Vec<usize>,
}

/// The groups by the values of a property, if each of the variants says what its values are.
fn groups(variants: &[Variant<'_>], set: &[usize], property: &str) -> Option<Groups> {
    let mut groups: Vec<Group> = Vec::new();
    let mut lenient = Vec::new();
    for &variant in set {
        let tag = variants[variant].evidence.tag(property)?;
        if !tag.is_required {
            lenient.push(variant);
        }
        let (near, far): (Vec<_>, Vec<_>) = groups.into_iter().partition(|it| !it.values.is_disjoint(&tag.values));
        let start = Group { values: tag.values, variants: vec![variant] };
        groups = far;
        groups.push(near.into_iter().fold(start, join));
    }
    groups.sort_by_key(|group| group.variants.iter().min().copied());
    Some(Groups { groups, lenient })
}

fn join(mut group: Group, mut other: Group) -> Group {
    group.values.append(&mut other.values);
    group.variants.append(&mut other.variants);
    group.variants.sort_unstable();
    group
}

/// By required properties that one variant alone knows.
fn by_presence<'a>(variants: &[Variant<'a>], set: &[usize], asked: &Asked<'a>) -> Option<Choice> {
    // A map may hold any property, so none is proof of another variant.
    if set.iter().any(|&it| variants[it].evidence.is_open()) {
        return None;
    }
    let mut known = BTreeMap::<&str, usize>::new();
    for property in set.iter().flat_map(|&it| variants[it].evidence.properties()) {
        *known.entry(property).or_default() += 1;
    }
    let own = |&variant: &usize| {
        let evidence = &variants[variant].evidence;
        let property = evidence.required().find(|property| known.get(property) == Some(&1))?;
        let null = if evidence.takes_null(property) { NullIs::AValue } else { NullIs::Absence };
        Some(Telltale { property: property.to_owned(), variant, null })
    };
    let cases: Vec<Telltale> = set.iter().filter_map(own).collect();
    let rest: Vec<usize> = set.iter().copied().filter(|it| cases.iter().all(|case| case.variant != *it)).collect();
    match (cases.as_slice(), rest.as_slice()) {
        ([], _) => None,
        (_, []) => Some(Choice::Presence { cases, otherwise: None }),
        (_, rest) => match of_objects(variants, rest, &asked.once_more()) {
            Choice::Presence { cases: more, otherwise } => {
                Some(Choice::Presence { cases: [cases, more].concat(), otherwise })
            }
            choice => Some(Choice::Presence { cases, otherwise: Some(Box::new(choice)) }),
        },
    }
}

fn report_trials(cx: &mut Context<'_>, api: &Api, id: TypeId, union: &Union, choice: &Choice) {
    for (absent, step) in choice.steps_after(None) {
        let Choice::Trial(variants) = step else { continue };
        let names: Vec<String> = variants.iter().map(|&it| named(union, it)).collect();
        // They are tried only where a property is absent that tells them apart otherwise.
        let without = absent.map(|property| format!("where `{property}` is absent, ")).unwrap_or_default();
        let message = format!(
            "{without}nothing tells {} apart for sure; all are tried, and the first that loses least is taken",
            names.join(", ")
        );
        cx.report.add(Code::AmbiguousUnion, &api.type_def(id).origin, message).help(remedy(api, union, variants));
    }
}

/// What would tell the variants apart.
fn remedy(api: &Api, union: &Union, variants: &[usize]) -> &'static str {
    let is_object = |variant: &usize| match api.resolve(&union.variants[*variant].ty) {
        Type::Named(id) => !matches!(api.type_def(*id).shape, Shape::Enum(_)),
        Type::Map(_) | Type::Any => true,
        Type::Scalar(_) | Type::Array(_) | Type::Nullable(_) => false,
    };
    if variants.iter().all(is_object) {
        "add a `discriminator`, or a required property with a different `enum` value in each alternative"
    } else {
        "where a value may be several of them, list the one first that it is to be read as"
    }
}

/// Reports an `anyOf` of objects of which one may be several at once: a value is one of them here.
fn report_overlap(cx: &mut Context<'_>, at: &Pointer) {
    let at = at.child("anyOf");
    if cx.document.contains(&at) {
        let message =
            "a value that is several of these at once is read as the first of them, without what only the others have";
        cx.simplified(&at, message);
    }
}

/// Whether a value may be an alternative and have properties of a later one that the first does not know.
fn may_overlap(api: &Api, union: &Union) -> bool {
    let open = |variant: &ir::Variant| match api.resolve(&variant.ty) {
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Struct(object) if object.additional == AdditionalProperties::Ignored => Some(object),
            _ => None,
        },
        _ => None,
    };
    let objects: Vec<&Struct> = union.variants.iter().filter_map(open).collect();
    let knows = |object: &Struct, name: &str| object.fields.iter().any(|field| field.wire_name == name);
    objects.iter().enumerate().any(|(index, first)| {
        objects[index + 1..].iter().any(|later| later.fields.iter().any(|field| !knows(first, &field.wire_name)))
    })
}

/// The name of a variant; where another has it, too, with the number of this one.
fn named(union: &Union, index: usize) -> String {
    let name = &union.variants[index].wire_name;
    match union.variants.iter().filter(|it| it.wire_name == *name).count() {
        1 => format!("`{name}`"),
        _ => format!("`{name}` (alternative {})", index + 1),
    }
}
