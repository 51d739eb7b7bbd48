//! Turns `encoding` into how the properties of a form are written, where that is not the default for their types.
//!
//! The default, by 3.0.4 and 3.1.1: text for what has no parts, JSON for objects, and a list as each of its items.

use indexmap::IndexMap;
use openapiv3::Encoding as Written;
use serde_json::Value;

use super::context::Context;
use super::notation::{self, Notation};
use super::style::{self, Asked, Named, Parts};
use crate::beyond;
use crate::ir::{
    AdditionalProperties, Empty, Encoding, Format, Location, PropertyEncoding, Reserved, Scalar, Shape, Type,
};
use crate::pointer::Pointer;

/// What the form is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `application/x-www-form-urlencoded`.
    Urlencoded,
    /// `multipart/…`.
    Multipart,
}

/// How the properties of `ty` are written in the media type at `at`.
pub(super) fn lower(
    cx: &mut Context<'_>,
    encoding: IndexMap<String, Written>,
    form: Form,
    ty: &Type,
    at: &Pointer,
) -> Vec<PropertyEncoding> {
    let at = at.child("encoding");
    let mut lowered = Vec::new();
    for (property, written) in encoding {
        let at = at.child(&property);
        if !has_property(cx, ty, &property) {
            cx.ignored(&at, format!("there is no property `{property}`"));
            continue;
        }
        let headers = headers(cx, &written, form, ty, &property, &at);
        let encoding = one(cx, written, ty, &property, &at);
        lowered.push(PropertyEncoding { property, encoding, headers });
    }
    if form == Form::Multipart {
        declare_base64(cx, ty, &mut lowered);
    }
    lowered
}

/// Reports what is said of parts by their position: the caller knows which it adds, and says of each what it is.
pub(super) fn report_by_position(cx: &mut Context<'_>, extensions: &IndexMap<String, Value>, at: &Pointer) {
    for key in [beyond::PREFIX_ENCODING, beyond::ITEM_ENCODING].into_iter().filter(|key| extensions.contains_key(*key))
    {
        let message = format!("`{}` is ignored: the caller says of each part what it is", &key[2..]);
        cx.ignored(&at.child(key), message);
    }
}

/// A part in base64 says so, and that it stands for bytes (3.0.4, "Encoding `multipart` Media Types").
fn declare_base64(cx: &Context<'_>, ty: &Type, encodings: &mut Vec<PropertyEncoding>) {
    for property in base64_properties(cx, ty) {
        match encodings.iter_mut().find(|it| it.property == property) {
            None => {
                let encoding = Some(Encoding::Base64("application/octet-stream".to_owned()));
                encodings.push(PropertyEncoding { property, encoding, headers: Vec::new() });
            }
            Some(PropertyEncoding { encoding, .. }) => match encoding.take() {
                None => *encoding = Some(Encoding::Base64("application/octet-stream".to_owned())),
                Some(Encoding::ContentType(media_type)) => *encoding = Some(Encoding::Base64(media_type)),
                styled => *encoding = styled,
            },
        }
    }
}

/// The properties that are base64, or lists of it.
fn base64_properties(cx: &Context<'_>, ty: &Type) -> Vec<String> {
    let Type::Named(id) = ty else { return Vec::new() };
    let is_base64 = |ty: &Type| *cx.definitions.behind(ty) == Type::Scalar(Scalar::Format(Format::Byte));
    match cx.definitions.shape_behind(*id) {
        Some(Shape::Struct(object)) => {
            let fields = object.fields.iter().filter(|field| match cx.definitions.behind(&field.ty) {
                Type::Array(item) => is_base64(item),
                ty => is_base64(ty),
            });
            fields.map(|field| field.wire_name.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// The headers that a part may have, where it is given as a [`Part`](Scalar::Part), on which they are set.
fn headers(
    cx: &mut Context<'_>,
    written: &Written,
    form: Form,
    ty: &Type,
    property: &str,
    at: &Pointer,
) -> Vec<String> {
    let names: Vec<String> = header_names(written.headers.keys()).cloned().collect();
    if names.is_empty() || form == Form::Urlencoded {
        return Vec::new();
    }
    let ty = property_type(cx, ty, property);
    let is_part = |ty: &Type| *cx.definitions.behind(ty) == Type::Scalar(Scalar::Part);
    let is_given_as_part = match cx.definitions.behind(&ty) {
        Type::Array(item) => is_part(item),
        ty => is_part(ty),
    };
    if is_given_as_part {
        return names;
    }
    let message = "this part is given as its value, which has no place for headers: they are left out";
    cx.simplified(&at.child("headers"), message);
    Vec::new()
}

/// The headers of a part that the document may describe here: its `Content-Type` is described elsewhere.
pub(super) fn header_names<'n, N: AsRef<str>>(names: impl Iterator<Item = N> + 'n) -> impl Iterator<Item = N> + 'n {
    names.filter(|name| !name.as_ref().eq_ignore_ascii_case("Content-Type"))
}

fn one(cx: &mut Context<'_>, written: Written, ty: &Type, property: &str, at: &Pointer) -> Option<Encoding> {
    let Written { content_type, headers: _, style, explode: _, allow_reserved, extensions } = written;
    if extensions.contains_key(beyond::ENCODING) {
        let message = "how the parts within a part are written is ignored: it is written as a whole";
        cx.ignored(&at.child(beyond::ENCODING), message);
    }
    report_by_position(cx, &extensions, at);
    let explode = extensions.get(beyond::EXPLODE).and_then(Value::as_bool);
    if style.is_some() || explode.is_some() || allow_reserved {
        if content_type.is_some() {
            cx.ignored(&at.child("contentType"), "beside a style, `contentType` says nothing, and is ignored");
        }
        let asked = Asked {
            location: Location::Query,
            style: style.map_or(Named::Form, Named::from),
            reserved: if allow_reserved { Reserved::Kept } else { Reserved::Encoded },
            empty: Empty::LeftOut,
        };
        let ty = property_type(cx, ty, property);
        let style = style::choose(cx, &asked, explode, &ty, at);
        let says_nothing = matches!(ty, Type::Scalar(_)) && asked.reserved == Reserved::Encoded;
        return (!says_nothing).then_some(Encoding::Style(style, asked.reserved));
    }
    content_type.map(|listed| Encoding::ContentType(chosen(cx, listed, ty, property, &at.child("contentType"))))
}

/// The media type of a part, of which several may be listed. A file is given with its own. An object is written as JSON.
fn chosen(cx: &mut Context<'_>, listed: String, ty: &Type, property: &str, at: &Pointer) -> String {
    let ty = property_type(cx, ty, property);
    let of_item = match cx.definitions.behind(&ty) {
        Type::Array(item) => (**item).clone(),
        ty => ty.clone(),
    };
    if *cx.definitions.behind(&of_item) == Type::Scalar(Scalar::Part) {
        return listed;
    }
    let mut types = listed.split(',').map(str::trim).filter(|name| !name.is_empty());
    let first = types.clone().next().unwrap_or_default().to_owned();
    if style::parts(cx, &of_item) != Parts::Members {
        if types.clone().count() > 1 {
            cx.simplified(at, format!("several media types are allowed here: `{first}` is sent"));
        }
        return first;
    }
    let json = types.find(|name| notation::of(name) == Notation::Json).map(str::to_owned);
    json.unwrap_or_else(|| {
        cx.simplified(at, format!("an object is written as JSON, also where it is called `{first}`"));
        first
    })
}

/// Whether the form can have the property, as far as that is known.
fn has_property(cx: &Context<'_>, ty: &Type, property: &str) -> bool {
    let Type::Named(id) = ty else { return true };
    match cx.definitions.shape_behind(*id) {
        Some(Shape::Struct(object)) => {
            let is_closed = matches!(object.additional, AdditionalProperties::Denied | AdditionalProperties::Ignored);
            !is_closed || object.fields.iter().any(|field| field.wire_name == property)
        }
        _ => true,
    }
}

/// The type of a property, as far as the definitions made so far can tell.
fn property_type(cx: &Context<'_>, ty: &Type, property: &str) -> Type {
    let ty = match ty {
        Type::Named(id) => match cx.definitions.shape_behind(*id) {
            Some(Shape::Struct(object)) => {
                let field = object.fields.iter().find(|field| field.wire_name == property);
                return field.map_or(Type::Any, |field| field.ty.clone());
            }
            Some(Shape::Alias(target)) => target,
            _ => return Type::Any,
        },
        ty => ty,
    };
    if let Type::Map(value) = ty { (**value).clone() } else { Type::Any }
}
