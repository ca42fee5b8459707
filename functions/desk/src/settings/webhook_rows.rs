//! Webhook endpoints and deliveries as the pages show them.

use jiff::Timestamp;
use paylink_domain::ids::WebhookEndpointId;
use paylink_store::webhooks::{Delivery, DeliveryState, Endpoint};

use super::frame::Tab;
use crate::texts::{self, Badge};

/// An endpoint as it is shown.
pub struct EndpointView {
    pub path: String,
    pub url: String,
    pub description: String,
    pub events: String,
    pub state: Badge,
    pub disabled: Option<String>,
    pub is_enabled: bool,
    pub failing_since: Option<String>,
    pub created: String,
    /// The time until which the previous secret still signs.
    pub old_secret_until: Option<String>,
}

impl EndpointView {
    pub fn of(endpoint: &Endpoint, now: Timestamp, zone: &str) -> Self {
        let when = |at: Timestamp| texts::when(at, zone);
        let events = endpoint.events.as_ref().map(|events| {
            let words: Vec<&str> = events.iter().map(|kind| kind.as_str()).collect();
            words.join(", ")
        });
        let old = endpoint.signing_secrets(now).filter_map(|old| old.until);
        let disabled = endpoint.disabled.as_ref();
        Self {
            path: path_of(endpoint.id),
            url: endpoint.url.clone(),
            description: endpoint.description.clone().unwrap_or_default(),
            events: events.unwrap_or_else(|| "All events".to_owned()),
            state: texts::endpoint_state(disabled),
            disabled: disabled
                .map(|disabled| texts::endpoint_disabled(disabled.reason, &when(disabled.at))),
            is_enabled: endpoint.is_enabled(),
            failing_since: endpoint
                .failing_since
                .filter(|_| endpoint.is_enabled())
                .map(when),
            created: when(endpoint.created_at),
            old_secret_until: old.max().map(when),
        }
    }
}

/// The address of an endpoint's page.
pub fn path_of(id: WebhookEndpointId) -> String {
    format!("{}/{id}", Tab::Webhooks.href())
}

/// An event that was sent or waits to be sent.
pub struct DeliveryRow {
    pub id: String,
    pub event: &'static str,
    pub basket: String,
    pub when: String,
    pub state: Badge,
    pub next: Option<String>,
    pub tries: u32,
    pub tried: String,
    pub answer: String,
}

impl DeliveryRow {
    pub fn of(delivery: &Delivery, now: Timestamp, zone: &str) -> Self {
        let when = |at: Timestamp| texts::when(at, zone);
        let state = delivery.state_at(now);
        let next = match state {
            DeliveryState::Pending { next_try_at } => Some(when(next_try_at)),
            DeliveryState::Delivered | DeliveryState::Failed => None,
        };
        let status = delivery.response_status.map(|status| status.to_string());
        let answer: Vec<String> = [status, delivery.error.clone()]
            .into_iter()
            .flatten()
            .collect();
        Self {
            id: delivery.event_id.to_string(),
            event: delivery.event.kind().as_str(),
            basket: format!("/desk/bookings/{}", delivery.basket_id),
            when: when(delivery.occurred_at),
            state: texts::delivery_state(state),
            next,
            tries: delivery.tries,
            tried: when(delivery.tried_at),
            answer: answer.join(" · "),
        }
    }
}
