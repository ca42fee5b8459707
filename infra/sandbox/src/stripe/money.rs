//! What Stripe can charge, in Stripe's own units.
//!
//! Stripe's amounts are integers in the unit that [`decimals`] describes. That is ISO 4217's minor unit
//! for most currencies; the exceptions are R2's: ISK and UGX are counted in hundredths though nothing
//! smaller than the whole exists, MGA is counted without decimals, and three-decimal currencies
//! want 0 as their last digit.
//! Source: <https://docs.stripe.com/currencies>, "Zero-decimal currencies", "Special cases" and
//! "Minimum and maximum charge amounts".

/// The largest amount of one payment, in Stripe's unit of the currency: eight digits.
pub const MAXIMUM: i64 = 99_999_999;

/// The largest charge in rupiah, whose units are small.
const MAXIMUM_IDR: i64 = 999_999_999_999;

/// The currencies that Stripe charges without decimals.
const ZERO_DECIMAL: [&str; 15] = [
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf",
    "xof", "xpf",
];

/// The currencies that Stripe charges with three decimals, the last of which must be 0.
const THREE_DECIMAL: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];

/// The currencies that are counted in hundredths for old times' sake, but only in whole units.
const WHOLE_HUNDREDTHS: [&str; 2] = ["isk", "ugx"];

/// The smallest payment per currency, in Stripe's unit. A currency that is not here has no published minimum.
const MINIMUMS: [(&str, i64); 32] = [
    ("usd", 50),
    ("aed", 200),
    ("ars", 50),
    ("aud", 50),
    ("bgn", 100),
    ("brl", 50),
    ("cad", 50),
    ("chf", 50),
    ("cop", 50),
    ("czk", 1_500),
    ("dkk", 250),
    ("eur", 50),
    ("gbp", 30),
    ("hkd", 400),
    ("huf", 17_500),
    ("idr", 50),
    ("ils", 50),
    ("inr", 50),
    ("jpy", 50),
    ("krw", 50),
    ("mxn", 1_000),
    ("myr", 200),
    ("nok", 300),
    ("nzd", 50),
    ("php", 50),
    ("pln", 200),
    ("ron", 200),
    ("rub", 50),
    ("sek", 300),
    ("sgd", 50),
    ("thb", 1_000),
    ("zar", 50),
];

/// The currencies Stripe takes, beside those with a published minimum.
const OTHERS: &str = "afn all amd ang aoa awg azn bam bbd bdt bhd bif bmd bnd bob bsd bwp byn bzd cdf clp cny crc \
    cve djf dop dzd egp etb fjd fkp gel gip gmd gnf gtq gyd hnl htg isk jmd jod kes kgs khr kmf kwd kyd kzt lak lbp \
    lkr lrd lsl mad mdl mga mkd mmk mnt mop mro mru mur mvr mwk mzn nad ngn nio npr omr pab pen pgk pkr pyg qar rsd rwf \
    sar sbd scr shp sle sos srd std stn szl tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xcg xof xpf \
    yer zmw";

/// Why an amount cannot be charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Below the currency's minimum, which is given in Stripe's unit.
    TooSmall(i64),
    /// Above [`MAXIMUM`].
    TooLarge,
    /// Not a multiple of the smallest step, which is given in Stripe's unit.
    NotAStep(i64),
}

/// Whether Stripe takes payments in this currency (lower-case ISO 4217 code).
pub fn is_supported(currency: &str) -> bool {
    MINIMUMS.iter().any(|(code, _)| *code == currency)
        || OTHERS.split_ascii_whitespace().any(|code| code == currency)
}

/// How many decimals Stripe's unit of the currency stands for.
pub fn decimals(currency: &str) -> u32 {
    if ZERO_DECIMAL.contains(&currency) {
        0
    } else if THREE_DECIMAL.contains(&currency) {
        3
    } else {
        2
    }
}

/// The smallest payment in this currency, in Stripe's unit.
pub fn minimum(currency: &str) -> i64 {
    MINIMUMS
        .iter()
        .find(|(code, _)| *code == currency)
        .map_or_else(|| step(currency), |(_, minimum)| *minimum)
}

/// The smallest difference between two payments in this currency, in Stripe's unit.
pub fn step(currency: &str) -> i64 {
    if WHOLE_HUNDREDTHS.contains(&currency) {
        100
    } else if THREE_DECIMAL.contains(&currency) {
        10
    } else {
        1
    }
}

/// Says whether a payment of `amount` (Stripe's unit) can be made in `currency`.
pub fn check_charge(currency: &str, amount: i64) -> Result<(), Refusal> {
    let minimum = minimum(currency);
    if amount < minimum {
        Err(Refusal::TooSmall(minimum))
    } else if amount
        > if currency == "idr" {
            MAXIMUM_IDR
        } else {
            MAXIMUM
        }
    {
        Err(Refusal::TooLarge)
    } else {
        check_step(currency, amount)
    }
}

/// Says whether `amount` (Stripe's unit) keeps to the smallest step of `currency`.
pub fn check_step(currency: &str, amount: i64) -> Result<(), Refusal> {
    let step = step(currency);
    match amount.checked_rem(step) {
        Some(0) => Ok(()),
        _ => Err(Refusal::NotAStep(step)),
    }
}

/// An amount in Stripe's unit, for people: `CHF 1,234.50`, `JPY 5,000`, `ISK 500`.
pub fn format_amount(currency: &str, amount: i64) -> String {
    let decimals = decimals(currency);
    let unit = 10_u64.pow(decimals);
    let absolute = amount.unsigned_abs();
    let sign = if amount < 0 { "-" } else { "" };
    let whole = group_thousands(absolute / unit);
    let code = currency.to_ascii_uppercase();
    let fraction = absolute % unit;
    if decimals == 0 || (WHOLE_HUNDREDTHS.contains(&currency) && fraction == 0) {
        return format!("{code} {sign}{whole}");
    }
    let width = usize::try_from(decimals).unwrap_or_default();
    format!("{code} {sign}{whole}.{fraction:0width$}")
}

fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r2_minimums_are_stripes() {
        for (currency, minimum) in [
            ("usd", 50),
            ("eur", 50),
            ("chf", 50),
            ("gbp", 30),
            ("jpy", 50),
            ("huf", 17_500),
        ] {
            assert_eq!(check_charge(currency, minimum), Ok(()));
            assert_eq!(
                check_charge(currency, minimum - 1),
                Err(Refusal::TooSmall(minimum))
            );
        }
        assert_eq!(check_charge("usd", MAXIMUM), Ok(()));
        assert_eq!(check_charge("usd", MAXIMUM + 1), Err(Refusal::TooLarge));
    }

    #[test]
    fn r2_odd_currencies_keep_to_their_step() {
        assert_eq!(check_charge("isk", 50_000), Ok(()));
        assert_eq!(check_charge("isk", 50_050), Err(Refusal::NotAStep(100)));
        assert_eq!(check_charge("ugx", 50_001), Err(Refusal::NotAStep(100)));
        assert_eq!(check_charge("kwd", 5_120), Ok(()));
        assert_eq!(check_charge("kwd", 5_124), Err(Refusal::NotAStep(10)));
        assert_eq!(decimals("mga"), 0);
        assert_eq!(check_charge("mga", 7), Ok(()));
    }

    #[test]
    fn amounts_read_well() {
        assert_eq!(format_amount("chf", 123_450), "CHF 1,234.50");
        assert_eq!(format_amount("jpy", 5_000), "JPY 5,000");
        assert_eq!(format_amount("kwd", 5_120), "KWD 5.120");
        assert_eq!(format_amount("isk", 50_000), "ISK 500");
        assert_eq!(format_amount("usd", -7), "USD -0.07");
    }

    #[test]
    fn unknown_currencies_are_not_supported() {
        assert!(is_supported("chf") && is_supported("kwd") && is_supported("ugx"));
        assert!(!is_supported("xxx") && !is_supported("CHF") && !is_supported(""));
    }
}
