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
//! This page is a guide in the order of the work: [authenticate](#authenticate), [check](#check), [restore and
//! wait](#restore-and-wait), [handle errors](#handle-errors), [read lists](#read-lists), [call without
//! `async`](#call-without-async), [test](#test-your-own-code), [observe](#observe), and [bring your own
//! transport](#bring-your-own-transport). Its examples run with the tests of this crate, against a mock where they call
//! the service.
//!
//! # Authenticate
//!
//! | what there is | what to write |
//! |---|---|
//! | what the official clients would find on this machine | [`huawei::connect`] |
//! | an access key, permanent or temporary | [`huawei::AkSk`] |
//! | a user of IAM with a password | [`huawei::Password`] |
//! | a token that something else fetches | [`ClientBuilder::token`] |
//!
//! [`huawei::connect`] looks at the environment (`HUAWEICLOUD_SDK_AK`, `HUAWEICLOUD_SDK_SK`, …), the profile file and the
//! metadata of the machine, in the order that [`Credentials::official`](huawei::Credentials::official) tells. What is
//! temporary is fetched again before it expires. [`huawei::Config`] decides instead of the machine:
//!
//! ```
//! use generated_client::huawei::{AkSk, Config};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (access_key, secret_key, security_token) = ("EXAMPLEAK", "EXAMPLESK", "example");
//! let keys = AkSk::new(access_key, secret_key).with_security_token(security_token); // the latter if they are temporary
//! let config = Config::new("ae-ad-1").credentials(keys).project_id("0536cdee2200d5912f7cc00b877980f1");
//! let client = config.connect().await?; // sends nothing: with keys and a project there is nothing to ask
//! # Ok(())
//! # }
//! ```
//!
//! Without a project id IAM is asked which project belongs to the region. A user with a password has a token fetched,
//! once for all calls, and renewed ahead of its end:
//!
//! ```no_run
//! use generated_client::huawei::{Config, Credentials, Password};
//!
//! # async fn connect(password: String) -> Result<(), Box<dyn std::error::Error>> {
//! let user = Password::new("restorer", "example-account", password);
//! let client = Config::new("ae-ad-1").credentials(Credentials::password(user)).connect().await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Client::builder`] makes a client from what is at hand, without asking anyone, and takes any endpoint:
//!
//! ```
//! use generated_client::{Client, Server};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let token = "example";
//! let client = Client::builder().endpoint(Server::AeAd1).project_id("0536cdee").token(token).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! What a client keeps of a secret is wiped from memory with the last of its clones. No secret is shown by `Debug`, by an
//! error or in `tracing`, and none goes to a host that a reply names. A refused signature is not sent again: five in a row
//! lock the key for five minutes.
//!
//! # Check
//!
//! Nothing here changes anything. `status` and `fine_grained_backup` of a snapshot tell whether tables can be restored
//! from it, `cluster_status` whether its cluster takes the restore, and
//! [`check_table_restore`](Client::check_table_restore) looks at the names. [`build`](Call::build) gives the very request
//! that would be sent, signed and all, and sends nothing.
//!
//! ```
//! use generated_client::Client;
//! use generated_client::models::{RestoreTableRequest, SnapshotStatus};
//!
//! /// What speaks against a restore, as far as the service can tell beforehand.
//! async fn objection(
//!     client: &Client,
//!     snapshot_id: &str,
//!     request: &RestoreTableRequest,
//! ) -> Result<Option<String>, Box<dyn std::error::Error>> {
//!     let snapshot = client.list_snapshot_details(snapshot_id).await?.snapshot;
//!     if snapshot.status != SnapshotStatus::Available || snapshot.fine_grained_backup == Some(false) {
//!         return Ok(Some(format!("no tables can be restored from {} ({})", snapshot.name, snapshot.status)));
//!     }
//!     let names = client.check_table_restore(snapshot_id, request).await?.check_table_name_result;
//!     let listed = names.target_table_list.into_option().unwrap_or_default();
//!     // What it means for a table to be listed is not documented: let somebody look.
//!     Ok((!listed.is_empty()).then(|| format!("the check lists {}", listed.join(", "))))
//! }
//! # use generated_client::api::{CheckTableRestore, ListSnapshotDetails};
//! # use generated_client::{models::TableDetail, testing::Mock};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mock = Mock::new();
//! # mock.on::<ListSnapshotDetails>().reply_json(&serde_json::json!({ "snapshot": {
//! #     "id": "s", "name": "nightly", "description": "", "started": "2024-01-02T03:04:05Z", "size": 1.5,
//! #     "finished": "2024-01-02T04:04:05Z", "status": "AVAILABLE", "type": "AUTO", "cluster_id": "c",
//! # }}));
//! # mock.on::<CheckTableRestore>().reply_json(&serde_json::json!({ "check_table_name_result": {
//! #     "database": "postgres", "restore_table_list": null, "target_table_list": ["sales.orders_restored"],
//! # }}));
//! # let builder = Client::builder().endpoint("https://dws.test").project_id("p").token("t").transport(mock.clone());
//! # let client = builder.build()?;
//! # let table = |name| vec![TableDetail::new("sales", name)];
//!
//! let request = RestoreTableRequest::new(true, "postgres", table("orders"), table("orders_restored"));
//! let objection = objection(&client, "s", &request).await?;
//! assert_eq!(objection.as_deref(), Some("the check lists sales.orders_restored"));
//!
//! let dry = client.restore_table("s", &request).build()?;
//! assert_eq!(dry.uri().path(), "/v1/p/snapshots/s/table-restore");
//! # mock.verify();
//! # Ok(())
//! # }
//! ```
//!
//! # Restore and wait
//!
//! Awaiting [`restore_table`](Client::restore_table) gives the job's id; [`.wait()`](Call::wait) follows the job as well:
//! every ten seconds, for up to 24 hours, if not told otherwise.
//!
//! ```
//! use std::time::Duration;
//!
//! # use generated_client::api::{ListJobDetails, RestoreTable};
//! # use generated_client::models::{Job, JobStatus, RestoreTableRequest, RestoreTableResponse};
//! # use generated_client::{Client, testing::Mock};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mock = Mock::new();
//! # mock.on::<RestoreTable>().times(1).reply(&RestoreTableResponse::new("j1"));
//! # mock.on::<ListJobDetails>().reply(&Job::new(JobStatus::Running)).reply(&Job::new(JobStatus::Success));
//! # let builder = Client::builder().endpoint("https://dws.test").project_id("p").token("t").transport(mock.clone());
//! # let client = builder.build()?;
//! # let (snapshot, request) = ("s", RestoreTableRequest::new(true, "postgres", Vec::new(), Vec::new()));
//! # let ctrl_c = std::future::pending();
//! # let mut stored = None;
//! let wait = client
//!     .restore_table(snapshot, &request)
//!     .wait()
//!     .on_accepted(|accepted| stored = Some(accepted.job_id.clone())) // with it, another process can go on waiting
//!     .on_progress(|job| println!("{} {:?}", job.state.unwrap_or("?"), job.percent()))
//!     .backoff(Duration::from_secs(60)) // pauses of 10, 20, 40, 60, 60, … seconds
//!     .deadline(Duration::from_secs(6 * 60 * 60))
//!     .until(ctrl_c);
//! match wait.await {
//!     Ok(job) => println!("{}", job.status),
//!     Err(error) => match error.accepted() {
//!         Some(accepted) => println!("{error}; to go on: list_job_details({:?}).wait()", accepted.job_id),
//!         None => println!("{error}"),
//!     },
//! }
//! # assert_eq!(stored.as_deref(), Some("j1"));
//! # mock.verify();
//! # Ok(())
//! # }
//! ```
//!
//! A poll that fails in passing does no harm; a job that fails is a [`WaitError::Failed`](runtime::wait::WaitError::Failed)
//! with the service's code and words. Every other error leaves the job running, and says so.
//!
//! # Handle errors
//!
//! Every call gives [`Error`], which says where it went wrong. What matters for a restore is whether it may have been
//! carried out: [`may_have_been_processed`](Error::may_have_been_processed).
//!
//! | error | what happened | was the request processed? | send it again? |
//! |---|---|---|---|
//! | [`Invalid`](Error::Invalid) | the call cannot be right; all problems are listed | no, nothing was sent | after mending it |
//! | [`Credential`](Error::Credential) | no credential could be fetched | no, nothing was sent | if nobody answered |
//! | [`Transport`](Error::Transport), no connection | nobody was reached | no, nothing was sent | yes |
//! | [`Transport`](Error::Transport), otherwise | the connection broke | **perhaps** | if idempotent |
//! | [`Timeout`](Error::Timeout) | the time was over, 60 seconds by default | **perhaps** | if idempotent |
//! | [`Api`](Error::Api), 400 to 499 | the service refused, in its documented form | no | after 429, later |
//! | [`Api`](Error::Api), 500 and more | the service failed | **perhaps** | if idempotent |
//! | [`Unexpected`](Error::Unexpected) | somebody answered in no documented form, often a gateway | as for `Api`; a 200 that is none: perhaps | as for `Api` |
//! | [`Decode`](Error::Decode) | a success that cannot be read | **yes** | no |
//!
//! The last column is [`is_retryable`](Error::is_retryable). The client has then tried already, as [`Retry`] tells; of the
//! calls here only the restore is not idempotent. The line that an error prints has the operation, the status, the
//! service's code and message, the request id, and a hint where something is known about the code.
//! [`huawei::ErrorDetails`] gives the same for code to look at, whoever answered:
//!
//! ```
//! use generated_client::huawei::ErrorDetails;
//! use generated_client::{Client, Error, models::RestoreTableRequest};
//!
//! /// Restores, and says what to do where that fails.
//! async fn restore(client: &Client, snapshot: &str, request: &RestoreTableRequest) -> String {
//!     match client.restore_table(snapshot, request).await {
//!         Ok(accepted) => format!("job {}", accepted.job_id),
//!         Err(error) if ErrorDetails::of(&error).code.as_deref() == Some("DWS.7023") => {
//!             "the cluster is busy and did nothing; try again in ten seconds".to_owned()
//!         }
//!         Err(error) if error.may_have_been_processed() => format!("look at the cluster before doing it again: {error}"),
//!         Err(error) if error.is_retryable() => format!("nothing was done; try again: {error}"),
//!         Err(error) => format!("nothing was done: {error}"),
//!     }
//! }
//! # use generated_client::runtime::transport::TransportErrorKind;
//! # use generated_client::{api::RestoreTable, testing::Mock};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mock = Mock::new();
//! # let rule = mock.on::<RestoreTable>();
//! # let rule = rule.reply_error(403, &serde_json::json!({ "error_code": "DWS.7023", "error_msg": "busy" }));
//! # let rule = rule.fail(TransportErrorKind::Io).fail(TransportErrorKind::Connect).fail(TransportErrorKind::Connect);
//! # rule.fail(TransportErrorKind::Connect).reply_raw(http::Response::builder().status(404).body("").unwrap());
//! # let builder = Client::builder().endpoint("https://dws.test").project_id("p").token("t").transport(mock.clone());
//! # let client = builder.build()?;
//! # let request = RestoreTableRequest::new(true, "postgres", Vec::new(), Vec::new());
//! # let mut said = Vec::new();
//! # for _ in 0..4 { said.push(restore(&client, "s", &request).await); }
//! # for (said, begin) in said.iter().zip(["the cluster is busy", "look at", "nothing was done; try", "nothing was done: "]) {
//! #     assert!(said.starts_with(begin), "{said}");
//! # }
//! # assert_eq!(mock.requests().len(), 6);
//! # Ok(())
//! # }
//! ```
//!
//! # Read lists
//!
//! ```
//! # use generated_client::api::ListClusterSnapshots;
//! # use generated_client::{Client, testing::Mock};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mock = Mock::new();
//! # let page = |ids: &[&str]| {
//! #     let snapshots: Vec<_> = ids.iter().map(|id| serde_json::json!({ "id": id })).collect();
//! #     serde_json::json!({ "snapshots": snapshots, "count": 3 })
//! # };
//! # let pages = mock.on::<ListClusterSnapshots>().reply_json(&page(&["a", "b"]));
//! # pages.reply_json(&page(&["c"])).reply_json(&page(&[]));
//! # let builder = Client::builder().endpoint("https://dws.test").project_id("p").token("t").transport(mock.clone());
//! # let client = builder.build()?;
//! # let mut ids = Vec::new();
//! let mut snapshots = client.list_cluster_snapshots("e59d6b86-9072-46eb-a996-13f8b44994c1").limit(2).items();
//! while let Some(snapshot) = snapshots.next().await {
//!     let snapshot = snapshot?; // a failure ends the list, and `snapshots.position()` tells where to begin again
//! #     ids.extend(snapshot.id.clone());
//!     println!("{:?}", snapshot.name);
//! }
//! # assert_eq!(ids, ["a", "b", "c"]);
//! # Ok(())
//! # }
//! ```
//!
//! A page is asked for when the items of the one before have been taken; [`runtime::page`] tells more. The provider's
//! references disagree about `offset`: the current one calls it the page's number minus one, an older one a number of
//! snapshots. Pages are asked for by their number, and a snapshot that comes again is left out: so all snapshots come,
//! each once, whichever is true.
//!
//! # Call without `async`
//!
//! With the feature `blocking` any call, wait or list ends in `.blocking()` instead of `.await`; see `runtime::blocking`.
//!
//! ```
//! # use generated_client::api::ListSnapshots;
//! # use generated_client::{Client, models::ListSnapshotsResponse, testing::Mock};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mock = Mock::new();
//! # mock.on::<ListSnapshots>().reply(&ListSnapshotsResponse::new(Vec::new()));
//! # let builder = Client::builder().endpoint("https://dws.test").project_id("p").token("t").transport(mock.clone());
//! # let client = builder.build()?;
//! let snapshots = client.list_snapshots().blocking()?.snapshots;
//! # assert!(snapshots.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! # Test your own code
//!
//! With the feature `testing` (for `[dev-dependencies]`) a `testing::Mock` stands in the place of the service. It is typed:
//! a reply that the operation cannot have is refused where it is set up. Pauses and timeouts take no time.
//!
//! ```
//! use generated_client::api::{ListJobDetails, RestoreTable};
//! use generated_client::models::{Job, JobStatus, RestoreTableRequest, RestoreTableResponse};
//! use generated_client::runtime::transport::TransportErrorKind;
//! use generated_client::testing::Mock;
//! use generated_client::Client;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mock = Mock::new();
//! mock.on::<RestoreTable>().path("snapshot_id", "s1").times(1).reply(&RestoreTableResponse::new("j1"));
//! let polls = mock.on::<ListJobDetails>().path("job_id", "j1").reply(&Job::new(JobStatus::Running));
//! polls.fail(TransportErrorKind::Io).reply(&Job::new(JobStatus::Success));
//!
//! let builder = Client::builder().endpoint("https://dws.test").project_id("p1").token("t").transport(mock.clone());
//! let client = builder.build()?;
//! let order = RestoreTableRequest::new(true, "postgres", Vec::new(), Vec::new());
//! let job = client.restore_table("s1", &order).wait().await?; // the code under test
//!
//! assert_eq!(job.status, JobStatus::Success);
//! let sent: RestoreTableRequest = mock.requests_of::<RestoreTable>()[0].json()?;
//! assert_eq!(sent, order);
//! mock.verify(); // each rule was used, and no request was without one
//! # Ok(())
//! # }
//! ```
//!
//! A `testing::Recorder` keeps what passes between the client and the real service, without the secrets, and replays it in
//! tests; see `runtime::testing`.
//!
//! # Observe
//!
//! Hooks see every attempt, retries and polls included, and no credential:
//!
//! ```
//! # use generated_client::api::ListSnapshots;
//! # use generated_client::{Client, testing::Mock};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mock = Mock::new();
//! # mock.on::<ListSnapshots>().reply_json(&serde_json::json!({ "snapshots": [], "count": 0 }));
//! # let builder = Client::builder().endpoint("https://dws.test").project_id("p").token("t").transport(mock.clone());
//! let builder = builder.on_request(|request| request.set_header("X-Trace-Id", "4bf92f35")).on_response(|it| {
//!     let status = it.reply().map(|reply| reply.status());
//!     println!("{}, attempt {}: {status:?} in {:?}", it.attempt().operation.id, it.attempt().number, it.elapsed());
//! });
//! # builder.build()?.list_snapshots().await?;
//! # assert_eq!(mock.requests()[0].header("x-trace-id"), Some("4bf92f35"));
//! # Ok(())
//! # }
//! ```
//!
//! With the feature `tracing` each call is a span with the operation's id, its path template, attempts, status and request
//! id, and its attempts and retries are events.
//!
//! # Bring your own transport
//!
//! A [`Transport`] sends a request and lets time pass, and no more: timeouts, retries, limits and credentials are the
//! client's. So any HTTP library will do, and what stands in between may log, record or break things.
//! [`ReqwestTransport::from_client`](runtime::transport::ReqwestTransport::from_client) takes a reqwest client with proxies
//! and certificates of your own.
//!
//! ```
//! use std::time::Duration;
//!
//! use generated_client::Transport;
//! use generated_client::runtime::body::Body;
//! use generated_client::runtime::hook::Attempt;
//! use generated_client::runtime::transport::{BoxFuture, TransportError, TransportErrorKind};
//!
//! /// Lets nothing through but what is idempotent.
//! struct Careful<T>(T);
//!
//! impl<T: Transport> Transport for Careful<T> {
//!     fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
//!         let attempt = request.extensions().get::<Attempt>();
//!         if attempt.is_some_and(|it| it.operation.idempotent == generated_client::runtime::Idempotent::No) {
//!             let error = TransportError::new(TransportErrorKind::Other, "nothing is restored today");
//!             return Box::pin(std::future::ready(Err(error)));
//!         }
//!         self.0.send(request)
//!     }
//!
//!     fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
//!         self.0.sleep(duration)
//!     }
//! }
//! # use generated_client::api::ListSnapshots;
//! # use generated_client::{Client, models::RestoreTableRequest, testing::Mock};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mock = Mock::new();
//! # mock.on::<ListSnapshots>().reply_json(&serde_json::json!({ "snapshots": [], "count": 0 }));
//! # let builder = Client::builder().endpoint("https://dws.test").project_id("p").token("t");
//! # let client = builder.transport(Careful(mock.clone())).build()?;
//! # assert!(client.list_snapshots().await.is_ok());
//! # let request = RestoreTableRequest::new(true, "postgres", Vec::new(), Vec::new());
//! # assert!(client.restore_table("s", &request).await.is_err());
//! # assert_eq!(mock.requests().len(), 1);
//! # Ok(())
//! # }
//! ```
//!
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
//! * `tracing`: a span per call, and events for attempts and retries; nothing secret.

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
