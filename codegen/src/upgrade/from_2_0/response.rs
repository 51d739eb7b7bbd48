//! Responses of 2.0, whose media types are said elsewhere. Never here: their headers, which are like parameters.

use super::super::here::Here;
use super::super::members::Members;
use super::media_type::{self, MediaType, are_same};
use super::{From20, body};
use crate::beyond;
use crate::diagnostics::Code;
use crate::source::Value;

/// Brings the response at `here` into the shape of 3.0.
pub(super) fn rewrite<'a>(cx: &mut From20<'a, '_>, mut response: Members<'a>, here: &Here<'_>) -> Members<'a> {
    if response.has("$ref") {
        report_types(cx, here);
        return response;
    }
    let schema = response.take("schema");
    let examples = match response.take("examples") {
        Some(Value::Object(examples)) => examples.into(),
        Some(other) => Members::from([(beyond::EXAMPLES, other)]),
        None => Members::new(),
    };
    let content = match schema {
        Some(schema) => {
            let types = types(cx, &schema);
            let old = here.before(&["schema"], cx.report);
            body::one_and_others(schema, &types, &old, here, cx.report)
        }
        None => Members::new().into_value(),
    };
    if let Value::Object(content) = content {
        add_examples(cx, &mut response, content.into(), examples, here);
    }
    response
}

/// A shared response has the media types of the whole document, as it cannot know who refers to it.
fn report_types(cx: &mut From20<'_, '_>, here: &Here<'_>) {
    if !are_same(&cx.produces_here, &cx.produces) {
        let names: Vec<&str> = cx.produces.iter().map(|it| it.name.as_ref()).collect();
        let names = names.join(", ");
        let message = format!("a shared response is read as {names}, whatever the operation produces");
        cx.report.add(Code::Simplified, &here.pointer(), message);
    }
}

/// A file is not JSON unless the document says so.
fn types<'a>(cx: &From20<'a, '_>, schema: &Value<'a>) -> Vec<MediaType<'a>> {
    let is_file = schema.get("type").and_then(Value::as_text) == Some("file");
    match is_file && are_same(&cx.produces_here, &media_type::json()) {
        true => vec![MediaType::unlisted("application/octet-stream")],
        false => cx.produces_here.clone(),
    }
}

/// Gives each media type its example. Those of no media type are kept beside them.
fn add_examples<'a>(
    cx: &mut From20<'a, '_>,
    response: &mut Members<'a>,
    content: Members<'a>,
    mut examples: Members<'a>,
    here: &Here<'_>,
) {
    let had_schema = !content.is_empty();
    let with_example = content.into_list().into_iter().map(|(name, media_type)| {
        let Value::Object(media_type) = media_type else { return (name, media_type) };
        let mut media_type = Members::from(media_type);
        if let Some(example) = examples.take(&name) {
            here.moved(&["content", &name, "example"], &["examples", &name], cx.report);
            media_type.set("example", example);
        }
        (name, media_type.into_value())
    });
    let mut content: Members<'a> = with_example.collect();
    if !had_schema {
        for (name, example) in examples.take_where(|name| name.contains('/')).into_list() {
            content.push(name, Members::from([("example", example)]).into_value());
        }
    }
    if !content.is_empty() {
        response.set("content", content.into_value());
    }
    if !examples.is_empty() {
        response.set(beyond::EXAMPLES, examples.into_value());
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::{findings, parse, upgrade};

    #[test]
    fn responses_have_content() {
        let table = [
            ("", "{description: d}", "{description: d}"),
            ("", "{schema: {type: string}}", "{content: {application/json: {schema: {type: string}}}}"),
            (
                "",
                "{schema: {type: file}}",
                "{content: {application/octet-stream: {schema: {type: string, format: binary}}}}",
            ),
            (
                "produces: [a/b, c/d], ",
                "{schema: {type: string}, examples: {c/d: x, e/f: y}}",
                "{content: {a/b: {schema: {type: string}}, c/d: {schema: {$ref: '#/paths/~1a/get/responses/200/content/a~1b/schema'}, example: x}}, x-examples: {e/f: y}}",
            ),
            (
                "produces: [a/b, application/json], ",
                "{schema: {type: string}}",
                "{content: {a/b: {schema: {$ref: '#/paths/~1a/get/responses/200/content/application~1json/schema'}}, application/json: {schema: {type: string}}}}",
            ),
            ("", "{examples: {c/d: x}}", "{content: {c/d: {example: x}}}"),
            (
                "",
                "{headers: {A: {type: integer, description: d}}}",
                "{headers: {A: {description: d, schema: {type: integer}}}}",
            ),
        ];
        for (operation, response, expected) in table {
            let text =
                format!("swagger: '2.0'\npaths: {{/a: {{get: {{{operation}responses: {{'200': {response}}}}}}}}}");
            let (tree, found) = upgrade(&text);
            assert_eq!(found, "", "{response}");
            let expected = parse(expected).to_json();
            assert_eq!(tree["paths"]["/a"]["get"]["responses"]["200"].to_string(), expected.to_string(), "{response}");
        }
    }

    #[test]
    fn findings_are_where_they_were_written() {
        insta::assert_snapshot!(findings("swagger: '2.0'\npaths: {/a: {get: {produces: [a/b], responses: {'200': {$ref: '#/responses/a'}}}}}\nresponses: {a: {headers: {A: {}}}}"), @r"
        warning[W009] #/paths/~1a/get/responses/200: a shared response is read as application/json, whatever the operation produces
        warning[W004] #/responses/a/headers/A: the member `type` is missing, read as any value
        ");
    }
}
