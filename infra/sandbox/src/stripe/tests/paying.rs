//! The hosted page: paid, declined, 3-D Secure, bank debits, expiry, and two submissions at once.

use serde_json::json;

use super::*;

const DONE: &str = "https://merchant.example/done?s=";

fn location(answer: &Response) -> String {
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_page_says_what_is_paid_and_escapes_it() {
    let sandbox = Sandbox::new().await;
    let session = sandbox.session().await;
    let answer = sandbox
        .http
        .get(session["url"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("script"),
        "{policy}"
    );
    let html = answer.text().await.unwrap();
    for part in [
        "Sandbox, no real money",
        "CHF 120.00",
        "Kayak &#60;b&#62;tour",
        "guest@example.com",
        "name=\"card_number\"",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(
        html.contains("lang=\"en\"") && html.contains("<title>Pay") && html.contains("viewport")
    );
    assert!(!html.contains("<b>tour"));
}

#[tokio::test]
async fn a_good_card_pays() {
    let sandbox = Sandbox::new().await;
    let session = sandbox.session().await;
    assert_eq!(
        (&session["status"], &session["payment_intent"]),
        (&json!("open"), &Value::Null)
    );
    let answer = sandbox.pay_by_card(&session, "4242 4242 4242 4242").await;
    assert_eq!(answer.status(), 303);
    assert_eq!(
        location(&answer),
        format!("{DONE}{}", session["id"].as_str().unwrap())
    );

    let session = sandbox.reload(&session).await;
    assert_eq!(
        (&session["status"], &session["payment_status"]),
        (&json!("complete"), &json!("paid"))
    );
    assert_eq!(session["customer_details"]["email"], "guest@example.com");
    assert_eq!(session["url"], Value::Null);
    let intent = sandbox
        .get(&format!(
            "/v1/payment_intents/{}",
            session["payment_intent"].as_str().unwrap()
        ))
        .await;
    assert_eq!(
        (&intent["status"], &intent["amount_received"]),
        (&json!("succeeded"), &json!(12_000))
    );
    assert_eq!(intent["metadata"], json!({"attempt": "att_1"}));
    let charge = sandbox
        .get(&format!(
            "/v1/charges/{}",
            intent["latest_charge"].as_str().unwrap()
        ))
        .await;
    assert_eq!(charge["payment_method_details"]["card"]["last4"], "4242");
    assert_eq!(
        sandbox.event_types().await,
        [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed"
        ]
    );
}

#[tokio::test]
async fn a_declined_card_can_be_followed_by_a_good_one() {
    let sandbox = Sandbox::new().await;
    let session = sandbox.session().await;
    for (number, message) in [
        ("4000000000000002", "Your card was declined."),
        ("4000000000009995", "Your card has insufficient funds."),
        ("4000000000000069", "Your card has expired."),
        ("4000000000000127", "security code is incorrect."),
        ("4111111111111111", "only the test cards work"),
    ] {
        let answer = sandbox.pay_by_card(&session, number).await;
        assert_eq!(answer.status(), 200);
        let html = answer.text().await.unwrap();
        assert!(
            html.contains(message) && html.contains("card_number"),
            "{number}: {html}"
        );
    }
    let open = sandbox.reload(&session).await;
    assert_eq!(open["status"], "open");
    let intent = sandbox
        .get(&format!(
            "/v1/payment_intents/{}",
            open["payment_intent"].as_str().unwrap()
        ))
        .await;
    assert_eq!(
        intent["last_payment_error"]["decline_code"],
        "test_mode_live_card"
    );
    assert_eq!(
        sandbox
            .pay_by_card(&session, "5555555555554444")
            .await
            .status(),
        303
    );
    let types = sandbox.event_types().await;
    assert_eq!(
        types
            .iter()
            .filter(|kind| *kind == "payment_intent.payment_failed")
            .count(),
        5
    );
    assert_eq!(
        types
            .iter()
            .filter(|kind| *kind == "payment_intent.created")
            .count(),
        1
    );
}

#[tokio::test]
async fn mistakes_are_shown_at_their_fields() {
    let sandbox = Sandbox::new().await;
    let session = sandbox.session().await;
    let fields = [
        ("card_number", "4242424242424241"),
        ("expiry", "01/20"),
        ("cvc", "x"),
    ];
    let answer = sandbox
        .send_form(session["url"].as_str().unwrap(), &fields)
        .await;
    let html = answer.text().await.unwrap();
    for part in [
        "card number is invalid",
        "expiry date is in the past",
        "security code has digits only",
        "aria-invalid",
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert_eq!(
        sandbox.reload(&session).await["payment_intent"],
        Value::Null
    );
}

#[tokio::test]
async fn an_email_address_is_asked_for_where_the_merchant_gave_none() {
    let sandbox = Sandbox::new().await;
    let mut params = session_params();
    params.retain(|(name, _)| *name != "customer_email");
    let session = sandbox.post("/v1/checkout/sessions", &params).await;
    let url = session["url"].as_str().unwrap();
    let card = [
        ("card_number", "4242424242424242"),
        ("expiry", "12/40"),
        ("cvc", "123"),
    ];
    let html = sandbox
        .send_form(url, &[&card[..], &[("email", "")]].concat())
        .await
        .text()
        .await
        .unwrap();
    assert!(html.contains("Enter your email address."));
    assert_eq!(
        sandbox
            .send_form(url, &[&card[..], &[("email", "a@example.org")]].concat())
            .await
            .status(),
        303
    );
    assert_eq!(
        sandbox.reload(&session).await["customer_details"]["email"],
        "a@example.org"
    );
}

#[tokio::test]
async fn secure_cards_are_challenged() {
    let sandbox = Sandbox::new().await;
    let session = sandbox.session().await;
    let challenge = format!("{}/challenge", session["url"].as_str().unwrap());
    let answer = sandbox.pay_by_card(&session, "4000002500003155").await;
    assert_eq!(answer.status(), 303);
    assert!(challenge.ends_with(&location(&answer)));
    let html = sandbox
        .http
        .get(&challenge)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        html.contains("value=\"complete\"")
            && html.contains("value=\"fail\"")
            && html.contains("3155")
    );

    let failed = sandbox.send_form(&challenge, &[("outcome", "fail")]).await;
    assert_eq!(failed.status(), 200);
    assert!(
        failed
            .text()
            .await
            .unwrap()
            .contains("unable to authenticate")
    );
    assert_eq!(sandbox.reload(&session).await["status"], "open");
    // The challenge is over, so completing it now pays nothing.
    assert_eq!(
        sandbox
            .send_form(&challenge, &[("outcome", "complete")])
            .await
            .status(),
        303
    );
    assert_eq!(sandbox.reload(&session).await["status"], "open");

    sandbox.pay_by_card(&session, "4000000000003220").await;
    let passed = sandbox
        .send_form(&challenge, &[("outcome", "complete")])
        .await;
    assert!(location(&passed).starts_with(DONE));
    assert_eq!(sandbox.reload(&session).await["payment_status"], "paid");
}

#[tokio::test]
async fn a_bank_debit_succeeds_after_its_delay() {
    let sandbox = Sandbox::new().await;
    let session = sandbox.session().await;
    let answer = sandbox
        .send_form(
            session["url"].as_str().unwrap(),
            &[("iban", "DE89 3704 0044 0532 0130 00")],
        )
        .await;
    assert!(location(&answer).starts_with(DONE));
    let unpaid = sandbox.reload(&session).await;
    assert_eq!(
        (&unpaid["status"], &unpaid["payment_status"]),
        (&json!("complete"), &json!("unpaid"))
    );
    let intent = unpaid["payment_intent"].as_str().unwrap();
    assert_eq!(
        sandbox.get(&format!("/v1/payment_intents/{intent}")).await["status"],
        "processing"
    );
    let refusal = sandbox
        .refused("/v1/refunds", &[("payment_intent", intent)], 400)
        .await;
    assert!(
        refusal["message"]
            .as_str()
            .unwrap()
            .contains("does not have a successful charge")
    );
    sandbox.advance(21).await;
    assert_eq!(sandbox.reload(&session).await["payment_status"], "paid");
    assert_eq!(
        sandbox.event_types().await,
        [
            "payment_intent.created",
            "payment_intent.processing",
            "charge.pending",
            "checkout.session.completed",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.async_payment_succeeded",
        ]
    );
}

#[tokio::test]
async fn a_bank_debit_fails_after_its_delay_or_when_told() {
    let sandbox = Sandbox::new().await;
    let session = sandbox.session().await;
    sandbox
        .send_form(
            session["url"].as_str().unwrap(),
            &[("iban", "DE62370400440532013001")],
        )
        .await;
    sandbox.advance(21).await;
    let failed = sandbox.reload(&session).await;
    assert_eq!(
        (&failed["status"], &failed["payment_status"]),
        (&json!("complete"), &json!("unpaid"))
    );
    assert_eq!(
        sandbox.event_types().await.last().unwrap(),
        "checkout.session.async_payment_failed"
    );

    let other = sandbox.session().await;
    let id = other["id"].as_str().unwrap();
    sandbox
        .control(
            &format!("sessions/{id}/pay"),
            json!({"iban": "DE89370400440532013000"}),
        )
        .await;
    sandbox
        .control(
            &format!("sessions/{id}/settle"),
            json!({"outcome": "failed"}),
        )
        .await;
    assert_eq!(
        sandbox.event_types().await.last().unwrap(),
        "checkout.session.async_payment_failed"
    );
    let again = sandbox.request(Method::POST, &format!("/_sandbox/sessions/{id}/settle"));
    json_of(again.json(&json!({})).send().await.unwrap(), 400).await;
}

#[tokio::test]
async fn r12_sessions_expire_by_the_clock_and_by_the_api() {
    let sandbox = Sandbox::new().await;
    let by_clock = sandbox.session().await;
    sandbox.pay_by_card(&by_clock, "4000000000000002").await;
    sandbox.advance(24 * 3_600 + 1).await;
    let expired = sandbox.reload(&by_clock).await;
    assert_eq!(
        (&expired["status"], &expired["url"]),
        (&json!("expired"), &Value::Null)
    );
    let intent = sandbox
        .get(&format!(
            "/v1/payment_intents/{}",
            expired["payment_intent"].as_str().unwrap()
        ))
        .await;
    assert_eq!(intent["status"], "canceled");
    assert_eq!(
        sandbox.event_types().await.last().unwrap(),
        "checkout.session.expired"
    );

    let by_api = sandbox.session().await;
    let path = format!(
        "/v1/checkout/sessions/{}/expire",
        by_api["id"].as_str().unwrap()
    );
    assert_eq!(sandbox.post(&path, &[]).await["status"], "expired");
    let refusal = sandbox.refused(&path, &[], 400).await;
    assert!(
        refusal["message"]
            .as_str()
            .unwrap()
            .starts_with("Only Checkout Sessions with a status in")
    );
    let page = sandbox.pay_by_card(&by_api, "4242424242424242").await;
    assert!(page.text().await.unwrap().contains("has expired"));
    assert_eq!(sandbox.reload(&by_api).await["payment_status"], "unpaid");
}

#[tokio::test]
async fn two_submissions_at_once_pay_once() {
    let sandbox = Sandbox::new().await;
    let session = sandbox.session().await;
    let pay = || sandbox.pay_by_card(&session, "4242424242424242");
    let answers = tokio::join!(pay(), pay(), pay(), pay());
    for answer in [answers.0, answers.1, answers.2, answers.3] {
        assert!(location(&answer).starts_with(DONE));
    }
    assert_eq!(
        sandbox.get("/v1/charges").await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let html = sandbox
        .http
        .get(session["url"].as_str().unwrap())
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(html.contains("All done"));
}

#[tokio::test]
async fn other_sites_cannot_send_the_forms() {
    let sandbox = Sandbox::new().await;
    let session = sandbox.session().await;
    let id = session["id"].as_str().unwrap();
    for path in [
        "/dashboard/expire".to_owned(),
        format!("/c/pay/{id}"),
        "/_sandbox/clock".to_owned(),
    ] {
        let request = sandbox
            .request(Method::POST, &path)
            .header("Sec-Fetch-Site", "cross-site");
        assert_eq!(
            request.form(&[("id", id)]).send().await.unwrap().status(),
            403,
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_dashboard_shows_and_does() {
    let sandbox = Sandbox::new().await;
    let open = sandbox.session().await;
    let paid = sandbox.paid("4242424242424242").await;
    let intent = paid["payment_intent"].as_str().unwrap();
    let url = |action: &str| format!("{}/dashboard/{action}", sandbox.running.base_url());
    let refund = sandbox
        .send_form(&url("refund"), &[("id", intent), ("amount", "20.50")])
        .await;
    assert_eq!(
        (refund.status().as_u16(), location(&refund).as_str()),
        (303, "/")
    );
    let refunds = sandbox
        .get(&format!("/v1/refunds?payment_intent={intent}"))
        .await;
    assert_eq!(
        (
            &refunds["data"][0]["amount"],
            &refunds["data"][0]["metadata"]
        ),
        (&json!(2_050), &json!({}))
    );
    assert_eq!(
        sandbox
            .send_form(&url("dispute"), &[("id", intent)])
            .await
            .status(),
        303
    );
    assert_eq!(
        sandbox
            .send_form(&url("dispute"), &[("id", intent)])
            .await
            .status(),
        400
    );
    assert_eq!(
        sandbox
            .send_form(&url("expire"), &[("id", open["id"].as_str().unwrap())])
            .await
            .status(),
        303
    );
    let html = sandbox
        .http
        .get(sandbox.running.base_url())
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    for part in [
        intent,
        "CHF 120.00",
        "CHF 20.50",
        "needs_response",
        "expired",
        "4000000000000259",
        "Sunset kayak &#60;tour",
    ] {
        assert!(html.contains(part), "{part}");
    }
}

#[tokio::test]
async fn the_books_survive_a_restart() {
    let file = std::env::temp_dir().join(format!(
        "paylink-stripe-{}.sqlite",
        super::super::ids::random_text(12)
    ));
    let options = Options {
        database: Some(file.clone()),
        ..Options::new(KEY)
    };
    let first = Sandbox::with(options.clone()).await;
    let open = first.session().await;
    let paid = first.paid("4242424242424242").await;
    let debit = first.session().await;
    first
        .send_form(
            debit["url"].as_str().unwrap(),
            &[("iban", "DE89370400440532013000")],
        )
        .await;
    let keyed = first
        .api(Method::POST, "/v1/checkout/sessions")
        .header("Idempotency-Key", "k")
        .form(&session_params());
    let keyed = json_of(keyed.send().await.unwrap(), 200).await;
    first.running.stop().await;

    let second = Sandbox::with(options).await;
    assert_eq!(second.reload(&paid).await["payment_status"], "paid");
    assert_eq!(second.reload(&debit).await["payment_status"], "unpaid");
    let again = second
        .api(Method::POST, "/v1/checkout/sessions")
        .header("Idempotency-Key", "k")
        .form(&session_params());
    assert_eq!(
        json_of(again.send().await.unwrap(), 200).await["id"],
        keyed["id"]
    );
    second.advance(25).await;
    assert_eq!(second.reload(&debit).await["payment_status"], "paid");
    // Webhooks that nobody took before the restart arrive now that somebody does.
    let endpoint = Endpoint::default();
    second.running.set_webhook(Some(endpoint.listen().await));
    endpoint.wait_for("checkout.session.completed", 2).await;
    // The open session's page is where the sandbox listens now.
    let url = second.reload(&open).await["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(url.starts_with(second.running.base_url()));
    let page = second.http.get(url).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("CHF 120.00"));
    second.running.stop().await;
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
    }
}
