//! What is answered of an endpoint and of what was sent to it.

use jiff::Timestamp;
use paylink_app::endpoints::EndpointAndSecret;
use paylink_store::webhooks::{Delivery, DeliveryState, Endpoint};
use secrecy::ExposeSecret as _;
use serde::Serialize;
use utoipa::ToSchema;

/// An endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookEndpoint)]
pub struct EndpointView {
    id: String,
    url: String,
    #[schema(required)]
    description: Option<String>,
    /// The types it gets; `*` alone for all.
    events: Vec<&'static str>,
    enabled: bool,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    disabled_at: Option<Timestamp>,
    /// `by_merchant`, or `failing`.
    #[schema(required)]
    disabled_reason: Option<&'static str>,
    /// The first failure since it last took an event.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    failing_since: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Until when the secret before the newest signs as well.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    previous_secret_until: Option<Timestamp>,
    /// What verifies signatures; shown once, when it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    secret: Option<String>,
}

/// The endpoint without its secret.
pub fn endpoint_view(endpoint: &Endpoint, now: Timestamp) -> EndpointView {
    EndpointView {
        id: endpoint.id.to_string(),
        url: endpoint.url.clone(),
        description: endpoint.description.clone(),
        events: match &endpoint.events {
            Some(events) => events.iter().map(|kind| kind.as_str()).collect(),
            None => vec!["*"],
        },
        enabled: endpoint.is_enabled(),
        disabled_at: endpoint.disabled.as_ref().map(|disabled| disabled.at),
        disabled_reason: endpoint
            .disabled
            .as_ref()
            .map(|disabled| disabled.reason.as_str()),
        failing_since: endpoint.failing_since,
        created_at: endpoint.created_at,
        previous_secret_until: endpoint
            .signing_secrets(now)
            .filter_map(|secret| secret.until)
            .max(),
        secret: None,
    }
}

/// The endpoint with its secret, where that may be shown.
pub fn view_with_secret(made: &EndpointAndSecret, now: Timestamp) -> EndpointView {
    EndpointView {
        secret: made
            .secret
            .as_ref()
            .map(|secret| secret.expose_secret().to_owned()),
        ..endpoint_view(&made.endpoint, now)
    }
}

/// What became of an event at an endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryView {
    /// The event's id, which is the `webhook-id` header.
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    basket_id: String,
    #[schema(value_type = String, format = DateTime)]
    occurred_at: Timestamp,
    /// `pending`, `delivered` or `failed`.
    status: &'static str,
    tries: u32,
    #[schema(value_type = String, format = DateTime)]
    last_try_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    next_try_at: Option<Timestamp>,
    #[schema(required)]
    response_status: Option<u16>,
    /// Why the last try failed, as a word.
    #[schema(required)]
    error: Option<String>,
}

/// The delivery as it stands at `now`.
pub fn delivery_view(delivery: &Delivery, now: Timestamp) -> DeliveryView {
    let (status, next_try_at) = match delivery.state_at(now) {
        DeliveryState::Pending { next_try_at } => ("pending", Some(next_try_at)),
        DeliveryState::Delivered => ("delivered", None),
        DeliveryState::Failed => ("failed", None),
    };
    DeliveryView {
        id: delivery.event_id.to_string(),
        kind: delivery.event.kind().as_str(),
        basket_id: delivery.basket_id.to_string(),
        occurred_at: delivery.occurred_at,
        status,
        tries: delivery.tries,
        last_try_at: delivery.tried_at,
        next_try_at,
        response_status: delivery.response_status,
        error: delivery.error.clone(),
    }
}
