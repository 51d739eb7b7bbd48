//! Request bodies of 3.0 from the `body` and `formData` parameters of 2.0. Never here: which parameters those are.

use super::super::here::Here;
use super::super::members::{Members, reference, text};
use super::media_type::MediaType;
use super::parameter::{Location, split};
use crate::diagnostics::{Code, Instead, Report};
use crate::media_type::is_json;
use crate::pointer::Pointer;
use crate::source::Value;

/// The request body at `here` from a parameter that stood at `old`.
pub(super) fn rewrite<'a>(
    mut parameter: Members<'a>,
    old: &Pointer,
    consumes: &[MediaType<'a>],
    here: &Here<'_>,
    report: &mut Report,
) -> Value<'a> {
    here.moved_from(&[], old, report);
    rename(&mut parameter);
    let schema = parameter.take("schema").unwrap_or_else(|| Members::new().into_value());
    let content = one_and_others(schema, consumes, &old.child("schema"), here, report);
    parameter.set("content", content);
    parameter.into_value()
}

/// Gives a body without its schema the members that it has in 3.0.
pub(super) fn rename(body: &mut Members<'_>) {
    body.take("in");
    body.rename("name", "x-body-name");
}

/// The `content` of what stands at `here`: JSON, or else the first media type, has the schema, and the others refer to it.
pub(super) fn one_and_others<'a>(
    schema: Value<'a>,
    types: &[MediaType<'a>],
    old: &Pointer,
    here: &Here<'_>,
    report: &mut Report,
) -> Value<'a> {
    let json = types.iter().position(|it| is_json(&it.name));
    let Some(one) = types.get(json.unwrap_or_default()) else { return Members::new().into_value() };
    list_types(types, here, report);
    here.moved_from(&["content", &one.name, "schema"], old, report);
    let again = if schema.get("$ref").is_some() { schema.clone() } else { reference(old) };
    let mut schema = Some(schema);
    let mut list = Members::new();
    for MediaType { name, .. } in types {
        let own = if *name == one.name { schema.take() } else { None };
        if own.is_none() {
            here.said_at(&["content", name, "schema"], old, report);
        }
        list.push(name.clone(), media_type(own.unwrap_or_else(|| again.clone())));
    }
    list.into_value()
}

/// The `content` of what stands at `here`, with the same reference for all media types.
pub(super) fn content<'a>(
    types: &[MediaType<'a>],
    schema: &Value<'a>,
    here: &Here<'_>,
    report: &mut Report,
) -> Value<'a> {
    list_types(types, here, report);
    types.iter().map(|it| (it.name.clone(), media_type(schema.clone()))).collect::<Members<'_>>().into_value()
}

/// What is said of a media type points to where it is listed.
fn list_types(types: &[MediaType<'_>], here: &Here<'_>, report: &mut Report) {
    for MediaType { name, origin } in types {
        if let Some(origin) = origin {
            here.said_at(&["content", name], origin, report);
        }
    }
}

fn media_type(schema: Value<'_>) -> Value<'_> {
    Members::from([("schema", schema)]).into_value()
}

/// The request body at `here` that has these form fields, each with the place where it stood.
pub(super) fn of_fields<'a>(
    fields: Vec<(Members<'a>, Pointer)>,
    consumes: &[MediaType<'a>],
    here: &Here<'_>,
    report: &mut Report,
) -> Value<'a> {
    let types = form_types(&fields, consumes);
    list_types(&types, here, report);
    let mut form = Form::default();
    for (field, old) in fields {
        add_field(&mut form, field, &old, &types[0].name, here, report);
    }
    let Form { properties, required, encoding } = form;
    let mut body = Members::new();
    let mut schema = Members::from([("type", text("object")), ("properties", properties.into_value())]);
    if !required.is_empty() {
        schema.set("required", Value::Array(required));
        body.set("required", Value::Bool(true));
    }
    let again = reference(&here.below(&["content", &types[0].name, "schema"]));
    let mut schemas = std::iter::once(schema.into_value()).chain(std::iter::repeat(again));
    let content = types.iter().map(|MediaType { name, .. }| {
        let mut media_type = Members::from([("schema", schemas.next().unwrap_or(Value::Null))]);
        if !encoding.is_empty() {
            media_type.set("encoding", encoding.clone().into_value());
        }
        (name.clone(), media_type.into_value())
    });
    body.set("content", content.collect::<Members<'_>>().into_value());
    body.into_value()
}

#[derive(Default)]
struct Form<'a> {
    properties: Members<'a>,
    required: Vec<Value<'a>>,
    encoding: Members<'a>,
}

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// The media types of a form; files need the one with parts.
fn form_types<'a>(fields: &[(Members<'a>, Pointer)], consumes: &[MediaType<'a>]) -> Vec<MediaType<'a>> {
    let has_file = fields.iter().any(|(field, _)| field.text("type") == Some("file"));
    let fits = |name: &str| name == MULTIPART || (name == URLENCODED && !has_file);
    let types: Vec<_> = consumes.iter().filter(|it| fits(&it.name)).cloned().collect();
    match types.is_empty() {
        true => vec![MediaType::unlisted(if has_file { MULTIPART } else { URLENCODED })],
        false => types,
    }
}

fn add_field<'a>(
    form: &mut Form<'a>,
    mut field: Members<'a>,
    old: &Pointer,
    media_type: &str,
    here: &Here<'_>,
    report: &mut Report,
) {
    let Some(name) = field.take("name").as_ref().and_then(Value::as_text).map(str::to_owned) else {
        here.said_at(&["x-field"], old, report);
        let problem = report.add(Code::Missing, &here.below(&["x-field"]), "the required member `name` is missing");
        problem.instead(Instead::Ignored);
        return;
    };
    let at = ["content", media_type, "schema", "properties", &name];
    here.moved_from(&at, old, report);
    field.take("in");
    if let Some(Value::Bool(true)) = field.take("required") {
        form.required.push(text(name.clone()));
    }
    let (mut schema, style) = split(&mut field, Location::Form, &here.below(&at), report);
    if let Some(Value::Bool(true)) = field.take("allowEmptyValue") {
        let message = "`allowEmptyValue` is ignored: a field of a form is sent when it is given, with an empty string as with any other";
        report.add(Code::Ignored, &here.below(&at), message);
    }
    // What is left is the description, and extensions.
    for (key, value) in field.into_list() {
        schema.set(key, value);
    }
    if let Some((style, explode)) = style {
        let encoding = Members::from([("style", text(style)), ("explode", Value::Bool(explode))]);
        form.encoding.push(name.clone(), encoding.into_value());
    }
    form.properties.push(name, schema.into_value());
}

#[cfg(test)]
mod tests {
    use super::super::super::check::{findings, parse, upgrade};

    #[test]
    fn fields_become_properties() {
        let table = [
            (
                "parameters: [{name: a, in: formData, type: file, required: true, description: d}, {name: b, in: formData, type: integer}]",
                "required: true, content: {multipart/form-data: {schema: {type: object, properties: {a: {type: string, description: d, format: binary}, b: {type: integer}}, required: [a]}}}",
            ),
            (
                "consumes: [multipart/form-data, application/x-www-form-urlencoded], parameters: [{name: a, in: formData, type: string}]",
                "content: {multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}}, application/x-www-form-urlencoded: {schema: {$ref: '#/paths/~1a/post/requestBody/content/multipart~1form-data/schema'}}}",
            ),
            (
                "parameters: [{name: a, in: formData, type: array, items: {type: string}}]",
                "content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: array, items: {type: string}}}}, encoding: {a: {style: form, explode: false}}}}",
            ),
        ];
        for (operation, expected) in table {
            let (tree, found) = upgrade(&format!("swagger: '2.0'\npaths: {{/a: {{post: {{{operation}}}}}}}"));
            assert_eq!(found, "", "{operation}");
            let expected = parse(&format!("{{{expected}}}")).to_json();
            assert_eq!(tree["paths"]["/a"]["post"]["requestBody"].to_string(), expected.to_string(), "{operation}");
        }
    }

    #[test]
    fn findings_are_where_they_were_written() {
        insta::assert_snapshot!(findings("swagger: '2.0'\npaths: {/a: {post: {parameters: [{in: formData}, {name: a, in: formData, type: array, collectionFormat: tsv}]}}}"), @"
        warning[E005] #/paths/~1a/post/parameters/0: the required member `name` is missing; it is ignored
        warning[W009] #/paths/~1a/post/parameters/1/collectionFormat: `tsv` has no counterpart here: the value is a string whose parts the caller has joined
        ");
    }
}
