//! The budget: what keeps many calls that fail together from turning into three times as many.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// How many retries a client may make before any of its calls has succeeded, unless told otherwise.
pub(in crate::runtime) const RETRIES: u32 = 100;

/// How many calls must end well to pay for one retry.
const PRICE: u32 = 5;

/// A token bucket that all calls of a client share. It starts full.
#[derive(Debug)]
pub(in crate::runtime) struct Budget {
    tokens: AtomicU32,
    capacity: u32,
}

impl Budget {
    /// A bucket that holds enough for that many retries.
    pub(in crate::runtime) fn new(retries: u32) -> Self {
        let capacity = retries.saturating_mul(PRICE);
        Self { tokens: AtomicU32::new(capacity), capacity }
    }

    /// Pays for one retry; `false` when there is not enough left.
    pub(in crate::runtime) fn withdraw(&self) -> bool {
        self.tokens.fetch_update(Relaxed, Relaxed, |tokens| tokens.checked_sub(PRICE)).is_ok()
    }

    /// Notes an attempt that ended well.
    pub(in crate::runtime) fn deposit(&self) {
        let one_more = |tokens: u32| (tokens < self.capacity).then(|| tokens + 1);
        // A full bucket is no failure: what does not fit is gone.
        let _ = self.tokens.fetch_update(Relaxed, Relaxed, one_more);
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn five_successes_pay_for_one_retry() {
        let budget = Budget::new(2);
        (0..10).for_each(|_| budget.deposit());
        assert_eq!([(); 3].map(|()| budget.withdraw()), [true, true, false]);
        (0..4).for_each(|_| budget.deposit());
        assert!(!budget.withdraw());
        budget.deposit();
        assert_eq!([(); 2].map(|()| budget.withdraw()), [true, false]);
        assert!(!Budget::new(0).withdraw());
    }
}
