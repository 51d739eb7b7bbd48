//! The bridge from serde: any self-describing format is read as a JSON value, and that decoded.

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

use super::{Decode, from_slice};

/// Reads a `T` from any self-describing format.
///
/// Two passes over the data: this is there for users' own files and tests, replies are decoded without it.
pub(crate) fn bridge<'de, D: Deserializer<'de>, T: Decode>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    decode(&value).map_err(Error::custom)
}

fn decode<T: Decode>(value: &Value) -> Result<T, String> {
    // The position would be one in the JSON text in between, which nobody has seen: only the path is told.
    from_slice(value.to_string().as_bytes()).map_err(|error| format!("{}: {}", error.path(), error.message()))
}

/// Implements serde's `Deserialize` for a type that has `Decode`.
macro_rules! bridge_deserialize {
    ($type:ty) => {
        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::codec::bridge(deserializer)
            }
        }
    };
}
pub(crate) use bridge_deserialize;
