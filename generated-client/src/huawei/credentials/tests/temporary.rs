//! Temporary keys: the token of the metadata service, the shapes of replies, and when others are fetched.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::{PROJECT, host, keys, snapshots};
use crate::huawei::Credentials;
use crate::huawei::testing::{Cloud, Said, Seen};
use crate::runtime::Error;

/// A cloud whose metadata service has a token for who asks, and answers a question for keys in turn.
fn cloud(token: fn(usize) -> Said, answer: impl Fn(&Seen, usize) -> Said + Send + Sync + 'static) -> Cloud {
    let (tokens, questions) = (AtomicUsize::new(0), AtomicUsize::new(0));
    Cloud::new(move |seen| match host(seen) {
        "169.254.169.254" if seen.line.starts_with("PUT") => token(tokens.fetch_add(1, Ordering::Relaxed)),
        "169.254.169.254" => answer(seen, questions.fetch_add(1, Ordering::Relaxed)),
        _ => snapshots(),
    })
}

async fn connected(cloud: &Cloud) -> Result<crate::Client, String> {
    let config = cloud.config(&[], &[]).credentials(Credentials::instance_metadata()).project_id(PROJECT);
    config.connect().await.map_err(|error| error.to_string())
}

const LATER: &str = "2024-01-03T03:04:05.000000Z";
const NO_AGENCY: &str = "Please configure Cloud Service Agency first.";
const PUT: &str = "PUT http://169.254.169.254/meta-data/latest/api/token";
const GET: &str = "GET http://169.254.169.254/openstack/latest/securitykey";

#[tokio::test(start_paused = true)]
async fn the_metadata_service_is_asked_with_a_token_where_it_knows_tokens() {
    let some: fn(usize) -> Said = |number| Said::new(200, format!("TOKEN{number}"));
    for (token, first, lines, tokens, problem) in [
        (some, keys(LATER), &[PUT, GET][..], &["TOKEN0"][..], ""),
        (|_| Said::new(404, ""), keys(LATER), &[PUT, GET], &[""], ""),
        (|_| Said::new(405, ""), keys(LATER), &[PUT, GET], &[""], ""),
        (|_| Said::new(503, ""), keys(LATER), &[PUT, GET], &[""], ""),
        (|_| Said::new(500, ""), keys(LATER), &[PUT], &[], "PUT /meta-data/latest/api/token answered 500"),
        (|_| Said::nobody(), keys(LATER), &[PUT], &[], "could not connect"),
        (some, Said::new(401, "expired"), &[PUT, GET, PUT, GET], &["TOKEN0", "TOKEN1"], ""),
        (some, Said::new(401, NO_AGENCY), &[PUT, GET], &["TOKEN0"], "securitykey answered 401"),
        (some, Said::new(404, ""), &[PUT, GET], &["TOKEN0"], "securitykey answered 404"),
        (|_| Said::new(404, ""), Said::new(401, ""), &[PUT, GET, PUT], &[""], "token answered 404"),
        (|_| Said::new(200, "TOKEN").after(Duration::from_secs(4)), keys(LATER), &[PUT], &[], "no answer within 3s"),
    ] {
        let cloud = cloud(token, move |_, number| if number == 0 { first.clone() } else { keys(LATER) });
        let problems = connected(&cloud).await.err().unwrap_or_default();
        assert!(problems.contains(problem) && problem.is_empty() == problems.is_empty(), "{problems} ({problem})");
        let questions = cloud.seen().into_iter().filter(|seen| seen.line == GET);
        assert_eq!(questions.map(|seen| seen.header("x-metadata-token").to_owned()).collect::<Vec<_>>(), tokens);
        assert!(
            cloud
                .seen()
                .iter()
                .all(|seen| !seen.line.starts_with("PUT") || seen.header("x-metadata-token-ttl-seconds") == "21600")
        );
        assert_eq!(cloud.lines(), lines);
    }
}

#[tokio::test]
async fn every_shape_of_keys_is_read() {
    for (body, problem) in [
        (
            r#"{"credential":{"access":"A","secret":"S","securitytoken":"T","expires_at":"2024-01-03T03:04:05.123456Z"}}"#,
            "",
        ),
        (
            r#"{"credentials":{"access_key_id":"A","secret_access_key":"S","security_token":"T","expiration":"2024-01-03T03:04:05Z"}}"#,
            "",
        ),
        (
            r#"{"accessKeyId":"A","secretAccessKey":"S","securityToken":"T","expiration":"2024-01-03T03:04:05.1Z","more":1}"#,
            "",
        ),
        (
            r#"{"credential":{"access":"A","secret":"","securitytoken":"T"}}"#,
            "the metadata service: the reply has no secret",
        ),
        (
            r#"{"credential":{"access":"A","secret":"S","securitytoken":"T"}}"#,
            "the metadata service: the reply has no expires_at",
        ),
        (
            r#"{"access":"A","secret":"S","securitytoken":"T","expires_at":"soon"}"#,
            "the reply has no time of expiry that can be read",
        ),
        (r#"{"credential":["S"]}"#, "the reply has no access"),
        (r#"["S"]"#, "the reply has no access"),
        ("S", "the reply is not JSON"),
        ("", "the reply is not JSON"),
    ] {
        let cloud = cloud(|_| Said::new(404, ""), move |_, _| Said::new(200, body));
        let client = match connected(&cloud).await {
            Ok(client) => client,
            Err(error) => {
                assert!(!problem.is_empty() && error.contains(problem), "{error}");
                continue;
            }
        };
        assert_eq!(problem, "", "{body}");
        client.list_snapshots().await.expect("the call is accepted");
        let seen = cloud.seen().pop().expect("there was a call");
        assert!(seen.header("authorization").starts_with("SDK-HMAC-SHA256 Access=A, "));
        assert_eq!(seen.header("x-security-token"), "T");
    }
}

#[tokio::test]
async fn keys_are_fetched_again_when_less_than_forty_minutes_are_left() {
    let fetched = |cloud: &Cloud| cloud.lines().iter().filter(|line| line.as_str() == GET).count();
    // They last an hour.
    let cloud = cloud(|_| Said::new(404, ""), |_, number| keys(&format!("2024-01-02T0{}:04:05.000000Z", 4 + number)));
    let client = connected(&cloud).await.expect("there are keys");
    for (minutes, expected) in [(0, 1), (20, 0), (1, 1), (59, 0), (1, 1)] {
        cloud.pass(Duration::from_secs(60 * minutes));
        client.list_snapshots().await.expect("the call is accepted");
        assert_eq!(fetched(&cloud), expected, "after {minutes} more minutes");
    }
}

#[tokio::test]
async fn how_long_keys_last_is_told_by_the_service_and_not_by_a_clock_that_is_wrong() {
    // By the clock here they have expired already; by that of the service they last six hours.
    let reply = || keys("2024-01-01T06:00:00.000000Z").header("date", "Mon, 01 Jan 2024 00:00:00 GMT");
    let cloud = cloud(|_| Said::new(404, ""), move |_, _| reply());
    let client = connected(&cloud).await.expect("there are keys");
    for (hours, questions) in [(5, 1), (1, 2)] {
        client.list_snapshots().await.expect("the call is accepted");
        cloud.pass(Duration::from_secs(60 * 60 * hours));
        client.list_snapshots().await.expect("the call is accepted");
        let asked = cloud.seen().iter().filter(|seen| seen.line == GET).count();
        assert_eq!(asked, questions);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_signature_is_final() {
    for (status, body) in [
        (401, r#"{"error_code":"APIGW.0301","error_msg":"verify aksk signature fail"}"#),
        (401, r#"{"error_code":"APIGW.0307","error_msg":"x"}"#),
    ] {
        let cloud = Cloud::new(move |seen| match host(seen) {
            "169.254.169.254" if seen.line.starts_with("PUT") => Said::new(404, ""),
            "169.254.169.254" => keys(LATER),
            _ => Said::new(status, body),
        });
        let client = connected(&cloud).await.expect("there are keys");
        for _ in 0..2 {
            let error = client.list_snapshots().await.expect_err("it is refused");
            assert!(matches!(&error, Error::Api(_)) && error.attempts() == 1 && !error.is_retryable(), "{error}");
        }
        let calls = cloud.lines();
        assert_eq!(calls.iter().filter(|line| line.contains("/snapshots")).count(), 2);
        assert_eq!(calls.iter().filter(|line| line.as_str() == GET).count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn keys_that_are_refused_are_replaced_by_a_later_call_and_not_more_often_than_every_minute() {
    let refused = r#"{"error_code":"APIGW.0301","error_msg":"no"}"#;
    let cloud = Cloud::new(move |seen| match host(seen) {
        "169.254.169.254" if seen.line.starts_with("PUT") => Said::new(404, ""),
        "169.254.169.254" => keys(LATER),
        _ => Said::new(401, refused),
    });
    let client = connected(&cloud).await.expect("there are keys");
    cloud.lines();
    for (seconds, expected) in [(0, 0), (30, 0), (30, 1), (30, 0), (30, 1)] {
        cloud.pass(Duration::from_secs(seconds));
        let error = client.list_snapshots().await.expect_err("it is refused");
        assert_eq!(error.attempts(), 1);
        let lines = cloud.lines();
        assert_eq!(lines.iter().filter(|line| line.as_str() == GET).count(), expected);
        assert_eq!(lines.iter().filter(|line| line.contains("/snapshots")).count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn two_requests_are_over_before_other_calls_leave_the_fetch_behind() {
    let cloud = Cloud::new(|seen| match seen.line.ends_with("/id-token/tokens") {
        true => Said::new(201, "{}").header("x-subject-token", "T").after(Duration::from_secs(19)),
        false => keys(LATER).after(Duration::from_secs(60)),
    });
    let variables = [("HUAWEICLOUD_SDK_IDP_ID", "example-idp"), ("HUAWEICLOUD_SDK_ID_TOKEN_FILE", "/run/token")];
    let config = cloud.config(&variables, &[("/run/token", "ID")]).credentials(Credentials::environment());
    let begin = tokio::time::Instant::now();
    let error = config.project_id(PROJECT).connect().await.expect_err("the second request is not answered");
    assert!(error.to_string().contains("securitytokens: the connection failed: no answer within 20s"), "{error}");
    assert!(begin.elapsed() < Duration::from_secs(45));
}
