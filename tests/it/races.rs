//! Two at once, and the same thing twice.

use std::time::Duration;

use serde_json::json;

use crate::world::{GOOD_CARD, World, new_basket};

#[tokio::test(flavor = "multi_thread")]
async fn r12_two_tabs_cannot_over_collect() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let url = link["url"].as_str().unwrap();
    let (one, two, three) = tokio::join!(
        world.submit(url, &[]),
        world.submit(url, &[]),
        world.submit(url, &[])
    );
    for answer in [&one, &two, &three] {
        assert!(
            matches!(answer.status.as_u16(), 303 | 409),
            "{}",
            answer.text
        );
    }
    let pages: Vec<&str> = [&one, &two, &three]
        .into_iter()
        .filter(|answer| answer.status.as_u16() == 303)
        .map(|answer| answer.header("location"))
        .collect();
    assert!(!pages.is_empty());
    assert!(
        pages.iter().all(|page| *page == pages[0]),
        "one link has one payable session"
    );
    assert_eq!(world.read_basket(&basket).await["reserved"], 17_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_a_second_press_waits_for_the_session_of_the_first() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let url = link["url"].as_str().unwrap();
    // The gateway answers the second call with the key of the first that it is in use.
    let slow = json!({
        "method": "POST", "path_prefix": "/v1/checkout/sessions", "kind": "slow", "delay_ms": 900,
    });
    world.gateway("fail_next", slow).await;
    let later = async {
        tokio::time::sleep(Duration::from_millis(450)).await;
        world.submit(url, &[]).await
    };
    let (one, two) = tokio::join!(world.submit(url, &[]), later);
    let (one, two) = (one.expect(303), two.expect(303));
    assert_eq!(one.header("location"), two.header("location"));
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_two_links_at_once_reserve_the_money_once() {
    let world = World::start().await;
    let basket = world.basket().await;
    let first = world.link(&basket, json!({})).await;
    let second = world.link(&basket, json!({})).await;
    let (one, two) = tokio::join!(
        world.submit(first["url"].as_str().unwrap(), &[]),
        world.submit(second["url"].as_str().unwrap(), &[])
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(world.read_basket(&basket).await["reserved"], 17_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_idempotency_key_makes_one_basket_and_one_link() {
    let world = World::start().await;
    let body = new_basket();
    let first = world
        .post_once("/v1/baskets", "basket-1", &body)
        .await
        .expect(201)
        .json();
    let again = world
        .post_once("/v1/baskets", "basket-1", &body)
        .await
        .expect(201)
        .json();
    assert_eq!(first, again);
    let mut other = body.clone();
    other["reference"] = json!("IT-2");
    let reused = world
        .post_once("/v1/baskets", "basket-1", &other)
        .await
        .expect(422);
    assert_eq!(reused.problem(), "idempotency-key-reused");
    let path = format!(
        "/v1/baskets/{}/payment-links",
        first["id"].as_str().unwrap()
    );
    let body = json!({"send_email": true});
    let (one, two) = tokio::join!(
        world.post_once(&path, "link-1", &body),
        world.post_once(&path, "link-1", &body)
    );
    for answer in [&one, &two] {
        if answer.status.as_u16() != 201 {
            assert_eq!(answer.problem(), "idempotency-in-flight");
        }
    }
    let third = world
        .post_once(&path, "link-1", &body)
        .await
        .expect(201)
        .json();
    let basket = world.read_basket(first["id"].as_str().unwrap()).await;
    assert_eq!(basket["payment_links"].as_array().unwrap().len(), 1);
    assert_eq!(basket["payment_links"][0]["id"], third["id"]);
    assert_eq!(world.mails_to("anna@example.com").await.len(), 1);
}

#[tokio::test]
async fn a_refused_request_gives_its_key_back() {
    let world = World::start().await;
    let basket = world.basket().await;
    let path = format!("/v1/baskets/{basket}/tickets/send");
    world
        .post_once(&path, "tickets-1", &json!({}))
        .await
        .expect(409);
    let link = world.link(&basket, json!({})).await;
    world.pay(&link).await;
    world
        .post_once(&path, "tickets-1", &json!({}))
        .await
        .expect(200);
}

#[tokio::test]
async fn a_refund_is_made_once_under_its_key() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    world.pay(&link).await;
    let payment = world.read_basket(&basket).await["payments"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/v1/baskets/{basket}/payments/{payment}/refunds");
    let body = json!({"amount": 5000});
    world.post_once(&path, "refund-1", &body).await.expect(201);
    let again = world
        .post_once(&path, "refund-1", &body)
        .await
        .expect(201)
        .json();
    assert_eq!(again["refunds"].as_array().unwrap().len(), 1);
    assert_eq!(again["refunded"], 5_000);
}

#[tokio::test]
async fn r12_a_lost_answer_of_the_gateway_opens_no_second_session() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let fault =
        json!({"method": "POST", "path_prefix": "/v1/checkout/sessions", "kind": "lost_answer"});
    world.gateway("fail_next", fault).await;
    let lost = world.submit(link["url"].as_str().unwrap(), &[]).await;
    // The session is found at the gateway at once, or by the next press.
    let page = match lost.status.as_u16() {
        303 => lost.header("location").to_owned(),
        status => {
            assert_eq!(status, 503);
            world.press_pay(&link).await
        }
    };
    let paid = world.enter_card(&page, GOOD_CARD).await.expect(303);
    world.open(paid.header("location")).await.expect(200);
    let url = format!("{}/v1/checkout/sessions?limit=100", world.stack.stripe);
    let key = "sk_test_paylink_local";
    let list = world
        .client
        .get(url)
        .bearer_auth(key)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let ours = |session: &&serde_json::Value| session["metadata"]["basket_id"] == basket.as_str();
    assert_eq!(
        list["data"].as_array().unwrap().iter().filter(ours).count(),
        1
    );
    assert_eq!(
        world.read_basket(&basket).await["payments"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
