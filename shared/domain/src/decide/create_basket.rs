//! Makes a basket (R1).

use std::collections::BTreeMap;

use crate::actor::Context;
use crate::basket::{Basket, Item};
use crate::buyer::Buyer;
use crate::history::HistoryEvent;
use crate::ids::{BasketId, MerchantId};
use crate::money::Currency;

/// A basket to make (R1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBasket {
    /// The merchant's booking number.
    pub reference: String,
    /// The one currency of all its amounts.
    pub currency: Currency,
    /// What was booked.
    pub items: Vec<Item>,
    /// The person who pays.
    pub buyer: Buyer,
    /// The integrator's own data.
    pub metadata: BTreeMap<String, String>,
}

/// Makes a basket. Nothing refuses this: its parts were checked when they were parsed.
pub fn create_basket(
    id: BasketId,
    merchant: MerchantId,
    new: NewBasket,
    context: &Context,
) -> Basket {
    let mut basket = Basket {
        id,
        merchant_id: merchant,
        reference: new.reference,
        currency: new.currency,
        items: new.items,
        buyer: new.buyer,
        metadata: new.metadata,
        created_at: context.now,
        cancelled_at: None,
        links: Vec::new(),
        attempts: Vec::new(),
        payments: Vec::new(),
        refunds: Vec::new(),
        disputes: Vec::new(),
        tickets_sent: None,
        outbox: Vec::new(),
        mails: Vec::new(),
        webhooks: Vec::new(),
        history: Vec::new(),
    };
    let total = basket.balance().total;
    basket.note(
        &context.actor,
        HistoryEvent::BasketCreated { total },
        context.now,
    );
    basket
}
