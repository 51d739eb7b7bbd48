//! The request body: an argument of the method or a setter on the call, and the step that puts it into the call.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, docs, style, ty};
use crate::analyze;
use crate::input::{ContentArgument, ContentValue};
use crate::ir::{Body, Content, Encoding, MediaKind, Need, Operation, OperationId, PropertyEncoding, Type};

/// The argument, where every call must give the body.
pub fn argument(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let body = of_need(cx, id, Need::Argument)?;
    let (ident, ty) = (&cx.names.of_operation(id).body, argument_type(cx, body));
    Some(quote! { #ident: #ty })
}

/// The step that puts the argument into the call.
pub fn step(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    of_need(cx, id, Need::Argument).map(|body| body_step(cx, id, body))
}

/// What the document says about the argument, as an item of a list.
pub fn argument_docs(cx: Cx<'_>, id: OperationId) -> Option<String> {
    let body = of_need(cx, id, Need::Argument)?;
    let text = docs::first_line(&body.docs, "The request body.");
    Some(format!("- `{}`: {text}", cx.names.of_operation(id).body))
}

/// The setter for a body that may be left out.
pub fn setter(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let body = of_need(cx, id, Need::Setter)?;
    let doc = docs::comment(&docs::lines(&body.docs, "Sets the request body."));
    let (ident, ty) = (&cx.names.of_operation(id).body, argument_type(cx, body));
    let step = body_step(cx, id, body);
    Some(quote! {
        #doc
        pub fn #ident(self, #ident: #ty) -> Self {
            self #step
        }
    })
}

/// What the body may be made from. A call takes the first of them so far.
pub fn contents(cx: Cx<'_>, body: &Body) -> Vec<ContentArgument> {
    let first = body.contents.first();
    let argument = |content: &Content| ContentArgument {
        media_type: content.media_type.clone(),
        value: match &content.kind {
            MediaKind::Multipart(ty, _) if is_open(cx, ty) => ContentValue::Form,
            MediaKind::Json(ty) | MediaKind::Form(ty, _) | MediaKind::Multipart(ty, _) => {
                let text = ty::owned(cx, ty::Place::Outside, ty).to_string();
                if ty::is_copy(cx, ty) { ContentValue::Copied(text) } else { ContentValue::Typed(text) }
            }
            MediaKind::JsonLines(ty) => ContentValue::Lines(ty::owned(cx, ty::Place::Outside, ty).to_string()),
            MediaKind::Text | MediaKind::EventStream(_) => ContentValue::Text,
            MediaKind::Bytes => ContentValue::Upload,
        },
    };
    first.map(argument).into_iter().collect()
}

/// Whether an operation names the runtime's `body` or `multipart` module.
pub fn imports(cx: Cx<'_>, operation: &Operation) -> [bool; 2] {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    let kinds: Vec<_> = contents.map(|content| (&content.kind, is_plain_json(content))).collect();
    let body = kinds.iter().any(|(_, is_plain)| !is_plain);
    let form = kinds.iter().any(|(kind, _)| match kind {
        MediaKind::Multipart(ty, _) => is_open(cx, ty),
        _ => false,
    });
    [body, form]
}

fn of_need<'a>(cx: Cx<'a>, id: OperationId, need: Need) -> Option<&'a Body> {
    cx.api.operation(id).body.as_ref().filter(|body| body.need == need)
}

/// The type of the argument.
fn argument_type(cx: Cx<'_>, body: &Body) -> TokenStream {
    match &body.contents[0].kind {
        MediaKind::Multipart(ty, _) if is_open(cx, ty) => quote! { &multipart::Form },
        MediaKind::Json(ty) | MediaKind::Form(ty, _) | MediaKind::Multipart(ty, _) => ty::argument(cx, ty),
        MediaKind::JsonLines(ty) => {
            let item = ty::owned(cx, ty::Place::Outside, ty);
            quote! { &[#item] }
        }
        MediaKind::Text | MediaKind::EventStream(_) => quote! { &str },
        MediaKind::Bytes => quote! { impl Into<body::Upload> },
    }
}

/// Whether a multipart body has parts of any name, so that the caller puts them together.
fn is_open(cx: Cx<'_>, ty: &Type) -> bool {
    matches!(cx.api.resolve(ty), Type::Any)
}

/// JSON needs the least words.
fn is_plain_json(content: &Content) -> bool {
    matches!(content.kind, MediaKind::Json(_))
}

/// The step that puts the body into the call.
fn body_step(cx: Cx<'_>, id: OperationId, body: &Body) -> TokenStream {
    let ident = &cx.names.of_operation(id).body;
    let content = &body.contents[0];
    let media_type = sent_type(content);
    let value = match &content.kind {
        MediaKind::Json(ty) if ty::is_copy(cx, ty) => quote! { &#ident },
        _ => quote! { #ident },
    };
    match &content.kind {
        MediaKind::Json(_) if media_type == "application/json" => quote! { .json(#value) },
        MediaKind::Json(_) => quote! { .json_as(#media_type, #value) },
        _ => {
            let content = self::content(cx, content, &value);
            quote! { .body(#content) }
        }
    }
}

/// The media type to send: one that fits, where the document has a wildcard. Of which type bytes are, only the caller
/// knows, so that their wildcard stays.
fn sent_type(content: &Content) -> &str {
    let media_type = content.media_type.as_str();
    match &content.kind {
        _ if media_type.contains('/') && !media_type.contains('*') => media_type,
        MediaKind::Json(_) => "application/json",
        MediaKind::Text => "text/plain",
        MediaKind::Multipart(..) => "multipart/form-data",
        MediaKind::Bytes if media_type.contains('/') => media_type,
        MediaKind::Bytes => "application/octet-stream",
        MediaKind::Form(..) | MediaKind::JsonLines(_) | MediaKind::EventStream(_) => media_type,
    }
}

/// The content that is made from `value`.
fn content(cx: Cx<'_>, content: &Content, value: &TokenStream) -> TokenStream {
    let media_type = sent_type(content);
    match &content.kind {
        MediaKind::Json(_) => quote! { body::Content::json(#media_type, #value) },
        MediaKind::JsonLines(_) => quote! { body::Content::json_lines(#media_type, #value) },
        MediaKind::Form(_, rules) => {
            let rules = encodings(rules);
            quote! { body::Content::form(#media_type, #rules, #value) }
        }
        MediaKind::Multipart(ty, rules) => {
            let rules = encodings(rules);
            let make = if is_open(cx, ty) || analyze::form_has_files(cx.api, ty) {
                quote! { parts }
            } else {
                quote! { multipart }
            };
            quote! { body::Content::#make(#media_type, #rules, #value) }
        }
        MediaKind::Text | MediaKind::EventStream(_) => quote! { body::Content::text(#media_type, #value) },
        MediaKind::Bytes => quote! { body::Content::upload(#media_type, #value) },
    }
}

/// The rules for the properties of a form. Properties with the same rule share it.
fn encodings(encodings: &[PropertyEncoding]) -> TokenStream {
    let mut groups: Vec<(&Encoding, Vec<&str>)> = Vec::new();
    for PropertyEncoding { property, encoding } in encodings {
        match groups.iter_mut().find(|(known, _)| *known == encoding) {
            Some((_, properties)) => properties.push(property),
            None => groups.push((encoding, vec![property])),
        }
    }
    let groups = groups.iter().map(|(encoding, properties)| {
        let encoding = match encoding {
            Encoding::Style(style, reserved) => style::of_property(*style, *reserved),
            Encoding::ContentType(media_type) => quote! { body::Encoding::ContentType(#media_type) },
        };
        quote! { (#encoding, &[#(#properties),*]) }
    });
    quote! { &[#(#groups),*] }
}
