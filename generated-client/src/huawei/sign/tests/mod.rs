//! Tests of the signer: the official signer's vectors, the official client's bytes, and requests of our own.

mod captures;
mod data;
mod requests;
#[cfg(feature = "reqwest")]
mod sent;
mod vectors;
mod wire;
