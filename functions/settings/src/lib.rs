//! Merchant API: who the merchant is and how it is set up. One module per kind of thing.

mod api_keys;
pub mod bodies;
mod docs;
mod endpoints;
mod gateway;
mod lists;
mod merchant;
mod merchants;
mod openapi;
mod profile;
mod state;
mod users;

use axum::Router;
use axum::middleware::from_fn;
use paylink_http::{Problem, headers};
use utoipa::OpenApi;

pub use crate::state::State;

/// The calls of this function, for the description of the API.
#[derive(Debug, OpenApi)]
#[openapi(paths(
    merchants::create,
    merchant::read,
    merchant::change,
    gateway::read,
    gateway::connect,
    gateway::refresh,
    gateway::disconnect,
    users::list,
    users::invite,
    users::read,
    users::change_role,
    users::remove,
    users::invite_again,
    api_keys::list,
    api_keys::create,
    api_keys::read,
    api_keys::revoke,
    endpoints::list,
    endpoints::create,
    endpoints::read,
    endpoints::change,
    endpoints::remove,
    endpoints::rotate,
    endpoints::deliveries,
    endpoints::replay,
    openapi::read
))]
pub struct Api;

/// The routes of this function.
pub fn router(state: State) -> Router {
    Router::new()
        .merge(merchants::routes())
        .merge(merchant::routes())
        .merge(docs::routes())
        .merge(openapi::routes())
        .merge(endpoints::routes())
        .merge(gateway::routes())
        .merge(users::routes())
        .merge(api_keys::routes())
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::not_found())
        .layer(from_fn(headers::answer))
        .with_state(state)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, StatusCode, header};
    use paylink_platform::config::Settings;
    use tower::ServiceExt as _;

    use super::*;

    /// The function with nothing that it needs in reach.
    async fn alone() -> Router {
        let nowhere = "http://127.0.0.1:9";
        let settings = [
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("BASKETS_TABLE", "baskets"),
            ("MERCHANTS_TABLE", "merchants"),
            ("AWS_ENDPOINT_URL_DYNAMODB", nowhere),
            ("SENDER_ADDRESS", "pay@example.com"),
            ("STRIPE_SECRET_KEY", "sk_test_1"),
            ("WEBHOOK_KEY", "a key of no use to anybody, long enough"),
            ("OIDC_ISSUER", nowhere),
            ("OIDC_CLIENT_ID", "paylink-desk"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let settings = Settings::from_pairs(settings);
        router(State::from_settings(&settings).await.unwrap())
    }

    async fn status(bearer: &str) -> (StatusCode, Option<String>) {
        let request = Request::get("/v1/merchant")
            .header(header::AUTHORIZATION, format!("Bearer {bearer}"))
            .body(Body::empty())
            .unwrap();
        let answer = alone().await.oneshot(request).await.unwrap();
        let retry_after = answer.headers().get(header::RETRY_AFTER);
        let retry_after = retry_after.map(|value| value.to_str().unwrap().to_owned());
        (answer.status(), retry_after)
    }

    #[tokio::test]
    async fn r24_an_issuer_that_is_away_is_no_fault_of_the_caller() {
        // {"alg":"RS256","kid":"k1"}.{} and a signature that nobody can check now.
        let token = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.e30.AAAA";
        let unavailable = (StatusCode::SERVICE_UNAVAILABLE, Some("5".to_owned()));
        assert_eq!(status(token).await, unavailable);
        // What no issuer could make good needs no issuer.
        for bad in [
            "x",
            "eyJhbGciOiJub25lIn0.e30.",
            "eyJhbGciOiJIUzI1NiJ9.e30.AAAA",
        ] {
            assert_eq!(status(bad).await, (StatusCode::UNAUTHORIZED, None), "{bad}");
        }
    }
}
