//! Baskets by time: whose money moved in a period, and which need something now.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use super::super::{Store, StoreError};
use super::item::{basket_id_of, sort_key};
use paylink_domain::ids::{BasketId, MerchantId};

impl Store {
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
}
