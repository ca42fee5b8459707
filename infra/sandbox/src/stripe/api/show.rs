//! Objects and lists as answers show them.

use serde_json::{Value, json};

use super::super::books::{Ledger, Record};
use super::super::error::ApiError;
use super::super::object::Kind;

/// An object as the API shows it.
pub fn show(ledger: &Ledger<'_>, record: &Record) -> Result<Value, ApiError> {
    let mut body = record.body.clone();
    if record.kind == Kind::Event {
        body.set(
            "pending_webhooks",
            i64::from(ledger.is_delivery_pending(record.id())?),
        );
    }
    // The sandbox may listen elsewhere than when the session was made.
    if record.kind == Kind::Session && body.text("status") == "open" {
        body.set("url", page_url(ledger, record.id()));
    }
    Ok(body.to_value())
}

/// The address of a session's hosted page.
pub fn page_url(ledger: &Ledger<'_>, id: &str) -> String {
    format!("{}/c/pay/{id}", ledger.around.base_url)
}

/// Stripe's list object.
pub fn list_object(url: &str, data: Vec<Value>, has_more: bool) -> Value {
    json!({"object": "list", "data": data, "has_more": has_more, "url": url})
}

/// Stripe's list of a session's line items.
pub fn line_item_list(session: &Record) -> Value {
    let items = session
        .private
        .value("line_items")
        .as_array()
        .cloned()
        .unwrap_or_default();
    list_object(
        &format!("/v1/checkout/sessions/{}/line_items", session.id()),
        items,
        false,
    )
}
