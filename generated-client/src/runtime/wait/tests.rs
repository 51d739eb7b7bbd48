//! Waiting, against a scripted transport and a clock that only moves when everyone sleeps.

use std::future::IntoFuture;
use std::time::Duration;

use tokio::time::Instant;

use super::{Progress, WaitError};
use crate::runtime::testing::Answer::{Fail, Hang, Later, Reply as Said};
use crate::runtime::testing::{Answer, Script, builder, get_job, start};
use crate::runtime::transport::TransportErrorKind::{Connect, Io, Other};
use crate::runtime::{Client, Credential};

const ACCEPTED: Answer = Said(200, r#"{"id": "j1"}"#);
const RUNNING: Answer = Said(200, r#"{"id": "j1", "status": "RUNNING"}"#);
const SUCCESS: Answer = Said(200, r#"{"id": "j1", "status": "SUCCESS"}"#);
const FAIL: Answer = Said(200, r#"{"id": "j1", "status": "FAIL"}"#);

fn scripted(answers: impl IntoIterator<Item = Answer>) -> (Client, Script) {
    let script = Script::new(answers);
    let builder = builder().transport(script.clone()).credential("token", Credential::value("t"));
    (builder.build().expect("the client is valid"), script)
}

#[tokio::test(start_paused = true)]
async fn a_start_is_sent_once_and_then_polled() {
    let (client, script) = scripted([ACCEPTED, RUNNING, Fail(Io), Said(503, "busy"), RUNNING, SUCCESS]);
    let begin = Instant::now();
    let mut states = Vec::new();
    let note = |progress: &Progress<'_>| states.push(progress.state.unwrap_or_default().to_owned());
    let job = start(&client, "t").path("project_id", "p2").wait().on_progress(note).await;
    assert_eq!(job.expect("the job succeeds").status.as_deref(), Some("SUCCESS"));
    assert_eq!(states, ["RUNNING", "RUNNING", "SUCCESS"]);
    assert_eq!(begin.elapsed(), Duration::from_secs(60));
    let sent = script.sent();
    assert_eq!(sent[0], "POST /base/v1/p2/things/t/start");
    assert_eq!(sent[1..], ["GET /base/v1/p2/jobs/j1"; 5]);
}

#[tokio::test(start_paused = true)]
async fn a_poll_picks_a_job_up_at_once() {
    let (client, script) = scripted([RUNNING, SUCCESS]);
    let begin = Instant::now();
    let job = get_job(&client, "j1").wait().interval(Duration::from_secs(2)).await;
    assert!(job.is_ok());
    assert_eq!(begin.elapsed(), Duration::from_secs(2));
    assert_eq!(script.sent(), ["GET /base/v1/p1/jobs/j1"; 2]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_fails_says_how_to_go_on() {
    let (client, _) = scripted([ACCEPTED, RUNNING, FAIL]);
    let failed = start(&client, "t").wait().await.expect_err("the job fails");
    assert!(matches!(&failed, WaitError::Failed { job, .. } if job.id == "j1"));

    let (client, _) = scripted([ACCEPTED, RUNNING, RUNNING, Hang]);
    let late = start(&client, "t").wait().deadline(Duration::from_secs(31)).await.expect_err("the job hangs");
    assert!(matches!(&late, WaitError::Deadline { accepted: Some(it), last: Some(_), .. } if it.id == "j1"));

    let (client, _) = scripted([ACCEPTED, Said(404, r#"{"id": "?"}"#)]);
    let gone = start(&client, "t").wait().await.expect_err("the job is gone");
    assert!(matches!(&gone, WaitError::Poll { accepted: Some(it), .. } if it.id == "j1"));

    let (client, script) = scripted([Fail(Connect), ACCEPTED]);
    let unsent = start(&client, "t").wait().await.expect_err("the start fails");
    assert!(matches!(&unsent, WaitError::Start(error) if error.is_retryable()));
    assert_eq!(script.sent().len(), 1);

    let lines = [failed, late, gone, unsent].map(|error| error.to_string());
    insta::assert_snapshot!(lines.join("\n"), @r#"
    start: the job failed (state FAIL): it broke
    start: the job had not ended after 31s (state RUNNING); it goes on
    start: the job's state could not be fetched: getJob: GET /v1/{project_id}/jobs/{job} answered 404 Not Found (request id req-1): {"id": "?"}
    start: POST /v1/{project_id}/things/{id}/start: could not connect: as the script says
    "#);
}

#[tokio::test(start_paused = true)]
async fn failing_polls_are_bounded() {
    let (client, script) = scripted(std::iter::repeat_with(|| Fail(Io)).take(100));
    let begin = Instant::now();
    assert!(matches!(get_job(&client, "j1").wait().await, Err(WaitError::Poll { accepted: None, .. })));
    let pauses: Vec<_> = script.pauses().iter().map(Duration::as_secs).collect();
    assert_eq!(pauses[..4], [10, 20, 40, 60]);
    assert!(pauses[4..].iter().all(|pause| *pause == 60), "{pauses:?}");
    assert!((15 * 60..16 * 60).contains(&begin.elapsed().as_secs()));
}

#[tokio::test(start_paused = true)]
async fn an_outage_ends_with_a_good_poll() {
    let outage = || std::iter::repeat_with(|| Fail(Io)).take(12);
    let (client, script) = scripted(outage().chain([RUNNING]).chain(outage()).chain([SUCCESS]));
    assert!(get_job(&client, "j1").wait().await.is_ok());
    let pauses: Vec<_> = script.pauses().iter().map(Duration::as_secs).collect();
    assert_eq!(pauses[11..15], [60, 10, 10, 20], "the pauses begin anew, too");

    let (client, _) = scripted(outage().chain([SUCCESS]));
    let late = get_job(&client, "j1").wait().deadline(Duration::from_secs(300)).await;
    assert!(matches!(late, Err(WaitError::Deadline { .. })), "an outage does not put the deadline off");
}

#[tokio::test(start_paused = true)]
async fn pauses_grow_up_to_a_limit_if_asked_to() {
    let polls = [RUNNING, RUNNING, Fail(Io), RUNNING, Later(429, "60"), SUCCESS];
    let (client, script) = scripted([ACCEPTED].into_iter().chain(polls));
    let wait = start(&client, "t").wait().backoff(Duration::from_secs(45));
    assert!(wait.await.is_ok());
    let pauses: Vec<_> = script.pauses().iter().map(Duration::as_secs).collect();
    // The service may ask for more than the limit, and for more than the client's policy grants to a call.
    assert_eq!(pauses, [10, 20, 40, 45, 45, 60]);
    let (client, script) = scripted([RUNNING, RUNNING, SUCCESS]);
    assert!(get_job(&client, "j1").wait().backoff(Duration::from_secs(1)).await.is_ok());
    assert_eq!(script.pauses(), [Duration::from_secs(10); 2], "a limit below the interval changes nothing");
}

#[tokio::test(start_paused = true)]
async fn a_service_gets_the_time_that_it_asks_for() {
    let (client, script) = scripted([Later(503, "3600"), Fail(Connect), Later(429, "99999999999999999999999")]);
    let late = get_job(&client, "j1").wait().deadline(Duration::from_secs(7200)).await;
    assert!(matches!(late, Err(WaitError::Deadline { .. })), "{late:?}");
    let pauses: Vec<_> = script.pauses().iter().map(Duration::as_secs).collect();
    assert_eq!(pauses, [3600, 20]);
}

#[tokio::test(start_paused = true)]
async fn the_id_of_a_job_is_told_at_once() {
    let (client, _) = scripted([ACCEPTED, Fail(Io)]);
    let mut stored = None;
    let wait = start(&client, "t").wait().on_accepted(|job| stored = Some(job.id.clone())).into_future();
    assert!(tokio::time::timeout(Duration::from_secs(5), wait).await.is_err(), "the process ends in the first pause");
    assert_eq!(stored.as_deref(), Some("j1"));
}

#[tokio::test(start_paused = true)]
async fn a_signal_stops_the_wait_but_not_the_start() {
    let signal = |seconds| tokio::time::sleep(Duration::from_secs(seconds));
    let (client, script) = scripted([ACCEPTED, RUNNING, RUNNING]);
    let stopped = start(&client, "t").wait().until(signal(15)).await.expect_err("the signal comes first");
    assert!(matches!(&stopped, WaitError::Stopped { .. }));
    assert_eq!(stopped.accepted().map(|it| it.id.as_str()), Some("j1"));
    assert_eq!(stopped.job().and_then(|it| it.status.as_deref()), Some("RUNNING"));
    assert_eq!(script.sent().len(), 2);
    insta::assert_snapshot!(stopped, @"start: the wait was stopped (state RUNNING); the job goes on");

    let (client, script) = scripted([ACCEPTED]);
    let stopped =
        start(&client, "t").wait().until(std::future::ready(())).await.expect_err("there was a signal before");
    assert_eq!((stopped.accepted().map(|it| it.id.as_str()), script.sent().len()), (Some("j1"), 1));
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_polled_again() {
    for passing in [Fail(Connect), Fail(Io), Fail(Other), Said(408, ""), Said(429, ""), Said(500, ""), Said(302, "")] {
        let (client, _) = scripted([passing, SUCCESS]);
        assert!(get_job(&client, "j1").wait().await.is_ok());
    }
    // A page of a proxy under maintenance is no answer of the service.
    let (client, _) = scripted([Said(200, "<html>"), SUCCESS]);
    assert!(get_job(&client, "j1").wait().await.is_ok());
    for (last, polls) in [(Said(401, ""), 1), (Said(403, ""), 1), (Said(404, ""), 1), (Fail(Io), 2)] {
        let (client, script) = scripted([last, Fail(Io), SUCCESS]);
        let error =
            get_job(&client, "j1").wait().max_outage(Duration::from_secs(10)).await.expect_err("it does not pass");
        assert!(matches!(error, WaitError::Poll { .. }));
        assert_eq!(script.sent().len(), polls);
    }
}

#[test]
fn progress_is_a_number_where_it_is_one() {
    let percent = |text| Progress { progress: Some(text), ..Progress::default() }.percent();
    for (text, expected) in [
        ("9%", Some(9.0)),
        ("100.00%", Some(100.0)),
        (" 42 % ", Some(42.0)),
        ("0", Some(0.0)),
        ("101%", None),
        ("-1%", None),
        ("NaN", None),
        ("half", None),
        ("", None),
    ] {
        assert_eq!(percent(text), expected, "{text}");
    }
    assert_eq!(Progress::default().percent(), None);
}

#[tokio::test(start_paused = true)]
async fn polls_inherit_how_the_start_was_sent() {
    let (client, script) = scripted([ACCEPTED, SUCCESS]);
    let job = start(&client, "t").endpoint("http://localhost/x").wait().await;
    assert!(job.is_ok());
    assert_eq!(script.sent(), ["POST /x/v1/p1/things/t/start", "GET /x/v1/p1/jobs/j1"]);
}
