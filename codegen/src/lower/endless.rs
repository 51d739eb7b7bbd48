//! Finds objects that need another one of their own kind inside them, which no JSON text can satisfy.

use super::context::Context;
use crate::ir::{Api, Endings, Presence, Shape, Type, TypeId};

/// Makes such a need optional, and says so: the service cannot mean it.
pub(super) fn open(cx: &mut Context<'_>, api: &mut Api) {
    let mut endings = Endings::of(api);
    for id in api.type_ids() {
        while endings.of_type(id).is_none() {
            let Some((owner, index)) = closing_field(api, &endings, id) else { break };
            make_optional(cx, api, owner, index);
            endings.find(api);
        }
    }
}

/// Walks from `id` along what never ends, until it comes back to where it was. Gives the last field on the way.
fn closing_field(api: &Api, endings: &Endings, id: TypeId) -> Option<(TypeId, usize)> {
    let mut walked = vec![id];
    let mut last = None;
    loop {
        let here = walked[walked.len() - 1];
        let (field, target) = step(api, endings, here)?;
        last = field.map(|index| (here, index)).or(last);
        if walked.contains(&target) {
            return last;
        }
        walked.push(target);
    }
}

/// One step: into the first part that never ends, and which field that is of a struct.
fn step(api: &Api, endings: &Endings, id: TypeId) -> Option<(Option<usize>, TypeId)> {
    let target = |ty: &Type| match api.resolve(ty) {
        Type::Named(id) if endings.of_type(*id).is_none() => Some(*id),
        _ => None,
    };
    match &api.type_def(id).shape {
        Shape::Struct(object) => {
            let needed = object.fields.iter().enumerate().filter(|(_, field)| field.presence == Presence::Required);
            needed.filter_map(|(index, field)| Some((Some(index), target(&field.ty)?))).next()
        }
        Shape::Union(union) => union.variants.iter().find_map(|variant| Some((None, target(&variant.ty)?))),
        Shape::Alias(ty) => Some((None, target(ty)?)),
        Shape::Enum(_) => None,
    }
}

fn make_optional(cx: &mut Context<'_>, api: &mut Api, owner: TypeId, index: usize) {
    let Shape::Struct(object) = &mut api.types[owner.index()].shape else { return };
    let field = &mut object.fields[index];
    field.presence = Presence::Optional;
    let message = format!("no value that has a `{}` could ever end: it is taken as optional", field.wire_name);
    cx.simplified(&field.origin, message);
}
