//! The `merchants` table: profiles, members and API keys (R24, R25).
//!
//! | `pk` | `sk` | |
//! |---|---|---|
//! | `MERCHANT#id` | `PROFILE` | [`Merchant`] |
//! | `KEY#sha256` | `KEY` | [`ApiKey`] |
//! | `USER#issuer#subject` | `USER` | [`Member`] |
//! | `SESSION#sha256`, `LOGIN#sha256` | | see [`super::sessions`] |
//! | `CLAIM#merchant#key` | | see [`super::claims`] |
//! | `MAILS#merchant` | hour | see [`super::quotas`] |
//! | `UNMATCHED` | | see [`super::unmatched`] |
//! | `GATEWAYS` | `account#merchant` | see [`super::gateways`] |
//! | `CURSOR` | account | see [`super::cursors`] |
//! | `MERCHANT#id`, `DELIVERIES#endpoint` | `WEBHOOKS`, event | see [`super::webhooks`] |
//!
//! Items of a merchant carry `merchant_id`, the key of the index `by-merchant`.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Store, StoreError};
use crate::domain::buyer::EmailAddress;
use crate::domain::ids::{ApiKeyId, MerchantId};
use crate::domain::merchant::{Merchant, Role};

/// A machine's key, as far as it is kept: never the key itself (R25).
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

/// A person at a merchant (R24).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The issuer that signs them in.
    pub issuer: String,
    /// Who they are there.
    pub subject: String,
    /// Whose data they see.
    pub merchant_id: MerchantId,
    /// What they may do.
    pub role: Role,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: EmailAddress,
}

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
        match self.cache.merchants.get(&id) {
            Some(merchant) => Ok(Some(merchant)),
            None => self.get_merchant(id).await,
        }
    }

    /// Writes a merchant's profile, and before it the account that it takes money with: a crash in
    /// between leaves an entry too many, never a merchant whose account is not reconciled.
    pub async fn put_merchant(&self, merchant: &Merchant) -> Result<(), StoreError> {
        self.put_gateway_entry(merchant).await?;
        self.cache.merchants.forget(&merchant.id);
        #[derive(Serialize)]
        struct Item<'a> {
            merchant_id: MerchantId,
            #[serde(flatten)]
            merchant: &'a Merchant,
        }
        let value = Item {
            merchant_id: merchant.id,
            merchant,
        };
        self.write(Keyed {
            pk: merchant_key(merchant.id),
            sk: "PROFILE",
            value,
        })
        .await
    }

    /// The API key with this SHA-256, at most 60 seconds old.
    pub async fn find_api_key(&self, sha256: &str) -> Result<Option<ApiKey>, StoreError> {
        if let Some(key) = self.cache.api_keys.get(&sha256.to_owned()) {
            return Ok(Some(key));
        }
        let key: Option<ApiKey> = self.read(format!("KEY#{sha256}"), "KEY").await?;
        if let Some(key) = &key {
            self.cache.api_keys.put(sha256.to_owned(), key.clone());
        }
        Ok(key)
    }

    /// Writes an API key under the SHA-256 of its text.
    pub async fn put_api_key(&self, sha256: &str, key: &ApiKey) -> Result<(), StoreError> {
        self.write(Keyed {
            pk: format!("KEY#{sha256}"),
            sk: "KEY",
            value: key,
        })
        .await
    }

    /// The member that an issuer knows by this subject.
    pub async fn find_member(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<Member>, StoreError> {
        self.read(member_key(issuer, subject), "USER").await
    }

    /// Writes a member.
    pub async fn put_member(&self, member: &Member) -> Result<(), StoreError> {
        let pk = member_key(&member.issuer, &member.subject);
        self.write(Keyed {
            pk,
            sk: "USER",
            value: member,
        })
        .await
    }

    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        pk: String,
        sk: &str,
    ) -> Result<Option<T>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.tables.merchants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk.to_owned()))
            .consistent_read(true)
            .send()
            .await?;
        Ok(answer.item.map(serde_dynamo::from_item).transpose()?)
    }

    /// All items of a small partition, whatever the number of pages.
    pub(super) async fn read_partition<T: DeserializeOwned>(
        &self,
        pk: &str,
    ) -> Result<Vec<T>, StoreError> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.tables.merchants)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
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

pub(super) fn merchant_key(id: MerchantId) -> String {
    format!("MERCHANT#{id}")
}

fn member_key(issuer: &str, subject: &str) -> String {
    format!("USER#{issuer}#{subject}")
}
