//! The default transport: reqwest over rustls with ring, HTTP/1.1 and HTTP/2, the system's proxies and certificates.

mod origin;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt;
use std::future::{Future, poll_fn, ready};
use std::io;
use std::sync::{Arc, OnceLock};
use std::task::{self, Poll};
use std::time::Duration;

use ::reqwest::dns::{Addrs, Name, Resolve, Resolving};
use ::reqwest::{Client, ClientBuilder, Request, Url, redirect, retry};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use self::origin::{Origins, Route};
use super::{BoxFuture, Obstacle, Transport, TransportError, TransportErrorKind};
use crate::runtime::body::{Body, BoxError};

/// How long a connection may take to be made, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the head of a reply may be over HTTP/2. Tokens stand there, and the usual 16 KiB are too few for some; over
/// HTTP/1.1 there is room for about 400 KiB.
const MAX_HEAD_BYTES: u32 = 256 << 10;

/// Sends through reqwest, inside a tokio runtime.
///
/// It follows no redirect, resends nothing, honours the system's proxy settings (save for the machine itself, such as
/// 127.0.0.1, and its own link, such as 169.254.169.254) and trusts the system's certificates. The connection pool is made
/// at the first request, so creating a client costs nothing.
pub struct ReqwestTransport {
    connect_timeout: Duration,
    client: Pool,
    direct: Pool,
    origins: Origins,
}

/// A client that is made at the first request.
type Pool = OnceLock<Result<Client, Arc<BoxError>>>;

impl ReqwestTransport {
    /// A transport that waits up to 10 seconds for a connection.
    pub fn new() -> Self {
        Self::with(Pool::new(), Pool::new())
    }

    /// Waits that long for a connection, TLS included. The total time of a call is bounded by the client's timeout.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Uses a client that the caller configured: its own proxies, certificates, addresses.
    ///
    /// Such a client must not follow redirects (`redirect::Policy::none()`): a redirect to another host would
    /// take the credentials there, and a signature does not hold for another URL. Nor may it send again of its own accord,
    /// as reqwest does unless told otherwise (`retry::never()`): whether a request may have been processed is the client's
    /// to judge.
    pub fn from_client(client: Client) -> Self {
        Self::with(Pool::from(Ok(client.clone())), Pool::from(Ok(client)))
    }

    fn with(client: Pool, direct: Pool) -> Self {
        Self { connect_timeout: CONNECT_TIMEOUT, client, direct, origins: Origins::default() }
    }

    fn client(&self, route: Route) -> Result<&Client, TransportError> {
        let pool = match route {
            Route::Configured => &self.client,
            Route::Direct => &self.direct,
        };
        let client = pool.get_or_init(|| connect(self.connect_timeout, route).map_err(Arc::new));
        // The next attempt would find the same configuration.
        client.as_ref().map_err(|error| TransportError::new(TransportErrorKind::Other, error.to_string()))
    }
}

impl Default for ReqwestTransport {
    fn default() -> Self {
        Self::new()
    }
}

/// Says nothing about a client that the caller configured: there may be a password in its headers.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").field("connect_timeout", &self.connect_timeout).finish_non_exhaustive()
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let client = self.origins.url(request.uri()).and_then(|(url, route)| Ok((self.client(route)?, url)));
        let mut response = match client {
            Ok((client, url)) => Box::pin(client.execute(outgoing(request, url))),
            Err(error) => return Box::pin(ready(Err(error))),
        };
        // As a block, this would have to move what it waits for, which is large.
        Box::pin(poll_fn(move |cx| {
            let response = task::ready!(response.as_mut().poll(cx)).map_err(classify)?;
            Poll::Ready(Ok(http::Response::from(response).map(Body::stream)))
        }))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // The timer must be made inside the future: it looks for the runtime as soon as it exists.
        Box::pin(async move { tokio::time::sleep(duration).await })
    }
}

/// The configuration is handed over complete, so no process-wide crypto provider is needed or installed.
fn connect(timeout: Duration, route: Route) -> Result<Client, BoxError> {
    let client = builder(timeout)?;
    Ok(match route {
        Route::Configured => client.build()?,
        Route::Direct => client.no_proxy().build()?,
    })
}

fn builder(timeout: Duration) -> Result<ClientBuilder, BoxError> {
    let mut tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(timeout)
        .http2_max_header_list_size(MAX_HEAD_BYTES)
        .dns_resolver(Arc::new(Names))
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never()))
}

/// The request as reqwest has it, for `url`, which is its own. Bytes at hand are given as bytes, which lets reqwest
/// announce their length.
fn outgoing(request: http::Request<Body>, url: Url) -> Request {
    let (head, body) = request.into_parts();
    let mut request = Request::new(head.method, url);
    *request.headers_mut() = head.headers;
    *request.version_mut() = head.version;
    let bytes = body.as_bytes().cloned();
    *request.body_mut() = Some(bytes.map_or_else(|| ::reqwest::Body::wrap(body), Into::into));
    request
}

/// reqwest's errors print the URL, whose query may hold a credential: it is taken out.
fn classify(error: ::reqwest::Error) -> TransportError {
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_builder() {
        TransportErrorKind::Other
    } else {
        TransportErrorKind::Io
    };
    let obstacle = obstacle(&error);
    let error = TransportError::new(kind, error.without_url());
    match obstacle {
        Some(obstacle) => error.with_obstacle(obstacle),
        None => error,
    }
}

/// Whether a name or a handshake is among the causes of an error.
fn obstacle(error: &(dyn Error + 'static)) -> Option<Obstacle> {
    if error.is::<UnknownName>() {
        return Some(Obstacle::Name);
    }
    if error.is::<rustls::Error>() {
        return Some(Obstacle::Tls);
    }
    // An I/O error that wraps another one gives its source, and leaves the error itself out.
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.and_then(|inner| obstacle(inner)).or_else(|| obstacle(error.source()?))
}

/// Finds addresses as the system does, and marks the errors of that: reqwest does not tell them from others.
struct Names;

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(addresses) => Ok(Box::new(addresses.collect::<Vec<_>>().into_iter()) as Addrs),
                Err(error) => Err(UnknownName(error).into()),
            }
        })
    }
}

/// A host whose addresses were not found.
#[derive(Debug)]
struct UnknownName(io::Error);

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the host's name cannot be resolved: {}", self.0)
    }
}

impl Error for UnknownName {}
