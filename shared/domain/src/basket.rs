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
    /// The basket's id.
    pub id: BasketId,
    /// The merchant that the basket belongs to.
    pub merchant_id: MerchantId,
    /// The merchant's booking number.
    pub reference: String,
    /// The one currency of all its amounts.
    pub currency: Currency,
    /// What was booked.
    pub items: Vec<Item>,
    /// The person who pays.
    pub buyer: Buyer,
    /// The integrator's own data.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// When the basket was made.
    pub created_at: Timestamp,
    /// Set once the basket was cancelled.
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
    /// Mails that wait to be sent, and mails that could not be sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outbox: Vec<OutboxRow>,
    /// The newest mails that were sent, oldest first, and their status (R22).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mails: Vec<SentMail>,
    /// Events that wait to be sent to merchants' systems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub webhooks: Vec<WebhookRow>,
    /// The history, oldest line first (R19).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<HistoryEntry>,
}

/// The last time that tickets were sent (R20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketsSent {
    /// The mail with the tickets.
    pub mail_id: MailId,
    /// When the mail was queued.
    pub at: Timestamp,
    /// Whether nothing was outstanding then. Else the tickets carry the mark "not fully paid".
    pub fully_paid: bool,
}

/// One line of what was booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Whether it is a seat on a tour, from the shop, or something else.
    pub kind: ItemKind,
    /// The text that guests see.
    pub description: String,
    /// How many were booked.
    pub quantity: u32,
    /// The price of one, in minor units.
    pub unit_amount: Amount,
    /// The contained tax in percent, as a decimal text such as `8.1`. It is only shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_rate: Option<String>,
    /// When the tour departs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// The IANA time zone that the departure is shown in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// The names of the guests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<String>,
}

impl Item {
    /// The price of the whole line.
    pub fn amount(&self) -> Amount {
        self.unit_amount.times(self.quantity)
    }
}

/// The kind of an item (R1).
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

/// The price of a basket and the state of its money, in minor units of its currency (R1).
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

/// The status of a basket. Each status has a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasketStatus {
    /// The guest still owes something.
    Outstanding,
    /// The guest owes nothing.
    Paid,
    /// More was paid than the basket costs.
    Overpaid,
    /// Staff cancelled the basket.
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
    /// The baskets of one status.
    Status(BasketStatus),
    /// The baskets that need attention of staff, whatever their status.
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
    /// Works out what is owed. No other code does (R1, R3).
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

    /// The status of the basket.
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

    /// The reasons for staff to look at the basket, the most important first.
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

    /// Whether something is owed and the buyer is a member of staff. Then nobody can be asked for the money (R5).
    pub fn lacks_guest(&self) -> bool {
        self.buyer.is_staff() && self.balance().outstanding.is_positive()
    }

    /// The amount that attempts of other links than `link_id` hold.
    pub fn reserved_except(&self, link_id: LinkId) -> Amount {
        self.attempts
            .iter()
            .filter(|attempt| attempt.is_live() && attempt.link_id != link_id)
            .map(|attempt| attempt.amount)
            .sum()
    }

    /// The amount that was ever paid through a link. Refunds are not deducted (R9).
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

    /// The amount of a payment that can still be refunded. Pending refunds count as returned (R18).
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

    /// Whether a mail with an open link, or with the tickets, did not arrive (R22).
    ///
    /// Staff should send it again or reach the guest in another way. Other failed mails stand in the history.
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

    /// The status of the newest mail with tickets. `None` where there was none, or where it is too old.
    pub fn tickets_email(&self) -> Option<EmailStatus> {
        let sent = self.tickets_sent.as_ref()?;
        self.email_status(|mail| mail.id == sent.mail_id)
    }

    /// The status of the receipt of a payment. `None` where there was none, or where it is too old.
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

    /// The newest mails, oldest first: mails that were sent, then mails that wait or were given up.
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
