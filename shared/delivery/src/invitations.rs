//! Inviting people to a merchant's team, with the mail that tells them (R24).

use paylink_app::merchants::merchant_of;
use paylink_app::principal::Principal;
use paylink_app::team::update_team;
use paylink_app::{Core, Error};
use paylink_domain::buyer::EmailAddress;
use paylink_domain::ids::UserId;
use paylink_domain::merchant::{Merchant, Permission, Role};
use paylink_domain::outbox::EmailStatus;
use paylink_domain::team::{Invitation, Team, User, UserState};
use paylink_mail::{Mailer, invitation};
use paylink_platform::metrics::{self, Metric};
use paylink_platform::random::Ids;

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
pub(crate) async fn invite(
    core: &Core,
    post: Post<'_>,
    merchant: &Merchant,
    ids: &Ids,
    request: InviteRequest,
) -> Result<User, Error> {
    let invited = Invitation {
        user_id: ids.user(),
        mail_id: ids.mail(),
        email: request.email,
        name: request.name,
        role: request.role,
    };
    // The way into the team is worth nothing until the team says so, and so comes first.
    core.store
        .put_invitation(&invited.email, merchant.id)
        .await?;
    let team = update_team(core, merchant.id, |team| {
        Ok(team.invite(&invited, core.now())?)
    })
    .await?;
    mail_invitation(core, post, merchant, &team, invited.user_id).await
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
    let letter = invitation(merchant, user, post.desk_url);
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
