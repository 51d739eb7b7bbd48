//! The operations of a document as it was written, from the view of a server. Knows nothing of what was generated.

/// Where a parameter stands: four words of the standard, of which nobody needs a reading of their own.
pub(super) use codegen::Location as Place;
use codegen::Pointer;
use serde_json::{Map, Value};

use super::super::reference::find;
use super::security::Security;
use super::style::{Explode, Style};

/// An operation.
#[derive(Debug)]
pub(super) struct Operation<'d> {
    /// Where the document has it.
    pub(super) pointer: Pointer,
    pub(super) method: String,
    pub(super) path: &'d str,
    /// The path of the server of its own, where that is relative to the one that was chosen.
    pub(super) server: String,
    pub(super) parameters: Vec<Parameter<'d>>,
    pub(super) body: Option<Body<'d>>,
    pub(super) replies: Vec<Reply<'d>>,
    pub(super) security: Security,
}

/// A parameter.
#[derive(Debug)]
pub(super) struct Parameter<'d> {
    pub(super) name: &'d str,
    pub(super) place: Place,
    pub(super) style: Style,
    pub(super) explode: Explode,
    pub(super) is_required: bool,
    /// Where its schema is, for samples; in 2.0 the parameter is its own schema. None when the path alone names it, and for
    /// a file of 2.0, which may hold anything: then it is text.
    pub(super) schema: Option<Pointer>,
}

impl Parameter<'_> {
    /// Whether both are one: what stands twice counts once, and the names of headers have no case.
    fn is_same(&self, other: &Self) -> bool {
        let is_named = match self.place {
            Place::Header => self.name.eq_ignore_ascii_case(other.name),
            Place::Path | Place::Query | Place::Cookie => self.name == other.name,
        };
        self.place == other.place && is_named
    }
}

/// A request body.
#[derive(Debug)]
pub(super) struct Body<'d> {
    pub(super) is_required: bool,
    pub(super) contents: Vec<Content<'d>>,
}

/// A content type, and what is sent as it.
#[derive(Debug)]
pub(super) struct Content<'d> {
    pub(super) media_type: &'d str,
    pub(super) schema: Option<Pointer>,
    /// How the properties of a form are written, where the document says so.
    pub(super) encoding: Option<&'d Map<String, Value>>,
    /// The fields of a form of 2.0, which stand among the parameters.
    pub(super) fields: Vec<Parameter<'d>>,
}

/// A reply.
#[derive(Debug)]
pub(super) struct Reply<'d> {
    /// A status code, a range, or `default`.
    pub(super) status: &'d str,
    pub(super) contents: Vec<Content<'d>>,
}

/// The methods that a path item has members for.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// A document, and how to walk through it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'d> {
    root: &'d Value,
}

/// A part of the document, and where it stands after all references are followed.
#[derive(Debug, Clone)]
struct Part<'d> {
    value: &'d Value,
    at: Pointer,
}

impl<'d> Part<'d> {
    fn text(&self, key: &str) -> Option<&'d str> {
        self.value.get(key).and_then(Value::as_str)
    }

    fn is(&self, key: &str) -> Option<bool> {
        self.value.get(key).and_then(Value::as_bool)
    }
}

impl<'d> Walk<'d> {
    pub(super) fn new(root: &'d Value) -> Self {
        Self { root }
    }

    /// All operations, in the order of the document.
    pub(super) fn operations(self) -> Vec<Operation<'d>> {
        let paths = Part { value: &self.root["paths"], at: Pointer::root().child("paths") };
        let mut found = Vec::new();
        for (path, item) in paths.value.as_object().into_iter().flatten() {
            let item = self.follow(Part { value: item, at: paths.at.child(path) });
            let named = METHODS.iter().filter_map(|method| {
                let operation = item.value.get(*method)?;
                Some((method.to_ascii_uppercase(), Part { value: operation, at: item.at.child(method) }))
            });
            let additional = item.value.get("additionalOperations").and_then(Value::as_object);
            let at = item.at.child("additionalOperations");
            let additional = additional.into_iter().flatten();
            let additional =
                additional.map(|(method, value)| (method.clone(), Part { value, at: at.child(method.as_str()) }));
            for (method, operation) in named.chain(additional) {
                found.push(self.operation(path, &item, method, &operation));
            }
        }
        found
    }

    fn operation(self, path: &'d str, item: &Part<'d>, method: String, operation: &Part<'d>) -> Operation<'d> {
        let parameters = self.parameters(item, operation);
        let (mut plain, mut fields, mut body) = (Vec::new(), Vec::new(), None);
        for part in &parameters {
            match part.text("in") {
                Some("body") => {
                    let schema = part.value.get("schema").map(|_| part.at.child("schema"));
                    body = Some((part.is("required") == Some(true), schema));
                }
                Some("formData") => fields.extend(parameter(part, Place::Query)),
                Some("path") => plain.extend(parameter(part, Place::Path).filter(|it| is_in(path, it.name))),
                Some("query") => plain.extend(parameter(part, Place::Query)),
                Some("header") => plain.extend(parameter(part, Place::Header).filter(|it| !is_reserved(it.name))),
                Some("cookie") => plain.extend(parameter(part, Place::Cookie)),
                _ => {}
            }
        }
        plain.extend(undeclared(path, &plain));
        let plain = plain.into_iter().fold(Vec::new(), |mut known: Vec<Parameter<'_>>, parameter| {
            if !known.iter().any(|it| it.is_same(&parameter)) {
                known.push(parameter);
            }
            known
        });
        let body = self.new_body(operation).or_else(|| self.old_body(operation, body, fields));
        Operation {
            pointer: operation.at.clone(),
            method,
            path,
            server: own_server(item, operation),
            parameters: plain,
            body,
            replies: self.replies(operation),
            security: self.security(operation),
        }
    }

    /// The parameters of the operation, and those of its path that it does not replace.
    fn parameters(self, item: &Part<'d>, operation: &Part<'d>) -> Vec<Part<'d>> {
        let mut own = self.list(operation, "parameters");
        let key = |part: &Part<'d>| (part.text("name"), part.text("in"));
        let known: Vec<_> = own.iter().map(key).collect();
        own.extend(self.list(item, "parameters").into_iter().filter(|part| !known.contains(&key(part))));
        own
    }

    fn list(self, part: &Part<'d>, key: &str) -> Vec<Part<'d>> {
        let at = part.at.child(key);
        let list = part.value.get(key).and_then(Value::as_array).into_iter().flatten().enumerate();
        list.map(|(index, value)| self.follow(Part { value, at: at.child(index) })).collect()
    }

    fn new_body(self, operation: &Part<'d>) -> Option<Body<'d>> {
        let body = self.member(operation, "requestBody")?;
        let contents = self.contents(&body);
        (!contents.is_empty()).then(|| Body { is_required: body.is("required") == Some(true), contents })
    }

    /// The body of 2.0: a parameter, or several that are the fields of a form.
    fn old_body(
        self,
        operation: &Part<'d>,
        body: Option<(bool, Option<Pointer>)>,
        fields: Vec<Parameter<'d>>,
    ) -> Option<Body<'d>> {
        let types = self.media_types(operation, "consumes");
        if let Some((is_required, schema)) = body {
            let types = if types.is_empty() { vec!["application/json"] } else { types };
            let content =
                |media_type| Content { media_type, schema: schema.clone(), encoding: None, fields: Vec::new() };
            return Some(Body { is_required, contents: types.into_iter().map(content).collect() });
        }
        if fields.is_empty() {
            return None;
        }
        let is_required = fields.iter().any(|field| field.is_required);
        let form = types.into_iter().find(|it| it.starts_with("multipart/") || it.contains("urlencoded"));
        let media_type = form.unwrap_or("application/x-www-form-urlencoded");
        Some(Body { is_required, contents: vec![Content { media_type, schema: None, encoding: None, fields }] })
    }

    /// What the operation asks for, or else the whole document.
    fn security(self, operation: &Part<'d>) -> Security {
        let schemes = ["securityDefinitions", "components/securitySchemes"].into_iter().flat_map(|key| {
            let at = key.split('/').fold(Pointer::root(), |at, token| at.child(token));
            let schemes = find(self.root, &at).and_then(Value::as_object);
            let schemes = schemes.into_iter().flatten();
            schemes.map(move |(name, value)| (name.as_str(), Part { value, at: at.child(name.as_str()) }))
        });
        let schemes: Vec<_> = schemes.map(|(name, part)| (name, self.follow(part).value)).collect();
        Security::new(&schemes, operation.value.get("security").or_else(|| self.root.get("security")))
    }

    /// `consumes` or `produces`, of the operation or else of the document.
    fn media_types(self, operation: &Part<'d>, key: &str) -> Vec<&'d str> {
        let list = operation.value.get(key).or_else(|| self.root.get(key)).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    fn replies(self, operation: &Part<'d>) -> Vec<Reply<'d>> {
        let at = operation.at.child("responses");
        let replies = operation.value.get("responses").and_then(Value::as_object).into_iter().flatten();
        let replies = replies.filter(|(status, _)| !status.starts_with("x-"));
        replies
            .map(|(status, value)| {
                let reply = self.follow(Part { value, at: at.child(status.as_str()) });
                let mut contents = self.contents(&reply);
                if contents.is_empty() && reply.value.get("schema").is_some() {
                    let types = self.media_types(operation, "produces");
                    contents.push(Content {
                        media_type: types.first().copied().unwrap_or("application/json"),
                        schema: Some(reply.at.child("schema")),
                        encoding: None,
                        fields: Vec::new(),
                    });
                }
                Reply { status, contents }
            })
            .collect()
    }

    fn contents(self, part: &Part<'d>) -> Vec<Content<'d>> {
        let Some(contents) = self.member(part, "content") else { return Vec::new() };
        let media_types = contents.value.as_object().into_iter().flatten();
        media_types
            .map(|(media_type, value)| {
                let media = self.follow(Part { value, at: contents.at.child(media_type.as_str()) });
                let schema = ["schema", "itemSchema"].into_iter().find(|key| media.value.get(*key).is_some());
                Content {
                    media_type,
                    schema: schema.map(|key| media.at.child(key)),
                    encoding: media.value.get("encoding").and_then(Value::as_object),
                    fields: Vec::new(),
                }
            })
            .collect()
    }

    fn member(self, part: &Part<'d>, key: &str) -> Option<Part<'d>> {
        Some(self.follow(Part { value: part.value.get(key)?, at: part.at.child(key) }))
    }

    /// Where the references from here end.
    fn follow(self, mut part: Part<'d>) -> Part<'d> {
        for _ in 0..16 {
            let Some(at) = part.text("$ref").and_then(Pointer::parse_fragment) else { break };
            let Some(value) = find(self.root, &at) else { break };
            part = Part { value, at };
        }
        part
    }
}

/// The path of the server that the operation has instead of those of the document. Nothing goes to another host, when the
/// caller has chosen one.
fn own_server(item: &Part<'_>, operation: &Part<'_>) -> String {
    let servers = operation.value.get("servers").or_else(|| item.value.get("servers")).and_then(Value::as_array);
    let Some(server) = servers.and_then(|servers| servers.first()) else { return String::new() };
    let url = server.get("url").and_then(Value::as_str).unwrap_or_default();
    let variables = server.get("variables").and_then(Value::as_object).into_iter().flatten();
    let url = variables.fold(url.to_owned(), |url, (name, variable)| {
        url.replace(&format!("{{{name}}}"), variable.get("default").and_then(Value::as_str).unwrap_or_default())
    });
    if url.contains("://") { String::new() } else { url.trim_end_matches('/').to_owned() }
}

/// Whether a path has a place for the parameter. One that it has no place for says nothing.
fn is_in(path: &str, name: &str) -> bool {
    path.contains(&format!("{{{name}}}"))
}

/// The parameters that the path names and nothing else does.
fn undeclared<'d>(path: &'d str, declared: &[Parameter<'d>]) -> Vec<Parameter<'d>> {
    let is_declared = |name: &str| declared.iter().any(|it| it.place == Place::Path && it.name == name);
    let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let parameter = |name| {
        let (place, style, explode) = (Place::Path, Style::Simple, Explode::No);
        Parameter { name, place, style, explode, is_required: true, schema: None }
    };
    names.filter(|name| !is_declared(name)).map(parameter).collect()
}

/// A header parameter that the standard has ignored, one that says how the body travels, which is not for callers to say, or
/// one that no request can have.
fn is_reserved(name: &str) -> bool {
    let names = ["accept", "content-type", "authorization", "content-length", "transfer-encoding"];
    let is_token = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
    !is_token || names.iter().any(|it| name.eq_ignore_ascii_case(it))
}

fn parameter<'d>(part: &Part<'d>, place: Place) -> Option<Parameter<'d>> {
    let default = if matches!(place, Place::Query | Place::Cookie) { Style::Form } else { Style::Simple };
    let mut style = part.text("style").and_then(Style::named).unwrap_or(default);
    let mut explode = match part.is("explode") {
        Some(true) => Explode::Yes,
        None if matches!(style, Style::Form | Style::Cookie) => Explode::Yes,
        Some(false) | None => Explode::No,
    };
    let mut schema = part.at.child("schema");
    let content = part.value.get("content").and_then(Value::as_object);
    if let Some(content) = content.filter(|_| part.value.get("schema").is_none()) {
        style = Style::Json;
        let media_type = content.keys().next()?;
        schema = part.at.child("content").child(media_type.as_str()).child("schema");
    } else if part.value.get("schema").is_none() {
        // 2.0 has the schema's keywords in the parameter itself.
        schema = part.at.clone();
        (style, explode) = match part.text("collectionFormat") {
            Some("multi") => (Style::Form, Explode::Yes),
            Some("ssv") => (Style::SpaceDelimited, Explode::No),
            Some("tsv") => (Style::TabDelimited, Explode::No),
            Some("pipes") => (Style::PipeDelimited, Explode::No),
            _ => (default, Explode::No),
        };
    }
    let is_required = place == Place::Path || part.is("required") == Some(true);
    let schema = (part.text("type") != Some("file")).then_some(schema);
    Some(Parameter { name: part.text("name")?, place, style, explode, is_required, schema })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Walk;

    #[test]
    fn a_file_has_no_schema_to_be_made_of() {
        let field = |name: &str, ty: &str| json!({"name": name, "in": "formData", "type": ty, "required": true});
        let operation = json!({
            "consumes": ["multipart/form-data"],
            "parameters": [field("attachment", "file"), field("name", "string")],
        });
        let document = json!({"swagger": "2.0", "paths": {"/a": {"post": operation}}});
        let operations = Walk::new(&document).operations();
        let fields = operations[0].body.as_ref().map(|body| &body.contents[0].fields).expect("there is a form");
        let have_schemas = fields.iter().map(|field| (field.name, field.schema.is_some()));
        assert_eq!(have_schemas.collect::<Vec<_>>(), [("attachment", false), ("name", true)]);
    }
}
