//! A request as it reached the mock.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Uri};
use percent_encoding::percent_decode_str;

use crate::runtime::codec::{self, Decode, DecodeError};
use crate::runtime::hook::Attempt;
use crate::runtime::operation::OperationInfo;
use crate::runtime::path;

/// A request that a [`Mock`](super::Mock) was sent, complete with credentials.
///
/// `Debug` shows neither headers nor body, since either may hold a secret.
#[derive(Clone)]
pub struct Received {
    attempt: Option<Attempt>,
    head: http::request::Parts,
    body: Bytes,
}

impl Received {
    pub(super) fn new(head: http::request::Parts, body: Bytes) -> Self {
        Self { attempt: head.extensions.get().copied(), head, body }
    }

    /// The operation that was called; `None` for a request of something else, such as a provider of credentials.
    pub fn operation(&self) -> Option<&'static OperationInfo> {
        self.attempt.map(|attempt| attempt.operation)
    }

    /// Which attempt of its call it was, from 1 on.
    pub fn attempt(&self) -> u32 {
        self.attempt.map_or(1, |attempt| attempt.number)
    }

    /// The method of the request, such as `POST`.
    pub fn method(&self) -> &str {
        self.head.method.as_str()
    }

    /// The absolute URL, encoded as it was sent.
    pub fn uri(&self) -> &Uri {
        &self.head.uri
    }

    /// The headers, without those that a real transport adds.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The first header of that name, when it is there and readable as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().get(name)?.to_str().ok()
    }

    /// The value of a path parameter, decoded.
    pub fn path(&self, name: &str) -> Option<String> {
        let (template, _) = path::split(self.operation()?.path);
        // The endpoint may have a path of its own, which comes first.
        let mut segments = template.rsplit('/').zip(self.uri().path().rsplit('/'));
        segments.find_map(|(template, text)| parameter(template, text, name)).map(decoded)
    }

    /// The value of a query parameter, decoded; the first, where there are several of that name.
    pub fn query(&self, name: &str) -> Option<String> {
        let pairs = self.uri().query()?.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs.into_iter().find(|(key, _)| decoded(key) == name).map(|(_, value)| decoded(value))
    }

    /// The body, byte for byte.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Decodes the body as JSON.
    ///
    /// # Errors
    ///
    /// When the body is not JSON or is not what `T` asks for; the error says where.
    pub fn json<T: Decode>(&self) -> Result<T, DecodeError> {
        codec::from_slice(&self.body)
    }
}

/// The operation, the method and the path; a query may hold a secret.
impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation() {
            write!(f, "{}: ", operation.id)?;
        }
        write!(f, "{} {}", self.method(), self.uri().path())
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Received({self}, {} bytes)", self.body.len())
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// What stands for `{name}` in `text`, which was made from the segment `template`.
fn parameter<'t>(template: &str, mut text: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        let (parameter, after) = after.split_once('}')?;
        text = text.strip_prefix(literal)?;
        let literal = after.split('{').next().unwrap_or_default();
        let end = if literal.is_empty() { text.len() } else { text.find(literal)? };
        if parameter == name {
            return Some(&text[..end]);
        }
        (text, rest) = (&text[end..], after);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::parameter;

    #[test]
    fn parameters_are_found_in_their_segment() {
        for (template, text, expected) in [
            ("{id}", "a%20b", Some("a%20b")),
            ("{other}.{id}", "a.b.c", Some("b.c")),
            ("{id}:run", "a:run", Some("a")),
            ("v-{id}-{other}", "v-1-2", Some("1")),
            ("v-{id}", "1", None),
            ("things", "things", None),
            ("{other}", "a", None),
        ] {
            assert_eq!(parameter(template, text, "id"), expected, "{template}");
        }
    }
}
