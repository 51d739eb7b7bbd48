//! Enums that a later version of the API may add to, and what they and unions keep of a value that is not known.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem;

use serde::ser::{Serialize, Serializer};

use crate::runtime::codec::{
    Decode, DecodeError, Encode, EncodeError, Raw, Reader, Writer, bridge_deserialize, from_slice,
};

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

    fn new(text: &str) -> Self {
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

impl Decode for UnknownVariant {
    fn blank() -> Self {
        Self("null".into())
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let text = reader.raw_value()?.into();
        reader.note_unknown();
        Ok(Self(text))
    }
}

impl Serialize for UnknownVariant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Raw(self.0.as_bytes()).serialize(serializer)
    }
}

/// As it came: a number keeps all of its digits.
impl Encode for UnknownVariant {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        writer.verbatim(&self.0)
    }
}

bridge_deserialize!(UnknownVariant);

/// An enum of the models: a table of the known values, and room for others. Implemented by `open_enum!` and
/// `open_integer_enum!`.
pub trait OpenEnum: Clone + PartialEq + 'static {
    /// A known value as it stands on the wire.
    type Wire: 'static;

    /// Any other value.
    type Unknown: fmt::Debug + Hash;

    /// The known values: each on the wire, and the variant.
    const KNOWN: &'static [(Self::Wire, Self)];

    /// The variant for any other value.
    fn from_unknown(value: Self::Unknown) -> Self;

    /// What the variant for any other value holds.
    fn as_unknown(&self) -> Option<&Self::Unknown>;
}

/// The variant of an enum of texts.
pub fn from_text<T: OpenEnum<Wire = &'static str, Unknown = UnknownValue>>(text: &str) -> T {
    let known = T::KNOWN.iter().find(|(wire, _)| *wire == text);
    known.map_or_else(|| T::from_unknown(UnknownValue::new(text)), |(_, variant)| variant.clone())
}

/// Reads a variant of an enum of texts.
pub fn read_text<T: OpenEnum<Wire = &'static str, Unknown = UnknownValue>>(
    reader: &mut Reader<'_>,
) -> Result<T, DecodeError> {
    let value = from_text(reader.next_str()?);
    Ok(noted(value, reader))
}

/// Reads a variant of an enum of integers.
pub fn read_integer<T: OpenEnum<Wire = i64, Unknown = UnknownInteger>>(
    reader: &mut Reader<'_>,
) -> Result<T, DecodeError> {
    let value = from_integer(reader.value()?);
    Ok(noted(value, reader))
}

/// The value that was just read, noted if it is not known.
fn noted<T: OpenEnum>(value: T, reader: &mut Reader<'_>) -> T {
    if value.as_unknown().is_some() {
        reader.note_unknown();
    }
    value
}

/// The text of a variant.
pub fn as_text<T: OpenEnum<Wire = &'static str, Unknown = UnknownValue>>(value: &T) -> &str {
    match (value.as_unknown(), entry(value)) {
        (Some(unknown), _) => unknown.as_str(),
        (None, Some((wire, _))) => wire,
        (None, None) => "",
    }
}

/// The variant of an enum of integers.
pub fn from_integer<T: OpenEnum<Wire = i64, Unknown = UnknownInteger>>(integer: i64) -> T {
    let known = T::KNOWN.iter().find(|(wire, _)| *wire == integer);
    known.map_or_else(|| T::from_unknown(UnknownInteger(integer)), |(_, variant)| variant.clone())
}

/// The integer of a variant.
pub fn as_integer<T: OpenEnum<Wire = i64, Unknown = UnknownInteger>>(value: &T) -> i64 {
    match (value.as_unknown(), entry(value)) {
        (Some(unknown), _) => unknown.as_i64(),
        (None, Some((wire, _))) => *wire,
        (None, None) => 0,
    }
}

/// Hashes a variant as a derived `Hash` does.
pub fn hash<T: OpenEnum>(value: &T, state: &mut impl Hasher) {
    mem::discriminant(value).hash(state);
    value.as_unknown().hash(state);
}

/// Shows a variant as a derived `Debug` does. The known ones are called `names`, in one text with commas.
pub fn debug<T: OpenEnum>(value: &T, names: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(unknown) = value.as_unknown() {
        return f.debug_tuple("Unknown").field(unknown).finish();
    }
    let mut known = T::KNOWN.iter().zip(names.split(','));
    known.find(|((_, variant), _)| variant == value).map_or(Ok(()), |(_, name)| f.write_str(name.trim()))
}

/// The entry of a known variant.
fn entry<T: OpenEnum>(value: &T) -> Option<&'static (T::Wire, T)> {
    T::KNOWN.iter().find(|(_, variant)| variant == value)
}
