//! Making merchants, and what they say of themselves (R24).

use super::team::{self, InviteRequest, Post};
use super::{CONFLICT_TRIES, Core, Error};
use crate::principal::{Operator, Principal};
use crate::random::Ids;
use crate::store::StoreError;
use paylink_domain::buyer::EmailAddress;
use paylink_domain::ids::MerchantId;
use paylink_domain::merchant::{Merchant, Permission, Role};
use paylink_domain::profile::CheckedProfile;
use paylink_domain::team::User;

/// The merchant to make, and who is to run it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMerchant {
    /// How it looks and what its defaults are.
    pub profile: CheckedProfile,
    /// The owner's address, who is invited.
    pub owner_email: EmailAddress,
    /// What the owner is called, where that is known.
    pub owner_name: Option<String>,
}

/// Makes a merchant without a gateway, and invites its first owner. With the same ids, what was made
/// before is answered.
pub async fn create_merchant(
    core: &Core,
    post: Post<'_>,
    operator: &Operator,
    ids: &Ids,
    new: NewMerchant,
) -> Result<(Merchant, User), Error> {
    let merchant = Merchant {
        created_at: Some(core.now()),
        ..Merchant::new(ids.merchant(), "").with_profile(&new.profile)
    };
    let merchant = match core.store.insert_merchant(&merchant).await {
        Ok(()) => merchant,
        Err(StoreError::Conflict) => merchant_of(core, merchant.id).await?,
        Err(error) => return Err(error.into()),
    };
    let owner = InviteRequest {
        email: new.owner_email,
        name: new.owner_name,
        role: Role::Owner,
    };
    let owner = team::invite(core, post, &merchant, ids, owner).await?;
    tracing::info!(merchant = %merchant.id, operator = operator.subject(), "a merchant was made");
    Ok((merchant, owner))
}

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

pub(super) async fn merchant_of(core: &Core, id: MerchantId) -> Result<Merchant, Error> {
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
