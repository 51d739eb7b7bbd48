//! The first stage: the generator on one document, in a process of its own.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use codegen::{Config, Diagnostics, Output, Severity};

use super::Limits;
use super::documents::Document;
use super::interrupt::Interrupt;
use super::process::{self, Trouble};
use super::row::{Generated, Outcome};
use super::{limit, lists};
use crate::chosen::Chosen;
use crate::cli::CorpusDocumentArgs;
use crate::failure::Failure;
use crate::place::Place;
use crate::{new, terminal};

/// Has another process generate from `document`, and make a crate of it at `out`; none when the run is interrupted.
pub(crate) fn generate(
    document: &Document,
    out: Option<&Path>,
    limits: Limits,
    interrupt: &Interrupt,
) -> Result<Option<Generated>, Failure> {
    let mut command = Command::new(process::this_program()?);
    command.arg("corpus-document").arg("--memory").arg(limits.memory_mb.to_string());
    command.arg("--root").arg(&document.root);
    if let Some(out) = out {
        command.arg("--out").arg(out);
    }
    command.arg("--").arg(&document.path);
    let finished = process::run(&mut command, limits.time, interrupt)?;
    Ok(match finished.trouble() {
        None => Some(read(&finished.stdout)),
        Some(Trouble::Interrupted) => None,
        Some(trouble) => Some(Generated::failed(trouble.to_string())),
    })
}

/// What the process said.
fn read(answer: &str) -> Generated {
    serde_json::from_str(answer).unwrap_or_else(|error| Generated::failed(format!("said something strange: {error}")))
}

/// Generates from the document that `args` name, and prints what came of it for [`generate`].
pub(crate) fn run_document(args: &CorpusDocumentArgs) -> Result<(), Failure> {
    limit::bound_memory(args.memory);
    let spec = Place::given(&args.spec).below(Some(&args.root));
    let document = match crate::document::Document::read(&spec) {
        Ok(document) => document,
        Err(failure) => return answer(&Generated::failed(failure.to_string())),
    };
    let started = Instant::now();
    // A crate is there to hold every schema against its type. Without one, the output is what users get.
    let chosen = if args.out.is_some() { Chosen::everything() } else { Chosen::default() };
    let result = codegen::generate(&document.input(), &chosen.config());
    let seconds = started.elapsed().as_secs_f64();
    let peak_mb = limit::own_peak_mb();
    let generated = match &result {
        Ok(output) => accepted(output),
        Err(findings) => refused(findings),
    };
    if let (Some(out), Ok(output)) = (&args.out, result) {
        replace(out, &spec, output)?;
    }
    answer(&Generated { seconds, peak_mb, ..generated })
}

/// What is generated from a document that is known to be a good one.
pub(crate) fn output(spec: &Place) -> Result<Output, Failure> {
    let document = crate::document::Document::read(spec)?;
    codegen::generate(&document.input(), &Config::default())
        .map_err(|findings| Failure::work(format_args!("{} is refused: {findings}", spec.shown())))
}

/// Puts a crate in the place of the one from an earlier run.
pub(crate) fn replace(out: &Path, spec: &Place, output: Output) -> Result<(), Failure> {
    match fs::remove_dir_all(out) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Failure::io("remove", out, &error)),
        _ => {}
    }
    let package = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (models, calls) = (output.models.clone(), output.calls.clone());
    new::make(spec, out, &package, &Chosen::everything(), output)?;
    lists::write(&out.join(lists::MODELS), &models)?;
    lists::write(&out.join(lists::CALLS), &calls)
}

fn answer(generated: &Generated) -> Result<(), Failure> {
    let text = serde_json::to_string(generated).map_err(Failure::work)?;
    terminal::answer(format_args!("{text}\n"))
}

fn accepted(output: &Output) -> Generated {
    Generated {
        operations: output.operations,
        files: output.files.len(),
        lines: output.files.iter().map(|file| file.contents.lines().count()).sum(),
        warnings: by_code(&output.warnings, Severity::Warning),
        ..Generated::default()
    }
}

fn refused(findings: &Diagnostics) -> Generated {
    let errors = findings.iter().filter(|it| it.severity == Severity::Error);
    Generated {
        result: Outcome::Refused,
        warnings: by_code(findings, Severity::Warning),
        errors: by_code(findings, Severity::Error),
        findings: errors.map(ToString::to_string).collect(),
        ..Generated::default()
    }
}

/// How many findings of a severity have each code.
fn by_code(findings: &Diagnostics, severity: Severity) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings.iter().filter(|it| it.severity == severity) {
        *counts.entry(finding.code.id().to_owned()).or_default() += 1;
    }
    counts
}
