//! The schemas of server-sent events, whose `data` may be said to be JSON.
//!
//! The client reads such data as JSON, so that the schema of what the JSON holds takes the place of that of its text.

use super::super::here::Here;
use super::super::members::Members;
use crate::diagnostics::Report;
use crate::source::Value;

/// The schema of an event with that of the JSON in its `data`, which it or its alternatives may describe.
pub(super) fn decoded<'a>(event: Value<'a>, here: &Here<'_>, report: &mut Report) -> Value<'a> {
    Events { here, report }.decoded(&event, &[]).unwrap_or(event)
}

struct Events<'e> {
    /// The media type.
    here: &'e Here<'e>,
    report: &'e mut Report,
}

impl Events<'_> {
    /// The schema at `path` in that of the event; none where no data is said to be JSON.
    fn decoded<'a>(&mut self, event: &Value<'a>, path: &[&str]) -> Option<Value<'a>> {
        let Value::Object(event) = event else { return None };
        let mut event = Members::from(event.clone());
        if let Some(content) = json(&event) {
            self.set_data(&mut event, content, path, &[path, &DATA, &["contentSchema"]].concat());
            return Some(event.into_value());
        }
        let mut is_decoded = false;
        for key in ["oneOf", "anyOf", "allOf"] {
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

    /// Gives the schema at `path` that of its data, which was written at `from`.
    fn set_data<'a>(&mut self, event: &mut Members<'a>, content: Value<'a>, path: &[&str], from: &[&str]) {
        let mut properties = match event.take("properties") {
            Some(Value::Object(properties)) => Members::from(properties),
            _ => Members::new(),
        };
        properties.set("data", content);
        event.set("properties", properties.into_value());
        let (to, from) = ([&["x-itemSchema"], path, &DATA].concat(), [&["itemSchema"], from].concat());
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
