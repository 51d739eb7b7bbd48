//! A union: one variant for each alternative, told apart before anything is decoded.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::{Layout, Place};
use super::{Cx, choice, docs, form, struct_, ty};
use crate::ir::{Choice, Dispatch, JsonKind, Type, TypeId, Union, Variant};
use crate::names::Name;

/// All items of a union.
pub fn items(cx: Cx<'_>, id: TypeId, union: &Union) -> Vec<TokenStream> {
    let mut items = vec![declaration(cx, id, union)];
    items.extend(form::of_union(cx, id, union));
    items
}

/// How `union!` is told what tells the variants apart.
enum Selection<'u> {
    /// By the text of a property, which each variant has behind it.
    Tag(&'u str),
    /// By the JSON types that each variant has behind it.
    Kinds(Vec<&'u [JsonKind]>),
    /// By trying one after the other.
    Trial,
    /// By a body of its own.
    Body(&'u Choice),
}

impl<'u> Selection<'u> {
    fn of(union: &'u Union) -> Self {
        let choice = match &union.dispatch {
            Dispatch::Discriminator { property, .. } => return Self::Tag(property),
            Dispatch::Choice(choice) => choice,
        };
        let all = union.variants.len();
        match choice {
            Choice::Kind(cases) => kinds(cases, all).map_or(Self::Body(choice), Self::Kinds),
            Choice::Trial(variants) if variants.iter().copied().eq(0..all) => Self::Trial,
            _ => Self::Body(choice),
        }
    }
}

/// The JSON types of each variant, if they are all that there is to know.
fn kinds(cases: &[(Vec<JsonKind>, Choice)], variants: usize) -> Option<Vec<&[JsonKind]>> {
    let of_variant = |index| {
        let mut found = cases.iter().filter(|(_, choice)| *choice == Choice::One(index));
        match (found.next(), found.next()) {
            (Some((kinds, _)), None) => Some(kinds.as_slice()),
            _ => None,
        }
    };
    (cases.len() == variants).then(|| (0..variants).map(of_variant).collect()).flatten()
}

/// Whether the union needs the body that says `JsonKind`.
pub fn names_kinds(union: &Union) -> bool {
    match Selection::of(union) {
        Selection::Body(choice) => choice.steps().iter().any(|step| matches!(step, Choice::Kind(_))),
        Selection::Tag(_) | Selection::Kinds(_) | Selection::Trial => false,
    }
}

/// `union!`: the variants, and what tells them apart.
fn declaration(cx: Cx<'_>, id: TypeId, union: &Union) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let doc = docs::of_type(cx.api.type_def(id), ident);
    let selection = Selection::of(union);
    let by = match selection {
        Selection::Tag(property) => Some(quote! { by #property }),
        Selection::Kinds(_) | Selection::Trial | Selection::Body(_) => None,
    };
    let variants = union.variants.iter().zip(&names.members).enumerate().map(|(index, (variant, member))| {
        let ident = &member.ident;
        let payload = payload(cx, id, index, variant);
        let mark = mark(&selection, index, variant);
        let rest = union.takes_others(index).then(|| quote! { .. });
        quote! { #rest #ident(#payload) #mark, }
    });
    let unknown = match selection {
        Selection::Body(_) if union.keeps_unknown() => Some(quote! { .. Unknown }),
        _ => None,
    };
    let blank = match cx.facts.blank_variant(id) {
        0 => None,
        variant => {
            let ident = &names.members[variant].ident;
            Some(quote! { blank #ident; })
        }
    };
    let decode = match selection {
        Selection::Body(choice) => {
            let body = choice::body(cx, id, choice);
            Some(quote! { decode(reader) { #body } })
        }
        Selection::Tag(_) | Selection::Kinds(_) | Selection::Trial => None,
    };
    quote! {
        union! {
            #doc
            pub enum #ident #by { #(#variants)* #unknown }
            #blank
            #decode
        }
    }
}

/// What stands behind a variant.
fn mark(selection: &Selection<'_>, index: usize, variant: &Variant) -> Option<TokenStream> {
    match selection {
        Selection::Tag(_) => {
            let tags = &variant.tags;
            (!tags.is_empty()).then(|| quote! { = #(#tags)|* })
        }
        Selection::Kinds(kinds) => {
            let kinds = kinds[index].iter().map(|kind| choice::kind(*kind));
            Some(quote! { = #(#kinds)|* })
        }
        Selection::Trial | Selection::Body(_) => None,
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
