//! What every handler of this function works with.

use std::sync::Arc;

use axum::extract::FromRef;
use paylink_app::Core;
use paylink_app::webhook::WebhookSettings;
use paylink_gateway::PaymentGateway;
use paylink_gateway::stripe::Stripe;
use paylink_http::RequestContext;
use paylink_http::{Problem, TokenVerifier, base_url};
use paylink_mail::{MailSettings, Mailer};
use paylink_platform::config::{AwsSettings, ConfigError, Settings};

/// What this function needs.
#[derive(Debug, Clone)]
pub struct State {
    pub(crate) core: Core,
    pub(crate) webhooks: WebhookSettings,
    pub(crate) tokens: Arc<TokenVerifier>,
    pub(crate) gateway: Arc<dyn PaymentGateway>,
    pub(crate) mailer: Mailer,
    pub(crate) base_url: Option<String>,
}

impl FromRef<State> for Core {
    fn from_ref(state: &State) -> Self {
        state.core.clone()
    }
}

impl FromRef<State> for Arc<TokenVerifier> {
    fn from_ref(state: &State) -> Self {
        Arc::clone(&state.tokens)
    }
}

impl State {
    /// Builds the state once, at the cold start.
    ///
    /// # Errors
    /// Where settings are missing or cannot be used.
    pub async fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        let mail = MailSettings::read(&mut reader);
        let tokens = TokenVerifier::read(&mut reader)?;
        reader.finish()?;
        let webhooks = WebhookSettings::load(settings, &aws).await?;
        let stripe = Stripe::from_settings(settings, &aws)?;
        Ok(Self {
            core,
            webhooks,
            tokens: Arc::new(tokens),
            gateway: Arc::new(stripe),
            mailer: Mailer::connect(&aws, mail),
            base_url: settings.optional("BASE_URL"),
        })
    }

    /// The address of a page of the desk.
    pub(crate) fn desk_url(
        &self,
        page: &str,
        context: Option<&RequestContext>,
    ) -> Result<String, Problem> {
        let base = base_url(self.base_url.as_deref(), context)?;
        Ok(format!("{base}/desk{page}"))
    }
}
