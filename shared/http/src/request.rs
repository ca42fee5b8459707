//! What the API takes from a request.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde_json::Value;

use super::json::{Fields, read_object};
use super::problem::{FieldError, Problem, ProblemType};

/// The largest request body, in bytes.
pub const BODY_LIMIT: usize = 256 * 1024;

/// A request that changes something: its JSON body, and what its idempotency key stands for.
#[derive(Debug, Clone)]
pub struct ApiRequest {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) idempotency_key: Option<String>,
    pub(super) bytes: Bytes,
    value: Value,
}

impl ApiRequest {
    /// Reads the body; an empty one counts as an object without fields.
    pub fn read<T>(&self, read: impl FnOnce(&mut Fields<'_>) -> Option<T>) -> Result<T, Problem> {
        read_object(&self.value, read)
    }
}

impl<S: Send + Sync> FromRequest<S> for ApiRequest {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let idempotency_key = idempotency_key(&parts.headers)?;
        let bytes = to_bytes(body, BODY_LIMIT).await.map_err(|_| too_large())?;
        let value = if bytes.is_empty() {
            Value::Object(serde_json::Map::new())
        } else {
            require_json(&parts.headers)?;
            serde_json::from_slice(&bytes).map_err(|error| {
                Problem::new(
                    ProblemType::Validation,
                    format!("The body is not JSON: {error}."),
                )
            })?
        };
        Ok(Self {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            idempotency_key,
            bytes,
            value,
        })
    }
}

/// Whether the body says that it is of this media type, parameters such as the charset aside.
pub fn has_media_type(headers: &HeaderMap, wanted: &str) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(wanted))
}

/// The media type that browsers send forms as.
pub const FORM_MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// The problem of a body over [`BODY_LIMIT`].
pub fn too_large() -> Problem {
    let detail = format!("A body can have at most {BODY_LIMIT} bytes.");
    Problem::new(ProblemType::PayloadTooLarge, detail)
}

fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    if has_media_type(headers, "application/json") {
        return Ok(());
    }
    let detail = "Send the body as application/json and say so in Content-Type.";
    Err(Problem::new(ProblemType::UnsupportedMediaType, detail))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value
        .to_str()
        .ok()
        .filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()));
    match key {
        Some(key) => Ok(Some(key.to_owned())),
        None => Err(Problem::validation(vec![FieldError {
            pointer: "Idempotency-Key".to_owned(),
            detail: "must be 1 to 255 visible ASCII characters".to_owned(),
        }])),
    }
}

/// Reads an id from a path; what is no id is not found.
pub fn path_id<T: std::str::FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}
