//! Every function driven by the events in `events/`, and what tests need that no API gives.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use paylink_app::Core;
use paylink_app::principal::Principal;
use paylink_delivery::tick;
use paylink_domain::ids::{ApiKeyId, MerchantId};
use paylink_domain::merchant::Role;
use paylink_domain::token::{Secret, Token};
use paylink_gateway::stripe::{Stripe, webhook};
use paylink_http::views::event_body;
use paylink_mail::{MailSettings, Mailer};
use paylink_platform::clock::ManualClock;
use paylink_platform::config::{AwsSettings, Settings, StripeKeys};
use paylink_platform::hash::sha256_hex;
use paylink_store::keys::ApiKey;
use paylink_webhook::WebhookSender;
use serde_json::{Value, json};

use crate::world::World;

/// The basket and the token of the link that the event files name.
const BASKET: &str = "bsk_01KAT000000000000000000001";
const TOKEN: &str = "AZq0AAAAAAAAAAAAAAAAAQcHBwcHBwcHBwcHBwcHBwc";

/// The use cases as they will run some minutes from now.
pub struct Ahead {
    pub core: Core,
    pub gateway: Stripe,
    mailer: Mailer,
    webhooks: WebhookSender,
}

impl Ahead {
    /// One turn of the schedule.
    pub async fn tick(&self) {
        let Self {
            core,
            gateway,
            mailer,
            webhooks,
        } = self;
        let report = tick::tick(core, gateway, mailer, webhooks).await;
        assert_eq!(report.failed, 0);
    }
}

/// The system's own use cases with a clock that is ahead.
pub async fn core_ahead(world: &World, minutes: i64) -> Ahead {
    let settings = Settings::from_pairs(world.stack.environment());
    let mut reader = settings.reader();
    let aws = AwsSettings::read(&mut reader);
    let core = Core::connect(&aws, &mut reader);
    let mail = MailSettings::read(&mut reader);
    reader.finish().unwrap();
    let keys = StripeKeys::load(&settings, &aws).await.unwrap();
    let gateway = Stripe::new(keys.secret_key, settings.optional("STRIPE_BASE_URL")).unwrap();
    let clock = ManualClock::new(Timestamp::now() + SignedDuration::from_mins(minutes));
    Ahead {
        core: Core {
            clock: Arc::new(clock),
            ..core
        },
        gateway,
        mailer: Mailer::connect(&aws, mail),
        webhooks: WebhookSender::from_settings(&settings, &aws, event_body)
            .await
            .unwrap(),
    }
}

/// An API key of the merchant whose gateway is off.
pub async fn second_merchant_key(world: &World) -> String {
    let core = core_ahead(world, 0).await.core;
    let harbour = core
        .store
        .find_member(&world.stack.issuer, "demo-harbour")
        .await
        .unwrap()
        .expect("the seed makes Harbour Walks");
    put_key(&core, harbour.merchant_id, Role::Owner, "sk_harbour").await
}

/// An API key of the demo merchant with this role.
pub async fn key_with_role(world: &World, role: Role) -> String {
    let core = core_ahead(world, 0).await.core;
    let merchant = owner(world).await.merchant_id();
    put_key(&core, merchant, role, &format!("sk_{}", role.as_str())).await
}

/// The owner of the demo merchant.
pub async fn owner(world: &World) -> Principal {
    let core = core_ahead(world, 0).await.core;
    let member = core
        .store
        .find_member(&world.stack.issuer, "demo-owner")
        .await
        .unwrap();
    Principal::of_member(&member.expect("the seed makes an owner"))
}

async fn put_key(core: &Core, merchant_id: MerchantId, role: Role, text: &str) -> String {
    let key = ApiKey {
        id: "key_01KAT000000000000000000003"
            .parse::<ApiKeyId>()
            .unwrap(),
        merchant_id,
        role,
        name: "Test".to_owned(),
    };
    core.store
        .put_api_key(&sha256_hex(text.as_bytes()), &key)
        .await
        .unwrap();
    text.to_owned()
}

/// The newest attempt of a basket, which the API does not show.
pub async fn attempt_id(world: &World, basket: &str) -> String {
    let core = core_ahead(world, 0).await.core;
    let stored = core
        .store
        .get_basket(basket.parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    stored.basket.attempts.last().unwrap().id.to_string()
}

/// The event files, by function and case.
fn event_files() -> Vec<(String, String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events");
    let mut files = Vec::new();
    for folder in std::fs::read_dir(&root).unwrap() {
        let folder = folder.unwrap().path();
        for file in std::fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
            files.push((name(&folder), name(&path), path));
        }
    }
    files.sort();
    files
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_token_in_the_events_is_that_of_the_example_link() {
    let token = Token {
        basket_id: BASKET.parse().unwrap(),
        secret: Secret::new([7; 16]),
    };
    assert_eq!(token.to_string(), TOKEN);
}

/// One world serves the events in the order of their names; each answer is compared with its
/// snapshot, what differs between runs left out. The demo data holds what the events name.
#[tokio::test]
async fn every_event_is_answered_as_before() {
    let world = World::demo().await;
    let mut answers = Vec::new();
    let files = event_files();
    let functions: std::collections::BTreeSet<_> =
        files.iter().map(|(name, _, _)| name.as_str()).collect();
    assert_eq!(
        functions.into_iter().collect::<Vec<_>>(),
        [
            "baskets",
            "checkout",
            "create-link",
            "desk",
            "email-events",
            "record-payment",
            "send-email",
            "send-webhook",
            "settings",
            "tick"
        ]
    );
    // Events that change the example come after those that only read it.
    for (function, case, path) in files {
        let answer = world.stack.invoke(&function, &read(&path)).await.unwrap();
        let shown = match answer.get("statusCode") {
            Some(status) => {
                let headers = &answer["headers"];
                let body = answer["body"].as_str().unwrap_or_default();
                let code = serde_json::from_str::<Value>(body)
                    .ok()
                    .and_then(|body| body["code"].as_str().map(str::to_owned));
                format!(
                    "{status} {} {}",
                    headers["content-type"],
                    code.unwrap_or_default()
                )
            }
            None => answer.to_string(),
        };
        answers.push(format!("{function}/{case}: {}", shown.trim()));
    }
    insta::assert_snapshot!(answers.join("\n"));
    assert!(
        !world.mails_to("anna.muster@example.com").await.is_empty(),
        "send-email sent the mail"
    );
}

/// The signature of a stored event is old by the time a test runs, so it is made anew.
#[tokio::test]
async fn a_signed_event_is_recorded() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    world.press_pay(&link).await;
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/record-payment/completed.json");
    let mut event = read(&path);
    let mut body: Value = serde_json::from_str(event["body"].as_str().unwrap()).unwrap();
    let object = &mut body["data"]["object"];
    object["amount_total"] = json!(17_000);
    object["metadata"] = json!({
        "basket_id": basket, "link_id": link["id"], "attempt_id": attempt_id(&world, &basket).await,
    });
    let body = body.to_string();
    let secret = secrecy::SecretString::from("whsec_paylink_local");
    event["headers"]["stripe-signature"] =
        json!(webhook::sign(&secret, body.as_bytes(), Timestamp::now()));
    event["body"] = json!(body);
    for _ in 0..2 {
        let answer = world.stack.invoke("record-payment", &event).await.unwrap();
        assert_eq!(answer["statusCode"], 200, "{answer}");
    }
    let paid = world.read_basket(&basket).await;
    assert_eq!(paid["status"], "paid");
    assert_eq!(paid["payments"].as_array().unwrap().len(), 1);
}
