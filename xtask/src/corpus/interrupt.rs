//! Ctrl-C, as a question that a loop asks: what is under way ends well, and what is known is still shown.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Failure;

/// Whether somebody wants the run to end.
#[derive(Debug, Clone)]
pub(crate) struct Interrupt {
    raised: Arc<AtomicBool>,
}

impl Interrupt {
    /// Catches the signals that ask this process to end, from now on.
    pub(crate) fn catch() -> Result<Self, Failure> {
        let interrupt = Self::never();
        let raised = Arc::clone(&interrupt.raised);
        ctrlc::set_handler(move || raised.store(true, Ordering::Relaxed))
            .map_err(|error| Failure::work(format_args!("cannot watch for Ctrl-C: {error}")))?;
        Ok(interrupt)
    }

    /// Nothing is caught.
    pub(crate) fn never() -> Self {
        Self { raised: Arc::new(AtomicBool::new(false)) }
    }

    /// Whether the run should end.
    pub(crate) fn is_raised(&self) -> bool {
        self.raised.load(Ordering::Relaxed)
    }
}
