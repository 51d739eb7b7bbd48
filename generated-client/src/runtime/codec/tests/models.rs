//! Models written by hand in the form that the generator emits.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::runtime::codec::{Decode, DecodeError, Reader, bridge_deserialize, record, tagged};
use crate::runtime::open_enum::{UnknownValue, UnknownVariant, open_enum};
use crate::runtime::presence::Maybe;

/// All presences, and additional properties.
pub(super) struct TableDetail {
    pub(super) schema_name: String,
    pub(super) table_name: String,
    pub(super) rows: Option<i64>,
    pub(super) comment: Option<String>,
    pub(super) owner: Maybe<String>,
    pub(super) status: Option<JobStatus>,
    pub(super) pets: Option<Vec<Pet>>,
    pub(super) additional_properties: BTreeMap<String, serde_json::Value>,
}

record! {
    TableDetail {
        required "schema_name" = schema_name,
        required "table_name" = table_name,
        required "rows" = rows,
        optional "comment" = comment,
        optional "owner" = owner,
        optional "status" = status,
        optional "pets" = pets,
        .. additional_properties
    }
}

/// An open enum.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum JobStatus {
    Init,
    Running,
    Unknown(UnknownValue),
}

impl JobStatus {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Init => "INIT",
            Self::Running => "RUNNING",
            Self::Unknown(value) => value.as_str(),
        }
    }
}

impl From<&str> for JobStatus {
    fn from(value: &str) -> Self {
        match value {
            "INIT" => Self::Init,
            "RUNNING" => Self::Running,
            _ => Self::Unknown(UnknownValue::new(value)),
        }
    }
}

open_enum!(JobStatus);

/// A union with a discriminator, recursive through its second variant.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Pet {
    Cat(Cat),
    Dog(Box<Dog>),
    Unknown(UnknownVariant),
}

impl Decode for Pet {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.peek_tag("petType")?.as_deref() {
            Some("cat" | "Cat") => reader.value().map(Self::Cat),
            Some("dog") => reader.value().map(Self::Dog),
            Some(_) => reader.value().map(Self::Unknown),
            None => Err(reader.missing("petType")),
        }
    }
}

impl Serialize for Pet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Cat(value) => tagged(serializer, "petType", &["cat"], value),
            Self::Dog(value) => tagged(serializer, "petType", &["dog"], value),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}

bridge_deserialize!(Pet);

/// A variant that does not write the tag itself.
pub(super) struct Cat {
    pub(super) name: String,
}

record! { Cat { required "name" = name } }

/// A variant that has the tag as a field of its own.
pub(super) struct Dog {
    pub(super) name: String,
    pub(super) pet_type: String,
    pub(super) friend: Option<Pet>,
}

record! { Dog { required "name" = name, required "petType" = pet_type, optional "friend" = friend } }
