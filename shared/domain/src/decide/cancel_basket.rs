//! Cancels a basket and with it all its links (R1).

use super::checks::refuse_in_progress;
use super::refusal::Refusal;
use crate::actor::Context;
use crate::basket::Basket;
use crate::history::HistoryEvent;

pub(super) fn cancel_basket(
    basket: &mut Basket,
    confirm: bool,
    context: &Context,
) -> Result<(), Refusal> {
    if basket.cancelled_at.is_some() {
        return Ok(());
    }
    refuse_in_progress(basket, None, confirm)?;
    basket.cancelled_at = Some(context.now);
    basket.note(&context.actor, HistoryEvent::BasketCancelled, context.now);
    Ok(())
}
