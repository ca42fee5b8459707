//! The control API of tests, `/_sandbox/...`. The table in the module's documentation lists it.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::api::accounts;
use super::books::Cause;
use super::error::ApiError;
use super::faults::Fault;
use super::gateway::{Gateway, WebhookMode, WebhookTarget};
use super::object::Kind;
use super::other_sites::refuse_other_sites;
use super::submission::{Entered, Submitted, answer_challenge, submit};
use super::{disputes, outside, payments, refunds, webhooks};

type Shared = State<Arc<Gateway>>;
type Answer = Result<Json<Value>, Refusal>;

/// The routes of the control API.
pub fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/_sandbox", get(show_state))
        .route("/_sandbox/webhooks", post(change_webhooks))
        .route("/_sandbox/deliveries", get(list_deliveries))
        .route("/_sandbox/events/{id}/resend", post(resend_event))
        .route("/_sandbox/sessions/{id}/pay", post(pay_session))
        .route("/_sandbox/sessions/{id}/settle", post(settle_session))
        .route("/_sandbox/refunds", post(create_refund))
        .route("/_sandbox/refunds/{id}/settle", post(settle_refund))
        .route("/_sandbox/disputes", post(open_dispute))
        .route("/_sandbox/disputes/{id}/close", post(close_dispute))
        .route("/_sandbox/accounts/{id}", post(change_account))
        .route("/_sandbox/fail_next", post(add_fault).delete(clear_faults))
        .route("/_sandbox/clock", post(advance_clock))
        .route(
            "/_sandbox/requests",
            get(list_requests).delete(clear_requests),
        )
        .layer(axum::middleware::from_fn(refuse_other_sites))
}

/// A refusal of the control API.
pub struct Refusal(ApiError);

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (
            self.0.status,
            Json(json!({"error": {"message": self.0.message}})),
        )
            .into_response()
    }
}

/// Reads a JSON body; an empty one counts as `{}`.
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, ApiError> {
    let body: &[u8] = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body)
        .map_err(|error| ApiError::invalid(format!("The body cannot be used: {error}")))
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Succeeded,
    Failed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeBody {
    outcome: Option<Outcome>,
}

impl OutcomeBody {
    fn succeeded(&self) -> Option<bool> {
        self.outcome.map(|outcome| outcome == Outcome::Succeeded)
    }
}

async fn show_state(State(gateway): Shared) -> Answer {
    Ok(Json(json!({
        "now_ms": gateway.clock.now_millis(),
        "platform_account": gateway.platform_account,
        "webhooks": {"mode": gateway.webhook_mode(), "url": gateway.webhook_target().map(|target| target.url)},
        "documentation": "The control API is described at the head of infra/sandbox/src/stripe/mod.rs.",
    })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhooksBody {
    mode: Option<WebhookMode>,
    url: Option<String>,
    secret: Option<String>,
    former_secret: Option<String>,
}

async fn change_webhooks(State(gateway): Shared, body: Bytes) -> Answer {
    let wanted: WebhooksBody = read(&body)?;
    if let Some(mode) = wanted.mode {
        gateway.set_webhook_mode(mode);
    }
    let current = gateway.webhook_target();
    let url = wanted
        .url
        .clone()
        .or_else(|| current.as_ref().map(|target| target.url.clone()));
    let secret = wanted
        .secret
        .clone()
        .or_else(|| current.as_ref().map(|target| target.secret.clone()));
    let is_change =
        wanted.url.is_some() || wanted.secret.is_some() || wanted.former_secret.is_some();
    match (url, secret) {
        (Some(url), Some(secret)) if is_change => {
            gateway.set_webhook_target(Some(WebhookTarget {
                url,
                secret,
                former_secret: wanted.former_secret,
            }));
        }
        (_, None) | (None, _) if is_change => {
            return Err(ApiError::invalid("A webhook target needs both url and secret.").into());
        }
        _ => {}
    }
    show_state(State(gateway)).await
}

async fn list_deliveries(State(gateway): Shared) -> Answer {
    Ok(Json(
        json!({"data": webhooks::newest_deliveries(&gateway, 500)?}),
    ))
}

async fn resend_event(State(gateway): Shared, Path(id): Path<String>) -> Answer {
    gateway.change_object(Kind::Event, &id, |ledger, event| {
        ledger.queue_delivery(event.id(), "pending")
    })?;
    Ok(Json(
        webhooks::payload_of(&gateway, &id)?
            .unwrap_or_default()
            .to_value(),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayBody {
    card_number: Option<String>,
    iban: Option<String>,
    email: Option<String>,
}

async fn pay_session(State(gateway): Shared, Path(id): Path<String>, body: Bytes) -> Answer {
    let wanted: PayBody = read(&body)?;
    let number = wanted
        .card_number
        .unwrap_or_else(|| "4242424242424242".to_owned());
    let is_amex = number.starts_with('3');
    let entered = Entered {
        card_number: number,
        expiry: "12/40".to_owned(),
        cvc: if is_amex { "1234" } else { "123" }.to_owned(),
        iban: wanted.iban,
        email: wanted.email,
    };
    let session = gateway.change_object(Kind::Session, &id, |ledger, mut session| {
        match submit(ledger, &mut session, &entered)? {
            Submitted::Challenge => {
                answer_challenge(ledger, &mut session, true)?;
            }
            Submitted::Mistakes(mistakes) => {
                return Err(ApiError::invalid(
                    mistakes
                        .first()
                        .unwrap_or("The form has a mistake.")
                        .to_owned(),
                ));
            }
            Submitted::Done | Submitted::Declined(_) | Submitted::Closed => {}
        }
        Ok(session)
    })?;
    Ok(Json(session.body.to_value()))
}

async fn settle_session(State(gateway): Shared, Path(id): Path<String>, body: Bytes) -> Answer {
    let wanted: OutcomeBody = read(&body)?;
    let session = gateway.change_object(Kind::Session, &id, |ledger, session| {
        payments::settle_payment(
            ledger,
            session.body.text("payment_intent"),
            wanted.succeeded(),
        )
    })?;
    Ok(Json(session.body.to_value()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefundBody {
    payment_intent: String,
    amount: Option<i64>,
}

async fn create_refund(State(gateway): Shared, body: Bytes) -> Answer {
    let wanted: RefundBody = read(&body)?;
    Ok(Json(
        outside::refund_payment(&gateway, &wanted.payment_intent, wanted.amount)?
            .body
            .to_value(),
    ))
}

async fn settle_refund(State(gateway): Shared, Path(id): Path<String>, body: Bytes) -> Answer {
    let wanted: OutcomeBody = read(&body)?;
    let refund = gateway.change_object(Kind::Refund, &id, |ledger, refund| {
        refunds::settle_refund(ledger, refund.id(), wanted.succeeded())
    })?;
    Ok(Json(refund.body.to_value()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DisputeBody {
    payment_intent: String,
    reason: Option<String>,
}

async fn open_dispute(State(gateway): Shared, body: Bytes) -> Answer {
    let wanted: DisputeBody = read(&body)?;
    Ok(Json(
        outside::dispute_payment(&gateway, &wanted.payment_intent, wanted.reason.as_deref())?
            .body
            .to_value(),
    ))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Won,
    Lost,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CloseBody {
    status: Verdict,
}

async fn close_dispute(State(gateway): Shared, Path(id): Path<String>, body: Bytes) -> Answer {
    let wanted: CloseBody = read(&body)?;
    let dispute = gateway.change_object(Kind::Dispute, &id, |ledger, dispute| {
        disputes::close_dispute(ledger, dispute.id(), matches!(wanted.status, Verdict::Won))
    })?;
    Ok(Json(dispute.body.to_value()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountBody {
    charges_enabled: Option<bool>,
    connected: Option<bool>,
}

async fn change_account(State(gateway): Shared, Path(id): Path<String>, body: Bytes) -> Answer {
    let wanted: AccountBody = read(&body)?;
    let account = gateway.change("", Cause::default(), |ledger| {
        if let Some(is_connected) = wanted.connected {
            accounts::set_connected(ledger, &id, is_connected)?;
        }
        match wanted.charges_enabled {
            Some(is_enabled) => accounts::set_enabled(ledger, &id, is_enabled),
            None => accounts::connected(ledger, &id),
        }
    })?;
    Ok(Json(account.body.to_value()))
}

async fn add_fault(State(gateway): Shared, body: Bytes) -> Answer {
    let fault: Fault = read(&body)?;
    let shown = json!(fault);
    gateway.faults.add(fault);
    Ok(Json(shown))
}

async fn clear_faults(State(gateway): Shared) -> StatusCode {
    gateway.faults.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockBody {
    advance_seconds: u32,
}

async fn advance_clock(State(gateway): Shared, body: Bytes) -> Answer {
    let wanted: ClockBody = read(&body)?;
    let ahead = gateway.clock.advance(i64::from(wanted.advance_seconds));
    gateway
        .books
        .keep_setting("clock_ahead", &ahead.to_string())?;
    let done = gateway.run_due()?;
    gateway.wake.notify_one();
    Ok(Json(
        json!({"ahead_seconds": ahead, "now_ms": gateway.clock.now_millis(), "tasks_done": done}),
    ))
}

async fn list_requests(State(gateway): Shared) -> Answer {
    Ok(Json(json!({"data": gateway.journal()})))
}

async fn clear_requests(State(gateway): Shared) -> StatusCode {
    gateway.clear_journal();
    StatusCode::NO_CONTENT
}
