//! Writes to the terminal: colour only where it is understood, and no panic when nobody reads.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use clap::builder::styling::{AnsiColor, Style};

use crate::failure::Failure;

/// The style of lines that a change takes away.
pub(crate) const REMOVED: Style = AnsiColor::Red.on_default();
/// The style of lines that a change adds.
pub(crate) const ADDED: Style = AnsiColor::Green.on_default();
/// The style of what structures a report.
pub(crate) const STRONG: Style = Style::new().bold();

/// Writes `text` to stderr. It may hold ANSI styles; they are left out where they are not wanted.
pub(crate) fn note(text: impl Display) {
    // A reader that went away is no reason to fail: the work is done either way.
    let _ = write!(anstream::stderr(), "{text}");
}

/// Writes an error message to stderr.
pub(crate) fn error(message: impl Display) {
    let style = AnsiColor::Red.on_default().bold();
    note(format_args!("{style}error{style:#}: {message}\n"));
}

/// Writes `text`, the answer to a question, to stdout.
pub(crate) fn answer(text: impl Display) -> Result<(), Failure> {
    match write!(anstream::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::work(format_args!("cannot write to stdout: {error}")))
        }
        _ => Ok(()),
    }
}

/// Whether a person watches stderr.
pub(crate) fn is_watched() -> bool {
    io::IsTerminal::is_terminal(&io::stderr())
}
