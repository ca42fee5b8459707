//! Who is calling: operators, teams, tokens and API keys (R24, R25), and whose account takes the
//! money (R4).

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use paylink_app::principal::Principal;
use paylink_app::team::{change_role, remove_user};
use paylink_app::{Core, Error};
use paylink_domain::merchant::Role;
use paylink_domain::team::{Claimant, Invitation, Team, TeamRefusal};
use paylink_store::StoreError;

use crate::desk::Browser;
use crate::events::{core_ahead, second_merchant_key};
use crate::world::{Answer, World, new_basket};

/// A token of the issuer's, of the kind `id_token` or `access_token`.
async fn token(world: &World, kind: &str, wish: Value) -> String {
    let url = format!("{}/_sandbox/tokens", world.stack.issuer);
    let answer = world.client.post(url).json(&wish).send().await.unwrap();
    let tokens = Answer::read(answer).await.expect(200).json();
    tokens[kind].as_str().unwrap().to_owned()
}

/// The token of a demo user.
async fn token_of(world: &World, user: &str) -> String {
    token(world, "id_token", json!({"sub": user})).await
}

/// A call with a key or token, under an idempotency key where one is given.
async fn call_once(
    world: &World,
    bearer: &str,
    method: Method,
    path: &str,
    body: Option<&Value>,
    key: Option<&str>,
) -> Answer {
    let mut request = world
        .client
        .request(method, format!("{}{path}", world.stack.url))
        .bearer_auth(bearer);
    if let Some(body) = body {
        request = request.json(body);
    }
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    Answer::read(request.send().await.unwrap()).await
}

async fn get(world: &World, bearer: &str, path: &str) -> Answer {
    call_once(world, bearer, Method::GET, path, None, None).await
}

async fn post(world: &World, bearer: &str, path: &str, body: Value) -> Answer {
    call_once(world, bearer, Method::POST, path, Some(&body), None).await
}

async fn put(world: &World, bearer: &str, path: &str, body: Value) -> Answer {
    call_once(world, bearer, Method::PUT, path, Some(&body), None).await
}

async fn delete(world: &World, bearer: &str, path: &str) -> Answer {
    call_once(world, bearer, Method::DELETE, path, None, None).await
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The user with this address in the team of whoever calls.
async fn user_with(world: &World, bearer: &str, email: &str) -> Value {
    let team = get(world, bearer, "/v1/users").await.expect(200).json();
    let users = team["data"].as_array().unwrap();
    let user = users.iter().find(|user| user["email"] == email);
    user.unwrap_or_else(|| panic!("{email} is not in {team:#}"))
        .clone()
}

#[tokio::test]
async fn r24_an_operator_makes_a_merchant_and_its_owner_takes_over() {
    let world = World::start().await;
    let operator = token_of(&world, "demo-operator").await;
    let body = json!({
        "name": "River Rafting", "time_zone": "Europe/Zurich", "language": "de",
        "owner_email": "newcomer@paylink.test",
    });
    let make = async |key: &'static str| {
        let (path, key) = ("/v1/merchants", Some(key));
        call_once(&world, &operator, Method::POST, path, Some(&body), key).await
    };
    let made = make("rafting").await.expect(201).json();
    assert_eq!(
        made["gateway"],
        json!({"kind": "off", "account": null, "enabled": false})
    );
    assert_eq!(made["owner"]["status"], "invited");
    assert_eq!(made["owner"]["invitation"]["email"]["status"], "sent");
    assert_eq!(make("rafting").await.expect(201).json(), made);
    let mails = world.mails_to("newcomer@paylink.test").await;
    assert_eq!(mails.len(), 1, "a repeated request mails nobody");
    assert!(text(&mails[0]["html"]).contains(&format!("{}/desk", world.stack.url)));
    assert!(text(&mails[0]["subject"]).contains("River Rafting"));

    // The invited person is nobody until they have signed in at the desk.
    let newcomer = token_of(&world, "demo-newcomer").await;
    let early = get(&world, &newcomer, "/v1/merchant").await.expect(403);
    assert_eq!(early.problem(), "forbidden");
    Browser::sign_in(&world, "demo-newcomer").await;
    let mine = get(&world, &newcomer, "/v1/merchant")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&mine["id"], &mine["name"]),
        (&made["id"], &json!("River Rafting"))
    );
    let owner = user_with(&world, &newcomer, "newcomer@paylink.test").await;
    assert_eq!(owner["status"], "active");
    assert_eq!(owner["name"], "Nina Newcomer");
    assert_eq!(owner["role"], "owner");
    // And again, as the member that they are.
    Browser::sign_in(&world, "demo-newcomer").await;
    let baskets = get(&world, &newcomer, "/v1/baskets")
        .await
        .expect(200)
        .json();
    assert_eq!(baskets["data"], json!([]));
}

#[tokio::test]
async fn r24_only_operators_make_merchants_and_they_see_none() {
    let world = World::start().await;
    let operator = token_of(&world, "demo-operator").await;
    let owner = token_of(&world, "demo-owner").await;
    let body = json!({"name": "X", "owner_email": "x@example.com"});
    for bearer in [&owner, &world.stack.api_key] {
        let refused = post(&world, bearer, "/v1/merchants", body.clone()).await;
        assert_eq!(refused.expect(403).problem(), "forbidden");
    }
    world
        .anonymous(Method::POST, "/v1/merchants")
        .await
        .expect(401);
    for path in ["/v1/merchant", "/v1/users", "/v1/baskets"] {
        get(&world, &operator, path).await.expect(403);
    }
    let wrong = json!({"name": "", "colour": "red", "owner_email": "x", "id": "mer_1"});
    let wrong = post(&world, &operator, "/v1/merchants", wrong)
        .await
        .expect(400);
    let pointers: Vec<String> = wrong.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| text(&error["pointer"]))
        .collect();
    assert_eq!(pointers, ["/name", "/colour", "/owner_email", "/id"]);
}

#[tokio::test]
async fn r24_a_token_lets_in_whom_the_issuer_vouches_for() {
    let world = World::start().await;
    let sub = "demo-owner";
    let id = token_of(&world, sub).await;
    let access = token(&world, "access_token", json!({"sub": sub})).await;
    // Each function that has API calls checks for itself.
    let basket = world.basket().await;
    let paths = [
        "/v1/merchant".to_owned(),
        "/v1/baskets".to_owned(),
        format!("/v1/baskets/{basket}/payment-links"),
    ];
    for path in &paths {
        for good in [&id, &access] {
            get(&world, good, path).await.expect(200);
        }
    }
    let wishes = [
        json!({"sub": sub, "expires_in": -61}),
        json!({"sub": sub, "audience": "another-client"}),
        json!({"sub": sub, "overrides": {"iss": "https://issuer.example"}}),
        json!({"sub": sub, "overrides": {"sub": null}}),
        json!({"sub": sub, "overrides": {"exp": null}}),
    ];
    let mut bad = vec!["not-a-token".to_owned(), "e30.e30.e30".to_owned()];
    for wish in wishes {
        bad.push(token(&world, "id_token", wish.clone()).await);
        bad.push(token(&world, "access_token", wish).await);
    }
    let [head, claims, signature] = id.split('.').collect::<Vec<_>>()[..] else {
        panic!("a token has three parts");
    };
    // {"alg":"none"}, with and without a signature.
    bad.push(format!("eyJhbGciOiJub25lIn0.{claims}."));
    bad.push(format!("eyJhbGciOiJub25lIn0.{claims}.{signature}"));
    // Somebody else's claims under this signature.
    let other = token_of(&world, "demo-harbour").await;
    let others = other.split('.').nth(1).unwrap();
    bad.push(format!("{head}.{others}.{signature}"));
    for path in &paths {
        for bad in &bad {
            let refused = get(&world, bad, path).await;
            assert_eq!(refused.status.as_u16(), 401, "{bad}: {}", refused.text);
            assert_eq!(refused.problem(), "unauthorized");
            assert_eq!(refused.header("www-authenticate"), "Bearer");
        }
    }
    // Clocks may differ by a minute.
    let late = token(&world, "id_token", json!({"sub": sub, "expires_in": -30})).await;
    get(&world, &late, "/v1/merchant").await.expect(200);
}

#[tokio::test]
async fn r24_each_role_does_what_it_may_with_the_settings() {
    let world = World::start().await;
    let profile = json!({
        "name": "Lake & Alp", "logo_url": "https://lake.example/logo.svg", "colour": "#0B6E4F",
        "reply_to": null, "notice_to": "office@lake-and-alp.example", "language": "en",
        "languages": ["en"], "time_zone": "europe/zurich", "link_life_days": 30,
        "reminder_days": [1, 5], "ticket_release": "at_zero_balance",
    });
    let user = user_with(&world, &world.stack.api_key, "owner@paylink.test").await;
    let user = format!("/v1/users/{}", text(&user["id"]));
    for (who, configures, administers) in [
        ("demo-accountant", 403, 403),
        ("demo-employee", 403, 403),
        ("demo-admin", 200, 403),
        ("demo-owner", 200, 200),
    ] {
        let bearer = token_of(&world, who).await;
        get(&world, &bearer, "/v1/merchant").await.expect(200);
        put(&world, &bearer, "/v1/merchant", profile.clone())
            .await
            .expect(configures);
        for path in ["/v1/users", &user, "/v1/api-keys", "/v1/merchant/gateway"] {
            get(&world, &bearer, path).await.expect(administers);
        }
        if administers == 403 {
            for (path, body) in [
                (
                    "/v1/users",
                    json!({"email": "x@example.com", "role": "owner"}),
                ),
                ("/v1/api-keys", json!({"name": "x", "role": "owner"})),
                ("/v1/merchant/gateway", json!({"kind": "platform"})),
                ("/v1/merchant/gateway/refresh", json!({})),
                (&format!("{user}/invite"), json!({})),
            ] {
                post(&world, &bearer, path, body).await.expect(403);
            }
            put(&world, &bearer, &user, json!({"role": "admin"}))
                .await
                .expect(403);
            delete(&world, &bearer, &user).await.expect(403);
            delete(&world, &bearer, "/v1/merchant/gateway")
                .await
                .expect(403);
        }
    }
    let changed = world.get("/v1/merchant").await.expect(200).json();
    assert_eq!(changed["name"], "Lake & Alp");
    assert_eq!(changed["colour"], "#0b6e4f");
    assert_eq!(changed["time_zone"], "Europe/Zurich");
    assert_eq!(changed["reminder_days"], json!([5, 1]));
    assert_eq!(changed["reply_to"], Value::Null);
    assert_eq!(changed["gateway"]["kind"], "platform");
}

#[tokio::test]
async fn r24_users_are_invited_changed_and_removed() {
    let world = World::start().await;
    let owner = token_of(&world, "demo-owner").await;
    let invited = json!({"email": "Newcomer@Paylink.test", "name": "Nina", "role": "employee"});
    let user = post(&world, &owner, "/v1/users", invited.clone())
        .await
        .expect(201)
        .json();
    let again = post(&world, &owner, "/v1/users", invited.clone()).await;
    assert_eq!(again.expect(409).problem(), "conflict");
    let path = format!("/v1/users/{}", text(&user["id"]));
    // The address is the same whatever its capitals.
    Browser::sign_in(&world, "demo-newcomer").await;
    let newcomer = token_of(&world, "demo-newcomer").await;
    let shown = get(&world, &owner, &path).await.expect(200).json();
    assert_eq!(
        (&shown["status"], &shown["name"]),
        (&json!("active"), &json!("Nina"))
    );
    assert_eq!(shown["invitation"], Value::Null);
    let refused = post(&world, &owner, &format!("{path}/invite"), json!({})).await;
    assert_eq!(refused.expect(409).problem(), "conflict");
    get(&world, &newcomer, "/v1/users").await.expect(403);
    let promoted = put(&world, &owner, &path, json!({"role": "owner"})).await;
    assert_eq!(promoted.expect(200).json()["role"], "owner");
    get(&world, &newcomer, "/v1/users").await.expect(200);
    put(&world, &owner, &path, json!({"role": "operator"}))
        .await
        .expect(400);
    delete(&world, &owner, &path).await.expect(204);
    delete(&world, &owner, &path).await.expect(404);
    get(&world, &newcomer, "/v1/merchant").await.expect(403);
    // Nobody comes back by an old invitation, and everybody by a new one.
    let mut browser = Browser::new(&world);
    let refused = browser.try_sign_in("demo-newcomer").await;
    assert_eq!(refused.status.as_u16(), 403);
    let anew = post(&world, &owner, "/v1/users", invited).await.expect(201);
    assert_ne!(anew.json()["id"], user["id"]);
    Browser::sign_in(&world, "demo-newcomer").await;
    get(&world, &newcomer, "/v1/merchant").await.expect(200);
}

#[tokio::test]
async fn r24_an_invitation_that_was_taken_back_lets_nobody_in() {
    let world = World::start().await;
    let body = json!({"email": "newcomer@paylink.test", "role": "admin"});
    let key = &world.stack.api_key;
    let invite = async || {
        let once = Some("newcomer");
        call_once(&world, key, Method::POST, "/v1/users", Some(&body), once).await
    };
    let user = invite().await.expect(201).json();
    assert_eq!(invite().await.expect(201).json(), user);
    let path = format!("/v1/users/{}", text(&user["id"]));
    delete(&world, key, &path).await.expect(204);
    // The same request brings nobody back, and says why.
    let late = invite().await.expect(409);
    assert_eq!(late.problem(), "conflict");
    assert!(late.text.contains("removed since"), "{}", late.text);
    let mut browser = Browser::new(&world);
    let refused = browser.try_sign_in("demo-newcomer").await;
    assert_eq!(refused.status.as_u16(), 403);
}

#[tokio::test]
async fn r24_an_invitation_is_mailed_again_and_says_whether_it_went() {
    let world = World::start().await;
    let body = json!({"email": "finn@reject.example", "role": "employee"});
    let key = Some("finn");
    let api_key = &world.stack.api_key;
    let invite = call_once(&world, api_key, Method::POST, "/v1/users", Some(&body), key).await;
    let user = invite.expect(201).json();
    assert_eq!(user["invitation"]["email"]["status"], "failed");
    let body = json!({"email": "fay@example.com", "role": "employee"});
    let user = world.post("/v1/users", body).await.expect(201).json();
    let path = format!("/v1/users/{}/invite", text(&user["id"]));
    for _ in 0..2 {
        let again = world
            .post_once(&path, "again", &json!({}))
            .await
            .expect(200);
        assert_eq!(again.json()["invitation"]["email"]["status"], "sent");
    }
    assert_eq!(world.mails_to("fay@example.com").await.len(), 2);
    for _ in 0..3 {
        world.post(&path, json!({})).await.expect(200);
    }
    let refused = world.post(&path, json!({})).await.expect(429);
    assert_eq!(refused.problem(), "too-many-requests");
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 80_000);
    assert_eq!(world.mails_to("fay@example.com").await.len(), 5);
}

/// A team of two owners, written whatever there was before.
async fn two_owners(world: &World, core: &Core) -> [Principal; 2] {
    let merchant = core
        .store
        .find_member(&world.stack.issuer, "demo-owner")
        .await
        .unwrap()
        .unwrap()
        .merchant_id;
    let (ids, now) = (core.ids(), core.now());
    let mut team = Team::default();
    let read = core.store.get_team(merchant).await.unwrap();
    for name in ["owner", "admin"] {
        let invitation = Invitation {
            user_id: ids.user(),
            mail_id: ids.mail(),
            email: format!("{name}@paylink.test").parse().unwrap(),
            name: None,
            role: Role::Owner,
        };
        let who = Claimant {
            issuer: &world.stack.issuer,
            subject: &format!("demo-{name}"),
            email: &invitation.email,
            name: None,
        };
        team = team.invite(&invitation, now).unwrap();
        let (claimed, user) = team.claim(&who, now).unwrap();
        team = claimed;
        let store = &core.store;
        store
            .put_place(who.issuer, who.subject, merchant, user)
            .await
            .unwrap();
    }
    let stale = core.store.save_team(merchant, &read, team).await;
    assert!(stale.is_ok());
    let again = core.store.save_team(merchant, &read, Team::default()).await;
    assert_eq!(again, Err(StoreError::Conflict), "it was written since");
    let of = async |name: &str| {
        let member = core.store.find_member(&world.stack.issuer, name).await;
        Principal::of_member(&member.unwrap().unwrap())
    };
    [of("demo-owner").await, of("demo-admin").await]
}

#[tokio::test]
async fn r24_two_owners_who_act_at_once_cannot_remove_each_other() {
    let world = World::start().await;
    let core = core_ahead(&world, 0).await.core;
    for round in 0..10 {
        let [olivia, adam] = two_owners(&world, &core).await;
        let team = core.store.get_team(olivia.merchant_id()).await.unwrap();
        let [first, second] = [team.users[0].id, team.users[1].id];
        let last = Err(Error::Team(TeamRefusal::LastOwner));
        let outcomes = if round % 2 == 0 {
            let (a, b) = tokio::join!(
                remove_user(&core, &olivia, second),
                remove_user(&core, &adam, first)
            );
            [a, b]
        } else {
            let (a, b) = tokio::join!(
                remove_user(&core, &olivia, second),
                change_role(&core, &adam, first, Role::Employee)
            );
            [a, b.map(drop)]
        };
        assert!(
            outcomes.contains(&Ok(())) && outcomes.contains(&last),
            "{outcomes:?}"
        );
        let left = core.store.get_team(olivia.merchant_id()).await.unwrap();
        let owners = left.users.iter().filter(|user| user.role == Role::Owner);
        assert_eq!(owners.count(), 1);
    }
}

#[tokio::test]
async fn r24_another_merchants_users_and_keys_are_not_found() {
    let world = World::start().await;
    let user = user_with(&world, &world.stack.api_key, "employee@paylink.test").await;
    let keys = world.get("/v1/api-keys").await.expect(200).json();
    let key = text(&keys["data"][0]["id"]);
    let harbour = token_of(&world, "demo-harbour").await;
    let user = format!("/v1/users/{}", text(&user["id"]));
    let key = format!("/v1/api-keys/{key}");
    for path in [&user, &key] {
        let missing = get(&world, &harbour, path).await.expect(404);
        assert_eq!(missing.problem(), "not-found");
        delete(&world, &harbour, path).await.expect(404);
        world.get(path).await.expect(200);
    }
    put(&world, &harbour, &user, json!({"role": "owner"}))
        .await
        .expect(404);
    post(&world, &harbour, &format!("{user}/invite"), json!({}))
        .await
        .expect(404);
    let team = get(&world, &harbour, "/v1/users").await.expect(200).json();
    assert_eq!(team["data"].as_array().unwrap().len(), 1);
    let none = get(&world, &harbour, "/v1/api-keys").await.expect(200);
    assert_eq!(none.json(), json!({"data": [], "next_cursor": null}));
    for wrong in ["/v1/users/usr_1", "/v1/users/x%00", "/v1/api-keys/key_1"] {
        get(&world, &harbour, wrong).await.expect(404);
    }
}

#[tokio::test]
async fn r25_a_key_is_shown_once_used_and_revoked() {
    let world = World::start().await;
    let owner = token_of(&world, "demo-owner").await;
    let body = json!({"name": "Till", "role": "employee"});
    let make = async || {
        let (path, key) = ("/v1/api-keys", Some("till"));
        call_once(&world, &owner, Method::POST, path, Some(&body), key).await
    };
    let made = make().await.expect(201).json();
    let secret = text(&made["key"]);
    assert_eq!(secret.len(), "sk_".len() + 43);
    let replayed = make().await.expect(201).json();
    assert_eq!(replayed.get("key"), None, "a secret is shown once");
    assert_eq!(replayed["id"], made["id"]);
    let stored = world.everything().await.to_string();
    assert!(!stored.contains(&secret) && !stored.contains(&secret[3..]));

    let path = format!("/v1/api-keys/{}", text(&made["id"]));
    let shown = get(&world, &owner, &path).await.expect(200).json();
    assert_eq!(shown["last_used_at"], Value::Null);
    assert_eq!(
        shown["created_by"],
        json!({"kind": "user", "name": "Olivia Owner"})
    );
    assert_eq!(shown.get("key"), None);
    let basket = post(&world, &secret, "/v1/baskets", new_basket())
        .await
        .expect(201)
        .json();
    assert_eq!(basket["history"][0]["actor"]["name"], "Till");
    get(&world, &secret, "/v1/merchant").await.expect(200);
    get(&world, &secret, "/v1/api-keys").await.expect(403);
    let shown = get(&world, &owner, &path).await.expect(200).json();
    assert_ne!(shown["last_used_at"], Value::Null);
    // Once an hour is enough.
    let used = shown["last_used_at"].clone();
    get(&world, &secret, "/v1/merchant").await.expect(200);
    let shown = get(&world, &owner, &path).await.expect(200).json();
    assert_eq!(shown["last_used_at"], used);

    delete(&world, &owner, &path).await.expect(204);
    let dead = get(&world, &secret, "/v1/merchant").await.expect(401);
    assert_eq!(dead.problem(), "unauthorized");
    get(&world, &owner, &path).await.expect(404);
    delete(&world, &owner, &path).await.expect(404);
    // The same request makes nothing again, and says why.
    assert_eq!(make().await.expect(409).problem(), "conflict");
    let keys = get(&world, &owner, "/v1/api-keys").await.expect(200).json();
    let keys = keys["data"].as_array().unwrap();
    assert!(keys.iter().all(|key| key["id"] != made["id"]), "{keys:?}");
    // A sandbox that never saw the key does not know it either.
    let core = core_ahead(&world, 0).await.core;
    let hash = paylink_platform::hash::sha256_hex(secret.as_bytes());
    assert_eq!(core.store.find_api_key(&hash).await, Ok(None));
}

/// Waits until the merchant's gateway is as wanted; for what webhooks bring.
async fn gateway_when(world: &World, bearer: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let mut shown = Value::Null;
    for _ in 0..200 {
        shown = get(world, bearer, "/v1/merchant/gateway")
            .await
            .expect(200)
            .json();
        if wanted(&shown) {
            return shown;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the gateway never became as wanted: {shown:#}");
}

#[tokio::test]
async fn r4_a_merchant_connects_its_own_account_and_leaves_it_again() {
    let world = World::start().await;
    let key = second_merchant_key(&world).await;
    let connect = json!({"kind": "connected"});
    let gateway = "/v1/merchant/gateway";
    let basket = post(&world, &key, "/v1/baskets", new_basket())
        .await
        .expect(201)
        .json();
    let links = format!("/v1/baskets/{}/payment-links", text(&basket["id"]));
    let part = json!({"amount": 5000});
    let refused = async || {
        let answer = post(&world, &key, &links, part.clone()).await.expect(409);
        assert_eq!(answer.problem(), "gateway-not-enabled");
    };

    let connection = post(&world, &key, gateway, connect.clone())
        .await
        .expect(200)
        .json();
    assert_eq!(connection["enabled"], false);
    refused().await;
    // Asked again, the same account has another page.
    let again = post(&world, &key, gateway, connect.clone())
        .await
        .expect(200)
        .json();
    assert_eq!(again["account"], connection["account"]);
    let page = text(&again["onboarding_url"]);
    world.open(&page).await.expect(200);
    let done = world.submit(&page, &[]).await.expect(303);
    assert_eq!(
        done.header("location"),
        format!("{}/desk/settings", world.stack.url)
    );
    gateway_when(&world, &key, |gateway| gateway["enabled"] == true).await;

    let link = post(&world, &key, &links, part.clone())
        .await
        .expect(201)
        .json();
    world.pay(&link).await;
    let path = format!("/v1/baskets/{}", text(&basket["id"]));
    let paid = get(&world, &key, &path).await.expect(200).json();
    assert_eq!(paid["paid"], 5_000);

    // Stripe stops the account, and lets it go on.
    let account = text(&connection["account"]);
    let control = format!("accounts/{account}");
    world
        .gateway(&control, json!({"charges_enabled": false}))
        .await;
    gateway_when(&world, &key, |gateway| gateway["enabled"] == false).await;
    refused().await;
    world.drop_webhooks().await;
    world
        .gateway(&control, json!({"charges_enabled": true}))
        .await;
    let refreshed = post(&world, &key, &format!("{gateway}/refresh"), json!({})).await;
    assert_eq!(refreshed.expect(200).json()["enabled"], true);
    world.gateway("webhooks", json!({"mode": "deliver"})).await;

    let off = delete(&world, &key, gateway).await.expect(200).json();
    assert_eq!(
        off,
        json!({"kind": "off", "account": null, "enabled": false})
    );
    refused().await;
    let payment = text(&paid["payments"][0]["id"]);
    let refund = format!("{path}/payments/{payment}/refunds");
    let refunded = post(&world, &key, &refund, json!({"amount": 1000})).await;
    assert!(refunded.status.is_success(), "{}", refunded.text);
    let basket = get(&world, &key, &path).await.expect(200).json();
    assert_eq!(basket["refunded"], 1_000);

    // Coming back leads to the account that is set up already.
    let back = post(&world, &key, gateway, connect.clone())
        .await
        .expect(200)
        .json();
    assert_eq!(back["account"], connection["account"]);
    assert_eq!(
        (&back["enabled"], &back["onboarding_url"]),
        (&json!(true), &Value::Null)
    );

    // The merchant takes its account away at Stripe: only another one helps.
    world.gateway(&control, json!({"connected": false})).await;
    gateway_when(&world, &key, |gateway| gateway["kind"] == "off").await;
    let other = post(&world, &key, gateway, connect)
        .await
        .expect(200)
        .json();
    assert_ne!(other["account"], connection["account"]);
    assert_ne!(other["onboarding_url"], Value::Null);
}

#[tokio::test]
async fn r4_the_platforms_account_needs_no_setting_up() {
    let world = World::start().await;
    let key = second_merchant_key(&world).await;
    let gateway = "/v1/merchant/gateway";
    post(&world, &key, gateway, json!({"kind": "off"}))
        .await
        .expect(400);
    let on = post(&world, &key, gateway, json!({"kind": "platform"}))
        .await
        .expect(200)
        .json();
    let expected = json!({
        "kind": "platform", "account": null, "enabled": true, "onboarding_url": null,
    });
    assert_eq!(on, expected);
    let basket = post(&world, &key, "/v1/baskets", new_basket())
        .await
        .expect(201)
        .json();
    let links = format!("/v1/baskets/{}/payment-links", text(&basket["id"]));
    post(&world, &key, &links, json!({})).await.expect(201);
}
