//! The client: what all calls share, checked once and cheap to clone.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue};

use super::auth::{Context, Credential, Credentials};
use super::draft::own_header;
use super::endpoint::{Base, Endpoint, Origin};
use super::error::{ErrorReader, Problem};
use super::hook::{Answered, Hooks, Outgoing};
use super::path::{self, PathValue};
use super::retry::{Budget, Jitter, RETRIES, Retry};
use super::transport::Transport;

/// How long a call may take in total, unless told otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How long a stream may be silent, unless told otherwise.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a response's body may be, unless told otherwise: 64 MiB.
const MAX_RESPONSE_BYTES: usize = 64 << 20;

const NAME_AND_VERSION: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// A client of the API. Clones share its connections and cost next to nothing.
///
/// Generated code adds a method per operation here, so the runtime keeps its own names in a field.
#[derive(Clone)]
pub struct Client {
    pub(super) shared: Arc<Shared>,
}

/// What the clones of a client share.
pub(super) struct Shared {
    pub(super) base: Option<(Base, Origin)>,
    pub(super) credentials: Credentials,
    pub(super) headers: HeaderMap,
    pub(super) user_agent: HeaderValue,
    pub(super) timeout: Duration,
    pub(super) idle_timeout: Duration,
    pub(super) max_response_bytes: usize,
    pub(super) max_request_bytes: Option<u64>,
    pub(super) retry: Retry,
    pub(super) budget: Budget,
    pub(super) jitter: Jitter,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) errors: Option<Arc<dyn ErrorReader>>,
    pub(super) hooks: Hooks,
    /// What those that fetch credentials work with.
    pub(super) context: Context,
    parameters: BTreeMap<&'static str, PathValue>,
}

type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

impl Shared {
    /// A path parameter that is set for all calls.
    pub(super) fn parameter(&self, name: &str) -> Option<&PathValue> {
        self.parameters.get(name)
    }

    /// The time to sign with.
    pub(super) fn now(&self) -> SystemTime {
        self.context.now()
    }
}

/// Shows where the client sends to and under which schemes, never with what.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.shared.base.as_ref().map(|(base, _)| base))
            .field("credentials", &self.shared.credentials)
            .field("parameters", &self.shared.parameters)
            .field("timeout", &self.shared.timeout)
            .finish_non_exhaustive()
    }
}

/// Puts a [`Client`] together.
#[must_use = "a builder does nothing until `build` is called"]
#[derive(Default)]
pub struct ClientBuilder {
    endpoint: Option<Endpoint>,
    credentials: Credentials,
    parameters: BTreeMap<&'static str, String>,
    headers: Vec<(String, String)>,
    user_agent: Option<String>,
    timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    max_response_bytes: Option<usize>,
    max_request_bytes: Option<u64>,
    retry: Retry,
    retry_budget: Option<u32>,
    seed: Option<u64>,
    transport: Option<Arc<dyn Transport>>,
    errors: Option<Arc<dyn ErrorReader>>,
    clock: Option<Clock>,
    hooks: Hooks,
}

impl ClientBuilder {
    /// A builder to which nothing has been told. `Client::builder`, which the crate adds around this runtime, may know
    /// more.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends calls to that base URL, or to that server of the document.
    ///
    /// A URL without a scheme means `https://`; `http://` has to be written out, and sends credentials in the clear.
    /// Without this, calls go to the document's server if it has exactly one.
    pub fn endpoint(mut self, endpoint: impl Into<Endpoint>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Uses `credential` for the operations that ask for `scheme`, and for no other.
    pub fn credential(mut self, scheme: &'static str, credential: Credential) -> Self {
        self.credentials.insert(scheme, credential);
        self
    }

    /// Sets a path parameter for all calls that have it.
    pub fn parameter(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.parameters.insert(name, value.into());
        self
    }

    /// Sends a header with every call. It wins over what the operation implies, save for the `Content-Type` of a body.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Names the program in the `User-Agent` header, instead of this crate's name and version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Allows each call that long in total, retries and the response's body included: 60 seconds if not set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Allows a [stream](super::stream) to be silent that long: 60 seconds if not set. How long it takes in total has no
    /// limit.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = Some(timeout);
        self
    }

    /// Sends again as `retry` says: see [`Retry::new`] for what holds if this is not set.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Limits the retries of all calls together: 100 if not set.
    ///
    /// So many retries may come one after the other; then there are none left until calls succeed, five of which pay
    /// for one retry. A call that finds none left reports the failure it has.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = Some(retries);
        self
    }

    /// Makes the pauses between attempts the same every time.
    #[cfg(test)]
    pub(super) fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Refuses responses whose body is longer than that many bytes: 64 MiB if not set. Of a [stream](super::stream) it
    /// is an item that must not be longer.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = Some(bytes);
        self
    }

    /// Sends no request whose body is longer than that many bytes: a body of any length is sent if this is not set.
    ///
    /// A stream whose length is not known beforehand is not measured.
    pub fn max_request_bytes(mut self, bytes: u64) -> Self {
        self.max_request_bytes = Some(bytes);
        self
    }

    /// Sends through `transport` instead of the default one.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Reads failures with `reader`, which knows what the document does not tell about them.
    pub fn errors(mut self, reader: impl ErrorReader) -> Self {
        self.errors = Some(Arc::new(reader));
        self
    }

    /// Signs with the time that `clock` tells instead of the system's: for a machine whose clock is wrong, and for
    /// tests.
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Calls `hook` with each request before it is signed and sent, retries and polls included. It may add headers.
    ///
    /// Several hooks are called in the order in which they were given. [`Call::build`](super::Call::build) calls them,
    /// too, since their headers are part of the request. A hook that blocks or panics does so to the call. Where an attempt
    /// goes on to another endpoint, as the first could not be reached ([`Endpoint::or`]), the hook has seen the first alone.
    ///
    /// ```
    /// use generated_client::Client;
    ///
    /// let client = Client::builder().on_request(|request| request.set_header("X-Trace-Id", "4bf92f35"));
    /// ```
    pub fn on_request(mut self, hook: impl Fn(&mut Outgoing<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.before.push(Box::new(hook));
        self
    }

    /// Calls `hook` with each attempt that has ended, with or without a reply: for logs and metrics.
    ///
    /// An attempt is not reported when its future is dropped before it ends. A reply is shown as it came; where the
    /// service hands out tokens, they are in it.
    ///
    /// ```
    /// use generated_client::Client;
    ///
    /// let client = Client::builder().on_response(|it| {
    ///     let status = it.reply().map(|reply| reply.status());
    ///     println!("{}, attempt {}: {status:?} in {:?}", it.attempt().operation.id, it.attempt().number, it.elapsed());
    /// });
    /// ```
    pub fn on_response(mut self, hook: impl Fn(&Answered<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.after.push(Box::new(hook));
        self
    }

    /// Checks everything and gives the client. Nothing is sent, and no connection is made.
    ///
    /// # Errors
    ///
    /// When the endpoint, a parameter or a header cannot be used; the error lists everything that is wrong.
    pub fn build(mut self) -> Result<Client, BuildError> {
        let mut problems = Vec::new();
        let parse = |endpoint: &Endpoint| Base::parse(endpoint).map(|base| (base, endpoint.origin()));
        let base = checked(self.endpoint.as_ref().map(parse).transpose().map_err(Problem::Endpoint), &mut problems);
        let user_agent = self.user_agent.as_deref().unwrap_or(NAME_AND_VERSION);
        let user_agent = checked(own_header(USER_AGENT.as_str(), user_agent), &mut problems);
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            headers.extend(checked(own_header(name, value), &mut problems));
        }
        problems.extend(self.parameters.iter().filter_map(|(name, value)| refused(name, value)));
        let (Some(base), Some((_, user_agent)), true) = (base, user_agent, problems.is_empty()) else {
            return Err(BuildError { problems });
        };
        let context = context(&mut self);
        let shared = Shared {
            transport: Arc::clone(&context.transport),
            context,
            base,
            credentials: self.credentials,
            parameters: self.parameters.into_iter().map(|(name, value)| (name, value.into())).collect(),
            headers,
            user_agent,
            timeout: self.timeout.unwrap_or(TIMEOUT),
            idle_timeout: self.idle_timeout.unwrap_or(IDLE_TIMEOUT),
            max_response_bytes: self.max_response_bytes.unwrap_or(MAX_RESPONSE_BYTES),
            max_request_bytes: self.max_request_bytes,
            retry: self.retry,
            budget: Budget::new(self.retry_budget.unwrap_or(RETRIES)),
            jitter: self.seed.map_or_else(Jitter::random, Jitter::seeded),
            errors: self.errors,
            hooks: self.hooks,
        };
        Ok(Client { shared: Arc::new(shared) })
    }
}

/// What requests go out with that are sent while a client is put together. The client is then built with the same.
pub(super) fn context(builder: &mut ClientBuilder) -> Context {
    let user_agent = builder.user_agent.as_deref().and_then(|name| HeaderValue::from_str(name).ok());
    Context {
        endpoint: None,
        scopes: &[],
        time: Duration::MAX,
        transport: Arc::clone(builder.transport.get_or_insert_with(default_transport)),
        clock: Arc::clone(builder.clock.get_or_insert_with(|| Arc::new(SystemTime::now))),
        user_agent: user_agent.unwrap_or(HeaderValue::from_static(NAME_AND_VERSION)),
    }
}

fn checked<T>(result: Result<T, Problem>, problems: &mut Vec<Problem>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

fn refused(name: &str, value: &str) -> Option<Problem> {
    path::refusal(value).map(|reason| Problem::Parameter { name: name.into(), reason: reason.into() })
}

#[cfg(feature = "reqwest")]
fn default_transport() -> Arc<dyn Transport> {
    Arc::new(super::transport::ReqwestTransport::new())
}

#[cfg(not(feature = "reqwest"))]
fn default_transport() -> Arc<dyn Transport> {
    Arc::new(super::transport::NoTransport)
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("parameters", &self.parameters)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// Why a client could not be built.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildError {
    problems: Vec<Problem>,
}

impl BuildError {
    /// Everything found to be wrong, at least one thing.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the client cannot be built: {}", super::error::Lines(&self.problems))
    }
}

impl std::error::Error for BuildError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::testing::{SECRET, TestSigner};

    #[test]
    fn what_cannot_be_used_is_reported_together() {
        let error = ClientBuilder::new()
            .endpoint("ftp://example.com")
            .parameter("project_id", "..")
            .header("Host", "elsewhere")
            .header("bad name", "x")
            .user_agent("two\nlines")
            .build()
            .map_err(|error| error.to_string());
        insta::assert_snapshot!(error.unwrap_err(), @"the client cannot be built: the endpoint's scheme must be https or http; the header `user-agent` has a value with control characters; the header `Host` is set by the transport; the header `bad name` is not a header name; `project_id` is `.` or `..`, which would change the path");
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let builder = ClientBuilder::new()
            .credential("token", Credential::value(SECRET))
            .credential("basic", Credential::basic("me", SECRET))
            .credential("akSk", Credential::signer(TestSigner))
            .header("X-Other", SECRET);
        let before = format!("{builder:?}");
        let client = builder.build();
        assert!(client.is_ok());
        let output = format!("{before} {client:?} {:?}", Credential::bearer(SECRET));
        assert!(!output.contains(SECRET), "{output}");
    }
}
