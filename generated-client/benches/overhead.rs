//! What the client costs beside the same calls written by hand with reqwest, on loopback.
//!
//! ```text
//! cargo bench -p generated-client
//! ```
//!
//! Calls of both kinds take turns on one connection, so that whatever else the machine does befalls both. The figures are
//! of many rounds: of each figure the median over the rounds is shown, since a single 99th percentile is mostly chance.
//! The table is for reading; nothing is asserted.
//!
//! What is left is a few microseconds per call: checks, path, URL, headers, credential and the limits of time, each of which
//! costs about as much as what reqwest's own builder does by hand, and JSON, which types write and read by code that they
//! share, for the sake of the time it takes to compile. With the size of the body the difference hardly grows.

use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use generated_client::Client;
use generated_client::models::{RestoreTableRequest, TableDetail};
use generated_client::runtime::transport::ReqwestTransport;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

const ROUNDS: usize = 40;
const CALLS: usize = 500;
const PROJECT: &str = "0536cdee2200d5912f7cc00b877980f1";
const SNAPSHOT: &str = "c719b1a7-c85c-4cb5-a721-7694908c2c11";
const JOB: &str = "2c9081c0894918c301894e503ef21b68";

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let url = serve()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("microseconds per call, median of {ROUNDS} rounds of {CALLS} calls each\n");
    println!("| call                |        | by hand | client | overhead |");
    println!("|---------------------|--------|--------:|-------:|---------:|");
    runtime.block_on(async {
        let hand = Hand::new(&url)?;
        let client = client(&url, hand.client.clone())?;
        for (name, tables) in [("restore, 1 table", 1), ("restore, 500 tables", 500)] {
            let (own, order) = (own_order(tables), order(tables));
            compare(name, async || hand.restore(&own).await, async || restore(&client, &order).await).await?;
        }
        compare("job details", async || hand.job().await, async || job(&client).await).await
    })
}

fn order(tables: usize) -> RestoreTableRequest {
    let list = |prefix: &str| names(prefix, tables).map(|name| TableDetail::new("sales", name)).collect();
    RestoreTableRequest::new(true, "postgres", list("orders"), list("restored"))
}

fn own_order(tables: usize) -> Order {
    let table = |table_name| Table { schema_name: "sales".to_owned(), table_name };
    let list = |prefix: &str| names(prefix, tables).map(table).collect();
    let (restore_table_list, target_table_list) = (list("orders"), list("restored"));
    Order { case_sensitive: true, database: "postgres".to_owned(), restore_table_list, target_table_list }
}

fn names(prefix: &str, tables: usize) -> impl Iterator<Item = String> {
    (0..tables).map(move |it| format!("{prefix}_{it}"))
}

fn client(url: &str, connections: reqwest::Client) -> Result<Client, Box<dyn Error>> {
    let builder = Client::builder().endpoint(url).project_id(PROJECT).token("token");
    Ok(builder.transport(ReqwestTransport::from_client(connections)).build()?)
}

async fn restore(client: &Client, order: &RestoreTableRequest) -> Outcome {
    black_box(client.restore_table(SNAPSHOT, order).await?);
    Ok(())
}

async fn job(client: &Client) -> Outcome {
    black_box(client.list_job_details(JOB).await?);
    Ok(())
}

/// The same calls as somebody would write them who needs nothing else: the same requests, to the header, and types of their
/// own for what goes and comes, but no typed errors, no retries, no checks.
struct Hand {
    client: reqwest::Client,
    url: String,
}

impl Hand {
    fn new(url: &str) -> Result<Self, Box<dyn Error>> {
        let builder = reqwest::Client::builder().user_agent("by-hand/1.0").redirect(reqwest::redirect::Policy::none());
        // The platform's verifier wants a provider for the whole process, which this crate itself never sets.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self { client: builder.build()?, url: url.to_owned() })
    }

    async fn restore(&self, order: &Order) -> Outcome {
        let url = format!("{}/v1/{PROJECT}/snapshots/{SNAPSHOT}/table-restore", self.url);
        self.send::<Accepted>(self.client.post(url).body(serde_json::to_vec(order)?)).await
    }

    async fn job(&self) -> Outcome {
        self.send::<Job>(self.client.get(format!("{}/v1.0/{PROJECT}/job/{JOB}", self.url))).await
    }

    async fn send<T: DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> Outcome {
        let request = request.header("content-type", "application/json").header("accept", "application/json");
        let request = request.header("x-auth-token", "token").timeout(Duration::from_secs(60));
        let response = request.send().await?.error_for_status()?;
        black_box(serde_json::from_slice::<T>(&response.bytes().await?)?);
        Ok(())
    }
}

#[derive(Serialize)]
struct Order {
    case_sensitive: bool,
    database: String,
    restore_table_list: Vec<Table>,
    target_table_list: Vec<Table>,
}

#[derive(Serialize)]
struct Table {
    schema_name: String,
    table_name: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "what is read is only measured")]
struct Accepted {
    job_id: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "what is read is only measured")]
struct Job {
    job_id: String,
    job_name: Option<String>,
    status: String,
    progress: Option<String>,
    begin_time: Option<String>,
    end_time: Option<String>,
    failed_reason: Option<String>,
}

/// Lets both take turns, and prints what each took.
async fn compare(name: &str, hand: impl AsyncFn() -> Outcome, client: impl AsyncFn() -> Outcome) -> Outcome {
    let mut rounds = Vec::new();
    // The first round warms up.
    for _ in 0..=ROUNDS {
        let (mut by_hand, mut by_client) = (Vec::new(), Vec::new());
        for turn in 0..CALLS {
            // Whoever comes second may find the server's caches warm, so that changes, too.
            if turn % 2 == 0 {
                by_hand.push(time(&hand).await?);
                by_client.push(time(&client).await?);
            } else {
                by_client.push(time(&client).await?);
                by_hand.push(time(&hand).await?);
            }
        }
        rounds.push((Figures::of(&by_hand), Figures::of(&by_client)));
    }
    for (kind, figure) in
        [("mean", Figures::mean as fn(&Figures) -> f64), ("median", Figures::median), ("p99", Figures::p99)]
    {
        let mut hand: Vec<f64> = rounds[1..].iter().map(|(hand, _)| figure(hand)).collect();
        let mut client: Vec<f64> = rounds[1..].iter().map(|(_, client)| figure(client)).collect();
        let (hand, client) = (middle(&mut hand), middle(&mut client));
        let overhead = (client / hand - 1.0) * 100.0;
        println!("| {name:<19} | {kind:<6} | {hand:>7.1} | {client:>6.1} | {overhead:>+6.1} % |");
    }
    Ok(())
}

async fn time(call: &impl AsyncFn() -> Outcome) -> Result<Duration, Box<dyn Error>> {
    let begin = Instant::now();
    call().await?;
    Ok(begin.elapsed())
}

/// What the calls of one round took, in order.
struct Figures(Vec<f64>);

impl Figures {
    fn of(times: &[Duration]) -> Self {
        let mut times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e6).collect();
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }

    fn median(&self) -> f64 {
        self.0[self.0.len() / 2]
    }

    fn p99(&self) -> f64 {
        self.0[self.0.len() * 99 / 100]
    }
}

fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A server on a thread per connection, which answers as fast as it can; its URL.
fn serve() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || drop(answer(&stream)));
        }
    });
    Ok(format!("http://{address}"))
}

/// Answers what comes on one connection, until it ends.
fn answer(mut stream: &TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let (mut line, mut body) = (String::new(), Vec::new());
    loop {
        line.clear();
        let mut length = 0;
        let mut is_post = false;
        while reader.read_line(&mut line)? > 0 && !line.ends_with("\r\n\r\n") {
            let last = line.trim_end().rsplit('\n').next().unwrap_or_default();
            is_post |= last.starts_with("POST");
            if let Some(value) = last.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        if line.is_empty() {
            return Ok(());
        }
        body.resize(length, 0);
        reader.read_exact(&mut body)?;
        let json = if is_post { r#"{"job_id":"2c9081c0894918c301894e503ef21b68"}"# } else { JOB_JSON };
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: r\r\ncontent-length:";
        stream.write_all(format!("{head} {}\r\n\r\n{json}", json.len()).as_bytes())?;
    }
}

const JOB_JSON: &str = r#"{"status":"RUNNING","progress":"50%","job_id":"2c9081c0894918c301894e503ef21b68","job_name":"restoreTable","begin_time":"2022-11-09T20:25:00","end_time":"2022-11-09T20:30:00"}"#;
