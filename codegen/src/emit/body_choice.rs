//! A body of several content types: an enum of what it may be, and what each variant becomes.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, body, docs};
use crate::ir::{Body, Content, MediaKind, OperationId, Scalar, Type};

/// The enum of what the body may be, where there are several content types.
pub fn items(cx: Cx<'_>, id: OperationId) -> Vec<TokenStream> {
    let Some(body) = cx.api.operation(id).body.as_ref().filter(|body| body.contents.len() > 1) else {
        return Vec::new();
    };
    let mut items = vec![declaration(cx, id, body)];
    items.extend(conversions(cx, id, body));
    items.push(into_content(cx, id, body));
    items
}

fn declaration(cx: Cx<'_>, id: OperationId, body: &Body) -> TokenStream {
    let names = cx.names.of_operation(id);
    let ident = &names.choice;
    let doc = docs::line(format!("What [`{}`] sends, by content type.", names.marker));
    let lifetime = body::borrows(cx, body).then(|| quote! { <'a> });
    let variants = body.contents.iter().zip(&names.contents).map(|(content, variant)| {
        let doc = docs::line(format!("`{}`", content.media_type));
        let ty = body::value_type(cx, content, &quote! { 'a });
        quote! { #doc #variant(#ty), }
    });
    quote! {
        #doc
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum #ident #lifetime {
            #(#variants)*
        }
    }
}

/// `From` for each type that a variant holds: what two variants hold means the first of them.
fn conversions(cx: Cx<'_>, id: OperationId, body: &Body) -> Vec<TokenStream> {
    let names = cx.names.of_operation(id);
    let ident = &names.choice;
    let mut known = HashSet::new();
    let mut items = Vec::new();
    for (content, variant) in body.contents.iter().zip(&names.contents) {
        if !known.insert(held(cx, content)) {
            continue;
        }
        let ty = body::value_type(cx, content, &quote! { 'a });
        let (generics, lifetime) = match (body::borrows(cx, body), body::is_borrowed(cx, content)) {
            (true, true) => (Some(quote! { <'a> }), Some(quote! { <'a> })),
            (true, false) => (None, Some(quote! { <'_> })),
            (false, _) => (None, None),
        };
        items.push(quote! {
            impl #generics From<#ty> for #ident #lifetime {
                fn from(value: #ty) -> Self {
                    Self::#variant(value)
                }
            }
        });
    }
    items
}

/// What a variant holds, whatever that is called: an alias is the type behind it.
#[derive(PartialEq, Eq, Hash)]
enum Held {
    /// A form of any parts.
    Form,
    /// Bytes.
    Upload,
    /// A value of this type.
    Value(Type),
}

/// What the variant for a content type holds.
fn held(cx: Cx<'_>, content: &Content) -> Held {
    match &content.kind {
        MediaKind::Multipart(ty, _) if body::is_open(cx, ty) => Held::Form,
        MediaKind::Json(ty) | MediaKind::Form(ty, _) | MediaKind::Multipart(ty, _) => {
            Held::Value(cx.api.resolve_all(ty))
        }
        MediaKind::JsonLines(ty) => Held::Value(Type::Array(Box::new(cx.api.resolve_all(ty)))),
        MediaKind::Text | MediaKind::EventStream(_) => Held::Value(Type::Scalar(Scalar::String)),
        MediaKind::Bytes => Held::Upload,
    }
}

fn into_content(cx: Cx<'_>, id: OperationId, body: &Body) -> TokenStream {
    let names = cx.names.of_operation(id);
    let ident = &names.choice;
    let lifetime = body::borrows(cx, body).then(|| quote! { <'_> });
    let arms = body.contents.iter().zip(&names.contents).map(|(content, variant)| {
        let content = body::content(cx, content, &quote! { value });
        quote! { Self::#variant(value) => #content, }
    });
    quote! {
        impl #ident #lifetime {
            fn content(self) -> body::Content {
                match self {
                    #(#arms)*
                }
            }
        }
    }
}
