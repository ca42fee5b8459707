//! The history of a basket: one line for each thing that happened (R19).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::flag::BasketFlag;
use super::ids::{LinkId, MailId, PaymentId, RefundId};
use super::money::Amount;
use super::outbox::MessageKind;
use super::payment::Method;

/// One line of history (R19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The time of the event. A folded line has the time of its last repetition.
    pub at: Timestamp,
    /// The person, machine or system that acted.
    pub actor: Actor,
    /// The event with its ids and amounts.
    #[serde(flatten)]
    pub event: HistoryEvent,
    /// How often the event happened: 1, or more where the line is folded.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u32,
}

const fn one() -> u32 {
    1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_one(count: &u32) -> bool {
    *count == 1
}

/// The event of a line (R19). Amounts are minor units of the basket's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the names say it; the fields are the ids and amounts concerned"
)]
pub enum HistoryEvent {
    BasketCreated {
        total: Amount,
    },
    ItemsChanged {
        total: Amount,
    },
    BasketCancelled,
    BuyerChanged {
        name: String,
    },
    LinkCreated {
        link_id: LinkId,
    },
    LinkCancelled {
        link_id: LinkId,
    },
    LinkSuperseded {
        link_id: LinkId,
    },
    LinkExpired {
        link_id: LinkId,
    },
    LinkExpiryMoved {
        link_id: LinkId,
        expires_at: Timestamp,
    },
    ReminderNotApplicable {
        link_id: LinkId,
        /// Paylink would have sent the reminder this many days before the link's end.
        days: u16,
        reason: NotApplicable,
    },
    NewLinkRequested {
        link_id: LinkId,
    },
    EmailQueued {
        message: MessageKind,
        mail_id: MailId,
    },
    EmailSent {
        message: MessageKind,
    },
    EmailFailed {
        message: MessageKind,
        reason: String,
    },
    EmailDelayed {
        message: MessageKind,
    },
    EmailDelivered {
        message: MessageKind,
    },
    EmailSkipped {
        message: MessageKind,
        reason: String,
    },
    TermsAccepted {
        url: String,
    },
    PaymentStarted {
        link_id: LinkId,
        amount: Amount,
    },
    PaymentProcessing {
        amount: Amount,
    },
    PaymentFailed {
        amount: Amount,
    },
    PaymentExpired {
        amount: Amount,
    },
    PaymentRecorded {
        payment_id: PaymentId,
        amount: Amount,
        method: Method,
    },
    PaymentFlagged {
        payment_id: PaymentId,
        flag: BasketFlag,
    },
    PaymentAccepted {
        payment_id: PaymentId,
        amount: Amount,
    },
    RefundRequested {
        refund_id: RefundId,
        amount: Amount,
    },
    RefundSucceeded {
        refund_id: RefundId,
        amount: Amount,
    },
    RefundFailed {
        refund_id: RefundId,
        amount: Amount,
    },
    DisputeOpened {
        amount: Amount,
    },
    DisputeWon {
        amount: Amount,
    },
    DisputeLost {
        amount: Amount,
    },
    TicketsSent {
        fully_paid: bool,
    },
}

impl HistoryEvent {
    /// Whether both events fold into one line.
    ///
    /// The amounts of attempts do not matter, since the guest chooses them. The ids of mails do not matter
    /// either.
    fn repeats(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::PaymentStarted { link_id: a, .. }, Self::PaymentStarted { link_id: b, .. }) => {
                a == b
            }
            (Self::PaymentExpired { .. }, Self::PaymentExpired { .. })
            | (Self::PaymentFailed { .. }, Self::PaymentFailed { .. })
            | (Self::PaymentProcessing { .. }, Self::PaymentProcessing { .. }) => true,
            (Self::EmailQueued { message: a, .. }, Self::EmailQueued { message: b, .. }) => a == b,
            (
                Self::ReminderNotApplicable {
                    link_id: a,
                    reason: for_a,
                    ..
                },
                Self::ReminderNotApplicable {
                    link_id: b,
                    reason: for_b,
                    ..
                },
            ) => a == b && for_a == for_b,
            _ => self == other,
        }
    }
}

/// Why a reminder was not sent (R23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotApplicable {
    /// The time of the reminder was over: when the link was sent, when its end moved, or when `tick` ran.
    Past,
    /// A guest's money is under way.
    UnderWay,
    /// A payment of the basket is disputed (R18).
    Disputed,
    /// The last mail with the link did not arrive (R22).
    EmailFailed,
    /// Nothing is outstanding.
    NothingOutstanding,
    /// Another mail asked the guest for money a short time before.
    TooSoon,
}

/// Adds a line to a history.
///
/// The line folds into an earlier line that it repeats, which then counts one more. Only lines after the
/// last action of staff fold. So a stranger with a link cannot fill a basket with lines.
pub(super) fn add_line(
    history: &mut Vec<HistoryEntry>,
    actor: &Actor,
    event: HistoryEvent,
    now: Timestamp,
) {
    let repeated = history
        .iter_mut()
        .rev()
        .take_while(|entry| !entry.actor.is_staff())
        .find(|entry| entry.actor == *actor && entry.event.repeats(&event));
    match repeated {
        Some(entry) => {
            entry.count = entry.count.saturating_add(1);
            entry.at = now;
            entry.event = event;
        }
        None => history.push(HistoryEntry {
            at: now,
            actor: actor.clone(),
            event,
            count: 1,
        }),
    }
}
