//! Reads schemas. Which of `openapiv3`'s kinds one becomes is decided as that crate does it: by the keywords that are there.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, Discriminator, IntegerType, NumberType, ObjectType,
    Schema, SchemaData, SchemaKind, StringType, Type,
};
use serde_json::Value as Json;

use super::fields::{Extensions, Fields};
use super::plain::word;
use super::{Node, Read};
use crate::diagnostics::{Code, Instead, Report};
use crate::source::{Number, Value};

impl Read for Schema {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        if !matches!(node.value, Value::Object(_)) {
            return Some(not_an_object(&node, report));
        }
        // Whatever keyword is left out, the type takes more for it, not less.
        let mut fields = Fields::open_lenient(&node, report)?;
        let groups = fields.object().iter().map(|(key, value)| group(key, value)).fold(0, |all, group| all | group);
        let mut bounds = Bounds::default();
        let any = any_schema(&mut fields, &mut bounds);
        fields.keep("xml");
        let mut schema_data = data(&mut fields);
        schema_data.extensions = fields.finish();
        let schema_kind = kind(any, groups, &mut bounds);
        bounds.keep(&mut schema_data.extensions);
        Some(Self { schema_data, schema_kind })
    }
}

/// A boolean is a schema from OpenAPI 3.1 on; whatever else it is, any value will do.
fn not_an_object(node: &Node<'_, '_>, report: &mut Report) -> Schema {
    if let Value::Bool(_) = node.value {
        let message = "a schema is an object in OpenAPI 3.0, and never a boolean; any JSON value is taken in its place";
        node.report(Code::LaterKeyword, message, report);
    } else {
        node.report_type("a schema", report).instead(Instead::AnyValue);
    }
    Schema { schema_data: SchemaData::default(), schema_kind: SchemaKind::Any(AnySchema::default()) }
}

/// What every schema may have besides its kind.
fn data(fields: &mut Fields<'_, '_, '_>) -> SchemaData {
    SchemaData {
        nullable: fields.or_default("nullable") || is_nullable_type(fields),
        read_only: fields.or_default("readOnly"),
        write_only: fields.or_default("writeOnly"),
        deprecated: fields.or_default("deprecated"),
        external_docs: fields.optional("externalDocs"),
        example: fields.optional("example"),
        title: fields.optional("title"),
        description: fields.optional("description"),
        discriminator: fields.optional("discriminator"),
        default: fields.optional("default"),
        extensions: Extensions::new(),
    }
}

/// All keywords that say what the value looks like.
fn any_schema(fields: &mut Fields<'_, '_, '_>, bounds: &mut Bounds) -> Box<AnySchema> {
    let constant = constant(fields);
    Box::new(AnySchema {
        typ: type_name(fields).or_else(|| constant.as_ref().and_then(type_of)),
        pattern: fields.optional("pattern"),
        multiple_of: bounds.read("multipleOf", fields),
        exclusive_minimum: exclusive("exclusiveMinimum", fields),
        exclusive_maximum: exclusive("exclusiveMaximum", fields),
        minimum: bounds.read("minimum", fields),
        maximum: bounds.read("maximum", fields),
        properties: fields.or_default("properties"),
        required: fields.or_default("required"),
        additional_properties: fields.optional("additionalProperties"),
        min_properties: fields.optional("minProperties"),
        max_properties: fields.optional("maxProperties"),
        items: fields.optional("items"),
        min_items: fields.optional("minItems"),
        max_items: fields.optional("maxItems"),
        unique_items: fields.optional("uniqueItems"),
        enumeration: constant.map_or_else(|| fields.or_default("enum"), |value| vec![value]),
        format: fields.optional("format"),
        min_length: fields.optional("minLength"),
        max_length: fields.optional("maxLength"),
        one_of: fields.or_default("oneOf"),
        all_of: fields.or_default("allOf"),
        any_of: fields.or_default("anyOf"),
        not: fields.optional("not"),
    })
}

/// The bounds as they were written: `openapiv3` holds fewer numbers than a document can.
#[derive(Default)]
struct Bounds {
    written: Vec<(&'static str, Number)>,
    held: Held,
}

/// The numbers that the schema's own fields for its bounds can hold.
#[derive(Default)]
enum Held {
    /// Floats, which are not all integers exactly.
    #[default]
    Floats,
    /// Integers of 64 bits with a sign.
    Integers,
}

impl Held {
    fn holds(&self, number: &Number) -> bool {
        match self {
            Self::Floats => number.is_exact_f64(),
            Self::Integers => number.as_i64().is_some(),
        }
    }
}

impl Bounds {
    fn read(&mut self, name: &'static str, fields: &mut Fields<'_, '_, '_>) -> Option<f64> {
        let Numeric(number) = fields.optional(name)?;
        let value = number.as_f64();
        self.written.push((name, number));
        Some(value)
    }

    /// A bound of an integer; none when it is no integer or too large.
    fn integer(&self, name: &str) -> Option<i64> {
        self.written.iter().find(|(written, _)| *written == name)?.1.as_i64()
    }

    /// Keeps the bounds that the schema's own fields cannot hold as `x-minimum` and the like.
    fn keep(&self, extensions: &mut Extensions) {
        for (name, number) in self.written.iter().filter(|(_, number)| !self.held.holds(number)) {
            extensions.insert(format!("x-{name}"), number.to_json());
        }
    }
}

/// Any number.
struct Numeric(Number);

impl Read for Numeric {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        if let Value::Number(number) = node.value {
            return Some(Self(number.clone()));
        }
        if let Some(number) = number_in(node.value) {
            node.report_loose("a number", report);
            return Some(Self(number));
        }
        node.report_type("a number", report);
        None
    }
}

/// The number that a text consists of.
fn number_in(value: &Value<'_>) -> Option<Number> {
    let Value::String(text) = value else { return None };
    let float = || text.parse().ok().filter(|number: &f64| number.is_finite()).map(Number::Float);
    text.parse().ok().map(Number::Signed).or_else(float)
}

/// Reads `exclusiveMinimum` and its like, which are bounds of their own from OpenAPI 3.1 on.
fn exclusive(name: &'static str, fields: &mut Fields<'_, '_, '_>) -> Option<bool> {
    if !matches!(fields.value(name), Some(Value::Number(_))) {
        return fields.optional(name);
    }
    fields.keep(name);
    let message = format!("`{name}` is a boolean in OpenAPI 3.0; the number is documented and nothing else");
    fields.report(name, Code::LaterKeyword, message);
    None
}

/// Reads `const` of OpenAPI 3.1, where no `enum` says more.
fn constant(fields: &mut Fields<'_, '_, '_>) -> Option<Json> {
    if !fields.is_set("const") || fields.is_set("enum") {
        return None;
    }
    fields.report("const", Code::LaterKeyword, "`const` is not known to OpenAPI 3.0; read as an `enum` of one value");
    fields.optional("const")
}

/// The type of a value without parts.
fn type_of(value: &Json) -> Option<String> {
    let name = match value {
        Json::String(_) => "string",
        Json::Bool(_) => "boolean",
        Json::Number(number) if number.is_f64() => "number",
        Json::Number(_) => "integer",
        Json::Null | Json::Array(_) | Json::Object(_) => return None,
    };
    Some(name.to_owned())
}

/// Reads `type`, which may be a list from OpenAPI 3.1 on. See [`is_nullable_type`] for the null in it.
fn type_name(fields: &mut Fields<'_, '_, '_>) -> Option<String> {
    let written = fields.value("type")?;
    let names: Vec<&Value<'_>> = match written {
        Value::Array(names) => names.iter().filter(|name| !is_null_type(name)).collect(),
        name if is_null_type(name) => Vec::new(),
        _ => return fields.optional("type").map(|TypeName(name)| name.to_owned()),
    };
    let (effect, name) = match names[..] {
        [name] => ("read as `type` with `nullable`", fields.member::<TypeName>("type", name)),
        [] => ("read as `nullable` without a `type`", None),
        _ => ("read as a value of any type", None),
    };
    fields.report("type", Code::LaterKeyword, format!("`type` is one name in OpenAPI 3.0 and never null; {effect}"));
    name.map(|TypeName(name)| name.to_owned())
}

/// Whether `type` says that the value may be null.
fn is_nullable_type(fields: &Fields<'_, '_, '_>) -> bool {
    match fields.object().get("type") {
        Some(Value::Array(names)) => names.iter().any(is_null_type),
        Some(name) => is_null_type(name),
        None => false,
    }
}

fn is_null_type(name: &Value<'_>) -> bool {
    matches!(name, Value::String(name) if name == "null")
}

/// One of the types of OpenAPI 3.0.
#[derive(Clone, Copy)]
struct TypeName(&'static str);

impl Read for TypeName {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        const NAMES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];
        if let Value::String(text) = node.value
            && let Some(name) = NAMES.into_iter().find(|name| *name != text && name.eq_ignore_ascii_case(text))
        {
            node.report(Code::LooseValue, format!("`{text}` is read as `{name}`"), report);
            return Some(Self(name));
        }
        word(node, &NAMES.map(|name| (name, Self(name))), report)
    }
}

impl Read for AdditionalProperties {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        match node.value {
            Value::Bool(allowed) => Some(Self::Any(*allowed)),
            Value::Object(_) => Read::read(node, report).map(Self::Schema),
            _ => {
                node.report_type("a boolean or a schema", report);
                None
            }
        }
    }
}

impl Read for Discriminator {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        if let Value::String(name) = node.value {
            let message = format!("a discriminator is an object; `{name}` is read as its `propertyName`");
            node.report(Code::LooseValue, message, report);
            let property_name = name.clone().into_owned();
            return Some(Self { property_name, mapping: IndexMap::new(), extensions: Extensions::new() });
        }
        let mut fields = Fields::open(&node, report)?;
        let property_name = fields.required("propertyName");
        let mapping = fields.or_default("mapping");
        let extensions = fields.finish();
        Some(Self { property_name: property_name?, mapping, extensions })
    }
}

/// The groups of keywords that tell the kinds apart.
mod groups {
    pub(super) const STRING: u16 = 1;
    pub(super) const PATTERN: u16 = 1 << 1;
    pub(super) const NUMBER: u16 = 1 << 2;
    pub(super) const OBJECT: u16 = 1 << 3;
    pub(super) const ARRAY: u16 = 1 << 4;
    pub(super) const ENUM: u16 = 1 << 5;
    pub(super) const FORMAT: u16 = 1 << 6;
    pub(super) const ONE_OF: u16 = 1 << 7;
    pub(super) const ALL_OF: u16 = 1 << 8;
    pub(super) const ANY_OF: u16 = 1 << 9;
    pub(super) const NOT: u16 = 1 << 10;
    pub(super) const TYPE: u16 = 1 << 11;
}

/// The group that a keyword belongs to. A keyword that is null is not there.
fn group(keyword: &str, value: &Value<'_>) -> u16 {
    if matches!(value, Value::Null) {
        return 0;
    }
    match keyword {
        "minLength" | "maxLength" => groups::STRING,
        "pattern" => groups::PATTERN,
        "multipleOf" | "exclusiveMinimum" | "exclusiveMaximum" | "minimum" | "maximum" => groups::NUMBER,
        "properties" | "required" | "additionalProperties" | "minProperties" | "maxProperties" => groups::OBJECT,
        "items" | "minItems" | "maxItems" | "uniqueItems" => groups::ARRAY,
        "enum" | "const" => groups::ENUM,
        "format" => groups::FORMAT,
        "oneOf" => groups::ONE_OF,
        "allOf" => groups::ALL_OF,
        "anyOf" => groups::ANY_OF,
        "not" => groups::NOT,
        "type" => groups::TYPE,
        _ => 0,
    }
}

/// Decides the kind: a plain one when only its own keywords are there, `Any` otherwise.
fn kind(any: Box<AnySchema>, present: u16, bounds: &mut Bounds) -> SchemaKind {
    use self::groups::{ALL_OF, ANY_OF, ARRAY, ENUM, FORMAT, NOT, NUMBER, OBJECT, ONE_OF, PATTERN, STRING, TYPE};
    let only = |allowed: u16| present & !(allowed | TYPE) == 0;
    let all = |fits: fn(&Json) -> bool| any.enumeration.iter().all(|value| value.is_null() || fits(value));
    match any.typ.as_deref() {
        Some("string") if only(STRING | PATTERN | ENUM | FORMAT) && all(Json::is_string) => string(*any),
        Some("number") if only(NUMBER | ENUM | FORMAT) && all(Json::is_number) => number(*any),
        Some("integer") if only(NUMBER | ENUM | FORMAT) && all(Json::is_i64) => integer(*any, bounds),
        Some("boolean") if only(ENUM) && all(Json::is_boolean) => boolean(&any),
        Some("object") if only(OBJECT) => object(*any),
        Some("array") if only(ARRAY) => array(*any),
        None if present == ONE_OF => SchemaKind::OneOf { one_of: any.one_of },
        None if present == ALL_OF => SchemaKind::AllOf { all_of: any.all_of },
        None if present == ANY_OF => SchemaKind::AnyOf { any_of: any.any_of },
        None if present == NOT => match any.not {
            Some(not) => SchemaKind::Not { not },
            None => SchemaKind::Any(AnySchema::default()),
        },
        _ => SchemaKind::Any(*any),
    }
}

fn string(any: AnySchema) -> SchemaKind {
    SchemaKind::Type(Type::String(StringType {
        format: any.format.into(),
        pattern: any.pattern,
        enumeration: values(&any.enumeration, |value| value.as_str().map(str::to_owned)),
        min_length: any.min_length,
        max_length: any.max_length,
    }))
}

fn number(any: AnySchema) -> SchemaKind {
    SchemaKind::Type(Type::Number(NumberType {
        format: any.format.into(),
        multiple_of: any.multiple_of,
        exclusive_minimum: any.exclusive_minimum.unwrap_or_default(),
        exclusive_maximum: any.exclusive_maximum.unwrap_or_default(),
        minimum: any.minimum,
        maximum: any.maximum,
        enumeration: values(&any.enumeration, Json::as_f64),
    }))
}

fn integer(any: AnySchema, bounds: &mut Bounds) -> SchemaKind {
    bounds.held = Held::Integers;
    SchemaKind::Type(Type::Integer(IntegerType {
        format: any.format.into(),
        multiple_of: bounds.integer("multipleOf"),
        exclusive_minimum: any.exclusive_minimum.unwrap_or_default(),
        exclusive_maximum: any.exclusive_maximum.unwrap_or_default(),
        minimum: bounds.integer("minimum"),
        maximum: bounds.integer("maximum"),
        enumeration: values(&any.enumeration, Json::as_i64),
    }))
}

fn boolean(any: &AnySchema) -> SchemaKind {
    SchemaKind::Type(Type::Boolean(BooleanType { enumeration: values(&any.enumeration, Json::as_bool) }))
}

fn object(any: AnySchema) -> SchemaKind {
    SchemaKind::Type(Type::Object(ObjectType {
        properties: any.properties,
        required: any.required,
        additional_properties: any.additional_properties,
        min_properties: any.min_properties,
        max_properties: any.max_properties,
    }))
}

fn array(any: AnySchema) -> SchemaKind {
    SchemaKind::Type(Type::Array(ArrayType {
        items: any.items,
        min_items: any.min_items,
        max_items: any.max_items,
        unique_items: any.unique_items.unwrap_or_default(),
    }))
}

/// The values of an `enum`, of which null is none of the type.
fn values<T>(written: &[Json], read: impl Fn(&Json) -> Option<T>) -> Vec<Option<T>> {
    written.iter().map(read).collect()
}
