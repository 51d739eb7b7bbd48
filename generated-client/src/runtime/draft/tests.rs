//! What setters make of a draft, and what becomes of it when they are called again.

use std::collections::BTreeMap;

use super::Draft;
use crate::runtime::content::Content;
use crate::runtime::encode::{Explode, ParamValue, Style, ValueError, to_value};
use crate::runtime::error::Lines;
use crate::runtime::testing::{API, Answer, GetJob, Script, builder};
use crate::runtime::transport::Obstacle;
use crate::runtime::{Credential, Endpoint, Operation, OperationInfo, ServerInfo, send};

const SIMPLE: Style = Style::Simple(Explode::No);
const FORM: Style = Style::Form(Explode::No);

fn draft() -> Draft {
    let mut draft = Draft::new(GetJob::INFO, &[]);
    draft.path(SIMPLE, "job", text("j"));
    draft
}

fn text(text: &str) -> Result<ParamValue, ValueError> {
    Ok(ParamValue::Text(text.to_owned()))
}

/// A value that no parameter can have.
fn bad() -> Result<ParamValue, ValueError> {
    to_value(&BTreeMap::from([("a", [[1]])]))
}

/// The request's URL and headers, or what is wrong with the call.
fn built(draft: &Draft) -> Result<http::Request<bytes::Bytes>, String> {
    let client = builder().build().expect("the client is valid");
    draft.build(&client).map_err(|invalid| Lines(&invalid.problems).to_string())
}

#[test]
fn a_good_value_takes_the_place_of_a_bad_one_and_of_what_was_said_about_it() {
    let setters: [fn(&mut Draft, bool); 6] = [
        |draft, good| draft.path(SIMPLE, "job", if good { text("j") } else { bad() }),
        |draft, good| draft.query(FORM.into(), "q", &if good { text("v") } else { bad() }),
        |draft, good| draft.cookie(FORM.into(), "c", &if good { text("v") } else { bad() }),
        |draft, good| draft.header_param(Explode::No, "x-h", &if good { text("v") } else { text("\n") }),
        |draft, good| if good { draft.header("X-Own", "v") } else { draft.header("x-own", "\n") },
        |draft, good| {
            let media_type = "application/json";
            draft.body(if good { Content::json(media_type, &1) } else { Content::json(media_type, &f64::NAN) });
        },
    ];
    for (index, set) in setters.into_iter().enumerate() {
        let mut draft = draft();
        set(&mut draft, false);
        assert!(built(&draft).is_err(), "setter {index}");
        set(&mut draft, true);
        assert_eq!(built(&draft).map(drop), Ok(()), "setter {index}");
        set(&mut draft, false);
        set(&mut draft, false);
        let problems = built(&draft).expect_err("the last value counts");
        assert!(!problems.contains("; "), "{problems}");
    }
}

#[test]
fn a_complaint_stays_with_its_own_parameter() {
    let mut draft = draft();
    draft.query(FORM.into(), "ID", &bad());
    draft.query(FORM.into(), "id", &text("1"));
    draft.cookie(FORM.into(), "ID", &text("1"));
    assert!(built(&draft).is_err_and(|problems| problems.contains("`ID`")));
}

#[test]
fn no_value_takes_a_header_away_as_it_does_a_parameter() {
    let mut draft = draft();
    draft.header_param(Explode::No, "X-H", &text("v"));
    draft.query(FORM.into(), "q", &text("v"));
    draft.header_param(Explode::No, "X-H", &Ok(ParamValue::Null));
    draft.query(FORM.into(), "q", &Ok(ParamValue::Null));
    let request = built(&draft).expect("nothing is wrong");
    assert!(!request.headers().contains_key("x-h") && request.uri().query().is_none());
}

#[test]
fn a_credential_that_the_caller_set_by_hand_is_sent_once() {
    static INFO: OperationInfo = OperationInfo { path: "/x", security: &[&["app", "session"]], ..API.operation("GET") };
    let builder = builder().credential("app", Credential::value("k")).credential("session", Credential::value("t"));
    let client = builder.build().expect("the client is valid");
    let sent = |set: fn(&mut Draft)| {
        let mut draft = Draft::new(&INFO, &[]);
        set(&mut draft);
        let request = draft.build(&client).expect("it has its credentials");
        let cookie =
            request.headers().get("cookie").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        (request.uri().query().unwrap_or_default().to_owned(), cookie.unwrap_or_default())
    };
    let both = |query: &str, cookie: &str| (query.to_owned(), cookie.to_owned());
    assert_eq!(sent(|_| ()), both("app_key=k", "sid=t"));
    assert_eq!(sent(|draft| draft.query(FORM.into(), "app_key", &text("own"))), both("app_key=own", "sid=t"));
    assert_eq!(sent(|draft| draft.cookie(FORM.into(), "sid", &text("own"))), both("app_key=k", "sid=own"));
    assert_eq!(sent(|draft| draft.header("Cookie", "a=sid; sid=own")), both("app_key=k", "a=sid; sid=own"));
    assert_eq!(sent(|draft| draft.header("Cookie", "a=sid; sidx=1")), both("app_key=k", "a=sid; sidx=1; sid=t"));
}

#[test]
fn what_belongs_to_the_connection_is_refused_even_if_it_is_documented() {
    for name in ["Host", "Connection"] {
        let mut draft = draft();
        draft.header_param(Explode::No, name, &text("v"));
        assert_eq!(built(&draft).map(drop), Err(format!("the header `{name}` is set by the transport")));
        draft.header_param(Explode::No, name, &Ok(ParamValue::Null));
        assert!(built(&draft).is_ok());
    }
}

#[tokio::test]
async fn a_relative_server_is_beside_each_endpoint_of_the_client() {
    static INFO: OperationInfo = OperationInfo {
        path: "/x",
        servers: &[ServerInfo { name: "", url: "../files", variables: &[] }],
        ..API.operation("GET")
    };
    let unknown = || Answer::Blocked(Obstacle::Name);
    let script = Script::new([unknown(), unknown(), Answer::Reply(200, "")]);
    let endpoint = Endpoint::from("https://a.test/v1").or(Endpoint::from("https://b.test/v1").or("https://c.test/v1/"));
    let client = builder().endpoint(endpoint).transport(script.clone()).build().expect("the client is valid");
    assert!(send::send(&client, &Draft::new(&INFO, &[])).await.is_ok());
    assert_eq!(script.hosts(), ["a.test", "b.test", "c.test"]);
    assert_eq!(script.sent(), ["GET /files/x"; 3]);
}
