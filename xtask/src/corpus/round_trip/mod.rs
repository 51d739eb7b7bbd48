//! The third stage: values that the document allows, through the generated types and back.
//!
//! One process makes the samples from the document and has the oracle confirm them, another, in which the generated types
//! are, decodes and writes them again, and this one compares.

mod compare;
mod discriminator;
mod hierarchy;
mod number;
mod one_way;
mod oracle;
mod pattern;
mod program;
mod refused;
mod sample;
mod samples;
mod text;
mod translate;
mod view;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use codegen::Model;
use serde_json::Value;

pub(crate) use self::compare::differences as differences_between;
pub(crate) use self::oracle::Oracle;
pub(crate) use self::sample::Sampler;
pub(crate) use self::samples::run as run_samples;
pub(crate) use self::translate::Dialect;

use self::samples::Counts;
use super::Limits;
use super::crates::Crates;
use super::documents::Document;
use super::interrupt::Interrupt;
use super::lists;
use super::process::{self, Finished, Trouble};
use super::row::{Mismatch, Outcome, RoundTripped};
use crate::failure::Failure;

/// Sends samples of `document` through the types of the crate `package`; none when the run is interrupted.
pub(crate) fn round_trip(
    crates: &Crates,
    document: &Document,
    package: &str,
    limits: Limits,
    interrupt: &Interrupt,
) -> Result<Option<RoundTripped>, Failure> {
    let started = Instant::now();
    let stage = Stage { crates, document, package, limits, interrupt };
    let outcome = stage.run()?;
    let seconds = started.elapsed().as_secs_f64();
    Ok(outcome.map(|round_tripped| RoundTripped { seconds, ..round_tripped }))
}

struct Stage<'s> {
    crates: &'s Crates,
    document: &'s Document,
    package: &'s str,
    limits: Limits,
    interrupt: &'s Interrupt,
}

impl Stage<'_> {
    fn run(&self) -> Result<Option<RoundTripped>, Failure> {
        let directory = self.crates.directory(self.package);
        let (models, samples) = (directory.join(lists::MODELS), directory.join("samples.jsonl"));
        let mut command = Command::new(process::this_program()?);
        command.arg("corpus-samples").arg("--memory").arg(self.limits.memory_mb.to_string());
        command
            .arg("--root")
            .arg(&self.document.root)
            .arg("--models")
            .arg(&models)
            .arg("--out")
            .arg(&samples)
            .arg("--")
            .arg(&self.document.path);
        let made = match self.watch(&mut command, "making samples")? {
            Ok(made) => made,
            Err(end) => return Ok(end),
        };
        let counts: Counts = serde_json::from_str(&made.stdout).map_err(Failure::work)?;
        let models: Vec<Model> = lists::read(&models)?;
        if counts.samples == 0 {
            return Ok(Some(RoundTripped {
                result: Outcome::Ok,
                rejected: counts.rejected,
                ..RoundTripped::default()
            }));
        }
        let built = program::build(self.crates, self.package, &models)?;
        let program = match self.watch(&mut { built.cargo }, "building the round trip")? {
            Ok(_) => built.program,
            Err(end) => return Ok(end),
        };
        let mut command = Command::new(&program);
        command.arg(&samples);
        let finished = process::run(&mut command, self.limits.time, self.interrupt)?;
        self.crates.clean(&program::package(self.package));
        compared(&samples, &models, &finished, &counts)
    }

    /// Runs a step that must succeed; else what there is to say instead, and nothing when the run is interrupted.
    fn watch(&self, command: &mut Command, what: &str) -> Result<Result<Finished, Option<RoundTripped>>, Failure> {
        let finished = process::run(command, self.limits.time, self.interrupt)?;
        let reason = match finished.trouble() {
            None => return Ok(Ok(finished)),
            Some(Trouble::Interrupted) => return Ok(Err(None)),
            Some(trouble) => Some(format!("{what} {trouble}")),
        };
        Ok(Err(Some(RoundTripped { result: Outcome::Failed, reason, ..RoundTripped::default() })))
    }
}

/// Holds what came back against what was sent; none when the run is interrupted.
fn compared(
    samples: &Path,
    models: &[Model],
    finished: &Finished,
    counts: &Counts,
) -> Result<Option<RoundTripped>, Failure> {
    let sent = fs::read_to_string(samples).map_err(|error| Failure::io("read", samples, &error))?;
    let mut mismatches: BTreeMap<usize, Mismatch> = BTreeMap::new();
    let mut samples_ok = 0;
    let mut came_back = finished.stdout.lines();
    for line in sent.lines() {
        let Some((model, sent)) = line.split_once('\t') else { continue };
        let Some(got) = came_back.next() else { break };
        let differences = differences(sent, got);
        if differences.is_empty() {
            samples_ok += 1;
            continue;
        }
        let model: usize = model.parse().unwrap_or_default();
        let new = Mismatch {
            pointer: models[model].pointer.to_string(),
            model: models[model].path.clone(),
            samples: 0,
            differences,
            sample: sent.to_owned(),
        };
        let known = mismatches.entry(model).or_insert_with(|| new.clone());
        // The shortest sample shows best what is wrong.
        if new.sample.len() < known.sample.len() {
            *known = Mismatch { samples: known.samples, ..new };
        }
        known.samples += 1;
    }
    let reason = match finished.trouble() {
        None => None,
        Some(Trouble::Interrupted) => return Ok(None),
        Some(trouble) => Some(format!("the round trip {trouble}")),
    };
    Ok(Some(RoundTripped {
        result: if reason.is_none() && mismatches.is_empty() { Outcome::Ok } else { Outcome::Failed },
        reason,
        seconds: 0.0,
        schemas: counts.schemas,
        samples: counts.samples,
        samples_ok,
        rejected: counts.rejected,
        mismatches: mismatches.into_values().collect(),
    }))
}

/// How a line of the program differs from the value that was sent.
fn differences(sent: &str, got: &str) -> Vec<String> {
    let Some(written) = got.strip_prefix(program::WRITTEN) else {
        return vec![got.strip_prefix(program::FAILED).unwrap_or(got).to_owned()];
    };
    match (serde_json::from_str::<Value>(sent), serde_json::from_str::<Value>(written)) {
        (Ok(sent), Ok(got)) => compare::differences(&sent, &got),
        _ => vec![format!("it becomes no JSON: {written}")],
    }
}
