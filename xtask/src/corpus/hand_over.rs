//! The way from a command that was built without the oracle to one that has it.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use super::interrupt::Interrupt;
use crate::failure::Failure;
use crate::place;

/// Runs the same command line with a build of this program that can do the round trip.
pub(crate) fn run() -> Result<(), Failure> {
    // Ctrl-C reaches that one, too; this one waits for what it still has to say.
    let _interrupt = Interrupt::catch()?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(&cargo);
    command.args([
        "run",
        "--quiet",
        "--profile",
        "xtask",
        "--package",
        "xtask",
        "--features",
        "round-trip",
        "--manifest-path",
    ]);
    command.arg(place::workspace().join("Cargo.toml")).arg("--").args(env::args_os().skip(1));
    let status = command.status().map_err(|error| Failure::io("run", Path::new(&cargo), &error))?;
    match status.code() {
        Some(0) => Ok(()),
        Some(2) => Err(Failure::usage("the command line is wrong")),
        Some(130) => Err(Failure::interrupted("interrupted")),
        _ => Err(Failure::work("the stage ended with an error, see above")),
    }
}
