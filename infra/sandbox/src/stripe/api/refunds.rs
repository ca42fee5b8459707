//! Refunds. Source: <https://docs.stripe.com/api/refunds>.

use serde_json::Value;

use super::super::books::{Ledger, Record};
use super::super::error::ApiError;
use super::super::form::Form;
use super::super::object::Kind;
use super::super::refunds;
use super::parameters::read_metadata;

/// Refunds a payment, by its payment intent or charge.
pub fn create(ledger: &Ledger<'_>, form: &Form) -> Result<Value, ApiError> {
    form.allow(&[
        "payment_intent",
        "charge",
        "amount",
        "reason",
        "metadata[*]",
        "expand[*]",
    ])?;
    let amount = form.integer_from("amount", 1)?;
    let reason = form.choice(
        "reason",
        &["duplicate", "fraudulent", "requested_by_customer"],
    )?;
    let metadata = read_metadata(form, "metadata")?;
    let mut charge = charge_to_refund(ledger, form)?;
    Ok(
        refunds::refund(ledger, &mut charge, amount, reason, metadata.to_value())?
            .body
            .to_value(),
    )
}

fn charge_to_refund(ledger: &Ledger<'_>, form: &Form) -> Result<Record, ApiError> {
    let charge = form.text("charge")?;
    let Some(intent_id) = form.text("payment_intent")? else {
        let id = charge.ok_or_else(|| {
            ApiError::invalid("One of the following params should be provided for this request: payment_intent or charge.")
                .code("parameter_missing")
        })?;
        return ledger.find(Kind::Charge, id, "charge");
    };
    let intent = ledger.find(Kind::PaymentIntent, intent_id, "payment_intent")?;
    let latest = intent.body.text("latest_charge");
    if charge.is_some_and(|id| id != latest) {
        return Err(
            ApiError::invalid("The charge does not belong to the payment intent.").param("charge"),
        );
    }
    if intent.body.text("status") != "succeeded" {
        return Err(ApiError::invalid(format!(
            "This PaymentIntent ({intent_id}) does not have a successful charge to refund."
        ))
        .code("payment_intent_unexpected_state")
        .param("payment_intent")
        .executed());
    }
    ledger.find(Kind::Charge, latest, "charge")
}

/// Changes the metadata of a refund, which is all that can be changed.
pub fn update(ledger: &Ledger<'_>, id: &str, form: &Form) -> Result<Value, ApiError> {
    form.allow(&["metadata[*]", "expand[*]"])?;
    let mut refund = ledger.find(Kind::Refund, id, "id")?;
    let changes = read_metadata(form, "metadata")?;
    let mut metadata = refund.body.child("metadata");
    for key in form.keys("metadata") {
        match changes.maybe(&key) {
            Some(value) => metadata.set(&key, value),
            None => {
                metadata.as_map_mut().remove(&key);
            }
        }
    }
    let previous = serde_json::json!({"metadata": refund.body.value("metadata")});
    refund.body.set("metadata", metadata.to_value());
    ledger.save(&refund)?;
    ledger.emit_change("refund.updated", &refund.body, previous)?;
    Ok(refund.body.to_value())
}
