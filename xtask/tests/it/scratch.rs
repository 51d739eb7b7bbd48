//! A crate made of documents, in `target`: the runtime once, and what the generator makes of each of them.
//!
//! They can stand in one crate because generated code names its siblings by relative paths; the documents just must not share
//! the ids of operations and security schemes.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sandbox::{workspace, xtask_in};

/// The place of an accepted fixture in the workspace.
pub(crate) fn accepted(name: &str) -> String {
    format!("codegen/tests/fixtures/accepted/{name}.yaml")
}

/// Makes the crate `name` of these documents, which are named by their places in the workspace: where it is.
pub(crate) fn make(name: &str, documents: impl IntoIterator<Item = String>) -> PathBuf {
    let scratch = target().join(name);
    if scratch.exists() {
        fs::remove_dir_all(&scratch).expect("the last run's crate can be removed");
    }
    let out = scratch.to_str().expect("the workspace's path is text");
    xtask_in(workspace(), &["new", "--spec", "spec/dws.yaml", "--out", out, "--name", name]).says(0, &[]);
    let root = scratch.join("src/lib.rs");
    let mut modules = fs::read_to_string(&root).expect("the new crate has a root");
    for spec in documents {
        let module = Path::new(&spec).file_stem().expect("a document has a name").to_string_lossy();
        let out = scratch.join(format!("src/{module}"));
        let out = out.to_str().expect("the workspace's path is text");
        xtask_in(workspace(), &["codegen", "--spec", &spec, "--out", out]).says(0, &[]);
        writeln!(modules, "\n/// A document's output.\n#[rustfmt::skip]\npub mod {module};")
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
