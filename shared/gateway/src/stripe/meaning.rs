//! What Stripe's objects mean in Paylink's terms.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::port::{
    Capture, DisputeReport, EventKind, GatewayEvent, References, RefundReport, Session,
    SessionState,
};
use super::units::from_stripe;
use super::wire::{CheckoutSession, Dispute, Event, Expandable, Refund};
use paylink_domain::money::Currency;
use paylink_domain::payment::{DisputeStatus, Method, RefundStatus};

/// Why an object of Stripe's cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an object of Stripe's cannot be understood: {0}")]
pub struct WireError(pub String);

/// What an object was made for, by its metadata; `None` where it is not ours.
pub fn references(metadata: Option<&BTreeMap<String, String>>) -> Option<References> {
    let metadata = metadata?;
    Some(References {
        basket_id: metadata.get("basket_id")?.parse().ok()?,
        link_id: metadata.get("link_id")?.parse().ok()?,
        attempt_id: metadata.get("attempt_id")?.parse().ok()?,
    })
}

/// Whether an object carries our references, read leniently.
fn is_ours(object: &serde_json::Value) -> bool {
    ["basket_id", "link_id", "attempt_id"].iter().all(|name| {
        object
            .get("metadata")
            .is_some_and(|metadata| metadata.get(*name).is_some())
    })
}

fn currency(code: &str) -> Result<Currency, WireError> {
    Currency::from_code(&code.to_ascii_uppercase())
        .ok_or_else(|| WireError(format!("currency {code} is unknown")))
}

fn timestamp(seconds: i64) -> Result<Timestamp, WireError> {
    Timestamp::from_second(seconds).map_err(|error| WireError(error.to_string()))
}

impl CheckoutSession {
    /// The session in Paylink's terms.
    pub fn into_session(self) -> Result<Session, WireError> {
        let status = self.status.as_deref();
        let state = match (status, self.payment_status.as_str()) {
            (_, "paid" | "no_payment_required") => SessionState::Paid(self.capture()?),
            (Some("complete"), _) if self.intent_has_failed() => SessionState::Failed,
            (Some("complete"), _) => SessionState::Processing,
            (Some("expired"), _) => SessionState::Expired,
            (Some("open"), _) => SessionState::Open {
                url: self
                    .url
                    .clone()
                    .ok_or_else(|| WireError(format!("{} has no url", self.id)))?,
            },
            (other, _) => return Err(WireError(format!("{} has status {other:?}", self.id))),
        };
        Ok(Session {
            references: references(self.metadata.as_ref()),
            expires_at: timestamp(self.expires_at)?,
            id: self.id,
            state,
        })
    }

    /// The same for a session that carries our references. If they cannot be read, somebody changed
    /// them. That is an error: the session's money must not be taken for another system's.
    fn into_own_session(self) -> Result<Session, WireError> {
        let session = self.into_session()?;
        if session.references.is_none() {
            return Err(WireError(format!(
                "{} has references that are no ids",
                session.id
            )));
        }
        Ok(session)
    }

    fn capture(&self) -> Result<Capture, WireError> {
        let missing = |what: &str| WireError(format!("{} is paid but has no {what}", self.id));
        let currency = currency(
            self.currency
                .as_deref()
                .ok_or_else(|| missing("currency"))?,
        )?;
        let intent = self
            .payment_intent
            .as_ref()
            .ok_or_else(|| missing("payment_intent"))?;
        let amount = self.amount_total.ok_or_else(|| missing("amount_total"))?;
        let charge = intent
            .object()
            .and_then(|intent| intent.latest_charge.as_ref());
        let charge = charge.and_then(Expandable::object);
        // Without the charge: a session that offers only one method was paid by that method.
        let kind = match (charge, self.payment_method_types.as_deref()) {
            (Some(charge), _) => charge
                .payment_method_details
                .as_ref()
                .map(|it| it.kind.as_str()),
            (None, Some([only])) => Some(only.as_str()),
            (None, _) => None,
        };
        Ok(Capture {
            payment_intent: intent.id().to_owned(),
            amount: from_stripe(currency, amount),
            currency,
            method: kind.map(method_of),
            captured_at: charge
                .and_then(|it| it.created)
                .map(timestamp)
                .transpose()?,
        })
    }

    /// When a delayed method fails, the session stays complete and unpaid. Only the intent shows it.
    fn intent_has_failed(&self) -> bool {
        self.payment_intent
            .as_ref()
            .and_then(Expandable::object)
            .is_some_and(|intent| {
                matches!(
                    intent.status.as_str(),
                    "requires_payment_method" | "canceled"
                )
            })
    }
}

/// The method of payment by Stripe's name for it.
fn method_of(kind: &str) -> Method {
    match kind {
        "card" | "card_present" => Method::Card,
        "sepa_debit" | "us_bank_account" | "bacs_debit" | "au_becs_debit" | "acss_debit" => {
            Method::BankDebit
        }
        _ => Method::Online,
    }
}

impl Refund {
    /// The refund in Paylink's terms; `None` for one of a payment without intent, which is not ours.
    pub fn into_report(self) -> Result<Option<RefundReport>, WireError> {
        let Some(intent) = self.payment_intent else {
            return Ok(None);
        };
        let metadata = self.metadata.unwrap_or_default();
        let currency = currency(&self.currency)?;
        Ok(Some(RefundReport {
            refund_id: metadata.get("refund_id").and_then(|id| id.parse().ok()),
            payment_intent: intent.id().to_owned(),
            amount: from_stripe(currency, self.amount),
            currency,
            status: match self.status.as_deref() {
                Some("succeeded") => RefundStatus::Succeeded,
                Some("failed" | "canceled") => RefundStatus::Failed,
                _ => RefundStatus::Pending,
            },
            gateway_id: self.id,
        }))
    }
}

impl Dispute {
    /// The dispute in Paylink's terms; `None` for one of a payment that is not ours.
    pub fn into_report(self) -> Result<Option<DisputeReport>, WireError> {
        let Some(intent) = self.payment_intent else {
            return Ok(None);
        };
        let due_by = self.evidence_details.and_then(|details| details.due_by);
        Ok(Some(DisputeReport {
            answer_by: due_by.filter(|at| *at > 0).map(timestamp).transpose()?,
            payment_intent: intent.id().to_owned(),
            amount: from_stripe(currency(&self.currency)?, self.amount),
            status: match self.status.as_str() {
                "won" | "warning_closed" | "prevented" => DisputeStatus::Won,
                "lost" => DisputeStatus::Lost,
                _ => DisputeStatus::Open,
            },
            gateway_id: self.id,
        }))
    }
}

impl Event {
    /// The event in Paylink's terms.
    pub fn into_event(self) -> Result<GatewayEvent, WireError> {
        fn object<T: serde::de::DeserializeOwned>(
            value: serde_json::Value,
        ) -> Result<T, WireError> {
            serde_json::from_value(value).map_err(|error| WireError(error.to_string()))
        }
        let other = || EventKind::Other(self.kind.clone());
        let is_session = self.kind.starts_with("checkout.session.");
        if is_session && !is_ours(&self.data.object) {
            // Other systems on the same account have sessions too, of subscriptions for example.
            return Ok(GatewayEvent {
                kind: other(),
                account: self.account,
                created_at: timestamp(self.created)?,
                id: self.id,
            });
        }
        let kind = match self.kind.as_str() {
            "checkout.session.async_payment_failed" => {
                let mut session =
                    object::<CheckoutSession>(self.data.object)?.into_own_session()?;
                // The session in this event looks like one under way: complete and unpaid.
                if session.state == SessionState::Processing {
                    session.state = SessionState::Failed;
                }
                EventKind::Session(session)
            }
            "checkout.session.completed"
            | "checkout.session.expired"
            | "checkout.session.async_payment_succeeded" => {
                EventKind::Session(object::<CheckoutSession>(self.data.object)?.into_own_session()?)
            }
            "refund.created" | "refund.updated" | "refund.failed" => {
                object::<Refund>(self.data.object)?
                    .into_report()?
                    .map_or_else(other, EventKind::Refund)
            }
            "charge.dispute.created" | "charge.dispute.updated" | "charge.dispute.closed" => {
                object::<Dispute>(self.data.object)?
                    .into_report()?
                    .map_or_else(other, EventKind::Dispute)
            }
            // Only connected accounts: no merchant depends on the platform's own account.
            "account.updated" | "account.application.deauthorized" if self.account.is_some() => {
                EventKind::Account
            }
            _ => other(),
        };
        Ok(GatewayEvent {
            id: self.id,
            account: self.account,
            created_at: timestamp(self.created)?,
            kind,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::wire::{Charge, EvidenceDetails, PaymentIntent};
    use super::*;

    #[test]
    fn stripes_own_examples_are_understood() {
        let fixtures: serde_json::Value =
            serde_json::from_str(include_str!("fixtures.json")).unwrap();
        let fixture = |name: &str| fixtures[name].clone();
        let session: CheckoutSession = serde_json::from_value(fixture("checkout.session")).unwrap();
        let session = session.into_session().unwrap();
        assert!(matches!(session.state, SessionState::Open { .. }));
        assert_eq!(session.references, None);
        let intent: PaymentIntent = serde_json::from_value(fixture("payment_intent")).unwrap();
        assert_eq!(references(intent.metadata.as_ref()), None);
        let refund: Refund = serde_json::from_value(fixture("refund")).unwrap();
        assert_eq!(refund.into_report().unwrap(), None);
        let dispute: Dispute = serde_json::from_value(fixture("dispute")).unwrap();
        assert_eq!(dispute.clone().into_report().unwrap(), None);
        let of_ours = Dispute {
            payment_intent: Some(Expandable::Id("pi_1".to_owned())),
            ..dispute
        };
        let report = of_ours.clone().into_report().unwrap().unwrap();
        assert_eq!(report.answer_by, Some(timestamp(1_723_679_999).unwrap()));
        let no_answer = Dispute {
            evidence_details: Some(EvidenceDetails { due_by: Some(0) }),
            ..of_ours
        };
        let report = no_answer.into_report().unwrap().unwrap();
        assert_eq!(report.answer_by, None);
        let event: Event = serde_json::from_value(fixture("event")).unwrap();
        let event = event.into_event().unwrap();
        assert_eq!(event.kind, EventKind::Other("plan.created".to_owned()));
        let charge: Charge = serde_json::from_value(fixture("charge")).unwrap();
        assert_eq!(charge.payment_method_details.unwrap().kind, "card");
    }
}
