//! A new payment link (R6 to R8).

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use paylink_domain::basket::Basket;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::money::Amount;

use super::check::{Mistake, Trouble, amount, errors, optional, optional_long_text};
use crate::field::{Field, Tick};
use crate::form::Form;
use crate::texts;

/// A new payment link (R6, R7, R8).
#[derive(Debug, Clone)]
pub struct LinkForm {
    /// The amount as a decimal number.
    pub amount: Field,
    /// What the amount was prefilled with.
    pub prefilled: String,
    /// Whether the buyer is emailed.
    pub email: Tick,
    /// A note to the guest.
    pub message: Field,
    /// The last day of the link.
    pub expires_on: Field,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

/// What a link is to be, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkInput {
    /// What to ask for (R6).
    pub amount: AmountRequest,
    /// Whether the buyer is emailed.
    pub send_email: bool,
    /// A note to the guest.
    pub message: Option<String>,
    /// An end other than the default.
    pub expires_at: Option<Timestamp>,
}

impl LinkForm {
    /// The form for a basket, its amount prefilled with what is outstanding.
    pub fn of(basket: &Basket, zone: &str) -> Self {
        let outstanding = basket.balance().outstanding;
        let prefilled = basket.currency.plain(outstanding);
        let no_email = basket.buyer.email.is_none();
        Self {
            amount: Field::new("link-amount", "amount", "Amount")
                .required()
                .line("text", "decimal")
                .with(&prefilled)
                .hint(format!(
                    "In {}; {} is outstanding.",
                    basket.currency,
                    texts::money(outstanding, basket.currency)
                )),
            prefilled,
            email: Tick {
                id: "link-email".to_owned(),
                name: "send_email".to_owned(),
                label: "Send email to customer",
                ticked: false,
                off_because: if no_email {
                    "The buyer has no email address. Copy the link instead."
                } else {
                    ""
                },
                hint: "",
            },
            message: Field::new("link-message", "message", "Message to the guest (optional)")
                .area()
                .most(1_000)
                .hint("Shown in the email and on the payment page."),
            expires_on: Field::new("link-expires-on", "expires_on", "Expiry date (optional)")
                .line("date", "")
                .hint(format!(
                    "The link can be paid until the end of this day ({zone})."
                )),
            trouble: None,
        }
    }

    /// The form as it was sent.
    pub fn sent(form: &Form, basket: &Basket, zone: &str) -> Self {
        let fresh = Self::of(basket, zone);
        Self {
            amount: fresh.amount.with(form.get("amount")),
            prefilled: form.get("prefilled").to_owned(),
            email: Tick {
                ticked: form.ticked("send_email"),
                ..fresh.email
            },
            message: fresh.message.with(form.get("message")),
            expires_on: fresh.expires_on.with(form.get("expires_on")),
            trouble: None,
        }
    }

    /// What the link is to be, or the errors noted at the fields.
    pub fn check(&mut self, basket: &Basket, zone: &str) -> Option<LinkInput> {
        let currency = basket.currency;
        let amount = amount(&mut self.amount, currency, Amount::new(1));
        let message = optional_long_text(&mut self.message, 1_000);
        let expires_at = optional(&mut self.expires_on, "Enter a date.", |text| {
            let day: Date = text.parse().ok()?;
            let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
            Some(
                day.at(23, 59, 0, 0)
                    .to_zoned_datetime(zone)
                    .ok()?
                    .timestamp(),
            )
        });
        let prefilled = currency.parse_amount(&self.prefilled);
        Some(LinkInput {
            amount: amount_request(amount?, prefilled, basket.balance().outstanding),
            send_email: self.email.ticked && self.email.off_because.is_empty(),
            message: message?,
            expires_at: expires_at?,
        })
    }

    /// Whether the part that is folded away has something in it.
    pub fn has_more(&self) -> bool {
        [&self.message, &self.expires_on]
            .iter()
            .any(|field| field.filled().is_some() || field.error.is_some())
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        errors([&self.amount, &self.message, &self.expires_on])
    }
}

/// A link follows the outstanding amount where the prefilled amount was left as it was and is still
/// what is outstanding; every other amount is the one that staff mean (R6).
fn amount_request(typed: Amount, prefilled: Option<Amount>, outstanding: Amount) -> AmountRequest {
    if prefilled == Some(typed) && typed == outstanding {
        AmountRequest::Follow
    } else {
        AmountRequest::Amount(typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn link_input(sent: &str) -> Option<LinkInput> {
        let basket = testing::basket();
        LinkForm::sent(&Form::parse(sent.as_bytes()), &basket, "Europe/Zurich")
            .check(&basket, "Europe/Zurich")
    }

    #[test]
    fn r6_only_an_unchanged_amount_that_is_still_outstanding_follows() {
        let request = |sent| link_input(sent).unwrap().amount;
        let fixed = |minor| AmountRequest::Amount(Amount::new(minor));
        assert_eq!(
            request("amount=240.00&prefilled=240.00"),
            AmountRequest::Follow
        );
        assert_eq!(
            request("amount=240&prefilled=240.00"),
            AmountRequest::Follow
        );
        assert_eq!(request("amount=100&prefilled=240.00"), fixed(10_000));
        // Something was paid or added since the page was shown: what was read is what is meant.
        assert_eq!(request("amount=200.00&prefilled=200.00"), fixed(20_000));
        assert_eq!(request("amount=240.00&prefilled=200.00"), fixed(24_000));
        assert_eq!(request("amount=240.00"), fixed(24_000));
    }

    #[test]
    fn r6_bad_amounts_are_told_beside_the_field() {
        for amount in ["", "0", "-5", "1.005", "abc", "1e3", "99999999999999999"] {
            assert!(
                link_input(&format!("amount={amount}&prefilled=240.00")).is_none(),
                "{amount}"
            );
        }
    }

    #[test]
    fn r7_the_box_counts_only_where_the_buyer_has_an_address() {
        assert!(link_input("amount=5&send_email=yes").unwrap().send_email);
        assert!(!link_input("amount=5").unwrap().send_email);
        let mut basket = testing::basket();
        basket.buyer.email = None;
        let mut form = LinkForm::sent(&Form::parse(b"amount=5&send_email=yes"), &basket, "UTC");
        assert!(!form.check(&basket, "UTC").unwrap().send_email);
    }

    #[test]
    fn r8_an_expiry_date_is_the_end_of_that_day_at_the_merchant() {
        let input = link_input("amount=5&expires_on=2026-12-01&message=Hello%0D%0Ayou").unwrap();
        assert_eq!(
            input.expires_at.unwrap().to_string(),
            "2026-12-01T22:59:00Z"
        );
        assert_eq!(input.message.as_deref(), Some("Hello you"));
        assert!(link_input("amount=5&expires_on=1.12.2026").is_none());
    }
}
