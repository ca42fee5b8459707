//! Making, sending and cancelling payment links (R4 to R8).

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::attempts::carry_out_after_expiring;
use super::{Core, Error, charging};
use crate::principal::Principal;
use paylink_domain::decide::Command;
use paylink_domain::decide::create_link::{AmountRequest, NewLink};
use paylink_domain::ids::{BasketId, LinkId};
use paylink_domain::merchant::Permission;
use paylink_gateway::PaymentGateway;
use paylink_platform::random::Ids;
use paylink_store::Stored;

/// What somebody wants a link to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRequest {
    /// What to ask for (R6).
    pub amount: AmountRequest,
    /// Whether the buyer is emailed at once (R7).
    pub send_email: bool,
    /// An end other than the default (R8).
    pub expires_at: Option<Timestamp>,
    /// A note to the guest.
    pub message: Option<String>,
    /// Where the guest can go on to after paying.
    pub return_url: Option<String>,
    /// The integrator's own data.
    pub metadata: BTreeMap<String, String>,
    /// `https://host` that the link's URL starts with.
    pub base_url: String,
}

/// Makes a payment link on a basket. With the same ids, the link that was made before is answered.
pub async fn create_link(
    core: &Core,
    principal: &Principal,
    ids: &Ids,
    basket_id: BasketId,
    request: LinkRequest,
) -> Result<(Stored, LinkId), Error> {
    principal.require(Permission::Sell)?;
    let stored = core.load(principal, basket_id).await?;
    let merchant = core.merchant_of(&stored.basket).await?;
    let link_id = ids.link();
    let command = Command::CreateLink(NewLink {
        id: link_id,
        secret: ids.link_secret(),
        request: request.amount,
        email: request.send_email.then(|| ids.mail()),
        expires_at: request.expires_at,
        life: merchant.link_life(),
        reminders: merchant.reminders(),
        message: request.message,
        return_url: request.return_url,
        metadata: request.metadata,
        base_url: request.base_url,
        charging: charging(&merchant, stored.basket.currency),
    });
    let actor = principal.actor();
    let stored = if request.send_email {
        core.carry_out_mailing(stored, &command, actor).await?
    } else {
        core.carry_out(stored, &command, actor).await?
    };
    Ok((stored, link_id))
}

/// Emails a link to the buyer, first or again (R7).
pub async fn send_link(
    core: &Core,
    principal: &Principal,
    ids: &Ids,
    basket_id: BasketId,
    link_id: LinkId,
) -> Result<Stored, Error> {
    principal.require(Permission::Sell)?;
    let stored = core.load(principal, basket_id).await?;
    let command = Command::SendLink {
        link_id,
        mail_id: ids.mail(),
    };
    core.carry_out_mailing(stored, &command, principal.actor())
        .await
}

/// Cancels a link; its open session is expired first (R17).
pub async fn cancel_link(
    core: &Core,
    gateway: &dyn PaymentGateway,
    principal: &Principal,
    basket_id: BasketId,
    link_id: LinkId,
    confirm: bool,
) -> Result<Stored, Error> {
    principal.require(Permission::Sell)?;
    let stored = core.load(principal, basket_id).await?;
    let command = Command::CancelLink { link_id, confirm };
    carry_out_after_expiring(core, gateway, stored, &command, principal.actor()).await
}
