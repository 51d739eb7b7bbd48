//! Numbers that may also come as a text of digits, as .NET 10 describes each of its numbers. Sees one schema at a time.
//!
//! Such a service reads both and writes numbers, unless it was told to write texts. The type is a number: the clients that are
//! made of this document read it from either.

use super::here::Here;
use super::members::{Members, text};
use crate::diagnostics::{Code, Report};
use crate::source::{Object, Value};

/// Whether a schema without a type is about such a number: it has the format of one, and a pattern of digits.
pub(super) fn is_of(schema: &Object<'_>) -> bool {
    let word = |key| schema.get(key).and_then(Value::as_text);
    schema.get("type").is_none() && are_of_number(word("format"), word("pattern"))
}

/// Whether format and pattern are those of a number as a text.
pub(super) fn are_of_number(format: Option<&str>, pattern: Option<&str>) -> bool {
    format.is_some_and(|format| is_of_integers(format) || matches!(format, "float" | "double"))
        && pattern.is_some_and(|pattern| PATTERNS.contains(&pattern))
}

/// Gives the schema the type of the number alone.
pub(super) fn settle(schema: &mut Members<'_>, here: &Here<'_>, report: &mut Report) {
    let is_integer = schema.text("format").is_some_and(is_of_integers);
    schema.take("pattern");
    schema.set("type", text(if is_integer { "integer" } else { "number" }));
    let message =
        "a number that may also come as text is a number: a text of digits is read as one, and a number is sent";
    report.add(Code::Simplified, &here.pointer(), message);
}

fn is_of_integers(format: &str) -> bool {
    let signed = format.strip_prefix('u').unwrap_or(format);
    ["int8", "int16", "int32", "int64"].contains(&signed)
}

/// The patterns of .NET: of integers with and without a sign, of decimals, and of numbers with an exponent. In other patterns,
/// digits may be those of a code, in which a zero in front means something.
const PATTERNS: [&str; 4] = [
    r"^-?(?:0|[1-9]\d*)$",
    r"^(?:0|[1-9]\d*)$",
    r"^-?(?:0|[1-9]\d*)(?:\.\d+)?$",
    r"^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$",
];

#[cfg(test)]
mod tests {
    use super::super::check::{check, schema};

    #[test]
    fn a_number_or_its_digits_is_a_number() {
        let digits = r"format: int32, pattern: '^-?(?:0|[1-9]\d*)$'";
        let (tree, found) = schema(&format!("{{type: ['null', integer, string], {digits}, minimum: 1}}"));
        assert_eq!(tree.to_string(), r#"{"format":"int32","minimum":1,"nullable":true,"type":"integer"}"#);
        insta::assert_snapshot!(found, @"warning[W009] #/components/schemas/A: a number that may also come as text is a number: a text of digits is read as one, and a number is sent");
        let zip = "{type: [integer, string], format: int64, pattern: '^[0-9]+$'}";
        assert!(schema(zip).0["anyOf"].is_array(), "zeros in front mean something");
        let of = |schema: &str| format!("openapi: 3.0.3, components: {{schemas: {{A: {schema}}}}}");
        check(&[(&of(&format!("{{{digits}}}")).replace(", comp", "\ncomp"), &of("{format: int32, type: integer}"))]);
    }
}
