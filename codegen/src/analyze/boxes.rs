//! Which members sit in a `Box`, and how large each definition is.
//!
//! A recursive type needs a `Box` somewhere on every cycle of members that are stored inline. In each group of definitions
//! that hold one another, a depth-first search meets every cycle at the member that closes it. The search begins where it
//! meets the fewest such members, and those are boxed: none of them could do without. A large variant of a union is boxed,
//! too, or every value of the union would be as large.

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
    let graph: Vec<Members> = api.type_ids().map(|id| inline_members(api, id)).collect();
    let mut state = vec![State::Done; graph.len()];
    let members = groups(&graph).iter().flat_map(|group| fewest(&graph, group, &mut state)).collect();
    let mut boxes = Boxes { members, sizes: vec![0; api.types.len()] };
    let direct: Vec<Members> = api
        .type_ids()
        .map(|id| {
            let members = graph[id.index()].iter().copied();
            members.filter(|(index, _)| !boxes.members.contains(&(id, *index))).collect()
        })
        .collect();
    for id in walk_all(&direct, api.type_ids()) {
        boxes.measure(api, id);
    }
    boxes
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

    /// Measures a definition whose inline members are all measured.
    fn measure(&mut self, api: &Api, id: TypeId) {
        let size = match &api.type_def(id).shape {
            Shape::Struct(object) => {
                let fields = object.fields.iter().enumerate();
                let sizes =
                    fields.map(|(index, field)| self.member(api, id, index, &field.ty) + presence(field.presence));
                sizes.sum::<usize>() + 24
            }
            Shape::Union(union) => {
                for (index, variant) in union.variants.iter().enumerate() {
                    if self.size(api, &variant.ty) > LARGE {
                        self.members.insert((id, index));
                    }
                }
                let variants = union.variants.iter().enumerate();
                variants.map(|(index, variant)| self.member(api, id, index, &variant.ty)).max().unwrap_or(0).max(24) + 8
            }
            Shape::Enum(_) => 24,
            // An alias is never asked for its size: types are resolved first.
            Shape::Alias(_) => 0,
        };
        self.sizes[id.index()] = size;
    }

    /// The size of a member, boxed or not.
    fn member(&self, api: &Api, id: TypeId, index: usize, ty: &Type) -> usize {
        if self.members.contains(&(id, index)) { 8 } else { self.size(api, ty) }
    }
}

/// The members of a definition that hold another one by value: their indices, and which one.
type Members = Vec<(usize, TypeId)>;

/// From more definitions than these in one group, the first alone is where a search begins.
const MOST_BEGINNINGS: usize = 64;

/// The definitions that hold one another, group by group. One that only holds itself is a group, too.
fn groups(graph: &[Members]) -> Vec<Vec<TypeId>> {
    let ids = || (0..graph.len()).map(TypeId::new);
    let mut held: Vec<Members> = vec![Vec::new(); graph.len()];
    for id in ids() {
        graph[id.index()].iter().for_each(|(index, target)| held[target.index()].push((*index, id)));
    }
    let mut state = vec![State::New; graph.len()];
    let mut groups = Vec::new();
    // Backwards from what a search leaves last, one comes to what can be reached both ways, and no further.
    for id in walk_all(graph, ids()).into_iter().rev() {
        let mut group = Vec::new();
        walk(&held, id, &mut state, &mut |step| group.extend(step.done()));
        group.sort_unstable();
        let holds_itself = graph[id.index()].iter().any(|(_, target)| *target == id);
        if group.len() > 1 || (holds_itself && !group.is_empty()) {
            groups.push(group);
        }
    }
    groups
}

/// The members that close a cycle in a group, by the search that meets the fewest. Everything is done before and after.
fn fewest(graph: &[Members], group: &[TypeId], state: &mut [State]) -> Vec<(TypeId, usize)> {
    let beginnings = if group.len() > MOST_BEGINNINGS { &group[..1] } else { group };
    let closing = |beginning: &TypeId| {
        group.iter().for_each(|id| state[id.index()] = State::New);
        let mut closing = Vec::new();
        walk(graph, *beginning, state, &mut |step| closing.extend(step.closing()));
        closing
    };
    beginnings.iter().map(closing).min_by_key(Vec::len).unwrap_or_default()
}

/// How far a search has come with a definition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// What a search meets.
enum Step {
    /// A member that leads back to where the search is.
    Closing(TypeId, usize),
    /// A definition with nothing left to search.
    Done(TypeId),
}

impl Step {
    fn closing(self) -> Option<(TypeId, usize)> {
        if let Self::Closing(id, index) = self { Some((id, index)) } else { None }
    }

    fn done(self) -> Option<TypeId> {
        if let Self::Done(id) = self { Some(id) } else { None }
    }
}

/// All definitions, those that one holds before it.
fn walk_all(graph: &[Members], ids: impl Iterator<Item = TypeId>) -> Vec<TypeId> {
    let mut state = vec![State::New; graph.len()];
    let mut order = Vec::with_capacity(graph.len());
    for id in ids {
        walk(graph, id, &mut state, &mut |step| order.extend(step.done()));
    }
    order
}

/// Searches depth first, with a stack of its own: a chain of definitions may be longer than the thread's stack.
fn walk(graph: &[Members], id: TypeId, state: &mut [State], meet: &mut impl FnMut(Step)) {
    if state[id.index()] != State::New {
        return;
    }
    state[id.index()] = State::Open;
    let mut stack = vec![(id, graph[id.index()].iter())];
    while let Some((id, members)) = stack.last_mut() {
        let id = *id;
        let Some((index, target)) = members.next() else {
            state[id.index()] = State::Done;
            meet(Step::Done(id));
            stack.pop();
            continue;
        };
        match state[target.index()] {
            State::Open => meet(Step::Closing(id, *index)),
            State::New => {
                state[target.index()] = State::Open;
                stack.push((*target, graph[target.index()].iter()));
            }
            State::Done => {}
        }
    }
}

/// What `Option` or `Maybe` may add.
fn presence(presence: Presence) -> usize {
    if presence == Presence::Required { 0 } else { 8 }
}

/// The members that hold a definition by value, and which one. Arrays and maps hold theirs on the heap.
fn inline_members(api: &Api, id: TypeId) -> Members {
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
