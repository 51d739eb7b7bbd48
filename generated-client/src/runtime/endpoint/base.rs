//! A checked base URL, and how a relative one is resolved.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;
use http::uri::{self, Authority, Scheme};

use super::{Endpoint, Origin, Place, Reach};

/// Why a base URL cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointError {
    /// It is not a URL with a host.
    NotAUrl,
    /// Its host is an address in a form other than `127.0.0.1` and `[::1]`, such as `127.1` or `0x7f000001`.
    Address,
    /// Its scheme is neither `http` nor `https`.
    Scheme,
    /// It holds a user name or a password, which belong into a credential.
    UserInfo,
    /// It has a query or a fragment, which would end up in the middle of the request's URL.
    Query,
    /// Its path has a `.` or `..` segment, or a character that must be percent-encoded.
    Path,
    /// A server of the document whose URL is this has no host, and nothing says where it is: see [`Endpoint::at`].
    Relative(&'static str),
    /// There is no such variable in the server's URL.
    Variable(&'static str),
    /// The value that was given for this variable is none of those that the document allows.
    Value(&'static str),
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Relative(url) => return relative(f, url),
            Self::Variable(name) => return write!(f, "the endpoint has no variable `{name}`"),
            Self::Value(name) => return write!(f, "the endpoint's variable `{name}` has a value that is not allowed"),
            Self::NotAUrl => "the endpoint is not a URL with a host",
            Self::Address => "the endpoint's host is an address in an unusual form: write it like 127.0.0.1 or [::1]",
            Self::Scheme => "the endpoint's scheme must be https or http",
            Self::UserInfo => "the endpoint must not contain a user name or password",
            Self::Query => "the endpoint must not have a query or a fragment",
            Self::Path => "the endpoint's path has a `.` or `..` segment or an unencoded character",
        })
    }
}

impl std::error::Error for EndpointError {}

fn relative(f: &mut fmt::Formatter<'_>, url: &str) -> fmt::Result {
    write!(f, "the server `{url}` is relative: give the endpoint as a full URL")?;
    if url.is_empty() { Ok(()) } else { write!(f, ", such as https://HOST/{}", url.trim_start_matches('/')) }
}

/// A checked base URL: lower-case host, no default port, no slash at the end of the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::runtime) struct Base {
    scheme: Scheme,
    authority: Authority,
    path: String,
    /// Who wants it to be this scheme.
    scheme_from: Origin,
    others: Vec<Self>,
}

impl Base {
    /// Checks `endpoint` and brings it into the one form that requests and signatures use.
    pub(in crate::runtime) fn parse(endpoint: &Endpoint) -> Result<Self, EndpointError> {
        let url = endpoint.url()?;
        let text = url.trim();
        if text.contains(['?', '#']) {
            return Err(EndpointError::Query);
        }
        let uri: Uri = with_scheme(text).parse().map_err(|_| EndpointError::NotAUrl)?;
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
            scheme_from: endpoint.place.scheme_from(),
            others: endpoint.others.iter().map(Self::parse).collect::<Result<_, _>>()?,
        })
    }

    /// The place of `endpoint`, if that is relative to this one; it is then also where this one's others have it.
    pub(in crate::runtime) fn place_of(&self, endpoint: &Endpoint) -> Result<Self, EndpointError> {
        if !endpoint.is_relative() {
            return Self::parse(endpoint);
        }
        let mut place = Self::parse(&endpoint.clone().at(self.to_string()))?;
        place.scheme_from = self.scheme_from;
        let alone = Endpoint { others: Vec::new(), ..endpoint.clone() };
        for other in &self.others {
            place.others.push(other.place_of(&alone)?);
        }
        Ok(place)
    }

    /// Where a credential would go unencrypted though only the document says so, if anywhere.
    pub(in crate::runtime) fn in_the_clear(&self) -> Option<&Self> {
        let is_unasked = self.scheme == Scheme::HTTP && self.scheme_from == Origin::Document;
        let here = is_unasked && Reach::of(self.authority.host()) != Reach::Machine;
        if here { Some(self) } else { self.others.iter().find_map(Self::in_the_clear) }
    }

    /// Whether there is nowhere else to send to.
    pub(in crate::runtime) fn is_last(&self) -> bool {
        self.others.is_empty()
    }

    /// Where to send instead, if this is not to be reached.
    pub(in crate::runtime) fn next(&self) -> Option<Self> {
        let mut others: std::collections::VecDeque<_> = self.others.clone().into();
        let mut next = others.pop_front()?;
        next.others.extend(others);
        Some(next)
    }

    /// The full URL of `relative`.
    pub(in crate::runtime) fn beside(&self, relative: &str) -> Result<String, EndpointError> {
        resolve(&self.to_string(), relative)
    }

    /// The URL of `target`: a path that begins with a slash, and a query if there is one, both encoded.
    pub(in crate::runtime) fn join(&self, target: String) -> Result<Uri, http::Error> {
        let path = self.path.as_str();
        self.at(if path.is_empty() { target } else { [path, &target].concat() })
    }

    /// The URL of a path and a query of their own on this host.
    pub(in crate::runtime) fn at(&self, target: String) -> Result<Uri, http::Error> {
        let mut parts = uri::Parts::default();
        (parts.scheme, parts.authority) = (Some(self.scheme.clone()), Some(self.authority.clone()));
        parts.path_and_query = Some(target.try_into()?);
        Ok(Uri::from_parts(parts)?)
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.path)
    }
}

impl Place {
    /// What a document says literally is its own; what stands in a variable or beside a base was given by the user.
    fn scheme_from(&self) -> Origin {
        match self {
            Self::Server(info) if info.url.get(..7).is_some_and(|it| it.eq_ignore_ascii_case("http://")) => {
                Origin::Document
            }
            _ => Origin::User,
        }
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
    let host = normal_host(&authority.host().to_ascii_lowercase())?;
    let default_port = if *scheme == Scheme::HTTPS { 443 } else { 80 };
    let text = match authority.port_u16() {
        Some(port) if port != default_port => format!("{host}:{port}"),
        // A port that is not a number in range must not silently become the default one.
        None if authority.as_str().len() > authority.host().len() + 1 => return Err(EndpointError::NotAUrl),
        _ => host,
    };
    text.parse().map_err(|_| EndpointError::NotAUrl)
}

/// A host as HTTP libraries write it. They bring addresses into one form, and what is signed must be what is sent.
fn normal_host(host: &str) -> Result<String, EndpointError> {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let address: Ipv6Addr = address.parse().map_err(|_| EndpointError::Address)?;
        let [.., high, low] = address.segments();
        return Ok(match address.to_ipv4_mapped() {
            Some(_) => format!("[::ffff:{high:x}:{low:x}]"),
            None => format!("[{address}]"),
        });
    }
    let last = host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let is_number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    let is_hex = last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if (is_number || is_hex) && host.parse::<Ipv4Addr>().is_err() {
        return Err(EndpointError::Address);
    }
    Ok(host.to_owned())
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

fn with_scheme(url: &str) -> String {
    if url.contains("://") { url.to_owned() } else { format!("https://{url}") }
}

/// The URL that `relative` means beside `base`, which counts as a directory, with or without a slash at its end.
pub(super) fn resolve(base: &str, relative: &str) -> Result<String, EndpointError> {
    let base = with_scheme(base.trim());
    if base.contains(['?', '#']) {
        return Err(EndpointError::Query);
    }
    let (scheme, rest) = base.split_once("://").ok_or(EndpointError::NotAUrl)?;
    if relative.starts_with("//") {
        return Ok(format!("{scheme}:{relative}"));
    }
    let (authority, directory) = rest.split_once('/').unwrap_or((rest, ""));
    let directory = if relative.starts_with('/') { "" } else { directory };
    let mut segments: Vec<&str> = Vec::new();
    for segment in directory.split('/').chain(relative.split('/')) {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    let end = if relative.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    Ok(format!("{scheme}://{authority}/{}{end}", segments.join("/")))
}

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
            ("http://[0:0::0001]", "http://[::1]/v1"),
            ("http://[::ffff:127.0.0.1]:1", "http://[::ffff:7f00:1]:1/v1"),
            ("https://example.com:", "https://example.com/v1"),
        ] {
            let uri =
                Base::parse(&given.into()).map(|base| base.join("/v1".to_owned()).map(|uri| uri.to_string()).ok());
            assert_eq!(uri, Ok(Some(expected.to_owned())), "{given}");
        }
    }

    #[test]
    fn no_password_of_a_url_is_shown() {
        for url in
            ["https://me:hunter2@a.com/v1", "me:hunter2@a.com", "me:hunter2?@a.com", "https://a.com/v1?x=hunter2"]
        {
            let endpoint = Endpoint::from("https://example.com").or(Endpoint::from(url).at(url));
            let error = Base::parse(&url.into()).expect_err("it is refused");
            let shown = format!("{endpoint:?} {endpoint:#?} {error:?} {error}");
            assert!(!shown.contains("hunter2"), "{shown}");
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
            ("http://127.1:80", EndpointError::Address),
            ("http://2130706433", EndpointError::Address),
            ("http://0x7f.1", EndpointError::Address),
            ("http://127.0.0.01", EndpointError::Address),
            ("http://[::1%eth0]", EndpointError::Address),
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
