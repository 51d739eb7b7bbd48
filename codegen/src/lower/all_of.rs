//! Merges the parts of an `allOf` into one [`Struct`].
//!
//! Every part must hold, so a property is required when any part requires it, and its type is what all parts agree on.
//! Never here: an `allOf` that only remarks on one other schema; to `plan.rs` that is the same as the other schema.

use indexmap::{IndexMap, IndexSet};

use super::context::Context;
use super::meaning::{Meaning, meaning};
use super::nullable::{Demand, Nullability};
use super::object;
use super::place::Place;
use super::plan::{Plan, plan};
use super::reference;
use super::schema::{Additional, Keywords, keywords};
use super::uses::lower_use;
use crate::diagnostics::{Code, Instead};
use crate::ir::{AdditionalProperties, Docs, Field, Scalar, Struct, Type, TypeId};
use crate::pointer::Pointer;

/// The struct that has everything the `parts` have. It is the definition `id`, and its schema stands at `at`.
pub(super) fn lower(cx: &mut Context<'_>, id: TypeId, at: &Pointer, parts: &[Pointer]) -> Struct {
    let mut merge = Merge::default();
    for part in parts {
        collect(cx, &mut merge, part, id, at);
    }
    let Merge { seen: _, properties, required, additional } = merge;
    let mut fields = Vec::with_capacity(properties.len());
    for (name, sources) in &properties {
        fields.extend(merge_field(cx, name, sources, object::demand(&required, name)));
    }
    object::report_undeclared(cx, at, &required, |name| properties.contains_key(name));
    Struct { fields, additional: merge_additional(cx, &additional) }
}

/// What the parts visited so far bring in.
#[derive(Default)]
struct Merge {
    /// The parts, so that one that is reached in two ways counts once.
    seen: IndexSet<Pointer>,
    properties: IndexMap<String, Vec<Source>>,
    required: Vec<String>,
    additional: Vec<(TypeId, Additional)>,
}

/// A declaration of a property: where it stands, and the definition that is to own what it holds.
struct Source {
    at: Pointer,
    owner: TypeId,
}

/// Takes in one part, and the parts that it is made of itself.
fn collect(cx: &mut Context<'_>, merge: &mut Merge, part: &Pointer, owner: TypeId, top: &Pointer) {
    let Some(target) = reference::end(cx, part) else { return };
    // What a component holds belongs to the component, whoever extends it.
    let owner = cx.definitions.id_at(&target).unwrap_or(owner);
    if !merge.seen.insert(target.clone()) {
        return;
    }
    let Some(words) = keywords(cx, &target) else { return };
    let nested = match &*plan(cx, &target) {
        // The schema that is being merged lists itself among its parts for the sake of its own properties.
        _ if target == *top => Vec::new(),
        Plan::Merge(parts) => parts.clone(),
        Plan::Same(part) => vec![part.clone()],
        _ => Vec::new(),
    };
    for part in &nested {
        if *part != target {
            cx.deeper(part, |cx| collect(cx, merge, part, owner, top));
        }
    }
    take_in(merge, &words, &target, owner);
}

fn take_in(merge: &mut Merge, words: &Keywords, at: &Pointer, owner: TypeId) {
    for name in &words.properties {
        let source = Source { at: at.child("properties").child(name), owner };
        merge.properties.entry(name.clone()).or_default().push(source);
    }
    for name in &words.required {
        if !merge.required.contains(name) {
            merge.required.push(name.clone());
        }
    }
    merge.additional.push((owner, words.additional.clone()));
}

/// One field from all declarations of a property; the last one that says something about it is heard.
fn merge_field(cx: &mut Context<'_>, name: &str, sources: &[Source], demand: Demand) -> Option<Field> {
    let mut merged: Option<(Field, Nullability)> = None;
    for Source { at, owner } in sources {
        let used = lower_use(cx, at, &Place::child(*owner, name));
        let nullability = merged.as_ref().map_or(used.nullability, |(_, before)| before.and(used.nullability));
        let next = object::field(name, at, used, demand);
        let field = match merged.take() {
            None => next,
            Some((before, _)) => combine(cx, before, next)?,
        };
        merged = Some((Field { presence: nullability.presence(demand), ..field }, nullability));
    }
    merged.map(|(field, _)| field)
}

fn combine(cx: &mut Context<'_>, before: Field, next: Field) -> Option<Field> {
    let Some(ty) = intersect(cx, &before.ty, &next.ty) else {
        cx.report
            .add(
                Code::ConflictingSchemas,
                &next.origin,
                format!(
                    "`{}` has another type here than at `{}`, and `allOf` asks for both",
                    next.wire_name, before.origin
                ),
            )
            .instead(Instead::AnyValue)
            .help("give the property one type, or do not combine the two schemas");
        return Some(Field { ty: Type::Any, ..next });
    };
    let Field { wire_name, origin, docs, ty: _, presence, mut constraints, default } = next;
    constraints.extend(before.constraints.into_iter().filter(|it| !constraints.contains(it)).collect::<Vec<_>>());
    let docs = if docs == Docs::default() { before.docs } else { docs };
    Some(Field { wire_name, origin, docs, ty, presence, constraints, default: default.or(before.default) })
}

/// The type of the values that both types have, when that is one of the two.
fn intersect(cx: &mut Context<'_>, left: &Type, right: &Type) -> Option<Type> {
    let within = |inner: &[String], outer: &[String]| inner.iter().all(|value| outer.contains(value));
    match (meaning(cx, left), meaning(cx, right)) {
        (a, b) if a == b => Some(right.clone()),
        (Meaning::Any, _)
        | (Meaning::Scalar(Scalar::String), Meaning::Values(_))
        | (Meaning::Scalar(Scalar::I32 | Scalar::I64), Meaning::Integers(_)) => Some(right.clone()),
        (_, Meaning::Any)
        | (Meaning::Values(_), Meaning::Scalar(Scalar::String))
        | (Meaning::Integers(_), Meaning::Scalar(Scalar::I32 | Scalar::I64)) => Some(left.clone()),
        (Meaning::Values(a), Meaning::Values(b)) if within(&b, &a) => Some(right.clone()),
        (Meaning::Values(a), Meaning::Values(b)) if within(&a, &b) => Some(left.clone()),
        (Meaning::Other(Type::Array(a)), Meaning::Other(Type::Array(b))) => {
            intersect(cx, &a, &b).map(|item| Type::Array(Box::new(item)))
        }
        (Meaning::Other(Type::Map(a)), Meaning::Other(Type::Map(b))) => {
            intersect(cx, &a, &b).map(|value| Type::Map(Box::new(value)))
        }
        _ => None,
    }
}

/// A map beside the properties stays one; otherwise a part that denies further properties decides.
fn merge_additional(cx: &mut Context<'_>, keywords: &[(TypeId, Additional)]) -> AdditionalProperties {
    let rank = |keyword: &Additional| match keyword {
        Additional::Absent => 0,
        Additional::Denied => 1,
        Additional::Any => 2,
        Additional::Schema(_) => 3,
    };
    match keywords.iter().max_by_key(|(_, keyword)| rank(keyword)) {
        Some((owner, keyword)) => object::additional(cx, *owner, keyword),
        None => AdditionalProperties::Ignored,
    }
}
