//! A network and a service that fail in every way: what is sent again, what never is, and that no restore runs twice.

use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use generated_client::models::{Job, RestoreTableRequest, TableDetail};
use generated_client::{Client, ClientBuilder, Error, Retry};

use crate::server::{Answer, Received, Server};
use crate::storm::{self, Plan};

const ACCEPTED: Answer = Answer::Json(200, r#"{"job_id":"1"}"#);
const SUCCESS: Answer = Answer::Json(200, r#"{"status":"SUCCESS"}"#);

fn builder(url: String) -> ClientBuilder {
    let retry = Retry::new().backoff(Duration::from_millis(1), Duration::from_millis(10));
    Client::builder().endpoint(url).project_id("p").token("t").timeout(Duration::from_secs(20)).retry(retry)
}

fn client(url: String) -> Client {
    builder(url).build().expect("the configuration is complete")
}

fn order() -> RestoreTableRequest {
    let table = || vec![TableDetail::new("postgres", "public")];
    RestoreTableRequest::new(true, "postgres", table(), table())
}

/// A server that answers the first request with `first`, and all others with success.
fn failing_once(first: Answer) -> Server {
    let mut first = Some(first);
    let success = |request: &Received| if request.line.starts_with("POST") { ACCEPTED } else { SUCCESS };
    Server::start(move |request| first.take().unwrap_or_else(|| success(request))).expect("a port is free")
}

/// An idempotent call and a restore against servers that fail once; how often each was sent, and the restore's error.
async fn outcome(first: &Answer) -> (Result<Job, String>, usize, String, usize) {
    let server = failing_once(first.clone());
    let retry = Retry::new().attempt_timeout(Duration::from_millis(200));
    let job = client(server.url()).list_job_details("1").retry(retry).await.map_err(|error| error.to_string());
    let gets = server.received().len();
    let server = failing_once(first.clone());
    let restore = client(server.url());
    let restore = restore.restore_table("s", &order()).timeout(Duration::from_millis(500)).await;
    let error = restore.expect_err("a restore is not sent again");
    assert_eq!(error.attempts(), 1, "{error}");
    (job, gets, error.to_string(), server.received().len())
}

#[tokio::test]
async fn a_fault_after_the_request_repeats_what_is_idempotent_and_nothing_else() {
    let status = |status| Answer::Json(status, "{}");
    for first in [
        Answer::Drop,
        Answer::Truncate,
        Answer::Hang,
        Answer::StallInHead,
        Answer::StallInBody,
        status(429),
        status(500),
        status(503),
    ] {
        let (job, gets, error, posts) = outcome(&first).await;
        assert!(job.is_ok(), "{first:?}: {job:?}");
        assert_eq!((gets, posts), (2, 1), "{first:?}: {error}");
    }
}

#[tokio::test]
async fn the_service_may_ask_for_time() {
    for status in [429, 503] {
        let first = Answer::Full(status, vec![("retry-after", "1".to_owned())], b"{}".to_vec());
        let server = failing_once(first.clone());
        let begin = Instant::now();
        let job = client(server.url()).list_job_details("1").await;
        assert!(job.is_ok() && begin.elapsed() >= Duration::from_secs(1), "{job:?}");
        let server = failing_once(first);
        assert!(client(server.url()).restore_table("s", &order()).await.is_err());
        assert_eq!(server.received().len(), 1);
    }
}

/// A port on which every connection ends as `behave` says; the counter tells how many there were.
fn rude(behave: fn(TcpStream)) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let connections = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&connections);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            counter.fetch_add(1, SeqCst);
            behave(stream);
        }
    });
    (url, connections)
}

#[tokio::test]
async fn a_connection_that_breaks_repeats_what_is_idempotent_and_nothing_else() {
    let close: fn(TcpStream) = drop;
    // The system answers with a reset when bytes that nobody read are thrown away.
    let reset_unread: fn(TcpStream) = |stream| drop(stream.peek(&mut [0]));
    let reset_half_read: fn(TcpStream) = |mut stream| drop(stream.read_exact(&mut [0; 50]));
    for behave in [close, reset_unread, reset_half_read] {
        let (url, connections) = rude(behave);
        let error = client(url.clone()).restore_table("s", &order()).await.expect_err("there is no answer");
        assert!(matches!(error, Error::Transport(_)) && !error.is_retryable(), "{error}");
        assert_eq!((error.attempts(), connections.swap(0, SeqCst)), (1, 1), "{error}");
        let error = client(url).list_job_details("1").await.expect_err("there is no answer");
        assert_eq!((error.attempts(), connections.load(SeqCst)), (3, 3), "{error}");
    }
}

#[tokio::test]
async fn a_restore_that_was_refused_a_connection_is_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    drop(listener);
    let client = client(format!("http://{address}"));
    let error = client.restore_table("s", &order()).await.expect_err("nobody listens");
    assert_eq!((error.attempts(), error.is_retryable()), (3, true));
    assert!(error.to_string().ends_with("(after 3 attempts)"), "{error}");

    let patient = Retry::new().max_attempts(1000).backoff(Duration::from_millis(20), Duration::from_millis(20));
    let order = order();
    let restore = client.restore_table("s", &order).retry(patient).send();
    let server = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        Server::start_at(address, |_| ACCEPTED).expect("the port is still free")
    };
    let (response, server) = tokio::join!(restore, server);
    assert!(response.expect("somebody listens by now").reply().attempts() > 1);
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start(|_| ACCEPTED).expect("a port is free");
    for status in [301, 302, 303, 307, 308] {
        let location = vec![("location", elsewhere.url())];
        let server = failing_once(Answer::Full(status, location, Vec::new()));
        let error = client(server.url()).list_job_details("1").await.expect_err("a redirect is no answer");
        assert_eq!((error.status(), error.attempts(), server.received().len()), (Some(status), 1, 1));
    }
    assert!(elsewhere.received().is_empty(), "credentials went elsewhere");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_restore_is_lost_and_none_runs_twice() {
    let report = storm::run(Plan { calls: 800, concurrent: 64, fault_percent: 20 }).await;
    println!("{report}");
    assert_eq!((report.lost, report.doubled, report.misjudged), (0, 0, 0), "{report}");
    assert!(report.retries() <= report.budget, "{report}");
    assert!(report.faults.len() == 12, "every fault was met: {report}");
    assert!(report.failed_restores > 20, "the service's faults are reported, not hidden: {report}");
    assert!(report.failed_polls < 40, "too many polls failed in spite of retries: {report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_is_not_answered_with_more_load() {
    let report = storm::run(Plan { calls: 400, concurrent: 64, fault_percent: 100 }).await;
    assert_eq!((report.lost, report.doubled, report.misjudged), (0, 0, 0), "{report}");
    assert!(report.retries() <= report.budget && report.budget < 120, "{report}");
}
