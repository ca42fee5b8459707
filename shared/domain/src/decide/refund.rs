//! Orders a refund (R18).

use super::checks::refuse_full_ledger;
use super::refusal::Refusal;
use crate::actor::Context;
use crate::basket::Basket;
use crate::history::HistoryEvent;
use crate::ids::{PaymentId, RefundId};
use crate::limits;
use crate::money::{Amount, ChargeLimits};
use crate::payment::{Payment, Refund, RefundStatus, Source};

/// A refund to order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRefund {
    /// The id that the refund gets.
    pub id: RefundId,
    /// The payment whose money is returned.
    pub payment_id: PaymentId,
    /// The amount. `None` returns everything that can still be returned.
    pub amount: Option<Amount>,
    /// The reason, as staff wrote it.
    pub reason: Option<String>,
    /// Whether the guest still owes the returned amount.
    pub keep_total: bool,
    /// The money was returned outside the gateway, in cash say. The refund is only recorded.
    pub outside: bool,
    /// The gateway returns only whole multiples of this many minor units (R2).
    pub step: i64,
}

pub(super) fn request_refund(
    basket: &mut Basket,
    new: &NewRefund,
    context: &Context,
) -> Result<(), Refusal> {
    if basket.refunds.iter().any(|refund| refund.id == new.id) {
        return Ok(());
    }
    refuse_full_ledger(basket)?;
    let payment = basket
        .payment(new.payment_id)
        .ok_or(Refusal::NoSuchPayment)?;
    let amount = amount_to_return(basket, payment, new)?;
    let owed_here = !new.keep_total && payment.currency == basket.currency;
    let credit = if owed_here {
        credit_of(basket, amount)
    } else {
        Amount::ZERO
    };
    let (payment_intent, status, check_at) = match &payment.source {
        Source::Gateway { payment_intent, .. } if !new.outside => (
            Some(payment_intent.clone()),
            RefundStatus::Pending,
            Some(limits::after(context.now, limits::OPENING_CHECK)),
        ),
        Source::Gateway { .. } | Source::Manual { .. } => (None, RefundStatus::Succeeded, None),
    };
    let currency = payment.currency;
    basket.refunds.push(Refund {
        id: new.id,
        payment_id: Some(new.payment_id),
        payment_intent,
        gateway_id: None,
        amount,
        currency,
        credit,
        owed_apart: None,
        status,
        reason: new.reason.clone(),
        by: context.actor.clone(),
        created_at: context.now,
        failed_at: None,
        check_at,
    });
    let event = HistoryEvent::RefundRequested {
        refund_id: new.id,
        amount,
    };
    basket.note(&context.actor, event, context.now);
    if status == RefundStatus::Succeeded {
        let event = HistoryEvent::RefundSucceeded {
            refund_id: new.id,
            amount,
        };
        basket.note(&context.actor, event, context.now);
    }
    Ok(())
}

/// Works out how much to return: the amount that was ordered, or everything that can still be returned.
fn amount_to_return(
    basket: &Basket,
    payment: &Payment,
    new: &NewRefund,
) -> Result<Amount, Refusal> {
    let refundable = basket.refundable(payment);
    let amount = new.amount.unwrap_or(refundable);
    if amount > refundable || !amount.is_positive() {
        return Err(Refusal::RefundAbovePaid { refundable });
    }
    let through_gateway = matches!(payment.source, Source::Gateway { .. }) && !new.outside;
    if through_gateway && amount.minor().rem_euclid(new.step.max(1)) != 0 {
        let limits = ChargeLimits {
            min: Amount::new(new.step),
            max: refundable,
            step: new.step,
        };
        return Err(Refusal::AmountNotChargeable {
            limits,
            remainder: false,
        });
    }
    Ok(amount)
}

/// How much of a refund lowers what the guest owes (R18). The part that returns an overpayment does not, since
/// it was never owed.
fn credit_of(basket: &Basket, amount: Amount) -> Amount {
    (amount - basket.balance().overpaid).or_zero()
}
