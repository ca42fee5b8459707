//! The gateway over real HTTP, as the production client and a browser meet it.

mod accounts;
mod calls;
mod paying;
mod refunds;
mod webhooks;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use super::clock::machine_millis;
use super::{Options, Running, WebhookTarget, http_client, start};

const KEY: &str = "sk_test_abcd1234";
const SECRET: &str = "whsec_test";

/// A gateway with a client that knows its key.
struct Sandbox {
    running: Running,
    http: reqwest::Client,
}

impl Sandbox {
    async fn new() -> Self {
        Self::with(Options::new(KEY)).await
    }

    async fn with(options: Options) -> Self {
        Self {
            running: start(options).await.unwrap(),
            http: http_client().unwrap(),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.running.base_url()))
            .timeout(Duration::from_secs(10))
    }

    /// An API call with the key.
    fn api(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path).bearer_auth(KEY)
    }

    async fn get(&self, path: &str) -> Value {
        json_of(self.api(Method::GET, path).send().await.unwrap(), 200).await
    }

    async fn post(&self, path: &str, params: &[(&str, &str)]) -> Value {
        json_of(
            self.api(Method::POST, path)
                .form(params)
                .send()
                .await
                .unwrap(),
            200,
        )
        .await
    }

    /// A call that is refused with this status; gives the `error`.
    async fn refused(&self, path: &str, params: &[(&str, &str)], status: u16) -> Value {
        let answer = self
            .api(Method::POST, path)
            .form(params)
            .send()
            .await
            .unwrap();
        json_of(answer, status).await["error"].clone()
    }

    async fn control(&self, path: &str, body: Value) -> Value {
        json_of(
            self.request(Method::POST, &format!("/_sandbox/{path}"))
                .json(&body)
                .send()
                .await
                .unwrap(),
            200,
        )
        .await
    }

    /// A new session over CHF 120.00.
    async fn session(&self) -> Value {
        self.post("/v1/checkout/sessions", &session_params()).await
    }

    /// A session that is paid with this card; gives it as it is afterwards.
    async fn paid(&self, card: &str) -> Value {
        let session = self.session().await;
        let id = session["id"].as_str().unwrap();
        self.control(&format!("sessions/{id}/pay"), json!({"card_number": card}))
            .await;
        self.get(&format!("/v1/checkout/sessions/{id}")).await
    }

    /// Sends the card form of the hosted page.
    async fn pay_by_card(&self, session: &Value, number: &str) -> Response {
        let fields = [("card_number", number), ("expiry", "12/40"), ("cvc", "123")];
        self.send_form(session["url"].as_str().unwrap(), &fields)
            .await
    }

    async fn send_form(&self, url: &str, fields: &[(&str, &str)]) -> Response {
        self.http.post(url).form(fields).send().await.unwrap()
    }

    async fn reload(&self, session: &Value) -> Value {
        self.get(&format!(
            "/v1/checkout/sessions/{}",
            session["id"].as_str().unwrap()
        ))
        .await
    }

    /// The types of all events, oldest first.
    async fn event_types(&self) -> Vec<String> {
        let events = self.get("/v1/events?limit=100").await;
        let mut types: Vec<String> = events["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["type"].as_str().unwrap().to_owned())
            .collect();
        types.reverse();
        types
    }

    async fn advance(&self, seconds: u32) {
        self.control("clock", json!({"advance_seconds": seconds}))
            .await;
    }
}

async fn json_of(answer: Response, status: u16) -> Value {
    let got = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    assert_eq!(got, status, "{text}");
    serde_json::from_str(&text).unwrap()
}

fn session_params() -> Vec<(&'static str, &'static str)> {
    vec![
        ("mode", "payment"),
        (
            "success_url",
            "https://merchant.example/done?s={CHECKOUT_SESSION_ID}",
        ),
        ("cancel_url", "https://merchant.example/cancelled"),
        ("customer_email", "guest@example.com"),
        ("client_reference_id", "att_1"),
        ("metadata[basket]", "bsk_1"),
        ("payment_intent_data[metadata][attempt]", "att_1"),
        ("payment_intent_data[description]", "Sunset kayak <tour>"),
        ("line_items[0][quantity]", "2"),
        ("line_items[0][price_data][currency]", "chf"),
        ("line_items[0][price_data][unit_amount]", "6000"),
        (
            "line_items[0][price_data][product_data][name]",
            "Kayak <b>tour</b>",
        ),
    ]
}

/// The session's parameters with some of them changed.
fn session_with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut params = session_params();
    params.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    params.extend_from_slice(changes);
    params
}

/// A webhook that arrived: its signature header, and its body.
type Received = (String, String);

/// An endpoint that keeps what arrives, and answers with the statuses it was given and then with 200.
#[derive(Clone, Default)]
struct Endpoint {
    received: Arc<Mutex<Vec<Received>>>,
    statuses: Arc<Mutex<Vec<u16>>>,
}

impl Endpoint {
    async fn listen(&self) -> WebhookTarget {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new().fallback(receive).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        WebhookTarget::new(url, SECRET)
    }

    fn answer_first_with(&self, statuses: &[u16]) {
        *self.statuses.lock().unwrap() = statuses.to_vec();
    }

    fn of_type(&self, event_type: &str) -> Vec<Value> {
        let received = self.received.lock().unwrap();
        let events = received
            .iter()
            .map(|(_, body)| serde_json::from_str::<Value>(body).unwrap());
        events.filter(|event| event["type"] == event_type).collect()
    }

    /// Waits until this many events of a type arrived.
    async fn wait_for(&self, event_type: &str, count: usize) -> Vec<Value> {
        let until = machine_millis() + 8_000;
        loop {
            let events = self.of_type(event_type);
            if events.len() >= count {
                return events;
            }
            assert!(
                machine_millis() < until,
                "no {count} x {event_type} arrived: {:?}",
                self.received.lock().unwrap()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn receive(State(endpoint): State<Endpoint>, headers: HeaderMap, body: String) -> StatusCode {
    let signature = headers["stripe-signature"].to_str().unwrap().to_owned();
    endpoint.received.lock().unwrap().push((signature, body));
    let mut statuses = endpoint.statuses.lock().unwrap();
    if statuses.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::from_u16(statuses.remove(0)).unwrap()
    }
}
