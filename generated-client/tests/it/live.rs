//! The restore against a real socket: what the client does with every kind of answer, and how often it sends.

use std::time::Duration;

use generated_client::api::{RestoreTable, RestoreTableError};
use generated_client::models::{RestoreTableRequest, RestoreTableResponse, TableDetail};
use generated_client::runtime::wait::WaitError;
use generated_client::{Client, Error};

use crate::server::{Answer, Received, Server};

const SNAPSHOT: &str = "c719b1a7-c85c-4cb5-a721-7694908c2c11";
const ACCEPTED: Answer = Answer::Json(200, r#"{"job_id":"2c9081c0"}"#);

fn client(server: &Server) -> Client {
    let builder = Client::builder().endpoint(server.url()).project_id("0536cdee").token("secret-token");
    let builder = builder.timeout(Duration::from_secs(20)).max_response_bytes(1 << 20);
    builder.build().expect("the configuration is complete")
}

fn order() -> RestoreTableRequest {
    let table = || vec![TableDetail::new("postgres", "public")];
    RestoreTableRequest::new(true, "postgres", table(), table())
}

/// Restores against a server that always answers the same; gives the result and what the server received.
async fn restore(answer: Answer) -> (Result<RestoreTableResponse, Error<RestoreTableError>>, Vec<Received>) {
    let server = Server::start(move |_| answer.clone()).expect("a port is free");
    let result = client(&server).restore_table(SNAPSHOT, &order()).await;
    (result, server.received())
}

/// The error, after checking that the destructive request was sent exactly once.
async fn failure(answer: Answer) -> Error<RestoreTableError> {
    let (result, received) = restore(answer).await;
    assert_eq!(received.len(), 1, "a restore is never sent twice");
    result.expect_err("the answer is not a success")
}

#[tokio::test]
async fn success() {
    let (result, received) = restore(ACCEPTED).await;
    assert_eq!(result.expect("the restore is accepted").job_id, "2c9081c0");
    let [request] = received.as_slice() else { panic!("one request, not {received:?}") };
    assert_eq!(request.line, format!("POST /v1/0536cdee/snapshots/{SNAPSHOT}/table-restore"));
    assert_eq!(request.header("x-auth-token"), Some("secret-token"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(serde_json::from_slice::<RestoreTableRequest>(&request.body).expect("JSON"), order());
}

#[tokio::test]
async fn status_and_headers_come_with_send() {
    let headers = vec![("X-Request-Id", "r-1".to_owned())];
    let server =
        Server::start(move |_| Answer::Full(200, headers.clone(), br#"{"job_id":"1"}"#.to_vec())).expect("a port");
    let response = client(&server).restore_table(SNAPSHOT, &order()).send().await.expect("accepted");
    assert_eq!((response.status(), response.request_id()), (200, Some("r-1")));
}

#[tokio::test]
async fn every_error_status_is_typed() {
    const BODY: &str = r#"{"error_code":"DWS.5149","error_msg":"no such snapshot"}"#;
    for status in [400, 401, 403, 429, 500, 503] {
        let error = failure(Answer::Json(status, BODY)).await;
        assert_eq!(error.status(), Some(status));
        let body = match error.api().expect("the failure is documented") {
            RestoreTableError::BadRequest(body) if status == 400 => body,
            RestoreTableError::Unauthorized(body) if status == 401 => body,
            RestoreTableError::Forbidden(body) if status == 403 => body,
            RestoreTableError::TooManyRequests(body) if status == 429 => body,
            RestoreTableError::InternalServerError(body) if status == 500 => body,
            RestoreTableError::ServiceUnavailable(body) if status == 503 => body,
            other => panic!("{status} became {other:?}"),
        };
        assert_eq!(body.error_code.as_deref(), Some("DWS.5149"));
        assert_eq!(error.raw_body(), Some(BODY.as_bytes()));
    }
}

#[tokio::test]
async fn odd_answers_are_errors_that_keep_the_reply() {
    let html = Answer::Full(502, vec![("content-type", "text/html".to_owned())], b"<html>Bad Gateway</html>".to_vec());
    let redirect = Answer::Full(302, vec![("location", "http://127.0.0.1:9/".to_owned())], Vec::new());
    let mut lines = Vec::new();
    for answer in [
        html,
        redirect,
        Answer::Json(404, "{}"),
        Answer::Json(403, "not JSON"),
        Answer::Json(200, "{}"),
        Answer::Json(200, r#"{"error_code":"DWS.0001","error_msg":"refused"}"#),
        Answer::Json(200, r#"{"job_id":null}"#),
        Answer::Json(200, ""),
        Answer::Huge(2 << 20),
        Answer::Drop,
        Answer::Truncate,
    ] {
        let error = failure(answer).await;
        assert!(!error.is_retryable(), "{error}: a restore may have been processed");
        lines.push(error.to_string());
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn a_hung_server_is_a_timeout() {
    let server = Server::start(|_| Answer::Hang).expect("a port is free");
    let client = client(&server);
    let call = client.restore_table(SNAPSHOT, &order()).timeout(Duration::from_millis(300));
    let error = call.await.expect_err("the server never answers");
    assert!(matches!(error, Error::Timeout(_)) && !error.is_retryable(), "{error}");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_refused_connection_was_never_sent() {
    let client = Client::builder().endpoint("http://127.0.0.1:9").project_id("p").token("t").build().expect("complete");
    let error = client.restore_table(SNAPSHOT, &order()).await.expect_err("nothing listens there");
    assert!(error.is_retryable(), "{error}");
}

/// A server that accepts the restore, then answers polls in turn.
fn job_server(polls: &'static [Answer]) -> Server {
    let mut next = polls.iter();
    let answer = move |request: &Received| match request.line.starts_with("POST") {
        true => ACCEPTED,
        false => next.next().cloned().unwrap_or(Answer::Drop),
    };
    Server::start(answer).expect("a port is free")
}

#[tokio::test]
async fn a_job_that_succeeds() {
    const POLLS: &[Answer] = &[
        Answer::Json(200, r#"{"status":"WAITING"}"#),
        Answer::Json(503, "{}"),
        Answer::Json(403, r#"{"error_code":"DWS.7023","error_msg":"the cluster is busy"}"#),
        Answer::Json(200, r#"{"status":"RUNNING","progress":"50%"}"#),
        Answer::Json(200, r#"{"status":"LATER"}"#),
        Answer::Json(200, r#"{"status":"SUCCESS","progress":"100%","job_id":"2c9081c0"}"#),
    ];
    let server = job_server(POLLS);
    let mut seen = Vec::new();
    let client = client(&server);
    let wait = client.restore_table(SNAPSHOT, &order()).project_id("other").wait().interval(Duration::from_millis(1));
    let job = wait.on_progress(|job| seen.push(job.state.map(str::to_owned))).await.expect("the job succeeds");
    assert_eq!(job.job_id.as_deref(), Some("2c9081c0"));
    assert_eq!(seen.into_iter().flatten().collect::<Vec<_>>(), ["WAITING", "RUNNING", "LATER", "SUCCESS"]);
    let lines: Vec<_> = server.received().into_iter().map(|request| request.line).collect();
    assert_eq!(lines[0], format!("POST /v1/other/snapshots/{SNAPSHOT}/table-restore"));
    assert_eq!(lines[1..], vec!["GET /v1.0/other/job/2c9081c0"; 6]);
}

#[tokio::test]
async fn a_job_that_fails() {
    const FAILED: &str = r#"{"status":"FAIL","failed_code":"Restore-fail:DWS.5174","failed_detail":"no such table"}"#;
    const POLLS: &[Answer] = &[Answer::Json(200, FAILED)];
    let server = job_server(POLLS);
    let client = client(&server);
    let wait = client.restore_table(SNAPSHOT, &order()).wait().interval(Duration::from_millis(1));
    let error: WaitError<RestoreTable> = wait.await.expect_err("the job fails");
    insta::assert_snapshot!(error, @"restoreTable: the job failed (state FAIL): Restore-fail:DWS.5174: no such table; hint: nothing has this name: every source table must be part of the snapshot, and the snapshot must be fine-grained (`fine_grained_backup`)");
    let WaitError::Failed { job, code, message, .. } = error else { panic!("{error:?}") };
    assert_eq!((code.as_deref(), message.as_deref()), (Some("Restore-fail:DWS.5174"), Some("no such table")));
    assert_eq!(job.status.as_str(), "FAIL");
}

#[tokio::test]
async fn a_wait_can_be_taken_up_again() {
    const POLLS: &[Answer] = &[Answer::Json(200, r#"{"status":"SUCCESS"}"#)];
    let server = job_server(POLLS);
    let job = client(&server).list_job_details("2c9081c0").wait().await.expect("the job has succeeded");
    assert_eq!(job.status.as_str(), "SUCCESS");
    assert_eq!(server.received().len(), 1);
}
