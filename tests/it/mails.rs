//! Mails that do not go at once.

use serde_json::json;

use crate::world::World;

async fn misbehave(world: &World, address: &str, behaviour: &str) {
    let url = format!("{}/_sandbox/addresses", world.stack.mailbox);
    let body = json!({"address": address, "behaviour": behaviour});
    let answer = world.client.post(url).json(&body).send().await.unwrap();
    assert!(answer.status().is_success());
}

#[tokio::test]
async fn a_mail_that_cannot_go_now_goes_later_without_the_stream() {
    let world = World::start().await;
    misbehave(&world, "anna@example.com", "unavailable").await;
    let basket = world.basket().await;
    world.link(&basket, json!({"send_email": true})).await;
    assert!(world.mails_to("anna@example.com").await.is_empty());
    let waiting = world.read_basket(&basket).await;
    assert_eq!(waiting["payment_links"][0]["email"]["status"], "queued");
    misbehave(&world, "anna@example.com", "ok").await;
    crate::events::core_ahead(&world, 3).await.tick().await;
    assert_eq!(world.mails_to("anna@example.com").await.len(), 1);
    let sent = world.read_basket(&basket).await;
    assert_eq!(sent["payment_links"][0]["email"]["status"], "sent");
}

#[tokio::test]
async fn a_mail_goes_out_with_the_stream_dead() {
    let world = World::start().await;
    let basket = world.basket().await;
    world.link(&basket, json!({"send_email": true})).await;
    crate::events::core_ahead(&world, 3).await.tick().await;
    let url = format!("{}/messages?to=anna@example.com", world.stack.mailbox);
    let before = world.open(&url).await.json().as_array().unwrap().len();
    assert_eq!(before, 1);
    assert_eq!(
        world.mails_to("anna@example.com").await.len(),
        1,
        "and the late stream sends no second"
    );
}

#[tokio::test]
async fn a_rejected_address_is_shown_and_not_tried_again() {
    let world = World::start().await;
    misbehave(&world, "anna@example.com", "reject").await;
    let basket = world.basket().await;
    world.link(&basket, json!({"send_email": true})).await;
    world.mails_to("anna@example.com").await;
    let failed = world.read_basket(&basket).await;
    assert_eq!(failed["payment_links"][0]["email"]["status"], "failed");
    assert_eq!(failed["flags"], json!(["email_failed"]));
}
