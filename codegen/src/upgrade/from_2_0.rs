//! The step from Swagger 2.0 to 3.0: the document and its paths. Sees value trees; never a version other than these two.

mod body;
mod media_type;
mod operation;
mod parameter;
mod response;
mod schema;
mod security;
mod server;

use indexmap::IndexMap;

use self::media_type::MediaType;
use self::server::Base;
use super::here::Here;
use super::members::{Members, text};
use super::references::{self, Names};
use super::walk::{Part, Step, walk};
use crate::diagnostics::Report;
use crate::source::Value;

/// Turns a document of 2.0 into one of 3.0.
pub(super) fn step_up<'a>(tree: Value<'a>, report: &mut Report) -> Value<'a> {
    report.moves.begin_step();
    let mut step = From20 {
        base: Base::default(),
        consumes: Vec::new(),
        produces: Vec::new(),
        produces_here: Vec::new(),
        shared: IndexMap::new(),
        report,
    };
    let tree = walk(&mut step, Part::Document, tree, &Here::Root);
    references::rewrite(tree, &Names::default(), report)
}

struct From20<'a, 'r> {
    base: Base,
    /// The media types of bodies, unless the operation has its own.
    consumes: Vec<MediaType<'a>>,
    /// The media types of replies, unless the operation has its own.
    produces: Vec<MediaType<'a>>,
    /// The media types of the replies that are being walked.
    produces_here: Vec<MediaType<'a>>,
    /// The parameters under the root's `parameters` that become part of a request body.
    shared: IndexMap<String, Shared<'a>>,
    report: &'r mut Report,
}

/// A parameter that several operations refer to.
enum Shared<'a> {
    /// A body, with all that it says beside its schema.
    Body(Members<'a>),
    Form(Members<'a>),
}

impl<'a> Step<'a> for From20<'a, '_> {
    fn enter(&mut self, part: Part, value: Value<'a>, here: &Here<'_>) -> Value<'a> {
        let Value::Object(object) = value else { return value };
        if part == Part::Schema {
            return schema::rewrite(object, here, self.report);
        }
        let rewritten = match part {
            Part::Document => self.document(object.into(), here),
            Part::Components => {
                self.produces_here = self.produces.clone();
                return Value::Object(object);
            }
            Part::PathItem => operation::share_body(self, object.into(), here),
            Part::Operation => operation::rewrite(self, object.into(), here),
            Part::Parameter | Part::Header => parameter::rewrite(part, object.into(), here, self.report),
            Part::Response => response::rewrite(self, object.into(), here),
            Part::SecurityScheme => security::rewrite(object.into(), here, self.report),
            _ => return Value::Object(object),
        };
        rewritten.into_value()
    }
}

impl<'a> From20<'a, '_> {
    fn document(&mut self, mut document: Members<'a>, here: &Here<'_>) -> Members<'a> {
        document.take("swagger");
        document.set("openapi", text("3.0.3"));
        self.consumes = media_type::take(&mut document, "consumes", here, self.report).unwrap_or_else(media_type::json);
        self.produces = media_type::take(&mut document, "produces", here, self.report).unwrap_or_else(media_type::json);
        self.base = Base::take(&mut document);
        server::rewrite(&self.base, &mut document, here, self.report);
        let mut components = Members::new();
        let moved =
            [("schemas", "definitions"), ("responses", "responses"), ("securitySchemes", "securityDefinitions")];
        for (new, old) in moved {
            if let Some(part) = document.take(old) {
                here.moved(&["components", new], &[old], self.report);
                components.set(new, part);
            }
        }
        if let Some(Value::Object(parameters)) = document.take("parameters") {
            self.parameters(parameters.into(), &mut components, here);
        }
        if !components.is_empty() {
            document.set("components", components.into_value());
        }
        document
    }

    /// Sorts the shared parameters by what becomes of them.
    fn parameters(&mut self, parameters: Members<'a>, components: &mut Members<'a>, here: &Here<'_>) {
        let at = here.member("components");
        let old = here.before(&["parameters"], self.report);
        here.moved_from(&["components", "parameters"], &old, self.report);
        here.said_at(&["components", "x-formParameters"], &old, self.report);
        let (mut plain, mut bodies, mut fields) = (Members::new(), Members::new(), Members::new());
        for (name, parameter) in parameters.into_list() {
            let location = parameter.get("in").and_then(Value::as_text).map(str::to_owned);
            match (location.as_deref(), parameter) {
                (Some("body"), Value::Object(parameter)) => {
                    let old = here.before(&["parameters", &name], self.report);
                    let bodies_at = at.member("requestBodies");
                    let consumes = self.consumes.clone();
                    let parameter = Members::from(parameter);
                    let mut beside = parameter.clone();
                    beside.take("schema");
                    let body = body::rewrite(parameter, &old, &consumes, &bodies_at.member(&name), self.report);
                    self.shared.insert(name.clone().into_owned(), Shared::Body(beside));
                    bodies.push(name, body);
                }
                (Some("formData"), Value::Object(parameter)) => {
                    self.shared.insert(name.clone().into_owned(), Shared::Form(parameter.clone().into()));
                    fields.push(name, Value::Object(parameter));
                }
                (_, parameter) => plain.push(name, parameter),
            }
        }
        for (key, part) in [("parameters", plain), ("requestBodies", bodies), ("x-formParameters", fields)] {
            if !part.is_empty() {
                components.set(key, part.into_value());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::check;

    #[test]
    fn documents_become_3_0() {
        check(&[
            ("swagger: '2.0'\ninfo: {}\npaths: {}", "info: {}, paths: {}, openapi: 3.0.3"),
            (
                "swagger: '2.0'\ndefinitions: {a: {$ref: '#/definitions/b'}, b: {x-nullable: true}}",
                "openapi: 3.0.3, components: {schemas: {a: {$ref: '#/components/schemas/b'}, b: {nullable: true}}}",
            ),
            (
                "swagger: '2.0'\nparameters: {a: {name: a, in: query, type: string}, b: {name: b, in: body, schema: {$ref: '#/definitions/c'}}}\nconsumes: [a/b]\ndefinitions: {c: {}}",
                "openapi: 3.0.3, components: {schemas: {c: {}}, parameters: {a: {name: a, in: query, schema: {type: string}}}, requestBodies: {b: {x-body-name: b, content: {a/b: {schema: {$ref: '#/components/schemas/c'}}}}}}",
            ),
            (
                "swagger: '2.0'\nresponses: {a: {schema: {type: file}}}\nproduces: [a/b]",
                "openapi: 3.0.3, components: {responses: {a: {content: {a/b: {schema: {type: string, format: binary}}}}}}",
            ),
            (
                "swagger: '2.0'\nsecurityDefinitions: {a: {type: basic}}",
                "openapi: 3.0.3, components: {securitySchemes: {a: {type: http, scheme: basic}}}",
            ),
        ]);
    }
}
