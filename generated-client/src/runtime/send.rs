//! Sending: the one place where a request meets the transport, the clock and the limit.

#[cfg(test)]
mod tests;

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::auth::Echo;
use super::body::{self, Body};
use super::client::Client;
use super::draft::{Checked, Draft};
use super::error::{Fault, TimedOut, TransportFailure, Waited};
use super::hook::{Answered, Attempt};
use super::reply::Reply;
use super::retry::{self, FailedAttempt, Payment, Retry};
use super::stream::Arriving;
use super::trace;
use super::transport::{BoxFuture, TransportError};

/// Sends the call, as often as its policy allows, and reads the whole reply, within the time allowed.
pub(super) async fn send(client: &Client, draft: &Draft) -> Result<Reply, Fault> {
    attempt(client, draft, None).await
}

/// The same as a future of its own, so that what is generic need not hold all that it is made of.
pub(super) fn boxed(client: &Client, draft: Box<Draft>) -> BoxFuture<'_, Result<Reply, Fault>> {
    Box::pin(async move { send(client, &draft).await })
}

/// The same, but of a success only the head is read, and the rest is still to come. It has no limit of time or
/// size, only one of silence.
pub(super) async fn send_for_head(client: &Client, draft: &Draft) -> Result<Arrived, Fault> {
    let mut body = None;
    let head = attempt(client, draft, Some(&mut body)).await?;
    let Some(body) = body else { return Ok(Arrived::Whole(head)) };
    Ok(Arrived::Head(Arriving {
        operation: draft.info,
        head,
        body: Some(body),
        idle: draft.idle_timeout.unwrap_or(client.shared.idle_timeout),
        limit: client.shared.max_response_bytes,
        transport: Arc::clone(&client.shared.transport),
        timer: None,
    }))
}

/// What came of a call whose reply may be a stream.
pub(super) enum Arrived {
    /// A failure, complete.
    Whole(Reply),
    /// The head, and the rest as it arrives.
    Head(Arriving),
}

/// Sends the call, as often as its policy allows, within the time allowed. With room for the `rest` of a success, only the head
/// of that is read.
async fn attempt(client: &Client, draft: &Draft, rest: Option<&mut Option<Body>>) -> Result<Reply, Fault> {
    let total = draft.timeout.unwrap_or(client.shared.timeout);
    let span = trace::Call::begin(draft.info);
    let begin = Instant::now();
    let mut attempts = Attempts {
        client,
        span: &span,
        draft,
        rest,
        policy: draft.retry.as_ref().unwrap_or(&client.shared.retry),
        total,
        begin,
        began: begin,
        paused: Duration::ZERO,
        number: 0,
        waited: Waited::ForCredential,
        renewal: Renewal::Possible,
        failed: None,
    };
    let outcome = {
        let run = pin!(attempts.run());
        span.around(within(client.shared.transport.sleep(total), run)).await
    };
    let outcome = outcome.unwrap_or_else(|| attempts.cut_short());
    span.end(&outcome);
    outcome
}

/// The attempts of one call. Nothing of them lives elsewhere, so dropping the future ends them.
struct Attempts<'c> {
    client: &'c Client,
    span: &'c trace::Call,
    draft: &'c Draft,
    /// Where the body of a success goes, if only the head is to be read.
    rest: Option<&'c mut Option<Body>>,
    policy: &'c Retry,
    total: Duration,
    begin: Instant,
    /// When the current attempt began.
    began: Instant,
    paused: Duration,
    number: u32,
    /// What the current attempt waits for.
    waited: Waited,
    renewal: Renewal,
    /// What the last attempt gave, during the pause before the next.
    failed: Option<Result<Reply, Fault>>,
}

/// Whether the call may be sent once more because its credential had expired. A second refusal is not for that.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Renewal {
    Possible,
    Due,
    Done,
}

/// A request that the transport has, and what of its credentials may come back.
struct OnItsWay<'c> {
    echo: Echo,
    response: BoxFuture<'c, Result<http::Response<Body>, TransportError>>,
}

fn in_parts(response: http::Response<Body>) -> (StatusCode, HeaderMap, Body) {
    let (head, body) = response.into_parts();
    (head.status, head.headers, body)
}

impl<'c> Attempts<'c> {
    async fn run(&mut self) -> Result<Reply, Fault> {
        loop {
            self.number += 1;
            self.waited = Waited::ForCredential;
            // The first attempt begins with the call.
            self.began = if self.number == 1 { self.begin } else { Instant::now() };
            let outcome = self.attempt().await;
            self.ended(&outcome);
            if self.renewal == Renewal::Due {
                self.renewal = Renewal::Done;
                continue;
            }
            let Some((pause, payment)) = self.pause_after(&outcome) else {
                return outcome;
            };
            trace::retry(self.this(), &outcome, pause);
            self.failed = Some(outcome);
            self.client.shared.transport.sleep(pause).await;
            payment.spend();
            self.paused += pause;
            self.failed = None;
        }
    }

    /// Sends once. The request is built anew, so that it carries a date and a signature of its own.
    async fn attempt(&mut self) -> Result<Reply, Fault> {
        // Two boxes of moderate size are made faster than a large one, and moved faster while they are made.
        Box::pin(self.authenticated()).await
    }

    /// Fetches what credentials are to be fetched, sends, and notes if they had expired.
    async fn authenticated(&mut self) -> Result<Reply, Fault> {
        let mut checked = self.draft.check(self.client, self.number).map_err(Fault::Invalid)?;
        checked.fetch(self.number, || self.total.saturating_sub(self.begin.elapsed())).await?;
        let reply = self.exchange(&mut checked).await?;
        // Providers hear of each refusal, or they would go on with what is of no use.
        if checked.expired(&reply) && self.renewal == Renewal::Possible && self.draft.is_repeatable() {
            self.renewal = Renewal::Due;
        }
        Ok(reply)
    }

    /// Sends what has its credentials, within the time of an attempt. To fetch them may take longer than that: a call that
    /// waits for a fetch is no nearer to its end if it asks again.
    async fn exchange(&mut self, checked: &mut Checked<'_>) -> Result<Reply, Fault> {
        let limit = self.policy.time_for(self.draft.info, self.number, self.total);
        // Nothing may follow a stream that is gone, so there is nothing to keep time for.
        let Some(after) = limit.filter(|_| self.draft.is_repeatable()) else {
            return self.go(checked).await;
        };
        let timer = self.client.shared.transport.sleep(after);
        let outcome = {
            let work = pin!(self.go(checked));
            within(timer, work).await
        };
        outcome.unwrap_or_else(|| Err(self.timed_out(after)))
    }

    async fn go(&mut self, checked: &mut Checked<'_>) -> Result<Reply, Fault> {
        loop {
            let sent = self.depart(checked)?;
            match self.arrive(sent).await {
                Err(fault) if fault.never_left() && self.draft.is_repeatable() && checked.go_elsewhere() => {}
                outcome => return outcome,
            }
        }
    }

    /// Builds the request and hands it to the transport, so that the future of the call need not have room for it.
    fn depart(&mut self, checked: &mut Checked<'_>) -> Result<OnItsWay<'c>, Fault> {
        let mut request = checked.open().map_err(Fault::Invalid)?;
        self.waited = Waited::ForAnswer;
        request.extensions_mut().insert(self.this());
        if self.number == 1 {
            self.span.server(request.uri());
        }
        let echo = Echo::of(self.draft.info.api.schemes, request.uri(), request.headers());
        Ok(OnItsWay { echo, response: self.client.shared.transport.send(request) })
    }

    async fn arrive(&mut self, OnItsWay { echo, response }: OnItsWay<'c>) -> Result<Reply, Fault> {
        let (status, headers, mut body) = match response.await {
            Ok(response) => in_parts(response),
            Err(error) => return Err(self.broken(error, None)),
        };
        if let Some(rest) = self.rest.as_deref_mut().filter(|_| status.is_success()) {
            *rest = Some(body);
            return Ok(self.reply(status, headers, Bytes::new()));
        }
        match body::read(&mut body, self.client.shared.max_response_bytes).await {
            // A success may hand out a token, a failure has no reason to: nor has one that calls itself a success.
            Ok(body) if !status.is_success() => Ok(self.read(self.masked(&echo, status, headers, body))),
            Ok(body) => {
                let reply = self.read(self.reply(status, headers, body));
                if reply.details().is_none() {
                    return Ok(reply);
                }
                Ok(self.read(self.masked(&echo, status, reply.headers().clone(), reply.body().clone())))
            }
            Err(error) => Err(self.broken(error, Some(self.masked(&echo, status, headers, Bytes::new())))),
        }
    }

    fn reply(&self, status: StatusCode, headers: HeaderMap, body: Bytes) -> Reply {
        Reply::new(status, headers, body).after_attempts(self.number)
    }

    fn masked(&self, echo: &Echo, status: StatusCode, mut headers: HeaderMap, body: Bytes) -> Reply {
        echo.hide_in_headers(&mut headers);
        self.reply(status, headers, echo.hide(body))
    }

    fn broken(&self, error: TransportError, reply: Option<Reply>) -> Fault {
        let failure = TransportFailure { operation: self.draft.info, error, reply, attempts: self.number };
        Fault::Transport(Box::new(failure))
    }

    /// What the client knows to read out of a failure is read here, once, for whoever asks about the reply.
    fn read(&self, reply: Reply) -> Reply {
        match &self.client.shared.errors {
            Some(reader) => reply.read_by(reader.as_ref(), self.client.shared.now()),
            None => reply,
        }
    }

    /// What is left when the time allowed for the call is over.
    fn cut_short(&mut self) -> Result<Reply, Fault> {
        // A failure that is at hand says more than that the time was over while another attempt was pending.
        self.failed.take().unwrap_or_else(|| {
            let outcome = Err(self.timed_out(self.total));
            self.ended(&outcome);
            outcome
        })
    }

    /// Tells those who watch that an attempt has ended.
    fn ended(&self, outcome: &Result<Reply, Fault>) {
        let hooks = &self.client.shared.hooks;
        // Most calls have no watcher, and need not ask for the time.
        if !hooks.are_told() && !trace::is_told() {
            return;
        }
        let answered = Answered { attempt: self.this(), elapsed: self.began.elapsed(), outcome };
        trace::attempt(&answered);
        hooks.after(answered);
    }

    fn this(&self) -> Attempt {
        Attempt { operation: self.draft.info, number: self.number }
    }

    /// The pause before the next attempt, if there is to be one, and what pays for that.
    fn pause_after(&self, outcome: &Result<Reply, Fault>) -> Option<(Duration, Payment<'c>)> {
        let failed = FailedAttempt::of(self.draft.info, self.number, outcome);
        // A failure that is not passing says nothing about how well the service is.
        if outcome.is_ok() && failed.is_none() {
            self.client.shared.budget.deposit();
        }
        failed.filter(|failed| self.policy.allows(failed) && self.draft.is_repeatable())?;
        let by_reply = |reply| retry::asked(reply, self.client.shared.now());
        let asked = match outcome {
            Ok(reply) => by_reply(reply),
            Err(Fault::Transport(failure)) => failure.reply.as_ref().map_or(Duration::ZERO, by_reply),
            Err(Fault::Credential(missing)) => missing.error.pause(),
            Err(_) => Duration::ZERO,
        };
        let asked = self.policy.granted(asked)?;
        // Chance comes on top, or all who were told the same second would come back in it.
        let pause = asked.saturating_add(self.client.shared.jitter.up_to(self.policy.ceiling(self.number)));
        // The pauses are known even where time is a test's.
        let spent = self.begin.elapsed().max(self.paused);
        let fits = pause < self.total.saturating_sub(spent);
        fits.then(|| self.client.shared.budget.withdraw()).flatten().map(|payment| (pause, payment))
    }

    fn timed_out(&self, after: Duration) -> Fault {
        Fault::Timeout(Box::new(TimedOut {
            operation: self.draft.info,
            after,
            attempts: self.number,
            waited: self.waited,
        }))
    }
}

/// Runs `work` until `timer` completes; `None` when the timer was first.
///
/// It takes the work where it stands, as a future that holds another one has room for it twice.
pub(super) async fn within<T>(mut timer: BoxFuture<'_, ()>, mut work: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => timer.as_mut().poll(cx).map(|()| None),
    })
    .await
}
