//! Finds the references in a part of a file. Knows where parts stand, and follows nothing.

use crate::parts::{Part, Shape};
use crate::pointer::Pointer;
use crate::source::Value;

/// A reference.
#[derive(Debug, Clone)]
pub(super) struct Use {
    /// Where the object with the `$ref` stands, or the text itself in a `mapping`.
    pub(super) at: Pointer,
    /// What it says.
    pub(super) text: String,
    /// What must stand where it leads.
    pub(super) wanted: Wanted,
}

/// What must stand where a reference leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Wanted {
    /// A part.
    One(Part),
    /// A whole map of them.
    Map(Part),
}

/// Whether any reference might lead out of the file. Cheap, because most documents are one file.
pub(super) fn leaves_the_file(value: &Value<'_>) -> bool {
    match value {
        Value::Array(elements) => elements.iter().any(leaves_the_file),
        Value::Object(object) => object.iter().any(|(key, value)| match value {
            Value::String(text) => key == "$ref" && !text.starts_with('#'),
            other => leaves_the_file(other),
        }),
        _ => false,
    }
}

/// The reference that an object in the place of a part is, if it is one.
pub(super) fn reference<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    let Value::Object(object) = value else { return None };
    object.get("$ref")?.as_text()
}

/// Whether a value of a discriminator's `mapping` is a reference, rather than the name of a schema.
pub(super) fn is_reference(text: &str) -> bool {
    text.contains(['#', '/']) || [".json", ".yaml", ".yml"].iter().any(|end| text.ends_with(end))
}

/// All references in the part at `at`.
pub(super) fn of(value: &Value<'_>, wanted: Wanted, at: &Pointer) -> Vec<Use> {
    let mut found = Vec::new();
    match wanted {
        Wanted::One(part) => in_part(value, part, at, &mut found),
        Wanted::Map(part) => in_child(value, Shape::Map, part, at, &mut found),
    }
    found
}

fn in_part(value: &Value<'_>, part: Part, at: &Pointer, found: &mut Vec<Use>) {
    let Value::Object(object) = value else { return };
    note(value, Wanted::One(part), at, found);
    if part == Part::Discriminator {
        in_mapping(object.get("mapping"), &at.child("mapping"), found);
    }
    for (key, value) in object.iter() {
        if let Some((shape, child)) = part.child_as_written(key) {
            in_child(value, shape, child, &at.child(key), found);
        }
    }
}

fn in_child(value: &Value<'_>, shape: Shape, part: Part, at: &Pointer, found: &mut Vec<Use>) {
    match (shape, value) {
        (Shape::One | Shape::OneOrFlag, value) => in_part(value, part, at, found),
        (Shape::List, Value::Array(elements)) => {
            for (index, element) in elements.iter().enumerate() {
                in_part(element, part, &at.child(index), found);
            }
        }
        (Shape::Map | Shape::MapBesideExtensions, Value::Object(object)) => {
            note(value, Wanted::Map(part), at, found);
            let is_extension = |key: &str| shape == Shape::MapBesideExtensions && key.starts_with("x-");
            for (key, value) in object.iter().filter(|(key, _)| !is_extension(key)) {
                in_part(value, part, &at.child(key), found);
            }
        }
        _ => {}
    }
}

fn note(value: &Value<'_>, wanted: Wanted, at: &Pointer, found: &mut Vec<Use>) {
    if let Some(text) = reference(value) {
        found.push(Use { at: at.clone(), text: text.to_owned(), wanted });
    }
}

fn in_mapping(mapping: Option<&Value<'_>>, at: &Pointer, found: &mut Vec<Use>) {
    let Some(Value::Object(mapping)) = mapping else { return };
    for (tag, value) in mapping.iter() {
        if let Some(text) = value.as_text().filter(|text| is_reference(text)) {
            let at = at.child(tag);
            let wanted = Wanted::One(Part::Schema);
            found.push(Use { at, text: text.to_owned(), wanted });
        }
    }
}
