//! A merchant never sees another merchant's data (R24), and keys are checked (R25).

use reqwest::Method;
use serde_json::json;

use paylink_domain::merchant::Role;

use crate::events::{key_with_role, second_merchant_key};
use crate::world::{Answer, World};

#[tokio::test]
async fn r24_another_merchants_basket_is_not_found() {
    let world = World::demo().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let link_id = link["id"].as_str().unwrap();
    let key = second_merchant_key(&world).await;
    let before = world.read_basket(&basket).await;
    let base = format!("/v1/baskets/{basket}");
    for (method, path) in [
        (Method::GET, base.clone()),
        (Method::PUT, format!("{base}/buyer")),
        (Method::PUT, format!("{base}/items")),
        (Method::POST, format!("{base}/cancel")),
        (Method::POST, format!("{base}/payments")),
        (
            Method::POST,
            format!("{base}/payments/pay_01KAT000000000000000000009/refunds"),
        ),
        (
            Method::POST,
            format!("{base}/payments/pay_01KAT000000000000000000009/accept"),
        ),
        (Method::POST, format!("{base}/tickets/send")),
        (Method::GET, format!("{base}/payment-links")),
        (Method::POST, format!("{base}/payment-links")),
        (Method::GET, format!("{base}/payment-links/{link_id}")),
        (
            Method::GET,
            format!("{base}/payment-links/{link_id}/qr.svg"),
        ),
        (
            Method::POST,
            format!("{base}/payment-links/{link_id}/cancel"),
        ),
        (Method::POST, format!("{base}/payment-links/{link_id}/send")),
    ] {
        let body = match path.rsplit('/').next().unwrap() {
            "buyer" => json!({"name": "X"}),
            "items" => json!({"items": [
                {"kind": "custom", "description": "x", "quantity": 1, "unit_amount": 1}
            ]}),
            "payments" => json!({"amount": 1, "method": "cash"}),
            _ => json!({}),
        };
        let mut request = world
            .client
            .request(method.clone(), format!("{}{path}", world.stack.url))
            .bearer_auth(&key);
        if method != Method::GET {
            request = request.json(&body);
        }
        let answer = Answer::read(request.send().await.unwrap()).await;
        assert_eq!(answer.expect(404).problem(), "not-found", "{path}");
    }
    assert_eq!(world.read_basket(&basket).await, before);
    let url = format!("{}/v1/baskets", world.stack.url);
    let list = Answer::read(
        world
            .client
            .get(url)
            .bearer_auth(&key)
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert!(list.text.contains("HW-2001") && !list.text.contains("LA-"));
}

#[tokio::test]
async fn r24_a_key_does_what_its_role_may() {
    let world = World::demo().await;
    let basket = world.seeded("LA-1002").await;
    let base = format!(
        "{}/v1/baskets/{}",
        world.stack.url,
        basket["id"].as_str().unwrap()
    );
    let payment = basket["payments"][0]["id"].as_str().unwrap();
    let accountant = key_with_role(&world, Role::Accountant).await;
    let employee = key_with_role(&world, Role::Employee).await;
    let post = async |key: &str, path: String| {
        let request = world.client.post(path).bearer_auth(key).json(&json!({}));
        Answer::read(request.send().await.unwrap()).await
    };
    let read = world
        .client
        .get(&base)
        .bearer_auth(&accountant)
        .send()
        .await
        .unwrap();
    assert_eq!(read.status().as_u16(), 200);
    let accept = format!("payments/{payment}/accept");
    for path in ["cancel", "payment-links", "tickets/send", &accept] {
        let refused = post(&accountant, format!("{base}/{path}"))
            .await
            .expect(403);
        assert_eq!(refused.problem(), "forbidden", "{path}");
    }
    let refunds = format!("{base}/payments/{payment}/refunds");
    assert_eq!(
        post(&employee, refunds).await.expect(403).problem(),
        "forbidden"
    );
    post(&employee, format!("{base}/tickets/send"))
        .await
        .expect(200);
    assert_eq!(world.seeded("LA-1002").await["refunds"], json!([]));
}

#[tokio::test]
async fn r25_a_call_needs_a_known_key() {
    let world = World::start().await;
    let url = format!("{}/v1/baskets", world.stack.url);
    for authorization in [
        None,
        Some("Bearer sk_wrong".to_owned()),
        Some("Bearer eyJhbGciOiJub25lIn0.e30.".to_owned()),
        Some(format!("Basic {}", world.stack.api_key)),
        Some(format!("Bearer {}x", world.stack.api_key)),
        Some("Bearer".to_owned()),
    ] {
        let mut request = world.client.get(&url);
        if let Some(value) = &authorization {
            request = request.header("Authorization", value);
        }
        let answer = Answer::read(request.send().await.unwrap())
            .await
            .expect(401);
        assert_eq!(answer.problem(), "unauthorized", "{authorization:?}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
}
