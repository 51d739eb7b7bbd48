//! Sending: the one place where a request meets the transport, the clock and the limit.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use bytes::Bytes;
use http::HeaderMap;

use super::body::{self, Body};
use super::client::Client;
use super::draft::Draft;
use super::error::{ApiFailure, DecodeFailure, UnexpectedReply};
use super::error::{Error, Fault, TimedOut, TransportFailure};
use super::operation::{Operation, OperationInfo, Outcome};
use super::reply::{Reply, Response};
use super::transport::{BoxFuture, Transport, TransportError};

/// Sends the call and reads the whole reply, within the time allowed.
///
/// There is one attempt. Should there be more one day, this is the place: each attempt builds the request anew, so
/// that it carries a signature of its own, and only [`Error::is_retryable`] may ask for another.
pub(super) async fn send(client: &Client, draft: &Draft) -> Result<Reply, Fault> {
    let request = draft.build(client).map_err(Fault::Invalid)?.map(Body::from);
    let shared = &client.shared;
    let transport = shared.transport.as_ref();
    let after = draft.timeout.unwrap_or(shared.timeout);
    let attempt = exchange(transport, request, shared.max_response_bytes, draft.info);
    match within(transport.sleep(after), attempt).await {
        Some(outcome) => outcome.map_err(|failure| Fault::Transport(Box::new(failure))),
        None => Err(Fault::Timeout(Box::new(TimedOut { operation: draft.info, after }))),
    }
}

async fn exchange(
    transport: &dyn Transport,
    request: http::Request<Body>,
    limit: usize,
    operation: &'static OperationInfo,
) -> Result<Reply, TransportFailure> {
    let failed = |error: TransportError, reply| TransportFailure { operation, error, reply };
    let (head, body) = transport.send(request).await.map_err(|error| failed(error, None))?.into_parts();
    let reply = |headers: HeaderMap, body: Bytes| Reply::new(head.status, headers, body);
    match body::read(body, limit).await {
        Ok(body) => Ok(reply(head.headers, body)),
        Err(error) => Err(failed(error, Some(reply(head.headers, Bytes::new())))),
    }
}

/// Runs `work` until `timer` completes; `None` when the timer was first.
pub(super) async fn within<T>(mut timer: BoxFuture<'static, ()>, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => timer.as_mut().poll(cx).map(|()| None),
    })
    .await
}

/// Gives a complete reply its type.
pub(super) fn finish<Op: Operation>(reply: Reply) -> Result<Response<Op::Output>, Error<Op::Error>> {
    let operation = Op::INFO;
    match Op::decode(&reply) {
        Ok(Outcome::Success(value)) => Ok(Response::new(value, reply)),
        Ok(Outcome::Failure(body)) => Err(Error::Api(Box::new(ApiFailure { operation, reply, body }))),
        Ok(Outcome::Undocumented) => {
            Err(Error::Unexpected(Box::new(UnexpectedReply { operation, reply, decode: None })))
        }
        Err(error) if reply.status_code().is_success() => {
            Err(Error::Decode(Box::new(DecodeFailure { operation, reply, error })))
        }
        // A proxy that answers for the service does not know the document.
        Err(error) => Err(Error::Unexpected(Box::new(UnexpectedReply { operation, reply, decode: Some(error) }))),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::time::Duration;

    use super::*;
    use crate::runtime::Credential;
    use crate::runtime::testing::Answer::{self, Fail, Hang, Reply as Said};
    use crate::runtime::testing::{JobBody, Script, builder, get_job, start};
    use crate::runtime::transport::TransportErrorKind::{Connect, Io};

    /// The result of one call of `Start` or, with `get`, of `GetJob`.
    async fn outcome(answer: Answer, get: bool) -> Result<JobBody, Error<JobBody>> {
        let builder = builder().transport(Script::new([answer])).max_response_bytes(700);
        let client = builder.credential("token", Credential::value("t")).build().expect("the client is valid");
        if get { get_job(&client, "j").await } else { start(&client, "t").await }
    }

    const LONG: &str = match std::str::from_utf8(&[b'x'; 701]) {
        Ok(text) => text,
        Err(_) => "",
    };

    #[tokio::test(start_paused = true)]
    async fn errors_are_one_readable_line() {
        let mut lines = Vec::new();
        for answer in [
            Fail(Connect),
            Fail(Io),
            Hang,
            Said(403, r#"{"id": "DWS.7023",  "status": null}"#),
            Said(400, "<html>\n <body>Bad\u{7} gateway</body>\n</html>"),
            Said(503, ""),
            Said(418, "teapot"),
            Said(200, r#"{"status": 7}"#),
            Said(200, LONG),
        ] {
            let error = outcome(answer, false).await.expect_err("every answer is a failure");
            lines.push(format!("{error}"));
            assert!(error.source().is_none_or(|source| !source.to_string().is_empty()));
        }
        insta::assert_snapshot!(lines.join("\n"), @r#"
        start: POST /v1/{project_id}/things/{id}/start: could not connect: as the script says
        start: POST /v1/{project_id}/things/{id}/start: the connection failed: as the script says
        start: POST /v1/{project_id}/things/{id}/start: no complete answer within 60s
        start: POST /v1/{project_id}/things/{id}/start answered 403 Forbidden (request id req-1): {"id": "DWS.7023", "status": null}
        start: POST /v1/{project_id}/things/{id}/start answered 400 Bad Request (request id req-1): <html> <body>Bad gateway</body> </html>
        start: POST /v1/{project_id}/things/{id}/start answered 503 Service Unavailable (request id req-1) without content
        start: POST /v1/{project_id}/things/{id}/start answered 418 I'm a teapot (request id req-1): teapot
        start: POST /v1/{project_id}/things/{id}/start answered 200 OK (request id req-1): {"status": 7} (which is not as documented: $.status: expected a string, found a number at line 1 column 12)
        start: POST /v1/{project_id}/things/{id}/start: no usable response: the response is larger than 700 bytes (max_response_bytes)
        "#);
    }

    #[tokio::test(start_paused = true)]
    async fn only_what_is_safe_is_retryable() {
        for (answer, post, get) in [
            ((|| Fail(Connect)) as fn() -> Answer, true, true),
            (|| Fail(Io), false, true),
            (|| Hang, false, true),
            (|| Said(429, r#"{"id": ""}"#), true, true),
            (|| Said(429, "slow down"), true, true),
            (|| Said(503, ""), false, true),
            (|| Said(404, r#"{"id": ""}"#), false, false),
            (|| Said(200, "nonsense"), false, false),
        ] {
            let retryable = [outcome(answer(), false).await, outcome(answer(), true).await];
            let retryable = retryable.map(|result| result.is_err_and(|error| error.is_retryable()));
            assert_eq!(retryable, [post, get]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_reply_is_kept() {
        let error = outcome(Said(404, "no such thing"), true).await.expect_err("404 is a failure");
        assert!(matches!(&error, Error::Unexpected(it) if it.decode.is_some()));
        assert_eq!((error.status(), error.request_id()), (Some(404), Some("req-1")));
        assert_eq!(error.raw_body(), Some(b"no such thing".as_slice()));
        let error = outcome(Said(404, r#"{"id": "gone"}"#), true).await.expect_err("404 is a failure");
        assert_eq!(error.api().map(|body| body.id.as_str()), Some("gone"));
        assert!(size_of::<Error<JobBody>>() <= 16);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_has_its_own_timeout() {
        let script = Script::new([Hang, Said(200, r#"{"id": "j"}"#)]);
        let client = builder().transport(script.clone()).build().expect("the client is valid");
        let begin = tokio::time::Instant::now();
        let error = get_job(&client, "j").timeout(Duration::from_secs(3)).await;
        assert!(matches!(error, Err(Error::Timeout(_))));
        assert_eq!(begin.elapsed(), Duration::from_secs(3));
        let response = get_job(&client, "j").send().await.expect("the second answer is a success");
        assert_eq!((response.status(), response.value().id.as_str()), (200, "j"));
        assert_eq!(response.request_id(), Some("req-1"));
        assert_eq!(script.sent().len(), 2);
    }
}
