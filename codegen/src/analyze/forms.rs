//! Which definitions are multipart bodies with files in them: those are written part by part, all others as a whole.

use std::collections::BTreeSet;

use crate::ir::{AdditionalProperties, Api, MediaKind, Scalar, Shape, Type, TypeId};

/// The definitions that are written part by part.
#[derive(Debug, Default)]
pub struct Forms {
    /// Those that are a whole body.
    pub wholes: BTreeSet<TypeId>,
    /// Those that are the value of a property, and may be a file.
    pub parts: BTreeSet<TypeId>,
}

/// Finds the definitions that are written part by part.
pub fn forms(api: &Api) -> Forms {
    let mut forms = Forms::default();
    let contents = api.operations.iter().flat_map(|operation| &operation.body).flat_map(|body| &body.contents);
    for content in contents {
        if let MediaKind::Multipart(ty, _) = &content.kind
            && form_has_files(api, ty)
        {
            add_form(api, ty, &mut forms);
        }
    }
    forms
}

/// Whether a body of this type has files in it.
pub fn form_has_files(api: &Api, ty: &Type) -> bool {
    any_form(api, ty, &mut BTreeSet::new())
}

/// Whether a property of this type is a file, or may be one. An object in a property is JSON, which holds no files.
pub fn value_has_files(api: &Api, ty: &Type) -> bool {
    any_value(api, ty, &mut BTreeSet::new())
}

fn any_form(api: &Api, ty: &Type, seen: &mut BTreeSet<TypeId>) -> bool {
    match api.resolve(ty) {
        Type::Map(values) => value_has_files(api, values),
        Type::Nullable(inner) => any_form(api, inner, seen),
        Type::Named(id) if seen.insert(*id) => match &api.type_def(*id).shape {
            Shape::Struct(object) => {
                let beside = match &object.additional {
                    AdditionalProperties::Typed(ty) => value_has_files(api, ty),
                    AdditionalProperties::Ignored | AdditionalProperties::Denied => false,
                };
                beside || object.fields.iter().any(|field| value_has_files(api, &field.ty))
            }
            Shape::Union(union) => union.variants.iter().any(|variant| any_form(api, &variant.ty, seen)),
            Shape::Enum(_) | Shape::Alias(_) => false,
        },
        Type::Named(_) | Type::Scalar(_) | Type::Array(_) | Type::Any => false,
    }
}

fn any_value(api: &Api, ty: &Type, seen: &mut BTreeSet<TypeId>) -> bool {
    match api.resolve(ty) {
        Type::Scalar(scalar) => *scalar == Scalar::Part,
        Type::Array(inner) | Type::Nullable(inner) => any_value(api, inner, seen),
        Type::Named(id) if seen.insert(*id) => match &api.type_def(*id).shape {
            Shape::Union(union) => union.variants.iter().any(|variant| any_value(api, &variant.ty, seen)),
            Shape::Struct(_) | Shape::Enum(_) | Shape::Alias(_) => false,
        },
        Type::Named(_) | Type::Map(_) | Type::Any => false,
    }
}

/// Adds a body, and what its properties are made of.
fn add_form(api: &Api, ty: &Type, forms: &mut Forms) {
    match api.resolve(ty) {
        Type::Map(values) => add_value(api, values, forms),
        Type::Nullable(inner) => add_form(api, inner, forms),
        Type::Named(id) if forms.wholes.insert(*id) => match &api.type_def(*id).shape {
            Shape::Struct(object) => {
                object.fields.iter().for_each(|field| add_value(api, &field.ty, forms));
                if let AdditionalProperties::Typed(ty) = &object.additional {
                    add_value(api, ty, forms);
                }
            }
            Shape::Union(union) => union.variants.iter().for_each(|variant| add_form(api, &variant.ty, forms)),
            Shape::Enum(_) | Shape::Alias(_) => {}
        },
        Type::Named(_) | Type::Scalar(_) | Type::Array(_) | Type::Any => {}
    }
}

/// Adds the choices in a property that may be a file.
fn add_value(api: &Api, ty: &Type, forms: &mut Forms) {
    match api.resolve(ty) {
        Type::Array(inner) | Type::Nullable(inner) => add_value(api, inner, forms),
        Type::Named(id) => {
            if let Shape::Union(union) = &api.type_def(*id).shape
                && value_has_files(api, ty)
                && forms.parts.insert(*id)
            {
                union.variants.iter().for_each(|variant| add_value(api, &variant.ty, forms));
            }
        }
        Type::Scalar(_) | Type::Map(_) | Type::Any => {}
    }
}
