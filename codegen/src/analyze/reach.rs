//! Which definitions are part of requests, and which only of replies.

use crate::ir::{AdditionalProperties, Api, Operation, Shape, Type, TypeId};

/// Which way values of a type travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Users make values of the type: it is part of a request, or of nothing.
    Made,
    /// Users only receive values of the type.
    Received,
}

/// The direction of each definition, by id.
pub fn directions(api: &Api) -> Vec<Direction> {
    let answers = api.incoming.iter().flat_map(|it| &it.replies).filter_map(|reply| reply.body.as_ref());
    let payloads = api.incoming.iter().filter_map(|it| it.payload.as_ref());
    let sent = reachable(api, api.operations.iter().flat_map(sent).chain(answers));
    let received = reachable(api, api.operations.iter().flat_map(received).chain(payloads));
    let ways = sent.into_iter().zip(received);
    ways.map(|way| if way == (false, true) { Direction::Received } else { Direction::Made }).collect()
}

/// The types of an operation's parameters and body.
pub fn sent(operation: &Operation) -> impl Iterator<Item = &Type> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    parameters.chain(contents.filter_map(|content| content.kind.ty()))
}

/// The types of an operation's replies.
pub fn received(operation: &Operation) -> impl Iterator<Item = &Type> {
    operation.responses.iter().flat_map(|response| {
        let headers = response.headers.iter().map(|header| &header.ty);
        let items = response.stream.iter().map(|stream| &stream.item);
        response.contents.iter().filter_map(|content| content.kind.ty()).chain(items).chain(headers)
    })
}

/// The types that a definition is made of.
pub fn members(shape: &Shape) -> Vec<&Type> {
    match shape {
        Shape::Struct(object) => {
            let additional = match &object.additional {
                AdditionalProperties::Typed(ty) => Some(ty),
                AdditionalProperties::Ignored | AdditionalProperties::Denied => None,
            };
            object.fields.iter().map(|field| &field.ty).chain(additional).collect()
        }
        Shape::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Alias(ty) => vec![ty],
        Shape::Enum(_) => Vec::new(),
    }
}

/// Which definitions can be reached from `roots`, by id.
fn reachable<'a>(api: &'a Api, roots: impl Iterator<Item = &'a Type>) -> Vec<bool> {
    let mut reached = vec![false; api.types.len()];
    let mut open: Vec<&Type> = roots.collect();
    while let Some(ty) = open.pop() {
        match ty {
            Type::Named(id) => enter(api, *id, &mut reached, &mut open),
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => open.push(inner),
            Type::Scalar(_) | Type::Any => {}
        }
    }
    reached
}

/// Marks a definition and queues what it is made of, once.
fn enter<'a>(api: &'a Api, id: TypeId, reached: &mut [bool], open: &mut Vec<&'a Type>) {
    if !std::mem::replace(&mut reached[id.index()], true) {
        open.extend(members(&api.type_def(id).shape));
    }
}
