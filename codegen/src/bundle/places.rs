//! Gives everything from other files its place in the document, and its name there.

use std::collections::BTreeMap;

use indexmap::{IndexMap, IndexSet};

use super::discover::Found;
use super::files::{FileId, Files, Spot, is_bare};
use super::uses::Wanted;
use crate::parts::Part;
use crate::pointer::Pointer;
use crate::source::Value;

/// Where what stands in other files is to stand. What has no place is written out where it is referred to.
#[derive(Debug, Default)]
pub(super) struct Places {
    places: IndexMap<Spot, Pointer>,
    /// Those of the places that are new in the document, in order.
    pub(super) new: Vec<(Spot, Pointer, Part)>,
}

impl Places {
    /// The place of a thing.
    pub(super) fn get(&self, spot: &Spot) -> Option<&Pointer> {
        self.places.get(spot)
    }
}

/// The place for each thing that was found.
pub(super) fn allocate(files: &Files<'_>, found: &Found) -> Places {
    let version = Version::of(files);
    let mut places = Places::default();
    let mut taken = aliases(files, found, version, &mut places);
    let mut new: Vec<(usize, &Spot, Part, Pointer)> = Vec::new();
    for (order, (spot, wanted)) in found.targets.iter().enumerate() {
        if let Wanted::One(part) = *wanted
            && let Some(section) = version.section(part)
            && !places.places.contains_key(spot)
            && enclosing(spot, found, version).is_none()
        {
            new.push((order, spot, part, section));
        }
    }
    // What is nearest to the document has the shortest name, be it referred to early or late.
    new.sort_by_cached_key(|(_, spot, ..)| {
        let path = files.path(spot.file);
        (path.matches('/').count(), path.to_string(), spot.pointer.to_string())
    });
    let mut named: BTreeMap<usize, (Spot, Pointer, Part)> = BTreeMap::new();
    for (order, spot, part, section) in new {
        let place = section.child(free_name(spot, &section, files, &mut taken));
        places.places.insert(spot.clone(), place.clone());
        named.insert(order, (spot.clone(), place, part));
    }
    places.new = named.into_values().collect();
    // What is part of something that has a place has one with it.
    for spot in found.targets.keys() {
        if places.places.contains_key(spot) {
            continue;
        }
        if let Some(outer) = enclosing(spot, found, version)
            && let Some(place) = places.places.get(&outer)
        {
            let below = spot.pointer.tokens().split_off(outer.pointer.tokens().len());
            let place = place.join(below);
            places.places.insert(spot.clone(), place);
        }
    }
    places
}

/// Lets each component that is nothing but a reference to another file be the place of what it refers to. Gives the places that
/// are taken.
fn aliases(files: &Files<'_>, found: &Found, version: Version, places: &mut Places) -> IndexSet<Pointer> {
    let mut taken = IndexSet::new();
    for section in version.sections() {
        let at = Spot { file: FileId::DOCUMENT, pointer: section };
        let Some(Value::Object(components)) = files.get(&at) else { continue };
        for (name, component) in components.iter() {
            let place = at.pointer.child(name);
            let target = found.uses.get(&Spot { file: FileId::DOCUMENT, pointer: place.clone() });
            if let Some(target) = target.filter(|target| target.file != FileId::DOCUMENT && is_bare(component)) {
                places.places.entry(target.clone()).or_insert_with(|| place.clone());
            }
            taken.insert(place);
        }
    }
    taken
}

/// The outermost thing around `spot` that gets a place of its own.
fn enclosing(spot: &Spot, found: &Found, version: Version) -> Option<Spot> {
    let around = spot.pointer.ancestors().skip(1).map(|pointer| Spot { file: spot.file, pointer: pointer.clone() });
    let has_place = |spot: &Spot| match found.targets.get(spot) {
        Some(Wanted::One(part)) => version.section(*part).is_some(),
        _ => false,
    };
    around.filter(has_place).last()
}

/// A name that tells where the thing stood: its own, with more and more of its file's path until it is free.
fn free_name(spot: &Spot, section: &Pointer, files: &Files<'_>, taken: &mut IndexSet<Pointer>) -> String {
    let path = files.path(spot.file);
    let stem = path.rsplit_once('.').map_or(&**path, |(stem, _)| stem);
    let mut names: Vec<String> = stem.split('/').filter(|segment| *segment != "..").map(clean).collect();
    names.extend(spot.pointer.last().map(clean));
    let longer = (1..=names.len()).map(|count| names[names.len() - count..].join("_"));
    let full = names.join("_");
    let numbered = (2..).map(|number| format!("{full}_{number}"));
    let mut candidates = longer.chain(numbered);
    let free = candidates.find(|name| taken.insert(section.child(name)));
    free.unwrap_or(full)
}

/// The name with the characters that a component may have.
fn clean(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect()
}

/// Where the versions keep their components.
#[derive(Debug, Clone, Copy)]
enum Version {
    V2,
    V3,
}

/// The kinds of components, and where they are in 3.0 and later.
const IN_3: [(Part, &str); 9] = [
    (Part::Schema, "schemas"),
    (Part::Parameter, "parameters"),
    (Part::Response, "responses"),
    (Part::RequestBody, "requestBodies"),
    (Part::Header, "headers"),
    (Part::Example, "examples"),
    (Part::Link, "links"),
    (Part::Callback, "callbacks"),
    (Part::SecurityScheme, "securitySchemes"),
];
/// The same for 2.0.
const IN_2: [(Part, &str); 4] = [
    (Part::Schema, "definitions"),
    (Part::Parameter, "parameters"),
    (Part::Response, "responses"),
    (Part::SecurityScheme, "securityDefinitions"),
];

impl Version {
    fn of(files: &Files<'_>) -> Self {
        let swagger = Spot { file: FileId::DOCUMENT, pointer: Pointer::root().child("swagger") };
        if files.get(&swagger).is_some() { Self::V2 } else { Self::V3 }
    }

    /// Where things of this kind are; none when there is no such place.
    fn section(self, part: Part) -> Option<Pointer> {
        self.all().into_iter().find(|(kind, _)| *kind == part).map(|(_, at)| at)
    }

    fn sections(self) -> impl Iterator<Item = Pointer> {
        self.all().into_iter().map(|(_, at)| at)
    }

    fn all(self) -> Vec<(Part, Pointer)> {
        match self {
            Self::V2 => IN_2.iter().map(|(part, key)| (*part, Pointer::root().child(key))).collect(),
            Self::V3 => {
                IN_3.iter().map(|(part, key)| (*part, Pointer::root().child("components").child(key))).collect()
            }
        }
    }
}
