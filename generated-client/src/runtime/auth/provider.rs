//! Credentials that are fetched when a call needs them: what fetches them, with what means, and why it may fail.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderValue;
use http::header::{Entry, USER_AGENT};

use super::Credential;
use super::apply::{Chosen, apply, fetch};
use super::echo::Echo;
use crate::runtime::body::{self, Body};
use crate::runtime::client::{self, ClientBuilder};
use crate::runtime::endpoint::Base;
use crate::runtime::operation::{SchemeKind, Scopes};
use crate::runtime::reply::Reply;
use crate::runtime::send::within;
use crate::runtime::transport::{BoxFuture, Transport, TransportError, TransportErrorKind};

/// How long the reply to a provider's own request may be: tokens are a few KB.
const MAX_REPLY_BYTES: usize = 4 << 20;

/// Fetches a credential, and fetches another one before it expires.
///
/// It is asked before each attempt of a call that needs its credential, so what it fetched it should keep: a
/// [`CredentialCache`](super::CredentialCache) does that. It may be asked by many calls at once.
pub trait CredentialProvider: Send + Sync + 'static {
    /// The credential to use now. It must not be another provider.
    ///
    /// Dropping the future gives up; the time of the call that asks applies.
    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>>;

    /// The credential, if it is at hand and still good: for a request that is built but not sent.
    fn at_hand(&self, context: &Context) -> Option<Credential>;

    /// Told that the service answered 401 to a request with the credential `used`: whether to send once more.
    ///
    /// A provider that takes the credential for expired forgets it first, so that another one is fetched.
    fn refused(&self, used: &Credential, reply: &Reply) -> Refused {
        let _ = (used, reply);
        Refused::Final
    }
}

/// A provider may be shared between clients, which then fetch a credential once for all of them.
impl<P: CredentialProvider + ?Sized> CredentialProvider for Arc<P> {
    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        self.as_ref().credential(context)
    }

    fn at_hand(&self, context: &Context) -> Option<Credential> {
        self.as_ref().at_hand(context)
    }

    fn refused(&self, used: &Credential, reply: &Reply) -> Refused {
        self.as_ref().refused(used, reply)
    }
}

/// What a 401 means to a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// Nothing that the provider could mend: the 401 is the result of the call.
    Final,
    /// The credential had expired: the request is sent once more, with another one.
    Expired,
}

/// The means of a provider: the transport, the clock and the name of the client that asks, and what the call asks for.
#[derive(Clone)]
pub struct Context {
    /// The API's, once a call asks.
    pub(in crate::runtime) endpoint: Option<Base>,
    pub(in crate::runtime) scopes: Scopes,
    /// How long the call that asks may still take.
    pub(in crate::runtime) time: Duration,
    pub(in crate::runtime) transport: Arc<dyn Transport>,
    pub(in crate::runtime) clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    pub(in crate::runtime) user_agent: HeaderValue,
}

impl Context {
    /// What the client that `builder` makes will send with and tell the time by, for requests before it is built.
    pub fn of(builder: &mut ClientBuilder) -> Self {
        client::context(builder)
    }

    /// The time by the client's clock.
    pub fn now(&self) -> SystemTime {
        (self.clock)()
    }

    /// What the operation wants to be allowed, by the names of the scheme: the scopes of OAuth 2.
    pub fn scopes(&self) -> &'static [&'static str] {
        self.scopes
    }

    /// An address of the document as a full URL: one that is relative is so to the client's endpoint, if it has one.
    pub fn full_url(&self, url: &str) -> Option<String> {
        match &self.endpoint {
            _ if url.contains("://") => Some(url.to_owned()),
            Some(endpoint) => endpoint.beside(url).ok(),
            None => None,
        }
    }

    /// Sends a request of the provider's own, once, and reads the whole reply, within `timeout`. A failure that repeats
    /// what stands in a header marked as sensitive has a mask in its place.
    ///
    /// # Errors
    ///
    /// When no complete reply arrives. A reply of any status is a success here.
    pub async fn send(&self, mut request: http::Request<Bytes>, timeout: Duration) -> Result<Reply, TransportError> {
        self.name(&mut request);
        let echo = Echo::of(&[], request.uri(), request.headers());
        let exchange = async {
            let (mut head, mut body) = self.transport.send(request.map(Body::from)).await?.into_parts();
            let body = body::read(&mut body, MAX_REPLY_BYTES).await?;
            if head.status.is_success() {
                return Ok(Reply::new(head.status, head.headers, body));
            }
            echo.hide_in_headers(&mut head.headers);
            Ok(Reply::new(head.status, head.headers, echo.hide(body)))
        };
        let timed_out = || Err(TransportError::new(TransportErrorKind::Io, format!("no answer within {timeout:?}")));
        within(self.transport.sleep(timeout), pin!(exchange)).await.unwrap_or_else(timed_out)
    }

    /// Puts `credential` into a request of the provider's own, fetching it if it is another provider's.
    ///
    /// # Errors
    ///
    /// When it cannot be fetched, or is not of the kind that goes there.
    pub async fn authorize(
        &self,
        request: &mut http::Request<Bytes>,
        kind: SchemeKind,
        credential: &Credential,
    ) -> Result<(), CredentialError> {
        // A signature is over all headers, so this one must be there before.
        self.name(request);
        let mut chosen = [Chosen::new("", kind, &[], credential)];
        fetch(&mut chosen, self).await?;
        let mut headers = std::mem::take(request.headers_mut());
        let target = (request.method(), request.uri());
        let applied = apply(target, &mut headers, Some(request.body()), &chosen, || self.now());
        *request.headers_mut() = headers;
        applied.map_err(|problem| CredentialError::new(Outlook::Lasting, problem.to_string()))
    }

    /// Says which program asks, unless the request does.
    fn name(&self, request: &mut http::Request<Bytes>) {
        if let Entry::Vacant(entry) = request.headers_mut().entry(USER_AGENT) {
            entry.insert(self.user_agent.clone());
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("user_agent", &self.user_agent).finish_non_exhaustive()
    }
}

/// Why there is no credential. Its message names what failed, and never a secret.
#[derive(Debug, Clone)]
pub struct CredentialError {
    message: Arc<str>,
    outlook: Outlook,
    pause: Duration,
}

/// Whether asking a provider again may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outlook {
    /// The failure may pass: no connection, or a service in trouble.
    Passing,
    /// The same failure would come again: a wrong password, nothing configured.
    Lasting,
}

impl CredentialError {
    /// An error with that message, which must not contain a secret.
    pub fn new(outlook: Outlook, message: impl Into<String>) -> Self {
        Self { message: message.into().into(), outlook, pause: Duration::ZERO }
    }

    /// Whoever was asked wants to be left alone for so long: `Retry-After`.
    #[must_use]
    pub fn after(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// How long not to ask again.
    pub fn pause(&self) -> Duration {
        self.pause
    }

    /// Whether asking again may help.
    pub fn outlook(&self) -> Outlook {
        self.outlook
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CredentialError {}
