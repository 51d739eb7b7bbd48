//! The lists that say which type stands for which schema, and how each operation is called.
//!
//! They go from the process that generates to those that try what was generated.

use std::fs;
use std::path::Path;

use serde::Serialize;
#[cfg(feature = "round-trip")]
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// What a crate calls the list of its models.
pub(crate) const MODELS: &str = "models.json";

/// What a crate calls the list of its calls.
pub(crate) const CALLS: &str = "calls.json";

/// Writes a list to `path`.
pub(crate) fn write<T: Serialize>(path: &Path, list: &[T]) -> Result<(), Failure> {
    let text = serde_json::to_string(list).map_err(Failure::work)?;
    fs::write(path, text).map_err(|error| Failure::io("write", path, &error))
}

/// Reads the list at `path`.
#[cfg(feature = "round-trip")]
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
    serde_json::from_str(&text).map_err(|error| Failure::work(format_args!("{}: {error}", path.display())))
}
