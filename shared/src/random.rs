//! Randomness: from the operating system, or repeatable for simulations.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use ulid::Ulid;

/// Where random bits come from.
#[derive(Debug, Clone)]
pub enum Random {
    /// The operating system's cryptographic source.
    System,
    /// A repeatable sequence; never for secrets that guard anything.
    Seeded(Arc<Mutex<u64>>),
}

impl Random {
    /// The sequence that starts from `seed`.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(seed)))
    }

    /// `N` random bytes.
    ///
    /// # Panics
    /// Where the operating system has no randomness: nothing that needs a secret may go on then.
    #[expect(clippy::panic, reason = "a guessable secret is worse than a failed request")]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match self {
            Self::System => {
                if let Err(error) = getrandom::fill(&mut bytes) {
                    panic!("the operating system gives no random bytes: {error}");
                }
            }
            Self::Seeded(state) => {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                for chunk in bytes.chunks_mut(8) {
                    let word = split_mix(&mut state).to_le_bytes();
                    for (byte, random) in chunk.iter_mut().zip(word) {
                        *byte = random;
                    }
                }
            }
        }
        bytes
    }

    /// A new ULID of this time.
    pub fn ulid(&self, now: Timestamp) -> Ulid {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let mut random = [0; 16];
        let (_, low) = random.split_at_mut(6);
        low.copy_from_slice(&self.bytes::<10>());
        Ulid::from_parts(millis, u128::from_be_bytes(random))
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut word = *state;
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_the_system_does_not() {
        assert_eq!(Random::seeded(7).bytes::<20>(), Random::seeded(7).bytes::<20>());
        assert_ne!(Random::seeded(7).bytes::<20>(), Random::seeded(8).bytes::<20>());
        assert_ne!(Random::System.bytes::<16>(), Random::System.bytes::<16>());
    }
}
