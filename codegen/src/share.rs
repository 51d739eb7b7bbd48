//! Makes equal inline definitions one, so that what a document repeats is compiled once.
//!
//! In: the IR. Out: the IR, in which a repeated definition is another name for the first one like it. Real documents
//! write the same object or list of values inline hundreds of times. Every definition keeps its own name, as an alias
//! where it is shared, so that a schema which is added or removed still renames nothing. Components are left alone:
//! people gave them names because they are different things.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::mem;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::ir::{AdditionalProperties, Api, Docs, Provenance, Shape, Type, TypeId};

/// Replaces each inline definition that an earlier one says word for word by an alias of it.
pub(crate) fn share(api: &mut Api) {
    let mut first: Vec<TypeId> = api.type_ids().collect();
    // Two definitions can be equal only once what they are made of is known to be; each round goes one level up.
    while one_round(api, &mut first) {}
    for id in api.type_ids() {
        let target = first[id.index()];
        if target != id {
            api.types[id.index()].shape = Shape::Alias(Type::Named(target));
        }
    }
}

/// Finds definitions that are equal when their parts are taken for the first of their like. Says whether there were any.
fn one_round(api: &Api, first: &mut [TypeId]) -> bool {
    let mut known: HashMap<u64, Vec<TypeId>> = HashMap::new();
    let mut found = false;
    let open: Vec<TypeId> = api.type_ids().filter(|id| first[id.index()] == *id && can_be_shared(api, *id)).collect();
    let prints: Vec<u64> = open.par_iter().map(|&id| fingerprint(api, id, first)).collect();
    for (id, print) in open.into_iter().zip(prints) {
        let like = known.entry(print).or_default();
        let same = like.iter().copied().find(|&other| Comparison { api, first }.shapes(other, id));
        match same {
            Some(same) => {
                first[id.index()] = same;
                found = true;
            }
            None => like.push(id),
        }
    }
    // What stood for others may have become like a still earlier one.
    for at in 0..first.len() {
        first[at] = first[first[at].index()];
    }
    found
}

fn can_be_shared(api: &Api, id: TypeId) -> bool {
    let def = api.type_def(id);
    let is_named_by_people =
        matches!(def.provenance, Provenance::Component(_) | Provenance::Shared(_) | Provenance::Request { .. });
    !is_named_by_people && !matches!(def.shape, Shape::Alias(_))
}

/// A number that equal definitions share.
fn fingerprint(api: &Api, id: TypeId, first: &[TypeId]) -> u64 {
    let mut hasher = DefaultHasher::new();
    let shape = &api.type_def(id).shape;
    mem::discriminant(shape).hash(&mut hasher);
    match shape {
        Shape::Struct(object) => object.fields.iter().for_each(|field| {
            field.wire_name.hash(&mut hasher);
            field.ty.named().map(|id| first[id.index()]).hash(&mut hasher);
        }),
        Shape::Enum(list) => list.values.iter().for_each(|value| value.wire_name.hash(&mut hasher)),
        Shape::Union(union) => union.variants.iter().for_each(|variant| {
            variant.wire_name.hash(&mut hasher);
            variant.ty.named().map(|id| first[id.index()]).hash(&mut hasher);
        }),
        Shape::Alias(_) => {}
    }
    hasher.finish()
}

/// Compares what readers and writers of a type would notice: all but where the document says it.
struct Comparison<'a> {
    api: &'a Api,
    first: &'a [TypeId],
}

impl Comparison<'_> {
    fn shapes(&self, left: TypeId, right: TypeId) -> bool {
        match (&self.api.type_def(left).shape, &self.api.type_def(right).shape) {
            (Shape::Enum(left), Shape::Enum(right)) => left == right,
            (Shape::Struct(left), Shape::Struct(right)) => {
                left.fields.len() == right.fields.len()
                    && self.additional(&left.additional, &right.additional)
                    && left.fields.iter().zip(&right.fields).all(|(left, right)| {
                        left.wire_name == right.wire_name
                            && left.presence == right.presence
                            && left.default == right.default
                            && left.constraints == right.constraints
                            && same_text(&left.docs, &right.docs)
                            && self.types(&left.ty, &right.ty)
                    })
            }
            (Shape::Union(left), Shape::Union(right)) => {
                left.variants.len() == right.variants.len()
                    && left.dispatch == right.dispatch
                    && left.variants.iter().zip(&right.variants).all(|(left, right)| {
                        left.wire_name == right.wire_name && left.tags == right.tags && self.types(&left.ty, &right.ty)
                    })
            }
            _ => false,
        }
    }

    fn additional(&self, left: &AdditionalProperties, right: &AdditionalProperties) -> bool {
        match (left, right) {
            (AdditionalProperties::Typed(left), AdditionalProperties::Typed(right)) => self.types(left, right),
            _ => left == right,
        }
    }

    fn types(&self, left: &Type, right: &Type) -> bool {
        match (left, right) {
            (Type::Named(left), Type::Named(right)) => self.first[left.index()] == self.first[right.index()],
            (Type::Array(left), Type::Array(right))
            | (Type::Map(left), Type::Map(right))
            | (Type::Nullable(left), Type::Nullable(right)) => self.types(left, right),
            _ => left == right,
        }
    }
}

/// Whether two members are described alike. Their examples are no part of the output.
fn same_text(left: &Docs, right: &Docs) -> bool {
    (&left.summary, &left.description, left.deprecated) == (&right.summary, &right.description, right.deprecated)
}
