//! Reading the test data: files beside the integration tests.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// The JSON in a file of `tests/data`, or in the file at that path: an absolute one, or one as seen from the workspace, where
/// the tests are called from, or from this package, where cargo runs them.
pub(super) fn read(file: impl AsRef<Path>) -> Value {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["..", ".", "tests/data"].map(|place| package.join(place).join(&file));
    let path = places.iter().find(|path| path.is_file()).unwrap_or(&places[2]);
    let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The elements of the array `name`.
pub(super) fn array<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// The text of the member `name`.
pub(super) fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("`{name}` of {value} is not a text"))
}
