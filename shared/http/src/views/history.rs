//! The history of a basket (R19).

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::words::{BasketFlag, MessageKind, Method, NotApplicable};
use paylink_domain::actor;
use paylink_domain::history::{self, HistoryEntry};

/// One line of history: when, who, what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = HistoryEntry)]
pub struct HistoryView {
    /// When; of a line that stands for several, the last time.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who.
    pub actor: ActorView,
    /// What.
    #[serde(flatten)]
    pub event: HistoryEventView,
    /// How often, where it happened more than once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub count: Option<u32>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = Actor)]
pub enum ActorView {
    /// A member of staff.
    User {
        /// The name they sign in with.
        name: String,
    },
    /// A machine with an API key.
    ApiKey {
        /// Which key.
        id: String,
        /// What you call it.
        name: String,
    },
    /// Whoever holds the link.
    Guest,
    /// The payment gateway.
    Gateway,
    /// Paylink itself.
    System,
}

/// What happened. Amounts are minor units of the basket's currency. Further events may be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
#[schema(as = HistoryEvent)]
#[expect(missing_docs, reason = "as in HistoryEvent")]
pub enum HistoryEventView {
    BasketCreated {
        total: i64,
    },
    ItemsChanged {
        total: i64,
    },
    BasketCancelled,
    BuyerChanged {
        name: String,
    },
    LinkCreated {
        link_id: String,
    },
    LinkCancelled {
        link_id: String,
    },
    LinkSuperseded {
        link_id: String,
    },
    LinkExpired {
        link_id: String,
    },
    LinkExpiryMoved {
        link_id: String,
        #[schema(value_type = String, format = DateTime)]
        expires_at: Timestamp,
    },
    ReminderNotApplicable {
        link_id: String,
        /// How many days before the link's end it would have been sent.
        days: u16,
        reason: NotApplicable,
    },
    NewLinkRequested {
        link_id: String,
    },
    EmailQueued {
        message: MessageKind,
        mail_id: String,
    },
    EmailSent {
        message: MessageKind,
    },
    EmailFailed {
        message: MessageKind,
        reason: String,
    },
    EmailSkipped {
        message: MessageKind,
        reason: String,
    },
    EmailDelayed {
        message: MessageKind,
    },
    EmailDelivered {
        message: MessageKind,
    },
    TermsAccepted {
        url: String,
    },
    PaymentStarted {
        link_id: String,
        amount: i64,
    },
    PaymentProcessing {
        amount: i64,
    },
    PaymentFailed {
        amount: i64,
    },
    PaymentExpired {
        amount: i64,
    },
    PaymentRecorded {
        payment_id: String,
        amount: i64,
        method: Method,
    },
    PaymentFlagged {
        payment_id: String,
        flag: BasketFlag,
    },
    PaymentAccepted {
        payment_id: String,
        amount: i64,
    },
    RefundRequested {
        refund_id: String,
        amount: i64,
    },
    RefundSucceeded {
        refund_id: String,
        amount: i64,
    },
    RefundFailed {
        refund_id: String,
        amount: i64,
    },
    DisputeOpened {
        amount: i64,
    },
    DisputeWon {
        amount: i64,
    },
    DisputeLost {
        amount: i64,
    },
    TicketsSent {
        fully_paid: bool,
    },
}

/// One line of history.
pub(super) fn history(entry: &HistoryEntry) -> HistoryView {
    HistoryView {
        at: entry.at,
        actor: actor(&entry.actor),
        event: event(&entry.event),
        count: (entry.count != 1).then_some(entry.count),
    }
}

fn actor(actor: &actor::Actor) -> ActorView {
    match actor {
        actor::Actor::User { name } => ActorView::User { name: name.clone() },
        actor::Actor::ApiKey { id, name } => ActorView::ApiKey {
            id: id.to_string(),
            name: name.clone(),
        },
        actor::Actor::Guest => ActorView::Guest,
        actor::Actor::Gateway => ActorView::Gateway,
        actor::Actor::System => ActorView::System,
    }
}

/// What happened, in the shape that the API promises.
///
/// This `match` is long because it names every kind of event. It has no arm for all others, so a new
/// kind does not compile before somebody decides what the API shows of it.
fn event(event: &history::HistoryEvent) -> HistoryEventView {
    use HistoryEventView as V;
    use history::HistoryEvent as E;
    match event {
        E::BasketCreated { total } => V::BasketCreated {
            total: total.minor(),
        },
        E::ItemsChanged { total } => V::ItemsChanged {
            total: total.minor(),
        },
        E::BasketCancelled => V::BasketCancelled,
        E::BuyerChanged { name } => V::BuyerChanged { name: name.clone() },
        E::LinkCreated { link_id } => V::LinkCreated {
            link_id: link_id.to_string(),
        },
        E::LinkCancelled { link_id } => V::LinkCancelled {
            link_id: link_id.to_string(),
        },
        E::LinkSuperseded { link_id } => V::LinkSuperseded {
            link_id: link_id.to_string(),
        },
        E::LinkExpired { link_id } => V::LinkExpired {
            link_id: link_id.to_string(),
        },
        E::LinkExpiryMoved {
            link_id,
            expires_at,
        } => V::LinkExpiryMoved {
            link_id: link_id.to_string(),
            expires_at: *expires_at,
        },
        E::ReminderNotApplicable {
            link_id,
            days,
            reason,
        } => V::ReminderNotApplicable {
            link_id: link_id.to_string(),
            days: *days,
            reason: (*reason).into(),
        },
        E::NewLinkRequested { link_id } => V::NewLinkRequested {
            link_id: link_id.to_string(),
        },
        E::EmailQueued { message, mail_id } => V::EmailQueued {
            message: (*message).into(),
            mail_id: mail_id.to_string(),
        },
        E::EmailSent { message } => V::EmailSent {
            message: (*message).into(),
        },
        E::EmailFailed { message, reason } => V::EmailFailed {
            message: (*message).into(),
            reason: reason.clone(),
        },
        E::EmailSkipped { message, reason } => V::EmailSkipped {
            message: (*message).into(),
            reason: reason.clone(),
        },
        E::EmailDelayed { message } => V::EmailDelayed {
            message: (*message).into(),
        },
        E::EmailDelivered { message } => V::EmailDelivered {
            message: (*message).into(),
        },
        E::TermsAccepted { url } => V::TermsAccepted { url: url.clone() },
        E::PaymentStarted { link_id, amount } => V::PaymentStarted {
            link_id: link_id.to_string(),
            amount: amount.minor(),
        },
        E::PaymentProcessing { amount } => V::PaymentProcessing {
            amount: amount.minor(),
        },
        E::PaymentFailed { amount } => V::PaymentFailed {
            amount: amount.minor(),
        },
        E::PaymentExpired { amount } => V::PaymentExpired {
            amount: amount.minor(),
        },
        E::PaymentRecorded {
            payment_id,
            amount,
            method,
        } => V::PaymentRecorded {
            payment_id: payment_id.to_string(),
            amount: amount.minor(),
            method: (*method).into(),
        },
        E::PaymentFlagged { payment_id, flag } => V::PaymentFlagged {
            payment_id: payment_id.to_string(),
            flag: (*flag).into(),
        },
        E::PaymentAccepted { payment_id, amount } => V::PaymentAccepted {
            payment_id: payment_id.to_string(),
            amount: amount.minor(),
        },
        E::RefundRequested { refund_id, amount } => V::RefundRequested {
            refund_id: refund_id.to_string(),
            amount: amount.minor(),
        },
        E::RefundSucceeded { refund_id, amount } => V::RefundSucceeded {
            refund_id: refund_id.to_string(),
            amount: amount.minor(),
        },
        E::RefundFailed { refund_id, amount } => V::RefundFailed {
            refund_id: refund_id.to_string(),
            amount: amount.minor(),
        },
        E::DisputeOpened { amount } => V::DisputeOpened {
            amount: amount.minor(),
        },
        E::DisputeWon { amount } => V::DisputeWon {
            amount: amount.minor(),
        },
        E::DisputeLost { amount } => V::DisputeLost {
            amount: amount.minor(),
        },
        E::TicketsSent { fully_paid } => V::TicketsSent {
            fully_paid: *fully_paid,
        },
    }
}
