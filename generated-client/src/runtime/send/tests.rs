//! What comes of a call for each thing that may befall it.

use std::error::Error as _;
use std::time::Duration;

use crate::runtime::auth::{Context, CredentialError, CredentialProvider};
use crate::runtime::body::Upload;
use crate::runtime::content::Content;
use crate::runtime::draft::Draft;
use crate::runtime::encode::{Explode, ParamValue, Style};
use crate::runtime::testing::Answer::{self, Fail, Hang, Reply as Said};
use crate::runtime::testing::{GetJob, JobBody, Script, builder, get_job, start};
use crate::runtime::transport::BoxFuture;
use crate::runtime::transport::TransportErrorKind::{Connect, Io};
use crate::runtime::{Credential, Error, Operation, Retry};

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
    start: POST /v1/{project_id}/things/{id}/start answered 200 OK (request id req-1), which is not as documented: $.status: expected a string, found a number at line 1 column 12
    start: POST /v1/{project_id}/things/{id}/start: no usable response: the response is larger than 700 bytes (max_response_bytes)
    "#);
}

#[tokio::test(start_paused = true)]
async fn only_what_is_safe_is_retryable() {
    for (answer, post, get, processed) in [
        ((|| Fail(Connect)) as fn() -> Answer, true, true, false),
        (|| Fail(Io), false, true, true),
        (|| Hang, false, true, true),
        (|| Said(429, r#"{"id": ""}"#), false, true, false),
        (|| Said(429, "slow down"), false, true, false),
        (|| Said(408, ""), false, true, true),
        (|| Said(503, ""), false, true, true),
        (|| Said(404, r#"{"id": ""}"#), false, false, false),
        (|| Said(302, ""), false, false, true),
        (|| Said(200, "nonsense"), false, false, true),
        (|| Said(200, LONG), false, false, true),
    ] {
        let errors = [outcome(answer(), false).await, outcome(answer(), true).await];
        let errors = errors.map(|result| result.expect_err("every answer is a failure"));
        assert_eq!(errors.each_ref().map(Error::is_retryable), [post, get], "{errors:?}");
        assert_eq!(errors.each_ref().map(Error::may_have_been_processed), [processed; 2], "{errors:?}");
    }
}

/// A service for credentials that takes the request, and says nothing.
struct Silent;

impl CredentialProvider for Silent {
    fn credential<'a>(&'a self, _context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(std::future::pending())
    }

    fn at_hand(&self, _context: &Context) -> Option<Credential> {
        None
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_its_credential_has_sent_nothing() {
    let script = Script::new([]);
    let builder = builder().transport(script.clone()).credential("token", Credential::provider(Silent));
    let error = start(&builder.build().expect("the client is valid"), "t").await.expect_err("nobody answers");
    assert!(script.sent().is_empty());
    assert_eq!((error.may_have_been_processed(), error.is_retryable()), (false, true));
    assert!(error.to_string().ends_with("not sent: no credential within 60s"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_earlier_attempt_may_have_been_processed() {
    let client = |answers: [Answer; 2]| {
        let builder = builder().transport(Script::new(answers)).retry(Retry::new().max_attempts(2));
        builder.credential("token", Credential::value("t")).build().expect("the client is valid")
    };
    let error = get_job(&client([Fail(Io), Fail(Connect)]), "j").await.expect_err("nobody answers");
    assert_eq!((error.may_have_been_processed(), error.attempts()), (true, 2));
    let error = start(&client([Fail(Connect), Fail(Connect)]), "t").await.expect_err("nobody answers");
    assert_eq!((error.may_have_been_processed(), error.attempts()), (false, 2));
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

#[tokio::test(start_paused = true)]
async fn a_stream_that_can_be_sent_once_has_all_the_time_of_the_call() {
    for (upload, expected) in [(Upload::from("bytes"), 2), (Upload::blocking_reader(std::io::empty()), 1)] {
        let script = Script::new([Hang, Said(200, r#"{"id": "j"}"#)]);
        let client = builder().transport(script.clone()).retry(Retry::new()).build().expect("the client is valid");
        let begin = tokio::time::Instant::now();
        let mut draft = Draft::new(GetJob::INFO, &[]);
        draft.path(Style::Simple(Explode::No), "job", Ok(ParamValue::Text("j".into())));
        draft.body(Content::upload("application/octet-stream", upload));
        assert_eq!(super::send(&client, &draft).await.is_ok(), expected == 2);
        assert_eq!(script.sent().len(), expected);
        assert_eq!(begin.elapsed() >= Duration::from_secs(60), expected == 1);
    }
}
