//! Making, listing, sending and cancelling links through the API.

use serde_json::json;

use crate::world::{World, new_basket};

#[tokio::test]
async fn r6_a_link_asks_for_all_a_part_a_share_or_a_choice() {
    let world = World::start().await;
    let basket = world.basket().await;
    for (body, kind, amount, least) in [
        (json!({}), "follow", 17_000, json!(null)),
        (json!({"amount": 5000}), "fixed", 5_000, json!(null)),
        (json!({"percent": 30}), "fixed", 5_100, json!(null)),
        (json!({"min_amount": 2000}), "choice", 17_000, json!(2000)),
    ] {
        let link = world.link(&basket, body).await;
        assert_eq!(link["kind"], kind);
        assert_eq!(link["amount"], amount);
        assert_eq!(link["min_amount"], least);
        assert_eq!(link["status"], "active");
        assert_eq!(link["email"]["status"], "not_sent");
        let url = link["url"].as_str().unwrap();
        assert_eq!(url.rsplit('/').next().unwrap().len(), 43);
    }
    let list = world
        .get(&format!("/v1/baskets/{basket}/payment-links"))
        .await
        .json();
    assert_eq!(list["data"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn r4_r5_a_link_for_a_staff_buyer_is_refused_until_the_buyer_is_changed() {
    let world = World::demo().await;
    let basket = world.seeded("LA-1005").await;
    assert_eq!(basket["can_create_payment_link"]["code"], "buyer-is-staff");
    let path = format!("/v1/baskets/{}", basket["id"].as_str().unwrap());
    let refused = world
        .post(&format!("{path}/payment-links"), json!({}))
        .await
        .expect(409);
    assert_eq!(refused.problem(), "buyer-is-staff");
    let buyer = json!({"name": "Nina Gast", "email": "nina@example.com", "language": "de"});
    let changed = world
        .put(&format!("{path}/buyer"), buyer)
        .await
        .expect(200)
        .json();
    assert_eq!(changed["can_create_payment_link"]["allowed"], true);
    let link = world
        .post(&format!("{path}/payment-links"), json!({}))
        .await
        .expect(201)
        .json();
    let other = json!({"name": "Other Guest", "email": "other@example.com"});
    world.put(&format!("{path}/buyer"), other).await.expect(200);
    let read = world
        .get(&format!(
            "{path}/payment-links/{}",
            link["id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(read.json()["status"], "superseded");
    assert!(
        world
            .open(link["url"].as_str().unwrap())
            .await
            .text
            .contains("Lake &#38; Alp Tours")
    );
}

#[tokio::test]
async fn r7_the_link_is_mailed_in_the_buyers_language_and_can_be_sent_again() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world
        .link(&basket, json!({"send_email": true, "message": "Bis bald!"}))
        .await;
    assert_eq!(link["email"]["status"], "queued");
    let mails = world.mails_to("anna@example.com").await;
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert!(
        mail["subject"]
            .as_str()
            .unwrap()
            .contains("Bitte zahlen Sie 170,00\u{a0}CHF")
    );
    for part in ["html", "text"] {
        let text = mail[part].as_str().unwrap();
        assert!(text.contains(link["url"].as_str().unwrap()), "{part}");
        assert!(text.contains("Bis bald!"), "{part}");
    }
    assert_eq!(mail["tags"]["basket_id"], basket.as_str());
    let path = format!(
        "/v1/baskets/{basket}/payment-links/{}",
        link["id"].as_str().unwrap()
    );
    assert_eq!(world.get(&path).await.json()["email"]["status"], "sent");
    world
        .post(&format!("{path}/send"), json!({}))
        .await
        .expect(200);
    assert_eq!(world.mails_to("anna@example.com").await.len(), 2);
}

#[tokio::test]
async fn r4_the_other_reasons_why_no_link_can_be_made() {
    let world = World::demo().await;
    let paid = world.seeded("LA-1002").await;
    assert_eq!(
        paid["can_create_payment_link"]["code"],
        "nothing-outstanding"
    );
    let gone = world.seeded("LA-1008").await;
    assert_eq!(gone["can_create_payment_link"]["code"], "basket-cancelled");
    let mut unknown = new_basket();
    unknown["currency"] = json!("KPW");
    let basket = world.basket_with(unknown).await;
    let path = format!("/v1/baskets/{basket}/payment-links");
    assert_eq!(
        world.post(&path, json!({})).await.expect(422).problem(),
        "currency-not-supported"
    );
    let mut small = new_basket();
    small["items"] =
        json!([{"kind": "custom", "description": "Stamp", "quantity": 1, "unit_amount": 40}]);
    small["buyer"] = json!({"name": "No Mail"});
    let basket = world.basket_with(small).await;
    let path = format!("/v1/baskets/{basket}/payment-links");
    assert_eq!(
        world.post(&path, json!({})).await.expect(422).problem(),
        "amount-not-chargeable"
    );
}

#[tokio::test]
async fn a_link_without_an_address_can_be_copied_but_not_mailed() {
    let world = World::start().await;
    let mut body = new_basket();
    body["buyer"] = json!({"name": "No Mail"});
    let basket = world.basket_with(body).await;
    let path = format!("/v1/baskets/{basket}/payment-links");
    let refused = world
        .post(&path, json!({"send_email": true}))
        .await
        .expect(409);
    assert_eq!(refused.problem(), "email-missing");
    assert_eq!(
        world.read_basket(&basket).await["payment_links"],
        json!([]),
        "nothing was made"
    );
    world.post(&path, json!({})).await.expect(201);
}

#[tokio::test]
async fn a_link_is_cancelled_and_its_page_says_so() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.press_pay(&link).await;
    let path = format!(
        "/v1/baskets/{basket}/payment-links/{}",
        link["id"].as_str().unwrap()
    );
    let cancelled = world
        .post(&format!("{path}/cancel"), json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(cancelled["status"], "cancelled");
    let late = world.enter_card(&page, crate::world::GOOD_CARD).await;
    assert_ne!(
        late.status.as_u16(),
        303,
        "the session was expired at the gateway first"
    );
    assert_eq!(world.read_basket(&basket).await["reserved"], 0);
    let refused = world.submit(link["url"].as_str().unwrap(), &[]).await;
    assert_eq!(refused.status.as_u16(), 409);
}

#[tokio::test]
async fn the_qr_code_is_a_picture() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let id = link["id"].as_str().unwrap();
    let picture = world
        .get(&format!("/v1/baskets/{basket}/payment-links/{id}/qr.svg"))
        .await
        .expect(200);
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.text.contains("<svg"));
}

#[tokio::test]
async fn the_list_pages_filters_and_finds() {
    let world = World::demo().await;
    let mut seen = Vec::new();
    let mut path = "/v1/baskets?limit=4".to_owned();
    loop {
        let page = world.get(&path).await.expect(200).json();
        for basket in page["data"].as_array().unwrap() {
            seen.push(basket["reference"].as_str().unwrap().to_owned());
        }
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/v1/baskets?limit=4&cursor={cursor}"),
            None => break,
        }
    }
    // The one whose link ran out is older than what was sold at the counter of late.
    let numbers = (1002..=1010).rev().chain((992..=997).rev());
    let expected: Vec<String> = numbers
        .chain([1001, 991])
        .map(|n| format!("LA-{n:04}"))
        .collect();
    assert_eq!(seen, expected);
    let references = |answer: serde_json::Value| -> Vec<String> {
        answer["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|basket| basket["reference"].as_str().unwrap().to_owned())
            .collect()
    };
    let overpaid = world.get("/v1/baskets?status=overpaid").await.json();
    assert_eq!(references(overpaid), ["LA-1004"]);
    let by_name = world.get("/v1/baskets?q=tanaka").await.json();
    assert_eq!(references(by_name), ["LA-1006"]);
    let by_mail = world.get("/v1/baskets?q=MARIE.DUBOIS@").await.json();
    assert_eq!(references(by_mail), ["LA-1008"]);
}
