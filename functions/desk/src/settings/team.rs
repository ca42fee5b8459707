//! Who works here, and as what (R24).

use askama::Template;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use paylink_app::team;
use paylink_delivery::invitations::{self, Post};
use paylink_domain::ids::UserId;
use paylink_domain::merchant::Role;
use paylink_domain::team::{User, UserState};
use paylink_http::request::path_id;

use super::done::Done;
use super::frame::{Frame, Tab, reason_or_page, trouble};
use crate::form::{Asked, Form};
use crate::forms::InviteForm;
use crate::guard::{Failure, Posted};
use crate::pages::{self, Shell};
use crate::staff::Staff;
use crate::state::State;
use crate::texts::{self, Badge};

#[derive(Template)]
#[template(path = "settings/team.html")]
struct TeamPage {
    shell: Shell,
    frame: Frame,
    form: InviteForm,
    rows: Vec<Row>,
    roles: [(&'static str, &'static str); 4],
    remove: Option<Remove>,
}

/// Somebody in the team.
struct Row {
    id: String,
    name: String,
    email: String,
    is_you: bool,
    role: &'static str,
    state: Badge,
    since: String,
    mail: Option<Badge>,
}

/// Somebody who is to be removed, once an owner says that they mean it.
struct Remove {
    id: String,
    who: String,
    is_you: bool,
    has_come: bool,
}

/// What the page shows besides the list.
#[derive(Default)]
struct Wanted {
    form: Option<InviteForm>,
    done: Option<Done>,
    trouble: Option<String>,
    remove: Option<UserId>,
}

impl TeamPage {
    fn of(staff: &Staff, users: &[User], wanted: Wanted) -> Self {
        let zone = &staff.merchant.time_zone;
        let remove = wanted
            .remove
            .and_then(|id| users.iter().find(|user| user.id == id));
        Self {
            shell: Shell::of(staff),
            frame: Frame::of(staff, Tab::Team)
                .done(wanted.done)
                .trouble(wanted.trouble),
            form: wanted.form.unwrap_or_else(InviteForm::empty),
            rows: users.iter().map(|user| row(staff, user, zone)).collect(),
            roles: Role::ALL.map(|role| (role.as_str(), texts::role(role))),
            remove: remove.map(|user| Remove {
                id: user.id.to_string(),
                who: who(user).to_owned(),
                is_you: user.id == staff.member.user_id,
                has_come: user.is_active(),
            }),
        }
    }
}

fn who(user: &User) -> &str {
    user.name.as_deref().unwrap_or(user.email.as_str())
}

fn row(staff: &Staff, user: &User, zone: &str) -> Row {
    let (at, mail) = match &user.state {
        UserState::Invited { at, mail } => (*at, Some(texts::email_status(Some(mail.status)))),
        UserState::Active { since, .. } => (*since, None),
    };
    Row {
        id: user.id.to_string(),
        name: who(user).to_owned(),
        email: user.email.as_str().to_owned(),
        is_you: user.id == staff.member.user_id,
        role: user.role.as_str(),
        state: texts::user_state(&user.state),
        since: texts::when(at, zone),
        mail,
    }
}

async fn page(state: &State, staff: &Staff, status: StatusCode, wanted: Wanted) -> Response {
    match team::list_users(&state.core, &staff.principal).await {
        Ok(users) => pages::html(status, &TeamPage::of(staff, &users, wanted)),
        Err(error) => pages::problem(Some(staff), &error.into()),
    }
}

/// The page as it is now, with why something was not done.
async fn failed(state: &State, staff: &Staff, failure: &Failure) -> Response {
    match reason_or_page(staff, failure) {
        Ok((status, text)) => {
            let wanted = Wanted {
                trouble: Some(text),
                ..Wanted::default()
            };
            page(state, staff, status, wanted).await
        }
        Err(page) => *page,
    }
}

/// Shows the team.
pub async fn show(Extract(state): Extract<State>, staff: Staff, Asked(query): Asked) -> Response {
    if !staff.may(Tab::Team.needs()) {
        return pages::forbidden(&staff);
    }
    let wanted = Wanted {
        done: Done::from_word(query.get("done")),
        remove: asked_to_remove(&query),
        ..Wanted::default()
    };
    page(&state, &staff, StatusCode::OK, wanted).await
}

fn asked_to_remove(query: &Form) -> Option<UserId> {
    query.get("remove").parse().ok()
}

/// Invites somebody.
pub async fn invite(Extract(state): Extract<State>, posted: Posted) -> Response {
    let staff = &posted.staff;
    if !staff.may(Tab::Team.needs()) {
        return pages::forbidden(staff);
    }
    let mut form = InviteForm::sent(&posted.form);
    let Some(request) = form.check() else {
        let wanted = Wanted {
            form: Some(form),
            ..Wanted::default()
        };
        return page(&state, staff, StatusCode::UNPROCESSABLE_ENTITY, wanted).await;
    };
    let desk_url = desk_url(&posted);
    let invited = posted
        .run_once(&state, |ids| {
            let (core, principal, request) = (&state.core, &staff.principal, request.clone());
            let post = Post {
                mailer: &state.mailer,
                desk_url: &desk_url,
            };
            async move { invitations::invite_user(core, post, principal, &ids, request).await }
        })
        .await;
    match invited {
        Ok(user) => Tab::Team.done(if was_mailed(&user) {
            Done::Invited
        } else {
            Done::InvitedNotMailed
        }),
        Err(failure) => match reason_or_page(staff, &failure) {
            Ok((status, text)) => {
                let wanted = Wanted {
                    form: Some(InviteForm {
                        trouble: Some(trouble(text)),
                        ..form
                    }),
                    ..Wanted::default()
                };
                page(&state, staff, status, wanted).await
            }
            Err(page) => *page,
        },
    }
}

/// Sends an invitation again.
pub async fn invite_again(
    Extract(state): Extract<State>,
    Path(user_id): Path<String>,
    posted: Posted,
) -> Response {
    let staff = &posted.staff;
    if !staff.may(Tab::Team.needs()) {
        return pages::forbidden(staff);
    }
    let id: UserId = match path_id(&user_id) {
        Ok(id) => id,
        Err(problem) => return pages::problem(Some(staff), &problem),
    };
    let desk_url = desk_url(&posted);
    let sent = posted
        .run_once(&state, |ids| {
            let (core, principal) = (&state.core, &staff.principal);
            let post = Post {
                mailer: &state.mailer,
                desk_url: &desk_url,
            };
            async move { invitations::invite_user_again(core, post, principal, &ids, id).await }
        })
        .await;
    match sent {
        Ok(user) => Tab::Team.done(if was_mailed(&user) {
            Done::InvitedAgain
        } else {
            Done::InvitedAgainNotMailed
        }),
        Err(failure) => failed(&state, staff, &failure).await,
    }
}

/// Gives somebody another role.
pub async fn set_role(
    Extract(state): Extract<State>,
    Path(user_id): Path<String>,
    posted: Posted,
) -> Response {
    let staff = &posted.staff;
    if !staff.may(Tab::Team.needs()) {
        return pages::forbidden(staff);
    }
    let id: UserId = match path_id(&user_id) {
        Ok(id) => id,
        Err(problem) => return pages::problem(Some(staff), &problem),
    };
    let Some(role) = Role::from_word(posted.form.get("role")) else {
        let wanted = Wanted {
            trouble: Some("Choose one of the roles.".to_owned()),
            ..Wanted::default()
        };
        return page(&state, staff, StatusCode::UNPROCESSABLE_ENTITY, wanted).await;
    };
    match team::change_role(&state.core, &staff.principal, id, role).await {
        // Who is no owner any more does not see this page.
        Ok(_) if id == staff.member.user_id && !role.may(Tab::Team.needs()) => out_of_here(),
        Ok(_) => Tab::Team.done(Done::RoleChanged),
        Err(error) => failed(&state, staff, &error.into()).await,
    }
}

/// Takes somebody out of the team.
pub async fn remove(
    Extract(state): Extract<State>,
    Path(user_id): Path<String>,
    posted: Posted,
) -> Response {
    let staff = &posted.staff;
    if !staff.may(Tab::Team.needs()) {
        return pages::forbidden(staff);
    }
    let id: UserId = match path_id(&user_id) {
        Ok(id) => id,
        Err(problem) => return pages::problem(Some(staff), &problem),
    };
    match team::remove_user(&state.core, &staff.principal, id).await {
        Ok(()) if id == staff.member.user_id => out_of_here(),
        Ok(()) => Tab::Team.done(Done::UserRemoved),
        Err(error) => failed(&state, staff, &error.into()).await,
    }
}

fn out_of_here() -> Response {
    Redirect::to("/desk/bookings").into_response()
}

fn desk_url(posted: &Posted) -> String {
    format!("{}/desk", posted.base_url)
}

fn was_mailed(user: &User) -> bool {
    match &user.state {
        UserState::Invited { mail, .. } => !mail.status.is_failed(),
        UserState::Active { .. } => true,
    }
}

#[cfg(test)]
mod tests {
    use paylink_domain::team::{Claimant, Invitation, Team};

    use super::*;
    use crate::testing;

    /// Olivia, who has come, and Emma, who has not.
    fn users() -> Vec<User> {
        let (staff, ids, now) = (testing::staff(), testing::ids(), testing::now());
        let invite = |team: &Team, id, email: &str, role| {
            let invitation = Invitation {
                user_id: id,
                mail_id: ids.mail(),
                email: email.parse().unwrap(),
                name: None,
                role,
            };
            team.invite(&invitation, now).unwrap()
        };
        let olivia = staff.member.user_id;
        let team = invite(&Team::default(), olivia, "olivia@example.ch", Role::Owner);
        let who = Claimant {
            issuer: "https://issuer.example",
            subject: "olivia",
            email: &"olivia@example.ch".parse().unwrap(),
            name: Some("Olivia Owner"),
        };
        let (team, _) = team.claim(&who, now).unwrap();
        invite(&team, ids.user(), "emma@example.ch", Role::Employee).users
    }

    #[test]
    fn r24_the_list_says_who_has_come_and_what_can_be_done() {
        let html = TeamPage::of(&testing::staff(), &users(), Wanted::default())
            .render()
            .unwrap();
        testing::look("settings_team", &html);
        assert_eq!(html.matches("Send again</button>").count(), 1);
        for text in [
            "Olivia Owner",
            "(you)",
            ">Active<",
            ">Invited<",
            "Email on its way",
        ] {
            assert!(html.contains(text), "{text}");
        }
        assert_eq!(html.matches("<option value=\"owner\" selected>").count(), 1);
    }

    #[test]
    fn r24_removing_somebody_says_what_becomes_of_them() {
        for (at, text) in [(0, "Remove yourself"), (1, "emma@example.ch")] {
            let users = users();
            let wanted = Wanted {
                remove: users.get(at).map(|user| user.id),
                ..Wanted::default()
            };
            let html = TeamPage::of(&testing::staff(), &users, wanted)
                .render()
                .unwrap();
            testing::look(&format!("settings_team_remove_{at}"), &html);
            let dialog = html.split("<dialog").nth(1).unwrap();
            assert!(dialog.contains(text), "{dialog}");
        }
    }
}
