//! Links: functions that go from a reply to the next call.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, access, docs, parameter, reply, style, ty};
use crate::ir::{Link, LinkSource, Need, Operation, OperationId, Outcome, Parameter, Payload, TagId, Type};
use crate::names::Name;

/// The links of the operation's successful reply, where there is one type of it.
pub fn of(cx: Cx<'_>, id: OperationId) -> impl Iterator<Item = &Link> {
    let operation = cx.api.operation(id);
    let typed = matches!(operation.output(), Outcome::Body(Payload::Json(_)));
    operation.successes().filter(move |_| typed).flat_map(|response| &response.links)
}

/// The operations of other tags that this tag's links lead to.
pub fn elsewhere(cx: Cx<'_>, tag: TagId) -> Vec<&Name> {
    let operations = cx.api.operation_ids().filter(|&id| cx.api.operation(id).tag == tag);
    let targets = operations.flat_map(|id| of(cx, id)).map(|link| link.target);
    let mut names: Vec<_> = targets
        .filter(|&target| cx.api.operation(target).tag != tag)
        .map(|target| &cx.names.of_operation(target).marker)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// A function for each link, on the operation's own type.
pub fn functions(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let names = cx.names.of_operation(id);
    let marker = &names.marker;
    let by_name: BTreeMap<&str, &Link> = of(cx, id).map(|link| (link.wire_name.as_str(), link)).collect();
    let functions: Vec<_> = names
        .links
        .iter()
        .filter_map(|(wire_name, ident)| Some(function(cx, id, by_name.get(wire_name.as_str())?, ident)))
        .collect();
    (!functions.is_empty()).then(|| quote! { impl #marker { #(#functions)* } })
}

/// The call that a link leads to.
fn function(cx: Cx<'_>, id: OperationId, link: &Link, ident: &Name) -> TokenStream {
    let operation = cx.api.operation(id);
    let target = cx.names.of_operation(link.target);
    let (marker, method) = (&target.marker, &target.method);
    let fallback = format!("Follows the link `{}`.", link.wire_name);
    let doc = docs::line(link.description.as_deref().map_or(fallback, docs::plain));
    let mut arguments = Vec::new();
    let mut setters = Vec::new();
    // The text that a request had of a value is all that there is: it is sent as it is, without a value of the type.
    let mut texts = Vec::new();
    for (name, source) in &link.parameters {
        let parameters = cx.api.operation(link.target).parameters.iter().zip(&target.parameters);
        let Some((parameter, ident)) = parameters.into_iter().find(|(parameter, _)| parameter.wire_name == *name)
        else {
            continue;
        };
        let value = source_value(cx, operation, source, &parameter.ty);
        let is_text = source.is_text_of_other(cx.api, &parameter.ty);
        let written = match source {
            LinkSource::Literal(serde_json::Value::Number(number)) => {
                let number = proc_macro2::Literal::i64_suffixed(number.as_i64().unwrap_or_default());
                quote! { &#number }
            }
            _ if ty::is_copy(cx, &parameter.ty) && !is_text => quote! { &#value },
            _ => value.clone(),
        };
        texts.push((is_text, style::step(parameter, &written)));
        match parameter.need {
            Need::Argument => arguments.push(value),
            Need::Setter | Need::Client | Need::Fixed => setters.push(quote! { .#ident(#value) }),
        }
    }
    let call = if texts.iter().any(|(is_text, _)| *is_text) {
        let steps = texts.iter().map(|(_, step)| step);
        let is_open = |it: &&Parameter| !link.parameters.iter().any(|(name, _)| *name == it.wire_name);
        let parameters = cx.api.operation(link.target).parameters.iter().filter(is_open);
        let fixed = parameters.filter_map(|it| parameter::fixed_step(cx, it));
        quote! { Call::new(sent.client()) #(#steps)* #(#fixed)* }
    } else {
        quote! { sent.client().#method(#(#arguments),*) #(#setters)* }
    };
    let from_reply = link.parameters.iter().any(|(_, source)| matches!(source, LinkSource::ResponseBody(_)));
    let reply = if from_reply {
        quote! { reply }
    } else {
        quote! { _reply }
    };
    let output = reply::output_type(cx, id);
    let deprecated = docs::deprecated(&cx.api.operation(link.target).docs)
        .map(|_| quote! { #[expect(deprecated, reason = "the document links to a deprecated operation")] });
    quote! {
        #doc
        #deprecated
        pub fn #ident<'c>(sent: &'c Sent<'c>, #reply: &#output) -> Call<'c, #marker> {
            #call
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
