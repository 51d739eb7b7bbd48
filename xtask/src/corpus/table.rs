//! The run as a table for people, with the sums and the line through the times below it.

use std::fmt::Write as _;

use super::fit::{Fit, megabytes};
use super::report::{Run, Totals};
use super::row::{Generated, Outcome, Row, counts};
use crate::cli::Stage;
use crate::terminal::STRONG;

/// Renders the whole of it.
pub(crate) fn render(run: &Run) -> String {
    let columns: Vec<&Column> = COLUMNS.iter().filter(|column| run.stage.includes(column.stage)).collect();
    let totals = run.totals();
    let mut text = align(&columns, &run.rows);
    text.push('\n');
    text.push_str(&sums(run, &totals));
    if let Some(fit) = Fit::of(&run.rows) {
        text.push_str(&fitted(&fit, &run.rows));
    }
    text
}

/// A column: its heading, the stage that fills it, and what a row has in it.
struct Column {
    heading: &'static str,
    stage: Stage,
    kind: Kind,
    cell: fn(&Row) -> Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Number,
}

const fn column(heading: &'static str, stage: Stage, kind: Kind, cell: fn(&Row) -> Option<String>) -> Column {
    Column { heading, stage, kind, cell }
}

const COLUMNS: &[Column] = &[
    column("document", Stage::Generate, Kind::Word, |row| Some(row.document.clone())),
    column("size MB", Stage::Generate, Kind::Number, |row| Some(format!("{:.2}", megabytes(row.bytes)))),
    column("generate", Stage::Generate, Kind::Word, |row| Some(generated(&row.generate))),
    column("s", Stage::Generate, Kind::Number, |row| Some(format!("{:.3}", row.generate.seconds))),
    column("peak MB", Stage::Generate, Kind::Number, |row| row.generate.peak_mb.map(|peak| peak.to_string())),
    column("operations", Stage::Generate, Kind::Number, |row| Some(client(row)?.operations.to_string())),
    column("lines", Stage::Generate, Kind::Number, |row| Some(client(row)?.lines.to_string())),
    column("per operation", Stage::Generate, Kind::Number, |row| {
        per_operation(client(row)?.lines, row.generate.operations)
    }),
    column("compile", Stage::Compile, Kind::Word, |row| Some(ended(row.compile.as_ref()?.result))),
    column("s", Stage::Compile, Kind::Number, |row| Some(format!("{:.1}", row.compile.as_ref()?.cost.seconds))),
    column("cpu s", Stage::Compile, Kind::Number, |row| Some(format!("{:.1}", row.compile.as_ref()?.cost.cpu_seconds))),
    column("peak MB", Stage::Compile, Kind::Number, |row| Some(row.compile.as_ref()?.cost.peak_mb?.to_string())),
    column("samples", Stage::RoundTrip, Kind::Number, |row| Some(row.round_trip.as_ref()?.samples.to_string())),
    column("ok", Stage::RoundTrip, Kind::Number, |row| Some(row.round_trip.as_ref()?.samples_ok.to_string())),
    column("s", Stage::RoundTrip, Kind::Number, |row| Some(format!("{:.1}", row.round_trip.as_ref()?.seconds))),
    column("called", Stage::Wire, Kind::Number, |row| Some(row.wire.as_ref()?.called.to_string())),
    column("requests", Stage::Wire, Kind::Number, |row| Some(row.wire.as_ref()?.requests.to_string())),
    column("accepted", Stage::Wire, Kind::Number, |row| Some(row.wire.as_ref()?.requests_accepted.to_string())),
    column("decoded", Stage::Wire, Kind::Number, |row| Some(row.wire.as_ref()?.replies_decoded.to_string())),
    column("s", Stage::Wire, Kind::Number, |row| Some(format!("{:.1}", row.wire.as_ref()?.seconds))),
    column("warnings", Stage::Generate, Kind::Word, |row| Some(counts(&row.generate.warnings))),
];

fn generated(generated: &Generated) -> String {
    if generated.result == Outcome::Refused { counts(&generated.errors) } else { ended(generated.result) }
}

fn ended(outcome: Outcome) -> String {
    let word = match outcome {
        Outcome::Ok => "ok",
        Outcome::Refused => "refused",
        Outcome::Failed => "failed",
    };
    word.to_owned()
}

/// What there is to tell about a client, if there is one.
fn client(row: &Row) -> Option<&Generated> {
    (row.generate.result == Outcome::Ok).then_some(&row.generate)
}

fn per_operation(lines: usize, operations: usize) -> Option<String> {
    lines.checked_div(operations).map(|lines| lines.to_string())
}

/// Pads the cells of each column to one width: numbers to the right, words to the left.
fn align(columns: &[&Column], rows: &[Row]) -> String {
    let headings = columns.iter().map(|column| column.heading.to_owned()).collect();
    let cells = |row| columns.iter().map(|column| (column.cell)(row).unwrap_or_default()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(headings).chain(rows.iter().map(cells)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        let mut shown = String::new();
        for ((cell, &width), column) in line.iter().zip(&widths).zip(columns) {
            let padding = " ".repeat(width - cell.chars().count());
            let _ = match column.kind {
                Kind::Word => write!(shown, "{cell}{padding}  "),
                Kind::Number => write!(shown, "{padding}{cell}  "),
            };
        }
        let shown = shown.trim_end();
        let _ = if at == 0 { writeln!(text, "{STRONG}{shown}{STRONG:#}") } else { writeln!(text, "{shown}") };
    }
    text
}

fn sums(run: &Run, totals: &Totals) -> String {
    let documents = run.rows.len();
    let failed = documents - totals.generated - totals.refused;
    let mut text = format!(
        "{documents} {}: {} generated, {} refused, {failed} failed; {:.2} s in all\n",
        if documents == 1 { "document" } else { "documents" },
        totals.generated,
        totals.refused,
        totals.seconds,
    );
    let each = per_operation(totals.lines, totals.operations).unwrap_or_default();
    let _ = writeln!(text, "{} operations, {} lines, {each} per operation", totals.operations, totals.lines);
    if run.stage.includes(Stage::Compile) {
        let tried = run.rows.iter().filter(|row| row.compile.is_some()).count();
        let _ =
            writeln!(text, "{} of {tried} crates compiled; {:.1} s in all", totals.compiled, totals.compile_seconds);
    }
    if run.stage.includes(Stage::RoundTrip) {
        let Totals { schemas, samples, samples_ok, rejected, .. } = totals;
        let _ = writeln!(
            text,
            "{samples_ok} of {samples} samples came back as they were, of {schemas} schemas; {rejected} more were no good"
        );
    }
    if run.stage.includes(Stage::Wire) {
        let Totals { operations_called, requests, requests_accepted, replies, replies_decoded, .. } = totals;
        let _ = writeln!(
            text,
            "{operations_called} operations called; of {requests} requests {requests_accepted} were accepted, and \
             {replies_decoded} of {replies} replies decoded"
        );
    }
    for (what, by_code) in [("warnings", &totals.warnings), ("errors", &totals.errors)] {
        if !by_code.is_empty() {
            let _ = writeln!(text, "{} {what}: {}", by_code.values().sum::<usize>(), counts(by_code));
        }
    }
    text
}

fn fitted(fit: &Fit, rows: &[Row]) -> String {
    let generated = rows.iter().filter(|row| row.generate.result == Outcome::Ok);
    let slowest = generated.max_by(|left, right| fit.excess(left).total_cmp(&fit.excess(right)));
    let mut text = format!(
        "time over size: {:.3} s + {:.3} s per MB, R² {:.3}",
        fit.seconds_at_zero, fit.seconds_per_mb, fit.r_squared
    );
    if let Some(row) = slowest {
        let _ = write!(text, "; furthest above: {}, {:.1} times as long", row.document, fit.excess(row));
    }
    if cfg!(debug_assertions) {
        text.push_str("\n(this build of the generator is not optimised)");
    }
    text.push('\n');
    text
}
