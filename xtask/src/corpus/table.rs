//! The run as a table for people, with the sums and the line through the times below it.

use std::fmt::Write as _;

use super::fit::{Fit, megabytes};
use super::report::Run;
use super::row::{Outcome, Row, counts};
use crate::terminal::STRONG;

/// Renders the whole of it.
pub(crate) fn render(run: &Run) -> String {
    let mut lines = vec![HEADINGS.map(str::to_owned).to_vec()];
    lines.extend(run.rows.iter().map(cells));
    let mut text = align(&lines);
    text.push('\n');
    text.push_str(&sums(run));
    if let Some(fit) = Fit::of(&run.rows) {
        text.push_str(&fitted(&fit, &run.rows));
    }
    text
}

const HEADINGS: [&str; 9] =
    ["document", "size MB", "generate", "s", "peak MB", "operations", "lines", "per operation", "warnings"];

fn cells(row: &Row) -> Vec<String> {
    let generated = &row.generate;
    let result = match generated.result {
        Outcome::Ok => "ok".to_owned(),
        Outcome::Refused => counts(&generated.errors),
        Outcome::Failed => "failed".to_owned(),
    };
    let is_there = |cell: String| if generated.result == Outcome::Ok { cell } else { String::new() };
    vec![
        row.document.clone(),
        format!("{:.2}", megabytes(row.bytes)),
        result,
        format!("{:.3}", generated.seconds),
        generated.peak_mb.map_or_else(String::new, |peak| peak.to_string()),
        is_there(generated.operations.to_string()),
        is_there(generated.lines.to_string()),
        is_there(per_operation(generated.lines, generated.operations)),
        counts(&generated.warnings),
    ]
}

fn per_operation(lines: usize, operations: usize) -> String {
    lines.checked_div(operations).map_or_else(String::new, |lines| lines.to_string())
}

/// Pads the cells of each column to one width: numbers to the right, words to the left.
fn align(lines: &[Vec<String>]) -> String {
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEADINGS.len()).map(width).collect();
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        let mut shown = String::new();
        for ((cell, &width), heading) in line.iter().zip(&widths).zip(HEADINGS) {
            let padding = " ".repeat(width - cell.chars().count());
            let is_word = ["document", "generate", "warnings"].contains(&heading);
            let (before, behind) = if is_word { ("", padding.as_str()) } else { (padding.as_str(), "") };
            let _ = write!(shown, "{before}{cell}{behind}  ");
        }
        let shown = shown.trim_end();
        if at == 0 {
            let _ = writeln!(text, "{STRONG}{shown}{STRONG:#}");
        } else {
            let _ = writeln!(text, "{shown}");
        }
    }
    text
}

fn documents(count: usize) -> String {
    format!("{count} {}", if count == 1 { "document" } else { "documents" })
}

fn sums(run: &Run) -> String {
    let totals = run.totals();
    let failed = run.rows.len() - totals.generated - totals.refused;
    let mut text = format!(
        "{}: {} generated, {} refused, {failed} failed; {:.2} s in all\n",
        documents(run.rows.len()),
        totals.generated,
        totals.refused,
        totals.seconds,
    );
    let per_operation = per_operation(totals.lines, totals.operations);
    let _ = writeln!(text, "{} operations, {} lines, {per_operation} per operation", totals.operations, totals.lines);
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
