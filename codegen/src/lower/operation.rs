//! Turns an operation into the IR, all but its links.
//!
//! Never here: its callbacks, which a server receives; see `incoming.rs`.

use serde_json::Value;

use super::context::Context;
use super::outline::Outline;
use super::response::RawLinks;
use super::security::Schemes;
use super::service::lower_servers;
use super::tag::Tags;
use super::{body, docs, pagination, parameter, response, waiter};
use crate::diagnostics::{Code, Instead};
use crate::ir::{Docs, Idempotency, Method, Operation, TagId};
use crate::pointer::Pointer;

/// An operation, and the parts that can only be lowered when all operations are known.
pub(super) struct Draft {
    pub(super) operation: Operation,
    pub(super) links: Vec<RawLinks>,
    pub(super) extensions: Extensions,
}

/// The extensions that refer to the types of replies.
pub(super) struct Extensions {
    pub(super) waiter: Option<Value>,
    pub(super) pagination: Option<Value>,
}

/// Lowers the operation that was found, unless its request would have to be guessed.
pub(super) fn lower(cx: &mut Context<'_>, outline: Outline, schemes: &mut Schemes, tags: &mut Tags) -> Option<Draft> {
    let (at, method, path) = (outline.at.clone(), outline.method.clone(), outline.path.clone());
    match cx.sound(|cx| Some(draft(cx, outline, schemes))) {
        // A group without an operation is not to be.
        Ok(mut draft) => {
            draft.operation.tag = tags.group(&draft.operation.tags);
            Some(draft)
        }
        Err(why) => {
            cx.report_left_out(&at, &method, path, &why);
            None
        }
    }
}

fn draft(cx: &mut Context<'_>, mut outline: Outline, schemes: &mut Schemes) -> Draft {
    let parameters = parameter::lower(cx, &outline);
    let openapiv3::Operation {
        tags,
        summary,
        description,
        external_docs,
        operation_id: _,
        parameters: _,
        request_body,
        responses,
        callbacks: _,
        deprecated,
        security,
        servers,
        extensions,
    } = std::mem::take(&mut outline.operation);
    let Outline { wire_name, at, method, path, servers_at, shared_servers, shared_summary, shared_description, .. } =
        outline;
    let body = request_body.and_then(|body| body::lower(cx, &wire_name, body, &at));
    let (responses, links) = response::lower(cx, &wire_name, &method, responses, &at);
    let servers = match servers.is_empty() {
        true => lower_servers(cx, shared_servers, &servers_at),
        false => lower_servers(cx, servers, &at.child("servers")),
    };
    let operation = Operation {
        docs: Docs {
            summary: summary.or(shared_summary),
            description: docs::with_link(description.or(shared_description), external_docs),
            examples: Vec::new(),
            deprecated: docs::deprecated(deprecated),
        },
        tag: TagId::new(0),
        tags,
        idempotency: idempotency(cx, &method, extensions.get("x-idempotent"), &at),
        method,
        path,
        parameters,
        body,
        responses,
        security: schemes.requirements(cx, security, &at),
        servers,
        waiter: None,
        pagination: None,
        wire_name,
        origin: at,
    };
    let [waiter, pagination] =
        [&waiter::EXTENSION, &pagination::EXTENSION].map(|extension| extensions.get(extension.name).cloned());
    let extensions = Extensions { waiter, pagination };
    Draft { operation, links, extensions }
}

/// By its method, or by what the document says.
fn idempotency(cx: &mut Context<'_>, method: &Method, extension: Option<&Value>, at: &Pointer) -> Idempotency {
    match extension {
        Some(Value::Bool(true)) => return Idempotency::Idempotent,
        Some(Value::Bool(false)) => return Idempotency::NotIdempotent,
        None => {}
        Some(_) => {
            let at = at.child("x-idempotent");
            let problem = cx.report.add(Code::WrongType, &at, "`x-idempotent` is `true`, `false` or left out");
            problem.instead(Instead::Ignored);
        }
    }
    method.idempotency()
}
