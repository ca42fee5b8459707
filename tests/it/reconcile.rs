//! What no webhook told is found at the gateway, and what differs is told to a person (R15, R16, R18).

use jiff::{SignedDuration, Timestamp};
use paylink_app::Core;
use paylink_app::reconcile::{Reconciled, reconcile};
use paylink_domain::basket::Basket;
use paylink_domain::ids::RefundId;
use paylink_domain::merchant::GatewaySetup;
use paylink_domain::money::{Amount, Currency};
use paylink_domain::payment::{AttemptState, DisputeStatus, Source};
use paylink_gateway::{PaymentGateway as _, References, RefundRequest, SessionRequest};
use paylink_store::cursors::{GatewayCursor, ListingPurpose};
use paylink_store::unmatched::UnmatchedFact;
use paylink_store::{StoreError, Stored};
use serde_json::{Value, json};

use crate::events::{core_ahead, owner};
use crate::world::{Answer, GOOD_CARD, World};

const DAY: i64 = 24 * 60;

fn ago(hours: i64) -> Timestamp {
    Timestamp::now() - SignedDuration::from_hours(hours)
}

async fn core(world: &World) -> Core {
    core_ahead(world, 0).await.core
}

async fn stored(world: &World, basket: &str) -> Stored {
    let id = basket.parse().unwrap();
    core(world)
        .await
        .store
        .get_basket(id)
        .await
        .unwrap()
        .unwrap()
}

/// Writes a basket as no use case would.
async fn rewrite(world: &World, basket: &str, change: impl Fn(&mut Basket)) {
    let read = stored(world, basket).await;
    let mut changed = read.basket.clone();
    change(&mut changed);
    core(world)
        .await
        .store
        .save_basket(&read, changed)
        .await
        .unwrap();
}

async fn kept(world: &World) -> Vec<UnmatchedFact> {
    core(world).await.store.unmatched_facts().await.unwrap()
}

async fn cursor_of(world: &World, account: Option<&str>) -> GatewayCursor {
    let cursors = core(world).await.store.gateway_cursors().await.unwrap();
    let found = cursors
        .into_iter()
        .find(|cursor| cursor.account.as_deref() == account);
    found.expect("the account had a turn")
}

/// Says that the account's events were read up to a time, and when it was last compared.
async fn put_cursor(
    world: &World,
    account: Option<&str>,
    read: Timestamp,
    compared: Option<Timestamp>,
) {
    let cursor = GatewayCursor {
        account: account.map(str::to_owned),
        read_until: Some(read),
        compared_at: compared,
        ..GatewayCursor::default()
    };
    core(world)
        .await
        .store
        .put_gateway_cursor(&cursor)
        .await
        .unwrap();
}

/// Compares now, as seen from 20 minutes ahead, when nothing is on its way any more. Events count as
/// read, so that only the comparison can find what the ledger lacks.
async fn compare(world: &World) {
    let read = Timestamp::now() + SignedDuration::from_mins(15);
    put_cursor(world, None, read, None).await;
    for minutes in [20, 26] {
        core_ahead(world, minutes).await.tick().await;
    }
    let cursor = cursor_of(world, None).await;
    assert!(
        cursor.compared_at.is_some() && cursor.listing.is_none(),
        "{cursor:?}"
    );
}

/// Connects the demo merchant to an account of its own.
async fn connect(world: &World) -> String {
    let url = format!("{}/v1/accounts", world.stack.stripe);
    let request = world.client.post(url).bearer_auth("sk_test_paylink_local");
    let account = Answer::read(request.send().await.unwrap())
        .await
        .expect(200)
        .json();
    let id = account["id"].as_str().unwrap().to_owned();
    world
        .gateway(&format!("accounts/{id}"), json!({"charges_enabled": true}))
        .await;
    let store = core(world).await.store;
    let merchant = owner(world).await.merchant_id();
    let mut merchant = store.get_merchant(merchant).await.unwrap().unwrap();
    merchant.gateway = GatewaySetup::Connected {
        account: id.clone(),
        enabled: true,
    };
    store.put_merchant(&merchant).await.unwrap();
    id
}

/// A basket of 170.00 that a guest has paid and come back from, and its payment intent. No webhook comes
/// after that: it would put right what a test then takes out of the ledger.
async fn paid_basket(world: &World) -> (String, String) {
    world.drop_webhooks().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    world.pay(&link).await;
    let intent = intent_of(&stored(world, &basket).await.basket);
    (basket, intent)
}

fn intent_of(basket: &Basket) -> String {
    match &basket.payments[0].source {
        Source::Gateway { payment_intent, .. } => payment_intent.clone(),
        Source::Manual { .. } => panic!("the gateway took it"),
    }
}

fn ids(kept: &[UnmatchedFact]) -> Vec<&str> {
    kept.iter().map(|fact| fact.id.as_str()).collect()
}

#[tokio::test]
async fn r16_facts_of_a_connected_account_arrive_without_webhooks() {
    let world = World::start().await;
    let account = connect(&world).await;
    world.drop_webhooks().await;
    let (basket, intent) = paid_basket(&world).await;
    world
        .gateway("refunds", json!({"payment_intent": intent, "amount": 2000}))
        .await;
    let dispute = world
        .gateway("disputes", json!({"payment_intent": intent}))
        .await;
    put_cursor(&world, Some(&account), ago(1), Some(ago(1))).await;
    core_ahead(&world, 0).await.tick().await;
    let known = world.read_basket(&basket).await;
    assert_eq!(
        (&known["paid"], &known["refunded"]),
        (&json!(17_000), &json!(2_000))
    );
    assert_eq!(stored(&world, &basket).await.basket.disputes.len(), 1);
    let cursor = cursor_of(&world, Some(&account)).await;
    assert!(cursor.read_until.is_some_and(|read| read > ago(1)));
    // The merchant turns its gateway off: what was paid there is still looked after.
    let store = core(&world).await.store;
    let mut merchant = store
        .get_merchant(owner(&world).await.merchant_id())
        .await
        .unwrap()
        .unwrap();
    merchant.gateway = GatewaySetup::Off;
    store.put_merchant(&merchant).await.unwrap();
    let close = format!("disputes/{}/close", dispute["id"].as_str().unwrap());
    world.gateway(&close, json!({"status": "lost"})).await;
    put_cursor(&world, Some(&account), ago(1), Some(ago(1))).await;
    core_ahead(&world, 0).await.tick().await;
    let dispute = &stored(&world, &basket).await.basket.disputes[0];
    assert_eq!(dispute.status, DisputeStatus::Lost);
    assert_eq!(kept(&world).await, []);
}

#[tokio::test]
async fn r16_a_cursor_that_events_do_not_reach_back_to_is_caught_up_by_listing() {
    let world = World::start().await;
    let (basket, intent) = paid_basket(&world).await;
    world.drop_webhooks().await;
    world
        .gateway("refunds", json!({"payment_intent": intent, "amount": 2000}))
        .await;
    put_cursor(&world, None, ago(1), Some(ago(1))).await;
    // Nothing ran for a month. Events of so long ago are not asked for.
    core_ahead(&world, 30 * DAY).await.tick().await;
    let under_way = cursor_of(&world, None).await;
    let listing = under_way.listing.expect("not all is recorded yet");
    assert_eq!(listing.purpose, ListingPurpose::CatchUp);
    assert!(
        listing.since < ago(29 * 24),
        "delayed money began before the gap"
    );
    assert_eq!(world.read_basket(&basket).await["refunded"], 0);
    for minutes in [6, 12, 18] {
        core_ahead(&world, 30 * DAY + minutes).await.tick().await;
    }
    assert_eq!(world.read_basket(&basket).await["refunded"], 2_000);
    assert_eq!(cursor_of(&world, None).await.listing, None);
    let raised = kept(&world).await;
    assert_eq!(raised, [], "what is missing after a gap is no mismatch");
}

#[tokio::test]
async fn r16_an_account_without_a_cursor_is_read_and_listed() {
    let world = World::start().await;
    let (basket, intent) = paid_basket(&world).await;
    world.drop_webhooks().await;
    world
        .gateway("refunds", json!({"payment_intent": intent, "amount": 2000}))
        .await;
    core_ahead(&world, 2 * DAY).await.tick().await;
    assert_eq!(
        world.read_basket(&basket).await["refunded"],
        0,
        "it is older than the first reading"
    );
    core_ahead(&world, 2 * DAY + 6).await.tick().await;
    assert_eq!(world.read_basket(&basket).await["refunded"], 2_000);
    assert_eq!(kept(&world).await, []);
}

#[tokio::test]
async fn r16_a_clean_system_raises_nothing() {
    let world = World::start().await;
    let (basket, intent) = paid_basket(&world).await;
    world.gateway("webhooks", json!({"mode": "deliver"})).await;
    let payment = world.read_basket(&basket).await["payments"][0]["id"].clone();
    let path = format!(
        "/v1/baskets/{basket}/payments/{}/refunds",
        payment.as_str().unwrap()
    );
    world.post(&path, json!({"amount": 1000})).await.expect(201);
    world
        .gateway("refunds", json!({"payment_intent": intent, "amount": 2000}))
        .await;
    world
        .gateway("disputes", json!({"payment_intent": intent}))
        .await;
    world
        .basket_when(&basket, |basket| basket["refunded"] == 3_000)
        .await;
    let debit = world.basket().await;
    let link = world.link(&debit, json!({})).await;
    world.begin_debit(&debit, &link).await;
    let open = world.basket().await;
    let link = world.link(&open, json!({})).await;
    world.press_pay(&link).await;
    compare(&world).await;
    assert_eq!(kept(&world).await, []);
    let before = stored(&world, &basket).await.version;
    compare(&world).await;
    assert_eq!(kept(&world).await, []);
    assert_eq!(
        stored(&world, &basket).await.version,
        before,
        "nothing was written"
    );
}

#[tokio::test]
async fn r16_a_late_webhook_is_no_mismatch() {
    let world = World::start().await;
    world.drop_webhooks().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.press_pay(&link).await;
    world.enter_card(&page, GOOD_CARD).await.expect(303);
    // Events count as read, and the attempt's own check has not had its turn.
    let read = Timestamp::now() + SignedDuration::from_mins(15);
    put_cursor(&world, None, read, None).await;
    for minutes in [20, 26] {
        let ahead = core_ahead(&world, minutes).await;
        let done = reconcile(&ahead.core, &ahead.gateway).await.unwrap();
        assert_eq!(done, Reconciled::default());
    }
    assert_eq!(world.read_basket(&basket).await["status"], "paid");
    assert_eq!(kept(&world).await, []);
}

#[tokio::test]
async fn r16_a_payment_that_the_ledger_lacks_is_recorded_and_raised_once() {
    let world = World::start().await;
    let (basket, intent) = paid_basket(&world).await;
    for _ in 0..2 {
        rewrite(&world, &basket, |basket| {
            basket.payments.clear();
            basket.attempts[0].state = AttemptState::Expired;
        })
        .await;
        compare(&world).await;
        let found = world.read_basket(&basket).await;
        assert_eq!(found["paid"], 17_000);
        let kept = kept(&world).await;
        assert_eq!(ids(&kept), [format!("missing#payment#{intent}")]);
        assert_eq!(kept[0].amount, Some(Amount::new(17_000)));
        assert_eq!(kept[0].currency, Currency::from_code("CHF"));
        assert_eq!(
            kept[0].basket_id.map(|id| id.to_string()),
            Some(basket.clone())
        );
    }
}

#[tokio::test]
async fn r16_what_differs_is_raised_and_never_corrected() {
    let world = World::start().await;
    let (wrong, wrong_intent) = paid_basket(&world).await;
    rewrite(&world, &wrong, |basket| {
        basket.payments[0].amount = Amount::new(16_000)
    })
    .await;
    let (unknown, _) = paid_basket(&world).await;
    rewrite(&world, &unknown, |basket| {
        let mut invented = basket.payments[0].clone();
        if let Source::Gateway { payment_intent, .. } = &mut invented.source {
            *payment_intent = "pi_nowhere".to_owned();
        }
        basket.payments.push(invented);
    })
    .await;
    let before = [stored(&world, &wrong).await, stored(&world, &unknown).await];
    compare(&world).await;
    let kept = kept(&world).await;
    let expected = [
        format!("difference#payment#{wrong_intent}"),
        "unknown#pi_nowhere".to_owned(),
    ];
    assert_eq!(ids(&kept), expected);
    assert_eq!(kept[0].amount, Some(Amount::new(17_000)));
    assert!(kept[0].reason.contains("CHF 160.00"), "{}", kept[0].reason);
    assert_eq!(
        kept[1].basket_id.map(|id| id.to_string()),
        Some(unknown.clone())
    );
    for (before, basket) in before.iter().zip([&wrong, &unknown]) {
        let payments = |basket: &Basket| {
            basket
                .payments
                .iter()
                .map(|payment| payment.amount.minor())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            payments(&stored(&world, basket).await.basket),
            payments(&before.basket)
        );
    }
}

#[tokio::test]
async fn r16_an_account_that_is_gone_holds_up_no_other() {
    let world = World::start().await;
    let gone = connect(&world).await;
    let (orphan, _) = paid_basket(&world).await;
    let other = connect(&world).await;
    let (basket, intent) = paid_basket(&world).await;
    world.drop_webhooks().await;
    world
        .gateway("refunds", json!({"payment_intent": intent, "amount": 2000}))
        .await;
    world
        .gateway(&format!("accounts/{gone}"), json!({"connected": false}))
        .await;
    let read = ago(1);
    for account in [&gone, &other] {
        put_cursor(&world, Some(account), read, Some(ago(1))).await;
    }
    core_ahead(&world, 0).await.tick().await;
    assert_eq!(world.read_basket(&basket).await["refunded"], 2_000);
    let cursor = cursor_of(&world, Some(&gone)).await;
    assert!(cursor.no_access_since.is_some());
    assert_eq!(
        cursor.read_until,
        Some(read),
        "what happens meanwhile is not skipped"
    );
    // It comes back, with what happened meanwhile.
    world
        .gateway(&format!("accounts/{gone}"), json!({"connected": true}))
        .await;
    let intent = intent_of(&stored(&world, &orphan).await.basket);
    world
        .gateway("refunds", json!({"payment_intent": intent, "amount": 500}))
        .await;
    core_ahead(&world, 30).await.tick().await;
    assert_eq!(
        world.read_basket(&orphan).await["refunded"],
        0,
        "asked once an hour only"
    );
    core_ahead(&world, 61).await.tick().await;
    assert_eq!(world.read_basket(&orphan).await["refunded"], 500);
    assert_eq!(cursor_of(&world, Some(&gone)).await.no_access_since, None);
}

#[tokio::test]
async fn r12_money_under_way_at_an_account_that_is_gone_is_given_up_after_a_month() {
    let world = World::start().await;
    let account = connect(&world).await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.begin_debit(&basket, &link).await;
    world
        .gateway(&format!("accounts/{account}"), json!({"connected": false}))
        .await;
    core_ahead(&world, 29 * DAY).await.tick().await;
    assert_eq!(world.read_basket(&basket).await["reserved"], 17_000);
    core_ahead(&world, 31 * DAY).await.tick().await;
    let given_up = world.read_basket(&basket).await;
    assert_eq!(given_up["reserved"], 0);
    let attempt = stored(&world, &basket).await.basket.attempts[0].id;
    let raised = kept(&world).await;
    assert_eq!(ids(&raised), [format!("given-up#{attempt}")]);
    assert_eq!(raised[0].amount, Some(Amount::new(17_000)));
    assert_eq!(raised[0].account.as_ref(), Some(&account));
    // Money that comes all the same outranks that, and is flagged.
    world
        .gateway(&format!("accounts/{account}"), json!({"connected": true}))
        .await;
    let session = page.rsplit('/').next().unwrap();
    world
        .gateway(
            &format!("sessions/{session}/settle"),
            json!({"outcome": "succeeded"}),
        )
        .await;
    let paid = world
        .basket_when(&basket, |basket| basket["paid"] == 17_000)
        .await;
    let flags: Vec<&Value> = paid["flags"].as_array().unwrap().iter().collect();
    assert!(flags.contains(&&json!("unexpected_payment")), "{flags:?}");
}

#[tokio::test]
async fn r18_a_refund_at_an_account_that_is_gone_stays_pending_and_is_raised_once() {
    let world = World::start().await;
    let account = connect(&world).await;
    let (basket, _) = paid_basket(&world).await;
    world
        .gateway(&format!("accounts/{account}"), json!({"connected": false}))
        .await;
    let payment = world.read_basket(&basket).await["payments"][0]["id"].clone();
    let path = format!(
        "/v1/baskets/{basket}/payments/{}/refunds",
        payment.as_str().unwrap()
    );
    world.post(&path, json!({"amount": 1000})).await.expect(201);
    let refund = stored(&world, &basket).await.basket.refunds[0].clone();
    assert!(
        refund.check_at.unwrap() > ago(-23),
        "asked about once a day"
    );
    let expected = [format!("out-of-reach#{}", refund.id)];
    assert_eq!(ids(&kept(&world).await), expected);
    core_ahead(&world, DAY + 1).await.tick().await;
    assert_eq!(ids(&kept(&world).await), expected);
    assert_eq!(
        world.read_basket(&basket).await["refunds"][0]["status"],
        "pending"
    );
    world
        .gateway(&format!("accounts/{account}"), json!({"connected": true}))
        .await;
    core_ahead(&world, 2 * DAY + 2).await.tick().await;
    assert_eq!(
        world.read_basket(&basket).await["refunds"][0]["status"],
        "succeeded"
    );
}

/// Fills a basket to the last hundred bytes of what an item may have.
async fn fill(world: &World, basket: &str) {
    let (mut fits, mut too_large) = (0_usize, 400 * 1024);
    while too_large - fits > 100 {
        let size = fits.midpoint(too_large);
        let read = stored(world, basket).await;
        let mut filled = read.basket.clone();
        filled.items[1].description = "x".repeat(size);
        match core(world).await.store.save_basket(&read, filled).await {
            Ok(_) => fits = size,
            Err(StoreError::TooLarge) => too_large = size,
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn r15_money_that_a_basket_has_no_room_for_is_kept_on_every_path() {
    let world = World::start().await;
    world.drop_webhooks().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let page = world.press_pay(&link).await;
    let attempt = stored(&world, &basket).await.basket.attempts[0].clone();
    fill(&world, &basket).await;
    let done = world.enter_card(&page, GOOD_CARD).await.expect(303);
    // The return page, then the schedule.
    world.open(done.header("location")).await.expect(200);
    let kept_by_page = kept(&world).await;
    assert_eq!(kept_by_page.len(), 1);
    let fact = &kept_by_page[0];
    assert_eq!(fact.amount, Some(Amount::new(17_000)));
    assert_eq!(fact.currency, Currency::from_code("CHF"));
    assert!(
        fact.payment_intent
            .as_ref()
            .is_some_and(|intent| fact.id.ends_with(intent.as_str()))
    );
    assert_eq!(
        fact.basket_id.map(|id| id.to_string()),
        Some(basket.clone())
    );
    assert_eq!(
        (fact.attempt_id, fact.link_id),
        (Some(attempt.id), Some(attempt.link_id))
    );
    core_ahead(&world, 11).await.tick().await;
    world.gateway("webhooks", json!({"mode": "deliver"})).await;
    assert_eq!(
        kept(&world).await,
        kept_by_page,
        "told again, it is the same item"
    );
}

#[tokio::test]
async fn r16_lists_are_read_to_their_end() {
    let world = World::start().await;
    let (basket, intent) = paid_basket(&world).await;
    let ahead = core_ahead(&world, 0).await;
    let (core, gateway) = (ahead.core, ahead.gateway);
    let ids = core.ids();
    let since = ago(1);
    let before = gateway
        .sessions_between(None, since, core.now())
        .await
        .unwrap()
        .len();
    for _ in 0..101 {
        let request = SessionRequest {
            references: References {
                basket_id: basket.parse().unwrap(),
                link_id: ids.link(),
                attempt_id: ids.attempt(),
            },
            account: None,
            amount: Amount::new(1_000),
            currency: Currency::from_code("CHF").unwrap(),
            description: "Lake cruise".to_owned(),
            language: paylink_domain::buyer::Language::De,
            email: None,
            success_url: "https://pay.example/done".to_owned(),
            cancel_url: "https://pay.example/".to_owned(),
            expires_at: core.now() + SignedDuration::from_mins(35),
        };
        gateway.create_session(&request).await.unwrap();
    }
    let refunds: Vec<RefundId> = (0..101).map(|_| ids.refund()).collect();
    for refund_id in &refunds {
        let request = RefundRequest {
            refund_id: *refund_id,
            basket_id: basket.parse().unwrap(),
            account: None,
            payment_intent: intent.clone(),
            amount: Amount::new(10),
            currency: Currency::from_code("CHF").unwrap(),
        };
        gateway.create_refund(&request).await.unwrap();
    }
    let until = Timestamp::now();
    let sessions = gateway.sessions_between(None, since, until).await.unwrap();
    assert_eq!(sessions.len(), before + 101);
    assert!(
        gateway
            .refunds_between(None, since, until)
            .await
            .unwrap()
            .len()
            >= 101
    );
    let first = gateway
        .find_refund(None, &intent, refunds[0])
        .await
        .unwrap();
    assert_eq!(first.and_then(|report| report.refund_id), Some(refunds[0]));
    let later = gateway
        .sessions_between(None, until + SignedDuration::from_secs(2), ago(-1))
        .await;
    assert_eq!(later.unwrap(), []);
}
