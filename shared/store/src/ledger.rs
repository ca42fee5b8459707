//! The index `by-payment`: a merchant's baskets by when money last moved.

use std::collections::HashMap;
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use super::baskets::{basket_id_of, sort_key};
use super::opaque::{opaque, read_opaque};
use super::{Store, StoreError};
use paylink_domain::ids::{BasketId, MerchantId, PaymentId, RefundId};

/// A place in the index: a basket, and the time at which it stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedBasket {
    /// Which basket.
    pub basket_id: BasketId,
    moved_at: String,
}

/// A place in a list of what moved money: after this payment or refund of this basket, or after all
/// of them. Opaque outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerCursor {
    /// The basket.
    pub place: MovedBasket,
    /// The last of its payments or refunds that was listed; all of them where there is none.
    pub entry: Option<EntryId>,
}

/// A payment or a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryId {
    /// A payment.
    Payment(PaymentId),
    /// A refund.
    Refund(RefundId),
}

impl std::fmt::Display for EntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Payment(id) => id.fmt(f),
            Self::Refund(id) => id.fmt(f),
        }
    }
}

impl FromStr for EntryId {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let payment = text.parse().map(Self::Payment);
        payment
            .or_else(|_| text.parse().map(Self::Refund))
            .map_err(drop)
    }
}

impl std::fmt::Display for LedgerCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let MovedBasket {
            basket_id,
            moved_at,
        } = &self.place;
        let entry = self.entry.map(|id| id.to_string()).unwrap_or_default();
        f.write_str(&opaque(&format!("{moved_at} {basket_id} {entry}")))
    }
}

impl FromStr for LedgerCursor {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = read_opaque(text)?;
        let (at, rest) = text.split_once(' ').ok_or(())?;
        let (basket, entry) = rest.split_once(' ').ok_or(())?;
        let at: Timestamp = at.parse().map_err(drop)?;
        Ok(Self {
            place: MovedBasket {
                basket_id: basket.parse().map_err(drop)?,
                moved_at: sort_key(at),
            },
            entry: match entry {
                "" => None,
                entry => Some(entry.parse()?),
            },
        })
    }
}

/// A page of the index.
#[derive(Debug, Clone)]
pub struct MovedPage {
    /// The baskets, the one whose money moved longest ago first.
    pub baskets: Vec<MovedBasket>,
    /// Whether there are more.
    pub more: bool,
}

impl Store {
    /// At most `limit` baskets of a merchant whose money last moved at `since` or later, from after a
    /// place on.
    pub async fn baskets_moved_since(
        &self,
        merchant: MerchantId,
        since: Timestamp,
        after: Option<&MovedBasket>,
        limit: i32,
    ) -> Result<MovedPage, StoreError> {
        let start = after.map(|place| {
            HashMap::from([
                ("basket_id", place.basket_id.to_string()),
                ("paid_merchant", merchant.to_string()),
                ("money_moved_at", place.moved_at.clone()),
            ])
            .into_iter()
            .map(|(name, value)| (name.to_owned(), AttributeValue::S(value)))
            .collect()
        });
        let answer = self
            .client
            .query()
            .table_name(&self.tables.baskets)
            .index_name("by-payment")
            .key_condition_expression("paid_merchant = :merchant AND money_moved_at >= :since")
            .expression_attribute_values(":merchant", AttributeValue::S(merchant.to_string()))
            .expression_attribute_values(":since", AttributeValue::S(sort_key(since)))
            .projection_expression("basket_id, money_moved_at")
            .set_exclusive_start_key(start)
            .limit(limit)
            .send()
            .await?;
        let places = answer.items.unwrap_or_default();
        Ok(MovedPage {
            baskets: places.iter().filter_map(place_of).collect(),
            more: answer.last_evaluated_key.is_some(),
        })
    }
}

fn place_of(item: &HashMap<String, AttributeValue>) -> Option<MovedBasket> {
    Some(MovedBasket {
        basket_id: basket_id_of(item)?,
        moved_at: item.get("money_moved_at")?.as_s().ok()?.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_read_back_and_nothing_else_does() {
        let place = MovedBasket {
            basket_id: "bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap(),
            moved_at: sort_key("2026-11-24T09:08:07.5Z".parse().unwrap()),
        };
        for entry in [
            "pay_01K9ZZZZZZZZZZZZZZZZZZZZZZ",
            "re_01K9ZZZZZZZZZZZZZZZZZZZZZZ",
            "",
        ] {
            let cursor = LedgerCursor {
                place: place.clone(),
                entry: entry.parse().ok(),
            };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for wrong in ["", "x", "MjAyNi0xMS0yNA", "!"] {
            assert_eq!(wrong.parse::<LedgerCursor>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn the_order_of_sort_keys_is_that_of_times() {
        let keys = [
            "2026-11-24T09:08:07Z",
            "2026-11-24T09:08:07.006Z",
            "2026-11-24T09:08:07.06Z",
        ]
        .map(|at| sort_key(at.parse().unwrap()));
        assert!(keys.is_sorted(), "{keys:?}");
    }
}
