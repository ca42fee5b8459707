//! Gateway facts that belong to no basket we know: kept until a person has looked (R15).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::merchants::Keyed;
use super::{Store, StoreError};

/// A fact without a basket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmatchedFact {
    /// The gateway's id of the event.
    pub event_id: String,
    /// The connected account that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// What it told, for a person to read; no personal data.
    pub description: String,
    /// Why it was not recorded on a basket.
    pub reason: String,
    /// When it came.
    pub received_at: Timestamp,
}

impl Store {
    /// Keeps a fact. The same event kept twice is one item.
    pub async fn put_unmatched(&self, fact: &UnmatchedFact) -> Result<(), StoreError> {
        self.write(Keyed {
            pk: "UNMATCHED".to_owned(),
            sk: &fact.event_id,
            value: fact,
        })
        .await
    }
}
