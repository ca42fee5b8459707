//! The people that the issuer signs in.

use serde::{Deserialize, Serialize};

/// Somebody who can sign in by pressing a button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoUser {
    /// The stable name in tokens.
    pub sub: String,
    /// The address; tokens say that it is verified.
    pub email: String,
    /// The name for people.
    pub name: String,
    /// The groups in tokens (R24: `operator` is one).
    #[serde(default)]
    pub groups: Vec<String>,
}
