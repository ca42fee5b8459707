//! Posts the events that a change of a basket made to the merchant's endpoints, as soon as the
//! table's stream tells of it.
//!
//! An event that an endpoint does not take is put off on its basket and left to `tick`, so one bad
//! endpoint never holds up the stream.

use std::collections::BTreeMap;

use aws_lambda_events::dynamodb::{Event, EventRecord};
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use futures_util::stream::{self, StreamExt as _};
use paylink_app::Core;
use paylink_domain::ids::BasketId;
use paylink_http::views::event_body;
use paylink_platform::config::{AwsSettings, ConfigError, Settings};
use paylink_webhook::WebhookSender;
use paylink_webhook::deliver_webhooks_of;

/// How many baskets are worked off at once: a whole batch of the stream, since each may wait for an
/// endpoint that hangs.
const AT_ONCE: usize = 10;

/// What this function needs.
#[derive(Debug, Clone)]
pub struct State {
    core: Core,
    sender: WebhookSender,
}

impl State {
    /// Builds the state once, at the cold start.
    ///
    /// # Errors
    /// Where settings are missing or cannot be used.
    pub async fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        reader.finish()?;
        let sender = WebhookSender::from_settings(settings, &aws, event_body).await?;
        Ok(Self { core, sender })
    }
}

/// Sends what waits on the baskets of these records. Answers the first record whose basket could not
/// be written; the platform repeats from there.
pub async fn handle(state: &State, event: Event) -> DynamoDbEventResponse {
    // The basket is read as it is now, so one turn serves all its records.
    let mut baskets: BTreeMap<BasketId, usize> = BTreeMap::new();
    for (at, record) in event.records.iter().enumerate() {
        if let Some(basket_id) = basket_of(record) {
            baskets.entry(basket_id).or_insert(at);
        }
    }
    let first_failed = stream::iter(baskets)
        .map(async |(basket_id, at)| {
            let delivered = deliver_webhooks_of(&state.core, &state.sender, basket_id).await;
            delivered.err().map(|error| {
                tracing::error!(%error, basket = %basket_id, "webhooks could not be worked off");
                at
            })
        })
        .buffer_unordered(AT_ONCE)
        .filter_map(async |failed| failed)
        .fold(None, async |first: Option<usize>, at| {
            Some(first.map_or(at, |first| first.min(at)))
        })
        .await;
    let mut response = DynamoDbEventResponse::default();
    if let Some(record) = first_failed.and_then(|at| event.records.get(at)) {
        let mut failure = DynamoDbBatchItemFailure::default();
        failure.item_identifier = record.change.sequence_number.clone();
        response.batch_item_failures.push(failure);
    }
    response
}

fn basket_of(record: &EventRecord) -> Option<BasketId> {
    #[derive(serde::Deserialize)]
    struct Keys {
        basket_id: BasketId,
    }
    let keys: Result<Keys, _> = serde_dynamo::from_item(record.change.keys.clone());
    keys.ok().map(|keys| keys.basket_id)
}
