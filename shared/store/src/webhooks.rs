//! Webhook endpoints of merchants, and what became of the events sent to them.
//!
//! | `pk` | `sk` | |
//! |---|---|---|
//! | `MERCHANT#id` | `WEBHOOKS` | [`Endpoints`], one item written on the condition of its version |
//! | `DELIVERIES#endpoint_id` | event id | [`Delivery`], forgotten after 30 days |

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::merchants::{Keyed, merchant_key};
use super::opaque::{opaque, read_opaque};
use super::{Store, StoreError};
use paylink_domain::ids::{BasketId, EventId, MerchantId, WebhookEndpointId};
use paylink_domain::limits;
use paylink_domain::webhook::{Event, EventType};

/// A merchant's webhook endpoints, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoints {
    /// How often they were written; 0 where they never were.
    pub version: u64,
    /// The endpoints, at most [`limits::WEBHOOK_ENDPOINTS`].
    pub endpoints: Vec<Endpoint>,
}

impl Endpoints {
    /// The endpoint with this id.
    pub fn get(&self, id: WebhookEndpointId) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.id == id)
    }

    /// The endpoint with this id, to change it.
    pub fn get_mut(&mut self, id: WebhookEndpointId) -> Option<&mut Endpoint> {
        self.endpoints.iter_mut().find(|endpoint| endpoint.id == id)
    }

    /// The endpoints that events of this type are sent to.
    pub fn subscribers(&self, kind: EventType) -> Vec<WebhookEndpointId> {
        self.endpoints
            .iter()
            .filter(|endpoint| endpoint.is_enabled() && endpoint.wants(kind))
            .map(|endpoint| endpoint.id)
            .collect()
    }
}

/// An address that a merchant has events sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Its id.
    pub id: WebhookEndpointId,
    /// Where events are posted.
    pub url: String,
    /// What the merchant says it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The types of event it gets; `None` is all, those to come included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<EventType>>,
    /// What signs, newest first: more than one while a secret is being replaced.
    pub secrets: Vec<SigningSecret>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Set while no events are sent to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<Disabled>,
    /// The first failure since it last took an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Timestamp>,
    /// Until when a sender is busy with disabling it and telling the merchant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabling_until: Option<Timestamp>,
}

/// That no events are sent to an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disabled {
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub reason: DisabledReason,
}

/// Why an endpoint is disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisabledReason {
    /// The merchant said so.
    ByMerchant,
    /// It took nothing for [`limits::ENDPOINT_FAILS_FOR`].
    Failing,
}

impl DisabledReason {
    /// The word used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ByMerchant => "by_merchant",
            Self::Failing => "failing",
        }
    }
}

/// A signing secret as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningSecret {
    /// Names the operation that made it, so that a repeated one finds it.
    pub id: String,
    /// The secret, encrypted; see `paylink-app`, module `webhook::seal`.
    pub sealed: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops signing, once another took its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Endpoint {
    /// Whether events are sent to it.
    pub const fn is_enabled(&self) -> bool {
        self.disabled.is_none()
    }

    /// Whether it gets events of this type.
    pub fn wants(&self, kind: EventType) -> bool {
        self.events
            .as_ref()
            .is_none_or(|events| events.contains(&kind))
    }

    /// The secrets that sign at `now`, newest first.
    pub fn signing_secrets(&self, now: Timestamp) -> impl Iterator<Item = &SigningSecret> {
        self.secrets
            .iter()
            .filter(move |secret| secret.until.is_none_or(|until| now < until))
    }
}

/// What became of an event at an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The event; its id is the delivery's id.
    pub event_id: EventId,
    /// What happened.
    pub event: Event,
    /// Of which basket.
    pub basket_id: BasketId,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When somebody last asked for it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replayed_at: Option<Timestamp>,
    /// How far it came.
    pub state: DeliveryState,
    /// How often it was posted since it was last asked for.
    pub tries: u32,
    /// When it was last posted.
    pub tried_at: Timestamp,
    /// The last answer's status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_status: Option<u16>,
    /// Why the last try failed, for the merchant: a word, never what a server wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// How far a delivery came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum DeliveryState {
    /// It will be tried again.
    Pending {
        /// When.
        next_try_at: Timestamp,
    },
    /// The endpoint took it.
    Delivered,
    /// Given up.
    Failed,
}

impl Delivery {
    /// How far it is at `now`. One whose next try is long past was dropped from its full basket.
    pub fn state_at(&self, now: Timestamp) -> DeliveryState {
        match self.state {
            DeliveryState::Pending { next_try_at }
                if now > limits::after(next_try_at, limits::DELIVERY_OVERDUE) =>
            {
                DeliveryState::Failed
            }
            state @ (DeliveryState::Pending { .. }
            | DeliveryState::Delivered
            | DeliveryState::Failed) => state,
        }
    }
}

/// A page of deliveries, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryPage {
    /// The deliveries.
    pub deliveries: Vec<Delivery>,
    /// The last one, where there are more after it.
    pub next: Option<EventId>,
}

/// A place in the list of deliveries: after this event. Opaque outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryCursor(EventId);

impl DeliveryCursor {
    /// The place after this event.
    pub const fn after(event: EventId) -> Self {
        Self(event)
    }

    /// The event that it stands after.
    pub const fn event(self) -> EventId {
        self.0
    }
}

impl std::fmt::Display for DeliveryCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&opaque(&self.0.to_string()))
    }
}

impl std::str::FromStr for DeliveryCursor {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        read_opaque(text)?.parse().map(Self).map_err(drop)
    }
}

#[derive(Serialize)]
struct DeliveryItem<'a> {
    #[serde(flatten)]
    delivery: &'a Delivery,
    expires_at: i64,
}

impl Store {
    /// A merchant's endpoints, the newest state.
    pub async fn get_endpoints(&self, merchant: MerchantId) -> Result<Endpoints, StoreError> {
        let read: Option<Endpoints> = self.read(merchant_key(merchant), "WEBHOOKS").await?;
        Ok(read.unwrap_or_default())
    }

    /// A merchant's endpoints for addressing events to them, as they were a moment ago: half the cost
    /// of the newest state, on the way of every write that makes an event.
    pub async fn endpoints_for_addressing(
        &self,
        merchant: MerchantId,
    ) -> Result<Endpoints, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.tables.merchants)
            .key("pk", AttributeValue::S(merchant_key(merchant)))
            .key("sk", AttributeValue::S("WEBHOOKS".to_owned()))
            .send()
            .await?;
        let read: Option<Endpoints> = answer.item.map(serde_dynamo::from_item).transpose()?;
        Ok(read.unwrap_or_default())
    }

    /// Writes a merchant's endpoints over the state that was read.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where somebody else wrote in between.
    pub async fn save_endpoints(
        &self,
        merchant: MerchantId,
        read: &Endpoints,
        endpoints: Vec<Endpoint>,
    ) -> Result<Endpoints, StoreError> {
        let next = Endpoints {
            version: read.version.saturating_add(1),
            endpoints,
        };
        let item = Keyed {
            pk: merchant_key(merchant),
            sk: "WEBHOOKS",
            value: &next,
        };
        let unchanged = "attribute_not_exists(pk) OR version = :read";
        self.write_if(item, unchanged, Some(read.version)).await?;
        Ok(next)
    }

    /// Writes down what became of an event at an endpoint.
    pub async fn put_delivery(
        &self,
        endpoint: WebhookEndpointId,
        delivery: &Delivery,
    ) -> Result<(), StoreError> {
        let expires_at = limits::after(delivery.tried_at, limits::DELIVERY_LIFE).as_second();
        self.write(Keyed {
            pk: deliveries_key(endpoint),
            sk: &delivery.event_id.to_string(),
            value: DeliveryItem {
                delivery,
                expires_at,
            },
        })
        .await
    }

    /// What became of an event at an endpoint.
    pub async fn get_delivery(
        &self,
        endpoint: WebhookEndpointId,
        event: EventId,
    ) -> Result<Option<Delivery>, StoreError> {
        self.read(deliveries_key(endpoint), &event.to_string())
            .await
    }

    /// A page of an endpoint's deliveries, those of the newest events first.
    pub async fn list_deliveries(
        &self,
        endpoint: WebhookEndpointId,
        after: Option<EventId>,
        limit: i32,
    ) -> Result<DeliveryPage, StoreError> {
        let pk = deliveries_key(endpoint);
        let start = after.map(|event| {
            std::collections::HashMap::from([
                ("pk".to_owned(), AttributeValue::S(pk.clone())),
                ("sk".to_owned(), AttributeValue::S(event.to_string())),
            ])
        });
        let answer = self
            .client
            .query()
            .table_name(&self.tables.merchants)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(pk.clone()))
            .consistent_read(true)
            .scan_index_forward(false)
            .set_exclusive_start_key(start)
            .limit(limit)
            .send()
            .await?;
        let deliveries: Vec<Delivery> = serde_dynamo::from_items(answer.items.unwrap_or_default())?;
        let next = answer
            .last_evaluated_key
            .and_then(|_| deliveries.last().map(|delivery| delivery.event_id));
        Ok(DeliveryPage { deliveries, next })
    }
}

fn deliveries_key(endpoint: WebhookEndpointId) -> String {
    format!("DELIVERIES#{endpoint}")
}
