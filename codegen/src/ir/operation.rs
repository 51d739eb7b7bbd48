//! Operations: a request, its replies, and what may follow.

use super::{
    Api, Body, Docs, Origin, Pagination, Parameter, PathTemplate, Requirement, Response, Scalar, Server, StatusSpec,
    Stream, TagId, Type, dense_id,
};

dense_id! {
    /// Names an [`Operation`].
    OperationId
}

/// One method on one path.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The unique `operationId`, or one made from method and path.
    pub wire_name: String,
    /// Where the document defines it.
    pub origin: Origin,
    /// What the document says about it.
    pub docs: Docs,
    /// The group it belongs to.
    pub tag: TagId,
    /// OpenAPI's `tags`: the first names the group, all of them can be selected.
    pub tags: Vec<String>,
    /// The HTTP method.
    pub method: Method,
    /// Whether sending it twice does no more than sending it once.
    pub idempotency: Idempotency,
    /// The path below the server's URL.
    pub path: PathTemplate,
    /// All parameters, path-level ones merged in: path parameters in template order, then the others in document order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The documented replies: statuses ascending, then ranges, then `default`.
    pub responses: Vec<Response>,
    /// The alternatives of credentials, best first; empty when nothing is said. One empty requirement means "none needed".
    pub security: Vec<Requirement>,
    /// Servers that replace the API's for this operation; usually empty.
    pub servers: Vec<Server>,
    /// `x-waiter`: how polling this operation tells that the thing it describes is done.
    pub waiter: Option<Waiter>,
    /// `x-pagination`: how the results come in pages.
    pub pagination: Option<Pagination>,
}

impl Operation {
    /// The replies of the success side: below 400, or `default` where nothing else could be one.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        let declared = self.responses.iter().any(|response| response.status.is_success());
        self.responses.iter().filter(move |response| match response.status {
            StatusSpec::Default => !declared,
            status => status.is_success(),
        })
    }

    /// What a success carries piece by piece.
    pub fn stream(&self) -> Option<&Stream> {
        self.successes().find_map(|response| response.stream.as_ref())
    }

    /// The replies of the error side, `default` included.
    pub fn failures(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| !response.status.is_success())
    }
}

/// An HTTP method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    Query,
    /// A method that the standard has no word for, as it is sent.
    Other(String),
}

impl Method {
    /// Whether the same request may be sent twice by the standard (RFC 9110, section 9.2.2).
    pub fn idempotency(&self) -> Idempotency {
        match self {
            Self::Post | Self::Patch | Self::Other(_) => Idempotency::NotIdempotent,
            Self::Get | Self::Put | Self::Delete | Self::Options | Self::Head | Self::Trace | Self::Query => {
                Idempotency::Idempotent
            }
        }
    }

    /// The method as it stands in a request line.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
            Self::Other(method) => method,
        }
    }
}

/// Whether a request may be repeated without doing more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotency {
    /// By its method (RFC 9110, section 9.2.2) or by `x-idempotent: true`.
    Idempotent,
    /// A repeated request may act twice.
    NotIdempotent,
}

/// A follow-up call that a reply makes possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its key in the reply's `links`.
    pub wire_name: String,
    /// Where the document defines it.
    pub origin: Origin,
    /// The operation to call.
    pub target: OperationId,
    /// What the document says about it.
    pub description: Option<String>,
    /// Where each parameter of the target that is given comes from, in the target's order of parameters.
    pub parameters: Vec<(String, LinkSource)>,
}

/// Where the value of a linked parameter comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkSource {
    /// `$response.body#/…`: the names of required properties from the body down to a value without parts.
    ResponseBody(Vec<String>),
    /// `$request.path.…`: a path parameter of the request, by name.
    RequestPath(String),
    /// `$request.query.…`: a query parameter that every request has, by name.
    RequestQuery(String),
    /// `$request.header.…`: a header that every request has, by name.
    RequestHeader(String),
    /// A value of its own: a string, an integer or a boolean.
    Literal(serde_json::Value),
}

impl LinkSource {
    /// Whether it is the text that the request had of a value of type `ty`, which is no string.
    pub fn is_text_of_other(&self, api: &Api, ty: &Type) -> bool {
        let is_of_request = match self {
            Self::RequestPath(_) | Self::RequestQuery(_) | Self::RequestHeader(_) => true,
            Self::ResponseBody(_) | Self::Literal(_) => false,
        };
        is_of_request && *api.resolve(ty) != Type::Scalar(Scalar::String)
    }
}

/// `x-waiter`: how polling an operation tells that the thing it describes is done.
///
/// The paths are names of properties from the reply's body down to a string or an open enum; the last one may be optional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiter {
    /// Where the state stands.
    pub state: Vec<String>,
    /// States that end the wait well.
    pub success: Vec<String>,
    /// States that end the wait badly.
    pub failure: Vec<String>,
    /// Seconds between two polls.
    pub interval_seconds: u32,
    /// Where the progress stands.
    pub progress: Option<Vec<String>>,
    /// Where the code of a failure stands.
    pub failure_code: Option<Vec<String>>,
    /// Where the explanation of a failure stands.
    pub failure_message: Option<Vec<String>>,
}
