//! Money as whole minor units of an ISO 4217 currency (R2). Never a float.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Serialize};

/// A number of minor units: cents of a euro, yen, fils of a dinar.
///
/// The currency stands once on the basket, so an `Amount` alone is never shown to anybody.
/// Arithmetic saturates: a fact from outside must never be able to panic the ledger, and
/// commands are limited to amounts that are far from the ends (see [`super::limits`]).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of `minor` minor units.
    pub const fn new(minor: i64) -> Self {
        Self(minor)
    }

    /// The number of minor units.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// Whether it is nothing.
    pub const fn is_zero(&self) -> bool {
        self.0 == 0
    }

    /// Whether it is above zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// This amount, or zero where it is below zero.
    pub fn or_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// This amount `count` times.
    pub fn times(self, count: u32) -> Self {
        Self(self.0.saturating_mul(i64::from(count)))
    }

    /// `percent` hundredths of this amount, rounded half up to a minor unit.
    pub fn percent(self, percent: u32) -> Self {
        Self(
            self.0
                .saturating_mul(i64::from(percent))
                .saturating_add(50)
                .div_euclid(100),
        )
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// An ISO 4217 currency that has minor units.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Reads an upper-case alphabetic code such as `CHF`.
    ///
    /// `None` for an unknown code and for the codes that name no money (`XXX`, gold, test codes).
    pub fn from_code(code: &str) -> Option<Self> {
        let currency = iso_currency::Currency::from_code(code)?;
        currency.exponent().map(|_| Self(currency))
    }

    /// The alphabetic code, upper case.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals a major unit has: JPY 0, CHF 2, KWD 3.
    pub fn exponent(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(2))
    }

    /// Reads an amount as a person types it: `1234.5`, `1234,50`, `1'234.50`.
    ///
    /// Spaces and apostrophes group; the last `.` or `,` is the decimal sign when at most as many
    /// digits follow as the currency has decimals. `None` for everything else, fractions of a minor
    /// unit and numbers that do not fit included.
    pub fn parse_amount(self, text: &str) -> Option<Amount> {
        let text: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '\u{2019}'))
            .collect();
        let exponent = usize::try_from(self.exponent()).ok()?;
        let (whole, fraction) = match text.rfind(['.', ',']) {
            Some(at) => {
                let (whole, rest) = text.split_at(at);
                (whole, rest.get(1..).unwrap_or_default())
            }
            None => (text.as_str(), ""),
        };
        // With three decimals, `1,250` may be meant as either; asking is better than a thousandth.
        if exponent == 3 && fraction.len() == 3 && text.contains(',') {
            return None;
        }
        let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || !is_number(whole)
            || !is_number(fraction)
            || fraction.len() > exponent
        {
            return None;
        }
        format!("{whole}{fraction:0<exponent$}")
            .parse()
            .ok()
            .map(Amount)
    }

    /// The amount as a plain decimal number with the currency's decimals, for a form field or a
    /// CSV file: `1234.50`.
    pub fn plain(self, amount: Amount) -> String {
        let digits = usize::try_from(self.exponent()).unwrap_or(0);
        let sign = if amount.minor() < 0 { "-" } else { "" };
        let text = format!(
            "{:0>width$}",
            amount.minor().unsigned_abs(),
            width = digits + 1
        );
        let (whole, fraction) = text.split_at(text.len().saturating_sub(digits));
        match digits {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{fraction}"),
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code)
            .ok_or_else(|| serde::de::Error::custom(format!("{code} is not an ISO 4217 currency")))
    }
}

/// What a gateway can charge in one currency, in ISO minor units (R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChargeLimits {
    /// The least amount of one charge.
    pub min: Amount,
    /// The most of one charge.
    pub max: Amount,
    /// Every charge is a whole multiple of this many minor units (10 for KWD at Stripe).
    pub step: i64,
}

impl ChargeLimits {
    /// Whether the gateway can take `amount` in one charge.
    pub fn allows(&self, amount: Amount) -> bool {
        amount >= self.min && amount <= self.max && amount.minor().rem_euclid(self.step.max(1)) == 0
    }

    /// `amount` rounded half up to what can be charged, and lifted to the minimum.
    pub fn round(&self, amount: Amount) -> Amount {
        let step = self.step.max(1);
        let rounded = amount
            .minor()
            .saturating_add(step / 2)
            .div_euclid(step)
            .saturating_mul(step);
        Amount(rounded).max(self.min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::from_code(code).unwrap()
    }

    #[test]
    fn r2_currencies_have_their_real_exponent() {
        let exponents = ["JPY", "ISK", "UGX", "CHF", "EUR", "MGA", "KWD"]
            .map(|code| (code, currency(code).exponent()));
        assert_eq!(
            exponents,
            [
                ("JPY", 0),
                ("ISK", 0),
                ("UGX", 0),
                ("CHF", 2),
                ("EUR", 2),
                ("MGA", 2),
                ("KWD", 3)
            ]
        );
        assert_eq!(Currency::from_code("XXX"), None);
        assert_eq!(Currency::from_code("chf"), None);
    }

    #[test]
    fn r2_a_currency_is_written_as_its_code() {
        let francs = currency("CHF");
        assert_eq!(format!("{francs} {francs:?}"), "CHF CHF");
    }

    #[test]
    fn r2_typed_amounts_become_minor_units_or_nothing() {
        let parse = |code, text| currency(code).parse_amount(text).map(Amount::minor);
        assert_eq!(parse("CHF", "120"), Some(12_000));
        assert_eq!(parse("CHF", " 1'234.5 "), Some(123_450));
        assert_eq!(parse("EUR", "12,50"), Some(1_250));
        assert_eq!(parse("JPY", "500"), Some(500));
        assert_eq!(parse("KWD", "1.234"), Some(1_234));
        assert_eq!(parse("KWD", "1,25"), Some(1_250));
        for (code, text) in [
            ("CHF", "1.005"),
            ("JPY", "5.0"),
            ("EUR", "1.234,50"),
            ("KWD", "1,250"),
            ("EUR", "-1"),
            ("EUR", ""),
            ("EUR", ".5"),
            ("EUR", "1e3"),
            ("EUR", "\u{661}"),
            ("EUR", "99999999999999999999"),
        ] {
            assert_eq!(parse(code, text), None, "{code} {text}");
        }
    }

    #[test]
    fn r2_plain_amounts_read_back() {
        for (code, minor, text) in [
            ("CHF", 0, "0.00"),
            ("CHF", 5, "0.05"),
            ("CHF", -12_050, "-120.50"),
            ("JPY", 7, "7"),
            ("KWD", 10, "0.010"),
        ] {
            assert_eq!(currency(code).plain(Amount(minor)), text);
        }
    }

    #[test]
    fn r6_a_percentage_is_rounded_to_what_can_be_charged() {
        let limits = ChargeLimits {
            min: Amount(100),
            max: Amount(99_999_990),
            step: 10,
        };
        assert_eq!(limits.round(Amount(12_345).percent(30)), Amount(3_700));
        assert_eq!(limits.round(Amount(3)), Amount(100));
        assert!(limits.allows(Amount(110)));
        assert!(!limits.allows(Amount(111)));
        assert!(!limits.allows(Amount(90)));
    }

    #[test]
    fn arithmetic_saturates_instead_of_panicking() {
        assert_eq!(Amount(i64::MAX) + Amount(1), Amount(i64::MAX));
        assert_eq!(-Amount(i64::MIN), Amount(i64::MAX));
        assert_eq!(Amount(i64::MAX).times(2), Amount(i64::MAX));
    }
}
