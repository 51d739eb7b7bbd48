//! What all structs of the models share: reading, writing, showing, comparing and copying a list of fields.
//!
//! A struct says what its fields are, in `record!`, and nothing else is compiled per struct but thin shims. Doing all
//! of it field by field in each struct costs the compiler three times as much.

use std::any::Any;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Debug, Formatter};

use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};

use super::object::{Begin, ObjectOnly};
use super::tagged::Text;
use super::{Decode, DecodeError, Reader};
use crate::runtime::presence::Maybe;

/// A struct that stands for a JSON object. Implemented by `record!`.
pub trait Record: Blank + 'static {
    /// The name of the type, as `Debug` shows it.
    const NAME: &'static str;

    /// The fields, in document order.
    const FIELDS: &'static [FieldInfo];

    /// Hands all fields to `visit`, in the order of [`FIELDS`](Self::FIELDS), and the further properties, if kept, behind.
    fn fields(&self, visit: &mut dyn FnMut(&[&dyn Field]));

    /// The same, to change them.
    fn fields_mut(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Field]));
}

/// A field, as JSON and as Rust name it.
pub struct FieldInfo {
    /// The name in JSON.
    pub wire: &'static str,
    /// The name of the Rust field.
    pub ident: &'static str,
    /// When the field may be absent.
    pub presence: FieldPresence,
}

impl FieldInfo {
    /// A field that has to be there.
    pub const fn required(wire: &'static str, ident: &'static str) -> Self {
        Self { wire, ident, presence: FieldPresence::Required }
    }

    /// A field whose type has a value for its absence.
    pub const fn optional(wire: &'static str, ident: &'static str) -> Self {
        Self { wire, ident, presence: FieldPresence::Optional }
    }
}

/// Whether a field may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldPresence {
    /// It has to be there.
    Required,
    /// It may be absent; its type has a value for that.
    Optional,
}

/// A value that decoding can start from.
pub trait Blank: Sized {
    /// A value that means nothing yet, such as an empty text. Decoding replaces it, or fails.
    fn blank() -> Self;
}

/// A value that can be a field.
pub trait Field: Any + erased_serde::Serialize + Debug {
    /// Reads the value from what comes next.
    fn read(&mut self, presence: FieldPresence, reader: &mut Reader<'_>) -> Result<(), DecodeError>;

    /// Reads what comes next as a further property; skips it unless the field is a map.
    fn read_entry(&mut self, key: Cow<'_, str>, reader: &mut Reader<'_>) -> Result<(), DecodeError>;

    /// Whether the field is to be left out.
    fn is_absent(&self) -> bool;

    /// Whether `other` has the same type and value.
    fn equals(&self, other: &dyn Field) -> bool;

    /// Becomes a copy of `other`, which has the same type.
    fn copy(&mut self, other: &dyn Field);
}

impl<T: Decode + Serialize + Debug + Clone + PartialEq + 'static> Field for T {
    fn read(&mut self, presence: FieldPresence, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self = match presence {
            FieldPresence::Required => T::decode(reader)?,
            FieldPresence::Optional => T::decode_present(reader)?,
        };
        Ok(())
    }

    fn read_entry(&mut self, key: Cow<'_, str>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.decode_entry(key, reader)
    }

    fn is_absent(&self) -> bool {
        Decode::is_absent(self)
    }

    fn equals(&self, other: &dyn Field) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref() == Some(self)
    }

    fn copy(&mut self, other: &dyn Field) {
        let other: &dyn Any = other;
        if let Some(other) = other.downcast_ref() {
            Self::clone_from(self, other);
        }
    }
}

/// Reads a record. Of a key that comes twice, the last value counts.
pub fn decode<T: Record>(reader: &mut Reader<'_>) -> Result<T, DecodeError> {
    let mut record = T::blank();
    let mut result = Ok(());
    record.fields_mut(&mut |fields| result = decode_fields(T::FIELDS, fields, reader));
    result.map(|()| record)
}

fn decode_fields(
    infos: &[FieldInfo],
    fields: &mut [&mut dyn Field],
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    let mut seen = Seen::default();
    let mut next = 0;
    reader.begin_object()?;
    while let Some(key) = reader.next_key()? {
        match find(infos, &key, next) {
            Some(index) => {
                fields[index].read(infos[index].presence, reader)?;
                seen.insert(index);
                next = index + 1;
            }
            None if fields.len() > infos.len() => fields[infos.len()].read_entry(key, reader)?,
            None => reader.skip()?,
        }
    }
    let mut required = infos.iter().enumerate().filter(|(_, info)| info.presence == FieldPresence::Required);
    match required.find(|(index, _)| !seen.contains(*index)) {
        Some((_, info)) => Err(reader.missing(info.wire)),
        None => Ok(()),
    }
}

/// Finds a field by name. Most services write them in the document's order, so the search begins behind the last one.
fn find(infos: &[FieldInfo], key: &str, next: usize) -> Option<usize> {
    let (before, behind) = infos.split_at(next);
    let position = |infos: &[FieldInfo]| infos.iter().position(|info| info.wire == key);
    position(behind).map(|index| next + index).or_else(|| position(before))
}

/// Which fields have been read: a bit for each, on the heap only where there are many.
#[derive(Default)]
struct Seen {
    first: u64,
    more: Vec<u64>,
}

impl Seen {
    fn insert(&mut self, index: usize) {
        let bit = 1 << (index % 64);
        match (index / 64).checked_sub(1) {
            None => self.first |= bit,
            Some(word) => {
                self.more.resize(self.more.len().max(word + 1), 0);
                self.more[word] |= bit;
            }
        }
    }

    fn contains(&self, index: usize) -> bool {
        let word = match (index / 64).checked_sub(1) {
            None => self.first,
            Some(word) => self.more.get(word).copied().unwrap_or_default(),
        };
        word & (1 << (index % 64)) != 0
    }
}

/// Writes a record: the fields in order, absent ones left out, and the further properties.
///
/// A further property with the name of a field is an error, also where the field is absent: it would be there twice, or
/// be read as another one than it was written.
pub fn serialize<T: Record, S: Serializer>(record: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    let mut result = Ok(());
    record.fields(&mut |fields| result = serialize_fields(T::FIELDS, fields, &mut map));
    result?;
    map.end()
}

fn serialize_fields<M: SerializeMap>(infos: &[FieldInfo], fields: &[&dyn Field], map: &mut M) -> Result<(), M::Error> {
    for (info, field) in infos.iter().zip(fields) {
        if info.presence == FieldPresence::Required || !field.is_absent() {
            map.serialize_entry(info.wire, &Erased(*field))?;
        }
    }
    match fields.get(infos.len()) {
        Some(rest) => Erased(*rest).serialize(ObjectOnly(Behind { infos, map })),
        None => Ok(()),
    }
}

/// Puts the entries of one map behind those of another, which are the fields `infos`.
struct Behind<'m, M> {
    infos: &'m [FieldInfo],
    map: &'m mut M,
}

impl<M: SerializeMap> Begin for Behind<'_, M> {
    type Ok = ();
    type Error = M::Error;
    type Map = Self;

    fn begin(self, _len: Option<usize>) -> Result<Self, M::Error> {
        Ok(self)
    }
}

impl<M: SerializeMap> SerializeMap for Behind<'_, M> {
    type Ok = ();
    type Error = M::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), M::Error> {
        let name = Text(key).to_string();
        if self.infos.iter().any(|info| info.wire == name) {
            return Err(M::Error::custom(format!("the additional property `{name}` has the name of a field")));
        }
        self.map.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), M::Error> {
        self.map.serialize_value(value)
    }

    fn end(self) -> Result<(), M::Error> {
        Ok(())
    }
}

struct Erased<'a>(&'a dyn Field);

impl Serialize for Erased<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        erased_serde::serialize(self.0, serializer)
    }
}

/// Shows a record as a derived `Debug` does.
pub fn debug<T: Record>(record: &T, f: &mut Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(T::NAME);
    record.fields(&mut |fields| {
        let idents = T::FIELDS.iter().map(|info| info.ident).chain(["additional_properties"]);
        for (ident, field) in idents.zip(fields) {
            shown.field(ident, field);
        }
    });
    shown.finish()
}

/// Compares two records field by field.
pub fn equal<T: Record>(left: &T, right: &T) -> bool {
    let mut is_equal = false;
    left.fields(&mut |left| {
        right.fields(&mut |right| is_equal = left.iter().zip(right).all(|(left, right)| left.equals(*right)));
    });
    is_equal
}

/// Copies a record.
pub fn clone<T: Record>(record: &T) -> T {
    let mut copy = T::blank();
    record.fields(&mut |from| {
        copy.fields_mut(&mut |to| to.iter_mut().zip(from).for_each(|(to, from)| to.copy(*from)));
    });
    copy
}

macro_rules! blank {
    ($($type:ty = $value:expr;)*) => {$(
        impl Blank for $type {
            fn blank() -> Self {
                $value
            }
        }
    )*};
}

blank! {
    bool = false;
    i8 = 0;
    i16 = 0;
    i32 = 0;
    i64 = 0;
    u8 = 0;
    u16 = 0;
    u32 = 0;
    u64 = 0;
    f64 = 0.0;
    String = Self::new();
    serde_json::Value = Self::Null;
    serde_json::Number = 0.into();
    serde_json::Map<String, serde_json::Value> = Self::new();
}

impl<T> Blank for Option<T> {
    fn blank() -> Self {
        None
    }
}

impl<T> Blank for Maybe<T> {
    fn blank() -> Self {
        Self::Absent
    }
}

impl<T> Blank for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }
}

impl<T> Blank for BTreeMap<String, T> {
    fn blank() -> Self {
        Self::new()
    }
}

impl<T: Blank> Blank for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }
}

/// Makes a struct of the models a [`Record`], and with it everything that all of them are: `Decode`, `Serialize`,
/// `Deserialize`, `Debug`, `Clone` and `PartialEq`.
///
/// Each field says whether it has to be there, its name in JSON and its name in Rust; `..` goes before the field that
/// takes all other properties.
#[allow(unused_macros, reason = "what a crate uses of the runtime depends on the document")]
macro_rules! record {
    ($type:ident { $($presence:ident $wire:literal = $field:ident),* $(,)? $(.. $rest:ident)? }) => {
        #[allow(deprecated, reason = "the type itself carries its deprecated fields")]
        impl $crate::runtime::codec::Blank for $type {
            fn blank() -> Self {
                Self {
                    $($field: $crate::runtime::codec::Blank::blank(),)*
                    $($rest: $crate::runtime::codec::Blank::blank(),)?
                }
            }
        }

        #[allow(deprecated, reason = "the type itself carries its deprecated fields")]
        impl $crate::runtime::codec::Record for $type {
            const NAME: &'static str = ::std::stringify!($type);
            const FIELDS: &'static [$crate::runtime::codec::FieldInfo] =
                &[$($crate::runtime::codec::FieldInfo::$presence($wire, ::std::stringify!($field))),*];

            fn fields(&self, visit: &mut dyn FnMut(&[&dyn $crate::runtime::codec::Field])) {
                visit(&[$(&self.$field,)* $(&self.$rest,)?]);
            }

            fn fields_mut(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn $crate::runtime::codec::Field])) {
                visit(&mut [$(&mut self.$field,)* $(&mut self.$rest,)?]);
            }
        }

        impl $crate::runtime::codec::Decode for $type {
            fn decode(
                reader: &mut $crate::runtime::codec::Reader<'_>,
            ) -> ::std::result::Result<Self, $crate::runtime::codec::DecodeError> {
                $crate::runtime::codec::record::decode(reader)
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::codec::record::serialize(self, serializer)
            }
        }

        $crate::runtime::codec::bridge_deserialize!($type);

        impl ::std::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::codec::record::debug(self, f)
            }
        }

        impl ::std::clone::Clone for $type {
            fn clone(&self) -> Self {
                $crate::runtime::codec::record::clone(self)
            }
        }

        impl ::std::cmp::PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::codec::record::equal(self, other)
            }
        }
    };
}
#[allow(unused_imports, reason = "what a crate uses of the runtime depends on the document")]
pub(crate) use record;
