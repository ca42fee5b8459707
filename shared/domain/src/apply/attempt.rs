//! The states of attempts to pay (R12). A state only ever rises in rank.

use jiff::Timestamp;

use crate::actor::Actor;
use crate::basket::Basket;
use crate::history::HistoryEvent;
use crate::ids::AttemptId;
use crate::limits;
use crate::money::Amount;
use crate::payment::AttemptState;

/// Records the page that the gateway opened for an attempt, and when its session ends.
pub(super) fn session_opened(
    basket: &mut Basket,
    id: AttemptId,
    session: AttemptState,
    expires_at: Timestamp,
    now: Timestamp,
) {
    if raise_attempt(basket, id, session, now).is_some()
        && let Some(attempt) = basket.attempts.iter_mut().find(|a| a.id == id)
    {
        attempt.expires_at = expires_at;
    }
}

/// Records that the gateway opens no session for an attempt.
pub(super) fn session_refused(basket: &mut Basket, id: AttemptId, now: Timestamp) {
    // Another caller may have opened the session meanwhile. Then the refusal was not the answer.
    if is_opening(basket, id) {
        payment_failed(basket, id, &Actor::Gateway, now);
    }
}

/// Records that the session of an attempt ended without money.
pub(super) fn session_expired(basket: &mut Basket, id: AttemptId, now: Timestamp) {
    if let Some(amount) = raise_attempt(basket, id, AttemptState::Expired, now) {
        let event = HistoryEvent::PaymentExpired { amount };
        basket.note(&Actor::Gateway, event, now);
    }
}

/// Records that the money of an attempt is under way.
pub(super) fn payment_processing(
    basket: &mut Basket,
    id: AttemptId,
    session_id: &str,
    now: Timestamp,
) {
    let state = AttemptState::Processing {
        session_id: session_id.to_owned(),
    };
    if let Some(amount) = raise_attempt(basket, id, state, now) {
        let event = HistoryEvent::PaymentProcessing { amount };
        basket.note(&Actor::Gateway, event, now);
    }
}

/// Records that an attempt brings no money. `told_by` is the gateway, or the system where it waits no longer.
pub(super) fn payment_failed(basket: &mut Basket, id: AttemptId, told_by: &Actor, now: Timestamp) {
    if let Some(amount) = raise_attempt(basket, id, AttemptState::Failed, now) {
        basket.note(told_by, HistoryEvent::PaymentFailed { amount }, now);
    }
}

/// Puts off the next look at an attempt of which the gateway told nothing new.
pub(super) fn attempt_checked(basket: &mut Basket, id: AttemptId, now: Timestamp) {
    if let Some(attempt) = basket.attempts.iter_mut().find(|a| a.id == id) {
        attempt.check_at = next_check(&attempt.state, now);
    }
}

fn is_opening(basket: &Basket, id: AttemptId) -> bool {
    basket
        .attempt(id)
        .is_some_and(|attempt| attempt.state == AttemptState::Opening)
}

/// Raises an attempt to `state` if that ranks higher. Gives the attempt's amount if it did.
pub(super) fn raise_attempt(
    basket: &mut Basket,
    id: AttemptId,
    state: AttemptState,
    now: Timestamp,
) -> Option<Amount> {
    let attempt = basket
        .attempts
        .iter_mut()
        .find(|attempt| attempt.id == id)?;
    if state.rank() <= attempt.state.rank() {
        return None;
    }
    attempt.check_at = next_check(&state, now);
    attempt.state = state;
    Some(attempt.amount)
}

fn next_check(state: &AttemptState, now: Timestamp) -> Option<Timestamp> {
    match state {
        AttemptState::Opening => Some(limits::after(now, limits::OPENING_CHECK)),
        AttemptState::Open { .. } => Some(limits::after(now, limits::OPEN_CHECK)),
        AttemptState::Processing { .. } => Some(limits::after(now, limits::PROCESSING_CHECK)),
        AttemptState::Expired | AttemptState::Failed | AttemptState::Paid { .. } => None,
    }
}

/// Keeps only the newest closed attempts. The payment keeps what matters of a paid one.
pub(super) fn drop_old_attempts(basket: &mut Basket) {
    let closed = basket
        .attempts
        .iter()
        .filter(|attempt| !attempt.is_live())
        .count();
    let mut surplus = closed.saturating_sub(limits::CLOSED_ATTEMPTS);
    basket.attempts.retain(|attempt| {
        let drop = surplus > 0 && !attempt.is_live();
        if drop {
            surplus -= 1;
        }
        !drop
    });
}
