//! Lists how each operation is called, for those who want to call them all.

use super::{Cx, body, ty};
use crate::input::{Argument, BodyArgument, Call, Passing};
use crate::ir::{Need, OperationId};
use crate::pointer::Pointer;

/// The calls of all operations, in the order of the document. `original` tells where what stands at a pointer now once was.
pub fn list(cx: Cx<'_>, original: impl Fn(&Pointer) -> Pointer) -> Vec<Call> {
    cx.api.operation_ids().map(|id| call(cx, id, &original)).collect()
}

fn call(cx: Cx<'_>, id: OperationId, original: &impl Fn(&Pointer) -> Pointer) -> Call {
    let operation = cx.api.operation(id);
    let names = cx.names.of_operation(id);
    let arguments = operation.parameters.iter().zip(&names.parameters).map(|(parameter, ident)| Argument {
        name: parameter.wire_name.clone(),
        location: parameter.location,
        ident: ident.to_string(),
        ty: ty::owned(cx, ty::Place::Outside, &parameter.ty).to_string(),
        passing: passing(parameter.need),
        is_copied: ty::is_copy(cx, &parameter.ty),
    });
    Call {
        pointer: original(&operation.origin),
        method: names.method.to_string(),
        arguments: arguments.collect(),
        body: operation.body.as_ref().map(|body| BodyArgument {
            ident: names.body.to_string(),
            passing: passing(body.need),
            contents: body::contents(cx, id, body),
        }),
        stream: operation.stream().map(|stream| stream.media_type.clone()),
    }
}

fn passing(need: Need) -> Passing {
    match need {
        Need::Argument => Passing::Argument,
        Need::Setter | Need::Client | Need::Fixed => Passing::Setter,
    }
}
