//! Where a basket's money stands: the balance, payments, refunds and disputes.

use paylink_domain::basket::Basket;
use paylink_domain::money::Amount;
use paylink_domain::payment::{Dispute, DisputeStatus, Payment, Refund, Source};

use super::look::Look;
use crate::texts::{self, Badge};

pub(super) struct Money {
    pub(super) total: String,
    pub(super) paid: String,
    pub(super) refunded: Option<String>,
    pub(super) outstanding: String,
    pub(super) owes: bool,
    pub(super) overpaid: Option<String>,
    pub(super) reserved: Option<String>,
    pub(super) credited: Option<String>,
    pub(super) has_paid: bool,
}

pub(super) struct PaymentRow {
    pub(super) id: String,
    pub(super) when: String,
    pub(super) method: &'static str,
    pub(super) source: String,
    pub(super) flags: Vec<Badge>,
    pub(super) accepted: Option<String>,
    pub(super) can_accept: bool,
    pub(super) amount: String,
    pub(super) refundable: String,
    pub(super) can_refund: bool,
    pub(super) not_yours: bool,
    pub(super) excess: Option<Excess>,
}

/// What can be returned by one press.
pub(super) struct Excess {
    pub(super) plain: String,
    pub(super) shown: String,
}

pub(super) struct RefundRow {
    pub(super) id: String,
    pub(super) when: String,
    pub(super) amount: String,
    pub(super) owed: &'static str,
    pub(super) status: Badge,
    pub(super) reason: String,
    pub(super) by: String,
}

pub(super) struct DisputeRow {
    pub(super) id: String,
    pub(super) when: String,
    pub(super) amount: String,
    pub(super) status: Badge,
    pub(super) answer_by: String,
}

impl Look<'_> {
    pub(super) fn money(&self) -> Money {
        let balance = self.basket.balance();
        let shown = |amount: Amount| amount.is_positive().then(|| self.amount(amount));
        Money {
            total: self.amount(balance.total),
            paid: self.amount(balance.paid),
            refunded: shown(balance.refunded),
            outstanding: self.amount(balance.outstanding),
            owes: balance.outstanding.is_positive(),
            overpaid: shown(balance.overpaid),
            reserved: shown(balance.reserved),
            credited: shown(balance.credited),
            has_paid: (balance.paid - balance.refunded).is_positive(),
        }
    }

    pub(super) fn payment(&self, payment: &Payment) -> PaymentRow {
        let money = |amount| texts::money(amount, payment.currency);
        let refundable = self.basket.refundable(payment);
        let excess = excess(self.basket, payment);
        PaymentRow {
            id: payment.id.to_string(),
            when: self.when(payment.received_at),
            method: texts::method(payment.method),
            source: match &payment.source {
                Source::Gateway { link_id, .. } => {
                    format!("Through link {}", texts::short_link(*link_id))
                }
                Source::Manual { by, note: None } => format!("Recorded by {}", texts::actor(by)),
                Source::Manual {
                    by,
                    note: Some(note),
                } => {
                    format!("Recorded by {}: {note}", texts::actor(by))
                }
            },
            flags: payment
                .flags
                .iter()
                .map(|flag| match &payment.accepted {
                    Some(_) => texts::accepted_flag(*flag),
                    None => texts::payment_flag(*flag),
                })
                .chain(
                    self.basket
                        .receipt_email(payment.id)
                        .and_then(texts::receipt_status),
                )
                .collect(),
            accepted: payment.accepted.as_ref().map(|accepted| {
                let who = texts::actor(&accepted.by);
                format!("Accepted by {who}, {}", self.when(accepted.at))
            }),
            // A closed basket is put in order as well.
            can_accept: self.may_sell()
                && refundable.is_positive()
                && !payment.open_flags().is_empty(),
            amount: money(payment.amount),
            refundable: money(refundable),
            can_refund: self.can.refund && refundable.is_positive(),
            not_yours: self.may_sell() && !self.can.refund && refundable.is_positive(),
            excess: excess.is_positive().then(|| Excess {
                plain: payment.currency.plain(excess),
                shown: money(excess),
            }),
        }
    }

    pub(super) fn refund(&self, refund: &Refund) -> RefundRow {
        let payment = self.basket.payment_of_refund(refund);
        let currency = payment.map_or(self.basket.currency, |payment| payment.currency);
        RefundRow {
            id: refund.id.to_string(),
            when: self.when(refund.created_at),
            amount: texts::money(refund.amount, currency),
            owed: if refund.credit.is_positive() {
                "no longer owed"
            } else {
                ""
            },
            status: texts::refund_status(refund.status),
            reason: refund.reason.clone().unwrap_or_else(|| "–".to_owned()),
            by: texts::actor(&refund.by),
        }
    }

    pub(super) fn dispute(&self, dispute: &Dispute) -> DisputeRow {
        let payment = self.basket.payment_of_intent(&dispute.payment_intent);
        let currency = payment.map_or(self.basket.currency, |payment| payment.currency);
        DisputeRow {
            id: dispute.gateway_id.clone(),
            when: self.when(dispute.opened_at),
            amount: texts::money(dispute.amount, currency),
            status: texts::dispute_status(dispute.status),
            answer_by: dispute
                .answer_by
                .filter(|_| dispute.status == DisputeStatus::Open)
                .map_or_else(|| "–".to_owned(), |at| self.when(at)),
        }
    }
}

/// What of a payment is more than was owed and can be returned by one press (R15).
///
/// Money in another currency pays nothing here, and after a cancellation nothing is owed: there all
/// of a flagged payment is too much.
pub(super) fn excess(basket: &Basket, payment: &Payment) -> Amount {
    let refundable = basket.refundable(payment);
    let flagged = !payment.open_flags().is_empty();
    if flagged && (payment.currency != basket.currency || basket.cancelled_at.is_some()) {
        refundable
    } else if payment.currency == basket.currency {
        basket.balance().overpaid.min(refundable)
    } else {
        Amount::ZERO
    }
}
