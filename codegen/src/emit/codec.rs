//! What the codec of the runtime has to know about a struct.

use proc_macro2::TokenStream;
use quote::quote;

use super::Cx;
use crate::ir::{AdditionalProperties, Presence, Struct, TypeId};

/// `record!`: the fields, each with whether it has to be there and its name in JSON.
pub fn of_struct(cx: Cx<'_>, id: TypeId, object: &Struct) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let fields = object.fields.iter().zip(&names.members).map(|(field, member)| {
        let (wire_name, ident) = (&field.wire_name, &member.ident);
        let presence = match field.presence {
            Presence::Required | Presence::Nullable => quote! { required },
            Presence::Optional | Presence::OptionalNullable => quote! { optional },
        };
        quote! { #presence #wire_name = #ident, }
    });
    let rest = match &object.additional {
        AdditionalProperties::Typed(_) => {
            let ident = &names.additional;
            Some(quote! { .. #ident })
        }
        AdditionalProperties::Ignored | AdditionalProperties::Denied => None,
    };
    quote! { record! { #ident { #(#fields)* #rest } } }
}
