//! Secrets and personal data go where they must and nowhere else: a whole life of a booking with
//! data that is easy to find again, then every log line and every stored attribute searched.

use std::io::Write;
use std::sync::{Arc, Mutex};

use paylink_platform::telemetry;
use reqwest::Method;
use serde_json::{Value, json};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::desk::Browser;
use crate::mails::misbehave;
use crate::world::{Answer, GOOD_CARD, World};

/// Our own code at the finest level, others' as deployed, and nothing of what only stands in.
const FILTER: &str = "info,paylink=trace,baskets=trace,create_link=trace,checkout=trace,\
                      record_payment=trace,send_email=trace,send_webhook=trace,email_events=trace,settings=trace,\
                      tick=trace,desk=trace,paylink_sandbox=off,paylink_local=off,dynoxide=off";

const DECLINED_CARD: &str = "4000000000000002";

/// What a guest or staff typed, and must not be logged.
const PERSONAL: &[&str] = &[
    "Zebedee Canary",
    "zebedee.canary@example.com",
    "555 01 23",
    "Quillfeather",
    "message-marzipan",
    "note-xylophone",
    "reason-tamarind",
    "tour-okapi",
    "meta-dromedary",
];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Everything that this process logs from now on.
    fn begin() -> Self {
        let log = Self::default();
        let writer = log.clone();
        let logger = telemetry::logger(FILTER.parse().unwrap(), move || writer.clone());
        logger.init();
        log
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn booking() -> Value {
    json!({
        "reference": "CANARY-1",
        "currency": "CHF",
        "items": [{
            "kind": "custom", "description": "tour-okapi", "quantity": 1, "unit_amount": 20_000,
            "guests": ["Quillfeather"],
        }],
        "buyer": {
            "name": "Zebedee Canary", "email": "zebedee.canary@example.com",
            "phone": "+41 79 555 01 23",
        },
        "metadata": {"key": "meta-dromedary"},
    })
}

/// Everything that can happen to a booking, and much that goes wrong. The secrets that were used.
async fn whole_life(world: &World) -> Vec<String> {
    let basket = world.basket_with(booking()).await;
    let path = format!("/v1/baskets/{basket}");
    let link = world
        .link(
            &basket,
            json!({"send_email": true, "amount": 12_000, "message": "message-marzipan"}),
        )
        .await;
    let url = link["url"].as_str().unwrap();
    world.mails_to("zebedee.canary@example.com").await;
    world.open(url).await.expect(200);
    let page = world.press_pay(&link).await;
    world.enter_card(&page, DECLINED_CARD).await;
    let paid = world.enter_card(&page, GOOD_CARD).await.expect(303);
    world.open(paid.header("location")).await.expect(200);
    world.open(&format!("{url}/receipt")).await.expect(200);
    let cash = json!({"amount": 3_000, "method": "cash", "note": "note-xylophone"});
    world
        .post(&format!("{path}/payments"), cash)
        .await
        .expect(201);
    let payments = world.read_basket(&basket).await["payments"].clone();
    for payment in payments.as_array().unwrap() {
        let refund = json!({"amount": 1_000, "reason": "reason-tamarind", "outside": false});
        let id = payment["id"].as_str().unwrap();
        world
            .post(&format!("{path}/payments/{id}/refunds"), refund)
            .await;
    }
    // A mail that is refused, and one that cannot go now.
    for behaviour in ["bounce", "complaint", "reject", "unavailable"] {
        misbehave(world, "zebedee.canary@example.com", behaviour).await;
        world.link(&basket, json!({"send_email": true})).await;
        world.mails_to("zebedee.canary@example.com").await;
    }
    world.stack.deliver_mail_events().await.unwrap();
    // What cannot be understood, with all of it inside.
    let mut wrong = booking();
    wrong["buyer"]["email"] = "zebedee.canary@example.com\r\nx".into();
    wrong["currency"] = "Zebedee Canary".into();
    world.post("/v1/baskets", wrong).await.expect(400);
    let broken = world
        .client
        .post(format!("{}/v1/baskets", world.stack.url))
        .bearer_auth(&world.stack.api_key)
        .header("Content-Type", "application/json")
        .body("{\"name\": \"Zebedee Canary\", zebedee.canary@example.com");
    Answer::read(broken.send().await.unwrap()).await.expect(400);
    let unsigned = world
        .client
        .post(format!("{}/webhooks/stripe", world.stack.url))
        .header("Stripe-Signature", "t=1,v1=5257a869e7")
        .body(booking().to_string());
    Answer::read(unsigned.send().await.unwrap())
        .await
        .expect(400);
    let wrong_key = "sk_canary_of_somebody_who_mistyped_it";
    let refused = world
        .client
        .get(format!("{}{path}", world.stack.url))
        .bearer_auth(wrong_key);
    Answer::read(refused.send().await.unwrap())
        .await
        .expect(401);
    let token = url.rsplit('/').next().unwrap();
    let forged = format!("{}A{}", &token[..20], &token[21..]);
    world
        .anonymous(Method::GET, &format!("/pay/{forged}"))
        .await;
    // Staff look at it, and search for it.
    let mut desk = Browser::sign_in(world, "demo-owner").await;
    desk.get("/desk/bookings?q=Zebedee%20Canary")
        .await
        .expect(200);
    desk.get("/desk/bookings?q=zebedee.canary%40example.com")
        .await
        .expect(200);
    desk.get(&format!("/desk/bookings/{basket}"))
        .await
        .expect(200);
    crate::events::core_ahead(world, 3).await.tick().await;
    let mut secrets = vec![token.to_owned(), forged, wrong_key.to_owned()];
    secrets.extend(desk.cookie_values());
    secrets
}

fn lines_with<'a>(lines: &'a [Value], message: &str) -> Vec<&'a Value> {
    let found = lines.iter().filter(|line| line["message"] == message);
    found.collect()
}

/// Each mail that SES told of is found in the line of its sender, and that in the line of a request.
fn a_mail_leads_back_to_its_request(logged: &str) {
    let lines: Vec<Value> = logged
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told = lines_with(&lines, "what became of a mail is recorded");
    let mut led_back = Vec::new();
    for line in told {
        let same = |other: &&&Value| other["mail"] == line["mail"];
        let sent = lines_with(&lines, "a mail was sent");
        let sent = sent.iter().find(same).unwrap();
        assert_eq!(sent["message_id"], line["message_id"]);
        assert_eq!(sent["basket"], line["of"]);
        let queued = lines_with(&lines, "a mail is on its way");
        let queued = queued.iter().find(same).unwrap();
        assert_eq!(queued["basket"], line["of"]);
        // The demo data has mails as well, which no request caused.
        if let Some(id) = queued["spans"][0]["request_id"].as_str() {
            assert!(!id.is_empty());
            led_back.push(line["kind"].as_str().unwrap());
        }
    }
    assert!(led_back.contains(&"Bounce"), "{led_back:?}");
    assert!(led_back.contains(&"Complaint"), "{led_back:?}");
}

fn all_is_counted(logged: &str) {
    let metrics = logged
        .lines()
        .filter(|line| line.contains("CloudWatchMetrics"));
    let metrics: Vec<Value> = metrics
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for name in [
        "LinksMade",
        "MailsSent",
        "MailsFailed",
        "PaymentsRecorded",
        "RecordingLatency",
    ] {
        assert!(
            metrics.iter().any(|line| line.get(name).is_some()),
            "{name}"
        );
    }
    assert!(
        metrics
            .iter()
            .any(|line| line["AmountRecorded"] == 3_000 && line["Currency"] == "CHF")
    );
    for line in &metrics {
        // No more than what is counted: no ids, and one dimension.
        for (name, value) in line.as_object().unwrap() {
            assert!(value.is_i64() || value.is_array() || name == "Currency" || name == "_aws");
        }
    }
}

#[tokio::test]
async fn secrets_and_personal_data_stay_where_they_belong() {
    let log = Log::begin();
    let world = World::start().await;
    let mut secrets = whole_life(&world).await;
    secrets.extend([
        world.stack.api_key.clone(),
        "sk_test_paylink_local".to_owned(),
        "whsec_paylink_local".to_owned(),
        GOOD_CARD.to_owned(),
        DECLINED_CARD.to_owned(),
    ]);
    let logged = log.text();
    // The search would find something: what may be logged is there.
    assert!(logged.contains("bsk_"), "nothing was logged: {logged}");
    for line in logged.lines() {
        serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        for word in secrets
            .iter()
            .map(String::as_str)
            .chain(PERSONAL.iter().copied())
        {
            assert!(!line.contains(word), "{word} is in the log: {line}");
        }
    }
    a_mail_leads_back_to_its_request(&logged);
    all_is_counted(&logged);
    let stored = world.everything().await;
    let baskets = stored[&world.stack.tables.baskets].to_string();
    let others = stored[&world.stack.tables.merchants].to_string();
    for word in PERSONAL {
        assert!(baskets.contains(word), "{word} was not stored");
        assert!(!others.contains(word), "{word} is outside its basket");
    }
    for secret in &secrets {
        assert!(!baskets.contains(secret.as_str()), "{secret} is stored");
        assert!(!others.contains(secret.as_str()), "{secret} is stored");
    }
}
