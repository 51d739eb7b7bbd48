//! An alias: another name for a type expression.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::Place;
use super::{Cx, docs, ty};
use crate::ir::{Type, TypeId};

/// The `type` item.
pub fn item(cx: Cx<'_>, id: TypeId, target: &Type) -> TokenStream {
    let ident = &cx.names.of_type(id).ident;
    let def = cx.api.type_def(id);
    let doc = docs::of_type_or(def, ident, &format!("The `{ident}` type."));
    let target = ty::owned(cx, Place::Model, target);
    quote! {
        #doc
        pub type #ident = #target;
    }
}
