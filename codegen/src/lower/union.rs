//! Turns `oneOf`, or `anyOf`, with a discriminator into a [`Union`].
//!
//! The other ways to tell variants apart (by JSON type, by a constant, by a required property, by trial) will be carried
//! here; so far `plan.rs` refuses what has no discriminator.

use indexmap::IndexMap;

use super::context::Context;
use super::place::Place;
use super::reference;
use super::schema::Keywords;
use super::uses::lower_use;
use crate::diagnostics::{Code, closest};
use crate::ir::{Dispatch, TypeId, Union, Variant};
use crate::pointer::Pointer;

/// The union of the `members`. It is the definition `id`, and its schema stands at `at`.
pub(super) fn lower(cx: &mut Context<'_>, id: TypeId, at: &Pointer, words: &Keywords, members: &[Pointer]) -> Union {
    let Some(openapiv3::Discriminator { property_name, mapping, extensions: _ }) = &words.discriminator else {
        // `plan.rs` makes no union without one.
        return Union { variants: Vec::new(), dispatch: Dispatch::Discriminator { property: String::new() } };
    };
    let targets = targets(cx, members);
    let tags = tags(cx, mapping, &targets, &at.child("discriminator").child("mapping"));
    let mut variants = Vec::new();
    for (name, member) in &targets {
        let used = lower_use(cx, member, &Place::child(id, name));
        let own_tags = tags.iter().filter(|(_, variant)| *variant == name).map(|(tag, _)| tag.clone());
        let (wire_name, origin) = (name.clone(), member.clone());
        variants.push(Variant { wire_name, origin, ty: used.ty, tags: own_tags.collect() });
    }
    Union { variants, dispatch: Dispatch::Discriminator { property: property_name.clone() } }
}

/// The members by the names of their components, each once.
fn targets(cx: &mut Context<'_>, members: &[Pointer]) -> IndexMap<String, Pointer> {
    let mut targets = IndexMap::new();
    for member in members {
        let Some(target) = reference::step(cx, member) else {
            if super::schema::keywords(cx, member).is_some() {
                let help = "give the alternative a name in `components/schemas` and refer to it";
                cx.unsupported(member, "an alternative without a name beside a discriminator", help);
            }
            continue;
        };
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
    tags
}

fn report_unmapped(cx: &mut Context<'_>, tag: &str, target: &str, targets: &IndexMap<String, Pointer>, at: &Pointer) {
    let message = format!("`{tag}` is mapped to `{target}`, which is not one of the alternatives");
    let problem = cx.report.add(Code::InvalidValue, &at.child(tag), message);
    match closest(target, targets.keys().map(String::as_str)) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help("add it to the alternatives, or remove the mapping"),
    };
}
