//! Follow-up calls: links from a reply to the next call, and waiting for what a call has started.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::Place;
use super::{Cx, access, docs, ty};
use crate::ir::{
    Link, LinkSource, Need, Operation, OperationId, Outcome, Payload, Presence, Scalar, TagId, Type, Waiter,
};
use crate::names::Name;

/// The items for an operation's links and its waiter.
pub fn items(cx: Cx<'_>, id: OperationId) -> Vec<TokenStream> {
    let mut items = Vec::new();
    items.extend(link_functions(cx, id));
    items.extend(followed(cx, id).map(|link| follow(cx, id, link)));
    items.extend(poll(cx, id));
    items
}

/// The links of the operation's successful reply, where there is one type of it.
pub fn links(cx: Cx<'_>, id: OperationId) -> impl Iterator<Item = &Link> {
    let operation = cx.api.operation(id);
    let typed = matches!(operation.output(), Outcome::Body(Payload::Json(_)));
    operation.successes().filter(move |_| typed).flat_map(|response| &response.links)
}

/// The link that `.wait()` follows: the first to an operation that can be polled. One that can be polled itself follows none.
pub fn followed(cx: Cx<'_>, id: OperationId) -> Option<&Link> {
    let starts = cx.api.operation(id).waiter.is_none();
    links(cx, id).filter(move |_| starts).find(|link| cx.api.operation(link.target).waiter.is_some())
}

/// The operations of other tags that this tag's links lead to.
pub fn linked_elsewhere(cx: Cx<'_>, tag: TagId) -> Vec<&Name> {
    let operations = cx.api.operation_ids().filter(|&id| cx.api.operation(id).tag == tag);
    let targets = operations.flat_map(|id| links(cx, id)).map(|link| link.target);
    let mut names: Vec<_> = targets
        .filter(|&target| cx.api.operation(target).tag != tag)
        .map(|target| &cx.names.of_operation(target).marker)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// A function for each link, on the operation's own type.
fn link_functions(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let names = cx.names.of_operation(id);
    let marker = &names.marker;
    let by_name: BTreeMap<&str, &Link> = links(cx, id).map(|link| (link.wire_name.as_str(), link)).collect();
    let functions: Vec<_> = names
        .links
        .iter()
        .filter_map(|(wire_name, ident)| Some(link_function(cx, id, by_name.get(wire_name.as_str())?, ident)))
        .collect();
    (!functions.is_empty()).then(|| quote! { impl #marker { #(#functions)* } })
}

/// The call that a link leads to.
fn link_function(cx: Cx<'_>, id: OperationId, link: &Link, ident: &Name) -> TokenStream {
    let operation = cx.api.operation(id);
    let target = cx.names.of_operation(link.target);
    let (marker, method) = (&target.marker, &target.method);
    let fallback = format!("Follows the link `{}`.", link.wire_name);
    let doc = docs::line(link.description.as_deref().map_or(fallback, docs::plain));
    let mut arguments = Vec::new();
    let mut setters = Vec::new();
    for (name, source) in &link.parameters {
        let parameters = cx.api.operation(link.target).parameters.iter().zip(&target.parameters);
        let Some((parameter, ident)) = parameters.into_iter().find(|(parameter, _)| parameter.wire_name == *name)
        else {
            continue;
        };
        let value = source_value(cx, operation, source, &parameter.ty);
        match parameter.need {
            Need::Argument => arguments.push(value),
            Need::Setter | Need::Client => setters.push(quote! { .#ident(#value) }),
        }
    }
    let from_reply = link.parameters.iter().any(|(_, source)| matches!(source, LinkSource::ResponseBody(_)));
    let reply = if from_reply {
        quote! { reply }
    } else {
        quote! { _reply }
    };
    let output = super::reply::output_type(cx, id);
    let deprecated = docs::deprecated(&cx.api.operation(link.target).docs)
        .map(|_| quote! { #[expect(deprecated, reason = "the document links to a deprecated operation")] });
    quote! {
        #doc
        #deprecated
        pub fn #ident<'c>(sent: &'c Sent<'c>, #reply: &#output) -> Call<'c, #marker> {
            sent.client().#method(#(#arguments),*) #(#setters)*
        }
    }
}

/// The value of a linked parameter.
fn source_value(cx: Cx<'_>, operation: &Operation, source: &LinkSource, ty: &Type) -> TokenStream {
    match source {
        LinkSource::RequestPath(name) => quote! { sent.path(#name) },
        LinkSource::RequestQuery(name) => quote! { &sent.query(#name) },
        LinkSource::RequestHeader(name) => quote! { sent.header(#name) },
        LinkSource::Literal(value) => literal(value),
        LinkSource::ResponseBody(path) => {
            let fields = operation.json_output().map(|ty| access::fields(cx, ty, path)).unwrap_or_default();
            let idents = fields.iter().map(|step| step.ident);
            let value = quote! { reply #(.#idents)* };
            let is_copy = fields.last().is_some_and(|step| ty::is_copy(cx, &step.field.ty));
            let is_enum = fields.last().is_some_and(|step| ty::is_enum(cx, &step.field.ty));
            match (ty::is_copy(cx, ty), is_copy, is_enum) {
                (true, ..) => value,
                (false, true, _) => quote! { &#value.to_string() },
                (false, false, true) => quote! { #value.as_str() },
                (false, false, false) => quote! { &#value },
            }
        }
    }
}

/// A value that stands in the link itself.
fn literal(value: &serde_json::Value) -> TokenStream {
    match value {
        serde_json::Value::String(text) => quote! { #text },
        serde_json::Value::Bool(value) => quote! { #value },
        value => {
            let number = proc_macro2::Literal::i64_unsuffixed(value.as_i64().unwrap_or_default());
            quote! { #number }
        }
    }
}

/// `impl Follow`: how `.wait()` gets from the reply to the operation that is polled.
fn follow(cx: Cx<'_>, id: OperationId, link: &Link) -> TokenStream {
    let names = cx.names.of_operation(id);
    let marker = &names.marker;
    let poll = &cx.names.of_operation(link.target).marker;
    let function = &names.links[&link.wire_name];
    quote! {
        impl Follow for #marker {
            type Poll = #poll;

            fn follow<'c>(sent: &'c Sent<'c>, reply: &Self::Output) -> Call<'c, Self::Poll> {
                Self::#function(sent, reply)
            }
        }
    }
}

/// `impl Poll`: when the thing that the operation describes is done.
fn poll(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let operation = cx.api.operation(id);
    let waiter = operation.waiter.as_ref()?;
    let body = operation.json_output()?;
    let marker = &cx.names.of_operation(id).marker;
    let Waiter { state, success, failure, interval_seconds, progress, failure_code, failure_message } = waiter;
    let interval = proc_macro2::Literal::u64_unsuffixed(u64::from(*interval_seconds));
    let text = |path: &[String]| text_at(cx, &access::fields(cx, body, path));
    let state = text(state);
    let [progress, code, message] =
        [progress, failure_code, failure_message].map(|path| path.as_deref().map_or_else(|| quote! { None }, text));
    Some(quote! {
        impl Poll for #marker {
            const WAITER: &'static WaiterInfo = &WaiterInfo {
                interval: Duration::from_secs(#interval),
                success: &[#(#success),*],
                failure: &[#(#failure),*],
            };

            fn progress(reply: &Self::Output) -> Progress<'_> {
                Progress { state: #state, progress: #progress, failure_code: #code, failure_message: #message }
            }
        }
    })
}

/// The text at the end of the steps, as an `Option<&str>`.
fn text_at(cx: Cx<'_>, steps: &[access::Step<'_>]) -> TokenStream {
    let Some(last) = steps.last() else { return quote! { None } };
    let idents = steps.iter().map(|step| step.ident);
    let place = quote! { reply #(.#idents)* };
    let is_enum = ty::is_enum(cx, &last.field.ty);
    let is_string = matches!(cx.api.resolve(&last.field.ty), Type::Scalar(Scalar::String));
    let named = ty::owned(cx, Place::Outside, &last.field.ty);
    let as_str = if is_string {
        quote! { String::as_str }
    } else {
        quote! { #named::as_str }
    };
    match last.field.presence {
        Presence::Required => quote! { Some(#place.as_str()) },
        Presence::Optional | Presence::Nullable if is_enum => quote! { #place.as_ref().map(#as_str) },
        Presence::Optional | Presence::Nullable => quote! { #place.as_deref() },
        Presence::OptionalNullable => quote! { #place.value().map(#as_str) },
    }
}
