//! What a guest sends on the hosted page and its 3-D Secure challenge, and what comes of it.

use serde_json::{Value, json};

use super::api::parameters::email_address;
use super::books::{Ledger, Record};
use super::cards::{
    self, Aftermath, CARDS, CardOutcome, Decline, Instrument, NOT_A_TEST_CARD, NOT_AUTHENTICATED,
};
use super::error::ApiError;
use super::form::Form;
use super::object::Object;
use super::payments;

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
    /// Reads the form.
    pub fn read(body: &[u8]) -> Result<Self, ApiError> {
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

/// Whether the session takes a method, `card` or one of the debits.
pub fn allows(session: &Record, method: &str) -> bool {
    methods(session).iter().any(|allowed| allowed == method)
}

/// The bank debit that the session takes.
pub fn debit_method(session: &Record) -> Option<String> {
    methods(session).into_iter().find(|method| method != "card")
}

fn year_and_month(seconds: i64) -> (i64, i64) {
    jiff::Timestamp::from_second(seconds).map_or((2026, 1), |moment| {
        let date = jiff::tz::TimeZone::UTC.to_datetime(moment).date();
        (i64::from(date.year()), i64::from(date.month()))
    })
}
