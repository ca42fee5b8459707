//! Money received outside the gateway (R17).

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use paylink_domain::basket::Basket;
use paylink_domain::money::{Amount, Currency};
use paylink_domain::payment::Method;

use super::check::{Mistake, Trouble, amount, errors, local, optional, optional_text};
use crate::field::Field;
use crate::form::Form;
use crate::texts;

/// A payment received outside the gateway (R17).
#[derive(Debug, Clone)]
pub struct PaymentForm {
    /// The amount as a decimal number.
    pub amount: Field,
    /// By what means.
    pub method: Field,
    /// On what day.
    pub received_on: Field,
    /// A note.
    pub note: Field,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

/// A payment as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentInput {
    /// How much.
    pub amount: Amount,
    /// By what means.
    pub method: Method,
    /// What staff noted.
    pub note: Option<String>,
    /// When it was received.
    pub received_at: Timestamp,
}

impl PaymentForm {
    /// The form for a basket, its amount prefilled with what is outstanding.
    pub fn of(basket: &Basket) -> Self {
        let outstanding = basket.balance().outstanding;
        let currency = basket.currency;
        let prefilled = if outstanding.is_positive() {
            currency.plain(outstanding)
        } else {
            String::new()
        };
        let methods = Method::MANUAL.map(|method| (method.as_str(), texts::method(method)));
        Self {
            amount: Field::new("payment-amount", "amount", "Amount")
                .required()
                .line("text", "decimal")
                .with(prefilled)
                .hint(format!(
                    "In {currency}; {} is outstanding.",
                    texts::money(outstanding, currency)
                )),
            method: Field::new("payment-method", "method", "Received by")
                .choice(methods)
                .with(Method::Cash.as_str()),
            received_on: Field::new(
                "payment-received-on",
                "received_on",
                "Received on (optional)",
            )
            .line("date", "")
            .hint("Today where it is empty."),
            note: Field::new("payment-note", "note", "Note (optional)").most(500),
            trouble: None,
        }
    }

    /// The form as it was sent.
    pub fn sent(form: &Form, basket: &Basket) -> Self {
        let fresh = Self::of(basket);
        Self {
            amount: fresh.amount.with(form.get("amount")),
            method: fresh.method.with(form.get("method")),
            received_on: fresh.received_on.with(form.get("received_on")),
            note: fresh.note.with(form.get("note")),
            trouble: None,
        }
    }

    /// The payment, or the errors noted at the fields.
    pub fn check(
        &mut self,
        currency: Currency,
        zone: &str,
        now: Timestamp,
    ) -> Option<PaymentInput> {
        let amount = amount(&mut self.amount, currency, Amount::new(1));
        let method = Method::manual(&self.method.value)
            .or_else(|| self.method.wrong("Choose one of the methods."));
        let note = optional_text(&mut self.note, 500);
        let received_at = optional(
            &mut self.received_on,
            "Enter a date that is not in the future.",
            |text| received_at(text.parse().ok()?, zone, now),
        );
        Some(PaymentInput {
            amount: amount?,
            method: method?,
            note: note?,
            received_at: received_at?.unwrap_or(now),
        })
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        errors([&self.amount, &self.method, &self.received_on, &self.note])
    }
}

/// The time that stands for a day: now for today, noon for a day that is past, none for one to come.
fn received_at(day: Date, zone: &str, now: Timestamp) -> Option<Timestamp> {
    let today = local(now, zone).date();
    if day > today {
        return None;
    }
    if day == today {
        return Some(now);
    }
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Some(
        day.at(12, 0, 0, 0)
            .to_zoned_datetime(zone)
            .ok()?
            .timestamp(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn r17_a_payment_is_of_today_or_a_day_past() {
        let now = testing::now();
        let at = |day: &str| received_at(day.parse().unwrap(), "Europe/Zurich", now);
        assert_eq!(at("2026-11-24"), Some(now));
        assert_eq!(
            at("2026-11-20").unwrap().to_string(),
            "2026-11-20T11:00:00Z"
        );
        assert_eq!(at("2026-11-25"), None);
    }
}
