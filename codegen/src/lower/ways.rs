//! Gives what travels both ways a shape for each of them, where some property is read-only or write-only.
//!
//! In a request there is no read-only property, and in a reply no write-only one. A definition that travels one way just
//! loses the others' properties. One that travels both ways keeps its name for replies, and a second definition, after all
//! others, has its shape in requests; so does every definition that holds it. What nothing refers to goes the way of what
//! it holds, and stays whole where that does.
//! Never here: a look into the document.

use std::collections::BTreeMap;

use crate::ir::{
    AdditionalProperties, Api, Constraint, Direction, Field, MediaKind, Presence, Provenance, Shape, Type, TypeDef,
    TypeId,
};

/// Splits the definitions of `api` that need it.
pub(super) fn split(api: &mut Api) {
    let differs = differing(api);
    if !differs.contains(&true) {
        return;
    }
    let (sent, received) = (api.sent(), api.received());
    let (mut is_received, mut is_request) = (Vec::new(), Vec::new());
    for id in api.type_ids().filter(|id| differs[id.index()]) {
        match (sent[id.index()], received[id.index()]) {
            (_, true) => is_received.push(id),
            (true, false) => is_request.push(id),
            (false, false) => {}
        }
    }
    // What is sent names the shapes for requests, whatever those are for whose names it holds: it says nothing of them.
    let is_open = |id: TypeId| !sent[id.index()] && !received[id.index()];
    let (holds_request, holds_received) = (holding(api, is_request, is_open), holding(api, is_received, is_open));
    let mut twins = BTreeMap::new();
    for id in api.type_ids().filter(|id| differs[id.index()]) {
        let at = id.index();
        if sent[at] && received[at] {
            twins.insert(id, TypeId::new(api.types.len() + twins.len()));
        }
        let def = &mut api.types[at];
        def.direction = match (sent[at], received[at]) {
            (true, false) => Direction::Request,
            (_, true) => Direction::Response,
            (false, false) if holds_received[at] => Direction::Response,
            (false, false) if holds_request[at] => Direction::Request,
            (false, false) => Direction::Both,
        };
    }
    let copies: Vec<TypeDef> = twins.keys().map(|id| twin(api, *id, &twins)).collect();
    api.types.extend(copies);
    for def in api.types.iter_mut().filter(|def| def.direction != Direction::Both) {
        if def.direction == Direction::Request {
            turn_members(&mut def.shape, &twins);
        }
        trim(def);
    }
    redirect(api, &twins);
}

/// Which definitions have such a property, or hold one that has, by id.
fn differing(api: &Api) -> Vec<bool> {
    let has_way = |id: &TypeId| {
        let Shape::Struct(object) = &api.type_def(*id).shape else { return false };
        object.fields.iter().any(|field| direction(field) != Direction::Both || need_not_be_sent(field))
    };
    holding(api, api.type_ids().filter(has_way).collect(), |_| true)
}

/// Which definitions are among `held`, or hold one that is, by id; only those count as holders for which `counts` says so.
fn holding(api: &Api, held: Vec<TypeId>, counts: impl Fn(TypeId) -> bool) -> Vec<bool> {
    let mut holders: Vec<Vec<TypeId>> = vec![Vec::new(); api.types.len()];
    for id in api.type_ids().filter(|id| counts(*id)) {
        for member in api.type_def(id).shape.members().into_iter().filter_map(Type::named) {
            holders[member.index()].push(id);
        }
    }
    let (mut holds, mut open) = (vec![false; api.types.len()], held);
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut holds[id.index()], true) {
            open.extend(&holders[id.index()]);
        }
    }
    holds
}

/// The only way that a property goes, if there is one.
fn direction(field: &Field) -> Direction {
    let has = |constraint| field.constraints.contains(&constraint);
    match (has(Constraint::ReadOnly), has(Constraint::WriteOnly)) {
        (true, false) => Direction::Response,
        (false, true) => Direction::Request,
        // What is marked as both is marked as neither.
        (false, false) | (true, true) => Direction::Both,
    }
}

/// Whether a property that replies must have may be left out of requests, because its description is at odds with itself.
fn need_not_be_sent(field: &Field) -> bool {
    let is_demanded = matches!(field.presence, Presence::Required | Presence::Nullable);
    is_demanded && field.constraints.contains(&Constraint::ReadOnlyInPart)
}

/// The definition of the shape that `id` has in requests, with the members that it has in replies.
fn twin(api: &Api, id: TypeId, twins: &BTreeMap<TypeId, TypeId>) -> TypeDef {
    let mut copy = api.type_def(id).clone();
    copy.direction = Direction::Request;
    // What is inline is named after what it is in, here as there.
    copy.provenance = match copy.provenance {
        Provenance::Child { parent, hint } if twins.contains_key(&parent) => {
            Provenance::Child { parent: twins[&parent], hint }
        }
        _ => Provenance::Request { of: id },
    };
    copy
}

/// Lets the members of what is only in requests name the shapes for requests.
fn turn_members(shape: &mut Shape, twins: &BTreeMap<TypeId, TypeId>) {
    match shape {
        Shape::Struct(object) => {
            object.fields.iter_mut().for_each(|field| turn(&mut field.ty, twins));
            if let AdditionalProperties::Typed(ty) = &mut object.additional {
                turn(ty, twins);
            }
        }
        Shape::Union(union) => union.variants.iter_mut().for_each(|variant| turn(&mut variant.ty, twins)),
        Shape::Alias(ty) => turn(ty, twins),
        Shape::Enum(_) => {}
    }
}

/// Takes out what does not go the definition's way. An object of which nothing is known is a map, here as elsewhere.
fn trim(def: &mut TypeDef) {
    let Shape::Struct(object) = &mut def.shape else { return };
    let count = object.fields.len();
    object.fields.retain(|field| [Direction::Both, def.direction].contains(&direction(field)));
    if def.direction == Direction::Request {
        for field in object.fields.iter_mut().filter(|field| need_not_be_sent(field)) {
            field.presence = match field.presence {
                Presence::Required | Presence::Optional => Presence::Optional,
                Presence::Nullable | Presence::OptionalNullable => Presence::OptionalNullable,
            };
        }
    }
    if object.fields.is_empty() && count > 0 && object.additional == AdditionalProperties::Ignored {
        object.additional = AdditionalProperties::Typed(Type::Any);
    }
}

/// Lets what users make name the shapes for requests.
fn redirect(api: &mut Api, twins: &BTreeMap<TypeId, TypeId>) {
    for operation in &mut api.operations {
        operation.parameters.iter_mut().for_each(|parameter| turn(&mut parameter.ty, twins));
        for content in operation.body.iter_mut().flat_map(|body| &mut body.contents) {
            match &mut content.kind {
                MediaKind::Json(ty)
                | MediaKind::JsonLines(ty)
                | MediaKind::EventStream(ty)
                | MediaKind::Form(ty, _)
                | MediaKind::Multipart(ty, _) => turn(ty, twins),
                MediaKind::Text | MediaKind::Bytes => {}
            }
        }
    }
    let answers = api.incoming.iter_mut().flat_map(|it| &mut it.replies);
    answers.filter_map(|reply| reply.body.as_mut()).for_each(|ty| turn(ty, twins));
}

/// Lets a type name the shape for requests, where there is one.
fn turn(ty: &mut Type, twins: &BTreeMap<TypeId, TypeId>) {
    match ty {
        Type::Named(id) => *id = twins.get(id).copied().unwrap_or(*id),
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => turn(inner, twins),
        Type::Scalar(_) | Type::Any => {}
    }
}
