//! `expand[]`: ids in an answer replaced by the objects they stand for.
//! Source: <https://docs.stripe.com/api/expanding_objects>.

use serde_json::Value;

use super::super::books::Ledger;
use super::super::error::ApiError;
use super::super::object::Kind;
use super::show::line_item_list;

/// How deep a path may go, as at Stripe.
const DEEPEST: usize = 4;

/// Replaces what `path` (`data.payment_intent.latest_charge`) points at within `value`.
pub fn expand(ledger: &Ledger<'_>, value: &mut Value, path: &str) -> Result<(), ApiError> {
    let segments: Vec<&str> = path.split('.').collect();
    if segments.len() > DEEPEST {
        return Err(
            ApiError::invalid("You cannot expand more than 4 levels of a property.")
                .param("expand"),
        );
    }
    expand_segments(ledger, value, &segments, path)
}

fn expand_segments(
    ledger: &Ledger<'_>,
    value: &mut Value,
    segments: &[&str],
    path: &str,
) -> Result<(), ApiError> {
    let Some((field, rest)) = segments.split_first() else {
        return Ok(());
    };
    if let Value::Array(entries) = value {
        return entries
            .iter_mut()
            .try_for_each(|entry| expand_segments(ledger, entry, segments, path));
    }
    let Value::Object(object) = value else {
        return Ok(());
    };
    let is_session = object.get("object").and_then(Value::as_str) == Some(Kind::Session.name());
    if is_session && *field == "line_items" {
        let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
        let items = line_item_list(&ledger.find(Kind::Session, id, "session")?);
        object.insert("line_items".to_owned(), items);
    }
    let not_expandable =
        || ApiError::invalid(format!("This property cannot be expanded ({path}).")).param("expand");
    let child = object.get_mut(*field).ok_or_else(not_expandable)?;
    match child {
        Value::String(id) => {
            let kind = kind_of(field).ok_or_else(not_expandable)?;
            *child = ledger.find(kind, id, "expand")?.body.to_value();
        }
        Value::Null | Value::Array(_) | Value::Object(_) => {}
        Value::Bool(_) | Value::Number(_) => return Err(not_expandable()),
    }
    expand_segments(ledger, child, rest, path)
}

/// What kind of object a field's id stands for.
fn kind_of(field: &str) -> Option<Kind> {
    match field {
        "payment_intent" => Some(Kind::PaymentIntent),
        "charge" | "latest_charge" => Some(Kind::Charge),
        "balance_transaction" | "failure_balance_transaction" => Some(Kind::BalanceTransaction),
        _ => None,
    }
}
