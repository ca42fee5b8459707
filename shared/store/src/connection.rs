//! The way to the tables.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, IdentityCache, Region, StalledStreamProtectionConfig,
};

use super::cache;
use paylink_platform::config::{AwsSettings, Reader};

/// Both tables, through the AWS SDK.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) client: Client,
    pub(crate) tables: Tables,
    pub(crate) cache: Arc<cache::Cache>,
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

impl Store {
    /// A store on these tables.
    pub fn connect(aws: &AwsSettings, tables: Tables) -> Self {
        // Short attempts, and few of them: a caller waits, and every write can be repeated safely.
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
            // The credentials are in the environment: nothing to cache. The timeouts end stalled answers.
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
