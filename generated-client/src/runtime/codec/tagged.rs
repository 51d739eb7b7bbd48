//! Writing a variant of a union: its own object, with the tag in front unless it writes that itself.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::object::{Begin, ObjectOnly};

/// Writes the object `value` with `property: tag` in front, unless `value` writes that property itself.
///
/// What is not an object is an error.
pub fn tagged<S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    property: &'static str,
    tag: &'static str,
    value: &T,
) -> Result<S::Ok, S::Error> {
    // A value that fails to show its keys fails to be written as well, and says why then.
    let has_own = value.serialize(ObjectOnly(Probe { property })).unwrap_or(false);
    let tag = if has_own { None } else { Some(tag) };
    value.serialize(ObjectOnly(Tagging { serializer, property, tag }))
}

struct Tagging<S> {
    serializer: S,
    property: &'static str,
    tag: Option<&'static str>,
}

impl<S: Serializer> Begin for Tagging<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type Map = S::SerializeMap;

    fn begin(self, len: Option<usize>) -> Result<S::SerializeMap, S::Error> {
        let added = usize::from(self.tag.is_some());
        let mut map = self.serializer.serialize_map(len.map(|len| len + added))?;
        if let Some(tag) = self.tag {
            map.serialize_entry(self.property, tag)?;
        }
        Ok(map)
    }
}

/// Finds out whether an object has the property; its values are not looked at.
struct Probe {
    property: &'static str,
}

struct ProbeMap {
    property: &'static str,
    found: bool,
}

impl Begin for Probe {
    type Ok = bool;
    type Error = fmt::Error;
    type Map = ProbeMap;

    fn begin(self, _len: Option<usize>) -> Result<ProbeMap, fmt::Error> {
        Ok(ProbeMap { property: self.property, found: false })
    }
}

impl SerializeMap for ProbeMap {
    type Ok = bool;
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), fmt::Error> {
        self.found |= Key(key).to_string() == self.property;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, _value: &T) -> Result<(), fmt::Error> {
        Ok(())
    }

    fn end(self) -> Result<bool, fmt::Error> {
        Ok(self.found)
    }
}

/// A key as text: serde's serializer for formatters writes a string as it is.
struct Key<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> fmt::Display for Key<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}
