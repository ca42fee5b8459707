//! The guard against forms on other sites' pages.

use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Refuses a form that another site's page sends: nobody else's page may pay, refund or advance the clock.
pub async fn refuse_other_sites(request: Request, next: Next) -> Response {
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let site = request
        .headers()
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok());
    match site {
        Some("cross-site" | "same-site") if !is_reading => (
            StatusCode::FORBIDDEN,
            "Another site sent this form, so it was not used.\n",
        )
            .into_response(),
        _ => next.run(request).await,
    }
}
