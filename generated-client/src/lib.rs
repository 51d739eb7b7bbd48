//! A typed client for GaussDB(DWS) table restore.
//!
//! It restores tables of a GaussDB(DWS) cluster from a snapshot, and makes the calls around that: finding a snapshot,
//! checking the names beforehand, following the job that does the work.
//!
//! A restore is **destructive**: a target table that already exists is replaced. It is **asynchronous**: the reply
//! names a job, and only the job tells how the restore ended. So this crate never repeats a restore that may have been
//! carried out: it sends one again only if no connection was made, or if its token was refused as expired.
//! [`wait`](Call::wait) follows the job to its end.
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
//! This page is a guide in the order of the work: [authenticate](#authenticate), [check](#check), [restore and
//! wait](#restore-and-wait), [handle errors](#handle-errors), [read lists](#read-lists), [call without
//! `async`](#call-without-async), [test](#test-your-own-code), [observe](#observe), and [bring your own
//! transport](#bring-your-own-transport). Its examples run with the tests of this crate, against a mock where they call
//! the service.
//!
#![doc = include_str!("../docs/authenticate.md")]
#![doc = include_str!("../docs/check.md")]
#![doc = include_str!("../docs/restore.md")]
#![doc = include_str!("../docs/errors.md")]
#![doc = include_str!("../docs/lists.md")]
#![doc = include_str!("../docs/blocking.md")]
#![doc = include_str!("../docs/testing.md")]
#![doc = include_str!("../docs/observe.md")]
#![doc = include_str!("../docs/transport.md")]
//! # What else a call can do
//!
//! * [`.send()`](Call::send) gives status, headers and request id with the typed output.
//! * [`.timeout()`](Call::timeout), [`.retry()`](Call::retry), [`.header()`](Call::header) and
//!   [`.endpoint()`](Call::endpoint) apply to one call; optional parameters are setters.
//! * [`.download()`](Call::download) gives the body of the reply as it arrives, however long it is.
//!
//! # Features
//!
//! * `reqwest` (default): the transport over reqwest and rustls. Without it, bring a [`Transport`] of your own.
//! * `regions-file` (default): reads the file in which users of the official clients list regions.
//! * `blocking`: the same calls for threads that wait.
//! * `testing`: a mock in the place of the network, and a recorder.
//! * `tracing`: a span per call, events for attempts and retries, a warning of a profile that others may read; nothing
//!   secret.

pub mod huawei;
pub mod runtime;

#[rustfmt::skip]
mod generated;

impl Client {
    /// Begins a client that reads the failures of this cloud; see [`huawei::ErrorDetails`].
    ///
    /// It sends `Content-Type: application/json` with every request, those without a body too: so do the official
    /// clients, and the provider's reference calls the header mandatory.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new().errors(huawei::Failures).header("Content-Type", "application/json")
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
