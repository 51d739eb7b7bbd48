//! Turns `enum` into an [`Enum`] of strings or of integers. An `enum` of other values is documented beside the plain type.
//!
//! Never here: the choice between enums that `oneOf` makes one; see `alternatives.rs`.

use indexmap::IndexMap;
use serde_json::Value;

use super::context::Context;
use super::plan::Plan;
use super::reference;
use super::schema::{JsonType, Keywords, keywords};
use crate::diagnostics::Code;
use crate::ir::{Constraint, Enum, EnumBase, EnumValue};
use crate::pointer::Pointer;

/// What a schema with `enum` becomes, if it is more than its type. Null among the values makes the whole nullable.
pub(super) fn plan(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) -> Option<Plan> {
    let at = at.child("enum");
    let values: Vec<&Value> = words.values.iter().filter(|value| !value.is_null()).collect();
    if values.is_empty() {
        return Some(Plan::Any);
    }
    let strings: Option<Vec<String>> = values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
    let integers: Option<Vec<i64>> = values.iter().map(|value| value.as_i64()).collect();
    match (words.json_type, strings, integers) {
        (None | Some(JsonType::String), Some(strings), _) => Some(Plan::Enum(distinct(cx, strings, &at))),
        (None | Some(JsonType::Integer | JsonType::Number), _, Some(integers)) => {
            Some(Plan::Integers(distinct(cx, integers, &at)))
        }
        _ => {
            cx.simplified(
                &at,
                "an `enum` of values that are not all strings or all integers is taken for the plain type",
            );
            None
        }
    }
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
    let values: Vec<String> = words.values.iter().filter(|it| !it.is_null()).map(Value::to_string).collect();
    (!values.is_empty()).then_some(Constraint::OneOf(values))
}

fn of_values<T: ToString + Clone + Into<Value>>(
    cx: &mut Context<'_>,
    words: &Keywords,
    base: EnumBase,
    values: &[T],
) -> Enum {
    let constants = constants(cx, words);
    let values = values.iter().map(|value| {
        let json: Value = value.clone().into();
        let wire_name = value.to_string();
        let said = |names: &[&str]| beside(&words.extensions, names, &words.values, &json, &wire_name);
        let (said, label) = (said(DESCRIPTIONS), said(LABELS));
        EnumValue { label, description: said.or_else(|| constants.get(&json.to_string()).cloned()), wire_name }
    });
    Enum { base, values: values.collect() }
}

/// What the alternatives of a choice say about the one value that each of them is.
fn constants(cx: &mut Context<'_>, words: &Keywords) -> IndexMap<String, String> {
    let members = words.one_of.iter().chain(&words.any_of);
    let targets: Vec<Pointer> = members.filter_map(|member| reference::end(cx, member)).collect();
    let mut constants = IndexMap::new();
    for target in targets {
        let Some(member) = keywords(cx, &target) else { continue };
        let text = member.notes.docs.description.as_ref().or(member.notes.docs.summary.as_ref());
        if let ([value], Some(text)) = (member.values.as_slice(), text) {
            constants.insert(value.to_string(), text.clone());
        }
    }
    constants
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

/// What the first of the extensions that is there says about a value. It is a list parallel to `enum`, or a map from the
/// values.
fn beside(
    extensions: &IndexMap<String, Value>,
    names: &[&str],
    values: &[Value],
    value: &Value,
    key: &str,
) -> Option<String> {
    let text = match names.iter().find_map(|name| extensions.get(*name))? {
        Value::Array(texts) => texts.get(values.iter().position(|it| it == value)?)?,
        Value::Object(texts) => texts.get(key)?,
        _ => return None,
    };
    text.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
