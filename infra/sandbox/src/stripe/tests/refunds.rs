//! Refunds and disputes.

use serde_json::json;

use super::*;

fn intent_of(session: &Value) -> &str {
    session["payment_intent"].as_str().unwrap()
}

#[tokio::test]
async fn r18_refunds_in_parts_until_nothing_is_left() {
    let sandbox = Sandbox::new().await;
    let paid = sandbox.paid("4242424242424242").await;
    let intent = intent_of(&paid);
    let part = [
        ("payment_intent", intent),
        ("amount", "5000"),
        ("reason", "requested_by_customer"),
        ("metadata[r]", "re_1"),
    ];
    let refund = sandbox.post("/v1/refunds", &part).await;
    assert_eq!(
        (&refund["status"], &refund["metadata"]),
        (&json!("succeeded"), &json!({"r": "re_1"}))
    );
    let too_much = sandbox
        .refused(
            "/v1/refunds",
            &[("payment_intent", intent), ("amount", "7001")],
            400,
        )
        .await;
    assert_eq!(too_much["param"], "amount");
    let message =
        "Refund amount (CHF 70.01) is greater than unrefunded amount on charge (CHF 70.00)";
    assert_eq!(too_much["message"], message);
    let rest = sandbox
        .post(
            "/v1/refunds",
            &[("charge", refund["charge"].as_str().unwrap())],
        )
        .await;
    assert_eq!(rest["amount"], 7_000);
    let again = sandbox
        .refused("/v1/refunds", &[("payment_intent", intent)], 400)
        .await;
    assert_eq!(again["code"], "charge_already_refunded");
    let charge = sandbox
        .get(&format!(
            "/v1/charges/{}",
            refund["charge"].as_str().unwrap()
        ))
        .await;
    assert_eq!(
        (&charge["amount_refunded"], &charge["refunded"]),
        (&json!(12_000), &json!(true))
    );
    assert_eq!(charge["refunds"]["data"].as_array().unwrap().len(), 2);
    let types = sandbox.event_types().await;
    assert_eq!(
        types[types.len() - 4..],
        [
            "refund.created",
            "charge.refunded",
            "refund.created",
            "charge.refunded"
        ]
    );
    assert_eq!(
        sandbox
            .get(&format!("/v1/refunds?payment_intent={intent}"))
            .await["data"][0]["id"],
        rest["id"]
    );
}

#[tokio::test]
async fn refund_parameters_are_checked() {
    let sandbox = Sandbox::new().await;
    let paid = sandbox.paid("4242424242424242").await;
    let intent = intent_of(&paid);
    for params in [
        vec![("amount", "100")],
        vec![("payment_intent", intent), ("amount", "0")],
        vec![("payment_intent", intent), ("amount", "-5")],
        vec![("payment_intent", intent), ("reason", "because")],
        vec![("payment_intent", intent), ("colour", "red")],
    ] {
        sandbox.refused("/v1/refunds", &params, 400).await;
    }
    sandbox
        .refused("/v1/refunds", &[("payment_intent", "pi_none")], 404)
        .await;
}

#[tokio::test]
async fn r18_a_refund_that_fails_is_taken_back() {
    let sandbox = Sandbox::new().await;
    let paid = sandbox.paid("4000000000005126").await;
    let refund = sandbox
        .post("/v1/refunds", &[("payment_intent", intent_of(&paid))])
        .await;
    assert_eq!(refund["status"], "succeeded");
    sandbox.advance(21).await;
    let failed = sandbox
        .get(&format!("/v1/refunds/{}", refund["id"].as_str().unwrap()))
        .await;
    assert_eq!(
        (&failed["status"], &failed["failure_reason"]),
        (&json!("failed"), &json!("expired_or_canceled_card"))
    );
    let charge = sandbox
        .get(&format!(
            "/v1/charges/{}",
            refund["charge"].as_str().unwrap()
        ))
        .await;
    assert_eq!(
        (&charge["amount_refunded"], &charge["refunded"]),
        (&json!(0), &json!(false))
    );
    let types = sandbox.event_types().await;
    assert!(
        types.contains(&"refund.updated".to_owned()) && types.contains(&"refund.failed".to_owned()),
        "{types:?}"
    );
}

#[tokio::test]
async fn r18_a_slow_refund_is_pending_first() {
    let sandbox = Sandbox::new().await;
    let paid = sandbox.paid("4000000000007726").await;
    let refund = sandbox
        .post(
            "/v1/refunds",
            &[("payment_intent", intent_of(&paid)), ("amount", "100")],
        )
        .await;
    assert_eq!(refund["status"], "pending");
    sandbox.advance(21).await;
    let settled = sandbox
        .get(&format!("/v1/refunds/{}", refund["id"].as_str().unwrap()))
        .await;
    assert_eq!(settled["status"], "succeeded");
    let other = sandbox
        .post(
            "/v1/refunds",
            &[("payment_intent", intent_of(&paid)), ("amount", "100")],
        )
        .await;
    let path = format!("refunds/{}/settle", other["id"].as_str().unwrap());
    assert_eq!(
        sandbox.control(&path, json!({"outcome": "failed"})).await["status"],
        "failed"
    );
}

#[tokio::test]
async fn a_disputed_card_opens_a_dispute() {
    let sandbox = Sandbox::new().await;
    let paid = sandbox.paid("4000000000000259").await;
    sandbox.advance(3).await;
    let disputes = sandbox
        .get(&format!("/v1/disputes?payment_intent={}", intent_of(&paid)))
        .await;
    let dispute = &disputes["data"][0];
    assert_eq!(
        (&dispute["status"], &dispute["amount"]),
        (&json!("needs_response"), &json!(12_000))
    );
    let refusal = sandbox
        .refused("/v1/refunds", &[("payment_intent", intent_of(&paid))], 400)
        .await;
    assert_eq!(refusal["code"], "charge_disputed");
    let path = format!("disputes/{}/close", dispute["id"].as_str().unwrap());
    assert_eq!(
        sandbox.control(&path, json!({"status": "won"})).await["status"],
        "won"
    );
    sandbox
        .post("/v1/refunds", &[("payment_intent", intent_of(&paid))])
        .await;
    let types = sandbox.event_types().await;
    for wanted in ["charge.dispute.created", "charge.dispute.closed"] {
        assert_eq!(
            types.iter().filter(|kind| *kind == wanted).count(),
            1,
            "{wanted}"
        );
    }
}
