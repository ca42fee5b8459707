//! Which events a change of a basket makes, and how the rows of its webhooks change.
//!
//! Events are read off the states before and after a write. So every change of a basket makes its events, by
//! command or by fact. No event is made twice, whatever the order.

use jiff::Timestamp;

use super::basket::Basket;
use super::ids::{LinkId, MailId, RefundId, WebhookEndpointId};
use super::limits;
use super::link::{Link, LinkStatus};
use super::outbox::{MessageKind, RowState};
use super::payment::{Dispute, RefundStatus};
use super::webhook::{Event, EventType, WebhookRow, waiting};

/// The events between two states of one basket.
pub fn events_between(before: &Basket, after: &Basket) -> Vec<Event> {
    EventType::ALL
        .into_iter()
        .flat_map(|kind| events_of(kind, before, after))
        .collect()
}

fn events_of(kind: EventType, before: &Basket, after: &Basket) -> Vec<Event> {
    match kind {
        EventType::PaymentLinkCreated => of_links(after, |link| before.link(link.id).is_none())
            .map(|link_id| Event::PaymentLinkCreated { link_id })
            .collect(),
        EventType::PaymentLinkCancelled => of_links(after, |link| {
            before
                .link(link.id)
                .is_some_and(|earlier| is_open(before, earlier))
                && is_withdrawn(after, link)
        })
        .map(|link_id| Event::PaymentLinkCancelled { link_id })
        .collect(),
        EventType::PaymentLinkExpired => of_links(after, |link| {
            let noted = |link: &Link| link.expiry_noted_at.is_some();
            noted(link) && !before.link(link.id).is_some_and(noted)
        })
        .map(|link_id| Event::PaymentLinkExpired { link_id })
        .collect(),
        EventType::PaymentRecorded => after
            .payments
            .iter()
            .filter(|payment| before.payment(payment.id).is_none())
            .map(|payment| Event::PaymentRecorded {
                payment_id: payment.id,
            })
            .collect(),
        EventType::PaymentRefunded => refunds_that_became(RefundStatus::Succeeded, before, after)
            .map(|refund_id| Event::PaymentRefunded { refund_id })
            .collect(),
        EventType::RefundFailed => refunds_that_became(RefundStatus::Failed, before, after)
            .map(|refund_id| Event::RefundFailed { refund_id })
            .collect(),
        EventType::PaymentDisputed => steps_of_disputes(before, after),
        EventType::BasketPaid => {
            let owes = |basket: &Basket| basket.balance().outstanding.is_positive();
            let paid = owes(before) && !owes(after) && after.cancelled_at.is_none();
            paid.then_some(Event::BasketPaid).into_iter().collect()
        }
        EventType::BasketOverpaid => {
            let is_over = |basket: &Basket| basket.balance().overpaid.is_positive();
            let over = is_over(after) && !is_over(before);
            over.then_some(Event::BasketOverpaid).into_iter().collect()
        }
        EventType::TicketsSent => after
            .tickets_sent
            .iter()
            .filter(|sent| before.tickets_sent.as_ref() != Some(*sent))
            .map(|sent| Event::TicketsSent {
                mail_id: sent.mail_id,
            })
            .collect(),
        EventType::EmailFailed => mails_that_failed(before, after),
    }
}

fn of_links(basket: &Basket, wanted: impl Fn(&Link) -> bool) -> impl Iterator<Item = LinkId> {
    basket
        .links
        .iter()
        .filter(move |link| wanted(link))
        .map(|link| link.id)
}

/// Whether a link is open: merchants' systems were told of no end of it.
fn is_open(basket: &Basket, link: &Link) -> bool {
    match basket.link_status(link, link.created_at) {
        LinkStatus::Active | LinkStatus::Processing => link.expiry_noted_at.is_none(),
        LinkStatus::Cancelled | LinkStatus::Superseded | LinkStatus::Paid | LinkStatus::Expired => {
            false
        }
    }
}

fn is_withdrawn(basket: &Basket, link: &Link) -> bool {
    basket.cancelled_at.is_some() || link.cancelled_at.is_some() || link.superseded_at.is_some()
}

fn refunds_that_became(
    status: RefundStatus,
    before: &Basket,
    after: &Basket,
) -> impl Iterator<Item = RefundId> {
    let was = move |id| {
        before
            .refunds
            .iter()
            .any(|refund| refund.id == id && refund.status == status)
    };
    after
        .refunds
        .iter()
        .filter(move |refund| refund.status == status && !was(refund.id))
        .map(|refund| refund.id)
}

fn steps_of_disputes(before: &Basket, after: &Basket) -> Vec<Event> {
    let is_known = |dispute: &Dispute| {
        before.disputes.iter().any(|earlier| {
            earlier.gateway_id == dispute.gateway_id && earlier.status == dispute.status
        })
    };
    after
        .disputes
        .iter()
        .filter(|dispute| !is_known(dispute))
        .map(|dispute| Event::PaymentDisputed {
            gateway_id: dispute.gateway_id.clone(),
            status: dispute.status,
        })
        .collect()
}

fn mails_that_failed(before: &Basket, after: &Basket) -> Vec<Event> {
    let known = failed_mails(before);
    failed_mails(after)
        .into_iter()
        .filter(|failed| !known.contains(failed))
        .map(|(mail_id, message)| Event::EmailFailed { mail_id, message })
        .collect()
}

/// The mails that were given up or did not arrive.
///
/// The outbox, the kept mails and the links each know some of them.
fn failed_mails(basket: &Basket) -> Vec<(MailId, MessageKind)> {
    let given_up = basket
        .outbox
        .iter()
        .filter(|row| row.is_given_up())
        .map(|row| (row.id, row.message.kind()));
    let not_arrived = basket
        .mails
        .iter()
        .filter(|mail| mail.status.is_failed())
        .map(|mail| (mail.id, mail.message.kind()));
    let mut failed: Vec<(MailId, MessageKind)> = given_up.chain(not_arrived).collect();
    for email in basket.links.iter().filter_map(|link| link.email.as_ref()) {
        let kind = if email.is_reminder {
            MessageKind::Reminder
        } else {
            MessageKind::PaymentRequest
        };
        let told = (email.mail_id, kind);
        if email.status.is_failed() && !failed.contains(&told) {
            failed.push(told);
        }
    }
    failed
}

/// Adds rows to a basket. Gives the basket, and the rows that it had no room for.
///
/// A change is never refused because merchants' systems are slow. The rows that were tried most are dropped
/// first, since their endpoint does not answer. Of those the oldest goes first.
pub fn add_webhooks(
    basket: &Basket,
    rows: impl IntoIterator<Item = WebhookRow>,
) -> (Basket, Vec<WebhookRow>) {
    let mut next = basket.clone();
    next.webhooks.extend(rows);
    let mut dropped = Vec::new();
    while next.webhooks.len() > limits::WEBHOOK_ROWS {
        let most = next.webhooks.iter().map(|row| row.tries).max();
        let Some(at) = next.webhooks.iter().position(|row| Some(row.tries) == most) else {
            break;
        };
        dropped.push(next.webhooks.remove(at));
    }
    (next, dropped)
}

/// Leases up to `most` free rows to a sender. `None` where no row is free. Rows without an endpoint are not
/// sent; they stay.
pub fn claim_webhooks(
    basket: &Basket,
    most: usize,
    now: Timestamp,
) -> Option<(Basket, Vec<WebhookRow>)> {
    let mut next = basket.clone();
    let mut claimed = Vec::new();
    let free = next
        .webhooks
        .iter_mut()
        .filter(|row| row.endpoint.is_some() && row.is_free(now));
    for row in free.take(most) {
        row.tries = row.tries.saturating_add(1);
        row.state = RowState::Leased {
            until: limits::after(now, limits::LEASE),
        };
        claimed.push(row.clone());
    }
    (!claimed.is_empty()).then_some((next, claimed))
}

/// Gives the rows without an endpoint their endpoints.
///
/// Each becomes one row for each endpoint that `subscribers` names for the event's type. Gives the basket, and
/// the rows that it had no room for.
pub fn address_webhooks(
    basket: &Basket,
    subscribers: impl Fn(EventType) -> Vec<WebhookEndpointId>,
) -> (Basket, Vec<WebhookRow>) {
    let mut next = basket.clone();
    let (open, addressed): (Vec<WebhookRow>, Vec<WebhookRow>) = std::mem::take(&mut next.webhooks)
        .into_iter()
        .partition(|row| row.endpoint.is_none());
    next.webhooks = addressed;
    let rows = open.into_iter().flat_map(|row| {
        subscribers(row.event.kind())
            .into_iter()
            .map(move |endpoint| WebhookRow {
                endpoint: Some(endpoint),
                ..row.clone()
            })
    });
    add_webhooks(&next, rows.collect::<Vec<_>>())
}

/// Queues an event once more for an endpoint, as somebody asked at `asked_at`.
///
/// An event that still waits is tried at once. The same request changes nothing the second time.
pub fn replay_webhook(
    basket: &Basket,
    mut row: WebhookRow,
    asked_at: Timestamp,
    now: Timestamp,
) -> Basket {
    row.replayed_at = Some(asked_at);
    row.tries = 0;
    row.state = waiting(now);
    let mut next = basket.clone();
    let known = next.webhooks.iter_mut().find(|known| known.is(row.key()));
    match known {
        Some(known) if known.replayed_at == row.replayed_at => {}
        // A sender is sending it now.
        Some(known) if !known.is_free(now) && matches!(known.state, RowState::Leased { .. }) => {}
        Some(known) => *known = row,
        None => return add_webhooks(&next, [row]).0,
    }
    next
}
