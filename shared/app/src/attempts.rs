//! Finding out at the gateway what became of an attempt, and ending sessions that others could race
//! with (R12, R16, R17).

use std::time::Duration;

use jiff::Timestamp;

use super::unmatched::{self, Alarm};
use super::{Core, Error};
use paylink_domain::actor::Actor;
use paylink_domain::apply::Fact;
use paylink_domain::apply::payment::{GatewayPayment, PaymentMails};
use paylink_domain::basket::Basket;
use paylink_domain::decide::refusal::Refusal;
use paylink_domain::decide::{Command, sessions_to_expire};
use paylink_domain::ids::{AttemptId, LinkId};
use paylink_domain::limits;
use paylink_domain::merchant::TicketRelease;
use paylink_domain::payment::{Attempt, AttemptState, Method};
use paylink_gateway::{
    Capture, GatewayError, PaymentGateway, References, Session, SessionRequest, SessionState,
};
use paylink_store::unmatched::UnmatchedFact;
use paylink_store::{StoreError, Stored};

/// How long a confirmed command waits for one session to be expired.
const CONFIRMED_PATIENCE: Duration = Duration::from_secs(3);
/// How often a command is decided anew when sessions keep opening under it.
const TRIES: usize = 8;

/// Carries out a command once no open session can race with it (R17). A guest who was faster and
/// has paid is recorded first, so the command is decided on the new balance, and whoever gave a
/// command that assumed an unpaid basket is told before it goes on.
///
/// `confirm` says that the caller knows of money under way: then a gateway that cannot be reached
/// does not hold up staff, and what a guest pays all the same is recorded and flagged.
pub async fn carry_out_after_expiring(
    core: &Core,
    gateway: &dyn PaymentGateway,
    mut stored: Stored,
    command: &Command,
    actor: &Actor,
) -> Result<Stored, Error> {
    let payments = stored.basket.payments.len();
    let confirmed = command.is_confirmed();
    for _ in 0..TRIES {
        // What would be refused anyway, or was done before, must not cost a guest their session.
        let next = core.decide(&stored.basket, command, actor)?;
        if next == stored.basket {
            return Ok(stored);
        }
        let open = sessions_to_expire(&stored.basket, command);
        for attempt_id in &open {
            let expired = expire_attempt(core, gateway, stored.clone(), *attempt_id);
            let expired = if confirmed {
                with_patience(expired).await
            } else {
                expired.await
            };
            stored = match expired {
                Ok(stored) => stored,
                Err(Error::Gateway(error)) if confirmed => {
                    tracing::warn!(%error, attempt = %attempt_id, "a session is left open as confirmed");
                    stored
                }
                Err(Error::Gateway(error)) => {
                    tracing::warn!(%error, attempt = %attempt_id, "a session could not be expired");
                    return Err(Refusal::PaymentInProgress { retry_at: None }.into());
                }
                Err(error) => return Err(error),
            };
        }
        // Expiring may have met a newer state of the basket, in which another session is open.
        let left = sessions_to_expire(&stored.basket, command);
        if left
            .iter()
            .any(|attempt_id| !confirmed || !open.contains(attempt_id))
        {
            continue;
        }
        if stored.basket.payments.len() > payments && !confirmed && !command.expects_payments() {
            return Err(Refusal::PaymentInProgress { retry_at: None }.into());
        }
        let next = core.decide(&stored.basket, command, actor)?;
        let id = stored.basket.id;
        match Box::pin(core.save(&stored, next)).await {
            Ok(saved) => return Ok(saved),
            Err(StoreError::Conflict | StoreError::Unavailable(_)) => {
                stored = core.store.get_basket(id).await?.ok_or(Error::NotFound)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Conflict.into())
}

/// Waits a short time only: a gateway that hangs must not hold up staff who have confirmed.
async fn with_patience(
    expired: impl Future<Output = Result<Stored, Error>>,
) -> Result<Stored, Error> {
    let outcome = tokio::time::timeout(CONFIRMED_PATIENCE, expired).await;
    outcome.unwrap_or_else(|_| Err(GatewayError::Unknown("it hangs".to_owned()).into()))
}

/// Opens the session of an attempt that was written as `opening`, or finds the one that was opened
/// before: the same call with the same key gives the same session (R12).
pub async fn open_session(
    core: &Core,
    gateway: &dyn PaymentGateway,
    stored: Stored,
    attempt_id: AttemptId,
) -> Result<Stored, Error> {
    let Some(attempt) = stored.basket.attempt(attempt_id) else {
        return Ok(stored);
    };
    let Some(request) = session_request(&stored.basket, attempt) else {
        return Ok(stored);
    };
    let age = core.now().duration_since(attempt.created_at);
    let answer = if age < limits::GATEWAY_KEY_LIFE {
        gateway.create_session(&request).await
    } else {
        Err(GatewayError::Unknown(
            "the idempotency key is too old to be used again".to_owned(),
        ))
    };
    match answer {
        Ok(session) => record_opened(core, gateway, stored, attempt_id, session).await,
        // The gateway's message can quote the guest's address, so only the code is logged.
        Err(GatewayError::Refused { code, .. }) => {
            tracing::warn!(code, attempt = %attempt_id, "the gateway refused a session");
            core.record(stored, &Fact::SessionRefused { attempt_id })
                .await
        }
        Err(GatewayError::Unknown(reason) | GatewayError::Faulted(reason)) => {
            find_lost_session(core, gateway, stored, attempt_id, reason).await
        }
        Err(
            error @ (GatewayError::Later(_)
            | GatewayError::UnderWay
            | GatewayError::NotFound
            | GatewayError::NoAccess(_)),
        ) => give_up_lost(core, stored, attempt_id, error).await,
    }
}

/// Reads at the gateway what became of an attempt, and records it.
pub async fn settle_attempt(
    core: &Core,
    gateway: &dyn PaymentGateway,
    stored: Stored,
    attempt_id: AttemptId,
) -> Result<Stored, Error> {
    let Some(attempt) = stored.basket.attempt(attempt_id) else {
        return Ok(stored);
    };
    match &attempt.state {
        AttemptState::Opening => open_session(core, gateway, stored, attempt_id).await,
        AttemptState::Open { session_id, .. } | AttemptState::Processing { session_id } => {
            let account = attempt.account.as_deref();
            match gateway.retrieve_session(account, session_id).await {
                Ok(session) => record_session(core, stored, attempt_id, &session).await,
                Err(error) => give_up_lost(core, stored, attempt_id, error).await,
            }
        }
        AttemptState::Expired | AttemptState::Failed | AttemptState::Paid { .. } => Ok(stored),
    }
}

/// Whether the session of an attempt should not be payable any more: its link or basket was closed
/// while the gateway could not be reached, or other money came and it would collect too much (R12).
pub fn is_to_be_closed(basket: &Basket, attempt_id: AttemptId) -> bool {
    let Some(attempt) = basket
        .attempt(attempt_id)
        .filter(|attempt| attempt.is_payable())
    else {
        return false;
    };
    let closed = basket.cancelled_at.is_some()
        || basket
            .link(attempt.link_id)
            .is_some_and(|link| link.cancelled_at.is_some() || link.superseded_at.is_some());
    let balance = basket.balance();
    closed || balance.reserved > balance.outstanding
}

/// Ends the session of an attempt at the gateway, and records what became of it: expired, or paid
/// after all because the guest was faster.
pub async fn expire_attempt(
    core: &Core,
    gateway: &dyn PaymentGateway,
    stored: Stored,
    attempt_id: AttemptId,
) -> Result<Stored, Error> {
    let opening = stored
        .basket
        .attempt(attempt_id)
        .is_some_and(|attempt| attempt.state == AttemptState::Opening);
    let stored = if opening {
        open_session(core, gateway, stored, attempt_id).await?
    } else {
        stored
    };
    let Some(attempt) = stored.basket.attempt(attempt_id) else {
        return Ok(stored);
    };
    let AttemptState::Open { session_id, .. } = &attempt.state else {
        return Ok(stored);
    };
    let account = attempt.account.as_deref();
    match gateway.expire_session(account, session_id).await {
        Ok(session) => record_session(core, stored, attempt_id, &session).await,
        Err(error) => give_up_lost(core, stored, attempt_id, error).await,
    }
}

/// Frees the reservation of a session that the gateway no longer shows us (it was deleted, or the
/// account disconnected), once nobody can pay it any more; money under way is waited for much longer
/// and then told to a person. Money that comes all the same still outranks that, and is flagged.
async fn give_up_lost(
    core: &Core,
    stored: Stored,
    attempt_id: AttemptId,
    error: GatewayError,
) -> Result<Stored, Error> {
    let is_lost = matches!(error, GatewayError::NotFound | GatewayError::NoAccess(_));
    let Some(attempt) = stored.basket.attempt(attempt_id).filter(|_| is_lost) else {
        return Err(error.into());
    };
    let is_past = |patience| core.now() > limits::after(attempt.expires_at, patience);
    if attempt.is_payable() && is_past(limits::OPEN_CHECK) {
        tracing::error!(%error, attempt = %attempt_id, "a session is lost at the gateway");
        return core
            .record(stored, &Fact::SessionExpired { attempt_id })
            .await;
    }
    if attempt.is_processing() && is_past(limits::OUT_OF_REACH_GIVE_UP) {
        let fact = UnmatchedFact {
            id: format!("given-up#{attempt_id}"),
            description: "money under way".to_owned(),
            gateway_id: attempt.session_id().map(str::to_owned),
            attempt_id: Some(attempt_id),
            ..UnmatchedFact::default()
        };
        let fact = unmatched::in_basket(&stored.basket, fact);
        let reason =
            "the gateway does not say what became of it, and it is not waited for any more";
        unmatched::raise(core, Alarm::ReconciliationMismatch, reason, fact).await?;
        return core
            .record(stored, &Fact::AttemptGivenUp { attempt_id })
            .await;
    }
    Err(error.into())
}

/// Records what a session of a stored attempt says. The account is the attempt's own, so the
/// session is known to be ours.
pub async fn record_session(
    core: &Core,
    stored: Stored,
    attempt_id: AttemptId,
    session: &Session,
) -> Result<Stored, Error> {
    let Some(attempt) = stored.basket.attempt(attempt_id) else {
        return Ok(stored);
    };
    let (link_id, account) = (attempt.link_id, attempt.account.clone());
    let of = (attempt_id, link_id);
    let fact = session_fact(core, &stored.basket, of, account, session, core.now()).await?;
    core.record(stored, &fact).await
}

/// The fact that a session tells. `seen_at` is when the gateway told it, for a payment whose own time
/// is not known.
pub async fn session_fact(
    core: &Core,
    basket: &Basket,
    (attempt_id, link_id): (AttemptId, LinkId),
    account: Option<String>,
    session: &Session,
    seen_at: Timestamp,
) -> Result<Fact, Error> {
    Ok(match &session.state {
        SessionState::Open { url } => Fact::SessionOpened {
            attempt_id,
            session_id: session.id.clone(),
            url: url.clone(),
            expires_at: session.expires_at,
        },
        SessionState::Expired => Fact::SessionExpired { attempt_id },
        SessionState::Processing => Fact::PaymentProcessing {
            attempt_id,
            session_id: session.id.clone(),
        },
        SessionState::Failed => Fact::PaymentFailed { attempt_id },
        SessionState::Paid(capture) => {
            let Capture {
                payment_intent,
                amount,
                currency,
                method,
                captured_at,
            } = capture.clone();
            let ids = core.ids();
            // A bank debit's charge is made when the debit begins, days before the money comes.
            let received_at = match method {
                Some(Method::BankDebit) => seen_at,
                _ => captured_at.unwrap_or(seen_at),
            };
            Fact::PaymentSucceeded(GatewayPayment {
                attempt_id,
                link_id,
                payment_intent,
                account,
                amount,
                currency,
                method: method.unwrap_or(Method::Online),
                received_at,
                payment_id: ids.payment(),
                mails: PaymentMails {
                    receipt: ids.mail(),
                    notice: ids.mail(),
                    tickets: releases_tickets(core, basket).await?.then(|| ids.mail()),
                },
            })
        }
    })
}

/// Whether the merchant lets tickets go out by themselves (R21).
pub(super) async fn releases_tickets(core: &Core, basket: &Basket) -> Result<bool, Error> {
    let merchant = core.store.merchant_for_display(basket.merchant_id).await?;
    Ok(
        merchant.is_some_and(|merchant| match merchant.ticket_release {
            TicketRelease::AtZeroBalance => true,
            TicketRelease::Manual => false,
        }),
    )
}

/// Writes a session down on condition that its attempt is still opening. Where it is not, or the
/// write fails, nobody would know the session, so it is expired at once.
async fn record_opened(
    core: &Core,
    gateway: &dyn PaymentGateway,
    stored: Stored,
    attempt_id: AttemptId,
    session: Session,
) -> Result<Stored, Error> {
    let account = stored
        .basket
        .attempt(attempt_id)
        .and_then(|attempt| attempt.account.clone());
    let recorded = record_session(core, stored, attempt_id, &session).await;
    let known = recorded.as_ref().is_ok_and(|stored| {
        stored
            .basket
            .attempt(attempt_id)
            .is_some_and(|attempt| match &attempt.state {
                AttemptState::Open { session_id, .. } | AttemptState::Processing { session_id } => {
                    *session_id == session.id
                }
                AttemptState::Opening | AttemptState::Expired | AttemptState::Failed => false,
                AttemptState::Paid { .. } => true,
            })
    });
    if !known && matches!(session.state, SessionState::Open { .. }) {
        let ended = gateway
            .expire_session(account.as_deref(), &session.id)
            .await;
        if let Err(error) = ended {
            tracing::warn!(%error, attempt = %attempt_id, "an unrecorded session could not be expired");
        }
    }
    recorded
}

/// Settles an attempt whose call cannot be repeated by looking through the gateway's sessions. When
/// none is found and it could no longer be paid anyway, the attempt is over.
async fn find_lost_session(
    core: &Core,
    gateway: &dyn PaymentGateway,
    stored: Stored,
    attempt_id: AttemptId,
    reason: String,
) -> Result<Stored, Error> {
    let Some(attempt) = stored.basket.attempt(attempt_id) else {
        return Ok(stored);
    };
    let account = attempt.account.clone();
    let found = gateway
        .find_session(account.as_deref(), attempt_id, attempt.created_at)
        .await;
    let found = match found {
        Ok(found) => found,
        Err(error) => return give_up_lost(core, stored, attempt_id, error).await,
    };
    match found {
        Some(session) => record_opened(core, gateway, stored, attempt_id, session).await,
        None if core.now() > limits::after(attempt.created_at, limits::SESSION_CREATION) => {
            core.record(stored, &Fact::SessionExpired { attempt_id })
                .await
        }
        None => Err(GatewayError::Unknown(reason).into()),
    }
}

/// The call that opens the session of an attempt; always the same for the same attempt.
fn session_request(basket: &Basket, attempt: &Attempt) -> Option<SessionRequest> {
    let link = basket.link(attempt.link_id)?;
    let url = basket.link_url(link);
    let language = |mark| {
        attempt
            .picked
            .map_or_else(String::new, |it| format!("{mark}lang={}", it.tag()))
    };
    Some(SessionRequest {
        references: References {
            basket_id: basket.id,
            link_id: attempt.link_id,
            attempt_id: attempt.id,
        },
        account: attempt.account.clone(),
        amount: attempt.amount,
        currency: attempt.currency,
        description: attempt.description.clone(),
        language: attempt.language,
        email: attempt.email.clone(),
        success_url: format!("{url}/done?attempt={}{}", attempt.id, language('&')),
        cancel_url: format!("{url}{}", language('?')),
        // The stored end moves to what the gateway answers; the request must not.
        expires_at: limits::after(attempt.created_at, limits::SESSION_LIFE),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use paylink_domain::buyer::Language;
    use paylink_domain::decide::create_link::AmountRequest;
    use paylink_domain::test_support::{basket, link, opened, with_link};

    #[test]
    fn r12_a_repeated_call_says_the_same_in_the_language_that_was_picked() {
        let basket = with_link(&basket(), 1, AmountRequest::Follow);
        let mut basket = opened(&basket, 1, link(1), 1);
        let request = |basket: &Basket| session_request(basket, &basket.attempts[0]).unwrap();
        let plain = request(&basket);
        assert!(
            plain
                .success_url
                .ends_with(&basket.attempts[0].id.to_string())
        );
        assert!(!plain.cancel_url.contains('?'));

        basket.attempts[0].picked = Some(Language::Fr);
        let picked = request(&basket);
        assert!(picked.success_url.ends_with("&lang=fr"));
        assert!(picked.cancel_url.ends_with("?lang=fr"));
        basket.buyer.language = Language::Ja;
        assert_eq!(request(&basket), picked);
    }
}
