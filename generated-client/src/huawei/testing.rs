//! What the tests of this module share: a cloud that answers as a test says, a machine, and a clock to turn.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};

use super::{Config, Environment};
use crate::runtime::body::Body;
use crate::runtime::transport::{BoxFuture, Transport, TransportError, TransportErrorKind};

/// 2024-01-02T03:04:05Z.
pub(super) const NOW: Duration = Duration::from_secs(1_704_164_645);

/// A request as it left.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// `POST https://host/path?query`
    pub(super) line: String,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// What the cloud says to a request.
#[derive(Debug, Clone)]
pub(super) struct Said {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
    after: Duration,
}

impl Said {
    pub(super) fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), after: Duration::ZERO }
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn body(&self) -> &str {
        &self.body
    }

    /// The answer comes that much later.
    pub(super) fn after(mut self, time: Duration) -> Self {
        self.after = time;
        self
    }

    /// There is nobody who would answer.
    pub(super) fn nobody() -> Self {
        Self::new(0, "")
    }
}

/// A cloud, a machine and a clock.
#[derive(Clone)]
pub(super) struct Cloud(Arc<Inner>);

struct Inner {
    answer: Box<dyn Fn(&Seen) -> Said + Send + Sync>,
    seen: Mutex<Vec<Seen>>,
    passed: Mutex<Duration>,
}

impl Cloud {
    pub(super) fn new(answer: impl Fn(&Seen) -> Said + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner { answer: Box::new(answer), seen: Mutex::default(), passed: Mutex::default() }))
    }

    /// The requests so far.
    pub(super) fn seen(&self) -> Vec<Seen> {
        lock(&self.0.seen).clone()
    }

    /// Method and URL of the requests so far, which are then forgotten.
    pub(super) fn lines(&self) -> Vec<String> {
        lock(&self.0.seen).drain(..).map(|seen| seen.line).collect()
    }

    /// Turns the clock on.
    pub(super) fn pass(&self, time: Duration) {
        *lock(&self.0.passed) += time;
    }

    pub(super) fn now(&self) -> SystemTime {
        UNIX_EPOCH + NOW + *lock(&self.0.passed)
    }

    /// A configuration for region ae-ad-1 in this cloud, on a machine with these variables and files.
    pub(super) fn config(&self, variables: &[(&str, &str)], files: &[(&str, &str)]) -> Config {
        let (transport, clock) = (self.clone(), self.clone());
        Config::new("ae-ad-1")
            .environment(machine(variables, files))
            .client(|builder| builder.transport(transport).clock(move || clock.now()).user_agent("tests"))
    }
}

/// A machine with these variables and files.
pub(super) fn machine(variables: &[(&str, &str)], files: &[(&str, &str)]) -> Environment {
    let owned = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let (variables, files) = (owned(variables), owned(files));
    Environment::new(
        move |name| variables.get(name).cloned(),
        move |path: &Path| {
            let file = files.get(&*path.to_string_lossy());
            file.cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
        },
    )
}

impl Transport for Cloud {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let (head, body) = request.into_parts();
        let body = body.as_bytes().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        let seen = Seen { line: format!("{} {}", head.method, head.uri), headers: head.headers, body };
        let said = (self.0.answer)(&seen);
        lock(&self.0.seen).push(seen);
        Box::pin(async move {
            tokio::time::sleep(said.after).await;
            let Ok(status) = StatusCode::from_u16(said.status) else {
                return Err(TransportError::new(TransportErrorKind::Connect, "nobody is there"));
            };
            let mut response = Response::new(Body::from(Bytes::from(said.body)));
            *response.status_mut() = status;
            for (name, value) in said.headers {
                let value = HeaderValue::from_str(&value).expect("the header is valid");
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
            Ok(response)
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
