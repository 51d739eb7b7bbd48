//! The forms of bodies that the official client does not read, and what is known about codes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{Details, ErrorReader, Failures, body};
use crate::runtime::Reply;

/// What `Date` says in these tests.
const DATE: &str = "Thu, 01 Jan 1970 02:00:00 GMT";

fn reply(status: u16, body: &str) -> Reply {
    let headers = [("date", DATE)];
    let headers = headers.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    let status = StatusCode::from_u16(status).expect("it is a status");
    Reply::new(status, HeaderMap::from_iter(headers), body.to_owned())
}

fn details(status: u16, body: &str) -> Option<Details> {
    Failures.read(&reply(status, body), UNIX_EPOCH + Duration::from_secs(2 * 60 * 60))
}

/// Code and message.
fn read(body: &str) -> (Option<String>, Option<String>) {
    details(400, body).map(|it| (it.code, it.message)).unwrap_or_default()
}

#[test]
fn every_form_is_read() {
    for (body, code, message) in [
        (r#"{"errCode": "DWS.5149", "externalMessage": "m"}"#, "DWS.5149", "m"),
        (r#"{"externalMessage": "m", "errCode": "A", "error_code": "A", "error_msg": "m"}"#, "A", "m"),
        (r#"{"error": {"code": 401, "message": "m", "title": "Unauthorized"}}"#, "401", "m"),
        (r#"{"z": {"code": "1", "message": "one"}, "a": {"code": "2", "message": "two"}}"#, "2", "two"),
        (r#"{"x": {"code": "1", "message": "m"}, "list": [{"code": "2", "message": "two"}]}"#, "1", "m"),
        (r#"{"details": [{"error_code": "A", "error_msg": "m"}, {"error_code": "B", "error_msg": "n"}]}"#, "A", "m"),
        (r#"[{"error_code": "A", "error_msg": "m"}]"#, "A", "m"),
        (r#"{"error_code": "A", "details": {"code": "B", "message": "m"}}"#, "B", "m"),
        // The same object in base64: with padding and without, on two lines, inside a JSON string.
        ("eyJlcnJDb2RlIjogIkEiLCAiZXh0ZXJuYWxNZXNzYWdlIjogIm0ifQ==", "A", "m"),
        ("eyJlcnJDb2RlIjogIkEiLCAiZXh0ZXJuYWxNZXNzYWdlIjogIm0ifQ", "A", "m"),
        ("eyJlcnJDb2RlIjogIkEiLCAi\r\nZXh0ZXJuYWxNZXNzYWdlIjogIm0ifQ==\n", "A", "m"),
        (r#""eyJlcnJDb2RlIjogIkEiLCAiZXh0ZXJuYWxNZXNzYWdlIjogIm0ifQ==""#, "A", "m"),
        // In the alphabet of URLs, and in the standard one: the message is `~~~???`.
        ("eyJlcnJvcl9jb2RlIjoiQSIsImVycm9yX21zZyI6In5-fj8_PyJ9", "A", "~~~???"),
        ("eyJlcnJvcl9jb2RlIjoiQSIsImVycm9yX21zZyI6In5+fj8/PyJ9", "A", "~~~???"),
        (r#""{\"error_code\": \"A\", \"error_msg\": \"m\"}""#, "A", "m"),
    ] {
        assert_eq!(read(body), (Some(code.to_owned()), Some(message.to_owned())), "{body}");
    }
}

#[test]
fn half_a_pair_will_do_and_what_is_none_is_none() {
    let some = |text: &str| Some(text.to_owned());
    for (body, code, message) in [
        (r#"{"error_code": "DWS.0001"}"#, some("DWS.0001"), None),
        (r#"{"error_msg": "just text", "error_code": null}"#, None, some("just text")),
        // Other services of this cloud have other names.
        (r#"{"errCode": "A", "errMsg": "m"}"#, some("A"), some("m")),
        (r#"{"errorCode": "400012", "errorMessage": "m", "detail": "d"}"#, some("400012"), some("m")),
        (r#"{"error_code": "A", "error_message": "m"}"#, some("A"), some("m")),
        (r#"{"error_code": "00000010", "error_description": "拒绝访问"}"#, some("00000010"), some("拒绝访问")),
        (r#"{"http_code": 400, "message": {"code": "ces.0014", "details": "m"}}"#, some("ces.0014"), some("m")),
        (r#"{"code": "A", "msg": "m"}"#, some("A"), some("m")),
        (r#"{"error_code": "A", "error": {"message": "m"}}"#, some("A"), some("m")),
        (r#"{"error_code": "A", "details": [{"msg": "m"}]}"#, some("A"), some("m")),
        // What is not about errors has codes of its own.
        (r#"{"message": "Forbidden", "request": {"code": "PL"}}"#, None, some("Forbidden")),
        (r#"{"error_msg": "m", "cluster": {"country": {"code": "DE"}}}"#, None, some("m")),
        (r#"{"error_msg": "m", "history": [{"code": "DWS.7023"}]}"#, None, some("m")),
        (r#"{"request": {"code": "PL"}, "error": {"message": "m"}}"#, None, some("m")),
        (r#"{"cluster": {"country": {"code": "DE"}}, "error": {"message": "m"}}"#, None, some("m")),
        (r#"{"message": "m", "errors": [{"code": "A"}]}"#, some("A"), some("m")),
        (r#"{"code": "VPC.1", "NeutronError": {"message": "m"}}"#, some("VPC.1"), some("m")),
        (r#"{"badRequest": {"message": "m"}, "code": 400}"#, some("400"), some("m")),
        // What not every parser reads.
        (r#"{"error_code": "A", "error_msg": "m", "trace": -18446744073709551615}"#, some("A"), some("m")),
        (r#"{"error_code": 12345678901234567890123, "error_msg": "m"}"#, some("12345678901234567890123"), some("m")),
        (r#"{"error_code": "A", "error_msg": "\" cut \ud83d", "n": NaN}"#, some("A"), some("\" cut \u{fffd}")),
        (
            r#"{"x": 1e999999999999999999, "error_code": "A", "error_msg": "\ude00\ud83d\ude00"}"#,
            some("A"),
            some("\u{fffd}😀"),
        ),
        (r#"{"error": {"message": "m"}}"#, None, some("m")),
        (r#"{"error_code": null, "error_msg": " "}"#, None, None),
        (r#"{"error_code": {}, "error_msg": true}"#, None, None),
        ("<html><body>Bad Gateway</body></html>", None, None),
        ("forbidden", None, None),
        ("abcd", None, None),
        ("", None, None),
        ("{}", None, None),
        ("null", None, None),
        (r#"{"error_code": "A", "error_msg": "#, None, None),
    ] {
        assert_eq!(read(body), (code, message), "{body}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(read(&deep), (None, None));
    assert_eq!(body::read(&vec![b' '; 1 << 20]), None);
}

#[test]
fn the_id_of_a_request_is_a_word() {
    let long = "x".repeat(300);
    for (id, is_one) in [("r-1", true), ("a\\nb", false), ("\\u001b[2J", false), (long.as_str(), false)] {
        let body = format!(r#"{{"error_code": "A", "error_msg": "m", "request_id": "{id}"}}"#);
        let read = details(400, &body).and_then(|details| details.request_id);
        assert_eq!(read.is_some(), is_one, "{read:?}");
    }
}

#[test]
fn a_failure_may_come_as_a_success() {
    let code = |body: &str| details(200, body).and_then(|details| details.code);
    for body in [
        r#"{"error_code": "DWS.0001", "error_msg": "refused"}"#,
        r#"{"job_id": null, "error_code": "DWS.0001"}"#,
        r#"{"errCode": "DWS.0001", "externalMessage": "refused", "request_id": "r"}"#,
        "eyJlcnJvcl9jb2RlIjoiRFdTLjAwMDEifQ==",
        // An empty id is the id of nothing, and other words do not make an answer.
        r#"{"job_id": "", "error_code": "DWS.0001", "error_msg": "refused"}"#,
        r#"{"error_code": "DWS.0001", "error_msg": "refused", "job_id": ""}"#,
        r#"{"timestamp": 1, "path": "/v1", "error_code": "DWS.0001", "error_msg": "refused"}"#,
        r#"{"success": false, "code": "DWS.0001", "message": "refused"}"#,
        r#"{"status": 400, "errCode": "DWS.0001"}"#,
        r#"{"code": "DWS.0001", "message": "m", "trace_id": "t"}"#,
        r#"{"error_code": "DWS.0001", "error_msg": "m", "details": [{"msg": "x"}]}"#,
        r#"{"error_code": "DWS.0001", "details": []}"#,
        r#"{"error": {"code": "DWS.0001", "message": "refused"}, "success": false}"#,
    ] {
        assert_eq!(code(body).as_deref(), Some("DWS.0001"), "{body}");
    }
    for body in [
        r#"{"error_code": "DWS.0000", "error_msg": "ok"}"#,
        r#"{"job_id": "j", "error_code": "DWS.0001"}"#,
        r#"{"snapshots": [], "error_code": "DWS.0001"}"#,
        r#"{"details": ["a"], "error_code": "DWS.0001"}"#,
        r#"{"error_msg": "no code"}"#,
        r#"{"id": "a", "status": "RUNNING", "code": "DWS.0001", "message": "m"}"#,
        r#"{"jobId": "j", "errorCode": "DWS.0001", "errorMsg": "m"}"#,
        r#"{"job_id": 7, "error_code": "DWS.0001"}"#,
        r#"{"count": 0, "code": "200", "message": "OK"}"#,
        r#"{"count": 0, "error_code": "DWS.0000", "error_msg": "OK"}"#,
        r#"{"name": "n", "status": "ACTIVE", "code": "ABC"}"#,
        "{}",
        "",
    ] {
        assert_eq!(details(200, body), None, "{body}");
    }
    assert_eq!(details(302, r#"{"error_code": "DWS.0001", "error_msg": "m"}"#), None);
}

#[test]
fn what_is_known_is_said() {
    let hint = |code: &str, message: &str| {
        let hint = Failures.hint(Some(code), Some(message)).unwrap_or_default();
        hint.split_inclusive(' ').take(9).collect::<String>().trim().to_owned()
    };
    let signature = "Incorrect IAM authentication information: verify aksk signature fail";
    let lines = [
        hint("DWS.7023", ""),
        hint("CreateELBTask-fail:DWS.5174", ""),
        hint("APIG.0308", ""),
        hint("APIGW.0301", signature),
        hint("APIG.0301", "Incorrect IAM authentication information: AK access failed to reach the limit,forbidden"),
        hint("APIGW.0301", "decrypt token fail"),
        hint("APIGW.0301", "Get secretKey failed,ak:X,err:ak not exist"),
        hint("APIGW.0301", "something else"),
        hint("DWS.9999", ""),
    ];
    insta::assert_snapshot!(lines.join("\n"), @"
    the cluster is in a state that does not
    nothing has this name: every source table must be
    the gateway is throttling: wait, for as long as
    the secret key does not belong to the access
    the access key is locked for five minutes, because
    the token has expired or is not valid: fetch
    the access key does not exist: it may be
    ");
    assert_eq!(Failures.hint(None, Some("DWS.7023")), None);
    let denied = r#"{"code": "A", "message": "m", "encoded_authorization_message": "RU5D"}"#;
    let hint = details(403, denied).and_then(|it| it.hint);
    assert!(hint.is_some_and(|hint| hint.starts_with("encoded_authorization_message tells")));
}

#[test]
fn a_clock_that_is_wrong_is_told_from_a_key_that_is() {
    let body = r#"{"error_code": "APIGW.0301", "error_msg": "verify aksk signature fail"}"#;
    let hint = |status, hours: u64| {
        let now: SystemTime = UNIX_EPOCH + Duration::from_secs(hours * 60 * 60);
        Failures.read(&reply(status, body), now).and_then(|it| it.hint).unwrap_or_default()
    };
    assert!(hint(401, 5).starts_with("the clock here is 180 minutes ahead of the service's"), "{}", hint(401, 5));
    assert!(hint(401, 1).starts_with("the clock here is 60 minutes behind the service's"), "{}", hint(401, 1));
    assert!(hint(401, 2).starts_with("the secret key"), "{}", hint(401, 2));
    assert!(hint(403, 5).starts_with("the secret key"), "{}", hint(403, 5));
    // A token has no date, so it is not the clock.
    let body = r#"{"error_code": "APIGW.0301", "error_msg": "decrypt token fail"}"#;
    let hint = Failures.read(&reply(401, body), UNIX_EPOCH).and_then(|it| it.hint).unwrap_or_default();
    assert!(hint.starts_with("the token has expired"), "{hint}");
}

#[test]
fn the_message_to_decode_is_the_one_beside_the_code() {
    let body = r#"{"a": {"encoded_authorization_message": "A"},
        "b": {"encoded_authorization_message": "B", "code": "C", "message": "m"}}"#;
    let found = body::read(body.as_bytes()).unwrap_or_default();
    assert_eq!(found.encoded_authorization_message.as_deref(), Some("B"));
}
