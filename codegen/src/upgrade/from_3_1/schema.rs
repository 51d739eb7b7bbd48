//! The step from 3.1 to 3.0 for one schema: the words that 3.0 has under another name or in another form.
//!
//! Never here: what 3.0 cannot say at all, see `unenforced.rs`.

use super::super::here::Here;
use super::super::members::{Members, reference};
use super::super::{siblings, types};
use super::{From31, content, unenforced};
use crate::beyond;
use crate::diagnostics::{Code, Report};
use crate::source::{Number, Value};

/// Rewrites the schema at `here`, but not its parts.
pub(super) fn rewrite<'a>(cx: &mut From31<'_>, value: Value<'a>, here: &Here<'_>) -> Value<'a> {
    let object = match value {
        Value::Bool(allowed) => return boolean(allowed, here, cx.report),
        Value::Object(object) => object,
        other => return other,
    };
    if !object.iter().any(|(key, value)| is_later(key, value)) && !siblings::are_in(&object) {
        return Value::Object(object);
    }
    let mut schema = Members::from(object);
    cx.names.note(&schema, here);
    constant(&mut schema, here, cx.report);
    examples(&mut schema, here, cx.report);
    bound(&mut schema, "minimum", "exclusiveMinimum", here, cx.report);
    bound(&mut schema, "maximum", "exclusiveMaximum", here, cx.report);
    content::encoding(&mut schema);
    content::tuple(&mut schema, here, cx.report);
    content::patterns(&mut schema, here, cx.report);
    unenforced::keep(&mut schema, here, cx.report);
    nullable(&schema, here, cx.report);
    types::settle(&mut schema, here, cx.report);
    siblings::join(&mut schema, here, cx.report);
    schema.into_value()
}

/// Whether 3.0 has the keyword not at all, or not with such a value.
fn is_later(key: &str, value: &Value<'_>) -> bool {
    match key {
        "const" | "examples" | "contentEncoding" | "contentMediaType" | "prefixItems" | "patternProperties"
        | "nullable" => true,
        "type" => match value {
            Value::Array(_) | Value::Null => true,
            Value::String(name) => name == "null",
            _ => false,
        },
        "exclusiveMinimum" | "exclusiveMaximum" => matches!(value, Value::Number(_)),
        _ => unenforced::is_kept(key),
    }
}

/// `true` allows everything, like a schema that says nothing. `false` allows nothing, which 3.0 cannot say.
fn boolean<'a>(allowed: bool, here: &Here<'_>, report: &mut Report) -> Value<'a> {
    let mut schema = Members::new();
    if !allowed {
        schema.set("x-never", Value::Bool(true));
        let message = "no value is allowed here, which is not enforced: any value is accepted";
        report.add(Code::Simplified, &here.pointer(), message);
    }
    schema.into_value()
}

/// `const` is an `enum` of one value.
fn constant<'a>(schema: &mut Members<'a>, here: &Here<'_>, report: &mut Report) {
    let Some(value) = schema.take("const") else { return };
    let type_name = match &value {
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.as_i64().is_some() => "integer",
        Value::Number(Number::Unsigned(_) | Number::Big(_)) => "integer",
        Value::Number(Number::Signed(_) | Number::Float(_)) => "number",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Null => "null",
    };
    if !matches!(value, Value::String(_)) {
        schema.set("x-const", value.clone());
    }
    schema.set("enum", Value::Array(vec![value]));
    here.moved(&["enum"], &["const"], report);
    if !schema.has("$ref") {
        schema.set_default("type", super::text(type_name));
    }
}

/// The first of the `examples` is the `example` of 3.0.
fn examples<'a>(schema: &mut Members<'a>, here: &Here<'_>, report: &mut Report) {
    match schema.take("examples") {
        Some(Value::Array(mut examples)) => {
            if !schema.has("example") && !examples.is_empty() {
                schema.set("example", examples.remove(0));
            }
            if !examples.is_empty() {
                schema.set(beyond::EXAMPLES, Value::Array(examples));
            }
        }
        Some(other) => {
            let message = format!("the `examples` of a schema are an array, this is {}, and is ignored", other.kind());
            report.add(Code::Ignored, &here.below(&["examples"]), message);
            schema.set(beyond::EXAMPLES, other);
        }
        None => {}
    }
}

/// A number that is excluded becomes the bound together with the flag of 3.0, when it is the stricter of the two.
fn bound(schema: &mut Members<'_>, plain: &'static str, exclusive: &'static str, here: &Here<'_>, report: &mut Report) {
    let Some(Value::Number(excluded)) = schema.get(exclusive) else { return };
    let is_stricter = |other: &Number| match plain {
        "minimum" => excluded.as_f64() >= other.as_f64(),
        _ => excluded.as_f64() <= other.as_f64(),
    };
    let counts = match schema.get(plain) {
        Some(Value::Number(other)) => is_stricter(other),
        _ => true,
    };
    let Some(excluded) = schema.take(exclusive).filter(|_| counts) else { return };
    schema.set(plain, excluded);
    schema.set(exclusive, Value::Bool(true));
    here.moved(&[plain], &[exclusive], report);
}

fn nullable(schema: &Members<'_>, here: &Here<'_>, report: &mut Report) {
    if schema.has("nullable") {
        let message = "`nullable` means nothing from OpenAPI 3.1 on; it is read as 3.0 has it";
        report.add(Code::Simplified, &here.below(&["nullable"]), message).help(
            "add `'null'` to `type`, as in `[string, 'null']`, or write `oneOf` with `type: 'null'` as an alternative",
        );
    }
}

/// A reference to what stood at `tokens` below here before the step.
pub(super) fn refer<'a>(here: &Here<'_>, tokens: &[&str], report: &Report) -> Value<'a> {
    reference(&here.before(tokens, report))
}

#[cfg(test)]
mod tests {
    use super::super::super::check::{check_schemas, schema};

    #[test]
    fn schemas_become_3_0() {
        check_schemas(&[
            ("const: a", "enum: [a], type: string"),
            ("type: string\nconst: a", "type: string, enum: [a]"),
            ("const: 1", "x-const: 1, enum: [1], type: integer"),
            ("const: 1.5", "x-const: 1.5, enum: [1.5], type: number"),
            ("const: true", "x-const: true, enum: [true], type: boolean"),
            ("const: null", "x-const: null, enum: [null], nullable: true"),
            ("examples: [a, b, c]", "example: a, x-examples: [b, c]"),
            ("examples: [a]\nexample: b", "example: b, x-examples: [a]"),
            ("exclusiveMinimum: 1", "minimum: 1, exclusiveMinimum: true"),
            ("exclusiveMaximum: 1\nmaximum: 2", "maximum: 1, exclusiveMaximum: true"),
            ("exclusiveMinimum: 1\nminimum: 2", "minimum: 2"),
            ("exclusiveMinimum: true\nminimum: 2", "exclusiveMinimum: true, minimum: 2"),
            ("$ref: '#/b'", "$ref: '#/b'"),
            ("$ref: '#/b'\nx-a: 1", "$ref: '#/b', x-a: 1"),
            ("$ref: '#/b'\ndescription: d", "description: d, allOf: [{$ref: '#/b'}]"),
            ("$ref: '#/b'\nallOf: [{$ref: '#/c'}]", "allOf: [{$ref: '#/b'}, {$ref: '#/c'}]"),
            (
                "oneOf: [{$ref: '#/b', title: t}, {$ref: '#/c', type: object}]",
                "oneOf: [{$ref: '#/b', x-title: t}, {type: object, allOf: [{$ref: '#/c'}]}]",
            ),
            ("$ref: '#/b'\nconst: a", "enum: [a], allOf: [{$ref: '#/b'}]"),
            ("properties: {a: true, b: false}", "properties: {a: {}, b: {x-never: true}}"),
            ("additionalProperties: false", "additionalProperties: false"),
            ("oneOf: [{type: string}, {type: 'null'}]", "oneOf: [{type: string}, {nullable: true, enum: [null]}]"),
        ]);
    }

    #[test]
    fn findings_are_where_they_were_written() {
        insta::assert_snapshot!(schema("$ref: '#/b'\nallOf: [{nullable: true}]\nexamples: {}\nitems: false").1, @r"
        warning[W008] #/components/schemas/A/examples: the `examples` of a schema are an array, this is an object, and is ignored
        warning[W009] #/components/schemas/A/items: no value is allowed here, which is not enforced: any value is accepted
        warning[W009] #/components/schemas/A/allOf/0/nullable: `nullable` means nothing from OpenAPI 3.1 on; it is read as 3.0 has it
        ");
    }
}
