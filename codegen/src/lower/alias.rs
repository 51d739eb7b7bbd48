//! Finds aliases that stand for themselves, which no Rust type can.

use super::context::Context;
use super::plan::OPEN_THE_CIRCLE;
use crate::diagnostics::{Code, Instead};
use crate::ir::{Shape, Type, TypeDef, TypeId};

/// Makes every alias that leads back to itself, through other aliases, arrays and maps, an alias of any JSON value.
pub(super) fn break_cycles(cx: &mut Context<'_>) {
    let next: Vec<Option<TypeId>> = cx.definitions.all().iter().map(alias_target).collect();
    let mut state = vec![State::Unseen; next.len()];
    for start in 0..next.len() {
        let mut walked = Vec::new();
        let mut here = Some(start);
        while let Some(index) = here.filter(|index| state[*index] == State::Unseen) {
            state[index] = State::Open;
            walked.push(index);
            here = next[index].map(TypeId::index);
        }
        if let Some(index) = here.filter(|index| state[*index] == State::Open) {
            break_at(cx, TypeId::new(index));
        }
        for index in walked {
            state[index] = State::Done;
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

/// The definition that an alias is made of. There is at most one, so that the aliases form chains.
fn alias_target(definition: &TypeDef) -> Option<TypeId> {
    match &definition.shape {
        Shape::Alias(ty) => ty.named(),
        Shape::Struct(_) | Shape::Enum(_) | Shape::Union(_) => None,
    }
}

fn break_at(cx: &mut Context<'_>, id: TypeId) {
    let origin = cx.definitions.get(id).origin.clone();
    cx.definitions.set_shape(id, Shape::Alias(Type::Any));
    cx.report
        .add(Code::CircularReference, &origin, "this schema is made of nothing but itself, or arrays or maps of itself")
        .instead(Instead::AnyValue)
        .help(OPEN_THE_CIRCLE);
}
