//! The first call that somebody new to the API may make, for the example on a crate's front page.

use super::Cx;
use crate::input::FirstCall;
use crate::ir::{
    ApiKeyLocation, Deprecated, Method, Need, Operation, OperationId, Parameter, Payload, Requirement, Response,
    Scalar, SchemeKind, Type,
};

/// The call of the operation that asks for least, of those that only read; none where each needs what has to be made first.
pub fn call(cx: Cx<'_>) -> Option<FirstCall> {
    let calls = cx.api.operation_ids().filter_map(|id| of_operation(cx, id).map(|call| (effort(cx, id), call)));
    calls.min_by_key(|(effort, _)| *effort).map(|(_, call)| call)
}

/// How much an operation asks for.
fn effort(cx: Cx<'_>, id: OperationId) -> usize {
    cx.api.operation(id).parameters.iter().filter(|it| !matches!(it.need, Need::Setter | Need::Fixed)).count()
}

/// The call of an operation, if it reads, and all that it needs can be written down.
fn of_operation(cx: Cx<'_>, id: OperationId) -> Option<FirstCall> {
    let operation = cx.api.operation(id);
    let is_plain = operation.method == Method::Get && operation.body.is_none() && operation.servers.is_empty();
    if !is_plain || !reads_json(operation) || operation.docs.deprecated == Deprecated::Yes {
        return None;
    }
    let names = cx.names.of_operation(id);
    let mut arguments = Vec::new();
    let mut settings = credentials(cx, operation)?;
    for parameter in &operation.parameters {
        match parameter.need {
            Need::Argument => arguments.push(value(parameter)?),
            Need::Client => {
                let setter = &cx.names.client_parameters()[&parameter.wire_name];
                // The builder takes the text of any.
                let value = value(parameter)?;
                let text = if value.starts_with('"') { value } else { format!("{value:?}") };
                settings.push(format!(".{setter}({text})"));
            }
            Need::Setter | Need::Fixed => {}
        }
    }
    let call = format!("client.{}({})", names.method, arguments.join(", "));
    Some(FirstCall { endpoint: endpoint(cx), settings, call })
}

/// Whether a success is a JSON value.
fn reads_json(operation: &Operation) -> bool {
    let mut payloads = operation.successes().flat_map(Response::payloads);
    operation.stream().is_none() && matches!(payloads.next(), Some((Payload::Json(_), _)))
}

/// What says where the API is, unless the client knows it: it does if the document has exactly one server, at a whole URL.
fn endpoint(cx: Cx<'_>) -> Option<String> {
    let is_whole = |url: &str| url.contains("://");
    match (&*cx.api.servers, cx.names.servers()) {
        ([only], _) if is_whole(&only.url) => None,
        ([first, ..], [name, ..]) if is_whole(&first.url) => Some(format!("Server::{name}")),
        ([_, ..], [name, ..]) => Some(format!("Server::{name}.at(\"https://api.example.com\")")),
        _ => Some("\"https://api.example.com\"".to_owned()),
    }
}

/// The credentials of the first alternative that a text can satisfy.
fn credentials(cx: Cx<'_>, operation: &Operation) -> Option<Vec<String>> {
    match &*operation.security {
        [] => Some(Vec::new()),
        alternatives => {
            // What stands in a URL is seen by many.
            let is_seen =
                |id| matches!(cx.api.scheme(id).kind, SchemeKind::ApiKey { location: ApiKeyLocation::Query, .. });
            let (open, closed): (Vec<_>, Vec<_>) = alternatives
                .iter()
                .partition(|requirement| requirement.schemes.iter().any(|demand| is_seen(demand.scheme)));
            closed.into_iter().chain(open).find_map(|requirement| credentials_of(cx, requirement))
        }
    }
}

fn credentials_of(cx: Cx<'_>, requirement: &Requirement) -> Option<Vec<String>> {
    let credential = |id| {
        let setter = cx.names.scheme_setter(id);
        let secret = format!("std::env::var(\"{}\")?", setter.as_str().to_uppercase());
        match cx.api.scheme(id).kind {
            SchemeKind::ApiKey { .. } | SchemeKind::Bearer | SchemeKind::OAuth2 { .. } => {
                Some(format!(".{setter}({secret})"))
            }
            SchemeKind::Basic => Some(format!(".{setter}(\"user\", {secret})")),
            SchemeKind::MutualTls | SchemeKind::Signer { .. } => None,
        }
    };
    requirement.schemes.iter().map(|demand| credential(demand.scheme)).collect()
}

/// A value for a parameter: the document's example of a text, or else one that says what belongs there.
fn value(parameter: &Parameter) -> Option<String> {
    match parameter.ty {
        Type::Scalar(Scalar::String) => {
            let example = parameter.docs.examples.iter().find_map(|example| example.as_str());
            let plain = |text: &&str| (1..=60).contains(&text.len()) && text.chars().all(|it| it.is_ascii_graphic());
            Some(format!("{:?}", example.filter(plain).unwrap_or(&parameter.wire_name)))
        }
        Type::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64) => Some("1".to_owned()),
        Type::Scalar(Scalar::Bool) => Some("true".to_owned()),
        _ => None,
    }
}
