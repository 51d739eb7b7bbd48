//! Writing a variant of a union: its own object, with a tag that says which variant it is.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::object::{Begin, ObjectOnly};

/// Writes the object `value` with a tag under `property`, by which it is read as the same variant again.
///
/// A tag that `value` writes itself stays if it is one of `tags`. Otherwise the first of them is written in front, and
/// replaces what `value` says: the variant was chosen by its type.
///
/// # Errors
///
/// When `value` is written as anything but an object, or its own `Serialize` fails.
pub fn tagged<S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    property: &'static str,
    tags: &'static [&'static str],
    value: &T,
) -> Result<S::Ok, S::Error> {
    // A value that fails to show its keys fails to be written as well, and says why then.
    let own = value.serialize(ObjectOnly(Probe { property })).unwrap_or_default();
    let fits = own.is_some_and(|own| tags.contains(&own.as_str()));
    let tag = if fits { None } else { tags.first().copied() };
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
    type Map = TaggedMap<S::SerializeMap>;

    fn begin(self, len: Option<usize>) -> Result<Self::Map, S::Error> {
        // With a tag to add, it is not known whether one of the value's own is left out for it.
        let len = if self.tag.is_some() { None } else { len };
        let mut map = self.serializer.serialize_map(len)?;
        if let Some(tag) = self.tag {
            map.serialize_entry(self.property, tag)?;
        }
        let replaced = self.tag.map(|_| self.property);
        Ok(TaggedMap { map, replaced, entry: Entry::Written })
    }
}

/// A map that leaves out the entry which the tag has replaced.
struct TaggedMap<M> {
    map: M,
    replaced: Option<&'static str>,
    entry: Entry,
}

/// What becomes of the entry whose key came last.
enum Entry {
    Written,
    LeftOut,
}

impl<M: SerializeMap> SerializeMap for TaggedMap<M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), M::Error> {
        if self.replaced.is_some_and(|property| Text(key).to_string() == property) {
            self.entry = Entry::LeftOut;
            return Ok(());
        }
        self.entry = Entry::Written;
        self.map.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), M::Error> {
        match self.entry {
            Entry::Written => self.map.serialize_value(value),
            Entry::LeftOut => Ok(()),
        }
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.map.end()
    }
}

/// Finds the text that an object has under the property.
struct Probe {
    property: &'static str,
}

struct ProbeMap {
    property: &'static str,
    key: String,
    found: Option<String>,
}

impl Begin for Probe {
    type Ok = Option<String>;
    type Error = fmt::Error;
    type Map = ProbeMap;

    fn begin(self, _len: Option<usize>) -> Result<ProbeMap, fmt::Error> {
        Ok(ProbeMap { property: self.property, key: String::new(), found: None })
    }
}

impl SerializeMap for ProbeMap {
    type Ok = Option<String>;
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), fmt::Error> {
        self.key = Text(key).to_string();
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        if self.key == self.property {
            self.found = tag(value);
        }
        Ok(())
    }

    fn end(self) -> Result<Option<String>, fmt::Error> {
        Ok(self.found)
    }
}

/// The tag that a value is, if it is one. A field that may be absent or null holds its value in something else.
fn tag<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => Some(text),
        Ok(other @ (Value::Bool(_) | Value::Number(_))) => Some(other.to_string()),
        _ => None,
    }
}

/// A key as text: serde's serializer for formatters writes a string as it is. What is no text shows as none.
pub(super) struct Text<'a, T: ?Sized>(pub(super) &'a T);

impl<T: Serialize + ?Sized> fmt::Display for Text<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An error would make `to_string` panic.
        let mut text = String::new();
        if fmt::write(&mut text, format_args!("{}", Raw(self.0))).is_ok() {
            f.write_str(&text)?;
        }
        Ok(())
    }
}

struct Raw<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> fmt::Display for Raw<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}
