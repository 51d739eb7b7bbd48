//! Follows `$ref`: from the text of a reference to the thing it names.
//!
//! Never here: what the thing becomes.

use openapiv3::ReferenceOr;

use super::context::Context;
use super::schema::{Node, node};
use crate::diagnostics::{Code, Diagnostic, Instead, Lost, closest};
use crate::document::Read;
use crate::parts::Part;
use crate::pointer::{Pointer, PointerSet};

/// The thing at `at`, or the one that the references from there lead to, with the place where it really stands.
pub(super) fn resolve<T: Component>(cx: &mut Context<'_>, item: ReferenceOr<T>, at: &Pointer) -> Option<(T, Pointer)>
where
    ReferenceOr<T>: Read,
{
    let mut seen = vec![at.clone()];
    let mut item = item;
    loop {
        let here = seen.last().expect("the list begins with one element");
        let reference = match item {
            ReferenceOr::Item(item) => return Some((item, here.clone())),
            ReferenceOr::Reference { reference } => reference,
        };
        let here = here.clone();
        let target = locate(cx, &reference, &here)?;
        refuse_other_kind::<T>(cx, &target, &here)?;
        if seen.contains(&target) {
            report_cycle(cx, at);
            return None;
        }
        item = cx.document.read(&target, cx.report)?;
        seen.push(target);
    }
}

/// What `components` keeps in a section of its own.
pub(super) trait Component {
    /// The name of the section.
    const SECTION: &'static str;
}

/// Says which section each kind of component stands in.
macro_rules! components {
    ($($kind:ty = $section:literal,)*) => {
        $(impl Component for $kind {
            const SECTION: &'static str = $section;
        })*

        /// The sections of what is no schema.
        const SECTIONS: &[&str] = &[$($section),*];
    };
}

components! {
    openapiv3::Example = "examples",
    openapiv3::Header = "headers",
    openapiv3::Link = "links",
    openapiv3::Parameter = "parameters",
    openapiv3::RequestBody = "requestBodies",
    openapiv3::Response = "responses",
    openapiv3::SecurityScheme = "securitySchemes",
}

/// Refuses a reference into the section of another kind: what is there would be read as something that it is not.
fn refuse_other_kind<T: Component>(cx: &mut Context<'_>, target: &Pointer, at: &Pointer) -> Option<()> {
    match target.tokens()[..] {
        ["components", section, _] if section != T::SECTION => {
            report_other_kind(cx, target, section, T::SECTION, at);
            None
        }
        _ => Some(()),
    }
}

fn report_other_kind(cx: &mut Context<'_>, target: &Pointer, section: &str, wanted: &str, at: &Pointer) {
    let written = cx.report.moves.original(target);
    let message = format!("`{written}` is one of the `{section}`, and one of the `{wanted}` is needed");
    cx.report.add(Code::UnresolvedReference, &at.child("$ref"), message);
}

/// Where the reference `text` of a schema leads to: to a schema, or to a section of the author's own that may hold some.
fn locate_schema(cx: &mut Context<'_>, text: &str, at: &Pointer) -> Option<Pointer> {
    let target = locate(cx, text, at)?;
    match target.tokens()[..] {
        ["components", section, _] if SECTIONS.contains(&section) => {
            report_other_kind(cx, &target, section, "schemas", at);
            None
        }
        _ => Some(target),
    }
}

/// The place that the reference `text`, which stands at `at`, leads to; `None` when there is none, which is reported.
pub(super) fn locate(cx: &mut Context<'_>, text: &str, at: &Pointer) -> Option<Pointer> {
    if let Some(known) = cx.references.get(at) {
        return Some(known.clone());
    }
    let target = locate_new(cx, text, &at.child("$ref"))?;
    cx.references.insert(at.clone(), target.clone());
    Some(target)
}

/// One step from a schema: the place its `$ref` names, or `None` when no reference stands there or it leads nowhere.
pub(super) fn step(cx: &mut Context<'_>, at: &Pointer) -> Option<Pointer> {
    match node(cx, at)? {
        Node::Reference(text) => cx.contain(Instead::AnyValue, |cx| locate_schema(cx, &text, at))?,
        Node::Schema(_) => None,
    }
}

/// Where a chain of references between schemas ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// At a schema.
    Schema(Pointer),
    /// At a reference that leads nowhere, which has been reported.
    Nowhere,
    /// At its own beginning. Between components that is found as an alias of itself, elsewhere in `uses.rs`.
    Circle,
}

/// The schema at the end of the references from `at`, if they lead to one.
pub(super) fn end(cx: &mut Context<'_>, at: &Pointer) -> Option<Pointer> {
    match find_end(cx, at) {
        End::Schema(target) => Some(target),
        End::Nowhere | End::Circle => None,
    }
}

/// Whether the references from the schema at `at` lead back to one of themselves.
pub(super) fn leads_in_circle(cx: &mut Context<'_>, at: &Pointer) -> bool {
    find_end(cx, at) == End::Circle
}

fn find_end(cx: &mut Context<'_>, at: &Pointer) -> End {
    if let Some(known) = cx.ends.get(at) {
        return known.clone();
    }
    let mut walked = PointerSet::from_iter([at.clone()]);
    let end = loop {
        let here = walked.last().expect("the list begins with one element").clone();
        if let Some(known) = cx.ends.get(&here) {
            break known.clone();
        }
        if let Some(Node::Schema(_)) = node(cx, &here) {
            break End::Schema(here);
        }
        match step(cx, &here) {
            None => break End::Nowhere,
            Some(target) if walked.contains(&target) => break End::Circle,
            Some(target) => walked.insert(target),
        };
    };
    cx.ends.extend(walked.into_iter().map(|at| (at, end.clone())));
    end
}

/// Reports that the references from `at` lead in a circle.
pub(super) fn report_cycle<'c>(cx: &'c mut Context<'_>, at: &Pointer) -> &'c mut Diagnostic {
    cx.report
        .add(Code::CircularReference, at, "the references from here lead in a circle and never reach a definition")
        .help("let one of them name something that is not a reference itself")
}

/// The key of the component schema at `at`, when one stands exactly there.
pub(super) fn component_key(at: &Pointer) -> Option<&str> {
    match at.tokens()[..] {
        ["components", "schemas", key] => Some(key),
        _ => None,
    }
}

fn locate_new(cx: &mut Context<'_>, text: &str, at: &Pointer) -> Option<Pointer> {
    if let Some(Lost { code, message, help }) = cx.report.origins.lost(text).cloned() {
        cx.report.add(code, at, message).help(help);
        return None;
    }
    if !text.starts_with('#') {
        cx.report
            .add(Code::ExternalReference, at, format!("`{text}` is no place in the document's files"))
            .help("nothing is fetched: save what is there beside the document, and refer to it by its path");
        return None;
    }
    let Some(target) = Pointer::parse_fragment(text) else {
        cx.report
            .add(Code::UnresolvedReference, at, format!("`{text}` is not a JSON pointer"))
            .help("a reference into this document reads `#/components/schemas/Name`");
        return None;
    };
    if !cx.document.contains(&target) {
        report_dangling(cx, text, &target, at);
        return None;
    }
    Some(target)
}

/// Reports the references at and below `at` that lead nowhere: of an operation that is not read, so that nobody follows them.
pub(super) fn report_below(cx: &mut Context<'_>, at: &Pointer) {
    cx.contain(Instead::NoOperation, |cx| {
        for (at, text) in cx.document.references_below(at, Part::Operation) {
            locate_new(cx, text, &at);
        }
    });
}

fn report_dangling(cx: &mut Context<'_>, text: &str, target: &Pointer, at: &Pointer) {
    let parent = target.parent().unwrap_or(target);
    let suggestion =
        closest(target.last().unwrap_or_default(), cx.document.keys(parent)).map(|name| parent.child(name));
    // The author of a document of 2.0 knows nothing of where its parts stand now.
    let written = cx.report.moves.original(target);
    let suggestion = suggestion.map(|pointer| cx.report.moves.original(&pointer));
    let written = if written == *target { text.to_owned() } else { written.to_string() };
    let problem = cx.report.add(Code::UnresolvedReference, at, format!("nothing stands at `{written}`"));
    match suggestion {
        Some(pointer) => problem.help(format!("did you mean `{pointer}`?")),
        None => problem.help("define it there, or let the reference name something that exists"),
    };
}
