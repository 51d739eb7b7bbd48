//! Where requests go: a base URL, checked once and then only joined with paths.

use std::fmt;

use http::Uri;
use http::uri::{Authority, Scheme};

use super::operation::{ServerInfo, ServerVariableInfo};

/// A base URL as it was given; [`ClientBuilder::build`](super::ClientBuilder::build) checks it.
///
/// It is made from a string, or from a server of the generated `Server` enum. Without a scheme it means `https://`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: String,
    origin: Origin,
}

/// Who chose a base URL. It decides what an operation with servers of its own does: beside a server of the document it
/// has its place, but nothing is sent past a URL that the user gave, such as a test server, to one that the user did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The document lists it.
    Document,
    /// The user gave it.
    User,
}

impl Endpoint {
    /// Who chose it.
    pub(super) fn origin(&self) -> Origin {
        self.origin
    }
}

impl From<&str> for Endpoint {
    fn from(url: &str) -> Self {
        Self::from(url.to_owned())
    }
}

impl From<&String> for Endpoint {
    fn from(url: &String) -> Self {
        Self::from(url.clone())
    }
}

impl From<String> for Endpoint {
    fn from(url: String) -> Self {
        Self { url, origin: Origin::User }
    }
}

impl From<&ServerInfo> for Endpoint {
    /// The server's URL, with each variable at its default.
    fn from(server: &ServerInfo) -> Self {
        let fill = |url: String, variable: &ServerVariableInfo| {
            url.replace(&format!("{{{}}}", variable.name), variable.default)
        };
        Self { url: server.variables.iter().fold(server.url.to_owned(), fill), origin: Origin::Document }
    }
}

/// Why a base URL cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointError {
    /// It is not a URL with a host.
    NotAUrl,
    /// Its scheme is neither `http` nor `https`.
    Scheme,
    /// It holds a user name or a password, which belong into a credential.
    UserInfo,
    /// It has a query or a fragment, which would end up in the middle of the request's URL.
    Query,
    /// Its path has a `.` or `..` segment, or a character that must be percent-encoded.
    Path,
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAUrl => "the endpoint is not a URL with a host",
            Self::Scheme => "the endpoint's scheme must be https or http",
            Self::UserInfo => "the endpoint must not contain a user name or password",
            Self::Query => "the endpoint must not have a query or a fragment",
            Self::Path => "the endpoint's path has a `.` or `..` segment or an unencoded character",
        })
    }
}

impl std::error::Error for EndpointError {}

/// A checked base URL: lower-case host, no default port, no slash at the end of the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Base {
    scheme: Scheme,
    authority: Authority,
    path: String,
}

impl Base {
    /// Checks `endpoint` and brings it into the one form that requests and signatures use.
    pub(super) fn parse(endpoint: &Endpoint) -> Result<Self, EndpointError> {
        let text = endpoint.url.trim();
        if text.contains(['?', '#']) {
            return Err(EndpointError::Query);
        }
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let uri: Uri = with_scheme.parse().map_err(|_| EndpointError::NotAUrl)?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(EndpointError::NotAUrl);
        };
        if *scheme != Scheme::HTTPS && *scheme != Scheme::HTTP {
            return Err(EndpointError::Scheme);
        }
        Ok(Self {
            scheme: scheme.clone(),
            authority: normal_authority(scheme, authority)?,
            path: normal_path(uri.path())?,
        })
    }

    /// The URL of `target`: a path that begins with a slash, and a query if there is one, both encoded.
    pub(super) fn join(&self, target: &str) -> Result<Uri, http::Error> {
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(format!("{}{target}", self.path))
            .build()
    }
}

/// What is signed as the host must be what is sent, and HTTP libraries leave the default port out.
fn normal_authority(scheme: &Scheme, authority: &Authority) -> Result<Authority, EndpointError> {
    if authority.as_str().contains('@') {
        return Err(EndpointError::UserInfo);
    }
    if authority.host().is_empty() {
        return Err(EndpointError::NotAUrl);
    }
    let host = authority.host().to_ascii_lowercase();
    let default_port = if *scheme == Scheme::HTTPS { 443 } else { 80 };
    let text = match authority.port_u16() {
        Some(port) if port != default_port => format!("{host}:{port}"),
        // A port that is not a number in range must not silently become the default one.
        None if authority.as_str().len() > host.len() + 1 => return Err(EndpointError::NotAUrl),
        _ => host,
    };
    text.parse().map_err(|_| EndpointError::NotAUrl)
}

fn normal_path(path: &str) -> Result<String, EndpointError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "/-._~%!$&'()*+,;=:@".contains(c);
    let dots =
        path.split('/').any(|segment| matches!(segment.replace("%2e", ".").replace("%2E", ".").as_str(), "." | ".."));
    if dots || !path.chars().all(allowed) {
        return Err(EndpointError::Path);
    }
    Ok(path.trim_end_matches('/').to_owned())
}

/// A server's name that the document does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownServer {
    given: String,
    supported: Vec<&'static str>,
}

impl UnknownServer {
    /// Says that `given` is none of the `supported` names.
    pub fn new(given: impl Into<String>, supported: impl IntoIterator<Item = &'static str>) -> Self {
        Self { given: given.into(), supported: supported.into_iter().collect() }
    }
}

impl fmt::Display for UnknownServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no server `{}`; supported are {}", self.given.escape_debug(), self.supported.join(", "))
    }
}

impl std::error::Error for UnknownServer {}

/// Gives the generated choice of servers its conversions: from a server's name, and into an endpoint.
#[allow(unused_macros, reason = "a document may list no servers")]
macro_rules! server_choice {
    ($server:ty, $api:path) => {
        impl ::std::str::FromStr for $server {
            type Err = $crate::runtime::UnknownServer;

            fn from_str(name: &str) -> ::std::result::Result<Self, Self::Err> {
                let known = || $api.servers.iter().map(|server| server.name);
                let found = Self::ALL.iter().copied().find(|server| server.info().name == name);
                found.ok_or_else(|| $crate::runtime::UnknownServer::new(name, known()))
            }
        }

        impl From<$server> for $crate::runtime::Endpoint {
            fn from(server: $server) -> Self {
                Self::from(server.info())
            }
        }
    };
}
#[allow(unused_imports, reason = "a document may list no servers")]
pub(crate) use server_choice;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_brought_into_one_form() {
        for (given, expected) in [
            ("https://dws.example.com", "https://dws.example.com/v1"),
            ("dws.example.com", "https://dws.example.com/v1"),
            ("dws.example.com:8443/base/", "https://dws.example.com:8443/base/v1"),
            ("HTTPS://DWS.Example.COM:443/", "https://dws.example.com/v1"),
            ("http://127.0.0.1:80/a/b", "http://127.0.0.1/a/b/v1"),
            ("http://[::1]:8080", "http://[::1]:8080/v1"),
            ("https://example.com:", "https://example.com/v1"),
        ] {
            let uri = Base::parse(&given.into()).map(|base| base.join("/v1").map(|uri| uri.to_string()).ok());
            assert_eq!(uri, Ok(Some(expected.to_owned())), "{given}");
        }
    }

    #[test]
    fn unusable_endpoints_are_refused() {
        for (given, expected) in [
            ("", EndpointError::NotAUrl),
            ("https://", EndpointError::NotAUrl),
            ("https:///path", EndpointError::NotAUrl),
            ("https://example.com:99999", EndpointError::NotAUrl),
            ("https://exa mple.com", EndpointError::NotAUrl),
            ("ftp://example.com", EndpointError::Scheme),
            ("https://user:pass@example.com", EndpointError::UserInfo),
            ("user@example.com", EndpointError::UserInfo),
            ("https://example.com/?x=1", EndpointError::Query),
            ("https://example.com/#top", EndpointError::Query),
            ("https://example.com/a/../b", EndpointError::Path),
            ("https://example.com/a/%2E%2e", EndpointError::Path),
        ] {
            assert_eq!(Base::parse(&given.into()), Err(expected), "{given}");
        }
    }
}
