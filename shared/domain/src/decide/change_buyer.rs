//! Changes who buys (R5).

use super::checks::refuse_in_progress;
use super::refusal::Refusal;
use crate::actor::Context;
use crate::basket::Basket;
use crate::buyer::Buyer;
use crate::history::HistoryEvent;
use crate::ids::LinkId;
use crate::link::{Link, LinkStatus, Terms};

pub(super) fn change_buyer(
    basket: &mut Basket,
    buyer: &Buyer,
    confirm: bool,
    context: &Context,
) -> Result<(), Refusal> {
    if basket.cancelled_at.is_some() {
        return Err(Refusal::BasketCancelled);
    }
    if basket.buyer == *buyer {
        return Ok(());
    }
    let same_person = is_same_person(&basket.buyer, buyer);
    if !same_person {
        refuse_in_progress(basket, None, confirm)?;
    }
    let open: Vec<LinkId> = basket
        .links
        .iter()
        .filter(|link| match basket.link_status(link, context.now) {
            LinkStatus::Active | LinkStatus::Expired | LinkStatus::Processing => !same_person,
            LinkStatus::Paid => !same_person && !is_final(basket, link),
            LinkStatus::Cancelled | LinkStatus::Superseded => false,
        })
        .map(|link| link.id)
        .collect();
    for link_id in open {
        if let Some(link) = basket.links.iter_mut().find(|link| link.id == link_id) {
            link.superseded_at = Some(context.now);
        }
        basket.note(
            &context.actor,
            HistoryEvent::LinkSuperseded { link_id },
            context.now,
        );
    }
    basket.buyer = buyer.clone();
    let name = buyer.name.clone();
    basket.note(
        &context.actor,
        HistoryEvent::BuyerChanged { name },
        context.now,
    );
    Ok(())
}

/// Whether a paid link never asks for money again (R9). Only a link of a fixed amount is final. Others ask as
/// soon as something is outstanding again.
fn is_final(basket: &Basket, link: &Link) -> bool {
    match link.terms {
        Terms::Fixed { amount } => basket.paid_through(link.id) >= amount,
        Terms::Follow | Terms::Choice { .. } => false,
    }
}

/// Whether the buyer stays the same person. A new telephone number or language makes no new buyer, so the
/// links stay good.
pub(super) fn is_same_person(former: &Buyer, new: &Buyer) -> bool {
    former.name == new.name && former.email == new.email && former.is_staff() == new.is_staff()
}
