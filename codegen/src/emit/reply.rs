//! The replies of an operation: its output, its error, and which status means which.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::ty::Place;
use super::{Cx, docs, ty};
use crate::ir::{MediaKind, Operation, OperationId, Response, ResponseHeader, StatusSpec, Type};
use crate::names::Name;

/// What a successful call gives.
pub enum Output<'a> {
    /// Nothing but the status.
    Nothing,
    /// One kind of body, whatever the status.
    Body(Payload<'a>),
    /// A type that depends on the status: an enum.
    Choice,
}

/// What a reply's body becomes.
#[derive(Clone, Copy, PartialEq)]
pub enum Payload<'a> {
    /// A value of this type, from JSON.
    Json(&'a Type),
    /// A `String`.
    Text,
    /// The bytes as they came.
    Bytes,
    /// The pieces of the operation's stream, all of them.
    Items(&'a Type),
}

/// What a successful call of `operation` gives.
pub fn output(operation: &Operation) -> Output<'_> {
    let mut bodies = operation.successes().map(body);
    let first = bodies.next().flatten();
    if bodies.any(|other| other != first) {
        return Output::Choice;
    }
    first.map_or(Output::Nothing, Output::Body)
}

/// The type of [`output`].
pub fn output_type(cx: Cx<'_>, id: OperationId) -> TokenStream {
    match output(cx.api.operation(id)) {
        Output::Nothing => quote! { () },
        Output::Body(payload) => payload_type(cx, payload),
        Output::Choice => {
            let ident = &cx.names.of_operation(id).output;
            quote! { #ident }
        }
    }
}

/// The type of the documented failures.
pub fn error_type(cx: Cx<'_>, id: OperationId) -> TokenStream {
    let ident = &cx.names.of_operation(id).error;
    if cx.api.operation(id).failures().next().is_none() {
        return quote! { std::convert::Infallible };
    }
    quote! { #ident }
}

/// `fn decode`, from a status to a typed reply.
pub fn decode(cx: Cx<'_>, id: OperationId) -> TokenStream {
    let operation = cx.api.operation(id);
    if operation.responses.is_empty() {
        return quote! {
            fn decode(_: &Reply) -> Decoded<Self> {
                Ok(Outcome::Undocumented)
            }
        };
    }
    let successes = operation
        .successes()
        .map(|response| (response.status, success_pattern(operation, response.status), success(cx, id, response)));
    let failures = operation
        .failures()
        .map(|response| (response.status, pattern(operation, response.status), failure(cx, id, response)));
    let mut arms: Vec<_> = successes.chain(failures).collect();
    // In the order of statuses, with `default` as a success before `default` as a failure.
    arms.sort_by_key(|(status, ..)| *status);
    let default = operation.responses.iter().any(|response| response.status == StatusSpec::Default);
    let rest = (!default).then(|| quote! { _ => Ok(Outcome::Undocumented), });
    let arms = arms.iter().map(|(_, pattern, outcome)| quote! { #pattern => #outcome, });
    quote! {
        fn decode(reply: &Reply) -> Decoded<Self> {
            match reply.status() {
                #(#arms)*
                #rest
            }
        }
    }
}

/// How a success becomes an outcome: bare, or as a variant of the output.
fn success(cx: Cx<'_>, id: OperationId, response: &Response) -> TokenStream {
    let variant = match output(cx.api.operation(id)) {
        Output::Nothing | Output::Body(_) => None,
        Output::Choice => {
            let (ident, variant) = (&cx.names.of_operation(id).output, variant(cx, id, response));
            Some(quote! { #ident::#variant })
        }
    };
    match (body(response), variant) {
        (Some(Payload::Json(_)), None) => quote! { reply.success() },
        (Some(Payload::Json(_)), Some(variant)) => quote! { reply.success_as(#variant) },
        (Some(Payload::Text), None) => quote! { reply.text().map(Outcome::Success) },
        (Some(Payload::Text), Some(variant)) => quote! { Ok(Outcome::Success(#variant(reply.text()?))) },
        (Some(Payload::Bytes), None) => quote! { Ok(Outcome::Success(reply.body().clone())) },
        (Some(Payload::Bytes), Some(variant)) => quote! { Ok(Outcome::Success(#variant(reply.body().clone()))) },
        (Some(Payload::Items(_)), None) => {
            quote! { Self::FRAMES.decode_all(reply.body()).map(Outcome::Success) }
        }
        (Some(Payload::Items(_)), Some(variant)) => {
            quote! { Self::FRAMES.decode_all(reply.body()).map(#variant).map(Outcome::Success) }
        }
        (None, None) => quote! { Ok(Outcome::Success(())) },
        (None, Some(variant)) => quote! { Ok(Outcome::Success(#variant)) },
    }
}

/// How a failure becomes an outcome.
fn failure(cx: Cx<'_>, id: OperationId, response: &Response) -> TokenStream {
    let error = &cx.names.of_operation(id).error;
    let variant = variant(cx, id, response);
    match body(response) {
        Some(Payload::Json(_)) => quote! { reply.failure(#error::#variant) },
        Some(Payload::Text) => quote! { Ok(Outcome::Failure(#error::#variant(reply.text()?))) },
        Some(Payload::Bytes) => quote! { Ok(Outcome::Failure(#error::#variant(reply.body().clone()))) },
        // Only a success has a stream.
        Some(Payload::Items(_)) | None => quote! { Ok(Outcome::Failure(#error::#variant)) },
    }
}

/// Whether [`decode`] writes `Outcome` itself: for a reply without a body, or an undocumented one.
pub fn writes_outcome(operation: &Operation) -> bool {
    let default = operation.responses.iter().any(|response| response.status == StatusSpec::Default);
    !default || operation.responses.iter().any(|response| !matches!(body(response), Some(Payload::Json(_))))
}

/// The enum of the documented failures.
pub fn error_enum(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let names = cx.names.of_operation(id);
    let failures: Vec<&Response> = cx.api.operation(id).failures().collect();
    let doc = format!("The documented failures of [`{}`].", names.marker);
    (!failures.is_empty()).then(|| choice(cx, id, &names.error, &doc, &failures))
}

/// The enum of the successes, where there are several shapes.
pub fn output_enum(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let names = cx.names.of_operation(id);
    let operation = cx.api.operation(id);
    let doc = format!("What [`{}`] gives, by status.", names.marker);
    matches!(output(operation), Output::Choice)
        .then(|| choice(cx, id, &names.output, &doc, &operation.successes().collect::<Vec<_>>()))
}

/// An enum with a variant for each of the replies.
fn choice(cx: Cx<'_>, id: OperationId, ident: &Name, doc: &str, responses: &[&Response]) -> TokenStream {
    let mut lines = vec![doc.to_owned()];
    docs::append_list(&mut lines, "Headers that may come with it:", &header_docs(cx, responses.iter().copied()));
    let doc = docs::comment(&lines);
    let variants = responses.iter().map(|response| {
        let variant = variant(cx, id, response);
        let doc = variant_docs(response);
        let payload = body(response).map(|body| {
            let payload = payload_type(cx, body);
            if matches!(body, Payload::Json(ty) if cx.facts.is_large(cx.api, ty)) {
                quote! { (Box<#payload>) }
            } else {
                quote! { (#payload) }
            }
        });
        quote! { #doc #variant #payload, }
    });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
        }
    }
}

/// The status, and what the document says about it.
fn variant_docs(response: &Response) -> TokenStream {
    let status = status(response.status);
    match response.description.trim() {
        "" => docs::line(format!("{status}.")),
        text => docs::text(&format!("{status}: {}", docs::sentence(text))),
    }
}

/// A status in words.
pub fn status(status: StatusSpec) -> String {
    match status {
        StatusSpec::Code(code) => format!("`{code}`"),
        StatusSpec::Range(hundred) => format!("`{hundred}XX`"),
        StatusSpec::Default => "Any other status".to_owned(),
    }
}

/// The documented headers of some replies, each once, as a list. They are read from the reply's headers by name.
pub fn header_docs<'a>(cx: Cx<'_>, responses: impl Iterator<Item = &'a Response> + Clone) -> Vec<String> {
    let replies = responses.clone().count();
    let mut headers: Vec<(&ResponseHeader, Vec<String>)> = Vec::new();
    for (response, header) in responses.flat_map(|it| it.headers.iter().map(move |header| (it, header))) {
        let known = headers.iter_mut().find(|(other, _)| other.is_same(header));
        match known {
            Some((_, statuses)) => statuses.push(status(response.status)),
            None => headers.push((header, vec![status(response.status)])),
        }
    }
    let lines = headers.iter().map(|(header, statuses)| {
        let of = if statuses.len() == replies { String::new() } else { format!(", {}", statuses.join(", ")) };
        let name = format!("`{}` (`headers::{}`{of})", header.wire_name, cx.names.header(header));
        match header.description.as_deref().map(str::trim) {
            Some(text) if !text.is_empty() => format!("- {name}: {text}"),
            _ => format!("- {name}"),
        }
    });
    lines.collect()
}

/// The variant of a reply.
fn variant<'a>(cx: Cx<'a>, id: OperationId, response: &Response) -> &'a Name {
    let responses = &cx.api.operation(id).responses;
    let index = responses.iter().position(|other| other.status == response.status);
    &cx.names.of_operation(id).responses[index.expect("the reply is one of the operation's")]
}

/// The statuses of a reply, as a pattern: a range goes around the codes that have replies of their own.
fn pattern(operation: &Operation, status: StatusSpec) -> TokenStream {
    match status {
        StatusSpec::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote! { #code }
        }
        StatusSpec::Range(hundred) => range(operation, u16::from(hundred) * 100),
        StatusSpec::Default => quote! { _ },
    }
}

/// The hundred statuses from `first` on, without those that have replies of their own.
fn range(operation: &Operation, first: u16) -> TokenStream {
    let last = first + 99;
    let codes = operation.responses.iter().filter_map(|response| match response.status {
        StatusSpec::Code(code) if (first..=last).contains(&code) => Some(code),
        _ => None,
    });
    let mut parts = Vec::new();
    let mut start = first;
    for code in codes.chain([last + 1]) {
        if start < code {
            let (from, to) = (Literal::u16_unsuffixed(start), Literal::u16_unsuffixed(code - 1));
            parts.push(if start == code - 1 {
                quote! { #from }
            } else {
                quote! { #from..=#to }
            });
        }
        start = code + 1;
    }
    quote! { #(#parts)|* }
}

/// The statuses of a success; `default` as a success stands for the successful ones.
fn success_pattern(operation: &Operation, status: StatusSpec) -> TokenStream {
    match status {
        StatusSpec::Default => range(operation, 200),
        status => pattern(operation, status),
    }
}

/// What a reply's body becomes, if it has one.
fn body(response: &Response) -> Option<Payload<'_>> {
    let whole = response.contents.first().map(|content| match &content.kind {
        MediaKind::Json(ty) => Payload::Json(ty),
        MediaKind::Text | MediaKind::JsonLines(_) | MediaKind::EventStream(_) => Payload::Text,
        MediaKind::Bytes | MediaKind::Form(..) | MediaKind::Multipart(..) => Payload::Bytes,
    });
    whole.or_else(|| response.stream.as_ref().map(|stream| Payload::Items(&stream.item)))
}

/// The type of a reply's body.
fn payload_type(cx: Cx<'_>, payload: Payload<'_>) -> TokenStream {
    match payload {
        Payload::Json(ty) => ty::owned(cx, Place::Outside, ty),
        Payload::Text => quote! { String },
        Payload::Bytes => quote! { bytes::Bytes },
        Payload::Items(ty) => {
            let item = ty::owned(cx, Place::Outside, ty);
            quote! { Vec<#item> }
        }
    }
}
