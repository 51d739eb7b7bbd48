//! Which definitions have values that come to an end: a struct that always holds a value of its own type has none.

use super::{Api, Presence, Shape, Type, TypeId};

/// What is known of each definition, by id.
#[derive(Debug)]
pub struct Endings {
    /// For a union the first variant that was found to end, for others 0; none for what never ends.
    known: Vec<Option<usize>>,
}

impl Endings {
    /// Finds out about all definitions of `api`.
    pub fn of(api: &Api) -> Self {
        let mut endings = Self { known: vec![None; api.types.len()] };
        endings.find(api);
        endings
    }

    /// Goes on where something in `api` has become optional.
    pub fn find(&mut self, api: &Api) {
        loop {
            let new = api.type_ids().filter(|id| self.known[id.index()].is_none());
            let new: Vec<_> = new.filter_map(|id| Some((id, self.variant(api, &api.type_def(id).shape)?))).collect();
            if new.is_empty() {
                return;
            }
            for (id, variant) in new {
                self.known[id.index()] = Some(variant);
            }
        }
    }

    /// Whether the smallest value of a type ends.
    pub fn ends(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => self.of_type(*id).is_some(),
            Type::Scalar(_) | Type::Array(_) | Type::Map(_) | Type::Nullable(_) | Type::Any => true,
        }
    }

    /// Of a union the variant whose values end, of anything else 0; none when no value ends.
    pub fn of_type(&self, id: TypeId) -> Option<usize> {
        self.known[id.index()]
    }

    fn variant(&self, api: &Api, shape: &Shape) -> Option<usize> {
        let ends = |ty: &Type| self.ends(api.resolve(ty));
        match shape {
            Shape::Struct(object) => {
                let mut needed = object.fields.iter().filter(|field| field.presence == Presence::Required);
                needed.all(|field| ends(&field.ty)).then_some(0)
            }
            Shape::Union(union) => union.variants.iter().position(|variant| ends(&variant.ty)),
            Shape::Enum(_) => Some(0),
            Shape::Alias(ty) => ends(ty).then_some(0),
        }
    }
}
