//! The mock, as a user's tests see it.

mod recorder;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::Mock;
use super::things::{GetJob, JobBody, SECRET, Start, builder, get_job, start};
use crate::runtime::transport::Transport as _;
use crate::runtime::transport::TransportErrorKind::{Connect, Io};
use crate::runtime::{Client, Credential, Error, Retry};

fn job(id: &str, status: &str) -> JobBody {
    JobBody { id: id.to_owned(), status: (!status.is_empty()).then(|| status.to_owned()) }
}

fn client(mock: &Mock) -> Client {
    let builder = builder().transport(mock.clone()).retry(Retry::new());
    builder.credential("token", Credential::value(SECRET)).build().expect("the client is valid")
}

/// The text of a panic of `work`, without the lines of this file, which come and go.
fn panics(work: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).expect_err("it panics");
    without_lines(panic.downcast_ref::<String>().expect("the panic has a message"))
}

fn without_lines(text: &str) -> String {
    let mut parts = text.split(concat!(file!(), ":"));
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| format!("{text}here{}", part.trim_start_matches(|it: char| it.is_ascii_digit())))
}

#[tokio::test]
async fn answers_are_typed_and_requests_are_kept() {
    let mock = Mock::new();
    mock.on::<Start>().path("id", "a b").query("limit", 10).json(&["x"]).header("x-h", "1").reply(&job("j1", ""));
    mock.on::<GetJob>().path("job", "j1").reply_error(404, &job("gone", ""));
    let client = client(&mock);
    let started = start(&client, "a b").query("limit", &10).json(&["x"]).header("X-H", "1").await;
    assert_eq!(started.expect("the mock answers").id, "j1");
    let error = get_job(&client, "j1").await.expect_err("the mock says 404");
    assert_eq!((error.status(), error.api().map(|body| body.id.as_str())), (Some(404), Some("gone")));

    let requests = mock.requests();
    assert_eq!(requests.len(), 2);
    let [request] = &mock.requests_of::<Start>()[..] else { panic!("{requests:?}") };
    assert_eq!((request.method(), request.path("id").as_deref(), request.attempt()), ("POST", Some("a b"), 1));
    assert_eq!((request.path("project_id").as_deref(), request.path("job")), (Some("p1"), None));
    assert_eq!((request.query("limit").as_deref(), request.query("offset")), (Some("10"), None));
    assert_eq!(request.json::<Vec<String>>().ok(), Some(vec!["x".to_owned()]));
    assert_eq!(request.header("X-Auth-Token"), Some(SECRET));
    assert!(!format!("{mock:?}").contains(SECRET));
    mock.verify();
}

#[tokio::test]
async fn answers_come_in_turn_and_the_last_one_stays() {
    let mock = Mock::new();
    mock.on::<GetJob>().path("job", "once").times(1).reply(&job("first", ""));
    mock.on::<GetJob>().fail(Connect).reply(&job("a", "")).reply(&job("b", ""));
    let client = client(&mock);
    let mut ids = Vec::new();
    for id in ["once", "once", "x", "y"] {
        ids.push(get_job(&client, id).await.expect("the mock answers").id);
    }
    assert_eq!(ids, ["first", "a", "b", "b"], "a retry is a request of its own");
    assert_eq!(mock.requests().iter().map(super::Received::attempt).collect::<Vec<_>>(), [1, 1, 2, 1, 1]);
    mock.verify();
}

#[tokio::test]
async fn time_passes_at_once() {
    let mock = Mock::new();
    mock.on::<Start>().reply(&job("j1", ""));
    let polls = mock.on::<GetJob>().reply(&job("j1", "RUNNING")).fail(Io);
    polls.delay(Duration::from_secs(3)).reply(&job("j1", "RUNNING")).reply(&job("j1", "SUCCESS"));
    let job = start(&client(&mock), "t").wait().await.expect("the job succeeds");
    assert_eq!(job.status.as_deref(), Some("SUCCESS"));
    // Four pauses of ten seconds, and two replies that take three.
    assert_eq!(mock.elapsed(), Duration::from_secs(46));
    mock.verify();
}

#[tokio::test]
async fn a_long_job_is_waited_for_to_its_end() {
    let mock = Mock::new();
    let running = (0..200).fold(mock.on::<GetJob>(), |rule, _| rule.reply(&job("j", "RUNNING")));
    running.reply(&job("j", "SUCCESS"));
    assert!(get_job(&client(&mock), "j").wait().await.is_ok());
    assert_eq!(mock.elapsed(), Duration::from_secs(2000));
}

#[tokio::test]
async fn one_who_always_sleeps_anew_does_not_hold_time_up() {
    let mock = Mock::new();
    let restless = async {
        loop {
            tokio::select! {
                () = mock.sleep(Duration::from_secs(5)) => {},
                () = tokio::task::yield_now() => {},
            }
        }
    };
    tokio::select! {
        () = restless => {},
        () = mock.sleep(Duration::from_secs(1)) => assert_eq!(mock.elapsed(), Duration::from_secs(1)),
    }
}

#[tokio::test]
async fn a_service_that_hangs_is_a_timeout() {
    let mock = Mock::new();
    mock.on::<Start>().hang();
    let error = start(&client(&mock), "t").await.expect_err("there is no answer");
    assert!(matches!(error, Error::Timeout(_)), "{error}");
    assert_eq!(mock.elapsed(), Duration::from_secs(60));
    let slow = Mock::new();
    slow.on::<Start>().delay(Duration::from_secs(59)).reply(&job("j1", ""));
    assert!(start(&client(&slow), "t").await.is_ok());
}

#[tokio::test]
async fn many_calls_share_the_time() {
    let mock = Mock::new();
    mock.on::<GetJob>().path("job", "slow").delay(Duration::from_secs(20)).reply(&job("slow", ""));
    mock.on::<GetJob>().reply(&job("fast", ""));
    let client = client(&mock);
    let calls = (0..50).map(|number| {
        let client = client.clone();
        tokio::spawn(async move { get_job(&client, if number % 2 == 0 { "slow" } else { "fast" }).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("no call panics").expect("each has its answer in time");
    }
    assert_eq!(mock.requests().len(), 50);
}

#[tokio::test]
async fn what_no_rule_is_for_is_explained() {
    let mock = Mock::new();
    let bare = start(&client(&mock), "t").await.expect_err("there is no rule");
    assert!(
        bare.to_string()
            .ends_with("the mock has no answer to start: POST /base/v1/p1/things/t/start: it has no rule for it")
    );
    let mock = Mock::new();
    let client = client(&mock);
    mock.on::<GetJob>().reply(&job("j", ""));
    mock.on::<Start>().path("id", "a").reply(&job("j", ""));
    mock.on::<Start>().query("q", 1).reply(&job("j", ""));
    mock.on::<Start>().json(&[1]).reply(&job("j", ""));
    mock.on::<Start>().header("X-Auth-Token", "else").reply(&job("j", ""));
    mock.on::<Start>().when("a request at night", |_| false).reply(&job("j", ""));
    mock.on::<Start>().times(0).reply(&job("j", ""));
    mock.on::<Start>();
    let error = start(&client, "b").query("q", &2).json(&[2]).await.expect_err("no rule fits");
    insta::assert_snapshot!(without_lines(&error.to_string()).replace("; ", ";\n"), @"
    start: POST /v1/{project_id}/things/{id}/start: no usable response: the mock has no answer to start: POST /base/v1/p1/things/b/start: the rule for start at here: the path parameter id is `b`, not `a`;
    the rule for start at here: the query parameter q is `2`, not `1`;
    the rule for start at here: the body is `[2]`, not `[1]`;
    the rule for start at here: the header X-Auth-Token is another one;
    the rule for start at here: it is not a request at night;
    the rule for start at here: it is used up, being for no request;
    the rule for start at here: it has no answer
    ");
    assert_eq!(mock.requests().len(), 1);
    insta::assert_snapshot!(panics(|| mock.verify()), @"
    the mock did not see what it should:
    the rule for getJob at here: it is for one request or more, and had 0
    the rule for start at here: it is for one request or more, and had 0
    the rule for start at here: it is for one request or more, and had 0
    the rule for start at here: it is for one request or more, and had 0
    the rule for start at here: it is for one request or more, and had 0
    the rule for start at here: it is for one request or more, and had 0
    no rule was for start: POST /base/v1/p1/things/b/start
    ");
}

#[tokio::test]
async fn requests_of_no_operation_can_be_answered() {
    use crate::runtime::transport::Transport as _;
    let mock = Mock::new();
    mock.on_request("POST", "/v3/auth/tokens").reply_raw(http::Response::builder().status(201).body("token").unwrap());
    let request = http::Request::post("https://iam.test/v3/auth/tokens").body(crate::runtime::body::Body::empty());
    let response = mock.send(request.unwrap()).await.expect("the mock answers");
    assert_eq!(response.status(), 201);
    assert!(mock.requests()[0].operation().is_none());
    mock.verify();
}

#[test]
fn answers_that_the_operation_cannot_give_are_refused() {
    let mock = Mock::new();
    let refusals = [
        panics(|| _ = mock.on::<Start>().reply_error(200, &job("j", ""))),
        panics(|| _ = mock.on::<Start>().reply_error(500, &job("j", ""))),
        panics(|| _ = mock.on::<Start>().reply_error(400, &["not a job"])),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @"
    200 is a success of start
    start does not document 500: give the reply to `reply_raw`
    start has another body with 400: $: expected an object, found an array at line 1 column 1
    ");
}
