//! Finds out which values of a discriminator select each alternative of a union.
//!
//! What `mapping` says comes first, or the extension that Azure's documents have for it. Then what the alternative itself
//! says that the property holds; an alternative that is a union has the values of its own alternatives. What says nothing
//! goes by its name, as the standard has it.
//! Never here: unions without a discriminator; see `choice.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use indexmap::IndexSet;
use openapiv3::Discriminator;
use serde_json::Value;

use super::below::below;
use super::context::Context;
use super::plan::{Plan, behind, plan_behind, words_behind};
use super::schema::keywords;
use super::{hierarchy, reference};
use crate::beyond;
use crate::diagnostics::{Code, Diagnostic, Instead, closest};
use crate::pointer::Pointer;

/// An alternative, and the values that select it.
pub(super) struct Alternative {
    pub(super) member: Pointer,
    /// The name of its component, if it has one.
    pub(super) name: Option<String>,
    /// The first one is written; none when nothing selects it.
    pub(super) tags: Vec<String>,
}

/// The alternatives `members`, each component once. What is wrong with the mapping at `at` is reported.
pub(super) fn alternatives(
    cx: &mut Context<'_>,
    discriminator: &Discriminator,
    members: &[Pointer],
    at: &Pointer,
) -> Vec<Alternative> {
    let mut found = distinct(cx, members);
    let at = at.child("discriminator").child("mapping");
    let mut below = vec![None; found.len()];
    for (tag, target) in &discriminator.mapping {
        match mapped(cx, &found, &mut below, target) {
            Some(index) => found[index].tags.push(tag.clone()),
            None => report_unmapped(cx, tag, target, &found, &at),
        }
    }
    announce(cx, &mut found, &discriminator.property_name);
    say_themselves(cx, &mut found, &discriminator.property_name);
    go_by_name(&mut found);
    found
}

/// Which of the alternatives a value is whose tag selects none, or that has no tag: the one that the document says, or what a base
/// is that none of its extensions is. What is wrong with that is reported.
pub(super) fn default(
    cx: &mut Context<'_>,
    discriminator: &Discriminator,
    found: &[Alternative],
    at: &Pointer,
) -> Option<usize> {
    let Some(target) = discriminator.extensions.get(beyond::DEFAULT_MAPPING).and_then(Value::as_str) else {
        return found.iter().position(|it| hierarchy::is_other(cx, &it.member));
    };
    let default = mapped(cx, found, &mut vec![None; found.len()], target);
    if default.is_none() {
        let at = at.child("discriminator").child("defaultMapping");
        let message = format!("`{target}` is not one of the alternatives");
        suggest(cx.report.add(Code::InvalidValue, &at, message).instead(Instead::Ignored), target, found);
    }
    default
}

/// The discriminator of a schema that all of the `members` extend and that demands its property: it tells them apart, too.
pub(super) fn inherited(cx: &mut Context<'_>, members: &[Pointer]) -> Option<Discriminator> {
    let mut bases: Option<Vec<Pointer>> = None;
    for member in members {
        let end = reference::end(cx, member)?;
        let words = keywords(cx, &end)?;
        let own: Vec<Pointer> = words.all_of.iter().filter_map(|part| reference::end(cx, part)).collect();
        bases = Some(match bases {
            None => own,
            Some(common) => common.into_iter().filter(|base| own.contains(base)).collect(),
        });
    }
    let names: Vec<String> = members.iter().filter_map(|member| name(cx, member)).collect();
    bases?.iter().find_map(|base| {
        let words = keywords(cx, base)?;
        let mut found = words.discriminator.clone()?;
        // What is said of the other schemas that extend the base is no business of this choice.
        let is_member = |target: &str| names.iter().any(|name| name == meant(target));
        found.mapping.retain(|_, target| is_member(target));
        found.extensions.retain(|key, value| key != beyond::DEFAULT_MAPPING || value.as_str().is_some_and(is_member));
        words.requires(&found.property_name).then_some(found)
    })
}

fn distinct(cx: &mut Context<'_>, members: &[Pointer]) -> Vec<Alternative> {
    let mut found: Vec<Alternative> = Vec::new();
    for member in members {
        let name = name(cx, member);
        if let Some(name) = name.as_ref().filter(|name| found.iter().any(|it| it.name.as_ref() == Some(name))) {
            cx.ignored(member, format!("`{name}` is listed twice and counts once"));
            continue;
        }
        found.push(Alternative { member: member.clone(), name, tags: Vec::new() });
    }
    found
}

/// The name of the component that an alternative is, or was made from.
fn name(cx: &mut Context<'_>, member: &Pointer) -> Option<String> {
    let original = cx.stands_for.get(member).unwrap_or(member).clone();
    let target = reference::step(cx, &original)?;
    let name = reference::component_key(&target).or(target.last());
    name.map(str::to_owned)
}

/// The alternative that an entry of the mapping means: the component of that name, or the union that has it. The names of
/// what each alternative has `below` it are collected once somebody asks.
fn mapped(
    cx: &mut Context<'_>,
    found: &[Alternative],
    below: &mut [Option<BTreeSet<String>>],
    target: &str,
) -> Option<usize> {
    let wanted = meant(target);
    let named = |name: &str| found.iter().position(|it| it.name.as_deref() == Some(name));
    named(wanted).or_else(|| named(&another_name(cx, wanted)?)).or_else(|| {
        let mut unions = found.iter().zip(below);
        unions.position(|(it, names)| names.get_or_insert_with(|| names_below(cx, &it.member)).contains(wanted))
    })
}

/// The name of the component that an entry of a mapping means, by that name or by a reference.
fn meant(target: &str) -> &str {
    target.rsplit_once('/').map_or(target, |(_, name)| name)
}

/// What the component is called that the one of this name refers to.
fn another_name(cx: &mut Context<'_>, name: &str) -> Option<String> {
    let at = Pointer::root().child("components").child("schemas").child(name);
    let end = if cx.document.contains(&at) { reference::end(cx, &at) } else { None };
    reference::component_key(&end?).map(str::to_owned)
}

/// The names of the alternatives that an alternative has, at whatever depth, if it is a union.
fn names_below(cx: &mut Context<'_>, member: &Pointer) -> BTreeSet<String> {
    below(cx, member).iter().skip(1).filter_map(|it| name(cx, &it.at)).collect()
}

/// Gives alternatives without a mapping the value that they announce, and those of what they have below them, unless taken.
fn announce(cx: &mut Context<'_>, found: &mut [Alternative], property: &str) {
    let mut taken: BTreeSet<String> = found.iter().flat_map(|it| &it.tags).cloned().collect();
    for alternative in found.iter_mut().filter(|it| it.tags.is_empty()) {
        let Some(value) = announced(cx, &alternative.member) else { continue };
        let below = match behind(cx, &alternative.member) {
            Some((place, plan)) => match &*plan {
                Plan::Union(inner) => of_union(cx, place, inner, property),
                _ => Rc::default(),
            },
            None => Rc::default(),
        };
        let announced = std::iter::once(&value).chain(&*below);
        alternative.tags = announced.filter(|tag| taken.insert((*tag).clone())).cloned().collect();
    }
}

/// What an extension of Azure's documents says: 2.0 has no mapping.
fn announced(cx: &mut Context<'_>, member: &Pointer) -> Option<String> {
    let end = reference::end(cx, member)?;
    Some(keywords(cx, &end)?.extensions.get("x-ms-discriminator-value")?.as_str()?.to_owned())
}

/// Gives alternatives without a mapping the values that no other alternative has.
fn say_themselves(cx: &mut Context<'_>, found: &mut [Alternative], property: &str) {
    let mut own: Vec<Rc<[String]>> = found.iter().map(|it| values(cx, &it.member, property)).collect();
    // What extends a base and says no more than that of its values says nothing.
    if let Some(base) = found.iter().position(|it| hierarchy::is_other(cx, &it.member)).map(|at| Rc::clone(&own[at])) {
        own.iter_mut().filter(|own| **own == base).for_each(|own| *own = Rc::default());
    }
    let silent = found.iter().zip(&own).filter(|(it, own)| it.tags.is_empty() && own.is_empty());
    let names: Vec<String> = silent.filter_map(|(it, _)| it.name.clone()).collect();
    let mut count = BTreeMap::<&String, usize>::new();
    for tag in own.iter().flat_map(|own| &**own).chain(found.iter().flat_map(|it| &it.tags)).chain(&names) {
        *count.entry(tag).or_default() += 1;
    }
    let unique: Vec<Vec<String>> =
        own.iter().map(|own| own.iter().filter(|tag| count.get(tag) == Some(&1)).cloned().collect()).collect();
    for (alternative, unique) in found.iter_mut().zip(unique).filter(|(it, _)| it.tags.is_empty()) {
        alternative.tags = unique;
    }
}

/// The values that an alternative says the property has.
fn values(cx: &mut Context<'_>, member: &Pointer, property: &str) -> Rc<[String]> {
    let Some((place, plan)) = behind(cx, member) else { return Rc::default() };
    match &*plan {
        Plan::Union(inner) => of_union(cx, place, inner, property),
        _ => of_object(cx, &place, property).into(),
    }
}

/// The values that the alternatives of the union at `place` say the property has; they are found out once for all that have
/// the union as an alternative.
fn of_union(cx: &mut Context<'_>, place: Pointer, inner: &[Pointer], property: &str) -> Rc<[String]> {
    let key = (place, property.to_owned());
    if let Some(known) = cx.tags.get(&key) {
        return Rc::clone(known);
    }
    // A union that is an alternative of itself has no more values for it.
    cx.tags.insert(key.clone(), Rc::default());
    let words = keywords(cx, &key.0).unwrap_or_default();
    let discriminator = words.discriminator.as_ref().filter(|it| it.property_name == property);
    let found = cx.deeper(&key.0, |cx| match discriminator {
        Some(discriminator) => tags(cx, discriminator, inner),
        None => inner.iter().flat_map(|inner| values(cx, inner, property).to_vec()).collect::<IndexSet<_>>(),
    });
    let found: Rc<[String]> = found.unwrap_or_default().into_iter().collect();
    cx.tags.insert(key, Rc::clone(&found));
    found
}

/// The values that the object at `place` says its property has.
fn of_object(cx: &mut Context<'_>, place: &Pointer, property: &str) -> Vec<String> {
    let Some(words) = keywords(cx, place) else { return Vec::new() };
    let Some(property) = words.properties.get(property) else { return Vec::new() };
    match &*plan_behind(cx, property) {
        Plan::Enum(values) => values.clone(),
        Plan::Integers(values) => values.iter().map(i64::to_string).collect(),
        Plan::Scalar(..) => {
            let words = words_behind(cx, property).unwrap_or_default();
            words.listed().map(ToString::to_string).collect()
        }
        _ => Vec::new(),
    }
}

/// The values that select any of the alternatives. What is wrong with the mapping is reported where the union is lowered.
fn tags(cx: &mut Context<'_>, discriminator: &Discriminator, members: &[Pointer]) -> IndexSet<String> {
    let mark = cx.report.mark();
    let found = alternatives(cx, discriminator, members, &Pointer::root());
    cx.report.forget(mark);
    found.into_iter().flat_map(|it| it.tags).collect()
}

/// Each name selects its component, unless the value is taken.
fn go_by_name(found: &mut [Alternative]) {
    for index in 0..found.len() {
        let Some(name) = found[index].name.clone() else { continue };
        let says_itself = !found[index].tags.is_empty();
        let is_taken = found.iter().any(|it| it.tags.contains(&name));
        if !is_taken && !says_itself {
            found[index].tags.push(name);
        }
    }
}

fn report_unmapped(cx: &mut Context<'_>, tag: &str, target: &str, found: &[Alternative], at: &Pointer) {
    let message = format!("`{tag}` is mapped to `{target}`, which is not one of the alternatives");
    suggest(cx.report.add(Code::InvalidValue, &at.child(tag), message).instead(Instead::Ignored), target, found);
}

fn suggest(problem: &mut Diagnostic, target: &str, found: &[Alternative]) {
    match closest(target, found.iter().filter_map(|it| it.name.as_deref())) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help("add it to the alternatives, or remove the mapping"),
    };
}
