//! The API calls: which there are, and what each answers.
//!
//! A call is a function from the books and the parameters to an answer. Keys, accounts, idempotency and
//! failures on demand are settled before (`../calls.rs`).

pub mod accounts;
mod expand;
mod lists;
pub mod parameters;
mod refunds;
mod sessions;
mod show;

use axum::http::Method;
use serde_json::Value;

use self::show::show;
use super::books::Ledger;
use super::error::ApiError;
use super::form::Form;
use super::object::Kind;

/// One API call, after its key and account were checked.
#[derive(Debug, Clone)]
pub struct Call {
    /// GET or POST.
    pub method: Method,
    /// The path, `/v1/...`.
    pub path: String,
    /// The parameters of query and body.
    pub form: Form,
}

impl Call {
    /// Stripe's 404 for a call that does not exist.
    fn unrecognized(&self) -> ApiError {
        ApiError::unrecognized_url(self.method.as_str(), &self.path)
    }
}

/// Answers a call from the books of one account. `known_account` is the platform's own id.
pub fn answer(ledger: &Ledger<'_>, call: &Call, known_account: &str) -> Result<Value, ApiError> {
    let form = &call.form;
    let segments: Vec<&str> = call.path.trim_end_matches('/').split('/').skip(2).collect();
    let is_get = call.method == Method::GET;
    let is_post = call.method == Method::POST;
    let mut value = match segments.as_slice() {
        ["checkout", "sessions"] if is_get => lists::list(ledger, Kind::Session, form)?,
        ["checkout", "sessions"] if is_post => sessions::create(ledger, form)?,
        ["checkout", "sessions", id] if is_get => {
            retrieve(ledger, Kind::Session, id, "session", form)?
        }
        ["checkout", "sessions", id, "expire"] if is_post => sessions::expire(ledger, id, form)?,
        ["checkout", "sessions", id, "line_items"] if is_get => {
            sessions::line_items(ledger, id, form)?
        }
        ["payment_intents"] if is_get => lists::list(ledger, Kind::PaymentIntent, form)?,
        ["payment_intents", id] if is_get => {
            retrieve(ledger, Kind::PaymentIntent, id, "intent", form)?
        }
        ["charges"] if is_get => lists::list(ledger, Kind::Charge, form)?,
        ["charges", id] if is_get => retrieve(ledger, Kind::Charge, id, "id", form)?,
        ["charges", id, "refunds"] if is_get => lists::refunds_of_charge(ledger, id, form)?,
        ["refunds"] if is_get => lists::list(ledger, Kind::Refund, form)?,
        ["refunds"] if is_post => refunds::create(ledger, form)?,
        ["refunds", id] if is_get => retrieve(ledger, Kind::Refund, id, "id", form)?,
        ["refunds", id] if is_post => refunds::update(ledger, id, form)?,
        ["disputes"] if is_get => lists::list(ledger, Kind::Dispute, form)?,
        ["disputes", id] if is_get => retrieve(ledger, Kind::Dispute, id, "dispute", form)?,
        ["balance_transactions", id] if is_get => {
            retrieve(ledger, Kind::BalanceTransaction, id, "id", form)?
        }
        ["events"] if is_get => lists::list(ledger, Kind::Event, form)?,
        ["events", id] if is_get => retrieve(ledger, Kind::Event, id, "id", form)?,
        ["account"] if is_get => accounts::own(ledger, known_account, form)?,
        ["accounts"] if is_get => lists::list(&ledger.of_account(""), Kind::Account, form)?,
        ["accounts"] if is_post => accounts::create(ledger, form)?,
        ["accounts", id] if is_get => accounts::retrieve(ledger, known_account, id, form)?,
        ["account_links"] if is_post => accounts::create_link(ledger, form)?,
        _ => return Err(call.unrecognized()),
    };
    for path in form.list("expand")? {
        expand::expand(ledger, &mut value, path)?;
    }
    Ok(value)
}

/// Answers with one object.
fn retrieve(
    ledger: &Ledger<'_>,
    kind: Kind,
    id: &str,
    param: &str,
    form: &Form,
) -> Result<Value, ApiError> {
    form.allow(&["expand[*]"])?;
    show(ledger, &ledger.find(kind, id, param)?)
}
