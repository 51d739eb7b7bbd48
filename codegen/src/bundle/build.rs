//! Puts the one tree together: the document, with what it needs of other files in its place, and all references rewritten.

use std::borrow::Cow;

use super::discover::Found;
use super::files::{FileId, Files, Spot};
use super::places::Places;
use super::uses::{Wanted, is_reference, reference};
use crate::diagnostics::{Code, Report};
use crate::parts::{Part, Shape};
use crate::pointer::{Pointer, PointerMap};
use crate::source::{Object, Value};

/// Members of an object to be.
type Members<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// The work on the tree.
pub(super) struct Build<'b, 'i> {
    files: Files<'i>,
    found: &'b Found,
    places: &'b Places,
    report: &'b mut Report,
    /// What is being written out in the place of a reference, so that it is not written into itself.
    inside: Vec<Spot>,
    /// How many values may still be written out so.
    budget: usize,
}

/// Where a value stands in its file, and where it is going to stand.
#[derive(Debug, Clone)]
struct Move {
    from: Spot,
    to: Pointer,
}

impl Move {
    fn child(&self, token: impl std::fmt::Display + Copy) -> Self {
        let from = Spot { file: self.from.file, pointer: self.from.pointer.child(token) };
        Self { from, to: self.to.child(token) }
    }
}

/// Written out again and again, a part may become so many values, and so deep.
const MOST_VALUES: usize = 5_000_000;
const DEEPEST: usize = 32;

impl<'b, 'i> Build<'b, 'i> {
    pub(super) fn new(files: Files<'i>, found: &'b Found, places: &'b Places, report: &'b mut Report) -> Self {
        Self { files, found, places, report, inside: Vec::new(), budget: MOST_VALUES }
    }

    /// The one tree.
    pub(super) fn tree(mut self) -> Value<'i> {
        let document = self.files.take_document();
        let here = Move { from: Spot { file: FileId::DOCUMENT, pointer: Pointer::root() }, to: Pointer::root() };
        let mut tree = self.one(document, Part::Document, &here);
        // By section, because to add to an object is to make another one.
        let mut sections: PointerMap<Members<'i>> = PointerMap::default();
        for (spot, place, part) in &self.places.new {
            let (Some(section), Some(name)) = (place.parent(), place.last()) else { continue };
            let Some(value) = self.files.get(spot).cloned() else { continue };
            self.record(place, spot);
            let value = self.one(value, *part, &Move { from: spot.clone(), to: place.clone() });
            sections.entry(section.clone()).or_default().push((Cow::Owned(name.to_owned()), value));
        }
        for (section, members) in sections {
            tree = insert(tree, &section.tokens(), members);
        }
        tree
    }

    /// Where a thing stands in the one tree; none when it has to be written out.
    fn place(&self, target: &'b Spot) -> Option<&'b Pointer> {
        if target.file == FileId::DOCUMENT { Some(&target.pointer) } else { self.places.get(target) }
    }

    fn record(&mut self, place: &Pointer, spot: &Spot) {
        self.report.origins.record(place.clone(), self.files.path(spot.file).clone(), spot.pointer.clone());
    }

    /// A part, with its references rewritten and those replaced that have no place to lead to.
    fn one(&mut self, value: Value<'i>, part: Part, here: &Move) -> Value<'i> {
        let value = match self.replaced(value, Wanted::One(part), here) {
            Ok(replaced) => return replaced,
            Err(value) => value,
        };
        let Value::Object(object) = value else { return value };
        Value::Object(object.map(|key, value| {
            let below = here.child(key);
            match part.child_as_written(key) {
                Some((shape, child)) => self.child(value, shape, child, &below),
                None if part == Part::Discriminator && key == "mapping" => self.mapping(value, &below),
                None => value,
            }
        }))
    }

    fn child(&mut self, value: Value<'i>, shape: Shape, part: Part, here: &Move) -> Value<'i> {
        match (shape, value) {
            (Shape::One | Shape::OneOrFlag, value) => self.one(value, part, here),
            (Shape::List, Value::Array(elements)) => {
                let elements = elements.into_iter().enumerate();
                Value::Array(elements.map(|(index, element)| self.one(element, part, &here.child(index))).collect())
            }
            (Shape::Map | Shape::MapBesideExtensions, value @ Value::Object(_)) => self.map(value, shape, part, here),
            (_, malformed) => malformed,
        }
    }

    fn map(&mut self, value: Value<'i>, shape: Shape, part: Part, here: &Move) -> Value<'i> {
        let value = match self.replaced(value, Wanted::Map(part), here) {
            Ok(replaced) => return replaced,
            Err(value) => value,
        };
        let Value::Object(object) = value else { return value };
        let is_extension = |key: &str| shape == Shape::MapBesideExtensions && key.starts_with("x-");
        let change = |key: &str, value| if is_extension(key) { value } else { self.one(value, part, &here.child(key)) };
        Value::Object(object.map(change))
    }

    /// What stands in the place of a reference that leads out of its file: the thing itself, or a reference to its place.
    /// Any other value comes back as it is.
    fn replaced(&mut self, value: Value<'i>, wanted: Wanted, here: &Move) -> Result<Value<'i>, Value<'i>> {
        if reference(&value).is_none() {
            return Err(value);
        }
        let found = self.found;
        if let Some(text) = found.lost.get(&here.from) {
            return Err(with_reference(value, text.clone()));
        }
        let Some(target) = found.uses.get(&here.from) else { return Err(value) };
        match self.place(target) {
            // A component that is nothing but a reference to this thing is where the thing is to stand.
            Some(place) if target.file == FileId::DOCUMENT || *place != here.to => {
                Err(with_reference(value, place.to_reference()))
            }
            _ => Ok(self.written_out(value, target, wanted, here)),
        }
    }

    /// The thing that a reference leads to, with what stands beside the reference.
    fn written_out(&mut self, value: Value<'i>, target: &Spot, wanted: Wanted, here: &Move) -> Value<'i> {
        let depth = self.inside.len();
        let thing = self.files.get(target).cloned().unwrap_or(Value::Null);
        let cost = count(&thing);
        if self.inside.contains(target) || depth > DEEPEST || cost > self.budget {
            let (code, message) = match self.inside.contains(target) {
                true => {
                    (Code::CircularReference, "the references from here lead in a circle and never reach a definition")
                }
                false => (Code::TooBig, "what is referred to from here expands to too many values"),
            };
            self.report.file = (here.from.file != FileId::DOCUMENT).then(|| self.files.path(here.from.file).clone());
            self.report.add(code, &here.from.pointer.child("$ref"), message);
            self.report.file = None;
            return Value::Null;
        }
        self.budget -= cost;
        self.record(&here.to, target);
        self.inside.push(target.clone());
        let there = Move { from: target.clone(), to: here.to.clone() };
        let thing = match wanted {
            Wanted::One(part) => self.one(thing, part, &there),
            Wanted::Map(part) => self.map(thing, Shape::Map, part, &there),
        };
        self.inside.truncate(depth);
        beside(thing, value)
    }

    fn mapping(&mut self, mapping: Value<'i>, here: &Move) -> Value<'i> {
        let Value::Object(mapping) = mapping else { return mapping };
        Value::Object(mapping.map(|tag, value| {
            let target = value.as_text().filter(|text| is_reference(text));
            let target = target.and_then(|_| self.found.uses.get(&here.child(tag).from));
            let place = target.and_then(|target| self.place(target));
            place.map_or(value, |place| Value::String(Cow::Owned(place.to_reference())))
        }))
    }
}

/// The object with another `$ref`.
fn with_reference(value: Value<'_>, reference: String) -> Value<'_> {
    let Value::Object(object) = value else { return value };
    let mut reference = Some(reference);
    Value::Object(object.map(|key, value| match reference.take_if(|_| key == "$ref") {
        Some(reference) => Value::String(Cow::Owned(reference)),
        None => value,
    }))
}

/// `thing` with those members of `value` that it does not have itself, the reference apart.
fn beside<'a>(thing: Value<'a>, value: Value<'a>) -> Value<'a> {
    match (thing, value) {
        (Value::Object(thing), Value::Object(value)) if value.keys().len() > 1 => {
            let beside: Vec<_> = value.into_members().into_iter().filter(|(key, _)| key != "$ref").collect();
            let mut members = thing.into_members();
            for (key, value) in beside {
                if members.iter().all(|(known, _)| *known != key) {
                    members.push((key, value));
                }
            }
            Value::Object(Object::new(members, |_| ()))
        }
        (thing, _) => thing,
    }
}

fn count(value: &Value<'_>) -> usize {
    match value {
        Value::Array(elements) => 1 + elements.iter().map(count).sum::<usize>(),
        Value::Object(object) => 1 + object.iter().map(|(_, value)| count(value)).sum::<usize>(),
        _ => 1,
    }
}

/// The tree with more members at a place below it, and with what is missing on the way there.
fn insert<'a>(tree: Value<'a>, tokens: &[&str], new: Members<'a>) -> Value<'a> {
    let mut members = match tree {
        Value::Object(object) => object.into_members(),
        _ => Vec::new(),
    };
    match tokens.split_first() {
        None => members.extend(new),
        Some((first, rest)) => match members.iter_mut().find(|(key, _)| key == first) {
            Some((_, there)) => *there = insert(std::mem::replace(there, Value::Null), rest, new),
            None => members.push((Cow::Owned((*first).to_owned()), insert(Value::Null, rest, new))),
        },
    }
    Value::Object(Object::new(members, |_| ()))
}
