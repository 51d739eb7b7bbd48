//! Turns webhooks and callbacks into the IR. A client does not receive them, but knows what they hold.
//!
//! What is wrong with them is no harm to the calls of the client, so it only leaves them out.

use openapiv3::{ReferenceOr, RequestBody, Response, Responses};

use super::context::Context;
use super::media::Sender;
use super::place::Place;
use super::{docs, media, outline, reference, response};
use crate::beyond;
use crate::diagnostics::Instead;
use crate::ir::{
    Content, Docs, Incoming, IncomingParameter, IncomingReply, IncomingSource, Location, MediaKind, Method, Operation,
    OperationId, Type,
};
use crate::pointer::Pointer;

/// The calls that the service makes.
pub(super) fn lower(cx: &mut Context<'_>, operations: &[Operation]) -> Vec<Incoming> {
    let mut found = Vec::new();
    let webhooks = Pointer::root().child(beyond::WEBHOOKS);
    for key in names(cx, &webhooks) {
        let (source, at) = (IncomingSource::Webhook(key.to_owned()), webhooks.child(key));
        match cx.document.keys(&at).iter().any(|member| is_expression(member)) {
            // Documents of 3.0 write them as an extension, and some of those as callbacks.
            true => callback(cx, key, &at, &mut found),
            false => collect(cx, key, &source, &at, &mut found),
        }
    }
    for (index, operation) in operations.iter().enumerate() {
        let callbacks = operation.origin.child("callbacks");
        let first = found.len();
        for key in names(cx, &callbacks) {
            callback(cx, &format!("{} {key}", operation.wire_name), &callbacks.child(key), &mut found);
        }
        found[first..].iter_mut().for_each(|incoming| incoming.caller = Some(OperationId::new(index)));
    }
    found
}

/// Whether a member is called by an expression for a URL, as those of a callback are.
fn is_expression(member: &str) -> bool {
    member.contains("{$") || member.contains("://")
}

/// The names in a map, extensions aside.
fn names<'a>(cx: &Context<'a>, at: &Pointer) -> Vec<&'a str> {
    cx.document.keys(at).into_iter().filter(|key| !key.starts_with("x-") && *key != "$ref").collect()
}

/// The calls of one callback, by the expressions for their URLs.
fn callback(cx: &mut Context<'_>, name: &str, at: &Pointer, found: &mut Vec<Incoming>) {
    let Some(hops) = cx.contain(Instead::Ignored, |cx| outline::hops(cx, at)).flatten() else { return };
    for hop in hops {
        for expression in names(cx, &hop) {
            let source = IncomingSource::Callback(expression.to_owned());
            collect(cx, name, &source, &hop.child(expression), found);
        }
    }
}

/// The calls of one path item.
fn collect(cx: &mut Context<'_>, name: &str, source: &IncomingSource, at: &Pointer, found: &mut Vec<Incoming>) {
    let Some(hops) = cx.contain(Instead::Ignored, |cx| outline::hops(cx, at)).flatten() else { return };
    let shared: Vec<IncomingParameter> = hops.iter().flat_map(|hop| parameters(cx, hop)).collect();
    let methods = outline::methods(cx, &hops);
    let several = methods.len() > 1;
    for (method, at) in methods {
        let name = if several { format!("{name} {}", method.as_str().to_ascii_lowercase()) } else { name.to_owned() };
        let incoming = cx.contain(Instead::Ignored, |cx| one(cx, name, source.clone(), method, at));
        found.extend(incoming.flatten().map(|mut incoming| {
            // The names of headers have no case.
            let key = |it: &IncomingParameter| match it.location {
                Location::Header => (it.name.to_ascii_lowercase(), it.location),
                _ => (it.name.clone(), it.location),
            };
            let is_new = |it: &&IncomingParameter| incoming.parameters.iter().all(|own| key(own) != key(it));
            let shared: Vec<_> = shared.iter().filter(is_new).cloned().collect();
            incoming.parameters.splice(..0, shared);
            incoming
        }));
    }
}

/// What a path item says of all its calls.
fn parameters(cx: &mut Context<'_>, item: &Pointer) -> Vec<IncomingParameter> {
    let at = item.child("parameters");
    let listed: Vec<ReferenceOr<openapiv3::Parameter>> = cx.read_lenient(&at).unwrap_or_default();
    listed.into_iter().enumerate().filter_map(|(index, it)| parameter(cx, it, &at.child(index))).collect()
}

fn one(cx: &mut Context<'_>, name: String, source: IncomingSource, method: Method, at: Pointer) -> Option<Incoming> {
    let operation: openapiv3::Operation = cx.document.read(&at, cx.report)?;
    let openapiv3::Operation {
        summary,
        description,
        external_docs,
        parameters,
        request_body,
        responses,
        deprecated,
        tags,
        ..
    } = operation;
    if request_body.is_none() {
        cx.ignored(&at, format!("`{name}` has no body, so there is nothing to read, and nothing is generated for it"));
    }
    let body = request_body.and_then(|body| reference::resolve(cx, body, &at.child("requestBody")));
    // The body is all there is to most of them, and may be all that is described.
    let description = description.or_else(|| body.as_ref()?.0.description.clone());
    let docs = Docs {
        summary,
        description: docs::with_link(description, external_docs),
        examples: Vec::new(),
        deprecated: docs::deprecated(deprecated),
    };
    let list = at.child("parameters");
    let parameters = parameters.into_iter().enumerate();
    let parameters = parameters.filter_map(|(index, it)| parameter(cx, it, &list.child(index))).collect();
    let payload = body.and_then(|(body, at)| payload(cx, &name, body, &at));
    let replies = replies(cx, &name, responses, &at.child("responses"));
    Some(Incoming { name, origin: at, docs, source, caller: None, tags, method, parameters, payload, replies })
}

/// What comes beside the body.
fn parameter(
    cx: &mut Context<'_>,
    parameter: ReferenceOr<openapiv3::Parameter>,
    at: &Pointer,
) -> Option<IncomingParameter> {
    let (parameter, _) = reference::resolve(cx, parameter, at)?;
    let location = match &parameter {
        openapiv3::Parameter::Query { .. } => Location::Query,
        openapiv3::Parameter::Header { .. } => Location::Header,
        openapiv3::Parameter::Path { .. } => Location::Path,
        openapiv3::Parameter::Cookie { .. } => Location::Cookie,
    };
    let data = parameter.parameter_data();
    Some(IncomingParameter { name: data.name.clone(), location, description: data.description.clone() })
}

/// The type of what the service sends.
fn payload(cx: &mut Context<'_>, name: &str, body: RequestBody, at: &Pointer) -> Option<Type> {
    let place = Place::part(name, "request", at);
    let contents = media::lower(cx, body.content, &at.child("content"), &place, Sender::Service);
    let json = |it: &Content| matches!(it.kind, MediaKind::Json(_));
    let read = contents.iter().position(json).unwrap_or_default();
    for other in contents.iter().enumerate().filter(|(index, _)| *index != read).map(|(_, content)| content) {
        let message = format!("`{}` is not read: there is one payload to a call", other.media_type);
        cx.simplified(&at.child("content").child(&other.media_type), message);
    }
    let content = contents.into_iter().nth(read)?;
    match content.kind {
        MediaKind::Json(ty) => Some(ty),
        _ => {
            let message = format!(
                "nothing is generated for what the service sends as `{}`: the receiver reads it",
                content.media_type
            );
            cx.simplified(at, message);
            None
        }
    }
}

fn replies(cx: &mut Context<'_>, name: &str, responses: Responses, at: &Pointer) -> Vec<IncomingReply> {
    let mut replies = Vec::new();
    for (status, key, answer) in response::by_status(cx, responses, at) {
        let Some((answer, origin)) = reference::resolve(cx, answer, &at.child(&key)) else { continue };
        let Response { description, content, .. } = answer;
        let place = Place::part(name, &response::hint(status), &origin);
        let contents = media::lower(cx, content, &origin.child("content"), &place, Sender::User);
        let body = contents.into_iter().find_map(|content| match content.kind {
            MediaKind::Json(ty) => Some(ty),
            _ => None,
        });
        replies.push(IncomingReply { status, description, body });
    }
    replies
}
