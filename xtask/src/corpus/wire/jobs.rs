//! What is to be called, with which values, and how the server is to answer: one call for each declared reply.

use std::collections::HashMap;

use codegen::{Call, Direction, Pointer};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::reference::find;
use super::super::round_trip::{Dialect, Oracle, Sampler};
use super::body::{Format, essence};
use super::examples;
use super::http;
use super::operations::{Body, Content, Operation, Parameter, Place, Reply, Walk};
use super::request::Wanted;
use super::style::Style;
use crate::failure::Failure;

/// A value, with the place and the name of its parameter.
type Argument = (Place, String, Value);

/// A call, as the calling program gets it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Job {
    /// The operation, by its pointer.
    pub(super) operation: String,
    /// The values of parameters.
    pub(super) arguments: Vec<Argument>,
    /// The content type of the body, and its value.
    pub(super) body: Option<(String, Value)>,
    /// How the reply is read.
    pub(super) reading: Reading,
}

/// How a reply is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reading {
    Whole,
    ItemByItem,
}

/// A call, and what the server makes of it.
pub(super) struct Plan<'d> {
    pub(super) job: Job,
    pub(super) operation: usize,
    pub(super) wanted: Wanted,
    pub(super) reply: http::Reply,
    /// The status as the document has it, for reports; none where it declares no reply.
    pub(super) status: Option<&'d str>,
}

/// Plans the calls of all operations. `requests` and `replies` are `document` with its schemas translated for the one and
/// the other direction.
pub(super) struct Planner<'d> {
    operations: &'d [Operation<'d>],
    /// The content type of which an operation's replies can be read item by item.
    streams: HashMap<Pointer, String>,
    requests: Side<'d>,
    replies: Side<'d>,
}

/// Samples for one direction.
struct Side<'d> {
    /// The document as it was written.
    written: &'d Value,
    document: &'d Value,
    oracle: Oracle<'d>,
    sampler: Sampler<'d>,
    known: HashMap<Pointer, Vec<Value>>,
}

impl<'d> Side<'d> {
    fn new(written: &'d Value, document: &'d Value) -> Result<Self, Failure> {
        let (oracle, sampler) = (Oracle::new(document)?, Sampler::new(document));
        Ok(Self { written, document, oracle, sampler, known: HashMap::new() })
    }

    /// Values of the schema that the oracle confirms; none where there is no such value.
    fn values(&mut self, schema: &Pointer) -> &[Value] {
        if !self.known.contains_key(schema) {
            let judge = self.oracle.judge(schema);
            let found = find(self.document, schema);
            let mut values = found.map(|found| self.sampler.samples(found)).unwrap_or_default();
            let is_valid = |value: &Value| judge.as_ref().is_none_or(|judge| judge.is_valid(value));
            values.retain(is_valid);
            if values.is_empty() {
                values.extend(examples::of(self.written, schema).into_iter().filter(is_valid));
            }
            self.known.insert(schema.clone(), values);
        }
        &self.known[schema]
    }
}

/// The document for both directions.
pub(super) fn translated(document: &Value) -> [Value; 2] {
    [Direction::Request, Direction::Response].map(|way| Dialect::of(document, way).document(document))
}

impl<'d> Planner<'d> {
    pub(super) fn new(
        operations: &'d [Operation<'d>],
        calls: &[Call],
        document: &'d Value,
        [requests, replies]: [&'d Value; 2],
    ) -> Result<Self, Failure> {
        let streams = calls.iter().filter_map(|call| Some((call.pointer.clone(), call.stream.clone()?)));
        Ok(Self {
            operations,
            streams: streams.collect(),
            requests: Side::new(document, requests)?,
            replies: Side::new(document, replies)?,
        })
    }

    /// The calls of the operation at `index`; else why there are none.
    pub(super) fn plans(&mut self, index: usize) -> Result<Vec<Plan<'d>>, String> {
        let operations = self.operations;
        let operation = &operations[index];
        let replies = operation.replies.iter().flat_map(|reply| {
            let contents: Vec<Option<&Content<'_>>> =
                if reply.contents.is_empty() { vec![None] } else { reply.contents.iter().map(Some).collect() };
            contents.into_iter().map(move |content| (reply, content))
        });
        let mut plans: Vec<Plan<'d>> = replies
            .enumerate()
            .filter_map(|(turn, (reply, content))| {
                let sent = self.reply(operation, reply, content, turn)?;
                self.plan(index, turn, sent, Some(reply.status)).ok()
            })
            .collect();
        if plans.is_empty() {
            plans.push(self.plan(index, 0, http::Reply { status: 200, ..http::Reply::default() }, None)?);
        }
        Ok(plans)
    }

    /// A call; else what there is no value for.
    fn plan(
        &mut self,
        index: usize,
        turn: usize,
        reply: http::Reply,
        status: Option<&'d str>,
    ) -> Result<Plan<'d>, String> {
        let operation = &self.operations[index];
        let (arguments, wanted) = self.arguments(operation, turn)?;
        let body = wanted.body.as_ref().map(|(at, value)| {
            let media_type = operation.body.as_ref().map_or("", |body| body.contents[*at].media_type);
            (media_type.to_owned(), value.clone())
        });
        let reading = match (self.streams.get(&operation.pointer), &reply.content_type) {
            (Some(stream), Some(content_type)) if essence(stream) == essence(content_type) => Reading::ItemByItem,
            _ => Reading::Whole,
        };
        let job = Job { operation: operation.pointer.to_string(), arguments, body, reading };
        Ok(Plan { job, operation: index, wanted, reply, status })
    }

    /// The values of a call: required ones always, others in every second call. Else what has none.
    fn arguments(&mut self, operation: &Operation<'_>, turn: usize) -> Result<(Vec<Argument>, Wanted), String> {
        let mut named = Vec::new();
        let mut wanted = Wanted::default();
        for parameter in &operation.parameters {
            let is_given = parameter.is_required || turn.is_multiple_of(2);
            let value = if is_given { self.argument(parameter, turn) } else { None };
            if value.is_none() && parameter.is_required {
                return Err(format!("there is no value to send for the required parameter `{}`", parameter.name));
            }
            named.extend(value.clone().map(|value| (parameter.place, parameter.name.to_owned(), value)));
            wanted.arguments.push(value);
        }
        wanted.body = match &operation.body {
            Some(body) if body.is_required || turn.is_multiple_of(2) => match self.body(body, turn) {
                None if body.is_required => {
                    let media_type = body.contents[turn % body.contents.len()].media_type;
                    return Err(format!("there is no value to send as the required body `{media_type}`"));
                }
                body => body,
            },
            _ => None,
        };
        Ok((named, wanted))
    }

    /// A value that can be told from none: null has no text, and neither has a path or a header that is empty.
    fn argument(&mut self, parameter: &Parameter<'_>, turn: usize) -> Option<Value> {
        let fits = |value: &&Value| !value.is_null() && is_sendable(parameter, value);
        let Some(schema) = &parameter.schema else { return Some(json!("text")) };
        let values: Vec<&Value> = self.requests.values(schema).iter().filter(fits).collect();
        (!values.is_empty()).then(|| values[turn % values.len()].clone())
    }

    fn body(&mut self, body: &Body<'_>, turn: usize) -> Option<(usize, Value)> {
        let at = turn % body.contents.len();
        let content = &body.contents[at];
        if !content.fields.is_empty() {
            let mut members = serde_json::Map::new();
            for field in &content.fields {
                match self.argument(field, turn) {
                    Some(value) => drop(members.insert(field.name.to_owned(), value)),
                    None if field.is_required => return None,
                    None => {}
                }
            }
            return Some((at, Value::Object(members)));
        }
        let Some(schema) = &content.schema else { return Some((at, json!("text"))) };
        let values = self.requests.values(schema);
        (!values.is_empty()).then(|| (at, values[turn % values.len()].clone()))
    }

    fn reply(
        &mut self,
        operation: &Operation<'_>,
        reply: &Reply<'_>,
        content: Option<&Content<'_>>,
        turn: usize,
    ) -> Option<http::Reply> {
        let status = status(operation, reply.status)?;
        let Some(content) = content else { return Some(http::Reply { status, ..http::Reply::default() }) };
        let value = match &content.schema {
            Some(schema) => {
                let mut values: Vec<&Value> = self.replies.values(schema).iter().collect();
                // An event without data is none, so that only those with some tell what the schema is about.
                if Format::of(&essence(content.media_type)) == Format::Events && values.iter().any(|it| is_event(it)) {
                    values.retain(|value| is_event(value));
                }
                (*values.get(turn % values.len().max(1))?).clone()
            }
            None => json!({}),
        };
        let content_type = content.media_type.replace('*', "json");
        let body = written(&content_type, &value);
        Some(http::Reply { status, content_type: Some(content_type), body })
    }
}

/// Whether there is a way to write the value, so that it arrives as it was: the standard has none for parts within parts,
/// for parts that hold what separates them, for null and for what is empty, except in JSON.
fn is_sendable(parameter: &Parameter<'_>, value: &Value) -> bool {
    if parameter.style == Style::Json {
        return is_text(parameter.place, &Value::String(value.to_string()));
    }
    let is_part = |part: &Value| match part {
        Value::Array(_) | Value::Object(_) => parameter.style == Style::DeepObject && is_sendable(parameter, part),
        part => {
            !part.is_null()
                && is_text(parameter.place, part)
                && !holds_separator(parameter, part)
                && !ends_cookie(parameter, part)
        }
    };
    let is_key = |key: &String| is_part(&Value::String(key.clone()));
    match value {
        // A list of one empty text is written as one without elements.
        Value::Array(list) => list.iter().any(|part| part != "") && list.iter().all(is_part),
        Value::Object(members) => !members.is_empty() && members.keys().all(is_key) && members.values().all(is_part),
        value => is_text(parameter.place, value) && !ends_cookie(parameter, value),
    }
}

/// Whether the text would end a cookie in which nothing is encoded.
fn ends_cookie(parameter: &Parameter<'_>, text: &Value) -> bool {
    parameter.style == Style::Cookie && text.as_str().is_some_and(|text| text.contains(';'))
}

/// Whether the text of a part has the character in it that the style puts between parts, where encoding it helps nobody.
fn holds_separator(parameter: &Parameter<'_>, part: &Value) -> bool {
    let separator = match (parameter.style, parameter.place) {
        (Style::SpaceDelimited, _) => ' ',
        (Style::PipeDelimited, _) => '|',
        (Style::TabDelimited, _) => '\t',
        (Style::Simple, Place::Header) | (Style::Cookie, _) => ',',
        _ => return false,
    };
    part.as_str().is_some_and(|text| text.contains(separator))
}

/// Whether the place can hold the text of a value without parts.
fn is_text(place: Place, value: &Value) -> bool {
    match (place, value) {
        (Place::Path, Value::String(text)) => {
            !text.is_empty() && text != "." && text != ".." && !text.chars().any(char::is_control)
        }
        (Place::Header | Place::Cookie, Value::String(text)) => {
            !text.is_empty() && text.trim() == text && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        }
        _ => true,
    }
}

/// The value as a body of that type.
fn written(content_type: &str, value: &Value) -> Vec<u8> {
    let essence = essence(content_type);
    match (Format::of(&essence), value) {
        (Format::Json, value) => value.to_string(),
        (Format::JsonLines, value) => format!("{value}\n"),
        (Format::Events, value) => event(value),
        (_, Value::String(text)) => text.clone(),
        (_, value) => value.to_string(),
    }
    .into_bytes()
}

/// The value as an event: what an event carries, or, where the schema names the fields of events, all of it.
fn event(value: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fields = value.as_object().filter(|_| is_event(value));
    let lines = |(name, value): (&String, &Value)| {
        text(value).split('\n').map(|line| format!("{name}: {line}\n")).collect::<String>()
    };
    match fields {
        Some(fields) => fields.iter().map(lines).collect::<String>() + "\n",
        None => format!("data: {}\n\n", text(value)),
    }
}

/// Whether the value has the fields of an event, and no others.
fn is_event(value: &Value) -> bool {
    let is_field = |name: &String| FIELDS.contains(&name.as_str());
    value.as_object().is_some_and(|members| members.contains_key("data") && members.keys().all(is_field))
}

/// The fields of an event.
const FIELDS: [&str; 4] = ["event", "data", "id", "retry"];

/// A status for the reply: of a range the first that has no reply of its own, of `default` a failure.
fn status(operation: &Operation<'_>, name: &str) -> Option<u16> {
    let is_free = |status: &u16| operation.replies.iter().all(|reply| reply.status != status.to_string());
    let digit = name.chars().next()?;
    match name {
        "default" => [500, 400, 418, 200].into_iter().find(|status| is_free(status) && !in_range(operation, *status)),
        _ if name.len() == 3 && name.to_ascii_uppercase().ends_with("XX") => {
            let first = u16::try_from(digit.to_digit(10)?).ok()? * 100;
            (first..first + 100).find(is_free)
        }
        // An informational reply is not the end of an exchange.
        _ => name.parse().ok().filter(|status| (200..=599).contains(status)),
    }
}

fn in_range(operation: &Operation<'_>, status: u16) -> bool {
    let name = format!("{}XX", status / 100);
    operation.replies.iter().any(|reply| reply.status.eq_ignore_ascii_case(&name))
}

/// The operations of a document.
pub(super) fn operations(document: &Value) -> Vec<Operation<'_>> {
    Walk::new(document).operations()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::style::{Explode, Style};
    use super::{Parameter, Place, Planner, is_sendable, operations, translated};

    #[test]
    fn what_does_not_arrive_as_it_was_is_not_sent() {
        let (style, explode) = (Style::Simple, Explode::No);
        let sendable = |place, value: Value| {
            let parameter = Parameter { name: "a", place, style, explode, is_required: true, schema: None };
            is_sendable(&parameter, &value)
        };
        assert!(sendable(Place::Path, json!("ü")) && !sendable(Place::Path, json!("a\nb")));
        assert!(sendable(Place::Query, json!(["a", ""])) && !sendable(Place::Query, json!([""])));
    }

    #[test]
    fn an_operation_that_cannot_be_called_says_why() {
        let none = json!({"type": "integer", "minimum": 2, "maximum": 1});
        let parameter = json!([{"name": "q", "in": "query", "required": true, "schema": none}]);
        let document = json!({"openapi": "3.0.3", "paths": {
            "/parameter": {"get": {"parameters": parameter, "responses": {"200": {"description": ""}}}},
            "/body": {"post": {
                "requestBody": {"required": true, "content": {"application/json": {"schema": none}}},
                "responses": {"200": {"description": ""}},
            }},
            "/example": {"get": {"parameters": [{"name": "q", "in": "query", "required": true, "schema": {
                "oneOf": [{"type": "string", "maxLength": 40}, {"type": "string", "maxLength": 41, "example": "x".repeat(41)}],
            }}]}},
        }});
        let (operations, translated) = (operations(&document), translated(&document));
        let mut planner =
            Planner::new(&operations, &[], &document, translated.each_ref()).expect("the document is sound");
        let planned = (0..3).map(|at| planner.plans(at).map(|plans| plans.len()));
        let expected = [
            Err("there is no value to send for the required parameter `q`".to_owned()),
            Err("there is no value to send as the required body `application/json`".to_owned()),
            Ok(1),
        ];
        assert_eq!(planned.collect::<Vec<_>>(), expected);
    }
}
