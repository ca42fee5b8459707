//! Baskets and what a list shows of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::history::{HistoryView, history};
use super::link::{LinkView, links};
use super::payment::{DisputeView, PaymentView, RefundView, dispute, payment, refund};
use super::words::{BasketFlag, BasketStatus, EmailStatus, ItemKind, MessageKind, StaffRole};
use crate::problem::Problem;
use paylink_domain::basket::{self, Basket};
use paylink_domain::buyer::Buyer;
use paylink_domain::decide::charging::Charging;
use paylink_domain::decide::create_link::can_create_link;
use paylink_domain::outbox::{Message, SentMail};
use paylink_store::BasketSummary;

/// A basket with all that belongs to it. Amounts are integers in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Basket)]
pub struct BasketView {
    /// Its id, `bsk_...`.
    pub id: String,
    /// Your booking number.
    pub reference: String,
    /// ISO 4217 code of all its amounts.
    #[schema(example = "CHF")]
    pub currency: &'static str,
    /// Which list it stands in.
    pub status: BasketStatus,
    /// What staff should look at, the most important first.
    pub flags: Vec<BasketFlag>,
    /// Items less credits.
    pub total: i64,
    /// All payments.
    pub paid: i64,
    /// Refunds that did not fail.
    pub refunded: i64,
    /// What the guest no longer owes because it was refunded.
    pub credited: i64,
    /// What guests who are paying right now hold.
    pub reserved: i64,
    /// What is still owed: total - paid + refunded.
    pub outstanding: i64,
    /// What was paid beyond the total.
    pub overpaid: i64,
    /// Whether a payment link can be made now, and why not.
    pub can_create_payment_link: CanCreateLinkView,
    /// For whom.
    pub buyer: BuyerView,
    /// What was booked.
    pub items: Vec<ItemView>,
    /// Your own data.
    pub metadata: BTreeMap<String, String>,
    /// Its links, newest first.
    pub payment_links: Vec<LinkView>,
    /// Its payments, oldest first.
    pub payments: Vec<PaymentView>,
    /// Its refunds, oldest first.
    pub refunds: Vec<RefundView>,
    /// Its disputes, oldest first.
    pub disputes: Vec<DisputeView>,
    /// The last time that tickets were sent.
    #[schema(required)]
    pub tickets: Option<TicketsView>,
    /// The newest mails to the buyer and to your staff, oldest first, and how far they came.
    pub emails: Vec<MailView>,
    /// What happened, oldest first.
    pub history: Vec<HistoryView>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was cancelled.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub cancelled_at: Option<Timestamp>,
}

/// Whether a payment link can be made now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CanCreatePaymentLink)]
pub struct CanCreateLinkView {
    /// Whether it can.
    pub allowed: bool,
    /// The code of the problem that the call would answer.
    #[schema(required)]
    pub code: Option<&'static str>,
    /// The same in words.
    #[schema(required)]
    pub detail: Option<&'static str>,
}

/// Who buys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Buyer)]
pub struct BuyerView {
    /// Their name.
    pub name: String,
    /// Where mails go.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub email: Option<String>,
    /// Their telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
    /// The language that they read, such as `de`.
    pub language: &'static str,
    /// Set where a member of staff booked for somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub staff_role: Option<StaffRole>,
}

/// One line of what was booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Item)]
pub struct ItemView {
    /// What kind of thing.
    pub kind: ItemKind,
    /// What it is called.
    pub description: String,
    /// How many.
    pub quantity: u32,
    /// What one costs, in minor units.
    pub unit_amount: i64,
    /// What the line costs, in minor units.
    pub amount: i64,
    /// The tax contained, in percent as a decimal text such as `8.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tax_rate: Option<String>,
    /// When the tour departs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime, nullable = false)]
    pub starts_at: Option<Timestamp>,
    /// The IANA time zone that the departure is shown in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub time_zone: Option<String>,
    /// Names of the people who come along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub guests: Vec<String>,
}

/// That tickets were sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Tickets)]
pub struct TicketsView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: Timestamp,
    /// Whether the basket was paid then; else they carry the mark "not fully paid".
    pub fully_paid: bool,
}

/// A mail about a basket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Email)]
pub struct MailView {
    /// Its id, `mail_...`.
    pub id: String,
    /// What it is about.
    pub message: MessageKind,
    /// The link that it carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub payment_link_id: Option<String>,
    /// The payment that it tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub payment_id: Option<String>,
    /// How far it came.
    pub status: EmailStatus,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// What a list shows of a basket. Amounts are minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BasketSummary)]
pub struct SummaryView {
    /// Its id.
    pub id: String,
    /// Your booking number.
    pub reference: String,
    /// What its first item is called.
    pub description: String,
    /// For whom.
    pub buyer_name: String,
    /// Where their mails go.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub buyer_email: Option<String>,
    /// ISO 4217 code of all its amounts.
    #[schema(example = "CHF")]
    pub currency: &'static str,
    /// Items less credits.
    pub total: i64,
    /// Payments less refunds.
    pub paid: i64,
    /// What is still owed.
    pub outstanding: i64,
    /// What was paid beyond the total.
    pub overpaid: i64,
    /// Which list it stands in.
    pub status: BasketStatus,
    /// What staff should look at, the most important first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub flags: Vec<BasketFlag>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// The first departure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime, nullable = false)]
    pub starts_at: Option<Timestamp>,
}

/// A basket with all that belongs to it, as it is now.
pub fn basket(basket: &Basket, charging: &Charging, now: Timestamp) -> BasketView {
    let balance = basket.balance();
    let refusal = can_create_link(basket, charging).err().map(Problem::from);
    BasketView {
        id: basket.id.to_string(),
        reference: basket.reference.clone(),
        currency: basket.currency.code(),
        status: basket.status().into(),
        flags: basket.flags().into_iter().map(Into::into).collect(),
        total: balance.total.minor(),
        paid: balance.paid.minor(),
        refunded: balance.refunded.minor(),
        credited: balance.credited.minor(),
        reserved: balance.reserved.minor(),
        outstanding: balance.outstanding.minor(),
        overpaid: balance.overpaid.minor(),
        can_create_payment_link: CanCreateLinkView {
            allowed: refusal.is_none(),
            code: refusal.as_ref().map(|problem| problem.kind.code()),
            detail: refusal.as_ref().map(|problem| problem.kind.title()),
        },
        buyer: buyer(&basket.buyer),
        items: basket.items.iter().map(item).collect(),
        metadata: basket.metadata.clone(),
        payment_links: links(basket, now),
        payments: basket.payments.iter().map(|p| payment(basket, p)).collect(),
        refunds: basket.refunds.iter().map(|r| refund(basket, r)).collect(),
        disputes: basket.disputes.iter().map(dispute).collect(),
        tickets: basket.tickets_sent.as_ref().map(|sent| TicketsView {
            sent_at: sent.at,
            fully_paid: sent.fully_paid,
        }),
        emails: basket.emails().iter().map(mail).collect(),
        history: basket.history.iter().map(history).collect(),
        created_at: basket.created_at,
        cancelled_at: basket.cancelled_at,
    }
}

fn buyer(buyer: &Buyer) -> BuyerView {
    BuyerView {
        name: buyer.name.clone(),
        email: buyer.email.as_ref().map(|email| email.as_str().to_owned()),
        phone: buyer.phone.clone(),
        language: buyer.language.tag(),
        staff_role: buyer.staff_role.map(Into::into),
    }
}

fn mail(mail: &SentMail) -> MailView {
    let (link_id, payment_id) = match &mail.message {
        Message::PaymentRequest { link_id } | Message::Reminder { link_id } => {
            (Some(*link_id), None)
        }
        Message::Receipt { payment_id } | Message::StaffNotice { payment_id } => {
            (None, Some(*payment_id))
        }
        Message::RefundFailed { .. }
        | Message::Dispute { .. }
        | Message::Tickets { .. }
        | Message::EndpointDisabled { .. }
        | Message::EmailFailed { .. } => (None, None),
    };
    MailView {
        id: mail.id.to_string(),
        message: mail.message.kind().into(),
        payment_link_id: link_id.map(|id| id.to_string()),
        payment_id: payment_id.map(|id| id.to_string()),
        status: Some(mail.status).into(),
        at: mail.at,
    }
}

fn item(item: &basket::Item) -> ItemView {
    ItemView {
        kind: item.kind.into(),
        description: item.description.clone(),
        quantity: item.quantity,
        unit_amount: item.unit_amount.minor(),
        amount: item.amount().minor(),
        tax_rate: item.tax_rate.clone(),
        starts_at: item.starts_at,
        time_zone: item.time_zone.clone(),
        guests: item.guests.clone(),
    }
}

/// What a list shows of a basket.
pub fn summary(summary: &BasketSummary) -> SummaryView {
    let email = summary.buyer_email.as_ref();
    SummaryView {
        id: summary.id.to_string(),
        reference: summary.reference.clone(),
        description: summary.description.clone(),
        buyer_name: summary.buyer_name.clone(),
        buyer_email: email.map(|email| email.as_str().to_owned()),
        currency: summary.currency.code(),
        total: summary.total.minor(),
        paid: summary.paid.minor(),
        outstanding: summary.outstanding.minor(),
        overpaid: summary.overpaid.minor(),
        status: summary.status.into(),
        flags: summary.flags.iter().copied().map(Into::into).collect(),
        created_at: summary.created_at,
        starts_at: summary.starts_at,
    }
}
