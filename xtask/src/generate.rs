//! `cargo xtask codegen`: from a document to a directory of source, or to a report on its freshness.

use codegen::{Config, Diagnostics, Input, Output, Style};

use crate::cli::{CodegenArgs, Warnings};
use crate::document::Document;
use crate::failure::Failure;
use crate::place::{self, Place};
use crate::plan::{self, Changes};
use crate::{check, progress, terminal, write};

/// Does what `args` ask for.
pub(crate) fn run(args: &CodegenArgs) -> Result<(), Failure> {
    let spec = Place::new(args.spec.as_deref(), place::DEFAULT_SPEC).below(args.root.as_deref());
    let out = Place::new(args.out.as_deref(), place::DEFAULT_OUT);
    let output = generate(&spec, &args.chosen.config(), args.warnings)?;
    let changes = plan::compare(out.path(), &output.files)?;
    if args.check {
        return check::report(&spec, &out, &args.chosen, &changes);
    }
    write::apply(out.path(), &changes)?;
    terminal::note(format_args!("{}: {}\n", spec.shown(), summary(&changes)));
    Ok(())
}

/// Generates the client of `spec`, and prints the generator's findings.
pub(crate) fn generate(spec: &Place, config: &Config, warnings: Warnings) -> Result<Output, Failure> {
    let document = Document::read(spec)?;
    let input = document.input();
    let label = format!("Generating from {}", spec.shown());
    let result = progress::during(&label, || codegen::generate(&input, config));
    let output = result.map_err(|findings| {
        show(&findings, &input, warnings);
        Failure::work(format_args!(
            "{} is refused; nothing was written. `cargo xtask explain CODE` tells more",
            spec.shown()
        ))
    })?;
    show(&output.warnings, &input, warnings);
    if warnings == Warnings::Denied && output.warnings.iter().any(|found| !found.code.is_remark()) {
        return Err(Failure::work(format_args!(
            "{} has warnings, and `--warnings denied` lets none pass; nothing was written",
            spec.shown()
        )));
    }
    Ok(output)
}

fn show(findings: &Diagnostics, input: &Input<'_>, warnings: Warnings) {
    if !findings.is_empty() {
        terminal::note(format_args!("{}\n", findings.render(input, Style::Color, warnings.into()).trim_end()));
    }
}

/// What happened to how many files.
fn summary(changes: &Changes<'_>) -> String {
    let written = changes.missing.len() + changes.drifted.len();
    let files = written + changes.unchanged;
    let mut summary = format!("{files} {}", if files == 1 { "file" } else { "files" });
    let counts = [(written, "written"), (changes.orphaned.len(), "removed"), (changes.unchanged, "unchanged")];
    let told = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    summary.push_str(": ");
    summary.push_str(&told.collect::<Vec<_>>().join(", "));
    summary
}
