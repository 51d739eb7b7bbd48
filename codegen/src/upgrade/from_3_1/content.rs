//! The step from 3.1 to 3.0 for what a string, an array or an object holds: the nearest that 3.0 can say of it.
//!
//! Never here: demands that do not change the type, see `unenforced.rs`.

use super::super::here::Here;
use super::super::members::{Members, text};
use super::schema::refer;
use crate::beyond;
use crate::diagnostics::{Code, Report};
use crate::media_type::essence;
use crate::source::Value;

/// `contentEncoding` and `contentMediaType` were the formats `byte` and `binary` in 3.0.
pub(super) fn encoding(schema: &mut Members<'_>) {
    let encoding = schema.text("contentEncoding").map(str::to_ascii_lowercase);
    let is_text = schema.text("contentMediaType").is_none_or(is_textual);
    let format = match encoding.as_deref() {
        Some("base64") => Some("byte"),
        Some("base64url") => Some("base64url"),
        // These say that nothing is encoded (RFC 2045, section 6.2).
        Some("binary") => Some("binary"),
        None | Some("7bit" | "8bit") => (!is_text).then_some("binary"),
        Some(_) => None,
    };
    if let Some(format) = format {
        schema.set_default("type", text("string"));
        schema.set_default("format", text(format));
    }
    schema.rename("contentEncoding", beyond::CONTENT_ENCODING);
    schema.rename("contentMediaType", beyond::CONTENT_MEDIA_TYPE);
}

/// Whether a string can hold what is of this type as it is.
fn is_textual(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.starts_with("text/")
        || ["json", "xml", "yaml", "javascript", "x-www-form-urlencoded", "jwt", "graphql", "sql"]
            .iter()
            .any(|word| essence.ends_with(word))
}

/// `prefixItems` is kept; `items` becomes one of the kinds that some element has, wherever it stands.
pub(super) fn tuple<'a>(schema: &mut Members<'a>, here: &Here<'_>, report: &mut Report) {
    if !schema.rename("prefixItems", beyond::PREFIX_ITEMS) {
        return;
    }
    here.moved(&[beyond::PREFIX_ITEMS], &["prefixItems"], report);
    let rest = schema.take("items");
    if matches!(rest, Some(Value::Object(_))) {
        here.moved(&[beyond::ITEMS], &["items"], report);
    }
    let Some(Value::Array(prefix)) = schema.get(beyond::PREFIX_ITEMS) else { return };
    let is_closed = match &rest {
        Some(rest) => !matches!(rest, Value::Bool(true)),
        None => has_at_most(schema, prefix.len()) || matches!(schema.get("unevaluatedItems"), Some(Value::Bool(false))),
    };
    let kinds = kinds(prefix, rest.as_ref()).filter(|_| is_closed);
    let message = match kinds.as_deref() {
        Some([_]) => None,
        Some(_) => Some("`prefixItems` is read as an array: each element has any of the kinds that are listed"),
        None => Some("`prefixItems` is read as an array of any values"),
    };
    let reference = |place: &Vec<String>| refer(here, &place.iter().map(String::as_str).collect::<Vec<_>>(), report);
    let mut references: Vec<Value<'a>> = kinds.iter().flatten().map(reference).collect();
    let items = match references.pop() {
        None => Members::new().into_value(),
        Some(only) if references.is_empty() => only,
        Some(last) => {
            references.push(last);
            Members::from([("anyOf", Value::Array(references))]).into_value()
        }
    };
    schema.set("items", items);
    schema.set_default("type", text("array"));
    if let Some(message) = message {
        report.add(Code::Simplified, &here.below(&[beyond::PREFIX_ITEMS]), message);
    }
    if let Some(rest @ Value::Object(_)) = rest {
        schema.set(beyond::ITEMS, rest);
    }
}
/// Where the different kinds of elements stand; none when one of them is any value.
fn kinds(prefix: &[Value<'_>], rest: Option<&Value<'_>>) -> Option<Vec<Vec<String>>> {
    let mut kinds: Vec<(&Value<'_>, Vec<String>)> = Vec::new();
    let prefix =
        prefix.iter().enumerate().map(|(index, kind)| (kind, vec!["prefixItems".to_owned(), index.to_string()]));
    let rest = rest.filter(|rest| matches!(rest, Value::Object(_))).map(|rest| (rest, vec!["items".to_owned()]));
    for (kind, place) in prefix.chain(rest) {
        let says_something = matches!(kind, Value::Object(members) if members.keys().next().is_some());
        if !says_something || kinds.len() > FEW {
            return None;
        }
        if !kinds.iter().any(|(known, _)| *known == kind) {
            kinds.push((kind, place));
        }
    }
    (!kinds.is_empty()).then(|| kinds.into_iter().map(|(_, place)| place).collect())
}

fn has_at_most(schema: &Members<'_>, count: usize) -> bool {
    let maximum = match schema.get("maxItems") {
        Some(Value::Number(maximum)) => maximum.as_i64().and_then(|maximum| usize::try_from(maximum).ok()),
        _ => None,
    };
    maximum.is_some_and(|maximum| maximum <= count)
}

/// `unevaluatedProperties` beside properties, and a schema of it beside `allOf`, is what `additionalProperties` is here, where an
/// object is all of its parts; `patternProperties` becomes that as far as it goes.
pub(super) fn patterns<'a>(schema: &mut Members<'a>, here: &Here<'_>, report: &mut Report) {
    let is_about_the_whole = !has_choices(schema)
        && (!schema.has("allOf") || matches!(schema.get("unevaluatedProperties"), Some(Value::Object(_))));
    if !schema.has("additionalProperties") && is_about_the_whole {
        let is_there = schema.rename("unevaluatedProperties", "additionalProperties");
        if is_there {
            here.moved(&["additionalProperties"], &["unevaluatedProperties"], report);
        }
    }
    let Some(Value::Object(patterns)) = schema.get("patternProperties") else { return };
    if patterns.keys().next().is_none() {
        schema.rename("patternProperties", beyond::PATTERN_PROPERTIES);
        return;
    }
    let takes_all = patterns.keys().len() == 1 && patterns.keys().all(matches_everything);
    match schema.get("additionalProperties") {
        // Names that no pattern matches may have values of any kind.
        None | Some(Value::Bool(true)) if !takes_all => {
            schema.rename("patternProperties", beyond::PATTERN_PROPERTIES);
            here.moved(&[beyond::PATTERN_PROPERTIES], &["patternProperties"], report);
            schema.set("additionalProperties", Value::Bool(true));
            let message = "`patternProperties` is not enforced: further properties have any value";
            report
                .add(Code::Simplified, &here.below(&["patternProperties"]), message)
                .help("with `additionalProperties: false`, for no other names, they have the types of the patterns");
        }
        _ => merge_patterns(schema, takes_all, here, report),
    }
}

/// Keywords with schemas that hold for a value only sometimes, or that stand elsewhere.
const CHOICES: &[&str] = &["$ref", "$dynamicRef", "anyOf", "oneOf", "if", "dependentSchemas"];

fn has_choices(schema: &Members<'_>) -> bool {
    CHOICES.iter().any(|key| schema.has(key))
}

fn matches_everything(pattern: &str) -> bool {
    matches!(pattern, "" | ".*" | ".+" | "^.*$" | "^.+$" | "^.*" | "^.+" | "^" | "." | "^.")
}

/// More kinds than this are not searched for equal ones.
const FEW: usize = 32;

/// Further properties have one of the kinds of values that some pattern allows.
fn merge_patterns<'a>(schema: &mut Members<'a>, takes_all: bool, here: &Here<'_>, report: &mut Report) {
    let Some(Value::Object(patterns)) = schema.take("patternProperties") else { return };
    let names = patterns.keys().map(|name| text(name.to_owned())).collect();
    let mut kinds: Vec<(Value<'a>, Vec<String>)> = Vec::new();
    let written = patterns.into_members().into_iter();
    let written = written.map(|(name, kind)| (kind, vec!["patternProperties".to_owned(), name.into_owned()]));
    let additional = schema.take("additionalProperties").filter(|kind| matches!(kind, Value::Object(_)) && !takes_all);
    for (kind, from) in written.chain(additional.map(|kind| (kind, vec!["additionalProperties".to_owned()]))) {
        if kinds.len() > FEW || !kinds.iter().any(|(known, _)| *known == kind) {
            kinds.push((kind, from));
        }
    }
    schema.set(beyond::PATTERNS, Value::Array(names));
    let is_single = kinds.len() == 1;
    if !takes_all {
        let done = match is_single {
            true => "further properties have any name",
            false => "further properties have any name, and a value of any of the kinds that are listed",
        };
        let message = format!("`patternProperties` is not enforced: {done}");
        report.add(Code::Simplified, &here.below(&["patternProperties"]), message);
    }
    let mut alternatives = Vec::with_capacity(kinds.len());
    for (index, (kind, from)) in kinds.into_iter().enumerate() {
        let index = index.to_string();
        let to = ["additionalProperties", "anyOf", &index];
        let from: Vec<&str> = from.iter().map(String::as_str).collect();
        here.moved(if is_single { &to[..1] } else { &to }, &from, report);
        alternatives.push(kind);
    }
    let merged = match alternatives.pop() {
        Some(only) if is_single => only,
        last => {
            alternatives.extend(last);
            Members::from([("anyOf", Value::Array(alternatives))]).into_value()
        }
    };
    schema.set("additionalProperties", merged);
    schema.set_default("type", text("object"));
}

#[cfg(test)]
mod tests {
    use super::super::super::check::{check_schemas, schema};

    #[test]
    fn strings_have_formats() {
        check_schemas(&[
            ("contentEncoding: base64", "x-contentEncoding: base64, type: string, format: byte"),
            (
                "type: string\ncontentEncoding: base64url",
                "type: string, x-contentEncoding: base64url, format: base64url",
            ),
            ("contentEncoding: quoted-printable", "x-contentEncoding: quoted-printable"),
            ("contentEncoding: binary", "x-contentEncoding: binary, type: string, format: binary"),
            ("contentMediaType: image/png", "x-contentMediaType: image/png, type: string, format: binary"),
            (
                "contentMediaType: image/png\ncontentEncoding: base64",
                "x-contentMediaType: image/png, x-contentEncoding: base64, type: string, format: byte",
            ),
            ("contentMediaType: application/json", "x-contentMediaType: application/json"),
        ]);
    }

    #[test]
    fn tuples_are_arrays() {
        let item = "{$ref: '#/components/schemas/A/x-prefixItems/0'}";
        let rest = "{$ref: '#/components/schemas/A/x-items'}";
        check_schemas(&[
            (
                "prefixItems: [{type: string}, {type: integer}]",
                "x-prefixItems: [{type: string}, {type: integer}], items: {}, type: array",
            ),
            ("prefixItems: [{}, {title: t}]\nitems: false", "x-prefixItems: [{}, {title: t}], items: {}, type: array"),
            (
                "prefixItems: [{title: t}, {title: t}]\nmaxItems: 2",
                &format!("x-prefixItems: [{{title: t}}, {{title: t}}], maxItems: 2, items: {item}, type: array"),
            ),
            (
                "prefixItems: [{title: t}]\nitems: {const: a}",
                &format!(
                    "x-prefixItems: [{{title: t}}], items: {{anyOf: [{item}, {rest}]}}, type: array, x-items: {{enum: [a], type: string}}"
                ),
            ),
        ]);
        insta::assert_snapshot!(schema("prefixItems: [{}, false]").1, @r"
        warning[W009] #/components/schemas/A/prefixItems: `prefixItems` is read as an array of any values
        warning[W009] #/components/schemas/A/prefixItems/1: no value is allowed here, which is not enforced: any value is accepted
        ");
    }

    #[test]
    fn patterns_are_maps() {
        check_schemas(&[
            (
                "patternProperties: {'^.*$': {type: string}}",
                "x-patterns: [^.*$], additionalProperties: {type: string}, type: object",
            ),
            (
                "patternProperties: {^a: {const: 1}}\nadditionalProperties: false",
                "x-patterns: [^a], additionalProperties: {x-const: 1, enum: [1], type: integer}, type: object",
            ),
            (
                "patternProperties: {^a: {type: string}, ^b: {type: string}}\nadditionalProperties: {type: integer}",
                "x-patterns: [^a, ^b], additionalProperties: {anyOf: [{type: string}, {type: integer}]}, type: object",
            ),
            (
                "patternProperties: {^a: {type: string}}",
                "x-patternProperties: {^a: {type: string}}, additionalProperties: true",
            ),
            (
                "patternProperties: {}\nadditionalProperties: false",
                "x-patternProperties: {}, additionalProperties: false",
            ),
            ("unevaluatedProperties: false\nproperties: {}", "additionalProperties: false, properties: {}"),
            (
                "unevaluatedProperties: {const: a}\nallOf: [{}]",
                "additionalProperties: {enum: [a], type: string}, allOf: [{}]",
            ),
            (
                "unevaluatedProperties: {const: a}\noneOf: [{}]",
                "x-unevaluatedProperties: {enum: [a], type: string}, oneOf: [{}]",
            ),
        ]);
        insta::assert_snapshot!(schema("patternProperties: {^a: {nullable: true}}").1, @r"
        warning[W009] #/components/schemas/A/patternProperties: `patternProperties` is not enforced: further properties have any value
        warning[W009] #/components/schemas/A/patternProperties/^a/nullable: `nullable` means nothing from OpenAPI 3.1 on; it is read as 3.0 has it
        ");
        insta::assert_snapshot!(schema("patternProperties: {^a: {}, ^b: {nullable: true}}\nadditionalProperties: false").1, @r"
        warning[W009] #/components/schemas/A/patternProperties: `patternProperties` is not enforced: further properties have any name, and a value of any of the kinds that are listed
        warning[W009] #/components/schemas/A/patternProperties/^b/nullable: `nullable` means nothing from OpenAPI 3.1 on; it is read as 3.0 has it
        ");
    }
}
