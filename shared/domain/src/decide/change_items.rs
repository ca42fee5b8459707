//! Changes what was booked (R1).

use super::checks::refuse_in_progress;
use super::refusal::Refusal;
use crate::actor::Context;
use crate::basket::{Basket, Item};
use crate::history::HistoryEvent;
use crate::money::Amount;
use crate::reminder::move_expiries;

pub(super) fn change_items(
    basket: &mut Basket,
    items: &[Item],
    confirm: bool,
    context: &Context,
) -> Result<(), Refusal> {
    if basket.cancelled_at.is_some() {
        return Err(Refusal::BasketCancelled);
    }
    if basket.items == items {
        return Ok(());
    }
    if lowers_total(basket, items) {
        refuse_in_progress(basket, None, confirm)?;
    }
    let before = std::mem::replace(&mut basket.items, items.to_vec());
    let total = basket.balance().total;
    basket.note(
        &context.actor,
        HistoryEvent::ItemsChanged { total },
        context.now,
    );
    move_expiries(basket, &before, context);
    Ok(())
}

/// Whether the basket costs less with these items. Then open sessions could collect too much.
pub(super) fn lowers_total(basket: &Basket, items: &[Item]) -> bool {
    let total = |items: &[Item]| items.iter().map(Item::amount).sum::<Amount>();
    total(items) < total(&basket.items)
}
