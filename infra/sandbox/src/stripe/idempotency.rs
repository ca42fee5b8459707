//! Idempotency keys. Source: <https://docs.stripe.com/api/idempotent_requests>.
//!
//! The answer of a request that began to execute is kept for 24 hours, whether it succeeded or not, in the same
//! transaction as what the request did. Keys belong to one account.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::api::Call;
use super::error::ApiError;

/// How long a key is remembered, in seconds.
const KEY_LIFE: i64 = 24 * 3_600;

/// The longest key.
pub const LONGEST_KEY: usize = 255;

/// An answer that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its HTTP status.
    pub status: u16,
    /// Its body.
    pub body: String,
    /// The id of the request that got it first.
    pub request: String,
}

/// What a key is bound to: method, path and parameters, but not their order.
pub fn fingerprint(call: &Call) -> String {
    let mut hasher = Sha256::new();
    for part in [call.method.as_str(), call.path.as_str()] {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    for (name, value) in call.form.pairs() {
        hasher.update(name.as_bytes());
        hasher.update([0]);
        hasher.update(value.as_bytes());
        hasher.update([0]);
    }
    hex(&hasher.finalize())
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The answer kept under a key; an error when the key was used for another request. `now` is in seconds.
pub fn look_up(
    books: &Connection,
    account: &str,
    key: &str,
    fingerprint: &str,
    now: i64,
) -> Result<Option<Saved>, ApiError> {
    books.execute(
        "DELETE FROM idempotency WHERE created <= ?1",
        [now.saturating_sub(KEY_LIFE)],
    )?;
    let query = "SELECT fingerprint, status, body, request FROM idempotency WHERE account = ?1 AND key = ?2";
    let found = books
        .query_row(query, [account, key], |row| {
            let saved = Saved {
                status: row.get(1)?,
                body: row.get(2)?,
                request: row.get(3)?,
            };
            Ok((row.get::<_, String>(0)?, saved))
        })
        .optional()?;
    match found {
        Some((bound_to, saved)) if bound_to == fingerprint => Ok(Some(saved)),
        Some(_) => Err(ApiError::idempotency_mismatch(key)),
        None => Ok(None),
    }
}

/// Keeps an answer under a key. `now` is in seconds.
pub fn save(
    books: &Connection,
    account: &str,
    key: &str,
    fingerprint: &str,
    saved: &Saved,
    now: i64,
) -> Result<(), ApiError> {
    books.execute(
        "INSERT OR IGNORE INTO idempotency (account, key, fingerprint, status, body, request, created)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![account, key, fingerprint, saved.status, saved.body, saved.request, now],
    )?;
    Ok(())
}

/// The keys whose requests are being answered.
#[derive(Debug, Default)]
pub struct InFlight(Mutex<HashSet<(String, String)>>);

impl InFlight {
    /// Takes a key until the guard is dropped; `None` when it is taken.
    pub fn enter(&self, account: &str, key: &str) -> Option<Guard<'_>> {
        let entry = (account.to_owned(), key.to_owned());
        let is_free = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(entry.clone());
        is_free.then(|| Guard { keys: self, entry })
    }
}

/// A key that is taken.
#[derive(Debug)]
pub struct Guard<'k> {
    keys: &'k InFlight,
    entry: (String, String),
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.keys
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_free_again_after_its_request() {
        let keys = InFlight::default();
        let guard = keys.enter("", "k");
        assert!(
            guard.is_some() && keys.enter("", "k").is_none() && keys.enter("acct_1", "k").is_some()
        );
        drop(guard);
        assert!(keys.enter("", "k").is_some());
    }

    #[test]
    fn bytes_become_hexadecimal() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
    }
}
