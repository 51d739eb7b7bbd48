//! `webhooks.rs` and `callbacks.rs`: a constant for each call that the service makes, to read what it holds.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::Place;
use super::{Cx, File, docs, reply, ty};
use crate::ir::{Incoming, IncomingParameter, IncomingReply, IncomingSource, Location, Type};
use crate::names::Name;

/// Which of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `webhooks.rs`.
    Webhooks,
    /// `callbacks.rs`.
    Callbacks,
}

impl Kind {
    fn of(source: &IncomingSource) -> Self {
        match source {
            IncomingSource::Webhook(_) => Self::Webhooks,
            IncomingSource::Callback(_) => Self::Callbacks,
        }
    }
}

/// The calls of one kind that have something to read.
fn calls<'a>(cx: Cx<'a>, kind: Kind) -> impl Iterator<Item = (&'a Incoming, &'a Type, &'a Name)> {
    let calls = cx.api.incoming.iter().zip(cx.names.incoming());
    let calls = calls.filter(move |(incoming, _)| Kind::of(&incoming.source) == kind);
    calls.filter_map(|(incoming, name)| Some((incoming, incoming.payload.as_ref()?, name)))
}

/// Whether there is any.
pub fn exist(cx: Cx<'_>, kind: Kind) -> bool {
    calls(cx, kind).next().is_some()
}

/// One of the two files.
pub fn file(cx: Cx<'_>, kind: Kind) -> File {
    let (path, line) = match kind {
        Kind::Webhooks => ("webhooks.rs", "What the service sends when something happens: `webhooks::X.parse(body)`."),
        Kind::Callbacks => {
            ("callbacks.rs", "What the service sends after a call of yours: `callbacks::X.parse(body)`.")
        }
    };
    let types = || calls(cx, kind).map(|(_, payload, _)| payload);
    let map = types().any(ty::has_map).then(|| quote! { use std::collections::BTreeMap; });
    let models = types().any(ty::names_model).then(|| quote! { use super::models; });
    let runtime = quote! { use crate::runtime::incoming::Incoming; };
    let imports = map.into_iter().chain(models).chain([runtime]).chain(ty::imports(cx, types()));
    let constants = calls(cx, kind).map(|(incoming, payload, ident)| constant(cx, incoming, payload, ident));
    File { path: path.to_owned(), docs: vec![line.to_owned()], items: imports.chain(constants).collect() }
}

/// The constant of one call.
fn constant(cx: Cx<'_>, incoming: &Incoming, payload: &Type, ident: &Name) -> TokenStream {
    let (IncomingSource::Webhook(to) | IncomingSource::Callback(to)) = &incoming.source;
    let method = incoming.method.as_str();
    let mut lines = docs::lines_or(&incoming.docs, &format!("The call {}.", docs::code(&incoming.name)));
    let sent = match &incoming.source {
        IncomingSource::Webhook(_) => format!("Sent by `{method}`."),
        IncomingSource::Callback(url) => format!("Sent by {}.", docs::code(&format!("{method} {url}"))),
    };
    docs::append_paragraph(&mut lines, &sent);
    append_parameters(&mut lines, &incoming.parameters);
    let answers: Vec<_> = incoming.replies.iter().map(|reply| answer(cx, reply)).collect();
    match answers.as_slice() {
        [only] => docs::append_sentence(&mut lines, &format!("The service understands the answer {only}")),
        _ => docs::append_list(&mut lines, "The answers that the service understands:", &listed(&answers)),
    }
    let doc = docs::comment(&lines);
    let payload = ty::owned(cx, Place::Outside, payload);
    quote! {
        #doc
        pub const #ident: Incoming<#payload> = Incoming::new(#method, #to);
    }
}

/// Says what comes beside the body: in one sentence where the document only names it, in a list where it describes it.
fn append_parameters(lines: &mut Vec<String>, parameters: &[IncomingParameter]) {
    if parameters.iter().all(|it| it.description.is_none()) {
        let places = [Location::Header, Location::Query, Location::Path, Location::Cookie];
        let places: Vec<_> = places.into_iter().filter_map(|location| named(parameters, location)).collect();
        if !places.is_empty() {
            docs::append_sentence(lines, &format!("It comes with {}.", places.join(" and ")));
        }
        return;
    }
    let items = parameters.iter().map(|it| {
        let text = it.description.as_deref().map(|text| format!(": {}", docs::plain(text))).unwrap_or_default();
        format!("the {} `{}`{text}", place(it.location), it.name)
    });
    docs::append_list(lines, "It comes with", &listed(&items.collect::<Vec<_>>()));
}

/// The names of what stands at one place, in words.
fn named(parameters: &[IncomingParameter], location: Location) -> Option<String> {
    let there = parameters.iter().filter(|it| it.location == location);
    let names: Vec<_> = there.map(|it| format!("`{}`", it.name)).collect();
    let place = place(location);
    match names.as_slice() {
        [] => None,
        [only] => Some(format!("the {place} {only}")),
        [others @ .., last] => Some(format!("the {place}s {} and {last}", others.join(", "))),
    }
}

/// What stands at a place, in words.
fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path parameter",
        Location::Query => "query parameter",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

/// The items of a list.
fn listed(items: &[String]) -> Vec<String> {
    items.iter().map(|item| format!("- {item}")).collect()
}

/// An answer: its status, what comes with it, and what it means.
fn answer(cx: Cx<'_>, reply: &IncomingReply) -> String {
    let body = match &reply.body {
        Some(Type::Named(id)) => format!(" with `{}`", cx.names.of_type(*id).ident),
        Some(_) => " with JSON".to_owned(),
        None => String::new(),
    };
    let status = reply::status(reply.status);
    match docs::plain(&reply.description) {
        text if text.is_empty() => format!("{status}{body}"),
        text => format!("{status}{body}: {text}"),
    }
}
