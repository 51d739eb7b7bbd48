//! What an error tells, from the reply on the wire to the line that a person reads.

use std::time::{Duration, UNIX_EPOCH};

use generated_client::api::RestoreTableError;
use generated_client::huawei::ErrorDetails;
use generated_client::models::{ClusterActionName, RestoreTableRequest, TableDetail};
use generated_client::runtime::body::Body;
use generated_client::runtime::transport::{BoxFuture, TransportError};
use generated_client::{Client, Error, Transport};
use serde_json::Value;

use crate::captures::captures;

/// Answers every request with the same reply.
#[derive(Clone, Default)]
struct Always {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Transport for Always {
    fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let mut response = http::Response::builder().status(self.status);
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        let response = response.body(Body::from(bytes::Bytes::from(self.body.clone()))).expect("the reply is valid");
        Box::pin(std::future::ready(Ok(response)))
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

fn client(reply: Always) -> Client {
    let builder = Client::builder().endpoint("http://127.0.0.1:9").project_id("p").token("hunter2hunter2");
    let builder = builder.transport(reply).clock(|| UNIX_EPOCH).retry(generated_client::Retry::never());
    let builder = builder.max_response_bytes(1 << 20);
    builder.build().expect("the configuration is complete")
}

/// The error of a restore that is answered like that.
async fn failure(reply: Always) -> Error<RestoreTableError> {
    let table = || vec![TableDetail::new("postgres", "public")];
    let order = RestoreTableRequest::new(true, "postgres", table(), table());
    client(reply).restore_table("s", &order).await.expect_err("the reply is a failure")
}

/// The recorded reply of a capture that the official client made an exception of, and that exception.
fn recorded(capture: &Value) -> Option<(Always, &Value)> {
    let response = &capture["response"];
    let status = u16::try_from(response["status"].as_u64()?).ok()?;
    let exception = capture["exception"].is_object().then_some(&capture["exception"])?;
    let headers = response["headers"].as_object().into_iter().flatten();
    let headers = headers.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()));
    let body = response["body"].as_str().unwrap_or_default().to_owned();
    Some((Always { status, headers: headers.collect(), body }, exception))
}

impl Always {
    fn header(&self, name: &str) -> Option<String> {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone())
    }
}

/// What the identity service calls the id of a request, which the official client does not read.
const IAM_TRACE_ID: &str = "x-iam-trace-id";

/// The code and the message of a body in the service's own words, which the official client does not know.
fn service_pair(body: &str) -> Option<(String, String)> {
    let body: Value = serde_json::from_str(body).ok()?;
    Some((text(&body["errCode"])?, text(&body["externalMessage"])?))
}

/// A text, or a number as one.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Every text and number in a body, also where it is in base64.
fn texts(body: &str) -> Vec<String> {
    fn collect(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|it| collect(it, found)),
            Value::Object(members) => members.values().for_each(|it| collect(it, found)),
            value => found.extend(text(value)),
        }
    }
    let decoded = || {
        let bytes: generated_client::runtime::formats::Base64 = body.parse().ok()?;
        serde_json::from_slice(bytes.as_ref()).ok()
    };
    let mut found = Vec::new();
    if let Some(value) = serde_json::from_str(body).ok().or_else(decoded) {
        collect(&value, &mut found);
    }
    found
}

#[tokio::test]
async fn recorded_failures_are_read_as_the_official_client_reads_them_or_better() {
    let mut compared = 0;
    for capture in captures() {
        let Some((reply, exception)) = recorded(&capture) else { continue };
        let name = capture["name"].as_str().expect("a capture has a name");
        let error = failure(reply.clone()).await;
        let details = ErrorDetails::of(&error);
        let (code, message) = (text(&exception["error_code"]), text(&exception["error_msg"]));
        // Without a code and a message the official client takes the status for the one and the body for the other.
        let known = texts(&reply.body);
        let is_read = |ours: &Option<String>| ours.as_ref().is_none_or(|text| known.contains(text));
        let is_better = |ours: &Option<String>, official: &Option<String>, instead: &str| {
            ours == official || official.as_deref() == Some(instead) && is_read(ours)
        };
        let pair = details.code.clone().zip(details.message.clone());
        let is_pair = pair.is_some() && pair == service_pair(&reply.body);
        assert!(
            is_pair || is_better(&details.code, &code, &reply.status.to_string()),
            "{name}: {:?} is not {code:?}",
            details.code
        );
        assert!(
            is_pair || is_better(&details.message, &message, &reply.body),
            "{name}: {:?} is not {message:?}",
            details.message
        );
        match text(&exception["request_id"]) {
            None => assert!(is_read(&details.request_id) || details.request_id == reply.header(IAM_TRACE_ID), "{name}"),
            id => assert_eq!(details.request_id, id, "{name}"),
        }
        match text(&exception["encoded_auth_msg"]) {
            None => assert!(is_read(&details.encoded_authorization_message), "{name}"),
            encoded => assert_eq!(details.encoded_authorization_message, encoded, "{name}"),
        }
        assert_eq!((error.status(), error.raw_body()), (Some(reply.status), Some(reply.body.as_bytes())), "{name}");
        let line = error.to_string();
        for said in [ErrorDetails::of(&error).code, error.request_id().map(str::to_owned)].into_iter().flatten() {
            assert!(line.contains(&said), "{name}: {line}");
        }
        compared += 1;
    }
    assert!(compared >= 24 || std::env::var_os("DWS_WIRE_CAPTURES").is_some(), "only {compared} were compared");
}

#[tokio::test]
async fn a_line_says_what_was_attempted_and_what_came_of_it() {
    let mut lines = Vec::new();
    for (status, body) in [
        (403, r#"{"errCode": "DWS.7023", "externalMessage": "Cluster status is not allowed to operation."}"#),
        (400, r#"{"error_code": "DWS.5149", "error_msg": "The snapshot ID is invalid."}"#),
        (401, r#"{"error_msg": "decrypt token fail", "error_code": "APIGW.0301", "request_id": "r-1"}"#),
        (401, r#"{"error": {"code": 401, "message": "The request\nrequires authentication."}}"#),
        (404, "eyJlcnJDb2RlIjogIkRXUy4wMDQ3IiwgImV4dGVybmFsTWVzc2FnZSI6ICJ4In0="),
        (200, r#"{"error_code": "DWS.0001", "error_msg": "refused"}"#),
        (200, r#"{"token": "hunter2hunter2"}"#),
        (202, r#"{"token": "hunter2hunter2"}"#),
        (502, "<html>Bad Gateway</html>"),
        (500, ""),
    ] {
        let error = failure(Always { status, body: body.to_owned(), ..Always::default() }).await;
        assert!(!format!("{error} {error:?}").contains("hunter2hunter2"), "{error:?}");
        lines.push(
            error.to_string().replace("restoreTable: POST /v1/{project_id}/snapshots/{snapshot_id}/table-restore", "…"),
        );
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn a_failure_in_the_clothes_of_a_success_is_one_for_every_operation() {
    let body = r#"{"error_code": "DWS.0047", "error_msg": "The cluster does not exist."}"#.to_owned();
    let client = client(Always { status: 200, body, ..Always::default() });
    // Nothing is required of this reply, so it would pass for an empty one.
    let error = client.list_cluster_actions("c", &ClusterActionName::Restoring).await.expect_err("it is a failure");
    assert!(matches!(&error, Error::Unexpected(it) if it.decode.is_none()), "{error:?}");
    assert_eq!(error.details().and_then(|it| it.code.as_deref()), Some("DWS.0047"));
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_client_without_a_reader_has_details_too() {
    let body = r#"{"error_code": "DWS.7023", "error_msg": "busy", "request_id": "r"}"#.to_owned();
    let bare = generated_client::ClientBuilder::new().endpoint("http://127.0.0.1:9").project_id("p").token("t");
    let bare = bare.transport(Always { status: 403, body, ..Always::default() }).build().expect("it is complete");
    let error = bare.list_snapshots().await.expect_err("403 is a failure");
    assert_eq!((error.details(), error.request_id()), (None, None));
    let details = ErrorDetails::of(&error);
    assert_eq!((details.code.as_deref(), details.request_id.as_deref()), (Some("DWS.7023"), Some("r")));
    assert!(details.hint.is_some_and(|hint| hint.contains("10 seconds")));
}

#[tokio::test]
async fn what_is_known_to_pass_is_retryable_where_that_does_no_harm() {
    let busy = || Always {
        status: 403,
        body: r#"{"error_code": "DWS.7023", "error_msg": "busy"}"#.to_owned(),
        ..Always::default()
    };
    let table = || vec![TableDetail::new("postgres", "public")];
    let order = RestoreTableRequest::new(true, "postgres", table(), table());
    let check = client(busy()).check_table_restore("s", &order).await.expect_err("the cluster is busy");
    assert!(check.is_retryable());
    assert_eq!(check.details().and_then(|details| details.pause), Some(Duration::from_secs(10)));
    assert!(!failure(busy()).await.is_retryable());
}

#[tokio::test]
async fn every_status_of_success_may_bring_a_job() {
    let table = || vec![TableDetail::new("postgres", "public")];
    let order = RestoreTableRequest::new(true, "postgres", table(), table());
    for status in [200, 201, 202, 299] {
        let reply = Always { status, body: r#"{"job_id": "j"}"#.to_owned(), ..Always::default() };
        let accepted = client(reply).restore_table("s", &order).await.map(|reply| reply.job_id);
        assert!(matches!(accepted.as_deref(), Ok("j")), "{status}: {accepted:?}");
    }
    let body = r#"{"job_id": "j"}"#.to_owned();
    assert!(failure(Always { status: 302, body, ..Always::default() }).await.may_have_been_processed());
}

#[tokio::test]
async fn an_empty_id_is_no_job() {
    let body = r#"{"job_id": "", "error_code": "DWS.0001", "error_msg": "refused"}"#.to_owned();
    let error = failure(Always { status: 200, body, ..Always::default() }).await;
    assert_eq!(error.details().and_then(|details| details.code.as_deref()), Some("DWS.0001"));
}

#[tokio::test]
async fn a_token_that_a_header_repeats_is_masked() {
    let headers = vec![("x-request-id".to_owned(), "hunter2hunter2".to_owned())];
    for body in [String::new(), "x".repeat(2 << 20)] {
        let error = failure(Always { status: 500, headers: headers.clone(), body }).await;
        assert!(!format!("{error} {error:?} {:?}", error.request_id()).contains("hunter2"), "{error}");
    }
}
