//! Randomness: from the operating system, or derived from a seed.
//!
//! An operation with an idempotency key draws everything from the seed in its claim, so that a
//! retry after a crash makes the same ids and finds what was done. Simulations do the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;
use ulid::Ulid;

use paylink_domain::ids::{
    ApiKeyId, AttemptId, BasketId, EventId, LinkId, MailId, MerchantId, PaymentId, RefundId,
    UserId, WebhookEndpointId,
};
use paylink_domain::token::Secret;

/// Where random bits come from.
#[derive(Debug, Clone)]
pub enum Random {
    /// The operating system's cryptographic source.
    System,
    /// HMAC-SHA256 of a counter under a seed: as unguessable as the seed, and repeatable.
    Derived {
        /// The seed.
        seed: [u8; 32],
        /// How many blocks were drawn.
        drawn: Arc<AtomicU64>,
    },
}

impl Random {
    /// The sequence that starts from `seed`.
    pub fn derived(seed: [u8; 32]) -> Self {
        Self::Derived {
            seed,
            drawn: Arc::default(),
        }
    }

    /// `N` random bytes, 32 at most.
    ///
    /// # Panics
    /// Where the operating system has no randomness: nothing that needs a secret may go on then.
    #[expect(
        clippy::panic,
        reason = "a guessable secret is worse than a failed request"
    )]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        const { assert!(N <= 32, "one block of HMAC-SHA256") };
        let mut bytes = [0; N];
        match self {
            Self::System => {
                if let Err(error) = getrandom::fill(&mut bytes) {
                    panic!("the operating system gives no random bytes: {error}");
                }
            }
            Self::Derived { seed, drawn } => {
                let counter = drawn.fetch_add(1, Ordering::SeqCst);
                if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(seed) {
                    mac.update(&counter.to_be_bytes());
                    for (byte, random) in bytes.iter_mut().zip(mac.finalize().into_bytes()) {
                        *byte = random;
                    }
                }
            }
        }
        bytes
    }
}

/// Makes the ids of one operation, all of one time.
#[derive(Debug, Clone)]
pub struct Ids {
    random: Random,
    millis: u64,
}

impl Ids {
    /// Ids of this time from this source.
    pub fn new(random: Random, at: Timestamp) -> Self {
        Self {
            random,
            millis: u64::try_from(at.as_millisecond()).unwrap_or(0),
        }
    }

    /// When the operation was first asked for, however often it is repeated.
    pub fn at(&self) -> Timestamp {
        let millis = i64::try_from(self.millis).unwrap_or(i64::MAX);
        Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
    }

    fn ulid(&self) -> Ulid {
        let mut random = [0; 16];
        let (_, low) = random.split_at_mut(6);
        low.copy_from_slice(&self.random.bytes::<10>());
        Ulid::from_parts(self.millis, u128::from_be_bytes(random))
    }

    /// A new basket's id.
    pub fn basket(&self) -> BasketId {
        BasketId::new(self.ulid())
    }

    /// A new link's id.
    pub fn link(&self) -> LinkId {
        LinkId::new(self.ulid())
    }

    /// A new link's secret (R10).
    pub fn link_secret(&self) -> Secret {
        Secret::new(self.random.bytes())
    }

    /// A new attempt's id.
    pub fn attempt(&self) -> AttemptId {
        AttemptId::new(self.ulid())
    }

    /// A new payment's id.
    pub fn payment(&self) -> PaymentId {
        PaymentId::new(self.ulid())
    }

    /// A new refund's id.
    pub fn refund(&self) -> RefundId {
        RefundId::new(self.ulid())
    }

    /// A new merchant's id.
    pub fn merchant(&self) -> MerchantId {
        MerchantId::new(self.ulid())
    }

    /// A new user's id.
    pub fn user(&self) -> UserId {
        UserId::new(self.ulid())
    }

    /// A new API key's id.
    pub fn api_key(&self) -> ApiKeyId {
        ApiKeyId::new(self.ulid())
    }

    /// A new mail's id.
    pub fn mail(&self) -> MailId {
        MailId::new(self.ulid())
    }

    /// A new event's id.
    pub fn event(&self) -> EventId {
        EventId::new(self.ulid())
    }

    /// A new webhook endpoint's id.
    pub fn webhook_endpoint(&self) -> WebhookEndpointId {
        WebhookEndpointId::new(self.ulid())
    }

    /// Random bytes, for a secret or a nonce.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        self.random.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_the_system_does_not() {
        let draw = |seed| {
            let random = Random::derived([seed; 32]);
            [random.bytes::<16>(), random.bytes::<16>()]
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        let [first, second] = draw(7);
        assert_ne!(first, second);
        assert_ne!(Random::System.bytes::<16>(), Random::System.bytes::<16>());
    }

    #[test]
    fn ids_carry_their_time() {
        let at: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let id = Ids::new(Random::derived([1; 32]), at).basket();
        assert_eq!(
            i64::try_from(id.ulid().timestamp_ms()).unwrap(),
            at.as_millisecond()
        );
        assert_eq!(Ids::new(Random::derived([1; 32]), at).at(), at);
    }
}
