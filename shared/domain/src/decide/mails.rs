//! Mails that people ask for: links and tickets (R7, R20).

use jiff::{SignedDuration, Timestamp};

use super::refusal::Refusal;
use crate::actor::Context;
use crate::basket::Basket;
use crate::effects::push_mail;
use crate::history::HistoryEvent;
use crate::ids::MailId;
use crate::limits;
use crate::outbox::Message;

/// Whether a mail with this id was queued before, because the same command came twice.
pub(super) fn was_queued(basket: &Basket, id: MailId) -> bool {
    basket.history.iter().any(
        |entry| matches!(entry.event, HistoryEvent::EmailQueued { mail_id, .. } if mail_id == id),
    )
}

/// Limits the mails that people can ask for in an hour, so that a stolen session cannot send thousands.
pub(super) fn refuse_mail_cannon(basket: &Basket, now: Timestamp) -> Result<(), Refusal> {
    let hour = SignedDuration::from_hours(1);
    let recent: Vec<Timestamp> = basket
        .history
        .iter()
        .filter(|entry| matches!(entry.event, HistoryEvent::EmailQueued { .. }))
        .map(|entry| entry.at)
        .filter(|at| limits::after(*at, hour) > now)
        .collect();
    match recent.first() {
        Some(first) if recent.len() >= limits::EMAILS_PER_HOUR => Err(Refusal::TooManyEmails {
            retry_at: limits::after(*first, hour),
        }),
        _ => Ok(()),
    }
}

/// Removes the failed mails that a new mail replaces.
pub(super) fn drop_failed_mails(basket: &mut Basket, is_sent_again: impl Fn(&Message) -> bool) {
    basket
        .outbox
        .retain(|row| !(row.is_given_up() && is_sent_again(&row.message)));
}

pub(super) fn queue_mail(basket: &mut Basket, id: MailId, message: Message, context: &Context) {
    let event = HistoryEvent::EmailQueued {
        message: message.kind(),
        mail_id: id,
    };
    push_mail(basket, id, message, context.now);
    basket.note(&context.actor, event, context.now);
}
