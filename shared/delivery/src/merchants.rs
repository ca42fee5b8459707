//! Making merchants, each with the invitation of its first owner (R24).

use paylink_app::merchants::merchant_of;
use paylink_app::principal::Operator;
use paylink_app::{Core, Error};
use paylink_domain::buyer::EmailAddress;
use paylink_domain::merchant::{Merchant, Role};
use paylink_domain::profile::CheckedProfile;
use paylink_domain::team::User;
use paylink_platform::random::Ids;
use paylink_store::StoreError;

use crate::invitations::{InviteRequest, Post, invite};

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
    let owner = invite(core, post, &merchant, ids, owner).await?;
    tracing::info!(merchant = %merchant.id, operator = operator.subject(), "a merchant was made");
    Ok((merchant, owner))
}
