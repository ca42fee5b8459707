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

/// A payment that was received outside the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayment {
    /// The id that the payment gets.
    pub id: PaymentId,
    /// The amount, in minor units of the basket's currency.
    pub amount: Amount,
    /// The way it was paid: cash, say.
    pub method: Method,
    /// A note of staff.
    pub note: Option<String>,
    /// When it was received.
    pub received_at: Timestamp,
    /// The actor knows that money may be under way, and that the amount may be more than is owed.
    pub confirm: bool,
    /// The id of the mail with the receipt.
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
    note_payment(basket, new, context);
    if basket.buyer.email.is_some() && !basket.buyer.is_staff() {
        let message = Message::Receipt { payment_id: new.id };
        push_mail(basket, new.receipt, message, context.now);
    }
    if let Some(mail_id) = new.tickets {
        release_tickets(basket, mail_id, context.now);
    }
    Ok(())
}

/// Writes the payment into the history, and that the basket is overpaid where it is (R19).
fn note_payment(basket: &mut Basket, new: &NewPayment, context: &Context) {
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
}
