//! What a failed reply says in the service's own terms, and who reads it out of the body.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::line::excerpt;
use crate::runtime::auth::Outlook;
use crate::runtime::reply::Reply;

/// What a reply says about a failure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Details {
    /// The service's code for what went wrong.
    pub code: Option<String>,
    /// What the service says about it.
    pub message: Option<String>,
    /// The service's name for the request, where it stands in the body.
    pub request_id: Option<String>,
    /// What is known about the cause, or what to do about it; not from the reply.
    pub hint: Option<String>,
    /// Whether the failure passes, where that is known of the code; not from the reply. A [wait](super::super::wait) polls
    /// on after one that does, whatever its status, and an idempotent call that it was the answer to, with a status from 400
    /// on, is sent again.
    pub outlook: Option<Outlook>,
    /// After how long to try again, where that is known of the code and the reply says nothing about it.
    pub pause: Option<Duration>,
}

/// Reads what a service says about its failures.
///
/// A document seldom describes all the bodies of a failure: gateways and proxies answer for the service, in forms of
/// their own. A client that is given a reader by [`ClientBuilder::errors`](crate::runtime::ClientBuilder::errors) asks
/// it about each complete reply, before the reply is given a type.
pub trait ErrorReader: Send + Sync + 'static {
    /// What `reply`, which came at `now`, says about a failure; `None` when nothing can be read.
    ///
    /// To read anything out of a success is to say that it is none: the call then fails, whatever its type.
    fn read(&self, reply: &Reply, now: SystemTime) -> Option<Details>;

    /// What is known about a failure with this code and this message, of a reply or of a job.
    fn hint(&self, code: Option<&str>, message: Option<&str>) -> Option<String> {
        let _ = (code, message);
        None
    }
}

/// Code and message on one short line; nothing when there is neither.
impl fmt::Display for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = [&self.code, &self.message].into_iter().flatten().map(|text| excerpt(text.as_bytes()));
        for (index, text) in texts.filter(|text| !text.is_empty()).enumerate() {
            write!(f, "{}{}", if index == 0 { "" } else { ": " }, text.trim_end_matches('.'))?;
        }
        Ok(())
    }
}
