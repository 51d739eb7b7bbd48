//! What is particular to Huawei Cloud.
//!
//! That is regions, credentials, signatures, failures, and the configuration that the official clients read.
//!
//! [`connect`] makes a client from a region and what the machine offers; [`Config`] says more.
//!
//! # Sources
//!
//! "The official clients" are those for Python (huaweicloudsdkcore and huaweicloudsdkdws 3.1.219) and for Go
//! (huaweicloud-sdk-go-v3, commit 1cd70eb6), which agree where nothing else is said. A fact from elsewhere has its source
//! beside it; `spec/README.md` has the addresses, and what the sources disagree about.
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
