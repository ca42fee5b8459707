//! Checks that several commands make.

use super::refusal::Refusal;
use crate::basket::Basket;
use crate::ids::LinkId;
use crate::limits;

/// Refuses while money is under way, unless staff confirmed the command (R17). `None` for `of_link` means
/// every link.
pub(super) fn refuse_in_progress(
    basket: &Basket,
    of_link: Option<LinkId>,
    confirm: bool,
) -> Result<(), Refusal> {
    let mut live = basket
        .attempts
        .iter()
        .filter(|attempt| of_link.is_none_or(|link_id| attempt.link_id == link_id))
        .filter(|attempt| attempt.is_processing());
    match live.next() {
        Some(_) if !confirm => Err(Refusal::PaymentInProgress { retry_at: None }),
        _ => Ok(()),
    }
}

pub(super) fn refuse_full_ledger(basket: &Basket) -> Result<(), Refusal> {
    if basket.payments.len().saturating_add(basket.refunds.len()) >= limits::LEDGER_ENTRIES {
        return Err(Refusal::BasketFull("payments and refunds"));
    }
    Ok(())
}
