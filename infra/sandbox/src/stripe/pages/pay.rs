//! The hosted page, where the guest pays.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::super::books::{Ledger, Record};
use super::super::cards::{BANK_ACCOUNTS, CARDS, TestBankAccount, TestCard};
use super::super::error::ApiError;
use super::super::form::Form;
use super::super::gateway::Gateway;
use super::super::money::format_amount;
use super::super::object::{Kind, Object};
use super::super::submission::{
    Entered, Mistakes, Submitted, allows, answer_challenge, debit_method, submit,
};
use super::frame::{error_page, format_time, notice, page, see_other};

/// The routes of the hosted page.
pub fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/c/pay/{id}", get(show).post(take))
        .route(
            "/c/pay/{id}/challenge",
            get(show_challenge).post(take_challenge),
        )
}

/// One line of what is paid for.
struct Line {
    name: String,
    detail: String,
    quantity: i64,
    amount: String,
}

#[derive(Template)]
#[template(path = "stripe/pay.html")]
struct PayPage<'p> {
    id: &'p str,
    merchant: String,
    lines: Vec<Line>,
    total: String,
    note: String,
    customer_email: &'p str,
    cancel_url: &'p str,
    expires: String,
    takes_cards: bool,
    takes_debits: bool,
    entered: Entered,
    mistakes: Mistakes,
    problem: Option<&'p str>,
    cards: &'static [TestCard],
    accounts: &'static [TestBankAccount],
}

#[derive(Template)]
#[template(path = "stripe/challenge.html")]
struct ChallengePage<'p> {
    id: &'p str,
    merchant: String,
    total: String,
    last4: String,
}

/// Who asks for the money.
fn merchant_of(ledger: &Ledger<'_>) -> Result<String, ApiError> {
    let account = ledger.of_account("").load(Kind::Account, &ledger.account)?;
    let name = account.map(|account| {
        account
            .body
            .child("business_profile")
            .text("name")
            .to_owned()
    });
    Ok(name
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "Sandbox merchant".to_owned()))
}

fn total_of(session: &Record) -> String {
    format_amount(
        session.body.text("currency"),
        session.body.integer("amount_total"),
    )
}

fn lines_of(session: &Record) -> Vec<Line> {
    let items = session.private.value("line_items");
    let items = items
        .as_array()
        .into_iter()
        .flatten()
        .cloned()
        .map(Object::from_value);
    items
        .map(|item| Line {
            name: item.text("description").to_owned(),
            detail: item.text("detail").to_owned(),
            quantity: item.integer("quantity"),
            amount: format_amount(item.text("currency"), item.integer("amount_total")),
        })
        .collect()
}

fn show_form(
    ledger: &Ledger<'_>,
    session: &Record,
    entered: Entered,
    mistakes: Mistakes,
    problem: Option<&str>,
) -> Result<Response, ApiError> {
    let body = &session.body;
    let cancel_url = body
        .text("cancel_url")
        .replace("{CHECKOUT_SESSION_ID}", session.id());
    Ok(page(
        StatusCode::OK,
        &PayPage {
            id: session.id(),
            merchant: merchant_of(ledger)?,
            lines: lines_of(session),
            total: total_of(session),
            note: body
                .child("custom_text")
                .child("submit")
                .text("message")
                .to_owned(),
            customer_email: body.text("customer_email"),
            cancel_url: &cancel_url,
            expires: format_time(body.integer("expires_at")),
            takes_cards: allows(session, "card"),
            takes_debits: debit_method(session).is_some(),
            entered,
            mistakes,
            problem,
            cards: CARDS,
            accounts: BANK_ACCOUNTS,
        },
    ))
}

/// The page of a session that is not open.
fn show_closed(session: &Record) -> Response {
    let back = session
        .body
        .maybe("cancel_url")
        .map(|url| (url, "Back to the merchant"));
    match session.body.text("status") {
        "complete" => {
            let on = success_url(session);
            let text = "This payment was made, or is under way. There is nothing more to do here.";
            notice(
                StatusCode::OK,
                "All done",
                text,
                Some((&on, "Continue to the merchant")),
            )
        }
        _ => {
            let text = "This checkout page has expired. Nothing was paid. Go back to the merchant to start again.";
            notice(StatusCode::OK, "This page has expired", text, back)
        }
    }
}

fn success_url(session: &Record) -> String {
    session
        .body
        .text("success_url")
        .replace("{CHECKOUT_SESSION_ID}", session.id())
}

/// Runs `work` with a session, or shows why not.
fn with_session(
    gateway: &Gateway,
    id: &str,
    work: impl FnOnce(&Ledger<'_>, Record) -> Result<Response, ApiError>,
) -> Response {
    gateway
        .change_object(Kind::Session, id, work)
        .unwrap_or_else(|error| match error.code {
            Some("resource_missing") => {
                let text =
                    "There is no such checkout page. Go back to the merchant and start again.";
                notice(StatusCode::NOT_FOUND, "Page not found", text, None)
            }
            _ => error_page(&error),
        })
}

async fn show(State(gateway): State<Arc<Gateway>>, Path(id): Path<String>) -> Response {
    with_session(&gateway, &id, |ledger, session| {
        if session.body.text("status") != "open" {
            return Ok(show_closed(&session));
        }
        show_form(
            ledger,
            &session,
            Entered::default(),
            Mistakes::default(),
            None,
        )
    })
}

async fn take(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let entered = match Entered::read(&body) {
        Ok(entered) => entered,
        Err(error) => return error_page(&error),
    };
    with_session(&gateway, &id, |ledger, mut session| {
        let submitted = submit(ledger, &mut session, &entered)?;
        respond(ledger, &session, submitted, entered)
    })
}

/// The page after a submission.
fn respond(
    ledger: &Ledger<'_>,
    session: &Record,
    submitted: Submitted,
    entered: Entered,
) -> Result<Response, ApiError> {
    match submitted {
        Submitted::Done => Ok(see_other(&success_url(session))),
        Submitted::Challenge => Ok(see_other(&format!("/c/pay/{}/challenge", session.id()))),
        Submitted::Declined(decline) => show_form(
            ledger,
            session,
            entered,
            Mistakes::default(),
            Some(decline.message),
        ),
        Submitted::Mistakes(mistakes) => show_form(ledger, session, entered, *mistakes, None),
        // The second press of a double click ends where the first one did.
        Submitted::Closed if session.body.text("status") == "complete" => {
            Ok(see_other(&success_url(session)))
        }
        Submitted::Closed => Ok(show_closed(session)),
    }
}

async fn show_challenge(State(gateway): State<Arc<Gateway>>, Path(id): Path<String>) -> Response {
    with_session(&gateway, &id, |ledger, session| {
        if session.body.text("status") != "open" {
            return Ok(show_closed(&session));
        }
        let challenge = session.private.child("challenge");
        if challenge == Object::default() {
            return Ok(see_other(&format!("/c/pay/{}", session.id())));
        }
        let challenge_page = ChallengePage {
            id: session.id(),
            merchant: merchant_of(ledger)?,
            total: total_of(&session),
            last4: challenge.child("card").text("last4").to_owned(),
        };
        Ok(page(StatusCode::OK, &challenge_page))
    })
}

async fn take_challenge(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let passed = match Form::parse(&body) {
        Ok(form) => form.raw("outcome") == Some("complete"),
        Err(error) => return error_page(&error),
    };
    with_session(&gateway, &id, |ledger, mut session| {
        let submitted = answer_challenge(ledger, &mut session, passed)?;
        if submitted == Submitted::Closed && session.body.text("status") == "open" {
            return Ok(see_other(&format!("/c/pay/{}", session.id())));
        }
        respond(ledger, &session, submitted, Entered::default())
    })
}
