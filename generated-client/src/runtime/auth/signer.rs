//! What signs requests: a trait, and the view it gets of a request.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use http::{HeaderMap, HeaderName, Method, Uri};

/// Signs requests. It sees each request complete, just before it is sent, and anew on every attempt.
pub trait Signer: Send + Sync + 'static {
    /// Adds the headers that prove who sends `request`. `now` is the time to sign with.
    ///
    /// # Errors
    ///
    /// When the request cannot be signed; it is then not sent.
    fn sign(&self, request: &mut SigningRequest<'_>, now: SystemTime) -> Result<(), SignError>;
}

/// A signer may be shared between clients.
impl<S: Signer + ?Sized> Signer for Arc<S> {
    fn sign(&self, request: &mut SigningRequest<'_>, now: SystemTime) -> Result<(), SignError> {
        self.as_ref().sign(request, now)
    }
}

/// A complete request, as a signer sees it.
#[derive(Debug)]
pub struct SigningRequest<'r> {
    pub(super) method: &'r Method,
    pub(super) uri: &'r Uri,
    pub(super) headers: &'r mut HeaderMap,
    pub(super) body: Option<&'r [u8]>,
    pub(super) open: Vec<HeaderName>,
}

impl SigningRequest<'_> {
    /// The method of the request, such as `POST`.
    pub fn method(&self) -> &Method {
        self.method
    }

    /// The absolute URL, encoded as it will be sent. Its authority is the `Host` that will be sent.
    pub fn uri(&self) -> &Uri {
        self.uri
    }

    /// The `Host` that will be sent: without user, and without the scheme's default port.
    pub fn host(&self) -> &str {
        self.uri.authority().map_or("", |authority| authority.as_str())
    }

    /// The headers set so far. `Host` and `Content-Length` are not among them; the transport adds them.
    pub fn headers(&self) -> &HeaderMap {
        self.headers
    }

    /// The headers, to add some.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.headers
    }

    /// Says that a header which the signer sets holds nothing secret. All others that it adds are taken for tokens, and
    /// are shown to nobody.
    pub fn show(&mut self, name: HeaderName) {
        self.open.push(name);
    }

    /// The body, byte for byte, empty if there is none. A stream, which no one has read yet, is `None`.
    pub fn body(&self) -> Option<&[u8]> {
        self.body
    }
}

/// Why a signer did not sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignError(String);

impl SignError {
    /// An error with that message, which must not contain a secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SignError {}
