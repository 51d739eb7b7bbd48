//! A union: one variant for each alternative, told apart before anything is decoded.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::{Layout, Place};
use super::{Cx, choice, docs, form, struct_, ty};
use crate::ir::{Dispatch, Type, TypeId, Union, Variant};
use crate::names::{MemberNames, Name};

/// All items of a union.
pub fn items(cx: Cx<'_>, id: TypeId, union: &Union) -> Vec<TokenStream> {
    let ident = &cx.names.of_type(id).ident;
    let mut items = vec![
        declaration(cx, id, union),
        decode(cx, id, union),
        serialize(cx, id, union),
        quote! { bridge_deserialize!(#ident); },
    ];
    items.extend(form::of_union(cx, id, union));
    items
}

/// The enum itself.
fn declaration(cx: Cx<'_>, id: TypeId, union: &Union) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let doc = docs::of_type_or(cx.api.type_def(id), ident, &format!("The `{ident}` type."));
    let variants = union.variants.iter().zip(&names.members).enumerate().map(|(index, (variant, member))| {
        let ident = &member.ident;
        let doc = docs::line(format!("`{}`", variant.wire_name));
        let payload = payload(cx, id, index, variant);
        quote! { #doc #ident(#payload), }
    });
    let unknown = union.keeps_unknown().then(|| {
        quote! {
            /// A variant that this version of the crate does not know, as it came.
            Unknown(UnknownVariant),
        }
    });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
            #unknown
        }
    }
}

/// What a variant holds.
fn payload(cx: Cx<'_>, id: TypeId, index: usize, variant: &Variant) -> TokenStream {
    let ty = ty::owned(cx, Place::Model, &variant.ty);
    match struct_::layout(cx, id, index) {
        Layout::Inline => ty,
        Layout::Boxed => quote! { Box<#ty> },
    }
}

/// `Decode`: looks ahead, then decodes once. A blank is a variant that needs no other value of the union.
fn decode(cx: Cx<'_>, id: TypeId, union: &Union) -> TokenStream {
    let names = cx.names.of_type(id);
    let (ident, blank) = (&names.ident, &names.members[cx.facts.blank_variant(id)].ident);
    let body = match &union.dispatch {
        Dispatch::Discriminator { property } => by_tag(cx, id, union, property),
        Dispatch::Choice(choice) => choice::body(cx, id, choice),
    };
    quote! {
        impl Decode for #ident {
            fn blank() -> Self {
                Self::#blank(Decode::blank())
            }

            fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                #body
            }
        }
    }
}

/// Goes by the discriminator.
fn by_tag(cx: Cx<'_>, id: TypeId, union: &Union, property: &str) -> TokenStream {
    let arms = union.variants.iter().zip(&cx.names.of_type(id).members).map(|(variant, member)| {
        let (tags, ident) = (&variant.tags, &member.ident);
        quote! { Some(#(#tags)|*) => reader.value().map(Self::#ident), }
    });
    quote! {
        match reader.peek_tag(#property)?.as_deref() {
            #(#arms)*
            Some(_) => reader.value().map(Self::Unknown),
            None => Err(reader.missing(#property)),
        }
    }
}

/// `Serialize`: the variant, with its tag where there is a discriminator.
fn serialize(cx: Cx<'_>, id: TypeId, union: &Union) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let arms: Vec<_> = match &union.dispatch {
        Dispatch::Discriminator { property } => {
            let variants = union.variants.iter().zip(&names.members);
            let tagged = |(variant, member): (&Variant, &MemberNames)| {
                let (tags, ident) = (&variant.tags, &member.ident);
                quote! { Self::#ident(value) => tagged(serializer, #property, &[#(#tags),*], value), }
            };
            variants.map(tagged).collect()
        }
        Dispatch::Choice(_) => bare(cx, id, union),
    };
    let unknown = union.keeps_unknown().then(|| quote! { Self::Unknown(value) => value.serialize(serializer), });
    quote! {
        impl Serialize for #ident {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(#arms)*
                    #unknown
                }
            }
        }
    }
}

/// The arms of variants that are written as they are.
fn bare(cx: Cx<'_>, id: TypeId, union: &Union) -> Vec<TokenStream> {
    let arm = |idents: &[&Name]| quote! { #(Self::#idents(value))|* => value.serialize(serializer), };
    by_payload(cx, id, union).iter().map(|(_, idents)| arm(idents)).collect()
}

/// The variants by their payload: those that hold the same share an arm.
pub fn by_payload<'a>(cx: Cx<'a>, id: TypeId, union: &'a Union) -> Vec<(&'a Type, Vec<&'a Name>)> {
    let members = &cx.names.of_type(id).members;
    let mut groups: Vec<((&Type, Layout), Vec<&Name>)> = Vec::new();
    for (index, (variant, member)) in union.variants.iter().zip(members).enumerate() {
        let payload = (cx.api.resolve(&variant.ty), struct_::layout(cx, id, index));
        match groups.iter_mut().find(|(other, _)| *other == payload) {
            Some((_, idents)) => idents.push(&member.ident),
            None => groups.push((payload, vec![&member.ident])),
        }
    }
    groups.into_iter().map(|((ty, _), idents)| (ty, idents)).collect()
}
