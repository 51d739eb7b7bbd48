//! `cargo xtask corpus`: takes every document of a folder through the generator.
//!
//! How each fares is compared with what is expected of it.
//!
//! The work on a document is done by processes of its own, bounded in time and memory; this one only watches and counts.

mod compile;
mod crates;
mod documents;
mod expect;
mod fit;
mod generate;
#[cfg(not(feature = "round-trip"))]
mod hand_over;
mod interrupt;
mod limit;
mod lists;
mod process;
#[cfg(feature = "round-trip")]
mod reference;
mod report;
#[cfg(feature = "round-trip")]
mod round_trip;
mod row;
mod rustc;
mod table;
mod watch;
#[cfg(feature = "round-trip")]
mod wire;

use std::time::Duration;

pub(crate) use self::generate::run_document;
#[cfg(feature = "round-trip")]
pub(crate) use self::round_trip::run_samples;
pub(crate) use self::rustc::stand_in as stand_in_for_rustc;

use self::crates::Crates;
use self::documents::Document;
use self::expect::{Covered, Expectations};
use self::interrupt::Interrupt;
use self::report::Run;
use self::row::Row;
use self::watch::Watch;
use crate::cli::{CorpusArgs, Stage};
use crate::failure::Failure;
use crate::terminal;

/// Does what `args` ask for.
pub(crate) fn run(args: &CorpusArgs) -> Result<(), Failure> {
    #[cfg(not(feature = "round-trip"))]
    if matches!(args.stage, Stage::RoundTrip | Stage::Wire) {
        return hand_over::run();
    }
    let expectations = match (&args.expect, &args.peer) {
        (None, Some(_)) => Expectations::none(),
        (given, _) => Expectations::read(given.as_deref())?,
    };
    let documents = documents::find(&args.dir, &args.only)?;
    let work = Work {
        stage: args.stage,
        limits: Limits { time: Duration::from_secs(args.timeout), memory_mb: args.memory },
        #[cfg(feature = "round-trip")]
        peer: args.peer.clone(),
        interrupt: Interrupt::catch()?,
    };
    let rows = work.rows(&documents)?;
    let run = Run { stage: args.stage, rows, interrupted: work.interrupt.is_raised() };
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
    let covered = if args.only.is_empty() { Covered::Folder } else { Covered::Part };
    expectations.judge(&run, covered)
}

/// The most that one stage of one document may take.
#[derive(Debug, Clone, Copy)]
struct Limits {
    time: Duration,
    memory_mb: u64,
}

/// What is done with each document.
struct Work {
    stage: Stage,
    limits: Limits,
    /// What starts another server than ours.
    #[cfg(feature = "round-trip")]
    peer: Option<String>,
    interrupt: Interrupt,
}

impl Work {
    /// One row per document, in order; fewer when the run is interrupted.
    fn rows(&self, documents: &[Document]) -> Result<Vec<Row>, Failure> {
        let watch = Watch::start(documents.len());
        let mut rows = Vec::with_capacity(documents.len());
        let crates = if self.stage >= Stage::Compile { Some(Crates::open()?) } else { None };
        if let Some(crates) = &crates {
            watch.next("what all crates depend on");
            if !compile::prepare(crates, &self.interrupt)? {
                return Ok(rows);
            }
        }
        for (document, package) in documents.iter().zip(crates::packages(documents)) {
            let Some(row) = self.row(document, &package, crates.as_ref(), &watch)? else { break };
            watch.done(&row);
            rows.push(row);
        }
        Ok(rows)
    }

    /// Takes one document through the stages, up to the first that it does not pass; none when the run is interrupted.
    fn row(
        &self,
        document: &Document,
        package: &str,
        crates: Option<&Crates>,
        watch: &Watch,
    ) -> Result<Option<Row>, Failure> {
        watch.next(&document.name);
        let out = crates.map(|crates| crates.directory(package));
        let Some(generate) = generate::generate(document, out.as_deref(), self.limits, &self.interrupt)? else {
            return Ok(None);
        };
        let mut row = Row::new(document.name.clone(), document.bytes, generate);
        let Some(crates) = crates.filter(|_| row.troubles().is_empty()) else { return Ok(Some(row)) };
        #[cfg(feature = "round-trip")]
        if self.stage == Stage::Wire {
            watch.next(&format!("{}: calls", document.name));
            let Some(wired) =
                wire::wire(crates, document, package, self.peer.as_deref(), self.limits, &self.interrupt)?
            else {
                return Ok(None);
            };
            row.wire = Some(wired);
            return Ok(Some(row));
        }
        watch.next(&format!("{}: compiling", document.name));
        let Some(compiled) = compile::compile(crates, package, self.limits, &self.interrupt)? else { return Ok(None) };
        row.compile = Some(compiled);
        #[cfg(feature = "round-trip")]
        if self.stage == Stage::RoundTrip && row.troubles().is_empty() {
            watch.next(&format!("{}: round trip", document.name));
            let sent = round_trip::round_trip(crates, document, package, self.limits, &self.interrupt)?;
            let Some(round_tripped) = sent else { return Ok(None) };
            row.round_trip = Some(round_tripped);
        }
        Ok(Some(row))
    }
}
