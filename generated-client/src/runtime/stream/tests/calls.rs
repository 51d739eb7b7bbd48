//! Calls whose replies are read as they arrive.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Frame;

use super::super::frames::Frames;
use super::super::{Items, Streams};
use crate::runtime::body::{Body, BoxError};
use crate::runtime::testing::{GetJob, JobBody, Start, builder, get_job, start};
use crate::runtime::transport::{BoxFuture, Transport, TransportError};
use crate::runtime::{Client, Credential, Error};

impl Streams for GetJob {
    type Item = JobBody;

    const FRAMES: Frames<JobBody> = Frames::events();
}

impl Streams for Start {
    type Item = JobBody;

    const FRAMES: Frames<JobBody> = Frames::lines("application/x-ndjson");
}

/// What a body does next.
#[derive(Clone)]
enum Step {
    Chunk(&'static str),
    /// A chunk after a silence of that many seconds.
    After(u64, &'static str),
    Break,
}

use Step::{After, Break, Chunk};

/// A server of one reply.
#[derive(Clone)]
struct Server {
    status: u16,
    content_type: &'static str,
    steps: Vec<Step>,
    accept: Arc<Mutex<String>>,
    is_gone: Arc<AtomicBool>,
}

impl Server {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self {
            status: 200,
            content_type: "text/event-stream; charset=utf-8",
            steps: steps.into_iter().collect(),
            accept: Arc::default(),
            is_gone: Arc::default(),
        }
    }

    fn client(&self) -> Client {
        let builder =
            builder().transport(self.clone()).credential("token", Credential::value("t")).max_response_bytes(40);
        builder.build().expect("the client is valid")
    }

    /// The items as one line each, to the end of the stream.
    async fn items(&self) -> Vec<String> {
        let mut stream = get_job(&self.client(), "j").stream().await.expect("there is a stream");
        let mut lines = Vec::new();
        while let Some(item) = stream.next().await {
            lines.push(item.map_or_else(|error| error.to_string(), |job| job.id));
        }
        assert!(stream.next().await.is_none());
        lines
    }
}

impl Transport for Server {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let accept = request.headers()["accept"].to_str().unwrap_or_default().to_owned();
        *self.accept.lock().unwrap_or_else(PoisonError::into_inner) = accept;
        let body = Script { steps: self.steps.clone().into(), timer: None, is_gone: Arc::clone(&self.is_gone) };
        let response = Response::builder().status(self.status).header("content-type", self.content_type);
        Box::pin(async move { Ok(response.body(Body::stream(body)).expect("the head is valid")) })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move { tokio::time::sleep(duration).await })
    }
}

struct Script {
    steps: VecDeque<Step>,
    timer: Option<Mutex<Pin<Box<tokio::time::Sleep>>>>,
    is_gone: Arc<AtomicBool>,
}

impl http_body::Body for Script {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let text = match self.steps.front().cloned() {
            None => return Poll::Ready(None),
            Some(Break) => {
                self.steps.pop_front();
                return Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::ConnectionReset).into())));
            }
            Some(Chunk(text)) => text,
            Some(After(seconds, text)) => {
                let timer = || Mutex::new(Box::pin(tokio::time::sleep(Duration::from_secs(seconds))));
                let timer = self.timer.get_or_insert_with(timer).get_mut().unwrap_or_else(PoisonError::into_inner);
                if timer.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                self.timer = None;
                text
            }
        };
        self.steps.pop_front();
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(text.as_bytes())))))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.is_gone.store(true, Ordering::SeqCst);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_takes_as_long_as_it_takes() {
    let server = Server::new([
        After(59, "data: {\"id\":\"a\"}\n"),
        After(59, "\n: ping\n"),
        After(59, "data: {\"id\":7}\n\ndata: {\"id\":\"b\"}\n\n"),
    ]);
    assert_eq!(
        server.items().await,
        [
            "a",
            "getJob: GET /v1/{project_id}/jobs/{job} answered 200 OK, which is not as documented: $.id: expected a string, found a number at line 1 column 7",
            "b",
        ]
    );
    assert_eq!(*server.accept.lock().unwrap(), "text/event-stream");
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_with_its_last_event_or_with_the_first_fault() {
    const A: &str = "data: {\"id\":\"a\"}\n\n";
    for (steps, expected) in [
        (vec![Chunk(A), Chunk("data: [DONE]\n\n"), Break], &["a"] as &[&str]),
        (vec![Chunk(A), Break, Chunk(A)], &["a", "the connection failed: connection reset"]),
        (vec![Chunk(A), After(61, A)], &["a", "no more of the stream within 60s"]),
        (
            vec![Chunk(A), Chunk("data: 0123456789012345678901234567890123456789\n\n"), Chunk(A)],
            &["a", "no usable response: an item of the stream is larger than 40 bytes (max_response_bytes)"],
        ),
        (vec![Chunk("data: {\"id\":")], &[]),
    ] {
        let server = Server::new(steps);
        let items = server.items().await;
        let shown: Vec<_> = items.iter().map(|line| line.rsplit("{job}: ").next().unwrap_or_default()).collect();
        assert_eq!(shown, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_fault_cuts_off_is_no_item() {
    for fault in [vec![Break], vec![After(61, "")], vec![Chunk("0123456789012345678901234567890123456789")]] {
        let server = Server::new([vec![Chunk("{\"id\":\"a\"}\n1")], fault].concat());
        let mut stream = start(&server.client(), "t").stream().await.expect("there is a stream");
        assert!(stream.next().await.is_some_and(|item| item.is_ok_and(|job| job.id == "a")));
        assert!(stream.next().await.is_some_and(|item| item.is_err()));
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn what_comes_around_an_item_is_there_too() {
    let server = Server::new([Chunk("event: job\nid: 7\ndata: {\"id\":\"a\"}\n\ndata: {\"id\": 1}\n\n"), After(1, "")]);
    let client = server.client();
    let mut stream = get_job(&client, "j").idle_timeout(Duration::from_millis(1)).stream().await.expect("it comes");
    assert_eq!((stream.reply().status(), stream.event(), stream.last_event_id()), (200, None, None));
    assert_eq!(stream.next().await.and_then(Result::ok).map(|job| job.id), Some("a".to_owned()));
    assert_eq!(stream.event().map(|event| (event.name(), event.id())), Some(("job", Some("7"))));
    let error = stream.next().await.and_then(Result::err).expect("the id is no string");
    assert_eq!((error.raw_body(), stream.last_event_id()), (Some(b"{\"id\": 1}".as_slice()), Some("7")));
    assert!(matches!(stream.next().await, Some(Err(Error::Timeout(_)))));
    assert!(!format!("{stream:?} {client:?}").contains("data"));
}

#[tokio::test(start_paused = true)]
async fn dropping_a_stream_closes_the_connection() {
    let server = Server::new([Chunk("data: {\"id\":\"a\"}\n\n"), After(1000, "")]);
    let client = server.client();
    let stream: Items<_, _> = get_job(&client, "j").stream().await.expect("there is a stream");
    assert!(!server.is_gone.load(Ordering::SeqCst));
    drop(stream);
    assert!(server.is_gone.load(Ordering::SeqCst));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_stream_is_an_error() {
    let json = Server { content_type: "application/json", ..Server::new([Chunk("{\"id\":\"a\"}")]) };
    let error = get_job(&json.client(), "j").stream().await.expect_err("it is JSON");
    assert!(error.to_string().contains("expected text/event-stream, the reply is application/json"), "{error}");
    let failed = Server { status: 404, ..Server::new([Chunk("{\"id\":"), Chunk("\"gone\"}")]) };
    let error = get_job(&failed.client(), "j").stream().await.expect_err("404 is a failure");
    assert_eq!(error.api().map(|body| body.id.as_str()), Some("gone"));
    let error = get_job(&failed.client(), "j").download().await.expect_err("404 is a failure");
    assert_eq!(error.raw_body(), Some(br#"{"id":"gone"}"#.as_slice()));
}

#[tokio::test(start_paused = true)]
async fn a_download_has_no_limit_but_that_of_silence() {
    let chunk = "0123456789".repeat(4).leak();
    let server = Server::new((0..100).map(|_| After(59, chunk)).chain([Chunk(""), Break]));
    let client = server.client();
    let mut download = get_job(&client, "j").download().await.expect("there is a body");
    let mut bytes = 0;
    let error = loop {
        match download.next().await {
            Some(Ok(chunk)) => bytes += chunk.len(),
            Some(Err(error)) => break error,
            None => panic!("the connection breaks before the end"),
        }
    };
    assert_eq!((bytes, error.status(), error.is_retryable()), (4000, Some(200), true));
    assert!(download.next().await.is_none());
    assert_eq!(*server.accept.lock().unwrap(), "application/json");
}
