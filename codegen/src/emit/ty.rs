//! Type expressions: how a type is written where it is stored, passed and borrowed.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::Cx;
use crate::ir::{Format, Presence, Scalar, Shape, Type, TypeId};

/// From where a type is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A file of `models`, which imports its siblings.
    Model,
    /// Anywhere else: `models::X`.
    Outside,
}

/// The type of an owned value.
pub fn owned(cx: Cx<'_>, place: Place, ty: &Type) -> TokenStream {
    match ty {
        Type::Named(id) => named(cx, place, *id),
        Type::Scalar(scalar) => self::scalar(cx, *scalar),
        Type::Array(inner) => {
            let inner = owned(cx, place, inner);
            quote! { Vec<#inner> }
        }
        Type::Map(inner) => {
            let inner = owned(cx, place, inner);
            quote! { BTreeMap<String, #inner> }
        }
        Type::Nullable(inner) => {
            let inner = owned(cx, place, inner);
            quote! { Option<#inner> }
        }
        Type::Any => quote! { serde_json::Value },
    }
}

/// The type of a field.
pub fn field(cx: Cx<'_>, ty: &Type, presence: Presence, layout: Layout) -> TokenStream {
    let mut ty = owned(cx, Place::Model, ty);
    if layout == Layout::Boxed {
        ty = quote! { Box<#ty> };
    }
    match presence {
        Presence::Required => ty,
        Presence::Optional | Presence::Nullable => quote! { Option<#ty> },
        Presence::OptionalNullable => quote! { Maybe<#ty> },
    }
}

/// How a value of a recursive type is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// By value.
    Inline,
    /// In a `Box`.
    Boxed,
}

/// The type of a function's argument: a copy of small values, a reference to others.
pub fn argument(cx: Cx<'_>, ty: &Type) -> TokenStream {
    borrowed(cx, ty, &TokenStream::new())
}

/// The same, with a lifetime for the reference.
pub fn borrowed(cx: Cx<'_>, ty: &Type, lifetime: &TokenStream) -> TokenStream {
    match cx.api.resolve(ty) {
        Type::Scalar(Scalar::String) => quote! { &#lifetime str },
        Type::Array(inner) => {
            let inner = owned(cx, Place::Outside, inner);
            quote! { &#lifetime [#inner] }
        }
        _ if is_copy(cx, ty) => owned(cx, Place::Outside, ty),
        _ => {
            let ty = owned(cx, Place::Outside, ty);
            quote! { &#lifetime #ty }
        }
    }
}

/// The type that the expression of an argument writes: behind other names for texts and lists, which are passed as slices.
pub fn passed<'a>(cx: Cx<'a>, ty: &'a Type) -> &'a Type {
    match cx.api.resolve(ty) {
        slice @ (Type::Scalar(Scalar::String) | Type::Array(_)) => slice,
        _ => ty,
    }
}

/// Whether values of the type are copied rather than borrowed. A mapped type may not be `Copy`, so it is borrowed.
pub fn is_copy(cx: Cx<'_>, ty: &Type) -> bool {
    match cx.api.resolve(ty) {
        Type::Scalar(Scalar::Bool | Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64 | Scalar::F64) => true,
        Type::Scalar(Scalar::String | Scalar::Format(_) | Scalar::Part)
        | Type::Named(_)
        | Type::Array(_)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Any => false,
    }
}

/// Whether the expression names a model.
pub fn names_model(ty: &Type) -> bool {
    ty.named().is_some()
}

/// Whether the expression writes a map.
pub fn has_map(ty: &Type) -> bool {
    match ty {
        Type::Map(_) => true,
        Type::Array(inner) | Type::Nullable(inner) => has_map(inner),
        Type::Named(_) | Type::Scalar(_) | Type::Any => false,
    }
}

/// What the mapped types in the expressions need to be imported.
pub fn imports<'a>(cx: Cx<'_>, types: impl IntoIterator<Item = &'a Type>) -> Vec<TokenStream> {
    imports_beside(cx, types, &[])
}

/// What the mapped types in the expressions need to be imported, and these `others`.
pub fn imports_beside<'a>(
    cx: Cx<'_>,
    types: impl IntoIterator<Item = &'a Type>,
    others: &[&'static str],
) -> Vec<TokenStream> {
    let mut paths: BTreeSet<_> = others.iter().copied().collect();
    types.into_iter().for_each(|ty| collect_imports(cx, ty, &mut paths));
    let paths = paths.into_iter().map(|path| path.parse::<TokenStream>().expect("the type-mapping table holds paths"));
    paths.map(|path| quote! { use #path; }).collect()
}

/// What is imported for the types of multipart bodies.
pub const MULTIPART: &str = "crate::runtime::multipart";

/// Adds what the mapped types in `ty` need.
fn collect_imports(cx: Cx<'_>, ty: &Type, paths: &mut BTreeSet<&'static str>) {
    match ty {
        Type::Scalar(Scalar::Format(format)) => paths.extend(cx.config.types.get(*format).and_then(|rust| rust.import)),
        Type::Scalar(Scalar::Part) => drop(paths.insert(MULTIPART)),
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => collect_imports(cx, inner, paths),
        Type::Named(_) | Type::Scalar(_) | Type::Any => {}
    }
}

/// Whether the type is an open enum.
pub fn is_enum(cx: Cx<'_>, ty: &Type) -> bool {
    match cx.api.resolve(ty) {
        Type::Named(id) => matches!(cx.api.type_def(*id).shape, Shape::Enum(_)),
        _ => false,
    }
}

/// A definition by name.
fn named(cx: Cx<'_>, place: Place, id: TypeId) -> TokenStream {
    let ident = &cx.names.of_type(id).ident;
    match place {
        Place::Model => quote! { #ident },
        Place::Outside => quote! { models::#ident },
    }
}

/// A value without parts.
fn scalar(cx: Cx<'_>, scalar: Scalar) -> TokenStream {
    match scalar {
        Scalar::Bool => quote! { bool },
        Scalar::I32 => quote! { i32 },
        Scalar::I64 => quote! { i64 },
        Scalar::U32 => quote! { u32 },
        Scalar::U64 => quote! { u64 },
        Scalar::F64 => quote! { f64 },
        Scalar::String => quote! { String },
        Scalar::Format(format) => mapped(cx, format),
        Scalar::Part => quote! { multipart::Part },
    }
}

/// The Rust type that the type-mapping table has for a format.
fn mapped(cx: Cx<'_>, format: Format) -> TokenStream {
    let Some(rust) = cx.config.types.get(format) else { return quote! { String } };
    rust.path.parse().expect("the type-mapping table holds paths")
}
