//! Turns `oneOf`, or `anyOf`, into a [`Union`].
//!
//! Never here: how the variants are told apart without a discriminator; that takes all types, see `choice.rs`.

use indexmap::IndexMap;

use super::context::Context;
use super::labels::labels;
use super::place::Place;
use super::reference;
use super::schema::{Keywords, keywords};
use super::uses::lower_use;
use crate::diagnostics::{Code, Instead, closest};
use crate::ir::{Choice, Dispatch, Shape, Type, TypeId, Union, Variant};
use crate::pointer::Pointer;

/// What a choice between the `members` is. It is the definition `id`, and its schema stands at `at`.
pub(super) fn lower(cx: &mut Context<'_>, id: TypeId, at: &Pointer, words: &Keywords, members: &[Pointer]) -> Shape {
    let Some(discriminator) = &words.discriminator else { return by_choice(cx, id, members) };
    let inline = members.iter().find(|member| keywords(cx, member).is_some());
    if let Some(inline) = inline {
        cx.unsupported(inline, "an alternative without a name beside a discriminator", "").instead(Instead::Ignored);
        return by_choice(cx, id, members);
    }
    by_discriminator(cx, id, at, discriminator, members)
}

/// The union of the members, each type once. How they are told apart is a placeholder until all types are known.
fn by_choice(cx: &mut Context<'_>, id: TypeId, members: &[Pointer]) -> Shape {
    let mut variants: Vec<Variant> = Vec::new();
    for (wire_name, member) in labels(cx, members).into_iter().zip(members) {
        let ty = lower_use(cx, member, &Place::child(id, &wire_name)).ty;
        match variants.iter().find(|variant| variant.ty == ty) {
            Some(same) => cx.ignored(member, format!("`{}` is the same type, and counts once", same.wire_name)),
            None => variants.push(Variant { wire_name, origin: member.clone(), ty, tags: Vec::new() }),
        }
    }
    if let [only] = variants.as_slice() {
        return Shape::Alias(only.ty.clone());
    }
    let dispatch = Dispatch::Choice(Choice::Trial((0..variants.len()).collect()));
    Shape::Union(Union { variants, dispatch })
}

/// The union of the members, told apart by the value of a property.
fn by_discriminator(
    cx: &mut Context<'_>,
    id: TypeId,
    at: &Pointer,
    discriminator: &openapiv3::Discriminator,
    members: &[Pointer],
) -> Shape {
    let openapiv3::Discriminator { property_name, mapping, extensions: _ } = discriminator;
    let targets = targets(cx, members);
    let tags = tags(cx, mapping, &targets, &at.child("discriminator").child("mapping"));
    let mut variants = Vec::new();
    for (name, member) in &targets {
        let own_tags = tags.iter().filter(|(_, variant)| *variant == name).map(|(tag, _)| tag.clone());
        let (wire_name, origin, tags) = (name.clone(), member.clone(), own_tags.collect::<Vec<_>>());
        if tags.is_empty() {
            continue;
        }
        let used = lower_use(cx, member, &Place::child(id, name));
        variants.push(Variant { wire_name, origin, ty: used.ty, tags });
    }
    match variants.is_empty() {
        true => Shape::Alias(Type::Any),
        false => {
            Shape::Union(Union { variants, dispatch: Dispatch::Discriminator { property: property_name.clone() } })
        }
    }
}

/// The members by the names of their components, each once.
fn targets(cx: &mut Context<'_>, members: &[Pointer]) -> IndexMap<String, Pointer> {
    let mut targets = IndexMap::new();
    for member in members {
        let Some(target) = reference::step(cx, member) else { continue };
        let name = match reference::component_key(&target) {
            Some(key) => key.to_owned(),
            None => target.last().unwrap_or_default().to_owned(),
        };
        if targets.insert(name.clone(), member.clone()).is_some() {
            cx.ignored(member, format!("`{name}` is listed twice and counts once"));
        }
    }
    targets
}

/// Which variant each discriminator value selects: what `mapping` says, and each name for itself unless that is taken.
fn tags(
    cx: &mut Context<'_>,
    mapping: &IndexMap<String, String>,
    targets: &IndexMap<String, Pointer>,
    at: &Pointer,
) -> IndexMap<String, String> {
    let mut tags = IndexMap::new();
    for (tag, target) in mapping {
        let name = target.rsplit_once('/').map_or(target.as_str(), |(_, name)| name);
        if targets.contains_key(name) {
            tags.insert(tag.clone(), name.to_owned());
        } else {
            report_unmapped(cx, tag, target, targets, at);
        }
    }
    for name in targets.keys() {
        tags.entry(name.clone()).or_insert_with(|| name.clone());
    }
    for name in targets.keys().filter(|name| !tags.values().any(|target| target == *name)) {
        let message = format!("no value selects `{name}`: its own name is mapped to another alternative");
        let problem = cx.report.add(Code::InvalidValue, &at.child(name), message).instead(Instead::Ignored);
        problem.help("map a value to it, or remove the mapping");
    }
    tags
}

fn report_unmapped(cx: &mut Context<'_>, tag: &str, target: &str, targets: &IndexMap<String, Pointer>, at: &Pointer) {
    let message = format!("`{tag}` is mapped to `{target}`, which is not one of the alternatives");
    let problem = cx.report.add(Code::InvalidValue, &at.child(tag), message).instead(Instead::Ignored);
    match closest(target, targets.keys().map(String::as_str)) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help("add it to the alternatives, or remove the mapping"),
    };
}
