//! Turns the documented replies of an operation into the IR.
//!
//! Their links are only collected here: they lead to operations that may not be lowered yet; see `links.rs`.

use openapiv3::{ReferenceOr, Responses, StatusCode};

use indexmap::IndexMap;

use super::context::Context;
use super::media::Sender;
use super::place::Place;
use super::{header, media, reference, stream};
use crate::diagnostics::{Code, Instead};
use crate::ir::{Method, Response, StatusSpec};
use crate::pointer::Pointer;

/// The links of one reply, as the document has them.
pub(super) struct RawLinks {
    pub(super) status: StatusSpec,
    pub(super) at: Pointer,
    pub(super) links: IndexMap<String, ReferenceOr<openapiv3::Link>>,
}

/// The replies of the operation at `owner`: statuses ascending, then ranges, then `default`.
pub(super) fn lower(
    cx: &mut Context<'_>,
    operation: &str,
    method: &Method,
    responses: Responses,
    owner: &Pointer,
) -> (Vec<Response>, Vec<RawLinks>) {
    let list = owner.child("responses");
    let mut lowered: Vec<Response> = Vec::new();
    let mut links = Vec::new();
    for (status, key, response) in by_status(cx, responses, &list) {
        let at = list.child(&key);
        let resolved = cx.contain(Instead::NoBody, |cx| reference::resolve(cx, response, &at)).flatten();
        let (response, origin) = resolved.unwrap_or_else(|| (openapiv3::Response::default(), at.clone()));
        let response = without_impossible(cx, method, status, response, &origin);
        let (response, raw) = one(cx, operation, status, response, &origin);
        lowered.push(response);
        links.push(raw);
    }
    if !lowered.iter().any(|response| may_succeed(response.status)) {
        let message = "no success is documented: every status from 200 to 299 is one, with its body as it came";
        cx.simplified(if cx.document.contains(&list) { &list } else { owner }, message);
        let (response, raw) = one(cx, operation, StatusSpec::Range(2), undocumented(method), owner);
        lowered.push(response);
        links.push(raw);
    }
    lowered.sort_by_key(|response| response.status);
    stream::keep_one(cx, &mut lowered);
    (lowered, links)
}

/// Whether a status may bring what was asked for, or lead to it. Where 304 may come, so may what it spares.
fn may_succeed(status: StatusSpec) -> bool {
    match status {
        StatusSpec::Code(304..=306) => false,
        StatusSpec::Default => true,
        status => status.is_success(),
    }
}

/// A success that nobody documented: its body may be anything.
fn undocumented(method: &Method) -> openapiv3::Response {
    let content = (*method != Method::Head).then(|| ("*/*".to_owned(), openapiv3::MediaType::default()));
    openapiv3::Response { content: content.into_iter().collect(), ..openapiv3::Response::default() }
}

/// The replies at `at` with their statuses, and the keys that they stand under.
pub(super) fn by_status(
    cx: &mut Context<'_>,
    responses: Responses,
    at: &Pointer,
) -> Vec<(StatusSpec, String, ReferenceOr<openapiv3::Response>)> {
    let Responses { default, responses, extensions: _ } = responses;
    let keys = cx.document.keys(at);
    let mut found = Vec::new();
    for (code, response) in responses {
        // The key may be in lower case, like `4xx`.
        let name = code.to_string();
        let key = keys.iter().find(|key| key.eq_ignore_ascii_case(&name)).map_or(name, |key| (*key).to_owned());
        found.extend(status(cx, &code, &at.child(&key)).map(|status| (status, key, response)));
    }
    found.extend(default.map(|response| (StatusSpec::Default, "default".to_owned(), response)));
    found
}

fn status(cx: &mut Context<'_>, code: &StatusCode, at: &Pointer) -> Option<StatusSpec> {
    match code {
        StatusCode::Code(code @ 100..=599) => Some(StatusSpec::Code(*code)),
        StatusCode::Range(hundred @ 1..=5) => u8::try_from(*hundred).ok().map(StatusSpec::Range),
        StatusCode::Code(_) | StatusCode::Range(_) => {
            let message = format!("`{code}` is no status of HTTP, and its reply is ignored");
            cx.report.add(Code::Ignored, at, message).help("statuses go from 100 to 599");
            None
        }
    }
}

/// Takes the content from a reply that cannot have any: it would be missed in each reply that comes.
fn without_impossible(
    cx: &mut Context<'_>,
    method: &Method,
    status: StatusSpec,
    mut response: openapiv3::Response,
    at: &Pointer,
) -> openapiv3::Response {
    let reason = match (method, status) {
        (Method::Head, _) => "a reply to HEAD",
        (_, StatusSpec::Code(100..=199 | 204 | 205 | 304) | StatusSpec::Range(1)) => "a reply of this status",
        _ => return response,
    };
    if !std::mem::take(&mut response.content).is_empty() {
        cx.ignored(&at.child("content"), format!("{reason} has no content, and what is described here never comes"));
    }
    response
}

fn one(
    cx: &mut Context<'_>,
    operation: &str,
    status: StatusSpec,
    response: openapiv3::Response,
    at: &Pointer,
) -> (Response, RawLinks) {
    let openapiv3::Response { description, headers, content, links, extensions: _ } = response;
    let place = Place::part(operation, &hint(status), at);
    let (stream, content) = match status.is_success() {
        true => stream::lower(cx, content, &at.child("content"), &place),
        false => (None, content),
    };
    let contents = media::lower(cx, content, &at.child("content"), &place, Sender::Service);
    let headers =
        headers.into_iter().filter_map(|(name, value)| header::lower(cx, operation, name, value, at)).collect();
    let response = Response { status, origin: at.clone(), description, contents, stream, headers, links: Vec::new() };
    (response, RawLinks { status, at: at.clone(), links })
}

/// What the type of an inline body is called after, behind the name of the operation.
pub(super) fn hint(status: StatusSpec) -> String {
    match status {
        StatusSpec::Code(200 | 201) => "response".to_owned(),
        StatusSpec::Code(code) => format!("response {code}"),
        StatusSpec::Range(hundred) => format!("response {hundred}xx"),
        StatusSpec::Default => "response default".to_owned(),
    }
}
