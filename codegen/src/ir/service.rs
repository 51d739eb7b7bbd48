//! What belongs to the API as a whole: title, servers, security schemes, tags.

use super::{OperationId, Origin, dense_id};

dense_id! {
    /// Names a [`Scheme`].
    SchemeId
}

dense_id! {
    /// Names a [`Tag`].
    TagId
}

/// Title, version and description of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiInfo {
    /// OpenAPI's `info.title`.
    pub title: String,
    /// OpenAPI's `info.version`.
    pub version: String,
    /// OpenAPI's `info.description`.
    pub description: Option<String>,
}

/// A place where the API is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// What the server is named after: `x-name`, or the host of the URL.
    pub name: String,
    /// The URL, with `{variables}` in it.
    pub url: String,
    /// What the document says about it.
    pub description: Option<String>,
    /// Where the document defines it.
    pub origin: Origin,
    /// The variables of the URL, in document order.
    pub variables: Vec<ServerVariable>,
}

/// Where a server stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerPlace {
    /// Among the API's, at this index.
    Api(usize),
    /// Among those of an operation, at this index.
    Operation(OperationId, usize),
}

/// A variable in a server's URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name in the URL.
    pub name: String,
    /// What stands there unless the user chooses otherwise.
    pub default: String,
    /// The allowed values; empty when anything goes.
    pub values: Vec<String>,
    /// What the document says about it.
    pub description: Option<String>,
}

/// A declared security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Its key in `components/securitySchemes`.
    pub wire_name: String,
    /// Where the document defines it.
    pub origin: Origin,
    /// What the document says about it.
    pub description: Option<String>,
    /// How the credential reaches the request.
    pub kind: SchemeKind,
}

/// How a credential reaches the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemeKind {
    /// A fixed value under a name.
    ApiKey {
        /// Where the value goes.
        location: ApiKeyLocation,
        /// The name of the header, query parameter or cookie.
        name: String,
    },
    /// `Authorization: Basic …`.
    Basic,
    /// `Authorization: Bearer …`.
    Bearer,
    /// The same, with a token of OAuth 2.
    OAuth2 {
        /// Where a client gets a token with an id and a secret, if the document has that flow.
        client_token_url: Option<String>,
    },
    /// The connection itself: a certificate that the client presents.
    MutualTls,
    /// `x-signer`, or an HTTP scheme of another name: code computes headers from the finished request.
    Signer {
        /// The algorithm's name.
        algorithm: String,
    },
}

/// Where an API key goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiKeyLocation {
    /// A request header.
    Header,
    /// A query parameter.
    Query,
    /// A cookie.
    Cookie,
}

/// Schemes that must all be satisfied; an empty list means that no credential is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The schemes, in document order.
    pub schemes: Vec<Demand>,
}

/// A scheme, and what its credential must allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The scheme.
    pub scheme: SchemeId,
    /// What the document lists for it, such as the scopes of OAuth 2.
    pub scopes: Vec<String>,
}

/// A group of operations; becomes a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// OpenAPI's tag name; `default` for operations without one.
    pub wire_name: String,
    /// What the document says about it.
    pub description: Option<String>,
}
