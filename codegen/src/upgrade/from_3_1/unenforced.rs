//! The keywords of 3.1's schemas that 3.0 has no words for. Each keeps its name behind an `x-`, and its parts are schemas still.
//!
//! Never here: what a later stage makes of them. Should one learn to carry a keyword, its line here turns to `Kept`.

use super::super::here::Here;
use super::super::members::Members;
use crate::beyond;
use crate::diagnostics::{Code, Report};
use crate::source::Value;

/// What is lost so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Nothing that a value would show.
    Kept,
    /// A demand on values, so that more are accepted than the document allows.
    Demand,
    /// What the value looks like, when some condition holds.
    Shape,
}

const FATES: &[(&str, &str, Fate)] = &[
    ("$id", "x-$id", Fate::Kept),
    ("$schema", "x-$schema", Fate::Kept),
    ("$anchor", "x-$anchor", Fate::Kept),
    ("$comment", "x-$comment", Fate::Kept),
    ("$vocabulary", "x-$vocabulary", Fate::Kept),
    ("$dynamicAnchor", "x-$dynamicAnchor", Fate::Kept),
    ("$dynamicRef", beyond::DYNAMIC_REF, Fate::Kept),
    ("$defs", beyond::DEFS, Fate::Kept),
    ("definitions", beyond::DEFINITIONS, Fate::Kept),
    ("contentSchema", beyond::CONTENT_SCHEMA, Fate::Kept),
    ("if", beyond::IF, Fate::Shape),
    ("then", beyond::THEN, Fate::Kept),
    ("else", beyond::ELSE, Fate::Kept),
    ("dependentSchemas", beyond::DEPENDENT_SCHEMAS, Fate::Shape),
    ("dependentRequired", beyond::DEPENDENT_REQUIRED, Fate::Demand),
    ("propertyNames", beyond::PROPERTY_NAMES, Fate::Demand),
    ("contains", beyond::CONTAINS, Fate::Demand),
    ("minContains", beyond::MIN_CONTAINS, Fate::Kept),
    ("maxContains", beyond::MAX_CONTAINS, Fate::Kept),
    ("unevaluatedProperties", beyond::UNEVALUATED_PROPERTIES, Fate::Demand),
    ("unevaluatedItems", beyond::UNEVALUATED_ITEMS, Fate::Demand),
];

/// Whether the keyword is one of them.
pub(super) fn is_kept(key: &str) -> bool {
    FATES.iter().any(|(name, ..)| *name == key)
}

/// Renames them, and reports what is lost.
pub(super) fn keep(schema: &mut Members<'_>, here: &Here<'_>, report: &mut Report) {
    for (name, kept, fate) in FATES {
        let is_trivial = schema.get(name).is_some_and(|value| is_trivial(name, value));
        if !schema.rename(name, *kept) {
            continue;
        }
        here.moved(&[kept], &[name], report);
        let loss = match fate {
            Fate::Demand if !is_trivial => "the type takes more values than the document allows",
            Fate::Shape => "what it adds to a value is not in the type",
            Fate::Kept | Fate::Demand => continue,
        };
        report.add(Code::Simplified, &here.below(&[name]), format!("`{name}` is not enforced: {loss}"));
    }
}

/// A demand that every value meets, or one that is never enforced and needs no word: further members are always skipped.
fn is_trivial(name: &str, value: &Value<'_>) -> bool {
    match (name, value) {
        (_, Value::Bool(true)) | ("unevaluatedProperties" | "unevaluatedItems", Value::Bool(false)) => true,
        ("propertyNames", Value::Object(schema)) => {
            schema.iter().all(|(key, value)| key == "type" && value.as_text() == Some("string"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::{check_schemas, schema};

    #[test]
    fn keywords_are_kept() {
        check_schemas(&[
            ("$comment: c\n$schema: s", "x-$comment: c, x-$schema: s"),
            ("$defs: {a: {const: a}}", "x-$defs: {a: {enum: [a], type: string}}"),
            ("if: {const: a}\nthen: {const: b}", "x-if: {enum: [a], type: string}, x-then: {enum: [b], type: string}"),
            ("contains: {const: a}\nminContains: 2", "x-contains: {enum: [a], type: string}, x-minContains: 2"),
            ("dependentSchemas: {a: {const: a}}", "x-dependentSchemas: {a: {enum: [a], type: string}}"),
            ("dependentRequired: {a: [b]}", "x-dependentRequired: {a: [b]}"),
            ("contentSchema: {const: a}", "x-contentSchema: {enum: [a], type: string}"),
            ("propertyNames: {const: a}", "x-propertyNames: {enum: [a], type: string}"),
        ]);
    }

    #[test]
    fn losses_are_reported() {
        insta::assert_snapshot!(schema("if: {}\nthen: {nullable: true}\ncontains: {}\ndependentSchemas: {}\nunevaluatedItems: false").1, @r"
        warning[W009] #/components/schemas/A/if: `if` is not enforced: what it adds to a value is not in the type
        warning[W009] #/components/schemas/A/dependentSchemas: `dependentSchemas` is not enforced: what it adds to a value is not in the type
        warning[W009] #/components/schemas/A/contains: `contains` is not enforced: the type takes more values than the document allows
        warning[W009] #/components/schemas/A/then/nullable: `nullable` means nothing from OpenAPI 3.1 on; it is read as 3.0 has it
        ");
        assert_eq!(schema("propertyNames: {type: string}").1, "");
    }
}
