//! The Admin Desk: the pages that staff of a merchant use in a browser. It also answers every
//! request that has no route.
//!
//! | module | does |
//! |---|---|
//! | `signin` | OIDC sign-in and sign-out (R26) |
//! | `session` | cookies, and how long a session lives |
//! | `guard` | who is asking, and whether a POST came from our own page |
//! | `bookings` | Overview, new basket, one basket, what can be done with it, and what can be printed of it |
//! | `report` | payments and refunds of a period, by day and by method |
//! | `settings` | profile, payment gateway, team, API keys, webhooks |
//! | `form`, `forms`, `field` | typed input, its errors, and the controls it is typed into |
//! | `texts` | sentences for refusals, flags, states and the history |
//! | `pages`, `assets` | the frame of every page, messages, CSS, script, icon |
//!
//! Handlers translate and nothing else: what they do is in [`paylink::usecase`], which the merchant
//! API calls as well.

mod assets;
mod bookings;
mod field;
mod form;
mod forms;
mod guard;
mod issuer;
mod pages;
mod report;
mod session;
mod settings;
mod signin;
mod texts;

#[cfg(test)]
mod testing;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use axum::response::Redirect;
use axum::routing::{get, post};
use paylink::config::{AwsSettings, ConfigError, Settings};
use paylink::gateway::PaymentGateway;
use paylink::gateway::stripe::Stripe;
use paylink::http::headers;
use paylink::mail::{MailSettings, Mailer};
use paylink::usecase::Core;
use paylink::webhook::WebhookSettings;

use crate::issuer::Issuer;

/// What this function needs.
#[derive(Debug, Clone)]
pub struct State {
    core: Core,
    gateway: Arc<dyn PaymentGateway>,
    issuer: Arc<Issuer>,
    mailer: Mailer,
    webhooks: WebhookSettings,
    base_url: Option<String>,
}

impl State {
    /// Builds the state once, at the cold start. The issuer is not called before somebody signs in.
    ///
    /// # Errors
    /// Where settings are missing or cannot be used.
    pub async fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        let issuer = reader.required("OIDC_ISSUER");
        let client_id = reader.required("OIDC_CLIENT_ID");
        let client_secret = reader.optional("OIDC_CLIENT_SECRET");
        let base_url = reader.optional("BASE_URL");
        let mail = MailSettings::read(&mut reader);
        reader.finish()?;
        let stripe = Stripe::from_settings(settings, &aws)?;
        let webhooks = WebhookSettings::load(settings, &aws).await?;
        let issuer = Arc::new(Issuer::new(issuer, client_id, client_secret)?);
        Ok(Self {
            core,
            gateway: Arc::new(stripe),
            issuer,
            mailer: Mailer::connect(&aws, mail),
            webhooks,
            base_url,
        })
    }
}

/// The desk's pages, and the answer to everything else.
pub fn router(state: State) -> Router {
    use bookings::{actions, document, new, overview, share, show};
    Router::new()
        .route("/", get(to_overview))
        .route("/desk", get(to_overview))
        .route("/desk/", get(to_overview))
        .route("/desk/bookings", get(overview::overview))
        .route("/desk/bookings/new", get(new::show).post(new::create))
        .route("/desk/bookings/{basket_id}", get(show::show))
        .route("/desk/bookings/{basket_id}/invoice", get(document::invoice))
        .route("/desk/bookings/{basket_id}/receipt", get(document::receipt))
        .route(
            "/desk/bookings/{basket_id}/links/{link_id}/qr",
            get(share::counter),
        )
        .route(
            "/desk/bookings/{basket_id}/buyer",
            post(actions::change_buyer),
        )
        .route(
            "/desk/bookings/{basket_id}/items",
            post(actions::change_items),
        )
        .route(
            "/desk/bookings/{basket_id}/cancel",
            post(actions::cancel_basket),
        )
        .route(
            "/desk/bookings/{basket_id}/links",
            post(actions::create_link),
        )
        .route(
            "/desk/bookings/{basket_id}/links/{link_id}/send",
            post(actions::send_link),
        )
        .route(
            "/desk/bookings/{basket_id}/links/{link_id}/cancel",
            post(actions::cancel_link),
        )
        .route(
            "/desk/bookings/{basket_id}/payments",
            post(actions::record_payment),
        )
        .route(
            "/desk/bookings/{basket_id}/payments/{payment_id}/accept",
            post(actions::accept_payment),
        )
        .route(
            "/desk/bookings/{basket_id}/payments/{payment_id}/refunds",
            post(actions::refund),
        )
        .route(
            "/desk/bookings/{basket_id}/tickets",
            post(actions::send_tickets),
        )
        .route("/desk/payments", get(report::show))
        .route("/desk/payments.csv", get(report::export))
        .merge(settings::routes())
        .route("/desk/sign-in", get(signin::page))
        .route("/desk/sign-in/start", get(signin::start))
        .route("/desk/callback", get(signin::callback))
        .route("/desk/sign-out", post(signin::sign_out))
        .route("/desk/signed-out", get(signin::signed_out))
        .route("/desk/assets/{name}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
        .route("/robots.txt", get(assets::robots))
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
    use paylink::http::lambda;
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
