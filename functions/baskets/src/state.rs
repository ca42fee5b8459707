//! What every handler of this function works with.

use std::sync::Arc;

use axum::Json;
use axum::extract::FromRef;
use paylink_app::{Core, Error, charging};
use paylink_gateway::PaymentGateway;
use paylink_gateway::stripe::Stripe;
use paylink_http::views::{self, BasketView};
use paylink_http::{Problem, TokenVerifier};
use paylink_platform::config::{AwsSettings, ConfigError, Settings};
use paylink_store::Stored;

/// What this function needs.
#[derive(Debug, Clone)]
pub struct State {
    pub(crate) core: Core,
    pub(crate) tokens: Arc<TokenVerifier>,
    pub(crate) gateway: Arc<dyn PaymentGateway>,
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
    pub fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        let tokens = TokenVerifier::read(&mut reader)?;
        reader.finish()?;
        let stripe = Stripe::from_settings(settings, &aws)?;
        Ok(Self {
            core,
            tokens: Arc::new(tokens),
            gateway: Arc::new(stripe),
        })
    }

    /// The basket as the API shows it.
    pub(crate) async fn view(&self, stored: &Stored) -> Result<Json<BasketView>, Problem> {
        let basket = &stored.basket;
        let merchant = self
            .core
            .store
            .merchant_for_display(basket.merchant_id)
            .await
            .map_err(Error::from)?
            .ok_or_else(Problem::not_found)?;
        let charging = charging(&merchant, basket.currency);
        Ok(Json(views::basket(basket, &charging, self.core.now())))
    }
}
