//! `headers.rs`: a constant for each documented header of replies.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::Place;
use super::{Cx, File, docs, style, token, ty};
use crate::ir::{AdditionalProperties, EnumBase, HeaderText, ResponseHeader, Scalar, Shape, Struct, Type};
use crate::names::Name;

/// Whether there is any.
pub fn exist(cx: Cx<'_>) -> bool {
    !cx.names.headers().is_empty()
}

/// `headers.rs`.
pub fn file(cx: Cx<'_>) -> File {
    let headers = cx.api.headers();
    let constants = headers.iter().zip(cx.names.headers()).map(|(header, ident)| constant(cx, header, ident));
    let constants: Vec<_> = constants.collect();
    let types = || headers.iter().map(|header| &header.ty);
    let map = types().any(ty::has_map).then(|| quote! { use std::collections::BTreeMap; });
    let models = types().any(ty::names_model).then(|| quote! { use super::models; });
    let explode = headers.iter().any(|header| members(cx, header).is_some());
    let item = headers.iter().any(|header| header.text != HeaderText::Json);
    let mut items: Vec<_> = map.into_iter().chain(models).collect();
    items.extend(explode.then(|| quote! { use crate::runtime::encode::Explode; }));
    items.extend(token::import(&quote! { crate::runtime::header }, &[("Header", true), ("Item", item)]));
    items.extend(ty::imports(cx, types()));
    items.extend(constants);
    let line = "The documented headers of replies: `reply.read(headers::X)` gives what `X` holds.";
    File { path: "headers.rs".to_owned(), docs: vec![line.to_owned()], items }
}

/// The name and the form of a header.
fn constant(cx: Cx<'_>, header: &ResponseHeader, ident: &Name) -> TokenStream {
    let name = &header.wire_name;
    let doc = match header.description.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => docs::text(&docs::sentence(text)),
        _ => docs::line(format!("The header `{name}`.")),
    };
    let owned = ty::owned(cx, Place::Outside, &header.ty);
    let value = value(cx, header);
    quote! {
        #doc
        pub const #ident: Header<#owned> = #value;
    }
}

/// How the header is read.
fn value(cx: Cx<'_>, header: &ResponseHeader) -> TokenStream {
    let name = &header.wire_name;
    let HeaderText::Simple(explode) = header.text else { return quote! { Header::json(#name) } };
    if let Some((members, rest)) = members(cx, header) {
        let explode = style::explode(explode);
        return quote! { Header::object(#name, #explode, &[#(#members),*], #rest) };
    }
    match cx.api.resolve(&header.ty) {
        Type::Array(inner) => {
            let item = item(cx, inner);
            quote! { Header::list(#name, #item) }
        }
        ty => {
            let item = item(cx, ty);
            quote! { Header::new(#name, #item) }
        }
    }
}

/// The members of a header that holds an object, and what any other member is.
fn members(cx: Cx<'_>, header: &ResponseHeader) -> Option<(Vec<TokenStream>, TokenStream)> {
    if header.text == HeaderText::Json {
        return None;
    }
    match cx.api.resolve(&header.ty) {
        Type::Map(inner) => Some((Vec::new(), item(cx, inner))),
        Type::Named(id) => match &cx.api.type_def(*id).shape {
            Shape::Struct(Struct { fields, additional }) => {
                let members = fields.iter().map(|field| {
                    let (name, item) = (&field.wire_name, item(cx, &field.ty));
                    quote! { (#name, #item) }
                });
                let rest = match additional {
                    AdditionalProperties::Typed(ty) => item(cx, ty),
                    AdditionalProperties::Ignored | AdditionalProperties::Denied => quote! { Item::Text },
                };
                Some((members.collect(), rest))
            }
            Shape::Enum(_) | Shape::Union(_) | Shape::Alias(_) => None,
        },
        Type::Scalar(_) | Type::Array(_) | Type::Nullable(_) | Type::Any => None,
    }
}

/// What stands for a value without parts.
fn item(cx: Cx<'_>, ty: &Type) -> TokenStream {
    match cx.api.resolve(ty) {
        Type::Scalar(Scalar::String | Scalar::Format(_)) => quote! { Item::Text },
        Type::Scalar(_) => quote! { Item::Literal },
        Type::Nullable(inner) => item(cx, inner),
        Type::Named(id) => match &cx.api.type_def(*id).shape {
            Shape::Enum(list) if list.base == EnumBase::String => quote! { Item::Text },
            Shape::Enum(_) => quote! { Item::Literal },
            Shape::Struct(_) | Shape::Union(_) | Shape::Alias(_) => quote! { Item::Either },
        },
        Type::Array(_) | Type::Map(_) | Type::Any => quote! { Item::Either },
    }
}
