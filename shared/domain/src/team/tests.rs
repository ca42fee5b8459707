//! The rules of a team (R24), and the form in which it is stored.

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
