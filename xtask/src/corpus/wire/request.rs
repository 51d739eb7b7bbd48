//! Judges a request as a server would: by the document, and by what the caller was asked to send.

use serde_json::{Map, Value};

use super::body::{self, Sent};
use super::heard::{Heard, Kind};
use super::operations::{Operation, Parameter, Place};
use super::path;
use super::style::{self, Pairs};

/// A request as it came over the wire.
#[derive(Debug, Clone, Default)]
pub(super) struct Request {
    pub(super) method: String,
    /// Path and query.
    pub(super) target: String,
    /// In order, with names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(super) fn query(&self) -> Pairs {
        Pairs::of(self.target.split_once('?').map_or("", |(_, query)| query), "&")
    }

    pub(super) fn cookies(&self) -> Pairs {
        Pairs::of(self.header("cookie").unwrap_or_default(), ";")
    }
}

/// What a caller was asked to send.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    /// The values, in the order of the operation's parameters; null stands for a value that is left out.
    pub(super) arguments: Vec<Option<Value>>,
    /// Which of the body's contents, and its value.
    pub(super) body: Option<(usize, Value)>,
}

/// All that is wrong with `request`; nothing when the server accepts it.
pub(super) fn troubles(operation: &Operation<'_>, wanted: &Wanted, request: &Request) -> Vec<String> {
    let mut found = Vec::new();
    if request.method != operation.method {
        found.push(format!("the method is {} and not {}", request.method, operation.method));
    }
    let path = request.target.split('?').next().unwrap_or_default();
    let Some(path) = path.strip_prefix(&operation.server) else {
        found.push(format!("`{path}` is not below `{}`", operation.server));
        return found;
    };
    let Some(in_path) = path::values(operation.path.split(['?', '#']).next().unwrap_or_default(), path) else {
        found.push(format!("`{path}` does not follow `{}`", operation.path));
        return found;
    };
    let (mut query, mut cookies) = (request.query(), request.cookies());
    found.extend(path::query(operation.path).and_then(|own| query.take_out(&Pairs::of(own, "&"))));
    let security = &operation.security;
    for (parameter, sent) in operation.parameters.iter().zip(&wanted.arguments) {
        let kind = sent.as_ref().map_or(Kind::Scalar, Kind::of);
        let members: Vec<&str> =
            sent.iter().filter_map(Value::as_object).flat_map(Map::keys).map(String::as_str).collect();
        let Parameter { name, place, style, explode, .. } = parameter;
        let heard = match place {
            Place::Path => {
                let text = in_path.iter().find(|(key, _)| key == name).map(|(_, text)| *text);
                text.and_then(|text| style::single(name, *style, *explode, kind, text))
            }
            // What stands there is the credential of the same name.
            Place::Header if sent.is_none() && security.is_header(name) => None,
            // Who calls says so without being asked.
            Place::Header if sent.is_none() && name.eq_ignore_ascii_case("user-agent") => None,
            Place::Header => {
                let text = request.header(name);
                text.and_then(|text| style::single(name, *style, *explode, kind, text))
            }
            Place::Query | Place::Cookie if sent.is_none() => None,
            Place::Query => query.value(name, *style, *explode, kind, &members),
            Place::Cookie => cookies.value(name, *style, *explode, kind, &members),
        };
        found.extend(parameter_trouble(parameter, sent.as_ref(), heard.as_ref()));
    }
    let in_query = query.left().iter().find(|(name, _)| !security.is_query(name)).map(|it| (it, "the query"));
    let in_cookies = cookies.left().iter().find(|(name, _)| !security.is_cookie(name)).map(|it| (it, "the cookies"));
    found.extend(
        in_query
            .into_iter()
            .chain(in_cookies)
            .map(|((name, value), what)| format!("nothing in {what} is called `{name}`, which is `{value}`")),
    );
    found.extend(security.trouble(request, |name| {
        operation.parameters.iter().any(|it| it.place == Place::Header && it.name.eq_ignore_ascii_case(name))
    }));
    found.extend(body_trouble(operation, wanted, request));
    found
}

fn parameter_trouble(parameter: &Parameter<'_>, sent: Option<&Value>, heard: Option<&Heard>) -> Option<String> {
    let what = || format!("`{}` in the {}", parameter.name, parameter.place.as_str());
    match (sent, heard) {
        (None, None) => None,
        (None, Some(heard)) => Some(format!("{} is {heard:?}, and should not be there", what())),
        (Some(sent), Some(heard)) if heard.says(sent) => None,
        // Without `allowEmptyValue`, a list without elements is not written at all.
        (Some(sent), None) if is_empty(sent) && !parameter.is_required => None,
        (Some(sent), heard) => Some(format!("{} is {heard:?} and not {sent}", what())),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn body_trouble(operation: &Operation<'_>, wanted: &Wanted, request: &Request) -> Option<String> {
    let (index, value) = match &wanted.body {
        None if request.body.is_empty() => return None,
        None => return Some("there is a body, and should be none".to_owned()),
        Some((index, value)) => (*index, value),
    };
    let content = operation.body.as_ref()?.contents.get(index)?;
    let Some(content_type) = request.header("content-type") else {
        return Some("the body has no content type".to_owned());
    };
    let (is, should) = (body::essence(content_type), body::essence(content.media_type));
    if is != should && !should.contains('*') {
        return Some(format!("the content type is `{is}` and not `{should}`"));
    }
    body::trouble(Sent { content, value }, content_type, &request.body)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::operations::Walk;
    use super::{Request, Wanted, troubles};

    fn document() -> Value {
        json!({"openapi": "3.0.3", "paths": {"/pets/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "put": {
                "parameters": [
                    {"name": "tags", "in": "query", "schema": {"type": "array"}},
                    {"name": "X-Mode", "in": "header", "schema": {"type": "integer"}},
                    {"name": "User-Agent", "in": "header", "schema": {}},
                ],
                "requestBody": {"content": {
                    "application/json": {"schema": {}},
                    "application/x-www-form-urlencoded": {"schema": {}, "encoding": {"d": {"style": "deepObject"}}},
                }},
                "responses": {"200": {"description": ""}},
            },
        }}, "components": {"parameters": {"Id": {"name": "id", "in": "path", "required": true, "schema": {}}}}})
    }

    fn request(target: &str, headers: &[(&str, &str)], body: &str) -> Request {
        let headers = headers.iter().chain(&[("user-agent", "x")]);
        let headers = headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Request { method: "PUT".to_owned(), target: target.to_owned(), headers, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn a_request_is_what_was_asked_for() {
        let document = document();
        let operations = Walk::new(&document).operations();
        let wanted = |tags: Value, mode: Option<Value>, id: Value, body| {
            // The operation's own parameters stand before those of the path.
            Wanted { arguments: vec![Some(tags), mode, None, Some(id)], body }
        };
        let json = Some((0, json!({"a": 1})));
        let form = Some((1, json!({"a": ["x", "y"], "o": {"b": 1}, "d": {"c": "z"}})));
        let (json_type, form_type) =
            (("content-type", "application/json"), ("content-type", "application/x-www-form-urlencoded"));
        let table = [
            (
                wanted(json!(["a", "b"]), Some(json!(3)), json!("x/y"), json.clone()),
                request("/pets/x%2Fy?tags=a&tags=b", &[("x-mode", "3"), json_type], "{\"a\":1.0}"),
                0,
            ),
            (
                wanted(json!([]), None, json!(7), form.clone()),
                request("/pets/7", &[form_type], "a=x&a=y&o=%7B%22b%22%3A1%7D&d%5Bc%5D=z"),
                0,
            ),
            (wanted(json!([]), None, json!(7), form), request("/pets/7", &[form_type], "a=x%2Cy&o=b&e=1"), 1),
            (
                wanted(json!(["a"]), Some(json!(3)), json!("x"), json),
                request("/pets/y?tags=b&c=1", &[("x-mode", "4"), json_type], "{}"),
                5,
            ),
        ];
        for (wanted, request, expected) in table {
            let found = troubles(&operations[0], &wanted, &request);
            assert_eq!(found.len(), expected, "{request:?}: {found:#?}");
        }
    }
}
