//! The hand-written half of the client: everything that does not depend on the document.

pub mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod body;
mod call;
mod client;
pub mod codec;
mod content;
#[allow(unused_macros, unused_imports, reason = "what a crate declares depends on its document")]
pub(crate) mod declare;
mod draft;
pub mod encode;
pub mod endpoint;
pub mod error;
mod finish;
mod form;
pub mod formats;
pub mod header;
pub mod hook;
pub mod incoming;
mod media_type;
pub mod multipart;
pub mod open_enum;
pub mod operation;
pub mod page;
mod path;
pub mod presence;
pub mod reply;
pub mod retry;
mod send;
pub mod stream;
mod text;
mod trace;
pub mod transport;
mod upload;
pub mod wait;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use self::auth::{Credential, Secret, Signer};
pub use self::call::{Call, CallResult};
pub use self::client::{BuildError, Client, ClientBuilder};
pub use self::endpoint::{Endpoint, UnknownServer};
pub use self::error::Error;
pub use self::operation::{
    ApiInfo, Decoded, Idempotent, Operation, OperationInfo, Outcome, SchemeInfo, SchemeKind, Scopes, ServerInfo,
    ServerVariableInfo,
};
pub use self::reply::{Reply, Response};
pub use self::retry::Retry;
#[cfg(all(test, feature = "tracing"))]
#[allow(unused_imports, reason = "a crate that only has the runtime has no more tests that listen")]
pub(crate) use self::trace::tests::Ear;
pub use self::transport::Transport;
