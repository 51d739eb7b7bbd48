//! Parameters: arguments of the method, setters on the call.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, docs, style, ty};
use crate::ir::{Body, MediaKind, Need, OperationId, Parameter};
use crate::names::Name;

/// The arguments of the operation's method.
pub fn arguments(cx: Cx<'_>, id: OperationId) -> Vec<TokenStream> {
    let names = cx.names.of_operation(id);
    let mut arguments: Vec<_> = of_need(cx, id, Need::Argument)
        .map(|(parameter, ident)| {
            let ty = ty::argument(cx, &parameter.ty);
            quote! { #ident: #ty }
        })
        .collect();
    if let Some(body) = body_argument(cx, id) {
        let (ident, ty) = (&names.body, body_type(cx, body));
        arguments.push(quote! { #ident: #ty });
    }
    arguments
}

/// The steps that put the arguments into the call.
pub fn steps(cx: Cx<'_>, id: OperationId) -> Vec<TokenStream> {
    let mut steps: Vec<_> =
        of_need(cx, id, Need::Argument).map(|(parameter, ident)| step(cx, parameter, ident)).collect();
    if let Some(body) = body_argument(cx, id) {
        steps.push(body_step(cx, body, &cx.names.of_operation(id).body));
    }
    steps
}

/// What the document says about the arguments, as a list.
pub fn argument_docs(cx: Cx<'_>, id: OperationId) -> Vec<String> {
    let names = cx.names.of_operation(id);
    let mut lines: Vec<_> = of_need(cx, id, Need::Argument)
        .map(|(parameter, ident)| {
            let fallback = docs::fallback(cx, &parameter.ty, &format!("The `{}` parameter.", parameter.wire_name));
            format!("- `{ident}`: {}", limited(&docs::first_line(&parameter.docs, &fallback), parameter))
        })
        .collect();
    if let Some(body) = body_argument(cx, id) {
        lines.push(format!("- `{}`: {}", names.body, docs::first_line(&body.docs, "The request body.")));
    }
    lines
}

/// A text with the limits of a parameter's value behind it.
fn limited(text: &str, parameter: &Parameter) -> String {
    let mut lines = Vec::new();
    docs::append_limits(&mut lines, parameter.default.as_ref(), &parameter.constraints);
    let limits: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    [docs::sentence(text)].into_iter().chain(limits).collect::<Vec<_>>().join(" ")
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
    setters.extend(optional_body(cx, id).map(|body| body_setter(cx, body, &names.body)));
    (!setters.is_empty()).then(|| quote! { impl Call<'_, #marker> { #(#setters)* } })
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
        pub fn #ident(self, #ident: #ty) -> Self {
            self #step
        }
    }
}

/// What the document says about a parameter, with its default and limits.
fn parameter_docs(cx: Cx<'_>, parameter: &Parameter) -> Vec<String> {
    let fallback = docs::fallback(cx, &parameter.ty, &format!("Sets the `{}` parameter.", parameter.wire_name));
    let mut lines = docs::lines(&parameter.docs, &fallback);
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

/// The body, where every call must give it.
fn body_argument<'a>(cx: Cx<'a>, id: OperationId) -> Option<&'a Body> {
    cx.api.operation(id).body.as_ref().filter(|body| body.need == Need::Argument)
}

/// The body, where a call may leave it out.
fn optional_body<'a>(cx: Cx<'a>, id: OperationId) -> Option<&'a Body> {
    cx.api.operation(id).body.as_ref().filter(|body| body.need != Need::Argument)
}

/// The setter for a body that may be left out.
fn body_setter(cx: Cx<'_>, body: &Body, ident: &Name) -> TokenStream {
    let doc = docs::comment(&docs::lines(&body.docs, "Sets the request body."));
    let ty = body_type(cx, body);
    let step = body_step(cx, body, ident);
    quote! {
        #doc
        pub fn #ident(self, #ident: #ty) -> Self {
            self #step
        }
    }
}

/// The type of the body's argument.
fn body_type(cx: Cx<'_>, body: &Body) -> TokenStream {
    match &body.kind {
        MediaKind::Json(ty) => ty::argument(cx, ty),
    }
}

/// The step that puts the body into the call; another media type than plain JSON is named.
fn body_step(cx: Cx<'_>, body: &Body, ident: &Name) -> TokenStream {
    let media_type = &body.media_type;
    match &body.kind {
        MediaKind::Json(ty) => {
            let value = if ty::is_copy(cx, ty) {
                quote! { &#ident }
            } else {
                quote! { #ident }
            };
            if media_type == "application/json" {
                quote! { .json(#value) }
            } else {
                quote! { .json_as(#media_type, #value) }
            }
        }
    }
}
