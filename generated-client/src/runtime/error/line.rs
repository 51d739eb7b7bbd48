//! An error as one readable line, in which no secret stands.

use std::fmt;
use std::fmt::Display;

use http::{StatusCode, Uri};

use super::{Error, Lines, Waited};
use crate::runtime::operation::OperationInfo;
use crate::runtime::reply::Reply;

/// How much of a body an error's line quotes, in characters.
const EXCERPT: usize = 300;

impl<E> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(it) => write!(f, "{}: not sent: {}", it.operation, Lines(&it.problems)),
            Self::Credential(it) => write!(f, "{}: not sent: {}", it.operation, it.error),
            Self::Transport(it) => write!(f, "{}: {}", it.operation, it.error),
            Self::Timeout(it) => {
                let missing = match it.waited {
                    Waited::ForCredential => "not sent: no credential",
                    Waited::ForAnswer => "no complete answer",
                    Waited::ForMore => "no more of the stream",
                };
                write!(f, "{}: {missing} within {:?}", it.operation, it.after)
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

fn head(f: &mut fmt::Formatter<'_>, operation: &OperationInfo, reply: &Reply) -> fmt::Result {
    write!(f, "{operation} answered {}", Status(reply.status_code()))?;
    // Out of a body it may be any text.
    reply.request_id().map_or(Ok(()), |id| write!(f, " (request id {})", excerpt(id.as_bytes())))
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

/// Code and message of a failure; where no message was found, as much of its body as a line has room for.
fn said(reply: &Reply) -> String {
    let read = reply.details().filter(|details| details.code.is_some() || details.message.is_some());
    match read {
        Some(details) if details.message.is_some() => details.to_string(),
        Some(details) => format!("{details}: {}", excerpt(reply.body())),
        None => excerpt(reply.body()),
    }
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
pub(super) fn excerpt(body: &[u8]) -> String {
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
