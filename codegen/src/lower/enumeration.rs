//! Turns `enum` into an [`Enum`] of strings.
//!
//! Enums of other values will be carried here; so far they are refused.

use indexmap::IndexMap;
use serde_json::Value;

use super::context::Context;
use super::plan::Plan;
use super::schema::{JsonType, Keywords};
use crate::diagnostics::Code;
use crate::ir::{Enum, EnumValue};
use crate::pointer::Pointer;

/// What a schema with `enum` becomes. Null among the values is not one of them, it makes the whole nullable.
pub(super) fn plan(cx: &mut Context<'_>, words: &Keywords, at: &Pointer) -> Plan {
    let at = at.child("enum");
    let values: Vec<&Value> = words.values.iter().filter(|value| !value.is_null()).collect();
    let strings: Vec<String> = values.iter().filter_map(|value| value.as_str()).map(str::to_owned).collect();
    let takes_strings = matches!(words.json_type, None | Some(JsonType::String));
    if values.is_empty() {
        return Plan::Any;
    }
    if strings.len() < values.len() || !takes_strings {
        let help = "leave `enum` out to get the plain type, and list the values in the description";
        cx.unsupported(&at, "an `enum` of values that are not strings", help);
        return Plan::Refused;
    }
    Plan::Enum(distinct(cx, strings, &at))
}

/// The enum of `values`, with what `x-enum-descriptions` says about each.
pub(super) fn lower(words: &Keywords, values: &[String]) -> Enum {
    let values = values.iter().map(|value| EnumValue {
        wire_name: value.clone(),
        description: description(&words.extensions, &words.values, value),
    });
    Enum { values: values.collect() }
}

fn distinct(cx: &mut Context<'_>, strings: Vec<String>, at: &Pointer) -> Vec<String> {
    let mut seen = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    for string in strings {
        if known.insert(string.clone()) {
            seen.push(string);
        } else {
            cx.report
                .add(Code::Ignored, at, format!("`{string}` is listed more than once"))
                .help("it is taken once; remove the others");
        }
    }
    seen
}

/// The extension is a list parallel to `enum`, or a map from the values.
fn description(extensions: &IndexMap<String, Value>, values: &[Value], value: &str) -> Option<String> {
    let text = match extensions.get("x-enum-descriptions").or_else(|| extensions.get("x-enumDescriptions"))? {
        Value::Array(texts) => texts.get(values.iter().position(|it| it == value)?)?,
        Value::Object(texts) => texts.get(value)?,
        _ => return None,
    };
    text.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
