//! The sandbox's clock: the machine's clock, which can be put forward so that sessions expire and
//! delayed payments settle without waiting.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A clock that runs ahead of the machine's by some seconds.
#[derive(Debug, Default)]
pub struct Clock {
    ahead_seconds: AtomicI64,
}

impl Clock {
    /// A clock that is ahead by so many seconds from the start.
    pub fn ahead_by(seconds: i64) -> Self {
        Self {
            ahead_seconds: AtomicI64::new(seconds),
        }
    }

    /// Puts the clock forward, and says by how many seconds it is now ahead.
    pub fn advance(&self, seconds: i64) -> i64 {
        self.ahead_seconds
            .fetch_add(seconds, Ordering::SeqCst)
            .saturating_add(seconds)
    }

    /// The sandbox's time in milliseconds since 1970.
    pub fn now_millis(&self) -> i64 {
        machine_millis().saturating_add(
            self.ahead_seconds
                .load(Ordering::SeqCst)
                .saturating_mul(1_000),
        )
    }
}

/// The machine's time in milliseconds since 1970. Signatures carry this one, since whoever checks them has no
/// other clock.
pub fn machine_millis() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_can_be_put_forward() {
        let clock = Clock::ahead_by(5);
        assert_eq!(clock.advance(10), 15);
        let ahead = clock.now_millis() - machine_millis();
        assert!((14_900..=15_000).contains(&ahead), "{ahead}");
    }
}
