//! Who acts, and when (R19).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::ApiKeyId;

/// The person, machine or system that does something (R19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A member of staff.
    User {
        /// The name that the history shows.
        name: String,
    },
    /// A machine with an API key.
    ApiKey {
        /// The key's id.
        id: ApiKeyId,
        /// The merchant's name for the key.
        name: String,
    },
    /// The person who opened the link; nobody signs in there.
    Guest,
    /// The payment gateway.
    Gateway,
    /// Paylink itself.
    System,
}

impl Actor {
    /// Whether the actor is a person or a machine of the merchant.
    pub const fn is_staff(&self) -> bool {
        matches!(self, Self::User { .. } | Self::ApiKey { .. })
    }
}

/// The actor and the time of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The person, machine or system that gives the command.
    pub actor: Actor,
    /// The time of the command.
    pub now: Timestamp,
}
