//! How a struct or a union is written as a multipart body, where it has files in it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, union_};
use crate::analyze;
use crate::ir::{AdditionalProperties, Dispatch, Field, Presence, Struct, Type, TypeId, Union, Variant};
use crate::names::{MemberNames, Name};

/// `ToForm` for a struct: a line for each field.
pub fn of_struct(cx: Cx<'_>, id: TypeId, object: &Struct) -> Option<TokenStream> {
    if !cx.facts.is_form(id) {
        return None;
    }
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let fields = object.fields.iter().zip(&names.members).map(|(field, member)| line(cx, field, &member.ident));
    let rest = rest(cx, object, &names.additional);
    Some(quote! {
        impl multipart::ToForm for #ident {
            fn to_form(&self, form: &mut multipart::Form) {
                #(#fields)*
                #rest
            }
        }
    })
}

/// The line of a field.
fn line(cx: Cx<'_>, field: &Field, ident: &Name) -> TokenStream {
    let wire_name = &field.wire_name;
    let has_files = analyze::value_has_files(cx.api, &field.ty);
    if field.presence == Presence::OptionalNullable && !has_files {
        return quote! { form.value(#wire_name, &self.#ident.value()); };
    }
    let add = add(cx, &field.ty);
    quote! { form.#add(#wire_name, &self.#ident); }
}

/// The lines of what stands beside the fields.
fn rest(cx: Cx<'_>, object: &Struct, ident: &Name) -> Option<TokenStream> {
    let AdditionalProperties::Typed(ty) = &object.additional else { return None };
    let add = add(cx, ty);
    Some(quote! {
        for (name, value) in &self.#ident {
            form.#add(name, value);
        }
    })
}

/// `ToForm` for a union of bodies, `ToPart` for one of values.
pub fn of_union(cx: Cx<'_>, id: TypeId, union: &Union) -> Vec<TokenStream> {
    let whole = cx.facts.is_form(id).then(|| whole(cx, id, union));
    let part = cx.facts.is_part(id).then(|| part(cx, id, union));
    whole.into_iter().chain(part).collect()
}

/// `ToForm`: the variant, with its tag where there is a discriminator.
fn whole(cx: Cx<'_>, id: TypeId, union: &Union) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let arms: Vec<_> = match &union.dispatch {
        Dispatch::Discriminator { property, .. } => {
            let variants = union.variants.iter().zip(&names.members).enumerate();
            let tagged = |(index, (variant, member)): (usize, (&Variant, &MemberNames))| {
                let (tags, ident) = (&variant.tags, &member.ident);
                if union.takes_others(index) {
                    quote! { Self::#ident(value) => value.to_form(form), }
                } else {
                    quote! { Self::#ident(value) => form.tagged(#property, &[#(#tags),*], value), }
                }
            };
            variants.map(tagged).collect()
        }
        Dispatch::Choice(_) => {
            let arm = |(_, idents): &(&Type, Vec<&Name>)| quote! { #(Self::#idents(value))|* => value.to_form(form), };
            union_::by_payload(cx, id, union).iter().map(arm).collect()
        }
    };
    let unknown = union.keeps_unknown().then(|| quote! { Self::Unknown(value) => form.values(value), });
    quote! {
        impl multipart::ToForm for #ident {
            fn to_form(&self, form: &mut multipart::Form) {
                match self {
                    #(#arms)*
                    #unknown
                }
            }
        }
    }
}

/// `ToPart`: the variant as a file, or as any other value.
fn part(cx: Cx<'_>, id: TypeId, union: &Union) -> TokenStream {
    let ident = &cx.names.of_type(id).ident;
    let arms = union_::by_payload(cx, id, union).into_iter().map(|(ty, idents)| {
        let add = self::add(cx, ty);
        quote! { #(Self::#idents(value))|* => form.#add(name, value), }
    });
    let unknown = union.keeps_unknown().then(|| quote! { Self::Unknown(value) => form.value(name, value), });
    quote! {
        impl multipart::ToPart for #ident {
            fn to_part(&self, name: &str, form: &mut multipart::Form) {
                match self {
                    #(#arms)*
                    #unknown
                }
            }
        }
    }
}

/// The method that adds a value of the type to a form.
fn add(cx: Cx<'_>, ty: &Type) -> TokenStream {
    if analyze::value_has_files(cx.api, ty) {
        quote! { part }
    } else {
        quote! { value }
    }
}
