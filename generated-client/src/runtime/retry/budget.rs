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

    /// Lays the price of one retry aside, if there is as much left.
    pub(in crate::runtime) fn withdraw(&self) -> Option<Payment<'_>> {
        let taken = self.tokens.fetch_update(Relaxed, Relaxed, |tokens| tokens.checked_sub(PRICE));
        taken.is_ok().then(|| Payment(self))
    }

    /// Notes an attempt that succeeded.
    pub(in crate::runtime) fn deposit(&self) {
        self.add(1);
    }

    fn add(&self, tokens: u32) {
        let more = |before: u32| (before < self.capacity).then(|| before.saturating_add(tokens).min(self.capacity));
        // A full bucket is no failure: what does not fit is gone.
        let _ = self.tokens.fetch_update(Relaxed, Relaxed, more);
    }
}

/// The price of a retry that is still to be made. It goes back when the call is dropped before that.
#[derive(Debug)]
#[must_use = "a payment that is not spent goes back"]
pub(in crate::runtime) struct Payment<'b>(&'b Budget);

impl Payment<'_> {
    /// The retry is made.
    pub(in crate::runtime) fn spend(self) {
        std::mem::forget(self);
    }
}

impl Drop for Payment<'_> {
    fn drop(&mut self) {
        self.0.add(PRICE);
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Payment};

    /// Makes a retry, if it can be paid.
    fn spend(budget: &Budget) -> bool {
        budget.withdraw().map(Payment::spend).is_some()
    }

    #[test]
    fn five_successes_pay_for_one_retry() {
        let budget = Budget::new(2);
        (0..10).for_each(|_| budget.deposit());
        assert_eq!([(); 3].map(|()| spend(&budget)), [true, true, false]);
        (0..4).for_each(|_| budget.deposit());
        assert!(!spend(&budget));
        budget.deposit();
        assert_eq!([(); 2].map(|()| spend(&budget)), [true, false]);
        assert!(!spend(&Budget::new(0)));
    }

    #[test]
    fn a_retry_that_is_not_made_costs_nothing() {
        let budget = Budget::new(1);
        drop(budget.withdraw());
        assert!(spend(&budget));
        assert!(!spend(&budget));
    }
}
