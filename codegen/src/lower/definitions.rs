//! The table of definitions while it is being filled: ids are handed out before the shapes are known.
//!
//! Components get their ids first, in document order, which is what makes recursion easy: every reference to one has
//! an id to use. Definitions inside them follow in the order in which they are met, parents before children.
//! Never here: a look into the document.

use super::schema::Notes;
use crate::ir::{Direction, Provenance, Shape, Type, TypeDef, TypeId};
use crate::pointer::{Pointer, PointerMap};

/// The definitions made so far, by the place of their schema.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    table: Vec<TypeDef>,
    ids: PointerMap<TypeId>,
    places: Vec<Pointer>,
}

impl Definitions {
    /// Hands out the id of the schema at `place`, whose shape is not known yet. The document has it, or what it was made
    /// from, at `origin`.
    pub(super) fn reserve(&mut self, place: &Pointer, origin: Pointer, provenance: Provenance) -> TypeId {
        let id = TypeId::new(self.table.len());
        self.table.push(TypeDef {
            provenance,
            origin,
            docs: crate::ir::Docs::default(),
            constraints: Vec::new(),
            direction: Direction::Both,
            shape: Shape::Alias(Type::Any),
        });
        self.ids.insert(place.clone(), id);
        self.places.push(place.clone());
        id
    }

    /// Where the schema of `id` stands.
    pub(super) fn place(&self, id: TypeId) -> &Pointer {
        &self.places[id.index()]
    }

    /// Says what `id` is.
    pub(super) fn fill(&mut self, id: TypeId, notes: Notes, shape: Shape) {
        let definition = &mut self.table[id.index()];
        definition.docs = notes.docs;
        definition.constraints = notes.constraints;
        definition.shape = shape;
    }

    /// Says what `id` is after all.
    pub(super) fn set_shape(&mut self, id: TypeId, shape: Shape) {
        self.table[id.index()].shape = shape;
    }

    /// The id of the schema at `origin`, if it has one.
    pub(super) fn id_at(&self, origin: &Pointer) -> Option<TypeId> {
        self.ids.get(origin).copied()
    }

    /// Gives the schema at `origin` the id of another one that it is the same as.
    pub(super) fn share(&mut self, origin: &Pointer, id: TypeId) {
        self.ids.insert(origin.clone(), id);
    }

    /// The definition behind `id`.
    pub(super) fn get(&self, id: TypeId) -> &TypeDef {
        &self.table[id.index()]
    }

    /// What the definition behind `id` and the aliases from there is, as far as is known; none when they stand for each other,
    /// which is found once all are there.
    pub(super) fn shape_behind(&self, mut id: TypeId) -> Option<&Shape> {
        for _ in 0..=self.table.len() {
            match &self.get(id).shape {
                Shape::Alias(Type::Named(next)) => id = *next,
                shape => return Some(shape),
            }
        }
        None
    }

    /// What a type stands for behind its aliases, and behind the null that it may be, as far as is known.
    pub(super) fn behind<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        // Until all are there, aliases may stand for each other.
        for _ in 0..=2 * self.table.len() {
            ty = match ty {
                Type::Nullable(inner) => inner,
                Type::Named(id) => match &self.get(*id).shape {
                    Shape::Alias(next) => next,
                    Shape::Struct(_) | Shape::Enum(_) | Shape::Union(_) => break,
                },
                Type::Scalar(_) | Type::Array(_) | Type::Map(_) | Type::Any => break,
            };
        }
        ty
    }

    /// All definitions so far.
    pub(super) fn all(&self) -> &[TypeDef] {
        &self.table
    }

    /// The finished table.
    pub(super) fn into_table(self) -> Vec<TypeDef> {
        self.table
    }
}
