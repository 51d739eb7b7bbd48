//! Parameters: arguments of the method, setters on the call.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Cx, body, docs, style, ty};
use crate::ir::{EnumBase, Need, OperationId, Parameter};
use crate::names::Name;

/// The arguments of the operation's method.
pub fn arguments(cx: Cx<'_>, id: OperationId) -> Vec<TokenStream> {
    let mut arguments: Vec<_> = of_need(cx, id, Need::Argument)
        .map(|(parameter, ident)| {
            let ty = ty::argument(cx, &parameter.ty);
            quote! { #ident: #ty }
        })
        .collect();
    arguments.extend(body::argument(cx, id));
    arguments
}

/// The steps that put the arguments into the call.
pub fn steps(cx: Cx<'_>, id: OperationId) -> Vec<TokenStream> {
    let parameters = cx.api.operation(id).parameters.iter().zip(&cx.names.of_operation(id).parameters);
    let mut steps: Vec<_> = parameters
        .filter_map(|(parameter, ident)| match parameter.need {
            Need::Argument => Some(step(cx, parameter, ident)),
            Need::Fixed => fixed_step(cx, parameter),
            Need::Setter | Need::Client => None,
        })
        .collect();
    steps.extend(body::step(cx, id));
    steps
}

/// The step that sends the only value of a parameter.
pub fn fixed_step(cx: Cx<'_>, parameter: &Parameter) -> Option<TokenStream> {
    let (base, value) = cx.api.only_value(&parameter.ty).filter(|_| parameter.need == Need::Fixed)?;
    let value = match base {
        EnumBase::String => quote! { #value },
        EnumBase::Integer => {
            let number = Literal::i64_suffixed(value.parse().unwrap_or_default());
            quote! { &#number }
        }
    };
    Some(style::step(parameter, &value))
}

/// What the document says about the arguments, as a list without those that it says nothing about.
pub fn argument_docs(cx: Cx<'_>, id: OperationId) -> Vec<String> {
    let mut lines: Vec<_> = of_need(cx, id, Need::Argument)
        .filter_map(|(parameter, ident)| {
            let mut limits = Vec::new();
            docs::append_limits(&mut limits, parameter.default.as_ref(), &parameter.constraints);
            docs::argument(ident, &parameter.docs, || docs::of_named(cx, &parameter.ty), &limits)
        })
        .collect();
    lines.extend(body::argument_docs(cx, id));
    lines
}

/// Whether the operation's call has setters.
pub fn has_setters(cx: Cx<'_>, id: OperationId) -> bool {
    let operation = cx.api.operation(id);
    let of_parameters = operation.parameters.iter().any(|parameter| parameter.need != Need::Argument);
    of_parameters || operation.body.as_ref().is_some_and(|body| body.need != Need::Argument)
}

/// What may be given besides the arguments: it stands on the call, and not with the method.
pub fn setters_line(cx: Cx<'_>, id: OperationId) -> Option<String> {
    let body = cx.api.operation(id).body.as_ref().filter(|body| body.need == Need::Setter);
    let names = of_need(cx, id, Need::Setter).map(|(_, ident)| ident);
    let names = names.chain(body.map(|_| &cx.names.of_operation(id).body));
    let names: Vec<_> = names.map(|ident| format!("`{ident}`")).collect();
    (!names.is_empty()).then(|| format!("Setters of the call: {}.", names.join(", ")))
}

/// The setters on the operation's call, if it has any.
pub fn setters(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let names = cx.names.of_operation(id);
    let marker = &names.marker;
    let mut setters: Vec<_> = of_need(cx, id, Need::Setter)
        .map(|(parameter, ident)| setter(cx, parameter, ident, &parameter_docs(cx, parameter)))
        .collect();
    setters.extend(of_need(cx, id, Need::Client).map(|(parameter, ident)| {
        let doc = format!("Uses this `{}` for the call, instead of the client's.", parameter.wire_name);
        setter(cx, parameter, ident, &[doc])
    }));
    setters.extend(of_need(cx, id, Need::Fixed).map(|(parameter, ident)| {
        let mut doc = parameter_docs(cx, parameter);
        let value = cx.api.only_value(&parameter.ty).map_or("", |(_, value)| value);
        docs::append_paragraph(
            &mut doc,
            &format!("Without it `{value}` is sent, the only value that the document knows."),
        );
        setter(cx, parameter, ident, &doc)
    }));
    setters.extend(body::setter(cx, id));
    (!setters.is_empty()).then(|| quote! { setters! { #marker; #(#setters)* } })
}

/// The parameters that a certain party gives, with their identifiers.
fn of_need<'a>(cx: Cx<'a>, id: OperationId, need: Need) -> impl Iterator<Item = (&'a Parameter, &'a Name)> {
    let parameters = cx.api.operation(id).parameters.iter();
    parameters.zip(&cx.names.of_operation(id).parameters).filter(move |(parameter, _)| parameter.need == need)
}

/// One setter.
fn setter(cx: Cx<'_>, parameter: &Parameter, ident: &Name, doc: &[String]) -> TokenStream {
    let doc = docs::comment(doc);
    let deprecated = docs::deprecated(&parameter.docs);
    let ty = ty::argument(cx, &parameter.ty);
    let step = step(cx, parameter, ident);
    quote! {
        #doc
        #deprecated
        #ident(#ident: #ty) => #step;
    }
}

/// What the document says about a parameter, with its default and limits.
fn parameter_docs(cx: Cx<'_>, parameter: &Parameter) -> Vec<String> {
    let fallback = match docs::of_named(cx, &parameter.ty) {
        text if text.is_empty() => format!("Sets the `{}` parameter.", parameter.wire_name),
        text => text,
    };
    let mut lines = docs::lines_or(&parameter.docs, &fallback);
    docs::append_limits(&mut lines, parameter.default.as_ref(), &parameter.constraints);
    lines
}

/// The step that puts a parameter into the call.
fn step(cx: Cx<'_>, parameter: &Parameter, ident: &Name) -> TokenStream {
    let value = if ty::is_copy(cx, &parameter.ty) {
        quote! { &#ident }
    } else {
        quote! { #ident }
    };
    style::step(parameter, &value)
}
