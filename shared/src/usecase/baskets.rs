//! Making, changing and cancelling baskets; manual payments; tickets.

use super::attempts::carry_out_after_expiring;
use super::{Core, Error};
use crate::domain::decide::{self, Command, Context, NewBasket, NewPayment};
use crate::domain::ids::BasketId;
use crate::domain::merchant::Permission;
use crate::gateway::PaymentGateway;
use crate::principal::Principal;
use crate::random::Ids;
use crate::store::{StoreError, Stored};

/// Makes a basket (R1). With the same ids, the basket that was made before is answered.
pub async fn create_basket(
    core: &Core,
    principal: &Principal,
    ids: &Ids,
    new: NewBasket,
) -> Result<Stored, Error> {
    principal.require(Permission::Sell)?;
    let context = Context { actor: principal.actor().clone(), now: core.now() };
    let basket = decide::create_basket(ids.basket(), principal.merchant_id(), new, &context);
    match core.store.insert_basket(&basket).await {
        Err(StoreError::Conflict) => core.load(principal, basket.id).await,
        other => Ok(other?),
    }
}

/// Reads a basket.
pub async fn read_basket(core: &Core, principal: &Principal, id: BasketId) -> Result<Stored, Error> {
    principal.require(Permission::Read)?;
    core.load(principal, id).await
}

/// Changes a basket by a command of staff that open sessions could race with: its buyer, its items,
/// its end. Sessions are expired at the gateway first (R17).
pub async fn change_basket(
    core: &Core,
    gateway: &dyn PaymentGateway,
    principal: &Principal,
    id: BasketId,
    command: &Command,
) -> Result<Stored, Error> {
    principal.require(Permission::Sell)?;
    let stored = core.load(principal, id).await?;
    carry_out_after_expiring(core, gateway, stored, command, principal.actor()).await
}

/// Writes down money received outside the gateway (R17).
pub async fn record_manual_payment(
    core: &Core,
    gateway: &dyn PaymentGateway,
    principal: &Principal,
    id: BasketId,
    payment: NewPayment,
) -> Result<Stored, Error> {
    change_basket(core, gateway, principal, id, &Command::RecordPayment(payment)).await
}

/// Sends the tickets (R20).
pub async fn send_tickets(
    core: &Core,
    principal: &Principal,
    ids: &Ids,
    id: BasketId,
    force: bool,
) -> Result<Stored, Error> {
    principal.require(Permission::Sell)?;
    let stored = core.load(principal, id).await?;
    let command = Command::SendTickets { mail_id: ids.mail(), force };
    core.carry_out(stored, &command, principal.actor()).await
}
