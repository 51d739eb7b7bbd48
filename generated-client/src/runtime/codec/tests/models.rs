//! Models written by hand in the form that the generator emits.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::runtime::codec::{Decode, DecodeError, Fields, Reader, bridge_deserialize, tagged};
use crate::runtime::open_enum::{UnknownValue, UnknownVariant, open_enum};
use crate::runtime::presence::Maybe;

/// All presences, and additional properties.
#[derive(Debug, Clone, PartialEq)]
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

impl Decode for TableDetail {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut schema_name = None;
        let mut table_name = None;
        let mut rows = None;
        let mut comment = None;
        let mut owner = Maybe::Absent;
        let mut status = None;
        let mut pets = None;
        let mut additional_properties = BTreeMap::new();
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_ref() {
                "schema_name" => reader.read(&mut schema_name),
                "table_name" => reader.read(&mut table_name),
                "rows" => reader.read(&mut rows),
                "comment" => reader.read_optional(&mut comment),
                "owner" => reader.read_maybe(&mut owner),
                "status" => reader.read_optional(&mut status),
                "pets" => reader.read_optional(&mut pets),
                _ => reader.read_entry(key, &mut additional_properties),
            }?;
        }
        Ok(Self {
            schema_name: reader.required("schema_name", schema_name)?,
            table_name: reader.required("table_name", table_name)?,
            rows: reader.required("rows", rows)?,
            comment,
            owner,
            status,
            pets,
            additional_properties,
        })
    }
}

impl Serialize for TableDetail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::new(serializer);
        fields.required("schema_name", &self.schema_name);
        fields.required("table_name", &self.table_name);
        fields.required("rows", &self.rows);
        fields.optional("comment", &self.comment);
        fields.maybe("owner", &self.owner);
        fields.optional("status", &self.status);
        fields.optional("pets", &self.pets);
        fields.entries(&self.additional_properties);
        fields.end()
    }
}

bridge_deserialize!(TableDetail);

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
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cat {
    pub(super) name: String,
}

impl Decode for Cat {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut name = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_ref() {
                "name" => reader.read(&mut name),
                _ => reader.skip(),
            }?;
        }
        Ok(Self { name: reader.required("name", name)? })
    }
}

impl Serialize for Cat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::new(serializer);
        fields.required("name", &self.name);
        fields.end()
    }
}

bridge_deserialize!(Cat);

/// A variant that has the tag as a field of its own.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dog {
    pub(super) name: String,
    pub(super) pet_type: String,
    pub(super) friend: Option<Pet>,
}

impl Decode for Dog {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut name = None;
        let mut pet_type = None;
        let mut friend = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_ref() {
                "name" => reader.read(&mut name),
                "petType" => reader.read(&mut pet_type),
                "friend" => reader.read_optional(&mut friend),
                _ => reader.skip(),
            }?;
        }
        Ok(Self { name: reader.required("name", name)?, pet_type: reader.required("petType", pet_type)?, friend })
    }
}

impl Serialize for Dog {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::new(serializer);
        fields.required("name", &self.name);
        fields.required("petType", &self.pet_type);
        fields.optional("friend", &self.friend);
        fields.end()
    }
}

bridge_deserialize!(Dog);
