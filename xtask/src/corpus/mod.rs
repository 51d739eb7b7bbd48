//! `cargo xtask corpus`: takes every document of a folder through the generator, and compares how each fares with what is
//! expected of it.
//!
//! The work on a document is done by processes of its own, bounded in time and memory; this one only watches and counts.

mod documents;
mod expect;
mod fit;
mod generate;
mod interrupt;
mod limit;
mod process;
mod report;
mod row;
mod table;
mod watch;

use std::time::Duration;

pub(crate) use self::generate::run_document;

use self::documents::Document;
use self::expect::Expectations;
use self::interrupt::Interrupt;
use self::report::Run;
use self::row::Row;
use self::watch::Watch;
use crate::cli::CorpusArgs;
use crate::failure::Failure;
use crate::terminal;

/// Does what `args` ask for.
pub(crate) fn run(args: &CorpusArgs) -> Result<(), Failure> {
    let expectations = Expectations::read(args.expect.as_deref())?;
    let documents = documents::find(&args.dir, args.only.as_ref())?;
    let interrupt = Interrupt::catch()?;
    let limits = Limits { time: Duration::from_secs(args.timeout), memory_mb: args.memory };
    let rows = rows(&documents, limits, &interrupt)?;
    let run = Run { stage: args.stage, rows, interrupted: interrupt.is_raised() };
    terminal::answer(table::render(&run))?;
    if let Some(path) = &args.report {
        report::write(path, &run)?;
    }
    if run.interrupted {
        return Err(Failure::interrupted(format_args!(
            "interrupted after {} of {} documents",
            run.rows.len(),
            documents.len()
        )));
    }
    expectations.judge(&run, args.only.is_none())
}

/// The most that one stage of one document may take.
#[derive(Debug, Clone, Copy)]
struct Limits {
    time: Duration,
    memory_mb: u64,
}

/// One row per document, in order; fewer when the run is interrupted.
fn rows(documents: &[Document], limits: Limits, interrupt: &Interrupt) -> Result<Vec<Row>, Failure> {
    let watch = Watch::start(documents.len());
    let mut rows = Vec::with_capacity(documents.len());
    for document in documents {
        watch.next(&document.name);
        let Some(generated) = generate::generate(document, limits, interrupt)? else { break };
        let row = Row { document: document.name.clone(), bytes: document.bytes, generate: generated };
        watch.done(&row);
        rows.push(row);
    }
    Ok(rows)
}
