//! What the generator makes of its own fixtures compiles without a warning, on the real runtime.
//!
//! All outputs stand in one crate, `target/fixtures`, so that one `cargo check` sees them all. They can, because generated
//! code names its siblings by relative paths; fixtures just must not share the ids of operations and security schemes.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use toml_edit::{DocumentMut, value};

use crate::sandbox::{workspace, xtask_in};

#[test]
fn all_fixtures_compile_without_a_warning() {
    let target = workspace().join("target");
    let scratch = target.join("fixtures");
    if scratch.exists() {
        fs::remove_dir_all(&scratch).expect("the last run's crate can be removed");
    }
    let fixtures = fixtures();
    let spec = |name: &str| format!("codegen/tests/fixtures/accepted/{name}.yaml");
    let scratch_arg = scratch.to_str().expect("the workspace's path is text");
    xtask_in(workspace(), &["new", "--spec", "spec/dws.yaml", "--out", scratch_arg, "--name", "fixtures"]).says(0, &[]);
    let root = scratch.join("src/lib.rs");
    let mut modules = fs::read_to_string(&root).expect("the new crate has a root");
    for name in &fixtures {
        let out = scratch.join(format!("src/{name}"));
        let out = out.to_str().expect("the workspace's path is text");
        xtask_in(workspace(), &["codegen", "--spec", &spec(name), "--out", out]).says(0, &[]);
        writeln!(modules, "\n/// A fixture's output.\n#[rustfmt::skip]\npub mod {name};").expect("a string takes text");
    }
    fs::write(&root, modules).expect("the crate can be written");
    deny_warnings(&scratch.join("Cargo.toml"));
    // The versions of the workspace, so that nothing has to be fetched or compiled twice.
    fs::copy(workspace().join("Cargo.lock"), scratch.join("Cargo.lock")).expect("the lock file is there");
    let check = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--all-targets", "--all-features", "--offline", "--manifest-path"])
        .arg(scratch.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .output()
        .expect("cargo can be run");
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
