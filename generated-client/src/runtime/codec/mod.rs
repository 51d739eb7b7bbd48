//! The JSON codec: a concrete pull parser going in, a concrete writer going out.
//!
//! A struct is declared in `record!`, and the code of `record.rs` does for all of them what a derive would do: nothing
//! is generic over a format, and the compiler has little to do. Errors carry the JSON path of what was wrong; it is
//! worked out only once there is an error, by reading the bytes again.
//!
//! Where the same key stands twice in an object, the last one wins. Containers may nest [`MAX_DEPTH`] deep,
//! and the items and entries of a text may take 256 MiB of memory and eight times its length.

pub(crate) mod bridge;
mod decode;
mod encode;
mod error;
mod kind;
mod number;
mod path;
mod raw;
mod reader;
pub mod record;
#[cfg(test)]
#[allow(dead_code, reason = "a document may have no example")]
mod round_trip;
mod tagged;
#[cfg(test)]
mod tests;
mod trial;
mod writer;

pub use self::decode::{Decode, from_slice};
pub use self::encode::{Encode, to_vec};
pub use self::error::{DecodeError, EncodeError};
pub use self::kind::JsonKind;
pub use self::reader::{MAX_DEPTH, Reader};
pub use self::record::{Field, FieldPresence, Visit, VisitMut, set};
pub use self::tagged::tagged;
pub use self::trial::Trial;
pub use self::writer::{Object, Writer};

pub(crate) use self::bridge::{bridge_deserialize, bridge_serialize};
pub(crate) use self::encode::encode_plain;
pub(crate) use self::number::whole;
pub(crate) use self::raw::Raw;
#[cfg(test)]
#[allow(unused_imports, reason = "a document may have no example")]
pub(crate) use self::round_trip::round_trip;
