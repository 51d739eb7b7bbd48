//! Tells a person at a terminal that long work is under way.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::terminal;

/// How long work may take before it is worth a note.
const PATIENCE: Duration = Duration::from_millis(500);

/// Shows `label` on stderr while `work` runs, if it runs for long and somebody watches.
pub(crate) fn during<T>(label: &str, work: impl FnOnce() -> T) -> T {
    if !terminal::is_watched() {
        return work();
    }
    let _note = Note::start(label.to_owned());
    work()
}

/// A note that goes away when it is dropped, also when the work panics.
struct Note {
    finished: Option<Sender<()>>,
    writer: Option<JoinHandle<()>>,
}

impl Note {
    fn start(label: String) -> Self {
        let (finished, watch) = mpsc::channel::<()>();
        let writer = thread::spawn(move || {
            if watch.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                terminal::note(format_args!("{label} …"));
                // The sender says nothing; it only goes away.
                let _ = watch.recv();
                terminal::note("\r\x1b[K");
            }
        });
        Self { finished: Some(finished), writer: Some(writer) }
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        self.finished.take();
        if let Some(writer) = self.writer.take() {
            // The note must be gone before anything else is written.
            let _ = writer.join();
        }
    }
}
