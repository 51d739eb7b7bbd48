//! Tests of the codec. `serde_json` is the oracle wherever it has an opinion.

mod models;
mod numbers;
mod paths;
mod reading;
mod trial;
mod writing;

use super::{Decode, DecodeError, from_slice};

fn decode<T: Decode>(text: &str) -> Result<T, DecodeError> {
    from_slice(text.as_bytes())
}

fn message<T: Decode>(text: &str) -> String {
    match decode::<T>(text) {
        Ok(_) => "decoded".to_owned(),
        Err(error) => error.to_string(),
    }
}
