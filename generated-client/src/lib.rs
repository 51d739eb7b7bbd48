//! A typed client for GaussDB(DWS) table restore.
//!
//! It restores tables of a GaussDB(DWS) cluster from a snapshot, and makes the calls around that: finding a snapshot,
//! checking the names beforehand, following the job that does the work.
//!
//! A restore is **destructive**: a target table that already exists is replaced. It is **asynchronous**: the reply
//! names a job, and only the job tells how the restore ended. So this crate never repeats a restore that may have
//! reached the service, only one for which no connection was made; [`wait`](Call::wait) follows the job to its end.
//!
//! ```no_run
//! use generated_client::huawei;
//! use generated_client::models::{RestoreTableRequest, TableDetail};
//!
//! # async fn restore() -> Result<(), Box<dyn std::error::Error>> {
//! let client = huawei::connect("ae-ad-1").await?;
//! let from = vec![TableDetail::new("sales", "orders")];
//! let to = vec![TableDetail::new("sales", "orders_restored")];
//! let request = RestoreTableRequest::new(true, "postgres", from, to);
//! let job = client.restore_table("c719b1a7-c85c-4cb5-a721-7694908c2c11", &request).wait().await?;
//! println!("{}: {}", job.job_id.unwrap_or_default(), job.status);
//! # Ok(())
//! # }
//! ```
//!
//! # Who calls
//!
//! [`huawei::connect`] looks for credentials where the official clients look: environment, profile, the metadata of the
//! machine; it fetches what is to be fetched, and asks which project belongs to the region. [`huawei::Config`] says so
//! instead: keys, a user with a password, another endpoint.
//!
//! ```no_run
//! use generated_client::huawei::{AkSk, Config};
//!
//! # async fn connect(access: String, secret: String) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Config::new("ae-ad-1").credentials(AkSk::new(access, secret)).connect().await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Client::builder`] makes a client from what is at hand, without asking anyone.
//!
//! # What a call can do
//!
//! * `.await` sends the call and gives its typed output.
//! * [`.send()`](Call::send) gives status, headers and request id with it.
//! * [`.download()`](Call::download) gives the body of the reply as it arrives, however long it is.
//! * [`.build()`](Call::build) gives the request and sends nothing.
//! * [`.wait()`](Call::wait), on a restore or a job, polls until the job has ended.
//! * [`.timeout()`](Call::timeout) and [`.header()`](Call::header) apply to one call; optional parameters are setters.
//! * [`.retry()`](Call::retry) says how often it is sent again; [`Retry`] tells what holds without it.
//!
//! # Following a job
//!
//! ```no_run
//! # use std::time::Duration;
//! # use generated_client::{Client, models::RestoreTableRequest};
//! # async fn restore(client: &Client, snapshot: &str, request: &RestoreTableRequest) {
//! # fn store(_: &str) {}
//! # let ctrl_c = std::future::pending();
//! let wait = client
//!     .restore_table(snapshot, request)
//!     .wait()
//!     .on_accepted(|accepted| store(&accepted.job_id)) // with it, another process can go on waiting
//!     .on_progress(|job| println!("{} {:?}", job.state.unwrap_or("?"), job.percent()))
//!     .backoff(Duration::from_secs(60))
//!     .deadline(Duration::from_secs(6 * 60 * 60))
//!     .until(ctrl_c);
//! match wait.await {
//!     Ok(job) => println!("{}", job.status),
//!     Err(error) => match error.accepted() {
//!         Some(accepted) => println!("{error}; to go on: list_job_details({:?}).wait()", accepted.job_id),
//!         None => println!("{error}"),
//!     },
//! }
//! # }
//! ```
//!
//! # Lists in pages
//!
//! ```no_run
//! # use generated_client::Client;
//! # async fn list(client: &Client, cluster: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let mut snapshots = client.list_cluster_snapshots(cluster).limit(100).items();
//! while let Some(snapshot) = snapshots.next().await {
//!     println!("{:?}", snapshot?.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! `snapshots.position()` tells at any time where to begin again, also after a failure: see [`runtime::page`]. The provider's
//! references disagree about `offset`: the current one calls it the page's number minus one, an older one a number of
//! snapshots. Pages are asked for by their number, and a snapshot that comes again is left out: so all snapshots come,
//! each once, whichever is true.
//!
//! # What can go wrong
//!
//! [`Error`] says where: before sending, on the way, in a documented failure (typed, by status), in a reply that the
//! document does not know, or in one that cannot be decoded. It keeps the reply as it came. Its `Display` is one line:
//! what was attempted, the status, the service's code and message, the request id, and a hint where something is known
//! about the code. [`huawei::ErrorDetails`] gives the same for code to look at, whatever the operation:
//!
//! ```no_run
//! # use generated_client::{Client, Error, huawei::ErrorDetails, models::RestoreTableRequest};
//! # async fn restore(client: &Client, snapshot: &str, request: &RestoreTableRequest) {
//! match client.restore_table(snapshot, request).await {
//!     Ok(accepted) => println!("job {}", accepted.job_id),
//!     Err(error) if ErrorDetails::of(&error).code.as_deref() == Some("DWS.7023") => {
//!         println!("the cluster is busy and did nothing; try again in ten seconds");
//!     }
//!     // The request may have been processed: look at the cluster before doing it again.
//!     Err(error @ (Error::Timeout(_) | Error::Transport(_))) if !error.is_retryable() => println!("unknown: {error}"),
//!     Err(error) => println!("{error}"),
//! }
//! # }
//! ```
//!
//! # Features
//!
//! * `reqwest` (default): the transport over reqwest and rustls. Without it, bring a [`Transport`] of your own.
//! * `blocking`: the same calls for threads that wait: `.blocking()` instead of `.await`.
//! * `testing`: a mock in place of the network, for tests of code that calls.
//! * `tracing`: a span per call with the operation's id, its path template, attempts, status and request id, and events
//!   for attempts and retries; nothing secret. [`ClientBuilder::on_response`] tells as much without it.
//! * `regions-file` (default): reads the file in which users of the official clients list regions.

pub mod huawei;
pub mod runtime;

#[rustfmt::skip]
mod generated;

impl Client {
    /// Begins a client that reads the failures of this cloud; see [`huawei::ErrorDetails`].
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new().errors(huawei::Failures)
    }
}

/// The README's example is compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(feature = "blocking")]
pub use self::runtime::blocking;
#[cfg(feature = "testing")]
pub use self::runtime::testing;

pub use self::generated::{API, Server, api, headers, models};
pub use self::runtime::{
    BuildError, Call, Client, ClientBuilder, Credential, Endpoint, Error, Operation, Response, Retry, Secret, Signer,
    Transport, UnknownServer,
};
