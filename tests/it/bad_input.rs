//! What is wrong is refused with the status that fits, nothing internal in the answer, and nothing
//! changed.

use reqwest::Method;
use serde_json::json;

use crate::world::{Answer, World, new_basket};

#[tokio::test]
async fn wrong_amounts_of_a_link_are_refused_and_change_nothing() {
    let world = World::start().await;
    let basket = world.basket().await;
    let before = world.read_basket(&basket).await;
    let path = format!("/v1/baskets/{basket}/payment-links");
    for (body, status, code) in [
        (json!({"amount": 0}), 400, "validation"),
        (json!({"amount": -1}), 400, "validation"),
        (json!({"amount": 1.5}), 400, "validation"),
        (json!({"amount": "100"}), 400, "validation"),
        (json!({"amount": 1e300}), 400, "validation"),
        (json!({"amount": 17_001}), 422, "amount-above-outstanding"),
        (json!({"amount": 17_000, "percent": 10}), 400, "validation"),
        (json!({"percent": 101}), 400, "validation"),
        (
            json!({"min_amount": 17_001}),
            422,
            "amount-above-outstanding",
        ),
        (json!({"amount": 10}), 422, "amount-not-chargeable"),
        (json!({"amount": 16_990}), 422, "amount-not-chargeable"),
        (json!({"unknown": 1}), 400, "validation"),
        (json!({"send_email": "yes"}), 400, "validation"),
        (json!({"expires_at": "tomorrow"}), 400, "validation"),
        (
            json!({"expires_at": "2020-01-01T00:00:00Z"}),
            400,
            "validation",
        ),
        (
            json!({"return_url": "javascript:alert(1)"}),
            400,
            "validation",
        ),
        (json!({"message": "a\u{0}b"}), 400, "validation"),
        (json!([]), 400, "validation"),
        (json!("text"), 400, "validation"),
    ] {
        let answer = world.post(&path, body.clone()).await.expect(status);
        assert_eq!(answer.problem(), code, "{body}");
        if code == "validation" {
            assert!(
                !answer.json()["errors"].as_array().unwrap().is_empty(),
                "{body}"
            );
        }
    }
    assert_eq!(world.read_basket(&basket).await, before);
}

#[tokio::test]
async fn every_field_of_a_basket_is_checked_and_told_at_once() {
    let world = World::start().await;
    let body = json!({
        "reference": "", "currency": "chf", "colour": "red",
        "items": [
            {"kind": "flight", "description": "x".repeat(201), "quantity": 0, "unit_amount": -1},
            {"kind": "custom", "description": "ok", "quantity": 1.5, "unit_amount": 1,
             "starts_at": "12.12.2026", "time_zone": "Mars/Base", "tax_rate": "a", "guests": "Anna"},
        ],
        "buyer": {"name": null, "email": "a@b\r\nBcc: c@d.e", "staff_role": "boss"},
        "metadata": {"a": {"b": 1}},
    });
    let answer = world.post("/v1/baskets", body).await.expect(400);
    let pointers: Vec<String> = answer.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        pointers,
        [
            "/reference",
            "/currency",
            "/items/0/kind",
            "/items/0/description",
            "/items/0/quantity",
            "/items/0/unit_amount",
            "/items/1/quantity",
            "/items/1/tax_rate",
            "/items/1/starts_at",
            "/items/1/time_zone",
            "/items/1/guests",
            "/buyer/name",
            "/buyer/email",
            "/buyer/staff_role",
            "/metadata/a",
            "/colour",
        ]
    );
}

#[tokio::test]
async fn bodies_that_are_no_json_of_the_right_size_are_refused() {
    let world = World::start().await;
    let url = format!("{}/v1/baskets", world.stack.url);
    let send = async |content_type: &str, body: Vec<u8>| {
        let request = world
            .client
            .post(&url)
            .bearer_auth(&world.stack.api_key)
            .header("Content-Type", content_type)
            .body(body);
        Answer::read(request.send().await.unwrap()).await
    };
    let good = new_basket().to_string().into_bytes();
    assert_eq!(
        send("text/plain", good.clone()).await.expect(415).problem(),
        "unsupported-media-type"
    );
    let form = send("application/x-www-form-urlencoded", b"a=b".to_vec())
        .await
        .expect(415);
    assert_eq!(form.problem(), "unsupported-media-type");
    for body in [
        &b"{"[..],
        b"\xff\xfe",
        b"{\"reference\": \"\\ud800\"}",
        b"NaN",
    ] {
        assert_eq!(
            send("application/json", body.to_vec())
                .await
                .expect(400)
                .problem(),
            "validation"
        );
    }
    let mut large = new_basket();
    large["metadata"] = json!({"a": "x".repeat(300 * 1024)});
    let answer = send("application/json", large.to_string().into_bytes())
        .await
        .expect(413);
    assert_eq!(answer.problem(), "payload-too-large");
    assert_eq!(
        send("application/json; charset=utf-8", good)
            .await
            .status
            .as_u16(),
        201
    );
}

#[tokio::test]
async fn unknown_baskets_links_routes_and_queries_are_told_apart_from_nothing() {
    let world = World::start().await;
    let basket = world.basket().await;
    for path in [
        "/v1/baskets/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ".to_owned(),
        "/v1/baskets/none".to_owned(),
        format!("/v1/baskets/{basket}/payment-links/pl_01K9ZZZZZZZZZZZZZZZZZZZZZZ"),
        format!("/v1/baskets/{basket}/unknown"),
        "/v1/unknown".to_owned(),
    ] {
        assert_eq!(
            world.get(&path).await.expect(404).problem(),
            "not-found",
            "{path}"
        );
    }
    let wrong = world
        .call(Method::DELETE, &format!("/v1/baskets/{basket}"), None)
        .await
        .expect(404);
    assert_eq!(wrong.problem(), "not-found");
    for query in ["status=open", "limit=0", "limit=x", "cursor=???", "sort=up"] {
        let answer = world.get(&format!("/v1/baskets?{query}")).await.expect(400);
        assert_eq!(answer.problem(), "validation", "{query}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let path = link["url"].as_str().unwrap().replace(&world.stack.url, "");
    for path in [
        path.as_str(),
        "/pay/x",
        "/v1/baskets",
        "/v1/none",
        "/desk",
        "/none",
        "/webhooks/stripe",
    ] {
        let answer = world.anonymous(Method::GET, path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(answer.header("x-robots-tag").contains("noindex"), "{path}");
        assert!(
            answer
                .header("strict-transport-security")
                .contains("max-age"),
            "{path}"
        );
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'"),
            "{path}"
        );
    }
}
