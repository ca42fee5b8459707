//! Payments, refunds and disputes.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::words::{DisputeStatus, Method, PaymentFlag, PaymentSource, RefundStatus};
use paylink_domain::basket::Basket;
use paylink_domain::money::Amount;
use paylink_domain::payment::{self, Payment, Source};

/// A payment. Amounts are minor units of its currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Payment)]
pub struct PaymentView {
    /// Its id, `pay_...`.
    pub id: String,
    /// How much came.
    pub amount: i64,
    /// ISO 4217 code; what the gateway says, so it can differ from the basket's.
    #[schema(example = "CHF")]
    pub currency: &'static str,
    /// By what means.
    pub method: Method,
    /// From where.
    pub source: PaymentSource,
    /// The link that it was paid through; `null` of a manual payment.
    #[schema(required)]
    pub payment_link_id: Option<String>,
    /// The gateway's id of the payment; `null` of a manual payment.
    #[schema(required)]
    pub payment_intent: Option<String>,
    /// What staff noted about a manual payment.
    #[schema(required)]
    pub note: Option<String>,
    /// What can still be refunded.
    pub refundable: i64,
    /// What is odd about it.
    pub flags: Vec<PaymentFlag>,
    /// When staff said that a flagged payment is right.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub accepted_at: Option<Timestamp>,
    /// When the money came.
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Refund)]
pub struct RefundView {
    /// Its id, `re_...`.
    pub id: String,
    /// The payment that it returns; `null` while that is not recorded.
    #[schema(required)]
    pub payment_id: Option<String>,
    /// How much goes back, in minor units.
    pub amount: i64,
    /// By how much the basket's total was lowered, in minor units.
    pub credited: i64,
    /// How far it is.
    pub status: RefundStatus,
    /// Why, as staff said.
    #[schema(required)]
    pub reason: Option<String>,
    /// When it was ordered.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// A dispute: the guest's bank wants the money back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Dispute)]
pub struct DisputeView {
    /// The gateway's id of it.
    pub gateway_id: String,
    /// How much, in minor units.
    pub amount: i64,
    /// How far it is.
    pub status: DisputeStatus,
    /// Until when it can be answered, in the gateway's dashboard.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub answer_by: Option<Timestamp>,
    /// When it was opened.
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: Timestamp,
}

/// A payment of a basket.
pub fn payment(basket: &Basket, payment: &Payment) -> PaymentView {
    of_payment(payment, basket.refundable(payment))
}

/// A payment of which so much can still be refunded.
pub(super) fn of_payment(payment: &Payment, refundable: Amount) -> PaymentView {
    let (source, payment_link_id, payment_intent, note) = match &payment.source {
        Source::Gateway {
            link_id,
            payment_intent,
            ..
        } => (
            PaymentSource::Gateway,
            Some(link_id.to_string()),
            Some(payment_intent.clone()),
            None,
        ),
        Source::Manual { note, .. } => (PaymentSource::Manual, None, None, note.clone()),
    };
    PaymentView {
        id: payment.id.to_string(),
        amount: payment.amount.minor(),
        currency: payment.currency.code(),
        method: payment.method.into(),
        source,
        payment_link_id,
        payment_intent,
        note,
        refundable: refundable.minor(),
        flags: payment.flags.iter().copied().map(Into::into).collect(),
        accepted_at: payment.accepted.as_ref().map(|accepted| accepted.at),
        received_at: payment.received_at,
    }
}

/// A refund.
pub fn refund(basket: &Basket, refund: &payment::Refund) -> RefundView {
    let payment = basket.payment_of_refund(refund);
    RefundView {
        id: refund.id.to_string(),
        payment_id: payment.map(|payment| payment.id.to_string()),
        amount: refund.amount.minor(),
        credited: refund.credit.minor(),
        status: refund.status.into(),
        reason: refund.reason.clone(),
        created_at: refund.created_at,
    }
}

/// A dispute.
pub(super) fn dispute(dispute: &payment::Dispute) -> DisputeView {
    DisputeView {
        gateway_id: dispute.gateway_id.clone(),
        amount: dispute.amount.minor(),
        status: dispute.status.into(),
        answer_by: dispute.answer_by,
        opened_at: dispute.opened_at,
    }
}
