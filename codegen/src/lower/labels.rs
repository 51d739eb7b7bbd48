//! What the variants of a union without a discriminator are named after.
//!
//! Never here: an identifier; the names stage makes those, and keeps equal words apart.

use super::context::Context;
use super::plan::{Plan, plan, words_behind};
use super::reference;
use super::schema::{Keywords, keywords};
use crate::ir::{Format, Scalar};
use crate::pointer::Pointer;

/// A title that is longer than this is a sentence, not a name.
const LONGEST_TITLE: usize = 40;

/// Titles that say no more than `type` does.
const KINDS: &[&str] = &["any", "array", "boolean", "integer", "list", "null", "number", "object", "string"];

/// Whether a title is short enough to be a name.
pub(super) fn is_name(title: &str) -> bool {
    !title.is_empty() && title.len() <= LONGEST_TITLE
}

/// A word for each member: its component's key, its title, or a word for what it is.
pub(super) fn labels(cx: &mut Context<'_>, members: &[Pointer]) -> Vec<String> {
    // What an alternative and the rest of an `allOf` are together is named after what is the alternative's own.
    let members: Vec<Pointer> = members.iter().map(|member| original(cx, member).clone()).collect();
    members.iter().map(|member| label(cx, member, &members)).collect()
}

/// What a member stands for, or itself.
fn original<'m>(cx: &'m Context<'_>, mut member: &'m Pointer) -> &'m Pointer {
    while let Some(original) = cx.stands_for.get(member) {
        member = original;
    }
    member
}

fn label(cx: &mut Context<'_>, member: &Pointer, members: &[Pointer]) -> String {
    if let Some(original) = cx.stands_for.get(member).cloned() {
        return label(cx, &original, members);
    }
    if let Some(target) = reference::step(cx, member) {
        // The number of an element is no name.
        let is_element = target.last().is_some_and(|last| last.parse::<usize>().is_ok());
        if is_element && reference::component_key(&target).is_none() {
            return cx.deeper(member, |cx| label(cx, &target, members)).unwrap_or_default();
        }
        let name = reference::component_key(&target).or(target.last());
        return name.unwrap_or_default().to_owned();
    }
    let title = keywords(cx, member).and_then(|words| words.notes.docs.summary.clone());
    match title.filter(|title| is_name(title) && !KINDS.contains(&title.to_ascii_lowercase().as_str())) {
        Some(title) => title,
        None => word(cx, member, members),
    }
}

fn word(cx: &mut Context<'_>, member: &Pointer, members: &[Pointer]) -> String {
    let word = match &*plan(cx, member) {
        Plan::Same(part) => return cx.deeper(member, |cx| label(cx, part, members)).unwrap_or_default(),
        Plan::Struct => return object(cx, member, members),
        Plan::Array => return array(cx, member),
        Plan::Enum(values) if values.len() == 1 => return values[0].clone(),
        Plan::Scalar(scalar, _) => of_scalar(*scalar),
        Plan::Enum(_) => "String",
        Plan::Integers(_) => "Integer",
        Plan::Map => "Object",
        Plan::Union(_) => "Choice",
        Plan::Any | Plan::Never(..) | Plan::Refused => "Any",
    };
    word.to_owned()
}

fn of_scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Bool => "Boolean",
        Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64 => "Integer",
        Scalar::F64 => "Number",
        Scalar::String => "String",
        Scalar::Part => "Part",
        Scalar::Format(Format::DateTime) => "DateTime",
        Scalar::Format(Format::Date) => "Date",
        Scalar::Format(Format::Byte) => "Bytes",
        Scalar::Format(Format::Uuid) => "Uuid",
    }
}

/// A list is named after its elements, unless these have no name either.
fn array(cx: &mut Context<'_>, at: &Pointer) -> String {
    let items = keywords(cx, at).and_then(|words| words.items.clone());
    let word = items.and_then(|items| {
        let word = cx.deeper(at, |cx| label(cx, &items, &[]))?;
        (word != "Any" && word != "Object").then(|| format!("{word} List"))
    });
    word.unwrap_or_else(|| "Array".to_owned())
}

/// An object is named after the constant that it always holds, or after a property that no other member must have.
fn object(cx: &mut Context<'_>, at: &Pointer, members: &[Pointer]) -> String {
    let Some(words) = keywords(cx, at) else { return "Object".to_owned() };
    let names = words.required.iter().chain(words.properties.keys());
    if let Some(constant) = names.filter_map(|name| words.properties.get(name)).find_map(|at| constant(cx, at)) {
        return constant;
    }
    let others: Vec<_> = members.iter().filter(|it| *it != at).collect();
    let others: Vec<_> = others.into_iter().filter_map(|it| words_behind(cx, it)).collect();
    let is_own = |name: &&String| !others.iter().any(|other: &std::rc::Rc<Keywords>| other.required.contains(name));
    let own = words.required.iter().filter(|name| words.properties.contains_key(*name)).find(is_own);
    own.map_or_else(|| "Object".to_owned(), Clone::clone)
}

/// The one text that a property may have.
fn constant(cx: &mut Context<'_>, at: &Pointer) -> Option<String> {
    match words_behind(cx, at)?.values.as_slice() {
        [serde_json::Value::String(value)] => Some(value.clone()),
        _ => None,
    }
}
