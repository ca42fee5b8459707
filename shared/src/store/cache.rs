//! What a sandbox may remember for up to 60 seconds: display profiles and API keys (R24, R25).

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::merchants::ApiKey;
use crate::domain::ids::MerchantId;
use crate::domain::merchant::Merchant;

/// How long a remembered value is good.
const LIFE: Duration = Duration::from_secs(60);
/// How many values are kept; a full cache starts over.
const ENTRIES: usize = 1_000;

/// The caches of one sandbox.
#[derive(Debug, Default)]
pub struct Cache {
    /// Display profiles.
    pub merchants: Timed<MerchantId, Merchant>,
    /// API keys by the hash of the key.
    pub api_keys: Timed<String, ApiKey>,
}

/// Values that are forgotten after [`LIFE`].
#[derive(Debug)]
pub struct Timed<K, V>(Mutex<HashMap<K, (Instant, V)>>);

impl<K, V> Default for Timed<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Timed<K, V> {
    /// The value, while it is good.
    pub fn get(&self, key: &K) -> Option<V> {
        let values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        values
            .get(key)
            .filter(|(since, _)| since.elapsed() < LIFE)
            .map(|(_, value)| value.clone())
    }

    /// Remembers a value.
    pub fn put(&self, key: K, value: V) {
        let mut values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if values.len() >= ENTRIES {
            values.clear();
        }
        values.insert(key, (Instant::now(), value));
    }

    /// Forgets a value that was changed here.
    pub fn forget(&self, key: &K) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(key);
    }
}
