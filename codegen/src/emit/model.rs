//! `models/`: one file for each component, and an index that exports them all.
//!
//! Inline definitions stand with their component, and whatever is only another name in one file together.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, File, alias, enum_, struct_, token, ty, union_};
use crate::ir::{AdditionalProperties, EnumBase, Presence, Shape, Type, TypeId};
use crate::names::Name;

/// The definitions of each module that become types, in id order.
pub fn modules(cx: Cx<'_>) -> BTreeMap<Name, Vec<TypeId>> {
    let mut modules = BTreeMap::<Name, Vec<TypeId>>::new();
    for id in cx.api.type_ids().filter(|id| cx.facts.is_kept(*id)) {
        modules.entry(cx.names.of_type(id).module.clone()).or_default().push(id);
    }
    modules
}

/// `models/mod.rs`.
pub fn index(cx: Cx<'_>) -> File {
    File {
        path: "models/mod.rs".to_owned(),
        docs: vec!["The data types of the API.".to_owned()],
        items: token::modules(modules(cx).keys()),
    }
}

/// One file of `models`.
pub fn file(cx: Cx<'_>, module: &Name, ids: &[TypeId]) -> File {
    let mut items = imports(cx, ids);
    let (renamed, own): (Vec<TypeId>, Vec<TypeId>) =
        ids.iter().partition(|id| alias::renames(&cx.api.type_def(**id).shape));
    items.extend(renamed.into_iter().chain(own).flat_map(|id| definition(cx, id)));
    // The module is private, and what there is to say stands above each definition.
    File { path: format!("models/{module}.rs"), docs: Vec::new(), items }
}

/// The items of one definition.
fn definition(cx: Cx<'_>, id: TypeId) -> Vec<TokenStream> {
    match &cx.api.type_def(id).shape {
        Shape::Struct(object) => struct_::items(cx, id, object),
        Shape::Enum(list) => enum_::items(cx, id, list),
        Shape::Union(union) => union_::items(cx, id, union),
        Shape::Alias(target) => vec![alias::item(cx, id, target)],
    }
}

/// The `use` items that the definitions need, and no other.
fn imports(cx: Cx<'_>, ids: &[TypeId]) -> Vec<TokenStream> {
    let shapes: Vec<&Shape> = ids.iter().map(|&id| &cx.api.type_def(id).shape).collect();
    let any = |test: fn(&Shape) -> bool| shapes.iter().any(|shape| test(shape));
    let map = any(writes_map).then(|| quote! { use std::collections::BTreeMap; });
    let writes_form = ids.iter().any(|&id| cx.facts.is_form(id) || cx.facts.is_part(id));
    let forms: &[_] = if writes_form { &[ty::MULTIPART] } else { &[] };
    let types: Vec<&Type> = shapes.iter().flat_map(|shape| shape.members()).collect();
    map.into_iter()
        .chain(siblings(cx, ids))
        .chain(runtime(&shapes))
        .chain(ty::imports_beside(cx, types, forms))
        .collect()
}

/// The definitions of other files, from the file that has them. To look them up where they are all exported again would
/// cost the compiler as many steps for each as there are files.
fn siblings(cx: Cx<'_>, ids: &[TypeId]) -> Option<TokenStream> {
    let shapes = ids.iter().map(|id| &cx.api.type_def(*id).shape).filter(|shape| !alias::renames(shape));
    let found: BTreeSet<TypeId> = shapes.flat_map(Shape::members).filter_map(Type::named).collect();
    let own: BTreeSet<TypeId> = ids.iter().copied().collect();
    let mut modules = BTreeMap::<&Name, BTreeSet<&Name>>::new();
    for names in found.difference(&own).map(|&id| cx.names.of_type(id)) {
        modules.entry(&names.module).or_default().insert(&names.ident);
    }
    let paths = modules.into_iter().map(|(module, idents)| {
        let idents = Vec::from_iter(idents);
        match idents.as_slice() {
            [ident] => quote! { #module::#ident },
            idents => quote! { #module::{#(#idents),*} },
        }
    });
    let paths: Vec<_> = paths.collect();
    match paths.as_slice() {
        [] => None,
        [path] => Some(quote! { use super::#path; }),
        paths => Some(quote! { use super::{#(#paths),*}; }),
    }
}

/// What the macros that declare them and the presence types are called in the runtime.
fn runtime(shapes: &[&Shape]) -> impl Iterator<Item = TokenStream> + use<> {
    let any = |test: fn(&Shape) -> bool| shapes.iter().any(|shape| test(shape));
    let is_struct = any(|shape| matches!(shape, Shape::Struct(_)));
    let is_union = any(|shape| matches!(shape, Shape::Union(_)));
    let has_kinds = any(|shape| matches!(shape, Shape::Union(union) if union_::names_kinds(union)));
    let is_text = any(|shape| matches!(shape, Shape::Enum(list) if list.base == EnumBase::String));
    let is_integer = any(|shape| matches!(shape, Shape::Enum(list) if list.base == EnumBase::Integer));
    let kinds = has_kinds.then(|| quote! { use crate::runtime::codec::JsonKind; });
    let maybe = any(writes_maybe).then(|| quote! { use crate::runtime::presence::Maybe; });
    let declare =
        [("open_enum", is_text), ("open_integer_enum", is_integer), ("record", is_struct), ("union", is_union)];
    let declare = token::import(&quote! { crate::runtime::declare }, &declare);
    kinds.into_iter().chain(declare).chain(maybe)
}

/// Whether the definition writes `BTreeMap`.
fn writes_map(shape: &Shape) -> bool {
    let additional = match shape {
        Shape::Struct(object) => matches!(object.additional, AdditionalProperties::Typed(_)),
        Shape::Enum(_) | Shape::Union(_) | Shape::Alias(_) => false,
    };
    additional || shape.members().into_iter().any(ty::has_map)
}

/// Whether the definition writes `Maybe`.
fn writes_maybe(shape: &Shape) -> bool {
    match shape {
        Shape::Struct(object) => object.fields.iter().any(|field| field.presence == Presence::OptionalNullable),
        Shape::Enum(_) | Shape::Union(_) | Shape::Alias(_) => false,
    }
}
