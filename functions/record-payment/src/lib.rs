//! The gateway's webhook: verify, record, and only then acknowledge (R15).

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State as Extract;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use paylink_app::Core;
use paylink_app::record_event::{keep_unreadable, record_event};
use paylink_app::record_fact::Recorded;
use paylink_gateway::PaymentGateway;
use paylink_gateway::stripe::Stripe;
use paylink_gateway::stripe::webhook::VerifiedWebhook;
use paylink_http::problem::{FieldError, Problem};
use paylink_http::{BODY_LIMIT, headers, request};
use paylink_platform::config::{AwsSettings, ConfigError, Settings, StripeKeys};
use paylink_platform::hash::sha256_hex;
use serde_json::json;

/// What this function needs.
#[derive(Debug, Clone)]
pub struct State {
    core: Core,
    gateway: Arc<dyn PaymentGateway>,
    keys: Arc<StripeKeys>,
}

impl State {
    /// A state of these parts.
    pub fn new(core: Core, gateway: Arc<dyn PaymentGateway>, keys: Arc<StripeKeys>) -> Self {
        Self {
            core,
            gateway,
            keys,
        }
    }

    /// Builds the state once, at the cold start.
    ///
    /// # Errors
    /// Where settings are missing or cannot be used.
    pub async fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        reader.finish()?;
        let keys = StripeKeys::load(settings, &aws).await?;
        if keys.webhook_secrets.is_empty() {
            return Err(ConfigError::Invalid {
                name: "STRIPE_WEBHOOK_SECRETS",
                reason: "at least one signing secret is needed".to_owned(),
            });
        }
        let stripe = Stripe::new(
            keys.secret_key.clone(),
            settings.optional("STRIPE_BASE_URL"),
        )?;
        Ok(Self::new(core, Arc::new(stripe), Arc::new(keys)))
    }
}

/// The routes of this function.
pub fn router(state: State) -> Router {
    Router::new()
        .route("/webhooks/stripe", post(stripe_webhook))
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::not_found())
        .layer(from_fn(headers::answer))
        .with_state(state)
}

async fn stripe_webhook(
    Extract(state): Extract<State>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let body = to_bytes(body, BODY_LIMIT)
        .await
        .map_err(|_| request::too_large())?;
    let signature = headers
        .get("stripe-signature")
        .and_then(|value| value.to_str().ok());
    let secrets = &state.keys.webhook_secrets;
    let webhook = VerifiedWebhook::verify(secrets, signature, &body, state.core.now())
        .map_err(|error| refuse("Stripe-Signature", &error.to_string()))?;
    let recorded = match webhook.parse() {
        Ok(event) => record_event(&state.core, state.gateway.as_ref(), &event).await?,
        Err(error) => {
            let (fingerprint, description) = (sha256_hex(&body), webhook.describe());
            keep_unreadable(&state.core, &fingerprint, description, &error.to_string()).await?;
            Recorded::Unmatched
        }
    };
    let outcome = match recorded {
        Recorded::OnBasket | Recorded::OnMerchant => "recorded",
        Recorded::Unmatched => "unmatched",
        Recorded::Ignored => "ignored",
    };
    Ok((
        StatusCode::OK,
        axum::Json(json!({ "received": true, "outcome": outcome })),
    )
        .into_response())
}

fn refuse(pointer: &str, detail: &str) -> Problem {
    Problem::validation(vec![FieldError {
        pointer: pointer.to_owned(),
        detail: detail.to_owned(),
    }])
}
