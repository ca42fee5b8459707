//! Sends the mails that a change of a basket caused, as soon as the table's stream tells of it.
//!
//! A mail that does not go is put off on its basket and left to `tick`, so one bad address never
//! holds up the stream.

use std::collections::BTreeSet;

use aws_lambda_events::dynamodb::{Event, EventRecord};
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use paylink_app::Core;
use paylink_delivery::mails::deliver_mails_of;
use paylink_domain::ids::BasketId;
use paylink_mail::{MailSettings, Mailer};
use paylink_platform::config::{AwsSettings, ConfigError, Settings};

/// What this function needs.
#[derive(Debug, Clone)]
pub struct State {
    core: Core,
    mailer: Mailer,
}

impl State {
    /// Builds the state once, at the cold start.
    ///
    /// # Errors
    /// Where settings are missing or cannot be used.
    pub fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        let mail = MailSettings::read(&mut reader);
        reader.finish()?;
        Ok(Self {
            core,
            mailer: Mailer::connect(&aws, mail),
        })
    }
}

/// Sends what waits on the baskets of these records. Answers the first record whose basket could not
/// be written; the platform repeats from there.
pub async fn handle(state: &State, event: Event) -> DynamoDbEventResponse {
    let mut done = BTreeSet::new();
    let mut response = DynamoDbEventResponse::default();
    for record in &event.records {
        let Some(basket_id) = basket_of(record) else {
            continue;
        };
        // The basket is read as it is now, so one turn serves all its records.
        if !done.insert(basket_id) {
            continue;
        }
        if let Err(error) = deliver_mails_of(&state.core, &state.mailer, basket_id).await {
            tracing::error!(%error, basket = %basket_id, "mails could not be worked off");
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = record.change.sequence_number.clone();
            response.batch_item_failures.push(failure);
            return response;
        }
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
