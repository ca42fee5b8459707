//! What people see: the hosted page, its challenge page, the dashboard, receipts and the set-up page.
//!
//! No page needs JavaScript, and the content security policy allows none.

mod dashboard;
pub mod pay;
mod setup;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::books::Cause;
use super::error::ApiError;
use super::money::format_amount;
use super::object::Kind;
use super::server::Gateway;

/// The routes of all pages.
pub fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/assets/sandbox.css", get(stylesheet))
        .route("/receipts/{charge}", get(receipt))
        .merge(pay::routes())
        .merge(setup::routes())
        .merge(dashboard::routes())
        .layer(axum::middleware::from_fn(refuse_other_sites))
        .layer(axum::middleware::from_fn(add_headers))
}

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

/// A rendered page.
fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (
            status,
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            html,
        )
            .into_response(),
        Err(error) => {
            tracing::error!(%error, "a page of the sandbox gateway could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Sends the browser on with GET. An address that cannot stand in a header is shown as a page instead.
fn see_other(url: &str) -> Response {
    match HeaderValue::from_str(url) {
        Ok(location) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::SEE_OTHER;
            response.headers_mut().insert(header::LOCATION, location);
            response
        }
        Err(_) => notice(
            StatusCode::OK,
            "Done",
            "The address to go on to is not valid.",
            None,
        ),
    }
}

/// A page that says one thing, with a way on.
#[derive(Template)]
#[template(path = "stripe/notice.html")]
struct Notice<'p> {
    title: &'p str,
    text: &'p str,
    link: Option<(&'p str, &'p str)>,
}

fn notice(status: StatusCode, title: &str, text: &str, link: Option<(&str, &str)>) -> Response {
    page(status, &Notice { title, text, link })
}

/// The page of an error that a person meets.
fn error_page(error: &ApiError) -> Response {
    notice(error.status, "That did not work", &error.message, None)
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

/// A moment for people, in UTC. `seconds` are counted from 1970.
fn format_time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map(|moment| {
            moment
                .strftime("%e %B %Y, %H:%M UTC")
                .to_string()
                .trim()
                .to_owned()
        })
        .unwrap_or_default()
}
