//! Schemas of 2.0, which say a few things in other words than 3.0.

use super::super::here::Here;
use super::super::members::{Members, text};
use super::super::types;
use crate::beyond;
use crate::diagnostics::{Code, Report};
use crate::source::{Object, Value};

/// Brings the schema at `here` into the shape of 3.0, but not its parts.
pub(super) fn rewrite<'a>(schema: Object<'a>, here: &Here<'_>, report: &mut Report) -> Value<'a> {
    let differs = |(key, value): (&str, &Value<'_>)| match key {
        "x-nullable" | "collectionFormat" => true,
        "discriminator" => matches!(value, Value::String(_)),
        "items" => matches!(value, Value::Array(_)),
        "type" => matches!(value, Value::Array(_)) || matches!(value.as_text(), Some("file" | "null")),
        _ => false,
    };
    if !schema.iter().any(differs) {
        return Value::Object(schema);
    }
    let mut schema = Members::from(schema);
    if let Some(Value::String(property)) = schema.get("discriminator") {
        let property = text(property.clone());
        schema.set("discriminator", Members::from([("propertyName", property)]).into_value());
        here.moved(&["discriminator", "propertyName"], &["discriminator"], report);
    }
    if schema.text("type") == Some("file") {
        schema.set("type", text("string"));
        schema.set("format", text("binary"));
    }
    schema.rename("collectionFormat", beyond::COLLECTION_FORMAT);
    tuple(&mut schema, here, report);
    types::settle(&mut schema, here, report);
    if schema.rename("x-nullable", "nullable") {
        here.moved(&["nullable"], &["x-nullable"], report);
        wrap_reference(&mut schema, here, report);
    }
    schema.into_value()
}

/// JSON Schema had tuples then, and 2.0 did not take them over; some documents use them for a choice.
fn tuple(schema: &mut Members<'_>, here: &Here<'_>, report: &mut Report) {
    if !matches!(schema.get("items"), Some(Value::Array(_))) || !schema.rename("items", beyond::PREFIX_ITEMS) {
        return;
    }
    here.moved(&[beyond::PREFIX_ITEMS], &["items"], report);
    let is_array = schema.text("type") == Some("array");
    if is_array {
        schema.set("items", Members::new().into_value());
    }
    let read_as = if is_array { "an array of any values" } else { "any value" };
    let message = format!("`items` is no list in Swagger 2.0; the schema is read as {read_as}");
    report.add(Code::Simplified, &here.below(&[beyond::PREFIX_ITEMS]), message);
}

/// A `$ref` that may be null as well. By the standard it has no siblings, but this one is always meant.
fn wrap_reference(schema: &mut Members<'_>, here: &Here<'_>, report: &mut Report) {
    if let Some(target) = schema.take("$ref") {
        schema.set("allOf", Value::Array(vec![Members::from([("$ref", target)]).into_value()]));
        here.wrapped(&["allOf", "0"], report);
        here.moved(&["allOf", "0", "$ref"], &["$ref"], report);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::check;

    #[test]
    fn schemas_become_3_0() {
        let table = [
            ("{discriminator: kind}", "{discriminator: {propertyName: kind}}"),
            ("{x-nullable: true, type: string}", "{nullable: true, type: string}"),
            (
                "{$ref: '#/definitions/b', x-nullable: true}",
                "{nullable: true, allOf: [{$ref: '#/components/schemas/b'}]}",
            ),
            ("{type: file}", "{type: string, format: binary}"),
            ("{type: [string, 'null']}", "{nullable: true, type: string}"),
            ("{items: [{type: 'null'}]}", "{x-prefixItems: [{nullable: true, enum: [null]}]}"),
            ("{type: array, items: [{}]}", "{type: array, x-prefixItems: [{}], items: {}}"),
            ("{properties: {discriminator: {type: string}}}", "{properties: {discriminator: {type: string}}}"),
        ];
        for (schema, expected) in table {
            check(&[(
                &format!("swagger: '2.0'\ndefinitions: {{a: {schema}}}"),
                &format!("openapi: 3.0.3, components: {{schemas: {{a: {expected}}}}}"),
            )]);
        }
    }
}
