//! Reads operations and what they send and receive.

use indexmap::IndexMap;
use openapiv3::{
    Encoding, Example, Link, LinkOperation, MediaType, Operation, QueryStyle, ReferenceOr, RequestBody, Response,
    Responses, StatusCode,
};

use super::fields::Fields;
use super::{Node, Read};
use crate::diagnostics::{Code, Instead, Report};

impl Read for Operation {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        // Callbacks are read with the webhooks, from the document itself: what is wrong with them is no concern of a call.
        fields.value("callbacks");
        Some(Self {
            tags: fields.lenient_or_default("tags"),
            summary: fields.lenient("summary"),
            description: fields.lenient("description"),
            external_docs: fields.lenient("externalDocs"),
            operation_id: fields.lenient("operationId"),
            parameters: fields.or_default("parameters"),
            request_body: fields.optional("requestBody"),
            responses: responses(&mut fields),
            callbacks: IndexMap::new(),
            deprecated: fields.lenient_or_default("deprecated"),
            security: fields.optional("security"),
            servers: fields.or_default("servers"),
            extensions: fields.finish(),
        })
    }
}

/// The replies: without any, none is documented; but what they say cannot be guessed.
fn responses(fields: &mut Fields<'_, '_, '_>) -> Responses {
    match fields.is_set("responses") {
        true => fields.or_default("responses"),
        false => fields.expected("responses"),
    }
}

impl Read for RequestBody {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        Some(Self {
            description: fields.lenient("description"),
            content: fields.required("content").unwrap_or_default(),
            required: fields.or_default("required"),
            extensions: fields.finish(),
        })
    }
}

impl Read for MediaType {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        Some(Self {
            schema: fields.optional("schema"),
            example: fields.lenient("example"),
            examples: fields.lenient_or_default("examples"),
            encoding: fields.or_default("encoding"),
            extensions: fields.finish(),
        })
    }
}

impl Read for Encoding {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        // The default of `explode` follows from the style: that it was written out must not get lost.
        fields.keep("explode");
        Some(Self {
            content_type: fields.optional("contentType"),
            headers: fields.or_default("headers"),
            style: fields.optional::<QueryStyle>("style"),
            explode: fields.or_default("explode"),
            allow_reserved: fields.or_default("allowReserved"),
            extensions: fields.finish(),
        })
    }
}

impl Read for Responses {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        let (mut default, mut responses) = (None, IndexMap::new());
        for (key, value) in fields.object().iter().filter(|(key, _)| !key.starts_with("x-")) {
            if key == "default" {
                default = Some(fields.part(key, value, Instead::NoBody).unwrap_or_else(bare));
            } else if let Some(status) = status(key) {
                responses.insert(status, fields.part(key, value, Instead::NoBody).unwrap_or_else(bare));
            } else {
                let message = format!("`{key}` is neither a status code nor a range such as `4XX`");
                fields.report(key, Code::InvalidValue, message).instead(Instead::Ignored);
            }
        }
        Some(Self { default, responses, extensions: fields.finish_where(|key| !key.starts_with("x-")) })
    }
}

/// A reply of which only the status is known.
fn bare() -> ReferenceOr<Response> {
    ReferenceOr::Item(Response::default())
}

/// Reads `404`, `4XX` and, as many documents have it, `4xx`.
fn status(key: &str) -> Option<StatusCode> {
    match key.as_bytes() {
        [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(StatusCode::Range(u16::from(class - b'0'))),
        [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(StatusCode::Code),
        _ => None,
    }
}

impl Read for Response {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        Some(Self {
            description: fields.expected("description"),
            headers: fields.lenient_or_default("headers"),
            content: fields.or_default("content"),
            links: fields.lenient_or_default("links"),
            extensions: fields.finish(),
        })
    }
}

impl Read for Link {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        let by_id = fields.optional("operationId").map(LinkOperation::OperationId);
        let operation = by_id.or_else(|| fields.optional("operationRef").map(LinkOperation::OperationRef));
        fields.value("operationRef");
        if operation.is_none() {
            fields.report_here(Code::Missing, "a link needs an `operationId` or an `operationRef`");
        }
        Some(Self {
            description: fields.lenient("description"),
            request_body: fields.optional("requestBody"),
            parameters: fields.or_default("parameters"),
            server: fields.optional("server"),
            extensions: fields.finish(),
            operation: operation?,
        })
    }
}

impl Read for Example {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open_lenient(&node, report)?;
        Some(Self {
            summary: fields.optional("summary"),
            description: fields.optional("description"),
            value: fields.optional("value"),
            external_value: fields.optional("externalValue"),
            extensions: fields.finish(),
        })
    }
}
