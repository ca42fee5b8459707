//! How SES refuses.

use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A refusal in SES's form: the type in a header, the message in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SesError {
    status: StatusCode,
    kind: &'static str,
    message: String,
}

impl SesError {
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "BadRequestException",
            message: message.into(),
        }
    }

    pub(super) fn rejected(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "MessageRejected",
            message: message.into(),
        }
    }

    pub(super) fn throttled() -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            kind: "TooManyRequestsException",
            message: "Maximum sending rate exceeded.".to_owned(),
        }
    }

    pub(super) fn unavailable() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            kind: "ServiceUnavailableException",
            message: "The service is unavailable. Please try again.".to_owned(),
        }
    }

    pub(super) fn internal(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            kind: "InternalServiceErrorException",
            message: message.into(),
        }
    }

    pub(super) fn too_large() -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            kind: "RequestEntityTooLargeException",
            message: "The request is too large.".to_owned(),
        }
    }

    pub(super) fn unknown_operation() -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            kind: "UnknownOperationException",
            message: "The mailbox knows one SES operation: POST /v2/email/outbound-emails."
                .to_owned(),
        }
    }
}

impl IntoResponse for SesError {
    fn into_response(self) -> Response {
        let body = axum::Json(json!({ "message": self.message }));
        let mut response = (self.status, body).into_response();
        response
            .headers_mut()
            .insert("x-amzn-errortype", HeaderValue::from_static(self.kind));
        response
    }
}
