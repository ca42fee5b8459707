//! The hosted page, where the guest pays.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use super::super::api::sessions::email_address;
use super::super::books::{Ledger, Record};
use super::super::cards::{
    self, Aftermath, BANK_ACCOUNTS, CARDS, CardOutcome, Decline, Instrument, NOT_A_TEST_CARD,
    NOT_AUTHENTICATED, TestBankAccount, TestCard,
};
use super::super::control::with_object;
use super::super::error::ApiError;
use super::super::form::Form;
use super::super::money::format_amount;
use super::super::object::{Kind, Object};
use super::super::payments;
use super::super::server::Gateway;
use super::{error_page, format_time, notice, page, see_other};

/// The routes of the hosted page.
pub fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/c/pay/{id}", get(show).post(take))
        .route(
            "/c/pay/{id}/challenge",
            get(show_challenge).post(take_challenge),
        )
}

/// What the guest typed.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// The card's number.
    pub card_number: String,
    /// The card's expiry date.
    pub expiry: String,
    /// The card's security code.
    pub cvc: String,
    /// The bank account; there when the bank form was sent.
    pub iban: Option<String>,
    /// The guest's email address; absent when the form had no such field.
    pub email: Option<String>,
}

impl Entered {
    fn read(body: &[u8]) -> Result<Self, ApiError> {
        let form = Form::parse(body)?;
        let field = |name: &str| form.raw(name).map(|text| text.trim().to_owned());
        Ok(Self {
            card_number: field("card_number").unwrap_or_default(),
            expiry: field("expiry").unwrap_or_default(),
            cvc: field("cvc").unwrap_or_default(),
            iban: field("iban"),
            email: field("email"),
        })
    }
}

/// What is wrong with what the guest typed, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mistakes {
    /// Of the card.
    pub card: cards::CardMistakes,
    /// Of the bank account.
    pub iban: Option<&'static str>,
    /// Of the email address.
    pub email: Option<&'static str>,
}

impl Mistakes {
    /// The first mistake on the page.
    pub fn first(&self) -> Option<&'static str> {
        self.email
            .or(self.card.number)
            .or(self.card.expiry)
            .or(self.card.cvc)
            .or(self.iban)
    }
}

/// What came of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submitted {
    /// The session is complete.
    Done,
    /// The bank asks for 3-D Secure.
    Challenge,
    /// The bank refused.
    Declined(Decline),
    /// The form has mistakes.
    Mistakes(Box<Mistakes>),
    /// The session is not open.
    Closed,
}

/// Takes a submission of the form. All of it happens in the ledger's transaction, so the second of two
/// submissions at once finds the session closed.
pub fn submit(
    ledger: &Ledger<'_>,
    session: &mut Record,
    entered: &Entered,
) -> Result<Submitted, ApiError> {
    if session.body.text("status") != "open" {
        return Ok(Submitted::Closed);
    }
    let email = match read_email(session, entered) {
        Ok(email) => email,
        Err(mistake) => {
            return Ok(Submitted::Mistakes(Box::new(Mistakes {
                email: Some(mistake),
                ..Mistakes::default()
            })));
        }
    };
    match &entered.iban {
        Some(iban) => submit_debit(ledger, session, iban, &email),
        None => submit_card(ledger, session, entered, &email),
    }
}

/// The guest's address: the merchant's choice, else what was typed. Clients without the field may leave it out.
fn read_email(session: &Record, entered: &Entered) -> Result<Value, &'static str> {
    if let Some(given) = session.body.maybe("customer_email") {
        return Ok(json!(given));
    }
    match entered.email.as_deref() {
        None => Ok(Value::Null),
        Some("") => Err("Enter your email address."),
        Some(text) => email_address(text, "email")
            .map(|email| json!(email))
            .map_err(|_| "Your email address is not valid."),
    }
}

fn submit_card(
    ledger: &Ledger<'_>,
    session: &mut Record,
    entered: &Entered,
    email: &Value,
) -> Result<Submitted, ApiError> {
    let today = year_and_month(ledger.now());
    let card = match cards::read_card(&entered.card_number, &entered.expiry, &entered.cvc, today) {
        Ok(card) => card,
        Err(card) => {
            return Ok(Submitted::Mistakes(Box::new(Mistakes {
                card,
                ..Mistakes::default()
            })));
        }
    };
    if !allows(session, "card") {
        let card = cards::CardMistakes {
            number: Some("This payment takes no cards."),
            ..Default::default()
        };
        return Ok(Submitted::Mistakes(Box::new(Mistakes {
            card,
            ..Mistakes::default()
        })));
    }
    let instrument = card.instrument();
    let (outcome, aftermath) = card.test_card().map_or(
        (CardOutcome::Declines(NOT_A_TEST_CARD), Aftermath::Nothing),
        |known| (known.outcome, known.aftermath),
    );
    match outcome {
        CardOutcome::Pays => {
            payments::pay_by_card(ledger, session, &instrument, aftermath, email)?;
            Ok(Submitted::Done)
        }
        CardOutcome::Declines(decline) => {
            payments::decline(ledger, session, &instrument, &decline, email)?;
            Ok(Submitted::Declined(decline))
        }
        CardOutcome::Authenticates(_) => {
            let challenge =
                json!({"card": instrument.to_value(), "number": card.number, "email": email});
            payments::ask_for_authentication(ledger, session, challenge)?;
            Ok(Submitted::Challenge)
        }
    }
}

fn submit_debit(
    ledger: &Ledger<'_>,
    session: &mut Record,
    iban: &str,
    email: &Value,
) -> Result<Submitted, ApiError> {
    let method = debit_method(session);
    let account = cards::read_bank_account(iban).and_then(|account| {
        method
            .clone()
            .map(|method| (account, method))
            .ok_or("This payment takes no bank debits.")
    });
    let (account, method) = match account {
        Ok(found) => found,
        Err(mistake) => {
            return Ok(Submitted::Mistakes(Box::new(Mistakes {
                iban: Some(mistake),
                ..Mistakes::default()
            })));
        }
    };
    let instrument = Instrument::Debit {
        method,
        last4: cards::last4(account.number),
    };
    payments::pay_by_debit(
        ledger,
        session,
        &instrument,
        account.succeeds,
        account.is_disputed,
        email,
    )?;
    Ok(Submitted::Done)
}

/// The guest passed or failed the challenge of their bank.
pub fn answer_challenge(
    ledger: &Ledger<'_>,
    session: &mut Record,
    passed: bool,
) -> Result<Submitted, ApiError> {
    let challenge = session.private.child("challenge");
    if session.body.text("status") != "open" || challenge == Object::default() {
        return Ok(Submitted::Closed);
    }
    let instrument = Instrument::from_object(&challenge.child("card"));
    let email = challenge.value("email");
    let decline = if passed {
        decline_after_challenge(challenge.text("number"))
    } else {
        Some(NOT_AUTHENTICATED)
    };
    match decline {
        None => {
            payments::pay_by_card(ledger, session, &instrument, Aftermath::Nothing, &email)?;
            Ok(Submitted::Done)
        }
        Some(decline) => {
            payments::decline(ledger, session, &instrument, &decline, &email)?;
            Ok(Submitted::Declined(decline))
        }
    }
}

/// What the bank says after it knows who pays.
fn decline_after_challenge(number: &str) -> Option<Decline> {
    match CARDS
        .iter()
        .find(|card| card.number == number)
        .map(|card| card.outcome)
    {
        Some(CardOutcome::Authenticates(decline)) => decline,
        Some(CardOutcome::Declines(decline)) => Some(decline),
        Some(CardOutcome::Pays) | None => None,
    }
}

fn methods(session: &Record) -> Vec<String> {
    let methods = session.body.value("payment_method_types");
    let texts = methods
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

fn allows(session: &Record, method: &str) -> bool {
    methods(session).iter().any(|allowed| allowed == method)
}

fn debit_method(session: &Record) -> Option<String> {
    methods(session).into_iter().find(|method| method != "card")
}

fn year_and_month(seconds: i64) -> (i64, i64) {
    jiff::Timestamp::from_second(seconds).map_or((2026, 1), |moment| {
        let date = jiff::tz::TimeZone::UTC.to_datetime(moment).date();
        (i64::from(date.year()), i64::from(date.month()))
    })
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
    with_object(gateway, Kind::Session, id, work).unwrap_or_else(|error| match error.code {
        Some("resource_missing") => {
            let text = "There is no such checkout page. Go back to the merchant and start again.";
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
