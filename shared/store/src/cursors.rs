//! How far each account at the gateway was read and compared (R16).
//!
//! All cursors are one small partition, so that one query finds who waits the longest.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::merchants::Keyed;
use super::{Store, StoreError};

const PARTITION: &str = "CURSOR";

/// How far an account was read and compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayCursor {
    /// The connected account; `None` is the platform's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// What the account's events told up to then is recorded, but for what a listing that catches
    /// up has still to find.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_until: Option<Timestamp>,
    /// When the account last had its turn, whether or not that worked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried_at: Option<Timestamp>,
    /// When its objects were last listed, whether or not that worked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_at: Option<Timestamp>,
    /// A listing that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listing: Option<Listing>,
    /// When the last listing that went through to its end had begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared_at: Option<Timestamp>,
    /// Since when the gateway does not let us at the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_access_since: Option<Timestamp>,
}

/// A listing of an account's objects, worked off in slices of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// What it is for.
    pub purpose: ListingPurpose,
    /// When it began.
    pub began_at: Timestamp,
    /// How far back it goes.
    pub since: Timestamp,
    /// Where its next slice begins.
    pub next: Timestamp,
}

/// Why an account's objects are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListingPurpose {
    /// Events do not reach back far enough: what is missing is to be expected.
    CatchUp,
    /// The daily comparison: what is missing should not be.
    Compare,
}

impl Store {
    /// The cursors of all accounts that had a turn.
    pub async fn gateway_cursors(&self) -> Result<Vec<GatewayCursor>, StoreError> {
        self.read_partition(PARTITION).await
    }

    /// Remembers how far an account was read and compared.
    pub async fn put_gateway_cursor(&self, cursor: &GatewayCursor) -> Result<(), StoreError> {
        self.write(Keyed {
            pk: PARTITION.to_owned(),
            sk: account_key(cursor.account.as_deref()),
            value: cursor,
        })
        .await
    }
}

/// An account in a key.
pub(super) fn account_key(account: Option<&str>) -> &str {
    account.unwrap_or("platform")
}
