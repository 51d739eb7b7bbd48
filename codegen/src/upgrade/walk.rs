//! Walks through all parts of a document, in versions 3.0 to 3.2.
//!
//! Never here: what a version step does with a part. Values that only look like a part, such as examples, are not walked.

use super::here::Here;
pub(super) use crate::parts::Part;
use crate::parts::Shape;
use crate::source::Value;

/// A step from one version to the next.
pub(super) trait Step<'a> {
    /// Brings one part into its new shape, before the parts that it has then are walked.
    fn enter(&mut self, part: Part, value: Value<'a>, here: &Here<'_>) -> Value<'a>;
}

/// Takes the step for the part at `here` and for all parts of it. As deep as the tree, which the source bounds.
pub(super) fn walk<'a>(step: &mut impl Step<'a>, part: Part, value: Value<'a>, here: &Here<'_>) -> Value<'a> {
    let object = match step.enter(part, value, here) {
        Value::Object(object) => object,
        other => return other,
    };
    if !object.keys().any(|key| part.child(key).is_some()) {
        return Value::Object(object);
    }
    Value::Object(object.map(|key, value| match part.child(key) {
        Some((shape, child)) => walk_child(step, shape, child, value, &here.member(key)),
        None => value,
    }))
}

fn walk_child<'a>(step: &mut impl Step<'a>, shape: Shape, part: Part, value: Value<'a>, here: &Here<'_>) -> Value<'a> {
    match (shape, value) {
        (Shape::OneOrFlag, flag @ Value::Bool(_)) => flag,
        (Shape::One | Shape::OneOrFlag, value) => walk(step, part, value, here),
        (Shape::List, Value::Array(elements)) => {
            let walk_element = |(index, element)| walk(step, part, element, &here.element(index));
            Value::Array(elements.into_iter().enumerate().map(walk_element).collect())
        }
        (Shape::Map | Shape::MapBesideExtensions, Value::Object(object)) => Value::Object(object.map(|key, value| {
            let is_extension = shape == Shape::MapBesideExtensions && key.starts_with("x-");
            if is_extension { value } else { walk(step, part, value, &here.member(key)) }
        })),
        (_, malformed) => malformed,
    }
}
