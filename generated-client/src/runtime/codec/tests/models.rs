//! Models written by hand in the form that the generator emits.

use std::collections::BTreeMap;

use crate::runtime::declare::{open_enum, record, union};
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

union! {
    /// A union with a discriminator, recursive through its second variant.
    pub enum Pet by "petType" {
        Cat(Cat) = "cat" | "Cat",
        Dog(Box<Dog>) = "dog",
    }
}

union! {
    /// A union with a discriminator and a variant for whatever else it says.
    pub enum Animal by "petType" {
        Dog(Dog) = "dog",
        .. Other(Other) = "cow",
    }
}

record! {
    /// A variant that keeps whatever its tag is.
    pub struct Other {
        pub pet_type: Option<String> = optional "petType",
        .. pub rest: BTreeMap<String, serde_json::Value>
    }
}

record! {
    /// What has a number.
    pub struct Numbered {
        pub id: i64 = required "id",
        pub name: Option<String> = optional "name",
    }
}

record! {
    /// What has a code in the place of the number, and knows less.
    pub struct Coded {
        pub id: String = required "id",
    }
}

record! {
    /// What has none of the properties of the others.
    pub struct Unnamed {
        pub note: Option<String> = optional "note",
    }
}

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
