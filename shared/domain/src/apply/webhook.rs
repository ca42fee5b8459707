//! What became of events on their way to merchants' endpoints.

use jiff::Timestamp;

use crate::basket::Basket;
use crate::effects::push_mail;
use crate::ids::{MailId, WebhookEndpointId};
use crate::outbox::{Message, RowState};
use crate::webhook::WebhookKey;

/// Removes an event that was delivered from the rows that wait.
pub(super) fn webhook_done(basket: &mut Basket, key: WebhookKey) {
    basket.webhooks.retain(|row| !row.is(key));
}

/// Records that an endpoint did not take an event. `None` for `retry_at` gives it up.
pub(super) fn webhook_not_delivered(
    basket: &mut Basket,
    key: WebhookKey,
    retry_at: Option<Timestamp>,
) {
    match retry_at {
        None => webhook_done(basket, key),
        Some(try_at) => {
            for row in basket.webhooks.iter_mut().filter(|row| row.is(key)) {
                row.state = RowState::Queued { try_at };
            }
        }
    }
}

/// Tells the merchant by mail that events are no longer sent to an endpoint.
pub(super) fn endpoint_disabled(
    basket: &mut Basket,
    endpoint_id: WebhookEndpointId,
    address: &str,
    notice: MailId,
    now: Timestamp,
) {
    let message = Message::EndpointDisabled {
        endpoint_id,
        address: address.to_owned(),
    };
    if basket.outbox.iter().all(|row| row.message != message) {
        push_mail(basket, notice, message, now);
    }
}
