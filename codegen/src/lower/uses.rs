//! Turns a schema, wherever it stands, into a type expression, and makes the definitions that it needs on the way.
//!
//! Never here: the shape of a definition; `object.rs`, `union.rs` and `enumeration.rs` have those.

use super::context::Context;
use super::nullable::{Nullability, nullability};
use super::place::Place;
use super::plan::{Plan, plan};
use super::reference;
use super::schema::{Additional, Keywords, Node, Notes, keywords, node};
use super::{enumeration, object, union};
use crate::diagnostics::{Code, Instead};
use crate::ir::{Provenance, Scalar, Shape, Type, TypeId};
use crate::pointer::Pointer;

/// A schema as a field, a parameter or an element uses it.
#[derive(Debug, Clone)]
pub(super) struct Use {
    /// The type of a value that is not null.
    pub(super) ty: Type,
    /// Whether it may be null.
    pub(super) nullability: Nullability,
    /// What else the schema says, unless a definition has already said it.
    pub(super) notes: Notes,
}

impl Use {
    /// The type in a place that has no presence to say that it may be null.
    pub(super) fn into_type(self) -> Type {
        self.nullability.wrap(self.ty)
    }
}

/// Makes the definitions of all component schemas.
pub(super) fn lower_components(cx: &mut Context<'_>) {
    let schemas = Pointer::root().child("components").child("schemas");
    let document = cx.document;
    let components: Vec<(TypeId, Pointer)> = document
        .keys(&schemas)
        .into_iter()
        .map(|key| {
            let at = schemas.child(key);
            (cx.definitions.reserve(&at, at.clone(), Provenance::Component(key.to_owned())), at)
        })
        .collect();
    for (id, at) in components {
        fill(cx, id, &at);
    }
}

/// The type of the schema at `at`, which is named after `place` if it needs a name and has none.
pub(super) fn lower_use(cx: &mut Context<'_>, at: &Pointer, place: &Place) -> Use {
    let lowered = cx.deeper(at, |cx| match node(cx, at) {
        _ if cx.parts.contains(at) => (Type::Scalar(Scalar::Part), remarks(cx, at)),
        Some(Node::Schema(words)) => lower_inline(cx, at, &words, place),
        Some(Node::Reference(_)) => (lower_reference(cx, at), Notes::default()),
        None => (Type::Any, Notes::default()),
    });
    let (ty, notes) = lowered.unwrap_or((Type::Any, Notes::default()));
    Use { ty, nullability: nullability(cx, at), notes }
}

/// The type of the schema at `at` in a place that has no presence.
pub(super) fn lower_type(cx: &mut Context<'_>, at: &Pointer, place: &Place) -> Type {
    lower_use(cx, at, place).into_type()
}

/// What is said of a file, without the demands that only text could meet.
fn remarks(cx: &mut Context<'_>, at: &Pointer) -> Notes {
    let words = reference::end(cx, at).and_then(|end| keywords(cx, &end));
    words.map_or(Notes::default(), |words| Notes { constraints: Vec::new(), default: None, ..words.notes.clone() })
}

/// Says what the definition `id` is: the schema at `at`.
fn fill(cx: &mut Context<'_>, id: TypeId, at: &Pointer) {
    let (shape, mut notes) = shape(cx, id, at);
    // The null of a place that may be null is no value of its type.
    if nullability(cx, at) == Nullability::Allowed {
        notes.docs.examples.retain(|example| !example.is_null());
    }
    cx.definitions.fill(id, notes, shape);
}

fn shape(cx: &mut Context<'_>, id: TypeId, at: &Pointer) -> (Shape, Notes) {
    let place = Place::child(id, "");
    let Some(words) = keywords(cx, at) else {
        let used = lower_use(cx, at, &place);
        return (Shape::Alias(used.ty), used.notes);
    };
    let mut notes = words.notes.clone();
    let shape = match &*plan(cx, at) {
        Plan::Struct => Shape::Struct(object::lower(cx, id, at, &words)),
        Plan::Enum(values) => Shape::Enum(enumeration::of_strings(cx, &words, values)),
        Plan::Integers(values) => Shape::Enum(enumeration::of_integers(cx, &words, values)),
        Plan::Union(members) => union::lower(cx, id, at, &words, members),
        // A part without a name of its own lends its shape to the definition, instead of getting a second one.
        Plan::Same(part) if keywords(cx, part).is_some() => {
            cx.definitions.share(part, id);
            let inner = cx.deeper(at, |cx| shape(cx, id, part));
            let (shape, inner) = inner.unwrap_or((Shape::Alias(Type::Any), Notes::default()));
            inherit(&mut notes, inner);
            inherit_remarks(cx, &mut notes, &words);
            shape
        }
        other => {
            let (ty, whole) = expression(cx, at, &words, other, &place);
            notes = whole;
            Shape::Alias(ty)
        }
    };
    (shape, notes)
}

fn lower_inline(cx: &mut Context<'_>, at: &Pointer, words: &Keywords, place: &Place) -> (Type, Notes) {
    let plan = plan(cx, at);
    if !plan.is_definition() {
        return expression(cx, at, words, &plan, place);
    }
    let id = cx.definitions.id_at(at).unwrap_or_else(|| {
        let id = cx.definitions.reserve(at, cx.written(at), place.provenance());
        fill(cx, id, at);
        id
    });
    (Type::Named(id), words.notes.clone())
}

/// A type that needs no definition, with everything said beside it.
fn expression(cx: &mut Context<'_>, at: &Pointer, words: &Keywords, plan: &Plan, place: &Place) -> (Type, Notes) {
    let mut notes = words.notes.clone();
    let ty = match plan {
        Plan::Same(part) => {
            let inner = lower_use(cx, part, place);
            inherit(&mut notes, inner.notes);
            inherit_remarks(cx, &mut notes, words);
            inner.ty
        }
        Plan::Array => Type::Array(Box::new(lower_items(cx, at, words, place))),
        Plan::Map => Type::Map(Box::new(lower_values(cx, at, words, place))),
        Plan::Never(one, other) => {
            report_never(cx, at, one, other);
            Type::Any
        }
        Plan::Scalar(scalar, format) => {
            notes.constraints.extend(format.clone());
            notes.constraints.extend(enumeration::constraint(words));
            Type::Scalar(*scalar)
        }
        _ => {
            notes.constraints.extend(enumeration::constraint(words));
            Type::Any
        }
    };
    (ty, notes)
}

fn lower_items(cx: &mut Context<'_>, at: &Pointer, words: &Keywords, place: &Place) -> Type {
    match &words.items {
        Some(items) => lower_type(cx, items, &place.within("item")),
        None => {
            cx.simplified(at, "an array without `items` is taken for an array of any values");
            Type::Any
        }
    }
}

fn lower_values(cx: &mut Context<'_>, at: &Pointer, words: &Keywords, place: &Place) -> Type {
    object::report_undemanded(cx, at, words);
    match &words.additional {
        Additional::Schema(values) => lower_type(cx, values, &place.within("value")),
        Additional::Absent | Additional::Any | Additional::Denied => Type::Any,
    }
}

/// The type that the reference at `at` stands for.
fn lower_reference(cx: &mut Context<'_>, at: &Pointer) -> Type {
    let Some(target) = reference::step(cx, at) else { return Type::Any };
    if let Some(id) = cx.definitions.id_at(&target) {
        return Type::Named(id);
    }
    if reference::component_key(&target).is_none() && reference::leads_in_circle(cx, &target) {
        reference::report_cycle(cx, at).instead(Instead::AnyValue);
        return Type::Any;
    }
    let place = Place::of_pointer(cx, &target);
    lower_use(cx, &target, &place).ty
}

/// What the inner schema says counts where the outer one is silent. Demands add up.
fn inherit(outer: &mut Notes, inner: Notes) {
    let Notes { docs, constraints, default } = inner;
    outer.docs.summary = outer.docs.summary.take().or(docs.summary);
    outer.docs.description = outer.docs.description.take().or(docs.description);
    if outer.docs.examples.is_empty() {
        outer.docs.examples = docs.examples;
    }
    if outer.docs.deprecated == crate::ir::Deprecated::No {
        outer.docs.deprecated = docs.deprecated;
    }
    outer.add(constraints);
    outer.default = outer.default.take().or(default);
}

/// The parts of an `allOf` that only remark on the one that has the type, such as `{description: …}`.
fn inherit_remarks(cx: &mut Context<'_>, notes: &mut Notes, words: &Keywords) {
    for part in &words.all_of {
        if let Some(part) = keywords(cx, part).filter(|words| words.says_no_type()) {
            inherit(notes, part.notes.clone());
        }
    }
}

fn report_never(cx: &mut Context<'_>, at: &Pointer, one: &Pointer, other: &Pointer) {
    let (one, other) = (cx.report.moves.original(one), cx.report.moves.original(other));
    let message = format!("no value is what `{one}` and `{other}` ask for together");
    cx.report
        .add(Code::ConflictingSchemas, at, message)
        .instead(Instead::AnyValue)
        .help("give both one type, or do not combine them");
}
