//! Every route of the gateway.

use std::sync::Arc;

use axum::Router;
use axum::routing::any;

use super::gateway::Gateway;
use super::{calls, control, pages};

/// The API, the pages and the control API.
pub fn router(gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route("/v1/{*call}", any(calls::answer_api_call))
        .merge(pages::routes())
        .merge(control::routes())
        .fallback(calls::answer_unknown)
        .with_state(gateway)
}
