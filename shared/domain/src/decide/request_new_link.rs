//! Gives the guest of an expired link a new one (R13).

use super::create_link::{NewLink, create_link};
use super::refusal::Refusal;
use super::send_link::send_link;
use crate::actor::{Actor, Context};
use crate::basket::Basket;
use crate::history::HistoryEvent;
use crate::ids::LinkId;
use crate::limits;
use crate::link::LinkStatus;

pub(super) fn request_new_link(
    basket: &mut Basket,
    expired: LinkId,
    new: &NewLink,
    context: &Context,
) -> Result<(), Refusal> {
    let link = basket.link(expired).ok_or(Refusal::NoSuchLink)?;
    let status = basket.link_status(link, context.now);
    if status != LinkStatus::Expired {
        return Err(Refusal::LinkNotActive(status));
    }
    // Each further request waits twice as long as the one before. So a stranger with an old link can fill
    // neither the basket nor the guest's mailbox.
    let asked = basket
        .history
        .iter()
        .filter(|entry| matches!(entry.event, HistoryEvent::NewLinkRequested { .. }))
        .map(|entry| limits::after(entry.at, limits::new_link_pause(entry.count)))
        .max();
    if let Some(retry_at) = asked.filter(|retry_at| *retry_at > context.now) {
        return Err(Refusal::TooManyEmails { retry_at });
    }
    // A link that was made for an earlier request and is still good is sent again.
    let made_before = basket
        .links
        .iter()
        .find(|link| {
            link.created_by == Actor::Guest
                && basket.link_status(link, context.now) == LinkStatus::Active
        })
        .map(|link| link.id);
    match (made_before, new.email) {
        (Some(link_id), Some(mail_id)) => send_link(basket, link_id, mail_id, context)?,
        (Some(_), None) => {}
        (None, _) => create_link(basket, new, context)?,
    }
    basket.note(
        &context.actor,
        HistoryEvent::NewLinkRequested { link_id: expired },
        context.now,
    );
    Ok(())
}
