//! Lists: newest first, with Stripe's cursors. Source: <https://docs.stripe.com/api/pagination>.

use serde_json::Value;

use super::super::books::{Ledger, Query};
use super::super::error::ApiError;
use super::super::form::Form;
use super::super::object::Kind;
use super::show::{list_object, show};

/// The parameters that every list has.
const PAGING: [&str; 9] = [
    "limit",
    "starting_after",
    "ending_before",
    "expand[*]",
    "created",
    "created[gt]",
    "created[gte]",
    "created[lt]",
    "created[lte]",
];

/// The filters of each kind's list.
fn filters(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Session => &["payment_intent", "status"],
        Kind::Charge => &["payment_intent"],
        Kind::Refund | Kind::Dispute => &["payment_intent", "charge"],
        Kind::Event => &["type", "types[*]"],
        Kind::PaymentIntent | Kind::Account | Kind::BalanceTransaction => &[],
    }
}

/// Answers with a list of one kind.
pub fn list(ledger: &Ledger<'_>, kind: Kind, form: &Form) -> Result<Value, ApiError> {
    let known: Vec<&str> = PAGING.iter().chain(filters(kind)).copied().collect();
    form.allow(&known)?;
    let mut query = paging(form)?;
    query.payment_intent = form.text("payment_intent")?.map(str::to_owned);
    query.charge = form.text("charge")?.map(str::to_owned);
    query.status = form
        .choice("status", &["open", "complete", "expired"])?
        .map(str::to_owned);
    query.types = types(form)?;
    page(ledger, kind, &query, kind.path())
}

/// Answers with the refunds of one charge.
pub fn refunds_of_charge(
    ledger: &Ledger<'_>,
    charge: &str,
    form: &Form,
) -> Result<Value, ApiError> {
    form.allow(&PAGING)?;
    let charge = ledger.find(Kind::Charge, charge, "id")?;
    let query = Query {
        charge: Some(charge.id().to_owned()),
        ..paging(form)?
    };
    page(
        ledger,
        Kind::Refund,
        &query,
        &format!("/v1/charges/{}/refunds", charge.id()),
    )
}

fn page(ledger: &Ledger<'_>, kind: Kind, query: &Query, url: &str) -> Result<Value, ApiError> {
    let (records, has_more) = ledger.list(kind, query)?;
    let data = records
        .iter()
        .map(|record| show(ledger, record))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(list_object(url, data, has_more))
}

fn paging(form: &Form) -> Result<Query, ApiError> {
    let limit = form.integer("limit")?.unwrap_or(10);
    if !(1..=100).contains(&limit) {
        return Err(ApiError::invalid(format!(
            "Invalid limit: {limit}. It must be between 1 and 100."
        ))
        .code("parameter_invalid_integer")
        .param("limit"));
    }
    let starting_after = form.text("starting_after")?.map(str::to_owned);
    let ending_before = form.text("ending_before")?.map(str::to_owned);
    if starting_after.is_some() && ending_before.is_some() {
        return Err(ApiError::invalid(
            "You may only specify one of these parameters: ending_before, starting_after.",
        ));
    }
    Ok(Query {
        limit,
        starting_after,
        ending_before,
        created: created(form)?,
        ..Query::default()
    })
}

/// The bounds of the creation time, both inclusive.
fn created(form: &Form) -> Result<(Option<i64>, Option<i64>), ApiError> {
    if let Some(exactly) = form.integer("created")? {
        return Ok((Some(exactly), Some(exactly)));
    }
    let after = form
        .integer("created[gt]")?
        .map(|second| second.saturating_add(1));
    let before = form
        .integer("created[lt]")?
        .map(|second| second.saturating_sub(1));
    let lower = after.max(form.integer("created[gte]")?);
    let upper = match (before, form.integer("created[lte]")?) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    Ok((lower, upper))
}

fn types(form: &Form) -> Result<Vec<String>, ApiError> {
    let mut types: Vec<String> = form.list("types")?.into_iter().map(str::to_owned).collect();
    if types.len() > 20 {
        return Err(ApiError::invalid("You may list at most 20 types.").param("types"));
    }
    if let Some(single) = form.text("type")? {
        if !types.is_empty() {
            return Err(ApiError::invalid(
                "You may only specify one of these parameters: type, types.",
            ));
        }
        types.push(single.to_owned());
    }
    Ok(types)
}
