//! Gateway facts that could not be written on their basket, and differences between the ledger and
//! the gateway: kept until a person has looked (R15, R16).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::merchants::Keyed;
use super::{Store, StoreError};
use paylink_domain::ids::{AttemptId, BasketId, LinkId};
use paylink_domain::money::{Amount, Currency};

const PARTITION: &str = "UNMATCHED";

/// Something that a person has to look at, with what it takes to book it by hand; no personal data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmatchedFact {
    /// Made from what it tells, so that the same thing told again, in whatever way, is one item.
    pub id: String,
    /// What it is.
    pub description: String,
    /// Why a person has to look.
    pub reason: String,
    /// How much, in minor units of the currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// In what, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The gateway's payment intent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_intent: Option<String>,
    /// The gateway's id of the session, refund or dispute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_id: Option<String>,
    /// The connected account that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The basket that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basket_id: Option<BasketId>,
    /// The link that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_id: Option<LinkId>,
    /// The attempt that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt_id: Option<AttemptId>,
    /// When it was first seen.
    pub received_at: Timestamp,
}

impl Store {
    /// Whether something is kept under this id.
    pub async fn has_unmatched(&self, id: &str) -> Result<bool, StoreError> {
        let kept: Option<UnmatchedFact> = self.read(PARTITION.to_owned(), id).await?;
        Ok(kept.is_some())
    }

    /// Keeps a fact; what is kept under its id already stays as it is.
    pub async fn put_unmatched(&self, fact: &UnmatchedFact) -> Result<(), StoreError> {
        let item = serde_dynamo::to_item(Keyed {
            pk: PARTITION.to_owned(),
            sk: &fact.id,
            value: fact,
        })?;
        let put = self
            .client
            .put_item()
            .table_name(&self.tables.merchants)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .send()
            .await
            .map_err(StoreError::from);
        match put {
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// All that is kept.
    pub async fn unmatched_facts(&self) -> Result<Vec<UnmatchedFact>, StoreError> {
        self.read_partition(PARTITION).await
    }
}
