//! Waiting for work that goes on after the call that started it: polling until a job has ended.

mod error;
mod outage;
mod sent;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::time::Duration;

pub use self::error::{Job, WaitError};
use self::outage::Outage;
pub use self::sent::Sent;
use super::auth::Outlook;
use super::call::{self, Call};
use super::client::Client;
use super::draft::Draft;
use super::error::Error;
use super::finish;
use super::operation::Operation;
use super::retry::{self, Retry};
use super::send;
use super::transport::BoxFuture;

/// How long to wait for a job unless told otherwise.
///
/// Jobs of hours are normal, so the limit is there for the wait that would never end: a state that this version does
/// not know, or a job that the service forgot. Within a day a person has looked, and credentials have expired.
const DEADLINE: Duration = Duration::from_secs(24 * 60 * 60);

/// How long polls may go on failing before the wait ends, unless told otherwise: a service that is restarted, or a network
/// that is mended, is back by then, and the job has gone on meanwhile.
const MAX_OUTAGE: Duration = Duration::from_secs(15 * 60);

/// An operation that tells how far a job is.
pub trait Poll: Operation {
    /// How to poll, and which states end the wait.
    const WAITER: &'static WaiterInfo;

    /// Reads the state out of a reply.
    fn progress(job: &Self::Output) -> Progress<'_>;
}

/// An operation that starts a job, or polls one.
pub trait Follow: Operation {
    /// The operation that tells how far the job is.
    type Poll: Poll;

    /// What the operation itself is to the wait.
    #[doc(hidden)]
    const ROLE: Role = Role::Start;

    /// The call that polls the job which `origin` started.
    fn follow<'c>(origin: &'c Sent<'c>, accepted: &Self::Output) -> Call<'c, Self::Poll>;
}

/// A poll follows itself: waiting on it picks up a job that is already there.
impl<P: Poll> Follow for P {
    type Poll = P;
    const ROLE: Role = Role::Poll;

    fn follow<'c>(origin: &'c Sent<'c>, _: &P::Output) -> Call<'c, P> {
        call::with_draft(origin.client, origin.draft.clone())
    }
}

/// What an operation is to a wait.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is sent once, and its reply says what to poll.
    Start,
    /// It is the poll.
    Poll,
}

/// How a job is polled, and which of its states are ends.
#[derive(Debug, Clone, Copy)]
pub struct WaiterInfo {
    /// The pause between two polls, if the caller asks for no other.
    pub interval: Duration,
    /// The states of a job that succeeded.
    pub success: &'static [&'static str],
    /// The states of a job that failed. Any other state means that it goes on.
    pub failure: &'static [&'static str],
}

/// How far a job is, as the last poll told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'j> {
    /// The state, as it stands on the wire.
    pub state: Option<&'j str>,
    /// How much is done, in the service's own words.
    pub progress: Option<&'j str>,
    /// The code of a failure.
    pub failure_code: Option<&'j str>,
    /// What the service says about a failure.
    pub failure_message: Option<&'j str>,
}

impl Progress<'_> {
    /// How much is done, from 0 to 100, where the service says it in a number such as `9%`, `100.00%` or `42`.
    pub fn percent(&self) -> Option<f64> {
        let number = self.progress?.trim().trim_end_matches('%').trim_end();
        number.parse().ok().filter(|percent| (0.0..=100.0).contains(percent))
    }
}

impl<'c, Op: Follow> Call<'c, Op> {
    /// Waits until the job has ended, and gives what the last poll returned.
    ///
    /// On an operation that starts a job, awaiting the result sends the call and then polls. On the polling operation
    /// it only polls, which picks up a job by its id.
    ///
    /// Retries apply to the call that starts the job: it is sent again when it provably never left. A poll is sent
    /// once, whatever the policy, as another one follows anyway. Polls that fail in passing do not end the wait before
    /// they have done so for a quarter of an hour: see [`Wait::max_outage`].
    ///
    /// Dropping the future stops the polling, and [`Wait::until`] stops it in an orderly way; the job itself goes on.
    /// Each error that leaves a job behind holds what the start call returned, so that the wait can be taken up again
    /// by the job's id. To be sure of the id whatever happens, store it in [`Wait::on_accepted`].
    pub fn wait(self) -> Wait<'c, Op> {
        Wait {
            call: self,
            interval: <Op::Poll as Poll>::WAITER.interval,
            longest: None,
            deadline: DEADLINE,
            max_outage: MAX_OUTAGE,
            on_accepted: None,
            on_progress: None,
            until: None,
        }
    }
}

/// Called with what the start call returned.
type OnAccepted<'c, Op> = Box<dyn FnOnce(&<Op as Operation>::Output) + Send + 'c>;

/// Called with what each poll tells.
type OnProgress<'c> = Box<dyn FnMut(&Progress<'_>) + Send + 'c>;

/// A wait that has not begun. Dropping its future stops the polling; the job itself goes on.
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait<'c, Op: Follow> {
    call: Call<'c, Op>,
    interval: Duration,
    longest: Option<Duration>,
    deadline: Duration,
    max_outage: Duration,
    on_accepted: Option<OnAccepted<'c, Op>>,
    on_progress: Option<OnProgress<'c>>,
    until: Option<BoxFuture<'c, ()>>,
}

impl<'c, Op: Follow> Wait<'c, Op> {
    /// Pauses that long between polls instead of what the document advises.
    ///
    /// After a start the first poll comes after one pause, as nothing can have been done before; a job that is
    /// picked up is polled at once, as it may have ended long ago.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Doubles the pause after each poll, up to `longest`: all pauses are alike if this is not set.
    pub fn backoff(mut self, longest: Duration) -> Self {
        self.longest = Some(longest);
        self
    }

    /// Gives up after that long, counted from the moment the job was accepted: 24 hours if not set.
    ///
    /// The call that starts the job has the timeout of any call, so that the reply with the job's id is not lost.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Gives up when `signal` completes, with [`WaitError::Stopped`].
    ///
    /// A call that starts a job is not cut short: the signal takes effect when the job's id is there, or the call has
    /// failed.
    pub fn until(mut self, signal: impl Future<Output = ()> + Send + 'c) -> Self {
        self.until = Some(Box::pin(signal));
        self
    }

    /// Gives up when polls have done nothing but fail for that long, counted from the first of them: 15 minutes if not
    /// set. Zero ends the wait with the first failure.
    ///
    /// The pause doubles with each failure in a row, up to a minute or to the interval if that is longer. Where the service
    /// asks for a longer one with `Retry-After` it is granted, and does not count. The deadline holds all the same.
    ///
    /// A failure that another poll would meet again ends the wait at once: a call that cannot be right, and a status
    /// from 400 to 499 other than 408 and 429.
    pub fn max_outage(mut self, longest: Duration) -> Self {
        self.max_outage = longest;
        self
    }

    /// Calls `callback` with what the start call returned as soon as it is there: to store the job's id, with which
    /// the wait can be taken up again even after this process has ended. It is not called for a job that is picked up.
    pub fn on_accepted(mut self, callback: impl FnOnce(&Op::Output) + Send + 'c) -> Self {
        self.on_accepted = Some(Box::new(callback));
        self
    }

    /// Calls `callback` with what each poll tells, the last one included.
    pub fn on_progress(mut self, callback: impl FnMut(&Progress<'_>) + Send + 'c) -> Self {
        self.on_progress = Some(Box::new(callback));
        self
    }

    async fn run(self) -> Result<Job<Op>, WaitError<Op>> {
        let Call { client, draft, .. } = self.call;
        let (mut draft, accepted) = start::<Op>(client, *draft).await?;
        if let (Some(callback), Some(accepted)) = (self.on_accepted, &accepted) {
            callback(accepted);
        }
        // The next poll is the retry of the one before: more of them would multiply.
        draft.retry = Some(Retry::never());
        let mut polls = Polls::<Op::Poll> {
            client,
            draft,
            interval: self.interval,
            longest: self.longest,
            pause_first: Op::ROLE == Role::Start,
            max_outage: self.max_outage,
            deadline: self.deadline,
            on_progress: self.on_progress,
            last: None,
        };
        let deadline = client.shared.transport.sleep(self.deadline);
        let until = self.until.unwrap_or_else(|| Box::pin(std::future::pending()));
        let end = {
            let run = pin!(polls.run());
            send::within(deadline, pin!(send::within(until, run))).await
        };
        let (accepted, last) = (accepted.map(Box::new), polls.last.map(Box::new));
        match end {
            Some(Some(Ok(job))) => error::verdict::<Op>(client, job),
            Some(Some(Err(error))) => Err(WaitError::Poll { error, accepted, last }),
            Some(None) => Err(WaitError::Stopped { accepted, last }),
            None => Err(WaitError::Deadline { after: self.deadline, accepted, last }),
        }
    }
}

/// Sends the start call, if there is one, and gives the draft of the polls.
async fn start<Op: Follow>(client: &Client, draft: Draft) -> Result<(Draft, Option<Op::Output>), WaitError<Op>> {
    if Op::ROLE == Role::Poll {
        return Ok((draft, None));
    }
    let reply = send::send(client, &draft).await.map_err(|fault| WaitError::Start(fault.into()))?;
    let accepted = finish::finish::<Op>(reply).map_err(WaitError::Start)?.into_inner();
    let sent = Sent { client, draft };
    let mut poll = *Op::follow(&sent, &accepted).draft;
    poll.inherit(&sent.draft);
    Ok((poll, Some(accepted)))
}

/// The loop, and what it knows when it is cut short.
struct Polls<'c, P: Poll> {
    client: &'c Client,
    draft: Draft,
    interval: Duration,
    longest: Option<Duration>,
    pause_first: bool,
    max_outage: Duration,
    deadline: Duration,
    on_progress: Option<OnProgress<'c>>,
    last: Option<P::Output>,
}

impl<P: Poll> Polls<'_, P> {
    /// Polls until the job has ended, one way or the other, or cannot be polled.
    async fn run(&mut self) -> Result<P::Output, Error<P::Error>> {
        let mut outage = None;
        let mut pause = self.pause_first.then_some(self.interval);
        loop {
            if let Some(pause) = pause {
                self.client.shared.transport.sleep(pause).await;
                self.interval = self.longest.map_or(self.interval, |longest| longer(self.interval, longest));
            }
            pause = Some(match self.poll().await {
                Ok(job) if has_ended::<P>(&job) => return Ok(job),
                Ok(job) => {
                    (self.last, outage) = (Some(job), None);
                    self.interval
                }
                Err(error) => {
                    let outage = outage.get_or_insert_with(Outage::begin);
                    if is_final(&error) || outage.lasted() >= self.max_outage {
                        return Err(error);
                    }
                    outage.pause(self.interval, self.asked(&error))
                }
            });
        }
    }

    /// The pause that the service asks for: an hour of maintenance is little to a job of a day.
    fn asked(&self, error: &Error<P::Error>) -> Duration {
        let asked = error.reply().map(|reply| retry::asked(reply, self.client.shared.now()));
        // Nobody waits for longer, and not every timer knows what to do with a million years.
        asked.unwrap_or_default().min(self.deadline)
    }

    async fn poll(&mut self) -> Result<P::Output, Error<P::Error>> {
        let reply = send::send(self.client, &self.draft).await?;
        let job = finish::finish::<P>(reply)?.into_inner();
        if let Some(callback) = &mut self.on_progress {
            callback(&P::progress(&job));
        }
        Ok(job)
    }
}

/// The pause after `pause`. It never becomes shorter.
fn longer(pause: Duration, longest: Duration) -> Duration {
    pause.saturating_mul(2).min(longest).max(pause)
}

/// Whether another poll would meet the same failure. It does no harm to poll again, so the doubt is in favour.
fn is_final<E>(error: &Error<E>) -> bool {
    if error.details().is_some_and(|details| details.outlook == Some(Outlook::Passing)) {
        return false;
    }
    match (error, error.status()) {
        (Error::Invalid(_) | Error::Credential(_), _) | (_, Some(400..500)) => !error.is_retryable(),
        _ => false,
    }
}

fn has_ended<P: Poll>(job: &P::Output) -> bool {
    P::progress(job).state.is_some_and(|state| P::WAITER.success.contains(&state) || P::WAITER.failure.contains(&state))
}

impl<'c, Op: Follow> IntoFuture for Wait<'c, Op> {
    type Output = Result<Job<Op>, WaitError<Op>>;
    type IntoFuture = BoxFuture<'c, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<Op: Follow> fmt::Debug for Wait<'_, Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("call", &self.call)
            .field("interval", &self.interval)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
