//! The only place that knows DynamoDB: keys, item shapes, and one function per access pattern.
//!
//! Two tables. `baskets` holds one item per basket, written on the condition that its version is
//! unchanged. `merchants` holds profiles, people, keys, sessions and claims.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, IdentityCache, Region, StalledStreamProtectionConfig,
};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use paylink_platform::config::{AwsSettings, Reader};

pub mod baskets;
mod cache;
pub mod claims;
pub mod cursors;
pub mod gateways;
pub mod keys;
pub mod ledger;
pub mod merchants;
pub mod quotas;
pub mod sessions;
pub mod team;
pub mod unmatched;
pub mod webhooks;

pub use baskets::{BasketPage, BasketSummary, Stored};

/// Both tables, reached through the AWS SDK.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    tables: Tables,
    cache: Arc<cache::Cache>,
}

/// The tables' names.
#[derive(Debug, Clone)]
pub struct Tables {
    /// One item per basket.
    pub baskets: String,
    /// Everything else.
    pub merchants: String,
}

impl Tables {
    /// Reads the names from `BASKETS_TABLE` and `MERCHANTS_TABLE`.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            baskets: reader.required("BASKETS_TABLE"),
            merchants: reader.required("MERCHANTS_TABLE"),
        }
    }
}

/// A call to the tables did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody else wrote first; read again and decide again.
    #[error("the item was changed by somebody else")]
    Conflict,
    /// The table takes no more for the moment.
    #[error("the table is throttled")]
    Throttled,
    /// The table cannot be reached, or says it cannot answer. Whether a write happened is unknown.
    #[error("the table is unavailable: {0}")]
    Unavailable(String),
    /// The item would be larger than DynamoDB's 400 KB.
    #[error("the item is too large")]
    TooLarge,
    /// The call itself was wrong, or a permission is missing.
    #[error("the table refused the call: {0}")]
    Refused(String),
    /// An item cannot be understood.
    #[error("an item cannot be read: {0}")]
    Corrupt(String),
}

/// The text of a cursor, of which nobody outside should make anything.
fn opaque(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// What [`opaque`] hid; an error where the text is none of its kind.
fn read_opaque(text: &str) -> Result<String, ()> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(drop)?;
    String::from_utf8(bytes).map_err(drop)
}

impl Store {
    /// A store on these tables.
    pub fn connect(aws: &AwsSettings, tables: Tables) -> Self {
        // Short attempts and few of them: a caller waits, and every write can be repeated safely.
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(2))
            .operation_attempt_timeout(Duration::from_secs(4))
            .operation_timeout(Duration::from_secs(10))
            .build();
        let mut config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(aws.region.clone()))
            .credentials_provider(aws.credentials.clone())
            .timeout_config(timeouts)
            // The credentials stand in the environment, and answers come whole within their time.
            .identity_cache(IdentityCache::no_cache())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        config.set_http_client(aws.http.clone());
        config.set_endpoint_url(aws.dynamodb_endpoint.clone());
        Self::new(Client::from_conf(config.build()), tables)
    }

    /// A store through this client.
    pub fn new(client: Client, tables: Tables) -> Self {
        Self {
            client,
            tables,
            cache: Arc::default(),
        }
    }
}

impl<E> From<SdkError<E, HttpResponse>> for StoreError
where
    SdkError<E, HttpResponse>: ProvideErrorMetadata,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        let status = error
            .raw_response()
            .map_or(0, |response| response.status().as_u16());
        let text = format!(
            "{}: {}",
            error.code().unwrap_or("no code"),
            error.message().unwrap_or("no message")
        );
        match error.code() {
            Some("ConditionalCheckFailedException") => Self::Conflict,
            Some(
                "ProvisionedThroughputExceededException"
                | "ThrottlingException"
                | "RequestLimitExceeded",
            ) => Self::Throttled,
            Some(_) if status >= 500 => Self::Unavailable(text),
            Some("ValidationException") if text.contains("Item size") => Self::TooLarge,
            Some(_) => Self::Refused(text),
            // No code: the call timed out, or never got an answer that could be read.
            None => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<serde_dynamo::Error> for StoreError {
    fn from(error: serde_dynamo::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}
