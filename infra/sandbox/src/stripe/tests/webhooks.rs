//! Webhooks: signatures, retries, modes and resending.

use serde_json::json;

use super::super::signature_header;
use super::*;

#[tokio::test]
async fn webhooks_are_signed_and_tried_until_they_are_taken() {
    let sandbox = Sandbox::new().await;
    let endpoint = Endpoint::default();
    endpoint.answer_first_with(&[500, 302]);
    sandbox.running.set_webhook(Some(endpoint.listen().await));
    let session = sandbox.session().await;
    sandbox
        .post(
            &format!(
                "/v1/checkout/sessions/{}/expire",
                session["id"].as_str().unwrap()
            ),
            &[],
        )
        .await;
    let arrived = endpoint.wait_for("checkout.session.expired", 3).await;
    assert_eq!(arrived[0], arrived[2]);
    assert_eq!(arrived[0]["data"]["object"]["id"], session["id"]);
    assert!(
        arrived[0]["request"]["id"]
            .as_str()
            .unwrap()
            .starts_with("req_")
    );
    for (signature, body) in endpoint.received.lock().unwrap().iter() {
        let timestamp: i64 = signature.split(['=', ',']).nth(1).unwrap().parse().unwrap();
        assert!((timestamp - machine_millis() / 1_000).abs() < 30);
        assert_eq!(*signature, signature_header([SECRET], timestamp, body));
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(endpoint.of_type("checkout.session.expired").len(), 3);
    let id = arrived[0]["id"].as_str().unwrap();
    assert_eq!(
        sandbox.get(&format!("/v1/events/{id}")).await["pending_webhooks"],
        0
    );
}

#[tokio::test]
async fn webhooks_can_be_held_dropped_and_resent() {
    let sandbox = Sandbox::new().await;
    let endpoint = Endpoint::default();
    sandbox.running.set_webhook(Some(endpoint.listen().await));
    sandbox.control("webhooks", json!({"mode": "hold"})).await;
    sandbox.paid("4242424242424242").await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert!(endpoint.received.lock().unwrap().is_empty());
    sandbox.control("webhooks", json!({"mode": "drop"})).await;
    sandbox.paid("4242424242424242").await;
    sandbox
        .control("webhooks", json!({"mode": "deliver"}))
        .await;
    endpoint.wait_for("checkout.session.completed", 1).await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(endpoint.of_type("checkout.session.completed").len(), 1);
    let dropped = sandbox
        .get("/v1/events?type=checkout.session.completed&limit=1")
        .await;
    let id = dropped["data"][0]["id"].as_str().unwrap();
    sandbox
        .control(&format!("events/{id}/resend"), json!({}))
        .await;
    assert_eq!(
        endpoint.wait_for("checkout.session.completed", 2).await[1]["id"],
        *id
    );
}

#[tokio::test]
async fn a_former_secret_signs_too() {
    let sandbox = Sandbox::new().await;
    let endpoint = Endpoint::default();
    let target = endpoint.listen().await;
    let body = json!({"url": target.url, "secret": "new", "former_secret": "old"});
    sandbox.control("webhooks", body).await;
    sandbox.paid("4242424242424242").await;
    endpoint.wait_for("checkout.session.completed", 1).await;
    assert_eq!(
        endpoint.received.lock().unwrap()[0]
            .0
            .matches("v1=")
            .count(),
        2
    );
}
