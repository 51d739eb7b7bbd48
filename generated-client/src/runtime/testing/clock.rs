//! Time that stands still while anything can go on, and then leaps to where the next thing happens.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// How often one who sleeps looks around before time goes on, so that all others have had their turn. One who does not
/// even sleep any more must not hold time up for good.
const TURNS: u32 = 4;
const TURNS_OVER_OTHERS: u32 = 100;

/// The time of a mock. Clones show the same time.
#[derive(Clone, Default)]
pub(super) struct Clock(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    now: Duration,
    /// Those who sleep: until when, and the number of the sleep.
    sleepers: BTreeSet<(Duration, u64)>,
    numbers: u64,
    leaps: u64,
}

impl Clock {
    /// How much time has passed.
    pub(super) fn now(&self) -> Duration {
        self.state().now
    }

    /// Completes after `duration` of this time.
    pub(super) fn sleep(&self, duration: Duration) -> Sleep {
        let mut state = self.state();
        state.numbers += 1;
        let until = state.now.saturating_add(duration);
        Sleep { clock: self.clone(), entry: (until, state.numbers), turns: 0, since: 0 }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A sleep, which needs no timer: it wakes itself until it is the one that time goes on for.
pub(super) struct Sleep {
    clock: Clock,
    entry: (Duration, u64),
    /// How often it has looked around since time leapt last, and how many leaps there had been then.
    turns: u32,
    since: u64,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let (clock, entry) = (self.clock.clone(), self.entry);
        let mut state = clock.state();
        if state.now >= entry.0 {
            return Poll::Ready(());
        }
        state.sleepers.insert(entry);
        if self.since != state.leaps {
            (self.since, self.turns) = (state.leaps, 0);
        }
        self.turns += 1;
        let needed = if state.sleepers.first() == Some(&entry) { TURNS } else { TURNS_OVER_OTHERS };
        if self.turns >= needed {
            state.now = entry.0;
            state.leaps += 1;
            return Poll::Ready(());
        }
        drop(state);
        // On an executor with several threads, another one may be in the middle of something.
        std::thread::yield_now();
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.state().sleepers.remove(&self.entry);
    }
}
