//! What generated code says about an operation, as plain static data.

use std::fmt;
use std::fmt::Debug;

use super::codec::DecodeError;
use super::reply::Reply;

/// One operation of the API, as a type. It is never constructed: [`Call`](super::Call) carries it as a parameter.
pub trait Operation: Sized + 'static {
    /// What a successful reply holds.
    type Output: Debug + Send + Sync + 'static;

    /// What the documented failures hold, by status.
    type Error: Debug + Send + Sync + 'static;

    /// How the operation is called.
    const INFO: &'static OperationInfo;

    /// What the operation wants a credential to allow: for each alternative of its security, for each scheme in it, the
    /// scopes. Empty when it wants nothing.
    const SCOPES: &'static [&'static [Scopes]] = &[];

    /// Turns a complete reply into its typed form.
    ///
    /// # Errors
    ///
    /// When the status is documented and the body is not what the document promises for it.
    fn decode(reply: &Reply) -> Decoded<Self>;
}

/// What a credential is to allow, by the names of its scheme, such as the scopes of OAuth 2.
pub type Scopes = &'static [&'static str];

/// What [`Operation::decode`] makes of a reply: its outcome, or why the body is not as documented.
pub type Decoded<Op> = Result<Outcome<<Op as Operation>::Output, <Op as Operation>::Error>, DecodeError>;

/// A reply, sorted by its status.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<T, E> {
    /// The operation succeeded.
    Success(T),
    /// The service answered with a failure that the document describes.
    Failure(E),
    /// The document does not mention this status.
    Undocumented,
}

/// The static facts about one operation.
pub struct OperationInfo {
    /// The API that the operation belongs to.
    pub api: &'static ApiInfo,
    /// The operation's id in the document.
    pub id: &'static str,
    /// The tag that the document files it under.
    pub tag: &'static str,
    /// The HTTP method, as it is sent.
    pub method: &'static str,
    /// The path template, from the endpoint's path on; parameters stand in braces.
    pub path: &'static str,
    /// Whether sending the request twice does no more than sending it once.
    pub idempotent: Idempotent,
    /// The value of the `Accept` header, if the operation answers with content at all.
    pub accept: Option<&'static str>,
    /// Alternatives of scheme names, of which one must be complete. No alternative, or an empty one, asks for nothing.
    pub security: &'static [&'static [&'static str]],
    /// Servers that this operation has instead of the API's.
    pub servers: &'static [ServerInfo],
}

impl Debug for OperationInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OperationInfo({}: {} {})", self.id, self.method, self.path)
    }
}

/// The line by which errors name an operation: its id, its method and its path template.
impl fmt::Display for OperationInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.id, self.method, self.path)
    }
}

/// Whether a request may be sent again when nobody knows if it was processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotent {
    /// A second time changes nothing that the first did not.
    Yes,
    /// A second time may do the work twice.
    No,
}

impl Idempotent {
    /// What RFC 9110, section 9.2.2, says about a method; of one that it does not know, `No`.
    pub const fn of_method(method: &str) -> Self {
        match method.as_bytes() {
            b"GET" | b"PUT" | b"DELETE" | b"HEAD" | b"OPTIONS" | b"TRACE" | b"QUERY" => Self::Yes,
            _ => Self::No,
        }
    }
}

/// The static facts about an API.
#[derive(Debug, Clone, Copy)]
pub struct ApiInfo {
    /// The document's title, as its `info` has it.
    pub title: &'static str,
    /// The document's version, as its `info` has it. It is not that of OpenAPI.
    pub version: &'static str,
    /// Where the API is served.
    pub servers: &'static [ServerInfo],
    /// The ways to authenticate.
    pub schemes: &'static [SchemeInfo],
    /// Path parameters that are set once on the client and may be overridden by a call.
    pub client_parameters: &'static [&'static str],
}

impl ApiInfo {
    /// An operation that is called by `method`, as operations are by default: as idempotent as its method is by
    /// RFC 9110, answered with JSON, without security and without servers of its own. What it is called and where it is
    /// found is left to say.
    pub const fn operation(&'static self, method: &'static str) -> OperationInfo {
        OperationInfo {
            api: self,
            id: "",
            tag: "",
            method,
            path: "",
            idempotent: Idempotent::of_method(method),
            accept: Some("application/json"),
            security: &[],
            servers: &[],
        }
    }
}

/// A server of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerInfo {
    /// A short name, such as a region.
    pub name: &'static str,
    /// The base URL; variables stand in braces.
    pub url: &'static str,
    /// What may stand in for the variables.
    pub variables: &'static [ServerVariableInfo],
}

/// A variable in the URL of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerVariableInfo {
    /// The name in the braces.
    pub name: &'static str,
    /// The value used when none is given.
    pub default: &'static str,
    /// The only values allowed; empty when any is.
    pub values: &'static [&'static str],
}

/// A security scheme of the document: a way to authenticate, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemeInfo {
    /// The scheme's name in the document.
    pub name: &'static str,
    /// Where the credential goes.
    pub kind: SchemeKind,
}

/// Where a credential goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemeKind {
    /// Into the named header.
    Header(&'static str),
    /// Into the named query parameter, where logs of proxies and servers see it.
    Query(&'static str),
    /// Into the named cookie.
    Cookie(&'static str),
    /// User and password in `Authorization: Basic`.
    Basic,
    /// A token in `Authorization: Bearer`.
    Bearer,
    /// A [`Signer`](super::auth::Signer) of the named algorithm writes whatever it needs.
    Signer(&'static str),
    /// The connection proves who the client is, by a certificate that the transport was given.
    Connection,
}

/// The place in words, such as "the header `X-Auth-Token`".
impl fmt::Display for SchemeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(f, "the header `{name}`"),
            Self::Query(name) => write!(f, "the query parameter `{name}`"),
            Self::Cookie(name) => write!(f, "the cookie `{name}`"),
            Self::Basic => f.write_str("`Authorization: Basic`"),
            Self::Bearer => f.write_str("`Authorization: Bearer`"),
            Self::Signer(algorithm) => write!(f, "a signature by {algorithm}"),
            Self::Connection => f.write_str("the connection"),
        }
    }
}
