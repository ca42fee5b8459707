//! What happens to a payment without an API call: the dashboard's buttons and the control API do it.

use serde_json::json;

use super::books::Record;
use super::error::ApiError;
use super::gateway::Gateway;
use super::object::Kind;
use super::{disputes, refunds};

/// A refund that was not made through the API: it carries no metadata of ours.
pub fn refund_payment(
    gateway: &Gateway,
    intent: &str,
    amount: Option<i64>,
) -> Result<Record, ApiError> {
    if amount.is_some_and(|amount| amount < 1) {
        return Err(ApiError::invalid(
            "The amount of a refund must be positive.",
        ));
    }
    gateway.change_object(Kind::PaymentIntent, intent, |ledger, intent| {
        let mut charge = ledger.find(Kind::Charge, intent.body.text("latest_charge"), "charge")?;
        refunds::refund(
            ledger,
            &mut charge,
            amount,
            Some("requested_by_customer"),
            json!({}),
        )
    })
}

/// Opens a dispute over a payment.
pub fn dispute_payment(
    gateway: &Gateway,
    intent: &str,
    reason: Option<&str>,
) -> Result<Record, ApiError> {
    gateway.change_object(Kind::PaymentIntent, intent, |ledger, intent| {
        disputes::open_dispute(ledger, intent.body.text("latest_charge"), reason)
    })
}
