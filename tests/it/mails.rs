//! Mails that do not go at once.

use jiff::Timestamp;
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
    assert_eq!(notices.len(), 1);
    assert!(notices[0]["subject"].as_str().unwrap().contains("IT-1"));
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

#[tokio::test]
async fn r22_staff_are_told_by_mail_of_a_mail_that_did_not_arrive_and_of_theirs_not() {
    let world = World::start().await;
    let profile = world.get("/v1/merchant").await.expect(200).json();
    let staff = profile["notice_to"].as_str().unwrap();
    misbehave(&world, staff, "bounce").await;
    let (basket, _) = emailed(&world, "bounce").await;
    let about = |notices: Vec<Value>| {
        let subjects = notices.into_iter().map(|mail| mail["subject"].clone());
        let failed = "A mail to Anna Muster did not arrive, booking IT-1";
        subjects.filter(|subject| *subject == failed).count()
    };
    assert_eq!(about(world.mails_to(staff).await), 1);
    world.stack.deliver_mail_events().await.unwrap();
    assert_eq!(
        about(world.mails_to(staff).await),
        1,
        "no mail about a mail to staff"
    );
    let shown = world.read_basket(&basket).await;
    assert_eq!(shown["emails"][1]["message"], "email_failed");
    assert_eq!(shown["emails"][1]["status"], "bounced");
}

#[tokio::test]
async fn r23_a_link_that_was_emailed_reminds_once_however_often_tick_looks() {
    let world = World::start().await;
    let basket = world.basket().await;
    let silent = world.link(&basket, json!({})).await;
    assert_eq!(silent["next_reminder_at"], Value::Null);
    let link = world.link(&basket, json!({"send_email": true})).await;
    let expires: Timestamp = link["expires_at"].as_str().unwrap().parse().unwrap();
    let next: Timestamp = link["next_reminder_at"].as_str().unwrap().parse().unwrap();
    let days = expires.duration_since(next).as_hours();
    // A change of the clocks may lie between.
    assert!((7 * 24 - 1..=7 * 24 + 1).contains(&days), "{days} hours");
    assert_eq!(world.mails_to("anna@example.com").await.len(), 1);
    let minutes = next.duration_since(Timestamp::now()).as_mins();
    crate::events::core_ahead(&world, minutes - 1)
        .await
        .tick()
        .await;
    assert_eq!(world.mails_to("anna@example.com").await.len(), 1);
    for _ in 0..2 {
        let then = crate::events::core_ahead(&world, minutes + 2).await;
        then.tick().await;
    }
    let mails = world.mails_to("anna@example.com").await;
    assert_eq!(mails.len(), 2);
    let subject = mails[0]["subject"].as_str().unwrap();
    assert!(subject.contains("Erinnerung"), "{subject}");
    assert!(
        mails[0]["text"]
            .as_str()
            .unwrap()
            .contains(link["url"].as_str().unwrap())
    );
    let shown = world.read_basket(&basket).await;
    assert_eq!(shown["emails"][1]["message"], "reminder");
}

#[tokio::test]
async fn r20_tickets_carry_codes_that_staff_find_the_booking_by() {
    let world = World::start().await;
    let basket = world.basket().await;
    let path = format!("/v1/baskets/{basket}/tickets/send");
    world.post(&path, json!({"force": true})).await.expect(200);
    let mails = world.mails_to("anna@example.com").await;
    let files = mails[0]["attachments"].as_array().unwrap();
    assert_eq!(files.len(), 2);
    for (n, file) in files.iter().enumerate() {
        assert_eq!(file["content_type"], "image/png");
        assert_eq!(file["file_name"], format!("{basket}-{}.png", n + 1));
        let shown = format!("cid:{}", file["file_name"].as_str().unwrap());
        assert!(mails[0]["html"].as_str().unwrap().contains(&shown));
    }
}
