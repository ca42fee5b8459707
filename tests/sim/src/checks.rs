//! The invariants I1 to I13: what must hold after every step, and at rest.
//!
//! What a basket should come to is worked out anew in `sums.rs`.

mod rest;
mod writes;

use std::collections::BTreeMap;

use jiff::Timestamp;
use paylink_domain::basket::Basket;
use paylink_domain::due::next_due;
use paylink_domain::ids::{AttemptId, BasketId, MailId, MerchantId};
use paylink_domain::outbox::Message;
use paylink_domain::payment::{AttemptState, Source};
use paylink_gateway::{EventKind, GatewayEvent, SessionState};

use crate::books::{BookedState, Books};
use crate::database::{Commit, Unmatched, WebhookNote};
use crate::events::EventWatch;
use crate::jobs::Order;
use crate::receiver::TakenEvent;

/// The invariants by number, less one.
pub const INVARIANTS: [&str; 13] = [
    "I1 every capture is in the ledger exactly once",
    "I2 nothing is in the ledger that nobody took or entered",
    "I3 the sums of ledger and gateway are equal",
    "I4 a basket is paid if and only if net paid >= total",
    "I5 statuses move along the graph, and nothing newer is undone",
    "I6 every mail and event that is owed goes at least once, and twice only where a fault allows it",
    "I7 nothing is acknowledged before it is durable",
    "I8 sessions are made of what is stored",
    "I9 nothing crosses merchants",
    "I10 reserved never exceeds outstanding by our doing",
    "I11 after faults everything settles in time",
    "I12 one payable session per link; a second capture is flagged",
    "I13 the same seed gives the same trace",
];

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which invariant.
    pub invariant: usize,
    /// What was seen.
    pub what: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = INVARIANTS[self.invariant - 1];
        write!(f, "violated: {name}: {}", self.what)
    }
}

/// What the one who wrote was doing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Writer {
    /// Staff said that they know of money under way (R17).
    pub confirmed: bool,
    /// The merchant whose staff it was; `None` for guests and machines.
    pub staff_of: Option<MerchantId>,
}

/// A mail that was promised by a write.
#[derive(Debug, Clone)]
struct Promised {
    basket_id: BasketId,
    message: Message,
    taken: u32,
}

/// A manual payment that staff may enter.
#[derive(Debug, Clone)]
pub struct Entered {
    /// The basket.
    pub basket_id: BasketId,
    /// The note, which names the order to enter it.
    pub note: String,
    /// How much.
    pub amount: i64,
}

/// Watches a schedule.
#[derive(Debug, Default)]
pub struct Checker {
    baskets: BTreeMap<BasketId, (u64, Basket)>,
    mails: BTreeMap<MailId, Promised>,
    entered: Vec<Entered>,
    events: EventWatch,
    /// How often each invariant was checked.
    pub checked: [u64; 13],
    /// What was found.
    pub violations: Vec<Violation>,
    /// How many mails were taken again.
    pub mails_again: u32,
}

impl Checker {
    fn check(&mut self, invariant: usize, holds: bool, what: impl FnOnce() -> String) {
        self.checked[invariant - 1] += 1;
        if !holds {
            self.violations.push(Violation {
                invariant,
                what: what(),
            });
        }
    }

    /// I11: a schedule goes round in circles.
    pub fn never_settles(&mut self, steps: u32) {
        self.check(11, false, || {
            format!("after {steps} steps it still goes on")
        });
    }

    /// The newest state of a basket.
    pub fn basket(&self, id: BasketId) -> Option<&Basket> {
        self.baskets.get(&id).map(|(_, basket)| basket)
    }

    /// All baskets.
    pub fn baskets(&self) -> impl Iterator<Item = &Basket> {
        self.baskets.values().map(|(_, basket)| basket)
    }

    /// When any basket is next due.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.baskets().filter_map(next_due).min()
    }

    /// Staff give an order to enter a manual payment.
    pub fn expect_entry(&mut self, entered: Entered) {
        self.entered.push(entered);
    }

    /// A basket was written.
    pub fn committed(&mut self, commit: &Commit, writer: Writer, books: &Books, now: Timestamp) {
        let next = &commit.doc;
        let before = self.baskets.insert(next.id, (commit.version, next.clone()));
        if let Some((version, before)) = &before {
            self.check(5, commit.version == version + 1, || {
                format!("version {} was written over {version}", commit.version)
            });
            self.check_moves(before, next);
            self.check_reserved(before, next, writer);
        }
        self.check_tenant(
            before.as_ref().map(|(_, basket)| basket),
            next,
            writer,
            books,
        );
        self.check_ledger(next, books);
        self.check_balance(commit);
        self.check(
            11,
            commit.due_at == next_due(next).map(Timestamp::as_millisecond),
            || format!("{} is due at {:?} in the index", next.id, commit.due_at),
        );
        self.check_owed(before.as_ref().map(|(_, basket)| basket), next);
        if !self.events.is_idle() {
            let before = before.as_ref().map(|(_, basket)| basket);
            let wrong = self.events.committed(before, next, now);
            self.check_events(&wrong);
        }
        self.note_promises(next);
    }

    fn note_promises(&mut self, basket: &Basket) {
        for row in &basket.outbox {
            self.mails.entry(row.id).or_insert_with(|| Promised {
                basket_id: basket.id,
                message: row.message.clone(),
                taken: 0,
            });
        }
    }

    /// I9: another merchant's staff tried something.
    pub fn foreign_call(&mut self, refused: bool, basket_id: BasketId, order: &Order) {
        self.check(9, refused, || {
            format!("another merchant's staff did {order:?} on {basket_id}")
        });
    }

    /// I1: staff were told that a payment is entered.
    pub fn entered(&mut self, basket_id: BasketId, wanted: &str) {
        let there = self.basket(basket_id).is_some_and(|basket| {
            basket.payments.iter().any(|payment| {
                matches!(&payment.source, Source::Manual { note: Some(note), .. } if note == wanted)
            })
        });
        self.check(1, there, || {
            format!("{wanted} was acknowledged and is not there")
        });
    }

    /// I6: a mail was taken by the mail service.
    pub fn mail_taken(&mut self, mail_id: MailId) {
        let promised = self.mails.get_mut(&mail_id);
        let known = promised.is_some();
        if let Some(promised) = promised {
            promised.taken += 1;
            if promised.taken > 1 {
                self.mails_again += 1;
            }
        }
        self.check(6, known, || {
            format!("mail {mail_id} was sent before it was written down")
        });
    }

    /// I6: as many mails may go twice as there were faults that make it unavoidable.
    pub fn check_mails_again(&mut self, excuses: u32) {
        let again = self.mails_again;
        self.check(6, again <= excuses, || {
            format!("{again} mails went again, with {excuses} faults to excuse it")
        });
    }

    fn check_events(&mut self, wrong: &[String]) {
        self.check(6, wrong.is_empty(), || wrong.join("; "));
    }

    /// I6: an event was taken by an endpoint.
    pub fn event_taken(&mut self, event: &TakenEvent) {
        let wrong = self.events.taken(event);
        self.check_events(&wrong);
    }

    /// I6: something was written about webhooks.
    pub fn webhook_noted(&mut self, note: &WebhookNote) {
        match note {
            WebhookNote::Endpoints(endpoints) => self.events.endpoints_written(endpoints),
            WebhookNote::Delivery(endpoint, delivery) => {
                let wrong = self.events.delivery_written(*endpoint, delivery);
                self.check_events(wrong.as_slice());
            }
        }
    }

    /// A fault befell a sender of events, of this basket or of all: what waits there may go once more.
    pub fn excuse_events(&mut self, of: Option<BasketId>) {
        for (id, (_, basket)) in &self.baskets {
            if of.is_none_or(|of| of == *id) {
                self.events.excuse(&basket.webhooks);
            }
        }
    }

    /// I7: an event was acknowledged.
    pub fn acknowledged(&mut self, event: &GatewayEvent, unmatched: &[Unmatched], books: &Books) {
        let durable = self.is_durable(event, unmatched, books);
        self.check(7, durable, || {
            format!("{} was acknowledged: {:?}", event.id, event.kind)
        });
    }

    fn is_durable(&self, event: &GatewayEvent, unmatched: &[Unmatched], books: &Books) -> bool {
        let told = match &event.kind {
            EventKind::Session(session) => match &session.state {
                SessionState::Paid(capture) => &capture.payment_intent,
                _ => &session.id,
            },
            EventKind::Refund(report) => &report.gateway_id,
            EventKind::Dispute(report) => &report.gateway_id,
            EventKind::Account | EventKind::Other(_) => return true,
        };
        let quoted = format!("\"{told}\"");
        if unmatched.iter().any(|it| it.text.contains(&quoted)) {
            return true;
        }
        let of_intent = |intent: &str| {
            let (session, _) = books.session_of_intent(intent)?;
            self.basket(session.request.references.basket_id)
        };
        match &event.kind {
            EventKind::Session(session) => {
                let Some(references) = session.references else {
                    return true;
                };
                let Some(basket) = self.basket(references.basket_id) else {
                    return false;
                };
                let rank = basket
                    .attempt(references.attempt_id)
                    .map(|attempt| attempt.state.rank());
                let at_least = |state: AttemptState| rank.is_none_or(|rank| rank >= state.rank());
                match &session.state {
                    SessionState::Paid(capture) => {
                        basket.payment_of_intent(&capture.payment_intent).is_some()
                    }
                    SessionState::Processing => at_least(AttemptState::Processing {
                        session_id: String::new(),
                    }),
                    SessionState::Expired => at_least(AttemptState::Expired),
                    SessionState::Failed => at_least(AttemptState::Failed),
                    SessionState::Open { .. } => true,
                }
            }
            EventKind::Refund(report) => of_intent(&report.payment_intent).is_none_or(|basket| {
                basket.refunds.iter().any(|refund| {
                    refund.gateway_id.as_ref() == Some(&report.gateway_id)
                        && refund.status >= report.status
                })
            }),
            EventKind::Dispute(report) => of_intent(&report.payment_intent).is_none_or(|basket| {
                basket.disputes.iter().any(|dispute| {
                    dispute.gateway_id == report.gateway_id && dispute.status >= report.status
                })
            }),
            EventKind::Account | EventKind::Other(_) => true,
        }
    }

    /// I8 and I12: what the gateway's open sessions are made of, and that a link has one at most.
    pub fn check_sessions(&mut self, books: &Books) {
        let mut payable: BTreeMap<_, Vec<AttemptId>> = BTreeMap::new();
        let mut wrong: Vec<String> = books.misuse.clone();
        for session in books.sessions.values() {
            let request = &session.request;
            let references = request.references;
            let of_basket = self.basket(references.basket_id);
            let attempt = of_basket.and_then(|basket| basket.attempt(references.attempt_id));
            if let Some(attempt) = attempt {
                let same = attempt.amount == request.amount
                    && attempt.currency == request.currency
                    && attempt.account == request.account
                    && attempt.link_id == references.link_id;
                if !same {
                    wrong.push(format!("{} asks for {:?}", session.id, request.amount));
                }
            } else if session.state == BookedState::Open {
                wrong.push(format!("{} has no stored attempt", session.id));
            }
            if session.state == BookedState::Open {
                payable
                    .entry(references.link_id)
                    .or_default()
                    .push(references.attempt_id);
            }
        }
        self.check(8, wrong.is_empty(), || wrong.join("; "));
        let several: Vec<_> = payable.iter().filter(|(_, of)| of.len() > 1).collect();
        self.check(12, several.is_empty(), || {
            format!("payable at once: {several:?}")
        });
    }
}
