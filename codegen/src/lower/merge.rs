//! Merges schemas that hold at the same time into one: objects with objects, arrays with arrays, plain values with plain ones.
//!
//! Every part must hold: a property is required when any part requires it, and is all that the parts say of it.
//! Never here: choices; `conjunction.rs` has dealt with them before.

use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::conjunction::{Part, all_of, notes};
use super::context::Context;
use super::plan::Plan;
use super::schema::{Additional, JsonType, Keywords, Notes, keywords};
use super::{enumeration, number, reference, scalar};
use crate::ir::{Constraint, Docs, Scalar};
use crate::pointer::Pointer;

/// What the schema at `at` becomes, which is all of the parts; there are at least two.
pub(super) fn merge(cx: &mut Context<'_>, parts: &[Part], at: &Pointer) -> Plan {
    let kinds: Vec<Kind> = parts.iter().map(|part| Kind::of(&part.plan)).collect();
    if let Some(other) = kinds.iter().position(|kind| *kind != kinds[0]) {
        return Plan::Never(parts[0].named.clone(), parts[other].named.clone());
    }
    match kinds[0] {
        Kind::Object => Plan::Same(objects(cx, parts, at)),
        Kind::Array => Plan::Same(arrays(cx, parts, at)),
        Kind::Plain => plain(cx, parts, at),
        Kind::Other => Plan::Any,
    }
}

/// What can be merged with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Object,
    Array,
    Plain,
    Other,
}

impl Kind {
    fn of(plan: &Plan) -> Self {
        match plan {
            Plan::Struct | Plan::Map => Self::Object,
            Plan::Array => Self::Array,
            Plan::Enum(_) | Plan::Integers(_) | Plan::Scalar(..) => Self::Plain,
            Plan::Union(_) | Plan::Same(_) | Plan::Any | Plan::Never(..) | Plan::Refused => Self::Other,
        }
    }
}

/// The place of the object that has everything the parts have.
fn objects(cx: &mut Context<'_>, parts: &[Part], at: &Pointer) -> Pointer {
    let mut merged = Keywords { json_type: Some(JsonType::Object), ..Keywords::default() };
    let mut sources = IndexMap::<String, Vec<Pointer>>::new();
    let mut made_of = IndexSet::new();
    let mut additional = Vec::new();
    for part in parts {
        let Some(words) = keywords(cx, &part.at) else { continue };
        for (name, property) in &words.properties {
            sources.entry(name.clone()).or_default().push(property.clone());
        }
        for name in words.required.iter().filter(|name| !merged.required.contains(name)).collect::<Vec<_>>() {
            merged.required.push(name.clone());
        }
        merged.notes.add(words.notes.constraints.clone());
        additional.push(words.additional.clone());
        made_of.extend(cx.merges.get(&part.at).into_iter().flatten().cloned());
        made_of.insert(part.at.clone());
    }
    // What stands here is heard after what is referred to, wherever the reference stands.
    let here = cx.written(at);
    let is_own = |source: &Pointer| source.ancestors().any(|above| *above == here);
    sources.values_mut().for_each(|sources| sources.sort_by_key(is_own));
    let is_impossible = sources
        .iter()
        .any(|(name, sources)| merged.required.contains(name) && sources.len() > 1 && contradict(cx, sources));
    for (name, sources) in sources {
        let property = together(cx, &sources);
        merged.properties.insert(name, property);
    }
    merged.additional = merge_additional(cx, &additional);
    merged.notes.docs = text(cx, parts, at);
    let place = cx.make(at, merged);
    cx.merges.insert(place.clone(), made_of);
    if is_impossible {
        cx.impossible.insert(place.clone());
    }
    place
}

/// The place of what all sources say.
fn together(cx: &mut Context<'_>, sources: &[Pointer]) -> Pointer {
    match sources {
        [only] => only.clone(),
        _ => all_of(cx, sources, &sources[sources.len() - 1]),
    }
}

/// Whether the sources list values that have none in common. What they list otherwise is not looked into.
fn contradict(cx: &mut Context<'_>, sources: &[Pointer]) -> bool {
    let mut common: Option<Vec<Value>> = None;
    let mut ends = Vec::new();
    for end in sources.iter().filter_map(|source| reference::end(cx, source)).collect::<Vec<_>>() {
        match cx.conjunctions_at.get(&end) {
            Some(inner) => ends.extend(inner.iter().cloned()),
            None => ends.push(end),
        }
    }
    for end in ends {
        let Some(words) = keywords(cx, &end) else { continue };
        if !words.values.is_empty() {
            common = Some(match common {
                None => words.values.clone(),
                Some(before) => before.into_iter().filter(|value| words.values.contains(value)).collect(),
            });
        }
    }
    common.is_some_and(|values| values.is_empty())
}

/// A map beside the properties stays one; otherwise a part that denies further properties decides.
fn merge_additional(cx: &mut Context<'_>, keywords: &[Additional]) -> Additional {
    let schemas: Vec<Pointer> = keywords.iter().filter_map(Additional::schema).cloned().collect();
    match schemas.is_empty() {
        false => Additional::Schema(together(cx, &schemas)),
        true if keywords.contains(&Additional::Any) => Additional::Any,
        true if keywords.contains(&Additional::Denied) => Additional::Denied,
        true => Additional::Absent,
    }
}

/// What people read about the schema at `at`: its own words, or those of the last part that has no name.
fn text(cx: &mut Context<'_>, parts: &[Part], at: &Pointer) -> Docs {
    let places: Vec<Pointer> = parts.iter().map(|part| part.named.clone()).chain([at.clone()]).collect();
    let Docs { summary, description, .. } = notes(cx, &places).docs;
    Docs { summary, description, ..Docs::default() }
}

/// The place of the array whose items are what all parts say of theirs.
fn arrays(cx: &mut Context<'_>, parts: &[Part], at: &Pointer) -> Pointer {
    let mut merged = Keywords { json_type: Some(JsonType::Array), ..Keywords::default() };
    let mut items = Vec::new();
    for part in parts {
        let Some(words) = keywords(cx, &part.at) else { continue };
        items.extend(words.items.clone());
        merged.notes.add(words.notes.constraints.clone());
    }
    if !items.is_empty() {
        merged.items = Some(together(cx, &items));
    }
    cx.make(at, merged)
}

/// Plain values: the part that says the most, or what the parts have in common.
fn plain(cx: &mut Context<'_>, parts: &[Part], at: &Pointer) -> Plan {
    let mut merged = Common::of(cx, &parts[0]);
    let mut best = 0;
    for (index, part) in parts.iter().enumerate().skip(1) {
        let next = Common::of(cx, part);
        let Some(common) = merged.with(&next) else {
            if merged.json_type == next.json_type {
                // Whoever narrows a value down to another one means the latter, and its type takes those that nobody lists.
                let message = "the parts of the `allOf` list no value in common: those that are listed here are taken";
                cx.simplified(&part.named, message);
                (merged, best) = (next, index);
                continue;
            }
            return Plan::Never(parts[best].named.clone(), part.named.clone());
        };
        if common != merged && common == next {
            best = index;
        }
        merged = common;
    }
    let words: Vec<Rc<Keywords>> = parts.iter().filter_map(|part| keywords(cx, &part.at)).collect();
    let extensions = enumeration::merged(cx, &words);
    if merged == Common::of(cx, &parts[best]) && !is_told_by_others(cx, &parts[best], &extensions) {
        return Plan::Same(parts[best].named.clone());
    }
    let Common { json_type, formats, maximum, values } = merged;
    let mut notes = Notes::default();
    words.iter().for_each(|words| notes.add(words.notes.constraints.clone()));
    let format = one_format(cx, json_type, &formats, at);
    let is_told = |other: &String| Some(other) == format.as_ref() || scalar::is_of_numbers(other);
    notes.add(formats.into_iter().filter(|other| !is_told(other)).map(Constraint::Format).collect());
    let values = values.unwrap_or_default();
    let json_type = Some(json_type);
    Plan::Same(cx.make(at, Keywords { json_type, format, maximum, values, extensions, notes, ..Keywords::default() }))
}

/// Whether the part is a list without a name of its own, about whose values others say more than it does.
fn is_told_by_others(cx: &mut Context<'_>, part: &Part, told: &IndexMap<String, Value>) -> bool {
    let is_list = matches!(*part.plan, Plan::Enum(_) | Plan::Integers(_));
    if !is_list || reference::component_key(&part.at).is_some() {
        return false;
    }
    let own: Vec<Rc<Keywords>> = keywords(cx, &part.at).into_iter().collect();
    enumeration::merged(cx, &own) != *told
}

/// The format whose type holds every value that has all the formats. Text that is of two types of its own is neither of them.
fn one_format(cx: &mut Context<'_>, json_type: JsonType, formats: &[String], at: &Pointer) -> Option<String> {
    if json_type != JsonType::String {
        return scalar::narrowest(formats).cloned();
    }
    let typed: Vec<&String> = formats.iter().filter(|format| scalar::is_of_text(format)).collect();
    match typed.as_slice() {
        [] => formats.first().cloned(),
        [only] => Some((*only).clone()),
        [one, other, ..] => {
            let message = format!("no type is of the format `{one}` and of `{other}`: the value is taken as text");
            cx.simplified(at, message);
            None
        }
    }
}

/// What plain values have in common.
#[derive(Debug, Clone, PartialEq)]
struct Common {
    json_type: JsonType,
    /// All of them, each once.
    formats: Vec<String>,
    maximum: Option<f64>,
    values: Option<Vec<Value>>,
}

impl Common {
    fn of(cx: &mut Context<'_>, part: &Part) -> Self {
        let words = keywords(cx, &part.at).unwrap_or_default();
        let (json_type, values) = match &*part.plan {
            Plan::Enum(values) => (JsonType::String, values.iter().cloned().map(Value::from).collect()),
            Plan::Integers(values) => (JsonType::Integer, values.iter().copied().map(Value::from).collect()),
            plan => (scalar_type(plan), words.listed().cloned().collect()),
        };
        let values: Vec<Value> = values;
        Self {
            json_type,
            formats: words.format.iter().cloned().collect(),
            maximum: words.maximum,
            values: (!values.is_empty()).then_some(values),
        }
    }

    /// None when no value is both.
    fn with(&self, other: &Self) -> Option<Self> {
        let json_type = match (self.json_type, other.json_type) {
            (left, right) if left == right => left,
            (JsonType::Integer, JsonType::Number) | (JsonType::Number, JsonType::Integer) => JsonType::Integer,
            _ => return None,
        };
        let mut values = match (&self.values, &other.values) {
            (Some(left), Some(right)) => Some(left.iter().filter(|value| right.contains(value)).cloned().collect()),
            (left, right) => left.clone().or_else(|| right.clone()),
        };
        if let Some(values) = &mut values {
            if json_type == JsonType::Integer {
                *values = values.iter().filter_map(integer).collect();
            }
            if values.is_empty() {
                return None;
            }
        }
        let maximum = match (self.maximum, other.maximum) {
            (Some(left), Some(right)) => Some(left.min(right)),
            (left, right) => left.or(right),
        };
        let mut formats = self.formats.clone();
        formats.extend(other.formats.iter().filter(|format| !self.formats.contains(format)).cloned());
        Some(Self { json_type, formats, maximum, values })
    }
}

/// An integer, which may be written `1.0`.
fn integer(value: &Value) -> Option<Value> {
    number::whole(value).map(Value::from)
}

fn scalar_type(plan: &Plan) -> JsonType {
    match plan {
        Plan::Scalar(Scalar::Bool, _) => JsonType::Boolean,
        Plan::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64, _) => JsonType::Integer,
        Plan::Scalar(Scalar::F64, _) => JsonType::Number,
        _ => JsonType::String,
    }
}
