//! What the generator makes of its own fixtures compiles without a warning, on the real runtime: all in one crate, so that
//! one `cargo check` sees them all.

use std::fs;
use std::path::Path;

use toml_edit::{DocumentMut, value};

use crate::sandbox::workspace;
use crate::scratch;

#[test]
fn all_fixtures_compile_without_a_warning() {
    let fixtures = fixtures();
    let scratch = scratch::make("fixtures", fixtures.iter().map(|name| scratch::accepted(name)));
    deny_warnings(&scratch.join("Cargo.toml"));
    let check = scratch::cargo(&scratch, &["check", "--all-targets", "--all-features"]).output();
    let check = check.expect("cargo can be run");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
}

/// The names of the accepted fixtures.
fn fixtures() -> Vec<String> {
    let directory = workspace().join("codegen/tests/fixtures/accepted");
    let entries = fs::read_dir(directory).expect("the fixtures are there");
    let paths = entries.map(|entry| entry.expect("a fixture can be listed").path());
    let mut names: Vec<String> = paths
        .filter(|path| path.is_file())
        .map(|path| path.file_stem().expect("a fixture has a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(names.len() > 10, "only {names:?}");
    names
}

/// A warning in generated code is an error here.
fn deny_warnings(manifest: &Path) {
    let text = fs::read_to_string(manifest).expect("the manifest was just written");
    let mut document: DocumentMut = text.parse().expect("it is TOML");
    document["lints"]["rust"]["warnings"] = value("deny");
    fs::write(manifest, document.to_string()).expect("the manifest can be written");
}
