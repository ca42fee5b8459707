//! Recording what the gateway tells by itself (R15, R16).

use super::attempts::session_fact;
use super::gateway_setup::follow_account;
use super::record_fact::Recorded;
use super::refunds::refund_fact;
use super::unmatched::{self, Alarm};
use super::{Core, Error};
use jiff::Timestamp;
use paylink_domain::apply::Fact;
use paylink_domain::apply::dispute::GatewayDispute;
use paylink_domain::basket::Basket;
use paylink_domain::merchant::GatewaySetup;
use paylink_domain::payment::Source;
use paylink_gateway::{
    Account, EventKind, GatewayEvent, PaymentGateway, References, Session, SessionState,
};
use paylink_store::unmatched::UnmatchedFact;

/// Records an event. When this answers `Ok`, the event is durable and may be acknowledged.
pub async fn record_event(
    core: &Core,
    gateway: &dyn PaymentGateway,
    event: &GatewayEvent,
) -> Result<Recorded, Error> {
    let account = event.account.as_deref();
    let references = match &event.kind {
        EventKind::Session(session) => session.references,
        EventKind::Refund(refund) => {
            gateway
                .references_of_intent(account, &refund.payment_intent)
                .await?
        }
        EventKind::Dispute(dispute) => {
            gateway
                .references_of_intent(account, &dispute.payment_intent)
                .await?
        }
        EventKind::Account => {
            return match account {
                Some(account) => follow_account(core, gateway, account).await,
                None => Ok(Recorded::Ignored),
            };
        }
        EventKind::Other(kind) => {
            tracing::info!(event = event.id, kind, "an event of no interest");
            return Ok(Recorded::Ignored);
        }
    };
    // Whatever we make at the gateway carries our references, so what carries none is another
    // system's on the same account.
    let Some(references) = references else {
        tracing::info!(event = event.id, "an event of another system");
        return Ok(Recorded::Ignored);
    };
    let Some(stored) = core.store.get_basket(references.basket_id).await? else {
        return unmatched(core, event, references, "its basket does not exist").await;
    };
    if !account_fits(core, &stored.basket, &references, event).await? {
        let reason = "it comes from another account than the attempt's";
        return unmatched(core, event, references, reason).await;
    }
    let Some(fact) = fact_of(core, gateway, &stored.basket, references, event).await? else {
        return Ok(Recorded::Ignored);
    };
    let (_, recorded) = core.record_or_keep(stored, &fact).await?;
    Ok(recorded)
}

/// Reads the events of an account and records them like webhooks. Answers how many there were.
///
/// # Errors
/// Where one of them could not be recorded, which does not hold up the others: the cursor may move
/// only once all are recorded, so they are read again.
pub(super) async fn read_events(
    core: &Core,
    gateway: &dyn PaymentGateway,
    account: Account<'_>,
    since: Timestamp,
) -> Result<usize, Error> {
    let events = gateway.events_since(account, since).await?;
    let mut failure = None;
    for event in &events {
        if let Err(error) = record_event(core, gateway, event).await {
            tracing::error!(%error, event = event.id, "an event could not be recorded");
            failure = Some(error);
        }
    }
    match failure {
        Some(error) => Err(error),
        None => Ok(events.len()),
    }
}

/// The fact that an event of a basket tells; `None` for one of no interest.
pub(super) async fn fact_of(
    core: &Core,
    gateway: &dyn PaymentGateway,
    basket: &Basket,
    references: References,
    event: &GatewayEvent,
) -> Result<Option<Fact>, Error> {
    Ok(Some(match &event.kind {
        EventKind::Session(session) => {
            let of = (references.attempt_id, references.link_id);
            let session = with_method(gateway, basket, event, session).await;
            let account = event.account.clone();
            session_fact(core, basket, of, account, &session, event.created_at).await?
        }
        EventKind::Refund(report) => refund_fact(core, report.clone(), core.ids().refund()),
        EventKind::Dispute(report) => Fact::Disputed(GatewayDispute {
            gateway_id: report.gateway_id.clone(),
            payment_intent: report.payment_intent.clone(),
            amount: report.amount,
            status: report.status,
            answer_by: report.answer_by,
            notice: core.ids().mail(),
        }),
        EventKind::Account | EventKind::Other(_) => return Ok(None),
    }))
}

/// A paid session with its means of payment, which events leave out: it is read at the gateway. The
/// money matters more than the means, so where it cannot be read the event is recorded as it is.
async fn with_method(
    gateway: &dyn PaymentGateway,
    basket: &Basket,
    event: &GatewayEvent,
    session: &Session,
) -> Session {
    let known = match &session.state {
        SessionState::Paid(capture) => {
            let recorded = basket.payment_of_intent(&capture.payment_intent);
            capture.method.is_some() || recorded.is_some()
        }
        SessionState::Open { .. }
        | SessionState::Expired
        | SessionState::Processing
        | SessionState::Failed => true,
    };
    if known {
        return session.clone();
    }
    match gateway
        .retrieve_session(event.account.as_deref(), &session.id)
        .await
    {
        Ok(read)
            if read.references == session.references
                && matches!(read.state, SessionState::Paid(_)) =>
        {
            read
        }
        Ok(_) => session.clone(),
        Err(error) => {
            tracing::warn!(%error, event = event.id, "the means of payment cannot be read");
            session.clone()
        }
    }
}

/// Whether the event's account is the one that the attempt was made with, so that the owner of one
/// account cannot write on another merchant's basket. For an attempt that is no longer kept it
/// must be the merchant's own account.
async fn account_fits(
    core: &Core,
    basket: &Basket,
    references: &References,
    event: &GatewayEvent,
) -> Result<bool, Error> {
    let attempt = basket.attempt(references.attempt_id);
    if let Some(attempt) = attempt {
        return Ok(attempt.account == event.account && attempt.link_id == references.link_id);
    }
    if basket.link(references.link_id).is_none() {
        return Ok(false);
    }
    let paid_by = basket
        .payments
        .iter()
        .find_map(|payment| match &payment.source {
            Source::Gateway {
                attempt_id,
                account,
                ..
            } if *attempt_id == references.attempt_id => Some(account),
            Source::Gateway { .. } | Source::Manual { .. } => None,
        });
    if let Some(account) = paid_by {
        return Ok(*account == event.account);
    }
    Ok(match core.merchant_of(basket).await?.gateway {
        GatewaySetup::Off => false,
        GatewaySetup::Platform => event.account.is_none(),
        GatewaySetup::Connected { account, .. } => event.account.as_ref() == Some(&account),
    })
}

/// Keeps an event that belongs to no basket, and raises the alarm; one that moves no money is only
/// logged.
async fn unmatched(
    core: &Core,
    event: &GatewayEvent,
    references: References,
    reason: &str,
) -> Result<Recorded, Error> {
    let Some(fact) = unmatched::of_event(event, references) else {
        tracing::info!(
            event = event.id,
            reason,
            "an event without a basket and without money"
        );
        return Ok(Recorded::Ignored);
    };
    unmatched::raise(core, Alarm::UnmatchedFact, reason, fact).await?;
    Ok(Recorded::Unmatched)
}

/// Keeps a signed event that cannot be understood, so that it is not lost when the gateway gives up
/// sending it.
pub async fn keep_unreadable(
    core: &Core,
    fingerprint: &str,
    description: String,
    reason: &str,
) -> Result<(), Error> {
    let fact = UnmatchedFact {
        id: format!("unreadable#{fingerprint}"),
        description,
        ..UnmatchedFact::default()
    };
    unmatched::raise(core, Alarm::UnmatchedFact, reason, fact).await
}
