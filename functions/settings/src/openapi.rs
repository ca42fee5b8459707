//! The description of the API. The document is made from the code by a test, which keeps the file
//! true, so that no function has to carry what makes it.

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::state::State;

/// The document: OpenAPI 3.1.
pub const DOCUMENT: &str = include_str!("../../../docs/openapi.json");

/// `/v1/openapi.json`.
pub fn routes() -> Router<State> {
    Router::new().route("/v1/openapi.json", get(read))
}

/// Read this document.
///
/// OpenAPI 3.1. No key is needed. `/docs` shows the same as a page.
#[utoipa::path(
    get,
    path = "/v1/openapi.json",
    operation_id = "read_openapi",
    tag = "Description",
    security(()),
    responses((status = 200, content_type = "application/json", body = serde_json::Value, description = "The document")),
)]
async fn read() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT).into_response()
}
