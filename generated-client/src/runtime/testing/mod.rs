//! Testing code that calls the API: a mock in place of the network, typed like the API itself, and a recorder.
//!
//! A [`Mock`] is a [`Transport`](super::Transport), so everything but the network is the real thing: requests are built,
//! checked, signed and sent again as ever, and replies are decoded. It needs no server, no port and no executor of its
//! own, and no test waits: time that the client lets pass, in retries, polls and timeouts, passes at once. Time goes on when
//! no task can; with several threads one may be cut off in the middle of something and lose time, so run tests on one, as
//! `#[tokio::test]` does.
//!
//! ```
//! use std::time::Duration;
//!
//! use generated_client::runtime::testing::Mock;
//! use generated_client::runtime::transport::TransportErrorKind;
//! use generated_client::runtime::{Call, ClientBuilder, Operation};
//!
//! # async fn test<Op: Operation<Output: serde::Serialize>>(output: Op::Output) {
//! let mock = Mock::new();
//! // Op is the type of an operation; the first attempt finds no connection, the second one gets its answer.
//! mock.on::<Op>().query("limit", 10).fail(TransportErrorKind::Connect).delay(Duration::from_secs(5)).reply(&output);
//! let client = ClientBuilder::new().endpoint("https://service.test").transport(mock.clone()).build().unwrap();
//! let reply = Call::<Op>::new(&client).query("limit", &10).await;
//! assert!(reply.is_ok());
//! assert_eq!(mock.requests_of::<Op>().len(), 2);
//! mock.verify();
//! # }
//! ```
//!
//! # What is answered
//!
//! [`Mock::on`] sets up a rule: conditions on the request, and answers that are given in turn; the last one is given
//! again and again. The first rule that fits and is not used up answers. A request that no rule fits is an error of the
//! call, which says what came and why each rule did not fit.
//!
//! | answer                            | what the client meets                                    |
//! |-----------------------------------|----------------------------------------------------------|
//! | [`reply`](On::reply)              | a success, from the operation's output                   |
//! | [`reply_json`](On::reply_json)    | a success, from any JSON that decodes to the output      |
//! | [`reply_error`](On::reply_error)  | a documented failure, from its status and body           |
//! | [`reply_raw`](On::reply_raw)      | any reply: other statuses, headers, bodies that are no JSON |
//! | [`reply_with`](On::reply_with)    | any reply, made up from the request                      |
//! | [`fail`](On::fail)                | no reply: no connection, a broken one                    |
//! | [`hang`](On::hang)                | nothing, until its timeout                               |
//!
//! # Recording
//!
//! A [`Recorder`] is a transport around another one that keeps what passes, with the secrets taken out; a [`Recording`] is
//! a file of JSON, and [replays](Recording::replay) as a mock.
//!
//! ```
//! use generated_client::runtime::testing::{Mock, Recorder, Recording};
//! use generated_client::runtime::{Call, ClientBuilder, Operation};
//!
//! # async fn test<Op: Operation>(service: Mock) {
//! // Once, with the service at hand: ReqwestTransport::new() in the place of `service`.
//! let recorder = Recorder::new(service);
//! let client = ClientBuilder::new().endpoint("https://service.test").transport(recorder.clone()).build().unwrap();
//! let first = Call::<Op>::new(&client).await;
//! let json = recorder.recording().to_json();
//!
//! // In each test from then on.
//! let mock = Recording::from_json(&json).unwrap().replay();
//! let client = ClientBuilder::new().endpoint("https://service.test").transport(mock.clone()).build().unwrap();
//! let second = Call::<Op>::new(&client).await;
//! assert_eq!(first.is_ok(), second.is_ok());
//! mock.verify();
//! # }
//! ```
//!
//! Look through a recording before you keep it: it has what the service said, and no rule knows every secret.

mod answer;
mod clock;
mod mock;
mod received;
mod recorder;
mod recording;
mod redact;
mod rule;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod things;

pub use self::mock::Mock;
pub use self::received::Received;
pub use self::recorder::Recorder;
pub use self::recording::{Exchange, Payload, RecordedReply, Recording};
pub use self::rule::{AnyRequest, On};
#[cfg(test)]
pub(super) use self::things::*;
