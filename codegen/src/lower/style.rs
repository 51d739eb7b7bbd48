//! Turns what a parameter says about its text, and the type of its value, into a style.
//!
//! Where the standard leaves a combination open, a style that most servers read takes its place, with a warning.

use openapiv3::{PathStyle, QueryStyle};

use super::context::Context;
use super::meaning::{Meaning, meaning};
use super::plan::{Plan, plan_behind};
use crate::ir::{Empty, Explode, Location, ParameterStyle, Reserved, Scalar, Shape, Type};
use crate::pointer::Pointer;

/// What a parameter says about its text, before its type is known.
pub(super) struct Asked {
    pub(super) location: Location,
    pub(super) style: Named,
    pub(super) reserved: Reserved,
    pub(super) empty: Empty,
}

/// A style by its name.
#[derive(Clone, Copy)]
pub(super) enum Named {
    Matrix,
    Label,
    Simple,
    Form,
    Cookie,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// `deepObject` of a name that ends with `[]`: so do frameworks of PHP write lists, each item under that name.
    Bracketed,
}

impl From<PathStyle> for Named {
    fn from(style: PathStyle) -> Self {
        match style {
            PathStyle::Matrix => Self::Matrix,
            PathStyle::Label => Self::Label,
            PathStyle::Simple => Self::Simple,
        }
    }
}

impl From<QueryStyle> for Named {
    fn from(style: QueryStyle) -> Self {
        match style {
            QueryStyle::Form => Self::Form,
            QueryStyle::SpaceDelimited => Self::SpaceDelimited,
            QueryStyle::PipeDelimited => Self::PipeDelimited,
            QueryStyle::DeepObject => Self::DeepObject,
        }
    }
}

/// The parts that a value can have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parts {
    None,
    Items,
    Members,
    /// That is known only when the value is.
    Unknown,
}

/// The style of a parameter whose value is a `ty`. Where `explode` makes no difference it is the default.
pub(super) fn choose(
    cx: &mut Context<'_>,
    asked: &Asked,
    explode: Option<bool>,
    ty: &Type,
    at: &Pointer,
) -> ParameterStyle {
    let parts = parts(cx, ty);
    let chosen = |default: Explode| match explode {
        Some(true) => Explode::Yes,
        Some(false) => Explode::No,
        None => default,
    };
    let unless_plain = |explode| if parts == Parts::None { Explode::No } else { explode };
    match asked.style {
        Named::Matrix => ParameterStyle::Matrix(unless_plain(chosen(Explode::No))),
        Named::Label => ParameterStyle::Label(unless_plain(chosen(Explode::No))),
        Named::Simple if parts == Parts::Items => ParameterStyle::Simple(Explode::No),
        Named::Simple => ParameterStyle::Simple(unless_plain(chosen(Explode::No))),
        Named::Form if parts == Parts::None => ParameterStyle::Form(Explode::Yes),
        Named::Cookie if parts == Parts::None => ParameterStyle::Cookie(Explode::Yes),
        Named::Cookie => ParameterStyle::Cookie(chosen(Explode::Yes)),
        Named::Form => form(cx, asked.location, chosen(Explode::Yes), at),
        Named::SpaceDelimited => delimited(cx, ParameterStyle::SpaceDelimited, explode, parts, at),
        Named::PipeDelimited => delimited(cx, ParameterStyle::PipeDelimited, explode, parts, at),
        Named::Bracketed if parts != Parts::Members => ParameterStyle::Form(Explode::Yes),
        Named::DeepObject | Named::Bracketed => deep(cx, explode, parts, at),
    }
}

fn form(cx: &mut Context<'_>, location: Location, explode: Explode, at: &Pointer) -> ParameterStyle {
    if location == Location::Cookie && explode == Explode::Yes {
        cx.simplified(
            at,
            "the standard leaves open how a cookie is exploded: each part is sent as a cookie of its own",
        );
    }
    ParameterStyle::Form(explode)
}

/// `spaceDelimited` and `pipeDelimited`, which are there for values with parts, and not exploded.
fn delimited(
    cx: &mut Context<'_>,
    style: ParameterStyle,
    explode: Option<bool>,
    parts: Parts,
    at: &Pointer,
) -> ParameterStyle {
    if parts == Parts::None {
        let message = "this `style` is for lists and objects: the value is sent as `form` has it, `name=value`";
        cx.simplified(&at.child("style"), message);
    } else if explode == Some(true) {
        let message =
            "an exploded value has nothing to delimit: it is sent as `form` has it, each part as `name=value`";
        cx.simplified(&at.child("explode"), message);
    } else {
        return style;
    }
    ParameterStyle::Form(Explode::Yes)
}

/// `deepObject`, which the standard has for objects alone, and exploded.
fn deep(cx: &mut Context<'_>, explode: Option<bool>, parts: Parts, at: &Pointer) -> ParameterStyle {
    match parts {
        Parts::None => {
            let message = "`deepObject` is for objects: the value is sent as `form` has it, `name=value`";
            cx.simplified(&at.child("style"), message);
            return ParameterStyle::Form(Explode::Yes);
        }
        Parts::Items => {
            let message = "`deepObject` is for objects: the items of the list are sent as `name[0]=value`";
            cx.simplified(&at.child("style"), message);
        }
        Parts::Members | Parts::Unknown => {}
    }
    if explode == Some(false) {
        let message = "`deepObject` is always exploded: each member is sent as `name[key]=value`";
        cx.simplified(&at.child("explode"), message);
    }
    ParameterStyle::DeepObject
}

/// What becomes of a value without parts. An empty string is always sent; other plain values are never empty.
pub(super) fn empty(cx: &mut Context<'_>, asked: &Asked, ty: &Type, at: &Pointer) -> Empty {
    if asked.empty == Empty::LeftOut {
        return Empty::LeftOut;
    }
    match meaning(cx, ty) {
        Meaning::Scalar(Scalar::String) | Meaning::Values(_) => Empty::LeftOut,
        Meaning::Scalar(_) | Meaning::Integers(_) => {
            let message =
                "`allowEmptyValue` is ignored: no value of this type is empty; make it a string to send `name=`";
            cx.ignored(&at.child("allowEmptyValue"), message);
            Empty::LeftOut
        }
        Meaning::Any | Meaning::Other(_) => Empty::Sent,
    }
}

/// What the parts of a type are, each with its name in an object.
pub(super) fn inner(cx: &Context<'_>, ty: &Type) -> Vec<(Option<String>, Type)> {
    match cx.definitions.behind(ty) {
        Type::Array(inner) | Type::Map(inner) => vec![(None, (**inner).clone())],
        Type::Named(id) => match &cx.definitions.get(*id).shape {
            Shape::Struct(object) => {
                object.fields.iter().map(|field| (Some(field.wire_name.clone()), field.ty.clone())).collect()
            }
            Shape::Enum(_) | Shape::Union(_) | Shape::Alias(_) => Vec::new(),
        },
        Type::Scalar(_) | Type::Nullable(_) | Type::Any => Vec::new(),
    }
}

/// Whether a type has parts, which have no place in what is itself a part.
pub(super) fn has_parts(cx: &mut Context<'_>, ty: &Type) -> bool {
    matches!(parts(cx, ty), Parts::Items | Parts::Members)
}

pub(super) fn parts(cx: &mut Context<'_>, ty: &Type) -> Parts {
    match meaning(cx, ty) {
        Meaning::Scalar(_) | Meaning::Values(_) | Meaning::Integers(_) => Parts::None,
        Meaning::Other(Type::Array(_)) => Parts::Items,
        Meaning::Other(Type::Map(_)) => Parts::Members,
        Meaning::Other(Type::Nullable(inner)) => parts(cx, &inner),
        Meaning::Other(Type::Named(id)) => {
            let at = cx.definitions.place(id).clone();
            match &*plan_behind(cx, &at) {
                Plan::Array => Parts::Items,
                Plan::Struct | Plan::Map => Parts::Members,
                _ => Parts::Unknown,
            }
        }
        Meaning::Any | Meaning::Other(Type::Scalar(_) | Type::Any) => Parts::Unknown,
    }
}
