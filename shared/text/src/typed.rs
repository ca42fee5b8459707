//! Amounts as people type them.

use super::cldr::locale;
use paylink_domain::buyer::Language;
use paylink_domain::money::{Amount, Currency};

/// An amount for a form field: the decimals of the currency, and no groups.
pub(super) fn write(language: Language, amount: Amount, currency: Currency) -> String {
    let plain = currency.plain(amount);
    plain.replace('.', locale(language).decimal)
}

/// Reads an amount in the form of a language.
///
/// Groups of the language are understood where they are whole, `1.234,50` in German. All else is
/// read as [`Currency::parse_amount`] does, which takes either sign for decimals where only
/// decimals can be meant. Three digits after one sign may be a group or, in a currency with three
/// decimals, decimals: only the language's own decimal sign decides that.
pub(super) fn parse(language: Language, text: &str, currency: Currency) -> Option<Amount> {
    let locale = locale(language);
    let text: String = text.chars().filter_map(plain_sign).collect();
    let (whole, fraction) = match text.split_once(locale.decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.as_str(), None),
    };
    let thousandths = currency.exponent() == 3;
    let joined = match ungrouped(whole, locale.group) {
        Some(_) if thousandths && fraction.is_none() && whole.len() <= 7 => return None,
        Some(joined) => joined,
        None if whole.contains(['.', ',']) => {
            let decimals = whole.rsplit(['.', ',']).next().unwrap_or_default();
            let is_either = thousandths && decimals.len() == 3;
            return currency.parse_amount(&text).filter(|_| !is_either);
        }
        None => whole.to_owned(),
    };
    match fraction {
        Some(fraction) => currency.parse_amount(&format!("{joined}.{fraction}")),
        None => currency.parse_amount(&joined),
    }
}

/// A whole number without the signs between its groups; `None` where it has none or they are not
/// whole, as in `1.23` or `0.123`.
fn ungrouped(whole: &str, group: &str) -> Option<String> {
    let (first, rest) = whole.split_once(group)?;
    let digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
    let is_first = (1..=3).contains(&first.len()) && digits(first) && !first.starts_with('0');
    let are_groups = rest
        .split(group)
        .all(|part| part.len() == 3 && digits(part));
    (is_first && are_groups).then(|| whole.replace(group, ""))
}

/// A digit or sign of any of our scripts as its plain twin; nothing for spaces, apostrophes and the
/// invisible marks that come along with a pasted number.
fn plain_sign(sign: char) -> Option<char> {
    let digit = |zero: char| {
        u32::from(sign)
            .checked_sub(u32::from(zero))
            .and_then(|digit| char::from_digit(digit, 10))
    };
    // Arabic, Persian and full-width digits.
    let digit = ['\u{660}', '\u{6f0}', '\u{ff10}']
        .into_iter()
        .find_map(digit);
    match sign {
        '\u{66b}' | '\u{ff0e}' => Some('.'),
        '\u{66c}' | '\u{60c}' | '\u{ff0c}' => Some(','),
        '\'' | '\u{2019}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}' => None,
        sign if sign.is_whitespace() => None,
        sign => Some(digit.unwrap_or(sign)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tag: &str, code: &str, text: &str) -> Option<i64> {
        let language = Language::from_tag(tag).unwrap();
        parse(language, text, Currency::from_code(code).unwrap()).map(Amount::minor)
    }

    #[test]
    fn r2_amounts_are_read_in_the_form_of_the_language() {
        for (tag, code, text, minor) in [
            ("en", "USD", "1,234.50", 123_450),
            ("en", "USD", "1,234", 123_400),
            ("en", "EUR", "12,50", 1_250),
            ("en", "KWD", "1.250", 1_250),
            ("en", "KWD", "1,250.000", 1_250_000),
            ("en", "KWD", "1,250,000", 1_250_000_000),
            ("de", "EUR", "1.234,50", 123_450),
            ("de", "EUR", "1.234", 123_400),
            ("de", "EUR", "12.5", 1_250),
            ("de", "KWD", "40,500", 40_500),
            ("de", "JPY", "1.234", 1_234),
            ("fr", "EUR", "1\u{202f}234,5", 123_450),
            ("fr", "CHF", "12.50", 1_250),
            ("pl", "PLN", "12 345,67", 1_234_567),
            ("sv", "SEK", "1 234", 123_400),
            ("es", "EUR", "1234,5", 123_450),
            ("pt", "BRL", "1.000.000,00", 100_000_000),
            ("ja", "JPY", "１２，３４５", 12_345),
            ("zh", "CNY", "１２．５", 1_250),
            ("ar", "KWD", "٤٠٫٥٠٠", 40_500),
            ("ar", "EUR", "١٬٢٣٤٫٥٠", 123_450),
            ("ar", "EUR", "\u{200f}۱۲٫۵", 1_250),
            ("ar", "EUR", "12,5", 1_250),
        ] {
            assert_eq!(read(tag, code, text), Some(minor), "{tag} {code} {text}");
        }
    }

    #[test]
    fn r2_what_could_be_two_amounts_is_none() {
        for (tag, code, text) in [
            ("en", "KWD", "1,250"),
            ("de", "KWD", "1.250"),
            ("fr", "KWD", "1.250"),
            ("sv", "KWD", "1.250"),
            ("ar", "KWD", "١٬٢٥٠"),
            ("en", "USD", "1.234,50"),
            ("de", "EUR", "1,234.50"),
            ("de", "EUR", "0.234"),
            ("de", "EUR", "1.23.4"),
            ("de", "EUR", "12.3456"),
            ("de", "EUR", "1,2,3"),
            ("en", "USD", "0,123"),
            ("en", "JPY", "5.0"),
            ("de", "JPY", "1,234"),
            ("fr", "EUR", "1.234"),
            ("fr", "EUR", "1,234"),
            ("ja", "JPY", "1２a"),
            ("ar", "EUR", "-٥"),
            ("ar", "EUR", ""),
            ("en", "EUR", ","),
            ("en", "EUR", "1,,234"),
            ("en", "EUR", "二"),
        ] {
            assert_eq!(read(tag, code, text), None, "{tag} {code} {text}");
        }
    }

    #[test]
    fn r6_what_stands_in_a_field_is_read_back() {
        for language in Language::ALL {
            for code in ["JPY", "EUR", "KWD"] {
                let currency = Currency::from_code(code).unwrap();
                for minor in [0, 5, 40_500, 1_234_567] {
                    let amount = Amount::new(minor);
                    let text = write(language, amount, currency);
                    assert_eq!(parse(language, &text, currency), Some(amount), "{text}");
                }
            }
        }
    }
}
