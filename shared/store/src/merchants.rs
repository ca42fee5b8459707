//! The `merchants` table: profiles, and what the other items of the table share (R24, R25).
//!
//! | `pk` | `sk` | |
//! |---|---|---|
//! | `MERCHANT#id` | `PROFILE` | [`Merchant`] |
//! | `MERCHANT#id` | `TEAM` | who works there, see [`super::team`] |
//! | `USER#issuer#subject`, `INVITE#email` | | see [`super::team`] |
//! | `MERCHANT#id` | `KEY#id` | an API key as the merchant sees it, see [`super::keys`] |
//! | `KEY#sha256` | `KEY` | what the key opens, see [`super::keys`] |
//! | `SESSION#sha256`, `LOGIN#sha256` | | see [`super::sessions`] |
//! | `CLAIM#who#key` | | see [`super::claims`] |
//! | `MAILS#merchant` | hour | see [`super::quotas`] |
//! | `UNMATCHED` | | see [`super::unmatched`] |
//! | `GATEWAYS` | `account#merchant` | see [`super::gateways`] |
//! | `CURSOR` | account | see [`super::cursors`] |
//! | `MERCHANT#id`, `DELIVERIES#endpoint` | `WEBHOOKS`, event | see [`super::webhooks`] |

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Store, StoreError};
use paylink_domain::ids::MerchantId;
use paylink_domain::merchant::Merchant;

/// An item of the table: its keys, and the rest.
#[derive(Serialize)]
pub(super) struct Keyed<'a, T> {
    pub(super) pk: String,
    pub(super) sk: &'a str,
    #[serde(flatten)]
    pub(super) value: T,
}

impl Store {
    /// A merchant's profile, the newest state.
    pub async fn get_merchant(&self, id: MerchantId) -> Result<Option<Merchant>, StoreError> {
        let merchant: Option<Merchant> = self.read(merchant_key(id), "PROFILE").await?;
        if let Some(merchant) = &merchant {
            self.cache.merchants.put(id, merchant.clone());
        }
        Ok(merchant)
    }

    /// A merchant's profile for showing, at most 60 seconds old.
    pub async fn merchant_for_display(
        &self,
        id: MerchantId,
    ) -> Result<Option<Merchant>, StoreError> {
        if let Some(merchant) = self.cache.merchants.get(&id) {
            return Ok(Some(merchant));
        }
        // A moment old does as well, and costs half; a new merchant's may not be there yet.
        let recent: Option<Merchant> = self.read_recent(merchant_key(id), "PROFILE").await?;
        match recent {
            Some(merchant) => {
                self.cache.merchants.put(id, merchant.clone());
                Ok(Some(merchant))
            }
            None => self.get_merchant(id).await,
        }
    }

    /// Writes a merchant's profile whatever stands there, and before it the account that it takes
    /// money with: a crash in between leaves an entry too many, never a merchant whose account is
    /// not reconciled.
    pub async fn put_merchant(&self, merchant: &Merchant) -> Result<(), StoreError> {
        self.put_gateway_entry(merchant).await?;
        self.cache.merchants.forget(&merchant.id);
        self.write(profile_item(merchant)).await
    }

    /// Writes the profile of a new merchant.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where there is one.
    pub async fn insert_merchant(&self, merchant: &Merchant) -> Result<(), StoreError> {
        self.put_gateway_entry(merchant).await?;
        self.write_if(profile_item(merchant), "attribute_not_exists(pk)", None)
            .await
    }

    /// Writes a changed profile in the place of the one that was read, and before it the account
    /// that it takes money with.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where somebody else wrote since.
    pub async fn save_merchant(
        &self,
        read: &Merchant,
        next: Merchant,
    ) -> Result<Merchant, StoreError> {
        let next = Merchant {
            version: read.version.saturating_add(1),
            ..next
        };
        self.put_gateway_entry(&next).await?;
        self.cache.merchants.forget(&next.id);
        // Profiles of before there was a version count as version 0.
        let unchanged = if read.version == 0 {
            "attribute_exists(pk) AND (attribute_not_exists(version) OR version = :read)"
        } else {
            "version = :read"
        };
        self.write_if(profile_item(&next), unchanged, Some(read.version))
            .await?;
        Ok(next)
    }

    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        pk: String,
        sk: &str,
    ) -> Result<Option<T>, StoreError> {
        self.read_item(pk, sk, true).await
    }

    /// As [`Self::read`], but what stood there a moment ago may be answered.
    async fn read_recent<T: DeserializeOwned>(
        &self,
        pk: String,
        sk: &str,
    ) -> Result<Option<T>, StoreError> {
        self.read_item(pk, sk, false).await
    }

    async fn read_item<T: DeserializeOwned>(
        &self,
        pk: String,
        sk: &str,
        newest: bool,
    ) -> Result<Option<T>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.tables.merchants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk.to_owned()))
            .consistent_read(newest)
            .send()
            .await?;
        Ok(answer.item.map(serde_dynamo::from_item).transpose()?)
    }

    /// All items of a small partition, whatever the number of pages.
    pub(super) async fn read_partition<T: DeserializeOwned>(
        &self,
        pk: &str,
    ) -> Result<Vec<T>, StoreError> {
        self.read_where("pk = :pk", &[(":pk", pk)]).await
    }

    /// The items of a partition whose sort key begins with `prefix`, in the order of their keys.
    pub(super) async fn read_prefix<T: DeserializeOwned>(
        &self,
        pk: &str,
        prefix: &str,
    ) -> Result<Vec<T>, StoreError> {
        let keys = "pk = :pk AND begins_with(sk, :prefix)";
        self.read_where(keys, &[(":pk", pk), (":prefix", prefix)])
            .await
    }

    async fn read_where<T: DeserializeOwned>(
        &self,
        keys: &str,
        values: &[(&str, &str)],
    ) -> Result<Vec<T>, StoreError> {
        let values = values.iter().map(|(name, value)| {
            let value = AttributeValue::S((*value).to_owned());
            ((*name).to_owned(), value)
        });
        let values: HashMap<String, AttributeValue> = values.collect();
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.tables.merchants)
                .key_condition_expression(keys)
                .set_expression_attribute_values(Some(values.clone()))
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .send()
                .await?;
            items.extend(serde_dynamo::from_items::<_, T>(
                answer.items.unwrap_or_default(),
            )?);
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(items);
            }
        }
    }

    /// Writes an item on a condition, in which `:read` stands for the version that was read.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the condition does not hold.
    pub(super) async fn write_if<T: Serialize>(
        &self,
        item: Keyed<'_, T>,
        condition: &str,
        read: Option<u64>,
    ) -> Result<(), StoreError> {
        let values = read.map(|version| {
            HashMap::from([(":read".to_owned(), AttributeValue::N(version.to_string()))])
        });
        self.client
            .put_item()
            .table_name(&self.tables.merchants)
            .set_item(Some(serde_dynamo::to_item(item)?))
            .condition_expression(condition)
            .set_expression_attribute_values(values)
            .send()
            .await?;
        Ok(())
    }

    pub(super) async fn write<T: Serialize>(&self, item: Keyed<'_, T>) -> Result<(), StoreError> {
        self.client
            .put_item()
            .table_name(&self.tables.merchants)
            .set_item(Some(serde_dynamo::to_item(item)?))
            .send()
            .await?;
        Ok(())
    }

    pub(super) async fn delete(&self, pk: String, sk: &str) -> Result<(), StoreError> {
        self.client
            .delete_item()
            .table_name(&self.tables.merchants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk.to_owned()))
            .send()
            .await?;
        Ok(())
    }
}

fn profile_item(merchant: &Merchant) -> Keyed<'_, &Merchant> {
    Keyed {
        pk: merchant_key(merchant.id),
        sk: "PROFILE",
        value: merchant,
    }
}

/// The partition of what belongs to one merchant.
pub(super) fn merchant_key(id: MerchantId) -> String {
    format!("MERCHANT#{id}")
}
