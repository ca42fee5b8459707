//! Who works for a merchant: roles, leaving, and taking one's place (R24).

use super::{CONFLICT_TRIES, Core, Error};
use crate::principal::{Identity, Principal};
use paylink_domain::ids::{MerchantId, UserId};
use paylink_domain::merchant::{Permission, Role};
use paylink_domain::team::{Claimant, Team, User, UserState};
use paylink_store::StoreError;
use paylink_store::team::Member;

/// Everybody at the caller's merchant, in the order in which they were invited.
pub async fn list_users(core: &Core, principal: &Principal) -> Result<Vec<User>, Error> {
    principal.require(Permission::Administer)?;
    let team = core.store.get_team(principal.merchant_id()).await?;
    Ok(team.users)
}

/// One of them.
pub async fn get_user(core: &Core, principal: &Principal, id: UserId) -> Result<User, Error> {
    principal.require(Permission::Administer)?;
    let team = core.store.get_team(principal.merchant_id()).await?;
    team.user(id).cloned().ok_or(Error::NotFound)
}

/// Gives a user another role; it counts everywhere within 60 seconds.
pub async fn change_role(
    core: &Core,
    principal: &Principal,
    id: UserId,
    role: Role,
) -> Result<User, Error> {
    principal.require(Permission::Administer)?;
    let team = update_team(core, principal.merchant_id(), |team| {
        Ok(team.change_role(id, role)?)
    })
    .await?;
    team.user(id).cloned().ok_or(Error::NotFound)
}

/// Takes a user out of the team; they are out everywhere within 60 seconds.
pub async fn remove_user(core: &Core, principal: &Principal, id: UserId) -> Result<(), Error> {
    principal.require(Permission::Administer)?;
    let merchant_id = principal.merchant_id();
    let user = get_user(core, principal, id).await?;
    update_team(core, merchant_id, |team| Ok(team.remove(id, core.now())?)).await?;
    // What led to the place is worth nothing now; it is removed because it names a person.
    match &user.state {
        UserState::Active {
            issuer, subject, ..
        } => core.store.delete_place(issuer, subject, id).await?,
        UserState::Invited { .. } => {
            core.store
                .delete_invitation(&user.email, merchant_id)
                .await?;
        }
    }
    Ok(())
}

/// Lets somebody who signed in with a verified address take the place that they were invited to;
/// `None` where nobody invited them. A person has one place: who is a member is not asked for.
pub async fn claim_invitation(core: &Core, identity: &Identity) -> Result<Option<Member>, Error> {
    let Some(email) = &identity.verified_email else {
        return Ok(None);
    };
    let who = Claimant {
        issuer: &identity.issuer,
        subject: &identity.subject,
        email,
        name: identity.name.as_deref(),
    };
    for merchant_id in core.store.invitations_of(email).await? {
        let claimed = update_team(core, merchant_id, |team| {
            let claimed = team.claim(&who, core.now());
            claimed.map(|(team, _)| team).ok_or(Error::NotFound)
        })
        .await;
        let team = match claimed {
            Ok(team) => team,
            // The invitation was taken back, or is only just being written.
            Err(Error::NotFound) => continue,
            Err(error) => return Err(error),
        };
        let user = team.user_of(who.issuer, who.subject);
        let user_id = user.ok_or(Error::NotFound)?.id;
        core.store
            .put_place(who.issuer, who.subject, merchant_id, user_id)
            .await?;
        // Last, so that a sign-in that was cut off can be done again.
        core.store.delete_invitation(email, merchant_id).await?;
        return Ok(core.store.read_member(who.issuer, who.subject).await?);
    }
    Ok(None)
}

/// Reads, changes and writes a team until nobody else was faster.
pub async fn update_team(
    core: &Core,
    id: MerchantId,
    change: impl Fn(&Team) -> Result<Team, Error>,
) -> Result<Team, Error> {
    let mut tries = 0;
    loop {
        let read = core.store.get_team(id).await?;
        let next = change(&read)?;
        if next == read {
            return Ok(read);
        }
        match core.store.save_team(id, &read, next).await {
            Ok(team) => return Ok(team),
            Err(StoreError::Conflict | StoreError::Unavailable(_)) if tries < CONFLICT_TRIES => {
                tries += 1;
                core.pause(tries).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}
