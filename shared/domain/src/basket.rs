//! The basket: one booking, what it costs, what was paid, and all that happened to it (R1, R3, R19).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::buyer::Buyer;
use super::events::WebhookRow;
use super::ids::{
    ApiKeyId, AttemptId, BasketId, LinkId, MailId, MerchantId, PaymentId, RefundId,
    WebhookEndpointId,
};
use super::link::{EmailStatus, Link};
use super::mail::SentMail;
use super::money::{Amount, Currency};
use super::payment::{
    Attempt, Dispute, DisputeStatus, Method, Payment, Refund, RefundStatus, Source,
};
use super::reminder::NotApplicable;

/// A basket with everything that belongs to it. It is stored as one item and changed only by
/// [`super::decide`] and [`super::apply`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basket {
    /// Its id.
    pub id: BasketId,
    /// Whose it is.
    pub merchant_id: MerchantId,
    /// The merchant's booking number.
    pub reference: String,
    /// The one currency of all its amounts.
    pub currency: Currency,
    /// What was booked.
    pub items: Vec<Item>,
    /// For whom.
    pub buyer: Buyer,
    /// The integrator's own data.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Set once it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Timestamp>,
    /// Links, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Attempts to pay, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// Payments, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// Refunds, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<Refund>,
    /// Disputes, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<Dispute>,
    /// The last time that tickets were sent (R20).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tickets_sent: Option<TicketsSent>,
    /// Mails that still have to go out, and those that could not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outbox: Vec<OutboxRow>,
    /// The mails that went out last, oldest first, and what became of them (R22).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mails: Vec<SentMail>,
    /// Events that merchants' systems still have to be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub webhooks: Vec<WebhookRow>,
    /// What happened, oldest first (R19).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<HistoryEntry>,
}

/// That tickets were sent (R20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketsSent {
    /// In this mail.
    pub mail_id: MailId,
    /// When.
    pub at: Timestamp,
    /// Whether the basket was paid then; else they carry the mark "not fully paid".
    pub fully_paid: bool,
}

/// One line of what was booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What kind of thing.
    pub kind: ItemKind,
    /// What it is called.
    pub description: String,
    /// How many.
    pub quantity: u32,
    /// What one costs, in minor units.
    pub unit_amount: Amount,
    /// The tax contained, in percent as a decimal text such as `8.1`; for showing only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_rate: Option<String>,
    /// When the tour departs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// The IANA time zone that the departure is shown in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Names of the people who come along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<String>,
}

impl Item {
    /// What the line costs.
    pub fn amount(&self) -> Amount {
        self.unit_amount.times(self.quantity)
    }
}

/// What kind of thing an item is (R1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A seat on a tour.
    Reservation,
    /// Something from the shop.
    ShopItem,
    /// A private tour or a bill in free text.
    Custom,
}

impl ItemKind {
    /// The word used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reservation => "reservation",
            Self::ShopItem => "shop_item",
            Self::Custom => "custom",
        }
    }
}

/// What a basket costs and where its money stands, in minor units of its currency (R1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// Items less credits.
    pub total: Amount,
    /// All payments in the basket's currency.
    pub paid: Amount,
    /// Refunds that did not fail.
    pub refunded: Amount,
    /// What the guest no longer owes because it was refunded.
    pub credited: Amount,
    /// What live attempts hold (R12).
    pub reserved: Amount,
    /// What is still owed; never below zero, and zero once the basket is cancelled.
    pub outstanding: Amount,
    /// What was paid beyond the total.
    pub overpaid: Amount,
}

/// Which list a basket stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasketStatus {
    /// Something is still to pay.
    Outstanding,
    /// Nothing is to pay.
    Paid,
    /// More was paid than it costs.
    Overpaid,
    /// It was cancelled.
    Cancelled,
}

impl BasketStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [
        Self::Outstanding,
        Self::Paid,
        Self::Overpaid,
        Self::Cancelled,
    ];

    /// The word used in the API and in the index.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Outstanding => "outstanding",
            Self::Paid => "paid",
            Self::Overpaid => "overpaid",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// A list that shows some of the baskets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BasketList {
    /// Those of one status.
    Status(BasketStatus),
    /// Those that staff have to do something about, whatever their status.
    Attention,
}

impl BasketList {
    /// The word used in addresses and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status(status) => status.as_str(),
            Self::Attention => "attention",
        }
    }

    /// The list with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        if word == Self::Attention.as_str() {
            Some(Self::Attention)
        } else {
            BasketStatus::from_word(word).map(Self::Status)
        }
    }
}

/// What staff should look at (R15, R18, R22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasketFlag {
    /// More was paid than is owed.
    Overpaid,
    /// A payment came that nobody should have been able to make.
    UnexpectedPayment,
    /// A payment is not of the amount or currency that was asked for.
    AmountMismatch,
    /// A guest's bank disputes a payment.
    Disputed,
    /// A refund did not reach the guest.
    RefundFailed,
    /// A mail could not be sent.
    EmailFailed,
}

impl BasketFlag {
    /// The word used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overpaid => "overpaid",
            Self::UnexpectedPayment => "unexpected_payment",
            Self::AmountMismatch => "amount_mismatch",
            Self::Disputed => "disputed",
            Self::RefundFailed => "refund_failed",
            Self::EmailFailed => "email_failed",
        }
    }
}

impl Basket {
    /// What is owed: the one place that works it out (R1, R3).
    pub fn balance(&self) -> Balance {
        let credited: Amount = self.live_refunds().map(|refund| refund.credit).sum();
        let items: Amount = self.items.iter().map(Item::amount).sum();
        let paid: Amount = self
            .payments
            .iter()
            .filter(|payment| payment.currency == self.currency)
            .map(|payment| payment.amount)
            .sum();
        let refunded: Amount = self
            .live_refunds()
            .filter(|refund| refund.currency == self.currency)
            .map(|refund| refund.amount)
            .sum();
        let reserved = self
            .attempts
            .iter()
            .filter(|attempt| attempt.is_live())
            .map(|attempt| attempt.amount)
            .sum();
        let total = items - credited;
        let owed = total - paid + refunded;
        let cancelled = self.cancelled_at.is_some();
        Balance {
            total,
            paid,
            refunded,
            credited,
            reserved,
            outstanding: if cancelled {
                Amount::ZERO
            } else {
                owed.or_zero()
            },
            overpaid: (-owed).or_zero(),
        }
    }

    /// Which list the basket stands in.
    pub fn status(&self) -> BasketStatus {
        let balance = self.balance();
        if self.cancelled_at.is_some() {
            BasketStatus::Cancelled
        } else if balance.outstanding.is_positive() {
            BasketStatus::Outstanding
        } else if balance.overpaid.is_positive() {
            BasketStatus::Overpaid
        } else {
            BasketStatus::Paid
        }
    }

    /// What staff should look at, in order of importance.
    pub fn flags(&self) -> Vec<BasketFlag> {
        use super::payment::PaymentFlag;
        let flagged = |flag| {
            self.payments.iter().any(|payment| {
                payment.open_flags().contains(&flag) && self.refundable(payment).is_positive()
            })
        };
        let all = [
            (BasketFlag::Overpaid, self.balance().overpaid.is_positive()),
            (
                BasketFlag::UnexpectedPayment,
                flagged(PaymentFlag::UnexpectedPayment),
            ),
            (
                BasketFlag::AmountMismatch,
                flagged(PaymentFlag::AmountMismatch),
            ),
            (BasketFlag::Disputed, self.is_disputed()),
            (BasketFlag::RefundFailed, self.has_failed_refund()),
            (BasketFlag::EmailFailed, self.has_failed_mail()),
        ];
        all.into_iter()
            .filter(|(_, raised)| *raised)
            .map(|(flag, _)| flag)
            .collect()
    }

    /// Whether a member of staff stands as the buyer although something is owed, so that nobody can
    /// be asked for it (R5).
    pub fn lacks_guest(&self) -> bool {
        self.buyer.is_staff() && self.balance().outstanding.is_positive()
    }

    /// What attempts of other links than `link_id` hold.
    pub fn reserved_except(&self, link_id: LinkId) -> Amount {
        self.attempts
            .iter()
            .filter(|attempt| attempt.is_live() && attempt.link_id != link_id)
            .map(|attempt| attempt.amount)
            .sum()
    }

    /// What was ever paid through a link, refunds not deducted (R9).
    pub fn paid_through(&self, link: LinkId) -> Amount {
        self.payments
            .iter()
            .filter(|payment| payment.currency == self.currency)
            .filter(|payment| match payment.source {
                Source::Gateway { link_id, .. } => link_id == link,
                Source::Manual { .. } => false,
            })
            .map(|payment| payment.amount)
            .sum()
    }

    /// What can still be refunded of a payment; pending refunds are held against it (R18).
    pub fn refundable(&self, payment: &Payment) -> Amount {
        let returned: Amount = self
            .live_refunds()
            .filter(|refund| refund.payment_id == Some(payment.id))
            .map(|refund| refund.amount)
            .sum();
        (payment.amount - returned).or_zero()
    }

    /// The attempt with this id, while it is kept.
    pub fn attempt(&self, id: AttemptId) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.id == id)
    }

    /// The payment with this id.
    pub fn payment(&self, id: PaymentId) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.id == id)
    }

    /// The gateway payment of this intent.
    pub fn payment_of_intent(&self, intent: &str) -> Option<&Payment> {
        self.payments.iter().find(|payment| match &payment.source {
            Source::Gateway { payment_intent, .. } => payment_intent == intent,
            Source::Manual { .. } => false,
        })
    }

    /// The payment that a refund returns, once both are known.
    pub fn payment_of_refund(&self, refund: &Refund) -> Option<&Payment> {
        self.payment(refund.payment_id?)
    }

    /// The first departure in the basket.
    pub fn first_departure(&self) -> Option<Timestamp> {
        self.items.iter().filter_map(|item| item.starts_at).min()
    }

    /// Adds a line to the history. A line that repeats one since staff last did something, by guest
    /// or machine, folds into it with a count, so that a stranger with a link cannot fill a basket.
    pub(super) fn note(&mut self, actor: &Actor, event: HistoryEvent, now: Timestamp) {
        let repeated = self
            .history
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
            None => self.history.push(HistoryEntry {
                at: now,
                actor: actor.clone(),
                event,
                count: 1,
            }),
        }
    }

    /// Whether a guest's bank disputes a payment and has not decided.
    pub fn is_disputed(&self) -> bool {
        self.disputes
            .iter()
            .any(|dispute| dispute.status == DisputeStatus::Open)
    }

    /// Whether a refund failed and no later one returned its money.
    fn has_failed_refund(&self) -> bool {
        self.refunds.iter().any(|failed| {
            let returned_later = self.live_refunds().any(|refund| {
                refund.payment_id == failed.payment_id
                    && refund.amount >= failed.amount
                    && failed
                        .failed_at
                        .is_some_and(|failed_at| refund.created_at >= failed_at)
            });
            failed.status == RefundStatus::Failed && !returned_later
        })
    }

    /// Whether a mail did not arrive that staff should send again or hand on in another way: to the
    /// buyer of an open link, or with the tickets (R22). Others stand in the history.
    fn has_failed_mail(&self) -> bool {
        let is_open = |link: &Link| {
            link.cancelled_at.is_none()
                && link.superseded_at.is_none()
                && self.balance().outstanding.is_positive()
        };
        let request_failed = self.links.iter().any(|link| {
            let email = link.email.as_ref();
            email.is_some_and(|email| email.status.is_failed()) && is_open(link)
        });
        let tickets_failed = self.tickets_email().is_some_and(EmailStatus::is_failed);
        request_failed || (tickets_failed && self.cancelled_at.is_none())
    }

    fn live_refunds(&self) -> impl Iterator<Item = &Refund> {
        self.refunds
            .iter()
            .filter(|refund| refund.status != RefundStatus::Failed)
    }
}

/// Who did something (R19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A member of staff, by the name they sign in with.
    User {
        /// The name shown.
        name: String,
    },
    /// A machine with an API key.
    ApiKey {
        /// Which key.
        id: ApiKeyId,
        /// What the merchant calls it.
        name: String,
    },
    /// Whoever holds the link.
    Guest,
    /// The payment gateway.
    Gateway,
    /// Paylink itself.
    System,
}

impl Actor {
    /// Whether a person or machine of the merchant acted.
    pub const fn is_staff(&self) -> bool {
        matches!(self, Self::User { .. } | Self::ApiKey { .. })
    }
}

/// One line of history (R19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When; of a folded line, the last time.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    #[serde(flatten)]
    pub event: HistoryEvent,
    /// How often it was repeated.
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

/// What happened (R19). Amounts are minor units of the basket's currency.
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
        /// How many days before the link's end it would have been sent.
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
    /// Whether `self` says the same as `other`. Lines about attempts of one kind count as the
    /// same whatever their amount, since the guest chooses it, and so do mails of one kind.
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

/// A mail, first written here by the same write as the change that caused it, then sent.
///
/// A row that was sent is removed; the history and the link keep what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    /// Its id, also a tag on the mail.
    pub id: MailId,
    /// What to send.
    pub message: Message,
    /// When it was written.
    pub queued_at: Timestamp,
    /// How often a sender took it.
    #[serde(default)]
    pub tries: u32,
    /// How far it is.
    pub state: RowState,
}

impl OutboxRow {
    /// Whether it is not tried any more.
    pub const fn is_given_up(&self) -> bool {
        match self.state {
            RowState::Queued { .. } | RowState::Leased { .. } => false,
            RowState::Failed { .. } => true,
        }
    }
}

/// How far an outbox row is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RowState {
    /// Waiting. A row that was never tried may go at once; `tick` looks at it from `try_at` on.
    Queued {
        /// When to try.
        try_at: Timestamp,
    },
    /// A sender has it.
    Leased {
        /// Until then; afterwards it counts as lost and another takes it.
        until: Timestamp,
    },
    /// Given up.
    Failed {
        /// When.
        at: Timestamp,
        /// Why, for staff.
        reason: String,
    },
}

/// What a mail is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// Asks the buyer to pay (R7).
    PaymentRequest {
        /// With this link.
        link_id: LinkId,
    },
    /// Reminds the buyer of a link before its end (R23).
    Reminder {
        /// Of this link.
        link_id: LinkId,
    },
    /// Tells the buyer what was paid (R20).
    Receipt {
        /// By this payment.
        payment_id: PaymentId,
    },
    /// Tells staff that money came, or that something about it is odd (R15, R20).
    StaffNotice {
        /// About this payment.
        payment_id: PaymentId,
    },
    /// Tells staff that a refund did not reach the guest (R18).
    RefundFailed {
        /// About this refund.
        refund_id: RefundId,
    },
    /// Tells staff that a dispute was opened or decided (R18).
    Dispute {
        /// The gateway's id of the dispute.
        gateway_id: String,
        /// How far it came. Once it has come further, another mail tells.
        status: DisputeStatus,
    },
    /// The tickets (R20).
    Tickets {
        /// Whether they carry the mark "not fully paid".
        fully_paid: bool,
    },
    /// Tells the merchant that events are no longer sent to an endpoint. It stands on the basket
    /// whose event could not be delivered.
    EndpointDisabled {
        /// Which endpoint.
        endpoint_id: WebhookEndpointId,
        /// Its address as the merchant knows it, without what may be secret in it.
        address: String,
    },
    /// Tells staff that a mail to the buyer did not arrive (R22).
    EmailFailed {
        /// Which mail.
        mail_id: MailId,
        /// What it was about.
        about: MessageKind,
        /// Why, without personal data.
        reason: String,
    },
}

impl Message {
    /// Whether the buyer gets it; staff get the others.
    pub const fn is_to_buyer(&self) -> bool {
        match self {
            Self::PaymentRequest { .. }
            | Self::Reminder { .. }
            | Self::Receipt { .. }
            | Self::Tickets { .. } => true,
            Self::StaffNotice { .. }
            | Self::RefundFailed { .. }
            | Self::Dispute { .. }
            | Self::EndpointDisabled { .. }
            | Self::EmailFailed { .. } => false,
        }
    }

    /// The link that it asks the buyer to pay.
    pub const fn link(&self) -> Option<LinkId> {
        match self {
            Self::PaymentRequest { link_id } | Self::Reminder { link_id } => Some(*link_id),
            Self::Receipt { .. }
            | Self::StaffNotice { .. }
            | Self::RefundFailed { .. }
            | Self::Dispute { .. }
            | Self::Tickets { .. }
            | Self::EndpointDisabled { .. }
            | Self::EmailFailed { .. } => None,
        }
    }

    /// Its kind.
    pub const fn kind(&self) -> MessageKind {
        match self {
            Self::PaymentRequest { .. } => MessageKind::PaymentRequest,
            Self::Reminder { .. } => MessageKind::Reminder,
            Self::Receipt { .. } => MessageKind::Receipt,
            Self::StaffNotice { .. } => MessageKind::StaffNotice,
            Self::RefundFailed { .. } => MessageKind::RefundFailed,
            Self::Dispute { .. } => MessageKind::Dispute,
            Self::Tickets { .. } => MessageKind::Tickets,
            Self::EndpointDisabled { .. } => MessageKind::EndpointDisabled,
            Self::EmailFailed { .. } => MessageKind::EmailFailed,
        }
    }
}

/// The kinds of [`Message`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "see Message")]
pub enum MessageKind {
    PaymentRequest,
    Reminder,
    Receipt,
    StaffNotice,
    RefundFailed,
    Dispute,
    Tickets,
    EndpointDisabled,
    EmailFailed,
}
