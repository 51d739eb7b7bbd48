//! How a wait can end without a finished job.

use std::fmt;
use std::time::Duration;

use super::{Follow, Poll, Progress};
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::operation::Operation;

/// What a poll returns for the job that `Op` starts.
pub type Job<Op> = <<Op as Follow>::Poll as Operation>::Output;

/// Why a wait gave no finished job. Unless it is [`Failed`](Self::Failed), a job that was started goes on.
#[non_exhaustive]
pub enum WaitError<Op: Follow> {
    /// The call that starts the job failed. [`Error::is_retryable`] tells whether it may be sent again.
    Start(Error<Op::Error>),
    /// The job's state could not be fetched: for good, or for longer than
    /// [`Wait::max_outage`](super::Wait::max_outage).
    Poll {
        /// Why the last poll failed.
        error: Error<<Op::Poll as Operation>::Error>,
        /// What the start call returned, with which the wait can be taken up again; `None` if there was no start.
        accepted: Option<Box<Op::Output>>,
        /// What the last successful poll returned.
        last: Option<Box<Job<Op>>>,
    },
    /// The job itself failed.
    Failed {
        /// What the last poll returned.
        job: Box<Job<Op>>,
        /// The code that the service gives.
        code: Option<String>,
        /// What the service says about it.
        message: Option<String>,
        /// What is known about the cause, if the client has a [reader](crate::runtime::error::ErrorReader) of failures.
        hint: Option<String>,
    },
    /// The signal of [`Wait::until`](super::Wait::until) came before the job had ended.
    Stopped {
        /// What the start call returned, with which the wait can be taken up again; `None` if there was no start.
        accepted: Option<Box<Op::Output>>,
        /// What the last successful poll returned.
        last: Option<Box<Job<Op>>>,
    },
    /// The job had not ended when the deadline came.
    Deadline {
        /// How long the wait was.
        after: Duration,
        /// What the start call returned, with which the wait can be taken up again; `None` if there was no start.
        accepted: Option<Box<Op::Output>>,
        /// What the last successful poll returned.
        last: Option<Box<Job<Op>>>,
    },
}

/// Sorts a job that has ended.
pub(super) fn verdict<Op: Follow>(client: &Client, job: Job<Op>) -> Result<Job<Op>, WaitError<Op>> {
    let Progress { state, failure_code, failure_message, .. } = <Op::Poll as Poll>::progress(&job);
    if state.is_some_and(|state| <Op::Poll as Poll>::WAITER.success.contains(&state)) {
        return Ok(job);
    }
    // Some services repeat the code in the text, and others have it there alone.
    let hint = client.shared.errors.as_ref().and_then(|reader| {
        reader.hint(failure_code, failure_message).or_else(|| reader.hint(failure_message, failure_message))
    });
    let (code, message) = (failure_code.map(str::to_owned), failure_message.map(str::to_owned));
    Err(WaitError::Failed { job: Box::new(job), code, message, hint })
}

impl<Op: Follow> WaitError<Op> {
    /// What the start call returned, with the id of the job that was started; `None` if none was, or if it is over.
    pub fn accepted(&self) -> Option<&Op::Output> {
        match self {
            Self::Start(_) | Self::Failed { .. } => None,
            Self::Poll { accepted, .. } | Self::Stopped { accepted, .. } | Self::Deadline { accepted, .. } => {
                accepted.as_deref()
            }
        }
    }

    /// The job as the last poll that succeeded has it.
    pub fn job(&self) -> Option<&Job<Op>> {
        match self {
            Self::Start(_) => None,
            Self::Failed { job, .. } => Some(job),
            Self::Poll { last, .. } | Self::Stopped { last, .. } | Self::Deadline { last, .. } => last.as_deref(),
        }
    }

    /// The state of the job, as far as it is known.
    fn state(&self) -> &str {
        self.job().and_then(|job| <Op::Poll as Poll>::progress(job).state).unwrap_or("unknown")
    }
}

impl<Op: Follow> fmt::Display for WaitError<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, state) = (Op::INFO.id, self.state());
        match self {
            Self::Start(error) => error.fmt(f),
            Self::Poll { error, .. } => {
                write!(f, "{id}: the job's state could not be fetched: {error}")
            }
            Self::Failed { code, message, hint, .. } => {
                write!(f, "{id}: the job failed (state {state})")?;
                let details = [code, message].into_iter().flatten().filter(|text| !text.is_empty());
                details.into_iter().try_for_each(|text| write!(f, ": {text}"))?;
                hint.as_ref().map_or(Ok(()), |hint| write!(f, "; hint: {hint}"))
            }
            Self::Stopped { .. } => write!(f, "{id}: the wait was stopped (state {state}); the job goes on"),
            Self::Deadline { after, .. } => {
                write!(f, "{id}: the job had not ended after {after:?} (state {state}); it goes on")
            }
        }
    }
}

/// A derived implementation would ask for more of the operation than there is.
impl<Op: Follow> fmt::Debug for WaitError<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(error) => f.debug_tuple("Start").field(error).finish(),
            Self::Poll { error, accepted, last } => {
                f.debug_struct("Poll").field("error", error).field("accepted", accepted).field("last", last).finish()
            }
            Self::Stopped { accepted, last } => {
                f.debug_struct("Stopped").field("accepted", accepted).field("last", last).finish()
            }
            Self::Deadline { after, accepted, last } => f
                .debug_struct("Deadline")
                .field("after", after)
                .field("accepted", accepted)
                .field("last", last)
                .finish(),
            Self::Failed { job, code, message, hint } => f
                .debug_struct("Failed")
                .field("job", job)
                .field("code", code)
                .field("message", message)
                .field("hint", hint)
                .finish(),
        }
    }
}

impl<Op: Follow> std::error::Error for WaitError<Op> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start(error) => Some(error),
            Self::Poll { error, .. } => Some(error),
            Self::Failed { .. } | Self::Stopped { .. } | Self::Deadline { .. } => None,
        }
    }
}
