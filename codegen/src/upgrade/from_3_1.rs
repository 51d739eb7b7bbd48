//! The step from 3.1 to 3.0, all but schemas. Sees value trees; never a version other than these two.

mod content;
mod schema;
mod unenforced;

use super::here::Here;
use super::members::{Members, text};
use super::references::{self, Names};
use super::walk::{Part, Step, walk};
use crate::beyond;
use crate::diagnostics::{Code, Report};
use crate::source::{Object, Value};

/// Turns a document of 3.1 into one of 3.0.
pub(super) fn step_down<'a>(tree: Value<'a>, report: &mut Report) -> Value<'a> {
    report.moves.begin_step();
    let mut names = Names::default();
    let tree = walk(&mut From31 { names: &mut names, report }, Part::Document, tree, &Here::Root);
    references::rewrite(tree, &names, report)
}

struct From31<'r> {
    names: &'r mut Names,
    report: &'r mut Report,
}

impl<'a> Step<'a> for From31<'_> {
    fn enter(&mut self, part: Part, value: Value<'a>, here: &Here<'_>) -> Value<'a> {
        if part == Part::Schema {
            return schema::rewrite(self, value, here);
        }
        let Value::Object(object) = value else { return value };
        if part != Part::PathItem && object.get("$ref").is_some() {
            // The text of a parameter is read where it stands.
            if part != Part::Parameter {
                self.report_text(&object, here);
            }
            return Value::Object(object);
        }
        let rewritten = match part {
            Part::Document => self.document(object.into(), here),
            Part::Components => self.components(object.into(), here),
            Part::Info => renamed(object.into(), "summary", "x-summary"),
            Part::License => renamed(object.into(), "identifier", "x-identifier"),
            Part::Operation => operation(object.into()),
            Part::SecurityScheme => security_scheme(object.into()),
            _ => return Value::Object(object),
        };
        rewritten.into_value()
    }
}

impl From31<'_> {
    fn document<'a>(&mut self, mut document: Members<'a>, here: &Here<'_>) -> Members<'a> {
        document.set("openapi", text("3.0.3"));
        document.set_default("paths", Members::new().into_value());
        if document.rename("webhooks", beyond::WEBHOOKS) {
            here.moved(&[beyond::WEBHOOKS], &["webhooks"], self.report);
        }
        let dialect = document.text("jsonSchemaDialect").unwrap_or(OWN_DIALECTS[0]);
        if !OWN_DIALECTS.iter().any(|own| dialect.starts_with(own)) {
            let message = format!("the dialect `{dialect}` is not known: schemas are read as OpenAPI 3.1 has them");
            self.report.add(Code::Ignored, &here.below(&["jsonSchemaDialect"]), message);
        }
        renamed(document, "jsonSchemaDialect", "x-jsonSchemaDialect")
    }

    fn components<'a>(&mut self, mut components: Members<'a>, here: &Here<'_>) -> Members<'a> {
        if components.rename("pathItems", beyond::PATH_ITEMS) {
            here.moved(&[beyond::PATH_ITEMS], &["pathItems"], self.report);
        }
        components
    }

    /// In 3.1 a reference may have its own text for people, which 3.0 has no place for.
    fn report_text(&mut self, reference: &Object<'_>, here: &Here<'_>) {
        for key in ["summary", "description"] {
            if reference.get(key).is_some() {
                let message = format!("`{key}` beside a `$ref` is left out: the text of the target is used");
                self.report.add(Code::Ignored, &here.below(&[key]), message);
            }
        }
    }
}

/// The dialect of OpenAPI 3.1 and 3.2, and the one of JSON Schema that both are made of.
const OWN_DIALECTS: [&str; 2] = ["https://spec.openapis.org/oas/3.", "https://json-schema.org/draft/2020-12/schema"];

fn renamed<'a>(mut members: Members<'a>, from: &str, to: &'static str) -> Members<'a> {
    members.rename(from, to);
    members
}

fn operation(mut operation: Members<'_>) -> Members<'_> {
    operation.set_default("responses", Members::new().into_value());
    operation
}

/// A client certificate is no credential of a request. 3.0 has no word for it, but leaves the names of `scheme` open.
fn security_scheme(mut scheme: Members<'_>) -> Members<'_> {
    if scheme.text("type") == Some("mutualTLS") {
        scheme.set(beyond::TYPE, text("mutualTLS"));
        scheme.set("type", text("http"));
        scheme.set("scheme", text("mutualTLS"));
    }
    scheme
}

#[cfg(test)]
mod tests {
    use super::super::check::{check, findings};

    #[test]
    fn documents_become_3_0() {
        check(&[
            (
                "openapi: 3.1.0\ninfo: {summary: s, license: {identifier: MIT}}",
                "openapi: 3.0.3, info: {x-summary: s, license: {x-identifier: MIT}}, paths: {}",
            ),
            (
                "openapi: 3.1.0\nwebhooks: {a: {post: {}}, x-b: {post: {}}}",
                "openapi: 3.0.3, x-webhooks: {a: {post: {responses: {}}}, x-b: {post: {}}}, paths: {}",
            ),
            (
                "openapi: 3.1.0\npaths: {/a: {$ref: '#/components/pathItems/a'}}\ncomponents: {pathItems: {a: {get: {}}}}",
                "openapi: 3.0.3, paths: {/a: {$ref: '#/components/x-pathItems/a'}}, components: {x-pathItems: {a: {get: {responses: {}}}}}",
            ),
            (
                "openapi: 3.1.0\npaths: {}\ncomponents: {securitySchemes: {a: {type: mutualTLS}}}",
                "openapi: 3.0.3, paths: {}, components: {securitySchemes: {a: {type: http, x-type: mutualTLS, scheme: mutualTLS}}}",
            ),
            (
                "openapi: 3.1.0\njsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base",
                "openapi: 3.0.3, x-jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base, paths: {}",
            ),
            // Examples are not part of the document's own words.
            (
                "openapi: 3.1.0\npaths: {}\ncomponents: {examples: {a: {value: {type: [a, b], const: 1}}}}",
                "openapi: 3.0.3, paths: {}, components: {examples: {a: {value: {type: [a, b], const: 1}}}}",
            ),
        ]);
    }

    #[test]
    fn what_is_left_out_is_reported() {
        insta::assert_snapshot!(findings("openapi: 3.1.0\nwebhooks: {}\njsonSchemaDialect: urn:mine\npaths: {/a: {get: {parameters: [{$ref: '#/b', description: d}], responses: {200: {$ref: '#/c', description: d}}}}}"), @r"
        warning[W008] #/jsonSchemaDialect: the dialect `urn:mine` is not known: schemas are read as OpenAPI 3.1 has them
        warning[W008] #/paths/~1a/get/responses/200/description: `description` beside a `$ref` is left out: the text of the target is used
        ");
    }
}
