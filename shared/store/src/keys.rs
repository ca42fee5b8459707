//! API keys (R25): what a merchant sees of them, and what the hash of one opens.
//!
//! | `pk` | `sk` | |
//! |---|---|---|
//! | `MERCHANT#id` | `KEY#id` | [`KeyEntry`] |
//! | `KEY#sha256` | `KEY` | [`ApiKey`], which alone makes a key good |

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::merchants::{Keyed, merchant_key};
use super::{Store, StoreError};
use paylink_domain::actor::Actor;
use paylink_domain::ids::{ApiKeyId, MerchantId};
use paylink_domain::limits::after;
use paylink_domain::merchant::Role;

/// How often the use of a key is noted at the most.
const USE_NOTED: SignedDuration = SignedDuration::from_hours(1);
/// How long the entry of a revoked key is kept, in seconds: longer than an idempotency key, so that
/// a request that made it finds it and does not make another one.
const REVOKED_KEPT: i64 = 8 * 24 * 60 * 60;

/// A machine's key, as far as a request needs it: never the key itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// Whose data it opens.
    pub merchant_id: MerchantId,
    /// What it may do.
    pub role: Role,
    /// What the merchant calls it.
    pub name: String,
}

/// A machine's key as the merchant sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyEntry {
    /// Its id.
    pub id: ApiKeyId,
    /// What the merchant calls it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The SHA-256 of the key, under which it is looked up.
    pub sha256: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: Actor,
    /// When it was last used, to within an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
    /// When DynamoDB may forget a revoked one, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

impl Store {
    /// The API key with this SHA-256, at most 60 seconds old.
    pub async fn find_api_key(&self, sha256: &str) -> Result<Option<ApiKey>, StoreError> {
        if let Some(key) = self.cache.api_keys.get(&sha256.to_owned()) {
            return Ok(Some(key));
        }
        let key: Option<ApiKey> = self.read(lookup_key(sha256), "KEY").await?;
        if let Some(key) = &key {
            self.cache.api_keys.put(sha256.to_owned(), key.clone());
        }
        Ok(key)
    }

    /// Makes a key good: writes what the SHA-256 of its text opens.
    pub async fn put_api_key(&self, sha256: &str, key: &ApiKey) -> Result<(), StoreError> {
        self.write(Keyed {
            pk: lookup_key(sha256),
            sk: "KEY",
            value: key,
        })
        .await
    }

    /// Makes a key dead, here at once and elsewhere within 60 seconds.
    pub async fn delete_api_key(&self, sha256: &str) -> Result<(), StoreError> {
        let deleted = self.delete(lookup_key(sha256), "KEY").await;
        self.cache.api_keys.forget(&sha256.to_owned());
        deleted
    }

    /// All keys of a merchant in the order in which they were made, those revoked of late included.
    pub async fn key_entries(&self, id: MerchantId) -> Result<Vec<KeyEntry>, StoreError> {
        self.read_prefix(&merchant_key(id), ENTRY).await
    }

    /// A key of a merchant.
    pub async fn get_key_entry(
        &self,
        merchant_id: MerchantId,
        id: ApiKeyId,
    ) -> Result<Option<KeyEntry>, StoreError> {
        self.read(merchant_key(merchant_id), &entry_key(id)).await
    }

    /// Writes the entry of a new key.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where there is one with this id.
    pub async fn insert_key_entry(
        &self,
        merchant_id: MerchantId,
        entry: &KeyEntry,
    ) -> Result<(), StoreError> {
        let item = Keyed {
            pk: merchant_key(merchant_id),
            sk: &entry_key(entry.id),
            value: entry,
        };
        self.write_if(item, "attribute_not_exists(pk)", None).await
    }

    /// Notes on its entry that a key was revoked.
    pub async fn put_revoked(
        &self,
        merchant_id: MerchantId,
        entry: &KeyEntry,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(Keyed {
            pk: merchant_key(merchant_id),
            sk: &entry_key(entry.id),
            value: KeyEntry {
                revoked_at: Some(now),
                expires_at: Some(now.as_second().saturating_add(REVOKED_KEPT)),
                ..entry.clone()
            },
        })
        .await
    }

    /// Notes that a key is used, once an hour. Keys without an entry are left alone.
    pub async fn note_key_use(&self, key: &ApiKey, now: Timestamp) -> Result<(), StoreError> {
        if self.cache.used_keys.get(&key.id).is_some() {
            return Ok(());
        }
        let noted = self
            .client
            .update_item()
            .table_name(&self.tables.merchants)
            .key("pk", AttributeValue::S(merchant_key(key.merchant_id)))
            .key("sk", AttributeValue::S(entry_key(key.id)))
            .update_expression("SET last_used_at = :now")
            .condition_expression(
                "attribute_exists(pk) AND (attribute_not_exists(last_used_at) OR last_used_at <= :ago)",
            )
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .expression_attribute_values(
                ":ago",
                AttributeValue::S(after(now, -USE_NOTED).to_string()),
            )
            .send()
            .await
            .map_err(StoreError::from);
        match noted {
            // Another sandbox noted it, or there is nothing to note it on.
            Ok(_) | Err(StoreError::Conflict) => {
                self.cache.used_keys.put(key.id, ());
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

/// What the sort keys of entries begin with.
const ENTRY: &str = "KEY#";

fn entry_key(id: ApiKeyId) -> String {
    format!("{ENTRY}{id}")
}

fn lookup_key(sha256: &str) -> String {
    format!("KEY#{sha256}")
}
