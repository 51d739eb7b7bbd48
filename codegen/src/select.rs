//! Leaves out the operations that nobody asked for.
//!
//! In: the whole API and its names. Out: the same with less in them. Since everything has its name by now, a choice renames
//! nothing: what one selection generates fits what another one does.

use glob::Pattern;

use crate::config::{Operations, Selector};
use crate::diagnostics::{Code, Report, closest};
use crate::ir::{Api, Incoming, Kept, Operation, OperationId, TagId};
use crate::names::Names;
use crate::pointer::Pointer;

/// Keeps what `wanted` selects, and reports each selector that selects nothing.
pub(crate) fn select(api: &mut Api, names: &mut Names, wanted: &Operations, report: &mut Report) {
    let Operations::Only(selectors) = wanted else { return };
    selectors.iter().for_each(|selector| report_idle(api, selector, report));
    let is_wanted = |operation: &Operation| selectors.iter().any(|it| selects(it, operation));
    let operations: Vec<bool> = api.operations.iter().map(is_wanted).collect();
    let is_wanted = |incoming: &Incoming| match incoming.caller {
        Some(caller) => operations[caller.index()],
        None => selectors.iter().any(|it| selects_webhook(it, incoming)),
    };
    let incoming: Vec<bool> = api.incoming.iter().map(is_wanted).collect();
    let tags = api.tag_ids().map(|tag| api.operations.iter().zip(&operations).any(|(it, kept)| *kept && it.tag == tag));
    let kept = Kept { tags: tags.collect(), operations, incoming };
    let whole = api.clone();
    restrict(api, &kept);
    names.restrict(&whole, api, &kept);
}

fn restrict(api: &mut Api, kept: &Kept) {
    let (tags, operations) = (Kept::moves(&kept.tags), Kept::moves(&kept.operations));
    Kept::of(&kept.tags, &mut api.tags);
    Kept::of(&kept.operations, &mut api.operations);
    Kept::of(&kept.incoming, &mut api.incoming);
    let to = |id: OperationId| operations[id.index()].map(OperationId::new);
    for operation in &mut api.operations {
        operation.tag = tags[operation.tag.index()].map_or(operation.tag, TagId::new);
        for response in &mut operation.responses {
            // There is nothing to call any more.
            response.links.retain_mut(|link| match to(link.target) {
                Some(target) => {
                    link.target = target;
                    true
                }
                None => false,
            });
        }
    }
    for incoming in &mut api.incoming {
        incoming.caller = incoming.caller.and_then(to);
    }
}

fn selects(selector: &Selector, operation: &Operation) -> bool {
    match selector {
        Selector::Tag(pattern) => tags(&operation.tags).any(|tag| pattern.matches(tag)),
        Selector::Operation(pattern) => pattern.matches(&operation.wire_name) || pattern.matches(&call(operation)),
    }
}

fn selects_webhook(selector: &Selector, webhook: &Incoming) -> bool {
    match selector {
        Selector::Tag(pattern) => webhook.tags.iter().any(|tag| pattern.matches(tag)),
        Selector::Operation(pattern) => pattern.matches(&webhook.name),
    }
}

/// Those of an operation; one without any stands with others under `default`.
fn tags(tags: &[String]) -> impl Iterator<Item = &str> {
    let none = tags.is_empty().then_some("default");
    tags.iter().map(String::as_str).chain(none)
}

/// The operation by its method and path.
fn call(operation: &Operation) -> String {
    format!("{} {}", operation.method.as_str(), operation.path)
}

fn report_idle(api: &Api, selector: &Selector, report: &mut Report) {
    let webhooks = || api.incoming.iter().filter(|it| it.caller.is_none());
    if api.operations.iter().any(|it| selects(selector, it)) || webhooks().any(|it| selects_webhook(selector, it)) {
        return;
    }
    let (pattern, what, candidates): (&Pattern, _, Vec<String>) = match selector {
        Selector::Tag(pattern) => {
            let known = api.operations.iter().flat_map(|it| tags(&it.tags)).map(str::to_owned);
            (pattern, "has the tag", known.chain(webhooks().flat_map(|it| it.tags.clone())).collect())
        }
        Selector::Operation(pattern) => {
            let known = api.operations.iter().flat_map(|it| [it.wire_name.clone(), call(it)]);
            (pattern, "is called", known.chain(webhooks().map(|it| it.name.clone())).collect())
        }
    };
    let message = format!("no operation {what} `{pattern}`");
    let help = match closest(pattern.as_str(), candidates.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("there are, among others: {}", sample(&candidates)),
    };
    report.add(Code::NothingSelected, &Pointer::root().child("paths"), message).help(help);
}

/// A few of the texts, each once.
fn sample(texts: &[String]) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for text in texts {
        if seen.len() < 8 && !seen.contains(&text.as_str()) {
            seen.push(text);
        }
    }
    seen.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ")
}
