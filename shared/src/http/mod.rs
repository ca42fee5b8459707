//! The edge: requests in, answers out. The only place that knows status codes.

pub mod caller;
pub mod clean;
pub mod headers;
pub mod idempotency;
pub mod json;
pub mod page;
pub mod problem;
pub mod request;
pub mod token;
pub mod views;

use axum::Router;
use lambda_http::request::RequestContext;
use lambda_http::{Adapter, lambda_runtime};
use tower::ServiceExt as _;

pub use caller::{Caller, OperatorCaller};
pub use problem::{Problem, ProblemType};
pub use request::ApiRequest;
pub use token::TokenVerifier;

/// The largest request body, in bytes.
pub const BODY_LIMIT: usize = 256 * 1024;

/// Runs a router as a Lambda function until the platform ends the sandbox.
///
/// # Errors
/// When the platform's runtime API cannot be reached.
pub async fn serve(router: Router) -> Result<(), lambda_http::Error> {
    let service = Adapter::from(router).map_request(clean::clean_event);
    lambda_runtime::run(service).await
}

/// `https://host` of this API: the configured one, else the API's own domain as the platform tells
/// it. Never what the client claims in its Host header.
pub fn base_url(
    configured: Option<&str>,
    context: Option<&RequestContext>,
) -> Result<String, Problem> {
    if let Some(url) = configured {
        return Ok(url.trim_end_matches('/').to_owned());
    }
    let domain = context.and_then(|context| match context {
        RequestContext::ApiGatewayV2(context) => context.domain_name.clone(),
        _ => None,
    });
    domain
        .map(|domain| format!("https://{domain}"))
        .ok_or_else(|| Problem::internal("the request context names no domain"))
}
