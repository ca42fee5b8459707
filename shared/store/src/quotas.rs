//! How many mails a merchant's people asked for in each hour.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use jiff::Timestamp;
use serde::Deserialize;

use super::{Store, StoreError};
use paylink_domain::ids::MerchantId;

const HOUR: i64 = 60 * 60;

impl Store {
    /// Counts one more mail in the hour of `now`, and answers how many there are with it.
    pub async fn count_mail(
        &self,
        merchant: MerchantId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let hour = now.as_second().div_euclid(HOUR);
        let forgotten_at = hour.saturating_add(2).saturating_mul(HOUR);
        let answer = self
            .client
            .update_item()
            .table_name(&self.tables.merchants)
            .key("pk", AttributeValue::S(format!("MAILS#{merchant}")))
            .key("sk", AttributeValue::S(hour.to_string()))
            .update_expression("ADD mails :one SET expires_at = :end")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":end", AttributeValue::N(forgotten_at.to_string()))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await?;
        #[derive(Deserialize)]
        struct Count {
            mails: u64,
        }
        let Count { mails } = serde_dynamo::from_item(answer.attributes.unwrap_or_default())?;
        Ok(mails)
    }
}
