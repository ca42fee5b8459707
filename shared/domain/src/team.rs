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
mod tests {
    use ulid::Ulid;

    use super::*;

    fn at(hours: i64) -> Timestamp {
        let start: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        after(start, SignedDuration::from_hours(hours))
    }

    fn id(number: u128) -> UserId {
        UserId::new(Ulid::from_parts(0, number))
    }

    fn mail(number: u128) -> MailId {
        MailId::new(Ulid::from_parts(0, number))
    }

    fn address(name: &str) -> EmailAddress {
        format!("{name}@tours.example").parse().unwrap()
    }

    fn invitation(number: u128, name: &str, role: Role) -> Invitation {
        Invitation {
            user_id: id(number),
            mail_id: mail(number),
            email: address(name),
            name: None,
            role,
        }
    }

    fn claim(team: &Team, name: &str, hours: i64) -> Option<(Team, UserId)> {
        let email = address(name);
        let who = Claimant {
            issuer: "https://issuer.example",
            subject: &format!("sub-{name}"),
            email: &email,
            name: Some("Olivia"),
        };
        team.claim(&who, at(hours))
    }

    /// A team of these, all of whom have signed in.
    fn team(people: &[(&str, Role)]) -> Team {
        let mut team = Team::default();
        for (number, (name, role)) in (1..).zip(people) {
            team = team
                .invite(&invitation(number, name, *role), at(0))
                .unwrap();
            team = claim(&team, name, 1).unwrap().0;
        }
        team
    }

    #[test]
    fn r24_somebody_is_invited_and_comes() {
        let invited = Team::default()
            .invite(&invitation(1, "olivia", Role::Owner), at(0))
            .unwrap();
        let user = invited.user(id(1)).unwrap();
        assert!(!user.is_active() && !user.is("https://issuer.example", "sub-olivia"));
        assert_eq!(claim(&invited, "emma", 1), None);
        let (team, claimed) = claim(&invited, "OLIVIA", 1).unwrap();
        assert_eq!(claimed, id(1));
        let user = team
            .user_of("https://issuer.example", "sub-OLIVIA")
            .unwrap();
        assert_eq!(user.name.as_deref(), Some("Olivia"));
        assert_eq!(user.role, Role::Owner);
        assert!(user.is_active());
        assert_eq!(team.user_of("https://other.example", "sub-OLIVIA"), None);
        assert_eq!(team.user_of("https://issuer.example", "sub-olivia"), None);
        // The same person comes again and finds their place; nobody else can take it.
        assert_eq!(claim(&team, "OLIVIA", 2), Some((team.clone(), id(1))));
        assert_eq!(claim(&team, "olivia", 2), None);
    }

    #[test]
    fn r24_a_name_that_was_given_stays() {
        let named = Invitation {
            name: Some("Liv".to_owned()),
            ..invitation(1, "olivia", Role::Owner)
        };
        let team = Team::default().invite(&named, at(0)).unwrap();
        let (team, _) = claim(&team, "olivia", 1).unwrap();
        assert_eq!(team.user(id(1)).unwrap().name.as_deref(), Some("Liv"));
    }

    #[test]
    fn r24_an_invitation_that_is_repeated_changes_nothing() {
        let first = invitation(1, "olivia", Role::Owner);
        let team = Team::default().invite(&first, at(0)).unwrap();
        assert_eq!(team.invite(&first, at(1)).unwrap(), team);
        let other = invitation(2, "Olivia", Role::Admin);
        assert_eq!(
            team.invite(&other, at(1)),
            Err(TeamRefusal::AlreadyMember),
            "the same mailbox"
        );
    }

    #[test]
    fn r20_notices_go_to_the_owner_who_came_first() {
        let invited = Team::default()
            .invite(&invitation(1, "oscar", Role::Owner), at(0))
            .unwrap();
        assert_eq!(invited.notice_address(), None, "they may never come");
        let hired = invited
            .invite(&invitation(2, "anna", Role::Admin), at(0))
            .and_then(|team| team.invite(&invitation(3, "olivia", Role::Owner), at(0)))
            .unwrap();
        let (hired, _) = claim(&hired, "anna", 1).unwrap();
        let (hired, _) = claim(&hired, "olivia", 2).unwrap();
        let (hired, _) = claim(&hired, "oscar", 3).unwrap();
        let first = &hired.user(id(3)).unwrap().email;
        assert_eq!(hired.notice_address(), Some(first));
    }

    #[test]
    fn r24_the_last_owner_stays() {
        let alone = team(&[("olivia", Role::Owner), ("emma", Role::Employee)]);
        assert_eq!(alone.remove(id(1), at(2)), Err(TeamRefusal::LastOwner));
        assert_eq!(
            alone.change_role(id(1), Role::Admin),
            Err(TeamRefusal::LastOwner)
        );
        assert_eq!(alone.change_role(id(1), Role::Owner).unwrap(), alone);
        // One who was invited and never came could not manage the team.
        let invited = alone
            .invite(&invitation(3, "oscar", Role::Owner), at(2))
            .unwrap();
        assert_eq!(invited.remove(id(1), at(2)), Err(TeamRefusal::LastOwner));
        assert!(invited.remove(id(3), at(2)).is_ok());
        let (both, _) = claim(&invited, "oscar", 3).unwrap();
        let left = both.remove(id(1), at(4)).unwrap();
        assert_eq!(left.remove(id(3), at(4)), Err(TeamRefusal::LastOwner));
        let demoted = both.change_role(id(3), Role::Accountant).unwrap();
        assert_eq!(demoted.user(id(3)).unwrap().role, Role::Accountant);
        assert_eq!(demoted.remove(id(1), at(4)), Err(TeamRefusal::LastOwner));
    }

    #[test]
    fn r24_an_invited_owner_stays_until_one_has_come() {
        let new = Team::default()
            .invite(&invitation(1, "olivia", Role::Owner), at(0))
            .unwrap();
        assert_eq!(new.remove(id(1), at(1)), Err(TeamRefusal::LastOwner));
        let two = new
            .invite(&invitation(2, "oscar", Role::Owner), at(1))
            .unwrap();
        assert!(two.remove(id(1), at(1)).is_ok());
    }

    #[test]
    fn r24_who_is_no_member_cannot_be_changed() {
        let team = team(&[("olivia", Role::Owner)]);
        let nobody = Err(TeamRefusal::NoSuchUser);
        assert_eq!(team.remove(id(9), at(2)), nobody);
        assert_eq!(team.change_role(id(9), Role::Owner), nobody);
        assert_eq!(team.invite_again(id(9), mail(9), at(2)), nobody);
    }

    #[test]
    fn r24_a_repeated_invitation_brings_nobody_back() {
        let hired = team(&[("olivia", Role::Owner), ("emma", Role::Employee)]);
        let gone = hired.remove(id(2), at(10)).unwrap();
        assert_eq!(claim(&gone, "emma", 10), None);
        let again = invitation(2, "emma", Role::Employee);
        for hours in [10, 10 + 8 * 24 - 1] {
            assert_eq!(
                gone.invite(&again, at(hours)),
                Err(TeamRefusal::RemovedSince)
            );
        }
        let anew = gone
            .invite(&invitation(3, "emma", Role::Employee), at(10))
            .unwrap();
        assert!(claim(&anew, "emma", 11).is_some());
        // After the life of an idempotency key it is forgotten, with the next one who leaves.
        let later = anew.remove(id(3), at(10 + 8 * 24)).unwrap();
        assert!(later.invite(&again, at(10 + 8 * 24)).is_ok());
        let sooner = anew.remove(id(3), at(9 + 8 * 24)).unwrap();
        assert!(sooner.invite(&again, at(10 + 8 * 24)).is_err());
    }

    #[test]
    fn r24_a_team_has_room_for_a_hundred() {
        let mut full = team(&[("olivia", Role::Owner)]);
        for number in 2..=100 {
            let hours = i64::try_from(number).unwrap() * 24;
            let name = format!("user{number}");
            full = full
                .invite(&invitation(number, &name, Role::Employee), at(hours))
                .unwrap();
        }
        assert_eq!(full.users.len(), USERS);
        let one_more = invitation(101, "late", Role::Employee);
        assert_eq!(full.invite(&one_more, at(10_000)), Err(TeamRefusal::Full));
    }

    #[test]
    fn r24_an_invitation_is_mailed_again() {
        let invited = Team::default()
            .invite(&invitation(1, "olivia", Role::Owner), at(0))
            .unwrap();
        let of = |team: &Team| match &team.user(id(1)).unwrap().state {
            UserState::Invited { at, mail } => (*at, *mail),
            UserState::Active { .. } => panic!("nobody came"),
        };
        let queued = |number, hours| InvitationMail {
            id: mail(number),
            at: at(hours),
            status: EmailStatus::Queued,
        };
        assert_eq!(of(&invited), (at(0), queued(1, 0)));
        let sent = invited.note_mail(id(1), mail(1), EmailStatus::Sent);
        assert_eq!(of(&sent).1.status, EmailStatus::Sent);
        assert_eq!(sent.invite_again(id(1), mail(1), at(1)).unwrap(), sent);
        // Reports come late, twice, and before the sender noted that the mail went (R22).
        let bounced = invited.note_report(mail(1), MailReport::Bounced);
        assert_eq!(of(&bounced).1.status, EmailStatus::Bounced);
        assert_eq!(
            bounced.note_mail(id(1), mail(1), EmailStatus::Sent),
            bounced
        );
        assert_eq!(bounced.note_report(mail(1), MailReport::Delivered), bounced);
        assert_eq!(sent.note_report(mail(9), MailReport::Bounced), sent);
        let again = sent.invite_again(id(1), mail(2), at(1)).unwrap();
        assert_eq!(of(&again), (at(0), queued(2, 1)));
        assert_eq!(again.note_mail(id(1), mail(1), EmailStatus::Failed), again);
        assert_eq!(again.note_mail(id(9), mail(2), EmailStatus::Failed), again);
        let (come, _) = claim(&again, "olivia", 2).unwrap();
        assert_eq!(come.note_mail(id(1), mail(2), EmailStatus::Failed), come);
        assert_eq!(come.note_report(mail(2), MailReport::Bounced), come);
        assert_eq!(
            come.invite_again(id(1), mail(3), at(2)),
            Err(TeamRefusal::AlreadyActive)
        );
    }

    #[test]
    fn invitations_are_no_mail_cannon() {
        let mut invited = Team::default()
            .invite(&invitation(1, "olivia", Role::Owner), at(0))
            .unwrap();
        for number in 2..=5 {
            let hours = i64::try_from(number).unwrap() - 1;
            invited = invited
                .invite_again(id(1), mail(number), at(hours))
                .unwrap();
        }
        let refused = Err(TeamRefusal::TooManyMails { retry_at: at(24) });
        assert_eq!(invited.invite_again(id(1), mail(6), at(23)), refused);
        assert!(invited.invite_again(id(1), mail(6), at(24)).is_ok());
        // Inviting and removing again and again counts for the merchant.
        let mut busy = team(&[("olivia", Role::Owner)]);
        for number in 2..=50 {
            busy = busy
                .invite(&invitation(number, "victim", Role::Employee), at(2))
                .unwrap()
                .remove(id(number), at(2))
                .unwrap();
        }
        let one_more = invitation(51, "victim", Role::Employee);
        let refused = Err(TeamRefusal::TooManyMails { retry_at: at(24) });
        assert_eq!(busy.invite(&one_more, at(23)), refused);
        assert!(busy.invite(&one_more, at(24)).is_ok());
    }

    #[test]
    fn a_team_is_stored_in_this_form() {
        let team = team(&[("olivia", Role::Owner)])
            .invite(&invitation(2, "emma", Role::Employee), at(2))
            .unwrap();
        insta::assert_json_snapshot!(team);
    }
}
