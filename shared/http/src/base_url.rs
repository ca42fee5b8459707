//! The address that links to this API begin with.

use super::lambda::RequestContext;
use super::problem::Problem;

/// `https://host` of this API: the configured one, or else the API's domain in the request's context.
/// Never the client's Host header, which can name any host.
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
