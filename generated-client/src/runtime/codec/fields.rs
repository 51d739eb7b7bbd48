//! Writing a model: its fields, one call each, absent ones left out.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::runtime::presence::Maybe;

/// Writes the fields of an object. The first error is kept until [`Fields::end`], so that a generated impl needs no
/// `?` at each field: those are what compiling it would cost most.
pub struct Fields<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
}

impl<S: Serializer> Fields<S> {
    /// Begins an object.
    pub fn new(serializer: S) -> Self {
        Self { map: serializer.serialize_map(None) }
    }

    /// Writes a field that is always there.
    pub fn required<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.map
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.map = Err(error);
        }
    }

    /// Writes a field unless it is absent.
    pub fn optional<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes a field unless it is absent; `null` is written.
    pub fn maybe<T: Serialize>(&mut self, name: &str, value: &Maybe<T>) {
        match value {
            Maybe::Absent => {}
            Maybe::Null => self.required(name, &()),
            Maybe::Value(value) => self.required(name, value),
        }
    }

    /// Writes each entry as a field.
    pub fn entries<T: Serialize>(&mut self, entries: &BTreeMap<String, T>) {
        for (name, value) in entries {
            self.required(name, value);
        }
    }

    /// Ends the object, or gives the first error there was.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map?.end()
    }
}
