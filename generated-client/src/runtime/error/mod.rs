//! What can go wrong with a call, and where: before sending, on the way, or in the answer.

mod details;
mod line;
mod problem;

use std::fmt::Debug;
use std::time::Duration;

pub use self::details::{Details, ErrorReader};
pub(super) use self::problem::Lines;
pub use self::problem::Problem;
use super::auth::{CredentialError, Outlook};
use super::codec::DecodeError;
use super::operation::{Idempotent, OperationInfo};
use super::reply::Reply;
use super::retry;
use super::transport::{TransportError, TransportErrorKind};

/// Why a call gave no result. `E` holds the failures that the document describes for the operation.
///
/// Its `Display` is one line that names the operation, its method and its path template, and never a secret.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The call was not sent, because it cannot be right.
    Invalid(Box<InvalidCall>),
    /// The call was not sent, because its credential could not be fetched.
    Credential(Box<NoCredential>),
    /// No complete response arrived.
    Transport(Box<TransportFailure>),
    /// The time allowed for the call was over. The service may have processed it.
    Timeout(Box<TimedOut>),
    /// The service answered with a failure that the document describes.
    Api(Box<ApiFailure<E>>),
    /// The service, or a proxy before it, answered with something that the document does not describe.
    Unexpected(Box<UnexpectedReply>),
    /// The call succeeded, but what it returned is not what the document promises.
    Decode(Box<DecodeFailure>),
}

/// A call that was not sent.
#[derive(Debug)]
#[non_exhaustive]
pub struct InvalidCall {
    /// The operation that was called.
    pub operation: &'static OperationInfo,
    /// Everything found to be wrong, at least one thing.
    pub problems: Vec<Problem>,
}

/// A call whose credential could not be fetched.
#[derive(Debug)]
#[non_exhaustive]
pub struct NoCredential {
    /// The operation that was called.
    pub operation: &'static OperationInfo,
    /// What the credential's provider said.
    pub error: CredentialError,
    /// How many times it was tried.
    pub attempts: u32,
}

/// A call without a complete response.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportFailure {
    /// The operation that was called.
    pub operation: &'static OperationInfo,
    /// What the transport said.
    pub error: TransportError,
    /// The response as far as it arrived, with an empty body, when the failure came after its head.
    pub reply: Option<Reply>,
    /// How many times the request was sent, or tried to be.
    pub attempts: u32,
}

impl TransportFailure {
    /// The head of the answer, where that was a no: what is missing of its body changes nothing.
    pub(in crate::runtime) fn answer(&self) -> Option<&Reply> {
        self.reply.as_ref().filter(|reply| reply.status() >= 400)
    }
}

/// A call that took too long.
#[derive(Debug)]
#[non_exhaustive]
pub struct TimedOut {
    /// The operation that was called.
    pub operation: &'static OperationInfo,
    /// How long the call, or its last attempt, was allowed to take, the response's body included; of a stream, how
    /// long it was allowed to be silent.
    pub after: Duration,
    /// What did not come in time.
    pub waited: Waited,
    /// How many times the request was sent, or tried to be.
    pub attempts: u32,
}

/// What a call that took too long was waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Waited {
    /// A credential: the last attempt had not sent anything.
    ForCredential,
    /// A complete answer; of a stream, its head.
    ForAnswer,
    /// The next piece of a stream.
    ForMore,
}

/// A failure that the document describes.
#[derive(Debug)]
#[non_exhaustive]
pub struct ApiFailure<E> {
    /// The operation that was called.
    pub operation: &'static OperationInfo,
    /// The reply as it came.
    pub reply: Reply,
    /// The failure that its body holds, decoded.
    pub body: E,
}

/// A reply that the document does not describe.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnexpectedReply {
    /// The operation that was called.
    pub operation: &'static OperationInfo,
    /// The reply as it came.
    pub reply: Reply,
    /// Why the body did not decode, when the document knows the status.
    pub decode: Option<DecodeError>,
}

/// A successful reply that did not decode.
#[derive(Debug)]
#[non_exhaustive]
pub struct DecodeFailure {
    /// The operation that was called.
    pub operation: &'static OperationInfo,
    /// The reply as it came.
    pub reply: Reply,
    /// What was wrong with the body, and where.
    pub error: DecodeError,
}

/// The failures that come before any typed reply, so that the code that meets them is not generic.
pub(super) enum Fault {
    Invalid(Box<InvalidCall>),
    Credential(Box<NoCredential>),
    Transport(Box<TransportFailure>),
    Timeout(Box<TimedOut>),
}

impl Fault {
    /// Whether there was no way to the host, so that nothing was sent, and another host may be reached.
    pub(super) fn never_left(&self) -> bool {
        matches!(self, Self::Transport(failure) if failure.error.obstacle().is_some())
    }
}

impl<E> From<Fault> for Error<E> {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Invalid(invalid) => Self::Invalid(invalid),
            Fault::Credential(failure) => Self::Credential(failure),
            Fault::Transport(failure) => Self::Transport(failure),
            Fault::Timeout(timeout) => Self::Timeout(timeout),
        }
    }
}

impl<E> Error<E> {
    /// The operation that was called.
    pub fn operation(&self) -> &'static OperationInfo {
        match self {
            Self::Invalid(it) => it.operation,
            Self::Credential(it) => it.operation,
            Self::Transport(it) => it.operation,
            Self::Timeout(it) => it.operation,
            Self::Api(it) => it.operation,
            Self::Unexpected(it) => it.operation,
            Self::Decode(it) => it.operation,
        }
    }

    /// The reply as it came, if one came. After [`Error::Transport`] its body is empty.
    pub fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Invalid(_) | Self::Credential(_) | Self::Timeout(_) => None,
            Self::Transport(it) => it.reply.as_ref(),
            Self::Api(it) => Some(&it.reply),
            Self::Unexpected(it) => Some(&it.reply),
            Self::Decode(it) => Some(&it.reply),
        }
    }

    /// The failure that the document describes, if it is one.
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(failure) => Some(&failure.body),
            _ => None,
        }
    }

    /// The status of the reply, such as `403`.
    pub fn status(&self) -> Option<u16> {
        self.reply().map(Reply::status)
    }

    /// What the reply says in the service's own terms, if the client has a [reader](ErrorReader) that knows them.
    pub fn details(&self) -> Option<&Details> {
        self.reply().and_then(Reply::details)
    }

    /// The service's name for the request: quote it when asking the provider for help.
    pub fn request_id(&self) -> Option<&str> {
        self.reply().and_then(Reply::request_id)
    }

    /// The body of the reply, byte for byte. Only a credential of the request that a failure repeats is masked.
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.reply().map(|reply| reply.body().as_ref())
    }

    /// How many times the request was sent, or tried to be: 0 when the call cannot be right, more than 1 after
    /// [retries](super::retry).
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Invalid(_) => 0,
            Self::Credential(it) => it.attempts,
            Self::Transport(it) => it.attempts,
            Self::Timeout(it) => it.attempts,
            Self::Api(it) => it.reply.attempts(),
            Self::Unexpected(it) => it.reply.attempts(),
            Self::Decode(it) => it.reply.attempts(),
        }
    }

    /// Whether the service may have done what the call asks for, as far as the failure tells.
    ///
    /// It has not where nothing was sent, where no connection was made, and where it answered with a status from 400 to 499
    /// other than 408. Everything else leaves it open: look before doing again what must not be done twice.
    pub fn may_have_been_processed(&self) -> bool {
        // Of an idempotent call, an attempt before the last one may have been.
        let earlier = self.attempts() > 1 && self.operation().idempotent == Idempotent::Yes;
        earlier
            || match self {
                Self::Invalid(_) | Self::Credential(_) => false,
                Self::Transport(it) => match it.answer() {
                    Some(reply) => !is_refusal(reply),
                    None => it.error.kind() != TransportErrorKind::Connect,
                },
                Self::Timeout(it) => it.waited != Waited::ForCredential,
                Self::Decode(_) => true,
                Self::Api(it) => !is_refusal(&it.reply),
                Self::Unexpected(it) => !is_refusal(&it.reply),
            }
    }

    /// Whether sending the same call again may help and can do no harm, as far as the failure tells. The client has
    /// then already done so as often as its [policy](super::Retry) allows.
    ///
    /// Without a connection, and without a credential that may be there later, nothing was sent, so any call may be sent
    /// again. After a timeout, a broken connection, a failing server (408, 500, 502, 503, 504), `429 Too Many Requests` and a
    /// failure that is [known to pass](Details::outlook) only an idempotent one may be: the first may have been processed, or nothing proves that it was not. If you know that
    /// the gateway never passes on a request that it answers with 429, say so with
    /// [`Retry::also_after_429`](super::Retry::also_after_429).
    pub fn is_retryable(&self) -> bool {
        let idempotent = self.operation().idempotent == Idempotent::Yes;
        match self {
            Self::Invalid(_) | Self::Decode(_) => false,
            Self::Credential(it) => it.error.outlook() == Outlook::Passing,
            Self::Timeout(it) => idempotent || it.waited == Waited::ForCredential,
            Self::Transport(it) => match (it.answer(), it.error.kind()) {
                (Some(reply), _) => idempotent && retry::is_passing(reply),
                (None, TransportErrorKind::Connect) => true,
                (None, TransportErrorKind::Io) => idempotent,
                (None, TransportErrorKind::Other) => false,
            },
            Self::Api(it) => idempotent && retry::is_passing(&it.reply),
            Self::Unexpected(it) => idempotent && retry::is_passing(&it.reply),
        }
    }
}

fn is_refusal(reply: &Reply) -> bool {
    matches!(reply.status(), 400..=407 | 409..=499)
}

impl<E: Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Credential(it) => Some(&it.error),
            Self::Transport(it) => Some(&it.error),
            Self::Unexpected(it) => it.decode.as_ref().map(|error| error as _),
            Self::Decode(it) => Some(&it.error),
            Self::Invalid(_) | Self::Timeout(_) | Self::Api(_) => None,
        }
    }
}
