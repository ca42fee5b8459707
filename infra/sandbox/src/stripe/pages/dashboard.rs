//! The dashboard: what is in the books, and buttons for what guests, cardholders and banks do.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};

use super::super::api::accounts;
use super::super::books::{Cause, Ledger, Record};
use super::super::cards::{BANK_ACCOUNTS, CARDS, TestBankAccount, TestCard};
use super::super::error::ApiError;
use super::super::form::Form;
use super::super::gateway::Gateway;
use super::super::money::{decimals, format_amount};
use super::super::object::Kind;
use super::super::webhooks::{self, Delivery};
use super::super::{disputes, outside, payments, refunds};
use super::frame::{error_page, format_time, page, see_other};

/// How many objects of each kind the dashboard shows.
const SHOWN: i64 = 50;

/// The routes of the dashboard.
pub fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/", get(show))
        .route("/dashboard/{action}", post(act))
}

struct SessionRow {
    id: String,
    account: String,
    amount: String,
    email: String,
    status: String,
    payment_status: String,
    created: String,
    is_open: bool,
    can_settle: bool,
}

struct PaymentRow {
    id: String,
    account: String,
    amount: String,
    status: String,
    description: String,
    refunded: String,
    created: String,
    can_refund: bool,
    can_dispute: bool,
}

struct RefundRow {
    id: String,
    payment: String,
    amount: String,
    status: String,
    created: String,
    can_settle: bool,
    can_fail: bool,
}

struct DisputeRow {
    id: String,
    payment: String,
    amount: String,
    reason: String,
    status: String,
    is_open: bool,
}

struct AccountRow {
    id: String,
    name: String,
    is_enabled: bool,
}

#[derive(Template)]
#[template(path = "stripe/dashboard.html")]
struct Dashboard {
    now: String,
    webhook_url: String,
    webhook_mode: String,
    sessions: Vec<SessionRow>,
    payments: Vec<PaymentRow>,
    refunds: Vec<RefundRow>,
    disputes: Vec<DisputeRow>,
    accounts: Vec<AccountRow>,
    deliveries: Vec<Delivery>,
    cards: &'static [TestCard],
    bank_accounts: &'static [TestBankAccount],
}

async fn show(State(gateway): State<Arc<Gateway>>) -> Response {
    match gateway
        .change("", Cause::default(), read_rows)
        .and_then(|mut dashboard| {
            dashboard.deliveries = webhooks::newest_deliveries(&gateway, SHOWN)?;
            dashboard.webhook_url = gateway
                .webhook_target()
                .map(|target| target.url)
                .unwrap_or_default();
            dashboard.webhook_mode = serde_json::to_value(gateway.webhook_mode())?
                .as_str()
                .unwrap_or_default()
                .to_owned();
            Ok(dashboard)
        }) {
        Ok(dashboard) => page(StatusCode::OK, &dashboard),
        Err(error) => error_page(&error),
    }
}

fn read_rows(ledger: &Ledger<'_>) -> Result<Dashboard, ApiError> {
    let rows = |kind| ledger.newest_anywhere(kind, SHOWN);
    let payments = rows(Kind::PaymentIntent)?
        .iter()
        .map(|intent| payment_row(ledger, intent))
        .collect::<Result<_, _>>()?;
    Ok(Dashboard {
        now: format_time(ledger.now()),
        webhook_url: String::new(),
        webhook_mode: String::new(),
        sessions: rows(Kind::Session)?.iter().map(session_row).collect(),
        payments,
        refunds: rows(Kind::Refund)?.iter().map(refund_row).collect(),
        disputes: rows(Kind::Dispute)?.iter().map(dispute_row).collect(),
        accounts: rows(Kind::Account)?.iter().map(account_row).collect(),
        deliveries: Vec::new(),
        cards: CARDS,
        bank_accounts: BANK_ACCOUNTS,
    })
}

fn amount_of(record: &Record, field: &str) -> String {
    format_amount(record.body.text("currency"), record.body.integer(field))
}

fn session_row(session: &Record) -> SessionRow {
    let body = &session.body;
    let status = body.text("status").to_owned();
    SessionRow {
        id: session.id().to_owned(),
        account: session.account.clone(),
        amount: amount_of(session, "amount_total"),
        email: body.child("customer_details").text("email").to_owned(),
        payment_status: body.text("payment_status").to_owned(),
        created: format_time(body.integer("created")),
        is_open: status == "open",
        can_settle: status == "complete" && body.text("payment_status") == "unpaid",
        status,
    }
}

fn payment_row(ledger: &Ledger<'_>, intent: &Record) -> Result<PaymentRow, ApiError> {
    let body = &intent.body;
    let charge = ledger
        .of_account(&intent.account)
        .load(Kind::Charge, body.text("latest_charge"))?;
    let paid = charge.filter(|charge| charge.body.text("status") == "succeeded");
    let refunded = paid
        .as_ref()
        .map_or(0, |charge| charge.body.integer("amount_refunded"));
    Ok(PaymentRow {
        id: intent.id().to_owned(),
        account: intent.account.clone(),
        amount: amount_of(intent, "amount"),
        status: body.text("status").to_owned(),
        description: body.text("description").to_owned(),
        refunded: if refunded > 0 {
            format_amount(body.text("currency"), refunded)
        } else {
            String::new()
        },
        created: format_time(body.integer("created")),
        can_refund: paid
            .as_ref()
            .is_some_and(|charge| refunds::refundable(&charge.body) > 0),
        can_dispute: paid
            .as_ref()
            .is_some_and(|charge| !charge.body.flag("disputed")),
    })
}

fn refund_row(refund: &Record) -> RefundRow {
    let body = &refund.body;
    let status = body.text("status").to_owned();
    RefundRow {
        id: refund.id().to_owned(),
        payment: body.text("payment_intent").to_owned(),
        amount: amount_of(refund, "amount"),
        created: format_time(body.integer("created")),
        can_settle: status == "pending",
        can_fail: status == "pending" || status == "succeeded",
        status,
    }
}

fn dispute_row(dispute: &Record) -> DisputeRow {
    let body = &dispute.body;
    let status = body.text("status").to_owned();
    DisputeRow {
        id: dispute.id().to_owned(),
        payment: body.text("payment_intent").to_owned(),
        amount: amount_of(dispute, "amount"),
        reason: body.text("reason").to_owned(),
        is_open: !matches!(status.as_str(), "won" | "lost"),
        status,
    }
}

fn account_row(account: &Record) -> AccountRow {
    AccountRow {
        id: account.id().to_owned(),
        name: account
            .body
            .child("business_profile")
            .text("name")
            .to_owned(),
        is_enabled: account.body.flag("charges_enabled"),
    }
}

/// Takes a press of one of the dashboard's buttons.
async fn act(
    State(gateway): State<Arc<Gateway>>,
    Path(action): Path<String>,
    body: Bytes,
) -> Response {
    let result = Form::parse(&body).and_then(|form| perform(&gateway, &action, &form));
    match result {
        Ok(()) => see_other("/"),
        Err(error) => error_page(&error),
    }
}

fn perform(gateway: &Gateway, action: &str, form: &Form) -> Result<(), ApiError> {
    let id = form.required("id")?;
    match action {
        "refund" => {
            let amount = read_amount(gateway, id, form.raw("amount").unwrap_or_default())?;
            outside::refund_payment(gateway, id, amount)?;
        }
        "dispute" => {
            outside::dispute_payment(gateway, id, None)?;
        }
        "dispute-won" | "dispute-lost" => {
            let is_won = action == "dispute-won";
            gateway.change_object(Kind::Dispute, id, |ledger, dispute| {
                disputes::close_dispute(ledger, dispute.id(), is_won)
            })?;
        }
        "settle" | "settle-failed" => {
            let succeeded = action == "settle";
            gateway.change_object(Kind::Session, id, |ledger, session| {
                payments::settle_payment(
                    ledger,
                    session.body.text("payment_intent"),
                    Some(succeeded),
                )
            })?;
        }
        "refund-succeeded" | "refund-failed" => {
            let succeeded = action == "refund-succeeded";
            gateway.change_object(Kind::Refund, id, |ledger, refund| {
                refunds::settle_refund(ledger, refund.id(), Some(succeeded))
            })?;
        }
        "expire" => gateway.change_object(Kind::Session, id, |ledger, mut session| {
            if session.body.text("status") != "open" {
                return Err(ApiError::invalid("The session is not open any more."));
            }
            payments::expire_session(ledger, &mut session)
        })?,
        "enable" | "disable" => {
            let is_enabled = action == "enable";
            gateway.change("", Cause::default(), |ledger| {
                accounts::set_enabled(ledger, id, is_enabled)
            })?;
        }
        "resend" => {
            gateway.change_object(Kind::Event, id, |ledger, event| {
                ledger.queue_delivery(event.id(), "pending")
            })?;
        }
        _ => {
            return Err(ApiError::unrecognized_url(
                "POST",
                &format!("/dashboard/{action}"),
            ));
        }
    }
    Ok(())
}

/// An amount as a person writes it, `12.50`, in Stripe's unit; all that is left where nothing is written.
fn read_amount(gateway: &Gateway, intent: &str, text: &str) -> Result<Option<i64>, ApiError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let currency = gateway.change_object(Kind::PaymentIntent, intent, |_, intent| {
        Ok(intent.body.text("currency").to_owned())
    })?;
    parse_amount(text, decimals(&currency))
        .map(Some)
        .ok_or_else(|| {
            ApiError::invalid(format!(
                "'{text}' is not an amount in {}.",
                currency.to_ascii_uppercase()
            ))
        })
}

fn parse_amount(text: &str, decimals: u32) -> Option<i64> {
    let width = usize::try_from(decimals).ok()?;
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || fraction.len() > width {
        return None;
    }
    format!("{whole}{fraction:0<width$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        assert_eq!(parse_amount("12.50", 2), Some(1_250));
        assert_eq!(parse_amount("12,5", 2), Some(1_250));
        assert_eq!(parse_amount("12", 2), Some(1_200));
        assert_eq!(parse_amount("500", 0), Some(500));
        assert_eq!(parse_amount("1.234", 3), Some(1_234));
        for text in ["", "1.234", "-1", "a", "1.x"] {
            assert_eq!(parse_amount(text, 2), None, "{text}");
        }
    }
}
