//! Who acts, and when (R19).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::ApiKeyId;

/// Who did something (R19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A member of staff, by the name they sign in with.
    User {
        /// The name shown.
        name: String,
    },
    /// A machine with an API key.
    ApiKey {
        /// Which key.
        id: ApiKeyId,
        /// What the merchant calls it.
        name: String,
    },
    /// Whoever holds the link.
    Guest,
    /// The payment gateway.
    Gateway,
    /// Paylink itself.
    System,
}

impl Actor {
    /// Whether a person or machine of the merchant acted.
    pub const fn is_staff(&self) -> bool {
        matches!(self, Self::User { .. } | Self::ApiKey { .. })
    }
}

/// Who asks, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Who.
    pub actor: Actor,
    /// When.
    pub now: Timestamp,
}
