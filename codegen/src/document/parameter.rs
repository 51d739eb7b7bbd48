//! Reads parameters and headers, and the styles they are written in.

use indexmap::IndexMap;
use openapiv3::{
    CookieStyle, Header, HeaderStyle, MediaType, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle,
    QueryStyle,
};

use super::fields::Fields;
use super::plain::word;
use super::{Node, Read};
use crate::diagnostics::{Code, Report};

impl Read for Parameter {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        let location = fields.required::<Location>("in");
        match location? {
            Location::Query => Some(Self::Query {
                allow_reserved: fields.or_default("allowReserved"),
                style: fields.or_default("style"),
                allow_empty_value: fields.optional("allowEmptyValue"),
                parameter_data: data(fields)?,
            }),
            Location::Header => {
                // There is one style that a header can have, and one that a cookie can.
                Some(Self::Header {
                    style: fields.lenient_or_default("style"),
                    parameter_data: data_outside_query(fields)?,
                })
            }
            Location::Path => {
                Some(Self::Path { style: fields.or_default("style"), parameter_data: data_outside_query(fields)? })
            }
            Location::Cookie => Some(Self::Cookie {
                style: fields.lenient_or_default("style"),
                parameter_data: data_outside_query(fields)?,
            }),
        }
    }
}

/// Where a parameter is sent.
#[derive(Clone, Copy)]
enum Location {
    Query,
    Header,
    Path,
    Cookie,
}

/// What all parameters have, for those whose members are not defined elsewhere than in the query.
fn data_outside_query(mut fields: Fields<'_, '_, '_>) -> Option<ParameterData> {
    fields.keep("allowReserved");
    fields.keep("allowEmptyValue");
    data(fields)
}

/// What all parameters have. Ends the reading, whether or not something is missing.
fn data(mut fields: Fields<'_, '_, '_>) -> Option<ParameterData> {
    let name = fields.required("name");
    let format = format(&mut fields);
    let description = fields.lenient("description");
    let required = fields.or_default("required");
    let deprecated = fields.lenient("deprecated");
    let example = fields.lenient("example");
    let examples = fields.lenient_or_default("examples");
    let explode = fields.optional("explode");
    let extensions = fields.finish();
    let (name, format) = (name?, format?);
    Some(ParameterData { name, description, required, deprecated, format, example, examples, explode, extensions })
}

/// The one of `schema` and `content` that is there. Without either, the caller writes the text.
fn format(fields: &mut Fields<'_, '_, '_>) -> Option<ParameterSchemaOrContent> {
    match (fields.is_set("schema"), fields.is_set("content")) {
        (false, false) => {
            let message = "neither `schema` nor `content` says what the value is: it is taken as text";
            let remedy = if fields.is_set("type") { "; `type` belongs below `schema`" } else { "" };
            fields.report_here(Code::Simplified, format!("{message}{remedy}"));
            let text = IndexMap::from([("text/plain".to_owned(), MediaType::default())]);
            return Some(ParameterSchemaOrContent::Content(text));
        }
        (true, true) => {
            fields.value("content");
            fields.report("content", Code::Ignored, "`content` beside `schema` is not allowed, ignored");
        }
        _ => {}
    }
    fields.optional("schema").map(ParameterSchemaOrContent::Schema).or_else(|| {
        let content = fields.optional("content");
        content.map(ParameterSchemaOrContent::Content)
    })
}

impl Read for Header {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        ["explode", "allowReserved", "allowEmptyValue"].into_iter().for_each(|name| fields.keep(name));
        let format = format(&mut fields);
        Some(Self {
            description: fields.lenient("description"),
            style: fields.lenient_or_default("style"),
            required: fields.lenient_or_default("required"),
            deprecated: fields.lenient("deprecated"),
            example: fields.lenient("example"),
            examples: fields.lenient_or_default("examples"),
            extensions: fields.finish(),
            format: format?,
        })
    }
}

impl Read for Location {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let words = [("query", Self::Query), ("header", Self::Header), ("path", Self::Path), ("cookie", Self::Cookie)];
        word(node, &words, report)
    }
}

impl Read for QueryStyle {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let words = [
            ("form", Self::Form),
            ("spaceDelimited", Self::SpaceDelimited),
            ("pipeDelimited", Self::PipeDelimited),
            ("deepObject", Self::DeepObject),
        ];
        word(node, &words, report)
    }
}

impl Read for PathStyle {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let words = [("simple", Self::Simple), ("label", Self::Label), ("matrix", Self::Matrix)];
        word(node, &words, report)
    }
}

impl Read for HeaderStyle {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        word(node, &[("simple", Self::Simple)], report)
    }
}

impl Read for CookieStyle {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        word(node, &[("form", Self::Form)], report)
    }
}
