//! What merchants say of themselves (R24).

use super::{CONFLICT_TRIES, Core, Error};
use crate::principal::Principal;
use paylink_domain::ids::MerchantId;
use paylink_domain::merchant::{Merchant, Permission};
use paylink_domain::profile::CheckedProfile;
use paylink_store::StoreError;

/// The caller's merchant, as it is now.
pub async fn get_merchant(core: &Core, principal: &Principal) -> Result<Merchant, Error> {
    principal.require(Permission::Read)?;
    merchant_of(core, principal.merchant_id()).await
}

/// Changes how the caller's merchant looks and what its defaults are.
pub async fn change_profile(
    core: &Core,
    principal: &Principal,
    profile: &CheckedProfile,
) -> Result<Merchant, Error> {
    principal.require(Permission::Configure)?;
    update_merchant(core, principal.merchant_id(), |merchant| {
        merchant.with_profile(profile)
    })
    .await
}

/// The newest state of a merchant.
pub async fn merchant_of(core: &Core, id: MerchantId) -> Result<Merchant, Error> {
    core.store.get_merchant(id).await?.ok_or(Error::NotFound)
}

/// Reads, changes and writes a merchant until nobody else was faster.
pub(super) async fn update_merchant(
    core: &Core,
    id: MerchantId,
    change: impl Fn(&Merchant) -> Merchant,
) -> Result<Merchant, Error> {
    let mut tries = 0;
    loop {
        let read = merchant_of(core, id).await?;
        let next = change(&read);
        if next == read {
            return Ok(read);
        }
        match core.store.save_merchant(&read, next).await {
            Ok(merchant) => return Ok(merchant),
            Err(StoreError::Conflict | StoreError::Unavailable(_)) if tries < CONFLICT_TRIES => {
                tries += 1;
                core.pause(tries).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}
