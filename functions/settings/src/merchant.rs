//! The merchant's profile.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use paylink::http::{Caller, Problem, views};
use paylink::usecase::Error;

use crate::State;

/// `/v1/merchant`.
pub fn routes() -> Router<State> {
    Router::new().route("/v1/merchant", get(read))
}

/// Read the merchant's profile.
#[utoipa::path(
    get,
    path = "/v1/merchant",
    operation_id = "read_merchant",
    tag = "Settings",
    responses((status = 200, body = views::MerchantView, description = "The profile")),
)]
async fn read(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
) -> Result<Response, Problem> {
    let merchant = state
        .core
        .store
        .get_merchant(principal.merchant_id())
        .await
        .map_err(Error::from)?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(views::merchant(&merchant)).into_response())
}
