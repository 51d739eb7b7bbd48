//! The decision between the variants of a union that has no discriminator, as the body of its `Decode`.

use proc_macro2::TokenStream;
use quote::quote;

use super::Cx;
use crate::ir::{Choice, JsonKind, NullIs, Telltale, TypeId};

/// A block's contents that decode the value that comes next as the variant that the decision leads to.
pub fn body(cx: Cx<'_>, id: TypeId, choice: &Choice) -> TokenStream {
    match choice {
        Choice::Trial(variants) => by_trial(cx, id, variants),
        _ => expression(cx, id, choice),
    }
}

/// The same as an expression.
fn expression(cx: Cx<'_>, id: TypeId, choice: &Choice) -> TokenStream {
    match choice {
        Choice::One(variant) => one(cx, id, *variant),
        Choice::Kind(cases) => by_kind(cx, id, cases),
        Choice::Value { property, cases, absent } => by_value(cx, id, property, cases, absent.as_deref()),
        Choice::Presence { cases, otherwise } => by_presence(cx, id, cases, otherwise.as_deref()),
        Choice::Trial(variants) => {
            let attempts = by_trial(cx, id, variants);
            quote! { { #attempts } }
        }
    }
}

/// Decodes a variant.
fn one(cx: Cx<'_>, id: TypeId, variant: usize) -> TokenStream {
    let ident = &cx.names.of_type(id).members[variant].ident;
    quote! { reader.value().map(Self::#ident) }
}

/// Goes by the JSON type.
fn by_kind(cx: Cx<'_>, id: TypeId, cases: &[(Vec<JsonKind>, Choice)]) -> TokenStream {
    let arms = cases.iter().map(|(kinds, choice)| {
        let kinds = kinds.iter().map(|kind| self::kind(*kind));
        let decode = expression(cx, id, choice);
        quote! { #(JsonKind::#kinds)|* => #decode, }
    });
    let kinds: Vec<&str> = cases.iter().flat_map(|(kinds, _)| kinds).map(|kind| article(*kind)).collect();
    let wanted = kinds.join(" or ");
    quote! {
        match reader.peek_kind()? {
            #(#arms)*
            _ => Err(reader.unexpected(#wanted)),
        }
    }
}

/// Goes by the text of a property.
fn by_value(
    cx: Cx<'_>,
    id: TypeId,
    property: &str,
    cases: &[(Vec<String>, Choice)],
    absent: Option<&Choice>,
) -> TokenStream {
    let arms = cases.iter().map(|(values, choice)| {
        let decode = expression(cx, id, choice);
        // Where an absent property means the same as a value, both stand in one arm.
        let absent = (absent == Some(choice)).then(|| quote! { | None });
        quote! { Some(#(#values)|*) #absent => #decode, }
    });
    let missing = match absent {
        Some(choice) if cases.iter().any(|(_, case)| case == choice) => None,
        Some(choice) => {
            let decode = expression(cx, id, choice);
            Some(quote! { None => #decode, })
        }
        None => Some(quote! { None => Err(reader.missing(#property)), }),
    };
    quote! {
        match reader.peek_tag(#property)?.as_deref() {
            #(#arms)*
            Some(_) => reader.value().map(Self::Unknown),
            #missing
        }
    }
}

/// Goes by the first property that is there.
fn by_presence(cx: Cx<'_>, id: TypeId, cases: &[Telltale], otherwise: Option<&Choice>) -> TokenStream {
    let checks = cases.iter().map(|Telltale { property, variant, null }| {
        let decode = one(cx, id, *variant);
        match null {
            NullIs::AValue => quote! { if reader.peek_has(#property)? { #decode } else },
            NullIs::Absence => quote! { if reader.peek_some(#property)? { #decode } else },
        }
    });
    let otherwise = match otherwise {
        Some(choice) => body(cx, id, choice),
        None => {
            let failures = cases.iter().map(|Telltale { property, variant, .. }| {
                let name = cx.names.of_type(id).members[*variant].ident.as_str();
                quote! { (#name, reader.missing(#property)) }
            });
            quote! {
                let failures = [#(#failures),*];
                Err(reader.no_variant(&failures))
            }
        }
    };
    quote! { #(#checks)* { #otherwise } }
}

/// Tries one after the other.
fn by_trial(cx: Cx<'_>, id: TypeId, variants: &[usize]) -> TokenStream {
    let attempts = variants.iter().map(|variant| {
        let ident = &cx.names.of_type(id).members[*variant].ident;
        let name = ident.as_str();
        quote! { trial.attempt(#name, Self::#ident); }
    });
    quote! {
        let mut trial = reader.trial()?;
        #(#attempts)*
        trial.finish()
    }
}

/// The JSON type as the runtime calls it.
pub fn kind(kind: JsonKind) -> TokenStream {
    match kind {
        JsonKind::Boolean => quote! { Boolean },
        JsonKind::Number => quote! { Number },
        JsonKind::String => quote! { String },
        JsonKind::Array => quote! { Array },
        JsonKind::Object => quote! { Object },
    }
}

/// The JSON type as a message calls it.
fn article(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Boolean => "a boolean",
        JsonKind::Number => "a number",
        JsonKind::String => "a string",
        JsonKind::Array => "an array",
        JsonKind::Object => "an object",
    }
}
