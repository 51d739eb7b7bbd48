//! `webhooks.rs` and `callbacks.rs`: a constant for each call that the service makes, to read what it holds.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::Place;
use super::{Cx, File, docs, reply, ty};
use crate::ir::{Incoming, IncomingReply, IncomingSource, Type};
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
    let mut lines = docs::lines(&incoming.docs, &format!("The call `{}`.", incoming.name.replace('`', "'")));
    docs::append_list(&mut lines, "It comes with", &incoming.parameters);
    let answers: Vec<_> = incoming.replies.iter().map(|reply| answer(cx, reply)).collect();
    docs::append_list(&mut lines, "The answers that the service understands:", &answers);
    let to_line = match &incoming.source {
        IncomingSource::Webhook(_) => format!("`{method}`"),
        IncomingSource::Callback(url) => format!("`{method} {}`", url.replace('`', "'")),
    };
    lines.extend([String::new(), to_line]);
    let doc = docs::comment(&lines);
    let payload = ty::owned(cx, Place::Outside, payload);
    quote! {
        #doc
        pub const #ident: Incoming<#payload> = Incoming::new(#method, #to);
    }
}

/// An answer, as an item of a list.
fn answer(cx: Cx<'_>, reply: &IncomingReply) -> String {
    let body = match &reply.body {
        Some(Type::Named(id)) => format!(" with a `{}`", cx.names.of_type(*id).ident),
        Some(_) => " with JSON".to_owned(),
        None => String::new(),
    };
    let status = reply::status(reply.status);
    match docs::plain(&reply.description) {
        text if text.is_empty() => format!("- {status}{body}"),
        text => format!("- {status}{body}: {text}"),
    }
}
