//! Webhooks out: what is posted to merchants' endpoints, signed as Standard Webhooks says, and to
//! public addresses only.
//!
//! Source: <https://www.standardwebhooks.com>

pub mod address;
pub mod seal;
pub mod sign;

pub use address::AddressPolicy;
pub use seal::Sealer;

use paylink_platform::config::{AwsSettings, ConfigError, Settings};

/// What a function that makes secrets or signs with them needs.
#[derive(Debug, Clone)]
pub struct WebhookSettings {
    /// Encrypts the endpoints' secrets.
    pub sealer: Sealer,
    /// Which addresses may be posted to.
    pub policy: AddressPolicy,
}

impl WebhookSettings {
    /// Reads `WEBHOOK_KEY`, or the Secrets Manager secret `WEBHOOK_KEY_SECRET_ARN`, and
    /// `WEBHOOK_ALLOW_LOOPBACK`.
    ///
    /// # Errors
    /// Where they are missing or cannot be used.
    pub async fn load(settings: &Settings, aws: &AwsSettings) -> Result<Self, ConfigError> {
        let key = paylink_platform::config::webhook_key(settings, aws).await?;
        let allow_loopback = settings
            .optional("WEBHOOK_ALLOW_LOOPBACK")
            .is_some_and(|value| value == "true");
        Ok(Self {
            sealer: Sealer::new(&key).ok_or_else(|| ConfigError::Invalid {
                name: "WEBHOOK_KEY",
                reason: "no key can be derived from it".to_owned(),
            })?,
            policy: AddressPolicy { allow_loopback },
        })
    }
}
