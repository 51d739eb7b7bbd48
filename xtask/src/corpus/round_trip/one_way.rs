//! Says of schemas that are made of others which properties do not travel.
//!
//! These are what one part marks as read-only, and no other part describes without that. Where they are at odds the property
//! may travel, and need not.

use serde_json::{Map, Value, json};

use super::super::reference;

/// Adds what follows from the marks of parts and alternatives to a translated schema, of which `members` is what was
/// written. Its own marks have been dealt with.
pub(super) fn demand(mark: &str, members: &Map<String, Value>, translated: &mut Map<String, Value>, root: &Value) {
    let is_composed = members.contains_key("allOf") || members.contains_key("$ref");
    let marks = if is_composed { Marks::of(members, mark, root) } else { Marks::default() };
    for name in marks.names.iter().filter(|name| !marks.bare.contains(name)) {
        let properties = translated.entry("properties").or_insert_with(|| json!({}));
        properties[name] = Value::Bool(false);
    }
    let Some(Value::Array(required)) = translated.get_mut("required") else { return };
    required.retain(|name| !marks.has(name));
    for key in ["oneOf", "anyOf"] {
        let Some(Value::Array(written)) = members.get(key) else { continue };
        let marks: Vec<Marks> = written.iter().map(|it| Marks::of_schema(it, mark, root)).collect();
        let required = translated.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        let (some, all): (Vec<Value>, Vec<Value>) =
            required.into_iter().partition(|name| marks.iter().any(|marks| marks.has(name)));
        if some.is_empty() {
            continue;
        }
        translated.insert("required".to_owned(), Value::Array(all));
        let Some(Value::Array(alternatives)) = translated.get_mut(key) else { continue };
        for (alternative, marks) in alternatives.iter_mut().zip(marks) {
            let required: Vec<&Value> = some.iter().filter(|name| !marks.has(name)).collect();
            *alternative = json!({"allOf": [alternative, {"required": required}]});
        }
    }
}

/// Whether a property has the mark: itself, or in an `allOf` of its own, where it may stand beside a reference.
pub(super) fn is_marked(property: &Value, mark: &str) -> bool {
    let has = |schema: &Value| schema.get(mark) == Some(&Value::Bool(true));
    has(property) || property.get("allOf").and_then(Value::as_array).into_iter().flatten().any(has)
}

/// The names of the properties that a schema or a part of it marks.
#[derive(Debug, Default)]
struct Marks<'d> {
    names: Vec<&'d String>,
    /// Those that a part describes without the mark.
    bare: Vec<&'d String>,
    /// The schemas that have been looked at.
    seen: Vec<*const Map<String, Value>>,
}

impl<'d> Marks<'d> {
    fn of(members: &'d Map<String, Value>, mark: &str, root: &'d Value) -> Self {
        let mut marks = Self::default();
        marks.collect(members, mark, root);
        marks
    }

    fn of_schema(schema: &'d Value, mark: &str, root: &'d Value) -> Self {
        schema.as_object().map(|members| Self::of(members, mark, root)).unwrap_or_default()
    }

    fn collect(&mut self, members: &'d Map<String, Value>, mark: &str, root: &'d Value) {
        if self.seen.len() == MOST || self.seen.contains(&std::ptr::from_ref(members)) {
            return;
        }
        self.seen.push(members);
        for (name, schema) in members.get("properties").and_then(Value::as_object).into_iter().flatten() {
            match is_marked(schema, mark) {
                true => self.names.push(name),
                false if DESCRIBING.iter().any(|key| schema.get(key).is_some()) => self.bare.push(name),
                // An example or a few words leave it at what the others say.
                false => {}
            }
        }
        let target = members.get("$ref").and_then(|it| reference::named(root, it));
        let parts = members.get("allOf").and_then(Value::as_array).into_iter().flatten();
        for part in parts.chain(target).filter_map(Value::as_object) {
            self.collect(part, mark, root);
        }
    }

    fn has(&self, name: &Value) -> bool {
        self.names.iter().any(|marked| name == marked.as_str())
    }
}

/// The keywords that say what a value is.
const DESCRIBING: [&str; 12] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "enum",
    "items",
    "not",
    "oneOf",
    "properties",
    "required",
    "type",
];

/// More parts than this are not looked at.
const MOST: usize = 200;

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::demand;

    fn demanded(schema: Value) -> Value {
        let marked = json!({"properties": {"r": {"allOf": [{"$ref": "#/r"}, {"readOnly": true}]}, "w": {}}});
        let root = json!({"components": {"schemas": {"Marked": marked}}});
        let Value::Object(members) = schema else { panic!("an object") };
        let mut translated = members.clone();
        demand("readOnly", &members, &mut translated, &root);
        Value::Object(translated)
    }

    #[test]
    fn what_a_part_marks_is_marked() {
        let parts = json!([{"$ref": "#/components/schemas/Marked"}, {"properties": {"w": {}}}]);
        let schema = json!({"allOf": parts, "required": ["r", "w"]});
        let expected = json!({"allOf": parts, "required": ["w"], "properties": {"r": false}});
        assert_eq!(demanded(schema), expected);
    }

    #[test]
    fn what_parts_are_at_odds_about_need_not_travel() {
        let parts = json!([{"$ref": "#/components/schemas/Marked"}, {"properties": {"r": {"type": "string"}}}]);
        let schema = json!({"allOf": parts, "required": ["r", "w"]});
        assert_eq!(demanded(schema), json!({"allOf": parts, "required": ["w"]}));
    }

    #[test]
    fn an_alternative_need_not_have_what_it_marks() {
        let (marked, other) = (json!({"$ref": "#/components/schemas/Marked"}), json!({"properties": {"r": {}}}));
        let schema = json!({"oneOf": [marked, other], "required": ["r", "w"]});
        let expected = json!({
            "oneOf": [{"allOf": [marked, {"required": []}]}, {"allOf": [other, {"required": ["r"]}]}],
            "required": ["w"],
        });
        assert_eq!(demanded(schema), expected);
    }
}
