//! Connecting a merchant to the payment gateway: whose account takes its money (R4).

use super::merchants::{merchant_of, update_merchant};
use super::record_fact::Recorded;
use super::{Core, Error};
use crate::principal::Principal;
use paylink_domain::ids::MerchantId;
use paylink_domain::merchant::{GatewaySetup, Merchant, Permission};
use paylink_gateway::{AccountRequest, ConnectedAccount, GatewayError, PaymentGateway};

/// Whose account is to take a merchant's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GatewayChoice {
    /// The platform's own.
    Platform,
    /// One of the merchant's own.
    Connected,
}

/// A merchant with its gateway, and what is still to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The merchant.
    pub merchant: Merchant,
    /// The gateway's page where the account is set up, while it cannot be charged.
    pub onboarding_url: Option<String>,
}

/// The caller's merchant with its gateway.
pub async fn get_gateway(core: &Core, principal: &Principal) -> Result<Merchant, Error> {
    principal.require(Permission::Administer)?;
    merchant_of(core, principal.merchant_id()).await
}

/// Lets an account take the merchant's money. An account of its own is made at the gateway where it
/// has none, and is charged once the merchant has set it up there; the page for that leads back to
/// `return_url`. Doing it again gives another page.
pub async fn connect_gateway(
    core: &Core,
    gateway: &dyn PaymentGateway,
    principal: &Principal,
    choice: GatewayChoice,
    return_url: &str,
) -> Result<Connection, Error> {
    principal.require(Permission::Administer)?;
    let merchant = merchant_of(core, principal.merchant_id()).await?;
    let ConnectedAccount {
        id,
        charges_enabled,
    } = match choice {
        GatewayChoice::Platform => {
            let merchant = update_merchant(core, merchant.id, |merchant| {
                merchant.with_gateway(GatewaySetup::Platform)
            })
            .await?;
            return Ok(Connection {
                merchant,
                onboarding_url: None,
            });
        }
        GatewayChoice::Connected => account_of(gateway, &merchant).await?,
    };
    let merchant = update_merchant(core, merchant.id, |merchant| {
        merchant.connected_to(&id, charges_enabled)
    })
    .await?;
    let onboarding_url = if charges_enabled {
        None
    } else {
        Some(gateway.onboarding_url(&id, return_url).await?)
    };
    Ok(Connection {
        merchant,
        onboarding_url,
    })
}

/// Asks the gateway whether the merchant's own account can be charged.
pub async fn refresh_gateway(
    core: &Core,
    gateway: &dyn PaymentGateway,
    principal: &Principal,
) -> Result<Merchant, Error> {
    principal.require(Permission::Administer)?;
    let merchant = merchant_of(core, principal.merchant_id()).await?;
    match &merchant.gateway {
        GatewaySetup::Off | GatewaySetup::Platform => Ok(merchant),
        GatewaySetup::Connected { account, .. } => {
            let enabled = charges_enabled(gateway, account).await?;
            follow(core, merchant.id, account, enabled).await
        }
    }
}

/// Turns the merchant's gateway off: no link can be made or paid any more. What was paid can still be
/// refunded, and is looked after, since payments remember their account.
pub async fn disconnect_gateway(core: &Core, principal: &Principal) -> Result<Merchant, Error> {
    principal.require(Permission::Administer)?;
    update_merchant(core, principal.merchant_id(), |merchant| {
        merchant.with_gateway(GatewaySetup::Off)
    })
    .await
}

/// Brings the merchants of an account up to date after the gateway said that it changed. What the
/// event says is not looked at, since events come in any order: the account itself is.
pub(super) async fn follow_account(
    core: &Core,
    gateway: &dyn PaymentGateway,
    account: &str,
) -> Result<Recorded, Error> {
    let merchants = core.store.merchants_of_account(account).await?;
    if merchants.is_empty() {
        return Ok(Recorded::Ignored);
    }
    let enabled = charges_enabled(gateway, account).await?;
    for id in merchants {
        follow(core, id, account, enabled).await?;
    }
    Ok(Recorded::OnMerchant)
}

async fn follow(
    core: &Core,
    id: MerchantId,
    account: &str,
    enabled: Option<bool>,
) -> Result<Merchant, Error> {
    update_merchant(core, id, |merchant| {
        merchant.follow_account(account, enabled)
    })
    .await
}

/// Whether an account can be charged; `None` where the gateway no longer lets us at it.
async fn charges_enabled(
    gateway: &dyn PaymentGateway,
    account: &str,
) -> Result<Option<bool>, Error> {
    match gateway.retrieve_account(account).await {
        Ok(found) => Ok(Some(found.charges_enabled)),
        Err(GatewayError::NoAccess(_) | GatewayError::NotFound) => Ok(None),
        Err(
            error @ (GatewayError::Refused { .. }
            | GatewayError::Later(_)
            | GatewayError::UnderWay
            | GatewayError::Faulted(_)
            | GatewayError::Unknown(_)),
        ) => Err(error.into()),
    }
}

/// The merchant's account at the gateway: the one it has, else a new one. The key of the call names
/// what was there before, so that a call whose answer was lost finds the account it made.
async fn account_of(
    gateway: &dyn PaymentGateway,
    merchant: &Merchant,
) -> Result<ConnectedAccount, Error> {
    let current = match &merchant.gateway {
        GatewaySetup::Connected { account, .. } => Some(account),
        GatewaySetup::Off | GatewaySetup::Platform => None,
    };
    let known = merchant.connected_account.as_ref().or(current);
    if let Some(account) = known
        && let Some(charges_enabled) = charges_enabled(gateway, account).await?
    {
        return Ok(ConnectedAccount {
            id: account.clone(),
            charges_enabled,
        });
    }
    let after = known.map_or("none", String::as_str);
    let request = AccountRequest {
        merchant_id: merchant.id,
        key: format!("connect-{}-after-{after}", merchant.id),
    };
    Ok(gateway.create_account(&request).await?)
}
