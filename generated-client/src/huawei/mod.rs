//! What is particular to Huawei Cloud: regions, signatures and the environment variables of the official clients.
//!
//! Never here: anything that another document could need. That is runtime.

mod region;
mod sign;

pub use self::region::endpoint;
pub use self::sign::AkSk;
