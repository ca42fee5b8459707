//! DynamoDB without a socket: the real SDK client, connected to an engine in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, StalledStreamProtectionConfig};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use dynoxide::{Database, DynoxideError};
use jiff::Timestamp;
use paylink_domain::basket::Basket;
use paylink_domain::ids::WebhookEndpointId;
use paylink_store::baskets;
use paylink_store::webhooks::{Delivery, Endpoint, Endpoints};
use paylink_store::{Store, Tables};
use serde::{Deserialize, Serialize};

use crate::hub::{ActorId, Call, Fate, Hub, Service};

const BASKETS: &str = "baskets";
const MERCHANTS: &str = "merchants";
const USED_INDEXES: [&str; 2] = ["due", "by-payment"];

/// A basket that was written.
#[derive(Debug, Clone, Deserialize)]
pub struct Commit {
    /// By whom.
    #[serde(skip)]
    pub actor: Option<ActorId>,
    /// How often it was written.
    pub version: u64,
    /// The basket.
    pub doc: Basket,
    /// The key of the list it stands in.
    pub merchant_state: String,
    /// When it is due, in epoch milliseconds.
    #[serde(default)]
    pub due_at: Option<i64>,
    /// Whether the stream has a mail to send.
    #[serde(default)]
    pub mail_due: bool,
    /// Whether the stream has an event to send.
    #[serde(default)]
    pub webhook_due: bool,
}

/// A fact that was kept without a basket.
#[derive(Debug, Clone)]
pub struct Unmatched {
    /// All that is kept of it, as one text.
    pub text: String,
}

/// What was written about webhooks, beside the baskets.
#[derive(Debug, Clone)]
pub enum WebhookNote {
    /// A merchant's endpoints.
    Endpoints(Vec<Endpoint>),
    /// What became of an event at an endpoint.
    Delivery(WebhookEndpointId, Box<Delivery>),
}

#[derive(Default)]
struct Log {
    commits: Vec<Commit>,
    unmatched: Vec<Unmatched>,
    webhook_notes: Vec<WebhookNote>,
    late: Vec<(String, Vec<u8>, Option<ActorId>)>,
    cursors: HashMap<Option<String>, Timestamp>,
    last_query: HashMap<Vec<u8>, (u16, String)>,
}

/// The engine, and what was written to it.
#[derive(Clone)]
pub struct Engine {
    hub: Hub,
    database: Arc<Database>,
    log: Arc<Mutex<Log>>,
    client: Option<aws_sdk_dynamodb::Client>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

impl Engine {
    /// An empty database with the tables of the template.
    pub fn new(hub: &Hub) -> Self {
        let database = Database::memory().unwrap();
        let tables: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("tables.json")).unwrap();
        for mut table in tables {
            keep_used_indexes(&mut table);
            database
                .create_table(serde_json::from_value(table).unwrap())
                .unwrap();
        }
        let mut engine = Self {
            hub: hub.clone(),
            database: Arc::new(database),
            log: Arc::default(),
            client: None,
        };
        engine.client = Some(engine.connect());
        engine
    }

    /// The store of one sandbox, with caches of its own.
    pub fn store(&self) -> Store {
        let tables = Tables {
            baskets: BASKETS.to_owned(),
            merchants: MERCHANTS.to_owned(),
        };
        Store::new(self.client.clone().unwrap(), tables)
    }

    /// The client of every sandbox: as the product's, without sockets, and without repetitions of its
    /// own, which are a [`Fate`] here.
    fn connect(&self) -> aws_sdk_dynamodb::Client {
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-central-1"))
            .allow_no_auth()
            .endpoint_url("http://database.invalid")
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .http_client(self.clone())
            .build();
        aws_sdk_dynamodb::Client::from_conf(config)
    }

    /// Takes what was written since the last time.
    pub fn take_commits(&self) -> Vec<Commit> {
        std::mem::take(&mut self.log.lock().unwrap().commits)
    }

    /// Takes what was written about webhooks since the last time.
    pub fn take_webhook_notes(&self) -> Vec<WebhookNote> {
        std::mem::take(&mut self.log.lock().unwrap().webhook_notes)
    }

    /// All facts that were kept without a basket.
    pub fn unmatched(&self) -> Vec<Unmatched> {
        self.log.lock().unwrap().unmatched.clone()
    }

    /// Until when the events of an account were read and recorded, as the cursor says.
    pub fn read_until(&self, account: &Option<String>) -> Option<Timestamp> {
        self.log.lock().unwrap().cursors.get(account).copied()
    }

    /// Whether calls wait to be carried out late.
    pub fn has_late_calls(&self) -> bool {
        !self.log.lock().unwrap().late.is_empty()
    }

    /// Carries out what callers gave up waiting for.
    pub fn carry_out_late_calls(&self) {
        let late = std::mem::take(&mut self.log.lock().unwrap().late);
        for (operation, body, actor) in late {
            self.execute(&operation, &body, actor);
        }
    }

    fn execute(&self, operation: &str, body: &[u8], actor: Option<ActorId>) -> (u16, String) {
        let outcome = match operation {
            "GetItem" => self.run(body, |db, request| db.get_item(request)),
            "PutItem" => self.run(body, |db, request| db.put_item(request)),
            "UpdateItem" => self.run(body, |db, request| db.update_item(request)),
            "DeleteItem" => self.run(body, |db, request| db.delete_item(request)),
            "Query" => self.run(body, |db, request| db.query(request)),
            other => panic!("the product calls {other}, which is not simulated"),
        };
        match outcome {
            Ok(json) => {
                if operation == "PutItem" {
                    self.note_write(body, actor);
                }
                (200, json)
            }
            Err(error) => (error.status_code(), error.to_json()),
        }
    }

    fn run<Q: for<'de> Deserialize<'de>, A: Serialize>(
        &self,
        body: &[u8],
        action: impl FnOnce(&Database, Q) -> Result<A, DynoxideError>,
    ) -> Result<String, DynoxideError> {
        let request = serde_json::from_slice(body).unwrap();
        action(&self.database, request).map(|answer| serde_json::to_string(&answer).unwrap())
    }

    fn note_write(&self, body: &[u8], actor: Option<ActorId>) {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Put {
            table_name: String,
            item: serde_dynamo::Item,
        }
        let put: Put = serde_json::from_slice(body).unwrap();
        if put.table_name == BASKETS {
            let mut commit: Commit = baskets::from_item(put.item).unwrap();
            commit.actor = actor;
            self.log.lock().unwrap().commits.push(commit);
        } else {
            let item: serde_json::Value = serde_dynamo::from_item(put.item).unwrap();
            if item["pk"] == "CURSOR"
                && let Some(read_until) = item["read_until"].as_str()
            {
                let account = item["account"].as_str().map(str::to_owned);
                let read_until = read_until.parse().unwrap();
                self.log.lock().unwrap().cursors.insert(account, read_until);
            }
            if let Some(note) = webhook_note(&item) {
                self.log.lock().unwrap().webhook_notes.push(note);
            }
            if item["pk"] == "UNMATCHED" {
                self.log.lock().unwrap().unmatched.push(Unmatched {
                    text: item.to_string(),
                });
            }
        }
    }

    async fn answer(self, operation: String, body: Vec<u8>) -> (u16, String) {
        let actor = self.hub.current();
        let call = call_of(&operation);
        let reads_index = call.reads_index;
        let fate = self.hub.gate(call).await;
        let error = |status: u16, code: &str| {
            (
                status,
                format!(
                    r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{code}","message":"injected"}}"#
                ),
            )
        };
        match fate {
            Fate::Done => {
                let answer = self.execute(&operation, &body, actor);
                if reads_index {
                    self.remember(&body, &answer);
                }
                answer
            }
            Fate::Stale => {
                let before = self
                    .log
                    .lock()
                    .unwrap()
                    .last_query
                    .get(&shard(&body))
                    .cloned();
                before.unwrap_or_else(|| {
                    (200, r#"{"Items":[],"Count":0,"ScannedCount":0}"#.to_owned())
                })
            }
            Fate::Repeated => {
                self.execute(&operation, &body, actor);
                self.execute(&operation, &body, actor)
            }
            Fate::AnswerLost => {
                self.execute(&operation, &body, actor);
                (0, String::new())
            }
            Fate::Late => {
                self.log.lock().unwrap().late.push((operation, body, actor));
                (0, String::new())
            }
            Fate::Unavailable | Fate::SavedError(_) | Fate::Refused => {
                error(500, "InternalServerError")
            }
            Fate::Throttled => error(400, "ProvisionedThroughputExceededException"),
            // Nobody else writes what is only put once.
            Fate::Conflict if body.windows(9).any(|part| part == b"UNMATCHED") => {
                error(400, "ProvisionedThroughputExceededException")
            }
            Fate::Conflict => error(400, "ConditionalCheckFailedException"),
            Fate::KilledBefore => std::future::pending().await,
            Fate::KilledAfter => {
                self.execute(&operation, &body, actor);
                std::future::pending().await
            }
        }
    }

    fn remember(&self, body: &[u8], answer: &(u16, String)) {
        let mut log = self.log.lock().unwrap();
        log.last_query.insert(shard(body), answer.clone());
    }
}

/// What an item says about webhooks.
fn webhook_note(item: &serde_json::Value) -> Option<WebhookNote> {
    if item["sk"] == "WEBHOOKS" {
        let endpoints: Endpoints = serde_json::from_value(item.clone()).unwrap();
        return Some(WebhookNote::Endpoints(endpoints.endpoints));
    }
    let endpoint = item["pk"].as_str()?.strip_prefix("DELIVERIES#")?;
    let delivery: Delivery = serde_json::from_value(item.clone()).unwrap();
    let id = endpoint.parse().unwrap();
    Some(WebhookNote::Delivery(id, Box::new(delivery)))
}

/// Leaves out the indexes that no simulated use case reads: each costs time with every write. The stream
/// is modelled by what is committed.
fn keep_used_indexes(table: &mut serde_json::Value) {
    let mut none = Vec::new();
    let indexes = table["GlobalSecondaryIndexes"]
        .as_array_mut()
        .unwrap_or(&mut none);
    indexes.retain(|index| USED_INDEXES.contains(&index["IndexName"].as_str().unwrap()));
    let mut used: Vec<String> = Vec::new();
    let mut add = |keys: &serde_json::Value| {
        for key in keys.as_array().unwrap() {
            used.push(key["AttributeName"].as_str().unwrap().to_owned());
        }
    };
    for index in indexes.iter() {
        add(&index["KeySchema"]);
    }
    if indexes.is_empty() {
        table
            .as_object_mut()
            .unwrap()
            .remove("GlobalSecondaryIndexes");
    }
    add(&table["KeySchema"]);
    let attributes = table["AttributeDefinitions"].as_array_mut().unwrap();
    attributes.retain(|attribute| used.iter().any(|name| attribute["AttributeName"] == **name));
}

/// What an index query asks for, but for the time.
fn shard(body: &[u8]) -> Vec<u8> {
    let value: serde_json::Value = serde_json::from_slice(body).unwrap();
    let of = |name: &str| value["ExpressionAttributeValues"][name].to_string();
    format!("{}{}", value["IndexName"], of(":shard")).into_bytes()
}

fn call_of(operation: &str) -> Call {
    let (name, writes, reads_index) = match operation {
        "GetItem" => ("get", false, false),
        "PutItem" => ("put", true, false),
        "UpdateItem" => ("update", true, false),
        "DeleteItem" => ("delete", true, false),
        _ => ("query", false, true),
    };
    Call {
        service: Service::Database,
        name,
        writes,
        reads_index,
    }
}

impl HttpConnector for Engine {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let body = request.body().bytes().unwrap_or_default().to_vec();
        let answer = self.clone().answer(operation, body);
        HttpConnectorFuture::new(async move { to_response(answer.await) })
    }
}

impl HttpClient for Engine {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// An answer for the SDK; status 0 is an answer that was lost.
pub fn to_response((status, json): (u16, String)) -> Result<HttpResponse, ConnectorError> {
    if status == 0 {
        return Err(ConnectorError::timeout("the answer was lost".into()));
    }
    Ok(HttpResponse::new(
        StatusCode::try_from(status).unwrap(),
        SdkBody::from(json),
    ))
}
