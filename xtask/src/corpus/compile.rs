//! The second stage: the compiler's opinion of a crate, and what it costs to have it.

use std::fs;
use std::time::Duration;

use super::crates::Crates;
use super::interrupt::Interrupt;
use super::process::{self, Trouble};
use super::row::{Compiled, Outcome};
use super::{Limits, generate, rustc};
use crate::failure::Failure;
use crate::place::{self, Place};

/// Compiles what all crates depend on, so that the first of them does not pay for it: whether it came to an end.
pub(crate) fn prepare(crates: &Crates, interrupt: &Interrupt) -> Result<bool, Failure> {
    let directory = crates.directory(BASE);
    let spec = Place::given(&place::workspace().join(place::DEFAULT_SPEC));
    let output = generate::output(&spec)?;
    generate::replace(&directory, &spec, output)?;
    let mut cargo = crates.cargo("check", &directory)?;
    let finished = process::run(&mut cargo, PREPARATION, interrupt)?;
    crates.clean(BASE);
    match finished.trouble() {
        None => Ok(true),
        Some(Trouble::Interrupted) => Ok(false),
        Some(_) => Err(Failure::work(format_args!(
            "the runtime and what it depends on do not compile:\n{}",
            finished.stderr.trim_end()
        ))),
    }
}

/// A crate of the workspace's own document.
const BASE: &str = "corpus";
/// How long everything that a crate depends on may take.
const PREPARATION: Duration = Duration::from_secs(1800);

/// Checks the crate named `package`; none when the run is interrupted.
pub(crate) fn compile(
    crates: &Crates,
    package: &str,
    limits: Limits,
    interrupt: &Interrupt,
) -> Result<Option<Compiled>, Failure> {
    let directory = crates.directory(package);
    let figures = directory.join("rustc.json");
    let mut cargo = crates.cargo("check", &directory)?;
    cargo.env("RUSTC_WORKSPACE_WRAPPER", process::this_program()?);
    cargo.env(rustc::FIGURES, &figures).env(rustc::MEMORY, limits.memory_mb.to_string());
    let finished = process::run(&mut cargo, limits.time, interrupt)?;
    crates.clean(package);
    let cost = fs::read_to_string(&figures).ok().and_then(|text| serde_json::from_str(&text).ok());
    let (result, reason) = match finished.trouble() {
        None => (Outcome::Ok, None),
        Some(Trouble::Interrupted) => return Ok(None),
        Some(trouble @ Trouble::TookTooLong(_)) => (Outcome::Failed, Some(format!("{trouble} to compile"))),
        // The findings say what is wrong.
        Some(Trouble::Crashed(_)) => (Outcome::Failed, None),
    };
    let findings = if result == Outcome::Ok { Vec::new() } else { findings(&finished.stderr) };
    Ok(Some(Compiled { result, reason, cost: cost.unwrap_or_default(), findings }))
}

/// The compiler's errors, a line each; all that was said when there is none.
fn findings(stderr: &str) -> Vec<String> {
    let is_error = |line: &&str| line.contains(": error") || line.starts_with("error");
    let errors: Vec<String> = stderr.lines().filter(is_error).take(MOST_FINDINGS).map(str::to_owned).collect();
    if errors.is_empty() { stderr.lines().take(MOST_FINDINGS).map(str::to_owned).collect() } else { errors }
}

/// One mistake in the generator may make thousands of errors.
const MOST_FINDINGS: usize = 20;
