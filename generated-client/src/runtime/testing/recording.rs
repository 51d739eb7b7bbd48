//! What passed between a client and the service, as it can be kept in a file.

use std::collections::BTreeMap;
use std::panic::Location;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::answer::Kind;
use super::mock::Mock;
use super::received::Received;
use super::redact::Redactor;
use super::rule::{AnyRequest, Rule};
use crate::runtime::codec::{self, Decode, DecodeError, JsonKind, Reader, encode_plain};
use crate::runtime::declare::record;
use crate::runtime::formats::Base64;
use crate::runtime::transport::TransportErrorKind;

/// Names and values, such as headers.
pub(super) type Texts = BTreeMap<String, String>;

record! {
    /// What a [`Recorder`](super::Recorder) kept, without secrets; as JSON, it is for a file beside the test.
    pub struct Recording {
        /// The names that were hidden beside those that speak for themselves.
        pub hidden: Vec<String> = optional "hidden",
        /// What passed, in the order in which the requests were sent.
        pub exchanges: Vec<Exchange> = required "exchanges",
    }
}

record! {
    /// One request, and what came of it. In the place of a secret stands `***`.
    pub struct Exchange {
        /// The id of the operation that was called.
        pub operation: String = required "operation",
        /// Which attempt of its call it was, from 1 on.
        pub attempt: u32 = required "attempt",
        /// The method of the request, such as `POST`.
        pub method: String = required "method",
        /// The absolute URL, encoded as it was sent, without a user name.
        pub url: String = required "url",
        /// The headers, without those that a real transport adds.
        pub headers: BTreeMap<String, String> = required "headers",
        /// The body; `None` of a stream, which is not kept.
        pub body: Option<Payload> = optional "body",
        /// What was answered, if anything was.
        pub reply: Option<RecordedReply> = optional "reply",
        /// How the transport failed: `connect`, `io` or `other`. With neither this nor a reply, the client did not wait.
        pub failure: Option<String> = optional "failure",
    }
}

record! {
    /// A reply as it was recorded. In the place of a secret stands `***`.
    pub struct RecordedReply {
        /// The status, such as `200`.
        pub status: u16 = required "status",
        /// The headers; several of one name with commas between them.
        pub headers: BTreeMap<String, String> = required "headers",
        /// The body, as far as the client read it.
        pub body: Payload = required "body",
    }
}

/// A body: text, or bytes that are none. In JSON it is a string, or `{"base64": "…"}`, or `{"left_out": true}`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Payload {
    /// Text.
    Text(String),
    /// Bytes that are no UTF-8.
    Bytes(Base64),
    /// Nothing, since there may have been a secret in it that could not be taken out: the name of one stood in a body that
    /// was neither JSON nor a form.
    LeftOut,
}

impl Payload {
    pub(super) fn of(bytes: &Bytes) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes(Base64::from(bytes.to_vec())),
        }
    }

    /// The bytes of the body; none of one that was left out.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes.as_ref(),
            Self::LeftOut => &[],
        }
    }

    /// Whether it says the same, JSON in whatever order and spelling.
    fn says_as(&self, other: &Self) -> bool {
        let json = |it: &Self| serde_json::from_slice::<Value>(it.as_bytes()).ok();
        self == other || json(self).is_some_and(|value| json(other) == Some(value))
    }
}

impl Decode for Payload {
    fn blank() -> Self {
        Self::Text(String::new())
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if reader.peek_kind()? == JsonKind::String {
            return Ok(Self::Text(String::decode(reader)?));
        }
        let (mut bytes, mut left_out) = (None, None);
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_ref() {
                "base64" => reader.read(&mut bytes)?,
                "left_out" => reader.read(&mut left_out)?,
                _ => reader.skip()?,
            }
        }
        if left_out == Some(true) { Ok(Self::LeftOut) } else { reader.required("base64", bytes).map(Self::Bytes) }
    }
}

impl Serialize for Payload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => serializer.collect_map([("base64", bytes)]),
            Self::LeftOut => serializer.collect_map([("left_out", true)]),
        }
    }
}

encode_plain!(Payload);

impl Recording {
    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// When it is not that; the error says where.
    pub fn from_json(json: &str) -> Result<Self, DecodeError> {
        codec::from_slice(json.as_bytes())
    }

    /// The recording as JSON, for people to read and to check before it is kept.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).unwrap_or_else(|never| format!("{never}"));
        json.push('\n');
        json
    }

    /// A mock that answers as was recorded: each reply once, and requests that are alike in the order of the recording.
    ///
    /// A request must have the method, the path, the query and the body that was recorded, secrets aside; the host and the
    /// headers may be others. A failure of the transport is one again, and where the client did not wait for an answer,
    /// none comes. A reply whose body was [left out](Payload::LeftOut) comes as a failure of the transport, and a request
    /// whose body was left out is like any whose body would be. [`Mock::verify`] then checks that everything was asked for. More rules can be added.
    #[track_caller]
    pub fn replay(&self) -> Mock {
        let (mock, place) = (Mock::new(), Location::caller());
        let redactor = Redactor { names: self.hidden.clone() };
        for exchange in &self.exchanges {
            exchange.expect(&mock, &redactor, place);
        }
        mock
    }
}

impl Exchange {
    /// Sets up the rule for it.
    fn expect(&self, mock: &Mock, redactor: &Redactor, place: &'static Location<'static>) {
        let target = target(&self.url).to_owned();
        let (method, path) = (self.method.clone(), path(&target).to_owned());
        let is_meant = move |request: &Received| request.method() == method && request.uri().path() == path;
        let rule = Rule::new(format!("the recorded {}", self.operation), place, Box::new(is_meant));
        let (redactor, body) = (redactor.clone(), self.body.clone());
        let same_target = {
            let redactor = redactor.clone();
            move |request: &Received| self::target(&redactor.request(request).url) == target
        };
        let same_body =
            move |request: &Received| body.as_ref().is_none_or(|body| body.says_as(&redactor.request(request).body));
        let on = mock.add::<AnyRequest>(rule).when("of the recorded query", same_target);
        on.when("of the recorded body", same_body).times(1).answer(self.answer());
    }

    fn answer(&self) -> Kind {
        match (&self.reply, self.failure.as_deref()) {
            (_, Some("connect")) => Kind::Fail(TransportErrorKind::Connect),
            (_, Some("io")) => Kind::Fail(TransportErrorKind::Io),
            // There is nothing to answer where the body was left out.
            (_, Some(_)) | (Some(RecordedReply { body: Payload::LeftOut, .. }), None) => {
                Kind::Fail(TransportErrorKind::Other)
            }
            (None, None) => Kind::Hang,
            (Some(reply), None) => Kind::Reply(reply.response()),
        }
    }
}

impl RecordedReply {
    fn response(&self) -> http::Response<Bytes> {
        let header = |(name, value): (&String, &String)| {
            Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
        };
        let mut response = http::Response::new(Bytes::copy_from_slice(self.body.as_bytes()));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or_default();
        *response.headers_mut() = self.headers.iter().filter_map(header).collect::<HeaderMap>();
        response
    }
}

/// Path and query of an absolute URL.
fn target(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    behind.find('/').map_or("", |at| &behind[at..])
}

fn path(target: &str) -> &str {
    target.split_once('?').map_or(target, |(path, _)| path)
}
