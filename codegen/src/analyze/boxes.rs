//! Which members sit in a `Box`, and how large each definition is.
//!
//! A recursive type needs a `Box` somewhere on every cycle of members that are stored inline. A depth-first search over
//! those members, in id order, meets each cycle at the member that closes it; that member is boxed. A large variant of a
//! union is boxed too, or every value of the union would be as large.

use std::collections::BTreeSet;

use crate::ir::{Api, Presence, Scalar, Shape, Type, TypeId};

/// Payloads of a union or of an operation's error above this many bytes are boxed; clippy objects to a difference of 200.
pub const LARGE: usize = 192;

/// The members that need a `Box`, and the size of each definition.
#[derive(Debug, Default)]
pub struct Boxes {
    /// By definition and index of the member.
    pub members: BTreeSet<(TypeId, usize)>,
    /// By id: an upper bound of the size in bytes, on a machine of 64 bits.
    pub sizes: Vec<usize>,
}

/// Finds the members that need a `Box`.
pub fn boxes(api: &Api) -> Boxes {
    let mut search = Search {
        api,
        state: vec![State::New; api.types.len()],
        boxes: Boxes { members: BTreeSet::new(), sizes: vec![0; api.types.len()] },
    };
    api.type_ids().for_each(|id| search.visit(id));
    search.boxes
}

impl Boxes {
    /// The size of a value of `ty`, at most.
    pub fn size(&self, api: &Api, ty: &Type) -> usize {
        match api.resolve(ty) {
            Type::Named(id) => self.sizes[id.index()],
            Type::Nullable(inner) => self.size(api, inner) + 8,
            Type::Scalar(Scalar::Bool | Scalar::I32 | Scalar::U32) => 4,
            Type::Scalar(Scalar::I64 | Scalar::U64 | Scalar::F64 | Scalar::Part) => 8,
            Type::Scalar(Scalar::String | Scalar::Format(_)) | Type::Array(_) | Type::Map(_) => 24,
            Type::Any => 72,
        }
    }
}

/// How far the search has come with a definition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

struct Search<'a> {
    api: &'a Api,
    state: Vec<State>,
    boxes: Boxes,
}

impl Search<'_> {
    /// Searches from `id` with a stack of its own: a chain of definitions may be longer than the thread's stack.
    fn visit(&mut self, id: TypeId) {
        if self.state[id.index()] != State::New {
            return;
        }
        self.state[id.index()] = State::Open;
        let mut stack = vec![(id, inline_members(self.api, id).into_iter())];
        while let Some((id, members)) = stack.last_mut() {
            let id = *id;
            let Some((index, target)) = members.next() else {
                self.finish(id);
                stack.pop();
                continue;
            };
            match self.state[target.index()] {
                State::Open => {
                    self.boxes.members.insert((id, index));
                }
                State::New => {
                    self.state[target.index()] = State::Open;
                    stack.push((target, inline_members(self.api, target).into_iter()));
                }
                State::Done => {}
            }
        }
    }

    /// Measures a definition whose inline members are all measured.
    fn finish(&mut self, id: TypeId) {
        self.state[id.index()] = State::Done;
        let size = match &self.api.type_def(id).shape {
            Shape::Struct(object) => {
                let fields = object.fields.iter().enumerate();
                let sizes = fields.map(|(index, field)| self.member(id, index, &field.ty) + presence(field.presence));
                sizes.sum::<usize>() + 24
            }
            Shape::Union(union) => {
                for (index, variant) in union.variants.iter().enumerate() {
                    if self.boxes.size(self.api, &variant.ty) > LARGE {
                        self.boxes.members.insert((id, index));
                    }
                }
                let variants = union.variants.iter().enumerate();
                variants.map(|(index, variant)| self.member(id, index, &variant.ty)).max().unwrap_or(0).max(24) + 8
            }
            Shape::Enum(_) => 24,
            // An alias is never asked for its size: types are resolved first.
            Shape::Alias(_) => 0,
        };
        self.boxes.sizes[id.index()] = size;
    }

    /// The size of a member, boxed or not.
    fn member(&self, id: TypeId, index: usize, ty: &Type) -> usize {
        if self.boxes.members.contains(&(id, index)) { 8 } else { self.boxes.size(self.api, ty) }
    }
}

/// What `Option` or `Maybe` may add.
fn presence(presence: Presence) -> usize {
    if presence == Presence::Required { 0 } else { 8 }
}

/// The members that hold a definition by value, and which one. Arrays and maps hold theirs on the heap.
fn inline_members(api: &Api, id: TypeId) -> Vec<(usize, TypeId)> {
    let types: Vec<&Type> = match &api.type_def(id).shape {
        Shape::Struct(object) => object.fields.iter().map(|field| &field.ty).collect(),
        Shape::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Enum(_) | Shape::Alias(_) => Vec::new(),
    };
    let members = types.into_iter().enumerate();
    members.filter_map(|(index, ty)| inline_target(api, ty).map(|target| (index, target))).collect()
}

/// The struct, enum or union that a value of `ty` contains without indirection.
fn inline_target(api: &Api, ty: &Type) -> Option<TypeId> {
    match api.resolve(ty) {
        Type::Named(id) => Some(*id),
        Type::Nullable(inner) => inline_target(api, inner),
        Type::Scalar(_) | Type::Array(_) | Type::Map(_) | Type::Any => None,
    }
}
