//! Measures what streams cost in memory.
//!
//! They are a million server-sent events, a download of 1 GiB, and an upload of 1 GiB as it is and as the file of a form,
//! all over loopback.
//!
//! `cargo run --release -p generated-client --example streaming` prints the peak before and after each (Linux only).

use std::convert::Infallible;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Instant;

use generated_client::models::Job;
use generated_client::runtime::body::{Content, Upload};
use generated_client::runtime::multipart::{Form, Part};
use generated_client::runtime::stream::{Frames, Streams};
use generated_client::runtime::{Decoded, Idempotent, OperationInfo, Outcome, Reply};
use generated_client::{API, Call, Client, Operation};

const EVENTS: usize = 1_000_000;
const GIB: usize = 1 << 30;

/// Jobs as they change: an operation such as the generator writes, of a service that this example is.
enum WatchJobs {}

impl Operation for WatchJobs {
    type Output = Vec<Job>;
    type Error = Infallible;

    const INFO: &'static OperationInfo = &OperationInfo {
        api: &API,
        id: "watchJobs",
        tag: "Jobs",
        method: "GET",
        path: "/watch",
        idempotent: Idempotent::Yes,
        accept: Some("text/event-stream"),
        security: &[],
        servers: &[],
    };

    fn decode(reply: &Reply) -> Decoded<Self> {
        Self::FRAMES.decode_all(reply.body()).map(Outcome::Success)
    }
}

impl Streams for WatchJobs {
    type Item = Job;

    const FRAMES: Frames<Job> = Frames::events();
}

/// Takes a file, and says how long the body was.
enum PutFile {}

impl Operation for PutFile {
    type Output = String;
    type Error = Infallible;

    const INFO: &'static OperationInfo =
        &OperationInfo { id: "putFile", method: "PUT", path: "/file", accept: Some("text/plain"), ..*WatchJobs::INFO };

    fn decode(reply: &Reply) -> Decoded<Self> {
        reply.text().map(Outcome::Success)
    }
}

/// 1 GiB that is nowhere as a whole.
fn file() -> Upload {
    Upload::reader(tokio::io::AsyncReadExt::take(tokio::io::repeat(b'x'), GIB as u64)).length(GIB as u64)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = serve()?;
    let client = Client::builder().endpoint(format!("http://{address}")).build()?;
    // What the first call costs is no matter of streams.
    drop(Call::<WatchJobs>::new(&client).header("x-events", "1").stream().await?);

    let (before, begin) = (peak_kib(), Instant::now());
    let mut jobs = Call::<WatchJobs>::new(&client).stream().await?;
    let mut count = 0;
    while let Some(job) = jobs.next().await {
        count += usize::from(!job?.status.as_str().is_empty());
    }
    println!(
        "{count} events in {:.1?}: {} KiB more than the {before} KiB before",
        begin.elapsed(),
        peak_kib() - before
    );

    let (before, begin) = (peak_kib(), Instant::now());
    let mut body = Call::<WatchJobs>::new(&client).header("x-bytes", "1").download().await?;
    let mut bytes = 0;
    while let Some(chunk) = body.next().await {
        bytes += chunk?.len();
    }
    println!("{bytes} bytes in {:.1?}: {} KiB more than the {before} KiB before", begin.elapsed(), peak_kib() - before);

    let mut form = Form::new();
    form.value("name", "dump");
    form.part("file", &Part::new(file()).file_name("dump.bin"));
    let contents =
        [Content::upload("application/octet-stream", file()), Content::parts("multipart/form-data", &[], &form)];
    for content in contents {
        let (before, begin) = (peak_kib(), Instant::now());
        let sent = Call::<PutFile>::new(&client).body(content).await?;
        let (time, more) = (begin.elapsed(), peak_kib() - before);
        println!("{sent} bytes sent in {time:.1?}: {more} KiB more than the {before} KiB before");
        if sent.parse::<usize>()? < GIB {
            return Err("not all of it was sent".into());
        }
    }
    if (count, bytes) != (EVENTS, GIB) { Err("not all of it arrived".into()) } else { Ok(()) }
}

/// The most memory that this process ever had, in KiB.
fn peak_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// A server of one thread for each connection.
fn serve() -> Result<SocketAddr, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            std::thread::spawn(move || answer(connection));
        }
    });
    Ok(address)
}

fn answer(mut connection: TcpStream) -> std::io::Result<()> {
    let mut request = [0; 4096];
    let length = connection.read(&mut request)?;
    let head_end = request[..length].windows(4).position(|four| four == b"\r\n\r\n").map_or(length, |at| at + 4);
    let text = String::from_utf8_lossy(&request[..head_end]).to_ascii_lowercase();
    if text.starts_with("put") {
        return swallow(connection, &text, length - head_end);
    }
    let request = text;
    let (piece, times) = match request {
        text if text.contains("x-bytes") => (vec![b'x'; 1 << 16], GIB >> 16),
        text => {
            let times = if text.contains("x-events") { 1 } else { EVENTS / 1000 };
            (
                b": ping\r\nid: 1\r\ndata: {\"job_id\":\"j\",\r\ndata: \"status\":\"RUNNING\"}\r\n\r\n".repeat(1000),
                times,
            )
        }
    };
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n";
    write!(connection, "{head}content-length: {}\r\n\r\n", piece.len() * times)?;
    (0..times).try_for_each(|_| connection.write_all(&piece))
}

/// Reads a body of which `read` bytes have come, and answers with its length.
fn swallow(mut connection: TcpStream, head: &str, mut read: usize) -> std::io::Result<()> {
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or_default();
    let mut piece = vec![0; 1 << 16];
    while read < length {
        match connection.read(&mut piece)? {
            0 => break,
            more => read += more,
        }
    }
    let answer = read.to_string();
    write!(
        connection,
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{answer}",
        answer.len()
    )
}
