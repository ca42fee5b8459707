//! Discovery, keys, `/token` and `/userinfo`.

use std::sync::Arc;

use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::mint::{TOKEN_LIFE, Wish, mint};
use super::state::Issuer;
use crate::server::now_seconds;

/// OpenID Connect Discovery 1.0, with PKCE's addition (RFC 8414).
pub(super) async fn discovery(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    let url = |path: &str| format!("{}{path}", issuer.url);
    let jwks = if issuer.cognito {
        "/.well-known/jwks.json"
    } else {
        "/jwks"
    };
    Json(json!({
        "issuer": issuer.url,
        "authorization_endpoint": url("/authorize"),
        "token_endpoint": url("/token"),
        "userinfo_endpoint": url("/userinfo"),
        "end_session_endpoint": url("/logout"),
        "jwks_uri": url(jwks),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "email", "email_verified", "name"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["login", "none"],
    }))
}

/// The public key.
pub(super) async fn jwks(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    Json(issuer.key.jwks())
}

/// A token request (RFC 6749, 4.1.3; RFC 7636, 4.5).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TokenRequest {
    grant_type: String,
    code: String,
    redirect_uri: String,
    client_id: Option<String>,
    client_secret: Option<String>,
    code_verifier: String,
}

/// Changes a code into tokens.
pub(super) async fn token(
    State(issuer): State<Arc<Issuer>>,
    headers: HeaderMap,
    form: Result<Form<TokenRequest>, FormRejection>,
) -> Response {
    let Form(request) = match form {
        Ok(form) => form,
        Err(error) => return OauthError::invalid_request(&error.body_text()).into_response(),
    };
    match exchange(&issuer, &headers, request) {
        Ok(tokens) => ([(header::CACHE_CONTROL, "no-store")], Json(tokens)).into_response(),
        Err(error) => error.into_response(),
    }
}

fn exchange(
    issuer: &Issuer,
    headers: &HeaderMap,
    request: TokenRequest,
) -> Result<Value, OauthError> {
    let basic = basic_credentials(headers)?;
    let (client_id, secret) = match basic {
        Some((client_id, secret)) => (Some(client_id), Some(secret)),
        None => (request.client_id, request.client_secret),
    };
    if client_id.as_deref() != Some(&issuer.client_id) {
        return Err(OauthError::invalid_client(
            "The client_id is missing or unknown.",
        ));
    }
    if issuer.client_secret.is_some() && issuer.client_secret != secret {
        return Err(OauthError::invalid_client(
            "The client's secret is missing or wrong.",
        ));
    }
    if request.grant_type != "authorization_code" {
        return Err(OauthError::new(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "Only grant_type=authorization_code is known.",
        ));
    }
    // A code is used up by the first attempt, even by one that fails below.
    let grant = issuer
        .store
        .take_code(&request.code)
        .map_err(|error| OauthError::internal(&error.to_string()))?
        .ok_or_else(|| {
            OauthError::invalid_grant("The code is unknown, used or older than 60 seconds.")
        })?;
    if grant.request.redirect_uri != request.redirect_uri {
        return Err(OauthError::invalid_grant(
            "The redirect_uri is not the one of the sign-in.",
        ));
    }
    let verifier = request.code_verifier;
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(unreserved) {
        return Err(OauthError::invalid_request(
            "code_verifier is 43 to 128 letters, digits and -._~ characters.",
        ));
    }
    if URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier)) != grant.request.code_challenge {
        return Err(OauthError::invalid_grant(
            "The code_verifier does not fit the code_challenge.",
        ));
    }
    let user = issuer
        .user(&grant.sub)
        .map_err(|error| OauthError::internal(&error.to_string()))?
        .ok_or_else(|| OauthError::invalid_grant("The user is gone."))?;
    let wish = Wish {
        user: &user,
        audience: &issuer.client_id,
        scope: &grant.request.scope,
        nonce: grant.request.nonce.as_deref(),
        auth_time: grant.issued_at,
        expires_in: TOKEN_LIFE,
        overrides: &Map::new(),
    };
    mint(issuer, &wish).map_err(|error| OauthError::internal(&error))
}

/// The client's name and secret from `Authorization: Basic`, both form-encoded (RFC 6749, 2.3.1).
fn basic_credentials(headers: &HeaderMap) -> Result<Option<(String, String)>, OauthError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let broken =
        || OauthError::invalid_client("The Authorization header is not Basic credentials.");
    let encoded = value
        .to_str()
        .ok()
        .and_then(|value| value.strip_prefix("Basic "))
        .ok_or_else(broken)?;
    let decoded = STANDARD
        .decode(encoded.trim())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let decoded = decoded.ok_or_else(broken)?;
    let (client_id, secret) = decoded.split_once(':').ok_or_else(broken)?;
    match (percent_decode(client_id), percent_decode(secret)) {
        (Some(client_id), Some(secret)) => Ok(Some((client_id, secret))),
        _ => Err(broken()),
    }
}

fn percent_decode(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// Who an access token belongs to. Cognito writes `email_verified` as text here, and so does this
/// issuer when it plays Cognito.
pub(super) async fn userinfo(State(issuer): State<Arc<Issuer>>, headers: HeaderMap) -> Response {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let refused = |description: &str| {
        let challenge =
            format!("Bearer error=\"invalid_token\", error_description=\"{description}\"");
        let body = Json(json!({ "error": "invalid_token", "error_description": description }));
        (
            StatusCode::UNAUTHORIZED,
            [(header::WWW_AUTHENTICATE, challenge)],
            body,
        )
            .into_response()
    };
    let Some(claims) = token.and_then(|token| issuer.key.verify(token)) else {
        return refused("There is no access token of this issuer");
    };
    // Only access tokens have a scope; an ID token is not a key to anything.
    let scope = claims.get("scope").and_then(Value::as_str);
    let fresh = claims
        .get("exp")
        .and_then(Value::as_i64)
        .is_some_and(|exp| exp > now_seconds());
    let (Some(_), true) = (scope, fresh) else {
        return refused("The access token has expired, or is none");
    };
    let sub = claims
        .get("sub")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match issuer.user(sub) {
        Ok(Some(user)) if issuer.cognito => Json(json!({
            "sub": user.sub,
            "email": user.email,
            "email_verified": "true",
            "name": user.name,
            "username": user.sub,
        }))
        .into_response(),
        Ok(Some(user)) => Json(json!({
            "sub": user.sub,
            "email": user.email,
            "email_verified": true,
            "name": user.name,
            "groups": user.groups,
        }))
        .into_response(),
        Ok(None) => refused("The user is gone"),
        Err(error) => OauthError::internal(&error.to_string()).into_response(),
    }
}

/// A refusal of the token endpoint (RFC 6749, 5.2).
struct OauthError {
    status: StatusCode,
    error: &'static str,
    description: String,
}

impl OauthError {
    fn new(status: StatusCode, error: &'static str, description: &str) -> Self {
        Self {
            status,
            error,
            description: description.to_owned(),
        }
    }

    fn invalid_request(description: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", description)
    }

    fn invalid_grant(description: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_grant", description)
    }

    fn invalid_client(description: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", description)
    }

    fn internal(description: &str) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server_error",
            description,
        )
    }
}

impl IntoResponse for OauthError {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CACHE_CONTROL,
            header::HeaderValue::from_static("no-store"),
        );
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = header::HeaderValue::from_static("Basic realm=\"issuer\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        let body = json!({ "error": self.error, "error_description": self.description });
        (self.status, headers, Json(body)).into_response()
    }
}
