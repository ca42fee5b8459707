//! What must hold once everything has settled.

use std::collections::BTreeMap;

use jiff::Timestamp;
use paylink_domain::basket::Basket;
use paylink_domain::history::HistoryEvent;
use paylink_domain::outbox::{OutboxRow, RowState};
use paylink_domain::payment::{AttemptState, RefundStatus, Source};

use super::Checker;
use crate::books::{BookedState, Books};
use crate::database::Unmatched;
use crate::events::left_at;

impl Checker {
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
