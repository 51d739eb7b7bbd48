//! Finds out which components extend one that has a `discriminator`, so that a value of it may be any of them.
//!
//! What refers to such a base means the choice between those, and what extends it means what they have in common.
//! Never here: which value selects which of them; see `discriminator.rs`.

use std::rc::Rc;

use openapiv3::Discriminator;

use super::context::Context;
use super::reference;
use super::schema::{Additional, Keywords, keywords};
use crate::diagnostics::{Code, Instead};
use crate::pointer::{Pointer, PointerMap, PointerSet};

/// The components that have a `discriminator`, and those that extend them.
#[derive(Debug, Default)]
pub(super) struct Hierarchies {
    bases: PointerMap<Base>,
    /// The components that extend a base.
    extensions: PointerSet,
    /// Those of them that others extend in turn, and that have no `discriminator` of their own.
    middles: PointerSet,
    /// The last member of each base.
    others: PointerSet,
}

#[derive(Debug)]
struct Base {
    /// What may be there in its place: the components that extend it, and behind them it itself.
    members: Vec<Pointer>,
    /// It itself, as all of them are.
    common: Pointer,
}

/// What the base at `at` may be, if one stands there: the components that extend it, and [what none of them is](is_other).
pub(super) fn members(cx: &mut Context<'_>, at: &Pointer) -> Option<Vec<Pointer>> {
    known(cx).bases.get(at).map(|base| base.members.clone())
}

/// The one of the alternatives that is a base which all others extend: to be one of them is to be a value of the base.
pub(super) fn base_of_all(cx: &mut Context<'_>, alternatives: &[Pointer]) -> Option<Pointer> {
    let ends: Vec<Pointer> = alternatives.iter().filter_map(|it| reference::end(cx, it)).collect();
    for (base, end) in alternatives.iter().zip(&ends).filter(|_| ends.len() == alternatives.len()) {
        let Some(members) = members(cx, end) else { continue };
        let extending: PointerSet = members.iter().filter_map(|member| reference::end(cx, member)).collect();
        if ends.iter().all(|other| other == end || extending.contains(other)) {
            return Some(base.clone());
        }
    }
    None
}

/// What those that extend the base at `at` have in common, if one stands there.
pub(super) fn common(cx: &mut Context<'_>, at: &Pointer) -> Option<Pointer> {
    known(cx).bases.get(at).map(|base| base.common.clone())
}

/// Whether the component at `at` extends a base, even if it adds nothing.
pub(super) fn extends(cx: &mut Context<'_>, at: &Pointer) -> bool {
    known(cx).extensions.contains(at)
}

/// Whether a value of the component at `at` may have properties that it does not name: others extend it, and no type of it
/// says so.
pub(super) fn may_be_extended(cx: &mut Context<'_>, at: &Pointer) -> bool {
    known(cx).middles.contains(at)
}

/// Whether `member` is what a value of a base is that is none of those that extend it.
pub(super) fn is_other(cx: &mut Context<'_>, member: &Pointer) -> bool {
    known(cx).others.contains(member)
}

fn known<'c>(cx: &'c mut Context<'_>) -> &'c Hierarchies {
    if cx.hierarchies.is_none() {
        cx.hierarchies = Some(find(cx));
    }
    cx.hierarchies.get_or_insert_default()
}

fn find(cx: &mut Context<'_>) -> Hierarchies {
    let schemas = Pointer::root().child("components").child("schemas");
    let components: PointerSet = cx.document.keys(&schemas).into_iter().map(|key| schemas.child(key)).collect();
    let direct = direct_extensions(cx, &components);
    let mut found = Hierarchies::default();
    for base in &components {
        let words = keywords(cx, base).filter(|words| !words.is_choice());
        let Some((words, discriminator)) =
            words.and_then(|words| Some((Rc::clone(&words), words.discriminator.clone()?)))
        else {
            continue;
        };
        if cx.is_full() {
            report_too_many(cx, base);
            continue;
        }
        let extending = extensions(cx, base, &discriminator, &direct);
        let mut mapped: PointerSet = discriminator.mapping.values().filter_map(|it| component(it)).collect();
        mapped.retain(|target| cx.document.contains(target) && reference::end(cx, target).as_ref() != Some(base));
        let mut members: PointerSet = extending.into_iter().chain(mapped).collect();
        if members.is_empty() {
            continue;
        }
        members.sort_by_key(|member| components.get_index_of(member));
        let common = Keywords { discriminator: None, ..(*words).clone() };
        let other = match &common.additional {
            // It may be something that extends the base and is not described: its properties are kept.
            Additional::Absent => Keywords { additional: Additional::Any, ..common.clone() },
            _ => common.clone(),
        };
        let (common, other) = (cx.make(base, common), cx.make(base, other));
        let itself = cx.make_reference(base);
        cx.stands_for.insert(other.clone(), itself);
        let places = members.iter().map(|member| cx.make_reference(member)).chain([other.clone()]).collect();
        found.bases.insert(base.clone(), Base { members: places, common });
        found.extensions.extend(members);
        found.others.insert(other);
    }
    let is_middle = |at: &&Pointer| direct.contains_key(*at) && !found.bases.contains_key(*at);
    found.middles = found.extensions.iter().filter(is_middle).cloned().collect();
    found
}

/// The components that name each schema in their `allOf`.
fn direct_extensions(cx: &mut Context<'_>, components: &PointerSet) -> PointerMap<Vec<Pointer>> {
    let mut found = PointerMap::<Vec<Pointer>>::default();
    for at in components {
        let Some(words) = keywords(cx, at) else { continue };
        for part in &words.all_of {
            if let Some(base) = reference::end(cx, part) {
                found.entry(base).or_default().push(at.clone());
            }
        }
    }
    found
}

/// The components that extend `base`, at whatever depth. What extends one of them that has a `discriminator` as well is left to
/// that one.
fn extensions(
    cx: &mut Context<'_>,
    base: &Pointer,
    discriminator: &Discriminator,
    direct: &PointerMap<Vec<Pointer>>,
) -> PointerSet {
    let (mut found, mut names, mut open) = (PointerSet::default(), PointerSet::default(), vec![base]);
    while let Some(next) = open.pop() {
        for extension in direct.get(next).into_iter().flatten().filter(|extension| *extension != base) {
            let Some(words) = keywords(cx, extension) else { continue };
            let kind = if is_other_name(extension, &words, discriminator) { &mut names } else { &mut found };
            if kind.insert(extension.clone()) && words.discriminator.is_none() {
                open.push(extension);
            }
        }
    }
    found
}

/// The ways from bases to what extends them may be more than anyone can count.
fn report_too_many(cx: &mut Context<'_>, base: &Pointer) {
    cx.report
        .add(Code::TooBig, &base.child("discriminator"), "too many schemas extend too many others")
        .instead(Instead::Ignored)
        .help("does one schema extend many that have a `discriminator`? leave it to those that tell values apart");
}

/// Whether a component only refers to the base: where the base lists what extends it, such a one is no more than another name.
fn is_other_name(at: &Pointer, words: &Keywords, base: &Discriminator) -> bool {
    let is_listed = || base.mapping.values().any(|target| component(target).as_ref() == Some(at));
    words.all_of.len() == 1 && !words.own().says_something() && !base.mapping.is_empty() && !is_listed()
}

/// Where the component stands that an entry of a mapping means, by its name or by a reference.
fn component(target: &str) -> Option<Pointer> {
    if target.contains(['/', '#']) {
        return Pointer::parse_fragment(target).filter(|at| reference::component_key(at).is_some());
    }
    Some(Pointer::root().child("components").child("schemas").child(target))
}
