//! Stands between cargo and the compiler: denies warnings, bounds the memory, and notes what the compiler took.
//!
//! Cargo calls this program in place of `rustc` for the crate itself, and for none that it depends on.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::process::{Command, ExitCode, ExitStatus};
use std::time::Instant;

use super::limit;
use super::row::Cost;
use crate::terminal;

/// The variable that names the file for the figures. This program is the compiler's stand-in if it is set.
pub(crate) const FIGURES: &str = "XTASK_RUSTC_FIGURES";
/// The variable with the most memory that the compiler may take, in megabytes.
pub(crate) const MEMORY: &str = "XTASK_RUSTC_MEMORY";

/// Calls the compiler, when this program was started in place of it.
pub(crate) fn stand_in() -> Option<ExitCode> {
    let figures = env::var_os(FIGURES)?;
    let mut args = env::args_os().skip(1);
    let rustc = args.next()?;
    let args: Vec<OsString> = args.collect();
    // Cargo also asks the compiler who it is, and names no file then.
    let compiles = args.iter().any(|arg| arg.as_encoded_bytes().ends_with(b".rs"));
    let mut command = Command::new(&rustc);
    command.args(args);
    if compiles {
        if let Some(memory) = env::var(MEMORY).ok().and_then(|text| text.parse().ok()) {
            limit::bound_memory(memory);
        }
        command.args(["-D", "warnings"]);
    }
    let started = Instant::now();
    let status = match command.status() {
        Ok(status) => status,
        Err(error) => {
            terminal::error(format_args!("cannot run {}: {error}", rustc.to_string_lossy()));
            return Some(ExitCode::FAILURE);
        }
    };
    if compiles {
        let cost = Cost { seconds: started.elapsed().as_secs_f64(), ..limit::cost_of_children() };
        // Without the figures, the table has a gap.
        let _ = serde_json::to_string(&cost).map(|text| fs::write(figures, text));
    }
    Some(exit_code(status))
}

fn exit_code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}
