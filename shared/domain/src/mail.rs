//! What became of mails that the mail service took (R22).
//!
//! The mail service tells it late, twice and in any order, so the states of a mail only ever rise in
//! rank, as those of attempts do.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::apply::{mark_link_email, take_row};
use super::basket::{Actor, Basket, HistoryEvent, Message, RowState};
use super::decide::push_mail;
use super::ids::{MailId, PaymentId};
use super::limits;
use super::link::EmailStatus;
use super::reminder::mark_reminder;

/// A mail, and how far it came. A basket keeps those that the mail service took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMail {
    /// Its id, also a tag on the mail.
    pub id: MailId,
    /// What it is about.
    pub message: Message,
    /// How far it came.
    pub status: EmailStatus,
    /// Since when.
    pub at: Timestamp,
}

/// What the mail service tells of a mail that it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailReport {
    /// It still tries.
    Delayed,
    /// It gave up, though the address may be good: a full mailbox, a server that is down. Answering
    /// machines make the same report of mails that were delivered.
    SoftBounced,
    /// The receiving mail server took it.
    Delivered,
    /// It was not sent, because of what is in it.
    Rejected,
    /// The receiving mail server refused it for good, at once or after it had taken it.
    Bounced,
    /// Whoever got it called it spam.
    Complained,
}

impl MailReport {
    const fn status(self) -> EmailStatus {
        match self {
            Self::Delayed => EmailStatus::Delayed,
            Self::SoftBounced => EmailStatus::SoftBounced,
            Self::Delivered => EmailStatus::Delivered,
            Self::Rejected => EmailStatus::Rejected,
            Self::Bounced => EmailStatus::Bounced,
            Self::Complained => EmailStatus::Complained,
        }
    }
}

impl EmailStatus {
    /// Whether staff have to reach the guest in another way (R22).
    pub const fn is_failed(self) -> bool {
        match self {
            Self::Queued | Self::Sent | Self::Delayed | Self::Delivered => false,
            Self::Failed
            | Self::SoftBounced
            | Self::Rejected
            | Self::Bounced
            | Self::Complained => true,
        }
    }

    /// What is told later of a mail counts only where this is higher. A mail that we gave up on may
    /// have gone out all the same, so what the mail service knows of it goes before that.
    const fn rank(self) -> u8 {
        match self {
            Self::Queued => 0,
            Self::Failed => 1,
            Self::Sent => 2,
            Self::Delayed => 3,
            Self::SoftBounced => 4,
            Self::Delivered => 5,
            Self::Rejected => 6,
            Self::Bounced => 7,
            Self::Complained => 8,
        }
    }

    /// The status once `report` is known; `None` where it says nothing new.
    pub fn raised_by(self, report: MailReport) -> Option<Self> {
        Some(report.status()).filter(|told| told.rank() > self.rank())
    }
}

impl Basket {
    /// Where the mail with the tickets stands that were sent last; `None` before any, and where it is
    /// too long ago.
    pub fn tickets_email(&self) -> Option<EmailStatus> {
        let sent = self.tickets_sent.as_ref()?;
        self.email_status(|mail| mail.id == sent.mail_id)
    }

    /// Where the receipt of a payment stands; `None` where there was none, and where it is too long ago.
    pub fn receipt_email(&self, of: PaymentId) -> Option<EmailStatus> {
        self.email_status(|mail| match &mail.message {
            Message::Receipt { payment_id } => *payment_id == of,
            Message::PaymentRequest { .. }
            | Message::Reminder { .. }
            | Message::StaffNotice { .. }
            | Message::RefundFailed { .. }
            | Message::Dispute { .. }
            | Message::Tickets { .. }
            | Message::EndpointDisabled { .. }
            | Message::EmailFailed { .. } => false,
        })
    }

    /// The newest mails, oldest first: those that went out, then those that wait or were given up.
    pub fn emails(&self) -> Vec<SentMail> {
        let rows = self.outbox.iter().map(|row| {
            let (status, at) = match &row.state {
                RowState::Queued { .. } | RowState::Leased { .. } => {
                    (EmailStatus::Queued, row.queued_at)
                }
                RowState::Failed { at, .. } => (EmailStatus::Failed, *at),
            };
            SentMail {
                id: row.id,
                message: row.message.clone(),
                status,
                at,
            }
        });
        self.mails.iter().cloned().chain(rows).collect()
    }

    fn email_status(&self, is_it: impl Fn(&SentMail) -> bool) -> Option<EmailStatus> {
        let emails = self.emails();
        emails.into_iter().rfind(is_it).map(|mail| mail.status)
    }
}

/// Records that the mail service took a mail. Its sender tells this, or, where the sender died or the
/// answer was lost, the first report that comes of the mail; either way it is not sent again.
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

/// Records what the mail service tells of a mail. What is told of a mail that this basket did not send,
/// or sent too long ago, changes nothing.
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
    // Nobody waits for the mails that staff get, so a write for each that arrived would serve nobody.
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

/// Has staff told of a mail that its buyer did not get, once for each mail (R22). Of mails to staff
/// nobody is told by mail, so one failure never leads to the next.
pub(super) fn tell_of_failed_mail(
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

/// What a mail is about and how far it came. The newest mail of a link is known by the link as well, for
/// longer than mails are kept.
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

/// Keeps how far a mail came, in the place it has or as the newest.
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
