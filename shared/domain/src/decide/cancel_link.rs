//! Cancels a payment link (R9).

use super::checks::refuse_in_progress;
use super::refusal::Refusal;
use crate::actor::Context;
use crate::basket::Basket;
use crate::history::HistoryEvent;
use crate::ids::LinkId;
use crate::link::LinkStatus;

pub(super) fn cancel_link(
    basket: &mut Basket,
    link_id: LinkId,
    confirm: bool,
    context: &Context,
) -> Result<(), Refusal> {
    let link = basket.link(link_id).ok_or(Refusal::NoSuchLink)?;
    match basket.link_status(link, context.now) {
        LinkStatus::Cancelled => return Ok(()),
        status @ (LinkStatus::Paid | LinkStatus::Superseded) => {
            return Err(Refusal::LinkNotActive(status));
        }
        LinkStatus::Processing | LinkStatus::Expired | LinkStatus::Active => {}
    }
    refuse_in_progress(basket, Some(link_id), confirm)?;
    if let Some(link) = basket.links.iter_mut().find(|link| link.id == link_id) {
        link.cancelled_at = Some(context.now);
    }
    basket.note(
        &context.actor,
        HistoryEvent::LinkCancelled { link_id },
        context.now,
    );
    Ok(())
}
