//! What people see: the hosted page, its challenge page, the dashboard, receipts and the set-up page.
//!
//! No page needs JavaScript, and the content security policy allows none.

mod dashboard;
mod frame;
mod pay;
mod setup;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use self::frame::{error_page, notice};
use super::books::Cause;
use super::gateway::Gateway;
use super::money::format_amount;
use super::object::Kind;
use super::other_sites::refuse_other_sites;

/// The routes of all pages.
pub fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/assets/sandbox.css", get(stylesheet))
        .route("/receipts/{charge}", get(receipt))
        .merge(pay::routes())
        .merge(setup::routes())
        .merge(dashboard::routes())
        .layer(from_fn(refuse_other_sites))
        .layer(from_fn(add_headers))
}

async fn add_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // There is no form-action on purpose: it would stop the redirect to the merchant's success page.
    let policy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex"),
    );
    response
}

async fn stylesheet() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "max-age=60"),
    ];
    (
        headers,
        include_str!("../../../templates/stripe/sandbox.css"),
    )
}

async fn receipt(State(gateway): State<Arc<Gateway>>, Path(id): Path<String>) -> Response {
    let found = gateway.change("", Cause::default(), |ledger| {
        ledger.find_anywhere(Kind::Charge, &id)
    });
    match found {
        Ok(Some(charge)) => {
            let body = charge.body;
            let amount = format_amount(body.text("currency"), body.integer("amount"));
            let refunded = body.integer("amount_refunded");
            let mut text = format!(
                "{amount}, {}. {}",
                body.text("status"),
                body.text("description")
            );
            if refunded > 0 {
                text.push_str(&format!(
                    " Refunded: {}.",
                    format_amount(body.text("currency"), refunded)
                ));
            }
            notice(StatusCode::OK, "Receipt", &text, None)
        }
        Ok(None) => notice(
            StatusCode::NOT_FOUND,
            "Not found",
            "There is no such receipt.",
            None,
        ),
        Err(error) => error_page(&error),
    }
}
