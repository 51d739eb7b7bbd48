//! Models written by hand in the form that the generator emits.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::runtime::codec::{Decode, DecodeError, Reader, bridge_deserialize, record, tagged};
use crate::runtime::open_enum::{UnknownVariant, open_enum};
use crate::runtime::presence::Maybe;

record! {
    /// All presences, and additional properties.
    pub struct TableDetail {
        pub schema_name: String = required "schema_name",
        pub table_name: String = required "table_name",
        pub rows: Option<i64> = required "rows",
        pub comment: Option<String> = optional "comment",
        pub owner: Maybe<String> = optional "owner",
        pub status: Option<JobStatus> = optional "status",
        pub pets: Option<Vec<Pet>> = optional "pets",
        .. pub additional_properties: BTreeMap<String, serde_json::Value>
    }
}

open_enum! {
    /// An open enum.
    pub enum JobStatus {
        Init = "INIT",
        Running = "RUNNING",
    }
}

/// A union with a discriminator, recursive through its second variant.
#[derive(Debug, Clone, PartialEq)]
pub enum Pet {
    Cat(Cat),
    Dog(Box<Dog>),
    Unknown(UnknownVariant),
}

impl Decode for Pet {
    fn blank() -> Self {
        Self::Cat(Decode::blank())
    }

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

record! {
    /// A variant that does not write the tag itself.
    pub struct Cat {
        pub name: String = required "name",
    }
}

record! {
    /// A variant that has the tag as a field of its own.
    pub struct Dog {
        pub name: String = required "name",
        pub pet_type: String = required "petType",
        pub friend: Option<Pet> = optional "friend",
    }
}
