//! JSON text as a value to serialise: it is read again and written, in its own order, by any serializer.

use std::cell::RefCell;

use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Number;

use super::DecodeError;
use super::kind::JsonKind;
use super::reader::Reader;

/// JSON text that is known to be valid.
pub(crate) struct Raw<'a>(pub(crate) &'a [u8]);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Next::of(&mut Reader::new(self.0)).serialize(serializer)
    }
}

/// The value that comes next in a reader. It is there once: serializers ask for a value no more often.
struct Next<'r, 'j>(RefCell<&'r mut Reader<'j>>);

impl<'r, 'j> Next<'r, 'j> {
    fn of(reader: &'r mut Reader<'j>) -> Self {
        Self(RefCell::new(reader))
    }
}

impl Serialize for Next<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reader = self.0.borrow_mut();
        match reader.peek_kind().map_err(unreadable::<S::Error>)? {
            JsonKind::Null => reader.null().map_err(unreadable::<S::Error>).and_then(|_| serializer.serialize_unit()),
            JsonKind::Boolean => serializer.serialize_bool(reader.boolean().map_err(unreadable::<S::Error>)?),
            JsonKind::Number => serialize_number(&reader.value().map_err(unreadable::<S::Error>)?, serializer),
            JsonKind::String => serializer.serialize_str(reader.next_str().map_err(unreadable::<S::Error>)?),
            JsonKind::Array => serialize_array(&mut reader, serializer),
            JsonKind::Object => serialize_object(&mut reader, serializer),
        }
    }
}

/// A number as what it is: with serde_json's `arbitrary_precision`, which any crate of a program may ask for, its own
/// `Serialize` writes something else.
fn serialize_number<S: Serializer>(number: &Number, serializer: S) -> Result<S::Ok, S::Error> {
    match (number.as_u64(), number.as_i64()) {
        (Some(number), _) => serializer.serialize_u64(number),
        (None, Some(number)) => serializer.serialize_i64(number),
        (None, None) => serializer.serialize_f64(number.as_f64().unwrap_or(f64::NAN)),
    }
}

fn serialize_array<S: Serializer>(reader: &mut Reader<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut array = serializer.serialize_seq(None)?;
    reader.begin_array().map_err(unreadable::<S::Error>)?;
    while reader.next_item().map_err(unreadable::<S::Error>)? {
        array.serialize_element(&Next::of(reader))?;
    }
    array.end()
}

fn serialize_object<S: Serializer>(reader: &mut Reader<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(None)?;
    reader.begin_object().map_err(unreadable::<S::Error>)?;
    while let Some(key) = reader.next_key().map_err(unreadable::<S::Error>)? {
        object.serialize_entry(key.as_ref(), &Next::of(reader))?;
    }
    object.end()
}

fn unreadable<E: Error>(error: DecodeError) -> E {
    E::custom(error)
}
