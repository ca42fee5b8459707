//! The `baskets` table: one item per basket.
//!
//! | attribute | for |
//! |---|---|
//! | `basket_id` | key |
//! | `version` | condition of every write |
//! | `doc` | the basket itself, without what stands beside it |
//! | `history`, `outbox`, `mails`, `webhooks` | lists of the basket that its pages for guests do not show |
//! | `merchant_id` | index `by-merchant`, with `basket_id`: newest first |
//! | `merchant_state` | index `by-state`, with `basket_id` |
//! | `merchant_reference` | index `by-reference` (keys only) |
//! | `paid_merchant`, `money_moved_at` | sparse index `by-payment` |
//! | `due_shard`, `due_at` | sparse index `due` (keys only); `due_at` in epoch milliseconds |
//! | `attention_merchant` | sparse index `by-attention`, with `basket_id`: what staff have to look at |
//! | `summary` | what a list shows, without the id; projected into the indexes of lists |
//! | `mail_due` | there while a new mail waits; the stream's filter looks at it |
//! | `webhook_due` | the same for events to merchants' systems |

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_dynamo::{AttributeValue as Value, Item};

use super::{Store, StoreError, opaque, read_opaque};
use paylink_domain::basket::{Basket, BasketList, BasketStatus};
use paylink_domain::buyer::EmailAddress;
use paylink_domain::due::next_due;
use paylink_domain::flag::BasketFlag;
use paylink_domain::ids::{BasketId, MerchantId};
use paylink_domain::money::{Amount, Currency};
use paylink_domain::outbox::RowState;

/// How many parts the `due` index is spread over.
pub const DUE_SHARDS: u8 = 16;
/// How many baskets with one and the same reference a search shows.
const SAME_REFERENCE: i32 = 10;
/// How many index entries one search may look at.
const SEARCH_WORK: i32 = 1_000;

/// Fields of an item's maps that stand beside the map: what is stored anyway need not be stored twice,
/// and what not everybody reads can be left out of an answer. Map, field, attribute.
const BESIDE: [(&str, &str, &str); 7] = [
    ("doc", "id", "basket_id"),
    ("doc", "merchant_id", "merchant_id"),
    ("doc", "history", "history"),
    ("doc", "outbox", "outbox"),
    ("doc", "mails", "mails"),
    ("doc", "webhooks", "webhooks"),
    ("summary", "id", "basket_id"),
];
/// A basket as pages for guests show it.
const SHOWN: &str = "basket_id, merchant_id, doc";
/// A basket with all that belongs to it.
const WHOLE: &str = "basket_id, merchant_id, version, doc, history, outbox, mails, webhooks";

/// A basket as it was read, with the version that the next write depends on.
#[derive(Debug, Clone, Deserialize)]
pub struct Stored {
    /// The basket.
    #[serde(rename = "doc")]
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
    #[serde(default, skip_serializing_if = "Amount::is_zero")]
    pub paid: Amount,
    #[serde(default, skip_serializing_if = "Amount::is_zero")]
    pub outstanding: Amount,
    #[serde(default, skip_serializing_if = "Amount::is_zero")]
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

#[derive(Serialize)]
struct BasketItem<'a> {
    basket_id: BasketId,
    version: u64,
    merchant_id: MerchantId,
    merchant_state: String,
    merchant_reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    attention_merchant: Option<MerchantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paid_merchant: Option<MerchantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    money_moved_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_shard: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<i64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    mail_due: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    webhook_due: bool,
    summary: BasketSummary,
    doc: &'a Basket,
}

impl<'a> BasketItem<'a> {
    fn of(basket: &'a Basket, version: u64) -> Self {
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
            doc: basket,
        }
    }
}

/// Reads an item, or what was asked for of one, with all that stands beside its maps put into them.
///
/// # Errors
/// Where the item is not one that was written here.
pub fn from_item<T: DeserializeOwned>(item: impl Into<Item>) -> Result<T, StoreError> {
    let mut item = item.into();
    for (map, field, attribute) in BESIDE {
        let value = if field == attribute {
            item.remove(attribute)
        } else {
            // An id, which more than one map may want.
            item.get(attribute).cloned()
        };
        if let (Some(value), Some(Value::M(map))) = (value, item.get_mut(map)) {
            map.insert(field.to_owned(), value);
        }
    }
    Ok(serde_dynamo::from_item(item)?)
}

fn to_item(basket: &Basket, version: u64) -> Result<HashMap<String, AttributeValue>, StoreError> {
    let mut item: Item = serde_dynamo::to_item(BasketItem::of(basket, version))?;
    for (map, field, attribute) in BESIDE {
        if let Some(Value::M(map)) = item.get_mut(map)
            && let Some(value) = map.remove(field)
        {
            item.insert(attribute.to_owned(), value);
        }
    }
    Ok(item.into())
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
        let answer = self.reading(id, WHOLE).send().await?;
        answer.item.map(from_item).transpose()
    }

    /// Reads a basket for a page that a guest looks at: without its history, mails and events, and
    /// without the version, so that nothing can be written over what is missing. Always the newest
    /// state.
    pub async fn basket_for_display(&self, id: BasketId) -> Result<Option<Basket>, StoreError> {
        #[derive(Deserialize)]
        struct Shown {
            doc: Basket,
        }
        let answer = self.reading(id, SHOWN).send().await?;
        let shown: Option<Shown> = answer.item.map(from_item).transpose()?;
        Ok(shown.map(|shown| shown.doc))
    }

    fn reading(&self, id: BasketId, attributes: &str) -> GetItemFluentBuilder {
        self.client
            .get_item()
            .table_name(&self.tables.baskets)
            .key("basket_id", AttributeValue::S(id.to_string()))
            .projection_expression(attributes)
            .consistent_read(true)
    }

    /// Writes a new basket.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the id exists.
    pub async fn insert_basket(&self, basket: &Basket) -> Result<Stored, StoreError> {
        self.client
            .put_item()
            .table_name(&self.tables.baskets)
            .set_item(Some(to_item(basket, 1)?))
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
            .set_item(Some(to_item(&basket, version)?))
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
        let entries = answer.items.unwrap_or_default().into_iter();
        let entries: Result<Vec<Entry>, StoreError> = entries.map(from_item).collect();
        Ok(Answer {
            summaries: entries?.into_iter().map(|entry| entry.summary).collect(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use paylink_domain::apply::apply;
    use paylink_domain::decide::create_link::AmountRequest;
    use paylink_domain::test_support::{at, basket, link, opened, paid_fact, with_link};

    fn paid() -> Basket {
        let open = opened(
            &with_link(&basket(), 1, AmountRequest::Follow),
            1,
            link(1),
            1,
        );
        apply(&open, &paid_fact(1, link(1), 10_000), at(2))
    }

    #[test]
    fn a_basket_is_read_as_it_was_written() {
        for basket in [basket(), paid()] {
            let stored: Stored = from_item(to_item(&basket, 7).unwrap()).unwrap();
            assert_eq!((stored.basket, stored.version), (basket, 7));
        }
    }

    #[test]
    fn a_summary_is_read_as_it_was_written() {
        #[derive(Deserialize)]
        struct Entry {
            summary: BasketSummary,
        }
        for basket in [basket(), paid()] {
            let entry: Entry = from_item(to_item(&basket, 7).unwrap()).unwrap();
            assert_eq!(entry.summary, BasketSummary::of(&basket));
        }
    }

    #[test]
    fn nothing_that_stands_beside_a_map_is_written_in_it() {
        let item = to_item(&paid(), 7).unwrap();
        for (map, field, _) in BESIDE {
            let map = item.get(map).unwrap().as_m().unwrap();
            assert!(!map.contains_key(field), "{field}");
        }
        for attribute in ["basket_id", "merchant_id", "history", "outbox"] {
            assert!(item.contains_key(attribute), "{attribute}");
        }
        let read = |wanted| WHOLE.split(", ").any(|attribute| attribute == wanted);
        assert!(BESIDE.iter().all(|(_, _, attribute)| read(*attribute)));
    }
}
