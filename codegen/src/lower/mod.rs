//! Turns the document into the IR: every `$ref` is followed, every construct is carried, warned about, or refused.
//!
//! Only this stage and the one before it, which makes them, know the types of `openapiv3`. Here
//! nobody knows Rust's identifiers or tokens.
//! Every finding is collected; after an error some harmless placeholder stands in, and the result is not used.

mod alias;
mod alternatives;
mod below;
mod body;
mod body_path;
mod choice;
mod conjunction;
mod constraint;
mod context;
mod definitions;
mod discriminator;
mod docs;
mod encoding;
mod endless;
mod enumeration;
mod evidence;
mod examples;
mod extension;
mod header;
mod hierarchy;
mod incoming;
mod labels;
mod links;
mod meaning;
mod media;
mod merge;
mod misfit;
mod nesting;
mod notation;
mod nullable;
mod number;
mod object;
mod only;
mod operation;
mod outline;
mod pagination;
mod parameter;
mod part;
mod path;
mod place;
mod plan;
mod range;
mod reference;
mod response;
mod scalar;
mod schema;
mod security;
mod service;
mod stream;
mod style;
mod tag;
mod union;
mod uses;
mod waiter;
mod ways;
mod words;

#[cfg(test)]
mod tests;

use self::context::Context;
use self::operation::{Draft, Extensions};
use self::response::RawLinks;
use self::security::Schemes;
use self::tag::Tags;
use crate::config::Config;
use crate::diagnostics::{Instead, Report};
use crate::document::Document;
use crate::ir::Api;

/// Lowers the document. The result may only be used when no error was reported.
pub(crate) fn lower(document: &Document<'_>, config: &Config, report: &mut Report) -> Api {
    let cx = &mut Context::new(document, config, report);
    let mark = cx.report.mark();
    service::check_members(cx);
    part::mark(cx);
    uses::lower_components(cx);
    let info = service::info(cx);
    let servers = service::servers(cx);
    let mut schemes = Schemes::new(cx);
    let mut tags = Tags::new(cx);
    let outlines = outline::outline(cx);
    let drafts = outlines.into_iter().filter_map(|outline| operation::lower(cx, outline, &mut schemes, &mut tags));
    let (mut operations, links, extensions) = unzip(drafts.collect());
    service::forget_repeated(&mut operations, &servers);
    if operations.is_empty() {
        cx.report_nothing_left();
    }
    let incoming = incoming::lower(cx, &operations);
    alias::break_cycles(cx);
    let types = std::mem::take(&mut cx.definitions).into_table();
    let (schemes, tags) = (schemes.into_table(), tags.into_table());
    let mut api = Api { info, servers, schemes, tags, types, operations, incoming };
    nesting::break_circles(cx, &mut api);
    endless::open(cx, &mut api);
    ways::split(&mut api);
    choice::decide(cx, &mut api);
    only::settle(&mut api);
    stream::decide(&mut api);
    follow_up(cx, &mut api, &links, &extensions);
    examples::prune(cx, &mut api);
    cx.report.forget_keywords(mark, cx.references.values());
    api
}

/// Adds what refers from one operation to another, or to the finished types.
fn follow_up(cx: &mut Context<'_>, api: &mut Api, links: &[Vec<RawLinks>], extensions: &[Extensions]) {
    let found = links::lower(cx, api, links);
    for (operation, response, link) in found {
        api.operations[operation.index()].responses[response].links.push(link);
    }
    for (id, Extensions { waiter, pagination }) in api.operation_ids().zip(extensions) {
        let operation = api.operation(id);
        let waiter = waiter.as_ref().and_then(|extension| {
            cx.contain(Instead::Ignored, |cx| waiter::lower(cx, api, operation, extension)).flatten()
        });
        let pagination = pagination.as_ref().and_then(|extension| {
            cx.contain(Instead::Ignored, |cx| pagination::lower(cx, api, operation, extension)).flatten()
        });
        let operation = &mut api.operations[id.index()];
        (operation.waiter, operation.pagination) = (waiter, pagination);
    }
}

type Parts = (Vec<crate::ir::Operation>, Vec<Vec<RawLinks>>, Vec<Extensions>);

fn unzip(drafts: Vec<Draft>) -> Parts {
    let mut parts = Parts::default();
    for Draft { operation, links, extensions } in drafts {
        parts.0.push(operation);
        parts.1.push(links);
        parts.2.push(extensions);
    }
    parts
}
