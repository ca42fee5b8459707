//! The end of a link (R8).

use jiff::Timestamp;

use crate::actor::Actor;
use crate::basket::Basket;
use crate::history::HistoryEvent;
use crate::ids::LinkId;

/// Writes the end of a link into the history, once.
pub(super) fn link_expired(basket: &mut Basket, link_id: LinkId, now: Timestamp) {
    if let Some(link) = basket.links.iter_mut().find(|link| link.id == link_id)
        && link.expiry_noted_at.is_none()
    {
        link.expiry_noted_at = Some(now);
        basket.note(&Actor::System, HistoryEvent::LinkExpired { link_id }, now);
    }
}
