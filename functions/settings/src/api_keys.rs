//! The merchant's API keys (R25).

use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use paylink_app::keys::{self, NewKey};
use paylink_domain::actor::Actor;
use paylink_domain::ids::ApiKeyId;
use paylink_domain::merchant::Role;
use paylink_http::json::Fields;
use paylink_http::request::path_id;
use paylink_http::views::{self, Page, words};
use paylink_http::{ApiRequest, Caller, Problem};
use paylink_store::keys::KeyEntry;
use secrecy::ExposeSecret as _;
use serde::Serialize;
use utoipa::ToSchema;

use crate::bodies::NewApiKey;
use crate::lists::whole;
use crate::profile::NAME;
use crate::state::State;
use crate::users::ROLES;

/// `/v1/api-keys`.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/v1/api-keys", get(list).post(create))
        .route("/v1/api-keys/{key_id}", get(read).delete(revoke))
}

/// A key as the API shows one.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub struct KeyView {
    #[schema(value_type = String)]
    id: ApiKeyId,
    name: String,
    #[schema(value_type = words::Role)]
    role: Role,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = views::ActorView)]
    created_by: Actor,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_used_at: Option<Timestamp>,
}

/// A key that was made: the one answer that has the key itself, and that only the first time.
#[derive(Serialize, ToSchema)]
#[schema(as = NewlyMadeApiKey)]
struct NewKeyView {
    #[serde(flatten)]
    view: KeyView,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    key: Option<String>,
}

impl From<KeyEntry> for KeyView {
    fn from(entry: KeyEntry) -> Self {
        Self {
            id: entry.id,
            name: entry.name,
            role: entry.role,
            created_at: entry.created_at,
            created_by: entry.created_by,
            last_used_at: entry.last_used_at,
        }
    }
}

/// List the API keys.
#[utoipa::path(
    get,
    path = "/v1/api-keys",
    operation_id = "list_api_keys",
    tag = "API keys",
    responses((status = 200, body = Page<KeyView>, description = "All keys")),
    extensions(("x-problems" = json!(["forbidden"]))),
)]
async fn list(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
) -> Result<Json<Page<KeyView>>, Problem> {
    let entries = keys::list_keys(&state.core, &principal).await?;
    Ok(Json(whole(entries)))
}

/// Make an API key.
///
/// The answer has the key itself, and that the first time only.
#[utoipa::path(
    post,
    path = "/v1/api-keys",
    operation_id = "create_api_key",
    tag = "API keys",
    request_body = NewApiKey,
    responses((status = 201, body = NewKeyView, description = "The new key")),
    extensions(("x-problems" = json!(["conflict"]))),
)]
async fn create(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    request: ApiRequest,
) -> Result<(StatusCode, Json<NewKeyView>), Problem> {
    let new = request.read(new_key)?;
    let made = request
        .run_once(&state.core, &principal, async |ids| {
            Ok(keys::create_key(&state.core, &principal, &ids, new).await?)
        })
        .await?;
    let key = made.secret.map(|secret| secret.expose_secret().to_owned());
    let view = NewKeyView {
        view: made.entry.into(),
        key,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// Read what is known of an API key.
#[utoipa::path(
    get,
    path = "/v1/api-keys/{key_id}",
    operation_id = "read_api_key",
    tag = "API keys",
    params(
        ("key_id" = String, Path, description = "The API key, `key_...`"),
    ),
    responses((status = 200, body = KeyView, description = "The key")),
    extensions(("x-problems" = json!(["forbidden"]))),
)]
async fn read(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(key_id): Path<String>,
) -> Result<Json<KeyView>, Problem> {
    let entry = keys::get_key(&state.core, &principal, path_id(&key_id)?).await?;
    Ok(Json(entry.into()))
}

/// Revoke an API key.
///
/// It stops working within 60 seconds.
#[utoipa::path(
    delete,
    path = "/v1/api-keys/{key_id}",
    operation_id = "revoke_api_key",
    tag = "API keys",
    params(
        ("key_id" = String, Path, description = "The API key, `key_...`"),
    ),
    responses((status = 204, description = "It is revoked")),
)]
async fn revoke(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(key_id): Path<String>,
) -> Result<StatusCode, Problem> {
    keys::revoke_key(&state.core, &principal, path_id(&key_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn new_key(fields: &mut Fields<'_>) -> Option<NewKey> {
    let name = fields.text("name", 1..=NAME);
    let role = fields.parsed("role", ROLES, Role::from_word);
    Some(NewKey {
        name: name?,
        role: role?,
    })
}
