//! Idempotency claims: who uses which key for what, and with which ids.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::merchants::Keyed;
use super::{Store, StoreError};
use paylink_domain::ids::MerchantId;
use paylink_platform::hash::sha256_hex;

/// A claim on an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// SHA-256 over method, path and body of the request.
    pub fingerprint: String,
    /// The seed that every id of the operation is made from.
    pub seed: String,
    /// When the operation was first asked for; times it writes are of then.
    pub claimed_at: Timestamp,
    /// Until when the first caller may still be at work.
    pub leased_until: Timestamp,
    /// Epoch seconds after which it is forgotten.
    pub expires_at: i64,
}

/// Among whose idempotency keys a key is: those of a merchant, whoever calls for it, or those of an
/// operator, who has no merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimScope(String);

impl ClaimScope {
    /// The keys of a merchant.
    pub fn of_merchant(merchant: MerchantId) -> Self {
        Self(merchant.to_string())
    }

    /// The keys of an operator: this subject of this issuer.
    pub fn of_operator(issuer: &str, subject: &str) -> Self {
        let who = format!("{issuer}\n{subject}");
        Self(format!("operator#{}", sha256_hex(who.as_bytes())))
    }
}

impl Store {
    /// Puts a claim where there is none, or where the one there has outlived its time. `None` when
    /// it was put, else the claim that was there before.
    pub async fn claim(
        &self,
        scope: &ClaimScope,
        key: &str,
        claim: &Claim,
        now: Timestamp,
    ) -> Result<Option<Claim>, StoreError> {
        let pk = claim_key(scope, key);
        let item = serde_dynamo::to_item(Keyed {
            pk: pk.clone(),
            sk: "CLAIM",
            value: claim,
        })?;
        let put = self
            .client
            .put_item()
            .table_name(&self.tables.merchants)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR expires_at <= :now")
            .expression_attribute_values(":now", AttributeValue::N(now.as_second().to_string()))
            .send()
            .await
            .map_err(StoreError::from);
        match put {
            Ok(_) => Ok(None),
            Err(StoreError::Conflict) => match self.read(pk, "CLAIM").await? {
                Some(found) => Ok(Some(found)),
                // It was released in between; the caller tries again.
                None => Err(StoreError::Conflict),
            },
            Err(error) => Err(error),
        }
    }

    /// Takes over a claim whose lease has run out. `false` where another was faster.
    pub async fn take_over_claim(
        &self,
        scope: &ClaimScope,
        key: &str,
        found: &Claim,
        leased_until: Timestamp,
    ) -> Result<bool, StoreError> {
        let answer = self
            .client
            .update_item()
            .table_name(&self.tables.merchants)
            .key("pk", AttributeValue::S(claim_key(scope, key)))
            .key("sk", AttributeValue::S("CLAIM".to_owned()))
            .update_expression("SET leased_until = :until")
            .condition_expression("leased_until = :found AND seed = :seed")
            .expression_attribute_values(":until", AttributeValue::S(leased_until.to_string()))
            .expression_attribute_values(
                ":found",
                AttributeValue::S(found.leased_until.to_string()),
            )
            .expression_attribute_values(":seed", AttributeValue::S(found.seed.clone()))
            .send()
            .await
            .map_err(StoreError::from);
        match answer {
            Ok(_) => Ok(true),
            Err(StoreError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Ends the lease of a claim whose operation is over: whoever asks again may run it again and
    /// finds what was done.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the lease ran out and another took over.
    pub async fn finish_claim(
        &self,
        scope: &ClaimScope,
        key: &str,
        ours: &Claim,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.client
            .update_item()
            .table_name(&self.tables.merchants)
            .key("pk", AttributeValue::S(claim_key(scope, key)))
            .key("sk", AttributeValue::S("CLAIM".to_owned()))
            .update_expression("SET leased_until = :now")
            .condition_expression("leased_until = :ours AND seed = :seed")
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":ours", AttributeValue::S(ours.leased_until.to_string()))
            .expression_attribute_values(":seed", AttributeValue::S(ours.seed.clone()))
            .send()
            .await?;
        Ok(())
    }

    /// Gives a claim back: nothing was done, the key may be used again.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the lease ran out and another took over.
    pub async fn release_claim(
        &self,
        scope: &ClaimScope,
        key: &str,
        ours: &Claim,
    ) -> Result<(), StoreError> {
        self.client
            .delete_item()
            .table_name(&self.tables.merchants)
            .key("pk", AttributeValue::S(claim_key(scope, key)))
            .key("sk", AttributeValue::S("CLAIM".to_owned()))
            .condition_expression("leased_until = :ours AND seed = :seed")
            .expression_attribute_values(":ours", AttributeValue::S(ours.leased_until.to_string()))
            .expression_attribute_values(":seed", AttributeValue::S(ours.seed.clone()))
            .send()
            .await?;
        Ok(())
    }
}

fn claim_key(ClaimScope(scope): &ClaimScope, key: &str) -> String {
    format!("CLAIM#{scope}#{key}")
}
