//! What is particular to Huawei Cloud: regions, signatures, failures and the environment variables of the official clients.
//!
//! Never here: anything that another document could need. That is runtime.

mod error;
mod region;
mod sign;

pub use self::error::{ErrorDetails, Failures};
pub use self::region::endpoint;
pub use self::sign::AkSk;
