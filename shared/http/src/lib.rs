//! The edge: requests in, answers out. The only place that knows status codes.

pub mod caller;
pub mod headers;
pub mod idempotency;
pub mod json;
pub mod lambda;
pub mod page;
pub mod problem;
pub mod request;
pub mod token;
pub mod views;

pub use caller::{Caller, OperatorCaller};
pub use lambda::{RequestContext, serve};
pub use problem::{Problem, ProblemType};
pub use request::ApiRequest;
pub use token::TokenVerifier;

/// The largest request body, in bytes.
pub const BODY_LIMIT: usize = 256 * 1024;

/// `https://host` of this API: the configured one, else the API's own domain as the platform tells
/// it. Never what the client claims in its Host header.
pub fn base_url(
    configured: Option<&str>,
    context: Option<&RequestContext>,
) -> Result<String, Problem> {
    if let Some(url) = configured {
        return Ok(url.trim_end_matches('/').to_owned());
    }
    context
        .and_then(|context| context.domain_name.as_ref())
        .map(|domain| format!("https://{domain}"))
        .ok_or_else(|| Problem::internal("the request context names no domain"))
}
