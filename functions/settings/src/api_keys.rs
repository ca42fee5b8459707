//! The merchant's API keys (R25).

use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use paylink::domain::basket::Actor;
use paylink::domain::ids::ApiKeyId;
use paylink::domain::merchant::Role;
use paylink::http::json::Fields;
use paylink::http::request::path_id;
use paylink::http::{ApiRequest, Caller, Problem};
use paylink::store::keys::KeyEntry;
use paylink::usecase::keys::{self, NewKey};
use secrecy::ExposeSecret as _;
use serde::Serialize;

use crate::profile::NAME;
use crate::users::ROLES;
use crate::{List, State};

/// `/v1/api-keys`.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/v1/api-keys", get(list).post(create))
        .route("/v1/api-keys/{key_id}", get(read).delete(revoke))
}

/// A key as the API shows one.
#[derive(Debug, Clone, Serialize)]
pub struct KeyView {
    id: ApiKeyId,
    name: String,
    role: Role,
    created_at: Timestamp,
    created_by: Actor,
    last_used_at: Option<Timestamp>,
}

/// A key that was made: the one answer that has the key itself, and that only the first time.
#[derive(Serialize)]
struct NewKeyView {
    #[serde(flatten)]
    view: KeyView,
    #[serde(skip_serializing_if = "Option::is_none")]
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

async fn list(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
) -> Result<Json<List<KeyView>>, Problem> {
    let entries = keys::list_keys(&state.core, &principal).await?;
    Ok(Json(List::of(entries)))
}

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

async fn read(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(key_id): Path<String>,
) -> Result<Json<KeyView>, Problem> {
    let entry = keys::get_key(&state.core, &principal, path_id(&key_id)?).await?;
    Ok(Json(entry.into()))
}

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
