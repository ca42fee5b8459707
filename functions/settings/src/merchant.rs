//! The merchant's profile.

use axum::extract::State as Extract;
use axum::routing::get;
use axum::{Json, Router};
use paylink_app::merchants;
use paylink_http::{ApiRequest, Caller, Problem};

use crate::bodies::ProfileChange;
use crate::profile::{MerchantView, Wanted, profile};
use crate::state::State;

/// `/v1/merchant`.
pub fn routes() -> Router<State> {
    Router::new().route("/v1/merchant", get(read).put(change))
}

/// Read the merchant's profile.
#[utoipa::path(
    get,
    path = "/v1/merchant",
    operation_id = "read_merchant",
    tag = "Settings",
    responses((status = 200, body = MerchantView, description = "The profile")),
)]
async fn read(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
) -> Result<Json<MerchantView>, Problem> {
    let merchant = merchants::get_merchant(&state.core, &principal).await?;
    Ok(Json(merchant.into()))
}

/// Change the merchant's profile.
#[utoipa::path(
    put,
    path = "/v1/merchant",
    operation_id = "change_merchant",
    tag = "Settings",
    request_body = ProfileChange,
    responses((status = 200, body = MerchantView, description = "The changed profile")),
    extensions(("x-problems" = json!(["conflict"]))),
)]
async fn change(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    request: ApiRequest,
) -> Result<Json<MerchantView>, Problem> {
    let profile = request.read(|fields| profile(fields, Wanted::All))?;
    let merchant = merchants::change_profile(&state.core, &principal, &profile).await?;
    Ok(Json(merchant.into()))
}
