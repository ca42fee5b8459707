//! What commands and facts cause besides the money: mails in the outbox, and tickets (R20, R21).

use jiff::Timestamp;

use super::actor::Actor;
use super::basket::{Basket, TicketsSent};
use super::history::HistoryEvent;
use super::ids::MailId;
use super::limits;
use super::outbox::{EmailStatus, Message, OutboxRow, RowState, row_is_free};

/// Puts a mail into the outbox. The stream has it sent at once. `tick` looks at it 2 minutes later.
pub(super) fn push_mail(basket: &mut Basket, id: MailId, message: Message, now: Timestamp) {
    basket.outbox.push(OutboxRow {
        id,
        message,
        queued_at: now,
        tries: 0,
        state: RowState::Queued {
            try_at: limits::after(now, limits::OUTBOX_FIRST_CHECK),
        },
    });
}

/// Queues the tickets where everything is paid and they were not sent before (R21).
pub(super) fn release_tickets(basket: &mut Basket, mail_id: MailId, now: Timestamp) {
    let balance = basket.balance();
    let settled = !balance.outstanding.is_positive()
        && !balance.overpaid.is_positive()
        && !basket.is_disputed();
    let reachable = basket.buyer.email.is_some() && !basket.buyer.is_staff();
    if settled && reachable && basket.tickets_sent.is_none() && basket.cancelled_at.is_none() {
        push_mail(basket, mail_id, Message::Tickets { fully_paid: true }, now);
        basket.tickets_sent = Some(TicketsSent {
            mail_id,
            at: now,
            fully_paid: true,
        });
        basket.note(
            &Actor::System,
            HistoryEvent::TicketsSent { fully_paid: true },
            now,
        );
    }
}

/// Leases free outbox rows to a sender, no more than it can send before the lease ends. `None` where no row
/// is free.
pub fn claim_mails(basket: &Basket, now: Timestamp) -> Option<(Basket, Vec<OutboxRow>)> {
    let mut next = basket.clone();
    let free = next.outbox.iter_mut().filter(|row| row_is_free(row, now));
    let mut claimed = Vec::new();
    for row in free.take(limits::MAILS_AT_ONCE) {
        row.tries = row.tries.saturating_add(1);
        row.state = RowState::Leased {
            until: limits::after(now, limits::LEASE),
        };
        claimed.push(row.clone());
    }
    (!claimed.is_empty()).then_some((next, claimed))
}

/// Whether the sender who claimed the row still has it: the lease lasts, and nobody settled the row.
pub fn row_is_held(basket: &Basket, claimed: &OutboxRow, now: Timestamp) -> bool {
    let RowState::Leased { until } = claimed.state else {
        return false;
    };
    now < until && basket.outbox.contains(claimed)
}

pub(super) fn take_row(basket: &mut Basket, mail_id: MailId) -> Option<OutboxRow> {
    let at = basket.outbox.iter().position(|row| row.id == mail_id)?;
    Some(basket.outbox.remove(at))
}

pub(super) fn mark_link_email(
    basket: &mut Basket,
    mail_id: MailId,
    status: EmailStatus,
    now: Timestamp,
) {
    let emails = basket
        .links
        .iter_mut()
        .filter_map(|link| link.email.as_mut());
    for email in emails.filter(|email| email.mail_id == mail_id) {
        email.status = status;
        email.at = now;
    }
}
