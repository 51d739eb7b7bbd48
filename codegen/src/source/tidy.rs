//! Applies YAML's merge keys, and reports and drops the members whose key comes again.

use std::borrow::Cow;

use super::Notation;
use super::value::{Object, Value};
use crate::diagnostics::{Code, Report};
use crate::pointer::Pointer;

/// Walks over a tree, and knows where it is.
pub(super) struct Tidy<'r> {
    notation: Notation,
    path: Vec<String>,
    report: &'r mut Report,
}

impl<'r> Tidy<'r> {
    pub(super) fn new(notation: Notation, report: &'r mut Report) -> Self {
        Self { notation, path: Vec::new(), report }
    }

    /// The tree below `value`, tidied.
    pub(super) fn value<'a>(&mut self, value: Value<'a>) -> Value<'a> {
        match value {
            Value::Array(elements) => {
                let tidy = |(at, element): (usize, Value<'a>)| self.child(&at.to_string(), element);
                Value::Array(elements.into_iter().enumerate().map(tidy).collect())
            }
            Value::Object(object) => Value::Object(self.object(object)),
            scalar => scalar,
        }
    }

    fn object<'a>(&mut self, object: Object<'a>) -> Object<'a> {
        let tidy = |(key, value): (Cow<'a, str>, Value<'a>)| {
            let value = self.child(&key, value);
            (key, value)
        };
        let members: Vec<_> = object.into_members().into_iter().map(tidy).collect();
        let object = Object::new(members, |key| self.report_duplicate(key));
        let merges = self.notation == Notation::Yaml && object.get(MERGE).is_some_and(is_mergeable);
        if merges { merge(object) } else { object }
    }

    fn child<'a>(&mut self, token: &str, value: Value<'a>) -> Value<'a> {
        if !matches!(value, Value::Array(_) | Value::Object(_)) {
            return value;
        }
        self.path.push(token.to_owned());
        let value = self.value(value);
        self.path.pop();
        value
    }

    fn report_duplicate(&mut self, key: &str) {
        let at = self.path.iter().fold(Pointer::root(), |at, token| at.child(token)).child(key);
        self.report.add(Code::DuplicateKey, &at, format!("`{key}` occurs more than once, the last one is used"));
    }
}

const MERGE: &str = "<<";

fn is_mergeable(value: &Value<'_>) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(elements) => elements.iter().all(|element| matches!(element, Value::Object(_))),
        _ => false,
    }
}

/// Takes in the members of the objects under `<<`, unless they are there already.
fn merge(object: Object<'_>) -> Object<'_> {
    let (merged, mut members): (Vec<_>, Vec<_>) = object.into_members().into_iter().partition(|(key, _)| key == MERGE);
    let sources = merged.into_iter().flat_map(|(_, value)| match value {
        Value::Array(elements) => elements,
        single => vec![single],
    });
    // The last of equal keys stays, so what is weakest goes first.
    let mut weakest_first = Vec::new();
    for source in sources {
        if let Value::Object(source) = source {
            weakest_first.splice(0..0, source.into_members());
        }
    }
    weakest_first.append(&mut members);
    Object::new(weakest_first, |_| ())
}
