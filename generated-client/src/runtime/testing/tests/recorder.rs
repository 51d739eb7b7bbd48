//! The recorder: what it keeps, what it hides, and that a recording says the same again.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::Response;

use super::{job, panics};
use crate::runtime::body::Body;
use crate::runtime::codec::from_slice;
use crate::runtime::hook::Attempt;
use crate::runtime::testing::things::{GetJob, JobBody, SECRET, Start, builder, get_job, start};
use crate::runtime::testing::{Mock, Payload, Recorder, Recording};
use crate::runtime::transport::TransportErrorKind::{Connect, Io};
use crate::runtime::transport::{BoxFuture, Transport, TransportError};
use crate::runtime::{Client, Credential, Error, Retry};

fn client(transport: impl Transport, secret: &str) -> Client {
    let builder = builder().transport(transport).retry(Retry::new());
    builder.credential("token", Credential::value(secret)).build().expect("the client is valid")
}

/// Calls that succeed, fail, are sent again, and hold secrets.
async fn calls(client: &Client) -> Vec<String> {
    let told = |result: Result<JobBody, Error<JobBody>>| match result {
        Ok(job) => job.id,
        Err(error) => error.to_string(),
    };
    // The members stand in alphabetical order, which serde_json keeps whichever of its features are on.
    let order = serde_json::json!({ "Admin-Password": ["pw", { "of": 7 }], "name": "n", "pin": "1234" });
    vec![
        told(
            start(client, "a b").query("limit", &10).query("page_token", "p2").json(&order).header("Cookie", "c").await,
        ),
        told(get_job(client, "j1").await),
        told(get_job(client, "j1").await),
        told(get_job(client, "none").await),
        told(get_job(client, "bytes").await),
    ]
}

fn service() -> Mock {
    let mock = Mock::new();
    let echo = format!(r#"{{"access_token":"t2","id":"j1","seen":"{SECRET}"}}"#);
    let reply = Response::builder().header("x-subject-token", "t3").header("x-seen", SECRET).header("x-seen", "2");
    mock.on::<Start>().reply_raw(reply.body(echo).expect("the reply is valid"));
    mock.on::<GetJob>().path("job", "j1").fail(Connect).reply(&job("j1", "RUNNING")).reply(&job("j2", ""));
    mock.on::<GetJob>().path("job", "none").reply_error(404, &job("gone", ""));
    mock.on::<GetJob>().path("job", "bytes").reply_raw(Response::new(&b"\xff\0"[..]));
    mock
}

#[tokio::test]
async fn a_recording_says_the_same_again_and_tells_no_secret() {
    let recorder = Recorder::new(service()).hide("PIN");
    let first = calls(&client(recorder.clone(), SECRET)).await;
    let json = recorder.recording().to_json();
    for secret in [SECRET, "pw", "1234", "\"p2\"", "t2", "t3", "=p2"] {
        assert!(!json.contains(secret), "{secret} in {json}");
    }
    assert!(!format!("{recorder:?}").contains(SECRET));
    let recording = Recording::from_json(&json).expect("it was just written");
    assert_eq!(recording, recorder.recording());
    let shown = |index: usize| serde_json::to_string_pretty(&recording.exchanges[index]).expect("it can be written");
    insta::assert_snapshot!(shown(0), @r#"
    {
      "operation": "start",
      "attempt": 1,
      "method": "POST",
      "url": "https://things.example.com/base/v1/p1/things/a%20b/start?limit=10&page_token=***",
      "headers": {
        "accept": "application/json",
        "content-type": "application/json",
        "cookie": "***",
        "user-agent": "tests",
        "x-auth-token": "***"
      },
      "body": "{\"Admin-Password\":[\"***\",{\"of\":0}],\"name\":\"n\",\"pin\":\"***\"}",
      "reply": {
        "status": 200,
        "headers": {
          "x-seen": "***, 2",
          "x-subject-token": "***"
        },
        "body": "{\"access_token\":\"***\",\"id\":\"j1\",\"seen\":\"***\"}"
      }
    }
    "#);
    assert!(shown(1).ends_with("\"body\": \"\",\n  \"failure\": \"connect\"\n}"), "{}", shown(1));
    assert!(shown(5).contains(r#""base64": "/wA=""#), "{}", shown(5));
    let mock = recording.replay();
    assert_eq!(calls(&client(mock.clone(), "another token")).await, first);
    mock.verify();
    // Each reply was for one request.
    assert!(get_job(&client(mock, SECRET), "j1").await.is_err());
}

#[tokio::test]
async fn a_replay_tells_what_is_not_as_recorded() {
    let recorder = Recorder::new(service());
    assert!(start(&client(recorder.clone(), SECRET), "a").query("q", &1).json(&[1]).await.is_ok());
    let mock = recorder.recording().replay();
    let client = client(mock.clone(), SECRET);
    let other_query = start(&client, "a").query("q", &2).json(&[1]).await.expect_err("it is another query");
    assert!(other_query.to_string().ends_with("it is not of the recorded query"), "{other_query}");
    let other_body = start(&client, "a").query("q", &1).json(&[2]).await.expect_err("it is another body");
    assert!(other_body.to_string().ends_with("it is not of the recorded body"), "{other_body}");
    assert!(start(&client, "b").query("q", &1).json(&[1]).await.is_err());
    assert!(panics(|| mock.verify()).contains("the recorded start"));
}

#[tokio::test]
async fn what_ends_without_a_reply_does_so_again() {
    let service = Mock::new();
    service.on::<Start>().fail(Io).hang();
    let recorder = Recorder::new(service);
    let outcomes = async |client: &Client| {
        let failed = start(client, "a").await.expect_err("the connection breaks");
        let hung = start(client, "a").await.expect_err("nobody answers");
        (matches!(failed, Error::Transport(_)), matches!(hung, Error::Timeout(_)))
    };
    assert_eq!(outcomes(&client(recorder.clone(), SECRET)).await, (true, true));
    let mock = recorder.recording().replay();
    assert_eq!(outcomes(&client(mock.clone(), SECRET)).await, (true, true));
    mock.verify();
}

#[tokio::test]
async fn what_calls_no_operation_is_not_kept() {
    let mock = Mock::new();
    mock.on_request("POST", "/v3/auth/tokens").reply_raw(Response::new("token"));
    let recorder = Recorder::new(mock.clone());
    let request = http::Request::post("https://iam.test/v3/auth/tokens").body(Body::from(Bytes::from(SECRET)));
    assert!(recorder.send(request.expect("the request is valid")).await.is_ok());
    assert_eq!((mock.requests().len(), recorder.recording().exchanges.len()), (1, 0));
}

#[test]
fn a_body_is_text_or_bytes() {
    for (json, expected) in [("\"a\"", &b"a"[..]), (r#"{"base64": "/wA=", "x": 1}"#, b"\xff\0")] {
        let payload: Payload = from_slice(json.as_bytes()).expect("it is a body");
        assert_eq!(payload.as_bytes(), expected);
        let again = serde_json::to_vec(&payload).expect("it can be written");
        assert_eq!(from_slice(&again), Ok(payload));
    }
}

/// A transport around another one: what the request holds beside its head and its body, it has the response hold, too.
struct Marking<T>(T, Passed);

/// The number of the attempt in each request, and the mark on its response.
type Passed = Arc<Mutex<Vec<(Option<u32>, Option<u32>)>>>;

#[derive(Clone, Copy)]
struct Mark(u32);

impl<T: Transport> Transport for Marking<T> {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let attempt = request.extensions().get::<Attempt>().map(|attempt| attempt.number);
        Box::pin(async move {
            let mut response = self.0.send(request).await?;
            let mark = response.extensions().get::<Mark>().map(|mark| mark.0);
            self.1.lock().expect("no test panics here").push((attempt, mark));
            response.extensions_mut().insert(Mark(attempt.unwrap_or_default()));
            Ok(response)
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }
}

#[tokio::test]
async fn extensions_pass_a_recorder_in_both_directions() {
    let (inner, outer) = (Arc::default(), Arc::default());
    let inside = Marking(service(), Arc::clone(&inner));
    let client = client(Marking(Recorder::new(inside), Arc::clone(&outer)), SECRET);
    assert!(get_job(&client, "j1").await.is_ok(), "after one that fails");
    let seen = |list: Passed| list.lock().expect("no test panics here").clone();
    assert_eq!((seen(inner), seen(outer)), (vec![(Some(2), None)], vec![(Some(2), Some(2))]));
}
