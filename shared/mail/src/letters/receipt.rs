//! The buyer's receipt (R20).

use super::super::letter::Letter;
use super::parts::{NO_ADDRESS, balance_facts, footer, greeting, item_lines, payment_facts};
use paylink_domain::basket::Basket;
use paylink_domain::ids::PaymentId;
use paylink_domain::merchant::Merchant;
use paylink_text::Texts;

/// Tells the buyer what was paid (R20).
pub(crate) fn receipt(
    basket: &Basket,
    merchant: &Merchant,
    payment_id: PaymentId,
) -> Result<Letter, &'static str> {
    let texts = Texts::of_mails(basket.buyer.language);
    let to = basket.buyer.email.clone().ok_or(NO_ADDRESS)?;
    let payment = basket
        .payment(payment_id)
        .ok_or("the payment does not exist")?;
    let balance = basket.balance();
    let amount = texts.money(payment.amount, payment.currency);
    let mut paragraphs = vec![texts.with("receipt-intro", &[("merchant", merchant.name.as_str())])];
    if !balance.outstanding.is_positive() && basket.cancelled_at.is_none() {
        paragraphs.push(texts.get("receipt-all-paid"));
    }
    let mut facts = payment_facts(texts, basket, merchant, payment);
    facts.extend(balance_facts(texts, basket, &balance));
    let reference = basket.reference.as_str();
    Ok(Letter {
        subject: texts.with(
            "receipt-subject",
            &[
                ("merchant", merchant.name.as_str()),
                ("amount", &amount),
                ("reference", reference),
            ],
        ),
        preview: texts.with("receipt-preview", &[("amount", amount.as_str())]),
        greeting: greeting(texts, basket),
        heading: texts.with("receipt-heading", &[("amount", amount.as_str())]),
        paragraphs,
        lines: item_lines(texts, basket, merchant),
        facts,
        footer: footer(texts, basket, merchant),
        ..Letter::to(to, texts.language())
    })
}
