//! Reads what was typed into a field, or notes the error at the field.

use std::ops::RangeInclusive;

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use paylink_domain::limits::UNIT_AMOUNT;
use paylink_domain::money::{Amount, Currency};
use paylink_http::json::check_text;

use crate::field::Field;

/// The error for text that is no email address.
pub const ADDRESS: &str = "Enter an address such as anna@example.com.";

/// Why an action was not done, shown above its form.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "trouble.html")]
pub struct Trouble {
    /// The reason.
    pub text: String,
    /// The label of a button that does it all the same; `None` if nothing can.
    pub anyway: Option<&'static str>,
}

impl HtmlSafe for Trouble {}

/// An error of one control, for the list above the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The control's id.
    pub id: String,
    /// The label of the control.
    pub label: String,
    /// The error.
    pub text: String,
}

/// A time on the clocks of a zone; on those of UTC if the zone is unknown.
pub fn local(at: Timestamp, zone: &str) -> DateTime {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    at.to_zoned_datetime(zone).datetime()
}

/// The errors of these fields.
pub fn errors<const N: usize>(fields: [&Field; N]) -> Vec<Mistake> {
    let mistake = |field: &Field| {
        Some(Mistake {
            id: field.id.clone(),
            label: field.label.to_owned(),
            text: field.error.clone()?,
        })
    };
    fields.into_iter().filter_map(mistake).collect()
}

/// The text of a field that must be filled.
pub fn required_text(
    field: &mut Field,
    missing: &str,
    length: RangeInclusive<usize>,
) -> Option<String> {
    if field.filled().is_none() {
        return field.wrong(missing);
    }
    match check_text(&field.value, &length) {
        Ok(text) => Some(text.to_owned()),
        Err(detail) => field.wrong(format!("It {detail}.")),
    }
}

/// `None` is an error, `Some(None)` an empty field.
pub fn optional_text(field: &mut Field, most: usize) -> Option<Option<String>> {
    if field.filled().is_none() {
        return Some(None);
    }
    match check_text(&field.value, &(1..=most)) {
        Ok(text) => Some(Some(text.to_owned())),
        Err(detail) => field.wrong(format!("It {detail}.")),
    }
}

/// As [`optional_text`]; line ends become spaces.
pub fn optional_long_text(field: &mut Field, most: usize) -> Option<Option<String>> {
    let one_line = field.value.replace("\r\n", " ").replace('\n', " ");
    match check_text(&one_line, &(0..=most)) {
        Ok("") => Some(None),
        Ok(text) => Some(Some(text.to_owned())),
        Err(detail) => field.wrong(format!("It {detail}.")),
    }
}

/// `None` is an error, `Some(None)` an empty field.
pub fn optional<T>(
    field: &mut Field,
    error: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Option<Option<T>> {
    let Some(text) = field.filled() else {
        return Some(None);
    };
    match parse(text) {
        Some(value) => Some(Some(value)),
        None => field.wrong(error),
    }
}

/// An amount as it was typed, at least `least` minor units.
pub fn amount(field: &mut Field, currency: Currency, least: Amount) -> Option<Amount> {
    let Some(text) = field.filled() else {
        return field.wrong("Enter an amount.");
    };
    match currency.parse_amount(text) {
        Some(amount) if amount < least => field.wrong("Enter an amount above zero."),
        Some(amount) if amount > UNIT_AMOUNT => field.wrong("Enter a smaller amount."),
        Some(amount) => Some(amount),
        None => field.wrong(format!(
            "Enter an amount in {currency} such as {}.",
            currency.plain(Amount::new(12_000))
        )),
    }
}
