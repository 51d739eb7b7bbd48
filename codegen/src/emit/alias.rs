//! An alias: another name for a type expression.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::Place;
use super::{Cx, docs, ty};
use crate::ir::{Shape, Type, TypeId};

/// The `type` item; for a definition, a `use` that renames it, which is one line and needs no comment of its own.
pub fn item(cx: Cx<'_>, id: TypeId, target: &Type) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let def = cx.api.type_def(id);
    if let Type::Named(target) = target {
        let of_target = cx.names.of_type(*target);
        let (module, original) = (&of_target.module, &of_target.ident);
        // The documentation of the definition is shown under its other names, too.
        let doc = (def.docs != cx.api.type_def(*target).docs).then(|| docs::of_type(def, ident));
        return if *module == names.module {
            quote! { #doc pub use self::#original as #ident; }
        } else {
            quote! { #doc pub use super::#module::#original as #ident; }
        };
    }
    let doc = docs::of_type_or(def, ident, &format!("The `{ident}` type."));
    let target = ty::owned(cx, Place::Model, target);
    quote! {
        #doc
        pub type #ident = #target;
    }
}

/// Whether the definition is another name of a definition.
pub fn renames(shape: &Shape) -> bool {
    matches!(shape, Shape::Alias(Type::Named(_)))
}
