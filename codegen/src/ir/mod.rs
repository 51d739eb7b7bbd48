//! The API as plain data: what every later stage reads, and nothing else does.
//!
//! Never here: a `$ref`, an `openapiv3` type, a token, a Rust identifier.
//!
//! Invariants. [`validate`] checks, after lowering and after selection, that ids resolve (2) and that 5, 6 and 7 hold; the
//! types of the IR and the stages that fill it see to the rest.
//!
//! 1. Nothing points outside the IR: every reference of the document is resolved to an id.
//! 2. Every id resolves; ids are dense and stand in the order of the output.
//! 3. Every named thing keeps its wire name and its JSON pointer into the document.
//! 4. Presence is one enum, never two booleans.
//! 5. The parameters in a path template are exactly the declared path parameters.
//! 6. Every operation has an id, and no two operations share one.
//! 7. Every union says how its variants are told apart.
//! 8. Emission cannot fail: what cannot be represented was a diagnostic before this point.

mod content;
mod ending;
mod incoming;
mod kept;
mod operation;
mod outcome;
mod pagination;
mod parameter;
mod reach;
mod response;
mod schema;
mod service;
mod validate;

pub use self::content::{
    Body, Content, Encoding, Example, Frames, MediaKind, Payload, PropertyEncoding, Stream, media_words,
};
pub use self::ending::Endings;
pub use self::incoming::{Incoming, IncomingParameter, IncomingReply, IncomingSource};
pub use self::kept::Kept;
pub use self::operation::{Idempotency, Link, LinkSource, Method, Operation, OperationId, Waiter};
pub use self::outcome::{Outcome, Side};
pub use self::pagination::{CursorPlace, PageStep, Pagination};
pub use self::parameter::{
    Empty, Explode, Location, Need, Parameter, ParameterStyle, PathSegment, PathTemplate, QueryNotation, Reserved,
};
pub use self::response::{HeaderText, Response, ResponseHeader, StatusSpec};
pub use self::schema::{
    AdditionalProperties, Choice, Constraint, Direction, Dispatch, Enum, EnumBase, EnumValue, Field, Format, JsonKind,
    NullIs, Others, Presence, Provenance, Scalar, Shape, Struct, Telltale, Type, TypeDef, TypeId, Union, Variant,
};
pub use self::service::{
    ApiInfo, ApiKeyLocation, Demand, Requirement, Scheme, SchemeId, SchemeKind, Server, ServerPlace, ServerVariable,
    Tag, TagId,
};
pub use self::validate::validate;

use indexmap::IndexMap;

use crate::pointer::Pointer;

/// Everything the emitter knows about one API.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// Title, version and description of the document.
    pub info: ApiInfo,
    /// Where the API is served; may be empty.
    pub servers: Vec<Server>,
    /// The declared security schemes, in document order.
    pub schemes: Vec<Scheme>,
    /// The groups that operations belong to, in order of first use.
    pub tags: Vec<Tag>,
    /// Every type that becomes a Rust item of its own.
    pub types: Vec<TypeDef>,
    /// Every operation, in document order.
    pub operations: Vec<Operation>,
    /// The calls that the service makes, in document order: webhooks, then callbacks.
    pub incoming: Vec<Incoming>,
}

impl Api {
    /// The definition behind `id`.
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.index()]
    }

    /// The operation behind `id`.
    pub fn operation(&self, id: OperationId) -> &Operation {
        &self.operations[id.index()]
    }

    /// The security scheme behind `id`.
    pub fn scheme(&self, id: SchemeId) -> &Scheme {
        &self.schemes[id.index()]
    }

    /// The tag behind `id`.
    pub fn tag(&self, id: TagId) -> &Tag {
        &self.tags[id.index()]
    }

    /// The documented headers of replies, each once, in the order in which they first occur.
    pub fn headers(&self) -> Vec<&ResponseHeader> {
        let mut found: IndexMap<String, Vec<&ResponseHeader>> = IndexMap::new();
        let responses = self.operations.iter().flat_map(|operation| &operation.responses);
        for header in responses.flat_map(|response| &response.headers) {
            let known = found.entry(header.wire_name.to_ascii_lowercase()).or_default();
            if !known.iter().any(|other| other.is_same(header)) {
                known.push(header);
            }
        }
        found.into_values().flatten().collect()
    }

    /// The servers with variables, each URL once: first those of the API, then those of operations.
    pub fn variable_servers(&self) -> Vec<(ServerPlace, &Server)> {
        let own = self.servers.iter().enumerate().map(|(index, server)| (ServerPlace::Api(index), server));
        let others = self.operation_ids().flat_map(|id| {
            let servers = self.operation(id).servers.iter().enumerate();
            servers.map(move |(index, server)| (ServerPlace::Operation(id, index), server))
        });
        let mut found: Vec<(ServerPlace, &Server)> = Vec::new();
        for (place, server) in own.chain(others).filter(|(_, server)| !server.variables.is_empty()) {
            let is_known =
                |(_, known): &(ServerPlace, &Server)| known.url == server.url && known.variables == server.variables;
            if !found.iter().any(is_known) {
                found.push((place, server));
            }
        }
        found
    }

    /// All ids of types, in order.
    pub fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len()).map(TypeId::new)
    }

    /// All ids of operations, in order.
    pub fn operation_ids(&self) -> impl Iterator<Item = OperationId> + use<> {
        (0..self.operations.len()).map(OperationId::new)
    }

    /// All ids of tags, in order.
    pub fn tag_ids(&self) -> impl Iterator<Item = TagId> + use<> {
        (0..self.tags.len()).map(TagId::new)
    }

    /// Follows aliases until a type is reached that is not the name of another one.
    pub fn resolve<'a>(&'a self, mut ty: &'a Type) -> &'a Type {
        // An alias cycle is refused while lowering, so the chain is no longer than the table.
        for _ in 0..=self.types.len() {
            match ty {
                Type::Named(id) => match &self.type_def(*id).shape {
                    Shape::Alias(target) => ty = target,
                    _ => return ty,
                },
                _ => return ty,
            }
        }
        ty
    }
}

impl Api {
    /// The only value that a type has as far as the document knows, as text, if there is just one. A list of it has several.
    pub fn only_value<'a>(&'a self, ty: &'a Type) -> Option<(EnumBase, &'a str)> {
        let Type::Named(id) = self.resolve(ty) else { return None };
        let Shape::Enum(list) = &self.type_def(*id).shape else { return None };
        match list.values.as_slice() {
            [only] => Some((list.base, &only.wire_name)),
            _ => None,
        }
    }

    /// The type with every alias in it replaced by what it stands for.
    pub fn resolve_all(&self, ty: &Type) -> Type {
        match self.resolve(ty) {
            Type::Array(inner) => Type::Array(Box::new(self.resolve_all(inner))),
            Type::Map(inner) => Type::Map(Box::new(self.resolve_all(inner))),
            Type::Nullable(inner) => Type::Nullable(Box::new(self.resolve_all(inner))),
            other => other.clone(),
        }
    }
}

/// What the document says about an item for people to read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs {
    /// One line that names the thing; OpenAPI's `summary` or `title`.
    pub summary: Option<String>,
    /// CommonMark text; OpenAPI's `description`.
    pub description: Option<String>,
    /// Examples, as JSON.
    pub examples: Vec<serde_json::Value>,
    /// OpenAPI's `deprecated`.
    pub deprecated: Deprecated,
}

/// Whether the document advises against using a thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Deprecated {
    /// Nothing was said.
    #[default]
    No,
    /// Marked as `deprecated: true`.
    Yes,
}

/// Declares a dense newtype id.
macro_rules! dense_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);

        impl $name {
            /// The id of the element at `index`.
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("the IR holds fewer than four billion items"))
            }

            /// The position of the element in its table.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
use dense_id;

/// Where a named thing came from: its pointer into the document.
pub type Origin = Pointer;
