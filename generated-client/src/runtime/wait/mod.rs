//! Waiting for work that goes on after the call that started it: polling until a job has ended.

mod error;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

pub use self::error::{Job, WaitError};
use super::call::{self, Call};
use super::client::Client;
use super::draft::Draft;
use super::error::Error;
use super::operation::Operation;
use super::retry::Retry;
use super::send;
use super::transport::BoxFuture;

/// How long to wait for a job unless told otherwise.
///
/// Jobs of hours are normal, so the limit is there for the wait that would never end: a state that this version does
/// not know, or a job that the service forgot. Within a day a person has looked, and credentials have expired.
const DEADLINE: Duration = Duration::from_secs(24 * 60 * 60);

/// How many polls in a row may fail before the wait ends.
const MAX_FAILURES: u32 = 5;

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

/// How to poll.
#[derive(Debug, Clone, Copy)]
pub struct WaiterInfo {
    /// The pause between two polls.
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

/// The call that started a job.
#[derive(Debug)]
pub struct Sent<'c> {
    client: &'c Client,
    draft: Draft,
}

impl<'c> Sent<'c> {
    /// The client that sent it.
    pub fn client(&self) -> &'c Client {
        self.client
    }

    /// A path parameter as the call had it, its own or the client's; empty if there is none of that name.
    pub fn path(&self, name: &str) -> &str {
        self.draft.path_value(self.client, name).unwrap_or_default()
    }
}

impl<'c, Op: Follow> Call<'c, Op> {
    /// Waits until the job has ended, and gives what the last poll returned.
    ///
    /// On an operation that starts a job, awaiting the result sends the call and then polls. On the polling operation
    /// it only polls, which picks up a job by its id.
    ///
    /// Retries apply to the call that starts the job: it is sent again when it provably never left. A poll is sent
    /// once, whatever the policy, as another one follows anyway; the wait ends when five in a row have failed.
    pub fn wait(self) -> Wait<'c, Op> {
        let interval = <Op::Poll as Poll>::WAITER.interval;
        Wait { call: self, interval, deadline: DEADLINE, on_progress: None }
    }
}

/// Called with what each poll tells.
type OnProgress<'c> = Box<dyn FnMut(&Progress<'_>) + Send + 'c>;

/// A wait that has not begun. Dropping its future stops the polling; the job itself goes on.
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait<'c, Op: Follow> {
    call: Call<'c, Op>,
    interval: Duration,
    deadline: Duration,
    on_progress: Option<OnProgress<'c>>,
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

    /// Gives up after that long, counted from the moment the job was accepted: 24 hours if not set.
    ///
    /// The call that starts the job has the timeout of any call, so that the reply with the job's id is not lost.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Calls `callback` with what each poll tells, the last one included.
    pub fn on_progress(mut self, callback: impl FnMut(&Progress<'_>) + Send + 'c) -> Self {
        self.on_progress = Some(Box::new(callback));
        self
    }

    async fn run(self) -> Result<Job<Op>, WaitError<Op>> {
        let Call { client, draft, .. } = self.call;
        let (mut draft, accepted) = start::<Op>(client, draft).await?;
        // The next poll is the retry of the one before: more of them would multiply.
        draft.retry = Some(Retry::never());
        let mut polls = Polls::<Op::Poll> {
            client,
            draft,
            interval: self.interval,
            pause_first: Op::ROLE == Role::Start,
            on_progress: self.on_progress,
            last: None,
        };
        let accepted = accepted.map(Box::new);
        match send::within(client.shared.transport.sleep(self.deadline), polls.run()).await {
            Some(Ok(job)) => error::verdict::<Op>(client, job),
            Some(Err(error)) => Err(WaitError::Poll { error, accepted, last: polls.last.map(Box::new) }),
            None => Err(WaitError::Deadline { after: self.deadline, accepted, last: polls.last.map(Box::new) }),
        }
    }
}

/// Sends the start call, if there is one, and gives the draft of the polls.
async fn start<Op: Follow>(client: &Client, draft: Draft) -> Result<(Draft, Option<Op::Output>), WaitError<Op>> {
    if Op::ROLE == Role::Poll {
        return Ok((draft, None));
    }
    let reply = send::send(client, &draft).await.map_err(|fault| WaitError::Start(fault.into()))?;
    let accepted = send::finish::<Op>(reply).map_err(WaitError::Start)?.into_inner();
    let sent = Sent { client, draft };
    let mut poll = Op::follow(&sent, &accepted).draft;
    poll.inherit(&sent.draft);
    Ok((poll, Some(accepted)))
}

/// The loop, and what it knows when it is cut short.
struct Polls<'c, P: Poll> {
    client: &'c Client,
    draft: Draft,
    interval: Duration,
    pause_first: bool,
    on_progress: Option<OnProgress<'c>>,
    last: Option<P::Output>,
}

impl<P: Poll> Polls<'_, P> {
    /// Polls until the job has ended, one way or the other, or cannot be polled.
    async fn run(&mut self) -> Result<P::Output, Error<P::Error>> {
        let mut failures = 0;
        let mut pause = self.pause_first.then_some(self.interval);
        loop {
            if let Some(pause) = pause {
                self.client.shared.transport.sleep(pause).await;
            }
            pause = Some(self.interval);
            match self.poll().await {
                Ok(job) if has_ended::<P>(&job) => return Ok(job),
                Ok(job) => {
                    self.last = Some(job);
                    failures = 0;
                }
                Err(error) => {
                    failures += 1;
                    if failures >= MAX_FAILURES || !error.is_retryable() {
                        return Err(error);
                    }
                    pause = Some(self.pause_after(&error));
                }
            }
        }
    }

    /// The next poll comes no sooner than the service asks for.
    fn pause_after(&self, error: &Error<P::Error>) -> Duration {
        let shared = &self.client.shared;
        self.interval.max(error.reply().map_or(Duration::ZERO, |reply| shared.retry.asked(reply, shared.now())))
    }

    async fn poll(&mut self) -> Result<P::Output, Error<P::Error>> {
        let reply = send::send(self.client, &self.draft).await?;
        let job = send::finish::<P>(reply)?.into_inner();
        if let Some(callback) = &mut self.on_progress {
            callback(&P::progress(&job));
        }
        Ok(job)
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
