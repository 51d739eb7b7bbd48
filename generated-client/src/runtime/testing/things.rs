//! What the runtime's own tests share: a small API of two operations, and a transport that follows a script.

use std::collections::VecDeque;
use std::future::pending;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll as Ready};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body::Frame;
use tokio::time::Instant;

use super::received::Received;
use crate::runtime::auth::{SignError, Signer, SigningRequest};
use crate::runtime::body::{Body, BoxError};
use crate::runtime::declare::record;
use crate::runtime::transport::{BoxFuture, Obstacle, Transport, TransportError, TransportErrorKind};
use crate::runtime::wait::{Follow, Poll, Progress, Sent, WaiterInfo};
use crate::runtime::{
    ApiInfo, Call, Client, ClientBuilder, Decoded, Idempotent, Operation, OperationInfo, Outcome, Reply, Retry,
    SchemeInfo, SchemeKind, ServerInfo, ServerVariableInfo,
};

/// The text that no output may contain.
pub(in crate::runtime) const SECRET: &str = "hunter2hunter2";

pub(in crate::runtime) const API: ApiInfo = ApiInfo {
    title: "Things",
    version: "1",
    servers: &[
        ServerInfo { name: "one", url: "https://one.example.com", variables: &[] },
        ServerInfo { name: "two", url: "https://two.example.com", variables: &[] },
    ],
    schemes: &[
        SchemeInfo { name: "token", kind: SchemeKind::Header("X-Auth-Token") },
        SchemeInfo { name: "akSk", kind: SchemeKind::Signer("TEST") },
        SchemeInfo { name: "app", kind: SchemeKind::Query("app_key") },
        SchemeInfo { name: "session", kind: SchemeKind::Cookie("sid") },
        SchemeInfo { name: "basic", kind: SchemeKind::Basic },
        SchemeInfo { name: "bearer", kind: SchemeKind::Bearer },
    ],
    client_parameters: &["project_id"],
};

record! {
    /// A job, as both operations return it.
    pub struct JobBody {
        /// Its id.
        pub id: String = required "id",
        /// How far it is.
        pub status: Option<String> = optional "status",
    }
}

fn decode<Op>(reply: &Reply) -> Decoded<Op>
where
    Op: Operation<Output = JobBody, Error = JobBody>,
{
    match reply.status() {
        200 => reply.json().map(Outcome::Success),
        400..=499 => reply.json().map(Outcome::Failure),
        _ => Ok(Outcome::Undocumented),
    }
}

/// Starts a job, and is not idempotent.
#[derive(Debug)]
pub(in crate::runtime) enum Start {}

impl Operation for Start {
    type Output = JobBody;
    type Error = JobBody;

    const INFO: &'static OperationInfo = &OperationInfo {
        api: &API,
        id: "start",
        tag: "things",
        method: "POST",
        path: "/v1/{project_id}/things/{id}/start",
        idempotent: Idempotent::No,
        accept: Some("application/json"),
        security: &[&["token"], &["akSk", "app"]],
        servers: &[],
    };

    fn decode(reply: &Reply) -> Decoded<Self> {
        decode::<Self>(reply)
    }
}

/// Tells how far a job is.
#[derive(Debug)]
pub(in crate::runtime) enum GetJob {}

impl Operation for GetJob {
    type Output = JobBody;
    type Error = JobBody;

    const INFO: &'static OperationInfo = &OperationInfo {
        api: &API,
        id: "getJob",
        tag: "jobs",
        method: "GET",
        path: "/v1/{project_id}/jobs/{job}",
        idempotent: Idempotent::Yes,
        accept: Some("application/json"),
        security: &[&[]],
        servers: &[],
    };

    fn decode(reply: &Reply) -> Decoded<Self> {
        decode::<Self>(reply)
    }
}

/// Is served somewhere else, and takes a token from whoever has one.
#[derive(Debug)]
pub(in crate::runtime) enum Elsewhere {}

impl Operation for Elsewhere {
    type Output = JobBody;
    type Error = JobBody;

    const INFO: &'static OperationInfo = &OperationInfo {
        api: &API,
        id: "elsewhere",
        tag: "files",
        method: "GET",
        path: "/files",
        idempotent: Idempotent::Yes,
        accept: None,
        security: &[&[], &["token"]],
        servers: &[
            ServerInfo { name: "files", url: "https://{zone}.files.example.com", variables: &[ZONE] },
            ServerInfo { name: "more", url: "https://more.example.com", variables: &[] },
        ],
    };

    fn decode(reply: &Reply) -> Decoded<Self> {
        decode::<Self>(reply)
    }
}

const ZONE: ServerVariableInfo = ServerVariableInfo { name: "zone", default: "eu", values: &[] };

impl Poll for GetJob {
    const WAITER: &'static WaiterInfo =
        &WaiterInfo { interval: Duration::from_secs(10), success: &["SUCCESS"], failure: &["FAIL"] };

    fn progress(job: &JobBody) -> Progress<'_> {
        Progress { state: job.status.as_deref(), failure_message: Some("it broke"), ..Progress::default() }
    }
}

impl Follow for Start {
    type Poll = GetJob;

    fn follow<'c>(origin: &'c Sent<'c>, accepted: &JobBody) -> Call<'c, GetJob> {
        get_job(origin.client(), &accepted.id).path("project_id", origin.path("project_id"))
    }
}

pub(in crate::runtime) fn start<'c>(client: &'c Client, id: &str) -> Call<'c, Start> {
    Call::new(client).path("id", id)
}

pub(in crate::runtime) fn get_job<'c>(client: &'c Client, job: &str) -> Call<'c, GetJob> {
    Call::new(client).path("job", job)
}

/// A builder with all that `Start` needs except a credential, a clock that stands still, and no retries.
pub(in crate::runtime) fn builder() -> ClientBuilder {
    ClientBuilder::new()
        .endpoint("https://things.example.com/base")
        .parameter("project_id", "p1")
        .user_agent("tests")
        .clock(|| UNIX_EPOCH)
        .retry(Retry::never())
}

/// Signs with a header of its own, and says what it saw.
pub(in crate::runtime) struct TestSigner;

impl Signer for TestSigner {
    fn sign(&self, request: &mut SigningRequest<'_>, now: SystemTime) -> Result<(), SignError> {
        let seconds = now.duration_since(UNIX_EPOCH).map_err(|error| SignError::new(error.to_string()))?.as_secs();
        let text = format!(
            "TEST {} {} {} {} {seconds} {SECRET}",
            request.method(),
            request.host(),
            request.uri().path(),
            request.body().unwrap_or_default().len()
        );
        let value = HeaderValue::from_str(&text).map_err(|error| SignError::new(error.to_string()))?;
        request.headers_mut().insert("authorization", value);
        Ok(())
    }
}

/// What the script says to one request.
pub(in crate::runtime) enum Answer {
    /// A complete response.
    Reply(u16, &'static str),
    /// A complete response without content that names a time in `Retry-After`.
    Later(u16, &'static str),
    /// The head of a response whose body breaks off.
    Torn(u16),
    /// A failure to answer.
    Fail(TransportErrorKind),
    /// No way to the host.
    Blocked(Obstacle),
    /// Nothing, ever.
    Hang,
}

/// A transport that answers from a script, and remembers what it was sent.
#[derive(Clone, Default)]
pub(in crate::runtime) struct Script(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    answers: VecDeque<Answer>,
    received: Vec<(Received, Instant)>,
}

impl Script {
    pub(in crate::runtime) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self(Arc::new(Mutex::new(State { answers: answers.into_iter().collect(), received: Vec::new() })))
    }

    /// Method and path of each request so far.
    pub(in crate::runtime) fn sent(&self) -> Vec<String> {
        self.each(|request| format!("{} {}", request.method(), request.uri().path()))
    }

    /// The time that passed between each request and the next.
    pub(in crate::runtime) fn pauses(&self) -> Vec<Duration> {
        self.state().received.windows(2).map(|pair| pair[1].1 - pair[0].1).collect()
    }

    /// The `Authorization` of each request so far.
    pub(in crate::runtime) fn signatures(&self) -> Vec<String> {
        self.each(|request| request.header("authorization").unwrap_or_default().to_owned())
    }

    /// The `X-Auth-Token` of each request so far.
    pub(in crate::runtime) fn tokens(&self) -> Vec<String> {
        self.each(|request| request.header("x-auth-token").unwrap_or_default().to_owned())
    }

    /// The host of each request so far.
    pub(in crate::runtime) fn hosts(&self) -> Vec<String> {
        self.each(|request| request.uri().host().unwrap_or_default().to_owned())
    }

    fn each(&self, told: impl Fn(&Received) -> String) -> Vec<String> {
        self.state().received.iter().map(|(request, _)| told(request)).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, request: Request<Body>) -> Option<Answer> {
        let (head, body) = request.into_parts();
        let mut state = self.state();
        state.received.push((Received::new(head, body.as_bytes().cloned().unwrap_or_default()), Instant::now()));
        state.answers.pop_front()
    }
}

impl Transport for Script {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let answer = self.next(request);
        Box::pin(async move {
            match answer {
                Some(Answer::Reply(status, body)) => Ok(response(status, body)),
                Some(Answer::Later(status, when)) => {
                    let mut response = response(status, "");
                    response.headers_mut().insert("retry-after", HeaderValue::from_static(when));
                    Ok(response)
                }
                Some(Answer::Torn(status)) => Ok(response(status, "").map(|_| Body::stream(Torn))),
                Some(Answer::Fail(kind)) => Err(TransportError::new(kind, "as the script says")),
                Some(Answer::Blocked(obstacle)) => {
                    let error = TransportError::new(TransportErrorKind::Connect, "as the script says");
                    Err(error.with_obstacle(obstacle))
                }
                Some(Answer::Hang) => pending().await,
                None => Err(TransportError::new(TransportErrorKind::Other, "the script is over")),
            }
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move { tokio::time::sleep(duration).await })
    }
}

/// A body that breaks off at its beginning.
struct Torn;

impl http_body::Body for Torn {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Ready<Option<Result<Frame<Bytes>, BoxError>>> {
        Ready::Ready(Some(Err("as the script says".into())))
    }
}

fn response(status: u16, body: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(Bytes::from_static(body.as_bytes())));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    *response.headers_mut() =
        HeaderMap::from_iter([(http::HeaderName::from_static("x-request-id"), HeaderValue::from_static("req-1"))]);
    response
}
