//! The shape of an item: its attributes, the keys of its indexes, and what is read back from it.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_dynamo::{AttributeValue as Value, Item};

use super::super::StoreError;
use super::summary::BasketSummary;
use paylink_domain::basket::{Basket, BasketStatus};
use paylink_domain::due::next_due;
use paylink_domain::ids::{BasketId, MerchantId};
use paylink_domain::outbox::RowState;

/// How many parts the `due` index is spread over.
pub const DUE_SHARDS: u8 = 16;
/// Fields that are taken out of an item's maps and stored as attributes: map, field, attribute.
///
/// A value that is an attribute already is not stored twice. A list that not every reader needs can be
/// left out of an answer.
const BESIDE: [(&str, &str, &str); 7] = [
    ("doc", "id", "basket_id"),
    ("doc", "merchant_id", "merchant_id"),
    ("doc", "history", "history"),
    ("doc", "outbox", "outbox"),
    ("doc", "mails", "mails"),
    ("doc", "webhooks", "webhooks"),
    ("summary", "id", "basket_id"),
];
/// The attributes that pages for guests show.
pub(super) const SHOWN: &str = "basket_id, merchant_id, doc";
/// The attributes of a whole basket.
pub(super) const WHOLE: &str =
    "basket_id, merchant_id, version, doc, history, outbox, mails, webhooks";

/// A basket that was read, with the version that the next write depends on.
#[derive(Debug, Clone, Deserialize)]
pub struct Stored {
    /// The basket.
    #[serde(rename = "doc")]
    pub basket: Basket,
    /// How often it was written.
    pub version: u64,
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

/// Reads an item, whole or in part. The fields of [`BESIDE`] are put back into their maps.
///
/// # Errors
/// Where this code did not write the item.
pub fn from_item<T: DeserializeOwned>(item: impl Into<Item>) -> Result<T, StoreError> {
    let mut item = item.into();
    for (map, field, attribute) in BESIDE {
        let value = if field == attribute {
            item.remove(attribute)
        } else {
            // An id, which more than one map may need.
            item.get(attribute).cloned()
        };
        if let (Some(value), Some(Value::M(map))) = (value, item.get_mut(map)) {
            map.insert(field.to_owned(), value);
        }
    }
    Ok(serde_dynamo::from_item(item)?)
}

pub(super) fn to_item(
    basket: &Basket,
    version: u64,
) -> Result<HashMap<String, AttributeValue>, StoreError> {
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

/// A time as a sort key. All keys have one length, so texts sort as their times do.
pub(crate) fn sort_key(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.9fZ").to_string()
}

pub(super) fn state_key(merchant: MerchantId, status: BasketStatus) -> String {
    format!("{merchant}#{}", status.as_str())
}

pub(super) fn reference_key(merchant: MerchantId, reference: &str) -> String {
    format!("{merchant}#{reference}")
}

/// The part of the `due` index that holds a basket.
pub fn due_shard(id: BasketId) -> u8 {
    let [.., last] = id.ulid().to_bytes();
    last % DUE_SHARDS
}

pub(crate) fn basket_id_of(item: &HashMap<String, AttributeValue>) -> Option<BasketId> {
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
