//! Parts that several mails share.

use super::super::letter::Line;
use paylink_domain::basket::{Balance, Basket, Item};
use paylink_domain::merchant::Merchant;
use paylink_domain::money::Amount;
use paylink_domain::payment::Payment;
use paylink_text::Texts;

pub(super) const NO_ADDRESS: &str = "the buyer has no email address";

/// What an item is called, with how many there are.
pub(super) fn counted(item: &Item) -> String {
    match item.quantity {
        1 => item.description.clone(),
        quantity => format!("{quantity} × {}", item.description),
    }
}

pub(super) fn greeting(texts: Texts, basket: &Basket) -> Option<String> {
    Some(texts.with("mail-greeting", &[("name", basket.buyer.name.as_str())]))
}

pub(super) fn footer(texts: Texts, basket: &Basket, merchant: &Merchant) -> String {
    texts.with(
        "mail-sent-by",
        &[
            ("merchant", merchant.name.as_str()),
            ("reference", basket.reference.as_str()),
        ],
    )
}

pub(super) fn first_item(basket: &Basket) -> &str {
    basket
        .items
        .first()
        .map_or("", |item| item.description.as_str())
}

/// The first item and when it is.
pub(super) fn first_trip(texts: Texts, basket: &Basket, merchant: &Merchant) -> String {
    let when = basket
        .items
        .first()
        .map_or_else(String::new, |item| when(texts, item, merchant));
    joined([first_item(basket), &when])
}

fn joined(parts: [&str; 2]) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// The zone that times of a basket are told in: the first tour's, else the merchant's.
pub(super) fn zone<'a>(basket: &'a Basket, merchant: &'a Merchant) -> &'a str {
    basket.time_zone().unwrap_or(&merchant.time_zone)
}

pub(super) fn when(texts: Texts, item: &Item, merchant: &Merchant) -> String {
    item.starts_at.map_or_else(String::new, |at| {
        texts.date_time(at, item.time_zone.as_deref().unwrap_or(&merchant.time_zone))
    })
}

pub(super) fn item_lines(texts: Texts, basket: &Basket, merchant: &Merchant) -> Vec<Line> {
    basket
        .items
        .iter()
        .map(|item| Line {
            title: counted(item),
            detail: when(texts, item, merchant),
            amount: texts.money(item.amount(), basket.currency),
            ..Line::default()
        })
        .collect()
}

pub(super) fn payment_facts(
    texts: Texts,
    basket: &Basket,
    merchant: &Merchant,
    payment: &Payment,
) -> Vec<(String, String)> {
    let method = format!("method-{}", payment.method.as_str());
    vec![
        (texts.get("word-reference"), basket.reference.clone()),
        (
            texts.get("word-amount"),
            texts.money(payment.amount, payment.currency),
        ),
        (texts.get("word-method"), texts.get(&method)),
        (
            texts.get("mail-received"),
            texts.short_date_time(payment.received_at, zone(basket, merchant)),
        ),
    ]
}

pub(super) fn balance_facts(
    texts: Texts,
    basket: &Basket,
    balance: &Balance,
) -> Vec<(String, String)> {
    let money = |amount: Amount| texts.money(amount, basket.currency);
    let mut facts = vec![(texts.get("mail-total"), money(balance.total))];
    let paid = balance.paid - balance.refunded;
    if paid.is_positive() {
        facts.push((texts.get("mail-paid"), money(paid)));
    }
    facts.push((texts.get("mail-outstanding"), money(balance.outstanding)));
    facts
}
