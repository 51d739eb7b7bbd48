//! What the variants of a union without a discriminator are named after.
//!
//! Never here: an identifier; the names stage makes those, and keeps equal words apart.

use std::rc::Rc;

use serde_json::Value;

use super::context::Context;
use super::plan::{Plan, plan, words_behind};
use super::reference;
use super::schema::{Keywords, keywords};
use crate::ir::{Format, Scalar};
use crate::pointer::Pointer;

/// A title of several words that is longer than this is a sentence, not a name; and one of a single word, than that.
const LONGEST_TITLE: usize = 40;
const LONGEST_WORD: usize = 80;

/// A word for each member: its component's key, its title, or a word for what it is.
pub(super) fn labels(cx: &mut Context<'_>, members: &[Pointer]) -> Vec<String> {
    let originals: Vec<Pointer> = members.iter().map(|member| original(cx, member)).collect();
    let label_at = |(index, member): (usize, &Pointer)| {
        let others = originals.iter().enumerate().filter(|(other, _)| *other != index);
        let others: Vec<Pointer> = others.map(|(_, other)| other.clone()).collect();
        label(cx, member, &others)
    };
    originals.iter().enumerate().map(label_at).collect()
}

/// The word for the alternative that stands at `at`; none where nothing tells it from the others.
pub(super) fn alternative(cx: &mut Context<'_>, at: &Pointer) -> Option<String> {
    let words = keywords(cx, at.parent()?.parent()?)?;
    let others: Vec<Pointer> = words.alternatives().filter(|member| *member != at).cloned().collect();
    Some(label(cx, at, &others)).filter(|label| label != "Object" && label != "Choice")
}

/// The alternative as it was before it was combined with what stands beside the choice, which tells it from no other.
fn original(cx: &Context<'_>, member: &Pointer) -> Pointer {
    let mut at = member;
    // Places that stand for one another could form a circle.
    for _ in 0..cx.stands_for.len() {
        match cx.stands_for.get(at) {
            Some(original) => at = original,
            None => break,
        }
    }
    at.clone()
}

fn label(cx: &mut Context<'_>, member: &Pointer, others: &[Pointer]) -> String {
    if let Some(target) = reference::step(cx, member) {
        // The number of an element is no name.
        let is_element = target.last().is_some_and(|last| last.parse::<usize>().is_ok());
        if is_element && reference::component_key(&target).is_none() {
            return cx.deeper(member, |cx| label(cx, &target, others)).unwrap_or_default();
        }
        let name = reference::component_key(&target).or(target.last());
        return name.unwrap_or_default().to_owned();
    }
    let title = keywords(cx, member).and_then(|words| words.notes.docs.summary.clone());
    match title.filter(|title| is_name(title) && !is_kind(title)) {
        Some(title) => title,
        None => word(cx, member, others),
    }
}

/// Whether a title can stand as a name.
pub(super) fn is_name(title: &str) -> bool {
    let longest = if title.contains(char::is_whitespace) { LONGEST_TITLE } else { LONGEST_WORD };
    // Some generators write out a type instead, such as `list[A | B]`.
    !title.is_empty() && title.len() <= longest && !title.contains(['|', '[', '<'])
}

/// Whether a title only repeats what JSON calls a value, which tells less than the value's parts do.
fn is_kind(title: &str) -> bool {
    let kinds = ["array", "boolean", "integer", "null", "number", "object", "string"];
    kinds.iter().any(|kind| title.eq_ignore_ascii_case(kind))
}

fn word(cx: &mut Context<'_>, member: &Pointer, others: &[Pointer]) -> String {
    let word = match &*plan(cx, member) {
        Plan::Same(part) if is_constant_or_text(cx, member, part) => "String",
        Plan::Same(part) => return cx.deeper(member, |cx| label(cx, &original(cx, part), others)).unwrap_or_default(),
        Plan::Struct => return object(cx, member, others),
        Plan::Array => return array(cx, member),
        Plan::Enum(values) if values.len() == 1 => return values[0].clone(),
        Plan::Scalar(Scalar::String, _) if is_binary(cx, member) => "Binary",
        Plan::Scalar(scalar, _) => of_scalar(*scalar),
        Plan::Enum(_) => "String",
        Plan::Integers(_) => "Integer",
        Plan::Map => "Object",
        Plan::Union(_) => "Choice",
        Plan::Any | Plan::Never(..) | Plan::Refused => "Any",
    };
    word.to_owned()
}

/// Whether a choice is between the one text at `part` and any text, so that it is not to be named after the former.
fn is_constant_or_text(cx: &mut Context<'_>, choice: &Pointer, part: &Pointer) -> bool {
    let is_choice = keywords(cx, choice).is_some_and(|words| words.alternatives().count() > 1);
    is_choice && keywords(cx, part).and_then(|words| words.constant().map(Value::is_string)) == Some(true)
}

/// Whether a text is one of bytes, which a part of a form has as they are.
fn is_binary(cx: &mut Context<'_>, at: &Pointer) -> bool {
    keywords(cx, at).is_some_and(|words| words.format.as_deref() == Some("binary"))
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

/// An object is named after the constant that it always holds, or after a property that tells it from all other members.
fn object(cx: &mut Context<'_>, at: &Pointer, others: &[Pointer]) -> String {
    let Some(words) = keywords(cx, at) else { return "Object".to_owned() };
    let names = words.required.iter().chain(words.properties.keys());
    if let Some(constant) = names.filter_map(|name| words.properties.get(name)).find_map(|at| constant(cx, at)) {
        return constant;
    }
    let others: Vec<Rc<Keywords>> = others.iter().filter_map(|other| words_behind(cx, other)).collect();
    let is_own = |name: &&String| !others.iter().any(|other| other.required.contains(name));
    let own = words.required.iter().filter(|name| words.properties.contains_key(*name)).find(is_own);
    if let Some(own) = own.or_else(|| only(&words, &others)) {
        return own.clone();
    }
    let theirs: Vec<String> = others.iter().flat_map(|other| flags(cx, other)).collect();
    let own = flags(cx, &words).into_iter().find(|flag| !theirs.contains(flag));
    own.unwrap_or_else(|| "Object".to_owned())
}

/// The one property that a member has, where other objects have others. One of several that may be left out says little.
fn only<'w>(words: &'w Keywords, others: &[Rc<Keywords>]) -> Option<&'w String> {
    let mut names = words.properties.keys();
    let (Some(only), None) = (names.next(), names.next()) else { return None };
    let is_own = others.iter().all(|other| !other.properties.contains_key(only));
    (is_own && others.iter().any(|other| !other.properties.is_empty())).then_some(only)
}

/// The properties that must be there and be true.
fn flags(cx: &mut Context<'_>, words: &Keywords) -> Vec<String> {
    let mut flags = Vec::new();
    for name in &words.required {
        let is_true = words.properties.get(name).and_then(|at| words_behind(cx, at));
        if is_true.is_some_and(|words| words.constant() == Some(&Value::Bool(true))) {
            flags.push(name.clone());
        }
    }
    flags
}

/// The one text that a property may have.
fn constant(cx: &mut Context<'_>, at: &Pointer) -> Option<String> {
    words_behind(cx, at)?.constant()?.as_str().map(str::to_owned)
}
