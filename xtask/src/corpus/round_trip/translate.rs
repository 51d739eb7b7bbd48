//! Turns the schemas of a document into JSON Schema 2020-12, for an oracle that knows nothing of OpenAPI.
//!
//! Never here: anything that the generator thinks of a schema. What is malformed is left out, because the oracle refuses it.

use codegen::Direction;
use serde_json::{Map, Value, json};

use super::{discriminator, hierarchy, one_way, pattern};

/// How a document's schemas are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    version: Version,
    direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// 2.0 and 3.0, which have keywords of their own, this one for null, and in which nothing counts beside a `$ref`.
    Own { nullable: &'static str },
    /// 3.1 and later: JSON Schema as it is.
    JsonSchema,
}

/// The members of a document whose own members have names that its author gave them.
const NAMING: [&str; 7] = ["callbacks", "encoding", "headers", "parameters", "pathItems", "requestBodies", "responses"];

impl Dialect {
    /// The dialect of `document` for values that travel in `direction`.
    pub(crate) fn of(document: &Value, direction: Direction) -> Self {
        let version = match document.get("openapi").map(ToString::to_string) {
            Some(new) if ["3.1", "3.2"].iter().any(|it| new.trim_matches('"').starts_with(it)) => Version::JsonSchema,
            Some(_) => Version::Own { nullable: "nullable" },
            // Not of the standard, but all that there is in 2.0.
            None => Version::Own { nullable: "x-nullable" },
        };
        Self { version, direction }
    }

    /// The document, with every schema in it translated.
    pub(crate) fn document(self, document: &Value) -> Value {
        let document = &*hierarchy::written_out(document);
        self.part(document, document, "")
    }

    /// Any part of a document that is not a schema. `around` is the key under which it stands.
    fn part(self, part: &Value, root: &Value, around: &str) -> Value {
        match part {
            Value::Object(members) => {
                let translated = members.iter().map(|(key, value)| {
                    let value = match (around, key.as_str()) {
                        ("schemas" | "definitions", _) => self.schema(value, root),
                        // A name is no keyword: a parameter may be called `schema`.
                        (around, _) if NAMING.contains(&around) => self.part(value, root, ""),
                        (_, "schema" | "itemSchema") => self.schema(value, root),
                        (_, key) => self.part(value, root, key),
                    };
                    (key.clone(), value)
                });
                Value::Object(translated.collect())
            }
            Value::Array(elements) => elements.iter().map(|element| self.part(element, root, "")).collect(),
            scalar => scalar.clone(),
        }
    }

    /// One schema, with those in it.
    fn schema(self, schema: &Value, root: &Value) -> Value {
        let Value::Object(members) = schema else { return Value::Bool(*schema != Value::Bool(false)) };
        if let (Some(Value::String(reference)), Version::Own { .. }) = (members.get("$ref"), self.version) {
            return json!({"$ref": reference});
        }
        let mut out = Map::new();
        for (key, value) in members {
            if let Some(value) = self.keyword(key, value, root) {
                out.insert(key.clone(), value);
            }
        }
        if self.version != Version::JsonSchema {
            own_bounds(members, &mut out);
        }
        if let Some(mark) = self.mark() {
            leave_out(mark, members, &mut out);
            one_way::demand(mark, members, &mut out, root);
        }
        discriminator::demand(members, &mut out, root);
        if let Version::Own { nullable } = self.version
            && members.get(nullable) == Some(&Value::Bool(true))
        {
            return json!({"anyOf": [{"type": "null"}, out]});
        }
        Value::Object(out)
    }

    /// What becomes of a keyword; none when it is no assertion, or not well-formed.
    fn keyword(self, key: &str, value: &Value, root: &Value) -> Option<Value> {
        let each = |list: &Vec<Value>| list.iter().map(|schema| self.schema(schema, root)).collect();
        // `{nullable: true}` beside other alternatives is how some tools write null in 3.0.
        let choice = |list: &Vec<Value>| {
            let one =
                |schema| if self.means_null(schema) { json!({"type": "null"}) } else { self.schema(schema, root) };
            list.iter().map(one).collect()
        };
        match (key, value) {
            ("items" | "prefixItems", Value::Array(list)) => Some(Value::Array(each(list))),
            ("anyOf" | "oneOf", Value::Array(list)) if list.len() > 1 => Some(Value::Array(choice(list))),
            ("allOf" | "anyOf" | "oneOf", Value::Array(list)) if !list.is_empty() => Some(Value::Array(each(list))),
            ("patternProperties", Value::Object(map)) => {
                let map = map.iter().filter(|(key, _)| pattern::is_understood(key));
                Some(map.map(|(key, schema)| (key.clone(), self.schema(schema, root))).collect())
            }
            ("properties" | "$defs" | "definitions" | "dependentSchemas", Value::Object(map)) => {
                Some(map.iter().map(|(key, schema)| (key.clone(), self.schema(schema, root))).collect())
            }
            (
                "items"
                | "not"
                | "additionalProperties"
                | "contains"
                | "propertyNames"
                | "if"
                | "then"
                | "else"
                | "unevaluatedProperties"
                | "unevaluatedItems",
                Value::Object(_) | Value::Bool(_),
            ) => Some(self.schema(value, root)),
            _ => assertion(key, value),
        }
    }

    /// Whether a schema says that null is allowed and nothing else.
    fn means_null(self, schema: &Value) -> bool {
        match (self.version, schema.as_object()) {
            (Version::Own { nullable }, Some(members)) => {
                members.len() == 1 && members.get(nullable) == Some(&Value::Bool(true))
            }
            _ => false,
        }
    }

    /// The word for properties that do not travel in this direction.
    fn mark(self) -> Option<&'static str> {
        match self.direction {
            Direction::Both => None,
            Direction::Request => Some("readOnly"),
            Direction::Response => Some("writeOnly"),
        }
    }
}

/// Leaves out the properties with the mark.
fn leave_out(mark: &str, members: &Map<String, Value>, out: &mut Map<String, Value>) {
    let Some(Value::Object(properties)) = members.get("properties") else { return };
    let is_marked = |name: &str| properties.get(name).is_some_and(|it| one_way::is_marked(it, mark));
    if let Some(Value::Object(kept)) = out.get_mut("properties") {
        kept.retain(|name, _| !is_marked(name));
    }
    if let Some(Value::Array(required)) = out.get_mut("required") {
        required.retain(|name| !name.as_str().is_some_and(is_marked));
    }
}

/// What becomes of a keyword that holds no schemas.
fn assertion(key: &str, value: &Value) -> Option<Value> {
    let is_kept = match (key, value) {
        ("type", value) => return types(value),
        ("required", Value::Array(names)) => return names.iter().all(Value::is_string).then(|| distinct(names)),
        ("const", _)
        | ("$ref" | "format" | "contentEncoding" | "$schema", Value::String(_))
        | ("uniqueItems", Value::Bool(_))
        | ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", Value::Number(_)) => true,
        ("enum", Value::Array(values)) => !values.is_empty(),
        ("pattern", Value::String(text)) => pattern::is_understood(text),
        ("minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties", Value::Number(n)) => {
            n.as_f64().is_some_and(|count| count >= 0.0 && count.fract() == 0.0)
        }
        ("multipleOf", Value::Number(n)) => n.as_f64().is_some_and(|n| n > 0.0),
        _ => false,
    };
    is_kept.then(|| value.clone())
}

/// The types that JSON Schema knows; none when there is another.
fn types(value: &Value) -> Option<Value> {
    const KNOWN: [&str; 7] = ["null", "boolean", "number", "integer", "string", "array", "object"];
    let is_known = |value: &Value| value.as_str().is_some_and(|name| KNOWN.contains(&name));
    match value {
        Value::String(_) => is_known(value).then(|| value.clone()),
        Value::Array(list) => (!list.is_empty() && list.iter().all(is_known)).then(|| distinct(list)),
        _ => None,
    }
}

fn distinct(values: &[Value]) -> Value {
    let mut distinct: Vec<Value> = Vec::with_capacity(values.len());
    for value in values {
        if !distinct.contains(value) {
            distinct.push(value.clone());
        }
    }
    Value::Array(distinct)
}

/// `exclusiveMinimum: true` beside `minimum: 1` is `exclusiveMinimum: 1`.
fn own_bounds(members: &Map<String, Value>, out: &mut Map<String, Value>) {
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if members.get(exclusive) == Some(&Value::Bool(true))
            && let Some(value) = out.remove(bound)
        {
            out.insert(exclusive.to_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use codegen::Direction;
    use serde_json::{Value, json};

    use super::Dialect;

    fn translated(version: &str, direction: Direction, schema: &Value) -> Value {
        let document = json!({"openapi": version, "components": {"schemas": {"A": schema}}});
        Dialect::of(&document, direction).document(&document)["components"]["schemas"]["A"].clone()
    }

    #[test]
    fn own_keywords_become_those_of_json_schema() {
        let table = [
            (json!({"type": "string", "nullable": true}), json!({"anyOf": [{"type": "null"}, {"type": "string"}]})),
            (json!({"minimum": 1, "exclusiveMinimum": true}), json!({"exclusiveMinimum": 1})),
            (json!({"minimum": 1, "exclusiveMinimum": false}), json!({"minimum": 1})),
            (json!({"$ref": "#/a", "type": "string"}), json!({"$ref": "#/a"})),
            (json!({"anyOf": [{}, {"nullable": true}]}), json!({"anyOf": [{}, {"type": "null"}]})),
            (json!({"properties": {"nullable": {"example": 1}}}), json!({"properties": {"nullable": {}}})),
            (json!({"type": "file", "required": true, "pattern": "(", "enum": 1, "items": 1}), json!({})),
        ];
        for (schema, expected) in table {
            assert_eq!(translated("3.0.3", Direction::Both, &schema), expected, "{schema}");
        }
        let new = json!({"$ref": "#/a", "type": ["string", "null"], "exclusiveMinimum": 1});
        assert_eq!(translated("3.1.0", Direction::Both, &new), new);
    }

    #[test]
    fn a_name_is_no_keyword() {
        let schema = json!({"type": "string", "nullable": true});
        let named = json!({"schema": {"name": "schema", "in": "query", "schema": schema}});
        let document = json!({"openapi": "3.0.3", "components": {"parameters": named}});
        let translated = Dialect::of(&document, Direction::Request).document(&document);
        let parameter = &translated["components"]["parameters"]["schema"];
        assert_eq!(parameter["schema"]["anyOf"], json!([{"type": "null"}, {"type": "string"}]));
    }

    #[test]
    fn what_does_not_travel_is_not_there() {
        let schema = json!({
            "required": ["a", "b"],
            "properties": {"a": {"readOnly": true}, "b": {"writeOnly": true}, "c": {}},
        });
        let request = json!({"required": ["b"], "properties": {"b": {}, "c": {}}});
        let response = json!({"required": ["a"], "properties": {"a": {}, "c": {}}});
        assert_eq!(translated("3.0.3", Direction::Request, &schema), request);
        assert_eq!(translated("3.0.3", Direction::Response, &schema), response);
    }
}
