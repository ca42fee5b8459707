//! The basket: one booking, its price, its money, and everything that happened to it (R1, R3, R19).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::buyer::Buyer;
use super::flag::BasketFlag;
use super::history::{HistoryEntry, HistoryEvent, add_line};
use super::ids::{AttemptId, BasketId, LinkId, MailId, MerchantId, PaymentId};
use super::link::Link;
use super::money::{Amount, Currency};
use super::outbox::{EmailStatus, Message, OutboxRow, RowState, SentMail};
use super::payment::{
    Attempt, Dispute, DisputeStatus, Payment, PaymentFlag, Refund, RefundStatus, Source,
};
use super::webhook::WebhookRow;

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

    /// Adds a line to the history, or counts it with an earlier line that it repeats.
    pub(super) fn note(&mut self, actor: &Actor, event: HistoryEvent, now: Timestamp) {
        add_line(&mut self.history, actor, event, now);
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

    /// Where the mail with the tickets stands that were sent last; `None` before any, and where it is
    /// too long ago.
    pub fn tickets_email(&self) -> Option<EmailStatus> {
        let sent = self.tickets_sent.as_ref()?;
        self.email_status(|mail| mail.id == sent.mail_id)
    }

    /// Where the receipt of a payment stands; `None` where there was none, and where it is too long ago.
    pub fn receipt_email(&self, of: PaymentId) -> Option<EmailStatus> {
        self.email_status(|mail| match &mail.message {
            Message::Receipt { payment_id } => *payment_id == of,
            Message::PaymentRequest { .. }
            | Message::Reminder { .. }
            | Message::StaffNotice { .. }
            | Message::RefundFailed { .. }
            | Message::Dispute { .. }
            | Message::Tickets { .. }
            | Message::EndpointDisabled { .. }
            | Message::EmailFailed { .. } => false,
        })
    }

    /// The newest mails, oldest first: those that went out, then those that wait or were given up.
    pub fn emails(&self) -> Vec<SentMail> {
        let rows = self.outbox.iter().map(|row| {
            let (status, at) = match &row.state {
                RowState::Queued { .. } | RowState::Leased { .. } => {
                    (EmailStatus::Queued, row.queued_at)
                }
                RowState::Failed { at, .. } => (EmailStatus::Failed, *at),
            };
            SentMail {
                id: row.id,
                message: row.message.clone(),
                status,
                at,
            }
        });
        self.mails.iter().cloned().chain(rows).collect()
    }

    fn email_status(&self, is_it: impl Fn(&SentMail) -> bool) -> Option<EmailStatus> {
        let emails = self.emails();
        emails.into_iter().rfind(is_it).map(|mail| mail.status)
    }
}
