//! Amounts in the form of CLDR, which browsers use as well.

use crate::domain::buyer::Language;
use crate::domain::money::{Amount, Currency};

/// No-break space.
const NBSP: char = '\u{a0}';

/// Symbols that English and German share; a currency without one is shown by its code.
const SYMBOLS: [(&str, &str); 16] = [
    ("BRL", "R$"),
    ("CAD", "CA$"),
    ("CNY", "CN¥"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("HKD", "HK$"),
    ("ILS", "₪"),
    ("INR", "₹"),
    ("JPY", "¥"),
    ("KRW", "₩"),
    ("MXN", "MX$"),
    ("NZD", "NZ$"),
    ("PHP", "₱"),
    ("TWD", "NT$"),
    ("USD", "$"),
    ("VND", "₫"),
];

/// An amount with its currency.
pub(super) fn format(language: Language, amount: Amount, currency: Currency) -> String {
    let plain = currency.plain(Amount::new(amount.minor().saturating_abs()));
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let sign = if amount.minor() < 0 { "-" } else { "" };
    let symbol = symbol(language, currency);
    match language {
        Language::En => {
            let number = join(&group(whole, ','), '.', fraction);
            // A symbol that ends in a letter keeps its distance.
            let gap = if symbol.ends_with(char::is_alphabetic) {
                NBSP.to_string()
            } else {
                String::new()
            };
            format!("{sign}{symbol}{gap}{number}")
        }
        Language::De => {
            let number = join(&group(whole, '.'), ',', fraction);
            format!("{sign}{number}{NBSP}{symbol}")
        }
    }
}

fn symbol(language: Language, currency: Currency) -> &'static str {
    match (language, currency.code()) {
        (Language::En, "AUD") => "A$",
        (Language::De, "AUD") => "AU$",
        (_, code) => SYMBOLS
            .iter()
            .find(|(known, _)| *known == code)
            .map_or(code, |(_, symbol)| *symbol),
    }
}

fn join(whole: &str, sign: char, fraction: &str) -> String {
    if fraction.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}{sign}{fraction}")
    }
}

/// Puts `sign` between groups of three digits.
fn group(whole: &str, sign: char) -> String {
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(sign);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_equal_those_of_intl() {
        let cases: Vec<(String, String, i64, String)> =
            serde_json::from_str(include_str!("intl_money.json")).unwrap();
        assert!(cases.len() >= 48);
        for (language, currency, minor, expected) in cases {
            let language = Language::from_tag(&language).unwrap();
            let currency = Currency::from_code(&currency).unwrap();
            assert_eq!(
                format(language, Amount::new(minor), currency),
                expected,
                "{currency} {minor}"
            );
        }
    }
}
