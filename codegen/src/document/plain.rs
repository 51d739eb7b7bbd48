//! Reads strings, numbers, lists, maps and references: what every part of a document is made of.

use indexmap::IndexMap;
use openapiv3::ReferenceOr;

use super::{Node, OBJECTS, Path, Read, find};
use crate::diagnostics::{Code, Instead, Report, closest};
use crate::pointer::Pointer;
use crate::source::{Object, Value};

impl Read for String {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        if let Value::String(text) = node.value {
            return Some(text.clone().into_owned());
        }
        let Some(text) = node.value.scalar_text() else {
            node.report_type("a string", report);
            return None;
        };
        let message = format!("a string is required here, this is {}; read as \"{text}\"", node.value.kind());
        node.report(Code::NotText, message, report);
        Some(text.into_owned())
    }

    const PLURAL: &'static str = "strings";
}

impl Read for bool {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(*value),
            Value::String(text) if matches!(text.as_ref(), "true" | "false") => {
                node.report_loose("a boolean", report);
                Some(text == "true")
            }
            _ => {
                node.report_type("a boolean", report);
                None
            }
        }
    }
}

impl Read for usize {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let value = match node.value {
            Value::Number(number) => number.as_i64().and_then(|value| Self::try_from(value).ok()),
            Value::String(text) => text.parse().ok().inspect(|_| node.report_loose("a number", report)),
            _ => None,
        };
        if value.is_none() {
            node.report_type("a whole number that is not negative", report);
        }
        value
    }
}

impl Read for serde_json::Value {
    fn read(node: Node<'_, '_>, _: &mut Report) -> Option<Self> {
        Some(node.value.to_json())
    }

    const TAKES_NULL: bool = true;
    const PLURAL: &'static str = "values";
}

impl<T: Read> Read for Box<T> {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        T::read(node, report).map(Self::new)
    }

    const TAKES_NULL: bool = T::TAKES_NULL;
}

impl<T: Read> Read for Vec<T> {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        if *node.value == Value::Null {
            node.report(Code::NullMember, "null stands in the place of a list, read as an empty one", report);
            return Some(Self::new());
        }
        let Value::Array(elements) = node.value else {
            node.report_type(&format!("an array of {}", T::PLURAL), report);
            return None;
        };
        let read = |(index, value)| T::read(node.element(index, value), report);
        Some(elements.iter().enumerate().filter_map(read).collect())
    }
}

impl<T: Read> Read for IndexMap<String, T> {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let Value::Object(object) = node.value else {
            node.report_type("an object", report);
            return None;
        };
        let referred = if T::PLURAL == OBJECTS { referred(&node, object, report)? } else { None };
        let is_own = |key: &str| referred.is_none() || key != "$ref";
        let members = referred.into_iter().flat_map(Object::iter).map(|(key, value)| (key, node.referred(key, value)));
        let own = object.iter().filter(|(key, _)| is_own(key)).map(|(key, value)| (key, node.member(key, value)));
        let mut map = Self::with_capacity(object.iter().len());
        for (key, member) in members.chain(own) {
            if let Some(read) = T::read(member, report) {
                map.insert(key.to_owned(), read);
            }
        }
        Some(map)
    }
}

/// The object that a `$ref` among the members leads to, if there is one; none at all when it leads to no object.
fn referred<'a>(node: &Node<'a, '_>, object: &'a Object<'a>, report: &mut Report) -> Option<Option<&'a Object<'a>>> {
    let Some(reference @ Value::String(text)) = object.get("$ref") else { return Some(None) };
    let reference = node.member("$ref", reference);
    let target = Pointer::parse_fragment(text).and_then(|target| find(node.root?, &target));
    match target {
        Some(Value::Object(target)) => {
            let message = "a `$ref` cannot stand for this object; what it names is read in its place";
            reference.report(Code::LooseValue, message, report);
            Some(Some(target))
        }
        _ => {
            let message = "a `$ref` cannot stand for this object, it has to be written out";
            reference.report(Code::WrongType, message, report);
            None
        }
    }
}

impl<T: Read> Read for ReferenceOr<T> {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        match node.value.get("$ref") {
            Some(Value::String(reference)) => {
                report_siblings(&node, report);
                Some(Self::Reference { reference: reference.clone().into_owned() })
            }
            Some(target) if !matches!(node.value, Value::Array(_)) => {
                node.member("$ref", target).report_type("a string", report).instead(Instead::Ignored);
                T::read(node, report).map(Self::Item)
            }
            _ => T::read(node, report).map(Self::Item),
        }
    }
}

/// Reads a string that must be one of a few words.
pub(super) fn word<T: Clone>(node: Node<'_, '_>, words: &[(&str, T)], report: &mut Report) -> Option<T> {
    let text = String::read(node, report)?;
    let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| value.clone());
    if found.is_none() {
        let allowed: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let message = format!("`{text}` is not allowed here, only {}", allowed.join(", "));
        let finding = report.add(Code::InvalidValue, &node.path.pointer(), message);
        finding.help =
            closest(&text, words.iter().map(|(word, _)| *word)).map(|meant| format!("did you mean `{meant}`?"));
    }
    found
}

/// Warns of what stands beside a `$ref` and is not merely text for people.
fn report_siblings(node: &Node<'_, '_>, report: &mut Report) {
    let Value::Object(object) = node.value else { return };
    let is_silent = |key: &str| matches!(key, "$ref" | "description" | "summary") || key.starts_with("x-");
    for key in object.keys().filter(|key| !is_silent(key)) {
        let at = Path::Member(&node.path, key).pointer();
        report.add(Code::IgnoredSibling, &at, format!("`{key}` beside a `$ref` has no effect, ignored"));
    }
}
