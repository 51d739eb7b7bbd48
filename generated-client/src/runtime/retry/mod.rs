//! Sending again: which failures allow it, how often, and after what pause.
//!
//! Two things decide. *Safety* is not for configuration: a request that may have been processed is sent again only
//! when its operation is idempotent. *Policy* is [`Retry`], on the client or on one call.
//!
//! | What happened                            | idempotent              | not idempotent, such as a restore    |
//! |------------------------------------------|-------------------------|--------------------------------------|
//! | no connection was made                   | sent again              | sent again: it never left            |
//! | its credential could not be fetched now  | sent again              | sent again: it never left            |
//! | the connection broke, the attempt hung   | sent again              | never                                |
//! | 429                                      | sent again              | only with [`Retry::also_after_429`]  |
//! | 408, 500, 502, 503, 504                  | sent again              | never                                |
//! | another status from 400 on, save 401     | if `retry_if` says so   | never                                |
//! | 401, less than 400, a reply too large    | never                   | never                                |
//!
//! A 429 comes from a gateway that did not pass the request on, but nothing in the reply proves that, and a restore
//! that runs twice cannot be taken back; so the caller has to know the gateway and say so. No callback can do that by
//! accident. A 401 is never repeated, because a few bad signatures in a row lock an access key. It is answered only where a
//! [provider](super::auth::CredentialProvider) says that its credential has expired: then the call is sent once more with
//! another one, at once and whatever the policy, as the first was refused before anything was done.

mod after;
mod budget;
mod jitter;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

pub(super) use self::budget::{Budget, Payment, RETRIES};
pub(super) use self::jitter::Jitter;
use super::auth::{CredentialError, Outlook};
use super::error::Fault;
use super::operation::{Idempotent, OperationInfo};
use super::reply::Reply;
use super::transport::{TransportError, TransportErrorKind};

/// How often a call is sent, and with what pauses between.
///
/// Each attempt is a request of its own, with a fresh date and signature. The pause before the n-th retry is random,
/// from nothing up to `first * 2^(n-1)` ("full jitter"), after the time that the service asks for in `Retry-After`; there is
/// no retry if that is [more than is granted](Self::max_retry_after).
/// Everything happens within the call's timeout: a retry that could not begin before it is over is not waited for,
/// and the last failure is reported at once. All calls of a client share a
/// [budget](super::ClientBuilder::retry_budget), so that an outage is not answered with more load.
///
/// Dropping the future of a call ends its retries.
///
/// ```
/// use std::time::Duration;
///
/// use generated_client::{Client, Retry};
///
/// let patient = Retry::new().max_attempts(5).backoff(Duration::from_secs(1), Duration::from_secs(30));
/// let client = Client::builder().retry(patient);
/// ```
#[derive(Clone)]
#[must_use = "a policy does nothing until a client or a call is given it"]
pub struct Retry {
    max_attempts: u32,
    first: Duration,
    longest: Duration,
    max_retry_after: Duration,
    attempt_timeout: Option<Duration>,
    throttled: Throttled,
    decide: Option<Decide>,
}

/// What a 429 proves about a request that is not idempotent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Throttled {
    /// Nothing.
    Unknown,
    /// It was not processed: so the caller says.
    NotProcessed,
}

type Decide = Arc<dyn Fn(&FailedAttempt<'_>) -> bool + Send + Sync>;

impl Retry {
    /// The policy of a client that is not told otherwise: three attempts, pauses of up to 0.2 and 0.4 seconds, and up
    /// to 30 seconds more where the service asks for them.
    pub fn new() -> Self {
        Self {
            max_attempts: 3,
            first: Duration::from_millis(200),
            longest: Duration::from_secs(10),
            max_retry_after: Duration::from_secs(30),
            attempt_timeout: None,
            throttled: Throttled::Unknown,
            decide: None,
        }
    }

    /// One attempt, whatever happens to it; save that a call which was refused as its credential had expired, and did nothing
    /// therefore, is sent once more with another one.
    pub fn never() -> Self {
        Self::new().max_attempts(1)
    }

    /// Sends at most that often, the first time included. Zero counts as one.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Pauses up to `first` before the first retry, twice as long before each further one, and up to `longest` at
    /// most: 0.2 and 10 seconds if not set.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        (self.first, self.longest) = (first, longest);
        self
    }

    /// Waits no longer than that for a service that asks for time with `Retry-After`, the random pause not counted:
    /// 30 seconds if not set. Where it asks for more, to send sooner would be of no use: the failure is reported at once,
    /// and its header says when to come again; with zero, that is so wherever it asks for any time. A [wait](super::Call::wait) for a job grants all that its deadline does.
    pub fn max_retry_after(mut self, longest: Duration) -> Self {
        self.max_retry_after = longest;
        self
    }

    /// Gives up on an attempt after that long and makes another: half of the call's timeout if not set.
    ///
    /// It begins when the credentials are there, as only the call's timeout limits how long these take. It only applies to
    /// an attempt that another may follow. The last one, and each of an operation that is not
    /// idempotent or of a stream that can be sent once, has what is left of the call's timeout: giving up early would gain nothing.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sends what is not idempotent again after 429, too, as long as attempts are left.
    ///
    /// This is for a gateway of which the caller knows that it answers 429 to nothing that it has passed on.
    pub fn also_after_429(mut self) -> Self {
        self.throttled = Throttled::NotProcessed;
        self
    }

    /// Asks `decide` whether to send again, instead of [`FailedAttempt::is_passing`].
    ///
    /// It is asked only about what is safe to repeat, as the table of [this module](self) says, and only while
    /// attempts are left.
    pub fn retry_if(mut self, decide: impl Fn(&FailedAttempt<'_>) -> bool + Send + Sync + 'static) -> Self {
        self.decide = Some(Arc::new(decide));
        self
    }

    /// Whether this failure is to be followed by another attempt, as far as safety and policy go.
    pub(super) fn allows(&self, failed: &FailedAttempt<'_>) -> bool {
        let wanted = || self.decide.as_ref().map_or_else(|| failed.is_passing(), |decide| decide(failed));
        let is_safe =
            failed.is_safe_to_repeat() || (self.throttled == Throttled::NotProcessed && failed.is_throttled());
        failed.number < self.max_attempts && is_safe && wanted()
    }

    /// The longest pause that chance may give after attempt `number`.
    pub(super) fn ceiling(&self, number: u32) -> Duration {
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(number.saturating_sub(1)));
        doubled.min(self.longest)
    }

    /// The pause that was asked for, if this policy grants as much.
    pub(super) fn granted(&self, asked: Duration) -> Option<Duration> {
        Some(asked).filter(|asked| *asked <= self.max_retry_after)
    }

    /// How long attempt `number` may take, if less than what is left of `total`.
    pub(super) fn time_for(&self, operation: &OperationInfo, number: u32, total: Duration) -> Option<Duration> {
        let another_may_follow = number < self.max_attempts && operation.idempotent == Idempotent::Yes;
        another_may_follow.then(|| self.attempt_timeout.unwrap_or(total / 2))
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("max_attempts", &self.max_attempts)
            .field("first", &self.first)
            .field("longest", &self.longest)
            .field("max_retry_after", &self.max_retry_after)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("throttled", &self.throttled)
            .finish_non_exhaustive()
    }
}

/// An attempt that failed, as [`Retry::retry_if`] sees it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FailedAttempt<'a> {
    /// The operation that was called.
    pub operation: &'static OperationInfo,
    /// Which attempt it was, from 1 on.
    pub number: u32,
    /// How the attempt failed.
    pub cause: Cause<'a>,
}

/// How an attempt failed.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Cause<'a> {
    /// Nothing was sent, because the credential could not be fetched.
    Credential(&'a CredentialError),
    /// No complete response arrived.
    Transport(&'a TransportError),
    /// The time allowed for the attempt was over.
    Timeout,
    /// The service, or a proxy before it, answered with a status from 400 on.
    Reply(&'a Reply),
}

impl<'a> FailedAttempt<'a> {
    /// What a retry may follow, if `outcome` is such a thing.
    pub(super) fn of(
        operation: &'static OperationInfo,
        number: u32,
        outcome: &'a Result<Reply, Fault>,
    ) -> Option<Self> {
        let cause = match outcome {
            Ok(reply) if reply.status() >= 400 => Cause::Reply(reply),
            Err(Fault::Credential(failure)) => Cause::Credential(&failure.error),
            Err(Fault::Transport(failure)) => match failure.answer() {
                Some(reply) => Cause::Reply(reply),
                None => Cause::Transport(&failure.error),
            },
            Err(Fault::Timeout(_)) => Cause::Timeout,
            Ok(_) | Err(Fault::Invalid(_)) => return None,
        };
        Some(Self { operation, number, cause })
    }

    /// Whether another attempt may meet something better: what decides without [`Retry::retry_if`].
    ///
    /// It is so when no connection was made, after 429, and, for an idempotent operation, when the connection broke,
    /// when the attempt took too long, after 408, 500, 502, 503 and 504, and after a failure that is known to pass, whatever
    /// its status: see [`Details::outlook`](crate::runtime::error::Details::outlook).
    pub fn is_passing(&self) -> bool {
        match self.cause {
            Cause::Transport(error) if error.kind() == TransportErrorKind::Connect => true,
            Cause::Credential(_) | Cause::Transport(_) | Cause::Timeout => self.is_safe_to_repeat(),
            Cause::Reply(reply) => self.is_throttled() || (self.is_idempotent() && is_passing(reply)),
        }
    }

    fn is_safe_to_repeat(&self) -> bool {
        match self.cause {
            // A wrong password is not tried again: services count.
            Cause::Credential(error) => error.outlook() == Outlook::Passing,
            Cause::Transport(error) => match error.kind() {
                TransportErrorKind::Connect => true,
                TransportErrorKind::Io => self.is_idempotent(),
                TransportErrorKind::Other => false,
            },
            Cause::Timeout => self.is_idempotent(),
            Cause::Reply(reply) => match reply.status() {
                401 => false,
                _ => self.is_idempotent(),
            },
        }
    }

    fn is_throttled(&self) -> bool {
        matches!(self.cause, Cause::Reply(reply) if reply.status() == 429)
    }

    fn is_idempotent(&self) -> bool {
        self.operation.idempotent == Idempotent::Yes
    }
}

/// The pause that `reply` asks for, however long, or else the one that is known to be of use.
pub(crate) fn asked(reply: &Reply, now: SystemTime) -> Duration {
    let known = || reply.details()?.pause;
    after::pause_asked(reply, now).or_else(known).unwrap_or_default()
}

/// Whether the failure that `reply` speaks of may be over at another attempt.
pub(super) fn is_passing(reply: &Reply) -> bool {
    let is_known_to_pass = || reply.details().is_some_and(|details| details.outlook == Some(Outlook::Passing));
    matches!(reply.status(), 408 | 429 | 500 | 502 | 503 | 504) || (reply.status() >= 400 && is_known_to_pass())
}
