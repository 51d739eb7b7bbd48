//! What can go wrong with a call, and where: before sending, on the way, or in the answer.

mod details;
mod problem;

use std::fmt;
use std::fmt::{Debug, Display};
use std::time::Duration;

use http::{StatusCode, Uri};

pub use self::details::{Details, ErrorReader};
pub(super) use self::problem::Lines;
pub use self::problem::Problem;
use super::auth::{CredentialError, Outlook};
use super::codec::DecodeError;
use super::operation::{Idempotent, OperationInfo};
use super::reply::Reply;
use super::transport::{TransportError, TransportErrorKind};

/// How much of a body an error's line quotes, in characters.
const EXCERPT: usize = 300;

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
pub struct InvalidCall {
    /// The operation that was called.
    pub operation: &'static OperationInfo,
    /// Everything found to be wrong, at least one thing.
    pub problems: Vec<Problem>,
}

/// A call whose credential could not be fetched.
#[derive(Debug)]
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

/// A call that took too long.
#[derive(Debug)]
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
    /// A complete answer; of a stream, its head.
    ForAnswer,
    /// The next piece of a stream.
    ForMore,
}

/// A failure that the document describes.
#[derive(Debug)]
pub struct ApiFailure<E> {
    /// The operation that was called.
    pub operation: &'static OperationInfo,
    /// The reply as it came.
    pub reply: Reply,
    /// The decoded failure.
    pub body: E,
}

/// A reply that the document does not describe.
#[derive(Debug)]
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
                Self::Transport(it) => it.error.kind() != TransportErrorKind::Connect,
                Self::Timeout(_) | Self::Decode(_) => true,
                Self::Api(it) => !is_refusal(&it.reply),
                Self::Unexpected(it) => !is_refusal(&it.reply),
            }
    }

    /// Whether sending the same call again may help and can do no harm, as far as the failure tells. The client has
    /// then already done so as often as its [policy](super::Retry) allows, which is stricter about 429.
    ///
    /// Without a connection, without a credential that may be there later, and after `429 Too Many Requests`, nothing was
    /// processed, so any call may be sent again. After a timeout, a broken connection or a failing server (408, 500, 502,
    /// 503, 504) only an idempotent one may be: the first may have been processed.
    pub fn is_retryable(&self) -> bool {
        let idempotent = self.operation().idempotent == Idempotent::Yes;
        match self {
            Self::Invalid(_) | Self::Decode(_) => false,
            Self::Credential(it) => it.error.outlook() == Outlook::Passing,
            Self::Timeout(_) => idempotent,
            Self::Transport(it) => match it.error.kind() {
                TransportErrorKind::Connect => true,
                TransportErrorKind::Io => idempotent,
                TransportErrorKind::Other => false,
            },
            Self::Api(it) => is_passing(&it.reply, idempotent),
            Self::Unexpected(it) => is_passing(&it.reply, idempotent),
        }
    }
}

fn is_refusal(reply: &Reply) -> bool {
    matches!(reply.status(), 400..=407 | 409..=499)
}

fn is_passing(reply: &Reply, idempotent: bool) -> bool {
    match reply.status() {
        429 => true,
        408 | 500 | 502 | 503 | 504 => idempotent,
        _ => false,
    }
}

impl<E> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(it) => write!(f, "{}: not sent: {}", it.operation, Lines(&it.problems)),
            Self::Credential(it) => write!(f, "{}: not sent: {}", it.operation, it.error),
            Self::Transport(it) => write!(f, "{}: {}", it.operation, it.error),
            Self::Timeout(it) => {
                let missing = match it.waited {
                    Waited::ForAnswer => "complete answer",
                    Waited::ForMore => "more of the stream",
                };
                write!(f, "{}: no {missing} within {:?}", it.operation, it.after)
            }
            Self::Api(it) => answered(f, it.operation, &it.reply),
            Self::Unexpected(it) => answered(f, it.operation, &it.reply),
            // The body of a success is not quoted: it may be a token, a password, somebody's data.
            Self::Decode(it) => {
                head(f, it.operation, &it.reply)?;
                write!(f, ", which is not as documented: {}", it.error)
            }
        }?;
        match self.attempts() {
            0 | 1 => Ok(()),
            attempts => write!(f, " (after {attempts} attempts)"),
        }?;
        let hint = self.details().and_then(|details| details.hint.as_deref());
        hint.map_or(Ok(()), |hint| write!(f, "; hint: {hint}"))
    }
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

fn head(f: &mut fmt::Formatter<'_>, operation: &OperationInfo, reply: &Reply) -> fmt::Result {
    write!(f, "{operation} answered {}", Status(reply.status_code()))?;
    reply.request_id().map_or(Ok(()), |id| write!(f, " (request id {id})"))
}

fn answered(f: &mut fmt::Formatter<'_>, operation: &OperationInfo, reply: &Reply) -> fmt::Result {
    head(f, operation, reply)?;
    if let Some(target) = redirect(reply) {
        return write!(f, ", a redirect to {target}, which is not followed");
    }
    match said(reply).as_str() {
        // The body of a success is not quoted, as said above.
        _ if reply.status_code().is_success() && reply.details().is_none() => {
            f.write_str(", which the document does not describe")
        }
        "" => f.write_str(" without content"),
        text => write!(f, ": {text}"),
    }
}

/// Where a redirect leads, as far as a line may tell: a path or a query may hold a secret.
fn redirect(reply: &Reply) -> Option<String> {
    if !reply.status_code().is_redirection() {
        return None;
    }
    let target: Uri = reply.header("location")?.parse().ok()?;
    let origin = target.scheme_str().zip(target.authority()).map(|(scheme, authority)| {
        let (host, port) = (authority.host(), authority.port_u16());
        format!("{scheme}://{host}{}", port.map_or(String::new(), |port| format!(":{port}")))
    });
    Some(origin.unwrap_or_else(|| "another path".to_owned()))
}

/// Code and message of a failure, or as much of its body as a line has room for.
fn said(reply: &Reply) -> String {
    let read = reply.details().map(ToString::to_string).filter(|text| !text.is_empty());
    read.unwrap_or_else(|| excerpt(reply.body()))
}

/// A status without a registered reason prints as its number alone.
struct Status(StatusCode);

impl Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())?;
        self.0.canonical_reason().map_or(Ok(()), |reason| write!(f, " {reason}"))
    }
}

/// The beginning of a body on one line, whatever it is.
fn excerpt(body: &[u8]) -> String {
    // Four bytes are the longest character, so this much is enough, and a huge body is not copied.
    let head = &body[..body.len().min(EXCERPT * 4)];
    let text = String::from_utf8_lossy(head);
    let line = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = line.collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::{EXCERPT, excerpt};

    #[test]
    fn an_excerpt_is_one_short_line() {
        let long = "ü".repeat(EXCERPT + 1);
        for (body, expected) in [
            (b"".as_slice(), String::new()),
            (b" a\r\n\tb\0c ", "a b c".into()),
            (b"\xff{}", "\u{fffd}{}".into()),
            (long.as_bytes(), format!("{}…", "ü".repeat(EXCERPT))),
        ] {
            assert_eq!(excerpt(body), expected);
        }
    }
}
