//! Types: named definitions and the expressions that use them.

use serde::{Deserialize, Serialize};

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
    /// Which way its values travel, where that decides what they have.
    pub direction: Direction,
    /// What it looks like.
    pub shape: Shape,
}

/// Which way values of a definition travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// Both ways, or whichever way is meant: everything that the document describes is there.
    Both,
    /// To the service: nothing that is `readOnly` is there.
    Request,
    /// From the service: nothing that is `writeOnly` is there.
    Response,
}

/// What a definition is named after. The names stage turns this into an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provenance {
    /// A component schema, by its key in `components/schemas`.
    Component(String),
    /// A schema in a part that operations share, such as a component response: the words of its place.
    Shared(String),
    /// An inline schema: the definition it sits in, and the property, `item`, `value` or variant that holds it.
    Child {
        /// The surrounding definition.
        parent: TypeId,
        /// The wire name of the property, or a word for the position.
        hint: String,
    },
    /// An inline schema of an operation: `hint` is the words of its place, such as `request`, `response 404`, the name
    /// of a parameter or a header, or what tells a media type from others.
    Operation {
        /// The operation's unique id as a wire name.
        operation: String,
        /// What part of the operation it belongs to.
        hint: String,
    },
    /// The shape that a definition has in requests, which is not the one it has in replies.
    Request {
        /// The definition.
        of: TypeId,
    },
}

/// The shape of a definition.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// An object with declared properties.
    Struct(Struct),
    /// A list of values; others are kept when read.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// Another name for a type expression.
    Alias(Type),
}

/// A type expression: how a definition or a scalar is used.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
    /// A part of a multipart body: a file, or whatever else the document leaves open. In JSON it is text.
    Part,
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
    /// `enum` of values that no Rust enum is made of, as JSON.
    OneOf(Vec<String>),
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
    /// `readOnly` in one part of an `allOf`, while another part describes the property without it.
    ReadOnlyInPart,
    /// `writeOnly`.
    WriteOnly,
}

/// A list of values. Values that a later version adds are kept when read.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// What JSON type the values have.
    pub base: EnumBase,
    /// The known values, in document order, each once.
    pub values: Vec<EnumValue>,
}

/// The JSON type of the values of an [`Enum`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumBase {
    /// Text.
    String,
    /// Integers that fit into 64 bits with a sign.
    Integer,
}

/// One value of an [`Enum`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// The value on the wire; of an integer, its digits.
    pub wire_name: String,
    /// What the variant is named after, where `x-enum-varnames` says so.
    pub label: Option<String>,
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
    /// The discriminator values that select this variant; the first one is written. Empty without a discriminator.
    pub tags: Vec<String>,
}

/// How the variants of a union are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dispatch {
    /// By the value of a property.
    Discriminator {
        /// The property's name on the wire.
        property: String,
        /// What a value is that none of the tags selects.
        others: Others,
    },
    /// By what the values look like; a variant is written as it is.
    Choice(Choice),
}

/// What a value is whose discriminator selects no variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// Unknown, and kept as it came; without the property it is an error.
    Unknown,
    /// The last variant, also without the property. What such a value has as its tag stays.
    Last,
}

/// A decision between variants, each given by its index, that is taken by looking ahead at the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// There is nothing left to decide.
    One(usize),
    /// By the JSON type of the value.
    Kind(Vec<(Vec<JsonKind>, Choice)>),
    /// By the text of a property. A text that selects nothing makes the value unknown, not wrong.
    Value {
        /// The property's name on the wire.
        property: String,
        /// The texts that select each choice.
        cases: Vec<(Vec<String>, Choice)>,
        /// What remains where the property is absent.
        absent: Option<Box<Choice>>,
    },
    /// By the first of these properties that is there.
    Presence {
        /// The properties, each with the variant that it belongs to.
        cases: Vec<Telltale>,
        /// What remains where none of them is there.
        otherwise: Option<Box<Choice>>,
    },
    /// By reading the value as one after the other: nothing tells them apart for sure.
    Trial(Vec<usize>),
}

/// A property that tells by being there which variant a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telltale {
    /// The property's name on the wire.
    pub property: String,
    /// The variant.
    pub variant: usize,
    /// What it means that the property is null.
    pub null: NullIs,
}

/// What null is where a property should stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NullIs {
    /// A value of the property.
    AValue,
    /// No value of it: the property might as well not be there.
    Absence,
}

/// The JSON type of a value. Integers are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonKind {
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// Text.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonKind {
    /// All of them but null, which is a matter of presence.
    pub const ALL: [Self; 5] = [Self::Boolean, Self::Number, Self::String, Self::Array, Self::Object];
}

impl Choice {
    /// This decision, and those that may follow it.
    pub fn steps(&self) -> Vec<&Self> {
        self.steps_after(None).into_iter().map(|(_, step)| step).collect()
    }

    /// The same, each with the last property whose absence leads to it; to this one, that of `absent`.
    pub fn steps_after<'c>(&'c self, absent: Option<&'c str>) -> Vec<(Option<&'c str>, &'c Self)> {
        let next: Vec<(Option<&str>, &Self)> = match self {
            Self::One(_) | Self::Trial(_) => Vec::new(),
            Self::Kind(cases) => cases.iter().map(|(_, choice)| (None, choice)).collect(),
            Self::Value { property, cases, absent } => {
                let absent = absent.as_deref().map(|choice| (Some(property.as_str()), choice));
                cases.iter().map(|(_, choice)| (None, choice)).chain(absent).collect()
            }
            Self::Presence { otherwise, .. } => otherwise.iter().map(|choice| (absent, &**choice)).collect(),
        };
        let later = next.into_iter().flat_map(|(absent, choice)| choice.steps_after(absent));
        std::iter::once((absent, self)).chain(later).collect()
    }

    /// The variants that can come out of it.
    pub fn variants(&self) -> Vec<usize> {
        let own = |choice: &Self| match choice {
            Self::One(variant) => vec![*variant],
            Self::Trial(variants) => variants.clone(),
            Self::Presence { cases, .. } => cases.iter().map(|case| case.variant).collect(),
            Self::Kind(_) | Self::Value { .. } => Vec::new(),
        };
        self.steps().into_iter().flat_map(own).collect()
    }
}

impl Union {
    /// The variant of a value that has this tag, or none; `None` if no discriminator selects one.
    pub fn selected(&self, tag: Option<&str>) -> Option<&Variant> {
        let Dispatch::Discriminator { others, .. } = &self.dispatch else { return None };
        let has_tag = |variant: &&Variant| variant.tags.iter().any(|it| Some(it.as_str()) == tag);
        self.variants.iter().find(has_tag).or_else(|| match others {
            Others::Unknown => None,
            Others::Last => self.variants.last(),
        })
    }

    /// Whether the variant at `index` is what a value is whose discriminator selects none. It is written as it is.
    pub fn takes_others(&self, index: usize) -> bool {
        let is_last = index + 1 == self.variants.len();
        is_last && matches!(self.dispatch, Dispatch::Discriminator { others: Others::Last, .. })
    }

    /// Whether a value may turn out to be none of the variants and is kept all the same.
    pub fn keeps_unknown(&self) -> bool {
        match &self.dispatch {
            Dispatch::Discriminator { others, .. } => *others == Others::Unknown,
            Dispatch::Choice(choice) => choice.steps().iter().any(|step| matches!(step, Choice::Value { .. })),
        }
    }
}
