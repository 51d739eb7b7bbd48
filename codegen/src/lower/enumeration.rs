//! Turns `enum` into an [`Enum`] of strings or of integers. An `enum` of other values is documented beside the plain type.
//!
//! Never here: the choice between enums that `oneOf` makes one; see `alternatives.rs`.

use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::Value;

use super::context::Context;
use super::plan::Plan;
use super::schema::{JsonType, Keywords, keywords};
use super::{labels, number, reference, scalar};
use crate::diagnostics::Code;
use crate::ir::{Constraint, Docs, Enum, EnumBase, EnumValue, Scalar};
use crate::pointer::Pointer;

/// What a schema with `enum` becomes, if it is more than its type. Null among the values makes the whole nullable.
pub(super) fn plan(cx: &mut Context<'_>, words: &Keywords, schema: &Pointer) -> Option<Plan> {
    let at = schema.child("enum");
    let values: Vec<&Value> = words.listed().collect();
    if values.is_empty() {
        return Some(Plan::Any);
    }
    let strings: Option<Vec<String>> = values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
    let integers: Option<Vec<i64>> = values.iter().map(|value| value.as_i64()).collect();
    match (words.json_type, strings, integers) {
        (None | Some(JsonType::String), Some(strings), _) => Some(Plan::Enum(distinct(cx, strings, &at))),
        (None | Some(JsonType::Integer | JsonType::Number), _, Some(integers)) => {
            scalar::check_listed(cx, words, schema);
            Some(Plan::Integers(distinct(cx, integers, &at)))
        }
        (json_type, ..) => {
            report_plain(cx, &values, &at);
            let scalar = scalar_of(&values).filter(|_| json_type.is_none())?;
            Some(Plan::Scalar(scalar, None))
        }
    }
}

/// The plain type that all of the values have, if there is one.
fn scalar_of(values: &[&Value]) -> Option<Scalar> {
    if values.iter().all(|value| value.is_boolean()) {
        Some(Scalar::Bool)
    } else if values.iter().all(|value| value.is_u64()) {
        Some(Scalar::U64)
    } else {
        values.iter().all(|value| number::fits_float(value)).then_some(Scalar::F64)
    }
}

/// Reports that a plain type takes more than the values, unless there are no more.
fn report_plain(cx: &mut Context<'_>, values: &[&Value], at: &Pointer) {
    let message = match values.iter().all(|value| value.is_boolean()) {
        true if [true, false].iter().all(|it| values.iter().any(|value| **value == *it)) => return,
        _ if values.iter().all(|value| value.is_string()) => {
            "the `enum` lists strings, and the schema's type is another: it is documented and not enforced"
        }
        true => "an `enum` of booleans is documented and not enforced: the type takes `true` and `false`",
        false => {
            "an `enum` of values that are not all strings, or all of the type `integer` and 64 bits with a sign, is documented and \
             not enforced: the plain type is taken"
        }
    };
    cx.simplified(at, message);
}

/// The enum of the texts `values`, with what the document says about each.
pub(super) fn of_strings(cx: &mut Context<'_>, words: &Keywords, values: &[String]) -> Enum {
    of_values(cx, words, EnumBase::String, values)
}

/// The enum of the integers `values`, with what the document says about each.
pub(super) fn of_integers(cx: &mut Context<'_>, words: &Keywords, values: &[i64]) -> Enum {
    of_values(cx, words, EnumBase::Integer, values)
}

/// The values that a plain type is documented with.
pub(super) fn constraint(words: &Keywords) -> Option<Constraint> {
    let values: Vec<String> = words.listed().map(Value::to_string).collect();
    (!values.is_empty()).then_some(Constraint::OneOf(values))
}

fn of_values<T: ToString>(cx: &mut Context<'_>, words: &Keywords, base: EnumBase, values: &[T]) -> Enum {
    let members = members(cx, words);
    let (labels, descriptions) = told(|| [words].into_iter(), &members);
    let values = values.iter().map(|value| {
        let wire_name = value.to_string();
        let (label, description) = (labels.get(&wire_name).cloned(), descriptions.get(&wire_name).cloned());
        EnumValue { label, description, wire_name }
    });
    Enum { base, values: values.collect() }
}

/// What several lists of values say about each, as extensions of a schema that lists only some of those.
pub(super) fn merged(cx: &mut Context<'_>, lists: &[Rc<Keywords>]) -> IndexMap<String, Value> {
    let members: Vec<_> = lists.iter().flat_map(|words| members(cx, words)).collect();
    let (labels, descriptions) = told(|| lists.iter().map(|words| &**words), &members);
    let of = |names: &[&str], told: IndexMap<_, _>| (names[0].to_owned(), told.into_iter().collect::<Value>());
    [of(DESCRIPTIONS, descriptions), of(LABELS, labels)].into()
}

/// The names of values and what is said about them: by extensions of the lists or of the `members`, or by those about the one
/// value that they are.
fn told<'w, L: Iterator<Item = &'w Keywords>>(
    lists: impl Fn() -> L,
    members: &'w [Rc<Keywords>],
) -> (IndexMap<String, String>, IndexMap<String, String>) {
    let all = || lists().chain(members.iter().map(|words| &**words));
    let (mut labels, mut descriptions) = (said(all(), LABELS), said(all(), DESCRIPTIONS));
    for (value, words) in members.iter().filter_map(|words| Some((words.constant()?, words))) {
        let Docs { summary: title, description, .. } = &words.notes.docs;
        // A text is its own name, while a number has none but what is said about it.
        let name = title.as_ref().filter(|title| value.is_number() && labels::is_name(title));
        if let Some(name) = name {
            labels.entry(text(value)).or_insert_with(|| name.clone());
        }
        if let Some(about) = description.as_ref().or(title.as_ref().filter(|_| name.is_none())) {
            descriptions.entry(text(value)).or_insert_with(|| about.clone());
        }
    }
    (labels, descriptions)
}

/// The alternatives of a choice that is a list of values.
fn members(cx: &mut Context<'_>, words: &Keywords) -> Vec<Rc<Keywords>> {
    let targets: Vec<Pointer> = words.alternatives().filter_map(|member| reference::end(cx, member)).collect();
    targets.iter().filter_map(|target| keywords(cx, target)).collect()
}

/// A value as it is written: text without its quotes.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn distinct<T: Clone + Ord + ToString>(cx: &mut Context<'_>, values: Vec<T>, at: &Pointer) -> Vec<T> {
    let mut seen = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    for value in values {
        if known.insert(value.clone()) {
            seen.push(value);
        } else {
            cx.report
                .add(Code::Ignored, at, format!("`{}` is listed more than once", value.to_string()))
                .help("it is taken once; remove the others");
        }
    }
    seen
}

/// The extensions that say what each value means.
const DESCRIPTIONS: &[&str] = &["x-enum-descriptions", "x-enumDescriptions"];

/// The extensions that say what each value is called in code.
const LABELS: &[&str] = &["x-enum-varnames", "x-enum-var-names", "x-enumNames", "x-enum-names"];

/// What lists of values say about each of them, by its text; the first that says something is heard. An extension is a list
/// parallel to `enum`, or a map from the values.
fn said<'w>(lists: impl Iterator<Item = &'w Keywords>, names: &[&str]) -> IndexMap<String, String> {
    let mut said = IndexMap::new();
    for words in lists {
        let pairs: Vec<(String, &Value)> = match names.iter().find_map(|name| words.extensions.get(*name)) {
            Some(Value::Array(texts)) => words.values.iter().map(text).zip(texts).collect(),
            Some(Value::Object(texts)) => texts.iter().map(|(value, text)| (value.clone(), text)).collect(),
            _ => continue,
        };
        for (value, text) in pairs {
            if let Some(text) = text.as_str().filter(|text| !text.is_empty()) {
                said.entry(value).or_insert_with(|| text.to_owned());
            }
        }
    }
    said
}
