//! The command line of the workspace, and the only place that reads and writes files.
//!
//! [`cli`] says what can be asked for, one module per command does it, and [`failure`] turns what went wrong into one
//! message and an exit code.

mod check;
mod chosen;
mod cli;
mod corpus;
mod document;
mod explain;
mod failure;
mod generate;
mod manifest;
mod new;
mod place;
mod plan;
mod progress;
mod terminal;
mod write;

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

/// A run makes and drops millions of small things on all processors, for which the system's allocator is slow.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    if let Some(exit) = corpus::stand_in_for_rustc() {
        return exit;
    }
    let outcome = match cli::Cli::parse().command {
        cli::Command::Codegen(args) => generate::run(&args),
        cli::Command::New(args) => new::run(&args),
        cli::Command::Explain(args) => explain::run(&args),
        cli::Command::Corpus(args) => corpus::run(&args),
        cli::Command::CorpusDocument(args) => corpus::run_document(&args),
        #[cfg(feature = "round-trip")]
        cli::Command::CorpusSamples(args) => corpus::run_samples(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
