//! Disputes as the gateway tells of them (R18).

use jiff::Timestamp;

use crate::actor::Actor;
use crate::basket::Basket;
use crate::effects::push_mail;
use crate::history::HistoryEvent;
use crate::ids::MailId;
use crate::money::Amount;
use crate::outbox::Message;
use crate::payment::{Dispute, DisputeStatus};

/// A dispute as the gateway tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayDispute {
    /// The gateway's id of the dispute.
    pub gateway_id: String,
    /// The disputed payment intent.
    pub payment_intent: String,
    /// The disputed amount, in minor units by ISO 4217.
    pub amount: Amount,
    /// The newest status that the gateway told.
    pub status: DisputeStatus,
    /// Until when staff can answer the dispute at the gateway, where the gateway told that.
    pub answer_by: Option<Timestamp>,
    /// The id of the mail that tells staff, where the status is new.
    pub notice: MailId,
}

pub(super) fn disputed(basket: &mut Basket, fact: &GatewayDispute, now: Timestamp) {
    let known = basket
        .disputes
        .iter_mut()
        .find(|dispute| dispute.gateway_id == fact.gateway_id);
    match known {
        Some(dispute) => {
            // The latest time counts, so that facts may come in any order.
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
