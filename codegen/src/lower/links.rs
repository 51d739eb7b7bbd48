//! Resolves the links of replies: to their operation, and to where each of its parameters comes from.
//!
//! A link that cannot be followed by the client is left out with a warning: one that needs more than it gives, or whose
//! values may not be there.

use indexmap::IndexMap;
use openapiv3::{LinkOperation, ReferenceOr};
use serde_json::Value;

use super::body_path::{self, TargetKind};
use super::context::Context;
use super::reference;
use super::response::RawLinks;
use crate::diagnostics::Instead;
use crate::ir::{
    Api, Link, LinkSource, Location, Need, OperationId, Parameter, ParameterStyle, Presence, Response, Scalar, Shape,
    Type,
};
use crate::pointer::Pointer;

/// The links of all operations, as operation, index of the reply, and link.
pub(super) fn lower(cx: &mut Context<'_>, api: &Api, links: &[Vec<RawLinks>]) -> Vec<(OperationId, usize, Link)> {
    let mut found = Vec::new();
    for (id, replies) in api.operation_ids().zip(links) {
        for RawLinks { status, at, links } in replies {
            let Some(index) = api.operation(id).responses.iter().position(|it| it.status == *status) else { continue };
            for (name, link) in links {
                let at = at.child("links").child(name);
                found.extend(one(cx, api, (id, index), name, link, &at).map(|link| (id, index, link)));
            }
        }
    }
    found
}

fn one(
    cx: &mut Context<'_>,
    api: &Api,
    (source, response): (OperationId, usize),
    name: &str,
    link: &ReferenceOr<openapiv3::Link>,
    at: &Pointer,
) -> Option<Link> {
    let (link, origin) = cx.contain(Instead::Ignored, |cx| reference::resolve(cx, link.clone(), at))??;
    let openapiv3::Link { description, operation, request_body, parameters, server, extensions: _ } = link;
    let source = Source { api, operation: source, response: &api.operation(source).responses[response] };
    let resolved = if request_body.is_some() {
        Err("it gives a request body".to_owned())
    } else if server.is_some() {
        Err("it leads to another server".to_owned())
    } else {
        target(api, &operation).and_then(|target| {
            let parameters = source.parameters(target, &parameters)?;
            Ok((target, parameters))
        })
    };
    match resolved {
        Ok((target, parameters)) => Some(Link { wire_name: name.to_owned(), origin, target, description, parameters }),
        Err(reason) => {
            cx.ignored(at, format!("the link `{name}` is left out, because {reason}"));
            None
        }
    }
}

fn target(api: &Api, operation: &LinkOperation) -> Result<OperationId, String> {
    let mut ids = api.operation_ids();
    match operation {
        LinkOperation::OperationId(name) => ids
            .find(|id| api.operation(*id).wire_name == *name)
            .ok_or_else(|| format!("there is no operation `{name}`")),
        LinkOperation::OperationRef(text) => {
            let pointer = Pointer::parse_fragment(text);
            ids.find(|id| Some(&api.operation(*id).origin) == pointer.as_ref())
                .ok_or_else(|| format!("no operation of this document stands at `{text}`"))
        }
    }
}

/// The request and the reply that a link starts from.
struct Source<'a> {
    api: &'a Api,
    operation: OperationId,
    response: &'a Response,
}

impl Source<'_> {
    /// Where each given parameter of the target comes from, in the target's order.
    fn parameters(
        &self,
        target: OperationId,
        given: &IndexMap<String, Value>,
    ) -> Result<Vec<(String, LinkSource)>, String> {
        let target = self.api.operation(target);
        if target.body.as_ref().is_some_and(|body| body.need == Need::Argument) {
            return Err(format!("`{}` needs a request body", target.wire_name));
        }
        let unknown = given.iter().find(|(name, _)| !target.parameters.iter().any(|it| is_named(it, name)));
        if let Some((name, _)) = unknown {
            return Err(format!("`{}` has no parameter `{name}`", target.wire_name));
        }
        let mut sources = Vec::new();
        for parameter in &target.parameters {
            let given = given.iter().find(|(name, _)| is_named(parameter, name));
            match (given, parameter.need) {
                (Some((_, value)), _) => {
                    sources.push((parameter.wire_name.clone(), self.value(parameter, value)?));
                }
                (None, Need::Argument) => {
                    return Err(format!("it does not give the required parameter `{}`", parameter.wire_name));
                }
                (None, Need::Setter | Need::Client | Need::Fixed) => {}
            }
        }
        let of_link = |name: &String| target.parameters.iter().find(|it| it.wire_name == *name);
        let given = || sources.iter().filter_map(|(name, source)| Some((of_link(name)?, source)));
        // Then the call is put together from texts, each of which stands where its parameter has it by default.
        let is_of_texts = given().any(|(parameter, source)| source.is_text_of_other(self.api, &parameter.ty));
        match given().find(|(parameter, _)| is_of_texts && !parameter.has_default_style()) {
            Some((parameter, _)) => Err(format!("`{}` is written in a style of its own", parameter.wire_name)),
            None => Ok(sources),
        }
    }

    /// Where the value of one parameter comes from.
    fn value(&self, parameter: &Parameter, value: &Value) -> Result<LinkSource, String> {
        let name = &parameter.wire_name;
        if let Some(source) = self.requested(parameter, value) {
            return source;
        }
        let kind = body_path::kind(self.api, &parameter.ty);
        let kind = kind.ok_or_else(|| format!("the parameter `{name}` is neither a string nor a number"))?;
        let Some(expression) = value.as_str().filter(|text| text.starts_with('$')) else {
            return literal(name, &kind, value);
        };
        match expression.strip_prefix("$response.body#").and_then(body_path::tokens) {
            Some(path) => self.response_body(expression, path, name, &kind),
            None => Err(format!("values from `{expression}` are not supported")),
        }
    }

    /// The source of a parameter that gets what the request had, as its text; none for other sources.
    fn requested(&self, parameter: &Parameter, value: &Value) -> Option<Result<LinkSource, String>> {
        let sources = [
            ("$request.path.", Location::Path, LinkSource::RequestPath as fn(String) -> LinkSource),
            ("$request.query.", Location::Query, LinkSource::RequestQuery),
            ("$request.header.", Location::Header, LinkSource::RequestHeader),
        ];
        let expression = value.as_str()?;
        sources.into_iter().find_map(|(prefix, location, source)| {
            let from = expression.strip_prefix(prefix)?;
            Some(self.request(parameter, from, location).map(|()| source(from.to_owned())))
        })
    }

    /// Checks that the request has such a text, whenever it is sent, and that it is one of a value of the target.
    fn request(&self, target: &Parameter, name: &str, location: Location) -> Result<(), String> {
        let parameters = &self.api.operation(self.operation).parameters;
        let is_it = |it: &&Parameter| {
            let is_header = it.location == Location::Header && it.wire_name.eq_ignore_ascii_case(name);
            it.location == location && (is_header || it.wire_name == name)
        };
        match parameters.iter().find(is_it) {
            Some(it) if it.need == Need::Setter => {
                Err(format!("the parameter `{name}` of the request may be left out"))
            }
            Some(it) => match (self.plain(it), self.plain(target)) {
                (Some(_), Some(Type::Scalar(Scalar::String))) => Ok(()),
                (Some(from), Some(to)) if from == to => Ok(()),
                _ => Err(format!("the parameter `{name}` of the request is not of the type of `{}`", target.wire_name)),
            },
            None => Err(format!("the request has no parameter `{name}` in its {}", location.as_str())),
        }
    }

    /// The type of a parameter whose value has no parts, and is written as its text.
    fn plain<'p>(&'p self, parameter: &'p Parameter) -> Option<&'p Type> {
        let ty = self.api.resolve(&parameter.ty);
        let has_no_parts = match ty {
            Type::Scalar(_) => true,
            Type::Named(id) => matches!(self.api.type_def(*id).shape, Shape::Enum(_)),
            Type::Array(_) | Type::Map(_) | Type::Nullable(_) | Type::Any => false,
        };
        let has_own_text = !matches!(parameter.style, ParameterStyle::Json | ParameterStyle::QueryString(_));
        (has_no_parts && has_own_text).then_some(ty)
    }

    fn response_body(
        &self,
        expression: &str,
        path: Vec<String>,
        name: &str,
        wanted: &TargetKind<'_>,
    ) -> Result<LinkSource, String> {
        let found = body_path::follow(self.api, self.response, &path)
            .map_err(|reason| format!("`{expression}` cannot be followed: {reason}"))?;
        if found.presence != Presence::Required {
            return Err(format!("what `{expression}` leads to may be absent or null"));
        }
        // Anything without parts has a text.
        if *wanted == TargetKind::String || *wanted == found.kind {
            Ok(LinkSource::ResponseBody(path))
        } else {
            Err(format!("what `{expression}` leads to is not of the type of `{name}`"))
        }
    }
}

/// A value that stands in the link itself.
fn literal(name: &str, kind: &TargetKind<'_>, value: &Value) -> Result<LinkSource, String> {
    let fits = match (kind, value) {
        (TargetKind::String, Value::String(text)) => !text.contains("{$"),
        (TargetKind::Scalar(Scalar::I64), Value::Number(number)) => number.is_i64(),
        (TargetKind::Scalar(Scalar::I32), Value::Number(number)) => {
            number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
        }
        (TargetKind::Scalar(Scalar::Bool), Value::Bool(_)) => true,
        _ => false,
    };
    fits.then(|| LinkSource::Literal(value.clone()))
        .ok_or_else(|| format!("it gives `{name}` a value that does not fit"))
}

/// A link names a parameter by its name, or by location and name where that is not enough.
fn is_named(parameter: &Parameter, name: &str) -> bool {
    let qualified = name.strip_prefix(parameter.location.as_str()).and_then(|rest| rest.strip_prefix('.'));
    name == parameter.wire_name || qualified == Some(&parameter.wire_name)
}
