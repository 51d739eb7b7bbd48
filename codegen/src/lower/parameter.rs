//! Turns the parameters of an operation and of its path into one list.
//!
//! Never here: what a style becomes; see `style.rs`.

use openapiv3::{ParameterData, ParameterSchemaOrContent, ReferenceOr};
use serde_json::Value;

use super::context::Context;
use super::header::is_token;
use super::notation::{self, Notation};
use super::nullable::Nullability;
use super::outline::Outline;
use super::place::Place;
use super::schema::{self, Notes};
use super::style::{self, Asked, Named, Parts};
use super::uses::{Use, lower_use};
use super::{docs, object, reference};
use crate::beyond;
use crate::diagnostics::{Code, Instead};
use crate::ir::{
    Deprecated, Docs, Empty, Explode, Location, Need, Parameter, ParameterStyle, QueryNotation, Reserved, Scalar, Type,
};
use crate::pointer::Pointer;

/// The path parameters in the order of the template, then all others in document order.
pub(super) fn lower(cx: &mut Context<'_>, outline: &Outline) -> Vec<Parameter> {
    let mut lists = Vec::new();
    for (owner, parameters) in &outline.shared_parameters {
        lists.push(list(cx, outline, parameters, owner));
    }
    lists.push(list(cx, outline, &outline.operation.parameters, &outline.at));
    let mut merged: Vec<Parameter> = Vec::new();
    for parameter in lists.into_iter().flatten() {
        match merged.iter_mut().find(|it| is_same(it, &parameter)) {
            Some(overridden) => *overridden = parameter,
            None => merged.push(parameter),
        }
    }
    let (path, mut others): (Vec<_>, Vec<_>) = merged.into_iter().partition(|it| it.location == Location::Path);
    let mut ordered = match_template(cx, outline, path);
    ordered.append(&mut others);
    ordered
}

/// The parameters of one list, each once.
fn list(
    cx: &mut Context<'_>,
    outline: &Outline,
    parameters: &[ReferenceOr<openapiv3::Parameter>],
    owner: &Pointer,
) -> Vec<Parameter> {
    let mut lowered: Vec<Parameter> = Vec::new();
    for (index, parameter) in parameters.iter().enumerate() {
        let at = owner.child("parameters").child(index);
        let Some((parameter, origin)) = reference::resolve(cx, parameter.clone(), &at) else { continue };
        let Some(mut parameter) = one(cx, outline, parameter, &origin) else { continue };
        // What is said where it is referred to is about this operation.
        let here = if origin == at { None } else { cx.read_lenient::<String>(&at.child("description")) };
        let here = here.filter(|text| !text.trim().is_empty());
        parameter.docs.description = here.or(parameter.docs.description);
        check_client(cx, &mut parameter);
        if lowered.iter().any(|it| is_same(it, &parameter)) {
            let message = format!("a parameter `{}` of this location stands in the list already", parameter.wire_name);
            cx.report.add(Code::DuplicateParameter, &at, message).instead(Instead::Ignored);
        } else {
            lowered.push(parameter);
        }
    }
    lowered
}

/// A parameter is known by its name and its location. The names of headers have no case.
fn is_same(left: &Parameter, right: &Parameter) -> bool {
    left.location == right.location
        && match left.location {
            Location::Header => left.wire_name.eq_ignore_ascii_case(&right.wire_name),
            Location::Path | Location::Query | Location::Cookie => left.wire_name == right.wire_name,
        }
}

fn one(cx: &mut Context<'_>, outline: &Outline, parameter: openapiv3::Parameter, at: &Pointer) -> Option<Parameter> {
    let (location, reserved, empty) = (Location::Path, Reserved::Encoded, Empty::LeftOut);
    let plain = Asked { location, style: Named::Simple, reserved, empty };
    match parameter {
        openapiv3::Parameter::Query { parameter_data, allow_reserved, style, allow_empty_value } => {
            let reserved = if allow_reserved { Reserved::Kept } else { Reserved::Encoded };
            let empty = if allow_empty_value == Some(true) { Empty::Sent } else { Empty::LeftOut };
            let asked = Asked { location: Location::Query, style: named(style, &parameter_data.name), reserved, empty };
            data(cx, outline, parameter_data, &asked, at)
        }
        openapiv3::Parameter::Header { parameter_data, style: openapiv3::HeaderStyle::Simple } => {
            if let Some(message) = why_no_header(&parameter_data.name) {
                cx.ignored(at, message);
                return None;
            }
            data(cx, outline, parameter_data, &Asked { location: Location::Header, ..plain }, at)
        }
        openapiv3::Parameter::Path { parameter_data, style } => {
            data(cx, outline, parameter_data, &Asked { style: style.into(), ..plain }, at)
        }
        openapiv3::Parameter::Cookie { parameter_data, style: openapiv3::CookieStyle::Form } => {
            let is_verbatim = parameter_data.extensions.get(beyond::STYLE).and_then(Value::as_str) == Some("cookie");
            let style = if is_verbatim { Named::Cookie } else { Named::Form };
            data(cx, outline, parameter_data, &Asked { location: Location::Cookie, style, ..plain }, at)
        }
    }
}

/// Why no parameter can be a header of this name, if none can.
fn why_no_header(name: &str) -> Option<String> {
    let is_one_of = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    // These are set by the client from other parts of the document.
    if is_one_of(&["Accept", "Content-Type", "Authorization"]) {
        Some(format!("a parameter for the header `{name}` is ignored, as the standard has it"))
    // A reply in another encoding could not be read.
    } else if is_one_of(&["Accept-Encoding"]) {
        Some(format!(
            "the header `{name}` is about how replies travel: whether they are compressed is the transport's to ask"
        ))
    // Another value of these than the one that the transport finds breaks the exchange.
    } else if is_one_of(&["Connection", "Content-Length", "Host", "TE", "Trailer", "Transfer-Encoding", "Upgrade"]) {
        Some(format!("the header `{name}` is about how the request travels, and set by the transport"))
    } else {
        (!is_token(name)).then(|| format!("`{name}` is not a valid header name, and is left out"))
    }
}

/// The style of a query parameter, which its name may have a say in.
fn named(style: openapiv3::QueryStyle, name: &str) -> Named {
    match style {
        openapiv3::QueryStyle::DeepObject if name.ends_with("[]") => Named::Bracketed,
        style => style.into(),
    }
}

/// The schema of a parameter, and what its text is.
fn schema(cx: &mut Context<'_>, format: ParameterSchemaOrContent, at: &Pointer) -> (Option<Pointer>, Text) {
    let content = match format {
        ParameterSchemaOrContent::Schema(schema) => {
            return (Some(schema::absorbed(cx, schema, at.child("schema"))), Text::Styled);
        }
        ParameterSchemaOrContent::Content(content) => content,
    };
    let at = at.child("content");
    if content.len() > 1 {
        cx.simplified(&at, "`content` must have one entry: the first that is JSON counts, else the first");
    }
    let index = content.keys().position(|name| notation::of(name) == Notation::Json).unwrap_or_default();
    let Some((name, media)) = content.into_iter().nth(index) else {
        cx.simplified(&at, "`content` without an entry is taken for JSON of any kind");
        return (None, Text::Json);
    };
    let at = at.child(&name);
    let text = if notation::of(&name) == Notation::Json { Text::Json } else { Text::Styled };
    if text == Text::Styled && !name.starts_with("text/") {
        cx.simplified(&at, format!("the parameter is a string: the caller writes `{name}`"));
        return (None, Text::Written);
    }
    (media.schema.map(|schema| schema::absorbed(cx, schema, at.child("schema"))), text)
}

/// What the text of a parameter is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    /// What its style makes of the value.
    Styled,
    /// JSON.
    Json,
    /// What the caller has written.
    Written,
    /// The whole query string.
    Whole(QueryNotation),
}

/// The schema of a whole query string, and what it is written as.
fn query_string(cx: &mut Context<'_>, format: ParameterSchemaOrContent, at: &Pointer) -> (Option<Pointer>, Text) {
    let content = match format {
        ParameterSchemaOrContent::Content(content) => content,
        ParameterSchemaOrContent::Schema(_) => {
            cx.unsupported(at, "a query string without `content`", "say in `content` what media type it is");
            return (None, Text::Whole(QueryNotation::Text));
        }
    };
    let at = at.child("content");
    if content.len() > 1 {
        cx.simplified(&at, "`content` must have one entry: the first counts");
    }
    let Some((name, media)) = content.into_iter().next() else { return (None, Text::Whole(QueryNotation::Text)) };
    let at = at.child(&name);
    let notation = match notation::of(&name) {
        Notation::Form => QueryNotation::Form,
        Notation::Json => QueryNotation::Json,
        _ => QueryNotation::Text,
    };
    if !media.encoding.is_empty() {
        let message = "how the properties of a query string are written is ignored: each is written as by default";
        cx.ignored(&at.child("encoding"), message);
    }
    let schema = media.schema.filter(|_| notation != QueryNotation::Text);
    (schema.map(|schema| schema::absorbed(cx, schema, at.child("schema"))), Text::Whole(notation))
}

fn data(
    cx: &mut Context<'_>,
    outline: &Outline,
    data: ParameterData,
    asked: &Asked,
    at: &Pointer,
) -> Option<Parameter> {
    let ParameterData { name, description, required, deprecated, format, example, examples, explode, extensions } =
        data;
    if extensions.get(beyond::ALLOW_RESERVED) == Some(&Value::Bool(true)) {
        cx.ignored(
            at,
            "`allowReserved` is ignored outside of the query: what is reserved there would end the parameter",
        );
    }
    if extensions.get(beyond::ALLOW_EMPTY_VALUE) == Some(&Value::Bool(true)) {
        let message = "`allowEmptyValue` is ignored outside of the query, as the standard has it";
        cx.ignored(&at.child("allowEmptyValue"), message);
    }
    let is_query_string =
        asked.location == Location::Query && extensions.get(beyond::IN).is_some_and(|it| it == "querystring");
    let (schema, text) = if is_query_string { query_string(cx, format, at) } else { schema(cx, format, at) };
    let place = Place::part(&outline.wire_name, &name, at);
    let Use { ty, nullability: _, notes } = match schema {
        Some(schema) => lower_use(cx, &schema, &place),
        None if matches!(text, Text::Styled | Text::Written | Text::Whole(QueryNotation::Text)) => {
            Use { ty: Type::Scalar(Scalar::String), nullability: Nullability::Never, notes: Notes::default() }
        }
        None => Use { ty: Type::Any, nullability: Nullability::Never, notes: Notes::default() },
    };
    let written = ty.clone();
    let (ty, style) = match text {
        Text::Json => (ty, ParameterStyle::Json),
        Text::Whole(notation) => {
            if notation == QueryNotation::Form && !matches!(style::parts(cx, &ty), Parts::Members | Parts::Unknown) {
                cx.unsupported(at, "a query string that is a form and no object", "give it an object for its schema");
            }
            (ty, ParameterStyle::QueryString(notation))
        }
        Text::Styled | Text::Written => flat(cx, asked, explode, ty, at),
    };
    let need = need(cx, extensions.get("x-client-parameter"), required, asked.location, at);
    if !required {
        report_optional(cx, asked.location, &name, at);
    }
    let Notes { docs: inner, mut constraints, default } = notes;
    // A parameter travels one way, whatever its schema says of properties.
    constraints.retain(|constraint| !object::is_way(constraint));
    // What the caller writes is something else than the value that the document gives.
    let default = default.filter(|_| ty == written);
    let examples = docs::examples(cx, example, examples, at);
    let examples =
        if examples.is_empty() { inner.examples } else { examples.into_iter().map(|example| example.value).collect() };
    let deprecated = docs::deprecated(deprecated.unwrap_or(false) || inner.deprecated == Deprecated::Yes);
    Some(Parameter {
        wire_name: name,
        origin: at.clone(),
        docs: Docs { summary: inner.summary, description: description.or(inner.description), examples, deprecated },
        location: asked.location,
        style,
        reserved: asked.reserved,
        empty: style::empty(cx, asked, &ty, at),
        need,
        ty,
        constraints,
        default,
    })
}

/// The type and its style. What has parts within its parts has no form in most styles: a list of such is given as the text to be
/// sent, and an object is sent as long as it has none of them.
fn flat(cx: &mut Context<'_>, asked: &Asked, explode: Option<bool>, ty: Type, at: &Pointer) -> (Type, ParameterStyle) {
    let style = style::choose(cx, asked, explode, &ty, at);
    if style == ParameterStyle::DeepObject {
        return (ty, style);
    }
    let inner = style::inner(cx, &ty);
    let nested: Vec<_> =
        inner.into_iter().filter(|(_, inner)| style::has_parts(cx, inner)).map(|(name, _)| name).collect();
    let named: Vec<_> = nested.iter().flatten().map(|name| format!("`{name}`")).collect();
    match (nested.is_empty(), named.is_empty()) {
        (true, _) => (ty, style),
        (false, false) => {
            let message = format!(
                "a list or an object inside another has no form in this style: what has {} cannot be sent",
                named.join(", ")
            );
            cx.simplified(at, message);
            (ty, style)
        }
        (false, true) => {
            cx.simplified(at, "a list or an object inside another has no form in this style: the caller writes the text of this parameter");
            let text = Type::Scalar(Scalar::String);
            let style = style::choose(cx, asked, explode, &text, at);
            (text, style)
        }
    }
}

fn report_optional(cx: &mut Context<'_>, location: Location, name: &str, at: &Pointer) {
    if location == Location::Path {
        let message = format!("the path parameter `{name}` must be `required: true`, and is taken for required");
        cx.report.add(Code::PathParameter, at, message);
    }
}

/// The client writes its own parameters, which stand in paths, without knowing the operation.
fn check_client(cx: &mut Context<'_>, parameter: &mut Parameter) {
    let is_default = parameter.style == ParameterStyle::Simple(Explode::No);
    if parameter.need == Need::Client && !is_default {
        let help = "give it the style `simple`, or leave `x-client-parameter` out";
        let at = parameter.origin.child("style");
        cx.unsupported(&at, "this `style` for a parameter of the client", help).instead(Instead::ByCall);
        parameter.need = Need::Argument;
    }
}

fn need(cx: &mut Context<'_>, extension: Option<&Value>, required: bool, location: Location, at: &Pointer) -> Need {
    match extension {
        Some(Value::Bool(true)) if location == Location::Path => return Need::Client,
        Some(Value::Bool(true)) => {
            let help =
                "a header for every call is set with the client's `header`; any other value is given with each call";
            let at = at.child("x-client-parameter");
            cx.unsupported(&at, "`x-client-parameter` outside of a path", help).instead(Instead::ByCall);
        }
        None | Some(Value::Bool(false)) => {}
        Some(_) => {
            let at = at.child("x-client-parameter");
            let problem = cx.report.add(Code::WrongType, &at, "`x-client-parameter` is `true` or left out");
            problem.instead(Instead::Ignored);
        }
    }
    if required || location == Location::Path { Need::Argument } else { Need::Setter }
}

/// Makes the declared path parameters exactly those of the template.
fn match_template(cx: &mut Context<'_>, outline: &Outline, mut declared: Vec<Parameter>) -> Vec<Parameter> {
    let mut ordered = Vec::new();
    for name in outline.path.parameters() {
        match declared.iter().position(|it| it.wire_name == name) {
            Some(index) => ordered.push(declared.remove(index)),
            None => ordered.push(undeclared(cx, outline, name)),
        }
    }
    for Parameter { wire_name, origin, .. } in declared {
        let message = format!("`{wire_name}` is not in the path `{}`, and is left out", outline.path);
        cx.report
            .add(Code::PathParameter, &origin, message)
            .help("correct the name, or say `in: query` if that is where it goes");
    }
    ordered
}

fn undeclared(cx: &mut Context<'_>, outline: &Outline, name: &str) -> Parameter {
    cx.report
        .add(
            Code::PathParameter,
            &outline.at,
            format!("`{name}` in the path is not declared, and is taken for a string"),
        )
        .help(format!("add `{{name: {name}, in: path, required: true, schema: {{type: string}}}}` to the parameters"));
    Parameter {
        wire_name: name.to_owned(),
        origin: outline.at.clone(),
        docs: Docs::default(),
        location: Location::Path,
        style: ParameterStyle::Simple(Explode::No),
        reserved: Reserved::Encoded,
        empty: Empty::LeftOut,
        need: Need::Argument,
        ty: Type::Scalar(Scalar::String),
        constraints: Vec::new(),
        default: None,
    }
}
