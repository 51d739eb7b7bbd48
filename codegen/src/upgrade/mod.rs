//! Brings the tree of any version into the shape of OpenAPI 3.0: one file per version step. Sees value trees, never the IR.
//!
//! A later version steps down: 3.2 to 3.1, 3.1 to 3.0. Swagger 2.0 goes to 3.0 at once. A step walks the tree from the
//! top (`walk.rs`), giving each part its new shape before the parts inside it; then all references are rewritten to where
//! things have gone (`references.rs`). Parts are moved, not copied. In a document of 3.0 only the
//! `$ref` of a schema with something beside it is changed, and numbers whose type is left out.
//!
//! # What 3.0 cannot say
//!
//! It is kept under a key that begins with `x-`, so that no step makes anything vanish:
//!
//! | where | key | value | meaning |
//! |---|---|---|---|
//! | document | `x-webhooks` | map of path items | `webhooks` of 3.1 |
//! | | `x-$self`, `x-jsonSchemaDialect` | string | the keyword without `x-` |
//! | info | `x-summary` | string | `summary` |
//! | license | `x-identifier` | string | `identifier`, an SPDX expression |
//! | server | `x-name` | string | `name` of 3.2 |
//! | tag | `x-summary`, `x-parent`, `x-kind` | string | the keyword of 3.2 without `x-` |
//! | components | `x-pathItems` | map of path items | `pathItems` of 3.1; references lead there |
//! | | `x-mediaTypes` | map of media types | `mediaTypes` of 3.2; references to them are written out |
//! | | `x-formParameters` | map of 2.0's parameters | the shared form fields of 2.0, copied to where they are used |
//! | path item | `x-additional-operations` | map from method to operation | `query` and `additionalOperations` of 3.2 |
//! | parameter | `x-in: querystring` | | its content is the whole query string |
//! | | `x-style: cookie` | | the style of 3.2, without percent-encoding |
//! | parameter, property, header | `x-collectionFormat` | `ssv`, `pipes`, `tsv` | the schema is the string that the caller has joined |
//! | | `x-items` | schema | what is joined |
//! | request body | `x-body-name` | string | the name of 2.0's body parameter |
//! | media type | `x-itemSchema` | schema | of each item of a sequential media type |
//! | | `x-itemEncoding`, `x-prefixEncoding` | encoding, array of them | the keyword of 3.2 without `x-` |
//! | encoding | `x-encoding`, `x-itemEncoding`, `x-prefixEncoding` | as above | the keyword of 3.2 without `x-` |
//! | response | `x-summary` | string | `summary` of 3.2 |
//! | | `x-examples` | any | `examples` of 2.0 that name no media type |
//! | example | `x-serializedValue` | string | the keyword of 3.2 without `x-` |
//! | security scheme | `x-type: mutualTLS` | | beside `type: http`: a client certificate, and no credential in a request |
//! | | `x-oauth2MetadataUrl`, `x-deprecated` | | the keyword of 3.2 without `x-` |
//! | flows | `x-deviceAuthorization` | flow | the keyword of 3.2 without `x-` |
//! | discriminator | `x-default-mapping` | string | `defaultMapping` of 3.2 |
//! | schema | `x-const` | any but a string | `const`, which is an `enum` of one value, too |
//! | | `x-examples` | array | all `examples` but the first, which is the `example` |
//! | | `x-types` | array of strings | the types of a schema whose `enum`, `$ref` or choice says the same |
//! | | `x-never: true` | | the schema `false` |
//! | | `x-prefixItems`, `x-items` | array of schemas, schema | a tuple and its rest; `items` is what all have in common |
//! | | `x-patterns` | array of strings | the names of `additionalProperties` match one of them |
//! | | `x-patternProperties` | map of schemas | as in 3.1, where `additionalProperties` cannot say it |
//! | | `x-title`, `x-description`, … | | a remark beside the bare `$ref` of an `allOf`, `oneOf` or `anyOf` element |
//! | schema | `x-contentEncoding`, `x-contentMediaType` | string | besides the `format` that they amount to |
//! | | `x-if`, `x-$defs`, … | as in 3.1 | each keyword in `from_3_1/unenforced.rs` |
//!
//! What is said otherwise: several types are an `anyOf` of one schema per type; what stands beside a `$ref` is joined to
//! it by `allOf`; `type: 'null'` is an `enum` of null; further media types of a 2.0 body refer to the schema of one, of JSON
//! where that is among them.
//!
//! # Where findings point
//!
//! A step records each move, from the place after it to the place before it, in [`Moves`](crate::diagnostics::Moves).
//! [`Report::add`] translates: the longest prefix that was moved is replaced, step by step back to the document as it was
//! written. So everyone, the steps included, speaks of the tree as it is at that moment. References are rewritten by the
//! same table read backwards.

#[cfg(test)]
mod check;
mod digits;
mod from_2_0;
mod from_3_0;
mod from_3_1;
mod from_3_2;
mod here;
mod members;
mod references;
mod siblings;
mod types;
mod walk;

use crate::diagnostics::{Code, Report, closest};
use crate::pointer::Pointer;
use crate::source::Value;

/// Returns the document in the shape of OpenAPI 3.0.
pub(crate) fn to_3_0<'a>(tree: Value<'a>, report: &mut Report) -> Value<'a> {
    match Version::of(&tree, report) {
        None => tree,
        Some(Version::V3_0) => from_3_0::settle(tree, report),
        Some(Version::V2_0) => {
            let tree = from_2_0::step_up(tree, report);
            from_3_0::settle(tree, report)
        }
        Some(Version::V3_1) => from_3_1::step_down(tree, report),
        Some(Version::V3_2) => {
            let tree = from_3_2::step_down(tree, report);
            from_3_1::step_down(tree, report)
        }
    }
}

/// The versions that differ in shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    V2_0,
    V3_0,
    V3_1,
    V3_2,
}

impl Version {
    /// Reads the version; reports why when there is none.
    fn of(tree: &Value<'_>, report: &mut Report) -> Option<Self> {
        let Value::Object(members) = tree else {
            let message = format!("an OpenAPI document must be an object, but this is {}", tree.kind());
            report.add(Code::WrongType, &Pointer::root(), message);
            return None;
        };
        let Some((keyword, value)) = ["openapi", "swagger"].iter().find_map(|key| Some((*key, members.get(key)?)))
        else {
            report_missing(members.keys(), report);
            return None;
        };
        let version = value.scalar_text().and_then(|text| Self::parse(keyword, &text));
        if version.is_none() {
            let shown = value.scalar_text().map_or_else(|| value.kind().to_owned(), |text| format!("`{text}`"));
            report
                .add(Code::Version, &Pointer::root().child(keyword), format!("{shown} is not a version of OpenAPI"))
                .help("write `openapi: 3.0.3` as the first member of the document");
        }
        version
    }

    fn parse(keyword: &str, text: &str) -> Option<Self> {
        let mut parts = text.trim().split('.');
        match (keyword, parts.next()?, parts.next()?) {
            ("swagger", "2", "0") => Some(Self::V2_0),
            ("openapi", "3", "0") => Some(Self::V3_0),
            ("openapi", "3", "1") => Some(Self::V3_1),
            ("openapi", "3", "2") => Some(Self::V3_2),
            _ => None,
        }
    }
}

fn report_missing<'k>(keys: impl Iterator<Item = &'k str>, report: &mut Report) {
    const OTHERS: [&str; 5] = ["components", "definitions", "info", "paths", "webhooks"];

    let keys: Vec<&str> = keys.collect();
    let slip = keys.iter().find(|key| closest(key, ["openapi", "swagger"]).is_some());
    let (message, help) = match slip {
        None if !keys.iter().any(|key| OTHERS.contains(key)) => {
            let message = "this is no OpenAPI document: it has neither `openapi` nor `info` nor `paths`";
            (message, "is it the right file?".to_owned())
        }
        slip => {
            let help = match slip {
                Some(slip) => format!("`{slip}` is probably meant to be `openapi`"),
                None => "write `openapi: 3.0.3` as the first member of the document".to_owned(),
            };
            ("the document does not say which version of OpenAPI it is", help)
        }
    };
    report.add(Code::Version, &Pointer::root(), message).help(help);
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{check, to_3_0};
    use crate::diagnostics::Stages;
    use crate::source::{Number, Object, Value};

    #[test]
    fn documents_say_which_version_they_are() {
        let text = |text| Value::String(Cow::Borrowed(text));
        let table = [
            ("openapi", text("3.0.3"), ""),
            ("openapi", Value::Number(Number::Float(3.0)), ""),
            ("openapi", text("3.1.0"), ""),
            ("openapi", text("3.2.0"), ""),
            ("swagger", text("2.0"), ""),
            ("openapi", text("2.0"), "error[E003] #/openapi: `2.0` is not a version of OpenAPI"),
            ("openapi", Value::Null, "error[E003] #/openapi: null is not a version of OpenAPI"),
            ("opanapi", text("3.0.3"), "error[E003] #: the document does not say which version of OpenAPI it is"),
            ("info", text("i"), "error[E003] #: the document does not say which version of OpenAPI it is"),
            (
                "a",
                text("3"),
                "error[E003] #: this is no OpenAPI document: it has neither `openapi` nor `info` nor `paths`",
            ),
        ];
        for (keyword, version, error) in table {
            let tree = Value::Object(Object::new(vec![(Cow::Borrowed(keyword), version)], |_| ()));
            let result = Stages::new().run(|report| to_3_0(tree, report));
            assert_eq!(result.err().map_or_else(String::new, |found| found.to_string()), error);
        }
    }

    /// What is malformed is left for the document stage to report, and what is deep fits on the stack.
    #[test]
    fn nothing_panics() {
        let places = [
            "info: J",
            "paths: J",
            "paths: {/a: J}",
            "paths: {/a: {parameters: J}}",
            "paths: {/a: {parameters: [J], post: J}}",
            "paths: {/a: {query: J, post: {parameters: J, responses: J, consumes: J}}}",
            "webhooks: J",
            "definitions: J",
            "paths: {/a: {additionalOperations: J, post: {parameters: [J], responses: {'200': J}, schemes: J}}}",
            "components: J",
            "components: {schemas: J, mediaTypes: J, pathItems: J}",
            "parameters: {a: J}",
            "host: J",
            "components: {schemas: {a: J}, mediaTypes: {a: J}}",
            "parameters: {a: {in: body, schema: J, name: J}}",
            "components: {schemas: {a: {type: J, const: J, prefixItems: J, patternProperties: J, $ref: J, allOf: J}}}",
            "components: {schemas: {a: {type: [J], examples: J, exclusiveMinimum: J, items: J, $defs: J, $id: J}}}",
            "paths: {/a: {post: {parameters: [{in: formData, name: J, required: J, type: array, collectionFormat: J}]}}}",
            "paths: {/a: {post: {responses: {'200': {schema: J, examples: J, headers: {A: J}, content: {a: J}}}}}}",
            "definitions: {a: {discriminator: J, items: J, x-nullable: J, $ref: J}}",
            "schemes: J",
            "produces: [J]",
            "components: {parameters: {a: {in: querystring, content: J}, b: {in: querystring, content: {a: J}}}}",
        ];
        let deep = format!("{}{{}}{}", "{items: ".repeat(110), "}".repeat(110));
        let typed = format!("{}{{}}{}", "{type: [array, string], not: {prefixItems: [".repeat(30), "]}}".repeat(30));
        for version in ["swagger: '2.0'", "openapi: 3.1.0", "openapi: 3.2.0"] {
            for place in places {
                for junk in
                    ["null", "1", "text", "[]", "[1, a]", "{}", "{$ref: 1}", "{$ref: '#'}", "true", &deep, &typed]
                {
                    check::upgrade(&format!("{version}\n{}", place.replace('J', junk)));
                }
            }
        }
    }
}
