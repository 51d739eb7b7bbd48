//! The run as a whole: its totals, and the report for machines.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::fit::Fit;
use super::row::{Outcome, Row};
use crate::cli::Stage;
use crate::failure::Failure;

/// What a run found.
#[derive(Debug)]
pub(crate) struct Run {
    /// How far the documents were taken.
    pub(crate) stage: Stage,
    /// One per document.
    pub(crate) rows: Vec<Row>,
    /// Whether it was ended before its time; then documents are missing.
    pub(crate) interrupted: bool,
}

/// Sums over all rows.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) generated: usize,
    pub(crate) refused: usize,
    pub(crate) compiled: usize,
    pub(crate) schemas: usize,
    pub(crate) samples: usize,
    pub(crate) samples_ok: usize,
    pub(crate) rejected: usize,
    pub(crate) operations_called: usize,
    pub(crate) requests: usize,
    pub(crate) requests_accepted: usize,
    pub(crate) replies: usize,
    pub(crate) replies_decoded: usize,
    pub(crate) seconds: f64,
    pub(crate) compile_seconds: f64,
    pub(crate) operations: usize,
    pub(crate) lines: usize,
    pub(crate) warnings: BTreeMap<String, usize>,
    pub(crate) errors: BTreeMap<String, usize>,
}

impl Run {
    /// Adds up the rows.
    pub(crate) fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for row in &self.rows {
            let generated = &row.generate;
            totals.generated += usize::from(generated.result == Outcome::Ok);
            totals.refused += usize::from(generated.result == Outcome::Refused);
            totals.seconds += generated.seconds;
            totals.operations += generated.operations;
            totals.lines += generated.lines;
            if let Some(compiled) = &row.compile {
                totals.compiled += usize::from(compiled.result == Outcome::Ok);
                totals.compile_seconds += compiled.cost.seconds;
            }
            if let Some(sent) = &row.round_trip {
                totals.schemas += sent.schemas;
                totals.samples += sent.samples;
                totals.samples_ok += sent.samples_ok;
                totals.rejected += sent.rejected;
            }
            if let Some(wired) = &row.wire {
                totals.operations_called += wired.called;
                totals.requests += wired.requests;
                totals.requests_accepted += wired.requests_accepted;
                totals.replies += wired.replies;
                totals.replies_decoded += wired.replies_decoded;
            }
            add(&mut totals.warnings, &generated.warnings);
            add(&mut totals.errors, &generated.errors);
        }
        totals
    }
}

fn add(sums: &mut BTreeMap<String, usize>, counts: &BTreeMap<String, usize>) {
    for (code, count) in counts {
        *sums.entry(code.clone()).or_default() += count;
    }
}

/// Writes the report to `path`, which holds the old file or the new one at any time.
pub(crate) fn write(path: &Path, run: &Run) -> Result<(), Failure> {
    let failed = |error| Failure::io("write", path, &error);
    let directory = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(directory).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(directory).map_err(failed)?;
    let mut text = serde_json::to_string_pretty(&value(run)).map_err(Failure::work)?;
    text.push('\n');
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

fn value(run: &Run) -> Value {
    let totals = run.totals();
    let fit = Fit::of(&run.rows).map(|fit| {
        json!({
            "seconds_per_mb": fit.seconds_per_mb,
            "seconds_at_zero": fit.seconds_at_zero,
            "r_squared": fit.r_squared,
        })
    });
    json!({
        "stage": run.stage.name(),
        "interrupted": run.interrupted,
        "totals": {
            "documents": run.rows.len(),
            "generated": totals.generated,
            "refused": totals.refused,
            "compiled": totals.compiled,
            "schemas": totals.schemas,
            "samples": totals.samples,
            "samples_ok": totals.samples_ok,
            "samples_rejected": totals.rejected,
            "warnings": totals.warnings.values().sum::<usize>(),
            "warnings_by_code": totals.warnings,
            "errors_by_code": totals.errors,
            "seconds": totals.seconds,
            "compile_seconds": totals.compile_seconds,
            "operations_called": totals.operations_called,
            "requests": totals.requests,
            "requests_accepted": totals.requests_accepted,
            "replies": totals.replies,
            "replies_decoded": totals.replies_decoded,
            "operations": totals.operations,
            "lines": totals.lines,
        },
        "fit": fit,
        "rows": run.rows,
    })
}
