//! From a password or a key to a call, over real sockets: the identity service and the service are one server.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use generated_client::huawei::{AkSk, Config, Credentials, Environment, Password};
use generated_client::models::{RestoreTableRequest, TableDetail};

use crate::server::{Answer, Received, Server};

const PROJECT: &str = "0536cdee2200d5912f7cc00b877980f1";
const REFUSED: &str = r#"{"error_code":"APIGW.0307","error_msg":"The token must be updated."}"#;

/// IAM and the service, which refuses the first token.
fn server() -> Server {
    let tokens = Arc::new(AtomicUsize::new(0));
    let answer = move |request: &Received| {
        if request.line.starts_with("POST /v3/auth/tokens") {
            let number = tokens.fetch_add(1, Ordering::Relaxed);
            let headers = vec![("x-subject-token", format!("token-{number}"))];
            let body = format!(
                r#"{{"token":{{"issued_at":"2020-01-01T00:00:00.000000Z","expires_at":"2020-01-02T00:00:00.000000Z","project":{{"id":"{PROJECT}"}}}}}}"#
            );
            return Answer::Full(201, headers, body.into_bytes());
        }
        if request.line == "GET /v3/projects?name=ae-ad-1" {
            return Answer::Json(200, r#"{"projects":[{"id":"0536cdee2200d5912f7cc00b877980f1","name":"ae-ad-1"}]}"#);
        }
        match request.header("x-auth-token") {
            Some("token-0") => Answer::Json(401, REFUSED),
            _ => Answer::Json(200, r#"{"job_id":"2c9081c0"}"#),
        }
    };
    Server::start(answer).expect("a port is free")
}

/// Nothing of this machine, and one server for all.
fn config(server: &Server, credentials: impl Into<Credentials>) -> Config {
    let nothing = Environment::new(|_| None, |_| Err(io::ErrorKind::NotFound.into()));
    let config = Config::new("ae-ad-1").environment(nothing).credentials(credentials);
    config.endpoint(server.url()).iam_endpoint(server.url())
}

fn order() -> RestoreTableRequest {
    let table = || vec![TableDetail::new("postgres", "public")];
    RestoreTableRequest::new(true, "postgres", table(), table())
}

fn lines(server: &Server) -> Vec<String> {
    server.received().into_iter().map(|request| request.line).collect()
}

#[tokio::test]
async fn a_password_becomes_a_token_and_another_one_when_it_is_refused_as_expired() {
    let server = server();
    let user = Password::new("me", "example", "secret-password");
    let client = config(&server, user).connect().await.expect("the password is right");
    // Many at once: the first token is refused to all of them, and one fetches another.
    let calls = (0..16).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.restore_table("s", &order()).await.map(|accepted| accepted.job_id) })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.expect("no call panics").expect("the second token is good"), "2c9081c0");
    }
    let lines = lines(&server);
    assert_eq!(lines.iter().filter(|line| line.contains("/v3/auth/tokens")).count(), 2);
    let restore = format!("POST /v1/{PROJECT}/snapshots/s/table-restore");
    let restores: Vec<_> = server.received().into_iter().filter(|request| request.line == restore).collect();
    let accepted = restores.iter().filter(|request| request.header("x-auth-token") == Some("token-1")).count();
    assert_eq!(accepted, 16, "each restore was accepted once");
}

#[tokio::test]
async fn a_key_looks_up_its_project_and_signs_for_it() {
    let server = server();
    let client = config(&server, AkSk::new("EXAMPLEAK", "EXAMPLESK")).connect().await.expect("there is one project");
    client.restore_table("s", &order()).await.expect("the restore is accepted");
    let expected =
        ["GET /v3/projects?name=ae-ad-1".to_owned(), format!("POST /v1/{PROJECT}/snapshots/s/table-restore")];
    assert_eq!(lines(&server), expected);
    for request in server.received() {
        let signature = request.header("authorization").expect("it is signed");
        assert!(signature.starts_with("SDK-HMAC-SHA256 Access=EXAMPLEAK, SignedHeaders="), "{signature}");
        assert_eq!(request.header("x-project-id").is_some(), request.line.starts_with("POST"));
    }
}

#[tokio::test]
async fn an_identity_service_that_is_not_there_is_an_error_that_says_so() {
    let server = Server::start(|_| Answer::Drop).expect("a port is free");
    let error = config(&server, AkSk::new("EXAMPLEAK", "EXAMPLESK")).connect().await.expect_err("there is no answer");
    let text = error.to_string();
    assert!(text.starts_with("the project could not be looked up, set it instead: IAM: GET /v3/projects: "), "{text}");
}
