//! Breaks the circles of unions that are alternatives of themselves, which no value ends.

use super::context::Context;
use crate::diagnostics::{Code, Instead};
use crate::ir::{Api, Shape, Type, TypeId};

/// Changes every union that leads back to itself through alternatives alone.
pub(super) fn break_circles(cx: &mut Context<'_>, api: &mut Api) {
    let mut state = vec![State::Unseen; api.types.len()];
    for start in api.type_ids() {
        let mut stack = Vec::new();
        enter(api, start, &mut state, &mut stack);
        while let Some((id, rest)) = stack.last_mut() {
            let Some(next) = rest.next() else {
                state[id.index()] = State::Done;
                stack.pop();
                continue;
            };
            match state[next.index()] {
                State::Unseen => enter(api, next, &mut state, &mut stack),
                State::Open => break_at(cx, api, *id, next),
                State::Done => {}
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unseen,
    /// On the way that is being walked.
    Open,
    Done,
}

fn enter(api: &Api, id: TypeId, state: &mut [State], stack: &mut Vec<(TypeId, std::vec::IntoIter<TypeId>)>) {
    if state[id.index()] == State::Unseen {
        state[id.index()] = State::Open;
        stack.push((id, unions(api, id).into_iter()));
    }
}

/// The unions among the alternatives of a union.
fn unions(api: &Api, id: TypeId) -> Vec<TypeId> {
    let Shape::Union(union) = &api.type_def(id).shape else { return Vec::new() };
    let targets = union.variants.iter().filter_map(|variant| match api.resolve(&variant.ty) {
        Type::Named(id) => Some(*id),
        _ => None,
    });
    targets.filter(|id| matches!(api.type_def(*id).shape, Shape::Union(_))).collect()
}

/// Breaks the circle that leads from an alternative of `id` back to `open`, the same union or one around it.
fn break_at(cx: &mut Context<'_>, api: &mut Api, id: TypeId, open: TypeId) {
    let instead = if id == open { leave_out(api, id) } else { Instead::AnyValue };
    if instead == Instead::AnyValue {
        api.types[id.index()].shape = Shape::Alias(Type::Any);
    }
    cx.report
        .add(Code::CircularReference, &api.type_def(id).origin, "this union is one of its own alternatives")
        .instead(instead)
        .help("an alternative can hold the union in a property, an array or a map, but it cannot be the union");
}

/// A union adds nothing to its own alternatives, so nothing is lost without it.
fn leave_out(api: &mut Api, id: TypeId) -> Instead {
    let Shape::Union(mut union) = api.type_def(id).shape.clone() else { return Instead::AnyValue };
    union.variants.retain(|variant| *api.resolve(&variant.ty) != Type::Named(id));
    api.types[id.index()].shape = match union.variants.as_slice() {
        [] => return Instead::AnyValue,
        [only] => Shape::Alias(only.ty.clone()),
        _ => Shape::Union(union),
    };
    Instead::Ignored
}
