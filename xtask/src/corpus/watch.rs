//! Shows a person how far the run is, and each trouble as it comes.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::row::Row;
use crate::terminal;

/// A bar on stderr, when somebody watches; otherwise nothing is shown until the end.
pub(crate) struct Watch {
    bar: ProgressBar,
}

impl Watch {
    /// Shows an empty bar for so many documents.
    pub(crate) fn start(documents: usize) -> Self {
        let target = if terminal::is_watched() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(documents as u64), target);
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed_precise} {msg}");
        bar.set_style(style.expect("the template is well-formed"));
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Self { bar }
    }

    /// The next document, and what is done with it.
    pub(crate) fn next(&self, what: &str) {
        self.bar.set_message(what.to_owned());
    }

    /// A document is done.
    pub(crate) fn done(&self, row: &Row) {
        for trouble in row.troubles() {
            self.bar.println(format!("{}: {}", row.document, trouble.what));
        }
        self.bar.inc(1);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
