//! What a schema says: its keywords, as plain data.

use indexmap::IndexMap;
use serde_json::Value;

use super::nullable::Nullability;
use crate::ir::{Constraint, Docs};
use crate::pointer::Pointer;

/// The keywords of a schema. Its parts are pointers, so that they can be looked up one at a time.
#[derive(Debug, Clone, Default)]
pub(super) struct Keywords {
    pub(super) notes: Notes,
    pub(super) nullability: Nullability,
    pub(super) discriminator: Option<openapiv3::Discriminator>,
    pub(super) extensions: IndexMap<String, Value>,
    pub(super) json_type: Option<JsonType>,
    pub(super) format: Option<String>,
    pub(super) values: Vec<Value>,
    /// The properties, and where each is described.
    pub(super) properties: IndexMap<String, Pointer>,
    pub(super) required: Vec<String>,
    pub(super) additional: Additional,
    pub(super) items: Option<Pointer>,
    pub(super) maximum: Option<f64>,
    pub(super) all_of: Vec<Pointer>,
    pub(super) one_of: Vec<Pointer>,
    pub(super) any_of: Vec<Pointer>,
    pub(super) not: Option<Pointer>,
}

/// What a schema says that does not change its type.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Notes {
    pub(super) docs: Docs,
    pub(super) constraints: Vec<Constraint>,
    pub(super) default: Option<Value>,
}

impl Notes {
    /// Adds demands, each once.
    pub(super) fn add(&mut self, constraints: Vec<Constraint>) {
        for constraint in constraints {
            if !self.constraints.contains(&constraint) {
                self.constraints.push(constraint);
            }
        }
    }
}

/// The values of `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonType {
    String,
    Number,
    Integer,
    Boolean,
    Object,
    Array,
    Null,
}

/// What `additionalProperties` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Additional {
    /// Nothing.
    #[default]
    Absent,
    /// `true`.
    Any,
    /// `false`.
    Denied,
    /// A schema.
    Schema(Pointer),
}

impl Keywords {
    /// Whether anything here says what is in an object.
    pub(super) fn has_members(&self) -> bool {
        !self.properties.is_empty() || !self.required.is_empty() || self.additional != Additional::Absent
    }
}
