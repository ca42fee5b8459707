//! Making tokens, from a code or from a test's wish.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::state::Issuer;
use super::user::DemoUser;
use crate::server::{now_seconds, random_uuid};

/// How long tokens live unless a test says otherwise, in seconds.
pub(super) const TOKEN_LIFE: i64 = 3600;

/// What tokens are to say.
pub(super) struct Wish<'a> {
    pub user: &'a DemoUser,
    pub audience: &'a str,
    pub scope: &'a str,
    pub nonce: Option<&'a str>,
    /// When the user signed in, in seconds since 1970.
    pub auth_time: i64,
    /// In seconds; negative for tokens that have expired already.
    pub expires_in: i64,
    pub overrides: &'a Map<String, Value>,
}

/// Makes an ID token and an access token, as the token endpoint answers them (OpenID Connect Core
/// 3.1.3.3).
pub(super) fn mint(issuer: &Issuer, wish: &Wish<'_>) -> Result<Value, String> {
    let now = now_seconds();
    let user = wish.user;
    let unique = || random_uuid().map_err(|error| error.to_string());
    let mut common = json!({
        "iss": issuer.url,
        "sub": user.sub,
        "iat": now,
        "exp": now.saturating_add(wish.expires_in),
        "auth_time": wish.auth_time,
    });
    let mut access = json!({ "jti": unique()?, "scope": wish.scope, "client_id": wish.audience });
    let mut id = json!({
        "aud": wish.audience,
        "jti": unique()?,
        "email": user.email,
        "email_verified": true,
        "name": user.name,
    });
    if let Some(nonce) = wish.nonce {
        merge(&mut id, json!({ "nonce": nonce }));
    }
    if issuer.cognito {
        merge(
            &mut common,
            json!({ "origin_jti": unique()?, "event_id": unique()? }),
        );
        merge(
            &mut access,
            json!({ "token_use": "access", "version": 2, "username": user.sub }),
        );
        merge(
            &mut id,
            json!({ "token_use": "id", "cognito:username": user.sub }),
        );
        // Cognito leaves the claim out for users without groups.
        if !user.groups.is_empty() {
            merge(&mut common, json!({ "cognito:groups": user.groups }));
        }
    } else {
        merge(&mut common, json!({ "groups": user.groups }));
        merge(&mut access, json!({ "aud": wish.audience }));
    }
    let sign = |claims: &Map<String, Value>| {
        issuer
            .key
            .sign(claims)
            .map_err(|_| "the token cannot be signed".to_owned())
    };
    let access_token = sign(&claims(&common, &access, wish.overrides))?;
    merge(&mut id, json!({ "at_hash": at_hash(&access_token) }));
    let id_token = sign(&claims(&common, &id, wish.overrides))?;
    Ok(json!({
        "id_token": id_token,
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": wish.expires_in.max(0),
        "scope": wish.scope,
    }))
}

/// The left half of the access token's hash (OpenID Connect Core 3.1.3.6).
fn at_hash(access_token: &str) -> String {
    let digest = Sha256::digest(access_token);
    URL_SAFE_NO_PAD.encode(digest.iter().take(16).copied().collect::<Vec<u8>>())
}

fn merge(into: &mut Value, from: Value) {
    if let (Some(into), Value::Object(from)) = (into.as_object_mut(), from) {
        into.extend(from);
    }
}

fn claims(common: &Value, own: &Value, overrides: &Map<String, Value>) -> Map<String, Value> {
    let mut claims = Map::new();
    for part in [common, own].into_iter().filter_map(Value::as_object) {
        claims.extend(part.clone());
    }
    for (name, value) in overrides {
        if value.is_null() {
            claims.remove(name);
        } else {
            claims.insert(name.clone(), value.clone());
        }
    }
    claims
}

/// A test's wish for tokens.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TokensRequest {
    sub: String,
    audience: Option<String>,
    expires_in: Option<i64>,
    nonce: Option<String>,
    #[serde(default)]
    overrides: Map<String, Value>,
}

/// Tokens without a browser.
pub(super) async fn tokens(
    State(issuer): State<Arc<Issuer>>,
    body: Result<Json<TokensRequest>, JsonRejection>,
) -> Response {
    let Json(request) = match body {
        Ok(body) => body,
        Err(error) => return failure(StatusCode::BAD_REQUEST, error.body_text()),
    };
    let users = match issuer.users() {
        Ok(users) => users,
        Err(error) => return failure(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    };
    let Some(user) = users.iter().find(|user| user.sub == request.sub) else {
        let known: Vec<&str> = users.iter().map(|user| user.sub.as_str()).collect();
        return failure(
            StatusCode::NOT_FOUND,
            format!(
                "There is no demo user {:?}. Known are {}. A token for somebody else has \"sub\" in its overrides.",
                request.sub,
                known.join(", ")
            ),
        );
    };
    let wish = Wish {
        user,
        audience: request.audience.as_deref().unwrap_or(&issuer.client_id),
        scope: "openid email profile",
        nonce: request.nonce.as_deref(),
        auth_time: now_seconds(),
        expires_in: request.expires_in.unwrap_or(TOKEN_LIFE),
        overrides: &request.overrides,
    };
    match mint(&issuer, &wish) {
        Ok(tokens) => ([(header::CACHE_CONTROL, "no-store")], Json(tokens)).into_response(),
        Err(error) => failure(StatusCode::INTERNAL_SERVER_ERROR, error),
    }
}

/// The demo users.
pub(super) async fn list_users(State(issuer): State<Arc<Issuer>>) -> Response {
    match issuer.users() {
        Ok(users) => Json(users).into_response(),
        Err(error) => failure(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

/// Adds a demo user, or replaces the one with the same `sub`.
pub(super) async fn add_user(
    State(issuer): State<Arc<Issuer>>,
    body: Result<Json<DemoUser>, JsonRejection>,
) -> Response {
    let Json(user) = match body {
        Ok(body) => body,
        Err(error) => return failure(StatusCode::BAD_REQUEST, error.body_text()),
    };
    if user.sub.is_empty() || !user.email.contains('@') {
        return failure(
            StatusCode::BAD_REQUEST,
            "A user needs a sub and an email".to_owned(),
        );
    }
    match issuer.store.add_user(&user) {
        Ok(()) => (StatusCode::CREATED, Json(user)).into_response(),
        Err(error) => failure(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

fn failure(status: StatusCode, message: String) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}
