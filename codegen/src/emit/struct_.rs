//! A struct: what its fields are, in Rust and in JSON.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::{Layout, Place};
use super::{Cx, docs, form, ty};
use crate::analyze::Maker;
use crate::ir::{AdditionalProperties, Constraint, Field, Presence, Scalar, Shape, Struct, Type, TypeId};
use crate::names::MemberNames;

/// All items of a struct.
pub fn items(cx: Cx<'_>, id: TypeId, object: &Struct) -> Vec<TokenStream> {
    let mut items = vec![record(cx, id, object)];
    items.extend(form::of_struct(cx, id, object));
    items
}

/// How the field at `index` is stored.
pub fn layout(cx: Cx<'_>, id: TypeId, index: usize) -> Layout {
    if cx.facts.is_boxed(id, index) { Layout::Boxed } else { Layout::Inline }
}

/// `record!`: the struct, the presence and name of each field in JSON, the constructor and the setters.
fn record(cx: Cx<'_>, id: TypeId, object: &Struct) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let doc = docs::of_type(cx.api.type_def(id), ident);
    let fields = object.fields.iter().zip(&names.members).enumerate().map(|(index, (field, member))| {
        let doc = field_docs(cx, field, member);
        let deprecated = docs::deprecated(&field.docs);
        let (ident, wire_name) = (&member.ident, &field.wire_name);
        let ty = ty::field(cx, &field.ty, field.presence, layout(cx, id, index));
        let presence = if is_needed(field.presence) {
            quote! { required }
        } else {
            quote! { optional }
        };
        quote! { #doc #deprecated pub #ident: #ty = #presence #wire_name, }
    });
    let additional = additional(cx, object).map(|ty| {
        let ident = &names.additional;
        quote! { .. pub #ident: BTreeMap<String, #ty> }
    });
    let constructor = constructor(cx, id, object);
    let setters = match cx.facts.maker(id) {
        Maker::User => setters(cx, id, object),
        Maker::Service => Vec::new(),
    };
    quote! {
        record! {
            #doc
            pub struct #ident {
                #(#fields)*
                #additional
            }
            #constructor
            #(#setters)*
        }
    }
}

/// The constructor, with an argument for each field that has to be there and may have more than one value. Without such a
/// field, there is `Default` in its place.
fn constructor(cx: Cx<'_>, id: TypeId, object: &Struct) -> Option<TokenStream> {
    let members = object.fields.iter().zip(&cx.names.of_type(id).members).enumerate();
    let needed = members.filter(|(_, (field, _))| is_needed(field.presence));
    let (mut arguments, mut fixed) = (Vec::new(), Vec::new());
    for (index, (field, member)) in needed {
        let ident = &member.ident;
        match only_value(cx, id, field) {
            Some(value) => fixed.push(quote! { #ident = #value }),
            None => {
                let ty = argument(cx, field, layout(cx, id, index));
                arguments.push(quote! { #ident: #ty });
            }
        }
    }
    match (&*arguments, &*fixed) {
        ([], []) => None,
        ([], fixed) => Some(quote! { default(#(#fixed),*); }),
        (arguments, []) => Some(quote! { new(#(#arguments),*); }),
        (arguments, fixed) => Some(quote! { new(#(#arguments),*; #(#fixed),*); }),
    }
}

/// What a constructor takes for a field.
fn argument(cx: Cx<'_>, field: &Field, layout: Layout) -> TokenStream {
    let ty = ty::owned(cx, Place::Model, &field.ty);
    match (field.presence, layout) {
        (Presence::Nullable, Layout::Boxed) => quote! { Option<Box<#ty>> },
        (Presence::Nullable, Layout::Inline) => quote! { Option<#ty> },
        _ if converts(cx, field) => quote! { impl Into<#ty> },
        _ => ty,
    }
}

/// The value of a field of the struct `id` for which the document knows no other, such as a tag.
fn only_value(cx: Cx<'_>, id: TypeId, field: &Field) -> Option<TokenStream> {
    let tag = cx.facts.tag(id).filter(|tag| tag.property == field.wire_name).map(|tag| &tag.value);
    match (field.presence, cx.api.resolve(&field.ty)) {
        (Presence::Required, Type::Named(id)) => {
            let Shape::Enum(list) = &cx.api.type_def(*id).shape else { return None };
            let mut values = list.values.iter().zip(&cx.names.of_type(*id).members);
            let (_, only) = match (tag, &*list.values) {
                (_, [_]) => values.next()?,
                (Some(tag), _) => values.find(|(value, _)| value.wire_name == *tag)?,
                (None, _) => return None,
            };
            let (ty, variant) = (ty::owned(cx, Place::Model, &field.ty), &only.ident);
            Some(quote! { #ty::#variant })
        }
        (Presence::Required, Type::Scalar(Scalar::Bool)) => only_boolean(&field.constraints),
        (Presence::Required, Type::Scalar(Scalar::String)) => tag.map(|tag| quote! { String::from(#tag) }),
        (Presence::Nullable, Type::Scalar(Scalar::String)) => tag.map(|tag| quote! { Some(String::from(#tag)) }),
        _ => None,
    }
}

/// The only boolean that a flag may be.
fn only_boolean(constraints: &[Constraint]) -> Option<TokenStream> {
    let only = constraints.iter().find_map(|constraint| match constraint {
        Constraint::OneOf(values) if values.len() == 1 => values[0].parse::<bool>().ok(),
        _ => None,
    })?;
    Some(quote! { #only })
}

/// A setter for each field that may be absent.
fn setters(cx: Cx<'_>, id: TypeId, object: &Struct) -> Vec<TokenStream> {
    let members = object.fields.iter().zip(&cx.names.of_type(id).members).enumerate();
    let optional = members.filter(|(_, (field, _))| !is_needed(field.presence));
    let setter = |(index, (field, member)): (usize, (&Field, &MemberNames))| {
        let MemberNames { ident, setter } = member;
        let deprecated = docs::deprecated(&field.docs);
        let ty = ty::owned(cx, Place::Model, &field.ty);
        let argument = match (field.presence, layout(cx, id, index)) {
            (Presence::OptionalNullable, Layout::Boxed) => quote! { impl Into<Maybe<Box<#ty>>> },
            (Presence::OptionalNullable, Layout::Inline) => quote! { impl Into<Maybe<#ty>> },
            _ if converts(cx, field) => quote! { impl Into<#ty> },
            _ => ty,
        };
        quote! { #deprecated set #ident(#setter: #argument); }
    };
    optional.map(setter).collect()
}

/// What the document says about a field, with its default and limits.
fn field_docs(cx: Cx<'_>, field: &Field, member: &MemberNames) -> TokenStream {
    let of_type = field.ty.named().map(|id| cx.names.of_type(id).ident.as_str());
    let names = [Some(member.ident.as_str()), of_type];
    let mut lines = docs::lines_beside(&field.docs, names.into_iter().flatten());
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

/// Whether the constructor takes the field.
fn is_needed(presence: Presence) -> bool {
    matches!(presence, Presence::Required | Presence::Nullable)
}

/// Whether callers may give something that converts: text for strings and open enums.
fn converts(cx: Cx<'_>, field: &Field) -> bool {
    matches!(cx.api.resolve(&field.ty), Type::Scalar(Scalar::String | Scalar::Part)) || ty::is_enum(cx, &field.ty)
}
