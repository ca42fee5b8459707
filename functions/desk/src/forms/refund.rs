//! Returning money (R18).

use paylink_domain::basket::Basket;
use paylink_domain::money::{Amount, Currency};
use paylink_domain::payment::Payment;

use super::check::{Mistake, Trouble, amount, errors, optional_text};
use crate::field::{Field, Tick};
use crate::form::Form;
use crate::texts;

/// A refund (R18).
#[derive(Debug, Clone)]
pub struct RefundForm {
    /// The amount as a decimal number.
    pub amount: Field,
    /// Why.
    pub reason: Field,
    /// Whether the guest still owes it.
    pub keep_total: Tick,
    /// Whether the money was returned outside the gateway already.
    pub outside: Tick,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

/// A refund as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundInput {
    /// How much.
    pub amount: Amount,
    /// Why.
    pub reason: Option<String>,
    /// Whether the guest still owes it.
    pub keep_total: bool,
    /// Whether the money was returned outside the gateway already.
    pub outside: bool,
}

impl RefundForm {
    /// The form for a payment, its amount prefilled with all that can be refunded.
    pub fn of(basket: &Basket, payment: &Payment) -> Self {
        let refundable = basket.refundable(payment);
        let currency = payment.currency;
        Self {
            amount: Field::new("refund-amount", "amount", "Amount")
                .required()
                .line("text", "decimal")
                .with(currency.plain(refundable))
                .hint(format!(
                    "In {currency}, up to {}.",
                    texts::money(refundable, currency)
                )),
            reason: Field::new("refund-reason", "reason", "Reason (optional)").most(500),
            keep_total: Tick {
                id: "refund-keep-total".to_owned(),
                name: "keep_total".to_owned(),
                label: "The guest still owes it",
                ticked: false,
                off_because: "",
                hint: "Leave it empty if the guest no longer has to pay what is returned.",
            },
            outside: Tick {
                id: "refund-outside".to_owned(),
                name: "outside".to_owned(),
                label: "I have returned it another way",
                ticked: false,
                off_because: "",
                hint: "In cash or by transfer, say. It is only written down, and nothing goes through the gateway.",
            },
            trouble: None,
        }
    }

    /// The form as it was sent.
    pub fn sent(form: &Form, basket: &Basket, payment: &Payment) -> Self {
        let fresh = Self::of(basket, payment);
        Self {
            amount: fresh.amount.with(form.get("amount")),
            reason: fresh.reason.with(form.get("reason")),
            keep_total: Tick {
                ticked: form.ticked("keep_total"),
                ..fresh.keep_total
            },
            outside: Tick {
                ticked: form.ticked("outside"),
                ..fresh.outside
            },
            trouble: None,
        }
    }

    /// The refund, or the errors noted at the fields.
    pub fn check(&mut self, currency: Currency) -> Option<RefundInput> {
        let amount = amount(&mut self.amount, currency, Amount::new(1));
        let reason = optional_text(&mut self.reason, 500);
        Some(RefundInput {
            amount: amount?,
            reason: reason?,
            keep_total: self.keep_total.ticked,
            outside: self.outside.ticked,
        })
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        errors([&self.amount, &self.reason])
    }
}
