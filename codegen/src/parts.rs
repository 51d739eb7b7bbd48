//! Knows which part of a document stands where, in all versions.
//!
//! Values that only look like a part, such as examples, have no place here.

use crate::beyond;

/// A kind of part that the standard defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
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
pub(crate) enum Shape {
    One,
    /// One, unless it is a boolean, which is part of what stands around it.
    OneOrFlag,
    List,
    /// By names of the document's own.
    Map,
    /// The same, but names that begin with `x-` are extensions.
    MapBesideExtensions,
}

impl Part {
    /// What stands under `key` in 3.0, and under the `x-` keys that the upgrade makes.
    pub(crate) fn child(self, key: &str) -> Option<(Shape, Self)> {
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

    /// What stands under `key` in the version that the document is written in.
    pub(crate) fn child_as_written(self, key: &str) -> Option<(Shape, Self)> {
        let other = match (self, key) {
            (Self::Document, "webhooks") => (Shape::MapBesideExtensions, Self::PathItem),
            (Self::Document, "definitions") => (Shape::Map, Self::Schema),
            (Self::Document, "parameters") => (Shape::Map, Self::Parameter),
            (Self::Document, "responses") => (Shape::Map, Self::Response),
            (Self::Document, "securityDefinitions") => (Shape::Map, Self::SecurityScheme),
            (Self::MediaType, "itemSchema") => (Shape::One, Self::Schema),
            (Self::Schema, "$defs" | "definitions" | "patternProperties" | "dependentSchemas") => {
                (Shape::Map, Self::Schema)
            }
            (Self::Schema, "prefixItems") => (Shape::List, Self::Schema),
            (Self::Schema, "unevaluatedProperties" | "unevaluatedItems") => (Shape::OneOrFlag, Self::Schema),
            (Self::Schema, "if" | "then" | "else" | "contains" | "propertyNames" | "contentSchema") => {
                (Shape::One, Self::Schema)
            }
            _ => return self.child(key),
        };
        Some(other)
    }
}

fn in_document(key: &str) -> Option<(Shape, Part)> {
    Some(match key {
        "info" => (Shape::One, Part::Info),
        "servers" => (Shape::List, Part::Server),
        "tags" => (Shape::List, Part::Tag),
        "security" => (Shape::List, Part::SecurityRequirement),
        "components" => (Shape::One, Part::Components),
        "paths" | beyond::WEBHOOKS => (Shape::MapBesideExtensions, Part::PathItem),
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
        "pathItems" | beyond::PATH_ITEMS => Part::PathItem,
        "mediaTypes" | beyond::MEDIA_TYPES => Part::MediaType,
        _ => return None,
    };
    Some((Shape::Map, part))
}

fn in_path_item(key: &str) -> Option<(Shape, Part)> {
    Some(match key {
        "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query" => {
            (Shape::One, Part::Operation)
        }
        "additionalOperations" | beyond::ADDITIONAL_OPERATIONS => (Shape::Map, Part::Operation),
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
        "schema" | beyond::ITEM_SCHEMA => (Shape::One, Part::Schema),
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
        "allOf" | "anyOf" | "oneOf" | beyond::PREFIX_ITEMS => (Shape::List, Part::Schema),
        "properties" | beyond::PATTERN_PROPERTIES | beyond::DEFS | beyond::DEFINITIONS | beyond::DEPENDENT_SCHEMAS => {
            (Shape::Map, Part::Schema)
        }
        "additionalProperties" | beyond::UNEVALUATED_PROPERTIES | beyond::UNEVALUATED_ITEMS => {
            (Shape::OneOrFlag, Part::Schema)
        }
        "items"
        | beyond::ITEMS
        | "not"
        | beyond::IF
        | beyond::THEN
        | beyond::ELSE
        | beyond::CONTAINS
        | beyond::PROPERTY_NAMES
        | beyond::CONTENT_SCHEMA => (Shape::One, Part::Schema),
        _ => return None,
    })
}
