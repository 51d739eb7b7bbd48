//! Passwords: the token they are exchanged for, how long it serves, and what a refusal of it does.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::{PROJECT, host, snapshots};
use crate::Client;
use crate::huawei::testing::{Cloud, Said, Seen};
use crate::huawei::{ConnectError, Password};

const TOKENS: &str = "POST https://iam.ae-ad-1.myhuaweicloud.com/v3/auth/tokens";
const HOUR: Duration = Duration::from_secs(60 * 60);

fn user() -> Password {
    Password::new("me \"I\"", "the account", "p\"ä\n\u{1}\\ss")
}

/// A token for a day.
fn token(number: usize) -> Said {
    let body = format!(
        r#"{{"token":{{"methods":["password"],"issued_at":"2020-01-01T00:00:00.000000Z","expires_at":"2020-01-02T00:00:00.000000Z","project":{{"id":"{PROJECT}","name":"ae-ad-1"}}}}}}"#
    );
    Said::new(201, body).header("x-subject-token", format!("EXAMPLETOKEN{number}"))
}

/// A cloud that hands out numbered tokens, and answers a call as `answer` says.
fn cloud(answer: impl Fn(&Seen) -> Said + Send + Sync + 'static) -> Cloud {
    let number = AtomicUsize::new(0);
    Cloud::new(move |seen| match host(seen) {
        "iam.ae-ad-1.myhuaweicloud.com" => {
            token(number.fetch_add(1, Ordering::Relaxed) + 1).after(Duration::from_secs(1))
        }
        _ => answer(seen),
    })
}

async fn connected(cloud: &Cloud) -> Client {
    cloud.config(&[], &[]).credentials(user()).connect().await.expect("the password is right")
}

/// How many tokens were fetched, and with which the calls came.
fn tokens(cloud: &Cloud) -> (usize, Vec<String>) {
    let (fetches, calls): (Vec<_>, Vec<_>) = cloud.seen().into_iter().partition(|seen| seen.line == TOKENS);
    let used = calls.iter().map(|seen| seen.header("x-auth-token").replace("EXAMPLETOKEN", ""));
    (fetches.len(), used.collect())
}

#[tokio::test(start_paused = true)]
async fn a_token_is_fetched_for_the_project_of_the_region_or_for_the_one_that_is_given() {
    let cloud = cloud(|_| snapshots());
    let client = connected(&cloud).await;
    client.list_snapshots().await.expect("the call is accepted");
    let [fetch, call] = cloud.seen().try_into().expect("two requests");
    assert_eq!(fetch.line, TOKENS);
    assert_eq!(fetch.header("content-type"), "application/json;charset=UTF-8");
    let body: serde_json::Value = serde_json::from_str(&fetch.body).expect("the body is JSON");
    let expected = serde_json::json!({"auth": {
        "identity": {"methods": ["password"], "password": {"user": {
            "name": "me \"I\"", "password": "p\"ä\n\u{1}\\ss", "domain": {"name": "the account"},
        }}},
        "scope": {"project": {"name": "ae-ad-1"}},
    }});
    assert_eq!(body, expected);
    // The token says which project it is for, so nobody else is asked.
    assert_eq!(call.line, format!("GET https://dws.ae-ad-1.myhuaweicloud.com/v1.0/{PROJECT}/snapshots"));
    assert_eq!((call.header("x-auth-token"), call.header("authorization")), ("EXAMPLETOKEN1", ""));
    let config = cloud.config(&[], &[]).credentials(user()).project_id("p7");
    config.connect().await.expect("the password is right").list_snapshots().await.expect("the call is accepted");
    let [_, _, fetch, call] = cloud.seen().try_into().expect("four requests");
    let body: serde_json::Value = serde_json::from_str(&fetch.body).expect("the body is JSON");
    assert_eq!(body["auth"]["scope"], serde_json::json!({"project": {"id": "p7"}}));
    assert!(call.line.ends_with("/v1.0/p7/snapshots"));
}

#[tokio::test(start_paused = true)]
async fn a_token_serves_all_calls_until_shortly_before_its_end() {
    let cloud = cloud(|_| snapshots());
    let client = connected(&cloud).await;
    cloud.pass(23 * HOUR);
    let (one, two) = tokio::join!(client.list_snapshots(), client.list_snapshots());
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(tokens(&cloud), (1, vec!["1".to_owned(); 2]));
    cloud.pass(HOUR / 2);
    let (one, two) = tokio::join!(client.list_snapshots(), client.list_snapshots());
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(tokens(&cloud), (2, ["1", "1", "1", "2"].map(str::to_owned).to_vec()));
    cloud.pass(25 * HOUR);
    assert!(at_once(&client, 100).await);
    let (fetches, used) = tokens(&cloud);
    assert_eq!((fetches, used.iter().filter(|token| *token == "3").count()), (3, 100));
}

/// Whether so many calls at once are all accepted.
async fn at_once(client: &Client, calls: usize) -> bool {
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..calls {
        let client = client.clone();
        running.spawn(async move { client.list_snapshots().await.is_ok() });
    }
    running.join_all().await.into_iter().all(|accepted| accepted)
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_as_expired_is_replaced_once() {
    for (code, text, sent) in [
        ("APIGW.0307", "no", 2),
        ("APIG.0307", "no", 2),
        ("IAM.0066", "no", 2),
        ("IAM.0067", "no", 2),
        ("APIG.0301", "Incorrect IAM authentication information: token expires, expires_at: 2024-01-02T03:00:00Z", 2),
        ("APIGW.0301", "no", 1),
        ("APIGW.0305", "token expires", 1),
        ("IAM.0001", "no", 1),
    ] {
        let refusal = move || Said::new(401, format!(r#"{{"error_code":"{code}","error_msg":"{text}"}}"#));
        // A restore, too, is sent once more: it was refused before anything was done.
        let cloud = cloud(move |seen| match seen.header("x-auth-token") {
            "EXAMPLETOKEN1" => refusal(),
            _ => Said::new(200, r#"{"job_id":"j"}"#),
        });
        let client = connected(&cloud).await;
        let request = crate::models::RestoreTableRequest::new(true, "d", Vec::new(), Vec::new());
        let outcome = client.restore_table("s", &request).await;
        assert_eq!((outcome.is_ok(), tokens(&cloud).1.len()), (sent == 2, sent), "{code}");
        let always = self::cloud(move |_| refusal());
        let client = connected(&always).await;
        let error = client.list_snapshots().await.expect_err("it is refused");
        assert_eq!((error.status(), tokens(&always)), (Some(401), (sent, (1..=sent).map(|n| n.to_string()).collect())));
    }
}

#[tokio::test(start_paused = true)]
async fn many_refusals_of_one_token_fetch_another_one_once() {
    let cloud = cloud(|seen| match seen.header("x-auth-token") {
        "EXAMPLETOKEN1" => Said::new(401, r#"{"error_code":"APIGW.0307","error_msg":"no"}"#),
        _ => snapshots().after(Duration::from_secs(1)),
    });
    let client = connected(&cloud).await;
    assert!(at_once(&client, 50).await);
    assert_eq!(tokens(&cloud).0, 2);
}

#[tokio::test(start_paused = true)]
async fn what_iam_says_is_in_the_error_and_a_wrong_password_is_sent_once() {
    let nested = r#"{"error":{"code":401,"message":"The username or password is wrong.","title":"Unauthorized"}}"#;
    for (said, expected) in [
        (
            Said::new(401, nested).header("x-iam-trace-id", "trace-1"),
            "IAM: POST /v3/auth/tokens answered 401 Unauthorized (request id trace-1): 401: The username or password is wrong",
        ),
        (
            Said::new(403, r#"{"error_msg":"no","error_code":"IAM.0011"}"#),
            "IAM: POST /v3/auth/tokens answered 403 Forbidden: IAM.0011: no",
        ),
        (Said::new(502, "<html>p\"ä"), "IAM: POST /v3/auth/tokens answered 502 Bad Gateway"),
        (Said::new(201, "{}"), "IAM: the reply has no x-subject-token"),
        (Said::new(201, "[]").header("x-subject-token", "T"), "IAM: the reply has no token"),
        (
            Said::new(201, r#"{"token":{}}"#).header("x-subject-token", "T"),
            "IAM: the reply has no time of expiry that can be read",
        ),
        (Said::nobody(), "IAM: POST /v3/auth/tokens: could not connect: nobody is there"),
    ] {
        let cloud = Cloud::new(move |_| said.clone());
        let error = cloud.config(&[], &[]).credentials(user()).connect().await.expect_err("there is no token");
        assert!(matches!(error, ConnectError::Credential(_)));
        assert_eq!(error.is_retryable(), expected.contains(" 502 ") || expected.contains("could not connect"));
        assert_eq!(error.to_string(), expected);
        assert_eq!(cloud.seen().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn iam_gets_the_time_that_it_asks_for() {
    let asked = std::sync::Arc::new(AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&asked);
    let cloud = Cloud::new(move |seen| match host(seen) {
        "iam.ae-ad-1.myhuaweicloud.com" => match count.fetch_add(1, Ordering::Relaxed) {
            0 => token(1),
            1 => Said::new(429, r#"{"error_code":"IAM.0012","error_msg":"slow down"}"#).header("retry-after", "20"),
            _ => token(2),
        },
        _ => snapshots(),
    });
    // The client's clock goes with the time that pauses take.
    let start = tokio::time::Instant::now();
    let clock = move || std::time::UNIX_EPOCH + crate::huawei::testing::NOW + start.elapsed();
    let config = cloud.config(&[], &[]).credentials(user()).client(|builder| builder.clock(clock));
    let client = config.connect().await.expect("the password is right");
    tokio::time::sleep(25 * HOUR).await;
    let begin = tokio::time::Instant::now();
    client.list_snapshots().await.expect("the second attempt has a token");
    assert!(begin.elapsed() >= Duration::from_secs(20), "{:?}", begin.elapsed());
    assert_eq!(asked.load(Ordering::Relaxed), 3);
}
