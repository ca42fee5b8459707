//! DynamoDB on this machine: an engine in memory, and servers in front of it that count what each call
//! costs, at the socket.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use dynoxide::DynoxideError;
use dynoxide::types::ConsumedCapacity;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

/// The table of baskets.
pub const BASKETS: &str = "baskets";
/// The table of everything else.
pub const MERCHANTS: &str = "merchants";

/// What DynamoDB stores besides each item and each entry of an index, in bytes.
const OVERHEAD: u64 = 100;

/// What DynamoDB charges at least for a write whose condition does not hold; the engine does not say.
const REFUSED_WRITE: f64 = 1.0;

/// The tables of the template, which a test compares with this file.
const TABLES: &str = include_str!("../../sim/src/tables.json");

/// An engine in memory with the tables of the template. Copies are the same database.
#[derive(Clone)]
pub struct Database {
    engine: dynoxide::Database,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database")
    }
}

impl Default for Database {
    fn default() -> Self {
        Self::new()
    }
}

impl Database {
    /// An empty database.
    pub fn new() -> Self {
        let engine = dynoxide::Database::memory().unwrap();
        let tables: Vec<serde_json::Value> = serde_json::from_str(TABLES).unwrap();
        for table in tables {
            engine
                .create_table(serde_json::from_value(table).unwrap())
                .unwrap();
        }
        Self { engine }
    }

    /// The engine, for what goes past the socket and is not counted.
    pub fn engine(&self) -> &dynoxide::Database {
        &self.engine
    }

    /// How many items a table has, and how many bytes they and the entries of its indexes take. For each
    /// of them DynamoDB stores another hundred bytes.
    pub fn stored(&self, table: &str) -> (u64, u64) {
        let request = serde_json::from_value(serde_json::json!({ "TableName": table })).unwrap();
        let described = self.engine.describe_table(request).unwrap();
        let described = serde_json::to_value(described.table).unwrap();
        let of = |value: &serde_json::Value, count: &str, bytes: &str| -> (u64, u64) {
            let count = value[count].as_u64().unwrap();
            (count, value[bytes].as_u64().unwrap() + count * OVERHEAD)
        };
        let (items, mut bytes) = of(&described, "ItemCount", "TableSizeBytes");
        let none = Vec::new();
        let indexes = described["GlobalSecondaryIndexes"].as_array();
        for index in indexes.unwrap_or(&none) {
            bytes += of(index, "ItemCount", "IndexSizeBytes").1;
        }
        (items, bytes)
    }

    /// Carries out a call, and notes what it cost.
    fn answer(&self, operation: &str, body: &[u8], counts: &Mutex<Counts>) -> (u16, String) {
        let call = Call {
            operation,
            body,
            counts,
        };
        // The engine is asked what each call costs, and what it says does not reach the caller.
        macro_rules! run {
            ($action:ident, $request:ty) => {
                call.run(
                    |request: &mut $request| {
                        request.return_consumed_capacity = Some("INDEXES".to_owned());
                        request.table_name.clone()
                    },
                    |request| self.engine.$action(request),
                    |answer| answer.consumed_capacity.take(),
                )
            };
        }
        use dynoxide::actions::{delete_item, get_item, put_item, query, scan, update_item};
        match operation {
            "GetItem" => run!(get_item, get_item::GetItemRequest),
            "PutItem" => run!(put_item, put_item::PutItemRequest),
            "UpdateItem" => run!(update_item, update_item::UpdateItemRequest),
            "DeleteItem" => run!(delete_item, delete_item::DeleteItemRequest),
            "Query" => run!(query, query::QueryRequest),
            "Scan" => run!(scan, scan::ScanRequest),
            other => (
                400,
                format!(r#"{{"__type":"UnknownOperationException","message":"{other}"}}"#),
            ),
        }
    }
}

struct Call<'a> {
    operation: &'a str,
    body: &'a [u8],
    counts: &'a Mutex<Counts>,
}

impl Call<'_> {
    fn run<Q: DeserializeOwned, A: Serialize>(
        &self,
        prepare: impl FnOnce(&mut Q) -> String,
        action: impl FnOnce(Q) -> Result<A, DynoxideError>,
        cost: impl FnOnce(&mut A) -> Option<ConsumedCapacity>,
    ) -> (u16, String) {
        let mut request: Q = match serde_json::from_slice(self.body) {
            Ok(request) => request,
            Err(error) => {
                let text = serde_json::Value::String(error.to_string());
                return (
                    400,
                    format!(r#"{{"__type":"SerializationException","message":{text}}}"#),
                );
            }
        };
        let table = prepare(&mut request);
        let outcome = action(request);
        let mut counts = self.counts.lock().unwrap();
        let usage = counts
            .0
            .entry((table, self.operation.to_owned()))
            .or_default();
        usage.calls += 1;
        match outcome {
            Ok(mut answer) => {
                let is_write = !matches!(self.operation, "GetItem" | "Query" | "Scan");
                if let Some(capacity) = cost(&mut answer) {
                    usage.add(is_write, &capacity);
                }
                (200, serde_json::to_string(&answer).unwrap())
            }
            Err(error) => {
                usage.refused += 1;
                if matches!(error, DynoxideError::ConditionalCheckFailedException(..)) {
                    usage.write += REFUSED_WRITE;
                }
                (error.status_code(), error.to_json())
            }
        }
    }
}

/// What calls cost, by table and operation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counts(pub BTreeMap<(String, String), Usage>);

/// What calls of one operation on one table cost.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Usage {
    /// How many there were.
    pub calls: u64,
    /// How many of them the engine refused, such as writes whose condition did not hold.
    pub refused: u64,
    /// Read units, those of indexes included.
    pub read: f64,
    /// Write units, those of indexes included.
    pub write: f64,
    /// The units of each index among them.
    pub indexes: BTreeMap<String, f64>,
}

impl Usage {
    fn add(&mut self, is_write: bool, capacity: &ConsumedCapacity) {
        if is_write {
            self.write += capacity.capacity_units;
        } else {
            self.read += capacity.capacity_units;
        }
        for (index, detail) in capacity.global_secondary_indexes.iter().flatten() {
            *self.indexes.entry(index.clone()).or_default() += detail.capacity_units;
        }
    }
}

impl Counts {
    /// How many calls there were to a table.
    pub fn calls(&self, table: &str) -> u64 {
        self.of(table).map(|(_, usage)| usage.calls).sum()
    }

    /// How many calls there were to a table for an operation.
    pub fn calls_to(&self, table: &str, operation: &str) -> u64 {
        self.of(table)
            .filter(|(name, _)| *name == operation)
            .map(|(_, usage)| usage.calls)
            .sum()
    }

    /// How many calls were refused.
    pub fn refused(&self) -> u64 {
        self.0.values().map(|usage| usage.refused).sum()
    }

    /// All read units.
    pub fn read(&self) -> f64 {
        self.0.values().map(|usage| usage.read).sum()
    }

    /// All write units.
    pub fn write(&self) -> f64 {
        self.0.values().map(|usage| usage.write).sum()
    }

    /// The write units of each index.
    pub fn written_indexes(&self) -> BTreeMap<String, f64> {
        let mut all = BTreeMap::new();
        for usage in self.0.values().filter(|usage| usage.write > 0.0) {
            for (index, units) in &usage.indexes {
                *all.entry(index.clone()).or_default() += units;
            }
        }
        all
    }

    /// Operations on a table, with what they cost.
    pub fn of(&self, table: &str) -> impl Iterator<Item = (&str, &Usage)> {
        self.0
            .iter()
            .filter(move |((name, _), _)| name == table)
            .map(|((_, operation), usage)| (operation.as_str(), usage))
    }

    /// Adds what others cost.
    pub fn add(&mut self, other: &Self) {
        for (key, usage) in &other.0 {
            let sum = self.0.entry(key.clone()).or_default();
            sum.calls += usage.calls;
            sum.refused += usage.refused;
            sum.read += usage.read;
            sum.write += usage.write;
            for (index, units) in &usage.indexes {
                *sum.indexes.entry(index.clone()).or_default() += units;
            }
        }
    }
}

/// A certificate authority of its own, which signs for loopback addresses.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: PathBuf,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authority")
    }
}

impl Authority {
    /// A new one, whose certificate is written into a file as PEM.
    pub fn new(file: &Path) -> Self {
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "Paylink's measurements");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let key = KeyPair::generate().unwrap();
        let issuer = CertifiedIssuer::self_signed(params, key).unwrap();
        std::fs::write(file, issuer.pem()).unwrap();
        Self {
            issuer,
            file: file.to_owned(),
        }
    }

    /// The file with its certificate.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// What a server on a loopback address needs.
    pub fn server_config(&self) -> Arc<ServerConfig> {
        let names = ["127.0.0.1".to_owned(), "localhost".to_owned()];
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(names)
            .unwrap()
            .signed_by(&key, &self.issuer)
            .unwrap();
        let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .unwrap();
        Arc::new(config)
    }
}

/// A server in front of a database, on a free loopback port and a thread of its own. It ends when dropped.
#[derive(Debug)]
pub struct Front {
    url: String,
    counts: Arc<Mutex<Counts>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Front {
    /// Serves without TLS.
    pub fn http(database: &Database) -> Self {
        Self::start(database, None)
    }

    /// Serves with TLS, by a certificate of this authority.
    pub fn https(database: &Database, authority: &Authority) -> Self {
        Self::start(database, Some(authority.server_config().into()))
    }

    fn start(database: &Database, tls: Option<TlsAcceptor>) -> Self {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let counts = Arc::new(Mutex::new(Counts::default()));
        let (stop, stopped) = oneshot::channel();
        let served = Served {
            database: database.clone(),
            counts: Arc::clone(&counts),
        };
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    () = accept(listener, tls, served) => {}
                    _ = stopped => {}
                }
            });
        });
        Self {
            url,
            counts,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Where it is, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What was called since the last time.
    pub fn take_counts(&self) -> Counts {
        std::mem::take(&mut self.counts.lock().unwrap())
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[derive(Clone)]
struct Served {
    database: Database,
    counts: Arc<Mutex<Counts>>,
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, served: Served) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        socket.set_nodelay(true).unwrap();
        tokio::spawn(connection(socket, tls.clone(), served.clone()));
    }
}

/// Serves one connection. Processes are ended in the middle of calls, so that errors mean nothing here.
async fn connection(socket: TcpStream, tls: Option<TlsAcceptor>, served: Served) {
    let service = service_fn(move |request| respond(served.clone(), request));
    let http = hyper::server::conn::http1::Builder::new();
    match tls {
        None => drop(http.serve_connection(TokioIo::new(socket), service).await),
        Some(tls) => {
            if let Ok(socket) = tls.accept(socket).await {
                drop(http.serve_connection(TokioIo::new(socket), service).await);
            }
        }
    }
}

async fn respond(
    served: Served,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let target = request.headers().get("x-amz-target");
    let target = target.and_then(|target| target.to_str().ok());
    let operation = target.and_then(|target| target.rsplit('.').next());
    let operation = operation.unwrap_or_default().to_owned();
    let Ok(body) = request.into_body().collect().await else {
        return Ok(Response::default());
    };
    let (status, json) = served
        .database
        .answer(&operation, &body.to_bytes(), &served.counts);
    let response = Response::builder()
        .status(status)
        .header("content-type", "application/x-amz-json-1.0")
        .header(
            "x-amzn-requestid",
            "F7VKQ0PJ0B1TQ8DC6KC0QK2A5BVV4KQNSO5AEMVJF66Q9ASUAAJG",
        )
        .header("x-amz-crc32", crc32fast::hash(json.as_bytes()).to_string())
        .body(Full::from(json))
        .unwrap();
    Ok(response)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(front: &Front, operation: &str, body: serde_json::Value) -> (u16, serde_json::Value) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let client =
                paylink_platform::http_client::public_client(std::time::Duration::from_secs(5));
            let answer = client
                .unwrap()
                .post(front.url())
                .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
                .body(body.to_string())
                .send()
                .await
                .unwrap();
            let status = answer.status().as_u16();
            (
                status,
                serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap(),
            )
        })
    }

    #[test]
    fn calls_are_counted_with_their_indexes_and_answers_say_nothing_of_it() {
        let front = Front::http(&Database::new());
        let item = json!({
            "basket_id": {"S": "b"}, "merchant_id": {"S": "m"}, "doc": {"S": "x".repeat(3000)},
        });
        let put = json!({
            "TableName": BASKETS, "Item": item,
            "ConditionExpression": "attribute_not_exists(basket_id)",
        });
        assert_eq!(call(&front, "PutItem", put.clone()), (200, json!({})));
        assert_eq!(call(&front, "PutItem", put).0, 400);
        let get =
            json!({"TableName": BASKETS, "Key": {"basket_id": {"S": "b"}}, "ConsistentRead": true});
        let (status, read) = call(&front, "GetItem", get);
        assert_eq!((status, read), (200, json!({"Item": item})));

        let counts = front.take_counts();
        assert_eq!(counts.calls(BASKETS), 3);
        assert_eq!(counts.calls_to(BASKETS, "PutItem"), 2);
        assert_eq!(counts.refused(), 1);
        assert_eq!((counts.write(), counts.read()), (5.0, 1.0));
        let by_merchant = counts.written_indexes();
        assert_eq!(
            by_merchant,
            BTreeMap::from([("by-merchant".to_owned(), 1.0)])
        );
        assert_eq!(front.take_counts(), Counts::default());
    }

    /// Whether the tables are reached by whoever trusts what these settings say.
    async fn is_reached(front: &Front, bundle: Option<&Path>) -> bool {
        let bundle = bundle.map_or("", |path| path.to_str().unwrap());
        let settings = paylink_platform::config::Settings::from_pairs(
            [
                ("AWS_REGION", "eu-central-1"),
                ("AWS_ACCESS_KEY_ID", "test"),
                ("AWS_SECRET_ACCESS_KEY", "test"),
                ("AWS_ENDPOINT_URL_DYNAMODB", front.url()),
                ("AWS_CA_BUNDLE", bundle),
                ("BASKETS_TABLE", BASKETS),
                ("MERCHANTS_TABLE", MERCHANTS),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let mut reader = settings.reader();
        let aws = paylink_platform::config::AwsSettings::read(&mut reader);
        let core = paylink_app::Core::connect(&aws, &mut reader);
        reader.finish().unwrap();
        let id = "bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap();
        match core.store.get_basket(id).await {
            Ok(found) => {
                assert!(found.is_none());
                true
            }
            Err(error) => {
                assert!(
                    matches!(error, paylink_store::StoreError::Unavailable(_)),
                    "{error}"
                );
                false
            }
        }
    }

    #[tokio::test]
    async fn only_roots_that_are_named_are_trusted_and_those_of_aws_by_nobody_else() {
        let folder = std::env::temp_dir().join(format!("paylink-roots-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (ours, other) = (folder.join("ours.pem"), folder.join("other.pem"));
        let (authority, _) = (Authority::new(&ours), Authority::new(&other));
        let front = Front::https(&Database::new(), &authority);
        assert!(is_reached(&front, Some(&ours)).await);
        assert!(!is_reached(&front, Some(&other)).await);
        assert!(!is_reached(&front, None).await, "Amazon's own roots");
        let public =
            paylink_platform::http_client::public_client(std::time::Duration::from_secs(5));
        let asked = public.unwrap().get(front.url()).send().await;
        assert!(asked.unwrap_err().is_connect(), "the public roots");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
