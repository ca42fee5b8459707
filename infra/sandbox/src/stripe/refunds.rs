//! Refunds, with the events that Stripe sends of them.

use serde_json::{Value, json};

use super::books::{Action, Ledger, Query, Record};
use super::error::ApiError;
use super::ids::new_id;
use super::money;
use super::object::{Kind, Object};
use super::payments::book_balance;

/// What can still be refunded of a charge, in Stripe's unit.
pub fn refundable(charge: &Object) -> i64 {
    charge.integer("amount_captured") - charge.integer("amount_refunded")
}

/// Refunds part of a charge, or all that is left of it. Refuses as Stripe does.
pub fn refund(
    ledger: &Ledger<'_>,
    charge: &mut Record,
    amount: Option<i64>,
    reason: Option<&str>,
    metadata: Value,
) -> Result<Record, ApiError> {
    let currency = charge.body.text("currency").to_owned();
    let amount = refund_amount(ledger, charge, amount)?;
    let behaviour = charge.private.text("refund").to_owned();
    let status = if behaviour == "slow" {
        "pending"
    } else {
        "succeeded"
    };
    let id = new_id("re");
    let line = book_balance(ledger, -amount, &currency, "refund", &id)?;
    let mut body = Object::example(Kind::Refund);
    body.fill(json!({
        "id": id,
        "amount": amount,
        "balance_transaction": line,
        "charge": charge.id(),
        "created": ledger.now(),
        "currency": currency,
        "destination_details": refund_destination(&charge.body),
        "metadata": metadata,
        "payment_intent": charge.body.value("payment_intent"),
        "reason": reason,
        "status": status,
    }));
    let refund = ledger.insert(Kind::Refund, body, Object::default())?;
    if matches!(behaviour.as_str(), "slow" | "fails") {
        ledger.plan(
            ledger.now() + ledger.around.settle_delay,
            Action::SettleRefund,
            &id,
        )?;
    }
    let refunded = charge.body.integer("amount_refunded") + amount;
    set_refunded(ledger, charge, refunded)?;
    ledger.emit("refund.created", &refund.body)?;
    ledger.emit("charge.refunded", &charge.body)?;
    Ok(refund)
}

/// The amount to refund, after Stripe's checks.
fn refund_amount(
    ledger: &Ledger<'_>,
    charge: &Record,
    amount: Option<i64>,
) -> Result<i64, ApiError> {
    let id = charge.id();
    let currency = charge.body.text("currency");
    if charge.body.text("status") != "succeeded" {
        return Err(
            ApiError::invalid(format!("Charge {id} has no successful payment to refund."))
                .code("charge_not_refundable")
                .executed(),
        );
    }
    if is_lost_to_dispute(ledger, charge)? {
        return Err(ApiError::invalid(format!(
            "Charge {id} has been charged back; cannot issue a refund."
        ))
        .code("charge_disputed")
        .executed());
    }
    let left = refundable(&charge.body);
    if left == 0 {
        return Err(
            ApiError::invalid(format!("Charge {id} has already been refunded."))
                .code("charge_already_refunded")
                .executed(),
        );
    }
    let amount = amount.unwrap_or(left);
    if amount > left {
        let limit = if left == charge.body.integer("amount") {
            "charge amount"
        } else {
            "unrefunded amount on charge"
        };
        return Err(ApiError::invalid(format!(
            "Refund amount ({}) is greater than {limit} ({})",
            money::format_amount(currency, amount),
            money::format_amount(currency, left)
        ))
        .param("amount")
        .executed());
    }
    match money::check_step(currency, amount) {
        Ok(()) => Ok(amount),
        Err(_) => Err(ApiError::invalid(format!(
            "Refund amount must be a multiple of {} in {}.",
            money::step(currency),
            currency.to_ascii_uppercase()
        ))
        .code("parameter_invalid_integer")
        .param("amount")
        .executed()),
    }
}

fn is_lost_to_dispute(ledger: &Ledger<'_>, charge: &Record) -> Result<bool, ApiError> {
    let query = Query {
        charge: Some(charge.id().to_owned()),
        limit: 1,
        ..Query::default()
    };
    let (disputes, _) = ledger.list(Kind::Dispute, &query)?;
    Ok(disputes
        .first()
        .is_some_and(|dispute| dispute.body.text("status") != "won"))
}

fn refund_destination(charge: &Object) -> Value {
    let details = charge.child("payment_method_details");
    match details.text("type") {
        "card" => json!({"type": "card", "card": {"type": "refund"}}),
        method => json!({"type": method, method: {}}),
    }
}

/// Writes how much of a charge is refunded, and the list of its refunds.
fn set_refunded(ledger: &Ledger<'_>, charge: &mut Record, refunded: i64) -> Result<(), ApiError> {
    let query = Query {
        charge: Some(charge.id().to_owned()),
        limit: 10,
        ..Query::default()
    };
    let (refunds, has_more) = ledger.list(Kind::Refund, &query)?;
    let data: Vec<Value> = refunds
        .iter()
        .map(|refund| refund.body.to_value())
        .collect();
    charge.body.fill(json!({
        "amount_refunded": refunded,
        "refunded": refunded == charge.body.integer("amount_captured"),
        "refunds": {
            "object": "list", "data": data, "has_more": has_more,
            "url": format!("/v1/charges/{}/refunds", charge.id()),
        },
    }));
    ledger.save(charge)
}

/// A refund under way succeeds or fails. `succeeded` of `None` does what the test card says.
/// The money of a failed refund stays with the merchant: the charge counts as not refunded by it.
pub fn settle_refund(
    ledger: &Ledger<'_>,
    refund_id: &str,
    succeeded: Option<bool>,
) -> Result<Record, ApiError> {
    let mut refund = ledger.find(Kind::Refund, refund_id, "refund")?;
    let mut charge = ledger.find(Kind::Charge, refund.body.text("charge"), "charge")?;
    if matches!(refund.body.text("status"), "failed" | "canceled") {
        return Err(ApiError::invalid(format!(
            "The refund {refund_id} is over, so it cannot be settled."
        )));
    }
    ledger.unplan(Action::SettleRefund, refund_id)?;
    let succeeds = succeeded.unwrap_or_else(|| charge.private.text("refund") != "fails");
    let previous = json!({"status": refund.body.value("status")});
    let mut refunded = charge.body.integer("amount_refunded");
    if succeeds {
        refund.body.set("status", "succeeded");
    } else {
        let amount = refund.body.integer("amount");
        let line = book_balance(
            ledger,
            amount,
            refund.body.text("currency"),
            "refund_failure",
            refund_id,
        )?;
        refund.body.fill(json!({
            "status": "failed",
            "failure_balance_transaction": line,
            "failure_reason": "expired_or_canceled_card",
        }));
        refunded -= amount;
    }
    ledger.save(&refund)?;
    set_refunded(ledger, &mut charge, refunded)?;
    ledger.emit_change("charge.refund.updated", &refund.body, previous.clone())?;
    ledger.emit_change("refund.updated", &refund.body, previous)?;
    if !succeeds {
        ledger.emit("refund.failed", &refund.body)?;
    }
    Ok(refund)
}
