//! What staff have to look at: flagged payments (R15) and disputes (R18).

use serde_json::{Value, json};

use crate::webhooks::{about_to_pay, completed, event, post_signed};
use crate::world::World;

/// A basket of 170.00 that 200.00 were paid of where 170.00 were asked for; the basket's and the
/// payment's id.
pub async fn flagged_payment(world: &World) -> (String, String) {
    world.drop_webhooks().await;
    let (basket, references) = about_to_pay(world).await;
    let mut wrong = completed("evt_flagged", "pi_flagged", &references);
    wrong["data"]["object"]["amount_total"] = json!(20_000);
    assert_eq!(post_signed(world, &wrong.to_string()).await, "recorded");
    let paid = world.read_basket(&basket).await;
    assert_eq!(paid["flags"], json!(["overpaid", "amount_mismatch"]));
    let payment = paid["payments"][0]["id"].as_str().unwrap().to_owned();
    (basket, payment)
}

/// What a basket says of its money.
fn money(basket: &Value) -> Value {
    let names = [
        "total",
        "paid",
        "refunded",
        "credited",
        "reserved",
        "outstanding",
        "overpaid",
        "status",
    ];
    names.iter().map(|name| basket[name].clone()).collect()
}

#[tokio::test]
async fn r15_a_flagged_payment_is_accepted_once_and_no_money_changes() {
    let world = World::start().await;
    let (basket, payment) = flagged_payment(&world).await;
    let flagged = world.read_basket(&basket).await;
    assert_eq!(flagged["payments"][0]["accepted_at"], Value::Null);
    let path = format!("/v1/baskets/{basket}/payments/{payment}/accept");
    let unknown = world.post(&path, json!({"reason": "x"})).await.expect(400);
    assert_eq!(unknown.problem(), "validation");
    assert_eq!(world.read_basket(&basket).await, flagged);

    let accepted = world
        .post_once(&path, "accept-1", &json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(accepted["flags"], json!(["overpaid"]));
    let shown = &accepted["payments"][0];
    assert_eq!(shown["flags"], json!(["amount_mismatch"]), "it is kept");
    assert!(shown["accepted_at"].is_string());
    assert_eq!(money(&accepted), money(&flagged));
    let line = accepted["history"].as_array().unwrap().last().unwrap();
    assert_eq!(line["event"], "payment_accepted");
    assert_eq!(line["actor"]["kind"], "api_key");

    // The same key, another key and no key: it is accepted already.
    for key in ["accept-1", "accept-2"] {
        let again = world.post_once(&path, key, &json!({})).await.expect(200);
        assert_eq!(again.json(), accepted);
    }
    let again = world.post(&path, json!({})).await.expect(200);
    assert_eq!(again.json(), accepted);

    let strange = path.replace(&payment, "pay_01K9ZZZZZZZZZZZZZZZZZZZZZZ");
    let refused = world.post(&strange, json!({})).await.expect(404);
    assert_eq!(refused.problem(), "not-found");
}

#[tokio::test]
async fn r15_staff_are_warned_of_a_payment_until_they_accept_it() {
    let world = World::start().await;
    let (basket, payment) = flagged_payment(&world).await;
    let path = format!("/v1/baskets/{basket}/payments/{payment}/accept");
    world.post(&path, json!({})).await.expect(200);
    let list = world.get("/v1/baskets?limit=1").await.expect(200).json();
    assert_eq!(list["data"][0]["id"], json!(basket));
    assert_eq!(list["data"][0]["flags"], json!(["overpaid"]));
    let core = crate::events::core_ahead(&world, 0).await.core;
    let stored = core.store.get_basket(basket.parse().unwrap()).await;
    let basket = stored.unwrap().unwrap().basket;
    let merchant = core.merchant_of(&basket).await.unwrap();
    let mails = world.mails_to(merchant.notice_to.unwrap().as_str()).await;
    let notice = mails[0]["text"].as_str().unwrap();
    assert!(notice.contains("is now overpaid"), "{notice}");
    assert!(!notice.contains("not what was asked for"), "{notice}");
}

#[tokio::test]
async fn r18_staff_are_mailed_once_for_each_step_of_a_dispute() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    world.pay(&link).await;
    let paid = world.read_basket(&basket).await;
    let intent = paid["payments"][0]["payment_intent"].as_str().unwrap();
    let core = crate::events::core_ahead(&world, 0).await.core;
    let stored = core.store.get_basket(basket.parse().unwrap()).await;
    let merchant = core
        .merchant_of(&stored.unwrap().unwrap().basket)
        .await
        .unwrap();
    let office = merchant.notice_to.unwrap();
    let before = world.mails_to(office.as_str()).await.len();

    let opened = world
        .gateway("disputes", json!({"payment_intent": intent}))
        .await;
    let disputed = world
        .basket_when(&basket, |basket| basket["flags"] == json!(["disputed"]))
        .await;
    assert_eq!(disputed["outstanding"], 0);
    let answer_by = disputed["disputes"][0]["answer_by"].as_str().unwrap();
    let due_by = opened["evidence_details"]["due_by"].as_i64().unwrap();
    let answer_by: jiff::Timestamp = answer_by.parse().unwrap();
    assert_eq!(answer_by.as_second(), due_by);
    let mails = world.mails_to(office.as_str()).await;
    assert_eq!(mails.len(), before + 1);
    let subject = mails[0]["subject"].as_str().unwrap();
    assert!(
        subject.starts_with("Please answer: a dispute over CHF"),
        "{subject}"
    );
    let text = mails[0]["text"].as_str().unwrap();
    assert!(text.contains("It can be answered until"), "{text}");

    let told = event("evt_again", "charge.dispute.created", opened.clone());
    assert_eq!(post_signed(&world, &told.to_string()).await, "recorded");
    let mut review = opened.clone();
    review["status"] = json!("under_review");
    let told = event("evt_review", "charge.dispute.updated", review);
    assert_eq!(post_signed(&world, &told.to_string()).await, "recorded");
    assert_eq!(world.mails_to(office.as_str()).await.len(), before + 1);

    let id = opened["id"].as_str().unwrap();
    let lost = json!({"status": "lost"});
    world.gateway(&format!("disputes/{id}/close"), lost).await;
    world
        .basket_when(&basket, |basket| basket["disputes"][0]["status"] == "lost")
        .await;
    let late = event("evt_late", "charge.dispute.created", opened);
    assert_eq!(post_signed(&world, &late.to_string()).await, "recorded");
    let mails = world.mails_to(office.as_str()).await;
    assert_eq!(mails.len(), before + 2);
    let subject = mails[0]["subject"].as_str().unwrap();
    assert!(subject.contains("lost"), "{subject}");
}
