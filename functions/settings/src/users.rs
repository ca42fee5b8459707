//! The merchant's team (R24).

use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use jiff::Timestamp;
use paylink_app::team;
use paylink_delivery::invitations::{self, InviteRequest, Post};
use paylink_domain::buyer::EmailAddress;
use paylink_domain::ids::UserId;
use paylink_domain::merchant::Role;
use paylink_domain::outbox::EmailStatus;
use paylink_domain::team::{User, UserState};
use paylink_http::RequestContext;
use paylink_http::json::Fields;
use paylink_http::request::path_id;
use paylink_http::views::{Page, words};
use paylink_http::{ApiRequest, Caller, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::bodies::{NewUser, RoleChange};
use crate::lists::whole;
use crate::profile::{ADDRESS, NAME};
use crate::state::State;

/// What a role must be, to put after "must be".
pub const ROLES: &str = "owner, admin, employee or accountant";

/// `/v1/users`.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/v1/users", get(list).post(invite))
        .route(
            "/v1/users/{user_id}",
            get(read).put(change_role).delete(remove),
        )
        .route("/v1/users/{user_id}/invite", post(invite_again))
}

/// A user as the API shows one.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserView {
    #[schema(value_type = String)]
    id: UserId,
    #[schema(value_type = String)]
    email: EmailAddress,
    #[schema(required)]
    name: Option<String>,
    #[schema(value_type = words::Role)]
    role: Role,
    status: Status,
    /// Since when they can sign in.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    active_since: Option<Timestamp>,
    /// The invitation, until they have signed in.
    #[schema(required)]
    invitation: Option<InvitationView>,
}

/// Whether a user has signed in.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = UserStatus)]
#[serde(rename_all = "snake_case")]
enum Status {
    Invited,
    Active,
}

/// An invitation and its last mail.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = Invitation)]
struct InvitationView {
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    email: EmailView,
}

/// How far a mail came.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = InvitationEmail)]
struct EmailView {
    #[schema(value_type = words::EmailStatus)]
    status: EmailStatus,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        let (status, active_since, invitation) = match user.state {
            UserState::Active { since, .. } => (Status::Active, Some(since), None),
            UserState::Invited { at, mail } => {
                let email = EmailView {
                    status: mail.status,
                    at: mail.at,
                };
                let invitation = InvitationView {
                    created_at: at,
                    email,
                };
                (Status::Invited, None, Some(invitation))
            }
        };
        Self {
            id: user.id,
            email: user.email,
            name: user.name,
            role: user.role,
            status,
            active_since,
            invitation,
        }
    }
}

/// List the team.
#[utoipa::path(
    get,
    path = "/v1/users",
    operation_id = "list_users",
    tag = "Team",
    responses((status = 200, body = Page<UserView>, description = "All users")),
    extensions(("x-problems" = json!(["forbidden"]))),
)]
async fn list(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
) -> Result<Json<Page<UserView>>, Problem> {
    let users = team::list_users(&state.core, &principal).await?;
    Ok(Json(whole(users)))
}

/// Invite somebody to the team.
///
/// The answer says whether the mail went; it can be sent again.
#[utoipa::path(
    post,
    path = "/v1/users",
    operation_id = "invite_user",
    tag = "Team",
    request_body = NewUser,
    responses((status = 201, body = UserView, description = "The invited user")),
    extensions(("x-problems" = json!(["conflict", "too-many-requests"]))),
)]
async fn invite(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    context: Option<Extension<RequestContext>>,
    request: ApiRequest,
) -> Result<(StatusCode, Json<UserView>), Problem> {
    let desk_url = state.desk_url("", context.as_deref())?;
    let invited = request.read(invite_request)?;
    let post = Post {
        mailer: &state.mailer,
        desk_url: &desk_url,
    };
    let user = request
        .run_once(&state.core, &principal, async |ids| {
            Ok(invitations::invite_user(&state.core, post, &principal, &ids, invited).await?)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(user.into())))
}

/// Read a user.
#[utoipa::path(
    get,
    path = "/v1/users/{user_id}",
    operation_id = "read_user",
    tag = "Team",
    params(
        ("user_id" = String, Path, description = "The user, `usr_...`"),
    ),
    responses((status = 200, body = UserView, description = "The user")),
    extensions(("x-problems" = json!(["forbidden"]))),
)]
async fn read(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(user_id): Path<String>,
) -> Result<Json<UserView>, Problem> {
    let user = team::get_user(&state.core, &principal, path_id(&user_id)?).await?;
    Ok(Json(user.into()))
}

/// Change what a user may do.
///
/// The last owner stays one.
#[utoipa::path(
    put,
    path = "/v1/users/{user_id}",
    operation_id = "change_role",
    tag = "Team",
    params(
        ("user_id" = String, Path, description = "The user, `usr_...`"),
    ),
    request_body = RoleChange,
    responses((status = 200, body = UserView, description = "The changed user")),
    extensions(("x-problems" = json!(["conflict"]))),
)]
async fn change_role(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(user_id): Path<String>,
    request: ApiRequest,
) -> Result<Json<UserView>, Problem> {
    let user_id = path_id(&user_id)?;
    let role = request.read(|fields| fields.parsed("role", ROLES, Role::from_word))?;
    let user = team::change_role(&state.core, &principal, user_id, role).await?;
    Ok(Json(user.into()))
}

/// Remove a user.
///
/// The last owner cannot be removed.
#[utoipa::path(
    delete,
    path = "/v1/users/{user_id}",
    operation_id = "remove_user",
    tag = "Team",
    params(
        ("user_id" = String, Path, description = "The user, `usr_...`"),
    ),
    responses((status = 204, description = "They are removed")),
    extensions(("x-problems" = json!(["conflict"]))),
)]
async fn remove(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(user_id): Path<String>,
) -> Result<StatusCode, Problem> {
    team::remove_user(&state.core, &principal, path_id(&user_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send an invitation again.
#[utoipa::path(
    post,
    path = "/v1/users/{user_id}/invite",
    operation_id = "invite_user_again",
    tag = "Team",
    params(
        ("user_id" = String, Path, description = "The user, `usr_...`"),
    ),
    responses((status = 200, body = UserView, description = "The invited user")),
    extensions(("x-problems" = json!(["conflict", "too-many-requests"]))),
)]
async fn invite_again(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(user_id): Path<String>,
    context: Option<Extension<RequestContext>>,
    request: ApiRequest,
) -> Result<Json<UserView>, Problem> {
    let user_id = path_id(&user_id)?;
    let desk_url = state.desk_url("", context.as_deref())?;
    request.read(|_| Some(()))?;
    let post = Post {
        mailer: &state.mailer,
        desk_url: &desk_url,
    };
    let user = request
        .run_once(&state.core, &principal, async |ids| {
            let core = &state.core;
            Ok(invitations::invite_user_again(core, post, &principal, &ids, user_id).await?)
        })
        .await?;
    Ok(Json(user.into()))
}

fn invite_request(fields: &mut Fields<'_>) -> Option<InviteRequest> {
    let email = fields.parsed("email", ADDRESS, |text| text.parse().ok());
    let name = fields.optional_text("name", NAME);
    let role = fields.parsed("role", ROLES, Role::from_word);
    Some(InviteRequest {
        email: email?,
        name,
        role: role?,
    })
}
