//! Measures what streams cost in memory: a million server-sent events and a download of 1 GiB, both over loopback.
//!
//! `cargo run --release -p generated-client --example streaming` prints the peak before and after each (Linux only).

use std::convert::Infallible;
use std::error::Error;
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Instant;

use generated_client::models::Job;
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
    let length = std::io::Read::read(&mut connection, &mut request)?;
    let request = String::from_utf8_lossy(&request[..length]).into_owned();
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
