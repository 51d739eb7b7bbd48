//! Parameters and headers of 2.0, which say themselves what 3.0 says in their `schema`. Never here: bodies and form fields.

use super::super::here::Here;
use super::super::members::{Members, text};
use super::super::walk::Part;
use crate::beyond;
use crate::diagnostics::{Code, Instead, Report};
use crate::pointer::Pointer;
use crate::source::Value;

/// Where a value is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Location {
    /// Where names and values alternate: the query string.
    Query,
    /// The same in a body.
    Form,
    /// Where a value stands alone: a path or a header.
    Alone,
}

/// Brings the parameter or header at `here` into the shape of 3.0.
pub(super) fn rewrite<'a>(part: Part, mut owner: Members<'a>, here: &Here<'_>, report: &mut Report) -> Members<'a> {
    if owner.has("$ref") || owner.has("schema") || owner.has("content") {
        return owner;
    }
    let location = match owner.text("in") {
        Some("query") if part == Part::Parameter => Location::Query,
        _ => Location::Alone,
    };
    let (schema, style) = split(&mut owner, location, &here.pointer(), report);
    if schema.is_empty() {
        report.add(Code::MissingText, &here.pointer(), "the member `type` is missing, read as any value");
    }
    here.wrapped(&["schema"], report);
    owner.set("schema", schema.into_value());
    if let Some((style, explode)) = style {
        owner.set("style", text(style));
        owner.set("explode", Value::Bool(explode));
    }
    owner
}

/// Takes out what belongs into the schema, and says in which style an array is written when that is not the default.
pub(super) fn split<'a>(
    owner: &mut Members<'a>,
    location: Location,
    at: &Pointer,
    report: &mut Report,
) -> (Members<'a>, Option<(&'static str, bool)>) {
    let format = owner.take("collectionFormat");
    let mut schema = owner.take_where(|key| KEYWORDS.contains(&key) || key.starts_with("x-enum"));
    if schema.text("type") != Some("array") {
        return (schema, None);
    }
    let format = format.as_ref().and_then(Value::as_text).unwrap_or("csv");
    let style = match (location, format) {
        (Location::Alone, "csv" | "multi") => None,
        (_, "csv") => Some(("form", false)),
        (_, "multi") => Some(("form", true)),
        (Location::Query | Location::Form, "ssv") => Some(("spaceDelimited", false)),
        (Location::Query | Location::Form, "pipes") => Some(("pipeDelimited", false)),
        (_, "ssv" | "pipes" | "tsv") => {
            join(&mut schema, format, at, report);
            None
        }
        _ => {
            let message = format!("`{format}` is not allowed here, only `csv`, `ssv`, `tsv`, `pipes`, `multi`");
            report.add(Code::InvalidValue, &at.child("collectionFormat"), message).instead(Instead::Ignored);
            None
        }
    };
    (schema, style)
}

const KEYWORDS: [&str; 18] = [
    "type",
    "format",
    "items",
    "default",
    "enum",
    "pattern",
    "multipleOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "x-nullable",
    "x-example",
];

/// 3.0 has no such separator here: the value becomes the string that the caller has joined.
fn join(schema: &mut Members<'_>, format: &str, at: &Pointer, report: &mut Report) {
    let message =
        format!("`{format}` has no counterpart here: the value is a string whose parts the caller has joined");
    report.add(Code::Simplified, &at.child("collectionFormat"), message);
    schema.set("type", text("string"));
    schema.set(beyond::COLLECTION_FORMAT, text(format.to_owned()));
    schema.rename("items", beyond::ITEMS);
    for key in ["format", "default", "enum", "minItems", "maxItems", "uniqueItems"] {
        schema.take(key);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::{check, findings};

    #[test]
    fn parameters_have_schemas() {
        let table = [
            (
                "{name: a, in: path, required: true, type: string, format: uuid, minLength: 1, x-nullable: true, x-a: 1}",
                "{name: a, in: path, required: true, x-a: 1, schema: {type: string, format: uuid, minLength: 1, nullable: true}}",
            ),
            (
                "{name: a, in: query, type: string, enum: [b], default: b}",
                "{name: a, in: query, schema: {type: string, enum: [b], default: b}}",
            ),
            (
                "{name: a, in: query, type: array, items: {type: string}}",
                "{name: a, in: query, schema: {type: array, items: {type: string}}, style: form, explode: false}",
            ),
            (
                "{name: a, in: query, type: array, collectionFormat: multi}",
                "{name: a, in: query, schema: {type: array}, style: form, explode: true}",
            ),
            (
                "{name: a, in: query, type: array, collectionFormat: ssv}",
                "{name: a, in: query, schema: {type: array}, style: spaceDelimited, explode: false}",
            ),
            (
                "{name: a, in: query, type: array, collectionFormat: pipes}",
                "{name: a, in: query, schema: {type: array}, style: pipeDelimited, explode: false}",
            ),
            (
                "{name: a, in: query, type: array, collectionFormat: tsv, items: {type: string}}",
                "{name: a, in: query, schema: {type: string, x-items: {type: string}, x-collectionFormat: tsv}}",
            ),
            (
                "{name: a, in: header, type: array, collectionFormat: csv}",
                "{name: a, in: header, schema: {type: array}}",
            ),
            (
                "{name: a, in: query, type: string, collectionFormat: csv}",
                "{name: a, in: query, schema: {type: string}}",
            ),
            ("{name: a, in: query, schema: {type: string}}", "{name: a, in: query, schema: {type: string}}"),
        ];
        for (text, expected) in table {
            check(&[(
                &format!("swagger: '2.0'\nparameters: {{a: {text}}}"),
                &format!("openapi: 3.0.3, components: {{parameters: {{a: {expected}}}}}"),
            )]);
        }
    }

    #[test]
    fn findings_are_where_they_were_written() {
        let parameters = "{a: {name: a, in: header, type: array, collectionFormat: tsv}, b: {name: b, in: query, type: array, collectionFormat: x}, c: {name: c, in: query}}";
        insta::assert_snapshot!(findings(&format!("swagger: '2.0'\nparameters: {parameters}")), @"
        warning[W009] #/parameters/a/collectionFormat: `tsv` has no counterpart here: the value is a string whose parts the caller has joined
        warning[E006] #/parameters/b/collectionFormat: `x` is not allowed here, only `csv`, `ssv`, `tsv`, `pipes`, `multi`; it is ignored
        warning[W004] #/parameters/c: the member `type` is missing, read as any value
        ");
    }
}
