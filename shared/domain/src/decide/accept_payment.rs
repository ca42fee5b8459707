//! Accepts a flagged payment, so that staff no longer see its flags (R15).

use super::refusal::Refusal;
use crate::actor::Context;
use crate::basket::Basket;
use crate::history::HistoryEvent;
use crate::ids::PaymentId;
use crate::payment::Accepted;

/// Keeps the flags of a payment for the record, with the actor who accepted it. The balance stays as it is: a
/// basket that is overpaid stays so.
pub(super) fn accept_payment(
    basket: &mut Basket,
    payment_id: PaymentId,
    context: &Context,
) -> Result<(), Refusal> {
    let payment = basket
        .payments
        .iter_mut()
        .find(|payment| payment.id == payment_id)
        .ok_or(Refusal::NoSuchPayment)?;
    if payment.open_flags().is_empty() {
        return Ok(());
    }
    payment.accepted = Some(Accepted {
        at: context.now,
        by: context.actor.clone(),
    });
    let event = HistoryEvent::PaymentAccepted {
        payment_id,
        amount: payment.amount,
    };
    basket.note(&context.actor, event, context.now);
    Ok(())
}
