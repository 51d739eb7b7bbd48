//! What all structs of the models share: reading, writing, showing, comparing and copying a list of fields.
//!
//! A struct says what its fields are, in `record!`, and nothing else is compiled per struct but thin shims. Doing all
//! of it field by field in each struct costs the compiler three times as much.

use std::any::Any;
use std::borrow::Cow;
use std::fmt::{self, Debug, Formatter};

use super::{Decode, DecodeError, Encode, EncodeError, Object, Reader, Writer};
use crate::runtime::presence::Maybe;

/// What is done with the fields of a record. Closures are it: to the compiler, a call of a `dyn FnMut` with borrowed
/// arguments is several times as much work in each struct as this.
pub trait Visit {
    /// Is given all fields at once, and behind them the further properties, if kept. In JSON the fields are called `names`; in
    /// `presences` is a word for each, `required` or `optional`, with a space between two.
    ///
    /// These are texts, and no list of structs or constant of a type, since the compiler takes literals as they are: a call for each
    /// field of a thousand structs is memory and time, and so is a constant for each struct.
    fn visit(&mut self, names: &'static [&'static str], presences: &'static str, values: &[&dyn Field]);
}

impl<F: FnMut(Fields, &[&dyn Field])> Visit for F {
    fn visit(&mut self, names: &'static [&'static str], presences: &'static str, values: &[&dyn Field]) {
        self(Fields { names, presences }, values);
    }
}

/// The same with fields that may be changed, of a struct that is known.
pub trait VisitMut {
    /// Is given all fields at once.
    fn visit(&mut self, fields: &mut [&mut dyn Field]);
}

impl<F: FnMut(&mut [&mut dyn Field])> VisitMut for F {
    fn visit(&mut self, fields: &mut [&mut dyn Field]) {
        self(fields);
    }
}

/// What the fields of a struct are called in JSON, and when they may be absent. What Rust calls them is asked for only when a
/// record is shown.
#[derive(Clone, Copy)]
struct Fields {
    names: &'static [&'static str],
    presences: &'static str,
}

/// How far a word is from the one behind it: `required` has as many letters as `optional`.
const STEP: usize = "required ".len();

impl Fields {
    fn presence(&self, index: usize) -> FieldPresence {
        match self.presences.as_bytes().get(index * STEP) {
            Some(b'r') => FieldPresence::Required,
            _ => FieldPresence::Optional,
        }
    }

    /// The fields in order, each with its presence.
    fn iter(&self) -> impl Iterator<Item = (&'static str, FieldPresence)> {
        self.names.iter().enumerate().map(|(index, name)| (*name, self.presence(index)))
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

/// A value that can be a field.
pub trait Field: Any + Debug {
    /// Reads the value from what comes next.
    fn read(&mut self, presence: FieldPresence, reader: &mut Reader<'_>) -> Result<(), DecodeError>;

    /// Reads what comes next as a further property; skips it unless the field is a map.
    fn read_entry(&mut self, key: Cow<'_, str>, reader: &mut Reader<'_>) -> Result<(), DecodeError>;

    /// Writes the value as an entry, unless it is to be left out.
    fn write(&self, name: &'static str, presence: FieldPresence, object: &mut Object<'_>) -> Result<(), EncodeError>;

    /// Writes further properties into an object that has others of these names; none unless the field is a map.
    fn write_entries(&self, names: &[&str], object: &mut Object<'_>) -> Result<(), EncodeError>;

    /// Whether the field is to be left out.
    fn is_absent(&self) -> bool;

    /// Whether `other` has the same type and value.
    fn equals(&self, other: &dyn Field) -> bool;

    /// Becomes a copy of `other`, which has the same type.
    fn copy(&mut self, other: &dyn Field);
}

impl<T: Decode + Debug + Clone + PartialEq + 'static> Field for T {
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

    fn write(&self, name: &'static str, presence: FieldPresence, object: &mut Object<'_>) -> Result<(), EncodeError> {
        if presence == FieldPresence::Optional && Encode::is_absent(self) {
            return Ok(());
        }
        object.entry(name, |writer| Encode::write(self, writer))
    }

    fn write_entries(&self, names: &[&str], object: &mut Object<'_>) -> Result<(), EncodeError> {
        Encode::write_entries(self, names, object)
    }

    fn is_absent(&self) -> bool {
        Encode::is_absent(self)
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
pub fn decode<T: Decode>(reader: &mut Reader<'_>) -> Result<T, DecodeError> {
    let mut record = T::blank();
    let mut known = None;
    record.fields(&mut |fields: Fields, _: &[&dyn Field]| known = Some(fields));
    let fields = known.ok_or_else(|| reader.refused("the type does not say how it is read".to_owned()))?;
    let mut result = Ok(());
    record.fields_mut(&mut |values: &mut [&mut dyn Field]| result = decode_fields(fields, values, reader));
    result.map(|()| record)
}

fn decode_fields(fields: Fields, values: &mut [&mut dyn Field], reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    let mut seen = Seen::default();
    let mut next = 0;
    reader.begin_object()?;
    while let Some(key) = reader.next_key()? {
        match find(fields.names, &key, next) {
            Some(index) => {
                values[index].read(fields.presence(index), reader)?;
                seen.insert(index);
                next = index + 1;
            }
            None if values.len() > fields.names.len() => {
                // Another variant of a union may have a name for it.
                reader.note_unknown();
                values[fields.names.len()].read_entry(key, reader)?;
            }
            None => reader.skip()?,
        }
    }
    let mut required = fields.iter().enumerate().filter(|(_, (_, presence))| *presence == FieldPresence::Required);
    match required.find(|(index, _)| !seen.contains(*index)) {
        Some((_, (name, _))) => Err(reader.missing(name)),
        None => Ok(()),
    }
}

/// Finds a field by name. Most services write them in the document's order, so the search begins behind the last one.
fn find(names: &[&str], key: &str, next: usize) -> Option<usize> {
    let (before, behind) = names.split_at(next);
    let position = |names: &[&str]| names.iter().position(|name| *name == key);
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
pub fn write<T: Encode + ?Sized>(record: &T, writer: &mut Writer) -> Result<(), EncodeError> {
    let mut result = None;
    record.fields(&mut |fields: Fields, values: &[&dyn Field]| result = Some(write_fields(fields, values, writer)));
    result.unwrap_or_else(|| Err(EncodeError::new("the type does not say how it is written")))
}

fn write_fields(fields: Fields, values: &[&dyn Field], writer: &mut Writer) -> Result<(), EncodeError> {
    let mut object = writer.object();
    for ((name, presence), value) in fields.iter().zip(values) {
        value.write(name, presence, &mut object)?;
    }
    if let Some(rest) = values.get(fields.names.len()) {
        rest.write_entries(fields.names, &mut object)?;
    }
    object.end()
}

/// Shows a record as a derived `Debug` does, without further properties where there are none. Its fields are called `idents`, in one
/// text with commas: a text of each would be a macro of its own to expand.
pub fn debug<T: Encode>(record: &T, name: &str, idents: &str, f: &mut Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    record.fields(&mut |fields: Fields, values: &[&dyn Field]| {
        for (index, (ident, value)) in idents.split(',').map(str::trim).zip(values).enumerate() {
            if index < fields.names.len() || !value.is_absent() {
                shown.field(ident, value);
            }
        }
    });
    shown.finish()
}

/// Compares two records field by field.
pub fn equal<T: Encode>(left: &T, right: &T) -> bool {
    let mut is_equal = false;
    left.fields(&mut |_: Fields, left: &[&dyn Field]| {
        right.fields(&mut |_: Fields, right: &[&dyn Field]| {
            is_equal = left.iter().zip(right).all(|(left, right)| left.equals(*right));
        });
    });
    is_equal
}

/// Copies a record.
pub fn clone<T: Decode>(record: &T) -> T {
    let mut copy = T::blank();
    record.fields(&mut |_: Fields, from: &[&dyn Field]| {
        copy.fields_mut(&mut |to: &mut [&mut dyn Field]| to.iter_mut().zip(from).for_each(|(to, from)| to.copy(*from)));
    });
    copy
}

/// Sets a field that may be absent.
pub fn set<F: Settable>(field: &mut F, value: impl Into<F::Value>) {
    *field = F::with(value.into());
}

/// A field that may be absent, and is set to a value.
pub trait Settable {
    /// What it is set to.
    type Value;

    /// The field with a value in it.
    fn with(value: Self::Value) -> Self;
}

impl<T> Settable for Option<T> {
    type Value = T;

    fn with(value: T) -> Self {
        Some(value)
    }
}

/// It may be set to `null`, too.
impl<T> Settable for Maybe<T> {
    type Value = Self;

    fn with(value: Self) -> Self {
        value
    }
}
