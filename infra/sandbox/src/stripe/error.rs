//! Stripe's error answers. Source: <https://docs.stripe.com/api/errors> and the bodies its API gives.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// An API call that was refused, or that went wrong.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// The HTTP status of the answer.
    pub status: StatusCode,
    /// Stripe's error type, for example `invalid_request_error`.
    pub kind: &'static str,
    /// Stripe's error code, when the error has one.
    pub code: Option<&'static str>,
    /// What a person reads.
    pub message: String,
    /// The parameter at fault, in bracket form, when there is one.
    pub param: Option<String>,
    /// Whether the operation had begun, so that the answer is kept under the idempotency key.
    /// Stripe keeps no answer for a request that failed validation or met a concurrent one.
    pub executed: bool,
}

impl ApiError {
    fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            kind,
            code: None,
            message: message.into(),
            param: None,
            executed: false,
        }
    }

    /// 400 `invalid_request_error`.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message)
    }

    /// 400 for a required parameter that is not there.
    pub fn missing(param: impl Into<String>) -> Self {
        let param = param.into();
        Self::invalid(format!("Missing required param: {param}."))
            .code("parameter_missing")
            .param(param)
    }

    /// 400 for a parameter that the call does not have.
    pub fn unknown_parameter(param: impl Into<String>) -> Self {
        let param = param.into();
        Self::invalid(format!("Received unknown parameter: {param}"))
            .code("parameter_unknown")
            .param(param)
    }

    /// 404 for an id that is not in the account's books. `what` is Stripe's word for the object.
    pub fn no_such(what: &str, id: &str, param: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "invalid_request_error",
            format!("No such {what}: '{id}'"),
        )
        .code("resource_missing")
        .param(param)
    }

    /// 404 for a path or method that the API does not have.
    pub fn unrecognized_url(method: &str, path: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "invalid_request_error",
            format!(
                "Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at \
                 https://support.stripe.com/."
            ),
        )
    }

    /// 401 for a call without a key.
    pub fn no_key() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "invalid_request_error",
            "You did not provide an API key. You need to provide your API key in the Authorization header, using \
             Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
        )
    }

    /// 401 for a call with another key than this sandbox's. Only the last four characters are repeated.
    pub fn wrong_key(masked: &str) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "invalid_request_error",
            format!("Invalid API Key provided: {masked}"),
        )
    }

    /// 403 for a `Stripe-Account` that this platform does not have.
    pub fn account_invalid(masked_key: &str, account: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "invalid_request_error",
            format!(
                "The provided key '{masked_key}' does not have access to account '{account}' (or that account does \
                 not exist). Application access may have been revoked."
            ),
        )
        .code("account_invalid")
    }

    /// 400 for an idempotency key that was used with another request.
    pub fn idempotency_mismatch(key: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "idempotency_error",
            format!(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. \
                 Try using a key other than '{key}' if you meant to execute a different request."
            ),
        )
    }

    /// 409 for an idempotency key whose first request has not been answered yet.
    pub fn idempotency_in_use(key: &str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "idempotency_error",
            format!(
                "There is currently another in-progress request using this Idempotency-Key '{key}' (that probably \
                 means you submitted twice, and the other request is still going through). Please try again later."
            ),
        )
        .code("idempotency_key_in_use")
    }

    /// 429, as Stripe answers too many requests.
    pub fn rate_limited() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "invalid_request_error",
            "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
        )
        .code("rate_limit")
    }

    /// 500. What went wrong is in the log, never in the answer.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "api_error",
            "An unknown error occurred while the sandbox worked on this request. Its log says more.",
        )
        .executed()
    }

    /// Adds Stripe's error code.
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// Adds the parameter at fault.
    pub fn param(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }

    /// Marks the operation as begun, so that the answer is kept under the idempotency key.
    pub fn executed(mut self) -> Self {
        self.executed = true;
        self
    }

    /// The answer's body: `{"error": {...}}`.
    pub fn body(&self) -> Value {
        let mut error = Map::new();
        error.insert("type".to_owned(), json!(self.kind));
        error.insert("message".to_owned(), json!(self.message));
        if let Some(code) = self.code {
            error.insert("code".to_owned(), json!(code));
            let page = code.replace('_', "-");
            error.insert(
                "doc_url".to_owned(),
                json!(format!("https://stripe.com/docs/error-codes/{page}")),
            );
        }
        if let Some(param) = &self.param {
            error.insert("param".to_owned(), json!(param));
        }
        json!({ "error": error })
    }
}

impl From<rusqlite::Error> for ApiError {
    fn from(error: rusqlite::Error) -> Self {
        tracing::error!(%error, "the sandbox gateway's books could not be read or written");
        Self::internal()
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        tracing::error!(%error, "an object in the sandbox gateway's books is not JSON");
        Self::internal()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_stripes() {
        let error = ApiError::missing("success_url");
        assert_eq!(error.status, StatusCode::BAD_REQUEST);
        assert_eq!(
            error.body(),
            json!({"error": {
                "type": "invalid_request_error",
                "code": "parameter_missing",
                "doc_url": "https://stripe.com/docs/error-codes/parameter-missing",
                "message": "Missing required param: success_url.",
                "param": "success_url",
            }})
        );
    }
}
