//! Reading a value out of a model: the expression for what stands at the end of a path of properties.

use proc_macro2::TokenStream;
use quote::quote;

use super::Cx;
use crate::ir::{Field, Presence, Scalar, Shape, Struct, Type, TypeId};
use crate::names::Name;

/// A field on the way from a type to a value.
pub struct Step<'a> {
    /// What the field is called.
    pub ident: &'a Name,
    /// The field.
    pub field: &'a Field,
}

/// The fields along `path`.
pub fn fields<'a>(cx: Cx<'a>, ty: &'a Type, path: &[String]) -> Vec<Step<'a>> {
    let mut ty = ty;
    let mut steps = Vec::new();
    for wire_name in path {
        let Some((id, object)) = object(cx, ty) else { break };
        let fields = object.fields.iter().zip(&cx.names.of_type(id).members);
        let Some((field, member)) = fields.into_iter().find(|(field, _)| field.wire_name == *wire_name) else { break };
        steps.push(Step { ident: &member.ident, field });
        ty = &field.ty;
    }
    steps
}

/// The struct that a type expression names.
fn object<'a>(cx: Cx<'a>, ty: &'a Type) -> Option<(TypeId, &'a Struct)> {
    match cx.api.resolve(ty) {
        Type::Named(id) => match &cx.api.type_def(*id).shape {
            Shape::Struct(object) => Some((*id, object)),
            Shape::Enum(_) | Shape::Union(_) | Shape::Alias(_) => None,
        },
        Type::Scalar(_) | Type::Array(_) | Type::Map(_) | Type::Nullable(_) | Type::Any => None,
    }
}

/// A value that is read through a reference to what holds it.
pub struct Value<'a> {
    ty: &'a Type,
    form: Form,
}

/// How the expression of a value stands.
enum Form {
    /// The reference that the path begins at.
    Root(TokenStream),
    /// A place that holds the value.
    There(TokenStream),
    /// A place that holds an `Option` of it.
    Optional(TokenStream),
    /// An `Option` of a reference to it.
    Borrowed(TokenStream),
}

/// The value at the end of `path`, read through the reference `root`.
pub fn borrowed<'a>(cx: Cx<'a>, root: &TokenStream, ty: &'a Type, path: &[String]) -> Value<'a> {
    let mut value = Value { ty, form: Form::Root(root.clone()) };
    for Step { ident, field } in fields(cx, ty, path) {
        value = Value { ty: &field.ty, form: value.form.step(ident, field.presence) };
    }
    value
}

impl Form {
    fn step(self, ident: &Name, presence: Presence) -> Self {
        let option = match self {
            Self::Root(place) | Self::There(place) => {
                return match presence {
                    Presence::Required => Self::There(quote! { #place.#ident }),
                    Presence::Optional | Presence::Nullable => Self::Optional(quote! { #place.#ident }),
                    Presence::OptionalNullable => Self::Borrowed(quote! { #place.#ident.value() }),
                };
            }
            Self::Optional(place) => quote! { #place.as_ref() },
            Self::Borrowed(option) => option,
        };
        Self::Borrowed(match presence {
            Presence::Required => quote! { #option.map(|it| &it.#ident) },
            Presence::Optional | Presence::Nullable => quote! { #option.and_then(|it| it.#ident.as_ref()) },
            Presence::OptionalNullable => quote! { #option.and_then(|it| it.#ident.value()) },
        })
    }
}

/// An expression of a value, or of an `Option` of one.
pub enum Owned {
    /// The value.
    There(TokenStream),
    /// An `Option` of it.
    Optional(TokenStream),
}

impl Owned {
    /// As an `Option`.
    pub fn optional(self) -> TokenStream {
        match self {
            Self::There(text) => quote! { Some(#text) },
            Self::Optional(text) => text,
        }
    }
}

impl Value<'_> {
    /// A list, as a slice; empty if it is not there.
    pub fn slice(self) -> TokenStream {
        match self.form {
            Form::Root(list) => list,
            Form::There(list) => quote! { &#list },
            Form::Optional(list) => quote! { #list.as_deref().unwrap_or_default() },
            Form::Borrowed(list) => quote! { #list.map_or(&[], Vec::as_slice) },
        }
    }

    /// A string, an enum or a number, as text.
    pub fn text(self, cx: Cx<'_>) -> Owned {
        let is_string = matches!(cx.api.resolve(self.ty), Type::Scalar(Scalar::String));
        match (self.form, is_string) {
            (Form::Root(place) | Form::There(place), true) => Owned::There(quote! { #place.clone() }),
            (Form::Root(place) | Form::There(place), false) => Owned::There(quote! { #place.to_string() }),
            (Form::Optional(place), true) => Owned::Optional(quote! { #place.clone() }),
            (Form::Optional(place), false) => Owned::Optional(quote! { #place.as_ref().map(ToString::to_string) }),
            (Form::Borrowed(option), true) => Owned::Optional(quote! { #option.cloned() }),
            (Form::Borrowed(option), false) => Owned::Optional(quote! { #option.map(ToString::to_string) }),
        }
    }

    /// A value that is copied, as an `Option`.
    pub fn copied(self) -> TokenStream {
        match self.form {
            Form::Root(place) => quote! { Some(*#place) },
            Form::There(place) => quote! { Some(#place) },
            Form::Optional(place) => place,
            Form::Borrowed(option) => quote! { #option.copied() },
        }
    }

    /// A number, as an `Option<u64>`; nothing if it is negative.
    pub fn number(self, cx: Cx<'_>) -> TokenStream {
        let ty = cx.api.resolve(self.ty);
        match (ty, &self.form) {
            (Type::Scalar(Scalar::U64), _) => self.copied(),
            (Type::Scalar(Scalar::U32), Form::There(place)) => quote! { Some(u64::from(#place)) },
            (Type::Scalar(Scalar::U32), _) => {
                let number = self.copied();
                quote! { #number.map(u64::from) }
            }
            (_, Form::There(place)) => quote! { u64::try_from(#place).ok() },
            _ => {
                let number = self.copied();
                quote! { #number.and_then(|number| u64::try_from(number).ok()) }
            }
        }
    }
}

/// The list at the end of `path`, taken out of the value `root`; empty if it is not there.
pub fn owned_list(cx: Cx<'_>, root: &TokenStream, ty: &Type, path: &[String]) -> TokenStream {
    let mut place = Owned::There(root.clone());
    for Step { ident, field } in fields(cx, ty, path) {
        let into_option = (field.presence == Presence::OptionalNullable).then(|| quote! { .into_option() });
        place = match (place, field.presence) {
            (Owned::There(place), Presence::Required) => Owned::There(quote! { #place.#ident }),
            (Owned::There(place), _) => Owned::Optional(quote! { #place.#ident #into_option }),
            (Owned::Optional(option), Presence::Required) => Owned::Optional(quote! { #option.map(|it| it.#ident) }),
            (Owned::Optional(option), _) => Owned::Optional(quote! { #option.and_then(|it| it.#ident #into_option) }),
        };
    }
    match place {
        Owned::There(list) => list,
        Owned::Optional(list) => quote! { #list.unwrap_or_default() },
    }
}
