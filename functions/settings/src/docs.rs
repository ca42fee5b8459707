//! The page to read the description of the API: made from the document alone, with no script and
//! nothing from outside.

mod document;
mod text;
mod view;

use std::sync::LazyLock;

use askama::Template;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use paylink_http::RequestContext;
use paylink_http::page::{page, source_hash};
use paylink_http::{Problem, base_url};

use self::view::Content;
use crate::state::State;

const STYLE: &str = include_str!("../templates/docs.css");

/// Nothing but the one style sheet.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        source_hash(STYLE)
    )
});

/// What the page shows of the document, worked out once.
static CONTENT: LazyLock<Result<Content, String>> = LazyLock::new(|| {
    let document = serde_json::from_str(crate::openapi::DOCUMENT).map_err(|e| e.to_string())?;
    Ok(view::content(&document))
});

#[derive(Template)]
#[template(path = "docs.html")]
struct Docs<'a> {
    style: &'a str,
    base: &'a str,
    content: &'a Content,
    events: &'a [(&'a str, &'a str)],
}

/// What merchants' systems are told.
const EVENTS: [(&str, &str); 11] = [
    ("payment_link.created", "A payment link was made."),
    (
        "payment_link.cancelled",
        "A payment link was cancelled, by itself or with its basket.",
    ),
    (
        "payment_link.expired",
        "The time of a payment link is over.",
    ),
    (
        "payment.recorded",
        "Money came, through a link or written down by staff.",
    ),
    ("payment.refunded", "A refund reached the guest."),
    (
        "refund.failed",
        "A refund did not reach the guest; the money is still yours to return.",
    ),
    ("payment.disputed", "A guest's bank wants the money back."),
    ("basket.paid", "Nothing is outstanding any more."),
    ("basket.overpaid", "More was paid than the basket costs."),
    ("tickets.sent", "The tickets went out."),
    ("email.failed", "A mail could not be delivered."),
];

/// `/docs`.
pub fn routes() -> Router<State> {
    Router::new().route("/docs", get(read))
}

async fn read(
    Extract(state): Extract<State>,
    context: Option<Extension<RequestContext>>,
) -> Result<Response, Problem> {
    let context = context.as_ref().map(|Extension(context)| context);
    let base = base_url(state.base_url.as_deref(), context)?;
    let content = CONTENT.as_ref().map_err(|error| Problem::internal(error))?;
    let docs = Docs {
        style: STYLE,
        base: &base,
        content,
        events: &EVENTS,
    };
    Ok(page(StatusCode::OK, &POLICY, &docs))
}
