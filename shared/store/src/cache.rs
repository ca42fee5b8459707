//! What a sandbox may remember for up to 60 seconds: display profiles, members and API keys (R24, R25).

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::keys::ApiKey;
use super::team::Member;
use paylink_domain::ids::{ApiKeyId, MerchantId};
use paylink_domain::merchant::Merchant;

/// How long what was read is good: a key that was revoked, or a role that was changed, is dead after
/// this (R24, R25).
const LIFE: Duration = Duration::from_secs(60);
/// How often the use of a key is noted at the most.
const USE_NOTED: Duration = Duration::from_secs(60 * 60);
/// How many values are kept; a full cache starts over.
const ENTRIES: usize = 1_000;

/// The caches of one sandbox.
#[derive(Debug)]
pub struct Cache {
    /// Display profiles.
    pub merchants: Timed<MerchantId, Merchant>,
    /// API keys by the hash of the key.
    pub api_keys: Timed<String, ApiKey>,
    /// Members by issuer and subject.
    pub members: Timed<(String, String), Member>,
    /// Keys whose use was noted.
    pub used_keys: Timed<ApiKeyId, ()>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            merchants: Timed::new(LIFE),
            api_keys: Timed::new(LIFE),
            members: Timed::new(LIFE),
            used_keys: Timed::new(USE_NOTED),
        }
    }
}

/// Values that are forgotten after a time.
#[derive(Debug)]
pub struct Timed<K, V> {
    life: Duration,
    values: Mutex<HashMap<K, (Instant, V)>>,
}

impl<K: Eq + Hash, V: Clone> Timed<K, V> {
    /// Values that are good for this long.
    fn new(life: Duration) -> Self {
        Self {
            life,
            values: Mutex::default(),
        }
    }

    /// The value, while it is good.
    pub fn get(&self, key: &K) -> Option<V> {
        self.get_at(key, Instant::now())
    }

    fn get_at(&self, key: &K, now: Instant) -> Option<V> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values
            .get(key)
            .filter(|(since, _)| now.saturating_duration_since(*since) < self.life)
            .map(|(_, value)| value.clone())
    }

    /// Remembers a value.
    pub fn put(&self, key: K, value: V) {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if values.len() >= ENTRIES {
            values.clear();
        }
        values.insert(key, (Instant::now(), value));
    }

    /// Forgets a value that was changed here.
    pub fn forget(&self, key: &K) {
        self.values
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(key);
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.values
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r25_what_was_read_is_forgotten_after_60_seconds() {
        let cache = Timed::new(LIFE);
        cache.put("key", 1);
        let after = |seconds| Instant::now() + Duration::from_secs(seconds);
        assert_eq!(cache.get(&"key"), Some(1));
        assert_eq!(cache.get_at(&"key", after(59)), Some(1));
        assert_eq!(cache.get_at(&"key", after(60)), None);
        cache.forget(&"key");
        assert_eq!(cache.get(&"key"), None);
        cache.put("key", 2);
        cache.clear();
        assert_eq!(cache.get(&"key"), None);
    }
}
