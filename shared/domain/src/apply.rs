//! Facts: what happened. They are never refused, and each is recorded once (R15).
//!
//! [`apply`] is a pure, total function. Attempts, refunds and disputes only ever rise in rank, so
//! facts may come late, twice and in any order, and the money ends up the same.

use jiff::Timestamp;

use super::basket::{Actor, Basket, BasketFlag, HistoryEvent, Message, OutboxRow, RowState};
use super::decide::{push_mail, release_tickets};
use super::events::WebhookKey;
use super::ids::{AttemptId, LinkId, MailId, PaymentId, RefundId, WebhookEndpointId};
use super::limits;
use super::link::EmailStatus;
use super::mail::{MailReport, mail_reported, mail_sent, tell_of_failed_mail};
use super::money::{Amount, Currency};
use super::payment::{
    AttemptState, Dispute, DisputeStatus, Method, Payment, PaymentFlag, Refund, RefundStatus,
    Source,
};
use super::reminder::{mark_reminder, remind};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The gateway opened the session of an attempt.
    SessionOpened {
        /// Which attempt.
        attempt_id: AttemptId,
        /// The gateway's session.
        session_id: String,
        /// Its page.
        url: String,
        /// When it ends.
        expires_at: Timestamp,
    },
    /// The gateway said for good that it opens no session for an attempt.
    SessionRefused {
        /// Which attempt.
        attempt_id: AttemptId,
    },
    /// The session of an attempt ended without money.
    SessionExpired {
        /// Which attempt.
        attempt_id: AttemptId,
    },
    /// The session is complete, the money under way.
    PaymentProcessing {
        /// Which attempt.
        attempt_id: AttemptId,
        /// The gateway's session.
        session_id: String,
    },
    /// The money did not come after all.
    PaymentFailed {
        /// Which attempt.
        attempt_id: AttemptId,
    },
    /// The gateway has not let us ask about money under way for so long that it is not waited for
    /// any more.
    AttemptGivenUp {
        /// Which attempt.
        attempt_id: AttemptId,
    },
    /// The money came.
    PaymentSucceeded(GatewayPayment),
    /// The gateway returned money, is returning it, or could not.
    Refunded(GatewayRefund),
    /// A guest's bank disputes a payment, or has decided.
    Disputed(GatewayDispute),
    /// An attempt or refund was looked at and nothing new found; look again later.
    Checked {
        /// Which attempt.
        attempt_id: AttemptId,
    },
    /// A refund was looked at and nothing new found; look again later.
    RefundChecked {
        /// Which refund.
        refund_id: RefundId,
    },
    /// The gateway does not let us ask about a refund; ask again, but not as often.
    RefundOutOfReach {
        /// Which refund.
        refund_id: RefundId,
    },
    /// The time of a link's reminder has come (R23).
    ReminderDue {
        /// Which link.
        link_id: LinkId,
        /// The id of the mail, where it is sent.
        mail_id: MailId,
    },
    /// A link's time ran out; this only writes the line of history.
    LinkExpired {
        /// Which link.
        link_id: LinkId,
    },
    /// The mail service took a mail.
    MailSent {
        /// Which mail.
        mail_id: MailId,
    },
    /// The mail service tells what became of a mail that it took (R22).
    MailReported {
        /// Which mail.
        mail_id: MailId,
        /// What it tells.
        report: MailReport,
        /// Why a mail did not arrive, for staff; without personal data.
        reason: String,
        /// The id of the mail that tells staff of a failure.
        notice: MailId,
    },
    /// The mail service did not take a mail.
    MailNotSent {
        /// Which mail.
        mail_id: MailId,
        /// Whether trying again can help.
        retry: bool,
        /// Why, for staff.
        reason: String,
        /// The id of the mail that tells staff, where it is given up.
        notice: MailId,
    },
    /// A mail is no longer wanted: its link is closed, its buyer has no address.
    MailSkipped {
        /// Which mail.
        mail_id: MailId,
        /// Why, for staff.
        reason: String,
    },
    /// A merchant's endpoint took an event, or is no longer there to take it.
    WebhookDone {
        /// Which event at which endpoint.
        key: WebhookKey,
    },
    /// A merchant's endpoint did not take an event.
    WebhookNotDelivered {
        /// Which event at which endpoint.
        key: WebhookKey,
        /// When to try again; `None` gives it up.
        retry_at: Option<Timestamp>,
    },
    /// Events are no longer sent to an endpoint, since it took none for days.
    EndpointDisabled {
        /// Which.
        endpoint_id: WebhookEndpointId,
        /// Its address, without what may be secret in it.
        address: String,
        /// The id of the mail that tells the merchant.
        notice: MailId,
    },
}

/// Money that the gateway took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayPayment {
    /// The attempt, from the session's metadata.
    pub attempt_id: AttemptId,
    /// The link, from the session's metadata.
    pub link_id: LinkId,
    /// The gateway's payment intent: one payment each.
    pub payment_intent: String,
    /// The connected account that took it.
    pub account: Option<String>,
    /// How much, in ISO minor units.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
    /// By what means.
    pub method: Method,
    /// When, as the gateway says.
    pub received_at: Timestamp,
    /// The id it gets here if it is new.
    pub payment_id: PaymentId,
    /// The ids of the mails that it causes if it is new.
    pub mails: PaymentMails,
}

/// The ids of the mails that a new payment causes (R20, R21).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentMails {
    /// The guest's receipt.
    pub receipt: MailId,
    /// The staff's notice.
    pub notice: MailId,
    /// The tickets, where the merchant releases them at zero balance (R21).
    pub tickets: Option<MailId>,
}

/// A refund as the gateway tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayRefund {
    /// The gateway's id; `None` where it refused to make the refund.
    pub gateway_id: Option<String>,
    /// Our id from its metadata, or the id it gets here if it is new (made in the dashboard).
    pub refund_id: RefundId,
    /// The payment intent whose money it is.
    pub payment_intent: String,
    /// How much, in ISO minor units.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
    /// How far it came.
    pub status: RefundStatus,
    /// The id of the mail that tells staff of a failure.
    pub notice: MailId,
}

/// A dispute as the gateway tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayDispute {
    /// The gateway's id.
    pub gateway_id: String,
    /// The disputed payment intent.
    pub payment_intent: String,
    /// How much, in ISO minor units.
    pub amount: Amount,
    /// How far it came.
    pub status: DisputeStatus,
    /// Until when staff can answer it at the gateway, where the gateway told.
    pub answer_by: Option<Timestamp>,
    /// The id of the mail that tells staff, where it came further.
    pub notice: MailId,
}

/// The basket with `fact` recorded. A fact that is known already changes nothing, which callers see
/// by comparing.
pub fn apply(basket: &Basket, fact: &Fact, now: Timestamp) -> Basket {
    let mut next = basket.clone();
    match fact {
        Fact::SessionOpened {
            attempt_id,
            session_id,
            url,
            expires_at,
        } => {
            let state = AttemptState::Open {
                session_id: session_id.clone(),
                url: url.clone(),
            };
            if raise_attempt(&mut next, *attempt_id, state, now).is_some()
                && let Some(attempt) = next.attempts.iter_mut().find(|a| a.id == *attempt_id)
            {
                attempt.expires_at = *expires_at;
            }
        }
        // Another caller may have opened the session meanwhile; then the refusal was not the answer.
        Fact::SessionRefused { attempt_id } if !is_opening(&next, *attempt_id) => {}
        Fact::SessionRefused { attempt_id } | Fact::PaymentFailed { attempt_id } => {
            if let Some(amount) = raise_attempt(&mut next, *attempt_id, AttemptState::Failed, now) {
                next.note(&Actor::Gateway, HistoryEvent::PaymentFailed { amount }, now);
            }
        }
        Fact::SessionExpired { attempt_id } => {
            if let Some(amount) = raise_attempt(&mut next, *attempt_id, AttemptState::Expired, now)
            {
                next.note(
                    &Actor::Gateway,
                    HistoryEvent::PaymentExpired { amount },
                    now,
                );
            }
        }
        Fact::PaymentProcessing {
            attempt_id,
            session_id,
        } => {
            let state = AttemptState::Processing {
                session_id: session_id.clone(),
            };
            if let Some(amount) = raise_attempt(&mut next, *attempt_id, state, now) {
                next.note(
                    &Actor::Gateway,
                    HistoryEvent::PaymentProcessing { amount },
                    now,
                );
            }
        }
        Fact::AttemptGivenUp { attempt_id } => {
            if let Some(amount) = raise_attempt(&mut next, *attempt_id, AttemptState::Failed, now) {
                next.note(&Actor::System, HistoryEvent::PaymentFailed { amount }, now);
            }
        }
        Fact::PaymentSucceeded(payment) => payment_succeeded(&mut next, payment, now),
        Fact::Refunded(refund) => refunded(&mut next, refund, now),
        Fact::Disputed(dispute) => disputed(&mut next, dispute, now),
        Fact::Checked { attempt_id } => {
            if let Some(attempt) = next.attempts.iter_mut().find(|a| a.id == *attempt_id) {
                attempt.check_at = next_check(&attempt.state, now);
            }
        }
        Fact::RefundChecked { refund_id } => {
            // One that may never have been made does not wait as long as a bank's decision.
            let made = next
                .refunds
                .iter()
                .any(|refund| refund.id == *refund_id && refund.gateway_id.is_some());
            let pause = if made {
                limits::PROCESSING_CHECK
            } else {
                limits::OPEN_CHECK
            };
            put_off_refund(&mut next, *refund_id, limits::after(now, pause));
        }
        Fact::RefundOutOfReach { refund_id } => {
            put_off_refund(
                &mut next,
                *refund_id,
                limits::after(now, limits::OUT_OF_REACH_CHECK),
            );
        }
        Fact::ReminderDue { link_id, mail_id } => remind(&mut next, *link_id, *mail_id, now),
        Fact::LinkExpired { link_id } => {
            if let Some(link) = next.links.iter_mut().find(|link| link.id == *link_id)
                && link.expiry_noted_at.is_none()
            {
                link.expiry_noted_at = Some(now);
                next.note(
                    &Actor::System,
                    HistoryEvent::LinkExpired { link_id: *link_id },
                    now,
                );
            }
        }
        Fact::MailSent { mail_id } => mail_sent(&mut next, *mail_id, now),
        Fact::MailReported {
            mail_id,
            report,
            reason,
            notice,
        } => {
            mail_reported(&mut next, *mail_id, *report, reason, *notice, now);
        }
        Fact::MailNotSent {
            mail_id,
            retry,
            reason,
            notice,
        } => {
            mail_not_sent(&mut next, *mail_id, *retry, reason, *notice, now);
        }
        Fact::MailSkipped { mail_id, reason } => {
            if let Some(row) = take_row(&mut next, *mail_id) {
                for link in &mut next.links {
                    link.email.take_if(|email| email.mail_id == *mail_id);
                }
                let event = HistoryEvent::EmailSkipped {
                    message: row.message.kind(),
                    reason: reason.clone(),
                };
                next.note(&Actor::System, event, now);
            }
        }
        Fact::WebhookDone { key } => next.webhooks.retain(|row| !row.is(*key)),
        Fact::WebhookNotDelivered { key, retry_at } => match retry_at {
            None => next.webhooks.retain(|row| !row.is(*key)),
            Some(try_at) => {
                for row in next.webhooks.iter_mut().filter(|row| row.is(*key)) {
                    row.state = RowState::Queued { try_at: *try_at };
                }
            }
        },
        Fact::EndpointDisabled {
            endpoint_id,
            address,
            notice,
        } => {
            let message = Message::EndpointDisabled {
                endpoint_id: *endpoint_id,
                address: address.clone(),
            };
            if next.outbox.iter().all(|row| row.message != message) {
                push_mail(&mut next, *notice, message, now);
            }
        }
    }
    drop_old_attempts(&mut next);
    next
}

/// Gives the outbox rows that are free to a sender until the lease ends, no more than can be sent in
/// that time. A row that was never tried is free at once; others from their time on.
///
/// `None` where there is none.
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

/// Whether a row is still the sender's who claimed it so: its lease lasts, and nobody settled it.
pub fn row_is_held(basket: &Basket, claimed: &OutboxRow, now: Timestamp) -> bool {
    let RowState::Leased { until } = claimed.state else {
        return false;
    };
    now < until && basket.outbox.contains(claimed)
}

/// Whether a sender may take the row at `now`.
pub fn row_is_free(row: &OutboxRow, now: Timestamp) -> bool {
    is_free(row.tries, &row.state, now)
}

/// Whether a sender may take at `now` what was tried so often and is in this state.
pub(super) fn is_free(tries: u32, state: &RowState, now: Timestamp) -> bool {
    match state {
        RowState::Queued { try_at } => tries == 0 || *try_at <= now,
        RowState::Leased { until } => *until <= now,
        RowState::Failed { .. } => false,
    }
}

fn is_opening(basket: &Basket, id: AttemptId) -> bool {
    basket
        .attempt(id)
        .is_some_and(|attempt| attempt.state == AttemptState::Opening)
}

/// Raises an attempt to `state` if that ranks higher; its amount if it did.
fn raise_attempt(
    basket: &mut Basket,
    id: AttemptId,
    state: AttemptState,
    now: Timestamp,
) -> Option<Amount> {
    let attempt = basket
        .attempts
        .iter_mut()
        .find(|attempt| attempt.id == id)?;
    if state.rank() <= attempt.state.rank() {
        return None;
    }
    attempt.check_at = next_check(&state, now);
    attempt.state = state;
    Some(attempt.amount)
}

fn next_check(state: &AttemptState, now: Timestamp) -> Option<Timestamp> {
    match state {
        AttemptState::Opening => Some(limits::after(now, limits::OPENING_CHECK)),
        AttemptState::Open { .. } => Some(limits::after(now, limits::OPEN_CHECK)),
        AttemptState::Processing { .. } => Some(limits::after(now, limits::PROCESSING_CHECK)),
        AttemptState::Expired | AttemptState::Failed | AttemptState::Paid { .. } => None,
    }
}

fn put_off_refund(basket: &mut Basket, id: RefundId, until: Timestamp) {
    if let Some(refund) = basket.refunds.iter_mut().find(|refund| refund.id == id) {
        refund.check_at = refund.check_at.map(|_| until);
    }
}

fn payment_succeeded(basket: &mut Basket, fact: &GatewayPayment, now: Timestamp) {
    if basket.payment_of_intent(&fact.payment_intent).is_some() {
        return;
    }
    let flags = payment_flags(basket, fact);
    basket.payments.push(Payment {
        id: fact.payment_id,
        amount: fact.amount,
        currency: fact.currency,
        method: fact.method,
        source: Source::Gateway {
            payment_intent: fact.payment_intent.clone(),
            account: fact.account.clone(),
            attempt_id: fact.attempt_id,
            link_id: fact.link_id,
        },
        received_at: fact.received_at,
        recorded_at: now,
        flags: flags.clone(),
        accepted: None,
    });
    credit_gateway_refunds(basket);
    let paid = AttemptState::Paid {
        payment_id: fact.payment_id,
    };
    raise_attempt(basket, fact.attempt_id, paid, now);
    let event = HistoryEvent::PaymentRecorded {
        payment_id: fact.payment_id,
        amount: fact.amount,
        method: fact.method,
    };
    basket.note(&Actor::Gateway, event, now);
    let mut raised: Vec<BasketFlag> = flags
        .into_iter()
        .map(|flag| match flag {
            PaymentFlag::UnexpectedPayment => BasketFlag::UnexpectedPayment,
            PaymentFlag::AmountMismatch => BasketFlag::AmountMismatch,
        })
        .collect();
    if basket.balance().overpaid.is_positive() {
        raised.push(BasketFlag::Overpaid);
    }
    for flag in raised {
        let event = HistoryEvent::PaymentFlagged {
            payment_id: fact.payment_id,
            flag,
        };
        basket.note(&Actor::System, event, now);
    }
    let payment_id = fact.payment_id;
    if basket.buyer.email.is_some() && !basket.buyer.is_staff() {
        push_mail(
            basket,
            fact.mails.receipt,
            Message::Receipt { payment_id },
            now,
        );
    }
    push_mail(
        basket,
        fact.mails.notice,
        Message::StaffNotice { payment_id },
        now,
    );
    if let Some(mail_id) = fact.mails.tickets {
        release_tickets(basket, mail_id, now);
    }
}

/// Works out anew how much of each refund made at the gateway the guest no longer owes, in an order
/// that does not depend on when we heard of what. Refunds that staff ordered keep what was decided,
/// and what staff did later changes nothing: each is seen against what was owed when we heard of it.
fn credit_gateway_refunds(basket: &mut Basket) {
    let (mut ours, others): (Vec<Refund>, Vec<Refund>) = std::mem::take(&mut basket.refunds)
        .into_iter()
        .partition(|refund| refund.by == Actor::Gateway);
    basket.refunds = others;
    ours.sort_by(|a, b| a.gateway_id.cmp(&b.gateway_id));
    // What the gateway's payments still cover of what was owed apart from them.
    let mut kept = kept_by_gateway(basket);
    for mut refund in ours {
        let payment = refund
            .payment_intent
            .as_deref()
            .and_then(|intent| basket.payment_of_intent(intent));
        refund.payment_id = payment.map(|payment| payment.id);
        let currency = payment.map_or(refund.currency, |payment| payment.currency);
        let counts = currency == basket.currency && refund.status != RefundStatus::Failed;
        refund.credit = if counts {
            let owed_apart = refund
                .owed_apart
                .unwrap_or_else(|| owed_apart_from_gateway(basket));
            // Only what was paid beyond it was never owed.
            let credit = (refund.amount - (kept - owed_apart).or_zero()).or_zero();
            kept = kept - refund.amount + credit;
            credit
        } else {
            Amount::ZERO
        };
        basket.refunds.push(refund);
    }
}

/// What the gateway took in the basket's currency, less what it returned by itself and is still owed.
fn kept_by_gateway(basket: &Basket) -> Amount {
    let taken: Amount = basket
        .payments
        .iter()
        .filter(|payment| payment.currency == basket.currency)
        .filter(|payment| matches!(payment.source, Source::Gateway { .. }))
        .map(|payment| payment.amount)
        .sum();
    let returned: Amount = basket
        .refunds
        .iter()
        .filter(|refund| refund.status != RefundStatus::Failed && refund.by == Actor::Gateway)
        .filter(|refund| refund.currency == basket.currency)
        .map(|refund| refund.amount - refund.credit)
        .sum();
    taken - returned
}

/// What would be owed, or below zero overpaid, if the gateway had taken nothing and returned nothing
/// by itself.
fn owed_apart_from_gateway(basket: &Basket) -> Amount {
    let balance = basket.balance();
    balance.total - balance.paid + balance.refunded + kept_by_gateway(basket)
}

/// What is odd about a payment, seen from the attempt that it belongs to (R15).
fn payment_flags(basket: &Basket, fact: &GatewayPayment) -> Vec<PaymentFlag> {
    let attempt = basket.attempt(fact.attempt_id);
    let expected = attempt.is_some_and(|attempt| match attempt.state {
        AttemptState::Opening | AttemptState::Open { .. } | AttemptState::Processing { .. } => true,
        AttemptState::Expired | AttemptState::Failed | AttemptState::Paid { .. } => false,
    });
    let closed = basket.cancelled_at.is_some()
        || basket
            .link(fact.link_id)
            .is_none_or(|link| link.cancelled_at.is_some() || link.superseded_at.is_some());
    let mismatch = attempt
        .is_some_and(|attempt| attempt.amount != fact.amount || attempt.currency != fact.currency)
        || fact.currency != basket.currency;
    let all = [
        (PaymentFlag::UnexpectedPayment, !expected || closed),
        (PaymentFlag::AmountMismatch, mismatch),
    ];
    all.into_iter()
        .filter(|(_, raised)| *raised)
        .map(|(flag, _)| flag)
        .collect()
}

fn refunded(basket: &mut Basket, fact: &GatewayRefund, now: Timestamp) {
    let known = basket
        .refunds
        .iter_mut()
        .find(|refund| refund.is_told_by(fact.refund_id, fact.gateway_id.as_deref()));
    let rose = match known {
        Some(refund) => {
            let was_refused = refund.was_only_refused();
            refund.gateway_id = fact.gateway_id.clone().or(refund.gateway_id.take());
            let rises = fact.status > refund.status
                || (was_refused && fact.gateway_id.is_some() && fact.status != refund.status);
            if rises {
                refund.status = fact.status;
                refund.failed_at = (fact.status == RefundStatus::Failed).then_some(now);
                refund.check_at = next_refund_check(fact.status, now);
            }
            rises.then_some((refund.id, refund.amount))
        }
        None => {
            basket.refunds.push(Refund {
                id: fact.refund_id,
                payment_id: None,
                payment_intent: Some(fact.payment_intent.clone()),
                gateway_id: fact.gateway_id.clone(),
                amount: fact.amount,
                currency: fact.currency,
                credit: Amount::ZERO,
                owed_apart: Some(owed_apart_from_gateway(basket)),
                status: fact.status,
                reason: None,
                by: Actor::Gateway,
                created_at: now,
                failed_at: (fact.status == RefundStatus::Failed).then_some(now),
                check_at: next_refund_check(fact.status, now),
            });
            Some((fact.refund_id, fact.amount))
        }
    };
    let Some((refund_id, amount)) = rose else {
        return;
    };
    credit_gateway_refunds(basket);
    let event = match fact.status {
        RefundStatus::Pending => HistoryEvent::RefundRequested { refund_id, amount },
        RefundStatus::Succeeded => HistoryEvent::RefundSucceeded { refund_id, amount },
        RefundStatus::Failed => {
            push_mail(
                basket,
                fact.notice,
                Message::RefundFailed { refund_id },
                now,
            );
            HistoryEvent::RefundFailed { refund_id, amount }
        }
    };
    basket.note(&Actor::Gateway, event, now);
}

fn next_refund_check(status: RefundStatus, now: Timestamp) -> Option<Timestamp> {
    match status {
        RefundStatus::Pending => Some(limits::after(now, limits::PROCESSING_CHECK)),
        RefundStatus::Succeeded | RefundStatus::Failed => None,
    }
}

fn disputed(basket: &mut Basket, fact: &GatewayDispute, now: Timestamp) {
    let known = basket
        .disputes
        .iter_mut()
        .find(|dispute| dispute.gateway_id == fact.gateway_id);
    match known {
        Some(dispute) => {
            // The latest one told, so that the order in which they are told does not matter.
            dispute.answer_by = dispute.answer_by.max(fact.answer_by);
            if fact.status <= dispute.status {
                return;
            }
            dispute.status = fact.status;
        }
        None => basket.disputes.push(Dispute {
            gateway_id: fact.gateway_id.clone(),
            payment_intent: fact.payment_intent.clone(),
            amount: fact.amount,
            status: fact.status,
            answer_by: fact.answer_by,
            opened_at: now,
        }),
    }
    let message = Message::Dispute {
        gateway_id: fact.gateway_id.clone(),
        status: fact.status,
    };
    push_mail(basket, fact.notice, message, now);
    let amount = fact.amount;
    let event = match fact.status {
        DisputeStatus::Open => HistoryEvent::DisputeOpened { amount },
        DisputeStatus::Won => HistoryEvent::DisputeWon { amount },
        DisputeStatus::Lost => HistoryEvent::DisputeLost { amount },
    };
    basket.note(&Actor::Gateway, event, now);
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

fn mail_not_sent(
    basket: &mut Basket,
    mail_id: MailId,
    retry: bool,
    reason: &str,
    notice: MailId,
    now: Timestamp,
) {
    let Some(row) = basket.outbox.iter_mut().find(|row| row.id == mail_id) else {
        return;
    };
    // A sender that was slow may tell of an older try; what was given up stays so.
    if row.is_given_up() {
        return;
    }
    let message = row.message.clone();
    if retry && now < limits::after(row.queued_at, limits::MAIL_TRIES_FOR) {
        row.state = RowState::Queued {
            try_at: limits::after(now, limits::retry_pause(row.tries)),
        };
        return;
    }
    row.state = RowState::Failed {
        at: now,
        reason: reason.to_owned(),
    };
    let row = row.clone();
    mark_reminder(basket, &row, EmailStatus::Failed, now);
    mark_link_email(basket, mail_id, EmailStatus::Failed, now);
    let event = HistoryEvent::EmailFailed {
        message: message.kind(),
        reason: reason.to_owned(),
    };
    basket.note(&Actor::System, event, now);
    tell_of_failed_mail(basket, mail_id, &message, reason, notice, now);
}

/// Keeps the newest closed attempts only. An attempt that led to a payment is told by the payment.
fn drop_old_attempts(basket: &mut Basket) {
    let closed = basket
        .attempts
        .iter()
        .filter(|attempt| !attempt.is_live())
        .count();
    let mut surplus = closed.saturating_sub(limits::CLOSED_ATTEMPTS);
    basket.attempts.retain(|attempt| {
        let drop = surplus > 0 && !attempt.is_live();
        if drop {
            surplus -= 1;
        }
        !drop
    });
}
