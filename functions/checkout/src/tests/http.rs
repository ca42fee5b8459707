use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use lambda_http::{Context, LambdaEvent};
use paylink_domain::token::Token;
use paylink_http::lambda;
use paylink_platform::config::Settings;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::{State, router};

/// The function, with tables that nobody listens for.
async fn function() -> Router {
    let settings = [
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9"),
        ("BASKETS_TABLE", "baskets"),
        ("MERCHANTS_TABLE", "merchants"),
        ("STRIPE_SECRET_KEY", "sk_test_x"),
        ("STRIPE_BASE_URL", "http://127.0.0.1:4242/v"),
    ];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let state = State::from_settings(&Settings::from_pairs(settings));
    router(state.unwrap())
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

async fn send(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let response = function().await.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
/// A token that is right in form.
const TOKEN: &str = "AZq0AAAAAAAAAAAAAAAAAQcHBwcHBwcHBwcHBwcHBwc";

#[tokio::test]
async fn r10_whatever_is_not_there_is_one_and_the_same_page() {
    let first = send("GET", "/pay/x", &[], "").await;
    assert_eq!(first.status, StatusCode::NOT_FOUND);
    assert!(first.body.contains("This page does not exist"));
    let cut = &TOKEN[..42];
    for (method, path) in [
        ("GET", format!("/pay/{cut}")),
        ("GET", format!("/pay/{TOKEN}A")),
        ("GET", format!("/pay/{TOKEN}=")),
        ("GET", "/pay/%FF%00".to_owned()),
        (
            "GET",
            "/pay/%3Cscript%3E?x=<script>".replace(['<', '>'], "%22"),
        ),
        (
            "GET",
            format!("/pay/{cut}/done?attempt=att_01K9ZZZZZZZZZZZZZZZZZZZZZZ"),
        ),
        ("GET", format!("/pay/{cut}/receipt?payment=x")),
        ("POST", format!("/pay/{cut}")),
        ("POST", format!("/pay/{cut}/new-link")),
        ("GET", format!("/pay/{TOKEN}/")),
        ("GET", format!("/pay/{TOKEN}/done/more")),
        ("GET", "/".to_owned()),
        ("DELETE", "/desk".to_owned()),
    ] {
        let answer = send(method, &path, &[], "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.body, first.body, "{path}");
        assert_eq!(answer.headers, first.headers, "{path}");
    }
    let german = send("GET", "/pay/x", &[("accept-language", "de-CH")], "").await;
    assert!(german.body.contains("Diese Seite gibt es nicht"));
}

#[tokio::test]
async fn r26_a_form_of_another_site_starts_nothing() {
    for path in ["/pay/x", "/pay/x/new-link"] {
        let headers = [FORM, ("sec-fetch-site", "cross-site")];
        let answer = send("POST", path, &headers, "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(
            answer
                .body
                .contains("can only be started on the payment page itself")
        );
    }
    // A link that is opened from a mail is cross-site too.
    let answer = send("GET", "/pay/x", &[("sec-fetch-site", "cross-site")], "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_no_form_is_answered_readably() {
    let path = format!("/pay/{TOKEN}");
    let json = [("content-type", "application/json")];
    for (method, path, headers, body, status) in [
        ("POST", path.as_str(), &json, "{}".to_owned(), 415),
        ("POST", path.as_str(), &[FORM], "a".repeat(10_000), 413),
        ("PUT", path.as_str(), &[FORM], String::new(), 405),
    ] {
        let answer = send(method, path, headers, &body).await;
        assert_eq!(answer.status.as_u16(), status);
        assert!(answer.body.contains("Nothing has happened"), "{status}");
    }
}

#[tokio::test]
async fn tables_that_do_not_answer_are_told_as_such() {
    let answer = send("GET", &format!("/pay/{TOKEN}?lang=de"), &[], "").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers["retry-after"], "10");
    assert!(answer.body.contains("Das liegt nicht an Ihnen"));
}

#[tokio::test]
async fn every_answer_has_the_headers_of_a_secret_page() {
    for (method, path) in [
        ("GET", "/pay/x"),
        ("GET", "/nowhere"),
        ("PUT", "/pay/x"),
        ("HEAD", "/pay/x"),
    ] {
        let headers = send(method, path, &[], "").await.headers;
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("x-robots-tag", "noindex, nofollow"),
            ("content-type", "text/html; charset=utf-8"),
        ] {
            assert_eq!(headers[name], value, "{method} {path}");
        }
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(
            policy.contains("; form-action 'self' https: http://127.0.0.1:4242; base-uri 'none'")
        );
        assert!(!policy.contains("script-src") && !policy.contains("unsafe"));
    }
}

#[tokio::test]
async fn a_head_has_no_body() {
    let answer = send("HEAD", "/pay/x", &[], "").await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::NOT_FOUND, "")
    );
}

#[test]
fn a_start_without_settings_names_them_all() {
    let error = State::from_settings(&Settings::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "missing settings: AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, BASKETS_TABLE, MERCHANTS_TABLE"
    );
}

#[tokio::test]
async fn the_example_events_are_requests_of_a_guest() {
    for (name, event, token) in [
        (
            "view",
            include_str!("../../../../events/checkout/view.json"),
            true,
        ),
        (
            "pay",
            include_str!("../../../../events/checkout/pay.json"),
            true,
        ),
        (
            "done",
            include_str!("../../../../events/checkout/done.json"),
            true,
        ),
        (
            "unknown",
            include_str!("../../../../events/checkout/unknown.json"),
            false,
        ),
        (
            "hostile_query",
            include_str!("../../../../events/checkout/hostile_query.json"),
            true,
        ),
    ] {
        let sent: Value = serde_json::from_str(event).unwrap();
        let path = sent["rawPath"].as_str().unwrap();
        let found = path.split('/').nth(2).and_then(Token::parse);
        assert_eq!(found.is_some(), token, "{name}");
        let event = LambdaEvent::new(serde_json::from_str(event).unwrap(), Context::default());
        let answer = lambda::answer(function().await, event).await.unwrap();
        let answer = serde_json::to_value(answer).unwrap();
        let expected = if token {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::NOT_FOUND
        };
        assert_eq!(answer["statusCode"], expected.as_u16(), "{name}");
    }
}
