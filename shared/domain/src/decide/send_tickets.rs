//! Sends the tickets (R20).

use super::mails::{drop_failed_mails, queue_mail, refuse_mail_cannon, was_queued};
use super::refusal::Refusal;
use crate::actor::Context;
use crate::basket::{Basket, TicketsSent};
use crate::history::HistoryEvent;
use crate::ids::MailId;
use crate::outbox::Message;

pub(super) fn send_tickets(
    basket: &mut Basket,
    mail_id: MailId,
    force: bool,
    context: &Context,
) -> Result<(), Refusal> {
    if was_queued(basket, mail_id) {
        return Ok(());
    }
    if basket.cancelled_at.is_some() {
        return Err(Refusal::BasketCancelled);
    }
    if basket.buyer.is_staff() {
        return Err(Refusal::BuyerIsStaff);
    }
    if basket.buyer.email.is_none() {
        return Err(Refusal::EmailMissing);
    }
    let outstanding = basket.balance().outstanding;
    if (outstanding.is_positive() || basket.is_disputed()) && !force {
        return Err(Refusal::OutstandingBalance { outstanding });
    }
    refuse_mail_cannon(basket, context.now)?;
    drop_failed_mails(basket, |message| matches!(message, Message::Tickets { .. }));
    let fully_paid = !outstanding.is_positive();
    queue_mail(basket, mail_id, Message::Tickets { fully_paid }, context);
    basket.tickets_sent = Some(TicketsSent {
        mail_id,
        at: context.now,
        fully_paid,
    });
    basket.note(
        &context.actor,
        HistoryEvent::TicketsSent { fully_paid },
        context.now,
    );
    Ok(())
}
