//! Records money that was received outside the gateway (R17).

use jiff::Timestamp;

use super::checks::{refuse_full_ledger, refuse_in_progress};
use super::refusal::Refusal;
use crate::actor::Context;
use crate::basket::Basket;
use crate::effects::{push_mail, release_tickets};
use crate::flag::BasketFlag;
use crate::history::HistoryEvent;
use crate::ids::{MailId, PaymentId};
use crate::money::Amount;
use crate::outbox::Message;
use crate::payment::{Method, Payment, Source};

/// A payment received outside the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayment {
    /// Its id.
    pub id: PaymentId,
    /// How much.
    pub amount: Amount,
    /// By what means.
    pub method: Method,
    /// What staff noted.
    pub note: Option<String>,
    /// When it was received.
    pub received_at: Timestamp,
    /// That money under way, or that it is more than is owed, is known about.
    pub confirm: bool,
    /// The receipt's mail id.
    pub receipt: MailId,
    /// The id of the mail with the tickets, where the merchant releases them at zero balance (R21).
    pub tickets: Option<MailId>,
}

pub(super) fn record_payment(
    basket: &mut Basket,
    new: &NewPayment,
    context: &Context,
) -> Result<(), Refusal> {
    if basket.payment(new.id).is_some() {
        return Ok(());
    }
    if basket.cancelled_at.is_some() {
        return Err(Refusal::BasketCancelled);
    }
    refuse_full_ledger(basket)?;
    refuse_in_progress(basket, None, new.confirm)?;
    let outstanding = basket.balance().outstanding;
    if new.amount > outstanding && !new.confirm {
        return Err(if outstanding.is_positive() {
            Refusal::AmountAboveOutstanding { outstanding }
        } else {
            Refusal::NothingOutstanding
        });
    }
    basket.payments.push(Payment {
        id: new.id,
        amount: new.amount,
        currency: basket.currency,
        method: new.method,
        source: Source::Manual {
            by: context.actor.clone(),
            note: new.note.clone(),
        },
        received_at: new.received_at,
        recorded_at: context.now,
        flags: Vec::new(),
        accepted: None,
    });
    let event = HistoryEvent::PaymentRecorded {
        payment_id: new.id,
        amount: new.amount,
        method: new.method,
    };
    basket.note(&context.actor, event, context.now);
    if basket.balance().overpaid.is_positive() {
        let event = HistoryEvent::PaymentFlagged {
            payment_id: new.id,
            flag: BasketFlag::Overpaid,
        };
        basket.note(&context.actor, event, context.now);
    }
    if basket.buyer.email.is_some() && !basket.buyer.is_staff() {
        push_mail(
            basket,
            new.receipt,
            Message::Receipt { payment_id: new.id },
            context.now,
        );
    }
    if let Some(mail_id) = new.tickets {
        release_tickets(basket, mail_id, context.now);
    }
    Ok(())
}
