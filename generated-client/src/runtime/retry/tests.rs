//! Retries, against a scripted transport and a clock that only moves when everyone sleeps.

use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use tokio::time::Instant;

use super::{Cause, Retry};
use crate::runtime::testing::Answer::{self, Fail, Hang, Later, Reply as Said, Torn};
use crate::runtime::testing::{JobBody, Script, TestSigner, builder, get_job, start};
use crate::runtime::transport::TransportErrorKind::{Connect, Io, Other};
use crate::runtime::wait::WaitError;
use crate::runtime::{Client, ClientBuilder, Credential, Error};

const OK: fn() -> Answer = || Said(200, r#"{"id": "j"}"#);
const BUSY: fn() -> Answer = || Said(503, "busy");
/// What tokio's timer may add to a pause.
const TICK: Duration = Duration::from_millis(1);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn scripted(builder: ClientBuilder, answers: impl IntoIterator<Item = Answer>) -> (Client, Script) {
    let script = Script::new(answers);
    let builder = builder.transport(script.clone()).credential("token", Credential::value("t"));
    (builder.build().expect("the client is valid"), script)
}

/// A client of the default policy.
fn client(answers: impl IntoIterator<Item = Answer>) -> (Client, Script) {
    scripted(builder().retry(Retry::new()), answers)
}

type Outcome = Result<JobBody, Error<JobBody>>;

/// The result of a call that is not idempotent, and how often it was sent.
async fn post(retry: Retry, answers: impl IntoIterator<Item = Answer>) -> (Outcome, usize) {
    let (client, script) = scripted(builder().retry(retry), answers);
    let outcome = start(&client, "t").await;
    (outcome, script.sent().len())
}

/// The result of an idempotent call, and how often it was sent.
async fn get(retry: Retry, answers: impl IntoIterator<Item = Answer>) -> (Outcome, usize) {
    let (client, script) = scripted(builder().retry(retry), answers);
    let outcome = get_job(&client, "j").await;
    (outcome, script.sent().len())
}

/// The pauses between five attempts, with chance as `seed` has it.
async fn pauses(seed: u64) -> Vec<Duration> {
    let retry = Retry::new().max_attempts(5).backoff(seconds(1), seconds(4));
    let (client, script) = scripted(builder().retry(retry).seed(seed), [BUSY(), BUSY(), BUSY(), BUSY(), OK()]);
    assert!(get_job(&client, "j").await.is_ok());
    script.pauses()
}

#[tokio::test(start_paused = true)]
async fn pauses_are_random_up_to_a_doubling_limit() {
    let limits = [1, 2, 4, 4].map(seconds);
    let mut longest = [Duration::ZERO; 4];
    for seed in 0..100 {
        let pauses = pauses(seed).await;
        assert_eq!(pauses.len(), 4);
        for ((longest, pause), limit) in longest.iter_mut().zip(pauses).zip(limits) {
            assert!(pause <= limit + TICK, "{pause:?}");
            *longest = pause.max(*longest);
        }
    }
    // Full jitter reaches for the limit as much as for nothing.
    assert!(longest.iter().zip(limits).all(|(longest, limit)| *longest > limit.mul_f64(0.9)), "{longest:?}");
    assert_eq!(pauses(7).await, pauses(7).await);
}

#[tokio::test(start_paused = true)]
async fn the_service_may_ask_for_time() {
    for (answer, asked) in [
        (Later(503, "7"), 7),
        (Later(429, "7"), 7),
        (Later(503, "Thu, 01 Jan 1970 00:00:09 GMT"), 9),
        (Later(503, "Thu, 01 Jan 1970 00:00:00 GMT"), 0),
        (Later(503, "30"), 30),
        (Later(503, "soon"), 0),
    ] {
        let (client, script) = client([answer, OK()]);
        assert!(get_job(&client, "j").await.is_ok());
        let pause = script.pauses()[0];
        assert!(pause >= seconds(asked), "{pause:?}");
        assert!(pause <= seconds(asked) + Duration::from_millis(200) + TICK, "{pause:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_asks_for_more_than_is_granted_is_left_alone() {
    for answer in [Later(429, "300"), Later(503, "31"), Later(503, "Thu, 01 Jan 1970 01:00:00 GMT")] {
        let begin = Instant::now();
        let (outcome, sent) = get(Retry::new(), [answer, OK()]).await;
        let error = outcome.expect_err("a retry would come too early");
        assert_eq!((sent, error.attempts(), begin.elapsed()), (1, 1, Duration::ZERO));
    }
    let (client, script) = client([Later(429, "300"), OK()]);
    let patient = Retry::new().max_retry_after(seconds(300));
    assert!(get_job(&client, "j").timeout(seconds(600)).retry(patient).await.is_ok());
    assert!(script.pauses()[0] >= seconds(300));
}

#[tokio::test(start_paused = true)]
async fn the_budget_is_shared_and_earned_back() {
    let mut answers: Vec<_> = std::iter::repeat_with(BUSY).take(6).collect();
    answers.extend(std::iter::repeat_with(OK).take(5));
    answers.extend([BUSY(), BUSY(), OK()]);
    let (client, script) = scripted(builder().retry(Retry::new()).retry_budget(3), answers);
    let mut attempts = Vec::new();
    for _ in 0..3 {
        let error = get_job(&client.clone(), "j").await.expect_err("the service is busy");
        attempts.push(error.attempts());
    }
    assert_eq!(attempts, [3, 2, 1]);
    for _ in 0..5 {
        assert!(get_job(&client, "j").await.is_ok());
    }
    let error = get_job(&client, "j").await.expect_err("the five paid for one retry");
    assert_eq!((error.attempts(), script.sent().len()), (2, 13));
}

#[tokio::test(start_paused = true)]
async fn the_budget_is_not_spent_by_a_call_that_is_dropped_and_not_earned_by_one_that_fails() {
    let answers = [Later(503, "10"), Said(404, ""), BUSY(), OK(), Said(404, ""), BUSY(), OK()];
    let (client, script) = scripted(builder().retry(Retry::new()).retry_budget(1), answers);
    assert!(tokio::time::timeout(seconds(5), get_job(&client, "j").send()).await.is_err());
    assert!(get_job(&client, "j").await.is_err());
    assert!(get_job(&client, "j").await.is_ok(), "the one retry is still there");
    for _ in 0..4 {
        client.shared.budget.deposit();
    }
    // The success made five of it, and the 404 is none.
    assert!(get_job(&client, "j").await.is_err());
    assert!(client.shared.budget.withdraw().is_some());
    assert_eq!(script.sent().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_of_the_whole_call() {
    let begin = Instant::now();
    let (client, _) = client([BUSY(), Hang]);
    let call = get_job(&client, "j").timeout(seconds(5)).retry(Retry::new().attempt_timeout(seconds(100)));
    let error = call.await.expect_err("the second attempt hangs");
    assert!(matches!(&error, Error::Timeout(it) if it.after == seconds(5)), "{error}");
    assert_eq!((error.attempts(), begin.elapsed()), (2, seconds(5)));
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_would_come_too_late_is_not_waited_for() {
    let begin = Instant::now();
    let (client, script) = client([Later(503, "20"), OK()]);
    let error = get_job(&client, "j").timeout(seconds(20)).await.expect_err("there is no time for a retry");
    assert_eq!((error.status(), error.attempts(), begin.elapsed()), (Some(503), 1, Duration::ZERO));
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn time_that_runs_out_in_a_pause_leaves_the_last_failure() {
    let begin = Instant::now();
    // A test's clock hides that the first attempt took nine seconds, so the pause of five seems to fit.
    let (client, script) = client([Hang, Later(503, "5"), OK()]);
    let call = get_job(&client, "j").timeout(seconds(10)).retry(Retry::new().attempt_timeout(seconds(9)));
    let error = call.await.expect_err("the time is over in the pause");
    assert_eq!((error.status(), error.attempts(), begin.elapsed()), (Some(503), 2, seconds(10)));
    assert_eq!(script.sent().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_hangs_is_given_up_if_another_may_follow() {
    let begin = Instant::now();
    let (outcome, sent) = get(Retry::new(), [Hang, OK()]).await;
    assert_eq!((outcome.is_ok(), sent), (true, 2));
    assert!((seconds(30)..seconds(31)).contains(&begin.elapsed()), "half of the call's 60 seconds");

    let begin = Instant::now();
    let (outcome, sent) = post(Retry::new().attempt_timeout(seconds(1)), [Hang, OK()]).await;
    assert!(matches!(outcome, Err(Error::Timeout(_))));
    assert_eq!((sent, begin.elapsed()), (1, seconds(60)));
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_processed_is_never_sent_twice() {
    for answer in [
        Fail(Io),
        Fail(Other),
        Hang,
        Torn(200),
        Torn(503),
        BUSY(),
        Said(500, ""),
        Said(429, ""),
        Said(408, ""),
        Said(401, ""),
        Said(302, ""),
    ] {
        let (outcome, sent) = post(Retry::new().retry_if(|_| true), [answer, OK()]).await;
        assert_eq!((outcome.is_err(), sent), (true, 1));
    }
    let (outcome, sent) = post(Retry::new(), [Fail(Connect), Fail(Io), OK()]).await;
    let error = outcome.expect_err("the second attempt may have been processed");
    assert_eq!((error.attempts(), error.is_retryable(), sent), (2, false, 2));
}

#[tokio::test(start_paused = true)]
async fn what_never_left_is_sent_again() {
    let (outcome, sent) = post(Retry::new(), [Fail(Connect), Fail(Connect), OK()]).await;
    assert_eq!((outcome.is_ok(), sent), (true, 3));
    let (outcome, sent) = post(Retry::never(), [Fail(Connect), OK()]).await;
    assert_eq!((outcome.is_err(), sent), (true, 1));
}

#[tokio::test(start_paused = true)]
async fn a_429_is_sent_again_where_the_caller_knows_the_gateway() {
    let (outcome, sent) = post(Retry::new(), [Later(429, "1"), OK()]).await;
    assert_eq!((outcome.is_err(), sent), (true, 1));
    let (outcome, sent) = post(Retry::new().retry_if(|_| true), [Later(429, "1"), OK()]).await;
    assert_eq!((outcome.is_err(), sent), (true, 1));
    let (outcome, sent) = post(Retry::new().also_after_429(), [Later(429, "1"), OK()]).await;
    assert_eq!((outcome.is_ok(), sent), (true, 2));
    let (outcome, sent) = post(Retry::new().also_after_429(), [Later(503, "1"), OK()]).await;
    assert_eq!((outcome.is_err(), sent), (true, 1));
    let (outcome, sent) = post(Retry::new().also_after_429().retry_if(|_| false), [Later(429, "1"), OK()]).await;
    assert_eq!((outcome.is_err(), sent), (true, 1));
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_sent_again_and_what_stays_is_not() {
    for (answer, expected) in [
        (Fail(Connect), 2),
        (Fail(Io), 2),
        (Fail(Other), 1),
        (Hang, 2),
        (Said(408, ""), 2),
        (Said(429, ""), 2),
        (Said(500, ""), 2),
        (Said(502, ""), 2),
        (Said(504, ""), 2),
        (Said(501, ""), 1),
        (Said(401, ""), 1),
        (Said(404, ""), 1),
        (Said(302, ""), 1),
        (Said(200, "nonsense"), 1),
        // What the head says counts, though the body breaks off.
        (Torn(401), 1),
        (Torn(404), 1),
        (Torn(503), 2),
        (Torn(200), 2),
    ] {
        let (outcome, sent) = get(Retry::new(), [answer, OK()]).await;
        assert_eq!((outcome.is_ok(), sent), (expected == 2, expected));
        if let Err(error) = outcome {
            assert!(!error.is_retryable(), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_callback_decides_within_what_is_safe() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let note = Arc::clone(&seen);
    let retry = Retry::new().max_attempts(9).retry_if(move |failed| {
        let kind = match failed.cause {
            Cause::Reply(reply) => reply.status(),
            Cause::Transport(_) => 1,
            Cause::Timeout => 2,
            Cause::Credential(_) => 3,
        };
        note.lock().expect("no test panics here").push((failed.operation.id, failed.number, kind));
        kind != 404
    });
    let (outcome, _) = get(retry.clone(), [Said(409, ""), Fail(Io), Hang, Said(404, ""), OK()]).await;
    assert_eq!(outcome.expect_err("404 is final").attempts(), 4);
    let (outcome, _) = get(retry, [Said(401, ""), OK()]).await;
    assert_eq!(outcome.expect_err("401 is final").attempts(), 1);
    let expected = [("getJob", 1, 409), ("getJob", 2, 1), ("getJob", 3, 2), ("getJob", 4, 404)];
    assert_eq!(*seen.lock().expect("no test panics here"), expected);
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_signed_anew() {
    let begin = Instant::now();
    let script = Script::new([Fail(Connect), Fail(Connect), OK()]);
    let builder =
        builder().credential("akSk", Credential::signer(TestSigner)).credential("app", Credential::value("k"));
    let builder = builder.clock(move || UNIX_EPOCH + begin.elapsed()).seed(3).transport(script.clone());
    let client = builder.retry(Retry::new().backoff(seconds(100), seconds(100))).build().expect("the client is valid");
    assert!(start(&client, "t").timeout(seconds(1000)).await.is_ok());
    let mut signatures = script.signatures();
    signatures.dedup();
    assert_eq!(signatures.len(), 3, "{signatures:?}");
}

#[tokio::test(start_paused = true)]
async fn a_call_has_its_own_policy() {
    let (client, script) = client([BUSY(), BUSY(), OK()]);
    let error = get_job(&client, "j").retry(Retry::never()).await.expect_err("there is no retry");
    assert_eq!((error.attempts(), script.sent().len()), (1, 1));
    let response = get_job(&client, "j").send().await.expect("the next attempt succeeds");
    assert_eq!(response.reply().attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_sends_no_more() {
    let (client, script) = client([Later(503, "10"), OK()]);
    let cut = tokio::time::timeout(seconds(5), get_job(&client, "j").send()).await;
    assert!(cut.is_err());
    tokio::time::sleep(seconds(100)).await;
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_asks_for_no_more_than_the_usual_pause_is_lost_as_any_other() {
    let failing = std::iter::repeat_with(|| Later(503, "60")).take(100);
    let (client, script) = client([OK()].into_iter().chain(failing));
    let error = start(&client, "t").wait().max_outage(seconds(600)).await.expect_err("polls fail for ten minutes");
    assert!(matches!(&error, WaitError::Poll { .. }), "{error}");
    // Pauses of 60 seconds each, of which the first three would have been shorter.
    assert!((11..=14).contains(&script.sent().len()), "{}", script.sent().len());
}

#[tokio::test(start_paused = true)]
async fn polls_are_not_multiplied() {
    let failing = [Said(503, ""), Later(429, "25"), Fail(Io), Fail(Io), Fail(Io)];
    let (client, script) = client([Fail(Connect), OK()].into_iter().chain(failing));
    let wait = start(&client, "t").wait().max_outage(seconds(100));
    let error = wait.await.expect_err("polls fail for more than a hundred seconds");
    assert!(matches!(&error, WaitError::Poll { error, .. } if error.attempts() == 1), "{error}");
    assert_eq!(script.sent().len(), 2 + 5);
    let pauses: Vec<_> = script.pauses().iter().skip(1).map(Duration::as_secs).collect();
    assert_eq!(pauses, [10, 10, 25, 40, 60]);
}

#[tokio::test(start_paused = true)]
async fn errors_say_how_often() {
    let mut lines = Vec::new();
    for answer in [BUSY, || Fail(Io), || Hang] {
        let (outcome, _) = get(Retry::new(), std::iter::repeat_with(answer).take(3)).await;
        lines.push(outcome.expect_err("every attempt fails").to_string());
    }
    insta::assert_snapshot!(lines.join("\n"), @"
    getJob: GET /v1/{project_id}/jobs/{job} answered 503 Service Unavailable (request id req-1): busy (after 3 attempts)
    getJob: GET /v1/{project_id}/jobs/{job}: the connection failed: as the script says (after 3 attempts)
    getJob: GET /v1/{project_id}/jobs/{job}: no complete answer within 60s (after 2 attempts)
    ");
}
