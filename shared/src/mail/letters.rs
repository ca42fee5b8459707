//! What each mail says. Everything is worked out from the basket at the moment of sending (R3).

use jiff::Timestamp;

use super::letter::{Button, Letter, Line};
use crate::domain::basket::{Balance, Basket, Item, ItemKind};
use crate::domain::buyer::EmailAddress;
use crate::domain::ids::{LinkId, PaymentId, RefundId};
use crate::domain::link::{LinkStatus, Terms};
use crate::domain::merchant::Merchant;
use crate::domain::money::Amount;
use crate::domain::payment::{DisputeStatus, Payment, PaymentFlag};
use crate::i18n::Texts;

/// A ticket for every seat, up to what one mail can hold; larger groups travel on the last one.
const TICKETS: usize = 500;

const NO_ADDRESS: &str = "the buyer has no email address";

/// Asks the buyer to pay (R7).
pub(super) fn payment_request(
    basket: &Basket,
    merchant: &Merchant,
    link_id: LinkId,
    now: Timestamp,
) -> Result<Letter, &'static str> {
    let texts = Texts::of(basket.buyer.language);
    let to = basket.buyer.email.clone().ok_or(NO_ADDRESS)?;
    let link = basket.link(link_id).ok_or("the link does not exist")?;
    if basket.link_status(link, now) != LinkStatus::Active {
        return Err("the link is no longer active");
    }
    // Money that others are paying this minute is not told; the page asks for what is left then.
    let balance = basket.balance();
    let amount = match link.terms {
        Terms::Follow | Terms::Choice { .. } => balance.outstanding,
        Terms::Fixed { amount } => (amount - basket.paid_through(link.id))
            .or_zero()
            .min(balance.outstanding),
    };
    let amount = texts.money(amount, basket.currency);
    let until = texts.date_time(link.expires_at, zone(basket, merchant));
    let intro = match link.terms {
        Terms::Choice { minimum } => texts.with(
            "request-intro-choice",
            &[
                ("merchant", merchant.name.as_str()),
                (
                    "least",
                    &texts.money(minimum.min(balance.outstanding), basket.currency),
                ),
                ("amount", &amount),
                ("until", &until),
            ],
        ),
        Terms::Follow | Terms::Fixed { .. } => texts.with(
            "request-intro",
            &[("merchant", merchant.name.as_str()), ("until", &until)],
        ),
    };
    let reference = basket.reference.as_str();
    Ok(Letter {
        to,
        language: texts.language().tag(),
        subject: texts.with(
            "request-subject",
            &[
                ("merchant", merchant.name.as_str()),
                ("amount", &amount),
                ("reference", reference),
            ],
        ),
        preview: texts.with(
            "request-preview",
            &[
                ("amount", amount.as_str()),
                ("item", first_item(basket)),
                ("until", &until),
            ],
        ),
        greeting: greeting(texts, basket),
        heading: texts.with("request-heading", &[("amount", amount.as_str())]),
        warning: Vec::new(),
        paragraphs: vec![intro],
        note: link.message.clone(),
        lines: item_lines(texts, basket, merchant),
        facts: balance_facts(texts, basket, &balance),
        button: Some(Button {
            label: texts.get("request-button"),
            url: basket.link_url(link),
            hint: texts.get("request-link-hint"),
        }),
        footer: footer(texts, basket, merchant),
    })
}

/// Tells the buyer what was paid (R20).
pub(super) fn receipt(
    basket: &Basket,
    merchant: &Merchant,
    payment_id: PaymentId,
) -> Result<Letter, &'static str> {
    let texts = Texts::of(basket.buyer.language);
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
        to,
        language: texts.language().tag(),
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
        warning: Vec::new(),
        paragraphs,
        note: None,
        lines: item_lines(texts, basket, merchant),
        facts,
        button: None,
        footer: footer(texts, basket, merchant),
    })
}

/// Tells staff that money came, and what is odd about it (R15, R20).
pub(super) fn staff_notice(
    basket: &Basket,
    merchant: &Merchant,
    payment_id: PaymentId,
) -> Result<Letter, &'static str> {
    let texts = Texts::of(merchant.language);
    let to = notice_address(merchant)?;
    let payment = basket
        .payment(payment_id)
        .ok_or("the payment does not exist")?;
    let balance = basket.balance();
    let amount = texts.money(payment.amount, payment.currency);
    let mut warning: Vec<String> = payment
        .open_flags()
        .iter()
        .map(|flag| match flag {
            PaymentFlag::UnexpectedPayment => texts.get("notice-odd-unexpected"),
            PaymentFlag::AmountMismatch => texts.get("notice-odd-mismatch"),
        })
        .collect();
    if balance.overpaid.is_positive() {
        let overpaid = texts.money(balance.overpaid, basket.currency);
        warning.push(texts.with("notice-odd-overpaid", &[("overpaid", overpaid.as_str())]));
    }
    let name = basket.buyer.name.as_str();
    let reference = basket.reference.as_str();
    let about = [
        ("name", name),
        ("amount", amount.as_str()),
        ("reference", reference),
    ];
    let intro = if basket.tickets_sent.is_some() {
        "notice-intro-released"
    } else {
        "notice-intro"
    };
    let subject = if warning.is_empty() {
        "notice-subject"
    } else {
        "notice-subject-odd"
    };
    let mut facts = payment_facts(texts, basket, merchant, payment);
    facts.extend(balance_facts(texts, basket, &balance));
    Ok(Letter {
        to,
        language: texts.language().tag(),
        subject: texts.with(subject, &about),
        preview: texts.with("notice-preview", &about),
        greeting: None,
        heading: texts.with("notice-heading", &about),
        warning,
        paragraphs: vec![texts.with(intro, &about)],
        note: None,
        lines: item_lines(texts, basket, merchant),
        facts,
        button: None,
        footer: footer(texts, basket, merchant),
    })
}

/// Tells staff that a refund did not reach the guest (R18).
pub(super) fn refund_failed(
    basket: &Basket,
    merchant: &Merchant,
    refund_id: RefundId,
) -> Result<Letter, &'static str> {
    let texts = Texts::of(merchant.language);
    let to = notice_address(merchant)?;
    let refund = basket
        .refunds
        .iter()
        .find(|refund| refund.id == refund_id)
        .ok_or("the refund does not exist")?;
    let currency = basket
        .payment_of_refund(refund)
        .map_or(basket.currency, |it| it.currency);
    let amount = texts.money(refund.amount, currency);
    let about = [
        ("name", basket.buyer.name.as_str()),
        ("amount", amount.as_str()),
        ("reference", basket.reference.as_str()),
    ];
    Ok(Letter {
        to,
        language: texts.language().tag(),
        subject: texts.with("refund-failed-subject", &about),
        preview: texts.with("refund-failed-preview", &about),
        greeting: None,
        heading: texts.with("refund-failed-heading", &about),
        warning: Vec::new(),
        paragraphs: vec![texts.with("refund-failed-intro", &about)],
        note: None,
        lines: Vec::new(),
        facts: balance_facts(texts, basket, &basket.balance()),
        button: None,
        footer: footer(texts, basket, merchant),
    })
}

/// Tells the merchant that events are no longer sent to one of its endpoints.
pub(super) fn endpoint_disabled(
    basket: &Basket,
    merchant: &Merchant,
    address: &str,
) -> Result<Letter, &'static str> {
    let texts = Texts::of(merchant.language);
    let to = notice_address(merchant)?;
    let about = [
        ("address", address),
        ("reference", basket.reference.as_str()),
    ];
    Ok(Letter {
        to,
        language: texts.language().tag(),
        subject: texts.with("endpoint-disabled-subject", &about),
        preview: texts.with("endpoint-disabled-preview", &about),
        greeting: None,
        heading: texts.with("endpoint-disabled-heading", &about),
        warning: Vec::new(),
        paragraphs: vec![
            texts.with("endpoint-disabled-intro", &about),
            texts.with("endpoint-disabled-next", &about),
        ],
        note: None,
        lines: Vec::new(),
        facts: Vec::new(),
        button: None,
        footer: footer(texts, basket, merchant),
    })
}

/// Tells staff that a guest's bank disputes a payment, with the deadline, or has decided (R18).
pub(super) fn dispute(
    basket: &Basket,
    merchant: &Merchant,
    gateway_id: &str,
    status: DisputeStatus,
) -> Result<Letter, &'static str> {
    let texts = Texts::of(merchant.language);
    let to = notice_address(merchant)?;
    let dispute = basket
        .disputes
        .iter()
        .find(|dispute| dispute.gateway_id == gateway_id)
        .ok_or("the dispute does not exist")?;
    if dispute.status != status {
        return Err("the dispute was decided meanwhile, and another mail tells of it");
    }
    let payment = basket.payment_of_intent(&dispute.payment_intent);
    let currency = payment.map_or(basket.currency, |payment| payment.currency);
    let amount = texts.money(dispute.amount, currency);
    let about = [
        ("name", basket.buyer.name.as_str()),
        ("amount", amount.as_str()),
        ("reference", basket.reference.as_str()),
        ("dispute", gateway_id),
    ];
    let [subject, preview, heading, intro] = match status {
        DisputeStatus::Open => [
            "dispute-open-subject",
            "dispute-open-preview",
            "dispute-open-heading",
            "dispute-open-intro",
        ],
        DisputeStatus::Won => [
            "dispute-won-subject",
            "dispute-won-preview",
            "dispute-won-heading",
            "dispute-won-intro",
        ],
        DisputeStatus::Lost => [
            "dispute-lost-subject",
            "dispute-lost-preview",
            "dispute-lost-heading",
            "dispute-lost-intro",
        ],
    };
    let deadline = dispute
        .answer_by
        .filter(|_| status == DisputeStatus::Open)
        .map(|at| texts.date_time(at, &merchant.time_zone));
    let warning = deadline.map(|by| texts.with("dispute-answer-by", &[("by", by.as_str())]));
    let mut facts = vec![(texts.get("dispute-id"), gateway_id.to_owned())];
    if let Some(payment) = payment {
        facts.extend(payment_facts(texts, basket, merchant, payment));
    }
    Ok(Letter {
        to,
        language: texts.language().tag(),
        subject: texts.with(subject, &about),
        preview: texts.with(preview, &about),
        greeting: None,
        heading: texts.with(heading, &about),
        warning: warning.into_iter().collect(),
        paragraphs: vec![texts.with(intro, &about)],
        note: None,
        lines: Vec::new(),
        facts,
        button: None,
        footer: footer(texts, basket, merchant),
    })
}

/// The tickets (R20): one for each guest of each reservation, or one for each seat.
pub(super) fn tickets(
    basket: &Basket,
    merchant: &Merchant,
    fully_paid: bool,
) -> Result<Letter, &'static str> {
    let texts = Texts::of(basket.buyer.language);
    let to = basket.buyer.email.clone().ok_or(NO_ADDRESS)?;
    let outstanding = texts.money(basket.balance().outstanding, basket.currency);
    let warning = if fully_paid {
        Vec::new()
    } else {
        vec![texts.with("tickets-not-paid", &[("outstanding", outstanding.as_str())])]
    };
    let reference = basket.reference.as_str();
    Ok(Letter {
        to,
        language: texts.language().tag(),
        subject: texts.with(
            "tickets-subject",
            &[
                ("merchant", merchant.name.as_str()),
                ("reference", reference),
            ],
        ),
        preview: texts.with("tickets-preview", &[("item", first_item(basket))]),
        greeting: greeting(texts, basket),
        heading: texts.get("tickets-heading"),
        warning,
        paragraphs: vec![texts.get("tickets-intro")],
        note: None,
        lines: ticket_lines(texts, basket, merchant),
        facts: vec![(texts.get("mail-reference"), basket.reference.clone())],
        button: None,
        footer: footer(texts, basket, merchant),
    })
}

fn ticket_lines(texts: Texts, basket: &Basket, merchant: &Merchant) -> Vec<Line> {
    let travels = |item: &&Item| match item.kind {
        ItemKind::Reservation | ItemKind::Custom => true,
        ItemKind::ShopItem => false,
    };
    let mut lines: Vec<Line> = Vec::new();
    for item in basket.items.iter().filter(travels) {
        for seat in 0..usize::try_from(item.quantity)
            .unwrap_or(1)
            .clamp(1, TICKETS)
        {
            let number = format!("{}-{}", basket.reference, lines.len() + 1);
            let guest = item.guests.get(seat).unwrap_or(&basket.buyer.name);
            let when = when(texts, item, merchant);
            lines.push(Line {
                title: item.description.clone(),
                detail: [guest.as_str(), when.as_str()]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · "),
                amount: texts.with("tickets-number", &[("number", number.as_str())]),
            });
        }
    }
    lines
}

fn notice_address(merchant: &Merchant) -> Result<EmailAddress, &'static str> {
    merchant
        .notice_to
        .clone()
        .ok_or("the merchant has no address for notices")
}

fn greeting(texts: Texts, basket: &Basket) -> Option<String> {
    Some(texts.with("mail-greeting", &[("name", basket.buyer.name.as_str())]))
}

fn footer(texts: Texts, basket: &Basket, merchant: &Merchant) -> String {
    texts.with(
        "mail-sent-by",
        &[
            ("merchant", merchant.name.as_str()),
            ("reference", basket.reference.as_str()),
        ],
    )
}

fn first_item(basket: &Basket) -> &str {
    basket
        .items
        .first()
        .map_or("", |item| item.description.as_str())
}

/// The zone that times of a basket are told in: the first tour's, else the merchant's.
fn zone<'a>(basket: &'a Basket, merchant: &'a Merchant) -> &'a str {
    basket
        .items
        .iter()
        .find_map(|item| item.time_zone.as_deref())
        .unwrap_or(&merchant.time_zone)
}

fn when(texts: Texts, item: &Item, merchant: &Merchant) -> String {
    item.starts_at.map_or_else(String::new, |at| {
        texts.date_time(at, item.time_zone.as_deref().unwrap_or(&merchant.time_zone))
    })
}

fn item_lines(texts: Texts, basket: &Basket, merchant: &Merchant) -> Vec<Line> {
    basket
        .items
        .iter()
        .map(|item| Line {
            title: match item.quantity {
                1 => item.description.clone(),
                quantity => format!("{quantity} × {}", item.description),
            },
            detail: when(texts, item, merchant),
            amount: texts.money(item.amount(), basket.currency),
        })
        .collect()
}

fn payment_facts(
    texts: Texts,
    basket: &Basket,
    merchant: &Merchant,
    payment: &Payment,
) -> Vec<(String, String)> {
    let method = format!("method-{}", payment.method.as_str());
    vec![
        (texts.get("mail-reference"), basket.reference.clone()),
        (
            texts.get("mail-amount"),
            texts.money(payment.amount, payment.currency),
        ),
        (texts.get("mail-method"), texts.get(&method)),
        (
            texts.get("mail-received"),
            texts.short_date_time(payment.received_at, zone(basket, merchant)),
        ),
    ]
}

fn balance_facts(texts: Texts, basket: &Basket, balance: &Balance) -> Vec<(String, String)> {
    let money = |amount: Amount| texts.money(amount, basket.currency);
    let mut facts = vec![(texts.get("mail-total"), money(balance.total))];
    let paid = balance.paid - balance.refunded;
    if paid.is_positive() {
        facts.push((texts.get("mail-paid"), money(paid)));
    }
    facts.push((texts.get("mail-outstanding"), money(balance.outstanding)));
    facts
}
