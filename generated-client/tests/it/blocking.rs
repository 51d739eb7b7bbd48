//! The client without `async`, against a real socket.

use std::thread;
use std::time::Duration;

use generated_client::Client;
use generated_client::models::{RestoreTableRequest, TableDetail};
use generated_client::runtime::wait::WaitError;

use crate::server::{Answer, Received, Server};

fn server() -> Server {
    let answer = |request: &Received| match request.line.starts_with("POST") {
        true => Answer::Json(200, r#"{"job_id":"2c9081c0"}"#),
        false => Answer::Json(200, r#"{"status":"SUCCESS"}"#),
    };
    Server::start(answer).expect("a port is free")
}

fn client(server: &Server) -> Client {
    let builder = Client::builder().endpoint(server.url()).project_id("p").token("t");
    builder.timeout(Duration::from_secs(20)).build().expect("the configuration is complete")
}

fn order() -> RestoreTableRequest {
    let table = || vec![TableDetail::new("postgres", "public")];
    RestoreTableRequest::new(true, "postgres", table(), table())
}

#[test]
fn a_restore_is_sent_and_waited_for() {
    let server = server();
    let client = client(&server);
    let job = client.restore_table("s", &order()).wait().interval(Duration::from_millis(1)).blocking();
    assert_eq!(job.expect("the job succeeds").status.as_str(), "SUCCESS");
    assert_eq!(server.received().len(), 2);
    let listed = client.list_job_details("j").send_blocking().expect("the job is there");
    assert_eq!(listed.status(), 200);
}

#[test]
fn many_threads_share_a_client() {
    let server = server();
    let client = client(&server);
    let order = order();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..25).for_each(|_| assert!(client.restore_table("s", &order).blocking().is_ok())));
        }
    });
    assert_eq!(server.received().len(), 200);
}

#[test]
fn failures_are_those_of_any_call() {
    let client = Client::builder().endpoint("http://127.0.0.1:9").project_id("p").token("t").build().expect("complete");
    let error = client.restore_table("s", &order()).blocking().expect_err("nothing listens there");
    assert!(error.is_retryable() && error.attempts() == 3, "{error}");
    let hanging = Server::start(|_| Answer::Hang).expect("a port is free");
    let call = self::client(&hanging);
    let call = call.restore_table("s", &order()).timeout(Duration::from_millis(200)).wait();
    assert!(matches!(call.blocking(), Err(WaitError::Start(generated_client::Error::Timeout(_)))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_of_a_program_that_is_async_may_block() {
    let server = server();
    let client = client(&server);
    assert!(client.list_job_details("j").await.is_ok());
    let error = client.list_job_details("j").blocking().expect_err("a task must not wait");
    assert!(error.to_string().contains("await the call"), "{error}");
    // The connection that the first call made is used by the second, which waits elsewhere.
    let other = client.clone();
    let blocked = tokio::task::spawn_blocking(move || other.list_job_details("j").blocking().is_ok());
    assert!(blocked.await.expect("no panic"));
    assert!(client.list_job_details("j").await.is_ok());
    assert_eq!(server.received().len(), 3);
}
