//! Writes out as a `oneOf` what a schema with a `discriminator` stands for that others extend through `allOf`.
//!
//! What refers to it may be any of them. What extends it refers to it as it is.
//!
//! Never here: anything that the generator thinks of it; this is another reading of the standard, to hold against that.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use codegen::Pointer;
use serde_json::{Map, Value, json};

use super::super::reference::find;
use super::discriminator::tags;

/// Where the choices stand, by the names of their bases.
const CHOICES: &str = "x-choices";

/// The document with all choices written out, and the references to their bases led there.
pub(super) fn written_out(document: &Value) -> Cow<'_, Value> {
    let sections = [Pointer::root().child("components").child("schemas"), Pointer::root().child("definitions")];
    let section = sections.into_iter().find(|at| find(document, at).is_some());
    let Some((at, schemas)) = section.and_then(|at| Some((at.clone(), find(document, &at)?.as_object()?))) else {
        return Cow::Borrowed(document);
    };
    let extending = extending(schemas, &at, document);
    let bases =
        schemas.iter().filter_map(|(name, schema)| Some((name, choice(name, schema, &extending, &at, document)?)));
    let choices: Map<String, Value> = bases.map(|(name, choice)| (name.clone(), choice)).collect();
    if choices.is_empty() {
        return Cow::Borrowed(document);
    }
    let bases: Bases = choices.keys().map(|name| (at.child(name), choice_at(name).to_string())).collect();
    let mut document = document.clone();
    lead(&mut document, &bases, Refers::ToAny);
    let mut choices = Value::Object(choices);
    for choice in choices.as_object_mut().into_iter().flat_map(Map::values_mut) {
        lead_to_inner(choice, &bases);
    }
    document[CHOICES] = json!({ "schemas": choices });
    Cow::Owned(document)
}

/// Where the values of the schema at `at` are described: in its choice, if it is a base.
pub(crate) fn place(document: &Value, at: &Pointer) -> Pointer {
    let choice = match at.tokens()[..] {
        ["components", "schemas", name] | ["definitions", name] => Some(choice_at(name)),
        _ => None,
    };
    choice.filter(|choice| find(document, choice).is_some()).unwrap_or_else(|| at.clone())
}

/// References to their choices, by where the bases stand.
type Bases = HashMap<Pointer, String>;

fn choice_at(name: &str) -> Pointer {
    Pointer::root().child(CHOICES).child("schemas").child(name)
}

/// The names of the schemas that have each one in their `allOf`.
fn extending<'d>(schemas: &'d Map<String, Value>, at: &Pointer, document: &Value) -> BTreeMap<&'d str, Vec<&'d str>> {
    let names: HashMap<Pointer, &str> = schemas.keys().map(|name| (at.child(name), name.as_str())).collect();
    let mut found = BTreeMap::<&str, Vec<&str>>::new();
    for (name, schema) in schemas {
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            if let Some(base) = end(part, document).and_then(|target| names.get(&target)) {
                found.entry(base).or_default().push(name);
            }
        }
    }
    found
}

/// Where the references from a schema end that is one.
fn end(schema: &Value, document: &Value) -> Option<Pointer> {
    const MOST: usize = 20;
    let step = |schema: &Value| schema.get("$ref").and_then(Value::as_str).and_then(Pointer::parse_fragment);
    let next = |at: &Pointer| find(document, at).and_then(step);
    std::iter::successors(step(schema), next).take(MOST).last()
}

/// What a value of the schema `name` may be, if others extend it and its discriminator tells them apart.
fn choice(
    name: &str,
    schema: &Value,
    extending: &BTreeMap<&str, Vec<&str>>,
    at: &Pointer,
    document: &Value,
) -> Option<Value> {
    let discriminator = schema.get("discriminator")?;
    if ["oneOf", "anyOf"].iter().any(|key| schema.get(key).is_some()) {
        return None;
    }
    let property = discriminator.as_str().or_else(|| discriminator.get("propertyName")?.as_str())?;
    let schemas = find(document, at)?;
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mapped = |target: &Value| Some(target.as_str()?.rsplit('/').next()?.to_owned());
    let mapped: BTreeSet<String> = mapping.into_iter().flatten().filter_map(|(_, target)| mapped(target)).collect();
    let mut members: BTreeSet<&str> =
        mapped.iter().map(String::as_str).filter(|it| schemas.get(it).is_some()).collect();
    let mut open = vec![name];
    let mut seen = BTreeSet::from([name]);
    while let Some(next) = open.pop() {
        for extension in extending.get(next).into_iter().flatten().filter(|it| seen.insert(it)) {
            let schema = &schemas[*extension];
            let is_name = !mapped.is_empty() && !mapped.contains(*extension) && is_only_a_name(schema);
            if !is_name {
                members.insert(extension);
            }
            if schema.get("discriminator").is_none() {
                open.push(extension);
            }
        }
    }
    members.remove(name);
    if members.is_empty() {
        return None;
    }
    let refer = |name: &str| json!({"$ref": at.child(name).to_string()});
    let discriminator = json!({"propertyName": property, "mapping": mapping.cloned().unwrap_or_default()});
    let mut all: Vec<String> = members.iter().flat_map(|it| tags(&discriminator, &refer(it), document)).collect();
    all.sort();
    let other = json!({"allOf": [refer(name), {"properties": {property: {"not": {"enum": all}}}}]});
    let alternatives: Vec<Value> = members.iter().map(|name| refer(name)).chain([other]).collect();
    Some(json!({"oneOf": alternatives, "discriminator": discriminator}))
}

/// The keywords that say nothing about an object.
const REMARKS: [&str; 6] = ["deprecated", "description", "example", "nullable", "title", "type"];

/// Whether a schema is no more than a reference in an `allOf`.
fn is_only_a_name(schema: &Value) -> bool {
    let parts = schema.get("allOf").and_then(Value::as_array);
    parts.is_some_and(|parts| parts.len() == 1) && schema.as_object().is_some_and(|it| !it.keys().any(|key| adds(key)))
}

/// An alternative that is a base itself is what that may be, each with a tag of its own.
fn lead_to_inner(choice: &mut Value, bases: &Bases) {
    for alternative in choice.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten() {
        let at = alternative.get("$ref").and_then(Value::as_str).and_then(Pointer::parse_fragment);
        if let Some(inner) = at.and_then(|at| bases.get(&at)) {
            *alternative = json!({"allOf": [{"$ref": inner}]});
        }
    }
}

/// Whether a keyword says something about an object, besides what it extends.
fn adds(key: &str) -> bool {
    key != "allOf" && !REMARKS.contains(&key) && !key.starts_with("x-")
}

/// Whether a part of an `allOf` says anything about a value.
fn says_something(part: &Value) -> bool {
    part.as_object().is_some_and(|part| part.keys().any(|key| key == "allOf" || adds(key)))
}

/// What a reference to a base means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refers {
    /// Whatever extends it.
    ToAny,
    /// It itself, which is extended there.
    ToItself,
}

/// Leads the references to `bases` to their choices, but for those of what extends them.
fn lead(value: &mut Value, bases: &Bases, refers: Refers) {
    match value {
        Value::Object(members) => {
            let has_more = members.keys().any(|key| adds(key));
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("$ref", Value::String(target)) => {
                        let at = Pointer::parse_fragment(target).filter(|_| refers == Refers::ToAny);
                        if let Some(choice) = at.and_then(|at| bases.get(&at)) {
                            target.clone_from(choice);
                        }
                    }
                    ("properties" | "patternProperties", Value::Object(schemas)) => {
                        schemas.values_mut().for_each(|schema| lead(schema, bases, Refers::ToAny));
                    }
                    // The names of a mapping are no references, and an example has none.
                    ("discriminator" | "example" | "examples" | "default" | "enum" | "const", _) => {}
                    ("allOf", Value::Array(parts)) => {
                        let mut telling: Vec<&Value> = parts.iter().filter(|part| says_something(part)).collect();
                        telling.dedup();
                        let refers = if telling.len() > 1 || has_more { Refers::ToItself } else { Refers::ToAny };
                        for part in parts {
                            let refers = if part.get("$ref").is_some() { refers } else { Refers::ToAny };
                            lead(part, bases, refers);
                        }
                    }
                    ("schemas" | "definitions", Value::Object(schemas)) => {
                        for schema in schemas.values_mut() {
                            lead_component(schema, bases);
                        }
                    }
                    (_, value) => lead(value, bases, Refers::ToAny),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| lead(value, bases, Refers::ToAny)),
        _ => {}
    }
}

/// The same in a component: what stands in its `allOf`, it extends.
fn lead_component(schema: &mut Value, bases: &Bases) {
    let parts = schema.get_mut("allOf").map(Value::take);
    lead(schema, bases, Refers::ToAny);
    if let Some(Value::Array(mut parts)) = parts {
        for part in &mut parts {
            let refers = if part.get("$ref").is_some() { Refers::ToItself } else { Refers::ToAny };
            lead(part, bases, refers);
        }
        schema["allOf"] = Value::Array(parts);
    }
}

#[cfg(test)]
mod tests {
    use codegen::Pointer;
    use serde_json::json;

    use super::{place, written_out};

    #[test]
    fn what_refers_to_a_base_refers_to_a_choice() {
        let pet = json!({"$ref": "#/components/schemas/Pet"});
        let document = json!({"components": {"schemas": {
            "Pet": {
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}},
                "properties": {"friend": pet},
            },
            "Cat": {"allOf": [pet, {"properties": {"lives": {"type": "integer"}}}]},
            "Animal": {"allOf": [pet], "description": "the same"},
            "Owner": {"properties": {"pet": {"allOf": [pet]}, "big": {"allOf": [pet, {"required": ["size"]}]}}},
        }}});
        let written = written_out(&document);
        let choice = json!({"$ref": "#/x-choices/schemas/Pet"});
        let schemas = &written["components"]["schemas"];
        assert_eq!(schemas["Pet"]["properties"]["friend"], choice);
        assert_eq!(schemas["Cat"], document["components"]["schemas"]["Cat"]);
        assert_eq!(schemas["Owner"]["properties"]["pet"]["allOf"][0], choice);
        assert_eq!(schemas["Owner"]["properties"]["big"]["allOf"][0], pet);
        let alternatives = &written["x-choices"]["schemas"]["Pet"]["oneOf"];
        assert_eq!(alternatives[0], json!({"$ref": "#/components/schemas/Cat"}));
        assert_eq!(alternatives[1]["allOf"][1]["properties"]["kind"], json!({"not": {"enum": ["cat"]}}));
        assert_eq!(alternatives.as_array().map(Vec::len), Some(2));
        let at = |name: &str| Pointer::root().child("components").child("schemas").child(name);
        assert_eq!(place(&written, &at("Pet")).to_string(), "#/x-choices/schemas/Pet");
        assert_eq!(place(&written, &at("Cat")), at("Cat"));
    }

    #[test]
    fn a_base_that_nothing_extends_stays() {
        let document = json!({"definitions": {"Pet": {"discriminator": "kind"}, "Cat": {}}});
        assert_eq!(*written_out(&document), document);
    }
}
