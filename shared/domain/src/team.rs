//! Who works for a merchant, and as what (R24).
//!
//! A team is one item, written on the condition of its version, so that two owners who act at once
//! cannot both remove the other.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::buyer::EmailAddress;
use super::ids::{MailId, UserId};
use super::limits::after;
use super::merchant::Role;
use super::outbox::{EmailStatus, MailReport};

/// Users a team can have, the invited ones included.
pub const USERS: usize = 100;
/// Invitations that a merchant can have mailed in a day.
pub const MAILS_PER_DAY: usize = 50;
/// Invitations that one user can be mailed in a day.
pub const MAILS_PER_USER: usize = 5;
/// What counts as a day.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How long it is remembered who was removed: longer than an idempotency key is kept, so that an
/// invitation that is asked for again does not bring somebody back.
const REMOVED_KEPT: SignedDuration = SignedDuration::from_hours(8 * 24);

/// Everybody at one merchant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// How often it was written; 0 for a team that never was.
    pub version: u64,
    /// Its users, in the order in which they were invited.
    pub users: Vec<User>,
    /// Who was removed of late.
    #[serde(default)]
    removed: Vec<Removed>,
    /// The invitations that were mailed of late.
    #[serde(default)]
    mails: Vec<Mailed>,
}

/// A person at a merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// The address they were invited at.
    pub email: EmailAddress,
    /// What they are called, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What they may do.
    pub role: Role,
    /// Whether they have come.
    pub state: UserState,
}

/// Whether an invited person has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum UserState {
    /// Not yet.
    Invited {
        /// When they were first invited.
        at: Timestamp,
        /// The last mail that invited them.
        mail: InvitationMail,
    },
    /// They have signed in.
    Active {
        /// The issuer that signs them in.
        issuer: String,
        /// Who they are there.
        subject: String,
        /// Since when.
        since: Timestamp,
    },
}

/// A mail that invites somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationMail {
    /// Its id.
    pub id: MailId,
    /// When it was asked for.
    pub at: Timestamp,
    /// How far it came.
    pub status: EmailStatus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Removed {
    id: UserId,
    at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Mailed {
    user_id: UserId,
    at: Timestamp,
}

/// Whom to invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The new user's id.
    pub user_id: UserId,
    /// The mail's id.
    pub mail_id: MailId,
    /// Where the mail goes, and the address that they must sign in with.
    pub email: EmailAddress,
    /// What they are called, where that is known.
    pub name: Option<String>,
    /// What they may do.
    pub role: Role,
}

/// Who signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimant<'a> {
    /// The issuer that vouches for them.
    pub issuer: &'a str,
    /// Who they are there.
    pub subject: &'a str,
    /// The address that the issuer has verified.
    pub email: &'a EmailAddress,
    /// What they are called there.
    pub name: Option<&'a str>,
}

/// Why a team stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TeamRefusal {
    /// There is no such user, or not any more.
    #[error("there is no such user")]
    NoSuchUser,
    /// Whom the same request invited before was removed since.
    #[error("the user was invited and removed since")]
    RemovedSince,
    /// Somebody with this address is in the team.
    #[error("somebody with this address is in the team")]
    AlreadyMember,
    /// Nobody could manage the team any more.
    #[error("the last owner stays")]
    LastOwner,
    /// The team has as many users as it can have.
    #[error("the team is full")]
    Full,
    /// The user has signed in and needs no invitation.
    #[error("the user has signed in already")]
    AlreadyActive,
    /// Too many invitations were mailed within a day.
    #[error("too many invitations were mailed")]
    TooManyMails {
        /// When the next one can be.
        retry_at: Timestamp,
    },
}

impl Team {
    /// A user of the team.
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    /// Where notices go that the merchant has named no address for: to the owner who has been able
    /// to sign in for longest.
    pub fn notice_address(&self) -> Option<&EmailAddress> {
        self.users
            .iter()
            .filter(|user| user.role == Role::Owner)
            .filter_map(|user| match user.state {
                UserState::Active { since, .. } => Some((since, &user.email)),
                UserState::Invited { .. } => None,
            })
            .min_by_key(|(since, _)| *since)
            .map(|(_, email)| email)
    }

    /// The user whom an issuer knows by this subject.
    pub fn user_of(&self, issuer: &str, subject: &str) -> Option<&User> {
        self.users.iter().find(|user| user.is(issuer, subject))
    }

    /// Invites somebody. Who was invited with the same id before is found and changes nothing.
    ///
    /// # Errors
    /// Where somebody has the address, the team is full, too many were invited within a day, or the
    /// user of this id was removed in the meantime.
    pub fn invite(&self, invitation: &Invitation, now: Timestamp) -> Result<Self, TeamRefusal> {
        let id = invitation.user_id;
        if self.user(id).is_some() {
            return Ok(self.clone());
        }
        if self.removed.iter().any(|removed| removed.id == id) {
            return Err(TeamRefusal::RemovedSince);
        }
        if self.users.iter().any(|user| user.has(&invitation.email)) {
            return Err(TeamRefusal::AlreadyMember);
        }
        if self.users.len() >= USERS {
            return Err(TeamRefusal::Full);
        }
        let mut next = self.with_mail(id, now)?;
        next.users.push(User {
            id,
            email: invitation.email.clone(),
            name: invitation.name.clone(),
            role: invitation.role,
            state: UserState::Invited {
                at: now,
                mail: InvitationMail::queued(invitation.mail_id, now),
            },
        });
        Ok(next)
    }

    /// Has the invitation mailed again. A mail with the same id changes nothing.
    ///
    /// # Errors
    /// Where there is no such user, they have signed in, or too many mails went within a day.
    pub fn invite_again(
        &self,
        id: UserId,
        mail_id: MailId,
        now: Timestamp,
    ) -> Result<Self, TeamRefusal> {
        match &self.user(id).ok_or(TeamRefusal::NoSuchUser)?.state {
            UserState::Active { .. } => Err(TeamRefusal::AlreadyActive),
            UserState::Invited { mail, .. } if mail.id == mail_id => Ok(self.clone()),
            UserState::Invited { at, .. } => {
                let state = UserState::Invited {
                    at: *at,
                    mail: InvitationMail::queued(mail_id, now),
                };
                Ok(self
                    .with_mail(id, now)?
                    .with_user(id, |user| user.state = state))
            }
        }
    }

    /// Notes what became of an invitation's mail; nothing where another one was asked for since, or where
    /// more is known of it.
    pub fn note_mail(&self, id: UserId, mail_id: MailId, status: EmailStatus) -> Self {
        self.clone().with_user(id, |user| {
            if let UserState::Invited { mail, .. } = &mut user.state
                && mail.id == mail_id
                && mail.status == EmailStatus::Queued
            {
                mail.status = status;
            }
        })
    }

    /// Notes what the mail service tells of an invitation's mail (R22); nothing where another one was
    /// asked for since.
    pub fn note_report(&self, mail_id: MailId, report: MailReport) -> Self {
        let mut next = self.clone();
        for user in &mut next.users {
            if let UserState::Invited { mail, .. } = &mut user.state
                && mail.id == mail_id
                && let Some(status) = mail.status.raised_by(report)
            {
                mail.status = status;
            }
        }
        next
    }

    /// Gives a user another role.
    ///
    /// # Errors
    /// Where there is no such user, or nobody could manage the team any more.
    pub fn change_role(&self, id: UserId, role: Role) -> Result<Self, TeamRefusal> {
        self.user(id).ok_or(TeamRefusal::NoSuchUser)?;
        self.keeping_an_owner(self.clone().with_user(id, |user| user.role = role))
    }

    /// Takes a user out of the team.
    ///
    /// # Errors
    /// Where there is no such user, or nobody could manage the team any more.
    pub fn remove(&self, id: UserId, now: Timestamp) -> Result<Self, TeamRefusal> {
        self.user(id).ok_or(TeamRefusal::NoSuchUser)?;
        let mut next = self.clone();
        next.users.retain(|user| user.id != id);
        next.removed
            .retain(|removed| after(removed.at, REMOVED_KEPT) > now);
        next.removed.push(Removed { id, at: now });
        self.keeping_an_owner(next)
    }

    /// Lets somebody who signed in take the place that they were invited to. Who has taken it before
    /// is found again; `None` where they were not invited.
    pub fn claim(&self, who: &Claimant<'_>, now: Timestamp) -> Option<(Self, UserId)> {
        if let Some(user) = self.user_of(who.issuer, who.subject) {
            return Some((self.clone(), user.id));
        }
        let invited =
            |user: &&User| matches!(user.state, UserState::Invited { .. }) && user.has(who.email);
        let id = self.users.iter().find(invited)?.id;
        let next = self.clone().with_user(id, |user| {
            user.state = UserState::Active {
                issuer: who.issuer.to_owned(),
                subject: who.subject.to_owned(),
                since: now,
            };
            user.name = user.name.take().or(who.name.map(str::to_owned));
        });
        Some((next, id))
    }

    /// The team after one more mail to this user.
    fn with_mail(&self, user_id: UserId, now: Timestamp) -> Result<Self, TeamRefusal> {
        let mut next = self.clone();
        next.mails.retain(|mailed| after(mailed.at, DAY) > now);
        let of_user = next.mails.iter().filter(|mailed| mailed.user_id == user_id);
        // The mails are in the order of their times: the oldest one that counts is the first to go.
        let oldest = if of_user.clone().count() >= MAILS_PER_USER {
            of_user.clone().next()
        } else if next.mails.len() >= MAILS_PER_DAY {
            next.mails.first()
        } else {
            None
        };
        if let Some(oldest) = oldest {
            return Err(TeamRefusal::TooManyMails {
                retry_at: after(oldest.at, DAY),
            });
        }
        next.mails.push(Mailed { user_id, at: now });
        Ok(next)
    }

    fn with_user(mut self, id: UserId, change: impl FnOnce(&mut User)) -> Self {
        if let Some(user) = self.users.iter_mut().find(|user| user.id == id) {
            change(user);
        }
        self
    }

    /// `next`, where it still has an owner who can sign in, or, before the first one did, one who is
    /// invited.
    fn keeping_an_owner(&self, next: Self) -> Result<Self, TeamRefusal> {
        let owners = |team: &Self, active: bool| {
            let counts = |user: &&User| user.role == Role::Owner && (!active || user.is_active());
            team.users.iter().filter(counts).count()
        };
        let active = owners(self, true) > 0;
        if owners(&next, active) == 0 {
            return Err(TeamRefusal::LastOwner);
        }
        Ok(next)
    }
}

impl User {
    /// Whether they have signed in.
    pub const fn is_active(&self) -> bool {
        matches!(self.state, UserState::Active { .. })
    }

    /// Whether this is whom an issuer knows by this subject.
    pub fn is(&self, by: &str, who: &str) -> bool {
        match &self.state {
            UserState::Active {
                issuer, subject, ..
            } => issuer == by && subject == who,
            UserState::Invited { .. } => false,
        }
    }

    /// Whether this is their address. Nobody has two mailboxes that differ in capitals only.
    fn has(&self, email: &EmailAddress) -> bool {
        self.email.as_str().eq_ignore_ascii_case(email.as_str())
    }
}

impl InvitationMail {
    const fn queued(id: MailId, at: Timestamp) -> Self {
        Self {
            id,
            at,
            status: EmailStatus::Queued,
        }
    }
}

#[cfg(test)]
mod tests;
