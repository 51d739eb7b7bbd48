//! Follows a JSON pointer through the types of a body, to what a link or a waiter reads there.
//!
//! Never here: a look into the document. The types of the IR are all there is to know.

use crate::ir::{Api, EnumBase, Field, MediaKind, Presence, Response, Scalar, Shape, StatusSpec, Type};
use crate::pointer::Pointer;

/// What a pointer into a body leads to.
#[derive(Debug, PartialEq)]
pub(super) struct Target<'a> {
    pub(super) kind: TargetKind<'a>,
    pub(super) presence: Presence,
}

/// The text that a pointer leads to.
#[derive(Debug, PartialEq)]
pub(super) enum TargetKind<'a> {
    /// A string.
    String,
    /// A string enum, with its values.
    Enum(Vec<&'a str>),
    /// A number or a boolean.
    Scalar(Scalar),
}

/// Follows `path` from the JSON body of `response`. The error says, as the end of a sentence, why it leads nowhere.
pub(super) fn follow<'a>(api: &'a Api, response: &'a Response, path: &[String]) -> Result<Target<'a>, String> {
    let json = response.contents.iter().find_map(|content| match &content.kind {
        MediaKind::Json(ty) => Some(ty),
        _ => None,
    });
    let Some(mut ty) = json else { return Err("the reply has no JSON body".to_owned()) };
    let mut presence = Presence::Required;
    for (index, name) in path.iter().enumerate() {
        if presence != Presence::Required {
            return Err(format!("`{}` may be absent or null", path[index - 1]));
        }
        let field = field(api, ty, name)?;
        presence = field.presence;
        ty = &field.ty;
    }
    let kind = kind(api, ty).ok_or_else(|| "it leads to a value with parts".to_owned())?;
    Ok(Target { kind, presence })
}

/// Follows `path` from `ty`, also through what may be absent or null. The error is as that of [`follow`].
pub(super) fn reach<'a>(api: &'a Api, mut ty: &'a Type, path: &[String]) -> Result<&'a Type, String> {
    for name in path {
        ty = &field(api, ty, name)?.ty;
    }
    Ok(ty)
}

/// The tokens of a pointer such as `/a/b`.
pub(super) fn tokens(pointer: &str) -> Option<Vec<String>> {
    let pointer = Pointer::parse_fragment(&format!("#{pointer}"))?;
    (pointer != Pointer::root()).then(|| pointer.tokens().into_iter().map(str::to_owned).collect())
}

/// The reply with this status.
pub(super) fn response(responses: &[Response], status: StatusSpec) -> Option<&Response> {
    responses.iter().find(|response| response.status == status)
}

/// Whether a type is a string or a string enum.
pub(super) fn is_text(api: &Api, ty: &Type) -> bool {
    matches!(kind(api, ty), Some(TargetKind::String | TargetKind::Enum(_)))
}

fn field<'a>(api: &'a Api, ty: &'a Type, name: &str) -> Result<&'a Field, String> {
    let no_object = || format!("what holds `{name}` is not an object with declared properties");
    let Type::Named(id) = api.resolve(ty) else { return Err(no_object()) };
    let Shape::Struct(object) = &api.type_def(*id).shape else { return Err(no_object()) };
    object.fields.iter().find(|field| field.wire_name == name).ok_or_else(|| format!("there is no property `{name}`"))
}

/// What a type is, if its values have no parts.
pub(super) fn kind<'a>(api: &'a Api, ty: &'a Type) -> Option<TargetKind<'a>> {
    match api.resolve(ty) {
        Type::Scalar(Scalar::String) => Some(TargetKind::String),
        Type::Scalar(scalar @ (Scalar::Bool | Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64)) => {
            Some(TargetKind::Scalar(*scalar))
        }
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Enum(list) if list.base == EnumBase::String => {
                Some(TargetKind::Enum(list.values.iter().map(|value| value.wire_name.as_str()).collect()))
            }
            _ => None,
        },
        _ => None,
    }
}
