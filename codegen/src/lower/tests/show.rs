//! Writes the IR as short text: one line per definition, operation and reply.

use crate::ir::{
    AdditionalProperties, Api, Choice, Content, Dispatch, Field, LinkSource, MediaKind, Need, NullIs, Operation,
    Others, Pagination, Parameter, Presence, Provenance, Response, Shape, Type, TypeId, Variant,
};

pub(super) fn show(api: &Api) -> String {
    let types = api.type_ids().map(|id| format!("{} = {}\n", name(api, id), shape(api, &api.type_def(id).shape)));
    let operations = api.operations.iter().map(|it| operation(api, it));
    types.chain(operations).collect()
}

fn name(api: &Api, id: TypeId) -> String {
    match &api.type_def(id).provenance {
        Provenance::Component(name) | Provenance::Shared(name) => name.clone(),
        Provenance::Child { parent, hint } => format!("{}/{hint}", name(api, *parent)),
        Provenance::Request { of } => format!("{}>", name(api, *of)),
        Provenance::Operation { operation, hint } => format!("{operation}:{hint}"),
    }
}

fn shape(api: &Api, shape: &Shape) -> String {
    match shape {
        Shape::Struct(object) => {
            let mut parts: Vec<String> = object.fields.iter().map(|it| field(api, it)).collect();
            parts.extend(match &object.additional {
                AdditionalProperties::Ignored => None,
                AdditionalProperties::Denied => Some("!".to_owned()),
                AdditionalProperties::Typed(ty) => Some(format!("*: {}", show_type(api, ty))),
            });
            format!("{{ {} }}", parts.join(", "))
        }
        Shape::Enum(list) => list.values.iter().map(|it| it.wire_name.as_str()).collect::<Vec<_>>().join(" | "),
        Shape::Union(union) => {
            let label = |it: &Variant| if it.tags.is_empty() { it.wire_name.clone() } else { it.tags.join("/") };
            let variants = union.variants.iter().map(|it| format!("{} {}", label(it), show_type(api, &it.ty)));
            let variants = variants.collect::<Vec<_>>().join(", ");
            match &union.dispatch {
                Dispatch::Discriminator { property, others: Others::Unknown } => {
                    format!("union by {property}: {variants}")
                }
                Dispatch::Discriminator { property, others: Others::Last } => {
                    format!("union by {property}, or the last: {variants}")
                }
                Dispatch::Choice(choice) => format!("union {}: {variants}", show_choice(choice)),
            }
        }
        Shape::Alias(ty) => show_type(api, ty),
    }
}

/// `kind[…]`, `property[…]`, `has[…]` or `try[…]`, around indices of variants.
fn show_choice(choice: &Choice) -> String {
    let list = |cases: Vec<String>| cases.join(" ");
    match choice {
        Choice::One(variant) => variant.to_string(),
        Choice::Kind(cases) => list(cases.iter().map(|(kinds, it)| format!("{kinds:?}={}", show_choice(it))).collect()),
        Choice::Value { property, cases, absent } => {
            let cases = cases.iter().map(|(values, it)| format!("{}={}", values.join("/"), show_choice(it)));
            let absent = absent.iter().map(|it| format!("else {}", show_choice(it)));
            format!("{property}[{}]", list(cases.chain(absent).collect()))
        }
        Choice::Presence { cases, otherwise } => {
            let null = |null: NullIs| if null == NullIs::AValue { "?" } else { "" };
            let cases = cases.iter().map(|case| format!("{}{}={}", case.property, null(case.null), case.variant));
            let otherwise = otherwise.iter().map(|it| format!("else {}", show_choice(it)));
            format!("has[{}]", list(cases.chain(otherwise).collect()))
        }
        Choice::Trial(variants) => format!("try{variants:?}"),
    }
}

fn field(api: &Api, field: &Field) -> String {
    let presence = match field.presence {
        Presence::Required => "",
        Presence::Optional => "?",
        Presence::Nullable => "~",
        Presence::OptionalNullable => "?~",
    };
    let mut text = format!("{}{presence}: {}", field.wire_name, show_type(api, &field.ty));
    for constraint in &field.constraints {
        text.push_str(&format!(" {constraint:?}"));
    }
    if let Some(default) = &field.default {
        text.push_str(&format!(" = {default}"));
    }
    text
}

fn show_type(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Named(id) => name(api, *id),
        Type::Scalar(scalar) => format!("{scalar:?}").to_lowercase(),
        Type::Array(item) => format!("[{}]", show_type(api, item)),
        Type::Map(value) => format!("map {}", show_type(api, value)),
        Type::Nullable(inner) => format!("{}~", show_type(api, inner)),
        Type::Any => "any".to_owned(),
    }
}

fn operation(api: &Api, operation: &Operation) -> String {
    let Operation { wire_name, method, path, parameters, body, responses, security, .. } = operation;
    let tag = &api.tag(operation.tag).wire_name;
    let mut text = format!("{wire_name} [{tag}] {} {path} {:?}\n", method.as_str(), operation.idempotency);
    text.extend(parameters.iter().map(|it| parameter(api, it)));
    if let Some(body) = body {
        text.push_str(&format!("  body{} {}\n", mark(body.need), contents(api, &body.contents)));
    }
    for requirement in security {
        let schemes: Vec<_> =
            requirement.schemes.iter().map(|demand| api.scheme(demand.scheme).wire_name.as_str()).collect();
        text.push_str(&format!("  needs {}\n", schemes.join(" and ")));
    }
    text.extend(responses.iter().map(|it| response(api, it)));
    if let Some(waiter) = &operation.waiter {
        text.push_str(&format!("  waits for {} to be {}\n", waiter.state.join("/"), waiter.success.join(" or ")));
    }
    if let Some(Pagination { step, items, .. }) = &operation.pagination {
        text.push_str(&format!("  pages of {} by {step:?}\n", items.join("/")));
    }
    text
}

fn parameter(api: &Api, parameter: &Parameter) -> String {
    let Parameter { wire_name, location, need, ty, .. } = parameter;
    format!("  {location:?} {wire_name}{}: {}\n", mark(*need), show_type(api, ty))
}

fn mark(need: Need) -> &'static str {
    match need {
        Need::Argument => "",
        Need::Setter => "?",
        Need::Client => "@",
        Need::Fixed => " fixed",
    }
}

/// The types that are JSON, and the media types of the others.
fn contents(api: &Api, contents: &[Content]) -> String {
    let show = |content: &Content| match &content.kind {
        MediaKind::Json(ty) => show_type(api, ty),
        MediaKind::Text | MediaKind::Bytes => content.media_type.clone(),
        MediaKind::Form(ty, encodings) | MediaKind::Multipart(ty, encodings) => {
            let encodings = encodings.iter().map(|it| format!(" {} {:?}", it.property, it.encoding));
            format!("{} {}{}", content.media_type, show_type(api, ty), encodings.collect::<String>())
        }
        MediaKind::JsonLines(ty) | MediaKind::EventStream(ty) => {
            format!("{} {}", content.media_type, show_type(api, ty))
        }
    };
    if contents.is_empty() { "nothing".to_owned() } else { contents.iter().map(show).collect::<Vec<_>>().join(" or ") }
}

fn response(api: &Api, response: &Response) -> String {
    let stream = response.stream.iter().map(|it| format!("{:?} of {} or ", it.frames, show_type(api, &it.item)));
    let body = stream.collect::<String>() + &contents(api, &response.contents);
    let headers = response.headers.iter().map(|it| format!(" {}: {}", it.wire_name, show_type(api, &it.ty)));
    let headers: String = headers.collect();
    let links = response.links.iter().map(|link| {
        let parameters = link.parameters.iter().map(|(name, source)| match source {
            LinkSource::ResponseBody(path) => format!("{name} = body/{}", path.join("/")),
            LinkSource::RequestPath(source) => format!("{name} = {{{source}}}"),
            other => format!("{name} = {other:?}"),
        });
        let target = &api.operation(link.target).wire_name;
        format!("    {} -> {target}({})\n", link.wire_name, parameters.collect::<Vec<_>>().join(", "))
    });
    format!("  {:?} {body}{headers}\n{}", response.status, links.collect::<String>())
}
