//! What every handler of the desk works with.

use std::sync::Arc;

use paylink_app::Core;
use paylink_app::webhook::WebhookSettings;
use paylink_gateway::PaymentGateway;
use paylink_gateway::stripe::Stripe;
use paylink_mail::{MailSettings, Mailer};
use paylink_platform::config::{AwsSettings, ConfigError, Settings};

use crate::issuer::Issuer;

/// What this function needs.
#[derive(Debug, Clone)]
pub struct State {
    pub(crate) core: Core,
    pub(crate) gateway: Arc<dyn PaymentGateway>,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) mailer: Mailer,
    pub(crate) webhooks: WebhookSettings,
    pub(crate) base_url: Option<String>,
}

impl State {
    /// Builds the state once, at the cold start. The issuer is not called before somebody signs in.
    ///
    /// # Errors
    /// Where settings are missing or cannot be used.
    pub async fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        let issuer = reader.required("OIDC_ISSUER");
        let client_id = reader.required("OIDC_CLIENT_ID");
        let client_secret = reader.optional("OIDC_CLIENT_SECRET");
        let base_url = reader.optional("BASE_URL");
        let mail = MailSettings::read(&mut reader);
        reader.finish()?;
        let stripe = Stripe::from_settings(settings, &aws)?;
        let webhooks = WebhookSettings::load(settings, &aws).await?;
        let issuer = Arc::new(Issuer::new(issuer, client_id, client_secret)?);
        Ok(Self {
            core,
            gateway: Arc::new(stripe),
            issuer,
            mailer: Mailer::connect(&aws, mail),
            webhooks,
            base_url,
        })
    }
}
