//! What a client refuses to do, whatever its caller, the document or the other side want: against real sockets.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use generated_client::models::{RestoreTableRequest, TableDetail};
use generated_client::runtime::transport::{ReqwestTransport, TransportErrorKind};
use generated_client::{Client, ClientBuilder, Error, Retry};

use crate::server::{Answer, Server};

const SECRET: &str = "hunter2hunter2";

fn builder(url: String) -> ClientBuilder {
    Client::builder().endpoint(url).project_id("p").token(SECRET).retry(Retry::never()).timeout(Duration::from_secs(20))
}

fn order() -> RestoreTableRequest {
    let table = || vec![TableDetail::new("postgres", "public")];
    RestoreTableRequest::new(true, "postgres", table(), table())
}

#[tokio::test]
async fn redirects_are_reported_and_neither_followed_nor_quoted() {
    let elsewhere = Server::start(|_| Answer::Json(200, r#"{"status":"SUCCESS"}"#)).expect("a port is free");
    let mut lines = Vec::new();
    for (status, location) in [
        (301, format!("{}/login?token={SECRET}", elsewhere.url())),
        (302, format!("/here?token={SECRET}")),
        (303, "https://user:pass@example.com:8443/".to_owned()),
        (307, "http://[::1".to_owned()),
        (308, elsewhere.url()),
    ] {
        let server = Server::start(move |_| Answer::Full(status, vec![("location", location.clone())], Vec::new()));
        let server = server.expect("a port is free");
        let client = builder(server.url()).build().expect("the configuration is complete");
        let error = client.list_job_details("j").await.expect_err("a redirect is no answer");
        let download = client.list_job_details("j").download().await.expect_err("it is none here either");
        assert_eq!(error.to_string(), download.to_string());
        assert!(matches!(&error, Error::Unexpected(_)) && !error.is_retryable());
        assert_eq!(server.received().len(), 2);
        lines.push(error.to_string().replace(&elsewhere.url(), "http://elsewhere"));
    }
    assert!(elsewhere.received().is_empty(), "credentials went elsewhere");
    insta::assert_snapshot!(lines.join("\n"), @"
    listJobDetails: GET /v1.0/{project_id}/job/{job_id} answered 301 Moved Permanently, a redirect to http://elsewhere, which is not followed
    listJobDetails: GET /v1.0/{project_id}/job/{job_id} answered 302 Found, a redirect to another path, which is not followed
    listJobDetails: GET /v1.0/{project_id}/job/{job_id} answered 303 See Other, a redirect to https://example.com:8443, which is not followed
    listJobDetails: GET /v1.0/{project_id}/job/{job_id} answered 307 Temporary Redirect without content
    listJobDetails: GET /v1.0/{project_id}/job/{job_id} answered 308 Permanent Redirect, a redirect to http://elsewhere, which is not followed
    ");
}

/// A port where `behave` has each connection to itself.
fn rude(behave: fn(TcpStream)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || behave(stream));
        }
    });
    format!("http://{address}")
}

/// Sends `head` after a status line, over and over, for as long as the other side takes it.
fn pour(mut stream: TcpStream, head: &str) {
    let _ = stream.read(&mut [0; 4096]);
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
    while stream.write_all(head.as_bytes()).is_ok() {}
}

#[tokio::test]
async fn heads_without_end_are_not_read_to_the_end() {
    let many: fn(TcpStream) = |stream| pour(stream, "x-filler: filler\r\n");
    let long: fn(TcpStream) = |stream| {
        let _ = stream.peek(&mut [0]).map(|_| (&stream).write_all(b"HTTP/1.1 200 OK\r\nx-long: "));
        pour(stream, &"x".repeat(1 << 16));
    };
    for behave in [many, long] {
        let client = builder(rude(behave)).build().expect("the configuration is complete");
        let error = client.restore_table("s", &order()).await.expect_err("the head has no end");
        assert!(matches!(&error, Error::Transport(it) if it.error.kind() == TransportErrorKind::Io), "{error}");
    }
}

#[tokio::test]
async fn bodies_are_limited_both_ways() {
    let server = Server::start(|_| Answer::Huge(2000)).expect("a port is free");
    let client = builder(server.url()).max_response_bytes(1000).max_request_bytes(100).build().expect("complete");
    let error = client.list_job_details("j").await.expect_err("the response is too large");
    assert!(error.to_string().contains("larger than 1000 bytes"), "{error}");
    let large = RestoreTableRequest::new(true, "x".repeat(100), Vec::new(), Vec::new());
    let error = client.restore_table("s", &large).await.expect_err("the request is too large");
    assert!(matches!(error, Error::Invalid(_)), "{error}");
    insta::assert_snapshot!(error, @"restoreTable: POST /v1/{project_id}/snapshots/{snapshot_id}/table-restore: not sent: the body has 184 bytes, which is more than 100 (max_request_bytes)");
    assert!(client.restore_table("s", &large).build().is_err());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn no_text_becomes_a_header_of_its_own() {
    const EVIL: &str = "a\r\nx-evil: 1\r\n\r\nGET /evil HTTP/1.1";
    let server = Server::start(|_| Answer::Json(200, r#"{"status":"SUCCESS"}"#)).expect("a port is free");
    let complete = || builder(server.url());
    for builder in [
        complete().header("X-A", EVIL),
        complete().header(EVIL, "a"),
        complete().user_agent(EVIL),
        complete().project_id(EVIL),
        complete().endpoint(format!("{}/{EVIL}", server.url())),
    ] {
        assert!(builder.build().is_err());
    }
    let client = |builder: ClientBuilder| builder.build().expect("the configuration is complete");
    let (with_token, with_hook) = (complete().token(EVIL), complete().on_request(|it| it.set_header("X-A", EVIL)));
    for client in [client(with_token), client(with_hook)] {
        let error = client.list_job_details("j").await.expect_err("the header cannot be sent");
        assert!(matches!(&error, Error::Invalid(_)) && !error.to_string().contains('\n'), "{error}");
    }
    let client = client(complete());
    let job = || client.list_job_details("j");
    for call in
        [job().header("X-A", EVIL), job().header(EVIL, "a"), job().endpoint(EVIL), client.list_job_details(EVIL)]
    {
        assert!(matches!(call.await, Err(Error::Invalid(_))));
    }
    assert!(server.received().is_empty());
    // Where any text may stand, it stands encoded.
    let sorted = client.list_cluster_snapshots("c").sort_key(EVIL).await;
    assert!(sorted.is_err(), "the answer is a job's");
    let [request] = &server.received()[..] else { panic!("{:?}", server.received()) };
    assert!(request.header("x-evil").is_none() && request.line.contains("sort_key=a%0D%0Ax-evil%3A%201"));
}

#[tokio::test]
async fn a_handshake_that_hangs_is_no_connection() {
    let silent = rude(|mut stream| drop(stream.read_to_end(&mut Vec::new()))).replace("http://", "https://");
    let transport = ReqwestTransport::new().connect_timeout(Duration::from_millis(100));
    let client = builder(silent).transport(transport).build().expect("the configuration is complete");
    let error = client.restore_table("s", &order()).await.expect_err("there is no handshake");
    assert!(matches!(&error, Error::Transport(it) if it.error.kind() == TransportErrorKind::Connect), "{error}");
}

#[tokio::test]
async fn without_a_scheme_it_is_https() {
    let plain = Server::start(|_| Answer::Json(200, "{}")).expect("a port is free");
    let bare = plain.url().replace("http://", "");
    let client = builder(bare).build().expect("the configuration is complete");
    let request = client.list_job_details("j").build().expect("the call is complete");
    assert_eq!(request.uri().scheme_str(), Some("https"));
    let error = client.list_job_details("j").await.expect_err("the server speaks no TLS");
    assert!(matches!(&error, Error::Transport(it) if it.error.kind() == TransportErrorKind::Connect), "{error}");
    assert!(plain.received().is_empty());
}
