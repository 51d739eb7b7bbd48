//! Reads a schema and lays its keywords side by side, whichever way `openapiv3` sorted them.
//!
//! Here is the one match over the kinds of schema in the code base. Everything after it asks [`Keywords`].
//! Never here: what a schema becomes; that is decided in `plan.rs`.

use std::rc::Rc;

use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema, SchemaData, SchemaKind, Type as SchemaType, VariantOrUnknownOrEmpty};
use serde_json::Value;

use super::constraint;
use super::context::Context;
use super::docs;
use super::nullable::Nullability;
use super::number;
pub(super) use super::words::{Additional, Choice, JsonType, Keywords, Notes};
use crate::beyond;
use crate::diagnostics::{Code, Instead};
use crate::ir::{Constraint, Docs};
use crate::pointer::Pointer;

/// The schema, or the reference to one, at a place of the document.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// A `$ref`, as it is written.
    Reference(Rc<str>),
    /// A schema that stands there itself.
    Schema(Rc<Keywords>),
}

/// The schema at `at`, read on first use; `None` when it cannot be read, which has been reported.
pub(super) fn node(cx: &mut Context<'_>, at: &Pointer) -> Option<Node> {
    if !cx.nodes.contains_key(at) {
        match cx.document.read::<ReferenceOr<Schema>>(at, cx.report) {
            Some(schema) => absorb(cx, schema, at),
            None => drop(cx.nodes.insert(at.clone(), None)),
        }
    }
    cx.nodes.get(at).cloned().flatten()
}

/// The keywords at `at`, unless a reference stands there.
pub(super) fn keywords(cx: &mut Context<'_>, at: &Pointer) -> Option<Rc<Keywords>> {
    match node(cx, at)? {
        Node::Schema(keywords) => Some(keywords),
        Node::Reference(_) => None,
    }
}

/// Takes in a schema that was read along with what surrounds it, and all its parts.
pub(super) fn absorb(cx: &mut Context<'_>, schema: ReferenceOr<Schema>, at: &Pointer) {
    if cx.nodes.contains_key(at) {
        return;
    }
    let node = match schema {
        ReferenceOr::Reference { reference } => Some(Node::Reference(reference.into())),
        ReferenceOr::Item(schema) => cx
            .deeper(at, |cx| {
                let Schema { schema_data, schema_kind } = schema;
                let mut keywords = Keywords::default();
                sort_data(cx, &mut keywords, schema_data, at);
                sort_kind(cx, &mut keywords, schema_kind, at);
                sort_extensions(cx, &mut keywords, at);
                keywords
            })
            .map(|keywords| Node::Schema(Rc::new(keywords))),
    };
    cx.nodes.insert(at.clone(), node);
}

fn sort_data(cx: &mut Context<'_>, keywords: &mut Keywords, data: SchemaData, at: &Pointer) {
    let SchemaData {
        nullable,
        read_only,
        write_only,
        deprecated,
        external_docs,
        example,
        title,
        description,
        discriminator,
        default,
        extensions,
    } = data;
    keywords.nullability = Nullability::from_keyword(nullable);
    keywords.notes.docs = Docs {
        summary: title,
        description: docs::with_link(description, external_docs),
        examples: docs::schema_examples(example, &extensions),
        deprecated: docs::deprecated(deprecated),
    };
    keywords.notes.default = default;
    keywords.notes.constraints.extend(read_only.then_some(Constraint::ReadOnly));
    keywords.notes.constraints.extend(write_only.then_some(Constraint::WriteOnly));
    if read_only && write_only {
        cx.ignored(at, "a schema cannot be both `readOnly` and `writeOnly`; it is used in both directions");
    }
    keywords.discriminator = discriminator;
    keywords.extensions = extensions;
}

/// The one match over the kinds of schema.
fn sort_kind(cx: &mut Context<'_>, keywords: &mut Keywords, kind: SchemaKind, at: &Pointer) {
    match kind {
        SchemaKind::Type(SchemaType::String(string)) => sort_string(keywords, string),
        SchemaKind::Type(SchemaType::Number(number)) => sort_number(keywords, number),
        SchemaKind::Type(SchemaType::Integer(integer)) => sort_integer(keywords, integer),
        SchemaKind::Type(SchemaType::Object(object)) => sort_object(cx, keywords, object, at),
        SchemaKind::Type(SchemaType::Array(array)) => sort_array(cx, keywords, array, at),
        SchemaKind::Type(SchemaType::Boolean(boolean)) => {
            let openapiv3::BooleanType { enumeration } = boolean;
            keywords.json_type = Some(JsonType::Boolean);
            keywords.values = values(enumeration);
        }
        SchemaKind::OneOf { one_of } => keywords.one_of = absorb_all(cx, one_of, at, "oneOf"),
        SchemaKind::AllOf { all_of } => keywords.all_of = absorb_all(cx, all_of, at, "allOf"),
        SchemaKind::AnyOf { any_of } => keywords.any_of = absorb_all(cx, any_of, at, "anyOf"),
        SchemaKind::Not { not } => keywords.not = Some(absorbed(cx, *not, at.child("not"))),
        SchemaKind::Any(any) => sort_any(cx, keywords, any, at),
    }
}

/// What `document` keeps as an extension because `openapiv3` has no place for it.
fn sort_extensions(cx: &mut Context<'_>, keywords: &mut Keywords, at: &Pointer) {
    constraint::restore_exact_bounds(&mut keywords.notes.constraints, &keywords.extensions);
    keywords.maximum = keywords.extensions.get(beyond::MAXIMUM).and_then(Value::as_f64).or(keywords.maximum);
    if keywords.extensions.contains_key(beyond::XML) {
        cx.ignored(
            &at.child("xml"),
            "`xml` is ignored: it says nothing about JSON, and XML is text that the caller writes and reads",
        );
    }
}

fn sort_string(keywords: &mut Keywords, string: openapiv3::StringType) {
    let openapiv3::StringType { format, pattern, enumeration, min_length, max_length } = string;
    keywords.json_type = Some(JsonType::String);
    keywords.format = format_name(format, |format| match format {
        openapiv3::StringFormat::Date => "date",
        openapiv3::StringFormat::DateTime => "date-time",
        openapiv3::StringFormat::Password => "password",
        openapiv3::StringFormat::Byte => "byte",
        openapiv3::StringFormat::Binary => "binary",
    });
    keywords.values = values(enumeration);
    keywords.notes.constraints.extend(constraint::of_string(pattern, min_length, max_length));
}

fn sort_number(keywords: &mut Keywords, number: openapiv3::NumberType) {
    let openapiv3::NumberType {
        format,
        multiple_of,
        exclusive_minimum,
        exclusive_maximum,
        minimum,
        maximum,
        enumeration,
    } = number;
    keywords.json_type = Some(JsonType::Number);
    keywords.format = format_name(format, |format| match format {
        openapiv3::NumberFormat::Float => "float",
        openapiv3::NumberFormat::Double => "double",
    });
    keywords.values = values(enumeration);
    // One value tells what something is. Of several, a later version may well have one with a fraction.
    if let [value] = keywords.values.as_mut_slice() {
        *value = whole(value.take());
    }
    keywords.maximum = maximum;
    keywords.notes.constraints.extend(
        [
            constraint::minimum(minimum, exclusive_minimum),
            constraint::maximum(maximum, exclusive_maximum),
            constraint::multiple_of(multiple_of),
        ]
        .into_iter()
        .flatten(),
    );
}

/// A number as the integer that it is, if it is one: `openapiv3` has all of them as floats.
fn whole(value: Value) -> Value {
    number::whole(&value).map_or(value, Value::from)
}

fn sort_integer(keywords: &mut Keywords, integer: openapiv3::IntegerType) {
    let openapiv3::IntegerType {
        format,
        multiple_of,
        exclusive_minimum,
        exclusive_maximum,
        minimum,
        maximum,
        enumeration,
    } = integer;
    keywords.json_type = Some(JsonType::Integer);
    keywords.format = format_name(format, |format| match format {
        openapiv3::IntegerFormat::Int32 => "int32",
        openapiv3::IntegerFormat::Int64 => "int64",
    });
    keywords.values = values(enumeration);
    keywords.notes.constraints.extend(
        [
            constraint::minimum(minimum, exclusive_minimum),
            constraint::maximum(maximum, exclusive_maximum),
            constraint::multiple_of(multiple_of),
        ]
        .into_iter()
        .flatten(),
    );
}

fn sort_object(cx: &mut Context<'_>, keywords: &mut Keywords, object: openapiv3::ObjectType, at: &Pointer) {
    let openapiv3::ObjectType { properties, required, additional_properties, min_properties, max_properties } = object;
    keywords.json_type = Some(JsonType::Object);
    keywords.properties = absorb_properties(cx, properties, at);
    keywords.required = required;
    keywords.additional = absorb_additional(cx, additional_properties, at);
    keywords.notes.constraints.extend(constraint::of_object(min_properties, max_properties));
}

fn sort_array(cx: &mut Context<'_>, keywords: &mut Keywords, array: openapiv3::ArrayType, at: &Pointer) {
    let openapiv3::ArrayType { items, min_items, max_items, unique_items } = array;
    keywords.json_type = Some(JsonType::Array);
    keywords.items = items.map(|items| absorbed(cx, items.unbox(), at.child("items")));
    keywords.notes.constraints.extend(constraint::of_array(min_items, max_items, unique_items));
}

/// The keywords of a schema whose combination `openapiv3` has no kind for.
fn sort_any(cx: &mut Context<'_>, keywords: &mut Keywords, any: openapiv3::AnySchema, at: &Pointer) {
    let openapiv3::AnySchema {
        typ,
        pattern,
        multiple_of,
        exclusive_minimum,
        exclusive_maximum,
        minimum,
        maximum,
        properties,
        required,
        additional_properties,
        min_properties,
        max_properties,
        items,
        min_items,
        max_items,
        unique_items,
        enumeration,
        format,
        min_length,
        max_length,
        one_of,
        all_of,
        any_of,
        not,
    } = any;
    keywords.json_type = typ.and_then(|name| json_type(cx, &name, at));
    keywords.format = format;
    keywords.values = enumeration;
    keywords.maximum = maximum;
    keywords.properties = absorb_properties(cx, properties, at);
    keywords.required = required;
    keywords.additional = absorb_additional(cx, additional_properties, at);
    keywords.items = items.map(|items| absorbed(cx, items.unbox(), at.child("items")));
    keywords.one_of = absorb_all(cx, one_of, at, "oneOf");
    keywords.all_of = absorb_all(cx, all_of, at, "allOf");
    keywords.any_of = absorb_all(cx, any_of, at, "anyOf");
    keywords.not = not.map(|not| absorbed(cx, *not, at.child("not")));
    let constraints = &mut keywords.notes.constraints;
    constraints.extend(constraint::minimum(minimum, exclusive_minimum.unwrap_or_default()));
    constraints.extend(constraint::maximum(maximum, exclusive_maximum.unwrap_or_default()));
    constraints.extend(constraint::multiple_of(multiple_of));
    constraints.extend(constraint::of_string(pattern, min_length, max_length));
    constraints.extend(constraint::of_array(min_items, max_items, unique_items.unwrap_or_default()));
    constraints.extend(constraint::of_object(min_properties, max_properties));
}

fn json_type(cx: &mut Context<'_>, name: &str, at: &Pointer) -> Option<JsonType> {
    Some(match name {
        "string" => JsonType::String,
        "number" => JsonType::Number,
        "integer" => JsonType::Integer,
        "boolean" => JsonType::Boolean,
        "object" => JsonType::Object,
        "array" => JsonType::Array,
        "null" => JsonType::Null,
        _ => {
            cx.report
                .add(Code::InvalidValue, &at.child("type"), format!("there is no type `{name}`"))
                .instead(Instead::Ignored)
                .help("the types are string, number, integer, boolean, object and array");
            return None;
        }
    })
}

/// Reads a schema that a [`ReferenceOr`] holds, so that its parts can be looked up by pointer.
pub(super) fn absorbed(cx: &mut Context<'_>, schema: ReferenceOr<Schema>, at: Pointer) -> Pointer {
    absorb(cx, schema, &at);
    at
}

fn absorb_all(cx: &mut Context<'_>, schemas: Vec<ReferenceOr<Schema>>, at: &Pointer, keyword: &str) -> Vec<Pointer> {
    let list = at.child(keyword);
    let absorb_at = |(index, schema)| absorbed(cx, schema, list.child(index));
    schemas.into_iter().enumerate().map(absorb_at).collect()
}

fn absorb_properties(
    cx: &mut Context<'_>,
    properties: IndexMap<String, ReferenceOr<Box<Schema>>>,
    at: &Pointer,
) -> IndexMap<String, Pointer> {
    let map = at.child("properties");
    let absorb_at = |(name, schema): (String, ReferenceOr<Box<Schema>>)| {
        let at = absorbed(cx, schema.unbox(), map.child(&name));
        (name, at)
    };
    properties.into_iter().map(absorb_at).collect()
}

fn absorb_additional(
    cx: &mut Context<'_>,
    additional: Option<openapiv3::AdditionalProperties>,
    at: &Pointer,
) -> Additional {
    match additional {
        None => Additional::Absent,
        Some(openapiv3::AdditionalProperties::Any(true)) => Additional::Any,
        Some(openapiv3::AdditionalProperties::Any(false)) => Additional::Denied,
        Some(openapiv3::AdditionalProperties::Schema(schema)) => {
            Additional::Schema(absorbed(cx, *schema, at.child("additionalProperties")))
        }
    }
}

fn format_name<T>(format: VariantOrUnknownOrEmpty<T>, name: fn(T) -> &'static str) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(format) => Some(name(format).to_owned()),
        VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

fn values<T: Into<Value>>(enumeration: Vec<Option<T>>) -> Vec<Value> {
    enumeration.into_iter().map(|value| value.map_or(Value::Null, Into::into)).collect()
}
