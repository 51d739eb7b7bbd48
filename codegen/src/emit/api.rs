//! `api/`: one file for each tag, and the index that re-exports them.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Cx, File, body, links, markdown, operation, pagination, parameter, reply, server, style, token, ty, waiter,
};
use crate::ir::{MediaKind, Operation, OperationId, Response, Side, TagId, Type};

/// `api/mod.rs`.
pub fn index(cx: Cx<'_>) -> File {
    let mut items = token::modules(cx.api.tag_ids().map(|id| cx.names.tag_module(id)));
    items.extend(shared(cx));
    File { path: "api/mod.rs".to_owned(), docs: vec!["The operations of the API, by tag.".to_owned()], items }
}

/// What the files of all tags import from here.
fn shared(cx: Cx<'_>) -> Option<TokenStream> {
    let models = cx.api.operations.iter().any(|operation| {
        sent(cx, operation).chain(received(operation, operation.responses.iter())).any(ty::names_model)
    });
    token::import(&quote! { super }, &[("API", !cx.api.operations.is_empty()), ("models", models)])
}

/// One file of `api`.
pub fn file(cx: Cx<'_>, tag: TagId) -> File {
    let methods = of_tag(cx, tag).map(|id| operation::method(cx, id));
    let client = quote! {
        impl Client {
            #(#methods)*
        }
    };
    let mut items = imports(cx, tag);
    let both = |id| Side::ALL.map(|side| reply::shared_enum(cx, side, id));
    items.extend(of_tag(cx, tag).flat_map(both).flatten());
    items.push(client);
    items.extend(of_tag(cx, tag).flat_map(|id| operation::items(cx, id)));
    let tag_info = cx.api.tag(tag);
    let description = tag_info.description.as_deref().map(markdown::lines).filter(|lines| !lines.is_empty());
    File {
        path: format!("api/{}.rs", cx.names.tag_module(tag)),
        docs: description.unwrap_or_else(|| vec![format!("Operations tagged `{}`.", tag_info.wire_name)]),
        items,
    }
}

/// The operations of a tag, in document order.
fn of_tag(cx: Cx<'_>, tag: TagId) -> impl Iterator<Item = OperationId> {
    cx.api.operation_ids().filter(move |&id| cx.api.operation(id).tag == tag)
}

/// The types that the items of an operation write: not those of replies whose enum an earlier operation has.
fn written(cx: Cx<'_>, id: OperationId) -> impl Iterator<Item = &Type> {
    let operation = cx.api.operation(id);
    let here = Side::ALL.into_iter().filter(move |&side| cx.facts.first_alike(side, id) == id);
    sent(cx, operation).chain(received(operation, here.flat_map(|side| side.replies(operation))))
}

/// The types that the arguments and setters of an operation write.
fn sent<'a>(cx: Cx<'a>, operation: &'a Operation) -> impl Iterator<Item = &'a Type> {
    let parameters = operation.parameters.iter().map(move |parameter| ty::passed(cx, &parameter.ty));
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    parameters.chain(contents.filter_map(move |content| body::written(cx, content)))
}

/// The types that an operation writes for these of its replies.
fn received<'a>(
    operation: &'a Operation,
    replies: impl Iterator<Item = &'a Response>,
) -> impl Iterator<Item = &'a Type> {
    let contents = replies.flat_map(|response| &response.contents);
    let bodies = contents.filter_map(|content| match &content.kind {
        MediaKind::Json(ty) => Some(ty),
        _ => None,
    });
    bodies.chain(operation.stream().into_iter().map(|stream| &stream.item))
}

/// The `use` items that the file needs, and no other.
fn imports(cx: Cx<'_>, tag: TagId) -> Vec<TokenStream> {
    let operations: Vec<_> = of_tag(cx, tag).map(|id| cx.api.operation(id)).collect();
    let ids: Vec<_> = of_tag(cx, tag).collect();
    let items = || operations.iter().filter_map(|operation| pagination::item(cx, operation));
    let types = || ids.iter().flat_map(|&id| written(cx, id)).chain(items());
    let map = types().any(ty::has_map).then(|| quote! { use std::collections::BTreeMap; });
    let models = types().any(ty::names_model);
    let duration = operations.iter().any(|operation| operation.waiter.is_some());
    let duration = duration.then(|| quote! { use std::time::Duration; });
    let setters = ids.iter().any(|&id| parameter::has_setters(cx, id));
    let poll = operations.iter().any(|operation| operation.waiter.is_some());
    let follow = ids.iter().any(|&id| waiter::followed(cx, id).is_some());
    let has_links = ids.iter().any(|&id| links::of(cx, id).next().is_some());
    let servers = operations.iter().any(|operation| !operation.servers.is_empty());
    let variables = operations.iter().any(|operation| server::have_variables(&operation.servers));
    let outcome = operations.iter().any(|operation| reply::writes_outcome(operation));
    let needed = [
        ("Call", true),
        ("Client", true),
        ("Idempotent", operations.iter().any(|operation| operation::is_exceptional(operation))),
        ("Outcome", outcome),
        ("ServerInfo", servers),
        ("ServerVariableInfo", variables),
    ];
    let wait = [("Follow", follow), ("Poll", poll), ("Progress", poll), ("Sent", has_links), ("WaiterInfo", poll)];
    let streams = operations.iter().any(|operation| operation.stream().is_some());
    let pages = pagination::needs(&operations);
    let page = [("PageClues", pages.clues), ("PageInfo", pages.any), ("PageStep", pages.any), ("Paged", pages.any)];
    let linked = links::elsewhere(cx, tag);
    let models = models.then(|| quote! { , models });
    let siblings = quote! { use super::{API #(, #linked)* #models}; };
    map.into_iter()
        .chain(duration)
        .chain([siblings])
        .chain(token::import(&quote! { crate::runtime }, &[&needed[..], &body::imports(cx, &operations)].concat()))
        .chain(token::import(&quote! { crate::runtime::declare }, &[("operation", true), ("setters", setters)]))
        .chain(token::import(&quote! { crate::runtime::encode }, &style::imports(&operations)))
        .chain(token::import(&quote! { crate::runtime::page }, &page))
        .chain(token::import(&quote! { crate::runtime::stream }, &[("Frames", streams), ("Streams", streams)]))
        .chain(token::import(&quote! { crate::runtime::wait }, &wait))
        .chain(ty::imports(cx, types()))
        .collect()
}
