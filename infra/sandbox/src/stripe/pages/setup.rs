//! The page where a merchant sets up a connected account, which an account link leads to.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::super::api::accounts;
use super::super::books::{Cause, Ledger};
use super::super::error::ApiError;
use super::super::gateway::Gateway;
use super::super::object::{Kind, Object};
use super::frame::{error_page, notice, page, see_other};

/// The routes of the set-up page.
pub fn routes() -> Router<Arc<Gateway>> {
    Router::new().route("/setup/{account}/{token}", get(show).post(finish))
}

#[derive(Template)]
#[template(path = "stripe/setup.html")]
struct SetupPage<'p> {
    account: &'p str,
    token: &'p str,
}

/// The account's open link, if the token is its and it has not expired.
fn open_link(ledger: &Ledger<'_>, account: &str, token: &str) -> Result<Option<Object>, ApiError> {
    let Some(record) = ledger.load(Kind::Account, account)? else {
        return Ok(None);
    };
    let link = record.private.child("link");
    Ok(Some(link).filter(|link| link.text("token") == token && !token.is_empty()))
}

async fn show(
    State(gateway): State<Arc<Gateway>>,
    Path((account, token)): Path<(String, String)>,
) -> Response {
    let shown = gateway.change("", Cause::default(), |ledger| {
        Ok(open_link(ledger, &account, &token)?.map(|link| {
            if link.integer("expires_at") < ledger.now() {
                see_other(link.text("refresh_url"))
            } else {
                page(
                    StatusCode::OK,
                    &SetupPage {
                        account: &account,
                        token: &token,
                    },
                )
            }
        }))
    });
    respond(shown)
}

async fn finish(
    State(gateway): State<Arc<Gateway>>,
    Path((account, token)): Path<(String, String)>,
) -> Response {
    let finished = gateway.change("", Cause::default(), |ledger| {
        let Some(link) = open_link(ledger, &account, &token)? else {
            return Ok(None);
        };
        if link.integer("expires_at") < ledger.now() {
            return Ok(Some(see_other(link.text("refresh_url"))));
        }
        accounts::set_enabled(ledger, &account, true)?;
        Ok(Some(see_other(link.text("return_url"))))
    });
    respond(finished)
}

fn respond(result: Result<Option<Response>, ApiError>) -> Response {
    match result {
        Ok(Some(response)) => response,
        Ok(None) => notice(
            StatusCode::NOT_FOUND,
            "Page not found",
            "This link is not valid.",
            None,
        ),
        Err(error) => error_page(&error),
    }
}
