//! Who works for a merchant: inviting, roles, leaving, and taking one's place (R24).

use super::merchants::merchant_of;
use super::{CONFLICT_TRIES, Core, Error};
use crate::mail::{self, Mailer};
use crate::metrics::{self, Metric};
use crate::principal::{Identity, Principal};
use crate::random::Ids;
use crate::store::StoreError;
use crate::store::team::Member;
use paylink_domain::buyer::EmailAddress;
use paylink_domain::ids::{MerchantId, UserId};
use paylink_domain::merchant::{Merchant, Permission, Role};
use paylink_domain::outbox::EmailStatus;
use paylink_domain::team::{Claimant, Invitation, Team, User, UserState};

/// Whom an owner wants in the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteRequest {
    /// Where the invitation goes, and the address that they must sign in with.
    pub email: EmailAddress,
    /// What they are called, where that is known.
    pub name: Option<String>,
    /// What they may do.
    pub role: Role,
}

/// What an invitation's mail needs.
#[derive(Debug, Clone, Copy)]
pub struct Post<'a> {
    /// Who sends it.
    pub mailer: &'a Mailer,
    /// Where the desk is, which the mail leads to.
    pub desk_url: &'a str,
}

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

/// Invites somebody and mails them. With the same ids, who was invited before is answered, and a
/// mail that went does not go again. A mail that does not go is told by its status; it can be sent
/// again.
pub async fn invite_user(
    core: &Core,
    post: Post<'_>,
    principal: &Principal,
    ids: &Ids,
    request: InviteRequest,
) -> Result<User, Error> {
    principal.require(Permission::Administer)?;
    let merchant = merchant_of(core, principal.merchant_id()).await?;
    invite(core, post, &merchant, ids, request).await
}

/// As [`invite_user`], for whoever may invite to this merchant.
pub(super) async fn invite(
    core: &Core,
    post: Post<'_>,
    merchant: &Merchant,
    ids: &Ids,
    request: InviteRequest,
) -> Result<User, Error> {
    let invitation = Invitation {
        user_id: ids.user(),
        mail_id: ids.mail(),
        email: request.email,
        name: request.name,
        role: request.role,
    };
    // The way into the team is worth nothing until the team says so, and so comes first.
    core.store
        .put_invitation(&invitation.email, merchant.id)
        .await?;
    let team = update_team(core, merchant.id, |team| {
        Ok(team.invite(&invitation, core.now())?)
    })
    .await?;
    mail_invitation(core, post, merchant, &team, invitation.user_id).await
}

/// Mails an invitation again. With the same ids it goes once.
pub async fn invite_user_again(
    core: &Core,
    post: Post<'_>,
    principal: &Principal,
    ids: &Ids,
    id: UserId,
) -> Result<User, Error> {
    principal.require(Permission::Administer)?;
    let merchant = merchant_of(core, principal.merchant_id()).await?;
    let mail_id = ids.mail();
    let team = update_team(core, merchant.id, |team| {
        Ok(team.invite_again(id, mail_id, core.now())?)
    })
    .await?;
    let user = team.user(id).ok_or(Error::NotFound)?;
    core.store.put_invitation(&user.email, merchant.id).await?;
    mail_invitation(core, post, &merchant, &team, id).await
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

/// Sends the invitation of a user where it is still to be sent, and notes what became of it.
async fn mail_invitation(
    core: &Core,
    post: Post<'_>,
    merchant: &Merchant,
    team: &Team,
    id: UserId,
) -> Result<User, Error> {
    let user = team.user(id).ok_or(Error::RemovedSince)?;
    let mail_id = match &user.state {
        UserState::Invited { mail, .. } if mail.status == EmailStatus::Queued => mail.id,
        UserState::Invited { .. } | UserState::Active { .. } => return Ok(user.clone()),
    };
    let letter = mail::invitation(merchant, user, post.desk_url);
    let sent = post.mailer.send_invitation(&letter, merchant.id, mail_id);
    let status = match sent.await {
        Ok(_) => {
            metrics::count(|counts| counts.add(Metric::MailsSent, 1));
            EmailStatus::Sent
        }
        Err(error) => {
            tracing::warn!(%error, merchant = %merchant.id, user = %id, "an invitation was not sent");
            metrics::count(|counts| counts.add(Metric::MailsFailed, 1));
            EmailStatus::Failed
        }
    };
    let noted = update_team(core, merchant.id, |team| {
        Ok(team.note_mail(id, mail_id, status))
    })
    .await;
    let team = match noted {
        Ok(team) => team,
        // The mail went or did not; that is what the answer tells.
        Err(error) => {
            tracing::warn!(%error, user = %id, "what became of an invitation was not noted");
            team.note_mail(id, mail_id, status)
        }
    };
    team.user(id).cloned().ok_or(Error::RemovedSince)
}

/// Reads, changes and writes a team until nobody else was faster.
pub(super) async fn update_team(
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
