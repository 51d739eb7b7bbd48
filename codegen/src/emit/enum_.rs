//! A string enum: the known values, and room for one that a later version of the API adds.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, docs};
use crate::ir::{Enum, EnumValue, TypeId};

/// All items of an enum.
pub fn items(cx: Cx<'_>, id: TypeId, list: &Enum) -> Vec<TokenStream> {
    let ident = &cx.names.of_type(id).ident;
    vec![declaration(cx, id, list), as_str(cx, id, list), from_str(cx, id, list), quote! { open_enum!(#ident); }]
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
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
            /// A value that this version of the crate does not know, as it came.
            Unknown(UnknownValue),
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

/// From a variant to its value.
fn as_str(cx: Cx<'_>, id: TypeId, list: &Enum) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let arms = list.values.iter().zip(&names.members).map(|(value, member)| {
        let (wire_name, variant) = (&value.wire_name, &member.ident);
        quote! { Self::#variant => #wire_name, }
    });
    quote! {
        impl #ident {
            /// The value as it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(#arms)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }
    }
}

/// From a value to its variant.
fn from_str(cx: Cx<'_>, id: TypeId, list: &Enum) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let arms = list.values.iter().zip(&names.members).map(|(value, member)| {
        let (wire_name, variant) = (&value.wire_name, &member.ident);
        quote! { #wire_name => Self::#variant, }
    });
    quote! {
        impl From<&str> for #ident {
            fn from(value: &str) -> Self {
                match value {
                    #(#arms)*
                    _ => Self::Unknown(UnknownValue::new(value)),
                }
            }
        }
    }
}
