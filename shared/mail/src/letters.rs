//! What each mail says. Everything is worked out from the basket at the moment of sending (R3).

use jiff::Timestamp;

use super::letter::{Button, Letter, Line};
use paylink_domain::basket::{Balance, Basket, Item, ItemKind};
use paylink_domain::buyer::EmailAddress;
use paylink_domain::ids::{LinkId, MailId, PaymentId, RefundId};
use paylink_domain::link::{LinkStatus, Terms};
use paylink_domain::merchant::Merchant;
use paylink_domain::money::Amount;
use paylink_domain::outbox::MessageKind;
use paylink_domain::payment::{DisputeStatus, Payment, PaymentFlag};
use paylink_text::Texts;

/// The most tickets with a code each in one mail. Mail programs cut off HTML beyond 100 KB, and mail
/// services count the parts of a mail.
const TICKETS: usize = 60;

const NO_ADDRESS: &str = "the buyer has no email address";

/// Asks the buyer to pay (R7).
pub(super) fn payment_request(
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
pub(super) fn reminder(
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

/// What a mail that asks for money says.
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
    // Money that others are paying this minute is not told; the page asks for what is left then.
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

/// Tells the buyer what was paid (R20).
pub(super) fn receipt(
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

/// Tells staff that money came, and what is odd about it (R15, R20).
pub(super) fn staff_notice(
    basket: &Basket,
    merchant: &Merchant,
    payment_id: PaymentId,
) -> Result<Letter, &'static str> {
    let texts = Texts::of_mails(merchant.language);
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
        subject: texts.with(subject, &about),
        preview: texts.with("notice-preview", &about),
        heading: texts.with("notice-heading", &about),
        warning,
        paragraphs: vec![texts.with(intro, &about)],
        lines: item_lines(texts, basket, merchant),
        facts,
        button: desk_button(texts, basket),
        footer: footer(texts, basket, merchant),
        ..Letter::to(to, texts.language())
    })
}

/// Tells staff that a refund did not reach the guest (R18).
pub(super) fn refund_failed(
    basket: &Basket,
    merchant: &Merchant,
    refund_id: RefundId,
) -> Result<Letter, &'static str> {
    let texts = Texts::of_mails(merchant.language);
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
        subject: texts.with("refund-failed-subject", &about),
        preview: texts.with("refund-failed-preview", &about),
        heading: texts.with("refund-failed-heading", &about),
        paragraphs: vec![texts.with("refund-failed-intro", &about)],
        facts: balance_facts(texts, basket, &basket.balance()),
        button: desk_button(texts, basket),
        footer: footer(texts, basket, merchant),
        ..Letter::to(to, texts.language())
    })
}

/// Tells the merchant that events are no longer sent to one of its endpoints.
pub(super) fn endpoint_disabled(
    basket: &Basket,
    merchant: &Merchant,
    address: &str,
) -> Result<Letter, &'static str> {
    let texts = Texts::of_mails(merchant.language);
    let to = notice_address(merchant)?;
    let about = [
        ("address", address),
        ("reference", basket.reference.as_str()),
    ];
    Ok(Letter {
        subject: texts.with("endpoint-disabled-subject", &about),
        preview: texts.with("endpoint-disabled-preview", &about),
        heading: texts.with("endpoint-disabled-heading", &about),
        paragraphs: vec![
            texts.with("endpoint-disabled-intro", &about),
            texts.with("endpoint-disabled-next", &about),
        ],
        footer: footer(texts, basket, merchant),
        ..Letter::to(to, texts.language())
    })
}

/// Tells staff that a mail to the buyer did not arrive, why, and what to do (R22).
pub(super) fn email_failed(
    basket: &Basket,
    merchant: &Merchant,
    mail_id: MailId,
    about: MessageKind,
    reason: &str,
    now: Timestamp,
) -> Result<Letter, &'static str> {
    let texts = Texts::of_mails(merchant.language);
    let to = notice_address(merchant)?;
    let (what, next) = match about {
        MessageKind::PaymentRequest => ("email-failed-request", "email-failed-next-link"),
        MessageKind::Reminder => ("email-failed-reminder", "email-failed-next-link"),
        MessageKind::Tickets => ("email-failed-tickets", "email-failed-next"),
        MessageKind::Receipt => ("email-failed-receipt", "email-failed-next"),
        MessageKind::StaffNotice
        | MessageKind::RefundFailed
        | MessageKind::Dispute
        | MessageKind::EndpointDisabled
        | MessageKind::EmailFailed => return Err("it was no mail to the buyer"),
    };
    let mails = basket.emails();
    let link = mails
        .iter()
        .find(|mail| mail.id == mail_id)
        .and_then(|mail| basket.link(mail.message.link()?));
    if link.is_some_and(|link| basket.link_status(link, now) != LinkStatus::Active) {
        return Err("the link of the mail that failed is no longer active");
    }
    let about = [
        ("name", basket.buyer.name.as_str()),
        ("reference", basket.reference.as_str()),
    ];
    let mut facts = vec![
        (texts.get("word-reference"), basket.reference.clone()),
        (texts.get("email-failed-reason"), reason.to_owned()),
    ];
    facts.extend(balance_facts(texts, basket, &basket.balance()));
    Ok(Letter {
        subject: texts.with("email-failed-subject", &about),
        preview: texts.with(what, &about),
        heading: texts.get("email-failed-heading"),
        paragraphs: vec![texts.with(what, &about), texts.with(next, &about)],
        facts,
        button: desk_button(texts, basket),
        footer: footer(texts, basket, merchant),
        ..Letter::to(to, texts.language())
    })
}

/// Leads staff to the booking, where its address is known: pages of guests and of staff share it.
fn desk_button(texts: Texts, basket: &Basket) -> Option<Button> {
    let link = basket.links.last()?;
    Some(Button {
        label: texts.get("notice-button"),
        url: format!("{}/desk/bookings/{}", link.base_url, basket.id),
        hint: texts.get("request-link-hint"),
    })
}

/// Tells staff that a guest's bank disputes a payment, with the deadline, or has decided (R18).
pub(super) fn dispute(
    basket: &Basket,
    merchant: &Merchant,
    gateway_id: &str,
    status: DisputeStatus,
) -> Result<Letter, &'static str> {
    let texts = Texts::of_mails(merchant.language);
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
        subject: texts.with(subject, &about),
        preview: texts.with(preview, &about),
        heading: texts.with(heading, &about),
        warning: warning.into_iter().collect(),
        paragraphs: vec![texts.with(intro, &about)],
        facts,
        button: desk_button(texts, basket),
        footer: footer(texts, basket, merchant),
        ..Letter::to(to, texts.language())
    })
}

/// The tickets (R20): one for each guest of each reservation, or one for each seat.
pub(super) fn tickets(
    basket: &Basket,
    merchant: &Merchant,
    fully_paid: bool,
) -> Result<Letter, &'static str> {
    let texts = Texts::of_mails(basket.buyer.language);
    let to = basket.buyer.email.clone().ok_or(NO_ADDRESS)?;
    let outstanding = texts.money(basket.balance().outstanding, basket.currency);
    let warning = if fully_paid {
        Vec::new()
    } else {
        vec![texts.with("tickets-not-paid", &[("outstanding", outstanding.as_str())])]
    };
    let reference = basket.reference.as_str();
    Ok(Letter {
        subject: texts.with(
            "tickets-subject",
            &[
                ("merchant", merchant.name.as_str()),
                ("reference", reference),
            ],
        ),
        preview: texts.with(
            "tickets-preview",
            &[("item", first_trip(texts, basket, merchant).as_str())],
        ),
        greeting: greeting(texts, basket),
        heading: texts.get("tickets-heading"),
        warning,
        paragraphs: vec![texts.get("tickets-intro")],
        lines: ticket_lines(texts, basket, merchant),
        facts: vec![(texts.get("word-reference"), basket.reference.clone())],
        footer: footer(texts, basket, merchant),
        ..Letter::to(to, texts.language())
    })
}

/// A ticket for every seat, or, where that would be too many for a mail, one for each item. Each has a
/// code with the basket's id, which nobody can guess, so staff find the booking that it is good for.
fn ticket_lines(texts: Texts, basket: &Basket, merchant: &Merchant) -> Vec<Line> {
    let travels = |item: &&Item| match item.kind {
        ItemKind::Reservation | ItemKind::Custom => true,
        ItemKind::ShopItem => false,
    };
    let items: Vec<&Item> = basket.items.iter().filter(travels).collect();
    let seats_of = |item: &Item| usize::try_from(item.quantity).unwrap_or(usize::MAX).max(1);
    let seats = items
        .iter()
        .fold(0, |sum: usize, item| sum.saturating_add(seats_of(item)));
    let mut lines: Vec<Line> = Vec::new();
    for item in items {
        let (tickets, title) = if seats > TICKETS {
            (1, counted(item))
        } else {
            (seats_of(item), item.description.clone())
        };
        for seat in 0..tickets {
            let number = lines.len().saturating_add(1);
            let shown = format!("{}-{number}", basket.reference);
            lines.push(Line {
                title: title.clone(),
                detail: when(texts, item, merchant),
                person: item.guests.get(seat).unwrap_or(&basket.buyer.name).clone(),
                amount: texts.with("tickets-number", &[("number", shown.as_str())]),
                code: Some(format!("{}-{number}", basket.id)),
            });
        }
    }
    lines
}

/// What an item is called, with how many there are.
fn counted(item: &Item) -> String {
    match item.quantity {
        1 => item.description.clone(),
        quantity => format!("{quantity} × {}", item.description),
    }
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

/// The first item and when it is.
fn first_trip(texts: Texts, basket: &Basket, merchant: &Merchant) -> String {
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
fn zone<'a>(basket: &'a Basket, merchant: &'a Merchant) -> &'a str {
    basket.time_zone().unwrap_or(&merchant.time_zone)
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
            title: counted(item),
            detail: when(texts, item, merchant),
            amount: texts.money(item.amount(), basket.currency),
            ..Line::default()
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
