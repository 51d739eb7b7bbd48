//! Turns `oneOf`, or `anyOf`, into a [`Union`].
//!
//! Never here: how the variants are told apart, with a discriminator or, once all types are known, without; see
//! `discriminator.rs` and `choice.rs`.

use std::borrow::Cow;

use openapiv3::Discriminator;

use super::below::below;
use super::context::Context;
use super::discriminator::{self, Alternative};
use super::hierarchy;
use super::labels::labels;
use super::place::Place;
use super::plan::{Plan, words_behind};
use super::schema::Keywords;
use super::uses::lower_use;
use crate::beyond;
use crate::diagnostics::{Code, Instead};
use crate::ir::{Choice, Dispatch, Others, Shape, TypeId, Union, Variant};
use crate::pointer::Pointer;

/// What a choice between the `members` is. It is the definition `id`, and its schema stands at `at`.
pub(super) fn lower(cx: &mut Context<'_>, id: TypeId, at: &Pointer, words: &Keywords, members: &[Pointer]) -> Shape {
    let discriminator = words.discriminator.clone().or_else(|| discriminator::inherited(cx, members));
    let by_tag = discriminator.and_then(|it| by_discriminator(cx, id, at, &it, members));
    by_tag.unwrap_or_else(|| by_choice(cx, id, members))
}

/// The union of the members, each type once. How they are told apart is a placeholder until all types are known.
fn by_choice(cx: &mut Context<'_>, id: TypeId, members: &[Pointer]) -> Shape {
    let mut variants: Vec<Variant> = Vec::new();
    for (wire_name, member) in labels(cx, members).into_iter().zip(members) {
        let hint = numbered(&wire_name, &variants);
        let ty = lower_use(cx, member, &Place::child(id, &hint)).ty;
        match variants.iter().find(|variant| variant.ty == ty) {
            Some(same) => cx.ignored(member, format!("`{}` is the same type, and counts once", same.wire_name)),
            None => variants.push(Variant { wire_name, origin: cx.written(member), ty, tags: Vec::new() }),
        }
    }
    if let [only] = variants.as_slice() {
        return Shape::Alias(only.ty.clone());
    }
    let dispatch = Dispatch::Choice(Choice::Trial((0..variants.len()).collect()));
    Shape::Union(Union { variants, dispatch })
}

/// What the type of a variant is named after: the variant's own name, with the number that tells it from those before.
fn numbered<'n>(wire_name: &'n str, before: &[Variant]) -> Cow<'n, str> {
    match before.iter().filter(|variant| variant.wire_name == wire_name).count() {
        0 => Cow::Borrowed(wire_name),
        count => Cow::Owned(format!("{wire_name} {}", count + 1)),
    }
}

/// The union of the members, told apart by the value of a property; none when that value cannot tell.
fn by_discriminator(
    cx: &mut Context<'_>,
    id: TypeId,
    at: &Pointer,
    discriminator: &Discriminator,
    members: &[Pointer],
) -> Option<Shape> {
    let found = discriminator::alternatives(cx, discriminator, members, at);
    let blind = found.iter().find(|it| (it.name.is_none() && it.tags.is_empty()) || !is_object(cx, &it.member));
    if let Some(Alternative { member, .. }) = blind {
        let message =
            "the discriminator does not tell this alternative from the others, and what they look like decides";
        cx.simplified(member, message);
        return None;
    }
    let default = discriminator::default(cx, discriminator, &found, at)
        .filter(|index| is_followed(cx, discriminator, &found[*index].member, at));
    let (mut variants, mut last) = (Vec::new(), None);
    for (index, Alternative { member, name, tags }) in found.into_iter().enumerate() {
        let is_other = hierarchy::is_other(cx, &member);
        let wire_name = match name {
            _ if is_other => "other".to_owned(),
            Some(name) => name,
            None => labels(cx, std::slice::from_ref(&member)).remove(0),
        };
        if default == Some(index) {
            // What takes all tags need not be told the name that the standard gives it.
            let is_telling = |tag: &String| !is_other || discriminator.mapping.contains_key(tag);
            let tags = tags.into_iter().filter(is_telling).collect();
            last = Some(variant(cx, id, &member, wire_name, tags));
        } else if !tags.is_empty() {
            let variant = variant(cx, id, &member, wire_name, tags);
            let is_whole = variant.tags.len() == 1 || keeps(cx, &member, &discriminator.property_name);
            variants.extend(if is_whole { vec![variant] } else { one_to_a_tag(&variant) });
        } else if !is_other {
            report_unselected(cx, &wire_name, &at.child("discriminator").child("mapping"));
        }
    }
    let others = if last.is_some() { Others::Last } else { Others::Unknown };
    variants.extend(last);
    let dispatch = Dispatch::Discriminator { property: discriminator.property_name.clone(), others };
    (!variants.is_empty()).then_some(Shape::Union(Union { variants, dispatch }))
}

/// The variant that the alternative at `member` becomes.
fn variant(cx: &mut Context<'_>, id: TypeId, member: &Pointer, wire_name: String, tags: Vec<String>) -> Variant {
    let ty = lower_use(cx, member, &Place::child(id, &wire_name)).ty;
    Variant { wire_name, origin: cx.written(member), ty, tags }
}

/// A variant to each tag of one: which of them a value had is for the variant to say.
fn one_to_a_tag(variant: &Variant) -> Vec<Variant> {
    let of_tag = |tag: &String| Variant { wire_name: tag.clone(), tags: vec![tag.clone()], ..variant.clone() };
    variant.tags.iter().map(of_tag).collect()
}

/// Whether the default keeps whatever its tag is: only the value itself can say it when it is written.
fn is_followed(cx: &mut Context<'_>, discriminator: &Discriminator, member: &Pointer, at: &Pointer) -> bool {
    let property = &discriminator.property_name;
    let keeps = keeps(cx, member, property);
    if !keeps && discriminator.extensions.contains_key(beyond::DEFAULT_MAPPING) {
        let message = format!(
            "`defaultMapping` is not followed, as `{property}` is no property of its schema: a value of another tag is kept as it \
             came, and one without a tag is refused"
        );
        cx.simplified(&at.child("discriminator").child("defaultMapping"), message);
    }
    keeps
}

/// Whether an alternative can have the property. One that leads nowhere may be anything.
fn is_object(cx: &mut Context<'_>, member: &Pointer) -> bool {
    below(cx, member).iter().all(|it| match &*it.plan {
        Plan::Struct | Plan::Map | Plan::Any | Plan::Never(..) | Plan::Refused | Plan::Union(_) => true,
        Plan::Enum(_) | Plan::Integers(_) | Plan::Array | Plan::Scalar(..) | Plan::Same(_) => false,
    })
}

/// Whether a value of the alternative holds the property itself.
fn keeps(cx: &mut Context<'_>, member: &Pointer, property: &str) -> bool {
    let structs = below(cx, member).into_iter().filter(|it| *it.plan == Plan::Struct);
    structs.collect::<Vec<_>>().iter().all(|it| words_behind(cx, &it.at).is_none_or(|words| words.keeps(property)))
}

fn report_unselected(cx: &mut Context<'_>, name: &str, mapping: &Pointer) {
    let message = format!("no value selects `{name}`: its own name is mapped to another alternative");
    let problem = cx.report.add(Code::InvalidValue, &mapping.child(name), message).instead(Instead::Ignored);
    problem.help("map a value to it, or remove the mapping");
}
