//! A guest pays.

use reqwest::Method;
use serde_json::json;

use paylink_domain::buyer::Language;

use crate::world::{DECLINED_CARD, GOOD_ACCOUNT, GOOD_CARD, SECURE_CARD, World, new_basket};

#[tokio::test]
async fn r12_r16_a_guest_pays_with_a_card_and_everybody_is_told() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.open(link["url"].as_str().unwrap()).await.expect(200);
    assert!(page.text.contains("170,00") && page.text.contains("Lake cruise"));
    assert!(!page.text.contains("<script"));
    let done = world.pay(&link).await;
    assert!(done.text.contains("170,00"), "{}", done.text);
    let paid = world.read_basket(&basket).await;
    assert_eq!(paid["status"], "paid");
    assert_eq!(paid["outstanding"], 0);
    assert_eq!(paid["payment_links"][0]["status"], "paid");
    assert_eq!(paid["payments"][0]["method"], "card");
    assert_eq!(paid["tickets"], json!(null), "r20: nothing sent them");
    let receipt = world.mails_to("anna@example.com").await;
    assert_eq!(receipt.len(), 1);
    assert!(
        receipt[0]["subject"]
            .as_str()
            .unwrap()
            .contains("Quittung über 170,00\u{a0}CHF")
    );
    let notices = world.mails_to("office@lake-and-alp.example").await;
    assert!(
        notices
            .iter()
            .any(|mail| mail["subject"].as_str().unwrap().contains("IT-1"))
    );
    let again = world.open(link["url"].as_str().unwrap()).await.expect(200);
    assert!(again.text.contains("bezahlt"), "{}", again.text);
}

#[tokio::test]
async fn r16_the_webhook_alone_records_the_payment_once() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.press_pay(&link).await;
    let paid = world.enter_card(&page, GOOD_CARD).await.expect(303);
    let recorded = world
        .basket_when(&basket, |basket| basket["status"] == "paid")
        .await;
    assert_eq!(recorded["payments"].as_array().unwrap().len(), 1);
    world.open(paid.header("location")).await.expect(200);
    let after = world.read_basket(&basket).await;
    assert_eq!(after["payments"].as_array().unwrap().len(), 1);
    assert_eq!(
        world.mails_to("anna@example.com").await.len(),
        1,
        "one receipt"
    );
}

#[tokio::test]
async fn r16_without_webhook_and_return_the_schedule_finds_out() {
    let world = World::start().await;
    world.drop_webhooks().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.press_pay(&link).await;
    world.enter_card(&page, GOOD_CARD).await.expect(303);
    assert_eq!(world.read_basket(&basket).await["status"], "outstanding");
    let core = crate::events::core_ahead(&world, 11).await;
    core.tick().await;
    assert_eq!(world.read_basket(&basket).await["status"], "paid");
}

#[tokio::test]
async fn r16_without_any_webhook_the_gateways_events_are_read() {
    let world = World::start().await;
    world.drop_webhooks().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.press_pay(&link).await;
    world.enter_card(&page, GOOD_CARD).await.expect(303);
    let url = format!("{}/v1/payment_intents?limit=1", world.stack.stripe);
    let request = world.client.get(url).bearer_auth("sk_test_paylink_local");
    let intents: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
    let body = json!({"payment_intent": intents["data"][0]["id"], "amount": 2000});
    world.gateway("refunds", body).await;
    // Sooner than the attempt's own check, and the refund was made in the gateway's dashboard.
    crate::events::core_ahead(&world, 6).await.tick().await;
    let known = world.read_basket(&basket).await;
    assert_eq!(known["paid"], 17_000);
    assert_eq!(known["refunded"], 2_000);
    assert_eq!(
        known["outstanding"], 0,
        "what was refunded is no longer owed"
    );
    crate::events::core_ahead(&world, 12).await.tick().await;
    assert_eq!(
        world.read_basket(&basket).await["refunds"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn r13_a_picked_language_goes_to_the_gateway_and_comes_back() {
    let world = World::start().await;
    for language in Language::ALL {
        let tag = language.tag();
        let basket = world.basket().await;
        let link = world.link(&basket, json!({})).await;
        let url = link["url"].as_str().unwrap();
        let pressed = world.submit(&format!("{url}?lang={tag}"), &[]).await;
        let page = pressed.expect(303).header("location").to_owned();
        let paid = world.enter_card(&page, GOOD_CARD).await.expect(303);
        let back = paid.header("location");
        assert!(back.ends_with(&format!("&lang={tag}")), "{back}");
        let done = world.open(back).await.expect(200);
        assert!(done.text.contains(&format!("<html lang='{tag}'")), "{tag}");
    }
}

#[tokio::test]
async fn a_declined_card_leaves_everything_open() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.press_pay(&link).await;
    let declined = world.enter_card(&page, DECLINED_CARD).await.expect(200);
    assert!(declined.text.contains("declined"));
    assert_eq!(world.read_basket(&basket).await["reserved"], 17_000);
    assert_eq!(
        world.press_pay(&link).await,
        page,
        "the open session is used again"
    );
    let paid = world.enter_card(&page, GOOD_CARD).await.expect(303);
    world.open(paid.header("location")).await;
    assert_eq!(world.read_basket(&basket).await["status"], "paid");
}

#[tokio::test]
async fn a_3d_secure_challenge_is_passed() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.press_pay(&link).await;
    let challenged = world.enter_card(&page, SECURE_CARD).await;
    assert!(challenged.status.is_success() || challenged.status.is_redirection());
    let passed = world
        .submit(&format!("{page}/challenge"), &[("outcome", "complete")])
        .await
        .expect(303);
    world.open(passed.header("location")).await.expect(200);
    assert_eq!(world.read_basket(&basket).await["status"], "paid");
}

#[tokio::test]
async fn r12_a_bank_debit_is_under_way_for_days_and_holds_its_amount() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.press_pay(&link).await;
    let back = world
        .submit(&page, &[("iban", GOOD_ACCOUNT)])
        .await
        .expect(303);
    let done = world.open(back.header("location")).await.expect(200);
    assert!(
        !done.text.contains("<button"),
        "nothing to pay while money is under way"
    );
    let under_way = world.read_basket(&basket).await;
    assert_eq!(under_way["status"], "outstanding");
    assert_eq!(under_way["reserved"], 17_000);
    assert_eq!(under_way["payment_links"][0]["status"], "processing");
    let refused = world.submit(link["url"].as_str().unwrap(), &[]).await;
    assert_eq!(refused.status.as_u16(), 409);
    let session = page.rsplit('/').next().unwrap();
    world
        .gateway(
            &format!("sessions/{session}/settle"),
            json!({"outcome": "succeeded"}),
        )
        .await;
    let paid = world
        .basket_when(&basket, |basket| basket["status"] == "paid")
        .await;
    assert_eq!(paid["payments"][0]["method"], "bank_debit");
    assert_eq!(paid["reserved"], 0);
}

#[tokio::test]
async fn a_failed_bank_debit_frees_its_amount() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.begin_debit(&basket, &link).await;
    let session = page.rsplit('/').next().unwrap();
    world
        .gateway(
            &format!("sessions/{session}/settle"),
            json!({"outcome": "failed"}),
        )
        .await;
    let failed = world
        .basket_when(&basket, |basket| basket["reserved"] == 0)
        .await;
    assert_eq!(failed["outstanding"], 17_000);
    assert_eq!(failed["payment_links"][0]["status"], "active");
}

#[tokio::test]
async fn r9_a_choice_link_lets_the_guest_pay_in_parts() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({"min_amount": 5000})).await;
    let url = link["url"].as_str().unwrap();
    let low = world.submit(url, &[("amount", "49.99")]).await;
    assert_eq!(low.status.as_u16(), 422);
    let high = world.submit(url, &[("amount", "170.01")]).await;
    assert_eq!(high.status.as_u16(), 422);
    let page = world.submit(url, &[("amount", "60.00")]).await.expect(303);
    let paid = world
        .enter_card(page.header("location"), GOOD_CARD)
        .await
        .expect(303);
    world.open(paid.header("location")).await.expect(200);
    assert_eq!(world.read_basket(&basket).await["outstanding"], 11_000);
    world.pay(&link).await;
    assert_eq!(world.read_basket(&basket).await["status"], "paid");
}

#[tokio::test]
async fn r2_currencies_without_and_with_three_decimals_are_paid() {
    let world = World::demo().await;
    for (reference, total) in [("LA-1006", 25_600), ("LA-1007", 18_750)] {
        let basket = world.seeded(reference).await;
        assert_eq!(basket["outstanding"], total);
        let id = basket["id"].as_str().unwrap();
        let link = world.link(id, json!({})).await;
        world.pay(&link).await;
        let paid = world.read_basket(id).await;
        assert_eq!(paid["status"], "paid");
        assert_eq!(paid["payments"][0]["amount"], total);
    }
}

#[tokio::test]
async fn r11_looking_at_a_link_changes_nothing() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let before = world.read_basket(&basket).await;
    for _ in 0..3 {
        world.open(link["url"].as_str().unwrap()).await.expect(200);
        let path = link["url"].as_str().unwrap().replace(&world.stack.url, "");
        world.anonymous(Method::HEAD, &path).await.expect(200);
    }
    let strange = format!(
        "{}/done?attempt=att_01K9ZZZZZZZZZZZZZZZZZZZZZZ",
        link["url"].as_str().unwrap()
    );
    world.open(&strange).await.expect(200);
    assert_eq!(world.read_basket(&basket).await, before);
    let open = world
        .client
        .get(format!("{}/_sandbox/requests", world.stack.stripe))
        .send()
        .await
        .unwrap();
    let journal = open.text().await.unwrap();
    assert!(
        !journal.contains(link["id"].as_str().unwrap()),
        "no session was opened"
    );
}

#[tokio::test]
async fn r10_unknown_cut_and_forged_links_are_one_and_the_same_page() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let token = link["url"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let mut forged = token.clone().into_bytes();
    forged[30] = if forged[30] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    let wrong = [
        forged,
        token[..42].to_owned(),
        format!("{token}A"),
        "A".repeat(43),
        "x".to_owned(),
    ];
    let mut pages = Vec::new();
    for token in wrong {
        for suffix in ["", "/", "/done", "/receipt", "/new-link", "/no/such/page"] {
            let answer = world
                .anonymous(Method::GET, &format!("/pay/{token}{suffix}"))
                .await;
            assert_eq!(answer.status.as_u16(), 404, "{token}{suffix}");
            pages.push(answer.text);
        }
    }
    pages.push(world.anonymous(Method::GET, "/pay").await.expect(404).text);
    pages.dedup();
    assert_eq!(pages.len(), 1);
    assert!(!pages[0].contains("Anna"));
}

#[tokio::test]
async fn r13_an_expired_link_asks_for_a_new_one() {
    let world = World::demo().await;
    let expired = world.seeded("LA-1001").await;
    let url = expired["payment_links"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(expired["payment_links"][0]["status"], "expired");
    let page = world.open(&url).await.expect(200);
    assert!(page.text.contains("/new-link"));
    let refused = world.submit(&url, &[]).await;
    assert_eq!(refused.status.as_u16(), 409);
    let first = world
        .submit(&format!("{url}/new-link"), &[])
        .await
        .expect(200);
    let second = world
        .submit(&format!("{url}/new-link"), &[])
        .await
        .expect(200);
    assert_eq!(first.text, second.text, "the answer is the same");
    let mails = world.mails_to("peter.frei@example.com").await;
    assert_eq!(mails.len(), 1, "and it is sent once");
    let basket = world.read_basket(expired["id"].as_str().unwrap()).await;
    assert_eq!(basket["payment_links"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn r12_a_guest_held_up_by_another_is_told_when_to_try_again() {
    let world = World::start().await;
    let basket = world.basket().await;
    let first = world.link(&basket, json!({})).await;
    let second = world.link(&basket, json!({})).await;
    world.press_pay(&first).await;
    let held = world.submit(second["url"].as_str().unwrap(), &[]).await;
    assert_eq!(held.status.as_u16(), 409);
    assert!(!held.header("retry-after").is_empty());
    let page = world
        .open(second["url"].as_str().unwrap())
        .await
        .expect(200);
    assert!(!page.text.contains("17000"));
}

#[tokio::test]
async fn r18_a_refund_goes_back_through_the_gateway() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    world.pay(&link).await;
    let paid = world.read_basket(&basket).await;
    let payment = paid["payments"][0]["id"].as_str().unwrap();
    let path = format!("/v1/baskets/{basket}/payments/{payment}/refunds");
    let refunded = world
        .post(&path, json!({"amount": 7000, "reason": "rain"}))
        .await
        .expect(201)
        .json();
    assert_eq!(refunded["refunds"][0]["status"], "succeeded");
    assert_eq!(refunded["total"], 10_000);
    assert_eq!(refunded["outstanding"], 0);
    let more = world
        .post(&path, json!({"amount": 10_001}))
        .await
        .expect(422);
    assert_eq!(more.problem(), "refund-above-paid");
    let owed = world
        .post(&path, json!({"amount": 1000, "keep_total": true}))
        .await
        .expect(201)
        .json();
    assert_eq!(owed["outstanding"], 1_000);
}

#[tokio::test]
async fn r1_lowering_the_total_expires_the_open_session_first() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.press_pay(&link).await;
    let items = json!([{"kind": "custom", "description": "Short tour", "quantity": 1, "unit_amount": 9000}]);
    let body = json!({"items": items});
    let changed = world
        .put(&format!("/v1/baskets/{basket}/items"), body)
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&changed["outstanding"], &changed["reserved"]),
        (&json!(9000), &json!(0))
    );
    assert_ne!(
        world.enter_card(&page, GOOD_CARD).await.status.as_u16(),
        303
    );
    world.pay(&link).await;
    assert_eq!(world.read_basket(&basket).await["paid"], 9_000);
}

#[tokio::test]
async fn a_private_tour_in_free_text_is_paid_by_link() {
    let world = World::start().await;
    let mut body = new_basket();
    body["reference"] = json!("IT-PRIVATE");
    body["items"] = json!([{
        "kind": "custom", "description": "Private tour with lunch, <b>own</b> minibus",
        "quantity": 1, "unit_amount": 89_000,
    }]);
    let basket = world.basket_with(body).await;
    let link = world.link(&basket, json!({"send_email": true})).await;
    let page = world.open(link["url"].as_str().unwrap()).await.expect(200);
    assert!(page.text.contains("Private tour with lunch") && !page.text.contains("<b>own</b>"));
    world.pay(&link).await;
    assert_eq!(world.read_basket(&basket).await["status"], "paid");
}

#[tokio::test]
async fn r13_terms_are_accepted_before_a_payment_and_that_is_kept() {
    let world = World::start().await;
    let mut profile = world.get("/v1/merchant").await.expect(200).json();
    for read_only in ["id", "gateway", "created_at"] {
        profile.as_object_mut().unwrap().remove(read_only);
    }
    let terms = "https://lake-and-alp.example/terms";
    profile["terms_url"] = json!(terms);
    let changed = world.put("/v1/merchant", profile.clone()).await.expect(200);
    assert_eq!(changed.json()["terms_url"], terms);

    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let url = link["url"].as_str().unwrap();
    assert!(world.open(url).await.expect(200).text.contains(terms));
    for wrong in [vec![], vec![("terms", "https://elsewhere.example/")]] {
        let refused = world.submit(url, &wrong).await.expect(400);
        assert!(refused.text.contains("Bitte akzeptieren Sie zuerst"));
    }
    assert_eq!(world.read_basket(&basket).await["reserved"], 0);

    world.submit(url, &[("terms", terms)]).await.expect(303);
    let history = world.read_basket(&basket).await["history"].clone();
    let accepted = history
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["event"] == "terms_accepted");
    let accepted = accepted.expect("the history tells it");
    assert_eq!(accepted["url"], terms);
    assert_eq!(accepted["actor"]["kind"], "guest");
}
