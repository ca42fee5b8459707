//! A merchant's baskets in lists: all, those of one status, and those that a search finds.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Deserialize;

use super::super::opaque::{opaque, read_opaque};
use super::super::{Store, StoreError};
use super::item::{basket_id_of, from_item, reference_key, state_key};
use super::summary::BasketSummary;
use paylink_domain::basket::BasketList;
use paylink_domain::ids::{BasketId, MerchantId};

/// How many baskets with one and the same reference a search shows.
const SAME_REFERENCE: i32 = 10;
/// How many index entries one search may look at.
const SEARCH_WORK: i32 = 1_000;

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

impl Store {
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
                .filter(|summary| summary.contains(&wanted))
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
