//! Mails that do not go at once.

use serde_json::{Value, json};

use crate::desk::Browser;
use crate::world::World;

pub async fn misbehave(world: &World, address: &str, behaviour: &str) {
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

#[tokio::test]
async fn a_merchants_mails_are_counted_per_hour_over_all_its_baskets() {
    let world = World::start().await;
    let basket = world.basket().await;
    let path = format!("/v1/baskets/{basket}/payment-links");
    let link = world.link(&basket, json!({"send_email": true})).await;
    let items = world.everything().await[&world.stack.tables.merchants].clone();
    let mut counts = items.as_array().unwrap().iter();
    let mut count = counts
        .rfind(|item| item["pk"]["S"].as_str().unwrap().starts_with("MAILS#"))
        .unwrap()
        .clone();
    // The hour may end while this runs, so the next one is full as well.
    let hour: i64 = count["sk"]["S"].as_str().unwrap().parse().unwrap();
    for hour in [hour, hour + 1] {
        count["sk"]["S"] = hour.to_string().into();
        count["mails"]["N"] = "499".into();
        let put = json!({"TableName": world.stack.tables.merchants, "Item": count});
        world.database("PutItem", &put).await;
    }
    let send = format!("{path}/{}/send", link["id"].as_str().unwrap());
    let first = world.post_once(&send, "again", &json!({})).await;
    first.expect(200);
    let other = world.basket().await;
    let refused = world
        .post(
            &format!("/v1/baskets/{other}/payment-links"),
            json!({"send_email": true}),
        )
        .await
        .expect(429);
    assert_eq!(refused.problem(), "too-many-requests");
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=3_600).contains(&wait), "{wait}");
    // What was done before is answered as before, and a link that is only copied needs no mail.
    let replayed = world.post_once(&send, "again", &json!({})).await;
    replayed.expect(200);
    world.link(&other, json!({})).await;
}

#[tokio::test]
async fn r20_a_notice_goes_to_an_owner_where_the_profile_names_no_address() {
    let world = World::start().await;
    let mut profile = world.get("/v1/merchant").await.expect(200).json();
    profile["notice_to"] = Value::Null;
    let fields = profile.as_object_mut().unwrap();
    for read_only in ["id", "created_at", "gateway"] {
        fields.remove(read_only);
    }
    world.put("/v1/merchant", profile).await.expect(200);
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    world.pay(&link).await;
    let notices = world.mails_to("owner@paylink.test").await;
    // Those of the demo's own bookings come there too.
    let of_this = |mail: &&Value| mail["subject"].as_str().unwrap().contains("IT-1");
    assert_eq!(notices.iter().filter(of_this).count(), 1);
}

/// The link of a basket with its mail sent and what the mail service told of it recorded.
async fn emailed(world: &World, behaviour: &str) -> (String, String) {
    misbehave(world, "anna@example.com", behaviour).await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({"send_email": true})).await;
    world.stack.drain_stream().await.unwrap();
    assert!(world.stack.deliver_mail_events().await.unwrap() > 0);
    (basket, link["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn r22_a_link_shows_what_the_mail_service_tells_of_its_mail() {
    let world = World::start().await;
    for (behaviour, status, failed) in [
        ("ok", "delivered", false),
        ("delay", "delivered", false),
        ("virus", "rejected", true),
        ("bounce", "bounced", true),
        ("complaint", "complained", true),
    ] {
        let (basket, _) = emailed(&world, behaviour).await;
        let shown = world.read_basket(&basket).await;
        assert_eq!(shown["payment_links"][0]["email"]["status"], status);
        assert_eq!(shown["emails"][0]["message"], "payment_request");
        assert_eq!(shown["emails"][0]["status"], status);
        let flags = if failed {
            json!(["email_failed"])
        } else {
            json!([])
        };
        assert_eq!(shown["flags"], flags, "{behaviour}");
    }
}

#[tokio::test]
async fn r22_staff_see_that_a_mail_bounced_and_send_it_again() {
    let world = World::start().await;
    let (basket, link) = emailed(&world, "bounce").await;
    let bounced = world.read_basket(&basket).await;
    let last = bounced["history"].as_array().unwrap().last().unwrap();
    assert_eq!(last["event"], "email_failed");
    assert_eq!(last["reason"], "the mail server refused the address");
    let mut owner = Browser::sign_in(&world, "demo-owner").await;
    let path = format!("/desk/bookings/{basket}?link={link}");
    let page = owner.get(&path).await.expect(200).text;
    for text in [
        "Email failed: bounced",
        "could not be delivered",
        "Hand the link on in another way: the message is ready below.",
    ] {
        assert!(page.contains(text), "{text}");
    }
    // The mail service tells all once more, as it may: nothing changes.
    world.stack.deliver_mail_events().await.unwrap();
    assert_eq!(world.read_basket(&basket).await, bounced);

    misbehave(&world, "anna@example.com", "ok").await;
    let path = format!("/v1/baskets/{basket}/payment-links/{link}/send");
    world.post(&path, json!({})).await.expect(200);
    world.stack.drain_stream().await.unwrap();
    world.stack.deliver_mail_events().await.unwrap();
    let again = world.read_basket(&basket).await;
    assert_eq!(again["payment_links"][0]["email"]["status"], "delivered");
    assert_eq!(again["flags"], json!([]));
    assert_eq!(again["emails"][0]["status"], "bounced");
}

#[tokio::test]
async fn r22_an_event_never_touches_a_basket_that_did_not_send_the_mail() {
    let world = World::start().await;
    let (_, _) = emailed(&world, "bounce").await;
    let other = world.basket().await;
    let before = world.read_basket(&other).await;
    let url = format!("{}/_sandbox/events", world.stack.mailbox);
    let events = world.open(&url).await.json();
    let mut event = events.as_array().unwrap().last().unwrap().clone();
    event["detail"]["mail"]["tags"]["basket_id"] = json!([other]);
    world.stack.invoke("email-events", &event).await.unwrap();
    assert_eq!(world.read_basket(&other).await, before);
}
