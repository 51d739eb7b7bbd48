//! Why a command did not do its work: one message for a person, one exit code for a script.

use std::fmt::{self, Display};
use std::io;
use std::path::Path;
use std::process::ExitCode;

use crate::terminal;

/// A message and the exit code that goes with it.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    blame: Blame,
}

/// Whose mistake a failure is; the exit code says so.
#[derive(Debug, Clone, Copy)]
enum Blame {
    /// The document, the file system or a check: exit code 1.
    Work,
    /// The command line: exit code 2, as clap has it.
    Usage,
    /// Nobody's: a person ended the work. Exit code 130, as shells have it.
    Interrupted,
}

impl Failure {
    /// The work could not be done, or a check found something.
    pub(crate) fn work(message: impl Display) -> Self {
        Self { message: message.to_string(), blame: Blame::Work }
    }

    /// The command line asks for something that does not exist.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self { message: message.to_string(), blame: Blame::Usage }
    }

    /// A person ended the work.
    pub(crate) fn interrupted(message: impl Display) -> Self {
        Self { message: message.to_string(), blame: Blame::Interrupted }
    }

    /// The operating system refused to do `what` with `path`.
    pub(crate) fn io(what: &str, path: &Path, error: &io::Error) -> Self {
        Self::work(format_args!("cannot {what} {}: {error}", path.display()))
    }

    /// Says what stands around the message, such as how far the work got.
    pub(crate) fn and(self, more: impl Display) -> Self {
        Self { message: format!("{}\n{more}", self.message), ..self }
    }

    /// Prints the message and gives the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        terminal::error(self);
        match self.blame {
            Blame::Work => ExitCode::from(1),
            Blame::Usage => ExitCode::from(2),
            Blame::Interrupted => ExitCode::from(130),
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
