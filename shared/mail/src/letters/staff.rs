//! Mails to staff: money that came, and what went wrong.

use jiff::Timestamp;

use super::super::letter::{Button, Letter};
use super::parts::{balance_facts, footer, item_lines, payment_facts};
use paylink_domain::basket::Basket;
use paylink_domain::buyer::EmailAddress;
use paylink_domain::ids::{MailId, PaymentId, RefundId};
use paylink_domain::link::LinkStatus;
use paylink_domain::merchant::Merchant;
use paylink_domain::outbox::MessageKind;
use paylink_domain::payment::{DisputeStatus, PaymentFlag};
use paylink_text::Texts;

/// Tells staff that money came, and what is odd about it (R15, R20).
pub(crate) fn staff_notice(
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
pub(crate) fn refund_failed(
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
pub(crate) fn endpoint_disabled(
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
pub(crate) fn email_failed(
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

/// A button to the booking in the desk. The desk has the same address as the guest's page, so a basket
/// without a link has no button.
fn desk_button(texts: Texts, basket: &Basket) -> Option<Button> {
    let link = basket.links.last()?;
    Some(Button {
        label: texts.get("notice-button"),
        url: format!("{}/desk/bookings/{}", link.base_url, basket.id),
        hint: texts.get("request-link-hint"),
    })
}

/// Tells staff that a guest's bank disputes a payment, with the deadline, or has decided (R18).
pub(crate) fn dispute(
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
    let [subject, preview, heading, intro] = dispute_keys(status);
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

/// The texts of a mail about a dispute: subject, preview, heading and first sentence.
const fn dispute_keys(status: DisputeStatus) -> [&'static str; 4] {
    match status {
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
    }
}

fn notice_address(merchant: &Merchant) -> Result<EmailAddress, &'static str> {
    merchant
        .notice_to
        .clone()
        .ok_or("the merchant has no address for notices")
}
