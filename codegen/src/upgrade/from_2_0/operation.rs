//! An operation of 2.0, whose body is among its parameters. Never here: how the body is written in 3.0, see `body.rs`.

use std::collections::BTreeSet;

use super::super::here::Here;
use super::super::members::{Members, reference};
use super::media_type::{self, MediaType, are_same};
use super::{From20, Shared, body, server};
use crate::diagnostics::Code;
use crate::pointer::Pointer;
use crate::source::Value;

/// Gives each operation on a path the parts of the body that the path has for all of them.
pub(super) fn share_body<'a>(cx: &mut From20<'a, '_>, mut item: Members<'a>, here: &Here<'_>) -> Members<'a> {
    let Some(Value::Array(parameters)) = item.take("parameters") else { return item };
    let indexed = parameters.into_iter().enumerate();
    let (shared, plain): (Vec<_>, Vec<_>) = indexed.partition(|(_, it)| kind(cx, it) != Kind::Plain);
    let olds: Vec<Pointer> = plain.iter().map(|(index, _)| place(cx, *index, here)).collect();
    let shared: Vec<(Value<'a>, Pointer)> =
        shared.into_iter().map(|(index, it)| (it, place(cx, index, here))).collect();
    keep_plain(cx, &mut item, plain.into_iter().map(|(_, it)| it).zip(olds).collect(), here);
    if shared.is_empty() {
        return item;
    }
    let operations = item.into_list().into_iter().map(|(key, value)| match value {
        Value::Object(operation) if is_method(&key) => {
            let operation = append(cx, operation.into(), &shared, &here.member(&key));
            (key, operation.into_value())
        }
        other => (key, other),
    });
    operations.collect()
}

fn is_method(key: &str) -> bool {
    matches!(key, "get" | "put" | "post" | "delete" | "options" | "head" | "patch")
}

/// Adds the parts of the body that the operation does not have itself.
fn append<'a>(
    cx: &mut From20<'a, '_>,
    mut operation: Members<'a>,
    shared: &[(Value<'a>, Pointer)],
    here: &Here<'_>,
) -> Members<'a> {
    let mut parameters = match operation.take("parameters") {
        Some(Value::Array(parameters)) => parameters,
        _ => Vec::new(),
    };
    let own: BTreeSet<_> = parameters.iter().map(identity).collect();
    let has_body = parameters.iter().any(|own| kind(cx, own).is_body());
    for (parameter, old) in shared {
        let is_overridden = own.contains(&identity(parameter)) || (has_body && kind(cx, parameter).is_body());
        if !is_overridden {
            here.said_at(&["parameters", &parameters.len().to_string()], old, cx.report);
            parameters.push(parameter.clone());
        }
    }
    operation.set("parameters", Value::Array(parameters));
    operation
}

/// What a parameter is known by.
fn identity(parameter: &Value<'_>) -> [Option<String>; 3] {
    ["name", "in", "$ref"].map(|key| Some(parameter.get(key)?.as_text()?.to_owned()))
}

/// Brings the operation at `here` into the shape of 3.0.
pub(super) fn rewrite<'a>(cx: &mut From20<'a, '_>, mut operation: Members<'a>, here: &Here<'_>) -> Members<'a> {
    let consumes = media_type::take(&mut operation, "consumes", here, cx.report).unwrap_or_else(|| cx.consumes.clone());
    cx.produces_here =
        media_type::take(&mut operation, "produces", here, cx.report).unwrap_or_else(|| cx.produces.clone());
    server::rewrite(&cx.base, &mut operation, here, cx.report);
    let Some(parameters) = operation.take("parameters") else { return operation };
    let Value::Array(parameters) = parameters else {
        operation.set("parameters", parameters);
        return operation;
    };
    let mut sorted = Sorted::default();
    for (index, parameter) in parameters.into_iter().enumerate() {
        let old = place(cx, index, here);
        sort(cx, &mut sorted, parameter, old);
    }
    let Sorted { plain, bodies, fields } = sorted;
    keep_plain(cx, &mut operation, plain, here);
    if let Some(body) = request_body(cx, bodies, fields, &consumes, &here.member("requestBody")) {
        operation.set("requestBody", body);
    }
    operation
}

/// The parameters of an operation by what becomes of them, and where each stood.
#[derive(Default)]
struct Sorted<'a> {
    plain: Vec<(Value<'a>, Pointer)>,
    bodies: Vec<(Value<'a>, Pointer)>,
    fields: Vec<(Members<'a>, Pointer)>,
}

fn sort<'a>(cx: &From20<'a, '_>, sorted: &mut Sorted<'a>, parameter: Value<'a>, old: Pointer) {
    match (kind(cx, &parameter), parameter) {
        (Kind::Field, Value::Object(field)) => sorted.fields.push((field.into(), old)),
        (Kind::Body | Kind::SharedBody, body) => sorted.bodies.push((body, old)),
        (Kind::SharedField(name), plain) => match cx.shared.get(&name) {
            Some(Shared::Form(field)) => {
                sorted.fields.push((field.clone(), Pointer::root().child("parameters").child(name)));
            }
            _ => sorted.plain.push((plain, old)),
        },
        (_, plain) => sorted.plain.push((plain, old)),
    }
}

/// What becomes of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Plain,
    Body,
    Field,
    SharedBody,
    SharedField(String),
}

impl Kind {
    fn is_body(&self) -> bool {
        matches!(self, Self::Body | Self::SharedBody)
    }
}

fn kind(cx: &From20<'_, '_>, parameter: &Value<'_>) -> Kind {
    let target = parameter.get("$ref").and_then(Value::as_text).and_then(Pointer::parse_fragment);
    let tokens = target.as_ref().map(Pointer::tokens).unwrap_or_default();
    let name = match tokens[..] {
        ["parameters", name] => Some(name),
        _ => None,
    };
    match (name.and_then(|name| cx.shared.get(name)), parameter.get("in").and_then(Value::as_text)) {
        (Some(Shared::Body(_)), _) => Kind::SharedBody,
        (Some(Shared::Form(_)), _) => Kind::SharedField(name.unwrap_or_default().to_owned()),
        (None, Some("body")) => Kind::Body,
        (None, Some("formData")) => Kind::Field,
        (None, _) => Kind::Plain,
    }
}

/// Where the parameter with this index stood.
fn place(cx: &From20<'_, '_>, index: usize, here: &Here<'_>) -> Pointer {
    cx.report.moves.before_step(&here.below(&["parameters", &index.to_string()]))
}

/// Leaves the parameters that are no part of a body where they are, without gaps.
fn keep_plain<'a>(cx: &mut From20<'a, '_>, owner: &mut Members<'a>, plain: Vec<(Value<'a>, Pointer)>, here: &Here<'_>) {
    let mut kept = Vec::with_capacity(plain.len());
    for (index, (parameter, old)) in plain.into_iter().enumerate() {
        let index = index.to_string();
        if old.last() != Some(&index) {
            here.moved_from(&["parameters", &index], &old, cx.report);
        }
        kept.push(parameter);
    }
    if !kept.is_empty() {
        owner.set("parameters", Value::Array(kept));
    }
}

fn request_body<'a>(
    cx: &mut From20<'a, '_>,
    bodies: Vec<(Value<'a>, Pointer)>,
    fields: Vec<(Members<'a>, Pointer)>,
    consumes: &[MediaType<'a>],
    here: &Here<'_>,
) -> Option<Value<'a>> {
    let mut bodies = bodies.into_iter();
    let Some((body, old)) = bodies.next() else {
        return (!fields.is_empty()).then(|| body::of_fields(fields, consumes, here, cx.report));
    };
    let others = bodies.map(|(_, old)| old).chain(fields.into_iter().map(|(_, old)| old));
    for other in others {
        // It has no place in the new tree, so it gets one for the finding.
        here.said_at(&["x-ignored"], &other, cx.report);
        let message = "an operation has one body, and this one is not the first: it is ignored";
        cx.report.add(Code::Ignored, &here.below(&["x-ignored"]), message);
    }
    Some(match body {
        Value::Object(body) if body.get("$ref").is_none() => {
            body::rewrite(body.into(), &old, consumes, here, cx.report)
        }
        body if are_same(&cx.consumes, consumes) => body,
        body => refer(&body, &old, consumes, here, cx),
    })
}

/// A shared body whose media types are not those of the operation: its schema is shared, and what stands beside that is
/// written out.
fn refer<'a>(
    body: &Value<'a>,
    old: &Pointer,
    consumes: &[MediaType<'a>],
    here: &Here<'_>,
    cx: &mut From20<'a, '_>,
) -> Value<'a> {
    let target = body.get("$ref").and_then(Value::as_text).and_then(Pointer::parse_fragment).unwrap_or_default();
    here.said_at(&[], old, cx.report);
    let shared = target.last().and_then(|name| cx.shared.get(name));
    let mut body = match shared {
        Some(Shared::Body(beside)) => beside.clone(),
        Some(Shared::Form(_)) | None => Members::new(),
    };
    body::rename(&mut body);
    body.set("content", body::content(consumes, &reference(&target.child("schema")), here, cx.report));
    body.into_value()
}

#[cfg(test)]
mod tests {
    use super::super::super::check::{check, findings};

    /// Each line stands for a document with these members, of which the second is the path item before and after.
    fn check_items(table: &[(&str, &str, &str)]) {
        for (rest, item, expected) in table {
            let (tree, found) =
                super::super::super::check::upgrade(&format!("swagger: '2.0'\n{rest}\npaths: {{/a: {{{item}}}}}"));
            assert_eq!(found, "", "{item}");
            let expected = super::super::super::check::parse(&format!("{{{expected}}}")).to_json();
            assert_eq!(tree["paths"]["/a"].to_string(), expected.to_string(), "{item}");
        }
    }

    #[test]
    fn bodies_leave_the_parameters() {
        check_items(&[
            (
                "",
                "post: {parameters: [{name: b, in: body, required: true, description: d, schema: {type: object}}, {name: q, in: query, type: string}]}",
                "post: {parameters: [{name: q, in: query, schema: {type: string}}], requestBody: {x-body-name: b, required: true, description: d, content: {application/json: {schema: {type: object}}}}}",
            ),
            (
                "",
                "post: {consumes: [a/b, c/d], parameters: [{name: b, in: body, schema: {type: object}}]}",
                "post: {requestBody: {x-body-name: b, content: {a/b: {schema: {type: object}}, c/d: {schema: {$ref: '#/paths/~1a/post/requestBody/content/a~1b/schema'}}}}}",
            ),
            (
                "parameters: {b: {name: b, in: body, required: true, description: d, schema: {type: object}}}",
                "post: {parameters: [{$ref: '#/parameters/b'}]}, put: {consumes: [a/b], parameters: [{$ref: '#/parameters/b'}]}",
                "post: {requestBody: {$ref: '#/components/requestBodies/b'}}, put: {requestBody: {x-body-name: b, required: true, description: d, content: {a/b: {schema: {$ref: '#/components/requestBodies/b/content/application~1json/schema'}}}}}",
            ),
            (
                "",
                "parameters: [{name: b, in: body, schema: {$ref: '#/paths/~1a/parameters/1'}}, {name: q, in: query, type: string}], put: {}, post: {parameters: [{name: o, in: body, schema: {}}]}",
                "put: {requestBody: {x-body-name: b, content: {application/json: {schema: {$ref: '#/paths/~1a/parameters/0'}}}}}, post: {requestBody: {x-body-name: o, content: {application/json: {schema: {}}}}}, parameters: [{name: q, in: query, schema: {type: string}}]",
            ),
            (
                "parameters: {f: {name: f, in: formData, type: string}}",
                "post: {parameters: [{$ref: '#/parameters/f'}]}",
                "post: {requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {f: {type: string}}}}}}}",
            ),
        ]);
        check(&[(
            "swagger: '2.0'\npaths: {/a: {get: {parameters: [{$ref: '#/parameters/q'}]}}}\nparameters: {q: {name: q, in: query, type: string}}",
            "paths: {/a: {get: {parameters: [{$ref: '#/components/parameters/q'}]}}}, openapi: 3.0.3, components: {parameters: {q: {name: q, in: query, schema: {type: string}}}}",
        )]);
    }

    #[test]
    fn findings_are_where_they_were_written() {
        let paths = "{/a: {parameters: [{name: x, in: body, schema: {type: [a]}}, {name: q, in: query}], post: {parameters: [{name: b, in: body, schema: {}}, {name: c, in: body}, {name: p, in: query}]}, put: {}}}";
        insta::assert_snapshot!(findings(&format!("swagger: '2.0'\npaths: {paths}")), @r"
        warning[W008] #/paths/~1a/post/parameters/1: an operation has one body, and this one is not the first: it is ignored
        warning[W004] #/paths/~1a/post/parameters/2: the member `type` is missing, read as any value
        warning[E006] #/paths/~1a/parameters/0/schema/type/0: there is no type `a`; it is ignored
        warning[W004] #/paths/~1a/parameters/1: the member `type` is missing, read as any value
        ");
    }
}
