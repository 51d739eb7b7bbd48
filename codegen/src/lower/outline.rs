//! Finds all operations of the document and gives each its unique id, before any of them is lowered.
//!
//! Never here: what an operation sends or receives.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use openapiv3::{Operation, Parameter, ReferenceOr, Server};

use super::context::Context;
use super::{header, path, reference};
use crate::beyond;
use crate::diagnostics::Code;
use crate::ir::{Method, PathSegment, PathTemplate};
use crate::pointer::Pointer;

/// An operation that was found, and what it shares with the others on its path.
pub(super) struct Outline {
    /// The unique id.
    pub(super) wire_name: String,
    pub(super) at: Pointer,
    pub(super) method: Method,
    pub(super) path: PathTemplate,
    pub(super) operation: Operation,
    /// The parameters of the path item, by where they stand; what comes later counts.
    pub(super) shared_parameters: Vec<(Pointer, Vec<ReferenceOr<Parameter>>)>,
    pub(super) shared_servers: Vec<Server>,
    /// Where those stand.
    pub(super) servers_at: Pointer,
    pub(super) shared_summary: Option<String>,
    pub(super) shared_description: Option<String>,
}

/// All operations, in document order.
pub(super) fn outline(cx: &mut Context<'_>) -> Vec<Outline> {
    let paths = Pointer::root().child("paths");
    let mut outlines = Vec::new();
    for template in cx.document.keys(&paths) {
        if !template.starts_with("x-") {
            collect(cx, template, &paths.child(template), &mut outlines);
        }
    }
    name(cx, &mut outlines);
    outlines
}

/// Where the operations stand, each once. What is wrong on the way there is reported when they are collected.
pub(super) fn places(cx: &mut Context<'_>) -> Vec<Pointer> {
    let paths = Pointer::root().child("paths");
    let mark = cx.report.mark();
    let mut places = IndexSet::new();
    for template in cx.document.keys(&paths) {
        let hops = hops(cx, &paths.child(template)).unwrap_or_default();
        places.extend(methods(cx, &hops).into_iter().map(|(_, at)| at));
    }
    cx.report.forget(mark);
    places.into_iter().collect()
}

/// The members of a path item.
const ITEM_KEYWORDS: &[&str] = &[
    "$ref",
    "summary",
    "description",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "servers",
    "parameters",
];

fn collect(cx: &mut Context<'_>, template: &str, at: &Pointer, outlines: &mut Vec<Outline>) {
    if cx.document.is_null(at) {
        cx.report.add(Code::NullMember, at, "the path has no operations");
        return;
    }
    let Shared { path, hops, parameters, servers, servers_at, summary, description } =
        match cx.sound(|cx| shared(cx, template, at)) {
            Ok(shared) => shared,
            Err(why) => return cx.report_path_left_out(at, template, &why),
        };
    for (method, at) in methods(cx, &hops) {
        let operation = match cx.sound(|cx| cx.document.read::<Operation>(&at, cx.report)) {
            Ok(operation) => operation,
            Err(why) => {
                cx.report_left_out(&at, &method, template, &why);
                reference::report_below(cx, &at);
                continue;
            }
        };
        outlines.push(Outline {
            wire_name: String::new(),
            at,
            method,
            path: path.clone(),
            operation,
            shared_parameters: parameters.clone(),
            shared_servers: servers.clone(),
            servers_at: servers_at.clone(),
            shared_summary: summary.clone(),
            shared_description: description.clone(),
        });
    }
}

/// What the operations on a path have in common.
struct Shared {
    path: PathTemplate,
    /// The places that the path item stands at, see [`hops`].
    hops: Vec<Pointer>,
    parameters: Vec<(Pointer, Vec<ReferenceOr<Parameter>>)>,
    servers: Vec<Server>,
    servers_at: Pointer,
    summary: Option<String>,
    description: Option<String>,
}

fn shared(cx: &mut Context<'_>, template: &str, at: &Pointer) -> Option<Shared> {
    let path = parse(cx, template, at)?;
    let hops = hops(cx, at)?;
    if !hops.iter().all(|hop| cx.document.check_object(hop, ITEM_KEYWORDS, cx.report)) {
        return None;
    }
    let parameters = hops.iter().rev().map(|hop| {
        let listed = cx.document.read(&hop.child("parameters"), cx.report).unwrap_or_default();
        (hop.clone(), listed)
    });
    let parameters = parameters.collect();
    let [servers_at, summary, description] = ["servers", "summary", "description"].map(|key| nearest(cx, &hops, key));
    Some(Shared {
        path,
        parameters,
        servers: cx.document.read(&servers_at, cx.report).unwrap_or_default(),
        servers_at,
        summary: cx.read_lenient(&summary),
        description: cx.read_lenient(&description),
        hops,
    })
}

/// Where the member of a path item stands that counts.
fn nearest(cx: &mut Context<'_>, hops: &[Pointer], key: &str) -> Pointer {
    let mut places = hops.iter().map(|hop| hop.child(key)).filter(|at| cx.document.contains(at));
    let first = places.next().unwrap_or_else(|| hops[0].child(key));
    for other in places.collect::<Vec<_>>() {
        cx.ignored(&other, format!("`{key}` stands beside the `$ref` that leads here, too, and that counts"));
    }
    first
}

fn parse(cx: &mut Context<'_>, template: &str, at: &Pointer) -> Option<PathTemplate> {
    let (is_rooted, is_absolute) = (template.starts_with('/'), template.contains("://"));
    if !is_rooted && !is_absolute {
        cx.report.add(Code::LooseValue, at, format!("a path begins with `/`: `{template}` is read as `/{template}`"));
    }
    let parsed = match (is_rooted, is_absolute) {
        (true, _) => path::parse(template),
        (false, false) => path::parse(&format!("/{template}")),
        (false, true) => Err("it is a URL, and a path begins with `/`".to_owned()),
    };
    match parsed {
        Ok(path) => {
            report_query(cx, &path, at);
            Some(path)
        }
        Err(problem) => {
            cx.report.add(Code::PathTemplate, at, format!("`{template}` is not a path: {problem}"));
            None
        }
    }
}

/// Some documents tell operations on one path apart by what they write behind it.
fn report_query(cx: &mut Context<'_>, path: &PathTemplate, at: &Pointer) {
    let holds = |c| path.segments.iter().any(|it| matches!(it, PathSegment::Literal(text) if text.contains(c)));
    if holds('#') {
        cx.ignored(at, "what follows the `#` in this path is not sent: a request has no fragment");
    }
    if holds('?') {
        cx.simplified(at, "what follows the `?` in this path is sent in front of the query of each request");
    }
}

/// The places that a path item stands at: where it is written, and from there along its `$ref`. What stands beside a `$ref`
/// belongs to the item, too; of a member that both places have, which the standard does not say, the first counts.
pub(super) fn hops(cx: &mut Context<'_>, at: &Pointer) -> Option<Vec<Pointer>> {
    let mut seen = vec![at.clone()];
    loop {
        let here = seen.last()?.clone();
        if !cx.document.contains(&here.child("$ref")) {
            return Some(seen);
        }
        let text: String = cx.document.read(&here.child("$ref"), cx.report)?;
        let target = reference::locate(cx, &text, &here)?;
        if seen.contains(&target) {
            reference::report_cycle(cx, at);
            return None;
        }
        seen.push(target);
    }
}

/// The methods of a path item, and where their operations stand.
pub(super) fn methods(cx: &mut Context<'_>, hops: &[Pointer]) -> Vec<(Method, Pointer)> {
    let mut found: Vec<(Method, Pointer)> = Vec::new();
    for hop in hops {
        for (method, at) in methods_at(cx, hop) {
            match found.iter().find(|(known, _)| *known == method) {
                Some(_) => cx.ignored(
                    &at,
                    format!("`{}` stands beside the `$ref` that leads here, too, and that counts", method.as_str()),
                ),
                None => found.push((method, at)),
            }
        }
    }
    found
}

fn methods_at(cx: &mut Context<'_>, item: &Pointer) -> Vec<(Method, Pointer)> {
    let mut methods = Vec::new();
    for key in cx.document.keys(item) {
        let at = item.child(key);
        if key != beyond::ADDITIONAL_OPERATIONS {
            methods.extend(method(key).map(|method| (method, at)));
            continue;
        }
        for name in cx.document.keys(&at) {
            let at = at.child(name);
            match additional(name) {
                Some(method) => methods.push((method, at)),
                None => cx.ignored(&at, format!("`{name}` is not an HTTP method, and its operation is left out")),
            }
        }
    }
    methods
}

/// A method by the name that is sent.
fn additional(name: &str) -> Option<Method> {
    if name == "QUERY" {
        return Some(Method::Query);
    }
    let known = Some(name.to_ascii_lowercase()).and_then(|key| method(&key)).filter(|method| method.as_str() == name);
    known.or_else(|| header::is_token(name).then(|| Method::Other(name.to_owned())))
}

fn method(key: &str) -> Option<Method> {
    Some(match key {
        "get" => Method::Get,
        "put" => Method::Put,
        "post" => Method::Post,
        "delete" => Method::Delete,
        "options" => Method::Options,
        "head" => Method::Head,
        "patch" => Method::Patch,
        "trace" => Method::Trace,
        _ => return None,
    })
}

/// Gives each operation its own id where it has one, and one made from method and path otherwise. Where several have the same
/// id, the one whose method and path come first by the alphabet keeps it: their order in the document names nothing.
fn name(cx: &mut Context<'_>, outlines: &mut [Outline]) {
    let mut order: Vec<usize> = (0..outlines.len()).collect();
    order.sort_by_cached_key(|&index| (outlines[index].path.to_string(), outlines[index].method.as_str().to_owned()));
    let declared = outlines.iter().filter_map(|outline| outline.operation.operation_id.clone());
    let mut taken: BTreeSet<String> = declared.collect();
    let mut used = BTreeSet::new();
    for index in order {
        let outline = &mut outlines[index];
        let own = outline.operation.operation_id.clone().filter(|id| !id.trim().is_empty());
        outline.wire_name = match own {
            Some(id) if used.insert(id.clone()) => id,
            _ => unused(&outline.method, &outline.path, &mut taken),
        };
    }
    report_renamed(cx, outlines);
}

fn report_renamed(cx: &mut Context<'_>, outlines: &[Outline]) {
    for Outline { wire_name, at, operation, .. } in outlines {
        if let Some(id) = operation.operation_id.as_ref().filter(|id| *id != wire_name && !id.trim().is_empty()) {
            let message = format!("`{id}` is the id of another operation");
            cx.report
                .add(Code::RenamedOperation, &at.child("operationId"), message)
                .help(format!("this one goes by `{wire_name}`; give it an id of its own"));
        }
    }
}

/// The words of method and path: `get /pets/{id}` is `get pets by id`.
fn synthesise(method: &Method, path: &PathTemplate) -> String {
    use crate::ir::PathSegment::{Literal, Parameter};
    let words = path.segments.iter().flat_map(|segment| match segment {
        Literal(text) => text.split('/').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>(),
        Parameter(name) => vec![format!("by {name}")],
    });
    let method = method.as_str().to_ascii_lowercase();
    std::iter::once(method).chain(words).collect::<Vec<_>>().join(" ")
}

/// The words of method and path, or these as they are if another operation is called so: a path may differ from another by
/// nothing but a `/` at its end.
fn unused(method: &Method, path: &PathTemplate, taken: &mut BTreeSet<String>) -> String {
    let written = format!("{} {path}", method.as_str().to_ascii_lowercase());
    let slash = path.to_string().ends_with('/').then(|| format!("{} slash", synthesise(method, path)));
    let numbered = (2..).map(|number: u32| format!("{written} {number}"));
    let mut candidates =
        std::iter::once(synthesise(method, path)).chain(slash).chain([written.clone()]).chain(numbered);
    let free = candidates.find(|name| !taken.contains(name)).unwrap_or(written.clone());
    taken.insert(free.clone());
    free
}
