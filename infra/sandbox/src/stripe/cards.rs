//! Stripe's test cards and test bank accounts, and the checks of what a guest types.
//! Source: <https://docs.stripe.com/testing>.

use serde_json::{Value, json};

/// Why a card or bank refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decline {
    /// Stripe's error code.
    pub code: &'static str,
    /// The bank's own code.
    pub decline_code: &'static str,
    /// What the guest reads.
    pub message: &'static str,
}

/// What happens when a test card is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardOutcome {
    /// It pays.
    Pays,
    /// It is declined.
    Declines(Decline),
    /// The bank asks for 3-D Secure, and then it pays, or is declined all the same.
    Authenticates(Option<Decline>),
}

/// What happens after a payment was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aftermath {
    /// Nothing.
    Nothing,
    /// The cardholder disputes it, for this reason.
    Dispute(&'static str),
    /// Refunds are pending for a while, and then succeed.
    SlowRefund,
    /// Refunds succeed at first, and then fail.
    FailedRefund,
}

/// A test card.
#[derive(Debug, Clone, Copy)]
pub struct TestCard {
    /// Its number, without spaces.
    pub number: &'static str,
    /// What it does, for people.
    pub label: &'static str,
    /// Stripe's word for the brand.
    pub brand: &'static str,
    /// The country of its bank.
    pub country: &'static str,
    /// What happens when it is charged.
    pub outcome: CardOutcome,
    /// What happens afterwards.
    pub aftermath: Aftermath,
}

const GENERIC: Decline = Decline {
    code: "card_declined",
    decline_code: "generic_decline",
    message: "Your card was declined.",
};
const NO_FUNDS: Decline = Decline {
    code: "card_declined",
    decline_code: "insufficient_funds",
    message: "Your card has insufficient funds.",
};
const LOST: Decline = Decline {
    code: "card_declined",
    decline_code: "lost_card",
    message: "Your card was declined.",
};
const STOLEN: Decline = Decline {
    code: "card_declined",
    decline_code: "stolen_card",
    message: "Your card was declined.",
};
const FRAUD: Decline = Decline {
    code: "card_declined",
    decline_code: "fraudulent",
    message: "Your card was declined.",
};
const EXPIRED: Decline = Decline {
    code: "expired_card",
    decline_code: "expired_card",
    message: "Your card has expired.",
};
const WRONG_CVC: Decline = Decline {
    code: "incorrect_cvc",
    decline_code: "incorrect_cvc",
    message: "Your card's security code is incorrect.",
};
const PROCESSING: Decline = Decline {
    code: "processing_error",
    decline_code: "processing_error",
    message: "An error occurred while processing your card. Try again in a little bit.",
};
/// What Stripe says of a real-looking card in test mode.
pub const NOT_A_TEST_CARD: Decline = Decline {
    code: "card_declined",
    decline_code: "test_mode_live_card",
    message: "Your card was declined. This is a sandbox: only the test cards work here.",
};
/// What a failed 3-D Secure challenge is.
pub const NOT_AUTHENTICATED: Decline = Decline {
    code: "payment_intent_authentication_failure",
    decline_code: "authentication_required",
    message: "We are unable to authenticate your payment method. Please choose a different payment method and try \
              again.",
};

const fn card(
    number: &'static str,
    label: &'static str,
    brand: &'static str,
    country: &'static str,
    outcome: CardOutcome,
) -> TestCard {
    TestCard {
        number,
        label,
        brand,
        country,
        outcome,
        aftermath: Aftermath::Nothing,
    }
}

const fn later(number: &'static str, label: &'static str, aftermath: Aftermath) -> TestCard {
    TestCard {
        number,
        label,
        brand: "visa",
        country: "US",
        outcome: CardOutcome::Pays,
        aftermath,
    }
}

use CardOutcome::{Authenticates, Declines, Pays};

/// Every card the sandbox knows.
#[rustfmt::skip]
pub const CARDS: &[TestCard] = &[
    card("4242424242424242", "Visa, pays", "visa", "US", Pays),
    card("4000056655665556", "Visa debit, pays", "visa", "US", Pays),
    card("5555555555554444", "Mastercard, pays", "mastercard", "US", Pays),
    card("2223003122003222", "Mastercard (2-series), pays", "mastercard", "US", Pays),
    card("5200828282828210", "Mastercard debit, pays", "mastercard", "US", Pays),
    card("5105105105105100", "Mastercard prepaid, pays", "mastercard", "US", Pays),
    card("378282246310005", "American Express, pays", "amex", "US", Pays),
    card("371449635398431", "American Express, pays", "amex", "US", Pays),
    card("6011111111111117", "Discover, pays", "discover", "US", Pays),
    card("6011000990139424", "Discover, pays", "discover", "US", Pays),
    card("3056930009020004", "Diners Club, pays", "diners", "US", Pays),
    card("36227206271667", "Diners Club (14 digits), pays", "diners", "US", Pays),
    card("3566002020360505", "JCB, pays", "jcb", "JP", Pays),
    card("6200000000000005", "UnionPay, pays", "unionpay", "CN", Pays),
    card("4000007560000009", "Visa of Switzerland, pays", "visa", "CH", Pays),
    card("4000002760000016", "Visa of Germany, pays", "visa", "DE", Pays),
    card("4000008260000000", "Visa of the United Kingdom, pays", "visa", "GB", Pays),
    card("4000002500000003", "Visa of France, pays", "visa", "FR", Pays),
    card("4000003920000003", "Visa of Japan, pays", "visa", "JP", Pays),
    card("4000000000000077", "Visa, pays (funds at once)", "visa", "US", Pays),
    card("4000000000003055", "Visa, 3-D Secure supported but not asked for, pays", "visa", "US", Pays),
    card("4000002500003155", "3-D Secure, then pays", "visa", "FR", Authenticates(None)),
    card("4000002760003184", "3-D Secure, then pays", "visa", "DE", Authenticates(None)),
    card("4000000000003220", "3-D Secure 2, then pays", "visa", "US", Authenticates(None)),
    card("4000000000003063", "3-D Secure required, then pays", "visa", "US", Authenticates(None)),
    card("4000008400001629", "3-D Secure, then declined", "visa", "US", Authenticates(Some(GENERIC))),
    card("4000008260003178", "3-D Secure, then insufficient funds", "visa", "GB", Authenticates(Some(NO_FUNDS))),
    card("4000000000000002", "Declined", "visa", "US", Declines(GENERIC)),
    card("4000000000009995", "Insufficient funds", "visa", "US", Declines(NO_FUNDS)),
    card("4000000000009987", "Lost card", "visa", "US", Declines(LOST)),
    card("4000000000009979", "Stolen card", "visa", "US", Declines(STOLEN)),
    card("4100000000000019", "Blocked as fraudulent", "visa", "US", Declines(FRAUD)),
    card("4000000000000069", "Expired card", "visa", "US", Declines(EXPIRED)),
    card("4000000000000127", "Incorrect security code", "visa", "US", Declines(WRONG_CVC)),
    card("4000000000000119", "Processing error", "visa", "US", Declines(PROCESSING)),
    later("4000000000000259", "Pays, then disputed as fraudulent", Aftermath::Dispute("fraudulent")),
    later("4000000000002685", "Pays, then disputed as not received", Aftermath::Dispute("product_not_received")),
    later("4000000000007726", "Pays; a refund is pending, then succeeds", Aftermath::SlowRefund),
    later("4000000000005126", "Pays; a refund succeeds, then fails", Aftermath::FailedRefund),
];

/// A test bank account: direct debits are under way for a while, and then succeed or fail.
#[derive(Debug, Clone, Copy)]
pub struct TestBankAccount {
    /// The IBAN or account number, without spaces.
    pub number: &'static str,
    /// What it does, for people.
    pub label: &'static str,
    /// Whether the debit succeeds.
    pub succeeds: bool,
    /// Whether the debit is disputed after it succeeded.
    pub is_disputed: bool,
}

const fn account(
    number: &'static str,
    label: &'static str,
    succeeds: bool,
    is_disputed: bool,
) -> TestBankAccount {
    TestBankAccount {
        number,
        label,
        succeeds,
        is_disputed,
    }
}

/// Every bank account the sandbox knows.
#[rustfmt::skip]
pub const BANK_ACCOUNTS: &[TestBankAccount] = &[
    account("DE89370400440532013000", "Succeeds after a delay", true, false),
    account("DE08370400440532013003", "Succeeds after a delay", true, false),
    account("AT611904300234573201", "Succeeds after a delay", true, false),
    account("FR1420041010050500013M02606", "Succeeds after a delay", true, false),
    account("000123456789", "Succeeds after a delay (US account)", true, false),
    account("DE62370400440532013001", "Fails after a delay", false, false),
    account("DE78370400440532013004", "Fails after a delay", false, false),
    account("AT861904300235473202", "Fails after a delay", false, false),
    account("000111111116", "Fails after a delay (US account)", false, false),
    account("DE35370400440532013002", "Succeeds after a delay, then disputed", true, true),
];

/// What the guest pays with: enough to describe it, not enough to charge it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instrument {
    /// A card.
    Card {
        /// Stripe's word for the brand.
        brand: String,
        /// The country of its bank.
        country: String,
        /// The last four digits.
        last4: String,
        /// The month it expires in, 1 to 12.
        exp_month: i64,
        /// The year it expires in, four digits.
        exp_year: i64,
    },
    /// A bank account.
    Debit {
        /// Stripe's payment method type, for example `sepa_debit`.
        method: String,
        /// The last four characters.
        last4: String,
    },
}

impl Instrument {
    /// Stripe's payment method type.
    pub fn method(&self) -> &str {
        match self {
            Self::Card { .. } => "card",
            Self::Debit { method, .. } => method,
        }
    }

    /// What the sandbox keeps to charge it later.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Card {
                brand,
                country,
                last4,
                exp_month,
                exp_year,
            } => json!({
                "brand": brand, "country": country, "last4": last4, "exp_month": exp_month, "exp_year": exp_year,
            }),
            Self::Debit { method, last4 } => json!({"method": method, "last4": last4}),
        }
    }

    /// The opposite of [`Instrument::to_value`].
    pub fn from_object(object: &super::object::Object) -> Self {
        match object.maybe("method") {
            Some(method) => Self::Debit {
                method: method.to_owned(),
                last4: object.text("last4").to_owned(),
            },
            None => Self::Card {
                brand: object.text("brand").to_owned(),
                country: object.text("country").to_owned(),
                last4: object.text("last4").to_owned(),
                exp_month: object.integer("exp_month"),
                exp_year: object.integer("exp_year"),
            },
        }
    }
}

/// The parts of a card form with their mistakes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardMistakes {
    /// What is wrong with the number.
    pub number: Option<&'static str>,
    /// What is wrong with the expiry date.
    pub expiry: Option<&'static str>,
    /// What is wrong with the security code.
    pub cvc: Option<&'static str>,
}

/// A card form without mistakes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnteredCard {
    /// The card's digits.
    pub number: String,
    /// The month it expires in, 1 to 12.
    pub exp_month: i64,
    /// The year it expires in, four digits.
    pub exp_year: i64,
}

impl EnteredCard {
    /// The test card with this number.
    pub fn test_card(&self) -> Option<&'static TestCard> {
        CARDS.iter().find(|card| card.number == self.number)
    }

    /// What Stripe would show of the card.
    pub fn instrument(&self) -> Instrument {
        let known = self.test_card();
        Instrument::Card {
            brand: known.map_or("unknown", |card| card.brand).to_owned(),
            country: known.map_or("US", |card| card.country).to_owned(),
            last4: last4(&self.number),
            exp_month: self.exp_month,
            exp_year: self.exp_year,
        }
    }
}

/// Reads a card form. `today` is (year, month). Spaces and dashes do not matter.
pub fn read_card(
    number: &str,
    expiry: &str,
    cvc: &str,
    today: (i64, i64),
) -> Result<EnteredCard, CardMistakes> {
    let digits = compact(number);
    let mut mistakes = CardMistakes {
        number: check_number(&digits),
        ..CardMistakes::default()
    };
    let read_expiry = read_expiry(expiry, today);
    mistakes.expiry = read_expiry.err();
    mistakes.cvc = check_cvc(&compact(cvc), &digits);
    match read_expiry {
        Ok((exp_month, exp_year)) if mistakes == CardMistakes::default() => Ok(EnteredCard {
            number: digits,
            exp_month,
            exp_year,
        }),
        _ => Err(mistakes),
    }
}

fn check_number(digits: &str) -> Option<&'static str> {
    if digits.is_empty() {
        Some("Enter your card number.")
    } else if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Some("A card number has digits only.")
    } else if digits.len() < 12 {
        Some("Your card number is incomplete.")
    } else if digits.len() > 19 || !passes_luhn(digits) {
        Some("Your card number is invalid.")
    } else {
        None
    }
}

/// The check that catches mistyped card numbers (ISO/IEC 7812-1, annex B).
fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(position, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            match (position % 2, digit) {
                (1, 5..=9) => digit * 2 - 9,
                (1, _) => digit * 2,
                _ => digit,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Reads `12/34`, `12 / 2034`, `1234` and `12-34` as (month, year).
fn read_expiry(
    text: &str,
    (this_year, this_month): (i64, i64),
) -> Result<(i64, i64), &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Enter the expiry date of your card.");
    }
    let (month, year) = match text.split_once(['/', '-', '.', ' ']) {
        Some((month, year)) => (
            month.trim(),
            year.trim_matches(|c: char| !c.is_ascii_digit()),
        ),
        None => text.split_at_checked(2).unwrap_or((text, "")),
    };
    let incomplete = "The expiry date is incomplete. Write it like 12/34.";
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(month) || !is_number(year) || month.len() > 2 || !matches!(year.len(), 2 | 4) {
        return Err(incomplete);
    }
    let month: i64 = month.parse().map_err(|_| incomplete)?;
    let written: i64 = year.parse().map_err(|_| incomplete)?;
    let year = if year.len() == 2 {
        2_000 + written
    } else {
        written
    };
    if !(1..=12).contains(&month) {
        Err("The month of the expiry date must be 01 to 12.")
    } else if (year, month) < (this_year, this_month) {
        Err("Your card's expiry date is in the past.")
    } else if year > this_year + 50 {
        Err("Your card's expiry year is invalid.")
    } else {
        Ok((month, year))
    }
}

fn check_cvc(cvc: &str, number: &str) -> Option<&'static str> {
    let is_amex = number.starts_with("34") || number.starts_with("37");
    if cvc.is_empty() {
        Some("Enter the security code of your card.")
    } else if !cvc.bytes().all(|byte| byte.is_ascii_digit()) {
        Some("The security code has digits only.")
    } else if cvc.len() == 3 || (is_amex && cvc.len() == 4) {
        None
    } else if is_amex {
        Some("The security code of this card has 4 digits.")
    } else {
        Some("The security code of this card has 3 digits.")
    }
}

/// Reads a bank account: one of the test accounts, or why not.
pub fn read_bank_account(text: &str) -> Result<&'static TestBankAccount, &'static str> {
    let number = compact(text).to_ascii_uppercase();
    if number.is_empty() {
        return Err("Enter an IBAN or account number.");
    }
    if let Some(known) = BANK_ACCOUNTS
        .iter()
        .find(|account| account.number == number)
    {
        return Ok(known);
    }
    if number.starts_with(|c: char| c.is_ascii_alphabetic()) && !passes_mod_97(&number) {
        return Err("Your IBAN is invalid.");
    }
    Err("This is a sandbox: only the test bank accounts work here.")
}

/// The check that catches mistyped IBANs (ISO 13616).
fn passes_mod_97(iban: &str) -> bool {
    let Some((start, rest)) = iban.split_at_checked(4) else {
        return false;
    };
    let mut remainder = 0_u32;
    for letter in rest.chars().chain(start.chars()) {
        let Some(value) = letter.to_digit(36) else {
            return false;
        };
        remainder = if value < 10 {
            (remainder * 10 + value) % 97
        } else {
            (remainder * 100 + value) % 97
        };
    }
    remainder == 1
}

/// The last four characters, which are all that is ever kept of a number.
pub fn last4(number: &str) -> String {
    let start = number
        .char_indices()
        .rev()
        .nth(3)
        .map_or(0, |(start, _)| start);
    number.get(start..).unwrap_or_default().to_owned()
}

fn compact(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: (i64, i64) = (2026, 11);

    #[test]
    fn every_test_number_passes_its_own_check() {
        for card in CARDS {
            assert_eq!(check_number(card.number), None, "{}", card.number);
        }
        for account in BANK_ACCOUNTS
            .iter()
            .filter(|account| !account.number.starts_with('0'))
        {
            assert!(passes_mod_97(account.number), "{}", account.number);
        }
    }

    #[test]
    fn spaces_and_spellings_do_not_matter() {
        for expiry in ["12/34", "12 / 34", "12/2034", "1234", "12-34"] {
            let card = read_card(" 4242 4242-4242 4242 ", expiry, "123", TODAY).unwrap();
            assert_eq!(
                (card.number.as_str(), card.exp_month, card.exp_year),
                ("4242424242424242", 12, 2034),
                "{expiry}"
            );
        }
        assert!(read_card("378282246310005", "1/30", "1234", TODAY).is_ok());
    }

    #[test]
    fn mistakes_are_told_all_at_once() {
        let mistakes = read_card("4242424242424241", "10/26", "12", TODAY).unwrap_err();
        assert_eq!(mistakes.number, Some("Your card number is invalid."));
        assert_eq!(
            mistakes.expiry,
            Some("Your card's expiry date is in the past.")
        );
        assert_eq!(
            mistakes.cvc,
            Some("The security code of this card has 3 digits.")
        );
        let empty = read_card("", "", "", TODAY).unwrap_err();
        assert!(empty.number.is_some() && empty.expiry.is_some() && empty.cvc.is_some());
        assert!(read_card("4242424242424242", "13/30", "123", TODAY).is_err());
        assert!(read_card("4242424242424242", "1é/30", "123", TODAY).is_err());
        assert!(read_card("4242424242424242", "11/26", "123", TODAY).is_ok());
    }

    #[test]
    fn bank_accounts_are_known_or_refused() {
        assert!(
            read_bank_account("de89 3704 0044 0532 0130 00")
                .unwrap()
                .succeeds
        );
        assert!(
            !read_bank_account("DE62370400440532013001")
                .unwrap()
                .succeeds
        );
        assert_eq!(
            read_bank_account("DE89370400440532013001").unwrap_err(),
            "Your IBAN is invalid."
        );
        assert!(
            read_bank_account("GB82WEST12345698765432")
                .unwrap_err()
                .contains("sandbox")
        );
    }

    #[test]
    fn instruments_survive_the_books() {
        let card = read_card("4000002500003155", "01/30", "123", TODAY)
            .unwrap()
            .instrument();
        assert_eq!(
            Instrument::from_object(&super::super::object::Object::from_value(card.to_value())),
            card
        );
        let debit = Instrument::Debit {
            method: "sepa_debit".to_owned(),
            last4: "3000".to_owned(),
        };
        assert_eq!(
            Instrument::from_object(&super::super::object::Object::from_value(debit.to_value())),
            debit
        );
    }
}
