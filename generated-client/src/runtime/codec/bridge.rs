//! The bridge to serde's own world, and from it: by way of JSON, which is what `Encode` writes and `Decode` reads.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

use super::{Decode, Encode, Raw, from_slice, to_vec};

/// Writes a value with any serializer.
///
/// Two passes over the data, as the other way round: this is there for users' own files and tests, requests are written
/// without it.
pub(crate) fn serialize<T: Encode, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let text = to_vec(value).map_err(S::Error::custom)?;
    Raw(&text).serialize(serializer)
}

/// Reads a `T` from any self-describing format.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: Decode>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    decode(&value).map_err(D::Error::custom)
}

fn decode<T: Decode>(value: &Value) -> Result<T, String> {
    // The position would be one in the JSON text in between, which nobody has seen: only the path is told.
    from_slice(value.to_string().as_bytes()).map_err(|error| format!("{}: {}", error.path(), error.message()))
}

/// Implements serde's `Serialize` for a type that has `Encode`.
macro_rules! bridge_serialize {
    ($type:ty) => {
        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::codec::bridge::serialize(self, serializer)
            }
        }
    };
}
pub(crate) use bridge_serialize;

/// Implements serde's `Deserialize` for a type that has `Decode`.
macro_rules! bridge_deserialize {
    ($type:ty) => {
        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::codec::bridge::deserialize(deserializer)
            }
        }
    };
}
pub(crate) use bridge_deserialize;
