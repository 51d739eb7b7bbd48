//! Reads parts of a 3.0-shaped value tree as `openapiv3` types, each finding located. Sees no IR, and resolves no `$ref`.

mod fields;
mod info;
mod operation;
mod parameter;
mod plain;
mod schema;
mod security;

use crate::diagnostics::{Code, Diagnostic, Report, closest};
use crate::parts::{Part, Shape};
use crate::pointer::Pointer;
use crate::source::Value;
use crate::watch::{Stage, Watch};

/// A document that is read component by component, so that a malformed one is a finding and not the end of the run.
#[derive(Clone, Copy)]
pub(crate) struct Document<'a> {
    tree: &'a Value<'a>,
    watch: &'a dyn Watch,
}

impl<'a> Document<'a> {
    pub(crate) fn new(tree: &'a Value<'a>, watch: &'a dyn Watch) -> Self {
        Self { tree, watch }
    }

    /// Reads what stands at `at` as a `T`. None when nothing stands there, and when it is malformed, which is reported.
    pub(crate) fn read<T: Read>(&self, at: &Pointer, report: &mut Report) -> Option<T> {
        self.watch.during(Stage::Document, || self.read_here(at, report))
    }

    fn read_here<T: Read>(&self, at: &Pointer, report: &mut Report) -> Option<T> {
        let value = self.find(at)?;
        T::read(Node { root: Some(self.tree), value, path: Path::Base(at) }, report)
    }

    /// The names of the members of the object at `at`, in order; empty when there is no object.
    pub(crate) fn keys(&self, at: &Pointer) -> Vec<&'a str> {
        match self.find(at) {
            Some(Value::Object(object)) => object.keys().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether anything stands at `at`.
    pub(crate) fn contains(&self, at: &Pointer) -> bool {
        self.find(at).is_some()
    }

    /// Whether null stands at `at`.
    pub(crate) fn is_null(&self, at: &Pointer) -> bool {
        matches!(self.find(at), Some(Value::Null))
    }

    /// The references of the `part` at `at` and of the parts below it, each with what it says. What values show is none, whatever
    /// it looks like.
    pub(crate) fn references_below(&self, at: &Pointer, part: Part) -> Vec<(Pointer, &'a str)> {
        let mut found = Vec::new();
        let mut open: Vec<_> = self.find(at).into_iter().map(|value| (at.clone(), value, part)).collect();
        while let Some((at, value, part)) = open.pop() {
            let Value::Object(object) = value else { continue };
            let reference = object.get("$ref").and_then(Value::as_text);
            found.extend(reference.map(|text| (at.child("$ref"), text)));
            let first = open.len();
            for (key, member) in object.iter() {
                let Some((shape, part)) = part.child(key) else { continue };
                let at = at.child(key);
                match (shape, member) {
                    (Shape::One | Shape::OneOrFlag, member) => open.push((at, member, part)),
                    (Shape::List, Value::Array(elements)) => {
                        let elements = elements.iter().enumerate();
                        open.extend(elements.map(|(index, element)| (at.child(index), element, part)));
                    }
                    (Shape::Map | Shape::MapBesideExtensions, Value::Object(members)) => {
                        let is_part = |key: &str| shape == Shape::Map || !key.starts_with("x-");
                        let members = members.iter().filter(|(key, _)| is_part(key));
                        open.extend(members.map(|(key, member)| (at.child(key), member, part)));
                    }
                    (Shape::List | Shape::Map | Shape::MapBesideExtensions, _) => {}
                }
            }
            open[first..].reverse();
        }
        found
    }

    /// Whether the same is written at both places.
    pub(crate) fn are_equal(&self, left: &Pointer, right: &Pointer) -> bool {
        self.find(left).is_some_and(|left| Some(left) == self.find(right))
    }

    /// Opens the object at `at` whose members the caller reads one by one: reports it when it is no object, and warns of
    /// members that are neither in `known` nor extensions. Returns whether there is an object to read.
    pub(crate) fn check_object(&self, at: &Pointer, known: &[&str], report: &mut Report) -> bool {
        let Some(value) = self.find(at) else { return false };
        let node = Node { root: Some(self.tree), value, path: Path::Base(at) };
        let Value::Object(object) = value else {
            node.report_type("an object", report);
            return false;
        };
        for key in object.keys().filter(|key| !known.contains(key) && !key.starts_with("x-")) {
            report_unknown(&at.child(key), key, known, report);
        }
        true
    }

    fn find(&self, at: &Pointer) -> Option<&'a Value<'a>> {
        find(self.tree, at)
    }
}

fn find<'a>(root: &'a Value<'a>, at: &Pointer) -> Option<&'a Value<'a>> {
    at.tokens().into_iter().try_fold(root, |value, token| value.get(token))
}

/// A type that can be read from a value tree.
pub(crate) trait Read: Sized {
    /// Reads a value. None when nothing sensible can be made of it, which is then in the report.
    ///
    /// A sound part of a malformed value is kept: the caller goes on, so that all findings come at once.
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self>;

    /// Whether null is a value of the type, rather than another way to leave it out.
    const TAKES_NULL: bool = false;

    /// What several of them are called in a message.
    const PLURAL: &'static str = OBJECTS;
}

const OBJECTS: &str = "objects";

/// A value and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a, 'p> {
    /// The document that it is part of; none inside what a `$ref` among members stands for, where no other such is
    /// followed: it may lead back to what it is in.
    root: Option<&'a Value<'a>>,
    value: &'a Value<'a>,
    path: Path<'p>,
}

impl<'a, 'p> Node<'a, 'p> {
    fn member(&'p self, name: &'p str, value: &'a Value<'a>) -> Node<'a, 'p> {
        Node { root: self.root, value, path: Path::Member(&self.path, name) }
    }

    /// A member of another object that is read in the place of this one.
    fn referred(&'p self, name: &'p str, value: &'a Value<'a>) -> Node<'a, 'p> {
        Node { root: None, ..self.member(name, value) }
    }

    fn element(&'p self, index: usize, value: &'a Value<'a>) -> Node<'a, 'p> {
        Node { root: self.root, value, path: Path::Element(&self.path, index) }
    }

    fn report(&self, code: Code, message: impl Into<String>, report: &mut Report) {
        report.add(code, &self.path.pointer(), message);
    }

    /// Reports that the value is a text that says the same as `expected`.
    fn report_loose(&self, expected: &str, report: &mut Report) {
        let text = self.value.scalar_text().unwrap_or_default();
        self.report(
            Code::LooseValue,
            format!("{expected} is required here, and the text \"{text}\" is read as one"),
            report,
        );
    }

    /// Reports that the value is not `expected`, such as "an object".
    fn report_type<'r>(&self, expected: &str, report: &'r mut Report) -> &'r mut Diagnostic {
        let pointer = self.path.pointer();
        let name = match (&self.path, pointer.last()) {
            (_, None) => "the document".to_owned(),
            (Path::Element(..), Some(_)) => "an element".to_owned(),
            (_, Some(name)) => format!("`{name}`"),
        };
        let found = match self.value {
            Value::Number(_) => format!("the number {}", self.value.scalar_text().unwrap_or_default()),
            other => other.kind().to_owned(),
        };
        report.add(Code::WrongType, &pointer, format!("{name} must be {expected}, this is {found}"))
    }
}

/// The way from a pointer down to a value. Lives on the stack: a pointer is only made when there is something to report.
#[derive(Debug, Clone, Copy)]
enum Path<'p> {
    Base(&'p Pointer),
    Member(&'p Path<'p>, &'p str),
    Element(&'p Path<'p>, usize),
}

impl Path<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Base(pointer) => (*pointer).clone(),
            Self::Member(parent, name) => parent.pointer().child(name),
            Self::Element(parent, index) => parent.pointer().child(index),
        }
    }
}

/// Warns of a member that the standard does not define there.
fn report_unknown(at: &Pointer, key: &str, known: &[&str], report: &mut Report) {
    let finding = report.add(Code::UnknownKeyword, at, format!("unknown keyword `{key}`, ignored"));
    match closest(key, known.iter().copied()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help("start it with `x-` if it is meant for another tool"),
    };
}

#[cfg(test)]
mod tests {
    use openapiv3::{Operation, Parameter, ReferenceOr, Schema, SchemaKind, SecurityScheme, Type};

    use super::{Document, Read};
    use crate::diagnostics::{Diagnostics, Stages};
    use crate::input::{Input, NoFiles};
    use crate::pointer::Pointer;
    use crate::source::{self, Value};
    use crate::watch::Unwatched;

    fn tree(text: &str) -> Value<'_> {
        let input = Input { name: "api", text, loader: &NoFiles };
        Stages::new().run(|report| source::parse(&input, report)).expect("the text is sound")
    }

    /// Reads the text as a `T`: what came out, and all findings.
    fn read<T: Read>(text: &str) -> (Option<T>, String) {
        let tree = tree(text);
        let mut stages = Stages::new();
        let mut value = None;
        let found = stages.run(|report| value = Document::new(&tree, &Unwatched).read::<T>(&Pointer::root(), report));
        let found = found.err().unwrap_or_else(|| stages.warnings());
        (value, found.to_string())
    }

    fn findings<T: Read>(text: &str) -> String {
        read::<T>(text).1
    }

    /// A sound schema.
    fn schema(text: &str) -> Schema {
        match read(text) {
            (Some(schema), found) if found.is_empty() => schema,
            (_, found) => panic!("{text}: {found}"),
        }
    }

    #[test]
    fn all_findings_come_at_once() {
        insta::assert_snapshot!(findings::<Schema>(
            "{type: object, required: true, desription: x, minProperties: -1, properties: {a: {type: strnig}, b: 1}, xml: {}, x-a: 1}"
        ), @"
        warning[E006] #/properties/a/type: `strnig` is not allowed here, only `string`, `number`, `integer`, `boolean`, `array`, `object`; it is ignored
        warning[E004] #/properties/b: `b` must be a schema, this is the number 1; any JSON value is taken in its place
        warning[E004] #/required: `required` must be an array of strings, this is a boolean; it is ignored
        warning[E004] #/minProperties: `minProperties` must be a whole number that is not negative, this is the number -1; it is ignored
        warning[W001] #/desription: unknown keyword `desription`, ignored
        ");
        insta::assert_snapshot!(findings::<Operation>(
            "{tags: [1, {}], parameters: [{name: a, in: quary}, {in: path}, {name: c, in: query, type: string}], responses: {'200': {}, '20x': {}, x-a: 1}}"
        ), @r#"
        warning[W005] #/tags/0: a string is required here, this is a number; read as "1"
        warning[E004] #/tags/1: an element must be a string, this is an object; it is ignored
        error[E006] #/parameters/0/in: `quary` is not allowed here, only `query`, `header`, `path`, `cookie`
        error[E005] #/parameters/1: the required member `name` is missing
        warning[W009] #/parameters/1: neither `schema` nor `content` says what the value is: it is taken as text
        warning[W009] #/parameters/2: neither `schema` nor `content` says what the value is: it is taken as text; `type` belongs below `schema`
        warning[W001] #/parameters/2/type: unknown keyword `type`, ignored
        warning[W004] #/responses/200: the member `description` is missing, read as empty
        warning[E006] #/responses/20x: `20x` is neither a status code nor a range such as `4XX`; it is ignored
        "#);
        insta::assert_snapshot!(findings::<ReferenceOr<Parameter>>("{$ref: '#/a', description: x, required: true}"), @"warning[W006] #/required: `required` beside a `$ref` has no effect, ignored");
        insta::assert_snapshot!(findings::<SecurityScheme>("{type: oauth2, flows: {clientCredentials: {scopes: null}}}"), @r#"
        error[E005] #/flows/clientCredentials: the required member `tokenUrl` is missing
        warning[W004] #/flows/clientCredentials: the member `scopes` is missing, read as empty
        "#);
    }

    #[test]
    fn a_reference_among_members_is_followed_once() {
        insta::assert_snapshot!(findings::<Schema>("{properties: {a: {properties: {$ref: '#/properties'}}}}"), @"
        warning[W015] #/properties/a/properties/$ref: a `$ref` cannot stand for this object; what it names is read in its place
        warning[E004] #/properties/a/properties/a/properties/$ref: a `$ref` cannot stand for this object, it has to be written out; it is ignored
        ");
    }

    #[test]
    fn later_keywords_are_read_as_far_as_they_go() {
        insta::assert_snapshot!(findings::<Schema>("{type: [integer, 'null'], exclusiveMinimum: 0}"), @r#"
        warning[W007] #/type: `type` is one name in OpenAPI 3.0 and never null; read as `type` with `nullable`
        warning[W007] #/exclusiveMinimum: `exclusiveMinimum` is a boolean in OpenAPI 3.0; the number is documented and nothing else
        "#);
        insta::assert_snapshot!(findings::<Schema>("{const: a}"), @"warning[W007] #/const: `const` is not known to OpenAPI 3.0; read as an `enum` of one value");
        let kind = |text: &str| read::<Schema>(text).0.map(|schema| schema.schema_kind);
        assert_eq!(kind("{const: a}"), kind("{type: string, enum: [a]}"));
        assert_eq!(kind("{const: true, type: boolean}"), kind("{type: boolean, enum: [true]}"));
        let (read, _) = read::<Schema>("{type: [integer, 'null'], exclusiveMinimum: 0}");
        let schema = read.expect("a schema");
        assert!(schema.schema_data.nullable && schema.schema_data.extensions.contains_key("x-exclusiveMinimum"));
    }

    /// `openapiv3` reads all of these by itself, too, and must come to the same.
    #[test]
    fn schemas_are_what_openapiv3_makes_of_them() {
        let schemas = [
            "{}",
            "{description: d, nullable: true, default: null, example: null, x-a: [1], externalDocs: {url: u}}",
            "{type: string, enum: [a, null], format: date, pattern: p, minLength: 1, maxLength: 2}",
            "{type: string, enum: [1]}",
            "{type: string, minimum: 1}",
            "{type: number, minimum: 0.5, maximum: 1, exclusiveMaximum: true, multipleOf: 0.1, enum: [1, 2.5]}",
            "{type: integer, format: int32, minimum: 0, maximum: 7, multipleOf: 2, enum: [0, null]}",
            "{type: integer, format: uint8, enum: [18446744073709551615]}",
            "{type: boolean, enum: [true]}",
            "{type: boolean, format: f}",
            "{type: object, required: [a], properties: {a: {$ref: '#/a'}, b: {type: string}}, additionalProperties: false}",
            "{type: object, additionalProperties: {type: string}, maxProperties: 1, minProperties: 0}",
            "{type: object, allOf: [{$ref: '#/a'}]}",
            "{type: array, items: {type: array, items: {}}, minItems: 1, maxItems: 2, uniqueItems: true}",
            "{type: array, enum: [[]]}",
            "{properties: {a: {}}}",
            "{items: {}}",
            "{enum: [a, 1]}",
            "{oneOf: [{$ref: '#/a'}, {type: string}], discriminator: {propertyName: p, mapping: {a: b}, x-b: 1}}",
            "{oneOf: [{}], anyOf: [{}]}",
            "{allOf: [{}], required: [a]}",
            "{anyOf: [{}], title: t, readOnly: true, writeOnly: true, deprecated: true}",
            "{not: {type: string}}",
            "{not: {}, type: string}",
        ];
        for text in schemas {
            let expected: Schema = serde_json::from_value(tree(text).to_json()).expect("a schema");
            let mut read = schema(text);
            // The one difference: a null that was written is kept.
            for value in [&mut read.schema_data.default, &mut read.schema_data.example] {
                *value = value.take().filter(|value| !value.is_null());
            }
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn bounds_are_not_lost() {
        let schema = schema("{type: integer, minimum: -1e2, maximum: 18446744073709551615, multipleOf: 0.5}");
        let SchemaKind::Type(Type::Integer(integer)) = schema.schema_kind else { panic!("no integer") };
        assert_eq!((integer.minimum, integer.maximum, integer.multiple_of), (Some(-100), None, None));
        assert_eq!(schema.schema_data.extensions["x-maximum"], u64::MAX);
        assert_eq!(schema.schema_data.extensions["x-multipleOf"], 0.5);
    }

    #[test]
    fn deep_schemas_fit_on_the_stack() {
        for open in ["{items: ", "{not: ", "{properties: {a: ", "{allOf: [", "{additionalProperties: "] {
            let close: String = open
                .chars()
                .rev()
                .filter_map(|c| match c {
                    '{' => Some('}'),
                    '[' => Some(']'),
                    _ => None,
                })
                .collect();
            let depth = 126 / close.len();
            read::<Schema>(&format!("{}{{}}{}", open.repeat(depth), close.repeat(depth)));
        }
    }

    #[test]
    fn members_are_listed_and_checked() {
        let tree = tree("{paths: {/a: 1, x-b: 2}, infos: {}, x-c: 1, tags: [a]}");
        let document = Document::new(&tree, &Unwatched);
        let at = |fragment: &str| Pointer::parse_fragment(fragment).expect("a pointer");
        assert_eq!(document.keys(&at("#/paths")), ["/a", "x-b"]);
        assert_eq!(document.keys(&at("#/missing")), [""; 0]);
        assert!(document.contains(&at("#/tags/0")) && !document.contains(&at("#/tags/1")));
        let mut stages = Stages::new();
        let checked = stages.run(|report| document.check_object(&at("#"), &["paths", "info", "tags"], report));
        assert_eq!(checked, Ok::<_, Diagnostics>(true));
        insta::assert_snapshot!(stages.warnings(), @"warning[W001] #/infos: unknown keyword `infos`, ignored");
    }
}
