//! A crate made of fixtures, in `target`: the runtime once, and what the generator makes of each of them.
//!
//! They can stand in one crate because generated code names its siblings by relative paths; fixtures just must not share
//! the ids of operations and security schemes.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sandbox::{workspace, xtask_in};

/// Makes the crate `name` of these accepted fixtures: where it is.
pub(crate) fn make<'f>(name: &str, fixtures: impl IntoIterator<Item = &'f str>) -> PathBuf {
    let scratch = target().join(name);
    if scratch.exists() {
        fs::remove_dir_all(&scratch).expect("the last run's crate can be removed");
    }
    let out = scratch.to_str().expect("the workspace's path is text");
    xtask_in(workspace(), &["new", "--spec", "spec/dws.yaml", "--out", out, "--name", name]).says(0, &[]);
    let root = scratch.join("src/lib.rs");
    let mut modules = fs::read_to_string(&root).expect("the new crate has a root");
    for fixture in fixtures {
        let spec = format!("codegen/tests/fixtures/accepted/{fixture}.yaml");
        let out = scratch.join(format!("src/{fixture}"));
        let out = out.to_str().expect("the workspace's path is text");
        xtask_in(workspace(), &["codegen", "--spec", &spec, "--out", out]).says(0, &[]);
        writeln!(modules, "\n/// A fixture's output.\n#[rustfmt::skip]\npub mod {fixture};")
            .expect("a string takes text");
    }
    fs::write(&root, modules).expect("the crate can be written");
    // The versions of the workspace, so that nothing has to be fetched or compiled twice.
    fs::copy(workspace().join("Cargo.lock"), scratch.join("Cargo.lock")).expect("the lock file is there");
    scratch
}

/// A cargo command for the crate at `scratch`.
pub(crate) fn cargo(scratch: &Path, arguments: &[&str]) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).args(["--quiet", "--offline", "--manifest-path"]).arg(scratch.join("Cargo.toml"));
    cargo.arg("--target-dir").arg(target());
    cargo
}

fn target() -> PathBuf {
    workspace().join("target")
}
