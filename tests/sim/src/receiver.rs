//! A merchant's systems without a socket: they take events, and count how often they took each.

use std::sync::{Arc, Mutex, OnceLock};

use jiff::Timestamp;
use paylink_app::webhook::sign::secret_of;
use paylink_app::webhook::{AddressPolicy, Sealer, WebhookSettings};
use paylink_domain::ids::{EventId, WebhookEndpointId};
use paylink_domain::webhook::EventType;
use paylink_http::views::event_body;
use paylink_store::webhooks::{Endpoint, SigningSecret};
use paylink_webhook::{Transport, WebhookSender};
use serde::Deserialize;
use ulid::Ulid;

use crate::hub::{Call, Fate, Hub, Service};

/// Where all endpoints are; the last part of an address is the endpoint's id.
const ADDRESS: &str = "https://hooks.example.com/";

/// An event that an endpoint took.
#[derive(Debug, Clone)]
pub struct TakenEvent {
    /// Where.
    pub endpoint: WebhookEndpointId,
    /// Its id, from its header.
    pub id: EventId,
    /// Its type, from its body.
    pub kind: String,
}

#[derive(Debug, Default)]
struct Log {
    taken: Vec<TakenEvent>,
    late: Vec<TakenEvent>,
}

/// The merchants' systems.
#[derive(Debug, Clone)]
pub struct Receiver {
    hub: Hub,
    log: Arc<Mutex<Log>>,
}

impl Receiver {
    /// Systems that have taken nothing.
    pub fn new(hub: &Hub) -> Self {
        Self {
            hub: hub.clone(),
            log: Arc::default(),
        }
    }

    /// The sender of a sandbox.
    pub fn sender(&self) -> WebhookSender {
        let settings = WebhookSettings {
            sealer: sealer().clone(),
            policy: AddressPolicy::default(),
        };
        WebhookSender::with_transport(settings, event_body, Arc::new(self.clone()))
    }

    /// Takes out what was taken since the last time.
    pub fn take_taken(&self) -> Vec<TakenEvent> {
        std::mem::take(&mut self.log.lock().unwrap().taken)
    }

    /// Whether calls wait to be carried out late.
    pub fn has_late_calls(&self) -> bool {
        !self.log.lock().unwrap().late.is_empty()
    }

    /// Takes the events whose senders gave up waiting.
    pub fn carry_out_late_calls(&self) {
        let mut log = self.log.lock().unwrap();
        let late = std::mem::take(&mut log.late);
        log.taken.extend(late);
    }

    async fn answer(&self, event: TakenEvent) -> Result<u16, &'static str> {
        let call = Call {
            service: Service::Receiver,
            name: "post",
            writes: true,
            reads_index: false,
        };
        let take = |event| self.log.lock().unwrap().taken.push(event);
        match self.hub.gate(call).await {
            Fate::Done | Fate::Stale | Fate::Repeated => {
                take(event);
                Ok(204)
            }
            Fate::AnswerLost => {
                take(event);
                Err("no_answer")
            }
            Fate::Late => {
                self.log.lock().unwrap().late.push(event);
                Err("timeout")
            }
            Fate::Unavailable => Err("connection_failed"),
            Fate::Throttled | Fate::Conflict | Fate::Refused | Fate::SavedError(_) => Ok(500),
            Fate::KilledBefore => std::future::pending().await,
            Fate::KilledAfter => {
                take(event);
                std::future::pending().await
            }
        }
    }
}

#[async_trait::async_trait]
impl Transport for Receiver {
    async fn post(
        &self,
        url: reqwest::Url,
        headers: reqwest::header::HeaderMap,
        body: String,
    ) -> Result<u16, &'static str> {
        #[derive(Deserialize)]
        struct Body {
            r#type: String,
        }
        let body: Body = serde_json::from_str(&body).unwrap();
        let event = TakenEvent {
            endpoint: url.path().trim_start_matches('/').parse().unwrap(),
            id: headers["webhook-id"].to_str().unwrap().parse().unwrap(),
            kind: body.r#type,
        };
        self.answer(event).await
    }
}

fn sealer() -> &'static Sealer {
    static SEALER: OnceLock<Sealer> = OnceLock::new();
    SEALER.get_or_init(|| Sealer::new(&"key of the simulator".into()).unwrap())
}

/// The endpoints of a merchant that has so many, at most two: one that gets all events, one that
/// gets some.
pub fn endpoints(number: usize, created_at: Timestamp) -> Vec<Endpoint> {
    static ALL: OnceLock<[Endpoint; 2]> = OnceLock::new();
    let some = vec![
        EventType::PaymentLinkCreated,
        EventType::PaymentRecorded,
        EventType::BasketPaid,
        EventType::RefundFailed,
    ];
    let all = ALL.get_or_init(|| {
        [
            endpoint(1, None, created_at),
            endpoint(2, Some(some), created_at),
        ]
    });
    all[..number].to_vec()
}

fn endpoint(number: u128, events: Option<Vec<EventType>>, created_at: Timestamp) -> Endpoint {
    let id = WebhookEndpointId::new(Ulid::from_parts(1_700_000_000_000, number));
    let secret = SigningSecret {
        id: number.to_string(),
        sealed: sealer().seal(id, &secret_of([7; 32])).unwrap(),
        created_at,
        until: None,
    };
    Endpoint {
        id,
        url: format!("{ADDRESS}{id}"),
        description: None,
        events,
        secrets: vec![secret],
        created_at,
        disabled: None,
        failing_since: None,
        disabling_until: None,
    }
}
