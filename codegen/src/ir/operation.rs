//! Operations: a request, its replies, and what may follow.

use serde::{Deserialize, Serialize};

use super::{
    Body, Constraint, Content, Docs, MediaKind, Origin, Pagination, Payload, Requirement, Scalar, Server, Stream,
    TagId, Type, dense_id,
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

    /// The type of a success, where every success is JSON of one type.
    pub fn json_output(&self) -> Option<&Type> {
        let mut payloads = self.successes().map(|response| match response.payloads().as_slice() {
            [(Payload::Json(ty), _)] => Some(*ty),
            _ => None,
        });
        let first = payloads.next()??;
        payloads.all(|other| other == Some(first)).then_some(first)
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

/// A path below the server's URL, in pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate {
    /// Literal text and parameters, in order.
    pub segments: Vec<PathSegment>,
}

impl PathTemplate {
    /// The names of the parameters, in order, each once.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().enumerate().filter_map(|(index, segment)| match segment {
            PathSegment::Parameter(name) => {
                let seen = self.segments[..index].contains(segment);
                (!seen).then_some(name.as_str())
            }
            PathSegment::Literal(_) => None,
        })
    }
}

impl std::fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.segments.iter().try_for_each(|segment| match segment {
            PathSegment::Literal(text) => f.write_str(text),
            PathSegment::Parameter(name) => write!(f, "{{{name}}}"),
        })
    }
}

/// A piece of a [`PathTemplate`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathSegment {
    /// Text that stands there as it is.
    Literal(String),
    /// The value of a path parameter.
    Parameter(String),
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name on the wire.
    pub wire_name: String,
    /// Where the document defines it.
    pub origin: Origin,
    /// What the document says about it.
    pub docs: Docs,
    /// Where it goes.
    pub location: Location,
    /// How a value becomes text.
    pub style: ParameterStyle,
    /// What becomes of reserved characters in the text.
    pub reserved: Reserved,
    /// What becomes of a value without parts.
    pub empty: Empty,
    /// Whether a call must give it.
    pub need: Need,
    /// The type of its value.
    pub ty: Type,
    /// What the document demands of the value; shown in the documentation.
    pub constraints: Vec<Constraint>,
    /// The documented default, as JSON.
    pub default: Option<serde_json::Value>,
}

/// Who gives the value of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Every call: an argument of the method.
    Argument,
    /// A call that wants to: a setter on the call.
    Setter,
    /// `x-client-parameter`: set once on the client, overridable by a setter on the call.
    Client,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Location {
    /// Into the path.
    Path,
    /// Into the query string.
    Query,
    /// Into a header.
    Header,
    /// Into a cookie.
    Cookie,
}

/// How a value becomes text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `matrix`, in a path.
    Matrix(Explode),
    /// `label`, in a path.
    Label(Explode),
    /// `simple`, in a path or a header; not exploded is the default there.
    Simple(Explode),
    /// `form`, in a query or a cookie; exploded is the default there.
    Form(Explode),
    /// `spaceDelimited`, in a query.
    SpaceDelimited,
    /// `pipeDelimited`, in a query.
    PipeDelimited,
    /// `deepObject`, in a query.
    DeepObject,
    /// `content`: the text is JSON, and stands where the default style has a string.
    Json,
}

/// Whether the parts of a value stand alone or share one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Explode {
    /// Each stands alone.
    Yes,
    /// They share one.
    No,
}

/// What becomes of reserved characters in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reserved {
    /// They are percent-encoded.
    Encoded,
    /// `allowReserved`: they stay.
    Kept,
}

/// What becomes of a list or an object without parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// Nothing.
    LeftOut,
    /// `allowEmptyValue`: the parameter with an empty text.
    Sent,
}

/// A documented reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The statuses it stands for.
    pub status: StatusSpec,
    /// Where the document defines it.
    pub origin: Origin,
    /// What the document says about it.
    pub description: String,
    /// What it may carry; empty when the document names no content.
    pub contents: Vec<Content>,
    /// What it may carry piece by piece; of a success alone.
    pub stream: Option<Stream>,
    /// The documented headers.
    pub headers: Vec<ResponseHeader>,
    /// The documented follow-up calls.
    pub links: Vec<Link>,
}

impl Response {
    /// What the body may become, and the positions of the contents that become it; none when there is no body.
    pub fn payloads(&self) -> Vec<(Payload<'_>, Vec<usize>)> {
        let mut payloads: Vec<(Payload<'_>, Vec<usize>)> = Vec::new();
        for (index, content) in self.contents.iter().enumerate() {
            let payload = match &content.kind {
                // A string is the same whether it came in quotes or not.
                MediaKind::Json(Type::Scalar(Scalar::String))
                | MediaKind::Text
                | MediaKind::JsonLines(_)
                | MediaKind::EventStream(_) => Payload::Text,
                MediaKind::Json(ty) => Payload::Json(ty),
                MediaKind::Bytes | MediaKind::Form(..) | MediaKind::Multipart(..) => Payload::Bytes,
            };
            match payloads.iter_mut().find(|(known, _)| *known == payload) {
                Some((_, indices)) => indices.push(index),
                None => payloads.push((payload, vec![index])),
            }
        }
        if payloads.is_empty() {
            payloads.extend(self.stream.iter().map(|stream| (Payload::Items(&stream.item), Vec::new())));
        }
        payloads
    }
}

/// A documented header of a reply.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseHeader {
    /// The header's name.
    pub wire_name: String,
    /// What the document says about it.
    pub description: Option<String>,
    /// How its text is made of the value.
    pub text: HeaderText,
    /// The type of its value.
    pub ty: Type,
}

impl ResponseHeader {
    /// Whether `other` is read in the same way. The names of headers have no case.
    pub fn is_same(&self, other: &Self) -> bool {
        self.wire_name.eq_ignore_ascii_case(&other.wire_name) && self.text == other.text && self.ty == other.ty
    }
}

/// How the text of a header is made of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderText {
    /// The style `simple`.
    Simple(Explode),
    /// `content`: the text is JSON.
    Json,
}

/// The statuses that a reply stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusSpec {
    /// One status code, 100 to 599.
    Code(u16),
    /// A hundred, given by its first digit: `4XX` is `Range(4)`.
    Range(u8),
    /// Every status that has no reply of its own.
    Default,
}

impl StatusSpec {
    /// Whether the reply is on the success side. `default` is an error: OpenAPI documents use it so.
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => code < 400,
            Self::Range(hundred) => hundred < 4,
            Self::Default => false,
        }
    }
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
    /// Where each required parameter of the target comes from, in the target's order of parameters.
    pub parameters: Vec<(String, LinkSource)>,
}

/// Where the value of a linked parameter comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkSource {
    /// `$response.body#/…`: the names of required properties from the body down to a value without parts.
    ResponseBody(Vec<String>),
    /// `$request.path.…`: a path parameter of the request, by name.
    RequestPath(String),
    /// `$request.query.…`: a required query parameter of the request, by name.
    RequestQuery(String),
    /// `$request.header.…`: a required header of the request, by name.
    RequestHeader(String),
    /// A value of its own: a string, an integer or a boolean.
    Literal(serde_json::Value),
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
