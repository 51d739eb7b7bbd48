//! Polls that fail in a row: how far apart they are, and how long it has been going on.

use std::time::{Duration, Instant};

/// The longest pause that failures alone make: soon enough to see that the service is back, and no load before that.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// A time without a good poll. It begins with the first one that fails.
pub(super) struct Outage {
    since: Instant,
    failures: u32,
    paused: Duration,
    /// What the service asked for beyond the pauses that would have been anyway.
    asked: Duration,
}

impl Outage {
    pub(super) fn begin() -> Self {
        Self { since: Instant::now(), failures: 0, paused: Duration::ZERO, asked: Duration::ZERO }
    }

    /// The pause after one more failure, when polls are `interval` apart and the service asks for `asked`.
    pub(super) fn pause(&mut self, interval: Duration, asked: Duration) -> Duration {
        let doubled = interval.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST_PAUSE);
        let own = doubled.max(interval);
        let pause = own.max(asked);
        self.failures = self.failures.saturating_add(1);
        self.paused = self.paused.saturating_add(pause);
        self.asked = self.asked.saturating_add(pause.saturating_sub(own));
        pause
    }

    /// How long it has lasted. A service that says when to come again is not lost, so what it asks for beyond the usual pause
    /// does not count.
    pub(super) fn lasted(&self) -> Duration {
        // The pauses are known even where time is a test's.
        self.since.elapsed().max(self.paused).saturating_sub(self.asked)
    }
}
