//! HTML answers.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// Renders a page with a content security policy.
///
/// A template is compiled in, so a failure to render is a fault of ours and answers 500 without
/// saying more.
pub fn page(status: StatusCode, policy: &str, template: &impl Template) -> Response {
    let mut response = match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    };
    match HeaderValue::from_str(policy) {
        Ok(policy) => {
            response
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        Err(error) => tracing::error!(%error, "a content security policy is not a header value"),
    }
    response
}

/// The source expression that lets one inline style sheet or script through a policy.
pub fn source_hash(inline: &str) -> String {
    format!(
        "'sha256-{}'",
        STANDARD.encode(Sha256::digest(inline.as_bytes()))
    )
}
