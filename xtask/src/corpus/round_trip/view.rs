//! Several schemas that a value must meet at once, as one: what `allOf`, `$ref` and a chosen alternative come to.

use serde_json::{Map, Value};

use super::number::{self, Edge, Kind};
use super::text;

/// The schemas, none of which is a mere reference.
#[derive(Debug, Default)]
pub(super) struct View<'d> {
    pub(super) parts: Vec<&'d Map<String, Value>>,
}

/// The types that JSON Schema tells apart, in the order in which they are tried when a schema names none.
pub(super) const TYPES: [&str; 7] = ["object", "array", "string", "integer", "number", "boolean", "null"];

impl<'d> View<'d> {
    /// All values of a keyword.
    pub(super) fn all(&self, key: &str) -> impl Iterator<Item = &'d Value> {
        self.parts.iter().filter_map(move |part| part.get(key))
    }

    /// The types that the value may have.
    pub(super) fn types(&self) -> Vec<&'static str> {
        let mut types = TYPES.to_vec();
        for named in self.all("type") {
            let named: Vec<&str> = match named {
                Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
                single => single.as_str().into_iter().collect(),
            };
            let is_named = |ty: &&'static str| named.contains(ty) || (*ty == "integer" && named.contains(&"number"));
            types.retain(is_named);
        }
        if let Some(number) = self.number_or_digits() {
            types.retain(|ty| *ty == number || (*ty == "null" && self.all("type").next().is_some()));
        } else if self.all("type").next().is_none() {
            let implied = self.implied();
            types.retain(|ty| implied.is_empty() || implied.contains(ty));
        }
        // An integer is a number, so it need not be tried on its own.
        if types.contains(&"number") {
            types.retain(|ty| *ty != "integer");
        }
        types
    }

    /// The type of a number that may also come as its digits, as .NET describes all of its numbers. The number is what is sent,
    /// as the generator says.
    fn number_or_digits(&self) -> Option<&'static str> {
        let is_of_dot_net = |pattern: &str| pattern.trim_start_matches(['^', '-', '?']).starts_with("(?:0|[1-9]\\d*)");
        let has_digits = self.all("pattern").filter_map(Value::as_str).any(is_of_dot_net);
        let format = self.all("format").find_map(Value::as_str).filter(|_| has_digits)?;
        let is_integer = format.trim_start_matches('u').starts_with("int");
        (is_integer || matches!(format, "float" | "double")).then_some(if is_integer { "integer" } else { "number" })
    }

    /// The types that the keywords are about, when none is named.
    fn implied(&self) -> Vec<&'static str> {
        let has = |keys: &[&str]| keys.iter().any(|key| self.all(key).next().is_some());
        let table = [
            ("object", &["properties", "additionalProperties", "required", "minProperties", "patternProperties"][..]),
            ("array", &["items", "prefixItems", "minItems", "maxItems", "uniqueItems"]),
            ("string", &["pattern", "format", "minLength", "maxLength"]),
            ("number", &["minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"]),
        ];
        table.into_iter().filter(|(_, keys)| has(keys)).map(|(ty, _)| ty).collect()
    }

    /// The values that are allowed, when they are listed.
    pub(super) fn values(&self) -> Option<Vec<&'d Value>> {
        let consts = self.all("const").map(|value| vec![value]);
        let lists = self.all("enum").filter_map(Value::as_array).map(|list| list.iter().collect());
        consts.chain(lists).reduce(|mut common: Vec<&Value>, list| {
            common.retain(|value| list.contains(value));
            common
        })
    }

    /// The names of all properties with the schemas that each must meet, in the order of the document.
    pub(super) fn properties(&self) -> Vec<(&'d str, Vec<&'d Value>)> {
        let mut found: Vec<(&str, Vec<&Value>)> = Vec::new();
        for (name, schema) in self.all("properties").filter_map(Value::as_object).flatten() {
            match found.iter_mut().find(|(known, _)| known == name) {
                Some((_, schemas)) => schemas.push(schema),
                None => found.push((name, vec![schema])),
            }
        }
        found
    }

    /// The names that must be there.
    pub(super) fn required(&self) -> Vec<&'d str> {
        self.all("required").filter_map(Value::as_array).flatten().filter_map(Value::as_str).collect()
    }

    /// Whether every part that allows no further properties knows this one.
    pub(super) fn allows(&self, name: &str) -> bool {
        let knows = |part: &Map<String, Value>| part.get("properties").is_some_and(|it| it.get(name).is_some());
        self.parts.iter().all(|part| part.get("additionalProperties") != Some(&Value::Bool(false)) || knows(part))
    }

    /// The schemas of further properties; none when there are to be none.
    ///
    /// A type for them has to be given: what is only not forbidden may be dropped on the way. An object that says
    /// nothing of properties is all about further ones, unlike one whose properties all travel the other way.
    pub(super) fn additional(&self) -> Option<Vec<&'d Value>> {
        let given: Vec<&Value> = self.all("additionalProperties").collect();
        if given.contains(&&Value::Bool(false)) {
            return None;
        }
        let typed: Vec<&Value> =
            given.iter().copied().filter(|it| it.as_object().is_some_and(|it| !it.is_empty())).collect();
        (!typed.is_empty() || self.all("properties").next().is_none()).then_some(typed)
    }

    /// The greatest lower bound of a count.
    pub(super) fn at_least(&self, key: &str) -> usize {
        self.all(key).filter_map(Value::as_f64).fold(0.0, f64::max) as usize
    }

    /// The least upper bound of a count.
    pub(super) fn at_most(&self, key: &str) -> Option<usize> {
        self.all(key).filter_map(Value::as_f64).reduce(f64::min).map(|most| most as usize)
    }

    /// What a string must be like.
    pub(super) fn text(&self) -> text::Demands<'d> {
        text::Demands {
            format: self.all("format").chain(self.all("contentEncoding")).find_map(Value::as_str),
            pattern: self.all("pattern").find_map(Value::as_str),
            min: self.at_least("minLength"),
            max: self.at_most("maxLength"),
        }
    }

    /// What a number of this type must be like.
    pub(super) fn number(&self, ty: &str) -> number::Demands {
        let format = self.all("format").find_map(Value::as_str);
        let bounds = |key: &str, edge: Edge| {
            self.all(key).filter_map(Value::as_f64).map(move |bound| (bound, edge)).collect::<Vec<_>>()
        };
        let tightest = |inclusive: &str, exclusive: &str, sign: f64| {
            let all = [bounds(exclusive, Edge::Exclusive), bounds(inclusive, Edge::Inclusive)].concat();
            all.into_iter().reduce(|best, next| if next.0 * sign > best.0 * sign { next } else { best })
        };
        let is_integer = ty == "integer" || format.is_some_and(number::is_of_integers);
        let kind = if is_integer { number::range(format) } else { Kind::Float };
        let steps = || self.all("multipleOf").filter_map(Value::as_f64);
        number::Demands {
            kind,
            min: tightest("minimum", "exclusiveMinimum", 1.0),
            max: tightest("maximum", "exclusiveMaximum", -1.0),
            multiple_of: number::common_multiple(steps(), kind).or_else(|| steps().next()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::View;

    #[test]
    fn what_says_nothing_of_properties_has_further_ones() {
        let further = |schema| {
            let serde_json::Value::Object(members) = schema else { return None };
            View { parts: vec![&members] }.additional().map(|schemas| schemas.len())
        };
        assert_eq!(further(json!({"type": "object"})), Some(0));
        assert_eq!(further(json!({"additionalProperties": {"type": "string"}, "properties": {"a": {}}})), Some(1));
        assert_eq!(further(json!({"additionalProperties": true, "properties": {"a": {}}})), None);
        // So much is left of an object whose properties all travel the other way.
        assert_eq!(further(json!({"properties": {}})), None);
    }
}
