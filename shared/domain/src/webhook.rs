//! The events that merchants' systems can be told. They wait as rows on a basket until an endpoint accepts
//! them.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ids::{EventId, LinkId, MailId, PaymentId, RefundId, WebhookEndpointId};
use super::limits;
use super::outbox::{MessageKind, RowState, is_free};
use super::payment::DisputeStatus;

/// An event that merchants' systems can be told.
///
/// It keeps only the ids. The payload is made from the basket when the event is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(
    missing_docs,
    reason = "the fields are the ids of what the event is about"
)]
pub enum Event {
    /// A payment link was made.
    #[serde(rename = "payment_link.created")]
    PaymentLinkCreated { link_id: LinkId },
    /// A link was withdrawn while it was open: cancelled itself or with its basket, or superseded by
    /// a change of buyer.
    #[serde(rename = "payment_link.cancelled")]
    PaymentLinkCancelled { link_id: LinkId },
    /// A link ran out unpaid.
    #[serde(rename = "payment_link.expired")]
    PaymentLinkExpired { link_id: LinkId },
    /// A payment was recorded, from the gateway or entered by staff.
    #[serde(rename = "payment.recorded")]
    PaymentRecorded { payment_id: PaymentId },
    /// A refund reached the guest.
    #[serde(rename = "payment.refunded")]
    PaymentRefunded { refund_id: RefundId },
    /// A refund did not reach the guest.
    #[serde(rename = "refund.failed")]
    RefundFailed { refund_id: RefundId },
    /// A guest's bank disputes a payment, or has decided.
    #[serde(rename = "payment.disputed")]
    PaymentDisputed {
        gateway_id: String,
        status: DisputeStatus,
    },
    /// Nothing is outstanding any more.
    #[serde(rename = "basket.paid")]
    BasketPaid,
    /// More was paid than the basket costs.
    #[serde(rename = "basket.overpaid")]
    BasketOverpaid,
    /// Tickets were released to the guest (R20).
    #[serde(rename = "tickets.sent")]
    TicketsSent { mail_id: MailId },
    /// A mail was given up, or did not arrive (R22).
    #[serde(rename = "email.failed")]
    EmailFailed {
        mail_id: MailId,
        message: MessageKind,
    },
}

impl Event {
    /// The type of the event.
    pub const fn kind(&self) -> EventType {
        match self {
            Self::PaymentLinkCreated { .. } => EventType::PaymentLinkCreated,
            Self::PaymentLinkCancelled { .. } => EventType::PaymentLinkCancelled,
            Self::PaymentLinkExpired { .. } => EventType::PaymentLinkExpired,
            Self::PaymentRecorded { .. } => EventType::PaymentRecorded,
            Self::PaymentRefunded { .. } => EventType::PaymentRefunded,
            Self::RefundFailed { .. } => EventType::RefundFailed,
            Self::PaymentDisputed { .. } => EventType::PaymentDisputed,
            Self::BasketPaid => EventType::BasketPaid,
            Self::BasketOverpaid => EventType::BasketOverpaid,
            Self::TicketsSent { .. } => EventType::TicketsSent,
            Self::EmailFailed { .. } => EventType::EmailFailed,
        }
    }
}

/// The type of an event. Endpoints subscribe to types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "see Event")]
pub enum EventType {
    #[serde(rename = "payment_link.created")]
    PaymentLinkCreated,
    #[serde(rename = "payment_link.cancelled")]
    PaymentLinkCancelled,
    #[serde(rename = "payment_link.expired")]
    PaymentLinkExpired,
    #[serde(rename = "payment.recorded")]
    PaymentRecorded,
    #[serde(rename = "payment.refunded")]
    PaymentRefunded,
    #[serde(rename = "refund.failed")]
    RefundFailed,
    #[serde(rename = "payment.disputed")]
    PaymentDisputed,
    #[serde(rename = "basket.paid")]
    BasketPaid,
    #[serde(rename = "basket.overpaid")]
    BasketOverpaid,
    #[serde(rename = "tickets.sent")]
    TicketsSent,
    #[serde(rename = "email.failed")]
    EmailFailed,
}

impl EventType {
    /// Every type. The events of one write are sent in this order.
    pub const ALL: [Self; 11] = [
        Self::PaymentLinkCreated,
        Self::PaymentRecorded,
        Self::PaymentRefunded,
        Self::RefundFailed,
        Self::PaymentDisputed,
        Self::BasketPaid,
        Self::BasketOverpaid,
        Self::PaymentLinkCancelled,
        Self::PaymentLinkExpired,
        Self::TicketsSent,
        Self::EmailFailed,
    ];

    /// The word used in the API and in the payload.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PaymentLinkCreated => "payment_link.created",
            Self::PaymentLinkCancelled => "payment_link.cancelled",
            Self::PaymentLinkExpired => "payment_link.expired",
            Self::PaymentRecorded => "payment.recorded",
            Self::PaymentRefunded => "payment.refunded",
            Self::RefundFailed => "refund.failed",
            Self::PaymentDisputed => "payment.disputed",
            Self::BasketPaid => "basket.paid",
            Self::BasketOverpaid => "basket.overpaid",
            Self::TicketsSent => "tickets.sent",
            Self::EmailFailed => "email.failed",
        }
    }

    /// The type with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// An event that waits to be sent to an endpoint.
///
/// The same write stores the row and the change that made the event. A row that was delivered or given up is
/// removed. The endpoint's list of deliveries keeps what became of the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookRow {
    /// The event's id. It is the same at every endpoint and try, so receivers can recognize repetitions.
    pub id: EventId,
    /// The event with its ids.
    pub event: Event,
    /// The endpoint. `None` where the endpoints could not be read; then the sender reads them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<WebhookEndpointId>,
    /// When the event happened.
    pub occurred_at: Timestamp,
    /// When somebody asked to send the event again. Tries are counted from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replayed_at: Option<Timestamp>,
    /// How often a sender took the row.
    #[serde(default)]
    pub tries: u32,
    /// Whether the row waits or is with a sender.
    pub state: RowState,
}

/// What identifies a row on its basket: the event's id and the endpoint.
pub type WebhookKey = (EventId, Option<WebhookEndpointId>);

impl WebhookRow {
    /// Makes a row that waits for its first try.
    pub fn new(
        id: EventId,
        event: Event,
        endpoint: Option<WebhookEndpointId>,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            event,
            endpoint,
            occurred_at: now,
            replayed_at: None,
            tries: 0,
            state: waiting(now),
        }
    }

    /// Whether the row has this key.
    pub fn is(&self, key: WebhookKey) -> bool {
        self.key() == key
    }

    /// What identifies the row on its basket.
    pub const fn key(&self) -> WebhookKey {
        (self.id, self.endpoint)
    }

    /// Whether a sender may take the row at `now`.
    pub fn is_free(&self, now: Timestamp) -> bool {
        is_free(self.tries, &self.state, now)
    }

    /// When to try again after a failed try at `now`; `None` to give up.
    ///
    /// `jitter` spreads the pause over 90 to 110 %: 0 gives the shortest, 255 the longest.
    pub fn retry_at(&self, now: Timestamp, jitter: u8) -> Option<Timestamp> {
        let began = self.replayed_at.unwrap_or(self.occurred_at);
        let deadline = limits::after(began, limits::WEBHOOK_TRIES_FOR);
        let pause = limits::webhook_pause(self.tries).as_secs();
        // 90 % and up to 20 % on top.
        let spread = pause.saturating_mul(i64::from(jitter)) / (5 * 255);
        let seconds = pause - pause / 10 + spread;
        let next = limits::after(now, SignedDuration::from_secs(seconds));
        (now < deadline).then(|| next.min(deadline))
    }
}

pub(super) fn waiting(now: Timestamp) -> RowState {
    RowState::Queued {
        try_at: limits::after(now, limits::OUTBOX_FIRST_CHECK),
    }
}
