//! What documents of 3.0 and 2.0 mean though these versions do not have it. Sees value trees.
//!
//! That is what stands beside the `$ref` of a schema, and numbers whose type is left out.
//!
//! Nearly all that is written beside a `$ref` says what the value is for here, or that it may be null. Texts and marks change
//! nothing on the wire, and to take null where it may come does no harm. What would restrict or hide a value stays ignored, as
//! the standard has it.

use super::here::Here;
use super::members::Members;
use super::walk::{Part, Step, walk};
use super::{digits, siblings};
use crate::diagnostics::{Code, Report};
use crate::source::{Object, Value};

/// Makes it count, in a tree of the shape of 3.0.
pub(super) fn settle<'a>(tree: Value<'a>, report: &mut Report) -> Value<'a> {
    report.moves.begin_step();
    // Nothing moves that a reference could lead to.
    walk(&mut From30 { report }, Part::Document, tree, &Here::Root)
}

struct From30<'r> {
    report: &'r mut Report,
}

impl<'a> Step<'a> for From30<'_> {
    fn enter(&mut self, part: Part, value: Value<'a>, here: &Here<'_>) -> Value<'a> {
        match value {
            Value::Object(object) if part == Part::Schema && says_something(&object, here) && !is_component(here) => {
                self.schema(object.into(), here).into_value()
            }
            Value::Object(object) if part == Part::Schema && digits::is_of(&object) => {
                let mut schema = Members::from(object);
                digits::settle(&mut schema, here, self.report);
                schema.into_value()
            }
            other => other,
        }
    }
}

impl From30<'_> {
    fn schema<'a>(&mut self, mut schema: Members<'a>, here: &Here<'_>) -> Members<'a> {
        let ignored: Vec<String> =
            schema.keys().filter(|key| siblings::is_sibling(key) && !counts(key, here)).map(str::to_owned).collect();
        for key in ignored {
            let message = format!("`{key}` beside a `$ref` has no effect, ignored");
            self.report.add(Code::IgnoredSibling, &here.below(&[&key]), message);
            schema.take(&key);
        }
        siblings::join(&mut schema, here, self.report);
        schema
    }
}

fn says_something(schema: &Object<'_>, here: &Here<'_>) -> bool {
    schema.get("$ref").is_some() && schema.keys().any(|key| counts(key, here))
}

/// Whether a whole component stands here: one that only refers is another name, and no extension of what it refers to.
fn is_component(here: &Here<'_>) -> bool {
    matches!(here.pointer().tokens()[..], ["components", "schemas", _])
}

fn counts(key: &str, here: &Here<'_>) -> bool {
    match key {
        "description" | "deprecated" => true,
        // The name of an alternative or a part matters more.
        "nullable" => !matches!(here, Here::Element(..)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check, findings};

    /// A property of that form, in a document of 3.0.
    fn property(schema: &str) -> String {
        format!("openapi: 3.0.3\ncomponents: {{schemas: {{A: {{properties: {{b: {schema}}}}}}}}}")
    }

    #[test]
    fn texts_marks_and_null_count() {
        let is = |expected: &str| {
            format!("openapi: 3.0.3, components: {{schemas: {{A: {{properties: {{b: {expected}}}}}}}}}")
        };
        for (schema, expected) in [
            ("{$ref: '#/b'}", "{$ref: '#/b'}"),
            ("{$ref: '#/b', x-a: 1}", "{$ref: '#/b', x-a: 1}"),
            ("{$ref: '#/b', description: d}", "{description: d, allOf: [{$ref: '#/b'}]}"),
            ("{$ref: '#/b', nullable: true, type: object}", "{nullable: true, allOf: [{$ref: '#/b'}]}"),
            ("{$ref: '#/b', readOnly: true}", "{$ref: '#/b', readOnly: true}"),
            ("{oneOf: [{$ref: '#/b', description: d}]}", "{oneOf: [{$ref: '#/b', x-description: d}]}"),
            ("{oneOf: [{$ref: '#/b', nullable: true}]}", "{oneOf: [{$ref: '#/b', nullable: true}]}"),
        ] {
            check(&[(&property(schema), &is(expected))]);
        }
        // What a component only refers to it is another name for.
        let alias = "components: {schemas: {A: {$ref: '#/b', description: d}}}";
        check(&[(&format!("openapi: 3.0.3\n{alias}"), &format!("openapi: 3.0.3, {alias}"))]);
    }

    #[test]
    fn what_else_stands_there_is_ignored() {
        insta::assert_snapshot!(findings(&property("{$ref: '#/b', description: d, maxLength: 3}")), @"warning[W006] #/components/schemas/A/properties/b/maxLength: `maxLength` beside a `$ref` has no effect, ignored");
    }
}
