//! The canonical request: what will be sent, in the one form that client and service both hash.
//!
//! Never here: a key.

use std::borrow::Cow;

use http::header::{AUTHORIZATION, HOST};
use http::{HeaderMap, HeaderValue};
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use super::CONTENT_SHA256;
use crate::runtime::auth::SignError;
use crate::runtime::encode::percent_encode;

/// A request as it will be sent: path and query percent-encoded, the host with its port unless that is the default.
pub(super) struct Parts<'r> {
    pub(super) method: &'r str,
    pub(super) host: &'r str,
    pub(super) path: &'r str,
    pub(super) query: &'r str,
    pub(super) headers: &'r HeaderMap,
    pub(super) body: Option<&'r [u8]>,
}

/// A canonical request, and the names of its headers with `;` between them.
pub(super) struct Canonical {
    pub(super) text: String,
    pub(super) signed_headers: String,
}

impl Parts<'_> {
    pub(super) fn canonical(&self) -> Result<Canonical, SignError> {
        let headers = self.signed_headers()?;
        let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let signed_headers = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
        let (method, path, query) = (self.method.to_uppercase(), path(self.path), query(self.query));
        let text = format!("{method}\n{path}\n{query}\n{lines}\n{signed_headers}\n{}", self.payload()?);
        Ok(Canonical { text, signed_headers })
    }

    /// The value of a header that must be there.
    pub(super) fn header(&self, name: &str) -> Result<&str, SignError> {
        let value = self.headers.get(name).map(|value| text(name, value));
        value.unwrap_or_else(|| Err(SignError::new(format!("the header `{name}` is missing"))))
    }

    /// Names, in lower case as the map has them, and values; sorted by name.
    fn signed_headers(&self) -> Result<Vec<(&str, &str)>, SignError> {
        let mut headers = vec![(HOST.as_str(), self.host)];
        for name in self.headers.keys().filter(|name| **name != HOST && **name != AUTHORIZATION) {
            // The official clients leave these out; not every gateway passes them on.
            if name.as_str().contains('_') {
                continue;
            }
            // The official clients sign each its own text here, so no text is sure to be what the service expects.
            if self.headers.get_all(name).iter().nth(1).is_some() {
                return Err(SignError::new(format!("the header `{name}` is set more than once")));
            }
            headers.push((name.as_str(), self.header(name.as_str())?));
        }
        headers.sort_unstable();
        Ok(headers)
    }

    /// The hash of the body, unless a header says what stands for it.
    fn payload(&self) -> Result<String, SignError> {
        if self.headers.contains_key(CONTENT_SHA256) {
            return self.header(CONTENT_SHA256).map(str::to_owned);
        }
        let body = self.body.ok_or_else(|| SignError::new("the body is a stream, and cannot be hashed"))?;
        Ok(hex(&Sha256::digest(body)))
    }
}

/// Decoded and encoded again, so that however a character was sent, both sides write it alike; the slash at the end is
/// in the signature only. An encoded slash becomes a plain one: so it is in the Python client, though not in all.
fn path(path: &str) -> String {
    let decoded = decode(path);
    let encoded = decoded.split('/').map(percent_encode).collect::<Vec<_>>().join("/");
    if encoded.ends_with('/') { encoded } else { format!("{encoded}/") }
}

/// Sorted by name and value before they are encoded. A plus sign is itself: the runtime writes a space as `%20`.
fn query(query: &str) -> String {
    let decoded = |pair| {
        let (name, value) = str::split_once(pair, '=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    };
    let mut pairs: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).map(decoded).collect();
    pairs.sort();
    let encoded =
        |(name, value): &(Cow<'_, str>, Cow<'_, str>)| format!("{}={}", percent_encode(name), percent_encode(value));
    pairs.iter().map(encoded).collect::<Vec<_>>().join("&")
}

fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// A header's value without what HTTP takes for white space around it. Inside, all of it stays.
fn text<'v>(name: &str, value: &'v HeaderValue) -> Result<&'v str, SignError> {
    let text = str::from_utf8(value.as_bytes());
    text.map(|text| text.trim_matches([' ', '\t']))
        .map_err(|_| SignError::new(format!("the header `{name}` is not UTF-8")))
}

/// Two lower-case digits for each byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
