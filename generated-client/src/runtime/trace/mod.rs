//! What `tracing` is told about calls, when the feature is on: one span per call, and events for its attempts.
//!
//! Where OpenTelemetry's conventions for HTTP clients have a name, it is that name. The URL is not told, since it may
//! hold a credential: the path's template, the server's address and the operation's id stand in for it. Headers and
//! bodies are not told either.

pub(super) use self::imp::{Call, attempt, is_told, retry};

#[cfg(feature = "tracing")]
mod imp {
    use std::time::Duration;

    use http::Uri;
    use tracing::instrument::{Instrument, Instrumented};
    use tracing::{Level, Span, debug, field, info_span, level_enabled, warn};

    use crate::runtime::error::Fault;
    use crate::runtime::hook::{Answered, Attempt};
    use crate::runtime::operation::OperationInfo;
    use crate::runtime::reply::Reply;
    use crate::runtime::retry::Cause;
    use crate::runtime::transport::TransportErrorKind;

    /// The span of a call, from its first attempt to its last.
    pub(in crate::runtime) struct Call(Span);

    impl Call {
        pub(in crate::runtime) fn begin(operation: &'static OperationInfo) -> Self {
            Self(info_span!(
                "call",
                otel.name = format!("{} {}", operation.method, operation.path),
                otel.kind = "client",
                otel.status_code = field::Empty,
                operation_id = operation.id,
                http.request.method = operation.method,
                url.template = operation.path,
                server.address = field::Empty,
                server.port = field::Empty,
                attempts = field::Empty,
                http.request.resend_count = field::Empty,
                http.response.status_code = field::Empty,
                request_id = field::Empty,
                error.type = field::Empty,
            ))
        }

        /// `work` inside the span.
        pub(in crate::runtime) fn around<F: Future>(&self, work: F) -> Instrumented<F> {
            work.instrument(self.0.clone())
        }

        /// Says where the requests go.
        pub(in crate::runtime) fn server(&self, uri: &Uri) {
            if self.0.is_disabled() {
                return;
            }
            self.0.record("server.address", uri.host());
            let default = if uri.scheme_str() == Some("http") { 80 } else { 443 };
            self.0.record("server.port", uri.port_u16().unwrap_or(default));
        }

        /// Says how the call ended.
        pub(in crate::runtime) fn end(&self, outcome: &Result<Reply, Fault>) {
            if self.0.is_disabled() {
                return;
            }
            let attempts = match outcome {
                Ok(reply) => reply.attempts(),
                Err(Fault::Transport(failure)) => failure.attempts,
                Err(Fault::Timeout(timeout)) => timeout.attempts,
                Err(Fault::Credential(missing)) => missing.attempts,
                Err(Fault::Invalid(_)) => 0,
            };
            self.0.record("attempts", attempts);
            if attempts > 1 {
                self.0.record("http.request.resend_count", attempts - 1);
            }
            if let Ok(reply) = outcome {
                self.0.record("http.response.status_code", reply.status());
                self.0.record("request_id", reply.request_id());
            }
            if let Some(kind) = error_type(outcome) {
                self.0.record("error.type", kind.as_str());
                self.0.record("otel.status_code", "ERROR");
            }
        }
    }

    /// Whether anybody may listen to how attempts end.
    pub(in crate::runtime) fn is_told() -> bool {
        level_enabled!(Level::DEBUG)
    }

    /// Says how an attempt ended.
    pub(in crate::runtime) fn attempt(answered: &Answered<'_>) {
        let number = answered.attempt().number;
        let elapsed_ms = milliseconds(answered.elapsed());
        match (answered.reply(), answered.failure()) {
            (Some(reply), _) => debug!(
                attempt = number,
                elapsed_ms,
                http.response.status_code = reply.status(),
                request_id = reply.request_id(),
                http.response.body.size = reply.body().len(),
                "answered"
            ),
            (None, Some(Cause::Transport(error))) => debug!(attempt = number, elapsed_ms, %error, "not answered"),
            (None, Some(Cause::Credential(error))) => debug!(attempt = number, elapsed_ms, %error, "no credential"),
            (None, Some(_)) => debug!(attempt = number, elapsed_ms, "not answered in time"),
            (None, None) => debug!(attempt = number, "not sent"),
        }
    }

    /// Says that another attempt will follow `failed`, and why.
    pub(in crate::runtime) fn retry(failed: Attempt, outcome: &Result<Reply, Fault>, pause: Duration) {
        warn!(
            attempt = failed.number,
            pause_ms = milliseconds(pause),
            error.type = error_type(outcome),
            "failed, and will be sent again"
        );
    }

    fn milliseconds(duration: Duration) -> u64 {
        u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
    }

    /// The failure in a word of few values, or the status.
    fn error_type(outcome: &Result<Reply, Fault>) -> Option<String> {
        let kind = match outcome {
            Ok(reply) => return (reply.status() >= 400).then(|| reply.status().to_string()),
            Err(Fault::Invalid(_)) => "invalid",
            Err(Fault::Timeout(_)) => "timeout",
            Err(Fault::Credential(_)) => "credential",
            Err(Fault::Transport(failure)) => match failure.error.kind() {
                TransportErrorKind::Connect => "connect",
                TransportErrorKind::Io => "io",
                TransportErrorKind::Other => "other",
            },
        };
        Some(kind.to_owned())
    }
}

#[cfg(not(feature = "tracing"))]
mod imp {
    use std::time::Duration;

    use http::Uri;

    use crate::runtime::error::Fault;
    use crate::runtime::hook::{Answered, Attempt};
    use crate::runtime::operation::OperationInfo;
    use crate::runtime::reply::Reply;

    pub(in crate::runtime) struct Call;

    impl Call {
        pub(in crate::runtime) fn begin(_: &'static OperationInfo) -> Self {
            Self
        }

        pub(in crate::runtime) fn around<F: Future>(&self, work: F) -> F {
            work
        }

        pub(in crate::runtime) fn server(&self, _: &Uri) {}

        pub(in crate::runtime) fn end(&self, _: &Result<Reply, Fault>) {}
    }

    pub(in crate::runtime) fn is_told() -> bool {
        false
    }

    pub(in crate::runtime) fn attempt(_: &Answered<'_>) {}

    pub(in crate::runtime) fn retry(_: Attempt, _: &Result<Reply, Fault>, _: Duration) {}
}

#[cfg(all(test, feature = "tracing"))]
pub(super) mod tests;
