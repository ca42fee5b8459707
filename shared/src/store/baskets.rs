//! The `baskets` table: one item per basket.
//!
//! | attribute | for |
//! |---|---|
//! | `basket_id` | key |
//! | `version` | condition of every write |
//! | `doc` | the basket itself |
//! | `merchant_id` | index `by-merchant`, with `basket_id`: newest first |
//! | `merchant_state` | index `by-state`, with `basket_id` |
//! | `merchant_reference` | index `by-reference` (keys only) |
//! | `paid_merchant`, `money_moved_at` | sparse index `by-payment` |
//! | `due_shard`, `due_at` | sparse index `due` (keys only); `due_at` in epoch milliseconds |
//! | `attention_merchant` | sparse index `by-attention`, with `basket_id`: what staff have to look at |
//! | `summary` | what a list shows; projected into the indexes of lists |
//! | `mail_due` | there while a new mail waits; the stream's filter looks at it |
//! | `webhook_due` | the same for events to merchants' systems |

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Store, StoreError, opaque, read_opaque};
use crate::domain::basket::{Basket, BasketFlag, BasketList, BasketStatus, RowState};
use crate::domain::buyer::EmailAddress;
use crate::domain::due::next_due;
use crate::domain::ids::{BasketId, MerchantId};
use crate::domain::money::{Amount, Currency};

/// How many parts the `due` index is spread over.
pub const DUE_SHARDS: u8 = 16;
/// How many baskets with one and the same reference a search shows.
const SAME_REFERENCE: i32 = 10;
/// How many index entries one search may look at.
const SEARCH_WORK: i32 = 1_000;

/// A basket as it was read, with the version that the next write depends on.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The basket.
    pub basket: Basket,
    /// How often it was written.
    pub version: u64,
}

/// What a list shows of a basket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "the fields of Basket and Balance by the same names"
)]
pub struct BasketSummary {
    // `paid` is what is left of payments after refunds; lists have no room for both.
    pub id: BasketId,
    pub reference: String,
    pub description: String,
    pub buyer_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer_email: Option<EmailAddress>,
    pub currency: Currency,
    pub total: Amount,
    pub paid: Amount,
    pub outstanding: Amount,
    pub overpaid: Amount,
    pub status: BasketStatus,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<BasketFlag>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lacks_guest: bool,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
}

impl BasketSummary {
    /// The summary of a basket.
    pub fn of(basket: &Basket) -> Self {
        let balance = basket.balance();
        Self {
            id: basket.id,
            reference: basket.reference.clone(),
            description: basket
                .items
                .first()
                .map(|item| item.description.clone())
                .unwrap_or_default(),
            buyer_name: basket.buyer.name.clone(),
            buyer_email: basket.buyer.email.clone(),
            currency: basket.currency,
            total: balance.total,
            paid: balance.paid - balance.refunded,
            outstanding: balance.outstanding,
            overpaid: balance.overpaid,
            status: basket.status(),
            flags: basket.flags(),
            lacks_guest: basket.lacks_guest(),
            created_at: basket.created_at,
            starts_at: basket.first_departure(),
        }
    }

    /// Whether staff have to do something about it.
    pub fn needs_attention(&self) -> bool {
        self.lacks_guest || !self.flags.is_empty()
    }

    fn is_in(&self, list: BasketList) -> bool {
        match list {
            BasketList::Status(status) => self.status == status,
            BasketList::Attention => self.needs_attention(),
        }
    }
}

/// A page of a list, newest first.
#[derive(Debug, Clone, Default)]
pub struct BasketPage {
    /// The baskets.
    pub baskets: Vec<BasketSummary>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<BasketCursor>,
}

/// A place in a list: after this basket. Opaque outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasketCursor(BasketId);

impl std::fmt::Display for BasketCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&opaque(&self.0.to_string()))
    }
}

impl std::str::FromStr for BasketCursor {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        read_opaque(text)?.parse().map(Self).map_err(drop)
    }
}

#[derive(Serialize, Deserialize)]
struct BasketItem {
    basket_id: BasketId,
    version: u64,
    merchant_id: MerchantId,
    merchant_state: String,
    merchant_reference: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attention_merchant: Option<MerchantId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paid_merchant: Option<MerchantId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    money_moved_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_shard: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_at: Option<i64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    mail_due: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    webhook_due: bool,
    summary: BasketSummary,
    doc: Basket,
}

impl BasketItem {
    fn of(basket: &Basket, version: u64) -> Self {
        let payments = basket.payments.iter().map(|payment| payment.received_at);
        let refunds = basket.refunds.iter().map(|refund| refund.created_at);
        let money_moved_at = payments.chain(refunds).max();
        let due_at = next_due(basket).map(Timestamp::as_millisecond);
        let summary = BasketSummary::of(basket);
        Self {
            basket_id: basket.id,
            version,
            merchant_id: basket.merchant_id,
            merchant_state: state_key(basket.merchant_id, summary.status),
            merchant_reference: reference_key(basket.merchant_id, &basket.reference),
            attention_merchant: summary.needs_attention().then_some(basket.merchant_id),
            paid_merchant: money_moved_at.map(|_| basket.merchant_id),
            money_moved_at: money_moved_at.map(sort_key),
            due_shard: due_at.map(|_| due_shard(basket.id)),
            due_at,
            mail_due: basket
                .outbox
                .iter()
                .any(|row| row.tries == 0 && matches!(row.state, RowState::Queued { .. })),
            webhook_due: basket
                .webhooks
                .iter()
                .any(|row| row.tries == 0 && matches!(row.state, RowState::Queued { .. })),
            summary,
            doc: basket.clone(),
        }
    }
}

/// A time as a sort key: of one width, so that the order of texts is that of times.
pub(super) fn sort_key(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.9fZ").to_string()
}

fn state_key(merchant: MerchantId, status: BasketStatus) -> String {
    format!("{merchant}#{}", status.as_str())
}

fn reference_key(merchant: MerchantId, reference: &str) -> String {
    format!("{merchant}#{reference}")
}

/// The part of the `due` index that a basket stands in.
pub fn due_shard(id: BasketId) -> u8 {
    let [.., last] = id.ulid().to_bytes();
    last % DUE_SHARDS
}

impl Store {
    /// Reads a basket; always the newest state.
    pub async fn get_basket(&self, id: BasketId) -> Result<Option<Stored>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.tables.baskets)
            .key("basket_id", AttributeValue::S(id.to_string()))
            .projection_expression("version, doc")
            .consistent_read(true)
            .send()
            .await?;
        #[derive(Deserialize)]
        struct Read {
            version: u64,
            doc: Basket,
        }
        let Some(item) = answer.item else {
            return Ok(None);
        };
        let Read { version, doc } = serde_dynamo::from_item(item)?;
        Ok(Some(Stored {
            basket: doc,
            version,
        }))
    }

    /// Writes a new basket.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the id exists.
    pub async fn insert_basket(&self, basket: &Basket) -> Result<Stored, StoreError> {
        self.client
            .put_item()
            .table_name(&self.tables.baskets)
            .set_item(Some(serde_dynamo::to_item(BasketItem::of(basket, 1))?))
            .condition_expression("attribute_not_exists(basket_id)")
            .send()
            .await?;
        Ok(Stored {
            basket: basket.clone(),
            version: 1,
        })
    }

    /// Writes a changed basket over the state that was read.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where somebody else wrote in between.
    pub async fn save_basket(&self, read: &Stored, basket: Basket) -> Result<Stored, StoreError> {
        let version = read.version.saturating_add(1);
        self.client
            .put_item()
            .table_name(&self.tables.baskets)
            .set_item(Some(serde_dynamo::to_item(BasketItem::of(
                &basket, version,
            ))?))
            .condition_expression("version = :read")
            .expression_attribute_values(":read", AttributeValue::N(read.version.to_string()))
            .send()
            .await?;
        Ok(Stored { basket, version })
    }

    /// A page of a merchant's baskets, newest first, all or those of one list.
    pub async fn list_baskets(
        &self,
        merchant: MerchantId,
        list: Option<BasketList>,
        after: Option<BasketCursor>,
        limit: i32,
    ) -> Result<BasketPage, StoreError> {
        let list = List::of(merchant, list);
        let answer = self.query(&list, after, limit).await?;
        let next = match &answer.last {
            Some(key) => cursor_of(key),
            None => None,
        };
        Ok(BasketPage {
            baskets: answer.summaries,
            next,
        })
    }

    /// A page of a merchant's baskets that `text` finds: by its whole reference, or by part of the
    /// reference, the buyer's name or email (case does not matter), newest first.
    ///
    /// One call looks at a bounded number of baskets, so a page may be short or empty and still have
    /// a next one.
    pub async fn search_baskets(
        &self,
        merchant: MerchantId,
        list: Option<BasketList>,
        text: &str,
        after: Option<BasketCursor>,
        limit: i32,
    ) -> Result<BasketPage, StoreError> {
        if after.is_none() {
            let mut found = self.baskets_by_reference(merchant, text).await?;
            found.retain(|found| list.is_none_or(|list| found.is_in(list)));
            if !found.is_empty() {
                return Ok(BasketPage {
                    baskets: found,
                    next: None,
                });
            }
        }
        let wanted = text.to_lowercase();
        let matches = |summary: &BasketSummary| {
            let email = summary
                .buyer_email
                .as_ref()
                .map_or("", EmailAddress::as_str);
            [
                summary.reference.as_str(),
                summary.buyer_name.as_str(),
                email,
            ]
            .iter()
            .any(|field| field.to_lowercase().contains(&wanted))
        };
        let limit = usize::try_from(limit).unwrap_or(1);
        let list = List::of(merchant, list);
        let mut page = BasketPage {
            baskets: Vec::new(),
            next: after,
        };
        let mut work = SEARCH_WORK;
        while work > 0 {
            let step = work.min(200);
            let answer = self.query(&list, page.next, step).await?;
            work -= step;
            for summary in answer
                .summaries
                .into_iter()
                .filter(|summary| matches(summary))
            {
                page.next = Some(BasketCursor(summary.id));
                page.baskets.push(summary);
                if page.baskets.len() >= limit {
                    return Ok(page);
                }
            }
            page.next = answer.last.as_ref().and_then(cursor_of);
            if page.next.is_none() {
                break;
            }
        }
        Ok(page)
    }

    /// The merchant's baskets with exactly this reference, the newest ten where there are more.
    async fn baskets_by_reference(
        &self,
        merchant: MerchantId,
        reference: &str,
    ) -> Result<Vec<BasketSummary>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.tables.baskets)
            .index_name("by-reference")
            .key_condition_expression("merchant_reference = :reference")
            .expression_attribute_values(
                ":reference",
                AttributeValue::S(reference_key(merchant, reference)),
            )
            .scan_index_forward(false)
            .limit(SAME_REFERENCE)
            .send()
            .await?;
        let mut found = Vec::new();
        for id in answer
            .items
            .unwrap_or_default()
            .iter()
            .filter_map(basket_id_of)
        {
            let stored = self.get_basket(id).await?;
            found.extend(stored.map(|stored| BasketSummary::of(&stored.basket)));
        }
        Ok(found)
    }

    /// All baskets of a merchant whose money last moved in [`since`, `until`], by the index
    /// `by-payment`.
    pub async fn baskets_paid_between(
        &self,
        merchant: MerchantId,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<BasketId>, StoreError> {
        let mut found = Vec::new();
        let mut start = None;
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.tables.baskets)
                .index_name("by-payment")
                .key_condition_expression(
                    "paid_merchant = :merchant AND money_moved_at BETWEEN :since AND :until",
                )
                .expression_attribute_values(":merchant", AttributeValue::S(merchant.to_string()))
                .expression_attribute_values(":since", AttributeValue::S(sort_key(since)))
                .expression_attribute_values(":until", AttributeValue::S(sort_key(until)))
                .projection_expression("basket_id")
                .set_exclusive_start_key(start)
                .send()
                .await?;
            let items = answer.items.unwrap_or_default();
            found.extend(items.iter().filter_map(basket_id_of));
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(found);
            }
        }
    }

    /// Baskets of one part of the `due` index that need something at `now`, the longest waiting
    /// first.
    pub async fn due_baskets(
        &self,
        shard: u8,
        now: Timestamp,
        limit: i32,
    ) -> Result<Vec<BasketId>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.tables.baskets)
            .index_name("due")
            .key_condition_expression("due_shard = :shard AND due_at <= :now")
            .expression_attribute_values(":shard", AttributeValue::N(shard.to_string()))
            .expression_attribute_values(
                ":now",
                AttributeValue::N(now.as_millisecond().to_string()),
            )
            .limit(limit)
            .send()
            .await?;
        Ok(answer
            .items
            .unwrap_or_default()
            .iter()
            .filter_map(basket_id_of)
            .collect())
    }

    async fn query(
        &self,
        list: &List,
        after: Option<BasketCursor>,
        limit: i32,
    ) -> Result<Answer, StoreError> {
        let start = after.map(|BasketCursor(id)| {
            HashMap::from([
                ("basket_id".to_owned(), AttributeValue::S(id.to_string())),
                (list.key.to_owned(), AttributeValue::S(list.value.clone())),
            ])
        });
        let answer = self
            .client
            .query()
            .table_name(&self.tables.baskets)
            .index_name(list.index)
            .key_condition_expression("#key = :value")
            .expression_attribute_names("#key", list.key)
            .expression_attribute_values(":value", AttributeValue::S(list.value.clone()))
            .scan_index_forward(false)
            .set_exclusive_start_key(start)
            .limit(limit)
            .send()
            .await?;
        #[derive(Deserialize)]
        struct Entry {
            summary: BasketSummary,
        }
        let entries: Vec<Entry> = serde_dynamo::from_items(answer.items.unwrap_or_default())?;
        Ok(Answer {
            summaries: entries.into_iter().map(|entry| entry.summary).collect(),
            last: answer.last_evaluated_key,
        })
    }
}

/// An index and the key to look under.
struct List {
    index: &'static str,
    key: &'static str,
    value: String,
}

impl List {
    fn of(merchant: MerchantId, list: Option<BasketList>) -> Self {
        match list {
            None => Self {
                index: "by-merchant",
                key: "merchant_id",
                value: merchant.to_string(),
            },
            Some(BasketList::Status(status)) => Self {
                index: "by-state",
                key: "merchant_state",
                value: state_key(merchant, status),
            },
            Some(BasketList::Attention) => Self {
                index: "by-attention",
                key: "attention_merchant",
                value: merchant.to_string(),
            },
        }
    }
}

struct Answer {
    summaries: Vec<BasketSummary>,
    last: Option<HashMap<String, AttributeValue>>,
}

fn cursor_of(key: &HashMap<String, AttributeValue>) -> Option<BasketCursor> {
    basket_id_of(key).map(BasketCursor)
}

pub(super) fn basket_id_of(item: &HashMap<String, AttributeValue>) -> Option<BasketId> {
    item.get("basket_id")?.as_s().ok()?.parse().ok()
}
