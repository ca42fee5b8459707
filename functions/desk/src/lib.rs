//! The Admin Desk: the pages that staff of a merchant use in a browser. It also answers every
//! request that has no route.
//!
//! | module | does |
//! |---|---|
//! | `signin` | OIDC sign-in and sign-out (R26) |
//! | `session` | cookies, and how long a session lives |
//! | `guard`, `staff` | who is asking, and whether a POST came from our own page |
//! | `way_back` | the page that signing in leads back to |
//! | `bookings` | Overview, new basket, one basket, what can be done with it, and what can be printed of it |
//! | `report` | payments and refunds of a period, by day and by method |
//! | `settings` | profile, payment gateway, team, API keys, webhooks |
//! | `form`, `forms`, `field` | typed input, its errors, and the controls it is typed into |
//! | `texts` | sentences for refusals, flags, states and the history |
//! | `pages` | the frame of every page, and pages that only say something |
//! | `assets`, `files` | CSS, script and icon, and how they are answered |
//!
//! Handlers translate and nothing else: what they do is in [`paylink_app`], which the merchant
//! API calls as well.

mod assets;
mod bookings;
mod field;
mod files;
mod form;
mod forms;
mod guard;
mod issuer;
mod pages;
mod report;
mod session;
mod settings;
mod signin;
mod staff;
mod state;
mod texts;
mod way_back;
mod zones;

#[cfg(test)]
mod testing;

use axum::Router;
use axum::middleware::from_fn;
use axum::response::Redirect;
use axum::routing::{get, post};
use paylink_http::headers;

pub use crate::state::State;

/// The desk's pages, and the answer to everything else.
pub fn router(state: State) -> Router {
    Router::new()
        .route("/", get(to_overview))
        .route("/desk", get(to_overview))
        .route("/desk/", get(to_overview))
        .merge(bookings::routes())
        .route("/desk/payments", get(report::show))
        .route("/desk/payments.csv", get(report::export))
        .merge(settings::routes())
        .route("/desk/sign-in", get(signin::page))
        .route("/desk/sign-in/start", get(signin::start))
        .route("/desk/callback", get(signin::callback))
        .route("/desk/sign-out", post(signin::sign_out))
        .route("/desk/signed-out", get(signin::signed_out))
        .route("/desk/assets/{name}", get(files::asset))
        .route("/favicon.ico", get(files::favicon))
        .route("/robots.txt", get(files::robots))
        .fallback(pages::not_found)
        .method_not_allowed_fallback(pages::method_not_allowed)
        .with_state(state)
        .layer(from_fn(headers::answer))
}

/// There is one place to begin.
async fn to_overview() -> Redirect {
    Redirect::to("/desk/bookings")
}

#[cfg(test)]
mod tests {
    use axum::http::{StatusCode, header};
    use axum::response::Response;
    use lambda_http::{Context, LambdaEvent};
    use paylink_http::lambda;
    use paylink_platform::config::Settings;
    use serde_json::Value;

    use super::*;

    /// A desk whose tables and issuer are never reached.
    async fn desk() -> Router {
        let settings = [
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("BASKETS_TABLE", "baskets"),
            ("MERCHANTS_TABLE", "merchants"),
            ("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9"),
            ("OIDC_ISSUER", "http://127.0.0.1:9"),
            ("OIDC_CLIENT_ID", "paylink-desk"),
            ("STRIPE_SECRET_KEY", "sk_test_1"),
            ("SENDER_ADDRESS", "pay@example.com"),
            ("WEBHOOK_KEY", "key-of-the-tests"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        router(
            State::from_settings(&Settings::from_pairs(settings))
                .await
                .unwrap(),
        )
    }

    /// The answer to an event of API Gateway.
    async fn answer(event: &str) -> (Response, String) {
        let event = serde_json::from_str(event).unwrap();
        let event = LambdaEvent::new(event, Context::default());
        let answer = lambda::answer(desk().await, event).await.unwrap();
        let answer = serde_json::to_value(answer).unwrap();
        let status = answer["statusCode"].as_u64().unwrap();
        let mut response = Response::builder().status(u16::try_from(status).unwrap());
        for (name, value) in answer["headers"].as_object().unwrap() {
            response = response.header(name, value.as_str().unwrap());
        }
        for cookie in answer["cookies"].as_array().unwrap() {
            response = response.header(header::SET_COOKIE, cookie.as_str().unwrap());
        }
        let body = answer["body"].as_str().unwrap().to_owned();
        (response.body(axum::body::Body::empty()).unwrap(), body)
    }

    fn header(response: &Response, name: header::HeaderName) -> &str {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[tokio::test]
    async fn who_is_not_signed_in_is_led_to_the_sign_in_page_and_back() {
        let (response, _) = answer(include_str!(
            "../../../events/desk/overview_signed_out.json"
        ))
        .await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(
            header(&response, header::LOCATION),
            "/desk/sign-in?return_to=%2Fdesk%2Fbookings%3Fstatus%3Doutstanding"
        );
        assert_eq!(header(&response, header::CACHE_CONTROL), "no-store");
        let basket = "/desk/bookings/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ";
        let (response, _) = get("GET", basket, "text/html").await;
        let wanted = header(&response, header::LOCATION);
        assert!(wanted.ends_with(&basket.replace('/', "%2F")), "{wanted}");
    }

    #[tokio::test]
    async fn an_unknown_route_of_the_api_is_a_problem_document() {
        let (response, body) =
            answer(include_str!("../../../events/desk/unknown_api_route.json")).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(
            header(&response, header::CONTENT_TYPE),
            "application/problem+json"
        );
        assert!(body.contains("\"code\":\"not-found\""));
    }

    #[tokio::test]
    async fn a_callback_that_this_browser_did_not_begin_is_refused() {
        let (response, body) = answer(include_str!(
            "../../../events/desk/callback_without_state.json"
        ))
        .await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert!(body.contains("This sign-in cannot be completed"));
        assert!(header(&response, header::SET_COOKIE).is_empty());
        assert!(
            header(&response, header::CONTENT_SECURITY_POLICY).contains("frame-ancestors 'none'")
        );
    }

    /// The event for a path and method, without a cookie.
    async fn get(method: &str, path: &str, accept: &str) -> (Response, String) {
        let event = include_str!("../../../events/desk/overview_signed_out.json");
        let mut event: Value = serde_json::from_str(event).unwrap();
        event["rawPath"] = path.into();
        event["rawQueryString"] = "".into();
        event["requestContext"]["http"]["method"] = method.into();
        event["headers"]["accept"] = accept.into();
        answer(&event.to_string()).await
    }

    #[tokio::test]
    async fn what_is_not_there_is_told_in_the_form_that_was_asked_for() {
        let (response, _) = get("GET", "/", "text/html").await;
        assert_eq!(header(&response, header::LOCATION), "/desk/bookings");
        let (response, body) = get("GET", "/nowhere", "text/html").await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(body.contains("There is nothing here"));
        for (path, accept) in [
            ("/nowhere", "application/json"),
            ("/v1/baskets/x/y", "text/html"),
            ("/x", ""),
        ] {
            let (response, _) = get("GET", path, accept).await;
            assert_eq!(
                header(&response, header::CONTENT_TYPE),
                "application/problem+json",
                "{path}"
            );
        }
        let (response, _) = get(
            "GET",
            "/desk/bookings/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ/links",
            "text/html",
        )
        .await;
        assert_eq!(
            header(&response, header::LOCATION),
            "/desk/bookings/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ"
        );
    }

    #[tokio::test]
    async fn r26_a_post_without_a_session_does_nothing_and_says_so() {
        let (response, body) = get(
            "POST",
            "/desk/bookings/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ/cancel",
            "text/html",
        )
        .await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert!(body.contains("Your session has ended"));
        assert!(body.contains("return_to=%2Fdesk%2Fbookings%2Fbsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ\""));
    }

    #[tokio::test]
    async fn only_hashed_assets_are_kept_for_good() {
        let (response, _) = get("GET", "/desk/assets/desk.css", "*/*").await;
        assert_eq!(header(&response, header::CACHE_CONTROL), "no-cache");
        assert_eq!(
            header(&response, header::CONTENT_TYPE),
            "text/css; charset=utf-8"
        );
        let (response, _) = get("GET", "/desk/assets/other.css", "text/html").await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn an_issuer_that_does_not_answer_is_told_as_such() {
        let (response, body) = get("GET", "/desk/sign-in/start", "text/html").await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(body.contains("The sign-in service does not answer"));
    }
}
