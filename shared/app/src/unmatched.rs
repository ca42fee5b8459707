//! What a person has to look at: facts of the gateway that no basket can take, and differences
//! between the ledger and the gateway (R15, R16).

use super::{Core, Error};
use paylink_domain::apply::Fact;
use paylink_domain::basket::Basket;
use paylink_domain::payment::{DisputeStatus, RefundStatus, Source};
use paylink_gateway::{EventKind, GatewayEvent, References, SessionState};
use paylink_platform::metrics::{self, Metric};
use paylink_store::unmatched::UnmatchedFact;

/// Which alarm a [`UnmatchedFact`] raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// A fact that no basket can take (R15).
    UnmatchedFact,
    /// The ledger and the gateway do not say the same (R16).
    ReconciliationMismatch,
}

impl Alarm {
    const fn metric(self) -> Metric {
        match self {
            Self::UnmatchedFact => Metric::UnmatchedFacts,
            Self::ReconciliationMismatch => Metric::ReconciliationMismatches,
        }
    }

    /// The word to look for in the log.
    const fn as_str(self) -> &'static str {
        match self {
            Self::UnmatchedFact => "unmatched_fact",
            Self::ReconciliationMismatch => "reconciliation_mismatch",
        }
    }
}

/// Keeps something for a person and raises the alarm, the first time that it is seen. When this
/// answers `Ok`, it is kept.
pub async fn raise(
    core: &Core,
    alarm: Alarm,
    reason: &str,
    fact: UnmatchedFact,
) -> Result<(), Error> {
    if core.store.has_unmatched(&fact.id).await? {
        return Ok(());
    }
    let fact = UnmatchedFact {
        reason: reason.to_owned(),
        received_at: core.now(),
        ..fact
    };
    // The alarm comes first: a crash in between raises it twice, never not at all.
    metrics::count_now(|counts| counts.add(alarm.metric(), 1));
    tracing::error!(
        alarm = alarm.as_str(),
        id = fact.id,
        description = fact.description,
        reason = fact.reason,
        basket = fact.basket_id.map(|id| id.to_string()),
        "a person has to look"
    );
    Ok(core.store.put_unmatched(&fact).await?)
}

/// What an event without a basket tells; `None` where it moves no money, so that nothing is lost.
pub fn of_event(event: &GatewayEvent, references: References) -> Option<UnmatchedFact> {
    let fact = match &event.kind {
        EventKind::Session(session) => match &session.state {
            SessionState::Paid(capture) => UnmatchedFact {
                amount: Some(capture.amount),
                currency: Some(capture.currency),
                gateway_id: Some(session.id.clone()),
                ..payment(&capture.payment_intent)
            },
            SessionState::Processing => under_way(&session.id),
            SessionState::Open { .. } | SessionState::Expired | SessionState::Failed => {
                return None;
            }
        },
        EventKind::Refund(report) => UnmatchedFact {
            amount: Some(report.amount),
            currency: Some(report.currency),
            payment_intent: Some(report.payment_intent.clone()),
            ..refund(&report.gateway_id, report.status)
        },
        EventKind::Dispute(report) => UnmatchedFact {
            amount: Some(report.amount),
            payment_intent: Some(report.payment_intent.clone()),
            ..dispute(&report.gateway_id, report.status)
        },
        EventKind::Account | EventKind::Other(_) => return None,
    };
    Some(UnmatchedFact {
        account: event.account.clone(),
        basket_id: Some(references.basket_id),
        link_id: Some(references.link_id),
        attempt_id: Some(references.attempt_id),
        ..fact
    })
}

/// What a fact tells that its basket has no room for; `None` where it moves no money.
pub fn of_fact(basket: &Basket, fact: &Fact) -> Option<UnmatchedFact> {
    let unmatched = match fact {
        Fact::PaymentSucceeded(told) => UnmatchedFact {
            amount: Some(told.amount),
            currency: Some(told.currency),
            account: told.account.clone(),
            link_id: Some(told.link_id),
            attempt_id: Some(told.attempt_id),
            ..payment(&told.payment_intent)
        },
        Fact::PaymentProcessing {
            attempt_id,
            session_id,
        } => UnmatchedFact {
            attempt_id: Some(*attempt_id),
            ..under_way(session_id)
        },
        Fact::Refunded(told) => UnmatchedFact {
            amount: Some(told.amount),
            currency: Some(told.currency),
            payment_intent: Some(told.payment_intent.clone()),
            ..match &told.gateway_id {
                Some(id) => refund(id, told.status),
                None => refund(&told.refund_id.to_string(), told.status),
            }
        },
        Fact::Disputed(told) => UnmatchedFact {
            amount: Some(told.amount),
            payment_intent: Some(told.payment_intent.clone()),
            ..dispute(&told.gateway_id, told.status)
        },
        Fact::SessionOpened { .. }
        | Fact::SessionRefused { .. }
        | Fact::SessionExpired { .. }
        | Fact::PaymentFailed { .. }
        | Fact::AttemptGivenUp { .. }
        | Fact::Checked { .. }
        | Fact::RefundChecked { .. }
        | Fact::RefundOutOfReach { .. }
        | Fact::ReminderDue { .. }
        | Fact::LinkExpired { .. }
        | Fact::MailSent { .. }
        | Fact::MailReported { .. }
        | Fact::MailNotSent { .. }
        | Fact::MailSkipped { .. }
        | Fact::WebhookDone { .. }
        | Fact::WebhookNotDelivered { .. }
        | Fact::EndpointDisabled { .. } => return None,
    };
    Some(in_basket(basket, unmatched))
}

/// A fact with all that its basket knows about it.
pub fn in_basket(basket: &Basket, fact: UnmatchedFact) -> UnmatchedFact {
    let payment = fact
        .payment_intent
        .as_deref()
        .and_then(|intent| basket.payment_of_intent(intent));
    let source = payment.and_then(|payment| match &payment.source {
        Source::Gateway {
            account,
            attempt_id,
            link_id,
            ..
        } => Some((account.clone(), *attempt_id, *link_id)),
        Source::Manual { .. } => None,
    });
    let attempt_id = fact.attempt_id.or(source.as_ref().map(|(_, id, _)| *id));
    let attempt = attempt_id.and_then(|id| basket.attempt(id));
    let account = source.as_ref().and_then(|(account, _, _)| account.clone());
    UnmatchedFact {
        basket_id: Some(basket.id),
        attempt_id,
        link_id: fact
            .link_id
            .or(source.map(|(_, _, id)| id))
            .or(attempt.map(|attempt| attempt.link_id)),
        account: fact
            .account
            .or(account)
            .or(attempt.and_then(|attempt| attempt.account.clone())),
        amount: fact.amount.or(attempt.map(|attempt| attempt.amount)),
        currency: fact
            .currency
            .or(payment.map(|payment| payment.currency))
            .or(attempt.map(|attempt| attempt.currency)),
        ..fact
    }
}

fn payment(intent: &str) -> UnmatchedFact {
    UnmatchedFact {
        id: format!("payment#{intent}"),
        description: "a payment".to_owned(),
        payment_intent: Some(intent.to_owned()),
        ..UnmatchedFact::default()
    }
}

fn under_way(session_id: &str) -> UnmatchedFact {
    UnmatchedFact {
        id: format!("processing#{session_id}"),
        description: "money under way".to_owned(),
        gateway_id: Some(session_id.to_owned()),
        ..UnmatchedFact::default()
    }
}

fn refund(id: &str, status: RefundStatus) -> UnmatchedFact {
    let status = status.as_str();
    UnmatchedFact {
        id: format!("refund#{id}#{status}"),
        description: format!("a refund: {status}"),
        gateway_id: Some(id.to_owned()),
        ..UnmatchedFact::default()
    }
}

fn dispute(id: &str, status: DisputeStatus) -> UnmatchedFact {
    let status = status.as_str();
    UnmatchedFact {
        id: format!("dispute#{id}#{status}"),
        description: format!("a dispute: {status}"),
        gateway_id: Some(id.to_owned()),
        ..UnmatchedFact::default()
    }
}
