//! The whole system in one process.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, TryLockError};
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use dynoxide::Database;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{self, App};
use crate::bus::{Bus, Rule};
use crate::event::schedule_event;
use crate::handler::{BoxError, Environment, EventHandler, Functions, Handler, guarded};
use crate::seed::{self, Seeded, Site};
use crate::services::{
    Addresses, OIDC_CLIENT_ID, Ports, SENDER_ADDRESS, Sandbox, SandboxError, environment,
};
use crate::stream::Consumer;
use crate::template::{DEPLOYED, Template, TemplateError};
use crate::{engine, example, functions};

/// How long stopping waits for what is under way.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// How often a stream is looked at before it counts as one that never comes to rest.
const LONGEST_DRAIN: usize = 1_000;

/// The most common port, which `cargo run` uses.
pub const DEFAULT_PORT: u16 = 3000;

/// Where data is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// Nowhere.
    Memory,
    /// In this folder, which is made when missing and used by one stack at a time.
    Folder(PathBuf),
}

/// How a stack is started.
#[derive(Debug, Clone)]
pub struct StackOptions {
    /// The app's port; the services take the four after it. 0 takes free ones.
    pub port: u16,
    /// Where data is kept.
    pub data: Data,
    /// Whether what was kept before is deleted first.
    pub fresh: bool,
    /// Where to write what the stack offers, as JSON; the file goes when the stack stops.
    pub stack_file: Option<PathBuf>,
    /// Whether new data begins with the demo merchants.
    pub seed: bool,
    /// Where the functions run, where that is not in this stack: then it serves only what is beside
    /// them, and neither reads streams nor fires schedules.
    pub app_at: Option<String>,
    /// Where the sign-in leads back to, where that is not the desk below the app's address.
    pub callback: Option<String>,
    /// How often schedules fire; `None` only when told, by [`Stack::tick`].
    pub tick_every: Option<Duration>,
    /// How often streams are read; `None` only when told, by [`Stack::drain_stream`].
    pub poll_every: Option<Duration>,
    /// Makes the functions.
    pub functions: Functions,
    /// The text of the template.
    pub template: String,
}

impl StackOptions {
    /// For a person: port 3000, data in `folder`, everything runs by itself.
    #[must_use]
    pub fn laptop(folder: &Path) -> Self {
        Self {
            port: DEFAULT_PORT,
            data: Data::Folder(folder.to_owned()),
            stack_file: Some(folder.join("stack.json")),
            seed: true,
            tick_every: Some(Duration::from_secs(60)),
            poll_every: Some(Duration::from_millis(150)),
            ..Self::test()
        }
    }

    /// For a test: free ports, nothing kept, no demo data, and nothing happens by itself.
    #[must_use]
    pub fn test() -> Self {
        Self {
            port: 0,
            data: Data::Memory,
            fresh: false,
            stack_file: None,
            seed: false,
            app_at: None,
            callback: None,
            tick_every: None,
            poll_every: None,
            functions: functions::all(),
            template: DEPLOYED.to_owned(),
        }
    }
}

/// Why a stack cannot start or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StackError {
    /// The port is in use.
    #[error(
        "port {port} is in use, perhaps by a Paylink that is already running; stop that, or choose other ports with --port N (0 takes free ones)"
    )]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The services do not fit behind the app's port.
    #[error(
        "port {0} is too high: the services take the four ports after it; choose one up to 65531"
    )]
    PortTooHigh(u16),
    /// Another stack uses the folder.
    #[error("another Paylink is using {}; stop it, choose another folder with --data DIR, or keep nothing with --memory", .0.display())]
    FolderInUse(PathBuf),
    /// A file or folder cannot be used.
    #[error("cannot use {}: {cause}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The system gave no port.
    #[error("cannot listen: {0}")]
    Listen(io::Error),
    /// The template cannot be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The database cannot be used.
    #[error("the database: {0}")]
    Database(String),
    /// A sandbox service did not start.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// A function did not start, or failed.
    #[error("the function {function}: {cause}")]
    Function {
        /// Its binary's name.
        function: String,
        /// What it said.
        cause: String,
    },
    /// The demo data could not be made.
    #[error("the demo data could not be made: {0}")]
    Seed(BoxError),
    /// The stream goes on and on: a function's own writes wake it again.
    #[error("the stream does not come to rest")]
    Restless,
    /// A stack in memory has nothing to start again with.
    #[error("a stack that keeps nothing cannot be restarted")]
    NothingKept,
}

/// Names of the tables in DynamoDB.
#[derive(Debug, Clone, Serialize)]
pub struct TableNames {
    /// The baskets.
    pub baskets: String,
    /// Everything about merchants.
    pub merchants: String,
}

/// A running system. Dropping it stops it less gently than [`Stack::stop`].
///
/// URLs have no slash at the end.
pub struct Stack {
    /// The app: API, guest pages and desk.
    pub url: String,
    /// An API key of the first demo merchant; empty without demo data.
    pub api_key: String,
    /// The mailbox, with its page and `GET /messages`.
    pub mailbox: String,
    /// The sandbox gateway.
    pub stripe: String,
    /// The issuer that staff sign in at.
    pub issuer: String,
    /// DynamoDB's endpoint.
    pub dynamodb: String,
    /// The tables there.
    pub tables: TableNames,
    options: StackOptions,
    ports: Ports,
    environments: BTreeMap<String, Environment>,
    database: Database,
    handlers: BTreeMap<String, Handler>,
    consumers: Arc<Vec<Consumer>>,
    schedules: Arc<Vec<Schedule>>,
    bus: Arc<Bus>,
    sandbox: Sandbox,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    // Held for as long as the folder is used.
    _lock: Option<File>,
}

struct Schedule {
    function: String,
    handler: EventHandler,
}

impl Stack {
    /// Starts everything.
    ///
    /// # Errors
    /// A sentence for the person at the keyboard: what is wrong and what to do.
    pub async fn start(options: StackOptions) -> Result<Self, StackError> {
        let ports = Ports::from_app(options.port).ok_or(StackError::PortTooHigh(options.port))?;
        Self::start_at(options, ports).await
    }

    async fn start_at(options: StackOptions, ports: Ports) -> Result<Self, StackError> {
        let (lock, files, seeded) = match &options.data {
            Data::Memory => (None, None, None),
            Data::Folder(folder) => {
                let lock = lock_folder(folder)?;
                let files = folder.join("data");
                let seeded = open_data(&files, options.fresh)?;
                (Some(lock), Some(files), seeded)
            }
        };

        // The app's address comes first, because everything else is told of it.
        let (front_door, app_url) = match &options.app_at {
            Some(elsewhere) => (None, elsewhere.clone()),
            None => {
                let (listener, address) = listen(ports.app).await?;
                (Some((listener, address)), format!("http://{address}"))
            }
        };
        let (dynamodb_listener, dynamodb_address) = listen(ports.dynamodb).await?;
        for port in [ports.stripe, ports.mailbox, ports.issuer] {
            check_free(port).await?;
        }
        let callback = options.callback.clone();
        let callback = callback.unwrap_or_else(|| format!("{app_url}/desk/callback"));
        let sandbox = Sandbox::start(ports, files.as_deref(), &app_url, callback).await?;
        let addresses = Addresses {
            app: app_url,
            stripe: sandbox.stripe.base_url().to_owned(),
            mailbox: sandbox.mailbox.base_url.clone(),
            issuer: sandbox.issuer.issuer_url.clone(),
            dynamodb: format!("http://{dynamodb_address}"),
        };

        let template = Template::parse(&options.template, &parameters(&addresses))?;
        let file = files.as_ref().map(|files| files.join("dynamodb.sqlite"));
        let database = engine::open(file.as_deref()).map_err(StackError::Database)?;
        engine::create_tables(&database, &template.tables).map_err(StackError::Database)?;

        let (stop, stopped) = watch::channel(false);
        let mut tasks = vec![serve_database(
            dynamodb_listener,
            database.clone(),
            stopped.clone(),
        )];

        let mut environments = BTreeMap::new();
        let mut handlers = BTreeMap::new();
        let mut routers = HashMap::new();
        let mut routes = Vec::new();
        let mut consumers = Vec::new();
        let mut schedules = Vec::new();
        let mut rules = Vec::new();
        for function in &template.functions {
            let failed = |cause: String| StackError::Function {
                function: function.binary.clone(),
                cause,
            };
            let own = environment(function, &addresses);
            environments.insert(function.binary.clone(), own.clone());
            if front_door.is_none() {
                continue;
            }
            let made = options.functions.make(&function.binary, own).await;
            let handler = made.map_err(|error| failed(error.to_string()))?;
            handlers.insert(function.binary.clone(), handler.clone());
            for route in &function.routes {
                routes.push((route.clone(), function.binary.clone()));
            }
            match handler {
                Handler::Http(router)
                    if function.streams.is_empty()
                        && function.schedules.is_empty()
                        && function.rules.is_empty() =>
                {
                    routers.insert(function.binary.clone(), router);
                }
                Handler::Stream(handler)
                    if function.routes.is_empty()
                        && function.schedules.is_empty()
                        && function.rules.is_empty() =>
                {
                    for mapping in &function.streams {
                        let consumer = Consumer::new(
                            function.binary.clone(),
                            mapping.clone(),
                            handler.clone(),
                            database.clone(),
                        );
                        consumers.push(consumer.map_err(failed)?);
                    }
                }
                Handler::Event(handler)
                    if function.routes.is_empty() && function.streams.is_empty() =>
                {
                    rules.extend(function.rules.iter().map(|pattern| Rule {
                        function: function.binary.clone(),
                        pattern: pattern.clone(),
                        handler: handler.clone(),
                    }));
                    if !function.schedules.is_empty() {
                        schedules.push(Schedule {
                            function: function.binary.clone(),
                            handler,
                        });
                    }
                }
                other @ (Handler::Http(_) | Handler::Stream(_) | Handler::Event(_)) => {
                    return Err(failed(format!(
                        "it takes {}, and infra/template.yaml wakes it otherwise",
                        other.kind()
                    )));
                }
            }
        }
        let consumers = Arc::new(consumers);
        let schedules = Arc::new(schedules);
        let bus = Arc::new(Bus::new(sandbox.mailbox.events.clone(), rules));

        let app_port = front_door
            .as_ref()
            .map_or(ports.app, |(_, address)| address.port());
        if let Some((listener, address)) = front_door {
            let app = App::new(routes, routers, address.to_string());
            tasks.push(serve_app(listener, app, stopped.clone()));
        }
        if let Some(every) = options.poll_every {
            let (consumers, bus) = (Arc::clone(&consumers), Arc::clone(&bus));
            tasks.push(repeat(every, stopped.clone(), move || {
                let (consumers, bus) = (Arc::clone(&consumers), Arc::clone(&bus));
                async move {
                    poll_all(&consumers).await;
                    if let Err(error) = bus.poll().await {
                        tracing::error!(error, "the events of mails cannot be read");
                    }
                }
            }));
        }
        if let Some(every) = options.tick_every {
            let schedules = Arc::clone(&schedules);
            let database = database.clone();
            tasks.push(repeat(every, stopped, move || {
                let schedules = Arc::clone(&schedules);
                let database = database.clone();
                async move {
                    // Errors were logged, and the next minute is another chance.
                    let _ = fire_all(&schedules).await;
                    sweep(database).await;
                }
            }));
        }

        let table = |logical_id: &str| {
            template
                .table(logical_id)
                .map(|table| table.name.clone())
                .unwrap_or_default()
        };
        let ports = Ports {
            app: app_port,
            stripe: port_of(&addresses.stripe),
            mailbox: port_of(&addresses.mailbox),
            issuer: port_of(&addresses.issuer),
            dynamodb: dynamodb_address.port(),
        };
        let mut stack = Self {
            url: addresses.app,
            api_key: String::new(),
            mailbox: addresses.mailbox,
            stripe: addresses.stripe,
            issuer: addresses.issuer,
            dynamodb: addresses.dynamodb,
            tables: TableNames {
                baskets: table("BasketsTable"),
                merchants: table("MerchantsTable"),
            },
            options,
            ports,
            environments,
            database,
            handlers,
            consumers,
            schedules,
            bus,
            sandbox,
            stop,
            tasks,
            _lock: lock,
        };
        stack.prepare_data(files.as_deref(), seeded).await?;
        if let Some(path) = &stack.options.stack_file {
            write_whole(path, &format!("{:#}\n", stack.describe()))?;
        }
        Ok(stack)
    }

    /// Seeds new data, and remembers that it is complete.
    async fn prepare_data(
        &mut self,
        files: Option<&Path>,
        seeded: Option<Seeded>,
    ) -> Result<(), StackError> {
        let seeded = match seeded {
            Some(seeded) => seeded,
            None => {
                let seeded = if self.options.seed {
                    let environment = self.environment();
                    let site = Site {
                        environment: &environment,
                        base_url: &self.url,
                        stripe: &self.stripe,
                        mailbox: &self.mailbox,
                        issuer: &self.issuer,
                    };
                    let seeded = seed::seed(&site).await.map_err(StackError::Seed)?;
                    example::seed(&site).await.map_err(StackError::Seed)?;
                    seeded
                } else {
                    Seeded::default()
                };
                if let Some(files) = files {
                    let path = files.join(COMPLETE);
                    let text = serde_json::to_string(&seeded)
                        .map_err(|error| unusable(&path, error.into()))?;
                    write_whole(&path, &text)?;
                }
                seeded
            }
        };
        self.api_key = seeded.api_key;
        Ok(())
    }

    /// What stands in `stack.json`.
    #[must_use]
    pub fn describe(&self) -> Value {
        json!({
            "app": self.url,
            "api_key": self.api_key,
            "mailbox": self.mailbox,
            "stripe": self.stripe,
            "issuer": self.issuer,
            "dynamodb": self.dynamodb,
            "tables": self.tables,
            "functions": self.environments,
        })
    }

    /// Whether the functions run elsewhere, so that only the services are here.
    #[must_use]
    pub fn is_services_only(&self) -> bool {
        self.options.app_at.is_some()
    }

    /// Where the data is.
    #[must_use]
    pub fn data(&self) -> &Data {
        &self.options.data
    }

    /// The settings of all functions together, for use cases that a test or the seed calls directly.
    #[must_use]
    pub fn environment(&self) -> Environment {
        self.environments
            .values()
            .flatten()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// The database itself.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Fires the schedules once and waits for their functions.
    ///
    /// # Errors
    /// The first function that failed; the others were called all the same.
    pub async fn tick(&self) -> Result<(), StackError> {
        fire_all(&self.schedules).await
    }

    /// Calls a function with an event, as Lambda's Invoke does, and answers what it returns.
    ///
    /// # Errors
    /// When there is no such function, the event is not of its kind, or the function fails.
    pub async fn invoke(&self, function: &str, event: &Value) -> Result<Value, StackError> {
        let failed = |cause: String| StackError::Function {
            function: function.to_owned(),
            cause,
        };
        let handler = self
            .handlers
            .get(function)
            .ok_or_else(|| failed("there is no such function".to_owned()))?;
        match handler.clone() {
            Handler::Http(router) => {
                let answer = guarded(app::call(router, event.to_string())).await;
                let answer = answer.map_err(failed)?;
                serde_json::from_str(&answer).map_err(|error| failed(error.to_string()))
            }
            Handler::Stream(handle) => {
                let event = serde_json::from_value(event.clone())
                    .map_err(|error| failed(error.to_string()))?;
                let answer = guarded(handle(event)).await.map_err(failed)?;
                serde_json::to_value(answer).map_err(|error| failed(error.to_string()))
            }
            Handler::Event(handle) => {
                guarded(handle(event.clone())).await.map_err(failed)?;
                Ok(Value::Null)
            }
        }
    }

    /// Reads the streams until nothing is new, including what functions write meanwhile. Gives how many records functions
    /// took.
    ///
    /// # Errors
    /// When the database fails, or writes go on without end.
    pub async fn drain_stream(&self) -> Result<usize, StackError> {
        let mut delivered = 0;
        for _ in 0..LONGEST_DRAIN {
            let mut read = 0;
            for consumer in self.consumers.iter() {
                let polled = consumer.poll().await.map_err(StackError::Database)?;
                read += polled.read;
                delivered += polled.delivered;
            }
            if read == 0 {
                return Ok(delivered);
            }
        }
        Err(StackError::Restless)
    }

    /// Gives the functions what the mail service told since, and says how many events that were.
    ///
    /// # Errors
    /// Where the mailbox cannot be read.
    pub async fn deliver_mail_events(&self) -> Result<usize, StackError> {
        self.bus.poll().await.map_err(StackError::Database)
    }

    /// Finishes what is under way and frees ports and files.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for mut task in self.tasks {
            if tokio::time::timeout(STOP_TIMEOUT, &mut task).await.is_err() {
                task.abort();
            }
        }
        self.sandbox.stop().await;
        if let Some(path) = &self.options.stack_file {
            let _ = std::fs::remove_file(path);
        }
    }

    /// Stops, and starts again on the same data and the same ports.
    ///
    /// # Errors
    /// As [`Stack::start`], and when nothing was kept.
    pub async fn restart(self) -> Result<Self, StackError> {
        if self.options.data == Data::Memory {
            return Err(StackError::NothingKept);
        }
        let options = StackOptions {
            fresh: false,
            ..self.options.clone()
        };
        let ports = self.ports;
        self.stop().await;
        Self::start_at(options, ports).await
    }
}

/// The file that says that the data beside it is complete.
const COMPLETE: &str = "seed.json";

fn unusable(path: &Path, cause: io::Error) -> StackError {
    StackError::File {
        path: path.to_owned(),
        cause,
    }
}

/// Makes the folder, and takes its lock.
fn lock_folder(folder: &Path) -> Result<File, StackError> {
    std::fs::create_dir_all(folder).map_err(|cause| unusable(folder, cause))?;
    let path = folder.join("lock");
    let lock = File::create(&path).map_err(|cause| unusable(&path, cause))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StackError::FolderInUse(folder.to_owned())),
        Err(TryLockError::Error(cause)) => Err(unusable(&path, cause)),
    }
}

/// Makes the folder for databases. One whose first start did not get to its end is begun anew.
fn open_data(files: &Path, fresh: bool) -> Result<Option<Seeded>, StackError> {
    let failed = |cause| unusable(files, cause);
    let seeded = match std::fs::read_to_string(files.join(COMPLETE)) {
        Ok(text) if !fresh => serde_json::from_str(&text).ok(),
        Ok(_) => None,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
        Err(cause) => return Err(failed(cause)),
    };
    if seeded.is_none() {
        match std::fs::remove_dir_all(files) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(failed(cause)),
            Ok(()) | Err(_) => {}
        }
    }
    std::fs::create_dir_all(files).map_err(failed)?;
    Ok(seeded)
}

/// Writes a file that others see either whole or not at all.
fn write_whole(path: &Path, text: &str) -> Result<(), StackError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|cause| unusable(folder, cause))?;
    }
    let beside = path.with_extension("new");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|cause| unusable(path, cause))
}

async fn listen(port: u16) -> Result<(TcpListener, SocketAddr), StackError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|cause| {
            if cause.kind() == io::ErrorKind::AddrInUse {
                StackError::PortTaken { port }
            } else {
                StackError::Listen(cause)
            }
        })?;
    let address = listener.local_addr().map_err(StackError::Listen)?;
    Ok((listener, address))
}

/// So that a port in use gets the same sentence whoever was going to listen there.
async fn check_free(port: u16) -> Result<(), StackError> {
    if port != 0 {
        drop(listen(port).await?);
    }
    Ok(())
}

fn port_of(url: &str) -> u16 {
    url.rsplit_once(':')
        .and_then(|(_, port)| port.parse().ok())
        .unwrap_or(0)
}

/// The template's parameters on this machine.
fn parameters(at: &Addresses) -> BTreeMap<String, String> {
    [
        ("Stage", "local"),
        ("SenderAddress", SENDER_ADDRESS),
        ("OidcIssuer", &at.issuer),
        ("OidcClientId", OIDC_CLIENT_ID),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

async fn until_stopped(mut stopped: watch::Receiver<bool>) {
    // An error is a stack that was dropped, which is a stop as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

fn serve_app(
    listener: TcpListener,
    app: Arc<App>,
    stopped: watch::Receiver<bool>,
) -> JoinHandle<()> {
    let service = app
        .router()
        .into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, service)
            .with_graceful_shutdown(until_stopped(stopped))
            .await
        {
            tracing::error!(%error, "the app stopped");
        }
    })
}

fn serve_database(
    listener: TcpListener,
    database: Database,
    stopped: watch::Receiver<bool>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        if let Err(error) =
            dynoxide::server::serve_with_shutdown(listener, database, until_stopped(stopped)).await
        {
            tracing::error!(error, "the database stopped");
        }
    })
}

/// Does something again and again, with a pause before each time, until the stack stops.
fn repeat<F, Done>(every: Duration, stopped: watch::Receiver<bool>, action: F) -> JoinHandle<()>
where
    F: Fn() -> Done + Send + 'static,
    Done: Future<Output = ()> + Send,
{
    tokio::spawn(async move {
        let stop = until_stopped(stopped);
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(every) => action().await,
            }
        }
    })
}

async fn poll_all(consumers: &[Consumer]) {
    for consumer in consumers {
        if let Err(error) = consumer.poll().await {
            tracing::error!(error, "the stream cannot be read");
        }
    }
}

async fn fire_all(schedules: &[Schedule]) -> Result<(), StackError> {
    let mut result = Ok(());
    for schedule in schedules {
        let event = schedule_event(&schedule.function, jiff::Timestamp::now());
        if let Err(cause) = guarded((schedule.handler)(event)).await {
            tracing::error!(function = schedule.function, cause, "failed");
            if result.is_ok() {
                result = Err(StackError::Function {
                    function: schedule.function.clone(),
                    cause,
                });
            }
        }
    }
    result
}

/// Deletes what expired, as DynamoDB does in its own time.
async fn sweep(database: Database) {
    match tokio::task::spawn_blocking(move || database.sweep_ttl()).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::warn!(%error, "expired items could not be deleted"),
        Err(error) => tracing::warn!(%error, "expired items could not be deleted"),
    }
}
