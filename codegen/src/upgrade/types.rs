//! Brings lists of types, and the type of null, into the words of 3.0. Sees one schema at a time.

use super::digits;
use super::here::Here;
use super::members::{Members, text};
use crate::beyond;
use crate::diagnostics::{Code, Instead, Report};
use crate::pointer::Pointer;
use crate::source::Value;

/// Rewrites `type`, when it is a list or null. A list of several becomes an `anyOf` with one alternative for each.
pub(super) fn settle<'a>(schema: &mut Members<'a>, here: &Here<'_>, report: &mut Report) {
    let Some(mut names) = schema.get("type").and_then(|value| names(value, here, report)) else { return };
    let count = names.len();
    names.retain(|name| name != "null");
    let takes_null = names.len() < count;
    if names.iter().any(|name| name == "number") {
        names.retain(|name| name != "integer");
    }
    let written = schema.take("type");
    if takes_null {
        schema.set("nullable", Value::Bool(true));
    }
    match names.as_slice() {
        [_, _] if is_number_or_digits(schema, &names) => digits::settle(schema, here, report),
        [] if takes_null => schema.set("enum", Value::Array(vec![Value::Null])),
        [only] => schema.set("type", text(only.clone())),
        // Five are all that there are.
        [] | [_, _, _, _, _] => {}
        several => split(schema, several, written, here, report),
    }
}

/// Whether the types are those of a number and of a text, which says that number.
fn is_number_or_digits(schema: &Members<'_>, names: &[String]) -> bool {
    names.iter().all(|name| matches!(name.as_str(), "string" | "integer" | "number"))
        && !OTHERWISE_TYPED.iter().any(|key| schema.has(key))
        && digits::are_of_number(schema.text("format"), schema.text("pattern"))
}

/// The names of a list, or of null; none for a plain type. What is no type is left out.
fn names(value: &Value<'_>, here: &Here<'_>, report: &mut Report) -> Option<Vec<String>> {
    let at = here.below(&["type"]);
    let elements: Vec<(&Value<'_>, Pointer)> = match value {
        // Elsewhere it is a value that nobody gave, which is read as absent.
        Value::Null if matches!(here, Here::Element(..)) => vec![(value, at)],
        Value::String(name) if name == "null" => vec![(value, at)],
        Value::Array(elements) => elements.iter().enumerate().map(|(index, it)| (it, at.child(index))).collect(),
        _ => return None,
    };
    let mut distinct: Vec<String> = Vec::new();
    for (element, at) in elements {
        let Some(name) = name(element, &at, report) else { continue };
        if !distinct.iter().any(|it| it == name) {
            distinct.push(name.to_owned());
        }
    }
    Some(distinct)
}

/// The type that an element of the list names; none of what is no type, which is reported.
fn name<'v>(element: &'v Value<'_>, at: &Pointer, report: &mut Report) -> Option<&'v str> {
    match element {
        Value::Null => {
            let message = "a string is required here, this is null; read as `'null'`";
            report.add(Code::NotText, at, message).help("put it in quotes");
            Some("null")
        }
        Value::String(name) if NAMES.contains(&&**name) => Some(name),
        _ => {
            let shown = element.as_text().map_or_else(|| element.to_json().to_string(), str::to_owned);
            let problem = report.add(Code::InvalidValue, at, format!("there is no type `{shown}`"));
            problem.instead(Instead::Ignored).help(format!("the types are {}", NAMES.join(", ")));
            None
        }
    }
}

const NAMES: [&str; 7] = ["null", "boolean", "object", "array", "number", "string", "integer"];

fn split<'a>(
    schema: &mut Members<'a>,
    names: &[String],
    written: Option<Value<'a>>,
    here: &Here<'_>,
    report: &mut Report,
) {
    if let Some(written) = written.filter(|_| OTHERWISE_TYPED.iter().any(|key| schema.has(key))) {
        schema.set("x-types", written);
        if !schema.has("enum") {
            let message = "several types beside a `$ref`, `oneOf`, `anyOf` or `allOf` are not enforced";
            report.add(Code::Simplified, &here.below(&["type"]), message);
        }
        return;
    }
    let format = schema.take("format");
    let format_of = format.as_ref().and_then(Value::as_text).map(|format| type_of_format(format, names));
    let mut alternatives = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let mut alternative = Members::from([("type", text(name.clone()))]);
        if format_of.as_ref() == Some(name) {
            alternative.set("format", format.clone().unwrap_or(Value::Null));
        }
        let mine = schema.take_where(|key| is_about(key, name));
        let index = index.to_string();
        here.wrapped(&["anyOf", &index], report);
        for (key, value) in mine.into_list() {
            here.moved(&["anyOf", &index, &key], &[&key], report);
            alternative.set(key, value);
        }
        alternatives.push(alternative.into_value());
    }
    schema.set("anyOf", Value::Array(alternatives));
}

/// Keywords that say what a value looks like besides `type`. What `enum` lists has its type.
const OTHERWISE_TYPED: [&str; 5] = ["enum", "$ref", "allOf", "anyOf", "oneOf"];

/// The one of several types that a format is about.
fn type_of_format(format: &str, names: &[String]) -> String {
    let is = |wanted: &[&str]| names.iter().find(|name| wanted.contains(&name.as_str()));
    let found = match format {
        "float" | "double" => is(&["number"]),
        _ if format.starts_with("int") || format.starts_with("uint") => is(&["integer", "number"]),
        _ => None,
    };
    found.or_else(|| is(&["string"])).unwrap_or(&names[0]).clone()
}

/// Whether a keyword says something about the values of one type alone.
fn is_about(key: &str, type_name: &str) -> bool {
    let keywords: &[&str] = match type_name {
        "string" => &[
            "minLength",
            "maxLength",
            "pattern",
            beyond::CONTENT_ENCODING,
            beyond::CONTENT_MEDIA_TYPE,
            beyond::CONTENT_SCHEMA,
        ],
        "number" | "integer" => &["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
        "array" => &[
            "items",
            "minItems",
            "maxItems",
            "uniqueItems",
            beyond::PREFIX_ITEMS,
            beyond::ITEMS,
            beyond::CONTAINS,
            beyond::MIN_CONTAINS,
            beyond::MAX_CONTAINS,
            beyond::UNEVALUATED_ITEMS,
        ],
        "object" => &[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
            "discriminator",
            beyond::PATTERN_PROPERTIES,
            beyond::PATTERNS,
            beyond::PROPERTY_NAMES,
            beyond::DEPENDENT_REQUIRED,
            beyond::DEPENDENT_SCHEMAS,
            beyond::UNEVALUATED_PROPERTIES,
        ],
        _ => &[],
    };
    keywords.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::super::check::{check_schemas, schema};

    #[test]
    fn types_are_settled() {
        check_schemas(&[
            ("type: [string, 'null']", "nullable: true, type: string"),
            ("type: [string]", "type: string"),
            ("type: 'null'", "nullable: true, enum: [null]"),
            ("type: ['null']", "nullable: true, enum: [null]"),
            ("type: null\nproperties: {a: {}}", "type: null, properties: {a: {}}"),
            ("anyOf: [{type: null}, {type: string}]", "anyOf: [{nullable: true, enum: [null]}, {type: string}]"),
            ("type: [object, null]", "nullable: true, type: object"),
            ("type: [object, objekt, 5]", "type: object"),
            ("type: [integer, number]", "type: number"),
            ("type: [string, number, boolean, object, array]", ""),
            ("type: [string, number, integer, boolean, object, array, 'null']", "nullable: true"),
            ("type: [string, integer]\nenum: [a, 1]", "enum: [a, 1], x-types: [string, integer]"),
            (
                "type: [string, integer, 'null']\nminLength: 1\nminimum: 0\nformat: int32\ntitle: t",
                "title: t, nullable: true, anyOf: [{type: string, minLength: 1}, {type: integer, format: int32, minimum: 0}]",
            ),
            (
                "type: [array, object]\nitems: {type: [string, 'null']}\nproperties: {a: {const: 1}}\nformat: f",
                "anyOf: [{type: array, format: f, items: {nullable: true, type: string}}, {type: object, properties: {a: {x-const: 1, enum: [1], type: integer}}}]",
            ),
        ]);
    }

    #[test]
    fn what_is_no_type_is_left_out() {
        insta::assert_snapshot!(schema("type: [object, null, objekt, 5]").1, @r"
        warning[W005] #/components/schemas/A/type/1: a string is required here, this is null; read as `'null'`
        warning[E006] #/components/schemas/A/type/2: there is no type `objekt`; it is ignored
        warning[E006] #/components/schemas/A/type/3: there is no type `5`; it is ignored
        ");
    }

    #[test]
    fn findings_in_a_split_schema_are_where_they_were_written() {
        let (tree, found) = schema("type: [array, string]\nitems: {contains: {}}\noneOf: [{}]");
        assert_eq!(tree["x-types"].to_string(), r#"["array","string"]"#);
        insta::assert_snapshot!(found, @r"
        warning[W009] #/components/schemas/A/type: several types beside a `$ref`, `oneOf`, `anyOf` or `allOf` are not enforced
        warning[W009] #/components/schemas/A/items/contains: `contains` is not enforced: the type takes more values than the document allows
        ");
        insta::assert_snapshot!(schema("type: [array, string]\nitems: {contains: {}}").1, @"warning[W009] #/components/schemas/A/items/contains: `contains` is not enforced: the type takes more values than the document allows");
    }
}
