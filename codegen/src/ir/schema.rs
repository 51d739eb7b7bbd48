//! Types: named definitions and the expressions that use them.

use super::{Docs, Origin, dense_id};

dense_id! {
    /// Names a [`TypeDef`].
    TypeId
}

/// A type that becomes a Rust item of its own: a component schema, or an inline one that needs a name.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Where its name comes from.
    pub provenance: Provenance,
    /// Where the document defines it.
    pub origin: Origin,
    /// What the document says about it.
    pub docs: Docs,
    /// What the document demands of the value; shown in the documentation.
    pub constraints: Vec<Constraint>,
    /// What it looks like.
    pub shape: Shape,
}

/// What a definition is named after. The names stage turns this into an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provenance {
    /// A component schema, by its key in `components/schemas`.
    Component(String),
    /// An inline schema: the definition it sits in, and the property, `item`, `value` or variant that holds it.
    Child {
        /// The surrounding definition.
        parent: TypeId,
        /// The wire name of the property, or a word for the position.
        hint: String,
    },
    /// An inline schema of an operation: `hint` is `request`, `response`, or the name of a parameter.
    Operation {
        /// The operation's unique id as a wire name.
        operation: String,
        /// What part of the operation it belongs to.
        hint: String,
    },
}

/// The shape of a definition.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// An object with declared properties.
    Struct(Struct),
    /// A closed list of values; unknown ones are kept when read.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// Another name for a type expression.
    Alias(Type),
}

/// A type expression: how a definition or a scalar is used.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// A definition of this IR.
    Named(TypeId),
    /// A value without parts.
    Scalar(Scalar),
    /// A JSON array.
    Array(Box<Type>),
    /// A JSON object used as a map from strings.
    Map(Box<Type>),
    /// The value or JSON `null`, where presence cannot say it: inside arrays, maps and aliases.
    Nullable(Box<Type>),
    /// Any JSON value.
    Any,
}

/// A value without parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// `true` or `false`.
    Bool,
    /// A signed integer of 32 bits.
    I32,
    /// A signed integer of 64 bits.
    I64,
    /// An unsigned integer of 32 bits.
    U32,
    /// An unsigned integer of 64 bits.
    U64,
    /// A floating-point number.
    F64,
    /// Text.
    String,
    /// Text whose `format` has a Rust type in the type-mapping table.
    Format(Format),
}

/// The string formats that the type-mapping table may give a Rust type of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// `date-time`: RFC 3339.
    DateTime,
    /// `date`: RFC 3339 `full-date`.
    Date,
    /// `byte`: base64.
    Byte,
    /// `uuid`: RFC 4122.
    Uuid,
}

/// An object with declared properties.
#[derive(Debug, Clone, PartialEq)]
pub struct Struct {
    /// The properties, in document order.
    pub fields: Vec<Field>,
    /// What may stand beside them.
    pub additional: AdditionalProperties,
}

/// What an object may hold besides its declared properties.
#[derive(Debug, Clone, PartialEq)]
pub enum AdditionalProperties {
    /// Nothing was said: unknown properties are skipped when read.
    Ignored,
    /// `additionalProperties: false`.
    Denied,
    /// Kept in a map with values of this type.
    Typed(Type),
}

/// A property of a [`Struct`].
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The property's name on the wire.
    pub wire_name: String,
    /// Where the document defines it.
    pub origin: Origin,
    /// What the document says about it.
    pub docs: Docs,
    /// The type of a value that is there and not null.
    pub ty: Type,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// What the document demands of the value; shown in the documentation.
    pub constraints: Vec<Constraint>,
    /// The documented default, as JSON.
    pub default: Option<serde_json::Value>,
}

/// Whether a value may be absent, and whether it may be `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Always there, never null: `T`.
    Required,
    /// May be absent: `Option<T>`.
    Optional,
    /// Always there, may be null: `Option<T>`, written as `null`.
    Nullable,
    /// May be absent or null, which are different things: `Maybe<T>`.
    OptionalNullable,
}

/// A demand on a value that the type does not carry; documented, never enforced by the client.
#[derive(Debug, Clone, PartialEq)]
pub enum Constraint {
    /// `minimum`, inclusive.
    Minimum(String),
    /// `minimum` with `exclusiveMinimum`.
    ExclusiveMinimum(String),
    /// `maximum`, inclusive.
    Maximum(String),
    /// `maximum` with `exclusiveMaximum`.
    ExclusiveMaximum(String),
    /// `multipleOf`.
    MultipleOf(String),
    /// `minLength`, in characters.
    MinLength(u64),
    /// `maxLength`, in characters.
    MaxLength(u64),
    /// `pattern`, an ECMA-262 regular expression.
    Pattern(String),
    /// `format` without a Rust type of its own.
    Format(String),
    /// `minItems`.
    MinItems(u64),
    /// `maxItems`.
    MaxItems(u64),
    /// `uniqueItems`.
    UniqueItems,
    /// `minProperties`.
    MinProperties(u64),
    /// `maxProperties`.
    MaxProperties(u64),
    /// `readOnly`.
    ReadOnly,
    /// `writeOnly`.
    WriteOnly,
}

/// A list of string values. Values that a later version adds are kept when read.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// The known values, in document order, each once.
    pub values: Vec<EnumValue>,
}

/// One value of an [`Enum`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// The value on the wire.
    pub wire_name: String,
    /// What `x-enum-descriptions` says about it.
    pub description: Option<String>,
}

/// One of several types.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The alternatives, in document order.
    pub variants: Vec<Variant>,
    /// How they are told apart.
    pub dispatch: Dispatch,
}

/// An alternative of a [`Union`].
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// What the variant is named after: a component's key or a word for the type.
    pub wire_name: String,
    /// Where the document defines it.
    pub origin: Origin,
    /// The payload.
    pub ty: Type,
    /// The discriminator values that select this variant; the first one is written.
    pub tags: Vec<String>,
}

/// How the variants of a union are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dispatch {
    /// By the value of a property.
    Discriminator {
        /// The property's name on the wire.
        property: String,
    },
}
