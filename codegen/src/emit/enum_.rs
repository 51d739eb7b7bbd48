//! An enum: the known values, and room for one that a later version of the API adds.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Cx, docs};
use crate::ir::{Enum, EnumBase, EnumValue, TypeId};

/// All items of an enum.
pub fn items(cx: Cx<'_>, id: TypeId, list: &Enum) -> Vec<TokenStream> {
    let ident = &cx.names.of_type(id).ident;
    let codec = match list.base {
        EnumBase::String => quote! { open_enum!(#ident); },
        EnumBase::Integer => quote! { open_integer_enum!(#ident); },
    };
    vec![declaration(cx, id, list), to_value(cx, id, list), from_value(cx, id, list), codec]
}

/// The enum itself.
fn declaration(cx: Cx<'_>, id: TypeId, list: &Enum) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let doc = docs::of_type(cx.api.type_def(id), ident);
    let variants = list.values.iter().zip(&names.members).map(|(value, member)| {
        let ident = &member.ident;
        let doc = variant_docs(value);
        quote! { #doc #ident, }
    });
    let unknown = match list.base {
        EnumBase::String => quote! { UnknownValue },
        EnumBase::Integer => quote! { UnknownInteger },
    };
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
            /// A value that this version of the crate does not know, as it came.
            Unknown(#unknown),
        }
    }
}

/// The value on the wire, and what it means where the document says so.
fn variant_docs(value: &EnumValue) -> TokenStream {
    let wire_name = format!("`{}`", value.wire_name.replace('`', "'"));
    match &value.description {
        Some(description) => docs::text(&format!("{wire_name}: {description}")),
        None => docs::line(wire_name),
    }
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

/// From a variant to its value.
fn to_value(cx: Cx<'_>, id: TypeId, list: &Enum) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let arms = list.values.iter().zip(&names.members).map(|(value, member)| {
        let (value, variant) = (literal(list.base, value), &member.ident);
        quote! { Self::#variant => #value, }
    });
    let (method, get) = match list.base {
        EnumBase::String => (quote! { as_str(&self) -> &str }, quote! { as_str }),
        EnumBase::Integer => (quote! { as_i64(&self) -> i64 }, quote! { as_i64 }),
    };
    quote! {
        impl #ident {
            /// The value as it stands on the wire.
            pub fn #method {
                match self {
                    #(#arms)*
                    Self::Unknown(value) => value.#get(),
                }
            }
        }
    }
}

/// From a value to its variant.
fn from_value(cx: Cx<'_>, id: TypeId, list: &Enum) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let arms = list.values.iter().zip(&names.members).map(|(value, member)| {
        let (value, variant) = (literal(list.base, value), &member.ident);
        quote! { #value => Self::#variant, }
    });
    let (source, unknown) = match list.base {
        EnumBase::String => (quote! { &str }, quote! { UnknownValue }),
        EnumBase::Integer => (quote! { i64 }, quote! { UnknownInteger }),
    };
    quote! {
        impl From<#source> for #ident {
            fn from(value: #source) -> Self {
                match value {
                    #(#arms)*
                    _ => Self::Unknown(#unknown::new(value)),
                }
            }
        }
    }
}
