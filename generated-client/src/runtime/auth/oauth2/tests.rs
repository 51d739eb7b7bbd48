//! The client credentials flow: what is asked of the token endpoint, how often, and what its answers mean.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::Response;

use super::ClientCredentials;
use crate::runtime::auth::Credential;
use crate::runtime::testing::{JobBody, Mock, Received, SECRET};
use crate::runtime::transport::Transport;
use crate::runtime::{ApiInfo, Call, Client, Decoded, Error, Idempotent, Operation, OperationInfo, Outcome, Reply};
use crate::runtime::{Retry, SchemeInfo, SchemeKind, Scopes, ServerInfo};

static API: ApiInfo = ApiInfo {
    title: "Things",
    version: "1",
    servers: &[ServerInfo { name: "", url: "https://api.example.com/v1", variables: &[] }],
    schemes: &[SchemeInfo { name: "oauth", kind: SchemeKind::Bearer }],
    client_parameters: &[],
};

macro_rules! operation {
    ($name:ident, $scopes:expr) => {
        #[derive(Debug)]
        enum $name {}

        impl Operation for $name {
            type Output = JobBody;
            type Error = JobBody;

            const INFO: &'static OperationInfo = &OperationInfo {
                api: &API,
                id: "op",
                tag: "things",
                method: "POST",
                path: "/things",
                idempotent: Idempotent::No,
                accept: None,
                security: &[&[], &["oauth"]],
                servers: &[],
            };
            const SCOPES: &'static [&'static [Scopes]] = $scopes;

            fn decode(reply: &Reply) -> Decoded<Self> {
                reply.json().map(Outcome::Success)
            }
        }
    };
}
operation!(Reading, &[&[], &[&["read"]]]);
operation!(Writing, &[&[], &[&["write", "read"]]]);
operation!(Plain, &[]);

const TOKEN: &str = r#"{"access_token": "tN", "token_type": "bearer", "expires_in": 1000, "scope": "x"}"#;

/// A service, and its token endpoint, which answers with `answers` and then with tokens `t1`, `t2` and so on.
#[derive(Clone)]
struct Service {
    mock: Mock,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answers: VecDeque<(u16, &'static str)>,
    issued: usize,
    /// The tokens that are refused, each with its challenge.
    refused: Vec<(&'static str, &'static str)>,
}

impl Service {
    fn new() -> Self {
        let service = Self { mock: Mock::new(), state: Arc::default() };
        let (tokens, calls) = (service.clone(), service.clone());
        // The others have time to ask as well.
        let second = Duration::from_secs(1);
        service.mock.on_request("POST", "/token").delay(second).reply_with(move |_| tokens.with(State::issue));
        service.mock.on::<Plain>().delay(second).reply_with(move |request| calls.with(|state| state.judge(request)));
        service
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the token endpoint was asked so far.
    fn asked(&self) -> Vec<String> {
        let requests = self.mock.requests().into_iter().filter(|request| request.operation().is_none());
        let line = |request: Received| {
            let authorization = request.header("authorization").unwrap_or_default();
            format!("{} {authorization} {}", request.uri(), String::from_utf8_lossy(request.body()))
        };
        requests.map(line).collect()
    }

    /// The token of each call so far.
    fn calls(&self) -> Vec<String> {
        self.mock.requests_of::<Plain>().iter().map(|request| token(request).to_owned()).collect()
    }

    fn client(&self, credentials: ClientCredentials) -> Client {
        let clock = self.mock.clone();
        let builder =
            Client::builder().user_agent("tests").retry(Retry::never()).clock(move || UNIX_EPOCH + clock.elapsed());
        let builder = builder.transport(self.mock.clone()).credential("oauth", Credential::provider(credentials));
        builder.build().expect("the client is valid")
    }
}

impl State {
    fn issue(&mut self) -> Response<Bytes> {
        self.issued += 1;
        let (status, body) = self.answers.pop_front().unwrap_or((200, TOKEN));
        response(status, "", body.replace('N', &self.issued.to_string()))
    }

    fn judge(&self, request: &Received) -> Response<Bytes> {
        match self.refused.iter().find(|(refused, _)| *refused == token(request)) {
            Some((_, challenge)) => response(401, challenge, r#"{"id": ""}"#.to_owned()),
            None => response(200, "", r#"{"id": "j"}"#.to_owned()),
        }
    }
}

fn token(request: &Received) -> &str {
    request.header("authorization").unwrap_or_default().trim_start_matches("Bearer ")
}

fn response(status: u16, challenge: &str, body: String) -> Response<Bytes> {
    let response = Response::builder().status(status).header("www-authenticate", challenge);
    response.body(Bytes::from(body)).expect("the response is valid")
}

fn credentials() -> ClientCredentials {
    ClientCredentials::new("me & you", SECRET).documented("https://auth.example.com/token")
}

async fn call<Op: Operation<Output = JobBody, Error = JobBody>>(client: &Client) -> Result<JobBody, Error<JobBody>> {
    Call::<Op>::new(client).await
}

#[tokio::test]
async fn the_token_endpoint_is_asked_as_the_standard_has_it() {
    let ask = async |credentials: ClientCredentials| {
        let service = Service::new();
        call::<Writing>(&service.client(credentials)).await.expect("there is a token");
        assert_eq!(service.calls(), ["t1"]);
        service.asked().remove(0)
    };
    let id = "Basic bWUlMjAlMjYlMjB5b3U6aHVudGVyMmh1bnRlcjI=";
    assert_eq!(
        ask(credentials()).await,
        format!("https://auth.example.com/token {id} grant_type=client_credentials&scope=read%20write")
    );
    assert_eq!(
        ask(credentials().in_body().scopes([""; 0]).parameter("audience", "a b")).await,
        format!(
            "https://auth.example.com/token  grant_type=client_credentials&audience=a%20b&client_id=me%20%26%20you&client_secret={SECRET}"
        )
    );
    let relative = ClientCredentials::new("i", "s").documented("/token").scopes(["x"]);
    assert_eq!(ask(relative).await, "https://api.example.com/token Basic aTpz grant_type=client_credentials&scope=x");
    let own =
        ClientCredentials::new("i", "s").token_url("http://localhost/token").documented("https://elsewhere/token");
    assert!(ask(own).await.starts_with("http://localhost/token "));
}

#[tokio::test]
async fn one_token_serves_all_operations_of_the_same_scopes() {
    let service = Service::new();
    let client = service.client(credentials());
    let calls = tokio::join!(call::<Reading>(&client), call::<Reading>(&client), call::<Reading>(&client));
    assert!(calls.0.is_ok() && calls.1.is_ok() && calls.2.is_ok());
    assert!(call::<Writing>(&client).await.is_ok());
    assert!(call::<Plain>(&client).await.is_ok());
    let scopes: Vec<_> =
        service.asked().iter().map(|line| line.rsplit("credentials").next().unwrap_or_default().to_owned()).collect();
    assert_eq!(scopes, ["&scope=read", "&scope=read%20write", ""]);
    assert_eq!(service.calls(), ["t1", "t1", "t1", "t2", "t3"]);
    // A token of 1000 seconds is replaced in its last minute.
    service.mock.sleep(Duration::from_secs(930)).await;
    assert!(call::<Reading>(&client).await.is_ok());
    assert_eq!(service.asked().len(), 3);
    service.mock.sleep(Duration::from_secs(20)).await;
    assert!(call::<Reading>(&client).await.is_ok());
    assert_eq!((service.asked().len(), service.calls().last().map(String::as_str)), (4, Some("t4")));
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    let service = Service::new();
    let client = service.client(credentials());
    service.with(|state| {
        state.refused = vec![("t1", r#"Bearer error="invalid_token""#), ("t3", r#"Bearer error="insufficient_scope""#)];
    });
    assert!(call::<Reading>(&client).await.is_ok());
    assert_eq!(service.calls(), ["t1", "t2"]);
    assert!(call::<Writing>(&client).await.is_ok_and(|job| job.id.is_empty()), "another token would not do either");
    assert_eq!(service.calls(), ["t1", "t2", "t3"]);
    service.with(|state| state.refused = vec![("t2", ""), ("t4", "")]);
    service.mock.sleep(Duration::from_secs(10)).await;
    assert!(call::<Reading>(&client).await.is_ok_and(|job| job.id.is_empty()));
    assert_eq!(service.calls()[3..], ["t2", "t4"], "a second refusal is the answer");
}

#[tokio::test]
async fn what_is_wrong_is_said_and_no_secret_with_it() {
    let mut lines = Vec::new();
    for (status, answer) in [
        (401, r#"{"error": "invalid_client", "error_description": "no client\n with hunter2hunter2"}"#),
        (503, "<html>"),
        (200, r#"{"error": "x"}"#),
        (200, r#"{"token_type": "bearer"}"#),
        (200, r#"{"access_token": "t", "token_type": "mac"}"#),
        (200, r#"{"access_token": 7}"#),
        (302, ""),
    ] {
        let service = Service::new();
        service.with(|state| state.answers.push_back((status, answer)));
        let error = call::<Reading>(&service.client(credentials())).await.expect_err("there is no token");
        lines.push(format!("{error} ({})", if error.is_retryable() { "may pass" } else { "lasts" }));
        assert!(service.calls().is_empty());
    }
    for credentials in [
        ClientCredentials::new("i", SECRET),
        ClientCredentials::new("i", SECRET).documented("http://auth.example.com/token"),
        ClientCredentials::new("i", SECRET).token_url("not a url"),
        ClientCredentials::new("i", "s").token_url(format!("https://me:{SECRET}@auth.example.com/token")),
    ] {
        let shown = format!("{credentials:?}");
        let error = call::<Reading>(&Service::new().client(credentials)).await.expect_err("there is no token");
        lines.push(format!("{error}"));
        assert!(!format!("{shown} {error:?}").contains(SECRET));
    }
    insta::assert_snapshot!(lines.join("\n").replace("op: POST /things: not sent: ", ""), @r"
    no token from https://auth.example.com/token: answered 401 Unauthorized: invalid_client no client  with … (lasts)
    no token from https://auth.example.com/token: answered 503 Service Unavailable (may pass)
    no token from https://auth.example.com/token: x (lasts)
    no token from https://auth.example.com/token: the reply has no `access_token` (lasts)
    no token from https://auth.example.com/token: the token is not a bearer token (lasts)
    no token from https://auth.example.com/token: $.access_token: expected a string, found a number at line 1 column 18 (lasts)
    no token from https://auth.example.com/token: answered 302 Found (lasts)
    there is no token URL: set one with `ClientCredentials::token_url`
    the document's token URL http://auth.example.com/token is not encrypted: if that is right, set it as `token_url`
    the token URL cannot be used
    the token URL holds a user name or a password, which belong into the credentials
    ");
}

#[tokio::test]
async fn a_lifetime_may_be_text_or_missing() {
    for (answer, fetches) in [
        (r#"{"access_token": "tN", "expires_in": "100"}"#, 2),
        (r#"{"access_token": "tN"}"#, 1),
        (r#"{"access_token": "tN", "expires_in": -1}"#, 1),
        (r#"{"access_token": "tN", "expires_in": null}"#, 1),
    ] {
        let service = Service::new();
        service.with(|state| state.answers.extend([(200, answer), (200, answer)]));
        let client = service.client(credentials());
        assert!(call::<Reading>(&client).await.is_ok());
        service.mock.sleep(Duration::from_secs(80)).await;
        assert!(call::<Reading>(&client).await.is_ok());
        assert_eq!(service.asked().len(), fetches, "{answer}");
    }
}
