//! An operation: its own type, what the runtime must know about it, and the method that makes a call.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, body, body_choice, docs, links, pagination, parameter, reply, server, stream, waiter};
use crate::ir::{Demand, Idempotency, MediaKind, Need, Operation, OperationId, Requirement, Side};
use crate::names::OperationNames;

/// The items of an operation besides its method.
pub fn items(cx: Cx<'_>, id: OperationId) -> Vec<TokenStream> {
    let mut items = vec![operation(cx, id)];
    items.extend(stream::item(cx, id));
    items.extend(body_choice::items(cx, id));
    items.extend(Side::ALL.into_iter().filter_map(|side| reply::choice_enum(cx, side, id)));
    items.extend(parameter::setters(cx, id));
    items.extend(links::functions(cx, id));
    items.extend(waiter::items(cx, id));
    items.extend(pagination::paged(cx, id));
    items
}

/// The method on the client.
pub fn method(cx: Cx<'_>, id: OperationId) -> TokenStream {
    let names = cx.names.of_operation(id);
    let operation = cx.api.operation(id);
    let (method, marker) = (&names.method, &names.marker);
    let doc = docs::comment(&method_docs(cx, id));
    let deprecated = docs::deprecated(&operation.docs);
    let arguments = parameter::arguments(cx, id);
    let steps = parameter::steps(cx, id);
    let lifetime = body::lifetime(cx, id, Need::Argument);
    let expect = (arguments.len() >= 7)
        .then(|| quote! { #[expect(clippy::too_many_arguments, reason = "each of these parameters is required")] });
    quote! {
        #doc
        #deprecated
        #expect
        pub fn #method #lifetime(&self, #(#arguments),*) -> Call<'_, #marker> {
            Call::new(self) #(#steps)*
        }
    }
}

/// What the document says about the operation, its arguments, and the request line.
fn method_docs(cx: Cx<'_>, id: OperationId) -> Vec<String> {
    let operation = cx.api.operation(id);
    let mut lines = docs::lines(&operation.docs);
    let arguments = parameter::argument_docs(cx, id);
    if !arguments.is_empty() {
        docs::append_paragraph(&mut lines, &arguments.join("\n"));
    }
    docs::append_paragraph(&mut lines, &format!("`{} {}`.", operation.method.as_str(), operation.path));
    if let Some(line) = parameter::setters_line(cx, id) {
        docs::append_sentence(&mut lines, &line);
    }
    reply::append_docs(cx, operation, &mut lines);
    let server = (!operation.servers.is_empty()).then(|| server::line(&operation.servers));
    for line in [pagination::docs(operation), stream::line(operation), server].into_iter().flatten() {
        docs::append_sentence(&mut lines, &line);
    }
    lines
}

/// `operation!`: the request line, the operation's own type, what it gives, the facts about it, and which status means what.
fn operation(cx: Cx<'_>, id: OperationId) -> TokenStream {
    let OperationNames { marker, method: call, .. } = cx.names.of_operation(id);
    let operation = cx.api.operation(id);
    let (method, path) = (operation.method.as_str(), operation.path.to_string());
    let output = reply::output_type(cx, id);
    let error = reply::error_type(cx, id);
    let scopes = scopes(operation);
    let info = info(cx, operation);
    let arms = reply::arms(cx, id);
    quote! {
        operation! {
            #call: #method #path;
            #marker(reply) -> Result<#output, #error>;
            #scopes
            info(API, #info);
            #(#arms)*
        }
    }
}

/// The facts that the runtime reads besides the request line, without those that go without saying.
fn info(cx: Cx<'_>, operation: &Operation) -> TokenStream {
    let wire_name = &operation.wire_name;
    let tag = &cx.api.tag(operation.tag).wire_name;
    let idempotent = is_exceptional(operation).then(|| match operation.idempotency {
        Idempotency::Idempotent => quote! { , idempotent: Idempotent::Yes },
        Idempotency::NotIdempotent => quote! { , idempotent: Idempotent::No },
    });
    let accept = match accept(operation).as_deref() {
        Some("application/json") => None,
        Some(accept) => Some(quote! { , accept: Some(#accept) }),
        None => Some(quote! { , accept: None }),
    };
    let security = operation.security.iter().map(|requirement| alternative(cx, requirement));
    let security = (!operation.security.is_empty()).then(|| quote! { , security: &[#(#security),*] });
    let servers = operation.servers.iter().map(server::info);
    let servers = (!operation.servers.is_empty()).then(|| quote! { , servers: &[#(#servers),*] });
    quote! { id: #wire_name, tag: #tag #idempotent #accept #security #servers }
}

/// Whether the document says otherwise than the method whether the operation is idempotent.
pub fn is_exceptional(operation: &Operation) -> bool {
    operation.idempotency != operation.method.idempotency()
}

/// The content types of the documented replies, each once.
fn accept(operation: &Operation) -> Option<String> {
    let mut types: Vec<&str> = Vec::new();
    for response in &operation.responses {
        let is_whole = |kind: &MediaKind| !matches!(kind, MediaKind::EventStream(_) | MediaKind::JsonLines(_));
        let whole =
            response.contents.iter().filter(|content| is_whole(&content.kind)).map(|content| &content.media_type);
        // A stream is asked for only where there is nothing else to ask for.
        let stream = response.stream.iter().filter(|_| response.contents.is_empty()).map(|stream| &stream.media_type);
        for media_type in whole.chain(stream) {
            if !types.contains(&media_type.as_str()) {
                types.push(media_type);
            }
        }
    }
    (!types.is_empty()).then(|| types.join(", "))
}

/// One alternative of credentials, by the schemes' names.
fn alternative(cx: Cx<'_>, requirement: &Requirement) -> TokenStream {
    let schemes = requirement.schemes.iter().map(|demand| &cx.api.scheme(demand.scheme).wire_name);
    quote! { &[#(#schemes),*] }
}

/// Whether a credential must allow something in particular.
fn has_scopes(operation: &Operation) -> bool {
    operation.security.iter().flat_map(|requirement| &requirement.schemes).any(|demand| !demand.scopes.is_empty())
}

/// What the credentials must allow, in the order of the alternatives and of the schemes in them.
fn scopes(operation: &Operation) -> Option<TokenStream> {
    if !has_scopes(operation) {
        return None;
    }
    let alternatives = operation.security.iter().map(|requirement| {
        let demands = requirement.schemes.iter().map(|Demand { scopes, .. }| quote! { &[#(#scopes),*] });
        quote! { &[#(#demands),*] }
    });
    Some(quote! { scopes(#(#alternatives),*); })
}
