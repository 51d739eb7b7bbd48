//! A struct: its fields, its constructor and its setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::{Layout, Place};
use super::{Cx, codec, docs, form, ty};
use crate::analyze::{self, Direction};
use crate::ir::{AdditionalProperties, Field, Presence, Scalar, Struct, Type, TypeId};
use crate::names::{MemberNames, Name};

/// The number of arguments from which clippy advises against a function.
const TOO_MANY_ARGUMENTS: usize = 8;

/// All items of a struct.
pub fn items(cx: Cx<'_>, id: TypeId, object: &Struct) -> Vec<TokenStream> {
    let mut items = vec![declaration(cx, id, object)];
    items.extend(methods(cx, id, object));
    items.push(codec::of_struct(cx, id, object));
    items.extend(form::of_struct(cx, id, object));
    items
}

/// How the field at `index` is stored.
pub fn layout(cx: Cx<'_>, id: TypeId, index: usize) -> Layout {
    if cx.facts.is_boxed(id, index) { Layout::Boxed } else { Layout::Inline }
}

/// The struct itself.
fn declaration(cx: Cx<'_>, id: TypeId, object: &Struct) -> TokenStream {
    let names = cx.names.of_type(id);
    let def = cx.api.type_def(id);
    let ident = &names.ident;
    let doc = docs::of_type(def, ident);
    let default = analyze::is_default(&def.shape).then(|| quote! { #[derive(Default)] });
    let fields = object.fields.iter().zip(&names.members).enumerate().map(|(index, (field, member))| {
        let ident = &member.ident;
        let doc = field_docs(cx, field);
        let deprecated = docs::deprecated(&field.docs);
        let ty = ty::field(cx, &field.ty, field.presence, layout(cx, id, index));
        quote! { #doc #deprecated pub #ident: #ty, }
    });
    let additional = additional(cx, object).map(|ty| {
        let ident = &names.additional;
        quote! {
            /// The properties that have no field of their own.
            pub #ident: BTreeMap<String, #ty>,
        }
    });
    quote! {
        #doc
        #default
        #[non_exhaustive]
        pub struct #ident {
            #(#fields)*
            #additional
        }
    }
}

/// What the document says about a field, with its default and limits.
fn field_docs(cx: Cx<'_>, field: &Field) -> TokenStream {
    let fallback = docs::fallback(cx, &field.ty, &format!("The `{}` property.", field.wire_name));
    let mut lines = docs::lines(&field.docs, &fallback);
    docs::append_limits(&mut lines, field.default.as_ref(), &field.constraints);
    docs::comment(&lines)
}

/// The type of the values beside the fields.
pub fn additional(cx: Cx<'_>, object: &Struct) -> Option<TokenStream> {
    match &object.additional {
        AdditionalProperties::Typed(ty) => Some(ty::owned(cx, Place::Model, ty)),
        AdditionalProperties::Ignored | AdditionalProperties::Denied => None,
    }
}

/// The constructor, where something is required, and the setters, where users make values of the type.
fn methods(cx: Cx<'_>, id: TypeId, object: &Struct) -> Option<TokenStream> {
    let ident = &cx.names.of_type(id).ident;
    let def = cx.api.type_def(id);
    let new = (!analyze::is_default(&def.shape)).then(|| constructor(cx, id, object));
    let setters: Vec<_> = match cx.facts.direction(id) {
        Direction::Made => setters(cx, id, object),
        Direction::Received => Vec::new(),
    };
    (new.is_some() || !setters.is_empty()).then(|| {
        quote! {
            impl #ident {
                #new
                #(#setters)*
            }
        }
    })
}

/// `#[expect(deprecated)]` for the code that handles a field which is deprecated for others.
pub fn uses_deprecated<'a>(mut fields: impl Iterator<Item = &'a Field>) -> Option<TokenStream> {
    let any = fields.any(|field| docs::deprecated(&field.docs).is_some());
    any.then(|| quote! { #[expect(deprecated, reason = "the type itself carries its deprecated fields")] })
}

/// `new`, with an argument for each field that has to be there.
fn constructor(cx: Cx<'_>, id: TypeId, object: &Struct) -> TokenStream {
    let names = cx.names.of_type(id);
    let members = || object.fields.iter().zip(&names.members).enumerate();
    let arguments: Vec<_> = members()
        .filter(|(_, (field, _))| is_needed(field.presence))
        .map(|(_, (field, member))| argument(cx, field, &member.ident))
        .collect();
    let values = members().filter(|(_, (field, _))| is_needed(field.presence)).map(|(index, (field, member))| {
        let ident = &member.ident;
        match converted(cx, field, ident, layout(cx, id, index)) {
            Some(value) => quote! { #ident: #value, },
            None => quote! { #ident, },
        }
    });
    let rest = leaves_fields_blank(object).then(|| quote! { ..Blank::blank() });
    let ident = &names.ident;
    let doc = docs::line(format!("Creates {} `{ident}` from the fields that it must have.", article(ident)));
    let expect = (arguments.len() >= TOO_MANY_ARGUMENTS)
        .then(|| quote! { #[expect(clippy::too_many_arguments, reason = "each of these fields is required")] });
    let deprecated = uses_deprecated(object.fields.iter().filter(|field| is_needed(field.presence)));
    quote! {
        #doc
        #expect
        #deprecated
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values)* #rest }
        }
    }
}

/// `a` or `an`.
fn article(ident: &Name) -> &'static str {
    if ident.as_str().starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" }
}

/// Whether the constructor takes the field.
fn is_needed(presence: Presence) -> bool {
    matches!(presence, Presence::Required | Presence::Nullable)
}

/// Whether the constructor has fields that it does not take.
fn leaves_fields_blank(object: &Struct) -> bool {
    let is_full = object.fields.iter().all(|field| is_needed(field.presence));
    !is_full || matches!(object.additional, AdditionalProperties::Typed(_))
}

/// Whether the items of a struct write `Blank`.
pub fn writes_blank(cx: Cx<'_>, id: TypeId, object: &Struct) -> bool {
    !analyze::is_default(&cx.api.type_def(id).shape) && leaves_fields_blank(object)
}

/// An argument for a field's value.
fn argument(cx: Cx<'_>, field: &Field, ident: &Name) -> TokenStream {
    let ty = ty::owned(cx, Place::Model, &field.ty);
    match (field.presence, converts(cx, field)) {
        (Presence::Nullable, _) => quote! { #ident: Option<#ty> },
        (_, true) => quote! { #ident: impl Into<#ty> },
        (_, false) => quote! { #ident: #ty },
    }
}

/// Whether callers may give something that converts: text for strings and open enums.
fn converts(cx: Cx<'_>, field: &Field) -> bool {
    matches!(cx.api.resolve(&field.ty), Type::Scalar(Scalar::String | Scalar::Part)) || ty::is_enum(cx, &field.ty)
}

/// The field's value, where it is not the argument of the type that [`argument`] gives it as it stands.
fn converted(cx: Cx<'_>, field: &Field, argument: &Name, layout: Layout) -> Option<TokenStream> {
    match (field.presence, converts(cx, field), layout) {
        (Presence::Nullable, _, Layout::Boxed) => Some(quote! { #argument.map(Box::new) }),
        (_, _, Layout::Boxed) => Some(quote! { Box::new(#argument) }),
        (Presence::Nullable, _, Layout::Inline) | (_, false, Layout::Inline) => None,
        (_, true, Layout::Inline) => Some(quote! { #argument.into() }),
    }
}

/// A setter for each field that may be absent, and for the properties beside the fields.
fn setters(cx: Cx<'_>, id: TypeId, object: &Struct) -> Vec<TokenStream> {
    let names = cx.names.of_type(id);
    let fields = object.fields.iter().zip(&names.members).enumerate();
    fields
        .filter(|(_, (field, _))| !is_needed(field.presence))
        .map(|(index, (field, member))| setter(cx, field, member, layout(cx, id, index)))
        .collect()
}

/// One setter.
fn setter(cx: Cx<'_>, field: &Field, member: &MemberNames, layout: Layout) -> TokenStream {
    let MemberNames { ident, setter } = member;
    let doc = docs::line(format!("Sets [`{ident}`](Self::{ident})."));
    let deprecated = docs::deprecated(&field.docs).map(|deprecated| {
        quote! { #deprecated #[expect(deprecated, reason = "the setter is as deprecated as its field")] }
    });
    let ty = ty::owned(cx, Place::Model, &field.ty);
    let (argument, value) = match (converts(cx, field), layout) {
        (true, _) => (quote! { impl Into<#ty> }, quote! { value.into() }),
        (false, Layout::Inline) => (ty, quote! { value }),
        (false, Layout::Boxed) => (ty, quote! { Box::new(value) }),
    };
    let (argument, stored) = match field.presence {
        Presence::OptionalNullable if layout == Layout::Inline => (
            if converts(cx, field) {
                argument
            } else {
                quote! { impl Into<Maybe<#argument>> }
            },
            if converts(cx, field) {
                quote! { Maybe::Value(#value) }
            } else {
                quote! { value.into() }
            },
        ),
        Presence::OptionalNullable => (argument, quote! { Maybe::Value(#value) }),
        Presence::Required | Presence::Optional | Presence::Nullable => (argument, quote! { Some(#value) }),
    };
    quote! {
        #doc
        #deprecated
        #[must_use]
        pub fn #setter(mut self, value: #argument) -> Self {
            self.#ident = #stored;
            self
        }
    }
}
