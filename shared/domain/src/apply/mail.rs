//! What became of mails (R22).
//!
//! The mail service reports late, twice and in any order. So the status of a mail only ever rises in rank, as
//! that of an attempt does.

use jiff::Timestamp;

use crate::actor::Actor;
use crate::basket::Basket;
use crate::effects::{mark_link_email, push_mail, take_row};
use crate::history::HistoryEvent;
use crate::ids::MailId;
use crate::limits;
use crate::outbox::{EmailStatus, MailReport, Message, RowState, SentMail};
use crate::reminder::mark_reminder;

/// Records that the mail service accepted a mail, so that it is not sent again.
///
/// The sender tells this. Where the sender died or the answer was lost, the first report about the mail does.
pub(super) fn mail_sent(basket: &mut Basket, id: MailId, now: Timestamp) {
    let Some(row) = take_row(basket, id) else {
        return;
    };
    mark_reminder(basket, &row, EmailStatus::Sent, now);
    let message = row.message.kind();
    keep(basket, id, row.message, EmailStatus::Sent, now);
    mark_link_email(basket, id, EmailStatus::Sent, now);
    basket.note(&Actor::System, HistoryEvent::EmailSent { message }, now);
}

/// Records that the mail service did not accept a mail. The mail is tried again later. Or it is given up, and
/// staff are told (R22).
pub(super) fn mail_not_sent(
    basket: &mut Basket,
    mail_id: MailId,
    retry: bool,
    reason: &str,
    notice: MailId,
    now: Timestamp,
) {
    let Some(row) = basket.outbox.iter_mut().find(|row| row.id == mail_id) else {
        return;
    };
    // A slow sender may tell of an older try. A mail that was given up stays so.
    if row.is_given_up() {
        return;
    }
    let message = row.message.clone();
    if retry && now < limits::after(row.queued_at, limits::MAIL_TRIES_FOR) {
        row.state = RowState::Queued {
            try_at: limits::after(now, limits::retry_pause(row.tries)),
        };
        return;
    }
    row.state = RowState::Failed {
        at: now,
        reason: reason.to_owned(),
    };
    let row = row.clone();
    mark_reminder(basket, &row, EmailStatus::Failed, now);
    mark_link_email(basket, mail_id, EmailStatus::Failed, now);
    let event = HistoryEvent::EmailFailed {
        message: message.kind(),
        reason: reason.to_owned(),
    };
    basket.note(&Actor::System, event, now);
    tell_of_failed_mail(basket, mail_id, &message, reason, notice, now);
}

/// Removes a mail that is no longer wanted from the outbox.
pub(super) fn mail_skipped(basket: &mut Basket, id: MailId, reason: &str, now: Timestamp) {
    if let Some(row) = take_row(basket, id) {
        for link in &mut basket.links {
            link.email.take_if(|email| email.mail_id == id);
        }
        let event = HistoryEvent::EmailSkipped {
            message: row.message.kind(),
            reason: reason.to_owned(),
        };
        basket.note(&Actor::System, event, now);
    }
}

/// Records a report of the mail service. A report changes nothing where this basket did not send the mail, or
/// sent it too long ago.
pub(super) fn mail_reported(
    basket: &mut Basket,
    id: MailId,
    report: MailReport,
    reason: &str,
    notice: MailId,
    now: Timestamp,
) {
    mail_sent(basket, id, now);
    let Some((message, known)) = known_mail(basket, id) else {
        return;
    };
    let Some(status) = known.raised_by(report) else {
        return;
    };
    // Nobody waits for mails to staff. So a write for each of them that arrived would help nobody.
    if !status.is_failed() && !message.is_to_buyer() {
        return;
    }
    let kind = message.kind();
    keep(basket, id, message.clone(), status, now);
    mark_link_email(basket, id, status, now);
    let event = match report {
        MailReport::Delayed => HistoryEvent::EmailDelayed { message: kind },
        MailReport::Delivered => HistoryEvent::EmailDelivered { message: kind },
        MailReport::SoftBounced
        | MailReport::Rejected
        | MailReport::Bounced
        | MailReport::Complained => HistoryEvent::EmailFailed {
            message: kind,
            reason: reason.to_owned(),
        },
    };
    basket.note(&Actor::System, event, now);
    if status.is_failed() && !known.is_failed() {
        tell_of_failed_mail(basket, id, &message, reason, notice, now);
    }
}

/// Tells staff once of a mail that the buyer did not get (R22).
///
/// No mail tells of a failed mail to staff, so one failure never leads to the next.
fn tell_of_failed_mail(
    basket: &mut Basket,
    id: MailId,
    message: &Message,
    reason: &str,
    notice: MailId,
    now: Timestamp,
) {
    let tells_of_it =
        |told: &Message| matches!(told, Message::EmailFailed { mail_id, .. } if *mail_id == id);
    let was_told = basket
        .emails()
        .iter()
        .any(|mail| tells_of_it(&mail.message));
    if message.is_to_buyer() && !was_told {
        let message = Message::EmailFailed {
            mail_id: id,
            about: message.kind(),
            reason: reason.to_owned(),
        };
        push_mail(basket, notice, message, now);
    }
}

/// What a mail is about, and its status. A link knows its newest mail for longer than the basket keeps mails.
fn known_mail(basket: &Basket, id: MailId) -> Option<(Message, EmailStatus)> {
    let kept = basket.mails.iter().find(|mail| mail.id == id);
    let of_link = || {
        basket.links.iter().find_map(|link| {
            let email = link.email.as_ref().filter(|email| email.mail_id == id)?;
            let link_id = link.id;
            let message = if email.is_reminder {
                Message::Reminder { link_id }
            } else {
                Message::PaymentRequest { link_id }
            };
            Some((message, email.status))
        })
    };
    kept.map(|mail| (mail.message.clone(), mail.status))
        .or_else(of_link)
}

/// Keeps the status of a mail: in the place that the mail has, or as the newest.
fn keep(basket: &mut Basket, id: MailId, message: Message, status: EmailStatus, at: Timestamp) {
    let mail = SentMail {
        id,
        message,
        status,
        at,
    };
    match basket.mails.iter_mut().find(|kept| kept.id == id) {
        Some(kept) => *kept = mail,
        None => basket.mails.push(mail),
    }
    let surplus = basket.mails.len().saturating_sub(limits::SENT_MAILS);
    basket.mails.drain(..surplus);
}
