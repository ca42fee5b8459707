//! Webhooks at the real function: what nobody signed leaves no trace, and what is signed is recorded
//! once or kept, whatever it says (R15).

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use paylink_app::Core;
use paylink_domain::merchant::GatewaySetup;
use paylink_gateway::stripe::{Stripe, webhook};
use paylink_local::functions;
use paylink_local::stack::StackOptions;
use paylink_local::{Functions, Handler};
use paylink_platform::clock::ManualClock;
use paylink_platform::config::{AwsSettings, Settings, StripeKeys};
use record_payment::{State, router};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::events::{attempt_id, core_ahead, owner};
use crate::world::{Answer, GOOD_CARD, World};

/// The signing secret of the laptop's stack.
const SECRET: &str = "whsec_paylink_local";

/// The signature that Stripe makes over a body.
fn sign(secret: &str, body: &str, at: Timestamp) -> String {
    webhook::sign(&SecretString::from(secret), body.as_bytes(), at)
}

/// Posts a webhook, signed or not.
async fn post(world: &World, signature: Option<&str>, body: impl Into<Vec<u8>>) -> Answer {
    let url = format!("{}/webhooks/stripe", world.stack.url);
    let mut request = world.client.post(url).body(body.into());
    if let Some(signature) = signature {
        request = request.header("Stripe-Signature", signature);
    }
    Answer::read(request.send().await.unwrap()).await
}

/// Posts a text that was signed a moment ago; what became of it.
pub async fn post_signed(world: &World, body: &str) -> String {
    let signature = sign(SECRET, body, Timestamp::now());
    let answer = post(world, Some(&signature), body).await.expect(200).json();
    assert_eq!(answer["received"], true, "{body}");
    answer["outcome"].as_str().unwrap().to_owned()
}

/// An event as Stripe sends it.
pub fn event(id: &str, kind: &str, object: Value) -> Value {
    json!({
        "id": id, "object": "event", "type": kind, "created": 1_764_000_000,
        "data": {"object": object},
    })
}

/// What a session and its payment carry of ours.
async fn references(world: &World, basket: &str, link: &Value) -> Value {
    json!({
        "basket_id": basket, "link_id": link["id"], "attempt_id": attempt_id(world, basket).await,
    })
}

/// The session of a payment of 170.00 francs.
fn paid_session(intent: &str, references: &Value) -> Value {
    json!({
        "id": "cs_test_1", "object": "checkout.session", "status": "complete",
        "payment_status": "paid", "amount_total": 17_000, "currency": "chf", "url": null,
        "expires_at": 1_764_000_000, "payment_intent": intent, "payment_method_types": ["card"],
        "metadata": references,
    })
}

/// The event of a payment of 170.00 francs.
pub fn completed(id: &str, intent: &str, references: &Value) -> Value {
    event(
        id,
        "checkout.session.completed",
        paid_session(intent, references),
    )
}

/// As [`about_to_pay`], where the gateway sends nothing by itself.
async fn guest_about_to_pay() -> (World, String, Value) {
    let world = World::start().await;
    world.drop_webhooks().await;
    let (basket, references) = about_to_pay(&world).await;
    (world, basket, references)
}

/// A basket of 170.00 whose guest is on the gateway's page, and what that session refers to.
pub async fn about_to_pay(world: &World) -> (String, Value) {
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    world.press_pay(&link).await;
    let references = references(world, &basket, &link).await;
    (basket, references)
}

/// Ids of the facts that are kept because they belong to no basket.
fn kept(stored: &Value, world: &World) -> Vec<String> {
    let items = stored[&world.stack.tables.merchants].as_array().unwrap();
    let unmatched = items.iter().filter(|item| item["pk"]["S"] == "UNMATCHED");
    unmatched
        .map(|item| item["sk"]["S"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn r15_every_byte_of_header_and_body_is_signed() {
    let (world, basket, references) = guest_about_to_pay().await;
    let body = completed("evt_1", "pi_1", &references).to_string();
    let signature = sign(SECRET, &body, Timestamp::now());
    let before = world.everything().await;
    let refused = async |signature: Option<&str>, body: &[u8], what: String| {
        let answer = post(&world, signature, body).await;
        assert_eq!(answer.status.as_u16(), 400, "{what}: {}", answer.text);
        assert_eq!(answer.problem(), "validation", "{what}");
    };
    for at in 0..signature.len() {
        let mut changed = signature.clone().into_bytes();
        for byte in *b"0f,=" {
            if signature.as_bytes()[at] == byte {
                continue;
            }
            changed[at] = byte;
            let changed = str::from_utf8(&changed).unwrap();
            refused(Some(changed), body.as_bytes(), changed.to_owned()).await;
        }
        changed.remove(at);
        let cut = str::from_utf8(&changed).unwrap();
        refused(Some(cut), body.as_bytes(), cut.to_owned()).await;
    }
    for at in 0..body.len() {
        let mut changed = body.clone().into_bytes();
        changed[at] ^= 1;
        refused(Some(&signature), &changed, format!("byte {at}")).await;
        changed.remove(at);
        refused(Some(&signature), &changed, format!("no byte {at}")).await;
    }
    for (signature, what) in [
        (None, "no signature"),
        (Some("nonsense"), "no header"),
        (
            Some(sign("whsec_other", &body, Timestamp::now()).as_str()),
            "another secret",
        ),
        (
            Some(sign("", &body, Timestamp::now()).as_str()),
            "no secret",
        ),
    ] {
        refused(signature, body.as_bytes(), what.to_owned()).await;
    }
    assert_eq!(world.everything().await, before, "nothing is recorded");
    post(&world, Some(&signature), body.as_str())
        .await
        .expect(200);
    assert_eq!(world.read_basket(&basket).await["status"], "paid");
}

/// A system whose webhook function knows these secrets and has a clock of its own.
async fn world_with(secrets: &'static str, clock: Option<Arc<ManualClock>>) -> World {
    let functions = Functions::new(move |binary, mut environment| {
        let clock = clock.clone();
        async move {
            if binary != "record-payment" {
                return functions::all().make(&binary, environment).await;
            }
            environment.insert("STRIPE_WEBHOOK_SECRETS".to_owned(), secrets.to_owned());
            let settings = Settings::from_pairs(environment);
            let Some(clock) = clock else {
                return Ok(Handler::Http(router(
                    State::from_settings(&settings).await?,
                )));
            };
            let mut reader = settings.reader();
            let aws = AwsSettings::read(&mut reader);
            let core = Core::connect(&aws, &mut reader);
            let keys = StripeKeys::load(&settings, &aws).await?;
            let url = settings.optional("STRIPE_BASE_URL");
            let stripe = Stripe::new(keys.secret_key.clone(), url)?;
            let core = Core { clock, ..core };
            let state = State::new(core, Arc::new(stripe), Arc::new(keys));
            Ok(Handler::Http(router(state)))
        }
    });
    World::with(StackOptions {
        seed: true,
        functions,
        ..StackOptions::test()
    })
    .await
}

#[tokio::test]
async fn r15_a_signature_is_good_for_300_seconds() {
    let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
    let clock = Arc::new(ManualClock::new(now));
    let world = world_with(SECRET, Some(Arc::clone(&clock))).await;
    world.drop_webhooks().await;
    let (basket, references) = about_to_pay(&world).await;
    let before = world.everything().await;
    let send = async |intent: &str, age: i64| {
        let body = completed("evt_1", intent, &references).to_string();
        let signature = sign(SECRET, &body, now - SignedDuration::from_secs(age));
        post(&world, Some(&signature), body).await
    };
    let refused = send("pi_1", 301).await.expect(400);
    assert!(refused.text.contains("too old"));
    clock.advance(SignedDuration::from_millis(1));
    send("pi_1", 300).await.expect(400);
    clock.advance(SignedDuration::from_millis(-1));
    assert_eq!(world.everything().await, before);
    for (intent, age) in [("pi_1", 300), ("pi_2", 299), ("pi_3", 0), ("pi_4", -600)] {
        send(intent, age).await.expect(200);
    }
    let paid = world.read_basket(&basket).await;
    assert_eq!(paid["payments"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn r15_a_secret_is_replaced_without_losing_an_event() {
    let world = world_with("whsec_new, whsec_paylink_local", None).await;
    let (basket, references) = about_to_pay(&world).await;
    let now = Timestamp::now();
    let body = completed("evt_1", "pi_1", &references).to_string();
    let (new, old) = (sign("whsec_new", &body, now), sign(SECRET, &body, now));
    let wrong = sign("whsec_third", &body, now);
    let signature_of = |header: &str| header.split_once(',').unwrap().1.to_owned();
    for (header, status) in [
        (wrong.clone(), 400),
        (format!("{wrong},{}", signature_of(&new)), 200),
        (format!("{old},{}", signature_of(&wrong)), 200),
        (format!("{new},{}", signature_of(&old)), 200),
        (new, 200),
        (old, 200),
    ] {
        post(&world, Some(&header), body.as_str())
            .await
            .expect(status);
    }
    let paid = world.read_basket(&basket).await;
    assert_eq!(paid["payments"].as_array().unwrap().len(), 1);

    // And as the gateway does it, which signs with both for a day.
    let rotating = json!({"secret": "whsec_newest", "former_secret": "whsec_new"});
    world.gateway("webhooks", rotating).await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.press_pay(&link).await;
    world.enter_card(&page, GOOD_CARD).await.expect(303);
    world
        .basket_when(&basket, |basket| basket["status"] == "paid")
        .await;
}

#[tokio::test]
async fn r15_events_of_no_interest_are_acknowledged_and_leave_no_trace() {
    let (world, _, references) = guest_about_to_pay().await;
    let before = world.everything().await;
    let of_ours = json!({"id": "x_1", "metadata": references, "payment_intent": "pi_1"});
    for kind in [
        "payment_intent.succeeded",
        "charge.succeeded",
        "charge.refunded",
        "account.updated",
        "checkout.session.unheard_of",
        "refund.unheard_of",
        "",
        "v2.core.event_destination.ping",
        "CHECKOUT.SESSION.COMPLETED",
    ] {
        let body = event("evt_1", kind, of_ours.clone()).to_string();
        assert_eq!(post_signed(&world, &body).await, "ignored", "{kind}");
    }
    // What another system on the same account does.
    for (kind, object) in [
        (
            "checkout.session.completed",
            json!({"id": "cs_of_a_subscription"}),
        ),
        (
            "refund.created",
            json!({"id": "re_1", "amount": 1, "currency": "chf", "status": "succeeded",
                   "payment_intent": "pi_of_a_till"}),
        ),
        (
            "charge.dispute.created",
            json!({"id": "dp_1", "amount": 1, "currency": "chf", "status": "needs_response",
                   "payment_intent": null}),
        ),
    ] {
        let body = event("evt_1", kind, object).to_string();
        assert_eq!(post_signed(&world, &body).await, "ignored", "{kind}");
    }
    assert_eq!(world.everything().await, before);
}

#[tokio::test]
async fn r15_money_without_a_basket_is_kept_once() {
    let (world, _, references) = guest_about_to_pay().await;
    let mut stray = references.clone();
    stray["basket_id"] = json!("bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ");
    let before = world.everything().await;
    let expired = event(
        "evt_expired",
        "checkout.session.expired",
        json!({
            "id": "cs_1", "status": "expired", "payment_status": "unpaid", "url": null,
            "expires_at": 1_764_000_000, "payment_intent": null, "metadata": stray,
        }),
    );
    assert_eq!(post_signed(&world, &expired.to_string()).await, "ignored");
    assert_eq!(
        world.everything().await,
        before,
        "no money, nothing to keep"
    );
    let body = completed("evt_stray", "pi_stray", &stray).to_string();
    for _ in 0..2 {
        assert_eq!(post_signed(&world, &body).await, "unmatched");
    }
    let stored = world.everything().await;
    assert_eq!(kept(&stored, &world), ["payment#pi_stray"]);
    let baskets = &world.stack.tables.baskets;
    assert_eq!(stored[baskets], before[baskets]);
}

/// A connected account at the gateway that takes the demo merchant's money from now on.
async fn connect_account(world: &World) -> String {
    let create = world
        .client
        .post(format!("{}/v1/accounts", world.stack.stripe))
        .bearer_auth("sk_test_paylink_local")
        .form(&[("type", "standard"), ("country", "CH")]);
    let account = Answer::read(create.send().await.unwrap())
        .await
        .expect(200)
        .json();
    let account = account["id"].as_str().unwrap().to_owned();
    let enabled = json!({"charges_enabled": true});
    world.gateway(&format!("accounts/{account}"), enabled).await;
    let store = core_ahead(world, 0).await.core.store;
    let id = owner(world).await.merchant_id();
    let mut merchant = store.get_merchant(id).await.unwrap().unwrap();
    merchant.gateway = GatewaySetup::Connected {
        account: account.clone(),
        enabled: true,
    };
    store.put_merchant(&merchant).await.unwrap();
    account
}

#[tokio::test]
async fn r15_an_event_of_another_account_never_reaches_a_basket() {
    let (world, of_platform, platform_references) = guest_about_to_pay().await;
    let account = connect_account(&world).await;
    let (of_account, account_references) = about_to_pay(&world).await;
    let before = world.everything().await;
    let mut ids = Vec::new();
    for (references, sender) in [
        (&platform_references, Some("acct_other")),
        (&platform_references, Some(account.as_str())),
        (&platform_references, Some("")),
        (&account_references, Some("acct_other")),
        (&account_references, None),
    ] {
        let id = format!("evt_{}", ids.len());
        let mut foreign = completed(&id, &format!("pi_{id}"), references);
        foreign["account"] = json!(sender);
        let outcome = post_signed(&world, &foreign.to_string()).await;
        assert_eq!(outcome, "unmatched", "{foreign}");
        ids.push(format!("payment#pi_{id}"));
    }
    let stored = world.everything().await;
    assert_eq!(kept(&stored, &world), ids);
    let baskets = &world.stack.tables.baskets;
    assert_eq!(stored[baskets], before[baskets]);

    // The same events of the right account are recorded.
    for (basket, references, sender) in [
        (of_platform, &platform_references, None),
        (of_account, &account_references, Some(account.as_str())),
    ] {
        let mut own = completed("evt_own", &format!("pi_{basket}"), references);
        own["account"] = json!(sender);
        assert_eq!(post_signed(&world, &own.to_string()).await, "recorded");
        assert_eq!(world.read_basket(&basket).await["status"], "paid");
    }
}

#[tokio::test]
async fn r15_a_refund_told_by_another_account_never_reaches_a_basket() {
    let world = World::start().await;
    let account = connect_account(&world).await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    world.pay(&link).await;
    assert_eq!(world.read_basket(&basket).await["status"], "paid");
    let core = core_ahead(&world, 0).await.core;
    let stored = core.store.get_basket(basket.parse().unwrap()).await;
    let payment = serde_json::to_value(&stored.unwrap().unwrap().basket.payments[0]).unwrap();
    let intent = payment["source"]["payment_intent"].as_str().unwrap();
    let refund = json!({
        "id": "re_1", "amount": 17_000, "currency": "chf", "status": "succeeded",
        "payment_intent": intent,
    });
    let dispute = json!({
        "id": "dp_1", "amount": 17_000, "currency": "chf", "status": "lost",
        "payment_intent": intent,
    });
    for (kind, object) in [
        ("refund.created", refund),
        ("charge.dispute.closed", dispute),
    ] {
        let before = world.read_basket(&basket).await;
        let mut told = event("evt_1", kind, object);
        let outcome = post_signed(&world, &told.to_string()).await;
        assert_ne!(outcome, "recorded", "the platform has no such payment");
        assert_eq!(world.read_basket(&basket).await, before);
        told["account"] = json!(account);
        assert_eq!(post_signed(&world, &told.to_string()).await, "recorded");
    }
    let after = world.read_basket(&basket).await;
    assert_eq!(after["refunded"], 17_000);
    assert_eq!(after["disputes"][0]["status"], "lost");
}

#[tokio::test]
async fn r15_signed_bodies_that_are_no_event_are_kept_and_acknowledged() {
    let (world, basket, references) = guest_about_to_pay().await;
    let before = world.read_basket(&basket).await;
    let good = completed("evt_1", "pi_1", &references);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut bodies: Vec<String> = [
        "",
        "{",
        "not json",
        "null",
        "[]",
        "1",
        "\"text\"",
        "{}",
        "\u{0}",
        "\u{feff}{}",
    ]
    .map(str::to_owned)
    .to_vec();
    bodies.push(deep.clone());
    bodies.push(good.to_string().replace("\"cs_test_1\"", &deep));
    bodies.push(format!("{good}{good}"));
    for field in ["id", "type", "created", "data"] {
        let mut without = good.clone();
        without.as_object_mut().unwrap().remove(field);
        bodies.push(without.to_string());
        for wrong in [json!(null), json!([]), json!({}), json!(true)] {
            let mut changed = good.clone();
            changed[field] = wrong;
            bodies.push(changed.to_string());
        }
    }
    for (field, wrong) in [
        ("amount_total", json!("17000")),
        ("amount_total", json!(170.5)),
        ("amount_total", json!(null)),
        ("amount_total", json!(1e300)),
        ("amount_total", json!(u64::MAX)),
        ("currency", json!("zzz")),
        ("currency", json!("")),
        ("currency", json!(null)),
        ("currency", json!(756)),
        ("expires_at", json!(i64::MAX)),
        ("expires_at", json!("tomorrow")),
        ("payment_status", json!(null)),
        ("payment_intent", json!(null)),
        ("payment_intent", json!(7)),
        ("status", json!({})),
    ] {
        let mut changed = good.clone();
        changed["data"]["object"][field] = wrong;
        bodies.push(changed.to_string());
    }
    let mut far = good.clone();
    far["created"] = json!(i64::MAX);
    bodies.push(far.to_string());
    for id in ["", "bsk_", "bsk_01K9", "../x"] {
        let mut changed = good.clone();
        changed["data"]["object"]["metadata"]["basket_id"] = json!(id);
        bodies.push(changed.to_string());
    }
    for number in ["1e400", "123456789012345678901234567890", "-0.0", "01"] {
        bodies.push(good.to_string().replace("17000", number));
    }
    bodies.sort();
    bodies.dedup();
    for body in &bodies {
        let what: String = body.chars().take(400).collect();
        assert_eq!(post_signed(&world, body).await, "unmatched", "{what}");
    }
    let stored = world.everything().await;
    assert_eq!(kept(&stored, &world).len(), bodies.len(), "each is kept");
    for body in &bodies {
        post_signed(&world, body).await;
    }
    let again = world.everything().await;
    assert_eq!(kept(&again, &world), kept(&stored, &world), "and once");
    assert_eq!(world.read_basket(&basket).await, before);
    assert_eq!(post_signed(&world, &good.to_string()).await, "recorded");
}

#[tokio::test]
async fn r15_amounts_at_the_end_of_the_range_are_recorded_and_flagged() {
    let (world, basket, references) = guest_about_to_pay().await;
    for (intent, amount) in [("pi_1", i64::MAX), ("pi_2", i64::MAX), ("pi_3", i64::MIN)] {
        let mut huge = completed("evt_1", intent, &references);
        huge["data"]["object"]["amount_total"] = json!(amount);
        assert_eq!(post_signed(&world, &huge.to_string()).await, "recorded");
        let basket = world.read_basket(&basket).await;
        let flags = basket["flags"].as_array().unwrap();
        assert!(flags.contains(&json!("amount_mismatch")), "{flags:?}");
    }
}

#[tokio::test]
async fn bodies_that_are_no_text_or_too_large_are_refused() {
    let (world, basket, references) = guest_about_to_pay().await;
    let before = world.everything().await;
    let secret = SecretString::from(SECRET);
    let mut latin = completed("evt_1", "pi_1", &references)
        .to_string()
        .into_bytes();
    latin.extend(b" \xe9");
    let signature = webhook::sign(&secret, &latin, Timestamp::now());
    let refused = post(&world, Some(&signature), latin).await.expect(400);
    assert_eq!(refused.problem(), "validation");

    let limit = paylink_http::BODY_LIMIT;
    let mut body = completed("evt_1", "pi_1", &references).to_string();
    body.push_str(&" ".repeat(limit + 1 - body.len()));
    let signature = sign(SECRET, &body, Timestamp::now());
    let refused = post(&world, Some(&signature), body.as_str())
        .await
        .expect(413);
    assert_eq!(refused.problem(), "payload-too-large");
    assert_eq!(world.everything().await, before);
    body.pop();
    assert_eq!(post_signed(&world, &body).await, "recorded");
    assert_eq!(world.read_basket(&basket).await["status"], "paid");
}

#[tokio::test]
async fn r15_an_old_event_changes_nothing_after_all_is_refunded() {
    let (world, basket, references) = guest_about_to_pay().await;
    let body = completed("evt_1", "pi_1", &references).to_string();
    let old = Timestamp::now() - SignedDuration::from_secs(301);
    let signature = sign(SECRET, &body, old);
    assert_eq!(post_signed(&world, &body).await, "recorded");
    let payment = world.read_basket(&basket).await["payments"][0]["id"].clone();
    let path = format!(
        "/v1/baskets/{basket}/payments/{}/refunds",
        payment.as_str().unwrap()
    );
    let outside = json!({"outside": true, "reason": "in cash"});
    world.post(&path, outside).await.expect(201);
    let refunded = world.everything().await;
    assert_eq!(world.read_basket(&basket).await["refunded"], 17_000);
    // Signed anew, as when the gateway sends it again days later: known, and nothing more.
    assert_eq!(post_signed(&world, &body).await, "recorded");
    let again = event(
        "evt_2",
        "checkout.session.async_payment_succeeded",
        paid_session("pi_1", &references),
    );
    assert_eq!(post_signed(&world, &again.to_string()).await, "recorded");
    let expired = event(
        "evt_3",
        "checkout.session.expired",
        json!({
            "id": "cs_test_1", "status": "expired", "payment_status": "unpaid", "url": null,
            "expires_at": 1_764_000_000, "payment_intent": null, "metadata": references,
        }),
    );
    assert_eq!(post_signed(&world, &expired.to_string()).await, "recorded");
    // With the signature it once had, as whoever has seen it could.
    post(&world, Some(&signature), body.as_str())
        .await
        .expect(400);
    assert_eq!(world.everything().await, refunded);
}

#[tokio::test]
async fn r15_money_is_told_apart_by_its_intent_and_not_by_the_event() {
    let (world, basket, references) = guest_about_to_pay().await;
    for (event_id, intent, payments) in [
        ("evt_1", "pi_1", 1),
        ("evt_2", "pi_1", 1),
        ("evt_1", "pi_2", 2),
        ("evt_1", "pi_2", 2),
    ] {
        let body = completed(event_id, intent, &references).to_string();
        assert_eq!(post_signed(&world, &body).await, "recorded");
        let basket = world.read_basket(&basket).await;
        assert_eq!(basket["payments"].as_array().unwrap().len(), payments);
    }
    // A known intent keeps what was first told of it.
    let mut changed = completed("evt_1", "pi_1", &references);
    changed["data"]["object"]["amount_total"] = json!(1);
    let before = world.everything().await;
    assert_eq!(post_signed(&world, &changed.to_string()).await, "recorded");
    assert_eq!(world.everything().await, before);
    let basket = world.read_basket(&basket).await;
    assert_eq!(basket["overpaid"], 17_000);
    assert_eq!(basket["flags"], json!(["overpaid", "unexpected_payment"]));
}
