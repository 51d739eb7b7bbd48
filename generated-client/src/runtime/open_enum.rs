//! What an enum or a union keeps of a value that this version of the crate does not know.

use std::fmt;

use serde::ser::{Serialize, Serializer};

use crate::runtime::codec::{Blank, Decode, DecodeError, Raw, Reader, bridge_deserialize, from_slice};

/// The text of an enum value that this version of the crate does not know.
///
/// Nobody but the enum can make one, so a later version that knows the value breaks no code.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[allow(dead_code, reason = "what a crate uses of the runtime depends on the document")]
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// An integer that this version of the crate does not know as a value of the enum.
///
/// Nobody but the enum can make one, so a later version that knows the value breaks no code.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    /// The value as it stands on the wire.
    pub fn as_i64(&self) -> i64 {
        self.0
    }

    #[allow(dead_code, reason = "what a crate uses of the runtime depends on the document")]
    pub(crate) fn new(value: i64) -> Self {
        Self(value)
    }
}

impl fmt::Debug for UnknownInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A variant of a union that this version of the crate does not know, as it came.
///
/// Two are equal when they are the same JSON, however it is spelled.
#[derive(Clone)]
pub struct UnknownVariant(Box<str>);

impl UnknownVariant {
    /// The JSON text as it came.
    pub fn as_json(&self) -> &str {
        &self.0
    }

    fn to_value(&self) -> Option<serde_json::Value> {
        from_slice(self.0.as_bytes()).ok()
    }
}

impl fmt::Debug for UnknownVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq for UnknownVariant {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.to_value().is_some_and(|value| Some(value) == other.to_value())
    }
}

impl Blank for UnknownVariant {
    fn blank() -> Self {
        Self("null".into())
    }
}

impl Decode for UnknownVariant {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.raw_value().map(|text| Self(text.into()))
    }
}

impl Serialize for UnknownVariant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Raw(&self.0).serialize(serializer)
    }
}

bridge_deserialize!(UnknownVariant);

/// Implements all that a string enum needs, given its `as_str` and `From<&str>`.
#[allow(unused_macros, reason = "what a crate uses of the runtime depends on the document")]
macro_rules! open_enum {
    ($type:ty) => {
        impl $crate::runtime::codec::Blank for $type {
            fn blank() -> Self {
                Self::from("")
            }
        }

        impl $crate::runtime::codec::Decode for $type {
            fn decode(
                reader: &mut $crate::runtime::codec::Reader<'_>,
            ) -> ::std::result::Result<Self, $crate::runtime::codec::DecodeError> {
                reader.next_str().map(Self::from)
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                <::std::string::String as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::convert::From<::std::string::String> for $type {
            fn from(value: ::std::string::String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl ::std::str::FromStr for $type {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok(Self::from(value))
            }
        }

        impl ::std::convert::AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    };
}
#[allow(unused_imports, reason = "what a crate uses of the runtime depends on the document")]
pub(crate) use open_enum;

/// Implements all that an enum of integers needs, given its `as_i64` and `From<i64>`.
#[allow(unused_macros, reason = "what a crate uses of the runtime depends on the document")]
macro_rules! open_integer_enum {
    ($type:ty) => {
        impl $crate::runtime::codec::Blank for $type {
            fn blank() -> Self {
                Self::from(0)
            }
        }

        impl $crate::runtime::codec::Decode for $type {
            fn decode(
                reader: &mut $crate::runtime::codec::Reader<'_>,
            ) -> ::std::result::Result<Self, $crate::runtime::codec::DecodeError> {
                reader.value::<i64>().map(Self::from)
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                <i64 as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }
    };
}
#[allow(unused_imports, reason = "what a crate uses of the runtime depends on the document")]
pub(crate) use open_integer_enum;
