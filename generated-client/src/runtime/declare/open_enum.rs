//! `open_enum!` and `open_integer_enum!`: declare an enum of the models, with everything that all of them are.

/// Declares an enum of texts, and makes it an [`OpenEnum`](crate::runtime::open_enum::OpenEnum): with `as_str`, `From<&str>`, `Display`, `Decode`,
/// `Encode`, `Serialize`, `Deserialize` and what enums derive.
macro_rules! open_enum {
    ($(# $attribute:tt)* pub enum $type:ident { $($variants:tt)* }) => {
        $crate::runtime::declare::enum_with_table! {
            $(# $attribute)* $type: &'static str, $crate::runtime::open_enum::UnknownValue { $($variants)* }
        }

        impl $type {
            /// The value as it stands on the wire.
            pub fn as_str(&self) -> &str {
                $crate::runtime::open_enum::as_text(self)
            }
        }

        impl ::std::convert::From<&str> for $type {
            fn from(value: &str) -> Self {
                $crate::runtime::open_enum::from_text(value)
            }
        }

        impl $crate::runtime::codec::Decode for $type {
            fn blank() -> Self {
                Self::from("")
            }

            fn decode(
                reader: &mut $crate::runtime::codec::Reader<'_>,
            ) -> ::std::result::Result<Self, $crate::runtime::codec::DecodeError> {
                $crate::runtime::open_enum::read_text(reader)
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use open_enum;

/// Declares an enum of integers, and makes it an [`OpenEnum`](crate::runtime::open_enum::OpenEnum): with `as_i64`, `From<i64>`, `Display`, `Decode`,
/// `Encode`, `Serialize`, `Deserialize` and what enums derive.
macro_rules! open_integer_enum {
    ($(# $attribute:tt)* pub enum $type:ident { $($variants:tt)* }) => {
        $crate::runtime::declare::enum_with_table! {
            $(# $attribute)* $type: i64, $crate::runtime::open_enum::UnknownInteger { $($variants)* }
        }

        impl $type {
            /// The value as it stands on the wire.
            pub fn as_i64(&self) -> i64 {
                $crate::runtime::open_enum::as_integer(self)
            }
        }

        impl ::std::convert::From<i64> for $type {
            fn from(value: i64) -> Self {
                $crate::runtime::open_enum::from_integer(value)
            }
        }

        impl $crate::runtime::codec::Decode for $type {
            fn blank() -> Self {
                Self::from(0)
            }

            fn decode(
                reader: &mut $crate::runtime::codec::Reader<'_>,
            ) -> ::std::result::Result<Self, $crate::runtime::codec::DecodeError> {
                $crate::runtime::open_enum::read_integer(reader)
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }
    };
}
pub(crate) use open_integer_enum;

/// What both kinds of enums have in common.
macro_rules! enum_with_table {
    ($(# $attribute:tt)* $type:ident: $wire_type:ty, $unknown:ty {
        $($(# $variant_attribute:tt)* $variant:ident = $wire:literal,)*
    }) => {
        $(# $attribute)*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum $type {
            $(
                #[doc = ::std::concat!("`", $wire, "`")]
                #[doc = ""]
                $(# $variant_attribute)*
                $variant,
            )*
            /// A value that this version of the crate does not know, as it came.
            Unknown($unknown),
        }

        impl $crate::runtime::open_enum::OpenEnum for $type {
            type Wire = $wire_type;
            type Unknown = $unknown;

            const KNOWN: &'static [($wire_type, Self)] = &[$(($wire, Self::$variant)),*];

            fn from_unknown(value: $unknown) -> Self {
                Self::Unknown(value)
            }

            fn as_unknown(&self) -> ::std::option::Option<&$unknown> {
                match self {
                    Self::Unknown(value) => ::std::option::Option::Some(value),
                    _ => ::std::option::Option::None,
                }
            }
        }

        $crate::runtime::codec::encode_plain!($type);
        $crate::runtime::codec::bridge_deserialize!($type);

        impl ::std::cmp::Eq for $type {}

        impl ::std::hash::Hash for $type {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                $crate::runtime::open_enum::hash(self, state);
            }
        }

        impl ::std::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::open_enum::debug(self, ::std::stringify!($($variant),*), f)
            }
        }
    };
}
pub(crate) use enum_with_table;
