//! The one door to the network: a trait with two methods, so that any HTTP library and any executor will do.

#[cfg(feature = "reqwest")]
mod reqwest;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::body::{Body, BoxError};

#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;

/// A future on the heap that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests and lets time pass.
///
/// A transport does what it is told: it follows no redirect, resends nothing that may have been processed, and
/// adds no credential. Timeouts, limits and retries are the client's business.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and gives the response as soon as its head is there.
    ///
    /// Dropping the future gives up on the request.
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;

    /// Completes after `duration`. Every timeout and every pause between polls goes through here.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// Why no complete response arrived.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    obstacle: Option<Obstacle>,
    source: BoxError,
}

/// What is known about a request that has no complete response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made, so the request was provably never sent.
    Connect,
    /// The connection broke: the request may have been sent, and processed.
    Io,
    /// Something else, which another attempt would meet again.
    Other,
}

/// What stands between here and a host that may well be up: another [endpoint](super::Endpoint::or) may not have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// The host's name is not known.
    Name,
    /// The TLS handshake failed: the certificate does not hold, or the two cannot agree.
    Tls,
}

impl TransportError {
    /// An error of that kind, with its cause.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, obstacle: None, source: source.into() }
    }

    /// Says what kept the connection from being made.
    #[must_use]
    pub fn with_obstacle(mut self, obstacle: Obstacle) -> Self {
        self.obstacle = Some(obstacle);
        self
    }

    /// What kept the connection from being made, if that is known.
    pub fn obstacle(&self) -> Option<Obstacle> {
        self.obstacle.filter(|_| self.kind == TransportErrorKind::Connect)
    }

    /// What is known about the request.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "could not connect",
            TransportErrorKind::Io => "the connection failed",
            TransportErrorKind::Other => "no usable response",
        })?;
        write!(f, ": {}", root_cause(self.source.as_ref()))
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.source.as_ref())
    }
}

/// The layers in between repeat themselves; the innermost says what happened ("connection refused").
fn root_cause<'e>(mut error: &'e (dyn std::error::Error + 'static)) -> &'e (dyn std::error::Error + 'static) {
    while let Some(source) = error.source() {
        error = source;
    }
    error
}

/// Stands in when the crate is built without a transport: requests can be built but not sent.
#[cfg(not(feature = "reqwest"))]
pub(super) struct NoTransport;

#[cfg(not(feature = "reqwest"))]
impl Transport for NoTransport {
    fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let message = "there is no transport: give one to ClientBuilder::transport or enable the feature `reqwest`";
        Box::pin(std::future::ready(Err(TransportError::new(TransportErrorKind::Other, message))))
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}
