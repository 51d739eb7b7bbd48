//! The step from 3.2 to 3.1. Sees value trees; never a version other than these two.

mod events;

use indexmap::IndexMap;

use super::here::Here;
use super::members::{Members, text};
use super::references::{self, Names};
use super::walk::{Part, Step, walk};
use crate::beyond;
use crate::diagnostics::Report;
use crate::pointer::Pointer;
use crate::source::{Object, Value};

/// Turns a document of 3.2 into one of 3.1.
pub(super) fn step_down<'a>(tree: Value<'a>, report: &mut Report) -> Value<'a> {
    report.moves.begin_step();
    let (media_types, events) = (media_types(&tree), events::Shared::of(&tree));
    let tree = walk(&mut From32 { media_types, events, report }, Part::Document, tree, &Here::Root);
    references::rewrite(tree, &Names::default(), report)
}

struct From32<'a, 'r> {
    /// The shared media types, which have to be written out where they are used, by the text of a reference to them.
    media_types: IndexMap<String, Members<'a>>,
    events: events::Shared<'a>,
    report: &'r mut Report,
}

impl<'a> Step<'a> for From32<'a, '_> {
    fn enter(&mut self, part: Part, value: Value<'a>, here: &Here<'_>) -> Value<'a> {
        let Value::Object(object) = value else { return value };
        let rewritten = match part {
            Part::Document => document(object.into()),
            Part::Components => self.components(object.into(), here),
            Part::PathItem => self.path_item(object.into(), here),
            Part::Parameter => parameter(object.into()),
            Part::Response => response(object.into(), here, self.report),
            Part::MediaType => self.media_type(object.into(), here),
            Part::Encoding => {
                let names = [("encoding", beyond::ENCODING), PREFIX_ENCODING, ITEM_ENCODING];
                moved(renamed(object, &names), &names, here, self.report)
            }
            Part::Example => example(object.into(), here, self.report),
            Part::Tag => renamed(object, &[("summary", "x-summary"), ("parent", "x-parent"), ("kind", "x-kind")]),
            Part::Server => renamed(object, &[("name", beyond::NAME)]),
            Part::Discriminator => renamed(object, &[("defaultMapping", beyond::DEFAULT_MAPPING)]),
            Part::SecurityScheme => {
                renamed(object, &[("oauth2MetadataUrl", "x-oauth2MetadataUrl"), ("deprecated", "x-deprecated")])
            }
            Part::Flows => renamed(object, &[("deviceAuthorization", "x-deviceAuthorization")]),
            Part::SecurityRequirement => requirement(object.into()),
            _ => return Value::Object(object),
        };
        rewritten.into_value()
    }
}

const PREFIX_ENCODING: (&str, &str) = ("prefixEncoding", beyond::PREFIX_ENCODING);
const ITEM_ENCODING: (&str, &str) = ("itemEncoding", beyond::ITEM_ENCODING);

fn renamed<'a>(object: Object<'a>, names: &[(&str, &'static str)]) -> Members<'a> {
    let mut members = Members::from(object);
    for (from, to) in names {
        members.rename(from, *to);
    }
    members
}

/// Records where the members with new names were.
fn moved<'a>(
    members: Members<'a>,
    names: &[(&str, &'static str)],
    here: &Here<'_>,
    report: &mut Report,
) -> Members<'a> {
    for (from, to) in names.iter().filter(|(_, to)| members.has(to)) {
        here.moved(&[to], &[from], report);
    }
    members
}

/// What a reference to a shared media type stands for: the same members, with its schemas by reference.
fn media_types<'a>(tree: &Value<'a>) -> IndexMap<String, Members<'a>> {
    let shared = tree.get("components").and_then(|components| components.get("mediaTypes"));
    let Some(Value::Object(shared)) = shared else { return IndexMap::new() };
    let written_out = |(name, media_type): (&str, &Value<'a>)| {
        let Value::Object(media_type) = media_type else { return None };
        let at = Pointer::root().child("components").child("mediaTypes").child(name);
        let members = media_type.iter().map(|(key, value)| {
            let is_schema = matches!(key, "schema" | "itemSchema");
            let value = if is_schema { super::members::reference(&at.child(key)) } else { value.clone() };
            (key.to_owned().into(), value)
        });
        Some((at.to_reference(), members.collect()))
    };
    shared.iter().filter_map(written_out).collect()
}

fn document(mut document: Members<'_>) -> Members<'_> {
    document.set("openapi", text("3.1.0"));
    document.rename("$self", "x-$self");
    document
}

fn parameter(mut parameter: Members<'_>) -> Members<'_> {
    if parameter.text("style") == Some("cookie") {
        parameter.set("style", text("form"));
        parameter.set(beyond::STYLE, text("cookie"));
    }
    if parameter.text("in") == Some("querystring") {
        parameter.set("in", text("query"));
        parameter.set(beyond::IN, text("querystring"));
    }
    parameter
}

fn response<'a>(mut response: Members<'a>, here: &Here<'_>, report: &mut Report) -> Members<'a> {
    if response.has("$ref") {
        return response;
    }
    if !response.has("description") {
        let summary = response.text("summary").unwrap_or_default().to_owned();
        response.set("description", text(summary));
        here.moved(&["description"], &["summary"], report);
    }
    response.rename("summary", "x-summary");
    response
}

/// `dataValue` is the value as JSON, which `value` has always been for JSON.
fn example<'a>(mut example: Members<'a>, here: &Here<'_>, report: &mut Report) -> Members<'a> {
    if !example.has("value") && example.rename("dataValue", "value") {
        here.moved(&["value"], &["dataValue"], report);
    }
    example.rename("serializedValue", "x-serializedValue");
    example
}

/// From 3.2 on a requirement may name its scheme by a reference.
fn requirement(requirement: Members<'_>) -> Members<'_> {
    let by_name = requirement.into_list().into_iter().map(|(key, scopes)| {
        let pointer = Pointer::parse_fragment(&key);
        let name = match pointer.as_ref().map(Pointer::tokens).unwrap_or_default()[..] {
            ["components", "securitySchemes", name] => name.to_owned().into(),
            _ => key,
        };
        (name, scopes)
    });
    by_name.collect()
}

impl<'a> From32<'a, '_> {
    fn components(&mut self, mut components: Members<'a>, here: &Here<'_>) -> Members<'a> {
        if components.rename("mediaTypes", beyond::MEDIA_TYPES) {
            here.moved(&[beyond::MEDIA_TYPES], &["mediaTypes"], self.report);
        }
        if let Some(Value::Object(schemas)) = components.get("schemas").filter(|_| !self.events.events.is_empty()) {
            let list = here.member("schemas");
            let schemas = schemas.clone().map(|name, schema| {
                let at = list.member(name);
                let place = events::Place { new: &[], old: &[] };
                match self.events.events.contains(&at.pointer().to_reference()) {
                    true => events::decoded(schema, &self.events, &at, &place, self.report),
                    false => schema,
                }
            });
            components.set("schemas", Value::Object(schemas));
        }
        components
    }

    /// Gathers the operations whose method 3.1 has no word for.
    fn path_item(&mut self, mut item: Members<'a>, here: &Here<'_>) -> Members<'a> {
        let mut additional = match item.take("additionalOperations") {
            Some(Value::Object(operations)) => {
                here.moved(&[beyond::ADDITIONAL_OPERATIONS], &["additionalOperations"], self.report);
                Members::from(operations)
            }
            _ => Members::new(),
        };
        if let Some(query) = item.take("query") {
            additional.set("QUERY", query);
            here.moved(&[beyond::ADDITIONAL_OPERATIONS, "QUERY"], &["query"], self.report);
        }
        if !additional.is_empty() {
            item.set(beyond::ADDITIONAL_OPERATIONS, additional.into_value());
        }
        item
    }

    fn media_type(&mut self, mut media_type: Members<'a>, here: &Here<'_>) -> Members<'a> {
        if let Some(shared) = media_type.text("$ref").and_then(|target| self.media_types.get(target)) {
            media_type = shared.clone();
            for key in ["schema", "itemSchema"].into_iter().filter(|key| media_type.has(key)) {
                here.moved(&[key], &["$ref"], self.report);
            }
        }
        if media_type.rename("itemSchema", beyond::ITEM_SCHEMA) {
            here.moved(&[beyond::ITEM_SCHEMA], &["itemSchema"], self.report);
            if let Some(item) = media_type.take(beyond::ITEM_SCHEMA) {
                let place = events::Place { new: &[beyond::ITEM_SCHEMA], old: &["itemSchema"] };
                media_type.set(beyond::ITEM_SCHEMA, events::decoded(item, &self.events, here, &place, self.report));
            }
        }
        let names = [PREFIX_ENCODING, ITEM_ENCODING];
        for (from, to) in names {
            media_type.rename(from, to);
        }
        moved(media_type, &names, here, self.report)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check, findings};

    /// Each line stands for a document with these paths, before and after.
    fn check_paths(table: &[(&str, &str)]) {
        let table = table.iter().map(|(text, expected)| {
            (format!("openapi: 3.2.0\npaths: {{{text}}}"), format!("openapi: 3.0.3, paths: {{{expected}}}"))
        });
        for (text, expected) in table {
            check(&[(&text, &expected)]);
        }
    }

    #[test]
    fn paths_become_3_0() {
        check_paths(&[
            ("/a: {query: {responses: {}}}", "/a: {x-additional-operations: {QUERY: {responses: {}}}}"),
            (
                "/a: {additionalOperations: {LINK: {}}, query: {}}",
                "/a: {x-additional-operations: {LINK: {responses: {}}, QUERY: {responses: {}}}}",
            ),
            (
                "/a: {parameters: [{name: a, in: cookie, style: cookie, schema: {const: a}}]}",
                "/a: {parameters: [{name: a, in: cookie, style: form, schema: {enum: [a], type: string}, x-style: cookie}]}",
            ),
            (
                "/a: {parameters: [{name: a, in: querystring, content: {application/x-www-form-urlencoded: {schema: {const: a}}}}]}",
                "/a: {parameters: [{name: a, in: query, content: {application/x-www-form-urlencoded: {schema: {enum: [a], type: string}}}, x-in: querystring}]}",
            ),
            (
                "/a: {get: {responses: {'200': {summary: s, content: {text/event-stream: {itemSchema: {const: a}}}}, '201': {}}}}",
                "/a: {get: {responses: {'200': {x-summary: s, content: {text/event-stream: {x-itemSchema: {enum: [a], type: string}}}, description: s}, '201': {description: ''}}}}",
            ),
            (
                "/a: {get: {responses: {'200': {description: d, content: {text/event-stream: {itemSchema: {properties: {data: {type: string, contentMediaType: application/json, contentSchema: {const: a}}}}}}}}}}",
                "/a: {get: {responses: {'200': {description: d, content: {text/event-stream: {x-itemSchema: {properties: {data: {enum: [a], type: string}}}}}}}}}",
            ),
            (
                // What the alternatives have in common goes to those of text.
                "/a: {get: {responses: {'200': {description: d, content: {text/event-stream: {itemSchema: {properties: {event: {}, data: {type: string}}, oneOf: [{required: [event]}, {properties: {data: {contentMediaType: application/json, contentSchema: {const: a}}}}]}}}}}}}",
                "/a: {get: {responses: {'200': {description: d, content: {text/event-stream: {x-itemSchema: {properties: {event: {}}, oneOf: [{required: [event], properties: {data: {type: string}}}, {properties: {data: {enum: [a], type: string}}}]}}}}}}}",
            ),
            (
                "/a: {get: {responses: {}, security: [{'#/components/securitySchemes/a': []}]}}",
                "/a: {get: {responses: {}, security: [{a: []}]}}",
            ),
        ]);
    }

    #[test]
    fn the_rest_becomes_3_0() {
        check(&[
            (
                "openapi: 3.2.0\n$self: https://a\ntags: [{name: a, summary: s, parent: b, kind: nav}]",
                "openapi: 3.0.3, x-$self: https://a, tags: [{name: a, x-summary: s, x-parent: b, x-kind: nav}], paths: {}",
            ),
            (
                "openapi: 3.2.0\nservers: [{url: /, name: n}]",
                "openapi: 3.0.3, servers: [{url: /, x-name: n}], paths: {}",
            ),
            (
                "openapi: 3.2.0\npaths: {}\ncomponents: {schemas: {a: {discriminator: {propertyName: p, defaultMapping: b}}}}",
                "openapi: 3.0.3, paths: {}, components: {schemas: {a: {discriminator: {propertyName: p, x-default-mapping: b}}}}",
            ),
            (
                "openapi: 3.2.0\npaths: {}\ncomponents: {securitySchemes: {a: {type: oauth2, deprecated: true, flows: {deviceAuthorization: {}}}}}",
                "openapi: 3.0.3, paths: {}, components: {securitySchemes: {a: {type: oauth2, x-deprecated: true, flows: {x-deviceAuthorization: {}}}}}",
            ),
            (
                "openapi: 3.2.0\npaths: {}\ncomponents: {examples: {a: {dataValue: 1, serializedValue: '1'}}}",
                "openapi: 3.0.3, paths: {}, components: {examples: {a: {value: 1, x-serializedValue: '1'}}}",
            ),
            (
                "openapi: 3.2.0\npaths: {}\ncomponents: {requestBodies: {a: {content: {a/b: {$ref: '#/components/mediaTypes/m'}}}}, mediaTypes: {m: {schema: {const: a}, example: a}}}",
                "openapi: 3.0.3, paths: {}, components: {requestBodies: {a: {content: {a/b: {schema: {$ref: '#/components/x-mediaTypes/m/schema'}, example: a}}}}, x-mediaTypes: {m: {schema: {enum: [a], type: string}, example: a}}}",
            ),
        ]);
    }

    #[test]
    fn findings_of_both_steps_are_where_they_were_written() {
        insta::assert_snapshot!(findings("openapi: 3.2.0\npaths: {/a: {query: {parameters: [{name: a, in: querystring, content: {application/json: {schema: {nullable: true}}}}]}}}"), @"
        warning[W009] #/paths/~1a/query/parameters/0/content/application~1json/schema/nullable: `nullable` means nothing from OpenAPI 3.1 on; it is read as 3.0 has it
        ");
    }
}
