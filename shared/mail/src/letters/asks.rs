//! Mails that ask the buyer to pay: the payment request, and its reminders.

use jiff::Timestamp;

use super::super::letter::{Button, Letter};
use super::parts::{
    NO_ADDRESS, balance_facts, first_item, first_trip, footer, greeting, item_lines, zone,
};
use paylink_domain::basket::Basket;
use paylink_domain::ids::LinkId;
use paylink_domain::link::{LinkStatus, Terms};
use paylink_domain::merchant::Merchant;
use paylink_text::Texts;

/// Asks the buyer to pay (R7).
pub(crate) fn payment_request(
    basket: &Basket,
    merchant: &Merchant,
    link_id: LinkId,
    now: Timestamp,
) -> Result<Letter, &'static str> {
    let keys = AskKeys {
        subject: "request-subject",
        preview: "request-preview",
        heading: "request-heading",
        intro: "request-intro",
        intro_choice: "request-intro-choice",
    };
    asks_to_pay(basket, merchant, link_id, now, &keys)
}

/// Reminds the buyer of a link before its end (R23).
pub(crate) fn reminder(
    basket: &Basket,
    merchant: &Merchant,
    link_id: LinkId,
    now: Timestamp,
) -> Result<Letter, &'static str> {
    if basket.is_disputed() {
        return Err("a payment is disputed");
    }
    let email = basket.link(link_id).and_then(|link| link.email.as_ref());
    if email.is_some_and(|email| email.status.is_failed()) {
        return Err("the last email with the link did not arrive");
    }
    let keys = AskKeys {
        subject: "reminder-subject",
        preview: "reminder-preview",
        heading: "reminder-heading",
        intro: "reminder-intro",
        intro_choice: "reminder-intro-choice",
    };
    let mut letter = asks_to_pay(basket, merchant, link_id, now, &keys)?;
    let texts = Texts::of_mails(basket.buyer.language);
    letter.paragraphs.push(texts.get("reminder-paid"));
    Ok(letter)
}

/// The texts of a mail that asks for money.
struct AskKeys {
    subject: &'static str,
    preview: &'static str,
    heading: &'static str,
    intro: &'static str,
    intro_choice: &'static str,
}

fn asks_to_pay(
    basket: &Basket,
    merchant: &Merchant,
    link_id: LinkId,
    now: Timestamp,
    keys: &AskKeys,
) -> Result<Letter, &'static str> {
    let texts = Texts::of_mails(basket.buyer.language);
    let to = basket.buyer.email.clone().ok_or(NO_ADDRESS)?;
    let link = basket.link(link_id).ok_or("the link does not exist")?;
    if basket.link_status(link, now) != LinkStatus::Active {
        return Err("the link is no longer active");
    }
    // Others may be paying at this minute. The mail ignores that; the page asks for what is left.
    let balance = basket.balance();
    let amount = match link.terms {
        Terms::Follow | Terms::Choice { .. } => balance.outstanding,
        Terms::Fixed { amount } => (amount - basket.paid_through(link.id))
            .or_zero()
            .min(balance.outstanding),
    };
    let amount = texts.money(amount, basket.currency);
    let zone = zone(basket, merchant);
    let until = texts.date_time(link.expires_at, zone);
    let (intro, least) = match link.terms {
        Terms::Choice { minimum } => (
            keys.intro_choice,
            texts.money(minimum.min(balance.outstanding), basket.currency),
        ),
        Terms::Follow | Terms::Fixed { .. } => (keys.intro, String::new()),
    };
    let about = [
        ("merchant", merchant.name.as_str()),
        ("reference", basket.reference.as_str()),
        ("item", first_item(basket)),
        ("amount", amount.as_str()),
        ("least", least.as_str()),
        ("until", until.as_str()),
        ("by", &texts.short_date_time(link.expires_at, zone)),
    ];
    Ok(Letter {
        subject: texts.with(keys.subject, &about),
        preview: texts.with(keys.preview, &about),
        greeting: greeting(texts, basket),
        heading: texts.with(keys.heading, &about),
        subheading: Some(first_trip(texts, basket, merchant)),
        paragraphs: vec![texts.with(intro, &about)],
        note: link.message.clone(),
        lines: item_lines(texts, basket, merchant),
        facts: balance_facts(texts, basket, &balance),
        button: Some(Button {
            label: texts.get("request-button"),
            url: basket.link_url(link),
            hint: texts.get("request-link-hint"),
        }),
        footer: footer(texts, basket, merchant),
        ..Letter::to(to, texts.language())
    })
}
