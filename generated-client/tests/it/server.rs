//! An HTTP server on loopback that answers as a test says, for better or worse.
//!
//! It knows nothing of the client: requests are read from a real socket, byte by byte.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// A request as it arrived.
#[derive(Debug, Clone)]
#[allow(dead_code, reason = "the example and the tests look at different parts")]
pub struct Received {
    /// `POST /path?query`
    pub line: String,
    /// The headers, names in lower case, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

#[allow(dead_code, reason = "the example and the tests look at different parts")]
impl Received {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What the server does with a request.
#[derive(Debug, Clone)]
#[allow(dead_code, reason = "the example and the tests look at different parts")]
pub enum Answer {
    /// A status with a JSON body.
    Json(u16, &'static str),
    /// A status with headers and a body of any kind.
    Full(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Nothing, while the connection stays open.
    Hang,
    /// The connection is closed without an answer.
    Drop,
    /// A status line and half of the announced body, then the connection is closed.
    Truncate,
    /// The beginning of the headers, and nothing more while the connection stays open.
    StallInHead,
    /// The headers and half of the announced body, and nothing more while the connection stays open.
    StallInBody,
    /// A body of that many bytes.
    Huge(usize),
}

/// A running server; it ends with the process.
pub struct Server {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// Starts a server that asks `answer` what to do with each request.
    pub fn start(answer: impl FnMut(&Received) -> Answer + Send + 'static) -> std::io::Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), answer)
    }

    /// Starts a server at an address that a client knows already.
    pub fn start_at(
        address: SocketAddr,
        answer: impl FnMut(&Received) -> Answer + Send + 'static,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&received);
        let answer = Arc::new(Mutex::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                thread::spawn(move || serve(&stream, &log, &mut |request| lock(&answer)(request)));
            }
        });
        Ok(Self { address, received })
    }

    /// Where the server listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    #[allow(dead_code, reason = "the example does not look at them")]
    pub fn received(&self) -> Vec<Received> {
        lock(&self.received).clone()
    }
}

/// Locks a mutex even after a test has panicked while holding it.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves one connection until either side is done with it.
fn serve(stream: &TcpStream, log: &Mutex<Vec<Received>>, answer: &mut dyn FnMut(&Received) -> Answer) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        lock(log).push(request.clone());
        let answer = answer(&request);
        if reply(stream, &answer).is_none() {
            break;
        }
    }
}

/// Reads one request; `None` when the connection is over.
fn read(reader: &mut BufReader<&TcpStream>) -> Option<Received> {
    let line = line(reader)?;
    let mut headers = Vec::new();
    loop {
        let header = self::line(reader)?;
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':')?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let line = line.strip_suffix(" HTTP/1.1")?.to_owned();
    Some(Received { line, headers, body })
}

/// Reads a line without its end.
fn line(reader: &mut BufReader<&TcpStream>) -> Option<String> {
    let mut line = String::new();
    let length = reader.read_line(&mut line).ok()?;
    (length > 0).then(|| line.trim_end().to_owned())
}

/// Answers; `None` when the connection is to be closed.
fn reply(mut stream: &TcpStream, answer: &Answer) -> Option<()> {
    let json = [("content-type", "application/json".to_owned())];
    match answer {
        Answer::Json(status, body) => send(stream, *status, &json, body.as_bytes()),
        Answer::Full(status, headers, body) => send(stream, *status, headers, body),
        Answer::Huge(length) => send(stream, 200, &json, &vec![b' '; *length]),
        Answer::Truncate => {
            stream.write_all(HALF).ok()?;
            None
        }
        Answer::Drop => None,
        Answer::Hang => stall(),
        Answer::StallInHead => {
            stream.write_all(&HALF[..30]).ok()?;
            stall()
        }
        Answer::StallInBody => {
            stream.write_all(HALF).ok()?;
            stall()
        }
    }
}

/// A reply that breaks off in its body.
const HALF: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"job_id\":";

/// Says nothing for longer than any test waits.
fn stall() -> Option<()> {
    thread::sleep(Duration::from_secs(60));
    None
}

/// Writes a complete reply.
fn send(mut stream: &TcpStream, status: u16, headers: &[(&'static str, String)], body: &[u8]) -> Option<()> {
    let mut head = format!("HTTP/1.1 {status} Status\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()
}
