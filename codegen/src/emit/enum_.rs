//! An enum: the known values, and room for one that a later version of the API adds.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Cx, docs};
use crate::ir::{Enum, EnumBase, EnumValue, TypeId};

/// All items of an enum: `open_enum!` with its values. The runtime makes the rest of that.
pub fn items(cx: Cx<'_>, id: TypeId, list: &Enum) -> Vec<TokenStream> {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let doc = docs::of_type(cx.api.type_def(id), ident);
    let variants = list.values.iter().zip(&names.members).map(|(value, member)| {
        let doc = value.description.as_deref().map(docs::text);
        let (ident, wire) = (&member.ident, literal(list.base, value));
        quote! { #doc #ident = #wire, }
    });
    let declare = match list.base {
        EnumBase::String => quote! { open_enum! },
        EnumBase::Integer => quote! { open_integer_enum! },
    };
    vec![quote! { #declare { #doc pub enum #ident { #(#variants)* } } }]
}

/// A value as it is written in the code.
fn literal(base: EnumBase, value: &EnumValue) -> TokenStream {
    match base {
        EnumBase::String => {
            let text = &value.wire_name;
            quote! { #text }
        }
        EnumBase::Integer => {
            let number = value.wire_name.parse().map(Literal::i64_unsuffixed);
            let number = number.expect("lowering promised an integer");
            quote! { #number }
        }
    }
}
