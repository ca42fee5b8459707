//! The events for merchants' systems as the checks see them: which ones a write owes, worked out here
//! anew, and what became of each at each endpoint.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use paylink_domain::basket::Basket;
use paylink_domain::ids::{EventId, MailId, WebhookEndpointId};
use paylink_domain::limits::{WEBHOOK_TRIES_FOR, after};
use paylink_domain::link::{Link, LinkStatus};
use paylink_domain::outbox::{EmailStatus, MessageKind, RowState};
use paylink_domain::payment::RefundStatus;
use paylink_domain::webhook::{Event, EventType, WebhookRow};
use paylink_store::webhooks::{Delivery, DeliveryState, Endpoint};

use crate::checks::{own_outstanding, own_sums};
use crate::receiver::TakenEvent;

/// How long an event that was just written may wait at rest: for the due index's first look and a
/// tick.
const FIRST_SENDING: SignedDuration = SignedDuration::from_mins(5);
/// How far a sandbox's clock may be off.
const SKEW: SignedDuration = SignedDuration::from_secs(5);

/// An event that a write promised to an endpoint.
#[derive(Debug)]
struct Promised {
    event: Event,
    occurred_at: Timestamp,
    /// How often the endpoint took it.
    taken: u32,
    /// How many faults can have made it go once more.
    excused: u32,
    /// Whether the merchant is shown that it failed.
    shown_failed: bool,
}

/// Watches the events of a schedule.
#[derive(Debug, Default)]
pub struct EventWatch {
    endpoints: BTreeMap<WebhookEndpointId, Option<Vec<EventType>>>,
    /// Endpoints that were ever disabled: what they are owed is not asked any more.
    disabled: BTreeSet<WebhookEndpointId>,
    promised: BTreeMap<(EventId, WebhookEndpointId), Promised>,
}

impl EventWatch {
    /// Whether anybody is told events at all.
    pub fn is_idle(&self) -> bool {
        self.endpoints.is_empty()
    }

    /// The merchant's endpoints were written.
    pub fn endpoints_written(&mut self, endpoints: &[Endpoint]) {
        for endpoint in endpoints {
            self.endpoints.insert(endpoint.id, endpoint.events.clone());
            if endpoint.disabled.is_some() {
                self.disabled.insert(endpoint.id);
            }
        }
    }

    fn subscribers(&self, kind: EventType) -> BTreeSet<WebhookEndpointId> {
        self.endpoints
            .iter()
            .filter(|(id, _)| !self.disabled.contains(id))
            .filter(|(_, events)| events.as_ref().is_none_or(|events| events.contains(&kind)))
            .map(|(id, _)| *id)
            .collect()
    }

    /// A basket was written: answers what is wrong with its rows.
    pub fn committed(
        &mut self,
        before: Option<&Basket>,
        next: &Basket,
        now: Timestamp,
    ) -> Vec<String> {
        let mut wrong = Vec::new();
        let (owed, old): (Vec<Event>, &[WebhookRow]) = match before {
            Some(before) => (owed(before, next), &before.webhooks),
            None => (Vec::new(), &[]),
        };
        let fresh: Vec<&WebhookRow> = next
            .webhooks
            .iter()
            .filter(|row| old.iter().all(|old| old.id != row.id))
            .collect();
        for row in &fresh {
            if !owed.contains(&row.event) {
                wrong.push(format!("{:?} did not happen", row.event));
            }
        }
        for event in &owed {
            let rows: Vec<_> = fresh.iter().filter(|row| row.event == *event).collect();
            let ids: BTreeSet<EventId> = rows.iter().map(|row| row.id).collect();
            let wanted = self.subscribers(event.kind());
            let told: BTreeSet<_> = rows.iter().filter_map(|row| row.endpoint).collect();
            // Where the endpoints could not be read, one row waits for its addresses.
            let waits = rows.len() == 1 && told.is_empty();
            let addressed = told.len() == rows.len()
                && ids.len() <= 1
                && told.is_superset(&wanted)
                && told
                    .iter()
                    .all(|id| wanted.contains(id) || self.disabled.contains(id));
            if !(waits || addressed) {
                wrong.push(format!(
                    "{event:?} is owed to {wanted:?}, written for {told:?}"
                ));
            }
        }
        let there = |id, endpoint| next.webhooks.iter().any(|row| row.key() == (id, endpoint));
        for row in old.iter().filter(|row| !there(row.id, row.endpoint)) {
            match row.endpoint {
                Some(endpoint) if self.is_over(row.id, endpoint, now) => {}
                Some(endpoint) => wrong.push(format!(
                    "{} {:?} is struck off, and {endpoint} has not taken it",
                    row.id, row.event
                )),
                None => {
                    let wanted = self.subscribers(row.event.kind());
                    if !wanted.iter().all(|wanted| there(row.id, Some(*wanted))) {
                        wrong.push(format!("{:?} is addressed to too few", row.event));
                    }
                }
            }
        }
        for row in &next.webhooks {
            if let Some(endpoint) = row.endpoint {
                self.promised
                    .entry((row.id, endpoint))
                    .or_insert_with(|| Promised {
                        event: row.event.clone(),
                        occurred_at: row.occurred_at,
                        taken: 0,
                        excused: 0,
                        shown_failed: false,
                    });
            }
        }
        wrong
    }

    /// Whether an event needs no sending any more: taken, given up after all its time and shown as
    /// that, or its endpoint is disabled.
    fn is_over(&self, id: EventId, endpoint: WebhookEndpointId, now: Timestamp) -> bool {
        self.disabled.contains(&endpoint)
            || self.promised.get(&(id, endpoint)).is_some_and(|promised| {
                let tried_for = now.duration_since(promised.occurred_at);
                let had_its_time = tried_for >= WEBHOOK_TRIES_FOR - SKEW - SKEW;
                promised.taken > 0 || (promised.shown_failed && had_its_time)
            })
    }

    /// An endpoint took an event: answers what is wrong with that.
    pub fn taken(&mut self, event: &TakenEvent) -> Vec<String> {
        let TakenEvent { endpoint, id, kind } = event;
        let Some(promised) = self.promised.get_mut(&(*id, *endpoint)) else {
            return vec![format!("{id} was posted before it was written down")];
        };
        promised.taken += 1;
        let mut wrong = Vec::new();
        if promised.taken > 1 + promised.excused {
            wrong.push(format!(
                "{id} was taken {} times by {endpoint}, with {} faults to excuse it",
                promised.taken, promised.excused
            ));
        }
        if promised.event.kind().as_str() != kind {
            wrong.push(format!("{:?} was told as {kind}", promised.event));
        }
        wrong
    }

    /// What the merchant is shown of a delivery was written: answers what is wrong with that.
    pub fn delivery_written(
        &mut self,
        endpoint: WebhookEndpointId,
        delivery: &Delivery,
    ) -> Option<String> {
        let id = delivery.event_id;
        let promised = self.promised.get_mut(&(id, endpoint))?;
        match delivery.state {
            DeliveryState::Pending { .. } => None,
            DeliveryState::Failed => {
                promised.shown_failed = true;
                None
            }
            DeliveryState::Delivered => (promised.taken == 0)
                .then(|| format!("{id} is shown as delivered, and {endpoint} has not taken it")),
        }
    }

    /// A fault befell a sender while these rows were on its basket: each may go once more.
    pub fn excuse(&mut self, rows: &[WebhookRow]) {
        for row in rows {
            let Some(endpoint) = row.endpoint else {
                continue;
            };
            if let Some(promised) = self.promised.get_mut(&(row.id, endpoint)) {
                promised.excused += 1;
            }
        }
    }

    /// The events that should have been taken by `now` and were not.
    pub fn owed_at(&self, now: Timestamp) -> Vec<String> {
        self.promised
            .iter()
            .filter(|((id, endpoint), promised)| {
                is_settled_by(promised.occurred_at, now) && !self.is_over(*id, *endpoint, now)
            })
            .map(|((id, endpoint), promised)| format!("{id} {:?} to {endpoint}", promised.event))
            .collect()
    }
}

/// Whether an event of that time must have been sent by `now`.
fn is_settled_by(occurred_at: Timestamp, now: Timestamp) -> bool {
    after(occurred_at, FIRST_SENDING) < now
}

/// The rows of a basket that should no longer be there at rest.
pub fn left_at(basket: &Basket, now: Timestamp) -> impl Iterator<Item = String> {
    basket
        .webhooks
        .iter()
        .filter(move |row| is_settled_by(row.occurred_at, now))
        .map(|row| format!("event {} {:?} is {:?}", row.id, row.event, row.state))
}

/// What happened between two states of a basket that merchants' systems are to be told.
fn owed(before: &Basket, next: &Basket) -> Vec<Event> {
    let mut owed = Vec::new();
    for link in &next.links {
        let link_id = link.id;
        let Some(old) = before.link(link_id) else {
            owed.push(Event::PaymentLinkCreated { link_id });
            continue;
        };
        let ran_out = old.expiry_noted_at.is_some();
        if link.expiry_noted_at.is_some() && !ran_out {
            owed.push(Event::PaymentLinkExpired { link_id });
        }
        // A paid link has come to its end; so far the product's word is taken for it.
        let paid = before.link_status(old, old.created_at) == LinkStatus::Paid;
        let withdrawn_now = is_withdrawn(next, link) && !is_withdrawn(before, old);
        if withdrawn_now && !ran_out && !paid {
            owed.push(Event::PaymentLinkCancelled { link_id });
        }
    }
    for payment in &next.payments {
        if before.payment(payment.id).is_none() {
            owed.push(Event::PaymentRecorded {
                payment_id: payment.id,
            });
        }
    }
    for refund in &next.refunds {
        let refund_id = refund.id;
        let old = before.refunds.iter().find(|old| old.id == refund_id);
        if old.is_some_and(|old| old.status == refund.status) {
            continue;
        }
        match refund.status {
            RefundStatus::Pending => {}
            RefundStatus::Succeeded => owed.push(Event::PaymentRefunded { refund_id }),
            RefundStatus::Failed => owed.push(Event::RefundFailed { refund_id }),
        }
    }
    for dispute in &next.disputes {
        let old = before
            .disputes
            .iter()
            .find(|old| old.gateway_id == dispute.gateway_id);
        if old.is_none_or(|old| old.status != dispute.status) {
            owed.push(Event::PaymentDisputed {
                gateway_id: dispute.gateway_id.clone(),
                status: dispute.status,
            });
        }
    }
    if own_outstanding(before) > 0 && own_outstanding(next) == 0 && next.cancelled_at.is_none() {
        owed.push(Event::BasketPaid);
    }
    let is_over = |basket: &Basket| {
        let (total, net) = own_sums(basket);
        net > total
    };
    if is_over(next) && !is_over(before) {
        owed.push(Event::BasketOverpaid);
    }
    let tickets = |basket: &Basket| basket.tickets_sent.as_ref().map(|sent| sent.mail_id);
    if let Some(mail_id) = tickets(next).filter(|sent| tickets(before) != Some(*sent)) {
        owed.push(Event::TicketsSent { mail_id });
    }
    let known = failed_mails(before);
    for (mail_id, message) in failed_mails(next) {
        if !known.contains_key(&mail_id) {
            owed.push(Event::EmailFailed { mail_id, message });
        }
    }
    owed
}

fn is_withdrawn(basket: &Basket, link: &Link) -> bool {
    basket.cancelled_at.is_some() || link.cancelled_at.is_some() || link.superseded_at.is_some()
}

fn failed_mails(basket: &Basket) -> BTreeMap<MailId, MessageKind> {
    let given_up = basket
        .outbox
        .iter()
        .filter(|row| matches!(row.state, RowState::Failed { .. }))
        .map(|row| (row.id, row.message.kind()));
    let of_links = basket
        .links
        .iter()
        .filter_map(|link| link.email.as_ref())
        .filter(|email| email.status == EmailStatus::Failed)
        .map(|email| {
            let kind = if email.is_reminder {
                MessageKind::Reminder
            } else {
                MessageKind::PaymentRequest
            };
            (email.mail_id, kind)
        });
    of_links.chain(given_up).collect()
}
