//! What the generator makes of its own fixtures compiles without a warning, on the real runtime.
//!
//! All of it is in one crate, so that one `cargo check` sees it all.

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
    example(&scratch);
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

/// Makes a program of the example on the front page, so that it is checked with the rest.
fn example(scratch: &Path) {
    let root = fs::read_to_string(scratch.join("src/lib.rs")).expect("the new crate has a root");
    let lines = root.lines().filter_map(|line| line.strip_prefix("//!")).map(str::trim_start);
    let code = lines.skip_while(|line| *line != "```no_run").skip(1).take_while(|line| *line != "```");
    let code: Vec<&str> = code.map(|line| line.trim_start_matches("# ")).collect();
    assert!(code.len() > 5, "there is no example in {root}");
    let program = format!("//! The example.\n#![expect(dead_code)]\n\n{}\n\nfn main() {{}}\n", code.join("\n"));
    fs::create_dir(scratch.join("examples")).expect("the directory can be made");
    fs::write(scratch.join("examples/first.rs"), program).expect("the example can be written");
}

/// A warning in generated code is an error here.
fn deny_warnings(manifest: &Path) {
    let text = fs::read_to_string(manifest).expect("the manifest was just written");
    let mut document: DocumentMut = text.parse().expect("it is TOML");
    document["lints"]["rust"]["warnings"] = value("deny");
    fs::write(manifest, document.to_string()).expect("the manifest can be written");
}
