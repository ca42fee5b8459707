//! Keys, parameters, amounts, lists, idempotency and failures on demand.

use reqwest::Method;
use serde_json::{Value, json};

use super::*;

const SESSIONS: &str = "/v1/checkout/sessions";

fn fixture(name: &str) -> Value {
    serde_json::from_str::<Value>(include_str!("../fixtures.json")).unwrap()[name].clone()
}

/// Every field that Stripe's example has is in the answer.
fn assert_shape(answer: &Value, name: &str) {
    for field in fixture(name).as_object().unwrap().keys() {
        assert!(answer.get(field).is_some(), "{name} lacks {field}");
    }
    assert!(!answer["livemode"].as_bool().unwrap_or_default());
}

#[tokio::test]
async fn answers_have_every_field_of_stripes_examples() {
    let sandbox = Sandbox::new().await;
    let session = sandbox.paid("4242424242424242").await;
    assert_shape(&session, "checkout.session");
    let intent = session["payment_intent"].as_str().unwrap();
    let intent_object = sandbox
        .get(&format!(
            "/v1/payment_intents/{intent}?expand[]=latest_charge"
        ))
        .await;
    assert_shape(&intent_object, "payment_intent");
    assert_shape(&intent_object["latest_charge"], "charge");
    assert_shape(
        &sandbox
            .post(
                "/v1/refunds",
                &[("payment_intent", intent), ("amount", "100")],
            )
            .await,
        "refund",
    );
    let dispute = sandbox
        .control("disputes", json!({"payment_intent": intent}))
        .await;
    assert_shape(&dispute, "dispute");
    let id = dispute["id"].as_str().unwrap();
    assert_eq!(
        sandbox.get(&format!("/v1/disputes/{id}")).await["payment_intent"],
        *intent
    );
    assert_shape(&sandbox.get("/v1/events").await["data"][0], "event");
}

#[tokio::test]
async fn calls_need_the_key() {
    let sandbox = Sandbox::new().await;
    let none = json_of(
        sandbox.request(Method::GET, SESSIONS).send().await.unwrap(),
        401,
    )
    .await;
    assert!(
        none["error"]["message"]
            .as_str()
            .unwrap()
            .starts_with("You did not provide an API key")
    );
    let wrong = sandbox
        .request(Method::GET, SESSIONS)
        .bearer_auth("sk_test_wrong9876")
        .send()
        .await
        .unwrap();
    let wrong = json_of(wrong, 401).await;
    assert_eq!(
        wrong["error"]["message"],
        "Invalid API Key provided: sk_test_***9876"
    );
    // base64 of the key and a colon, as curl -u sends it.
    let basic = sandbox
        .request(Method::GET, SESSIONS)
        .header("Authorization", "Basic c2tfdGVzdF9hYmNkMTIzNDo=");
    json_of(basic.send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn unknown_calls_and_ids_are_stripes_404() {
    let sandbox = Sandbox::new().await;
    for (method, path) in [
        (Method::GET, "/v1/nothing"),
        (Method::DELETE, SESSIONS),
        (Method::GET, "/v2/x"),
    ] {
        let answer = sandbox.api(method.clone(), path).send().await.unwrap();
        assert!(
            answer.headers()["request-id"]
                .to_str()
                .unwrap()
                .starts_with("req_")
        );
        let error = json_of(answer, 404).await["error"].clone();
        assert!(
            error["message"]
                .as_str()
                .unwrap()
                .starts_with(&format!("Unrecognized request URL ({method}: {path})"))
        );
    }
    for path in [
        "checkout/sessions/cs_test_none",
        "payment_intents/pi_x",
        "refunds/re_x",
        "disputes/dp_x",
        "events/e",
    ] {
        let answer = sandbox
            .api(Method::GET, &format!("/v1/{path}"))
            .send()
            .await
            .unwrap();
        assert_eq!(
            json_of(answer, 404).await["error"]["code"],
            "resource_missing"
        );
    }
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let sandbox = Sandbox::new().await;
    let cases = [
        ([("colour", "red")], "parameter_unknown", "colour"),
        (
            [("line_items[0][price_data][price]", "1")],
            "parameter_unknown",
            "line_items[0][price_data][price]",
        ),
        (
            [("line_items[0][price_data][unit_amount]", "x")],
            "parameter_invalid_integer",
            "line_items[0][price_data][unit_amount]",
        ),
        (
            [("success_url", "")],
            "parameter_invalid_empty",
            "success_url",
        ),
        (
            [("success_url", "javascript:alert(1)")],
            "url_invalid",
            "success_url",
        ),
        (
            [("customer_email", "nobody")],
            "email_invalid",
            "customer_email",
        ),
        (
            [("line_items[1][quantity]", "1")],
            "parameter_missing",
            "line_items[1][price_data]",
        ),
    ];
    for (changes, code, param) in cases {
        let error = sandbox
            .refused(SESSIONS, &session_with(&changes), 400)
            .await;
        assert_eq!(
            (&error["code"], &error["param"]),
            (&json!(code), &json!(param)),
            "{error}"
        );
        assert_eq!(error["type"], "invalid_request_error");
    }
    for missing in [
        "mode",
        "success_url",
        "line_items[0][quantity]",
        "line_items[0][price_data][currency]",
    ] {
        let mut params = session_params();
        params.retain(|(name, _)| *name != missing);
        let error = sandbox.refused(SESSIONS, &params, 400).await;
        assert_eq!(
            (&error["code"], &error["param"]),
            (&json!("parameter_missing"), &json!(missing)),
            "{error}"
        );
    }
    for (name, value) in [
        ("locale", "xx"),
        ("mode", "subscription"),
        ("payment_method_types[0]", "cash"),
    ] {
        sandbox
            .refused(SESSIONS, &session_with(&[(name, value)]), 400)
            .await;
    }
}

#[tokio::test]
async fn r2_amounts_are_checked_as_stripe_checks_them() {
    let sandbox = Sandbox::new().await;
    let unit = "line_items[0][price_data][unit_amount]";
    let currency = "line_items[0][price_data][currency]";
    let quantity = "line_items[0][quantity]";
    let create = |code: &'static str, amount: &'static str| {
        session_with(&[(currency, code), (unit, amount), (quantity, "1")])
    };
    for (code, amount) in [
        ("usd", "50"),
        ("jpy", "50"),
        ("gbp", "30"),
        ("isk", "500"),
        ("kwd", "5120"),
        ("mga", "5001"),
        ("usd", "99999999"),
    ] {
        let session = sandbox.post(SESSIONS, &create(code, amount)).await;
        assert_eq!(session["amount_total"].to_string(), amount);
    }
    for (code, amount, refusal) in [
        ("usd", "49", "amount_too_small"),
        ("chf", "49", "amount_too_small"),
        ("jpy", "49", "amount_too_small"),
        ("huf", "17499", "amount_too_small"),
        ("usd", "100000000", "amount_too_large"),
        ("isk", "501", "parameter_invalid_integer"),
        ("kwd", "5123", "parameter_invalid_integer"),
    ] {
        assert_eq!(
            sandbox.refused(SESSIONS, &create(code, amount), 400).await["code"],
            refusal,
            "{code} {amount}"
        );
    }
    assert_eq!(
        sandbox.refused(SESSIONS, &create("xxx", "500"), 400).await["param"],
        currency
    );
}

#[tokio::test]
async fn r12_sessions_live_30_minutes_to_24_hours() {
    let sandbox = Sandbox::new().await;
    let now = machine_millis() / 1_000;
    for (seconds, status) in [(1_790, 400), (1_805, 200), (86_395, 200), (86_410, 400)] {
        let at = (now + seconds).to_string();
        let mut params: Vec<(&str, &str)> = session_params();
        params.push(("expires_at", &at));
        let answer = sandbox
            .api(Method::POST, SESSIONS)
            .form(&params)
            .send()
            .await
            .unwrap();
        json_of(answer, status).await;
    }
}

#[tokio::test]
async fn lists_have_stripes_pages_and_filters() {
    let sandbox = Sandbox::new().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(sandbox.session().await["id"].as_str().unwrap().to_owned());
    }
    let first = sandbox.get(&format!("{SESSIONS}?limit=2")).await;
    assert_eq!(
        (&first["object"], &first["has_more"], &first["url"]),
        (&json!("list"), &json!(true), &json!(SESSIONS))
    );
    assert_eq!(first["data"][0]["id"], *ids[2]);
    let rest = sandbox
        .get(&format!("{SESSIONS}?limit=2&starting_after={}", ids[1]))
        .await;
    assert_eq!(
        (&rest["data"][0]["id"], &rest["has_more"]),
        (&json!(ids[0]), &json!(false))
    );
    let newer = sandbox
        .get(&format!("{SESSIONS}?ending_before={}", ids[1]))
        .await;
    assert_eq!(newer["data"].as_array().unwrap().len(), 1);
    sandbox
        .post(&format!("{SESSIONS}/{}/expire", ids[0]), &[])
        .await;
    assert_eq!(
        sandbox.get(&format!("{SESSIONS}?status=expired")).await["data"][0]["id"],
        *ids[0]
    );
    let later = machine_millis() / 1_000 + 10;
    let none = sandbox
        .get(&format!("{SESSIONS}?created[gte]={later}"))
        .await;
    assert_eq!(none["data"], json!([]));
    let since = sandbox
        .get(&format!(
            "{SESSIONS}?created%5Bgte%5D={}&created[lt]={later}",
            later - 20
        ))
        .await;
    assert_eq!(since["data"].as_array().unwrap().len(), 3);
    for query in [
        "limit=0",
        "limit=101",
        "starting_after=cs_test_none",
        "colour=red",
    ] {
        let answer = sandbox
            .api(Method::GET, &format!("{SESSIONS}?{query}"))
            .send()
            .await
            .unwrap();
        json_of(answer, 400).await;
    }
}

#[tokio::test]
async fn events_are_listed_by_type() {
    let sandbox = Sandbox::new().await;
    sandbox.paid("4242424242424242").await;
    let both = sandbox
        .get("/v1/events?types[]=payment_intent.succeeded&types[]=charge.succeeded")
        .await;
    assert_eq!(both["data"].as_array().unwrap().len(), 2);
    assert_eq!(
        sandbox.get("/v1/events?type=charge.*").await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let event = &both["data"][0];
    let again = sandbox
        .get(&format!("/v1/events/{}", event["id"].as_str().unwrap()))
        .await;
    assert_eq!(&again, event);
}

#[tokio::test]
async fn answers_are_expanded() {
    let sandbox = Sandbox::new().await;
    let session = sandbox.paid("4242424242424242").await;
    let id = session["id"].as_str().unwrap();
    let path = format!(
        "{SESSIONS}/{id}?expand[0]=payment_intent.latest_charge.balance_transaction&expand[1]=line_items"
    );
    let expanded = sandbox.get(&path).await;
    let line = &expanded["payment_intent"]["latest_charge"]["balance_transaction"];
    assert_eq!(
        (&line["object"], &line["amount"]),
        (&json!("balance_transaction"), &json!(12_000))
    );
    assert_eq!(
        expanded["line_items"]["data"][0]["description"],
        "Kayak <b>tour</b>"
    );
    let list = sandbox
        .get(&format!("{SESSIONS}?expand[]=data.payment_intent"))
        .await;
    assert_eq!(
        list["data"][0]["payment_intent"]["metadata"]["attempt"],
        "att_1"
    );
    let answer = sandbox
        .api(Method::GET, &format!("{SESSIONS}/{id}?expand[]=colour"))
        .send()
        .await
        .unwrap();
    json_of(answer, 400).await;
}

#[tokio::test]
async fn the_same_key_replays_the_answer() {
    let sandbox = Sandbox::new().await;
    let call = |key: &'static str, params: Vec<(&'static str, &'static str)>| {
        sandbox
            .api(Method::POST, SESSIONS)
            .header("Idempotency-Key", key)
            .form(&params)
            .send()
    };
    let first = call("k1", session_params()).await.unwrap();
    assert!(first.headers().get("idempotent-replayed").is_none());
    let first_request = first.headers()["request-id"].to_str().unwrap().to_owned();
    let first = json_of(first, 200).await;
    let again = call("k1", session_params()).await.unwrap();
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!(
        again.headers()["original-request"].to_str().unwrap(),
        first_request
    );
    assert_eq!(json_of(again, 200).await, first);

    let other = json_of(
        call("k1", session_with(&[("locale", "de")])).await.unwrap(),
        400,
    )
    .await;
    assert_eq!(other["error"]["type"], "idempotency_error");

    // A request that failed validation keeps no answer, so its key can be used again.
    json_of(
        call("k2", session_with(&[("locale", "xx")])).await.unwrap(),
        400,
    )
    .await;
    json_of(call("k2", session_params()).await.unwrap(), 200).await;

    // A day later the key is forgotten.
    sandbox.advance(24 * 3_600).await;
    assert_ne!(
        json_of(call("k1", session_params()).await.unwrap(), 200).await["id"],
        first["id"]
    );
}

#[tokio::test]
async fn a_key_in_use_is_refused() {
    let sandbox = Sandbox::new().await;
    sandbox
        .control(
            "fail_next",
            json!({"method": "POST", "path_prefix": SESSIONS, "kind": "slow", "delay_ms": 600}),
        )
        .await;
    let call = || {
        sandbox
            .api(Method::POST, SESSIONS)
            .header("Idempotency-Key", "k")
            .form(&session_params())
            .send()
    };
    let (slow, fast) = tokio::join!(call(), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        call().await
    });
    assert_eq!(
        json_of(fast.unwrap(), 409).await["error"]["code"],
        "idempotency_key_in_use"
    );
    let slow = json_of(slow.unwrap(), 200).await;
    assert_eq!(json_of(call().await.unwrap(), 200).await["id"], slow["id"]);
}

#[tokio::test]
async fn a_lost_answer_is_found_again_by_its_key() {
    let sandbox = Sandbox::new().await;
    sandbox
        .control(
            "fail_next",
            json!({"path_prefix": SESSIONS, "kind": "lost_answer"}),
        )
        .await;
    let call = || {
        sandbox
            .api(Method::POST, SESSIONS)
            .header("Idempotency-Key", "k")
            .form(&session_params())
            .send()
    };
    let lost = async { call().await?.bytes().await }.await;
    assert!(lost.is_err(), "{lost:?}");
    let again = call().await.unwrap();
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    json_of(again, 200).await;
    assert_eq!(
        sandbox.get(SESSIONS).await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn failures_before_the_commit_change_nothing() {
    let sandbox = Sandbox::new().await;
    let call = || {
        sandbox
            .api(Method::POST, SESSIONS)
            .header("Idempotency-Key", "k")
            .form(&session_params())
            .send()
    };
    sandbox
        .control("fail_next", json!({"kind": "timeout", "delay_ms": 50}))
        .await;
    assert!(async { call().await?.bytes().await }.await.is_err());
    sandbox
        .control("fail_next", json!({"kind": "http_429"}))
        .await;
    assert_eq!(
        json_of(call().await.unwrap(), 429).await["error"]["code"],
        "rate_limit"
    );
    sandbox
        .control(
            "fail_next",
            json!({"kind": "http_500", "keep_answer": false}),
        )
        .await;
    json_of(call().await.unwrap(), 500).await;
    assert_eq!(sandbox.get(SESSIONS).await["data"], json!([]));
    json_of(call().await.unwrap(), 200).await;

    // Stripe keeps a 500 of a request that had begun.
    let other = || {
        sandbox
            .api(Method::POST, SESSIONS)
            .header("Idempotency-Key", "k2")
            .form(&session_params())
            .send()
    };
    sandbox
        .control("fail_next", json!({"kind": "http_500"}))
        .await;
    json_of(other().await.unwrap(), 500).await;
    let again = other().await.unwrap();
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    json_of(again, 500).await;
}

#[tokio::test]
async fn a_client_that_gives_up_frees_its_key() {
    let sandbox = Sandbox::new().await;
    let call = || {
        sandbox
            .api(Method::POST, SESSIONS)
            .header("Idempotency-Key", "k")
            .form(&session_params())
    };
    sandbox
        .control("fail_next", json!({"kind": "timeout"}))
        .await;
    assert!(
        call()
            .timeout(Duration::from_millis(200))
            .send()
            .await
            .unwrap_err()
            .is_timeout()
    );
    tokio::time::sleep(Duration::from_millis(300)).await;
    json_of(call().send().await.unwrap(), 200).await;
}

#[tokio::test]
async fn the_journal_shows_the_calls() {
    let sandbox = Sandbox::new().await;
    sandbox.session().await;
    let journal = json_of(
        sandbox
            .request(Method::GET, "/_sandbox/requests")
            .send()
            .await
            .unwrap(),
        200,
    )
    .await;
    let entry = &journal["data"][0];
    assert_eq!(
        (&entry["method"], &entry["path"], &entry["status"]),
        (&json!("POST"), &json!(SESSIONS), &json!(200))
    );
    assert!(
        entry["params"]
            .as_array()
            .unwrap()
            .contains(&json!(["client_reference_id", "att_1"]))
    );
}
