//! The mock itself: a transport that answers by rules, and remembers what it was sent.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::BodyExt;

use super::answer::Answer;
use super::clock::Clock;
use super::received::Received;
use super::rule::{AnyRequest, On, Rule};
use crate::runtime::body::Body;
use crate::runtime::operation::{Operation, OperationInfo};
use crate::runtime::transport::{BoxFuture, Transport, TransportError, TransportErrorKind};

/// Stands in for the service; see [the module](super). Clones are the same mock.
#[derive(Clone, Default)]
pub struct Mock {
    state: Arc<Mutex<State>>,
    clock: Clock,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    received: Vec<Received>,
    unexpected: Vec<String>,
}

impl Mock {
    /// A mock that expects nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets up a rule for the requests of an operation.
    #[track_caller]
    pub fn on<Op: Operation>(&self) -> On<'_, Op> {
        self.add(Rule::new(Op::INFO.id.to_owned(), Location::caller(), Box::new(is_of::<Op>)))
    }

    /// Sets up a rule for requests by method and path, of any host: those that belong to no operation, such as a
    /// provider's of credentials.
    #[track_caller]
    pub fn on_request(&self, method: &str, path: &str) -> On<'_, AnyRequest> {
        let (name, method, path) = (format!("{method} {path}"), method.to_owned(), path.to_owned());
        let is_meant = move |request: &Received| request.method() == method && request.uri().path() == path;
        self.add(Rule::new(name, Location::caller(), Box::new(is_meant)))
    }

    /// Every request so far, also those that no rule was for.
    pub fn requests(&self) -> Vec<Received> {
        self.state().received.clone()
    }

    /// The requests of an operation so far.
    pub fn requests_of<Op: Operation>(&self) -> Vec<Received> {
        self.state().received.iter().filter(|request| is_of::<Op>(request)).cloned().collect()
    }

    /// How much time the client has let pass, which took no time in fact.
    pub fn elapsed(&self) -> Duration {
        self.clock.now()
    }

    /// Checks that each rule was used as often as it should be, and that a rule was for each request.
    ///
    /// # Panics
    ///
    /// When that is not so; the message lists everything.
    #[track_caller]
    pub fn verify(&self) {
        let state = self.state();
        let unmet = state.rules.iter().filter_map(Rule::verdict);
        let unexpected = state.unexpected.iter().map(|request| format!("no rule was for {request}"));
        let found: Vec<String> = unmet.chain(unexpected).collect();
        // A panic must not poison what the next check looks at.
        drop(state);
        assert!(found.is_empty(), "the mock did not see what it should:\n{}", found.join("\n"));
    }

    /// Changes a rule.
    pub(super) fn change(&self, index: usize, change: impl FnOnce(&mut Rule)) {
        self.state().rules.get_mut(index).map(change);
    }

    pub(super) fn add<Op>(&self, rule: Rule) -> On<'_, Op> {
        let mut state = self.state();
        state.rules.push(rule);
        On { mock: self, index: state.rules.len() - 1, operation: PhantomData }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first answer that a rule has to `request`.
    fn answer(&self, request: Received) -> Result<Answer, TransportError> {
        let mut state = self.state();
        let mut reasons = Vec::new();
        let mut rules = state.rules.iter_mut().filter(|rule| rule.is_meant(&request));
        let answer = rules.find_map(|rule| match rule.answer(&request) {
            Ok(answer) => Some(answer),
            Err(reason) => {
                reasons.push(reason);
                None
            }
        });
        let answer = answer.ok_or_else(|| {
            state.unexpected.push(request.to_string());
            let reasons = if reasons.is_empty() { "it has no rule for it".to_owned() } else { reasons.join("; ") };
            let message = format!("the mock has no answer to {request}: {reasons}");
            TransportError::new(TransportErrorKind::Other, message)
        });
        state.received.push(request);
        answer
    }
}

fn is_of<Op: Operation>(request: &Received) -> bool {
    // One operation may be described in two places of memory.
    let names = |operation: &OperationInfo| (operation.id, operation.method, operation.path);
    request.operation().is_some_and(|operation| names(operation) == names(Op::INFO))
}

impl Transport for Mock {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map_err(|source| TransportError::new(TransportErrorKind::Io, source))?;
            let request = Received::new(head, body.to_bytes());
            let answer = self.answer(request.clone())?;
            answer.say(&request, self.clock.clone()).await
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(self.clock.sleep(duration))
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        let rules: Vec<_> = state.rules.iter().map(Rule::to_string).collect();
        f.debug_struct("Mock").field("rules", &rules).field("requests", &state.received).finish()
    }
}
