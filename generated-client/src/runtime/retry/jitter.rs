//! Chance: what keeps clients that failed together from coming back together.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// A source of random pauses that many calls may use at once. It is SplitMix64: good enough to spread load, and
/// useless for secrets.
#[derive(Debug)]
pub(in crate::runtime) struct Jitter(AtomicU64);

impl Jitter {
    /// A source that differs from client to client.
    pub(in crate::runtime) fn random() -> Self {
        // The standard library seeds its hash maps from the system's entropy, and anybody may ask for a share.
        Self::seeded(RandomState::new().hash_one(0))
    }

    /// A source that gives the same pauses every time.
    pub(in crate::runtime) fn seeded(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// A pause from nothing up to `ceiling`, all equally likely.
    pub(in crate::runtime) fn up_to(&self, ceiling: Duration) -> Duration {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let seed = self.0.fetch_add(STEP, Relaxed).wrapping_add(STEP);
        // A float holds 53 bits exactly, and this one is less than one.
        ceiling.mul_f64((mix(seed) >> 11) as f64 / (1_u64 << 53) as f64)
    }
}

fn mix(seed: u64) -> u64 {
    let z = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_split_mix() {
        // The first outputs of the published generator for the seed 1234567.
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let outputs = [1, 2].map(|n| mix(1_234_567_u64.wrapping_add(STEP.wrapping_mul(n))));
        assert_eq!(outputs, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn pauses_are_spread_evenly() {
        let jitter = Jitter::seeded(7);
        let mut tenths = [0_u32; 10];
        for _ in 0..10_000 {
            let pause = jitter.up_to(Duration::from_millis(1000));
            tenths[pause.as_millis() as usize / 100] += 1;
        }
        assert!(tenths.iter().all(|count| (900..1100).contains(count)), "{tenths:?}");
        assert_eq!(jitter.up_to(Duration::ZERO), Duration::ZERO);
        assert!(jitter.up_to(Duration::MAX) <= Duration::MAX);
    }

    #[test]
    fn clients_differ() {
        let first = |jitter: Jitter| jitter.up_to(Duration::from_secs(1_000_000));
        assert_ne!(first(Jitter::random()), first(Jitter::random()));
    }
}
