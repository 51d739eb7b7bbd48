//! The string formats that have a type of their own.

mod base64;
mod civil;
mod date;
mod date_time;
mod http_date;

pub use self::base64::Base64;
pub use self::date::Date;
pub use self::date_time::DateTime;
pub(super) use self::http_date::parse as http_date;

use std::error::Error;
use std::fmt;

/// A text is not of the format it should be of. It does not repeat the text, which can be private.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidFormat {
    expected: &'static str,
}

impl InvalidFormat {
    /// What was expected instead.
    pub fn expected(&self) -> &'static str {
        self.expected
    }
}

impl fmt::Display for InvalidFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl Error for InvalidFormat {}

/// Implements what the formats that keep their text have in common, given a `text` field and `FromStr`.
macro_rules! text_format {
    ($type:ident) => {
        impl $type {
            /// The text as it came.
            pub fn as_str(&self) -> &str {
                &self.text
            }
        }

        impl $crate::runtime::codec::Decode for $type {
            fn blank() -> Self {
                Self { text: Box::default() }
            }

            fn decode(
                reader: &mut $crate::runtime::codec::Reader<'_>,
            ) -> Result<Self, $crate::runtime::codec::DecodeError> {
                let text = Self { text: reader.next_str()?.into() };
                // Where it is one of several variants, another may be what the text really is.
                if reader.is_on_trial() && text.text.parse::<Self>().is_err() {
                    reader.note_unknown();
                }
                Ok(text)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.text)
            }
        }

        $crate::runtime::codec::encode_plain!($type);
        $crate::runtime::codec::bridge_deserialize!($type);

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.text)
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($type), self.text.escape_debug())
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.text
            }
        }
    };
}
use text_format;
