//! Knows which part of a document stands where, in versions 3.0 to 3.2, and walks through all of them.
//!
//! Never here: what a version step does with a part. Values that only look like a part, such as examples, are not walked.

use super::here::Here;
use crate::source::{Object, Value};

/// A kind of part that the standard defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Document,
    Info,
    License,
    Server,
    Tag,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Encoding,
    Example,
    Link,
    Callback,
    SecurityScheme,
    Flows,
    SecurityRequirement,
    Schema,
    Discriminator,
}

/// How the parts under a key are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    One,
    /// One, unless it is a boolean, which is part of what stands around it.
    OneOrFlag,
    List,
    /// By names of the document's own.
    Map,
    /// The same, but names that begin with `x-` are extensions.
    MapBesideExtensions,
}

/// A step from one version to the next.
pub(super) trait Step<'a> {
    /// Brings one part into its new shape, before the parts that it has then are walked.
    fn enter(&mut self, part: Part, value: Value<'a>, here: &Here<'_>) -> Value<'a>;
}

/// Takes the step for the part at `here` and for all parts of it. As deep as the tree, which the source bounds.
pub(super) fn walk<'a>(step: &mut impl Step<'a>, part: Part, value: Value<'a>, here: &Here<'_>) -> Value<'a> {
    let object = match step.enter(part, value, here) {
        Value::Object(object) => object,
        other => return other,
    };
    if !object.keys().any(|key| part.child(key).is_some()) {
        return Value::Object(object);
    }
    map(object, |key, value| match part.child(key) {
        Some((shape, child)) => walk_child(step, shape, child, value, &here.member(key)),
        None => value,
    })
}

fn walk_child<'a>(step: &mut impl Step<'a>, shape: Shape, part: Part, value: Value<'a>, here: &Here<'_>) -> Value<'a> {
    match (shape, value) {
        (Shape::OneOrFlag, flag @ Value::Bool(_)) => flag,
        (Shape::One | Shape::OneOrFlag, value) => walk(step, part, value, here),
        (Shape::List, Value::Array(elements)) => {
            let walk_element = |(index, element)| walk(step, part, element, &here.element(index));
            Value::Array(elements.into_iter().enumerate().map(walk_element).collect())
        }
        (Shape::Map | Shape::MapBesideExtensions, Value::Object(object)) => map(object, |key, value| {
            let is_extension = shape == Shape::MapBesideExtensions && key.starts_with("x-");
            if is_extension { value } else { walk(step, part, value, &here.member(key)) }
        }),
        (_, malformed) => malformed,
    }
}

fn map<'a>(object: Object<'a>, mut change: impl FnMut(&str, Value<'a>) -> Value<'a>) -> Value<'a> {
    let members = object.into_members().into_iter().map(|(key, value)| {
        let value = change(&key, value);
        (key, value)
    });
    Value::Object(Object::new(members.collect(), |_| ()))
}

impl Part {
    /// What stands under `key`, also under the `x-` keys that the upgrade makes.
    fn child(self, key: &str) -> Option<(Shape, Self)> {
        match self {
            Self::Document => in_document(key),
            Self::Components => in_components(key),
            Self::PathItem => in_path_item(key),
            Self::Operation => in_operation(key),
            Self::Schema => in_schema(key),
            Self::Parameter | Self::Header | Self::RequestBody | Self::MediaType | Self::Encoding | Self::Response => {
                in_message(key)
            }
            Self::Callback if key != "$ref" && !key.starts_with("x-") => Some((Shape::One, Self::PathItem)),
            Self::Info if key == "license" => Some((Shape::One, Self::License)),
            Self::Link if key == "server" => Some((Shape::One, Self::Server)),
            Self::SecurityScheme if key == "flows" => Some((Shape::One, Self::Flows)),
            _ => None,
        }
    }
}

fn in_document(key: &str) -> Option<(Shape, Part)> {
    Some(match key {
        "info" => (Shape::One, Part::Info),
        "servers" => (Shape::List, Part::Server),
        "tags" => (Shape::List, Part::Tag),
        "security" => (Shape::List, Part::SecurityRequirement),
        "components" => (Shape::One, Part::Components),
        "paths" | "x-webhooks" => (Shape::MapBesideExtensions, Part::PathItem),
        _ => return None,
    })
}

fn in_components(key: &str) -> Option<(Shape, Part)> {
    let part = match key {
        "schemas" => Part::Schema,
        "responses" => Part::Response,
        "parameters" => Part::Parameter,
        "examples" => Part::Example,
        "requestBodies" => Part::RequestBody,
        "headers" => Part::Header,
        "securitySchemes" => Part::SecurityScheme,
        "links" => Part::Link,
        "callbacks" => Part::Callback,
        "pathItems" | "x-pathItems" => Part::PathItem,
        "mediaTypes" | "x-mediaTypes" => Part::MediaType,
        _ => return None,
    };
    Some((Shape::Map, part))
}

fn in_path_item(key: &str) -> Option<(Shape, Part)> {
    Some(match key {
        "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query" => {
            (Shape::One, Part::Operation)
        }
        "additionalOperations" | "x-additional-operations" => (Shape::Map, Part::Operation),
        "parameters" => (Shape::List, Part::Parameter),
        "servers" => (Shape::List, Part::Server),
        _ => return None,
    })
}

fn in_operation(key: &str) -> Option<(Shape, Part)> {
    Some(match key {
        "parameters" => (Shape::List, Part::Parameter),
        "requestBody" => (Shape::One, Part::RequestBody),
        "responses" => (Shape::MapBesideExtensions, Part::Response),
        "callbacks" => (Shape::MapBesideExtensions, Part::Callback),
        "security" => (Shape::List, Part::SecurityRequirement),
        "servers" => (Shape::List, Part::Server),
        _ => return None,
    })
}

/// The parts of parameters, headers, bodies, replies and media types, which use the same words for the same things.
fn in_message(key: &str) -> Option<(Shape, Part)> {
    Some(match key {
        "schema" | "x-itemSchema" => (Shape::One, Part::Schema),
        "content" => (Shape::Map, Part::MediaType),
        "headers" => (Shape::Map, Part::Header),
        "links" => (Shape::Map, Part::Link),
        "examples" => (Shape::Map, Part::Example),
        "encoding" => (Shape::Map, Part::Encoding),
        _ => return None,
    })
}

fn in_schema(key: &str) -> Option<(Shape, Part)> {
    Some(match key {
        "discriminator" => (Shape::One, Part::Discriminator),
        "allOf" | "anyOf" | "oneOf" | "x-prefixItems" => (Shape::List, Part::Schema),
        "properties" | "x-patternProperties" | "x-$defs" | "x-definitions" | "x-dependentSchemas" => {
            (Shape::Map, Part::Schema)
        }
        "additionalProperties" | "x-unevaluatedProperties" | "x-unevaluatedItems" => (Shape::OneOrFlag, Part::Schema),
        "items" | "x-items" | "not" | "x-if" | "x-then" | "x-else" | "x-contains" | "x-propertyNames"
        | "x-contentSchema" => (Shape::One, Part::Schema),
        _ => return None,
    })
}
