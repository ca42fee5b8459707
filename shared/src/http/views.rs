//! The API's answers: how a basket and what belongs to it look from outside.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::problem::Problem;
use crate::domain::basket::{Basket, HistoryEntry};
use crate::domain::decide::{Charging, can_create_link};
use crate::domain::link::{EmailStatus, Link, Terms};
use crate::domain::payment::{Payment, Refund, Source};
use crate::store::BasketSummary;

/// A basket with all that belongs to it. Amounts are integers in minor units.
pub fn basket(basket: &Basket, charging: &Charging, now: Timestamp) -> Value {
    let balance = basket.balance();
    let refusal = can_create_link(basket, charging).err().map(Problem::from);
    json!({
        "id": basket.id,
        "reference": basket.reference,
        "currency": basket.currency,
        "status": basket.status(),
        "flags": basket.flags(),
        "total": balance.total,
        "paid": balance.paid,
        "refunded": balance.refunded,
        "credited": balance.credited,
        "reserved": balance.reserved,
        "outstanding": balance.outstanding,
        "overpaid": balance.overpaid,
        "can_create_payment_link": {
            "allowed": refusal.is_none(),
            "code": refusal.as_ref().map(|problem| problem.kind.code()),
            "detail": refusal.as_ref().map(|problem| problem.kind.title()),
        },
        "buyer": basket.buyer,
        "items": basket.items.iter().map(|item| {
            let mut value = json!(item);
            if let Value::Object(map) = &mut value {
                map.insert("amount".to_owned(), json!(item.amount()));
            }
            value
        }).collect::<Vec<_>>(),
        "metadata": basket.metadata,
        "payment_links": links(basket, now),
        "payments": basket.payments.iter().map(|p| payment(basket, p)).collect::<Vec<_>>(),
        "refunds": basket.refunds.iter().map(|r| refund(basket, r)).collect::<Vec<_>>(),
        "disputes": basket.disputes.iter().map(|dispute| json!({
            "gateway_id": dispute.gateway_id,
            "amount": dispute.amount,
            "status": dispute.status,
            "answer_by": dispute.answer_by,
            "opened_at": dispute.opened_at,
        })).collect::<Vec<_>>(),
        "tickets": basket.tickets_sent.as_ref().map(|sent| json!({
            "sent_at": sent.at,
            "fully_paid": sent.fully_paid,
        })),
        "history": basket.history.iter().map(history).collect::<Vec<_>>(),
        "created_at": basket.created_at,
        "cancelled_at": basket.cancelled_at,
    })
}

/// All links of a basket, newest first.
pub fn links(basket: &Basket, now: Timestamp) -> Vec<Value> {
    basket
        .links
        .iter()
        .rev()
        .map(|l| json!(link(basket, l, now)))
        .collect()
}

/// A payment link.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields of Link by the same names")]
pub struct LinkView {
    pub id: String,
    pub url: String,
    pub kind: &'static str,
    /// What it asks for now; `null` where it takes no payment.
    pub amount: Option<i64>,
    /// The least of a link that lets the guest choose.
    pub min_amount: Option<i64>,
    pub paid: i64,
    pub currency: &'static str,
    pub status: &'static str,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub email: EmailView,
    pub message: Option<String>,
    pub return_url: Option<String>,
    pub metadata: BTreeMap<String, String>,
}

/// Where the mail of a link stands.
#[derive(Debug, Clone, Serialize)]
pub struct EmailView {
    /// `not_sent`, `queued`, `sent` or `failed`.
    pub status: &'static str,
    /// Since when.
    pub at: Option<Timestamp>,
}

/// A payment link as it is now.
pub fn link(basket: &Basket, link: &Link, now: Timestamp) -> LinkView {
    use crate::domain::link::LinkStatus as S;
    let status = basket.link_status(link, now);
    let ask = basket.ask(link);
    let (kind, min_amount) = match link.terms {
        Terms::Follow => ("follow", None),
        Terms::Fixed { .. } => ("fixed", None),
        Terms::Choice { .. } => ("choice", Some(ask.least.minor())),
    };
    LinkView {
        id: link.id.to_string(),
        url: basket.link_url(link),
        kind,
        amount: match status {
            S::Active | S::Processing => Some(ask.most.minor()),
            S::Cancelled | S::Superseded | S::Paid | S::Expired => None,
        },
        min_amount,
        paid: basket.paid_through(link.id).minor(),
        currency: basket.currency.code(),
        status: status.as_str(),
        created_at: link.created_at,
        expires_at: link.expires_at,
        email: EmailView {
            status: match link.email.as_ref().map(|email| email.status) {
                None => "not_sent",
                Some(EmailStatus::Queued) => "queued",
                Some(EmailStatus::Sent) => "sent",
                Some(EmailStatus::Failed) => "failed",
            },
            at: link.email.as_ref().map(|email| email.at),
        },
        message: link.message.clone(),
        return_url: link.return_url.clone(),
        metadata: link.metadata.clone(),
    }
}

/// A payment.
pub fn payment(basket: &Basket, payment: &Payment) -> Value {
    let (source, link_id, payment_intent, note) = match &payment.source {
        Source::Gateway {
            link_id,
            payment_intent,
            ..
        } => ("gateway", Some(*link_id), Some(payment_intent), None),
        Source::Manual { note, .. } => ("manual", None, None, note.as_ref()),
    };
    json!({
        "id": payment.id,
        "amount": payment.amount,
        "currency": payment.currency,
        "method": payment.method,
        "source": source,
        "payment_link_id": link_id,
        "payment_intent": payment_intent,
        "note": note,
        "refundable": basket.refundable(payment),
        "flags": payment.flags,
        "accepted_at": payment.accepted.as_ref().map(|accepted| accepted.at),
        "received_at": payment.received_at,
    })
}

/// A refund.
pub fn refund(basket: &Basket, refund: &Refund) -> Value {
    json!({
        "id": refund.id,
        "payment_id": basket.payment_of_refund(refund).map(|payment| payment.id),
        "amount": refund.amount,
        "credited": refund.credit,
        "status": refund.status,
        "reason": refund.reason,
        "created_at": refund.created_at,
    })
}

/// What a list shows of a basket.
pub fn summary(summary: &BasketSummary) -> Value {
    json!(summary)
}

fn history(entry: &HistoryEntry) -> Value {
    json!(entry)
}
