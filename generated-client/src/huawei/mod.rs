//! What is particular to Huawei Cloud: regions, credentials, signatures, failures, and the configuration that the official
//! clients read.
//!
//! [`connect`] makes a client from a region and what the machine offers; [`Config`] says more.
//!
//! Never here: anything that another document could need. That is runtime.

mod ask;
mod config;
mod credentials;
mod environment;
mod error;
mod iam;
mod region;
mod sign;
#[cfg(test)]
mod testing;

pub use self::config::{Config, ConnectError, connect};
pub use self::credentials::{Credentials, Password};
pub use self::environment::Environment;
pub use self::error::{ErrorDetails, Failures};
pub use self::iam::ProjectError;
pub use self::region::{RegionError, endpoint};
pub use self::sign::AkSk;
