//! Disputes, with the events that Stripe sends of them.

use serde_json::json;

use super::books::{Ledger, Record};
use super::error::ApiError;
use super::ids::new_id;
use super::object::{Kind, Object};
use super::payments::book_balance;

/// How long the merchant has to answer a dispute, in seconds.
const DISPUTE_ANSWER_TIME: i64 = 7 * 24 * 3_600;

/// Opens a dispute over a charge.
pub fn open_dispute(
    ledger: &Ledger<'_>,
    charge_id: &str,
    reason: Option<&str>,
) -> Result<Record, ApiError> {
    let mut charge = ledger.find(Kind::Charge, charge_id, "charge")?;
    if charge.body.text("status") != "succeeded" || charge.body.flag("disputed") {
        return Err(ApiError::invalid(format!(
            "Charge {charge_id} is not paid, or has been disputed before."
        )));
    }
    let reason = reason
        .or_else(|| charge.private.maybe("dispute"))
        .unwrap_or("fraudulent")
        .to_owned();
    let details = charge.body.child("payment_method_details");
    let method = details.text("type").to_owned();
    let brand = details.child("card").text("brand").to_owned();
    let amount = charge.body.integer("amount");
    let id = new_id("dp");
    let line = book_balance(
        ledger,
        -amount,
        charge.body.text("currency"),
        "adjustment",
        &id,
    )?;
    let mut body = Object::example(Kind::Dispute);
    body.fill(json!({
        "id": id,
        "amount": amount,
        "balance_transactions": [],
        "balance_transaction": line,
        "charge": charge_id,
        "created": ledger.now(),
        "currency": charge.body.text("currency"),
        "enhanced_eligibility_types": [],
        "evidence_details": {
            "due_by": ledger.now() + DISPUTE_ANSWER_TIME, "enhanced_eligibility": {}, "has_evidence": false,
            "past_due": false, "submission_count": 0,
        },
        "is_charge_refundable": false,
        "payment_intent": charge.body.value("payment_intent"),
        "payment_method_details": if method == "card" {
            json!({"type": "card", "card": {
                "brand": brand, "case_type": "chargeback", "network": brand, "network_reason_code": "10.4",
            }})
        } else {
            json!({"type": method})
        },
        "reason": reason,
        "status": "needs_response",
    }));
    let dispute = ledger.insert(Kind::Dispute, body, Object::default())?;
    charge.body.set("disputed", true);
    ledger.save(&charge)?;
    ledger.emit("charge.dispute.created", &dispute.body)?;
    ledger.emit("charge.dispute.funds_withdrawn", &dispute.body)?;
    Ok(dispute)
}

/// Closes a dispute, won or lost by the merchant.
pub fn close_dispute(
    ledger: &Ledger<'_>,
    dispute_id: &str,
    is_won: bool,
) -> Result<Record, ApiError> {
    let mut dispute = ledger.find(Kind::Dispute, dispute_id, "dispute")?;
    if matches!(dispute.body.text("status"), "won" | "lost") {
        return Err(ApiError::invalid(format!(
            "The dispute {dispute_id} is closed already."
        )));
    }
    dispute.body.fill(json!({
        "status": if is_won { "won" } else { "lost" },
        "is_charge_refundable": is_won,
    }));
    ledger.save(&dispute)?;
    ledger.emit("charge.dispute.closed", &dispute.body)?;
    if is_won {
        let amount = dispute.body.integer("amount");
        book_balance(
            ledger,
            amount,
            dispute.body.text("currency"),
            "adjustment",
            dispute_id,
        )?;
        ledger.emit("charge.dispute.funds_reinstated", &dispute.body)?;
    }
    Ok(dispute)
}
