//! `Decode`, and how the types of the standard library and `serde_json` read JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::kind::JsonKind;
use super::number::{self, OUT_OF_RANGE};
use super::reader::Reader;
use super::record::{self, VisitMut};
use super::{DecodeError, Encode};
use crate::runtime::presence::Maybe;

/// A type that can be read from JSON: a struct, field by field into a blank one; anything else by a
/// [`decode`](Self::decode) of its own.
///
/// # Errors
///
/// Reading fails when the text is no JSON, or holds something else than the type; the error says what, and where.
pub trait Decode: Encode + Sized {
    /// A value that means nothing yet, such as an empty text. Reading replaces it, or fails.
    fn blank() -> Self;

    /// Hands all fields of a struct to `visit`, in the order of [`fields`](Encode::fields), and the further properties, if
    /// kept, behind.
    ///
    /// It stands here and not in a trait of structs, so that a struct is read by an impl that it has in any case: an impl more for
    /// each struct is what a crate with thousands of them takes long to compile for.
    fn fields_mut(&mut self, visit: &mut dyn VisitMut) {
        visit.visit(&mut []);
    }

    /// Reads the value that comes next. Whatever is no struct says how; otherwise it cannot be read.
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        record::decode(reader)
    }

    /// Reads the value that comes next, taking `null` for none, unless it is a value of the type.
    fn decode_optional(reader: &mut Reader<'_>) -> Result<Option<Self>, DecodeError> {
        if reader.null()? { Ok(None) } else { Self::decode(reader).map(Some) }
    }

    /// Reads the value of a field that may be absent but is there.
    fn decode_present(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Self::decode(reader)
    }

    /// Reads the value that comes next as an entry of a map. What is no map skips it.
    fn decode_entry(&mut self, _key: Cow<'_, str>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        reader.skip()
    }
}

/// Decodes a whole JSON text. A byte order mark in front of it is passed over.
///
/// # Errors
///
/// When the text is no JSON, holds something else than a `T`, or goes on behind it.
pub fn from_slice<T: Decode>(bytes: &[u8]) -> Result<T, DecodeError> {
    const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

    match bytes.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => decode_all(rest).map_err(|error| error.shifted(BYTE_ORDER_MARK.len())),
        None => decode_all(bytes),
    }
}

fn decode_all<T: Decode>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut reader = Reader::new(bytes);
    let value = T::decode(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

impl Decode for bool {
    fn blank() -> Self {
        false
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.boolean()
    }
}

macro_rules! decode_integer {
    ($($type:ident)*) => {$(
        impl Decode for $type {
            fn blank() -> Self {
                0
            }

            fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let text = reader.number()?;
                text.parse().or_else(|_| {
                    let exact = number::integer(text).map_err(|problem| reader.invalid_number(text, problem))?;
                    Self::try_from(exact).map_err(|_| {
                        reader.invalid_number(text, concat!("the number is out of range for ", stringify!($type)))
                    })
                })
            }
        }
    )*};
}

decode_integer!(i8 i16 i32 i64 u8 u16 u32 u64);

impl Decode for f64 {
    fn blank() -> Self {
        0.0
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let text = reader.number()?;
        let number = text.parse().unwrap_or(Self::INFINITY);
        if number.is_finite() { Ok(number) } else { Err(reader.invalid_number(text, OUT_OF_RANGE)) }
    }
}

impl Decode for String {
    fn blank() -> Self {
        Self::new()
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.next_str().map(str::to_owned)
    }
}

impl<T: Decode> Decode for Option<T> {
    fn blank() -> Self {
        None
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if reader.null()? { Ok(None) } else { T::decode(reader).map(Some) }
    }

    fn decode_present(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        T::decode_optional(reader)
    }
}

impl<T: Decode> Decode for Maybe<T> {
    fn blank() -> Self {
        Self::Absent
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Option::decode(reader).map(Self::from)
    }
}

impl<T: Decode> Decode for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        T::decode(reader).map(Self::new)
    }

    fn decode_optional(reader: &mut Reader<'_>) -> Result<Option<Self>, DecodeError> {
        T::decode_optional(reader).map(|value| value.map(Self::new))
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut items = Self::new();
        reader.begin_array()?;
        while reader.next_item()? {
            reader.make_room::<T>()?;
            items.push(T::decode(reader)?);
        }
        Ok(items)
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn blank() -> Self {
        Self::new()
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut entries = Self::new();
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            reader.read_entry(key, &mut entries)?;
        }
        Ok(entries)
    }

    fn decode_entry(&mut self, key: Cow<'_, str>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        reader.read_entry(key, self)
    }
}

impl Decode for Value {
    fn blank() -> Self {
        Self::Null
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.peek_kind()? {
            JsonKind::Null => reader.value().map(|none: Option<bool>| none.map_or(Self::Null, Self::Bool)),
            JsonKind::Boolean => reader.boolean().map(Self::Bool),
            JsonKind::Number => reader.value().map(Self::Number),
            JsonKind::String => reader.value().map(Self::String),
            JsonKind::Array => reader.value().map(Self::Array),
            JsonKind::Object => reader.value().map(Self::Object),
        }
    }

    /// Where any JSON will do, `null` is a value and not an absence.
    fn decode_optional(reader: &mut Reader<'_>) -> Result<Option<Self>, DecodeError> {
        Self::decode(reader).map(Some)
    }
}

impl Decode for Map<String, Value> {
    fn blank() -> Self {
        Self::new()
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut entries = Self::new();
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            reader.make_room::<(String, Value)>()?;
            let value = reader.value()?;
            entries.insert(key.into_owned(), value);
        }
        Ok(entries)
    }
}

impl Decode for Number {
    fn blank() -> Self {
        0.into()
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let text = reader.number()?;
        // The sign of a negative zero lives in a float only.
        let integer = match text {
            "-0" => None,
            _ => text.parse::<u64>().map(Self::from).or_else(|_| text.parse::<i64>().map(Self::from)).ok(),
        };
        integer
            .or_else(|| text.parse().ok().and_then(Self::from_f64))
            .ok_or_else(|| reader.invalid_number(text, OUT_OF_RANGE))
    }
}
