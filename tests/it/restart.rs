//! Everything survives a restart.

use serde_json::json;

use crate::world::{GOOD_CARD, World};

#[tokio::test]
async fn a_payment_that_was_begun_before_a_restart_is_finished_after_it() {
    let folder = std::env::temp_dir().join(format!("paylink-it-{}", std::process::id()));
    // Fixed ports, below those that other tests are given as free ones: a restart takes them again.
    let port = 20_000 + u16::try_from(std::process::id() % 2_000).unwrap() * 5;
    let world = World::kept(&folder, port).await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({"send_email": true})).await;
    let page = world.press_pay(&link).await;
    let before = world.read_basket(&basket).await;
    let World { stack, client } = world;
    let world = World {
        stack: stack.restart().await.unwrap(),
        client,
    };
    assert_eq!(world.read_basket(&basket).await, before);
    let paid = world.enter_card(&page, GOOD_CARD).await.expect(303);
    world.open(paid.header("location")).await.expect(200);
    assert_eq!(world.read_basket(&basket).await["status"], "paid");
    crate::events::core_ahead(&world, 3).await.tick().await;
    let mails = world.mails_to("anna@example.com").await;
    assert!(
        mails
            .iter()
            .any(|mail| mail["subject"].as_str().unwrap().contains("Quittung"))
    );
    world.stack.stop().await;
    std::fs::remove_dir_all(folder).unwrap();
}
