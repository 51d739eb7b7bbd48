//! The tags by which unions know their variants, where the document names one tag only for a struct.

use std::collections::BTreeMap;

use crate::ir::{Api, Dispatch, Shape, Type, TypeId, Union};

/// What a discriminator says of a value that is a certain struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The property's name on the wire.
    pub property: String,
    /// Its value.
    pub value: String,
}

/// The tag of each struct that is a variant, whether something uses the union or not; none of one that may have several.
pub fn tags(api: &Api) -> BTreeMap<TypeId, Tag> {
    let mut found = BTreeMap::<TypeId, Option<Tag>>::new();
    for def in &api.types {
        if let Shape::Union(union) = &def.shape {
            for (id, tag) in of_union(api, union) {
                found
                    .entry(id)
                    .and_modify(|known| *known = known.take().filter(|known| tag.as_ref() == Some(known)))
                    .or_insert(tag);
            }
        }
    }
    found.into_iter().filter_map(|(id, tag)| Some((id, tag?))).collect()
}

fn of_union(api: &Api, union: &Union) -> Vec<(TypeId, Option<Tag>)> {
    let Dispatch::Discriminator { property, .. } = &union.dispatch else { return Vec::new() };
    let variants = union.variants.iter().enumerate().filter_map(|(index, variant)| {
        let Type::Named(id) = api.resolve(&variant.ty) else { return None };
        let tag = match variant.tags.as_slice() {
            // What takes all other tags has them, too.
            _ if union.takes_others(index) => None,
            [value] => Some(Tag { property: property.clone(), value: value.clone() }),
            _ => None,
        };
        Some((*id, tag))
    });
    variants.collect()
}
