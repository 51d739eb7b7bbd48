//! The request body: an argument of the method or a setter on the call, and the step that puts it into the call.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{Cx, docs, style, ty};
use crate::analyze;
use crate::input::{ContentArgument, ContentValue};
use crate::ir::{
    Body, Content, Encoding, MediaKind, Need, Operation, OperationId, ParameterStyle, PropertyEncoding, Type,
};
use crate::names::Name;

/// The argument, where every call must give the body.
pub fn argument(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let body = of_need(cx, id, Need::Argument)?;
    let (ident, ty) = (&cx.names.of_operation(id).body, argument_type(cx, id, body));
    Some(quote! { #ident: #ty })
}

/// The lifetime of what the argument borrows, where the function must name it.
pub fn lifetime(cx: Cx<'_>, id: OperationId, need: Need) -> Option<TokenStream> {
    let body = of_need(cx, id, need)?;
    (body.contents.len() > 1 && borrows(cx, body)).then(|| quote! { <'a> })
}

/// The step that puts the argument into the call.
pub fn step(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    of_need(cx, id, Need::Argument).map(|body| body_step(cx, id, body))
}

/// What there is to say about the argument, as an item of a list.
pub fn argument_docs(cx: Cx<'_>, id: OperationId) -> Option<String> {
    let body = of_need(cx, id, Need::Argument)?;
    let remark: Vec<_> = remark(cx, id, body).into_iter().collect();
    docs::argument(&cx.names.of_operation(id).body, &body.docs, String::new, &remark)
}

/// The setter for a body that may be left out.
pub fn setter(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let body = of_need(cx, id, Need::Setter)?;
    let mut lines = docs::lines_or(&body.docs, "Sets the request body.");
    if let Some(text) = remark(cx, id, body) {
        docs::append_paragraph(&mut lines, &text);
    }
    let doc = docs::comment(&lines);
    let lifetime = lifetime(cx, id, Need::Setter);
    let (ident, ty) = (&cx.names.of_operation(id).body, argument_type(cx, id, body));
    let step = body_step(cx, id, body);
    Some(quote! {
        #doc
        #ident #lifetime(#ident: #ty) => #step;
    })
}

/// What else there is to say about a body.
fn remark(cx: Cx<'_>, id: OperationId, body: &Body) -> Option<String> {
    let remarks: Vec<_> = other_types(cx, id, body).into_iter().chain(part_headers(body)).collect();
    (!remarks.is_empty()).then(|| remarks.join(" "))
}

/// Which parts have headers for the caller to set.
fn part_headers(body: &Body) -> Option<String> {
    let properties = body.contents.iter().flat_map(|content| match &content.kind {
        MediaKind::Multipart(_, properties) => properties.as_slice(),
        _ => &[],
    });
    let parts: Vec<_> = properties
        .filter(|property| !property.headers.is_empty())
        .map(|property| {
            let headers: Vec<_> = property.headers.iter().map(|name| format!("`{name}`")).collect();
            format!("{} of `{}`", headers.join(", "), property.property)
        })
        .collect();
    (!parts.is_empty()).then(|| format!("`Part::header` sets the headers of its parts: {}.", parts.join("; ")))
}

/// What else the body may be, or how to send JSON under another of its names.
fn other_types(cx: Cx<'_>, id: OperationId, body: &Body) -> Option<String> {
    let [content] = body.contents.as_slice() else {
        let choice = &cx.names.of_operation(id).choice;
        return Some(format!("The variants of `{choice}` tell what it may be."));
    };
    let names: Vec<_> = content.synonyms.iter().map(|name| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| {
        let sent = sent_type(content);
        format!("It is sent as `{sent}`; the header `Content-Type` of the call may say {} instead.", names.join(" or "))
    })
}

/// What the body may be made from: each content type with the variant that stands for it, where there are several.
pub fn contents(cx: Cx<'_>, id: OperationId, body: &Body) -> Vec<ContentArgument> {
    let names = cx.names.of_operation(id);
    let argument = |(content, variant): (&Content, &Name)| ContentArgument {
        media_type: content.media_type.clone(),
        variant: (body.contents.len() > 1).then(|| format!("{}::{variant}", names.choice)),
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
    body.contents.iter().zip(&names.contents).map(argument).collect()
}

/// The runtime's modules that the bodies of operations name, and whether they do.
pub fn imports(cx: Cx<'_>, operations: &[&Operation]) -> [(&'static str, bool); 2] {
    [
        ("body", operations.iter().any(|operation| names_body(operation))),
        ("multipart", operations.iter().any(|operation| names_multipart(cx, operation))),
    ]
}

/// Whether an operation names the runtime's module `body`: a call makes JSON without it.
fn names_body(operation: &Operation) -> bool {
    let mut contents = operation.body.iter().flat_map(|body| &body.contents);
    let is_json = |content: &Content| matches!(content.kind, MediaKind::Json(_));
    let is_query = |style: &ParameterStyle| matches!(style, ParameterStyle::QueryString(_));
    contents.clone().count() > 1
        || !contents.all(is_json)
        || operation.parameters.iter().any(|parameter| is_query(&parameter.style))
}

/// Whether an operation names the runtime's module `multipart`: a caller puts the parts together.
fn names_multipart(cx: Cx<'_>, operation: &Operation) -> bool {
    let mut contents = operation.body.iter().flat_map(|body| &body.contents);
    contents.any(|content| matches!(&content.kind, MediaKind::Multipart(ty, _) if is_open(cx, ty)))
}

fn of_need<'a>(cx: Cx<'a>, id: OperationId, need: Need) -> Option<&'a Body> {
    cx.api.operation(id).body.as_ref().filter(|body| body.need == need)
}

/// Whether a body of several content types borrows what it is made from.
pub fn borrows(cx: Cx<'_>, body: &Body) -> bool {
    body.contents.iter().any(|content| is_borrowed(cx, content))
}

/// Whether a content is made from a reference: all but streams are, and values that are copied.
pub fn is_borrowed(cx: Cx<'_>, content: &Content) -> bool {
    match &content.kind {
        MediaKind::Bytes => false,
        MediaKind::Json(ty) => !ty::is_copy(cx, ty),
        _ => true,
    }
}

/// The type of the argument.
fn argument_type(cx: Cx<'_>, id: OperationId, body: &Body) -> TokenStream {
    match body.contents.as_slice() {
        [Content { kind: MediaKind::Bytes, .. }] => quote! { impl Into<body::Upload> },
        [content] => value_type(cx, content, &TokenStream::new()),
        _ => {
            let ident = &cx.names.of_operation(id).choice;
            let lifetime = borrows(cx, body).then(|| quote! { <'a> });
            quote! { impl Into<#ident #lifetime> }
        }
    }
}

/// The type that the expression of that value writes, if it does.
pub fn written<'a>(cx: Cx<'a>, content: &'a Content) -> Option<&'a Type> {
    match &content.kind {
        MediaKind::Multipart(ty, _) if is_open(cx, ty) => None,
        MediaKind::Json(ty) | MediaKind::Form(ty, _) | MediaKind::Multipart(ty, _) => Some(ty::passed(cx, ty)),
        MediaKind::JsonLines(ty) => Some(ty),
        MediaKind::Text | MediaKind::EventStream(_) | MediaKind::Bytes => None,
    }
}

/// The type of the value that a content is made from.
pub fn value_type(cx: Cx<'_>, content: &Content, lifetime: &TokenStream) -> TokenStream {
    match &content.kind {
        MediaKind::Multipart(ty, _) if is_open(cx, ty) => quote! { &#lifetime multipart::Form },
        MediaKind::Json(ty) | MediaKind::Form(ty, _) | MediaKind::Multipart(ty, _) => ty::borrowed(cx, ty, lifetime),
        MediaKind::JsonLines(ty) => {
            let item = ty::owned(cx, ty::Place::Outside, ty);
            quote! { &#lifetime [#item] }
        }
        MediaKind::Text | MediaKind::EventStream(_) => quote! { &#lifetime str },
        MediaKind::Bytes => quote! { body::Upload },
    }
}

/// Whether a multipart body has parts of any name, so that the caller puts them together.
pub fn is_open(cx: Cx<'_>, ty: &Type) -> bool {
    matches!(cx.api.resolve(ty), Type::Any)
}

/// The step that puts the body into the call. JSON needs the least words.
fn body_step(cx: Cx<'_>, id: OperationId, body: &Body) -> TokenStream {
    let ident = &cx.names.of_operation(id).body;
    let [content] = body.contents.as_slice() else { return quote! { .body(#ident.into().content()) } };
    let media_type = sent_type(content);
    let value = passed(cx, content, ident);
    match &content.kind {
        MediaKind::Json(_) if media_type == "application/json" => quote! { .json(#value) },
        MediaKind::Json(_) => quote! { .json_as(#media_type, #value) },
        _ => {
            let content = self::content(cx, content, ident);
            quote! { .body(#content) }
        }
    }
}

/// The value as the runtime takes it: by reference.
fn passed(cx: Cx<'_>, content: &Content, ident: &impl ToTokens) -> TokenStream {
    match &content.kind {
        MediaKind::Json(ty) if ty::is_copy(cx, ty) => quote! { &#ident },
        _ => quote! { #ident },
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

/// The content that is made from `value`, which is of its [`value_type`].
pub fn content(cx: Cx<'_>, content: &Content, value: &impl ToTokens) -> TokenStream {
    let media_type = sent_type(content);
    let value = passed(cx, content, value);
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
    let written = encodings.iter().filter_map(|it| it.encoding.as_ref().map(|encoding| (&it.property, encoding)));
    for (property, encoding) in written {
        match groups.iter_mut().find(|(known, _)| *known == encoding) {
            Some((_, properties)) => properties.push(property),
            None => groups.push((encoding, vec![property])),
        }
    }
    let groups = groups.iter().map(|(encoding, properties)| {
        let encoding = match encoding {
            Encoding::Style(style, reserved) => style::of_property(*style, *reserved),
            Encoding::ContentType(media_type) => quote! { body::Encoding::ContentType(#media_type) },
            Encoding::Base64(media_type) => quote! { body::Encoding::Base64(#media_type) },
        };
        quote! { (#encoding, &[#(#properties),*]) }
    });
    quote! { &[#(#groups),*] }
}
