//! What can be wrong with a call before it is sent.

use std::fmt;

use crate::runtime::endpoint::EndpointError;
use crate::runtime::operation::{SchemeKind, ServerInfo};

/// One thing that keeps a call from being sent, or a client from being built. It says what to do about it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// A parameter's value has no form that can be sent.
    Parameter {
        /// The parameter's name.
        name: String,
        /// What is wrong with the value; the value itself is not repeated.
        reason: String,
    },
    /// A path parameter has no value, neither on the call nor on the client.
    Missing {
        /// The parameter's name.
        name: String,
    },
    /// A header's name or value cannot be sent, or is not the caller's to set.
    Header {
        /// The header's name.
        name: String,
        /// What is wrong; the value itself is not repeated.
        reason: String,
    },
    /// The client has no credential that the operation accepts.
    Credential {
        /// The schemes that would do: one of the alternatives, all the schemes in it.
        alternatives: &'static [&'static [&'static str]],
    },
    /// The request was to be built without sending anything, and its credential is still to be fetched.
    NotFetched {
        /// The scheme of the credential.
        scheme: &'static str,
    },
    /// A credential is not of the kind that its scheme needs, such as a password for a signature.
    CredentialKind {
        /// What the scheme needs.
        kind: SchemeKind,
    },
    /// A credential contains characters that its place does not allow.
    CredentialText {
        /// Where the credential goes.
        kind: SchemeKind,
    },
    /// The signer refused.
    Signing(String),
    /// The request's body could not be encoded, or cannot be sent.
    Body(String),
    /// The document allows several media types for the body or a part of it, and none of them was chosen.
    ContentType {
        /// The name of the part, if it is not about the whole body.
        part: Option<String>,
        /// What it allows.
        allowed: &'static str,
    },
    /// The client has no endpoint, and the document leaves a choice.
    NoEndpoint {
        /// The choice.
        servers: &'static [ServerInfo],
    },
    /// The endpoint cannot be used.
    Endpoint(EndpointError),
    /// The operation's method is none that HTTP could have.
    Method(&'static str),
    /// The next page of a list cannot be asked for.
    NextPage {
        /// Why not.
        reason: String,
    },
    /// The thread cannot wait for the call.
    Blocking(String),
    /// A server of the document is not encrypted, and a credential would be sent there.
    InTheClear(String),
    /// The request's body is longer than the client allows.
    TooLarge {
        /// How long it is, in bytes.
        bytes: u64,
        /// How long it may be, in bytes.
        limit: u64,
    },
    /// Endpoint, path and query together are not a URL, as when they are too long.
    Url,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter { name, reason } => write!(f, "`{name}` {reason}"),
            Self::Missing { name } => write!(f, "`{name}` is not set: set it on the ClientBuilder or on the call"),
            Self::Header { name, reason } => {
                write!(f, "the header `{}` {reason}", name.escape_debug())
            }
            Self::Credential { alternatives } => write!(f, "needs {}", Alternatives(alternatives)),
            Self::NotFetched { scheme } => {
                write!(f, "the credential of `{scheme}` is fetched when a call is sent, and none was sent yet")
            }
            Self::CredentialKind { kind } => {
                write!(f, "the credential given cannot go where it has to: into {kind}")
            }
            Self::CredentialText { kind } => {
                write!(f, "the credential has characters that cannot stand where it goes: in {kind}")
            }
            Self::Signing(reason) => write!(f, "signing failed: {reason}"),
            Self::Body(reason) => write!(f, "the body cannot be sent: {reason}"),
            Self::ContentType { part: Some(part), allowed } => {
                write!(f, "the part `{part}` may be any `{allowed}`: say which with Part::media_type")
            }
            Self::ContentType { part: None, allowed } => {
                write!(
                    f,
                    "the body may be any `{allowed}`: say which with Upload::media_type or the header Content-Type"
                )
            }
            Self::NoEndpoint { servers } => no_endpoint(f, servers),
            Self::Endpoint(error) => error.fmt(f),
            Self::Method(method) => write!(f, "`{}` is not an HTTP method", method.escape_debug()),
            Self::NextPage { reason } => write!(f, "the next page cannot be asked for: {reason}"),
            Self::Blocking(reason) => write!(f, "cannot block: {reason}"),
            Self::InTheClear(url) => write!(
                f,
                "the document's server {url} is not encrypted, and a credential would go there: if that is right, give \
                 that URL to ClientBuilder::endpoint"
            ),
            Self::TooLarge { bytes, limit } => {
                write!(f, "the body has {bytes} bytes, which is more than {limit} (max_request_bytes)")
            }
            Self::Url => f.write_str("endpoint, path and query together are not a URL (too long?)"),
        }
    }
}

impl std::error::Error for Problem {}

fn no_endpoint(f: &mut fmt::Formatter<'_>, servers: &[ServerInfo]) -> fmt::Result {
    f.write_str("no endpoint is set: give ClientBuilder::endpoint a URL")?;
    let names: Vec<_> = servers.iter().map(|server| server.name).filter(|name| !name.is_empty()).collect();
    if names.is_empty() { Ok(()) } else { write!(f, " or one of the servers {}", names.join(", ")) }
}

/// "`token`, or `key` with `secret`".
struct Alternatives(&'static [&'static [&'static str]]);

impl fmt::Display for Alternatives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, schemes) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", or " };
            write!(f, "{separator}`{}`", schemes.join("` with `"))?;
        }
        Ok(())
    }
}

/// Several problems in one line.
pub(crate) struct Lines<'p>(pub(crate) &'p [Problem]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            write!(f, "{}{problem}", if index == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}
