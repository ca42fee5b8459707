//! Making, changing and cancelling baskets; manual payments; tickets.

use jiff::Timestamp;

use super::attempts::{carry_out_after_expiring, releases_tickets};
use super::{Core, Error};
use crate::principal::Principal;
use paylink_domain::actor::Context;
use paylink_domain::basket::BasketList;
use paylink_domain::decide::create_basket::NewBasket;
use paylink_domain::decide::record_payment::NewPayment;
use paylink_domain::decide::{self, Command};
use paylink_domain::ids::{BasketId, PaymentId};
use paylink_domain::merchant::Permission;
use paylink_domain::money::Amount;
use paylink_domain::payment::Method;
use paylink_gateway::PaymentGateway;
use paylink_platform::random::Ids;
use paylink_store::baskets::BasketCursor;
use paylink_store::{BasketPage, StoreError, Stored};

/// Makes a basket (R1). With the same ids, the basket that was made before is answered.
pub async fn create_basket(
    core: &Core,
    principal: &Principal,
    ids: &Ids,
    new: NewBasket,
) -> Result<Stored, Error> {
    principal.require(Permission::Sell)?;
    let context = Context {
        actor: principal.actor().clone(),
        now: core.now(),
    };
    let basket =
        decide::create_basket::create_basket(ids.basket(), principal.merchant_id(), new, &context);
    match core.store.insert_basket(&basket).await {
        Err(StoreError::Conflict) => core.load(principal, basket.id).await,
        other => Ok(other?),
    }
}

/// Reads a basket.
pub async fn read_basket(
    core: &Core,
    principal: &Principal,
    id: BasketId,
) -> Result<Stored, Error> {
    principal.require(Permission::Read)?;
    core.load(principal, id).await
}

/// Which baskets to list.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// Those of this list only.
    pub list: Option<BasketList>,
    /// Those that this text finds only.
    pub text: Option<String>,
    /// After this place.
    pub after: Option<BasketCursor>,
    /// How many at most, 1 to 100.
    pub limit: i32,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            list: None,
            text: None,
            after: None,
            limit: 25,
        }
    }
}

/// A page of the merchant's baskets, newest first.
pub async fn list_baskets(
    core: &Core,
    principal: &Principal,
    query: &ListQuery,
) -> Result<BasketPage, Error> {
    principal.require(Permission::Read)?;
    let ListQuery {
        list,
        text,
        after,
        limit,
    } = query;
    let merchant = principal.merchant_id();
    Ok(match text {
        None => {
            core.store
                .list_baskets(merchant, *list, *after, *limit)
                .await?
        }
        Some(text) => {
            core.store
                .search_baskets(merchant, *list, text, *after, *limit)
                .await?
        }
    })
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

/// Money received outside the gateway, as staff tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManualPayment {
    /// How much, above zero.
    pub amount: Amount,
    /// By what means.
    pub method: Method,
    /// What they noted.
    pub note: Option<String>,
    /// When it was received.
    pub received_at: Timestamp,
    /// That money under way, or that it is more than is owed, is known about.
    pub confirm: bool,
}

/// Writes down money received outside the gateway (R17). With the same ids, it is written once.
pub async fn record_manual_payment(
    core: &Core,
    gateway: &dyn PaymentGateway,
    principal: &Principal,
    ids: &Ids,
    id: BasketId,
    payment: ManualPayment,
) -> Result<Stored, Error> {
    principal.require(Permission::Sell)?;
    let stored = core.load(principal, id).await?;
    // Where the merchant keeps tickets back, the id stays unused (R21).
    let releases = releases_tickets(core, &stored.basket).await?;
    let (receipt, tickets) = (ids.mail(), ids.mail());
    let command = Command::RecordPayment(NewPayment {
        id: ids.payment(),
        amount: payment.amount,
        method: payment.method,
        note: payment.note,
        received_at: payment.received_at,
        confirm: payment.confirm,
        receipt,
        tickets: releases.then_some(tickets),
    });
    carry_out_after_expiring(core, gateway, stored, &command, principal.actor()).await
}

/// Says that a flagged payment is right, so that it is no longer raised (R15).
pub async fn accept_payment(
    core: &Core,
    principal: &Principal,
    id: BasketId,
    payment_id: PaymentId,
) -> Result<Stored, Error> {
    principal.require(Permission::Sell)?;
    let stored = core.load(principal, id).await?;
    let command = Command::AcceptPayment { payment_id };
    core.carry_out(stored, &command, principal.actor()).await
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
    let command = Command::SendTickets {
        mail_id: ids.mail(),
        force,
    };
    core.carry_out_mailing(stored, &command, principal.actor())
        .await
}
