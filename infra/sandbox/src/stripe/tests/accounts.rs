//! Connected accounts: books of their own, set up on a page.

use serde_json::json;

use super::*;

#[tokio::test]
async fn accounts_are_set_up_on_their_page() {
    let sandbox = Sandbox::new().await;
    let params = [
        ("type", "standard"),
        ("country", "CH"),
        ("business_profile[name]", "Lake Tours"),
    ];
    let account = sandbox.post("/v1/accounts", &params).await;
    let id = account["id"].as_str().unwrap();
    assert!(id.starts_with("acct_") && account["charges_enabled"] == false);
    let on_account = |params: Vec<(&'static str, &'static str)>| {
        sandbox
            .api(Method::POST, "/v1/checkout/sessions")
            .header("Stripe-Account", id)
            .form(&params)
            .send()
    };
    let refusal = json_of(on_account(session_params()).await.unwrap(), 400).await;
    assert!(
        refusal["error"]["message"]
            .as_str()
            .unwrap()
            .contains("cannot currently make charges")
    );

    let link = [
        ("account", id),
        ("type", "account_onboarding"),
        ("refresh_url", "https://desk.example/again"),
        ("return_url", "https://desk.example/back"),
    ];
    let link = sandbox.post("/v1/account_links", &link).await;
    let url = link["url"].as_str().unwrap();
    assert_eq!(sandbox.http.get(url).send().await.unwrap().status(), 200);
    let finished = sandbox.send_form(url, &[]).await;
    assert_eq!(finished.headers()["location"], "https://desk.example/back");
    assert_eq!(
        sandbox.get(&format!("/v1/accounts/{id}")).await["charges_enabled"],
        true
    );
    let session = json_of(on_account(session_params()).await.unwrap(), 200).await;
    let html = sandbox
        .http
        .get(session["url"].as_str().unwrap())
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(html.contains("Lake Tours"));
}

#[tokio::test]
async fn accounts_have_books_of_their_own() {
    let sandbox = Sandbox::new().await;
    let endpoint = Endpoint::default();
    sandbox.running.set_webhook(Some(endpoint.listen().await));
    let account = sandbox.post("/v1/accounts", &[]).await;
    let id = account["id"].as_str().unwrap();
    sandbox
        .control(&format!("accounts/{id}"), json!({"charges_enabled": true}))
        .await;
    let create = sandbox
        .api(Method::POST, "/v1/checkout/sessions")
        .header("Stripe-Account", id)
        .form(&session_params());
    let session = json_of(create.send().await.unwrap(), 200).await;
    let path = format!("/v1/checkout/sessions/{}", session["id"].as_str().unwrap());
    json_of(sandbox.api(Method::GET, &path).send().await.unwrap(), 404).await;
    let own = sandbox
        .api(Method::GET, &path)
        .header("Stripe-Account", id)
        .send()
        .await
        .unwrap();
    assert_eq!(own.headers()["stripe-account"], *id);
    json_of(own, 200).await;
    sandbox.pay_by_card(&session, "4242424242424242").await;
    let events = endpoint.wait_for("checkout.session.completed", 1).await;
    assert_eq!(events[0]["account"], *id);
    assert_eq!(
        endpoint.wait_for("account.updated", 1).await[0]["account"],
        *id
    );
    assert!(sandbox.event_types().await.is_empty());
    let events = sandbox
        .api(Method::GET, "/v1/events")
        .header("Stripe-Account", id)
        .send()
        .await
        .unwrap();
    assert_eq!(
        json_of(events, 200).await["data"].as_array().unwrap().len(),
        5
    );
}

#[tokio::test]
async fn unknown_accounts_are_refused() {
    let sandbox = Sandbox::new().await;
    let call = sandbox
        .api(Method::GET, "/v1/events")
        .header("Stripe-Account", "acct_none");
    let error = json_of(call.send().await.unwrap(), 403).await["error"].clone();
    assert_eq!(
        (&error["code"], &error["type"]),
        (&json!("account_invalid"), &json!("invalid_request_error"))
    );
}

#[tokio::test]
async fn an_account_that_was_taken_away_is_refused_until_it_is_back() {
    let sandbox = Sandbox::new().await;
    let account = sandbox.post("/v1/accounts", &[]).await;
    let id = account["id"].as_str().unwrap();
    for (connected, status) in [(false, 403), (true, 200)] {
        sandbox
            .control(&format!("accounts/{id}"), json!({"connected": connected}))
            .await;
        let call = sandbox
            .api(Method::GET, "/v1/events")
            .header("Stripe-Account", id);
        let events = json_of(call.send().await.unwrap(), status).await;
        let read = sandbox.api(Method::GET, &format!("/v1/accounts/{id}"));
        json_of(read.send().await.unwrap(), status).await;
        if connected {
            // The platform was told, and can look it up now.
            let told = &events["data"][0];
            assert_eq!(told["type"], "account.application.deauthorized");
            assert_eq!(told["account"], id);
            assert_eq!(told["data"]["object"]["object"], "application");
        }
    }
}
