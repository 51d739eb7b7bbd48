//! Finds out which values of a discriminator select each alternative of a union.
//!
//! What `mapping` says comes first. Then what the alternative itself says that the property holds; an alternative that is a
//! union has the values of its own alternatives. What says nothing goes by its name, as the standard has it.
//! Never here: unions without a discriminator; see `choice.rs`.

use std::collections::BTreeMap;

use openapiv3::Discriminator;

use super::context::Context;
use super::plan::{Plan, plan_behind, words_behind};
use super::reference;
use super::schema::keywords;
use crate::diagnostics::{Code, Instead, closest};
use crate::pointer::{Pointer, PointerSet};

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
    for (tag, target) in &discriminator.mapping {
        match mapped(cx, &found, target) {
            Some(index) => found[index].tags.push(tag.clone()),
            None => report_unmapped(cx, tag, target, &found, &at),
        }
    }
    say_themselves(cx, &mut found, &discriminator.property_name);
    go_by_name(&mut found);
    found
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
        // What is mapped to the other schemas that extend the base is no business of this choice.
        found.mapping.retain(|_, target| {
            let wanted = target.rsplit_once('/').map_or(target.as_str(), |(_, name)| name);
            names.iter().any(|name| name == wanted)
        });
        words.required.contains(&found.property_name).then_some(found)
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

/// The alternative that an entry of the mapping means: the component of that name, or the union that has it.
fn mapped(cx: &mut Context<'_>, found: &[Alternative], target: &str) -> Option<usize> {
    let wanted = target.rsplit_once('/').map_or(target, |(_, name)| name);
    let is_named = |it: &Alternative| it.name.as_deref() == Some(wanted);
    found.iter().position(is_named).or_else(|| found.iter().position(|it| has(cx, &it.member, wanted)))
}

/// Whether an alternative is a union that has an alternative of that name, at whatever depth.
fn has(cx: &mut Context<'_>, member: &Pointer, wanted: &str) -> bool {
    let plan = plan_behind(cx, member);
    let Plan::Union(inner) = &*plan else { return false };
    let found = cx.deeper(member, |cx| {
        inner.iter().any(|inner| name(cx, inner).as_deref() == Some(wanted) || has(cx, inner, wanted))
    });
    found.unwrap_or_default()
}

/// Gives alternatives without a mapping the values that no other alternative has.
fn say_themselves(cx: &mut Context<'_>, found: &mut [Alternative], property: &str) {
    let own: Vec<Vec<String>> = found.iter().map(|it| values(cx, &it.member, property)).collect();
    let mut count = BTreeMap::<&String, usize>::new();
    for tag in own.iter().flatten().chain(found.iter().flat_map(|it| &it.tags)) {
        *count.entry(tag).or_default() += 1;
    }
    let unique: Vec<Vec<String>> =
        own.iter().map(|own| own.iter().filter(|tag| count.get(tag) == Some(&1)).cloned().collect()).collect();
    for (alternative, unique) in found.iter_mut().zip(unique).filter(|(it, _)| it.tags.is_empty()) {
        alternative.tags = unique;
    }
}

/// The values that an alternative says the property has.
fn values(cx: &mut Context<'_>, member: &Pointer, property: &str) -> Vec<String> {
    let Some(words) = words_behind(cx, member) else { return Vec::new() };
    if let Plan::Union(inner) = &*plan_behind(cx, member) {
        let discriminator = words.discriminator.as_ref().filter(|it| it.property_name == property);
        let inner = cx.deeper(member, |cx| match discriminator {
            Some(discriminator) => tags(cx, discriminator, inner),
            None => inner.iter().flat_map(|inner| values(cx, inner, property)).collect(),
        });
        return inner.unwrap_or_default();
    }
    let Some(property) = words.properties.get(property) else { return Vec::new() };
    match &*plan_behind(cx, property) {
        Plan::Enum(values) => values.clone(),
        Plan::Integers(values) => values.iter().map(i64::to_string).collect(),
        Plan::Scalar(..) => {
            let values = words_behind(cx, property).map(|words| words.values.clone()).unwrap_or_default();
            values.iter().filter(|value| !value.is_null()).map(ToString::to_string).collect()
        }
        _ => Vec::new(),
    }
}

/// The values that select any of the alternatives. What is wrong with the mapping is reported where the union is lowered.
fn tags(cx: &mut Context<'_>, discriminator: &Discriminator, members: &[Pointer]) -> Vec<String> {
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
    let problem = cx.report.add(Code::InvalidValue, &at.child(tag), message).instead(Instead::Ignored);
    match closest(target, found.iter().filter_map(|it| it.name.as_deref())) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help("add it to the alternatives, or remove the mapping"),
    };
}

/// Whether some component extends the schema at `at`, through `allOf`.
pub(super) fn is_extended(cx: &mut Context<'_>, at: &Pointer) -> bool {
    if let Some(extended) = &cx.extended {
        return extended.contains(at);
    }
    let schemas = Pointer::root().child("components").child("schemas");
    let mut extended = PointerSet::default();
    for key in cx.document.keys(&schemas) {
        let Some(words) = keywords(cx, &schemas.child(key)) else { continue };
        extended.extend(words.all_of.iter().filter_map(|part| reference::step(cx, part)));
    }
    let is_extended = extended.contains(at);
    cx.extended = Some(extended);
    is_extended
}
