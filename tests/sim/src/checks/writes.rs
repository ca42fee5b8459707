//! What must hold after every write of a basket.

use std::collections::BTreeSet;

use paylink_domain::basket::{Basket, BasketStatus};
use paylink_domain::flag::BasketFlag;
use paylink_domain::outbox::Message;
use paylink_domain::payment::{AttemptState, RefundStatus, Source};

use super::{Checker, Writer};
use crate::books::Books;
use crate::database::Commit;
use crate::sums::{own_outstanding, own_sums};

impl Checker {
    /// I5: ranks rise, entries stay.
    pub(super) fn check_moves(&mut self, before: &Basket, next: &Basket) {
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
    pub(super) fn check_reserved(&mut self, before: &Basket, next: &Basket, writer: Writer) {
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
    pub(super) fn check_tenant(
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
    pub(super) fn check_ledger(&mut self, basket: &Basket, books: &Books) {
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
    pub(super) fn check_balance(&mut self, commit: &Commit) {
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

    /// I6: the write that changes something also writes down the mails that it owes.
    pub(super) fn check_owed(&mut self, before: Option<&Basket>, next: &Basket) {
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
}

/// Whether an attempt in this state holds its amount (R12).
fn holds(state: &AttemptState) -> bool {
    match state {
        AttemptState::Opening | AttemptState::Open { .. } | AttemptState::Processing { .. } => true,
        AttemptState::Expired | AttemptState::Failed | AttemptState::Paid { .. } => false,
    }
}
