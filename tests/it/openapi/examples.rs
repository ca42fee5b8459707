//! Makes the calls of the documentation on a running system and writes down what it answered.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::webhooks_out::{OK, Receiver};
use crate::world::{Answer, World};

/// When the calls of the examples were made, as they tell.
const BEGAN: &str = "2026-12-01T09:00:00Z";
/// Where they were made.
const HOST: &str = "https://pay.example.com";
/// A merchant's system.
const BOOKING: &str = "https://booking.example.com";

/// Calls, and what differs between runs put right.
struct Recorder<'a> {
    world: &'a World,
    examples: Map<String, Value>,
    calm: Calm,
}

/// Every example, `{"request", "status", "answer"}` by operation id, and `problem` with a refusal.
pub async fn record(world: &World) -> Value {
    // The gateway's times are whole seconds, so the story begins with one, and nothing of the seed
    // falls into it.
    let began = Timestamp::from_second(Timestamp::now().as_second() + 1).unwrap();
    let wait = began.duration_since(Timestamp::now());
    tokio::time::sleep(wait.try_into().unwrap_or_default()).await;
    let receiver = Receiver::start(&[OK]);
    let mut recorder = Recorder {
        world,
        examples: Map::new(),
        calm: Calm {
            began,
            host: world.stack.url.clone(),
            receiver: receiver.url.clone(),
            names: BTreeMap::new(),
        },
    };
    recorder.run().await;
    Value::Object(recorder.examples)
}

impl Recorder<'_> {
    async fn run(&mut self) {
        use Method as M;
        let basket = json!({
            "reference": "4711", "currency": "CHF",
            "items": [
                {
                    "kind": "reservation", "description": "Lake cruise", "quantity": 2,
                    "unit_amount": 6400, "tax_rate": "8.1", "starts_at": self.in_days(18),
                    "time_zone": "Europe/Zurich", "guests": ["Anna Muster", "Ben Muster"],
                },
                {"kind": "shop_item", "description": "Picnic basket", "quantity": 1, "unit_amount": 4200},
            ],
            "buyer": {"name": "Anna Muster", "email": "anna@example.com", "language": "de"},
            "metadata": {"channel": "phone"},
        });
        let made = self
            .call("create_basket", M::POST, "/v1/baskets", Some(basket))
            .await;
        let basket = format!("/v1/baskets/{}", made["id"].as_str().unwrap());
        let wrong = json!({"reference": "", "currency": "Franken", "items": [], "color": "red"});
        self.call("problem", M::POST, "/v1/baskets", Some(wrong))
            .await;
        let links = format!("{basket}/payment-links");
        let link = json!({"send_email": true, "message": "See you on board!"});
        let link = self
            .call("create_payment_link", M::POST, &links, Some(link))
            .await;
        let one = format!("{links}/{}", link["id"].as_str().unwrap());
        self.world.stack.drain_stream().await.unwrap();
        self.call("send_payment_link", M::POST, &format!("{one}/send"), None)
            .await;
        self.world.stack.drain_stream().await.unwrap();
        self.world.press_pay(&link).await;
        self.call("read_payment_link", M::GET, &one, None).await;
        let cash = json!({"amount": 7000, "method": "cash", "note": "at the pier"});
        let paid = self
            .call(
                "record_payment",
                M::POST,
                &format!("{basket}/payments"),
                Some(cash),
            )
            .await;
        let cash = paid["payments"][0]["id"].as_str().unwrap().to_owned();
        self.world.pay(&link).await;
        self.world.stack.drain_stream().await.unwrap();
        let refund = json!({"amount": 2000, "reason": "No picnic in the rain"});
        let path = format!("{basket}/payments/{cash}/refunds");
        self.call("refund_payment", M::POST, &path, Some(refund))
            .await;
        self.call(
            "send_tickets",
            M::POST,
            &format!("{basket}/tickets/send"),
            None,
        )
        .await;
        self.world.stack.drain_stream().await.unwrap();
        self.call("read_basket", M::GET, &basket, None).await;
        self.call("list_payment_links", M::GET, &links, None).await;
        self.call("list_baskets", M::GET, "/v1/baskets?q=4711", None)
            .await;
        let from = self.calm.began;
        self.call(
            "list_payments",
            M::GET,
            &format!("/v1/payments?from={from}"),
            None,
        )
        .await;
        self.call("read_merchant", M::GET, "/v1/merchant", None)
            .await;
        self.second_basket().await;
        self.settings().await;
    }

    /// What does not go with a basket that is paid.
    async fn second_basket(&mut self) {
        use Method as M;
        let made = self
            .world
            .post("/v1/baskets", json!({
                "reference": "4712", "currency": "CHF",
                "items": [{"kind": "custom", "description": "Private tour", "quantity": 1, "unit_amount": 48_000}],
                "buyer": {"name": "Emma Example", "email": "emma@example.com", "staff_role": "employee"},
            }))
            .await
            .expect(201)
            .json();
        let basket = format!("/v1/baskets/{}", made["id"].as_str().unwrap());
        let buyer = json!({"name": "Nina Gast", "email": "nina@example.com", "language": "de"});
        self.call(
            "change_buyer",
            M::PUT,
            &format!("{basket}/buyer"),
            Some(buyer),
        )
        .await;
        let items = json!({"items": [
            {"kind": "custom", "description": "Private tour, half a day", "quantity": 1, "unit_amount": 28_000},
        ]});
        self.call(
            "change_items",
            M::PUT,
            &format!("{basket}/items"),
            Some(items),
        )
        .await;
        let links = format!("{basket}/payment-links");
        let link = self
            .world
            .link(made["id"].as_str().unwrap(), json!({"percent": 30}))
            .await;
        let path = format!("{links}/{}/cancel", link["id"].as_str().unwrap());
        self.call("cancel_payment_link", M::POST, &path, None).await;
        self.call("cancel_basket", M::POST, &format!("{basket}/cancel"), None)
            .await;
    }

    async fn settings(&mut self) {
        use Method as M;
        self.call("read_gateway", M::GET, "/v1/merchant/gateway", None)
            .await;
        let profile = json!({
            "name": "Lake & Alp Tours", "logo_url": "https://lake-and-alp.example/logo.svg",
            "terms_url": "https://lake-and-alp.example/terms",
            "colour": "#0b6e4f", "reply_to": "hello@lake-and-alp.example",
            "notice_to": "office@lake-and-alp.example", "language": "en", "languages": ["de", "en"],
            "time_zone": "Europe/Zurich", "link_life_days": 30, "reminder_days": [5, 1],
            "ticket_release": "at_zero_balance",
        });
        self.call("change_merchant", M::PUT, "/v1/merchant", Some(profile))
            .await;
        let key = json!({"name": "Booking system", "role": "employee"});
        let key = self
            .call("create_api_key", M::POST, "/v1/api-keys", Some(key))
            .await;
        let path = format!("/v1/api-keys/{}", key["id"].as_str().unwrap());
        self.call("read_api_key", M::GET, &path, None).await;
        let user = json!({"email": "nora@example.com", "name": "Nora Neu", "role": "accountant"});
        let user = self
            .call("invite_user", M::POST, "/v1/users", Some(user))
            .await;
        let path = format!("/v1/users/{}", user["id"].as_str().unwrap());
        self.call("read_user", M::GET, &path, None).await;
        let role = json!({"role": "employee"});
        self.call("change_role", M::PUT, &path, Some(role)).await;
        self.call(
            "invite_user_again",
            M::POST,
            &format!("{path}/invite"),
            None,
        )
        .await;
        self.endpoints().await;
    }

    async fn endpoints(&mut self) {
        use Method as M;
        let all = "/v1/webhook-endpoints";
        let url = format!("{}/paylink", self.calm.receiver);
        let endpoint = json!({"url": url, "events": ["basket.paid", "payment_link.created"]});
        let made = self
            .call("create_webhook_endpoint", M::POST, all, Some(endpoint))
            .await;
        let one = format!("{all}/{}", made["id"].as_str().unwrap());
        let changed =
            json!({"url": url, "events": ["payment_link.created"], "description": "Bookings"});
        self.call("change_webhook_endpoint", M::PUT, &one, Some(changed))
            .await;
        self.call("read_webhook_endpoint", M::GET, &one, None).await;
        self.call("list_webhook_endpoints", M::GET, all, None).await;
        let basket = self.world.basket().await;
        self.world.link(&basket, json!({})).await;
        self.world.stack.drain_stream().await.unwrap();
        let deliveries = format!("{one}/deliveries");
        let delivered = self
            .call("list_deliveries", M::GET, &deliveries, None)
            .await;
        let event = delivered["data"][0]["id"].as_str().unwrap();
        self.call(
            "replay_delivery",
            M::POST,
            &format!("{deliveries}/{event}/replay"),
            None,
        )
        .await;
        self.call(
            "rotate_webhook_secret",
            M::POST,
            &format!("{one}/rotate"),
            None,
        )
        .await;
    }

    fn in_days(&self, days: i64) -> String {
        let span = SignedDuration::from_hours(days * 24);
        self.calm.began.saturating_add(span).unwrap().to_string()
    }

    async fn call(&mut self, id: &str, method: Method, path: &str, body: Option<Value>) -> Value {
        let answer: Answer = self.world.call(method, path, body.as_ref()).await;
        assert!(
            id == "problem" || answer.status.is_success(),
            "{id}: {}",
            answer.text
        );
        let json = answer.json();
        let mut request = body.unwrap_or(Value::Null);
        let mut shown = json.clone();
        self.calm.value(&mut request);
        self.calm.value(&mut shown);
        self.examples.insert(
            id.to_owned(),
            json!({"request": request, "status": answer.status.as_u16(), "answer": shown}),
        );
        json
    }
}

/// Replaces what differs between runs: ids, tokens, times and the address of the system.
struct Calm {
    began: Timestamp,
    host: String,
    receiver: String,
    names: BTreeMap<String, String>,
}

impl Calm {
    fn value(&mut self, value: &mut Value) {
        match value {
            Value::Object(map) => map.values_mut().for_each(|value| self.value(value)),
            Value::Array(values) => values.iter_mut().for_each(|value| self.value(value)),
            Value::String(text) => *text = self.text(text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, text: &str) -> String {
        if let Some(token) = text.strip_prefix(&format!("{}/pay/", self.host)) {
            assert_eq!(token.len(), 43, "R10");
            let token = self.name(token, |at| {
                format!("AZq0V1ZfnJ2mXcM8YwT4kQcHBwcHBwcHBwcHBwcHB{at:02}")
            });
            return format!("{HOST}/pay/{token}");
        }
        if let Some(path) = text.strip_prefix(&self.receiver) {
            return format!("{BOOKING}{path}");
        }
        if let Ok(at) = text.parse::<Timestamp>() {
            // To ten minutes: the calls take seconds.
            let minutes = at
                .duration_since(self.began)
                .as_secs()
                .saturating_add(300)
                .div_euclid(600);
            let began: Timestamp = BEGAN.parse().unwrap();
            let at = began
                .saturating_add(SignedDuration::from_mins(minutes * 10))
                .unwrap();
            return at.to_string();
        }
        for prefix in [
            "bsk_", "pl_", "pay_", "re_", "mail_", "key_", "mer_", "usr_", "we_", "evt_",
        ] {
            let ulid = text.strip_prefix(prefix).filter(|rest| rest.len() == 26);
            if ulid.is_some() {
                let new = self.name(text, |at| format!("{prefix}01KBD3R1G0{at:016}"));
                return new;
            }
        }
        if text.starts_with("sk_") {
            return "sk_shown_once".to_owned();
        }
        if text.starts_with("whsec_") {
            return "whsec_shown_once".to_owned();
        }
        if text.starts_with("pi_") {
            return self.name(text, |at| format!("pi_3SZexample{at:011}"));
        }
        // The id of a request, which has 16 characters of base64.
        if text.len() == 16 && text.ends_with('=') {
            return "UTXaVjKxliAEMXw=".to_owned();
        }
        text.to_owned()
    }

    /// The name that a text has had since it was first seen.
    fn name(&mut self, text: &str, new: impl Fn(usize) -> String) -> String {
        let at = self.names.len() + 1;
        self.names
            .entry(text.to_owned())
            .or_insert_with(|| new(at))
            .clone()
    }
}
