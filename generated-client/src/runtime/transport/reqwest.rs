//! The default transport: reqwest over rustls with ring, HTTP/1.1 and HTTP/2, the system's proxies and certificates.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ::reqwest::dns::{Addrs, Name, Resolve, Resolving};
use ::reqwest::{Client, Request, redirect, retry};
use http::Uri;
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use super::{BoxFuture, Obstacle, Transport, TransportError, TransportErrorKind};
use crate::runtime::body::{Body, BoxError};

/// How long a connection may take to be made, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Sends through reqwest, inside a tokio runtime.
///
/// It follows no redirect, resends nothing, honours the system's proxy settings (save for addresses of the machine's own
/// link, such as 169.254.169.254) and trusts the system's certificates. The connection pool is made at the first request, so creating a client costs nothing.
#[derive(Debug)]
pub struct ReqwestTransport {
    connect_timeout: Duration,
    client: Pool,
    direct: Pool,
}

/// A client that is made at the first request.
type Pool = OnceLock<Result<Client, Arc<BoxError>>>;

/// How a request gets to its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    /// As the system's proxy settings say.
    Configured,
    /// Past all proxies.
    Direct,
}

impl Route {
    /// An address of the machine's own link is another one for a proxy. Services that hand credentials to the machine are
    /// at such addresses, and what they say is not for a proxy.
    fn to(uri: &Uri) -> Self {
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        match host.parse() {
            Ok(IpAddr::V4(address)) if address.is_link_local() => Self::Direct,
            Ok(IpAddr::V6(address)) if address.is_unicast_link_local() => Self::Direct,
            _ => Self::Configured,
        }
    }
}

impl ReqwestTransport {
    /// A transport that waits up to 10 seconds for a connection.
    pub fn new() -> Self {
        Self { connect_timeout: CONNECT_TIMEOUT, client: Pool::new(), direct: Pool::new() }
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
    /// take the credentials there, and a signature does not hold for another URL.
    pub fn from_client(client: Client) -> Self {
        let direct = Pool::from(Ok(client.clone()));
        Self { connect_timeout: CONNECT_TIMEOUT, client: Pool::from(Ok(client)), direct }
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

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let route = Route::to(request.uri());
            let request = Request::try_from(request.map(outgoing)).map_err(classify)?;
            let response = self.client(route)?.execute(request).await.map_err(classify)?;
            Ok(http::Response::from(response).map(Body::stream))
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // The timer must be made inside the future: it looks for the runtime as soon as it exists.
        Box::pin(async move { tokio::time::sleep(duration).await })
    }
}

/// The configuration is handed over complete, so no process-wide crypto provider is needed or installed.
fn connect(timeout: Duration, route: Route) -> Result<Client, BoxError> {
    let mut tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(timeout)
        .dns_resolver(Arc::new(Names))
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never());
    Ok(match route {
        Route::Configured => client.build()?,
        Route::Direct => client.no_proxy().build()?,
    })
}

/// Bytes at hand are given as bytes, which lets reqwest announce their length.
fn outgoing(body: Body) -> ::reqwest::Body {
    match body.as_bytes() {
        Some(bytes) => bytes.clone().into(),
        None => ::reqwest::Body::wrap(body),
    }
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

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use bytes::Bytes;
    use http_body_util::BodyExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Accepts one connection, answers whatever comes with `answer`, and gives what came.
    async fn serve(listener: TcpListener, answer: &'static str) -> io::Result<String> {
        let (mut stream, _) = listener.accept().await?;
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).await?;
        stream.write_all(answer.as_bytes()).await?;
        request.truncate(length);
        Ok(String::from_utf8_lossy(&request).into_owned())
    }

    async fn listen() -> io::Result<(TcpListener, SocketAddr)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    }

    fn post(address: SocketAddr) -> http::Request<Body> {
        let request = http::Request::post(format!("http://{address}/a%2Fb?c=%27")).header("accept", "x/y");
        request.body(Body::from(Bytes::from_static(b"hello"))).expect("the request is valid")
    }

    #[tokio::test]
    async fn requests_arrive_as_they_are_and_redirects_are_not_followed() -> io::Result<()> {
        let (listener, address) = listen().await?;
        let answer = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 2\r\n\r\nok";
        let server = tokio::spawn(serve(listener, answer));
        let response = ReqwestTransport::new().send(post(address)).await.expect("there is a response");
        assert_eq!(response.status(), 302);
        assert_eq!(
            response.into_body().collect().await.map(http_body_util::Collected::to_bytes).ok(),
            Some("ok".into())
        );
        let expected =
            format!("POST /a%2Fb?c=%27 HTTP/1.1\r\naccept: x/y\r\nhost: {address}\r\ncontent-length: 5\r\n\r\nhello");
        assert_eq!(server.await??, expected);
        Ok(())
    }

    #[tokio::test]
    async fn failures_tell_whether_the_request_was_sent() -> io::Result<()> {
        let (listener, address) = listen().await?;
        let server = tokio::spawn(serve(listener, ""));
        let error = ReqwestTransport::new().send(post(address)).await.expect_err("the connection is closed");
        assert_eq!(error.kind(), TransportErrorKind::Io);
        server.await??;
        let error = ReqwestTransport::new().send(post(address)).await.expect_err("nobody listens any more");
        assert_eq!(error.kind(), TransportErrorKind::Connect);
        assert!(!format!("{error} {error:?}").contains("a%2Fb"), "{error:?}");
        Ok(())
    }

    #[tokio::test]
    async fn names_and_handshakes_that_fail_are_told_from_other_obstacles() -> io::Result<()> {
        let (listener, address) = listen().await?;
        let server = tokio::spawn(serve(listener, "HTTP/1.1 400 Bad Request\r\n\r\n"));
        let get = |url: String| {
            let request = http::Request::get(url).body(Body::empty()).expect("the request is valid");
            async move { ReqwestTransport::new().send(request).await.expect_err("there is no way") }
        };
        let error = get(format!("https://{address}/")).await;
        assert_eq!((error.kind(), error.obstacle()), (TransportErrorKind::Connect, Some(Obstacle::Tls)), "{error}");
        server.await??;
        let error = get(format!("https://{address}/")).await;
        assert_eq!((error.kind(), error.obstacle()), (TransportErrorKind::Connect, None), "{error}");
        let error = get("https://no-such-host.invalid/".to_owned()).await;
        assert_eq!((error.kind(), error.obstacle()), (TransportErrorKind::Connect, Some(Obstacle::Name)), "{error}");
        Ok(())
    }

    #[test]
    fn addresses_of_the_link_are_reached_past_proxies() {
        for (url, expected) in [
            ("http://169.254.169.254/openstack", Route::Direct),
            ("http://[fe80::a9fe:a9fe]:80/", Route::Direct),
            ("https://169.253.0.1", Route::Configured),
            ("https://[2001:db8::1]/", Route::Configured),
            ("https://169.254.169.254.example.com/", Route::Configured),
            ("http://127.0.0.1/", Route::Configured),
            ("/", Route::Configured),
        ] {
            assert_eq!(Route::to(&url.parse().expect("the URL is valid")), expected, "{url}");
        }
    }

    #[test]
    fn tls_needs_no_global_provider() {
        assert!(connect(CONNECT_TIMEOUT, Route::Configured).is_ok());
        assert!(connect(CONNECT_TIMEOUT, Route::Direct).is_ok());
        assert!(rustls::crypto::CryptoProvider::get_default().is_none());
    }
}
