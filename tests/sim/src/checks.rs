//! The invariants I1 to I13: what must hold after every step, and at rest.
//!
//! What a basket should come to is worked out here anew, so that a mistake in the product's own sums
//! cannot hide itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use paylink_domain::basket::{Basket, BasketStatus};
use paylink_domain::due::next_due;
use paylink_domain::flag::BasketFlag;
use paylink_domain::history::HistoryEvent;
use paylink_domain::ids::{AttemptId, BasketId, MailId, MerchantId};
use paylink_domain::outbox::{Message, OutboxRow, RowState};
use paylink_domain::payment::{AttemptState, RefundStatus, Source};
use paylink_gateway::{EventKind, GatewayEvent, SessionState};

use crate::database::{Commit, Unmatched, WebhookNote};
use crate::events::{EventWatch, left_at};
use crate::gateway::{BookedState, Books};
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

    /// I5: ranks rise, entries stay.
    fn check_moves(&mut self, before: &Basket, next: &Basket) {
        let mut wrong = Vec::new();
        for old in &before.attempts {
            match next.attempt(old.id) {
                Some(new) => {
                    if new.state.rank() < old.state.rank() {
                        wrong.push(format!("attempt {} fell to {:?}", old.id, new.state));
                    }
                    let same = (new.amount, new.currency, new.link_id, &new.account)
                        == (old.amount, old.currency, old.link_id, &old.account);
                    if !same {
                        wrong.push(format!("attempt {} was changed", old.id));
                    }
                }
                None if holds(&old.state) => wrong.push(format!("attempt {} was dropped", old.id)),
                None => {}
            }
        }
        for old in &before.payments {
            match next.payment(old.id) {
                Some(new) => {
                    let same = (new.amount, new.currency, &new.source)
                        == (old.amount, old.currency, &old.source);
                    if !same {
                        wrong.push(format!("payment {} was changed", old.id));
                    }
                }
                None => wrong.push(format!("payment {} is gone", old.id)),
            }
        }
        for old in &before.refunds {
            match next.refunds.iter().find(|new| new.id == old.id) {
                Some(new) => {
                    // A refusal is our reading of an answer; the gateway's word outranks it.
                    let was_refused =
                        old.status == RefundStatus::Failed && old.gateway_id.is_none();
                    if new.status < old.status && !was_refused {
                        wrong.push(format!("refund {} fell to {:?}", old.id, new.status));
                    }
                    if new.amount != old.amount {
                        wrong.push(format!("refund {} was changed", old.id));
                    }
                }
                None => wrong.push(format!("refund {} is gone", old.id)),
            }
        }
        for old in &before.disputes {
            let new = next
                .disputes
                .iter()
                .find(|new| new.gateway_id == old.gateway_id);
            if new.is_none_or(|new| new.status < old.status) {
                wrong.push(format!("dispute {} fell", old.gateway_id));
            }
        }
        for old in &before.links {
            let kept = next.link(old.id).is_some_and(|new| {
                new.terms == old.terms
                    && new.secret == old.secret
                    && (old.cancelled_at.is_none() || new.cancelled_at == old.cancelled_at)
                    && (old.superseded_at.is_none() || new.superseded_at == old.superseded_at)
            });
            if !kept {
                wrong.push(format!("link {} was changed", old.id));
            }
        }
        if before.cancelled_at.is_some() && next.cancelled_at != before.cancelled_at {
            wrong.push("the basket is no longer cancelled".to_owned());
        }
        self.check(5, wrong.is_empty(), || wrong.join("; "));
    }

    /// I10: only a fact, or staff who said that they know, may make the reserved exceed the
    /// outstanding.
    fn check_reserved(&mut self, before: &Basket, next: &Basket, writer: Writer) {
        let excess = |basket: &Basket| {
            let reserved: i64 = basket
                .attempts
                .iter()
                .filter(|attempt| holds(&attempt.state))
                .map(|attempt| attempt.amount.minor())
                .sum();
            (reserved - own_outstanding(basket)).max(0)
        };
        let captured = |basket: &Basket| {
            basket
                .payments
                .iter()
                .filter(|payment| matches!(payment.source, Source::Gateway { .. }))
                .count()
        };
        // Refunds that failed, or that somebody made in the gateway's dashboard.
        let told = |basket: &Basket| {
            basket
                .refunds
                .iter()
                .map(|refund| {
                    u8::from(refund.status == RefundStatus::Failed)
                        + u8::from(!refund.by.is_staff())
                })
                .sum::<u8>()
        };
        let by_fact = captured(next) > captured(before) || told(next) > told(before);
        // A session that was thought to be over turned out to be paid by a debit under way.
        let revived = next.attempts.iter().any(|attempt| {
            matches!(attempt.state, AttemptState::Processing { .. })
                && before
                    .attempt(attempt.id)
                    .is_none_or(|before| !holds(&before.state))
        });
        let (was, is) = (excess(before), excess(next));
        self.check(
            10,
            is <= was || by_fact || revived || writer.confirmed,
            || {
                format!(
                    "{}: reserved exceeds outstanding by {is}, before by {was}",
                    next.id
                )
            },
        );
    }

    /// I9: a basket stays at its merchant, its staff write, and money comes through its accounts.
    fn check_tenant(
        &mut self,
        before: Option<&Basket>,
        next: &Basket,
        writer: Writer,
        books: &Books,
    ) {
        let stays = before.is_none_or(|before| {
            before.merchant_id == next.merchant_id && before.currency == next.currency
        });
        let own = writer
            .staff_of
            .is_none_or(|merchant| merchant == next.merchant_id);
        let mut foreign = Vec::new();
        for payment in &next.payments {
            if let Source::Gateway {
                payment_intent,
                account,
                ..
            } = &payment.source
            {
                let took = books.session_of_intent(payment_intent);
                if took.is_none_or(|(session, _)| {
                    session.request.account != *account
                        || session.request.references.basket_id != next.id
                }) {
                    foreign.push(payment_intent.clone());
                }
            }
        }
        self.check(9, stays && own && foreign.is_empty(), || {
            format!(
                "{}: stays {stays}, own staff {own}, foreign payments {foreign:?}",
                next.id
            )
        });
    }

    /// I1 and I2, as far as they hold at every moment.
    fn check_ledger(&mut self, basket: &Basket, books: &Books) {
        let mut seen = BTreeSet::new();
        let mut wrong = Vec::new();
        let mut twice = Vec::new();
        for payment in &basket.payments {
            match &payment.source {
                Source::Gateway {
                    payment_intent,
                    attempt_id,
                    link_id,
                    ..
                } => {
                    if !seen.insert(payment_intent.clone()) {
                        twice.push(payment_intent.clone());
                    }
                    let taken = books.session_of_intent(payment_intent);
                    if taken.is_none_or(|(session, capture)| {
                        (capture.amount, capture.currency) != (payment.amount, payment.currency)
                            || session.request.references.attempt_id != *attempt_id
                            || session.request.references.link_id != *link_id
                    }) {
                        wrong.push(format!(
                            "payment {payment_intent} of {}",
                            payment.amount.minor()
                        ));
                    }
                }
                Source::Manual { note, .. } => {
                    let note = note.clone().unwrap_or_default();
                    if !seen.insert(note.clone()) {
                        twice.push(note.clone());
                    }
                    let ordered = self.entered.iter().any(|entered| {
                        entered.basket_id == basket.id
                            && entered.note == note
                            && entered.amount == payment.amount.minor()
                    });
                    if !ordered {
                        wrong.push(format!("manual payment {note}"));
                    }
                }
            }
        }
        for refund in &basket.refunds {
            if let Some(gateway_id) = &refund.gateway_id {
                if !seen.insert(gateway_id.clone()) {
                    twice.push(gateway_id.clone());
                }
                let booked = books.refunds.get(gateway_id);
                let fits = booked.is_some_and(|booked| {
                    let report = &booked.report;
                    let final_failure = refund.status == RefundStatus::Failed;
                    report.amount == refund.amount
                        && Some(&report.payment_intent) == refund.payment_intent.as_ref()
                        && report.refund_id.is_none_or(|id| id == refund.id)
                        && (!final_failure || report.status == RefundStatus::Failed)
                });
                if !fits {
                    wrong.push(format!("refund {gateway_id} as {:?}", refund.status));
                }
            }
        }
        // Refunds made in the gateway's dashboard are facts, whatever staff returned before.
        for payment in &basket.payments {
            let returned: i64 = basket
                .refunds
                .iter()
                .filter(|refund| refund.payment_id == Some(payment.id) && refund.by.is_staff())
                .filter(|refund| refund.status != RefundStatus::Failed)
                .map(|refund| refund.amount.minor())
                .sum();
            if returned > payment.amount.minor() {
                wrong.push(format!("refunds of {returned} of payment {}", payment.id));
            }
        }
        let refunds: BTreeSet<_> = basket.refunds.iter().map(|refund| refund.id).collect();
        let links: BTreeSet<_> = basket.links.iter().map(|link| link.id).collect();
        if refunds.len() < basket.refunds.len() || links.len() < basket.links.len() {
            twice.push("a refund or link".to_owned());
        }
        for dispute in &basket.disputes {
            let booked = books.disputes.get(&dispute.gateway_id);
            if booked.is_none_or(|booked| booked.report.amount != dispute.amount) {
                wrong.push(format!("dispute {}", dispute.gateway_id));
            }
        }
        self.check(1, twice.is_empty(), || {
            format!("{}: twice {twice:?}", basket.id)
        });
        self.check(2, wrong.is_empty(), || {
            format!("{}: nobody took or entered {wrong:?}", basket.id)
        });
    }

    /// I4 in the basket's own words, and in the index that lists are made of.
    fn check_balance(&mut self, commit: &Commit) {
        let basket = &commit.doc;
        let balance = basket.balance();
        let (total, net) = own_sums(basket);
        let settled = net >= total;
        let status = basket.status();
        let right = match status {
            BasketStatus::Outstanding => !settled,
            BasketStatus::Paid => net == total,
            BasketStatus::Overpaid => net > total,
            BasketStatus::Cancelled => basket.cancelled_at.is_some(),
        };
        let sums = balance.total.minor() == total
            && balance.paid.minor() - balance.refunded.minor() == net
            && balance.outstanding.minor() == own_outstanding(basket)
            && balance.overpaid.minor() == (net - total).max(0);
        let listed = commit.merchant_state.ends_with(status.as_str());
        self.check(4, right && sums && listed, || {
            format!(
                "{} is {status:?} in {} with net {net} of {total}, and says {balance:?}",
                basket.id, commit.merchant_state
            )
        });
        let flagged = net <= total || basket.flags().contains(&BasketFlag::Overpaid);
        self.check(12, flagged, || {
            format!("{} is overpaid without a flag", basket.id)
        });
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

    /// All that must hold once everything has settled: I1, I3, I6, I11, I12.
    pub fn check_at_rest(&mut self, books: &Books, unmatched: &[Unmatched], now: Timestamp) {
        self.check_captures(books, unmatched);
        self.check_sums(books);
        let baskets: Vec<Basket> = self.baskets().cloned().collect();
        for basket in &baskets {
            self.check_settled(basket, books, now);
            self.check_flags(basket, books);
        }
        self.check_promises();
        if !self.events.is_idle() {
            let owed = self.events.owed_at(now);
            self.check(6, owed.is_empty(), || {
                format!("events that never went: {owed:?}")
            });
        }
    }

    fn check_captures(&mut self, books: &Books, unmatched: &[Unmatched]) {
        for (session, capture) in books.captures() {
            let basket = self.basket(session.request.references.basket_id);
            let times = basket.map_or(0, |basket| {
                basket
                    .payments
                    .iter()
                    .filter(|payment| matches!(&payment.source, Source::Gateway { payment_intent, .. } if *payment_intent == capture.payment_intent))
                    .count()
            });
            let kept = unmatched
                .iter()
                .any(|it| it.text.contains(&capture.payment_intent));
            self.check(1, times == 1 || (times == 0 && kept), || {
                format!("{} is in the ledger {times} times", capture.payment_intent)
            });
        }
    }

    fn check_sums(&mut self, books: &Books) {
        let baskets: Vec<Basket> = self.baskets().cloned().collect();
        for basket in &baskets {
            let mut ours: BTreeMap<String, i64> = BTreeMap::new();
            let mut theirs = ours.clone();
            for payment in &basket.payments {
                if matches!(payment.source, Source::Gateway { .. }) {
                    *ours.entry(payment.currency.code().to_owned()).or_default() +=
                        payment.amount.minor();
                }
            }
            for refund in &basket.refunds {
                let at_gateway = refund.payment_intent.is_some();
                if at_gateway && refund.status != RefundStatus::Failed {
                    *ours.entry(refund.currency.code().to_owned()).or_default() -=
                        refund.amount.minor();
                }
            }
            for (session, capture) in books.captures() {
                if session.request.references.basket_id == basket.id {
                    *theirs
                        .entry(capture.currency.code().to_owned())
                        .or_default() += capture.amount.minor();
                }
            }
            for refund in books.refunds.values() {
                let of = books.session_of_intent(&refund.report.payment_intent);
                let here = of
                    .is_some_and(|(session, _)| session.request.references.basket_id == basket.id);
                if here && refund.report.status != RefundStatus::Failed {
                    *theirs
                        .entry(refund.report.currency.code().to_owned())
                        .or_default() -= refund.report.amount.minor();
                }
            }
            ours.retain(|_, sum| *sum != 0);
            theirs.retain(|_, sum| *sum != 0);
            self.check(3, ours == theirs, || {
                format!("{}: ledger {ours:?}, gateway {theirs:?}", basket.id)
            });
            let disputes_there = books
                .disputes
                .values()
                .filter(|dispute| {
                    books
                        .session_of_intent(&dispute.report.payment_intent)
                        .is_some_and(|(session, _)| {
                            session.request.references.basket_id == basket.id
                        })
                })
                .all(|dispute| {
                    basket.disputes.iter().any(|ours| {
                        ours.gateway_id == dispute.report.gateway_id
                            && ours.status == dispute.report.status
                    })
                });
            self.check(3, disputes_there, || {
                format!("{}: a dispute is missing", basket.id)
            });
        }
    }

    /// I11: nothing is left half done that the gateway knows the end of.
    fn check_settled(&mut self, basket: &Basket, books: &Books, now: Timestamp) {
        let mut left = Vec::new();
        for attempt in &basket.attempts {
            let session = books
                .sessions
                .values()
                .find(|session| session.request.references.attempt_id == attempt.id);
            let there = session.map(|session| &session.state);
            let settled = match &attempt.state {
                AttemptState::Opening => false,
                AttemptState::Open { .. } => there == Some(&BookedState::Open),
                AttemptState::Processing { .. } => there == Some(&BookedState::Processing),
                AttemptState::Expired | AttemptState::Failed | AttemptState::Paid { .. } => {
                    !matches!(there, Some(BookedState::Open | BookedState::Processing))
                }
            };
            if !settled {
                left.push(format!(
                    "attempt {} is {:?}, there {there:?}",
                    attempt.id, attempt.state
                ));
            }
        }
        for refund in &basket.refunds {
            let there = refund
                .gateway_id
                .as_ref()
                .and_then(|id| books.refunds.get(id))
                .map(|booked| booked.report.status);
            let settled = match (refund.status, &refund.payment_intent) {
                (RefundStatus::Pending, _) => there == Some(RefundStatus::Pending),
                (_, None) => true,
                (status, Some(_)) => there.is_none_or(|there| there == status),
            };
            if !settled {
                left.push(format!(
                    "refund {} is {:?}, there {there:?}",
                    refund.id, refund.status
                ));
            }
        }
        for row in &basket.outbox {
            match row.state {
                RowState::Failed { .. } => {}
                RowState::Queued { .. } | RowState::Leased { .. } => {
                    left.push(format!("mail {} is {:?}", row.id, row.state));
                }
            }
        }
        left.extend(left_at(basket, now));
        self.check(11, left.is_empty(), || {
            format!("{} at {now}: {}", basket.id, left.join("; "))
        });
    }

    /// I12: whatever should not have come is flagged.
    fn check_flags(&mut self, basket: &Basket, books: &Books) {
        let mut silent = Vec::new();
        for payment in &basket.payments {
            let Source::Gateway { payment_intent, .. } = &payment.source else {
                continue;
            };
            let Some((session, _)) = books.session_of_intent(payment_intent) else {
                continue;
            };
            let asked = session.request.amount;
            let mismatch = asked != payment.amount;
            if mismatch && payment.flags.is_empty() {
                silent.push(payment.id);
            }
        }
        self.check(12, silent.is_empty(), || {
            format!(
                "{}: payments that nobody is told about {silent:?}",
                basket.id
            )
        });
    }

    /// I6: the write that changes something also writes down the mails that it owes.
    fn check_owed(&mut self, before: Option<&Basket>, next: &Basket) {
        let written = |wanted: &Message| next.outbox.iter().any(|row| row.message == *wanted);
        let was_paid = |id| before.is_some_and(|before| before.payment(id).is_some());
        let mut missing = Vec::new();
        for payment in next.payments.iter().filter(|payment| !was_paid(payment.id)) {
            let payment_id = payment.id;
            let gateway = matches!(payment.source, Source::Gateway { .. });
            let reachable = next.buyer.email.is_some() && !next.buyer.is_staff();
            if gateway && !written(&Message::StaffNotice { payment_id }) {
                missing.push(format!("a notice of {payment_id}"));
            }
            if reachable && !written(&Message::Receipt { payment_id }) {
                missing.push(format!("a receipt of {payment_id}"));
            }
        }
        for refund in &next.refunds {
            let refund_id = refund.id;
            let failed_before = before.is_some_and(|before| {
                before
                    .refunds
                    .iter()
                    .any(|old| old.id == refund_id && old.status == RefundStatus::Failed)
            });
            let fails_now = refund.status == RefundStatus::Failed && !failed_before;
            if fails_now && !written(&Message::RefundFailed { refund_id }) {
                missing.push(format!("a notice of the failed {refund_id}"));
            }
        }
        for dispute in &next.disputes {
            let told_before = before.is_some_and(|before| {
                before
                    .disputes
                    .iter()
                    .any(|old| old.gateway_id == dispute.gateway_id && old.status == dispute.status)
            });
            let notice = Message::Dispute {
                gateway_id: dispute.gateway_id.clone(),
                status: dispute.status,
            };
            if !told_before && !written(&notice) {
                missing.push(format!("a notice of the dispute {}", dispute.gateway_id));
            }
        }
        self.check(6, missing.is_empty(), || {
            format!("{}: not owed: {missing:?}", next.id)
        });
    }

    /// I6: every promised mail went, or the history says why not.
    fn check_promises(&mut self) {
        let mut owed = Vec::new();
        for (mail_id, mail) in &self.mails {
            let Some(basket) = self.basket(mail.basket_id) else {
                continue;
            };
            let row = basket.outbox.iter().find(|row| row.id == *mail_id);
            let given_up = row.is_some_and(is_failed);
            let told = basket.history.iter().any(|entry| match &entry.event {
                HistoryEvent::EmailSkipped { message, .. }
                | HistoryEvent::EmailFailed { message, .. } => *message == mail.message.kind(),
                _ => false,
            });
            if mail.taken == 0 && !given_up && !told {
                owed.push(format!("{mail_id} {:?}", mail.message));
            }
        }
        self.check(6, owed.is_empty(), || {
            format!("mails that never went: {owed:?}")
        });
    }
}

fn is_failed(row: &OutboxRow) -> bool {
    matches!(row.state, RowState::Failed { .. })
}

/// Whether an attempt in this state holds its amount (R12).
fn holds(state: &AttemptState) -> bool {
    match state {
        AttemptState::Opening | AttemptState::Open { .. } | AttemptState::Processing { .. } => true,
        AttemptState::Expired | AttemptState::Failed | AttemptState::Paid { .. } => false,
    }
}

/// Total and net paid, added up once more.
pub fn own_sums(basket: &Basket) -> (i64, i64) {
    let items: i64 = basket
        .items
        .iter()
        .map(|item| item.unit_amount.minor() * i64::from(item.quantity))
        .sum();
    let (mut credit, mut net) = (0, 0);
    for payment in &basket.payments {
        if payment.currency == basket.currency {
            net += payment.amount.minor();
        }
    }
    for refund in &basket.refunds {
        if refund.status != RefundStatus::Failed {
            credit += refund.credit.minor();
            if refund.currency == basket.currency {
                net -= refund.amount.minor();
            }
        }
    }
    (items - credit, net)
}

/// What is still to be paid, worked out once more.
pub fn own_outstanding(basket: &Basket) -> i64 {
    if basket.cancelled_at.is_some() {
        return 0;
    }
    let (total, net) = own_sums(basket);
    (total - net).max(0)
}
