//! Makes values that a schema of the document allows.
//!
//! Works on the document as JSON, and knows nothing of what was generated from it.

use std::collections::HashMap;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::{Map, Value, json};

use super::super::reference;
use super::view::View;
use super::{number, pattern, refused, text};

/// Makes values for the schemas of one document; the same for the same document.
pub(crate) struct Sampler<'d> {
    root: &'d Value,
    rng: StdRng,
    /// How often a choice was made at a place, so that all of what can be chosen comes in turn.
    turns: HashMap<Spot, usize>,
    style: Style,
    /// How many values the sample at work may still have.
    budget: usize,
}

/// Where a choice is made: a place, and the last part of what it has come to, if that counts.
type Spot = (*const Value, Option<*const Map<String, Value>>);

/// Schemas on the way from one to the next.
type Line<'d> = Vec<&'d Map<String, Value>>;

/// How much of what may be there is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// What must be.
    Minimal,
    /// All that can be.
    Maximal,
    /// All that can be, and null where that is possible.
    Null,
    /// Now this, now that.
    Mixed,
}

/// The styles of the samples of one schema.
const STYLES: [Style; 8] = [
    Style::Minimal,
    Style::Maximal,
    Style::Null,
    Style::Mixed,
    Style::Mixed,
    Style::Mixed,
    Style::Minimal,
    Style::Maximal,
];
/// A schema with many alternatives gets at most so many samples.
const MOST_SAMPLES: usize = 60;
/// How many values one sample may have.
const BUDGET: usize = 1500;
/// Below this, only what must be there is there.
const DEEP: usize = 4;
/// Below this, a sample is given up.
const TOO_DEEP: usize = 40;
/// How many elements or further properties there are at most, unless more are asked for.
const FEW: usize = 2;

impl<'d> Sampler<'d> {
    /// A sampler for the schemas of `root`, which are all JSON Schema.
    pub(crate) fn new(root: &'d Value) -> Self {
        let rng = StdRng::seed_from_u64(20_240_229);
        Self { root, rng, turns: HashMap::new(), style: Style::Minimal, budget: 0 }
    }

    /// Values of the schema; some may not meet it, where it says more than this looks at.
    pub(crate) fn samples(&mut self, schema: &'d Value) -> Vec<Value> {
        let wanted = STYLES.len().max(2 * self.alternatives(schema, 0)).min(MOST_SAMPLES);
        let mut samples: Vec<Value> = Vec::new();
        for style in STYLES.into_iter().chain([Style::Minimal, Style::Mixed].into_iter().cycle()).take(wanted) {
            self.style = style;
            self.budget = BUDGET;
            if let Some(sample) = self.value(&[schema], 0)
                && !samples.contains(&sample)
            {
                samples.push(sample);
            }
        }
        samples
    }

    /// How many samples it takes to see all that the schema itself leaves open.
    fn alternatives(&self, schema: &'d Value, depth: usize) -> usize {
        let Value::Object(schema) = schema else { return 1 };
        if depth > DEEP {
            return 1;
        }
        let target = schema.get("$ref").and_then(|it| reference::named(self.root, it));
        let referred = target.map_or(1, |target| self.alternatives(target, depth + 1));
        let lists = ["oneOf", "anyOf", "enum"].into_iter().filter_map(|key| schema.get(key)?.as_array());
        let all = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        let joined = all.map(|schema| self.alternatives(schema, depth + 1));
        lists.map(Vec::len).chain(joined).chain([referred]).max().unwrap_or(1)
    }

    /// A value that meets all of `schemas`; none when there seems to be none, or only an endless one.
    fn value(&mut self, schemas: &[&'d Value], depth: usize) -> Option<Value> {
        self.budget = self.budget.checked_sub(1)?;
        if depth > TOO_DEEP {
            return None;
        }
        let mut view = View::default();
        for schema in schemas {
            self.gather(schema, &mut view, depth, &mut Vec::new())?;
        }
        if let Some(values) = view.values() {
            return self.listed(&view, &values);
        }
        let types = view.types();
        let types = self.likely(&types, depth);
        // One count for both, of which the type takes the rest and its values the whole; and one for each alternative: else
        // what goes in step would never come together.
        let turn = self.turn(schemas.first().copied().unwrap_or(self.root), view.parts.last().copied());
        let ty = types.get(turn.checked_rem(types.len())?)?;
        self.of_type(&view, ty, turn / types.len(), depth)
    }

    /// Adds `schema` to the view, with all that it refers to and one alternative of each choice. None when that comes to
    /// nothing; `line` are the schemas that are each nothing but the next one.
    fn gather(&mut self, schema: &'d Value, view: &mut View<'d>, depth: usize, line: &mut Line<'d>) -> Option<()> {
        let members = match schema {
            Value::Bool(true) => return Some(()),
            Value::Object(members) if line.len() < TOO_DEEP => members,
            _ => return None,
        };
        if line.iter().any(|known| std::ptr::eq(*known, members)) {
            return None;
        }
        if view.parts.iter().any(|known| std::ptr::eq(*known, members)) {
            return Some(());
        }
        view.parts.push(members);
        line.push(members);
        if let Some(reference) = members.get("$ref").filter(|it| it.is_string()) {
            let target = reference::named(self.root, reference)?;
            self.gather(target, view, depth, line)?;
        }
        for part in members.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            // A part may ask for the whole again: that is a subtype and its base, which asks for nothing new.
            self.gather(part, view, depth, &mut Vec::new())?;
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(list @ Value::Array(alternatives)) = members.get(key) {
                let chosen = self.choose(list, alternatives, depth);
                self.gather(chosen, view, depth, line)?;
            }
        }
        self.gather_condition(members, view, depth)?;
        line.pop();
        Some(())
    }

    /// Adds a condition with what follows from it, and in every second turn what is asked for without it.
    fn gather_condition(&mut self, members: &'d Map<String, Value>, view: &mut View<'d>, depth: usize) -> Option<()> {
        let Some(condition) = members.get("if") else { return Some(()) };
        let keys = if self.turn(condition, None).is_multiple_of(2) { &["if", "then"][..] } else { &["else"] };
        keys.iter().filter_map(|key| members.get(*key)).try_for_each(|it| self.gather(it, view, depth, &mut Vec::new()))
    }

    /// One alternative: each in its turn, but the plainest where the sample is deep already.
    fn choose(&mut self, place: &'d Value, alternatives: &'d [Value], depth: usize) -> &'d Value {
        let is_null = |schema: &&Value| schema.get("type").is_some_and(|ty| ty == "null");
        let null = alternatives.iter().find(is_null);
        let others: Vec<&Value> = alternatives.iter().filter(|schema| !is_null(schema)).collect();
        if others.is_empty() || (null.is_some() && self.style == Style::Null && depth > 0) {
            return null.unwrap_or(&alternatives[0]);
        }
        let turn = self.turn(place, None);
        if let (Some(null), Style::Mixed) = (null, self.style)
            && turn.is_multiple_of(4)
        {
            return null;
        }
        if depth > DEEP {
            let weight =
                |schema: &&&Value| schema.to_string().len() + if schema.get("$ref").is_some() { 1000 } else { 0 };
            return others.iter().min_by_key(weight).copied().unwrap_or(others[0]);
        }
        others[turn % others.len()]
    }

    /// A count that goes up each time that it is asked for at a place, with this part as what it comes to.
    fn turn(&mut self, place: &Value, part: Option<&Map<String, Value>>) -> usize {
        let turn = self.turns.entry((std::ptr::from_ref(place), part.map(std::ptr::from_ref))).or_default();
        *turn += 1;
        *turn - 1
    }

    fn listed(&mut self, view: &View<'d>, values: &[&'d Value]) -> Option<Value> {
        let types = view.types();
        let fits = |value: &&&Value| match value {
            Value::Null => types.contains(&"null"),
            Value::Bool(_) => types.contains(&"boolean"),
            Value::Number(_) => types.contains(&"number") || types.contains(&"integer"),
            Value::String(_) => types.contains(&"string"),
            Value::Array(_) => types.contains(&"array"),
            Value::Object(_) => types.contains(&"object"),
        };
        let is_typed = view.all("type").next().is_some();
        let fitting: Vec<&Value> = values.iter().filter(|value| !is_typed || fits(value)).copied().collect();
        let first = *fitting.first()?;
        let turn = self.turn(first, None);
        Some(fitting[turn % fitting.len()].clone())
    }

    /// The types that come in turn, of those that are allowed.
    fn likely(&self, types: &[&'static str], depth: usize) -> Vec<&'static str> {
        let others: Vec<&'static str> = types.iter().filter(|ty| **ty != "null").copied().collect();
        let is_null = others.is_empty() || (types.len() > others.len() && self.style == Style::Null && depth > 0);
        match (is_null, types) {
            (_, []) => Vec::new(),
            (true, _) => vec!["null"],
            // Where anything goes, let it be small.
            (false, _) if depth > DEEP && others.len() > 2 => vec!["string", "boolean"],
            (false, _) => others,
        }
    }

    fn of_type(&mut self, view: &View<'d>, ty: &str, turn: usize, depth: usize) -> Option<Value> {
        match ty {
            "null" => Some(Value::Null),
            "boolean" => Some(Value::Bool(turn.is_multiple_of(2))),
            "string" => Some(Value::String(text::sample(&view.text(), turn, &mut self.rng))),
            "array" => self.array(view, turn, depth),
            "object" => self.object(view, depth),
            number => number::sample(&view.number(number), turn, &mut self.rng),
        }
    }

    fn array(&mut self, view: &View<'d>, turn: usize, depth: usize) -> Option<Value> {
        let (least, most) = (view.at_least("minItems"), view.at_most("maxItems").unwrap_or(usize::MAX));
        let prefix: Vec<&'d Value> = view.all("prefixItems").filter_map(Value::as_array).flatten().collect();
        let rest: Vec<&'d Value> = view.all("items").filter(|items| !items.is_array()).collect();
        // Every second list has one element, which is easily taken for no list.
        let few = if turn.is_multiple_of(2) { FEW } else { 1 };
        let wanted = if self.wants_more(depth) { few.max(prefix.len()) } else { 0 };
        let wanted = wanted.max(least).min(most);
        let is_unique = view.all("uniqueItems").any(|unique| unique == &Value::Bool(true));
        let mut items: Vec<Value> = Vec::with_capacity(wanted.min(100));
        for at in 0..wanted {
            let tries = if is_unique { 5 } else { 1 };
            let schemas = prefix.get(at).map_or_else(|| rest.clone(), |schema| vec![*schema]);
            let item =
                (0..tries).find_map(|_| self.value(&schemas, depth + 1).filter(|it| !is_unique || !items.contains(it)));
            match item {
                Some(item) => items.push(item),
                None if at < least => return None,
                None => break,
            }
        }
        Some(Value::Array(items))
    }

    fn object(&mut self, view: &View<'d>, depth: usize) -> Option<Value> {
        let required = view.required();
        let properties = view.properties();
        let mut members = Map::new();
        let most = view.at_most("maxProperties").unwrap_or(usize::MAX);
        for name in &required {
            let schemas = properties.iter().find(|(known, _)| known == name).map_or(&[][..], |(_, schemas)| schemas);
            let value = self.value(schemas, depth + 1)?;
            members.insert((*name).to_owned(), value);
        }
        for (name, schemas) in &properties {
            let is_wanted = members.len() < most && !members.contains_key(*name) && view.allows(name);
            if is_wanted
                && self.wants_more(depth)
                && let Some(value) = self.value(schemas, depth + 1)
            {
                members.insert((*name).to_owned(), value);
            }
        }
        self.further(view, &mut members, most, depth)?;
        for (name, schema) in self.refused(view) {
            let is_free = !properties.iter().any(|(known, _)| *known == name);
            members.extend(refused::value(schema).filter(|_| is_free).map(|value| (name.to_owned(), value)));
        }
        Some(Value::Object(members))
    }

    /// The properties that no value may have as they are described, each with its schema.
    fn refused(&self, view: &View<'d>) -> Vec<(&'d str, &'d Value)> {
        let target = |schema: &'d Value| match schema.get("$ref").filter(|it| it.is_string()) {
            Some(reference) => reference::named(self.root, reference),
            None => Some(schema),
        };
        let properties = view.all("not").filter_map(target).filter_map(|it| it.get("properties")?.as_object());
        properties.filter_map(|it| it.iter().next()).map(|(name, schema)| (name.as_str(), schema)).collect()
    }

    /// Adds properties that the schema does not name, where it says what they are.
    fn further(&mut self, view: &View<'d>, members: &mut Map<String, Value>, most: usize, depth: usize) -> Option<()> {
        let least = view.at_least("minProperties");
        let patterns = view.all("patternProperties").filter_map(Value::as_object).flatten();
        for (key, schema) in patterns {
            if self.wants_more(depth) && members.len() < most {
                let name = pattern::string(key, 1, 60, &mut self.rng).unwrap_or_default();
                if let Some(value) = self.value(&[schema], depth + 1) {
                    members.insert(name, value);
                }
            }
        }
        let Some(schemas) = view.additional() else { return Some(()) };
        let wanted = if self.wants_more(depth) { members.len() + FEW } else { 0 }.max(least).min(most);
        let names: Vec<&'d Value> = view.all("propertyNames").collect();
        for at in 0..wanted.saturating_sub(members.len()) {
            let name = if names.is_empty() { None } else { self.value(&names, TOO_DEEP) };
            let name = name.as_ref().and_then(Value::as_str).map_or_else(|| format!("extra {at}"), str::to_owned);
            let value = if schemas.is_empty() { Some(json!(at)) } else { self.value(&schemas, depth + 1) };
            match value {
                Some(value) => _ = members.insert(name, value),
                None if members.len() < least => return None,
                None => break,
            }
        }
        Some(())
    }

    /// Whether what may be left out is there.
    fn wants_more(&mut self, depth: usize) -> bool {
        use rand::RngExt as _;
        match self.style {
            Style::Minimal => false,
            _ if depth > DEEP || self.budget < BUDGET / 4 => false,
            Style::Maximal | Style::Null => true,
            Style::Mixed => self.rng.random_bool(0.5),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Sampler;

    fn samples(schema: &Value) -> Vec<Value> {
        Sampler::new(&Value::Null).samples(schema)
    }

    #[test]
    fn all_types_and_all_their_values_come() {
        let samples = samples(&json!({"type": ["boolean", "string"], "format": "duration"}));
        for expected in [json!(true), json!(false), json!("P1DT2H"), json!("PT0.5S")] {
            assert!(samples.contains(&expected), "{expected} is not in {samples:?}");
        }
        let samples = self::samples(&json!({"oneOf": [{"type": "boolean"}, {"type": "string", "maxLength": 1}]}));
        for expected in [json!(true), json!(false)] {
            assert!(samples.contains(&expected), "{expected} is not in {samples:?}");
        }
    }

    #[test]
    fn a_condition_is_met_and_is_not() {
        let schema = json!({"if": {"maxLength": 4}, "then": {"const": "yes"}, "else": {"const": "other"}});
        assert_eq!(samples(&schema), [json!("yes"), json!("other")]);
    }

    #[test]
    fn what_must_not_be_as_described_is_different() {
        let root = json!({"A": {"properties": {"$ref": {"type": "string"}}}});
        let schema = json!({"type": "object", "not": {"$ref": "#/A"}});
        assert_eq!(Sampler::new(&root).samples(&schema)[0], json!({"$ref": 1}));
    }

    #[test]
    fn some_lists_have_one_element() {
        let lists = samples(&json!({"type": "array", "uniqueItems": true, "items": {"type": "string"}}));
        let has = |length| lists.iter().any(|list| list.as_array().map(Vec::len) == Some(length));
        assert!((0..=2).all(has), "{lists:?}");
    }
}
