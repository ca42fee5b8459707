//! Refunds as the gateway tells of them, and how much of each the guest no longer owes (R18).

use jiff::Timestamp;

use crate::actor::Actor;
use crate::basket::Basket;
use crate::effects::push_mail;
use crate::history::HistoryEvent;
use crate::ids::{MailId, RefundId};
use crate::limits;
use crate::money::{Amount, Currency};
use crate::outbox::Message;
use crate::payment::{Refund, RefundStatus, Source};

/// A refund as the gateway tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayRefund {
    /// The gateway's id. `None` where the gateway refused to make the refund.
    pub gateway_id: Option<String>,
    /// Our id from the refund's metadata. A refund made in the gateway's dashboard has none; this is the id that
    /// it gets here.
    pub refund_id: RefundId,
    /// The payment intent whose money is returned.
    pub payment_intent: String,
    /// The amount, in minor units by ISO 4217.
    pub amount: Amount,
    /// The currency of the amount.
    pub currency: Currency,
    /// The newest status that the gateway told.
    pub status: RefundStatus,
    /// The id of the mail that tells staff of a failure.
    pub notice: MailId,
}

pub(super) fn refunded(basket: &mut Basket, fact: &GatewayRefund, now: Timestamp) {
    let known = basket
        .refunds
        .iter_mut()
        .find(|refund| refund.is_told_by(fact.refund_id, fact.gateway_id.as_deref()));
    let rose = match known {
        Some(refund) => {
            let was_refused = refund.was_only_refused();
            refund.gateway_id = fact.gateway_id.clone().or(refund.gateway_id.take());
            let rises = fact.status > refund.status
                || (was_refused && fact.gateway_id.is_some() && fact.status != refund.status);
            if rises {
                refund.status = fact.status;
                refund.failed_at = (fact.status == RefundStatus::Failed).then_some(now);
                refund.check_at = next_refund_check(fact.status, now);
            }
            rises.then_some((refund.id, refund.amount))
        }
        None => {
            basket.refunds.push(Refund {
                id: fact.refund_id,
                payment_id: None,
                payment_intent: Some(fact.payment_intent.clone()),
                gateway_id: fact.gateway_id.clone(),
                amount: fact.amount,
                currency: fact.currency,
                credit: Amount::ZERO,
                owed_apart: Some(owed_apart_from_gateway(basket)),
                status: fact.status,
                reason: None,
                by: Actor::Gateway,
                created_at: now,
                failed_at: (fact.status == RefundStatus::Failed).then_some(now),
                check_at: next_refund_check(fact.status, now),
            });
            Some((fact.refund_id, fact.amount))
        }
    };
    let Some((refund_id, amount)) = rose else {
        return;
    };
    credit_gateway_refunds(basket);
    let event = match fact.status {
        RefundStatus::Pending => HistoryEvent::RefundRequested { refund_id, amount },
        RefundStatus::Succeeded => HistoryEvent::RefundSucceeded { refund_id, amount },
        RefundStatus::Failed => {
            push_mail(
                basket,
                fact.notice,
                Message::RefundFailed { refund_id },
                now,
            );
            HistoryEvent::RefundFailed { refund_id, amount }
        }
    };
    basket.note(&Actor::Gateway, event, now);
}

fn next_refund_check(status: RefundStatus, now: Timestamp) -> Option<Timestamp> {
    match status {
        RefundStatus::Pending => Some(limits::after(now, limits::PROCESSING_CHECK)),
        RefundStatus::Succeeded | RefundStatus::Failed => None,
    }
}

/// Puts off the next look at a refund of which the gateway told nothing new.
///
/// The gateway may not know of the refund yet. Such a refund does not wait as long as a bank's decision.
pub(super) fn refund_checked(basket: &mut Basket, id: RefundId, now: Timestamp) {
    let made = basket
        .refunds
        .iter()
        .any(|refund| refund.id == id && refund.gateway_id.is_some());
    let pause = if made {
        limits::PROCESSING_CHECK
    } else {
        limits::OPEN_CHECK
    };
    put_off_refund(basket, id, limits::after(now, pause));
}

/// Puts off the next look at a refund that the gateway does not let us ask about.
pub(super) fn refund_out_of_reach(basket: &mut Basket, id: RefundId, now: Timestamp) {
    put_off_refund(basket, id, limits::after(now, limits::OUT_OF_REACH_CHECK));
}

fn put_off_refund(basket: &mut Basket, id: RefundId, until: Timestamp) {
    if let Some(refund) = basket.refunds.iter_mut().find(|refund| refund.id == id) {
        refund.check_at = refund.check_at.map(|_| until);
    }
}

/// Works out anew how much each refund made at the gateway lowers what the guest owes.
///
/// The order does not depend on when the gateway told of each. Refunds that staff ordered keep their credit.
/// What staff did later changes nothing: each refund is compared with what was owed when we heard of it.
pub(super) fn credit_gateway_refunds(basket: &mut Basket) {
    let (mut ours, others): (Vec<Refund>, Vec<Refund>) = std::mem::take(&mut basket.refunds)
        .into_iter()
        .partition(|refund| refund.by == Actor::Gateway);
    basket.refunds = others;
    ours.sort_by(|a, b| a.gateway_id.cmp(&b.gateway_id));
    // What the gateway took, less what its refunds returned of it so far.
    let mut kept = kept_by_gateway(basket);
    for mut refund in ours {
        let payment = refund
            .payment_intent
            .as_deref()
            .and_then(|intent| basket.payment_of_intent(intent));
        refund.payment_id = payment.map(|payment| payment.id);
        let currency = payment.map_or(refund.currency, |payment| payment.currency);
        let counts = currency == basket.currency && refund.status != RefundStatus::Failed;
        refund.credit = if counts {
            let owed_apart = refund
                .owed_apart
                .unwrap_or_else(|| owed_apart_from_gateway(basket));
            // What was paid beyond the owed amount was never owed, so its return lowers nothing.
            let credit = (refund.amount - (kept - owed_apart).or_zero()).or_zero();
            kept = kept - refund.amount + credit;
            credit
        } else {
            Amount::ZERO
        };
        basket.refunds.push(refund);
    }
}

/// What the gateway took in the basket's currency, less the parts of its own refunds that lowered nothing.
fn kept_by_gateway(basket: &Basket) -> Amount {
    let taken: Amount = basket
        .payments
        .iter()
        .filter(|payment| payment.currency == basket.currency)
        .filter(|payment| matches!(payment.source, Source::Gateway { .. }))
        .map(|payment| payment.amount)
        .sum();
    let returned: Amount = basket
        .refunds
        .iter()
        .filter(|refund| refund.status != RefundStatus::Failed && refund.by == Actor::Gateway)
        .filter(|refund| refund.currency == basket.currency)
        .map(|refund| refund.amount - refund.credit)
        .sum();
    taken - returned
}

/// What would be owed if the gateway had taken nothing and returned nothing by itself. Below zero it is
/// overpaid.
fn owed_apart_from_gateway(basket: &Basket) -> Amount {
    let balance = basket.balance();
    balance.total - balance.paid + balance.refunded + kept_by_gateway(basket)
}
