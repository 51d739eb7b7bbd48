//! Testing code that calls the API: a mock in place of the network, typed like the API itself.
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
//! | [`fail`](On::fail)                | no reply: no connection, a broken one                    |
//! | [`hang`](On::hang)                | nothing, until its timeout                               |

mod answer;
mod clock;
mod mock;
mod received;
mod rule;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod things;

pub use self::mock::Mock;
pub use self::received::Received;
pub use self::rule::{AnyRequest, On};
#[cfg(test)]
pub(super) use self::things::*;
