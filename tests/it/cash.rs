//! Money received outside the gateway, and tickets.

use serde_json::json;

use crate::world::{GOOD_CARD, World};

#[tokio::test]
async fn r17_cash_for_a_part_and_the_link_asks_for_the_rest() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let session = world.press_pay(&link).await;
    let body = json!({"amount": 7000, "method": "cash", "note": "at the pier"});
    let paid = world
        .post(&format!("/v1/baskets/{basket}/payments"), body)
        .await
        .expect(201)
        .json();
    assert_eq!(paid["outstanding"], 10_000);
    assert_eq!(paid["reserved"], 0);
    assert_ne!(
        world.enter_card(&session, GOOD_CARD).await.status.as_u16(),
        303
    );
    assert_eq!(paid["payment_links"][0]["amount"], 10_000);
    let page = world.open(link["url"].as_str().unwrap()).await.expect(200);
    assert!(page.text.contains("100,00"));
    world.pay(&link).await;
    assert_eq!(world.read_basket(&basket).await["status"], "paid");
}

#[tokio::test]
async fn r17_a_guest_who_was_faster_is_recorded_first() {
    let world = World::start().await;
    world.drop_webhooks().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.press_pay(&link).await;
    world.enter_card(&page, GOOD_CARD).await.expect(303);
    let path = format!("/v1/baskets/{basket}/payments");
    let body = json!({"amount": 17_000, "method": "cash"});
    let refused = world.post(&path, body).await.expect(409);
    assert_eq!(refused.problem(), "nothing-outstanding");
    let known = world.read_basket(&basket).await;
    assert_eq!(
        (&known["status"], &known["paid"]),
        (&json!("paid"), &json!(17_000))
    );
}

#[tokio::test]
async fn r17_money_under_way_must_be_confirmed() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    world.begin_debit(&basket, &link).await;
    let path = format!("/v1/baskets/{basket}/payments");
    let refused = world
        .post(&path, json!({"amount": 1000, "method": "cash"}))
        .await
        .expect(409);
    assert_eq!(refused.problem(), "payment-in-progress");
    let body = json!({"amount": 1000, "method": "cash", "confirm": true});
    world.post(&path, body).await.expect(201);
}

#[tokio::test]
async fn r20_tickets_go_when_staff_say_so() {
    let world = World::start().await;
    let basket = world.basket().await;
    let path = format!("/v1/baskets/{basket}/tickets/send");
    let refused = world.post(&path, json!({})).await.expect(409);
    assert_eq!(refused.problem(), "outstanding-balance");
    world.post(&path, json!({"force": true})).await.expect(200);
    let mails = world.mails_to("anna@example.com").await;
    assert!(
        mails[0]["text"]
            .as_str()
            .unwrap()
            .contains("Nicht vollständig bezahlt")
    );
    let link = world.link(&basket, json!({})).await;
    world.pay(&link).await;
    assert_eq!(
        world.mails_to("anna@example.com").await.len(),
        2,
        "a receipt, no tickets"
    );
    let sent = world.post(&path, json!({})).await.expect(200).json();
    assert_eq!(sent["tickets"]["fully_paid"], true);
    let mails = world.mails_to("anna@example.com").await;
    let text = mails[0]["text"].as_str().unwrap();
    assert!(text.contains("IT-1-1") && text.contains("Ben Muster"));
    assert!(!text.contains("Nicht vollständig"));
}
