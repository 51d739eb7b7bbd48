//! What can be seen of a value of some type before it is read: its JSON type, and its properties.
//!
//! Never here: what follows from that; see `choice.rs`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ir::{
    AdditionalProperties, Api, Constraint, EnumBase, Field, JsonKind, Presence, Scalar, Shape, Struct, Type,
};

/// What a value of a type may look like.
#[derive(Debug, Default)]
pub(super) struct Evidence<'a> {
    /// Its JSON types.
    pub(super) kinds: BTreeSet<JsonKind>,
    /// The objects that it may be.
    objects: Vec<Object<'a>>,
}

#[derive(Debug)]
enum Object<'a> {
    /// One with these properties, whose types the IR can tell.
    Declared(&'a Api, &'a Struct),
    /// One with any property.
    Open,
}

/// The values of a property.
#[derive(Debug, Default)]
pub(super) struct Tag {
    pub(super) values: BTreeSet<String>,
    /// Whether the property is always there.
    pub(super) is_required: bool,
}

impl<'a> Evidence<'a> {
    /// Looks at `ty`, and at the variants of the unions in it. The way there is a list: unions may nest very deep.
    pub(super) fn of(api: &'a Api, ty: &'a Type) -> Self {
        let mut evidence = Self::default();
        let mut seen = BTreeSet::new();
        let mut open = vec![ty];
        while let Some(ty) = open.pop() {
            match api.resolve(ty) {
                Type::Scalar(scalar) => drop(evidence.kinds.insert(of_scalar(*scalar))),
                Type::Array(_) => drop(evidence.kinds.insert(JsonKind::Array)),
                Type::Map(_) => evidence.add_object(Object::Open),
                Type::Nullable(inner) => open.push(inner),
                Type::Any => {
                    evidence.kinds.extend(JsonKind::ALL);
                    evidence.objects.push(Object::Open);
                }
                Type::Named(id) if !seen.insert(*id) => {}
                Type::Named(id) => match &api.type_def(*id).shape {
                    Shape::Struct(object) => evidence.add_object(Object::Declared(api, object)),
                    Shape::Enum(list) => drop(evidence.kinds.insert(of_base(list.base))),
                    Shape::Union(union) => open.extend(union.variants.iter().map(|variant| &variant.ty)),
                    Shape::Alias(target) => open.push(target),
                },
            }
        }
        evidence
    }

    fn add_object(&mut self, object: Object<'a>) {
        self.kinds.insert(JsonKind::Object);
        self.objects.push(object);
    }

    /// The properties that may be there, each once.
    pub(super) fn properties(&self) -> BTreeSet<&'a str> {
        self.objects.iter().flat_map(Object::fields).map(|field| field.wire_name.as_str()).collect()
    }

    /// The properties that are always there.
    pub(super) fn required(&self) -> impl Iterator<Item = &'a str> {
        let is_required = |name: &str| self.objects.iter().all(|object| object.requires(name));
        let first = self.objects.first().map(Object::fields).unwrap_or_default();
        first.iter().map(|field| field.wire_name.as_str()).filter(move |name| is_required(name))
    }

    /// Whether a property may be null in one of the objects.
    pub(super) fn takes_null(&self, property: &str) -> bool {
        self.objects.iter().any(|object| object.takes_null(property))
    }

    /// Whether a property may be there that is not declared, and means something.
    pub(super) fn is_open(&self) -> bool {
        self.objects.iter().any(|object| match object {
            Object::Open => true,
            Object::Declared(_, object) => matches!(object.additional, AdditionalProperties::Typed(_)),
        })
    }

    /// The values of a property, where it has a list of them in every object.
    pub(super) fn tag(&self, property: &str) -> Option<Tag> {
        let mut tag = Tag { values: BTreeSet::new(), is_required: true };
        for object in &self.objects {
            let Object::Declared(api, _) = object else { return None };
            let field = object.field(property)?;
            tag.values.extend(listed(api, field)?);
            tag.is_required &= field.presence == Presence::Required;
        }
        (!tag.values.is_empty()).then_some(tag)
    }
}

/// The values that a property may have, as JSON unless they are text.
fn listed(api: &Api, field: &Field) -> Option<Vec<String>> {
    match api.resolve(&field.ty) {
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Enum(list) => Some(list.values.iter().map(|value| value.wire_name.clone()).collect()),
            _ => None,
        },
        Type::Scalar(Scalar::Bool) => field.constraints.iter().find_map(|constraint| match constraint {
            Constraint::OneOf(values) => Some(values.clone()),
            _ => None,
        }),
        _ => None,
    }
}

impl<'a> Object<'a> {
    fn fields(&self) -> &'a [Field] {
        match self {
            Self::Declared(_, object) => &object.fields,
            Self::Open => &[],
        }
    }

    fn field(&self, name: &str) -> Option<&'a Field> {
        self.fields().iter().find(|field| field.wire_name == name)
    }

    fn takes_null(&self, name: &str) -> bool {
        let Self::Declared(api, _) = self else { return true };
        self.field(name).is_some_and(|field| {
            matches!(field.presence, Presence::Nullable | Presence::OptionalNullable)
                || matches!(api.resolve(&field.ty), Type::Any | Type::Nullable(_))
        })
    }

    fn requires(&self, name: &str) -> bool {
        let presence = self.field(name).map(|field| field.presence);
        matches!(presence, Some(Presence::Required | Presence::Nullable))
    }
}

fn of_scalar(scalar: Scalar) -> JsonKind {
    match scalar {
        Scalar::Bool => JsonKind::Boolean,
        Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64 | Scalar::F64 => JsonKind::Number,
        Scalar::String | Scalar::Format(_) | Scalar::Part => JsonKind::String,
    }
}

/// The JSON type of a value; none of null, which is a matter of presence.
pub(super) fn of_value(value: &Value) -> Option<JsonKind> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some(JsonKind::Boolean),
        Value::Number(_) => Some(JsonKind::Number),
        Value::String(_) => Some(JsonKind::String),
        Value::Array(_) => Some(JsonKind::Array),
        Value::Object(_) => Some(JsonKind::Object),
    }
}

fn of_base(base: EnumBase) -> JsonKind {
    match base {
        EnumBase::String => JsonKind::String,
        EnumBase::Integer => JsonKind::Number,
    }
}
