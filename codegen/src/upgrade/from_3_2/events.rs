//! The schemas of server-sent events, whose `data` may be said to be JSON.
//!
//! The client reads such data as JSON, so that the schema of what the JSON holds takes the place of that of its text.

use std::collections::{BTreeMap, BTreeSet};

use super::super::here::Here;
use super::super::members::Members;
use crate::diagnostics::Report;
use crate::pointer::Pointer;
use crate::source::Value;

/// What the document has among its components for events, by the text of a reference to it.
#[derive(Default)]
pub(super) struct Shared<'a> {
    /// The schemas that describe nothing else.
    pub(super) events: BTreeSet<String>,
    /// The schemas that others say more about, beside the reference.
    bases: BTreeMap<String, Members<'a>>,
}

impl<'a> Shared<'a> {
    /// Finds them.
    pub(super) fn of(tree: &Value<'a>) -> Self {
        let mut uses = Uses { tree, all: BTreeMap::new(), events: BTreeMap::new(), bases: BTreeMap::new() };
        uses.count(tree);
        let Uses { tree: _, all, events, bases } = uses;
        let events = events.into_iter().filter(|(text, count)| all.get(text) == Some(count));
        Self { events: events.map(|(text, _)| text.to_owned()).collect(), bases }
    }
}

/// How often each component is referred to.
struct Uses<'t, 'a> {
    tree: &'t Value<'a>,
    all: BTreeMap<&'t str, usize>,
    /// By the schemas of events alone.
    events: BTreeMap<&'t str, usize>,
    bases: BTreeMap<String, Members<'a>>,
}

impl<'t, 'a> Uses<'t, 'a> {
    /// Counts the references in `value`. As deep as the tree, which the source bounds.
    fn count(&mut self, value: &'t Value<'a>) {
        match value {
            Value::Object(members) => {
                if let Some(text) = reference(value) {
                    *self.all.entry(text).or_default() += 1;
                }
                for (key, member) in members.iter() {
                    if let Some(item) = member.get("itemSchema").filter(|_| key.starts_with("text/event-stream")) {
                        self.count_events(item);
                    }
                    self.count(member);
                }
            }
            Value::Array(elements) => elements.iter().for_each(|element| self.count(element)),
            _ => {}
        }
    }

    /// Counts the references through which `schema` describes events.
    fn count_events(&mut self, schema: &'t Value<'a>) {
        let mut open = vec![schema];
        while let Some(schema) = open.pop() {
            let target = reference(schema).and_then(|text| Some((text, component(self.tree, text)?)));
            if let Some((text, target)) = target {
                if matches!(schema, Value::Object(members) if members.keys().any(|key| key != "$ref")) {
                    if let Value::Object(base) = target {
                        self.bases.insert(text.to_owned(), base.clone().into());
                    }
                    continue;
                }
                let count = self.events.entry(text).or_default();
                *count += 1;
                if *count == 1 {
                    open.push(target);
                }
            }
            let parts = CHOICES.iter().filter_map(|key| match schema.get(key) {
                Some(Value::Array(parts)) => Some(parts),
                _ => None,
            });
            open.extend(parts.flatten());
        }
    }
}

const CHOICES: [&str; 3] = ["oneOf", "anyOf", "allOf"];

fn reference<'t>(value: &'t Value<'_>) -> Option<&'t str> {
    value.get("$ref").and_then(Value::as_text)
}

fn component<'t, 'a>(tree: &'t Value<'a>, text: &str) -> Option<&'t Value<'a>> {
    let at = Pointer::parse_fragment(text)?;
    match at.tokens()[..] {
        ["components", "schemas", name] => tree.get("components")?.get("schemas")?.get(name),
        _ => None,
    }
}

/// The schema of an event, which stands below `here`, with that of the JSON in its `data`, which it or its alternatives may
/// describe.
pub(super) fn decoded<'a>(
    event: Value<'a>,
    shared: &Shared<'a>,
    here: &Here<'_>,
    place: &Place<'_>,
    report: &mut Report,
) -> Value<'a> {
    Events { shared, here, place, report, open: Vec::new(), taken_in: 0 }.decoded(&event, &[]).unwrap_or(event)
}

/// Where the schema of an event stands below what the walk has come to.
pub(super) struct Place<'p> {
    pub(super) new: &'p [&'p str],
    pub(super) old: &'p [&'p str],
}

struct Events<'e, 'a> {
    shared: &'e Shared<'a>,
    here: &'e Here<'e>,
    place: &'e Place<'e>,
    report: &'e mut Report,
    /// The bases that what is looked at stands in: a base may have an alternative that refers to it.
    open: Vec<String>,
    /// How many bases were taken in.
    taken_in: usize,
}

/// More bases than this are not taken in: alternatives may refer to each other in more ways than anyone can count.
const MOST_BASES: usize = 500;

impl<'a> Events<'_, 'a> {
    /// The schema at `path` in that of the event; none where no data is said to be JSON.
    fn decoded(&mut self, event: &Value<'a>, path: &[&str]) -> Option<Value<'a>> {
        let Value::Object(event) = event else { return None };
        let open = self.open.len();
        let event = self.with_base(Members::from(event.clone()));
        let decoded = self.decoded_whole(event, path);
        self.open.truncate(open);
        decoded
    }

    /// The same for a schema that has taken its base in.
    fn decoded_whole(&mut self, mut event: Members<'a>, path: &[&str]) -> Option<Value<'a>> {
        if let Some(content) = json(&event) {
            self.set_data(&mut event, content, path, &[path, &DATA, &["contentSchema"]].concat());
            return Some(event.into_value());
        }
        let mut is_decoded = false;
        for key in CHOICES {
            let Some(Value::Array(parts)) = event.get(key) else { continue };
            let mut parts = parts.clone();
            let decoded: Vec<_> = (0..parts.len())
                .map(|index| self.decoded(&parts[index], &[path, &[key, &index.to_string()]].concat()))
                .collect();
            if decoded.iter().all(Option::is_none) {
                continue;
            }
            is_decoded = true;
            // What all alternatives have in common would forbid the JSON: it is about the text of the others.
            let common = take_data(&mut event).filter(|_| key != "allOf");
            for (index, (part, decoded)) in parts.iter_mut().zip(decoded).enumerate() {
                match (decoded, &common, &mut *part) {
                    (Some(decoded), ..) => *part = decoded,
                    (None, Some(common), Value::Object(object)) if object.get("$ref").is_none() => {
                        let mut members = Members::from(object.clone());
                        let index = index.to_string();
                        let place = [path, &[key, &index]].concat();
                        if data(&members).is_none() {
                            self.set_data(&mut members, common.clone(), &place, &[path, &DATA].concat());
                        }
                        *part = members.into_value();
                    }
                    _ => {}
                }
            }
            event.set(key, Value::Array(parts));
        }
        is_decoded.then(|| event.into_value())
    }

    /// An event with what the schema says that it refers to and says more about: together they are one.
    fn with_base(&mut self, event: Members<'a>) -> Members<'a> {
        let base = event.text("$ref").and_then(|text| self.shared.bases.get_key_value(text));
        let Some((name, base)) = base.filter(|_| event.keys().any(|key| key != "$ref")) else { return event };
        if self.taken_in == MOST_BASES || self.open.contains(name) {
            return event;
        }
        self.taken_in += 1;
        self.open.push(name.clone());
        let mut whole = base.clone();
        for (key, value) in event.into_list().into_iter().filter(|(key, _)| key != "$ref") {
            let value = match (whole.take(&key), value) {
                (Some(Value::Object(base)), Value::Object(own)) if key == "properties" => {
                    let mut members = Members::from(base);
                    own.into_members().into_iter().for_each(|(name, schema)| members.set(name, schema));
                    members.into_value()
                }
                (Some(Value::Array(base)), Value::Array(own)) if key == "required" => {
                    Value::Array(base.into_iter().chain(own).collect())
                }
                (_, value) => value,
            };
            whole.set(key, value);
        }
        whole
    }

    /// Gives the schema at `path` that of its data, which was written at `from`.
    fn set_data(&mut self, event: &mut Members<'a>, content: Value<'a>, path: &[&str], from: &[&str]) {
        let mut properties = match event.take("properties") {
            Some(Value::Object(properties)) => Members::from(properties),
            _ => Members::new(),
        };
        properties.set("data", content);
        event.set("properties", properties.into_value());
        let (to, from) = ([self.place.new, path, &DATA].concat(), [self.place.old, from].concat());
        self.here.moved(&to, &from, self.report);
    }
}

const DATA: [&str; 2] = ["properties", "data"];

fn data<'m, 'a>(event: &'m Members<'a>) -> Option<&'m Value<'a>> {
    event.get("properties").and_then(|properties| properties.get("data"))
}

/// The schema of the JSON that the data is said to be.
fn json<'a>(event: &Members<'a>) -> Option<Value<'a>> {
    let data = data(event)?;
    let media_type = data.get("contentMediaType").and_then(Value::as_text)?;
    data.get("contentSchema").filter(|_| media_type.ends_with("json")).cloned()
}

fn take_data<'a>(event: &mut Members<'a>) -> Option<Value<'a>> {
    let Some(Value::Object(properties)) = event.get("properties") else { return None };
    let mut properties = Members::from(properties.clone());
    let data = properties.take("data")?;
    event.set("properties", properties.into_value());
    Some(data)
}

#[cfg(test)]
mod tests {
    use super::super::super::check::check;

    /// Each line stands for a document with an event of this schema, the content of another reply, and this shared schema `E`,
    /// of which the first and the last are to become something else.
    fn check_events(table: &[([&str; 3], [&str; 2])]) {
        let json = "data: {type: string, contentMediaType: application/json, contentSchema: {const: a}}";
        let decoded = "data: {enum: [a], type: string}";
        for ([item, other, shared], [new_item, new_shared]) in table {
            let paths = |key: &str, item: &str| {
                format!(
                    "/a: {{get: {{responses: {{'200': {{description: d, content: {{text/event-stream: {{{key}: {{{item}}}}}, a/b: {{schema: {{{other}}}}}}}}}}}}}}}"
                )
            };
            let before = format!(
                "openapi: 3.2.0\npaths: {{{}}}\ncomponents: {{schemas: {{E: {{{shared}}}}}}}",
                paths("itemSchema", item)
            );
            let after = format!(
                "openapi: 3.0.3, paths: {{{}}}, components: {{schemas: {{E: {{{new_shared}}}}}}}",
                paths("x-itemSchema", new_item)
            );
            check(&[(&before.replace("JSON", json), &after.replace("JSON", decoded))]);
        }
    }

    #[test]
    fn shared_events_are_decoded() {
        let reference = "$ref: '#/components/schemas/E'";
        let as_text = "properties: {data: {type: string, x-contentMediaType: application/json, x-contentSchema: {enum: [a], type: string}}}";
        check_events(&[
            ([reference, "", "properties: {JSON}"], [reference, "properties: {JSON}"]),
            ([reference, "", "oneOf: [{properties: {JSON}}]"], [reference, "oneOf: [{properties: {JSON}}]"]),
            // What is something else besides is left as it is: there, data is text.
            ([reference, reference, "properties: {JSON}"], [reference, as_text]),
        ]);
    }

    #[test]
    fn an_event_that_says_more_about_another_is_one_with_it() {
        check_events(&[(
            [
                "$ref: '#/components/schemas/E', required: [event], oneOf: [{required: [id]}, {properties: {JSON}}]",
                "",
                "required: [data], properties: {event: {type: string}, data: {type: string}}",
            ],
            [
                "properties: {event: {type: string}}, required: [data, event], oneOf: [{required: [id], properties: {data: {type: string}}}, {properties: {JSON}}]",
                "required: [data], properties: {event: {type: string}, data: {type: string}}",
            ],
        )]);
    }
}
