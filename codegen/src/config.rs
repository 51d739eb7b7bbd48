//! What a user may choose about the output.

use std::collections::BTreeMap;

use glob::Pattern;

use crate::ir::Format;

/// The choices of one run.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The Rust types of string formats.
    pub types: TypeMap,
    /// What becomes of schemas that no operation uses.
    pub unused: Unused,
    /// Which operations are generated.
    pub operations: Operations,
}

/// Which operations are generated. The others are left out after everything has its name, so that a choice renames nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Operations {
    /// All of them, and all webhooks and callbacks.
    #[default]
    All,
    /// Those that one of these selects, with their callbacks, and the webhooks that one of these selects.
    Only(Vec<Selector>),
}

/// Selects operations. In a pattern `*` stands for any text, also for one with a `/` in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// Those that have a tag. One without tags has the tag `default`.
    Tag(Pattern),
    /// Those with an `operationId`, or whose method and path read like `GET /pets/{id}`; webhooks by their key.
    Operation(Pattern),
}

/// What becomes of schemas that nothing the client sends or receives is made of.
///
/// A document without operations, webhooks and callbacks is there for its schemas: all of them are kept in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unused {
    /// They have no types, and a warning says how many there are.
    #[default]
    Prune,
    /// They have types like all others.
    Keep,
}

/// The type-mapping table: from the `format` of a string to a Rust type.
///
/// A format without an entry stays a `String`, and its name goes into the documentation.
#[derive(Debug, Clone)]
pub struct TypeMap {
    entries: BTreeMap<Format, RustType>,
}

impl Default for TypeMap {
    fn default() -> Self {
        let runtime = |path| RustType { import: Some("crate::runtime::formats"), path, dependency: None };
        Self {
            entries: BTreeMap::from([
                (Format::DateTime, runtime("formats::DateTime")),
                (Format::Date, runtime("formats::Date")),
                (Format::Byte, runtime("formats::Base64")),
            ]),
        }
    }
}

impl TypeMap {
    /// The table with another Rust type for `format`.
    #[must_use]
    pub fn with(mut self, format: Format, rust: RustType) -> Self {
        self.entries.insert(format, rust);
        self
    }

    /// The table without an entry for `format`, whose values are then text: for a service that does not keep to it.
    #[must_use]
    pub fn without(mut self, format: Format) -> Self {
        self.entries.remove(&format);
        self
    }

    /// The Rust type of `format`, if the table has one.
    pub fn get(&self, format: Format) -> Option<&RustType> {
        self.entries.get(&format)
    }
}

/// A Rust type that the generator did not make itself.
///
/// It implements the runtime's `Decode` and `Encode`, and `Debug`, `Clone` and `PartialEq`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustType {
    /// What generated code imports to write `path`.
    pub import: Option<&'static str>,
    /// The path to the type, as generated code writes it.
    pub path: &'static str,
    /// The crate to depend on.
    pub dependency: Option<crate::Dependency>,
}
