//! `Encode`, and how the types of the standard library and `serde_json` are written as JSON.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::EncodeError;
use super::number;
use super::record::{self, Visit};
use super::writer::{Object, Writer};
use crate::runtime::presence::Maybe;

/// A type that is written as JSON.
///
/// # Errors
///
/// Writing fails when the value holds something that JSON has no text for, such as a number that is not finite; the error
/// says what, and where.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to be JSON",
    note = "a value that is only `serde::Serialize` can be sent as what `serde_json::to_value` makes of it"
)]
pub trait Encode {
    /// Writes the value. Whatever is no struct says how; otherwise it cannot be written.
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        record::write(self, writer)
    }

    /// Hands all fields of a struct to `visit`, in document order, and the further properties, if kept, behind. Anything else has
    /// none to hand over.
    fn fields(&self, _visit: &mut dyn Visit) {}

    /// Writes the entries of a map into an object that has others of these names already. What is no map has none.
    fn write_entries(&self, _names: &[&str], _object: &mut Object<'_>) -> Result<(), EncodeError> {
        Ok(())
    }

    /// Whether the value stands for something that is not there: a field, or entries of a map.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Writes a value as JSON text, in UTF-8 and without white space. The counterpart of [`from_slice`](super::from_slice).
///
/// # Errors
///
/// When the value holds something that JSON has no text for.
pub fn to_vec<T: Encode + ?Sized>(value: &T) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer::new();
    value.write(&mut writer)?;
    Ok(writer.into_bytes())
}

/// Implements `Encode` for types that serde writes as they stand in JSON, and that hold no float.
macro_rules! encode_plain {
    ($($type:ty)*) => {
        $(impl $crate::runtime::codec::Encode for $type {
            fn write(
                &self,
                writer: &mut $crate::runtime::codec::Writer,
            ) -> ::std::result::Result<(), $crate::runtime::codec::EncodeError> {
                writer.plain(self)
            }
        })*
    };
}
pub(crate) use encode_plain;

// A number that comes from JSON is finite.
encode_plain!(bool i8 i16 i32 i64 u8 u16 u32 u64 Number Value Map<String, Value>);

impl Encode for str {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        writer.string(self)
    }
}

impl Encode for String {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        writer.string(self)
    }
}

impl Encode for f64 {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        match number::whole(*self) {
            Some(whole) => writer.plain(&whole),
            None if self.is_finite() => writer.plain(self),
            // serde_json itself would write `null`.
            None => Err(EncodeError::not_finite(*self)),
        }
    }
}

impl<T: Encode> Encode for Option<T> {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        match self {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// An absent value is left out by what holds it; where there is nothing to leave it out of, it is `null`.
impl<T: Encode> Encode for Maybe<T> {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        match self {
            Self::Value(value) => value.write(writer),
            Self::Absent | Self::Null => writer.null(),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_absent()
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        (**self).write(writer)
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        (**self).write(writer)
    }
}

impl<T: Encode> Encode for [T] {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        writer.array(self)
    }
}

impl<T: Encode, const LEN: usize> Encode for [T; LEN] {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        writer.array(self)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        writer.array(self)
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        let mut object = writer.object();
        self.write_entries(&[], &mut object)?;
        object.end()
    }

    /// An entry with the name of a field is an error, also where the field is absent: it would be there twice, or be read
    /// as another one than it was written.
    fn write_entries(&self, names: &[&str], object: &mut Object<'_>) -> Result<(), EncodeError> {
        for (key, value) in self {
            if names.contains(&key.as_str()) {
                return Err(EncodeError::new(format!("the additional property `{key}` has the name of a field")));
            }
            object.entry(key, |writer| value.write(writer))?;
        }
        Ok(())
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}
