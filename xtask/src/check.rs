//! `cargo xtask codegen --check`: says how a directory differs from what it should be. Nothing is written here.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use crate::chosen::Chosen;
use crate::failure::Failure;
use crate::place::{self, Place};
use crate::plan::{Changes, Drift, Found};
use crate::terminal::{self, ADDED, REMOVED, STRONG};

/// How many lines of a file's difference are shown; the command that fixes it is a better way to see more.
const LINES_PER_FILE: usize = 40;
/// Of how many files the difference is shown. All of them are named.
const FILES: usize = 10;

/// Reports `changes`, and fails when there are any.
pub(crate) fn report(spec: &Place, out: &Place, chosen: &Chosen, changes: &Changes<'_>) -> Result<(), Failure> {
    if changes.is_none() {
        terminal::note(format_args!("{}: {} files, all fresh\n", spec.shown(), changes.unchanged));
        return Ok(());
    }
    terminal::note(names(changes));
    for drift in changes.drifted.iter().take(FILES) {
        terminal::note(difference(drift));
    }
    if let Some(more @ 1..) = changes.drifted.len().checked_sub(FILES) {
        terminal::note(format_args!("… and {more} more drifted files\n"));
    }
    let mut advice = format!("Run `{}`.", place::command_here(spec, out, chosen));
    if !changes.foreign.is_empty() {
        advice.push_str(" Before that, move the foreign files away: it will not delete what it did not write.");
    }
    Err(Failure::work(format_args!("{} is not what {} says\n{advice}", out.shown(), spec.shown())))
}

/// Every file that differs, with how.
fn names(changes: &Changes<'_>) -> String {
    let missing = changes.missing.iter().map(|file| ("missing", file.path.clone()));
    let drifted = changes.drifted.iter().map(|drift| ("drifted", drift.file.path.clone()));
    let orphaned = changes.orphaned.iter().map(|path| ("orphaned", path.display().to_string()));
    let foreign = changes.foreign.iter().map(|path| ("foreign", path.display().to_string()));
    let all = missing.chain(drifted).chain(orphaned).chain(foreign);
    all.map(|(how, path)| format!("{STRONG}{how:<9}{STRONG:#} {path}\n")).collect()
}

/// The difference between the file that is there and the one that should be, as `diff -u` shows it.
fn difference(drift: &Drift<'_>) -> String {
    let path = &drift.file.path;
    let Found::File(bytes) = &drift.found else { return format!("{path} is not a regular file\n") };
    let found = String::from_utf8_lossy(bytes);
    let diff = TextDiff::from_lines(found.as_ref(), drift.file.contents.as_str());
    let mut text = format!("\n{STRONG}--- {path} (found)\n+++ {path} (generated){STRONG:#}\n");
    let mut lines = 0;
    for hunk in diff.unified_diff().context_radius(2).iter_hunks() {
        text.push_str(&format!("{}\n", hunk.header()));
        for change in hunk.iter_changes() {
            lines += 1;
            if lines > LINES_PER_FILE {
                text.push_str("… and more\n");
                return text;
            }
            push_line(&mut text, change.tag(), change.value());
        }
    }
    text
}

fn push_line(text: &mut String, tag: ChangeTag, line: &str) {
    let line = line.trim_end_matches('\n');
    let written = match tag {
        ChangeTag::Equal => writeln!(text, " {line}"),
        ChangeTag::Delete => writeln!(text, "{REMOVED}-{line}{REMOVED:#}"),
        ChangeTag::Insert => writeln!(text, "{ADDED}+{line}{ADDED:#}"),
    };
    written.expect("a string takes everything");
}
