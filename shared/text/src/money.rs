//! Amounts in the form of CLDR, which browsers use as well.

use super::cldr::{Locale, locale};
use paylink_domain::buyer::Language;
use paylink_domain::money::{Amount, Currency};

/// An amount with its currency.
pub(super) fn format(language: Language, amount: Amount, currency: Currency) -> String {
    let locale = locale(language);
    let pattern = if amount.minor() < 0 {
        locale.negative
    } else {
        locale.positive
    };
    let number = number(locale, amount, currency);
    let code = currency.code();
    let mut text = String::new();
    for letter in pattern.chars() {
        match letter {
            '0' => text.push_str(&number),
            '¤' => match locale.signs.binary_search_by_key(&code, |(code, _)| *code) {
                Ok(at) => text.push_str(locale.signs.get(at).map_or(code, |(_, sign)| *sign)),
                Err(_) => text.push_str(&locale.code.replace('¤', code)),
            },
            letter => text.push(letter),
        }
    }
    text
}

/// The digits of an amount without its sign.
fn number(locale: &Locale, amount: Amount, currency: Currency) -> String {
    let plain = currency.plain(Amount::new(amount.minor().saturating_abs()));
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        let is_edge = at > 0 && (whole.len() - at).is_multiple_of(3);
        if is_edge && whole.len() >= locale.grouped_from {
            text.push_str(locale.group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push_str(locale.decimal);
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_equal_those_of_intl() {
        let cases: Vec<(Language, Currency, i64, String)> =
            serde_json::from_str(include_str!("intl_money.json")).unwrap();
        for language in Language::ALL {
            let of_it = cases.iter().filter(|case| case.0 == language);
            assert!(of_it.count() >= 8 * 13, "{language:?}");
        }
        for (language, currency, minor, expected) in cases {
            assert_eq!(
                format(language, Amount::new(minor), currency),
                expected,
                "{language:?} {currency} {minor}"
            );
        }
    }

    #[test]
    fn signs_are_sorted_so_that_they_are_found() {
        for language in Language::ALL {
            let signs = locale(language).signs;
            assert!(signs.is_sorted_by_key(|(code, _)| *code), "{language:?}");
        }
    }
}
