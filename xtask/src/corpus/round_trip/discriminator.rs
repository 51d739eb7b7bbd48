//! Says what a `discriminator` demands in words of JSON Schema: each alternative goes with its own values of the property.

use codegen::Pointer;
use serde_json::{Map, Value, json};

use super::super::reference::target;

/// Adds the demand to the alternatives of a translated schema. `members` is the schema as it was written.
pub(super) fn demand(members: &Map<String, Value>, translated: &mut Map<String, Value>, root: &Value) {
    for key in ["oneOf", "anyOf"] {
        if let Some(Value::Array(alternatives)) = translated.get_mut(key) {
            let discriminator = members.get("discriminator").or_else(|| inherited(alternatives, root));
            let Some(discriminator) = discriminator else { continue };
            let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else { continue };
            for alternative in alternatives {
                let tags = tags(discriminator, alternative, root);
                if !tags.is_empty() {
                    let tagged = json!({"properties": {property: {"enum": tags}}, "required": [property]});
                    *alternative = json!({"allOf": [alternative, tagged]});
                }
            }
        }
    }
}

/// The discriminator of a schema that all alternatives extend and that demands its property.
fn inherited<'r>(alternatives: &[Value], root: &'r Value) -> Option<&'r Value> {
    let parts = |alternative: &Value| target(root, alternative)?.get("allOf")?.as_array();
    let (first, others) = alternatives.split_first()?;
    let is_common = |part: &Value| others.iter().all(|other| parts(other).is_some_and(|parts| parts.contains(part)));
    parts(first)?.iter().filter(|part| is_common(part)).find_map(|part| {
        let base = target(root, part)?;
        let discriminator = base.get("discriminator")?;
        let is_demanded = base.get("required")?.as_array()?.contains(discriminator.get("propertyName")?);
        is_demanded.then_some(discriminator)
    })
}

/// The values that select an alternative: those that the mapping gives it, or else its name.
pub(super) fn tags(discriminator: &Value, alternative: &Value, root: &Value) -> Vec<String> {
    let Some(reference) = alternative.get("$ref").and_then(Value::as_str) else { return Vec::new() };
    let Some(pointer) = Pointer::parse_fragment(reference) else { return Vec::new() };
    let Some(name) = pointer.last() else { return Vec::new() };
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let is_this = |target: &Value| {
        let target = target.as_str().unwrap_or_default();
        Pointer::parse_fragment(target).as_ref() == Some(&pointer) || (target == name && is_component(root, name))
    };
    let mapped = mapping.into_iter().flatten().filter(|(_, target)| is_this(target));
    let tags: Vec<String> = mapped.map(|(tag, _)| tag.clone()).collect();
    if tags.is_empty() { vec![announced(root, alternative).unwrap_or_else(|| name.to_owned())] } else { tags }
}

/// What Azure's documents say in place of a mapping.
fn announced(root: &Value, alternative: &Value) -> Option<String> {
    Some(target(root, alternative)?.get("x-ms-discriminator-value")?.as_str()?.to_owned())
}

fn is_component(root: &Value, name: &str) -> bool {
    root.pointer("/components/schemas").and_then(|schemas| schemas.get(name)).is_some()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::demand;

    #[test]
    fn alternatives_get_their_tags() {
        let root = json!({"components": {"schemas": {"Cat": {}, "Dog": {}}}});
        let schema = json!({
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}, {"type": "object"}],
            "discriminator": {"propertyName": "kind", "mapping": {"c": "Cat", "cat": "#/components/schemas/Cat"}},
        });
        let Value::Object(members) = schema else { panic!("an object") };
        let mut translated = members.clone();
        demand(&members, &mut translated, &root);
        let tags = |index: usize| translated["oneOf"][index]["allOf"][1]["properties"]["kind"]["enum"].clone();
        assert_eq!((tags(0), tags(1), tags(2)), (json!(["c", "cat"]), json!(["Dog"]), Value::Null));
    }

    #[test]
    fn a_name_is_taken_as_it_was_before_it_was_escaped() {
        let root = json!({"components": {"schemas": {"Big/Cat": {}}}});
        let schema = json!({
            "oneOf": [{"$ref": "#/components/schemas/Big~1Cat"}],
            "discriminator": {"propertyName": "kind"},
        });
        let Value::Object(members) = schema else { panic!("an object") };
        let mut translated = members.clone();
        demand(&members, &mut translated, &root);
        assert_eq!(translated["oneOf"][0]["allOf"][1]["properties"]["kind"]["enum"], json!(["Big/Cat"]));
    }

    #[test]
    fn a_schema_that_all_extend_gives_them_their_tags() {
        let extends = json!({"allOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "object"}]});
        let pet = json!({"required": ["kind"], "discriminator": {"propertyName": "kind", "mapping": {"c": "Cat"}}});
        let root = json!({"components": {"schemas": {"Cat": extends, "Dog": extends, "Pet": pet, "Fish": {}}}});
        let any_of = |names: &[&str]| {
            let refs = names.iter().map(|name| json!({"$ref": format!("#/components/schemas/{name}")}));
            Map::from_iter([("anyOf".to_owned(), Value::Array(refs.collect()))])
        };
        let members = any_of(&["Cat", "Dog"]);
        let mut translated = members.clone();
        demand(&members, &mut translated, &root);
        assert_eq!(translated["anyOf"][0]["allOf"][1]["properties"]["kind"]["enum"], json!(["c"]));
        assert_eq!(translated["anyOf"][1]["allOf"][1]["properties"]["kind"]["enum"], json!(["Dog"]));
        let members = any_of(&["Cat", "Fish"]);
        let mut translated = members.clone();
        demand(&members, &mut translated, &root);
        assert_eq!(translated, members);
    }
}
