//! Money that the gateway took (R15, R20, R21).

use jiff::Timestamp;

use super::attempt::raise_attempt;
use super::refund::credit_gateway_refunds;
use crate::actor::Actor;
use crate::basket::Basket;
use crate::effects::{push_mail, release_tickets};
use crate::flag::BasketFlag;
use crate::history::HistoryEvent;
use crate::ids::{AttemptId, LinkId, MailId, PaymentId};
use crate::money::{Amount, Currency};
use crate::outbox::Message;
use crate::payment::{AttemptState, Method, Payment, PaymentFlag, Source};

/// A payment that the gateway took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayPayment {
    /// The attempt, from the session's metadata.
    pub attempt_id: AttemptId,
    /// The link, from the session's metadata.
    pub link_id: LinkId,
    /// The gateway's payment intent. Each has one payment.
    pub payment_intent: String,
    /// The connected account that took the money. `None` is the platform's own account.
    pub account: Option<String>,
    /// The amount, in minor units by ISO 4217.
    pub amount: Amount,
    /// The currency that the guest paid in.
    pub currency: Currency,
    /// The way the guest paid: by card, say.
    pub method: Method,
    /// When the gateway received the money, as it says.
    pub received_at: Timestamp,
    /// The id that the payment gets here if it is new.
    pub payment_id: PaymentId,
    /// The ids of the mails that the payment causes if it is new.
    pub mails: PaymentMails,
}

/// The ids of the mails that a new payment causes (R20, R21).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentMails {
    /// The id of the receipt for the guest.
    pub receipt: MailId,
    /// The id of the notice to staff.
    pub notice: MailId,
    /// The id of the mail with the tickets, where the merchant releases them at zero balance (R21).
    pub tickets: Option<MailId>,
}

pub(super) fn payment_succeeded(basket: &mut Basket, fact: &GatewayPayment, now: Timestamp) {
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
    note_payment(basket, fact, flags, now);
    queue_mails(basket, fact, now);
}

/// Writes the payment into the history, with everything about it that staff should look at (R19).
fn note_payment(
    basket: &mut Basket,
    fact: &GatewayPayment,
    flags: Vec<PaymentFlag>,
    now: Timestamp,
) {
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
}

/// Queues the guest's receipt and the notice to staff, and the tickets where everything is paid.
fn queue_mails(basket: &mut Basket, fact: &GatewayPayment, now: Timestamp) {
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

/// The flags of a payment, as its attempt and its link give reason for (R15).
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
