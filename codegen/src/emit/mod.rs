//! Turns the IR into tokens, one construct per file.
//!
//! In: the IR, [`Names`] and [`Facts`]. Out: the items of each file. Emission cannot fail: what cannot be represented was
//! a diagnostic before this point. Never here: the document, a type of the document model, a made-up identifier, or a
//! line that does not depend on the document (that is runtime).

mod access;
mod alias;
mod api;
mod body;
mod body_choice;
mod calls;
mod choice;
mod client;
mod docs;
mod enum_;
mod examples;
mod first;
mod form;
mod headers;
mod html;
mod incoming;
mod links;
mod markdown;
mod model;
mod operation;
mod pagination;
mod parameter;
mod reply;
mod root;
mod server;
mod servers;
mod stream;
mod struct_;
mod style;
mod token;
mod ty;
mod union_;
mod waiter;

use proc_macro2::TokenStream;

pub use self::calls::list as calls;
pub use self::first::call as first_call;
pub use self::markdown::visible;

use crate::analyze::Facts;
use crate::config::Config;
use crate::ir::{Api, TagId, TypeId};
use crate::names::{Name, Names};

/// What every emitter reads.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    /// The API.
    pub api: &'a Api,
    /// Its identifiers.
    pub names: &'a Names,
    /// What was found out about it.
    pub facts: &'a Facts,
    /// The user's choices.
    pub config: &'a Config,
}

/// The tokens of one file.
pub struct File {
    /// The path below the generated directory.
    pub path: String,
    /// The text of the `//!` comment above the line that marks the file as generated, in lines.
    pub docs: Vec<String>,
    /// The items, each of them exactly one.
    pub items: Vec<TokenStream>,
}

/// A file of the output, not yet emitted. Files are independent of each other, so they can be made in parallel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilePlan {
    /// `mod.rs`: the modules and the facts about the API.
    Root,
    /// `client.rs`: what the document adds to the client's builder.
    Client,
    /// `headers.rs`: the documented headers of replies.
    Headers,
    /// `webhooks.rs` or `callbacks.rs`.
    Incoming(incoming::Kind),
    /// `servers.rs`: the servers with variables.
    Servers,
    /// `models/mod.rs`.
    Models,
    /// One file of `models`: the module, and the definitions in it, in id order.
    Model(Name, Vec<TypeId>),
    /// `api/mod.rs`.
    Operations,
    /// One file of `api`, by tag.
    Tag(TagId),
    /// `examples.rs`: the document's examples as tests.
    Examples,
}

/// The files of the output, sorted by path.
pub fn plan(cx: Cx<'_>) -> Vec<FilePlan> {
    let mut plan = vec![FilePlan::Operations];
    plan.extend(cx.api.tag_ids().map(FilePlan::Tag));
    let incoming = |kind| incoming::exist(cx, kind).then_some(FilePlan::Incoming(kind));
    plan.extend(incoming(incoming::Kind::Callbacks));
    plan.extend(client::exists(cx).then_some(FilePlan::Client));
    plan.extend(examples::exist(cx).then_some(FilePlan::Examples));
    plan.extend(headers::exist(cx).then_some(FilePlan::Headers));
    plan.push(FilePlan::Root);
    plan.push(FilePlan::Models);
    plan.extend(model::modules(cx).into_iter().map(|(module, ids)| FilePlan::Model(module, ids)));
    plan.extend(servers::exist(cx).then_some(FilePlan::Servers));
    plan.extend(incoming(incoming::Kind::Webhooks));
    plan
}

/// Emits one file.
pub fn file(cx: Cx<'_>, plan: &FilePlan) -> File {
    match plan {
        FilePlan::Root => root::file(cx),
        FilePlan::Client => client::file(cx),
        FilePlan::Models => model::index(cx),
        FilePlan::Headers => headers::file(cx),
        FilePlan::Incoming(kind) => incoming::file(cx, *kind),
        FilePlan::Servers => servers::file(cx),
        FilePlan::Model(module, ids) => model::file(cx, module, ids),
        FilePlan::Operations => api::index(cx),
        FilePlan::Tag(id) => api::file(cx, *id),
        FilePlan::Examples => examples::file(cx),
    }
}
