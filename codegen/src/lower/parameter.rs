//! Turns the parameters of an operation and of its path into one list.
//!
//! Cookies, `content` and the styles beyond each location's default will be carried here; so far they are refused.

use openapiv3::{ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr};
use serde_json::Value;

use super::context::Context;
use super::meaning::{Meaning, meaning};
use super::outline::Outline;
use super::place::Place;
use super::schema::Notes;
use super::uses::{Use, lower_use};
use super::{docs, reference};
use crate::diagnostics::Code;
use crate::ir::{Docs, Location, Need, Parameter, ParameterStyle, Scalar, Type};
use crate::pointer::Pointer;

/// The path parameters in the order of the template, then all others in document order.
pub(super) fn lower(cx: &mut Context<'_>, outline: &Outline) -> Vec<Parameter> {
    let shared = list(cx, outline, &outline.shared_parameters, &outline.item);
    let own = list(cx, outline, &outline.operation.parameters, &outline.at);
    let mut merged = shared;
    for parameter in own {
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
        let Some(parameter) = one(cx, outline, parameter, &origin) else { continue };
        if lowered.iter().any(|it| is_same(it, &parameter)) {
            let message = format!("a parameter `{}` of this location stands in the list already", parameter.wire_name);
            cx.report.add(Code::DuplicateParameter, &at, message);
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
            Location::Path | Location::Query => left.wire_name == right.wire_name,
        }
}

fn one(cx: &mut Context<'_>, outline: &Outline, parameter: openapiv3::Parameter, at: &Pointer) -> Option<Parameter> {
    match parameter {
        openapiv3::Parameter::Query { parameter_data, allow_reserved, style, allow_empty_value } => {
            if allow_reserved {
                let help = "leave it out if the server also accepts percent-encoded values, as it should";
                cx.unsupported(&at.child("allowReserved"), "`allowReserved`", help);
            }
            if allow_empty_value == Some(true) {
                cx.ignored(
                    &at.child("allowEmptyValue"),
                    "`allowEmptyValue` is ignored: an empty string is sent as `name=`",
                );
            }
            if style != QueryStyle::Form {
                refuse_style(cx, at, "form");
            }
            data(cx, outline, parameter_data, Location::Query, at)
        }
        openapiv3::Parameter::Header { parameter_data, style: openapiv3::HeaderStyle::Simple } => {
            if is_reserved_header(&parameter_data.name) {
                let message =
                    format!("a parameter for the header `{}` is ignored, as the standard has it", parameter_data.name);
                cx.ignored(at, message);
                return None;
            }
            data(cx, outline, parameter_data, Location::Header, at)
        }
        openapiv3::Parameter::Path { parameter_data, style } => {
            if style != PathStyle::Simple {
                refuse_style(cx, at, "simple");
            }
            data(cx, outline, parameter_data, Location::Path, at)
        }
        openapiv3::Parameter::Cookie { parameter_data: _, style: openapiv3::CookieStyle::Form } => {
            cx.unsupported(at, "a parameter in a cookie", "send it as a header named `Cookie` for the time being");
            None
        }
    }
}

/// These are set by the client from other parts of the document.
fn is_reserved_header(name: &str) -> bool {
    ["Accept", "Content-Type", "Authorization"].iter().any(|reserved| reserved.eq_ignore_ascii_case(name))
}

fn refuse_style(cx: &mut Context<'_>, at: &Pointer, default: &str) {
    let help = format!("only `{default}` is carried here so far");
    cx.unsupported(&at.child("style"), "this `style`", &help);
}

fn data(
    cx: &mut Context<'_>,
    outline: &Outline,
    data: ParameterData,
    location: Location,
    at: &Pointer,
) -> Option<Parameter> {
    let ParameterData { name, description, required, deprecated, format, example, examples, explode, extensions } =
        data;
    let schema = match format {
        ParameterSchemaOrContent::Schema(schema) => reference::absorbed(cx, schema, at.child("schema")),
        ParameterSchemaOrContent::Content(_) => {
            cx.unsupported(&at.child("content"), "a parameter with `content`", "give it a `schema`, and pass its text");
            return None;
        }
    };
    let Use { ty, nullability: _, notes } = lower_use(cx, &schema, &Place::part(&outline.wire_name, &name, at));
    check_explode(cx, explode, location, &ty, at);
    let Notes { docs: inner, constraints, default } = notes;
    let mut examples = docs::examples(cx, example, examples, at);
    if examples.is_empty() {
        examples = inner.examples;
    }
    if location == Location::Path && !required {
        let message = format!("the path parameter `{name}` must be `required: true`, and is taken for required");
        cx.report.add(Code::PathParameter, at, message);
    }
    Some(Parameter {
        wire_name: name,
        origin: at.clone(),
        docs: Docs {
            summary: inner.summary,
            description: description.or(inner.description),
            examples,
            deprecated: docs::deprecated(deprecated.unwrap_or(false) || inner.deprecated == crate::ir::Deprecated::Yes),
        },
        location,
        style: style(location),
        need: need(cx, extensions.get("x-client-parameter"), required, location, at),
        ty,
        constraints,
        default,
    })
}

/// The default style of a location, the only one so far.
fn style(location: Location) -> ParameterStyle {
    match location {
        Location::Query => ParameterStyle::FormExplode,
        Location::Path | Location::Header => ParameterStyle::Simple,
    }
}

/// Whether `explode` makes a difference from the default depends on the type.
fn check_explode(cx: &mut Context<'_>, explode: Option<bool>, location: Location, ty: &Type, at: &Pointer) {
    let is_default = match location {
        Location::Query => explode != Some(false),
        Location::Path | Location::Header => explode != Some(true) || matches!(ty, Type::Array(_)),
    };
    let is_plain = matches!(meaning(cx, ty), Meaning::Scalar(_) | Meaning::Values(_));
    if !is_default && !is_plain {
        let help = "only the default of the location is carried here so far";
        cx.unsupported(&at.child("explode"), "this `explode` for a value with parts", help);
    }
}

fn need(cx: &mut Context<'_>, extension: Option<&Value>, required: bool, location: Location, at: &Pointer) -> Need {
    match extension {
        Some(Value::Bool(true)) => return Need::Client,
        None | Some(Value::Bool(false)) => {}
        Some(_) => {
            cx.report.add(
                Code::WrongType,
                &at.child("x-client-parameter"),
                "`x-client-parameter` is `true` or left out",
            );
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
        cx.report.add(Code::PathParameter, &origin, message).help("correct the name, or remove the parameter");
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
        style: ParameterStyle::Simple,
        need: Need::Argument,
        ty: Type::Scalar(Scalar::String),
        constraints: Vec::new(),
        default: None,
    }
}
