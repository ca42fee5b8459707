//! The events that functions are measured with. Those that change something come in any number, each
//! about a basket of its own, so that the last costs what the first did.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use paylink_domain::basket::Basket;
use paylink_platform::hash::hex;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::runtime_api::Event;

const VIEW: &str = include_str!("../../../events/checkout/view.json");
const CREATE_LINK: &str = include_str!("../../../events/create-link/10_create.json");
const COMPLETED: &str = include_str!("../../../events/record-payment/completed.json");

fn parse(event: &str) -> Value {
    serde_json::from_str(event).expect("the stored events are JSON")
}

fn event(value: &Value) -> Event {
    value.to_string().into_bytes().into()
}

fn set_path(value: &mut Value, path: &str, parameter: &str, text: &str) {
    value["rawPath"] = path.into();
    value["requestContext"]["http"]["path"] = path.into();
    value["pathParameters"][parameter] = text.into();
}

/// A guest opens a link.
pub fn view(token: &str) -> Event {
    let mut value = parse(VIEW);
    set_path(&mut value, &format!("/pay/{token}"), "token", token);
    event(&value)
}

/// A booking system makes a link for a basket and has it mailed.
pub fn create_link(basket: &Basket, api_key: &str) -> Event {
    let mut value = parse(CREATE_LINK);
    let id = basket.id.to_string();
    let path = format!("/v1/baskets/{id}/payment-links");
    set_path(&mut value, &path, "basket_id", &id);
    value["headers"]["authorization"] = format!("Bearer {api_key}").into();
    value["headers"]["idempotency-key"] = format!("link-{id}").into();
    value["body"] = json!({"send_email": true}).to_string().into();
    event(&value)
}

/// The gateway tells that the basket's session was paid. `gateway` then knows the session as well.
pub fn completed(basket: &Basket, secret: &str, gateway: &Gateway) -> Event {
    let mut value = parse(COMPLETED);
    let mut told = parse(value["body"].as_str().unwrap_or_default());
    let attempt = &basket.attempts[0];
    let id = format!("cs_test_{}", attempt.id);
    let session = &mut told["data"]["object"];
    session["id"] = id.clone().into();
    session["amount_total"] = attempt.amount.minor().into();
    session["currency"] = basket.currency.code().to_ascii_lowercase().into();
    session["payment_intent"] = format!("pi_{}", attempt.id).into();
    session["metadata"] = json!({
        "basket_id": basket.id.to_string(),
        "link_id": attempt.link_id.to_string(),
        "attempt_id": attempt.id.to_string(),
    });
    let mut expanded = session.clone();
    expanded["payment_intent"] = json!({
        "id": format!("pi_{}", attempt.id), "object": "payment_intent", "status": "succeeded",
        "metadata": session["metadata"],
        "latest_charge": {
            "id": format!("ch_{}", attempt.id), "object": "charge",
            "created": Timestamp::now().as_second(),
            "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242"}},
        },
    });
    gateway.put(&id, &expanded);
    told["id"] = format!("evt_{}", attempt.id).into();
    told["created"] = Timestamp::now().as_second().into();
    let body = told.to_string();
    // Signed ahead, since the last of many events is handed over minutes after the first.
    let seconds = (Timestamp::now() + SignedDuration::from_mins(10)).as_second();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key will do");
    mac.update(format!("{seconds}.{body}").as_bytes());
    let signature = hex(&mac.finalize().into_bytes());
    value["headers"]["stripe-signature"] = format!("t={seconds},v1={signature}").into();
    value["headers"]["content-length"] = body.len().to_string().into();
    value["body"] = body.into();
    event(&value)
}

/// The little of a gateway that a webhook asks back: what became of a session.
#[derive(Debug)]
pub struct Gateway {
    url: String,
    sessions: Arc<Mutex<HashMap<String, String>>>,
}

impl Gateway {
    /// Serves on a free loopback port, for as long as the process lives.
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free loopback port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let sessions = Arc::<Mutex<HashMap<String, String>>>::default();
        let known = Arc::clone(&sessions);
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let known = Arc::clone(&known);
                thread::spawn(move || {
                    drop(stream.set_nodelay(true));
                    let mut head = Vec::new();
                    let mut part = [0; 4096];
                    while let Ok(count) = stream.read(&mut part) {
                        if count == 0 {
                            break;
                        }
                        head.extend_from_slice(&part[..count]);
                        // Only GET is asked, which ends with its head.
                        if !head.ends_with(b"\r\n\r\n") {
                            continue;
                        }
                        let text = String::from_utf8_lossy(&head).into_owned();
                        head.clear();
                        let path = text.split(' ').nth(1).unwrap_or_default();
                        let path = path.split('?').next().unwrap_or_default();
                        let id = path.rsplit('/').next().unwrap_or_default();
                        let sessions = known.lock().unwrap_or_else(PoisonError::into_inner);
                        let (status, body) = match sessions.get(id) {
                            Some(session) => ("200 OK", session.as_str()),
                            None => ("404 Not Found", "{}"),
                        };
                        let answer = format!(
                            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n\
                             content-length: {}\r\n\r\n{body}",
                            body.len()
                        );
                        if stream.write_all(answer.as_bytes()).is_err() {
                            break;
                        }
                    }
                });
            }
        });
        Self {
            url: format!("http://{address}"),
            sessions,
        }
    }

    /// Its address, as `STRIPE_BASE_URL` says it.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn put(&self, id: &str, session: &Value) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.insert(id.to_owned(), session.to_string());
    }
}
