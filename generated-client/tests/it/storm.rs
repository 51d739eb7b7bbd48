//! Many calls at once against a network and a service that fail in every way, and the count of what came of it.
//!
//! The service counts what it carries out, and the network what is sent. Neither asks the client.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use generated_client::models::{RestoreTableRequest, TableDetail};
use generated_client::runtime::body::Body;
use generated_client::runtime::transport::{BoxFuture, ReqwestTransport, TransportError};
use generated_client::{Client, Retry, Transport};

/// How hard it is.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Half of them are restores, the others are polls of a job.
    pub calls: usize,
    /// How many are under way at once.
    pub concurrent: usize,
    /// How many of a hundred requests meet a fault.
    pub fault_percent: u64,
}

/// What came of it.
pub struct Report {
    plan: Plan,
    took: Duration,
    /// Requests sent, or tried to be.
    pub attempts: usize,
    /// How often each fault was met.
    pub faults: BTreeMap<&'static str, usize>,
    /// Restores that were said to be accepted and were not carried out.
    pub lost: usize,
    /// Restores that were carried out more than once.
    pub doubled: usize,
    /// Restores that an error says may be sent again, although they were carried out.
    pub misjudged: usize,
    /// Restores that ended in an error.
    pub failed_restores: usize,
    /// Polls that ended in an error.
    pub failed_polls: usize,
    /// Retries that the budget allows for that many successes.
    pub budget: usize,
}

impl Report {
    /// How many requests were sent beyond one for each call.
    pub fn retries(&self) -> usize {
        self.attempts - self.plan.calls
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plan { calls, concurrent, .. } = self.plan;
        writeln!(f, "{calls} calls, {concurrent} at once, in {:.1} s", self.took.as_secs_f64())?;
        writeln!(f, "{} requests, {} of them met a fault:", self.attempts, self.faults.values().sum::<usize>())?;
        for (fault, count) in &self.faults {
            writeln!(f, "  {count:6} {fault}")?;
        }
        writeln!(f, "retries:  {} of {} that the budget allows", self.retries(), self.budget)?;
        writeln!(f, "polls:    {} of {} failed", self.failed_polls, calls / 2)?;
        let restores = calls - calls / 2;
        write!(f, "restores: {restores}, of which {} reported as failed or unknown: ", self.failed_restores)?;
        write!(f, "{} lost, {} doubled, {} misjudged", self.lost, self.doubled, self.misjudged)
    }
}

/// Lets the storm loose.
pub async fn run(plan: Plan) -> Report {
    let weather = Arc::new(Weather { percent: plan.fault_percent, ..Weather::default() });
    let address = serve(&weather);
    let network = Network { inner: ReqwestTransport::new(), closed: closed_port(), weather: Arc::clone(&weather) };
    let retry = Retry::new().attempt_timeout(Duration::from_millis(500));
    let retry = retry.backoff(Duration::from_millis(1), Duration::from_millis(20));
    let builder = Client::builder().endpoint(format!("http://{address}")).project_id("p").token("t");
    let client = builder.transport(network).retry(retry).build().expect("the configuration is complete");
    let begin = Instant::now();
    let workers = (0..plan.concurrent).map(|first| tokio::spawn(worker(client.clone(), plan, first)));
    let mut outcomes = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        outcomes.extend(worker.await.expect("no call panics"));
    }
    report(plan, begin.elapsed(), &weather, &outcomes)
}

/// What the client said about a call.
enum Outcome {
    Restore { id: String, error: Option<Verdict> },
    Poll { failed: bool },
}

/// What an error says about sending again.
#[derive(PartialEq, Eq)]
enum Verdict {
    Retryable,
    Final,
}

/// Every n-th of the calls, one after the other.
async fn worker(client: Client, plan: Plan, first: usize) -> Vec<Outcome> {
    let table = || vec![TableDetail::new("postgres", "public")];
    let order = RestoreTableRequest::new(true, "postgres", table(), table());
    let mut outcomes = Vec::new();
    for number in (first..plan.calls).step_by(plan.concurrent) {
        outcomes.push(if number % 2 == 0 {
            let id = format!("s{number}");
            let restore = client.restore_table(&id, &order).timeout(Duration::from_secs(1)).await;
            let verdict = |retryable| if retryable { Verdict::Retryable } else { Verdict::Final };
            Outcome::Restore { id, error: restore.err().map(|error| verdict(error.is_retryable())) }
        } else {
            Outcome::Poll { failed: client.list_job_details("1").timeout(Duration::from_secs(20)).await.is_err() }
        });
    }
    outcomes
}

fn report(plan: Plan, took: Duration, weather: &Weather, outcomes: &[Outcome]) -> Report {
    let carried_out = lock(&weather.restores);
    let (mut lost, mut misjudged, mut failed_restores, mut failed_polls) = (0, 0, 0, 0);
    for outcome in outcomes {
        match outcome {
            Outcome::Poll { failed } => failed_polls += usize::from(*failed),
            Outcome::Restore { id, error } => {
                let done = carried_out.contains_key(id);
                lost += usize::from(error.is_none() && !done);
                misjudged += usize::from(*error == Some(Verdict::Retryable) && done);
                failed_restores += usize::from(error.is_some());
            }
        }
    }
    let succeeded = plan.calls - failed_restores - failed_polls;
    Report {
        plan,
        took,
        attempts: weather.sent.load(SeqCst),
        faults: lock(&weather.faults).clone(),
        lost,
        doubled: carried_out.values().filter(|times| **times > 1).count(),
        misjudged,
        failed_restores,
        failed_polls,
        // A hundred to begin with, and one for each five calls that end well.
        budget: 100 + succeeded / 5,
    }
}

/// Chance, and what it did.
#[derive(Default)]
struct Weather {
    percent: u64,
    drawn: AtomicU64,
    sent: AtomicUsize,
    faults: Mutex<BTreeMap<&'static str, usize>>,
    /// How often each restore was carried out, by the id of its snapshot.
    restores: Mutex<BTreeMap<String, usize>>,
}

impl Weather {
    /// A number below `limit`, all equally likely (SplitMix64).
    fn draw(&self, limit: u64) -> u64 {
        let seed = self.drawn.fetch_add(1, SeqCst).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let z = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }

    fn note(&self, fault: &'static str) {
        *lock(&self.faults).entry(fault).or_default() += 1;
    }

    /// Carries a request out.
    fn work(&self, request: &Request) -> &'static str {
        if !request.line.starts_with("POST") {
            return r#"{"status":"RUNNING"}"#;
        }
        let id = request.line.split('/').nth(4).unwrap_or_default().to_owned();
        *lock(&self.restores).entry(id).or_default() += 1;
        r#"{"job_id":"1"}"#
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One of the faults of the service. `Refused`, the thirteenth, is the network's.
#[derive(Clone, Copy)]
enum Fault {
    /// The connection is reset before the request is read.
    ResetBefore,
    /// A status, and what it asks for in `Retry-After`; the work is not done.
    Status(u16, Option<&'static str>, &'static str),
    /// The work is done, and the connection reset.
    ResetAfter,
    /// The work is done, and the connection closed.
    Closed,
    /// The work is done, and the status is 500.
    Broken,
    /// The work is done, and the head of the reply stops in the middle.
    SlowHead,
    /// The work is done, and the body of the reply stops in the middle.
    SlowBody,
    /// The work is done, and the connection closed in the middle of the reply.
    Truncated,
}

const FAULTS: [Fault; 12] = [
    Fault::ResetBefore,
    Fault::ResetBefore,
    Fault::Status(429, None, "429"),
    Fault::Status(429, Some("1"), "429 with Retry-After"),
    Fault::Status(503, None, "503"),
    Fault::Status(503, Some("1"), "503 with Retry-After"),
    Fault::ResetAfter,
    Fault::Closed,
    Fault::Broken,
    Fault::SlowHead,
    Fault::SlowBody,
    Fault::Truncated,
];

/// Sends some requests to a port on which nobody listens, and the others where they belong.
struct Network {
    inner: ReqwestTransport,
    closed: String,
    weather: Arc<Weather>,
}

impl Transport for Network {
    fn send(&self, mut request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.weather.sent.fetch_add(1, SeqCst);
        if self.weather.draw(100 * 13) < self.weather.percent {
            self.weather.note("connection refused");
            let target = request.uri().path().to_owned();
            *request.uri_mut() = format!("http://{}{target}", self.closed).parse().expect("the URL is valid");
        }
        self.inner.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.inner.sleep(duration)
    }
}

/// The address of a port that was free a moment ago.
fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it is bound").to_string()
}

/// A service in that weather.
fn serve(weather: &Arc<Weather>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let weather = Arc::clone(weather);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let weather = Arc::clone(&weather);
            thread::spawn(move || while exchange(&stream, &weather).is_some() {});
        }
    });
    address
}

/// A request, all but the last byte of its body: what is thrown away unread makes the system reset the connection.
struct Request {
    line: String,
    last_byte: usize,
}

/// Answers one request; `None` when the connection is over.
fn exchange(mut stream: &TcpStream, weather: &Weather) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    if stream.peek(&mut [0]).ok()? == 0 {
        return None;
    }
    let fault = (weather.draw(100) < weather.percent).then(|| FAULTS[weather.draw(12) as usize]);
    if let Some(Fault::ResetBefore) = fault {
        weather.note("reset before the request was read");
        return None;
    }
    let request = read(stream)?;
    if let Some(Fault::Status(status, after, name)) = fault {
        weather.note(name);
        finish(stream, &request)?;
        return answer(stream, status, after, "{}");
    }
    let body = weather.work(&request);
    let Some(fault) = fault else {
        finish(stream, &request)?;
        return answer(stream, 200, None, body);
    };
    if let Fault::ResetAfter = fault {
        weather.note("reset after the work was done");
        // A request without a body is read to its end, so this one closes instead.
        return None;
    }
    finish(stream, &request)?;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    match fault {
        Fault::Broken => {
            weather.note("500 after the work was done");
            return answer(stream, 500, None, "{}");
        }
        Fault::SlowHead => {
            weather.note("slow headers");
            stream.write_all(&head.as_bytes()[..20]).ok()?;
            thread::sleep(Duration::from_secs(2));
        }
        Fault::SlowBody => {
            weather.note("slow body");
            stream.write_all(head.as_bytes()).ok()?;
            stream.write_all(&body.as_bytes()[..5]).ok()?;
            thread::sleep(Duration::from_secs(2));
        }
        Fault::Truncated => {
            weather.note("truncated body");
            stream.write_all(head.as_bytes()).ok()?;
            stream.write_all(&body.as_bytes()[..5]).ok()?;
        }
        _ => weather.note("closed after the work was done"),
    }
    None
}

/// Reads the head of a request, and its body but for the last byte.
fn read(stream: &TcpStream) -> Option<Request> {
    // Nothing is read ahead, so that what is left unread is left in the system.
    let mut reader = BufReader::with_capacity(1, stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut length = 0;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header).ok()? == 0 {
            return None;
        }
        if header == "\r\n" {
            break;
        }
        if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let last_byte = length.min(1);
    reader.read_exact(&mut vec![0; length - last_byte]).ok()?;
    Some(Request { line, last_byte })
}

/// Reads what is left of a request.
fn finish(mut stream: &TcpStream, request: &Request) -> Option<()> {
    stream.read_exact(&mut vec![0; request.last_byte]).ok()
}

fn answer(mut stream: &TcpStream, status: u16, retry_after: Option<&str>, body: &str) -> Option<()> {
    let after = retry_after.map(|seconds| format!("retry-after: {seconds}\r\n")).unwrap_or_default();
    let head = format!("HTTP/1.1 {status} Status\r\ncontent-length: {}\r\n{after}\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).ok()
}
