//! What a mock says to a request, and making it from typed values.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;

use super::clock::Clock;
use super::received::Received;
use crate::runtime::body::Body;
use crate::runtime::operation::{Operation, Outcome};
use crate::runtime::reply::Reply;
use crate::runtime::transport::{TransportError, TransportErrorKind};

/// The statuses that a success may have, the likely ones first.
const SUCCESSES: [u16; 10] = [200, 201, 202, 204, 203, 205, 206, 207, 208, 226];

/// What is said to one request.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) delay: Duration,
    pub(super) kind: Kind,
}

#[derive(Clone)]
pub(super) enum Kind {
    Reply(http::Response<Bytes>),
    With(Arc<Respond>),
    Fail(TransportErrorKind),
    Hang,
}

/// Makes up a reply.
pub(super) type Respond = dyn Fn(&Received) -> http::Response<Bytes> + Send + Sync;

impl Answer {
    /// Says it to `request`, when it is time.
    pub(super) async fn say(self, request: &Received, clock: Clock) -> Result<http::Response<Body>, TransportError> {
        clock.sleep(self.delay).await;
        match self.kind {
            Kind::Reply(response) => Ok(response.map(Body::from)),
            Kind::With(respond) => Ok(respond(request).map(Body::from)),
            Kind::Fail(kind) => Err(TransportError::new(kind, "as the mock was told")),
            Kind::Hang => pending().await,
        }
    }
}

/// The reply that the client decodes as the success `output`.
///
/// # Errors
///
/// What keeps any reply from being that.
pub(super) fn success<Op: Operation>(output: &impl Serialize) -> Result<http::Response<Bytes>, String> {
    let id = Op::INFO.id;
    let body = json(id, output)?;
    if body != "null" && !Op::INFO.accept.is_some_and(|accept| accept.contains("json")) {
        return Err(format!("{id} does not answer with JSON: give the reply to `reply_raw`"));
    }
    let mut reason = "no status from 200 to 299 is documented".to_owned();
    for status in SUCCESSES {
        match decode::<Op>(status, &body) {
            Ok(Outcome::Success(_)) => return Ok(response(status, body)),
            Ok(_) => {}
            Err(error) => reason = format!("as {status}, {error}"),
        }
    }
    Err(format!("{id} has no success like that: {reason}"))
}

/// The reply that the client decodes as a documented failure.
///
/// # Errors
///
/// What keeps it from being one.
pub(super) fn failure<Op: Operation>(status: u16, error: &impl Serialize) -> Result<http::Response<Bytes>, String> {
    let id = Op::INFO.id;
    let body = json(id, error)?;
    match decode::<Op>(status, &body) {
        Ok(Outcome::Failure(_)) => Ok(response(status, body)),
        Ok(Outcome::Success(_)) => Err(format!("{status} is a success of {id}")),
        Ok(Outcome::Undocumented) => Err(format!("{id} does not document {status}: give the reply to `reply_raw`")),
        Err(error) => Err(format!("{id} has another body with {status}: {error}")),
    }
}

fn json(id: &str, value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(value).map_err(|error| format!("{id}: the value cannot be written as JSON: {error}"))
}

fn decode<Op: Operation>(status: u16, body: &str) -> Result<Outcome<Op::Output, Op::Error>, String> {
    let (head, body) = response(status, body.to_owned()).into_parts();
    Op::decode(&Reply::new(head.status, head.headers, body)).map_err(|error| error.to_string())
}

/// A JSON reply; nothing, where the value is nothing.
fn response(status: u16, body: String) -> http::Response<Bytes> {
    let mut headers = HeaderMap::new();
    let body = if body == "null" { Bytes::new() } else { Bytes::from(body) };
    if !body.is_empty() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    let mut response = http::Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    *response.headers_mut() = headers;
    response
}
