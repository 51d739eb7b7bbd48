//! A complete reply, before and after it has a type.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::codec::{self, Decode, DecodeError};
use super::error::{Details, ErrorReader};
use super::formats::http_date;
use super::header::{Header, HeaderError};
use super::media_type;
use super::operation::Outcome;
use super::text;

/// The header in which the service names the request for its own logs.
const REQUEST_ID: &str = "x-request-id";

/// A complete reply as it came: status, headers and body.
///
/// `Debug` shows neither headers nor body, since either may hold a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply(Box<Parts>);

/// What a reply is made of. It passes through many hands, so it is moved as one pointer.
#[derive(Clone, PartialEq, Eq)]
struct Parts {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    attempts: u32,
    details: Option<Box<Details>>,
}

impl Reply {
    /// Puts a reply together; tests and transports of one's own need it.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        Self(Box::new(Parts { status, headers, body: body.into(), attempts: 1, details: None }))
    }

    /// The same head over another body.
    pub(super) fn with_body(&self, body: impl Into<Bytes>) -> Self {
        let mut reply = self.clone();
        reply.0.body = body.into();
        reply
    }

    pub(super) fn after_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// Lets `reader` say what it makes of the reply, which came at `now`.
    pub(super) fn read_by(mut self, reader: &dyn ErrorReader, now: SystemTime) -> Self {
        self.0.details = reader.read(&self, now).map(Box::new);
        self
    }

    /// The status as a number, such as `404`.
    pub fn status(&self) -> u16 {
        self.0.status.as_u16()
    }

    /// The status with its reason.
    pub fn status_code(&self) -> StatusCode {
        self.0.status
    }

    /// Every header of the reply, documented or not.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The first header of that name, when it is there and readable as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.headers.get(name)?.to_str().ok()
    }

    /// What a documented header holds, typed; `None` where it is not there. The generated `headers` has them all.
    ///
    /// # Errors
    ///
    /// When it does not hold what the document promises.
    pub fn read<T: Decode>(&self, header: Header<T>) -> Result<Option<T>, HeaderError> {
        header.read(&self.0.headers)
    }

    /// The service's name for this request, from `X-Request-Id` or, after a failure, from the body.
    pub fn request_id(&self) -> Option<&str> {
        self.header(REQUEST_ID).filter(|id| !id.is_empty()).or_else(|| self.details()?.request_id.as_deref())
    }

    /// When the service answered, by its own clock, from `Date`.
    pub fn date(&self) -> Option<SystemTime> {
        self.header("date").and_then(http_date)
    }

    /// What the reply says about a failure, if the client has a [reader](ErrorReader) that knows how to tell.
    pub fn details(&self) -> Option<&Details> {
        self.0.details.as_deref()
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// How many times the request was sent until this reply came, this time included.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Decodes the body as JSON.
    ///
    /// # Errors
    ///
    /// When the body is not JSON or is not what `T` asks for; the error says where.
    pub fn json<T: Decode>(&self) -> Result<T, DecodeError> {
        codec::from_slice(&self.0.body)
    }

    /// The body as text, in UTF-8 unless its `Content-Type` names another charset.
    ///
    /// # Errors
    ///
    /// When the body is not text in that charset, or the client does not know the charset.
    pub fn text(&self) -> Result<String, DecodeError> {
        text::decode(self.header("content-type").unwrap_or_default(), &self.0.body)
    }

    /// The body as a string: what is in it as JSON, unless its `Content-Type` says that it is text of another kind.
    ///
    /// # Errors
    ///
    /// When the body is said to be JSON, or looks like a JSON string, and is none; and like [`text`](Self::text).
    pub fn string(&self) -> Result<String, DecodeError> {
        let is_json = match self.header("content-type") {
            Some(content_type) if media_type::is_media_type(content_type) => media_type::is_json(content_type),
            _ => self.0.body.trim_ascii_start().starts_with(b"\""),
        };
        if is_json { self.json() } else { self.text() }
    }

    /// Which of the documented content types the body has: the index of the one that fits best.
    ///
    /// Where none fits, or the reply names none, the body is looked at: what begins like JSON is taken for JSON.
    pub fn select(&self, documented: &[&str]) -> usize {
        media_type::select(self.header("content-type"), &self.0.body, documented)
    }

    /// Decodes the body of a success.
    ///
    /// # Errors
    ///
    /// See [`json`](Self::json).
    pub fn success<T: Decode, E>(&self) -> Result<Outcome<T, E>, DecodeError> {
        self.json().map(Outcome::Success)
    }

    /// Decodes the body of a success that is one of several, and wraps it.
    ///
    /// # Errors
    ///
    /// See [`json`](Self::json).
    pub fn success_as<B: Decode, T, E>(&self, wrap: fn(B) -> T) -> Result<Outcome<T, E>, DecodeError> {
        self.json().map(|body| Outcome::Success(wrap(body)))
    }

    /// Decodes the body of a failure.
    ///
    /// # Errors
    ///
    /// See [`json`](Self::json).
    pub fn failure<T, E: Decode>(&self) -> Result<Outcome<T, E>, DecodeError> {
        self.json().map(Outcome::Failure)
    }

    /// Decodes the body of a failure that is one of several, and wraps it.
    ///
    /// # Errors
    ///
    /// See [`json`](Self::json).
    pub fn failure_as<B: Decode, T, E>(&self, wrap: fn(B) -> E) -> Result<Outcome<T, E>, DecodeError> {
        self.json().map(|body| Outcome::Failure(wrap(body)))
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.0.status.as_u16())
            .field("request_id", &self.request_id())
            .field("body_bytes", &self.0.body.len())
            .finish_non_exhaustive()
    }
}

/// A successful reply: the typed value, and what came around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Response<T> {
    value: T,
    reply: Reply,
}

impl<T> Response<T> {
    pub(super) fn new(value: T, reply: Reply) -> Self {
        Self { value, reply }
    }

    /// The decoded body of the success.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The decoded body of the success, on its own.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The status as a number, such as `200`.
    pub fn status(&self) -> u16 {
        self.reply.status()
    }

    /// Every header of the reply, documented or not.
    pub fn headers(&self) -> &HeaderMap {
        self.reply.headers()
    }

    /// What a documented header holds, typed: see [`Reply::read`].
    ///
    /// # Errors
    ///
    /// When it does not hold what the document promises.
    pub fn read<H: Decode>(&self, header: Header<H>) -> Result<Option<H>, HeaderError> {
        self.reply.read(header)
    }

    /// The service's name for this request, from `X-Request-Id`.
    pub fn request_id(&self) -> Option<&str> {
        self.reply.request_id()
    }

    /// The reply as it came.
    pub fn reply(&self) -> &Reply {
        &self.reply
    }

    /// The reply as it came, on its own.
    pub fn into_reply(self) -> Reply {
        self.reply
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn strings_come_in_quotes_and_without() {
        for (content_type, body, expected) in [
            (Some("application/json"), "\"a\"", Ok("a")),
            (Some("application/json"), "a", Err(())),
            (Some("text/plain"), "\"a\"", Ok("\"a\"")),
            (Some("application/xml"), "<a/>", Ok("<a/>")),
            (Some("application/octet-stream"), "\"a\"", Ok("a")),
            (None, " \"a\"", Ok("a")),
            (None, "a", Ok("a")),
        ] {
            let header = content_type.map(HeaderValue::from_static);
            let headers = header.into_iter().map(|value| (http::header::CONTENT_TYPE, value)).collect();
            let reply = Reply::new(StatusCode::OK, headers, body);
            assert_eq!(reply.string().as_deref().map_err(|_| ()), expected, "{content_type:?} {body}");
        }
    }
}
