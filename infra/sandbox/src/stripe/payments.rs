//! Payments, with the events that Stripe sends of them. `refunds.rs` and `disputes.rs` are alike.
//!
//! The API, the hosted page, the dashboard, the control API and the clock all come through here, so that a
//! payment looks the same whoever caused it. Every function works within one transaction of the books.

use serde_json::{Value, json};

use super::books::{Action, Ledger, Query, Record};
use super::cards::{Aftermath, Decline, Instrument};
use super::error::ApiError;
use super::ids::new_id;
use super::object::{Kind, Object};

/// How long after a payment its dispute opens by itself, in seconds.
const DISPUTE_DELAY: i64 = 2;

/// Why a direct debit comes back.
const DEBIT_FAILED: Decline = Decline {
    code: "payment_intent_payment_attempt_failed",
    decline_code: "insufficient_funds",
    message: "The debit was refused by the customer's bank.",
};

/// The session's payment intent, which is made at the first attempt to pay.
fn payment_intent_of(ledger: &Ledger<'_>, session: &mut Record) -> Result<Record, ApiError> {
    if let Some(id) = session.body.maybe("payment_intent") {
        return ledger.find(Kind::PaymentIntent, id, "payment_intent");
    }
    let wanted = session.private.child("intent");
    let id = new_id("pi");
    let mut body = Object::example(Kind::PaymentIntent);
    body.clear(&[
        "automatic_payment_methods",
        "canceled_at",
        "last_payment_error",
        "next_action",
        "payment_method_configuration_details",
        "processing",
        "shipping",
        "transfer_data",
    ]);
    body.fill(json!({
        "id": id,
        "amount": session.body.integer("amount_total"),
        "client_secret": format!("{id}_secret_{}", super::ids::random_text(25)),
        "created": ledger.now(),
        "currency": session.body.text("currency"),
        "description": wanted.value("description"),
        "managed_payments": {"enabled": false},
        "metadata": wanted.child("metadata").to_value(),
        "payment_method_types": session.body.value("payment_method_types"),
        "receipt_email": wanted.value("receipt_email"),
        "statement_descriptor": wanted.value("statement_descriptor"),
        "statement_descriptor_suffix": wanted.value("statement_descriptor_suffix"),
        "transfer_group": wanted.value("transfer_group"),
        "status": "requires_payment_method",
    }));
    let intent = ledger.insert(Kind::PaymentIntent, body, Object::default())?;
    session.body.set("payment_intent", id);
    ledger.save(session)?;
    ledger.emit("payment_intent.created", &intent.body)?;
    Ok(intent)
}

/// A charge of the whole payment intent, not yet in the books.
fn new_charge(
    ledger: &Ledger<'_>,
    intent: &Record,
    instrument: &Instrument,
    email: &Value,
) -> Object {
    let amount = intent.body.integer("amount");
    let id = new_id(if matches!(instrument, Instrument::Card { .. }) {
        "ch"
    } else {
        "py"
    });
    let mut charge = Object::example(Kind::Charge);
    charge.clear(&["balance_transaction", "shipping", "source", "transfer_data"]);
    charge.fill(json!({
        "amount": amount,
        "amount_captured": amount,
        "billing_details": {
            "address": {
                "city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null,
            },
            "email": email, "name": null, "phone": null, "tax_id": null,
        },
        "calculated_statement_descriptor": "SANDBOX",
        "captured": true,
        "created": ledger.now(),
        "currency": intent.body.text("currency"),
        "description": intent.body.value("description"),
        "metadata": intent.body.value("metadata"),
        "payment_intent": intent.id(),
        "payment_method": new_id("pm"),
        "payment_method_details": method_details(instrument, amount),
        "receipt_email": intent.body.value("receipt_email"),
        "receipt_url": format!("{}/receipts/{id}", ledger.around.base_url),
        "refunds": {
            "object": "list", "data": [], "has_more": false, "url": format!("/v1/charges/{id}/refunds"),
        },
        "statement_descriptor": intent.body.value("statement_descriptor"),
        "statement_descriptor_suffix": intent.body.value("statement_descriptor_suffix"),
        "transfer_group": intent.body.value("transfer_group"),
        "id": id,
    }));
    charge
}

/// Stripe's `payment_method_details` of what was paid with.
fn method_details(instrument: &Instrument, amount: i64) -> Value {
    match instrument {
        Instrument::Card {
            brand,
            country,
            last4,
            exp_month,
            exp_year,
        } => {
            let mut card = Object::example(Kind::Charge)
                .child("payment_method_details")
                .child("card");
            card.clear(&["installments", "three_d_secure", "wallet"]);
            card.fill(json!({
                "amount_authorized": amount,
                "brand": brand,
                "country": country,
                "exp_month": exp_month,
                "exp_year": exp_year,
                "last4": last4,
                "network": brand,
                "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
            }));
            json!({"type": "card", "card": card.to_value()})
        }
        Instrument::Debit { method, last4 } => json!({
            "type": method,
            method.as_str(): {
                "bank_code": null, "branch_code": null, "country": null, "fingerprint": null, "last4": last4,
                "mandate": null,
            },
        }),
    }
}

fn outcome(network_status: &str, reason: Option<&str>, seller_message: &str, kind: &str) -> Value {
    json!({
        "advice_code": null,
        "network_advice_code": null,
        "network_decline_code": null,
        "network_status": network_status,
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 20,
        "seller_message": seller_message,
        "type": kind,
    })
}

/// Marks a charge as paid, with a line in the account's balance.
fn mark_paid(ledger: &Ledger<'_>, charge: &mut Object) -> Result<(), ApiError> {
    let line = book_balance(
        ledger,
        charge.integer("amount"),
        charge.text("currency"),
        "charge",
        charge.text("id"),
    )?;
    charge.fill(json!({
        "status": "succeeded",
        "paid": true,
        "balance_transaction": line,
        "failure_code": null,
        "failure_message": null,
        "outcome": outcome("approved_by_network", None, "Payment complete.", "authorized"),
    }));
    Ok(())
}

/// Marks a charge as refused.
fn mark_failed(charge: &mut Object, decline: &Decline) {
    charge.fill(json!({
        "status": "failed",
        "paid": false,
        "captured": false,
        "amount_captured": 0,
        "failure_code": decline.code,
        "failure_message": decline.message,
        "outcome": outcome(
            "declined_by_network",
            Some(decline.decline_code),
            "The bank did not return any further details with this decline.",
            "issuer_declined",
        ),
    }));
}

/// Writes a line of the account's balance, and gives its id. The sandbox takes no fees.
pub fn book_balance(
    ledger: &Ledger<'_>,
    amount: i64,
    currency: &str,
    kind: &str,
    source: &str,
) -> Result<String, ApiError> {
    let id = new_id("txn");
    let body = Object::from_value(json!({
        "id": id,
        "object": "balance_transaction",
        "amount": amount,
        "available_on": ledger.now(),
        "balance_type": "payments",
        "created": ledger.now(),
        "currency": currency,
        "description": null,
        "exchange_rate": null,
        "fee": 0,
        "fee_details": [],
        "net": amount,
        "reporting_category": kind,
        "source": source,
        "status": "available",
        "type": kind,
    }));
    ledger.insert(Kind::BalanceTransaction, body, Object::default())?;
    Ok(id)
}

/// Stripe's `last_payment_error`.
fn payment_error(charge: Option<&Object>, instrument: &Instrument, decline: &Decline) -> Value {
    let kind = if decline.code == "payment_intent_authentication_failure" {
        "invalid_request_error"
    } else {
        "card_error"
    };
    json!({
        "type": kind,
        "code": decline.code,
        "decline_code": decline.decline_code,
        "doc_url": format!("https://stripe.com/docs/error-codes/{}", decline.code.replace('_', "-")),
        "message": decline.message,
        "charge": charge.map(|charge| charge.text("id").to_owned()),
        "payment_method_type": instrument.method(),
    })
}

/// Charges a card that pays: the session is complete and paid.
pub fn pay_by_card(
    ledger: &Ledger<'_>,
    session: &mut Record,
    instrument: &Instrument,
    aftermath: Aftermath,
    email: &Value,
) -> Result<(), ApiError> {
    let mut intent = payment_intent_of(ledger, session)?;
    let mut charge = new_charge(ledger, &intent, instrument, email);
    mark_paid(ledger, &mut charge)?;
    let mut private = Object::default();
    match aftermath {
        Aftermath::Nothing => {}
        Aftermath::Dispute(reason) => {
            private.set("dispute", reason);
            ledger.plan(
                ledger.now() + DISPUTE_DELAY,
                Action::OpenDispute,
                charge.text("id"),
            )?;
        }
        Aftermath::SlowRefund => private.set("refund", "slow"),
        Aftermath::FailedRefund => private.set("refund", "fails"),
    }
    let charge = ledger.insert(Kind::Charge, charge, private)?;
    intent.body.fill(json!({
        "status": "succeeded",
        "amount_received": charge.body.integer("amount"),
        "last_payment_error": null,
        "latest_charge": charge.id(),
        "next_action": null,
        "payment_method": charge.body.value("payment_method"),
    }));
    ledger.save(&intent)?;
    ledger.emit("charge.succeeded", &charge.body)?;
    ledger.emit("payment_intent.succeeded", &intent.body)?;
    complete_session(ledger, session, "paid", email)
}

/// A card that is declined: the session stays open, and the intent says why.
pub fn decline(
    ledger: &Ledger<'_>,
    session: &mut Record,
    instrument: &Instrument,
    decline: &Decline,
    email: &Value,
) -> Result<(), ApiError> {
    let mut intent = payment_intent_of(ledger, session)?;
    // A failed challenge never reaches the bank, so it leaves no charge.
    let reaches_bank = decline.code != "payment_intent_authentication_failure";
    let mut charge = new_charge(ledger, &intent, instrument, email);
    mark_failed(&mut charge, decline);
    if reaches_bank {
        let charge = ledger.insert(Kind::Charge, charge.clone(), Object::default())?;
        intent.body.set("latest_charge", charge.id());
        ledger.emit("charge.failed", &charge.body)?;
    }
    intent.body.fill(json!({
        "status": "requires_payment_method",
        "last_payment_error": payment_error(reaches_bank.then_some(&charge), instrument, decline),
        "next_action": null,
        "payment_method": null,
    }));
    ledger.save(&intent)?;
    ledger.emit("payment_intent.payment_failed", &intent.body)?;
    session.private.clear(&["challenge"]);
    ledger.save(session)
}

/// The card's bank wants 3-D Secure: the guest is sent to the challenge page.
/// `challenge` is what the page needs to go on afterwards.
pub fn ask_for_authentication(
    ledger: &Ledger<'_>,
    session: &mut Record,
    challenge: Value,
) -> Result<(), ApiError> {
    let mut intent = payment_intent_of(ledger, session)?;
    let url = format!(
        "{}/c/pay/{}/challenge",
        ledger.around.base_url,
        session.id()
    );
    intent.body.fill(json!({
        "status": "requires_action",
        "next_action": {"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": null}},
    }));
    ledger.save(&intent)?;
    ledger.emit("payment_intent.requires_action", &intent.body)?;
    session.private.set("challenge", challenge);
    ledger.save(session)
}

/// Starts a direct debit: the session is complete, and unpaid until the debit settles.
pub fn pay_by_debit(
    ledger: &Ledger<'_>,
    session: &mut Record,
    instrument: &Instrument,
    succeeds: bool,
    is_disputed: bool,
    email: &Value,
) -> Result<(), ApiError> {
    let mut intent = payment_intent_of(ledger, session)?;
    let mut charge = new_charge(ledger, &intent, instrument, email);
    charge.fill(json!({
        "status": "pending",
        "paid": false,
        "outcome": outcome("approved_by_network", None, "Payment pending.", "authorized"),
    }));
    // Money that goes back to a bank account takes its time.
    let mut private = Object::from_value(json!({"refund": "slow"}));
    if is_disputed {
        private.set("dispute", "general");
    }
    let charge = ledger.insert(Kind::Charge, charge, private)?;
    intent
        .private
        .set("settles", if succeeds { "succeeded" } else { "failed" });
    intent.body.fill(json!({
        "status": "processing",
        "last_payment_error": null,
        "latest_charge": charge.id(),
        "payment_method": charge.body.value("payment_method"),
    }));
    ledger.save(&intent)?;
    ledger.plan(
        ledger.now() + ledger.around.settle_delay,
        Action::SettlePayment,
        intent.id(),
    )?;
    ledger.emit("payment_intent.processing", &intent.body)?;
    ledger.emit("charge.pending", &charge.body)?;
    complete_session(ledger, session, "unpaid", email)
}

/// Closes a session after the guest did all there was to do.
fn complete_session(
    ledger: &Ledger<'_>,
    session: &mut Record,
    payment_status: &str,
    email: &Value,
) -> Result<(), ApiError> {
    session.private.clear(&["challenge"]);
    session.body.fill(json!({
        "status": "complete",
        "payment_status": payment_status,
        "url": null,
        "customer_details": customer_details(email),
    }));
    ledger.save(session)?;
    ledger.unplan(Action::ExpireSession, session.id())?;
    ledger.emit("checkout.session.completed", &session.body)
}

/// Stripe's `customer_details` of a guest whose email address is all that is known.
pub fn customer_details(email: &Value) -> Value {
    let mut details = Object::example(Kind::Session).child("customer_details");
    details.fill(json!({"email": email, "tax_ids": []}));
    details.to_value()
}

/// A direct debit under way succeeds or fails. `succeeded` of `None` does what the test account says.
pub fn settle_payment(
    ledger: &Ledger<'_>,
    intent_id: &str,
    succeeded: Option<bool>,
) -> Result<Record, ApiError> {
    let mut intent = ledger.find(Kind::PaymentIntent, intent_id, "payment_intent")?;
    if intent.body.text("status") != "processing" {
        return Err(ApiError::invalid(format!(
            "The payment {intent_id} is not under way, so it cannot be settled."
        )));
    }
    ledger.unplan(Action::SettlePayment, intent_id)?;
    let mut charge = ledger.find(Kind::Charge, intent.body.text("latest_charge"), "charge")?;
    let mut session = session_of(ledger, intent_id)?.ok_or_else(ApiError::internal)?;
    if succeeded.unwrap_or_else(|| intent.private.text("settles") == "succeeded") {
        mark_paid(ledger, &mut charge.body)?;
        if charge.private.maybe("dispute").is_some() {
            ledger.plan(
                ledger.now() + DISPUTE_DELAY,
                Action::OpenDispute,
                charge.id(),
            )?;
        }
        ledger.save(&charge)?;
        intent
            .body
            .fill(json!({"status": "succeeded", "amount_received": charge.body.integer("amount")}));
        ledger.save(&intent)?;
        session.body.set("payment_status", "paid");
        ledger.save(&session)?;
        ledger.emit("charge.succeeded", &charge.body)?;
        ledger.emit("payment_intent.succeeded", &intent.body)?;
        ledger.emit("checkout.session.async_payment_succeeded", &session.body)?;
    } else {
        mark_failed(&mut charge.body, &DEBIT_FAILED);
        ledger.save(&charge)?;
        let details = charge.body.child("payment_method_details");
        let instrument = Instrument::Debit {
            method: details.text("type").to_owned(),
            last4: String::new(),
        };
        intent.body.fill(json!({
            "status": "requires_payment_method",
            "last_payment_error": payment_error(Some(&charge.body), &instrument, &DEBIT_FAILED),
            "payment_method": null,
        }));
        ledger.save(&intent)?;
        ledger.emit("charge.failed", &charge.body)?;
        ledger.emit("payment_intent.payment_failed", &intent.body)?;
        ledger.emit("checkout.session.async_payment_failed", &session.body)?;
    }
    Ok(session)
}

/// The session that this payment intent belongs to.
pub fn session_of(ledger: &Ledger<'_>, intent_id: &str) -> Result<Option<Record>, ApiError> {
    let query = Query {
        payment_intent: Some(intent_id.to_owned()),
        limit: 1,
        ..Query::default()
    };
    let (sessions, _) = ledger.list(Kind::Session, &query)?;
    Ok(sessions.into_iter().next())
}

/// Closes an open session without a payment.
pub fn expire_session(ledger: &Ledger<'_>, session: &mut Record) -> Result<(), ApiError> {
    if let Some(id) = session.body.maybe("payment_intent") {
        let mut intent = ledger.find(Kind::PaymentIntent, id, "payment_intent")?;
        intent.body.fill(json!({
            "status": "canceled",
            "canceled_at": ledger.now(),
            "cancellation_reason": "automatic",
            "next_action": null,
        }));
        ledger.save(&intent)?;
        ledger.emit("payment_intent.canceled", &intent.body)?;
    }
    session.private.clear(&["challenge"]);
    session.body.fill(json!({"status": "expired", "url": null}));
    ledger.save(session)?;
    ledger.unplan(Action::ExpireSession, session.id())?;
    ledger.emit("checkout.session.expired", &session.body)
}
