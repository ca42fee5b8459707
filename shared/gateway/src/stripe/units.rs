//! Stripe's amounts: its own smallest units, minimums and maximum per currency (R2).
//!
//! Source: Stripe's pages "Supported currencies" (zero-decimal, three-decimal, special cases,
//! minimum and maximum charge amounts).

use paylink_domain::money::{Amount, ChargeLimits, Currency};

/// The largest amount of one charge in Stripe's units: eight digits, twelve for IDR.
fn largest(currency: Currency) -> i64 {
    match currency.code() {
        "IDR" => 999_999_999_999,
        _ => 99_999_999,
    }
}

/// How Stripe's unit of a currency relates to ISO's minor unit.
enum Unit {
    /// They are the same.
    Same,
    /// Stripe counts hundredths of what ISO counts whole (ISK, UGX).
    Finer,
    /// Stripe counts whole what ISO counts in hundredths (MGA).
    Coarser,
}

fn unit(currency: Currency) -> Unit {
    match currency.code() {
        "ISK" | "UGX" => Unit::Finer,
        "MGA" => Unit::Coarser,
        _ => Unit::Same,
    }
}

/// An amount in Stripe's units; `None` where it is not a whole number of them.
pub fn to_stripe(currency: Currency, amount: Amount) -> Option<i64> {
    match unit(currency) {
        Unit::Same => Some(amount.minor()),
        Unit::Finer => amount.minor().checked_mul(100),
        Unit::Coarser => (amount.minor() % 100 == 0).then_some(amount.minor() / 100),
    }
}

/// An amount from Stripe's units. A fraction of an ISO minor unit, which Stripe itself never
/// charges, is cut off.
pub fn from_stripe(currency: Currency, amount: i64) -> Amount {
    Amount::new(match unit(currency) {
        Unit::Same => amount,
        Unit::Finer => amount / 100,
        Unit::Coarser => amount.saturating_mul(100),
    })
}

/// What Stripe can charge in a currency, in ISO minor units; `None` where it cannot.
///
/// Stripe publishes a minimum for some currencies only. For the others it converts 0.50 US dollars
/// at the day's rate, which cannot be known here, so one unit is let through and Stripe has the
/// last word when the guest pays.
pub fn charge_limits(currency: Currency) -> Option<ChargeLimits> {
    if !CURRENCIES.contains(&currency.code()) {
        return None;
    }
    let step = match (unit(currency), currency.exponent()) {
        (Unit::Coarser, _) => 100,
        (Unit::Same | Unit::Finer, 3) => 10,
        (Unit::Same | Unit::Finer, _) => 1,
    };
    let min = MINIMUMS
        .iter()
        .find(|(code, _)| *code == currency.code())
        .map_or(step, |(_, min)| *min);
    let max = from_stripe(currency, largest(currency)).minor();
    Some(ChargeLimits {
        min: Amount::new(min),
        max: Amount::new(max - max % step),
        step,
    })
}

/// Published minimums, in ISO minor units.
const MINIMUMS: [(&str, i64); 32] = [
    ("AED", 200),
    ("ARS", 50),
    ("AUD", 50),
    ("BGN", 100),
    ("BRL", 50),
    ("CAD", 50),
    ("CHF", 50),
    ("COP", 50),
    ("CZK", 1_500),
    ("DKK", 250),
    ("EUR", 50),
    ("GBP", 30),
    ("HKD", 400),
    ("HUF", 17_500),
    ("IDR", 50),
    ("ILS", 50),
    ("INR", 50),
    ("JPY", 50),
    ("KRW", 50),
    ("MXN", 1_000),
    ("MYR", 200),
    ("NOK", 300),
    ("NZD", 50),
    ("PHP", 50),
    ("PLN", 200),
    ("RON", 200),
    ("RUB", 50),
    ("SEK", 300),
    ("SGD", 50),
    ("THB", 1_000),
    ("USD", 50),
    ("ZAR", 50),
];

/// The currencies that Stripe can present.
#[rustfmt::skip]
const CURRENCIES: [&str; 139] = [
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN",
    "BHD", "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF",
    "CLP", "CNY", "COP", "CRC", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ETB", "EUR",
    "FJD", "FKP", "GBP", "GEL", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF",
    "IDR", "ILS", "INR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KRW", "KWD",
    "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT",
    "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR",
    "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB",
    "RWF", "SAR", "SBD", "SCR", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "STN", "SZL", "THB",
    "TJS", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VND",
    "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::from_code(code).unwrap()
    }

    #[test]
    fn r2_amounts_convert_both_ways() {
        for (code, minor, stripe) in [
            ("JPY", 500, 500),
            ("CHF", 12_050, 12_050),
            ("KWD", 1_230, 1_230),
            ("ISK", 900, 90_000),
            ("UGX", 5_000, 500_000),
            ("MGA", 120_000, 1_200),
        ] {
            assert_eq!(
                to_stripe(currency(code), Amount::new(minor)),
                Some(stripe),
                "{code}"
            );
            assert_eq!(
                from_stripe(currency(code), stripe),
                Amount::new(minor),
                "{code}"
            );
        }
        assert_eq!(to_stripe(currency("MGA"), Amount::new(150)), None);
        assert_eq!(to_stripe(currency("ISK"), Amount::new(i64::MAX)), None);
    }

    #[test]
    fn r2_limits_name_what_can_be_charged() {
        let allows = |code, minor| {
            charge_limits(currency(code)).is_some_and(|limits| limits.allows(Amount::new(minor)))
        };
        assert!(allows("CHF", 50) && !allows("CHF", 49));
        assert!(allows("CHF", 99_999_999) && !allows("CHF", 100_000_000));
        assert!(allows("KWD", 1_230) && !allows("KWD", 1_234));
        assert!(allows("ISK", 999_999) && !allows("ISK", 1_000_000));
        assert!(allows("MGA", 1_000) && !allows("MGA", 1_050));
        assert!(allows("IDR", 999_999_999_999));
        assert_eq!(charge_limits(currency("KPW")), None);
    }

    #[test]
    fn every_listed_currency_is_one() {
        for code in CURRENCIES {
            assert!(Currency::from_code(code).is_some(), "{code}");
        }
        for (code, _) in MINIMUMS {
            assert!(CURRENCIES.contains(&code), "{code}");
        }
    }
}
