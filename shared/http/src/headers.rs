//! What every answer carries, and every line that is logged on the way to it.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Extensions, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::lambda::RequestContext;
use super::problem::Problem;
use paylink_platform::metrics::counted;

/// The header that names the request, so that a client can tell us which one it means.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// After this many seconds a request can be repeated whose answer does not say more.
const RETRY_AFTER: u32 = 5;

/// Around every request of a function: a span that puts the request's id on each line that is
/// logged, the id in the answer, and the headers of [`secure`].
///
/// The id is the platform's own, so that it also leads to the access log. What a client sends as an
/// id is not taken.
pub async fn answer(request: Request, next: Next) -> Response {
    let id = request_id(request.extensions());
    // At the level of errors, so that no filter turns it off.
    let span = tracing::error_span!("request", request_id = id.as_deref());
    async {
        let mut response = counted(next.run(request)).await;
        if let Some(problem) = response.extensions_mut().remove::<Problem>() {
            *response.body_mut() = Body::from(problem.document(id.as_deref()));
        }
        let named = id.as_deref().and_then(|id| HeaderValue::from_str(id).ok());
        if let Some(id) = named {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        secure(response)
    }
    .instrument(span)
    .await
}

/// The platform's id of the request; `None` in a test that calls a router by itself.
fn request_id(extensions: &Extensions) -> Option<String> {
    extensions.get::<RequestContext>()?.request_id.clone()
}

/// Adds what keeps an answer from being framed, sniffed, cached, indexed or leaked by a referrer,
/// and says when to try again where that makes sense. A content security policy that a page has set
/// stays; everything else gets the strictest.
fn secure(mut response: Response) -> Response {
    let later = matches!(
        response.status(),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    );
    let headers = response.headers_mut();
    for (name, value) in [
        (
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=63072000; includeSubDomains",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if later {
        headers
            .entry(header::RETRY_AFTER)
            .or_insert(HeaderValue::from(RETRY_AFTER));
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::response::IntoResponse as _;
    use axum::routing::get;
    use serde_json::Value;
    use tower::ServiceExt as _;

    use super::*;
    use crate::ProblemType;

    async fn ask(path: &str) -> Response {
        let router = Router::new()
            .route("/missing", get(async || Problem::not_found()))
            .route("/busy", get(async || StatusCode::SERVICE_UNAVAILABLE))
            .layer(from_fn(answer));
        let context = RequestContext {
            request_id: Some("JKJaXmPLvHcESHA=".to_owned()),
            ..RequestContext::default()
        };
        let mut request = Request::get(path).header(REQUEST_ID, "mine");
        if let Some(extensions) = request.extensions_mut() {
            extensions.insert(context);
        }
        router
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn every_answer_names_its_request_and_so_does_a_problem() {
        let response = ask("/missing").await;
        assert_eq!(response.headers()[REQUEST_ID], "JKJaXmPLvHcESHA=");
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .unwrap();
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["request_id"], "JKJaXmPLvHcESHA=");
        assert_eq!(problem["code"], "not-found");
        assert_eq!(
            ask("/nothing").await.headers()[REQUEST_ID],
            "JKJaXmPLvHcESHA="
        );
    }

    #[tokio::test]
    async fn who_is_to_come_again_is_told_when() {
        assert_eq!(ask("/busy").await.headers()[header::RETRY_AFTER], "5");
        for kind in ProblemType::ALL {
            let response = Problem::new(kind, "Why.").into_response();
            let told = response.headers().contains_key(header::RETRY_AFTER);
            let again = [429, 503].contains(&kind.status().as_u16())
                || [ProblemType::IdempotencyInFlight, ProblemType::Conflict].contains(&kind);
            assert_eq!(told, again, "{kind:?}");
        }
    }
}
