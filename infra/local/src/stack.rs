//! The whole system in one process. A [`Stack`] starts its parts, hands them what they need of each other, and stops
//! them.

mod background;
mod doors;
mod error;
mod folder;
mod lambda;
mod options;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use dynoxide::Database;
use serde::Serialize;
use serde_json::{Value, json};

use self::background::Background;
use self::doors::Doors;
pub use self::error::StackError;
use self::folder::{DataFolder, write_whole};
use self::lambda::Lambda;
pub use self::options::{DEFAULT_PORT, Data, StackOptions};
use crate::engine;
use crate::handler::Environment;
use crate::seed::{self, Seeded, Site};
use crate::services::{Addresses, Ports, Sandbox, environment, parameters, port_of};
use crate::template::Template;

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
    /// An API key of the first demo merchant; empty without data.
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
    environments: BTreeMap<String, Environment>,
    database: Database,
    lambda: Arc<Lambda>,
    sandbox: Sandbox,
    background: Background,
    // The last, so that the folder is free only when nothing uses it any more.
    folder: Option<DataFolder>,
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
        let folder = match &options.data {
            Data::Memory => None,
            Data::Folder(folder) => Some(DataFolder::open(folder, options.fresh)?),
        };
        let files = folder.as_ref().map(|folder| folder.files.as_path());

        let doors = Doors::open(ports, options.app_at.as_deref()).await?;
        let callback = options.callback.clone();
        let callback = callback.unwrap_or_else(|| format!("{}/desk/callback", doors.app_url));
        let sandbox =
            Sandbox::start(ports, files, options.issuer_key, &doors.app_url, callback).await?;
        let addresses = Addresses {
            app: doors.app_url,
            stripe: sandbox.stripe.base_url().to_owned(),
            mailbox: sandbox.mailbox.base_url.clone(),
            issuer: sandbox.issuer.issuer_url.clone(),
            dynamodb: doors.dynamodb.url(),
        };

        let template = Template::parse(&options.template, &parameters(&addresses))?;
        let file = files.map(|files| files.join("dynamodb.sqlite"));
        let database = engine::open(file.as_deref()).map_err(StackError::Database)?;
        engine::create_tables(&database, &template.tables).map_err(StackError::Database)?;
        let mut background = Background::new();
        background.serve_database(doors.dynamodb, database.clone());

        let environments = environments(&template, &addresses);
        let mut lambda = Lambda::new(sandbox.mailbox.events.clone());
        if let Some(door) = doors.app {
            add_functions(&mut lambda, &template, &options, &environments, &database).await?;
            let app = lambda.app(door.address.to_string());
            background.serve_app(door, app);
        }

        let mut stack = Self {
            url: addresses.app,
            api_key: String::new(),
            mailbox: addresses.mailbox,
            stripe: addresses.stripe,
            issuer: addresses.issuer,
            dynamodb: addresses.dynamodb,
            tables: TableNames::of(&template),
            options,
            environments,
            database,
            lambda: Arc::new(lambda),
            sandbox,
            background,
            folder,
        };
        stack.wake_by_itself();
        stack.prepare_data().await?;
        if let Some(path) = &stack.options.stack_file {
            write_whole(path, &format!("{:#}\n", stack.describe()))?;
        }
        Ok(stack)
    }

    /// Reads streams and fires schedules as often as the options say.
    fn wake_by_itself(&mut self) {
        if let Some(every) = self.options.poll_every {
            let lambda = Arc::clone(&self.lambda);
            self.background.repeat(every, move || {
                let lambda = Arc::clone(&lambda);
                async move { lambda.poll().await }
            });
        }
        if let Some(every) = self.options.tick_every {
            let (lambda, database) = (Arc::clone(&self.lambda), self.database.clone());
            self.background.repeat(every, move || {
                let (lambda, database) = (Arc::clone(&lambda), database.clone());
                async move {
                    // Errors were logged, and the next minute is another chance.
                    let _ = lambda.fire_schedules().await;
                    engine::sweep(database).await;
                }
            });
        }
    }

    /// Seeds new data, and remembers that it is complete.
    async fn prepare_data(&mut self) -> Result<(), StackError> {
        let kept = self.folder.as_ref();
        let seeded = match kept.and_then(|folder| folder.seeded.clone()) {
            Some(seeded) => seeded,
            None => {
                let seeded = self.seed().await?;
                if let Some(folder) = kept {
                    folder.complete(&seeded)?;
                }
                seeded
            }
        };
        self.api_key = seeded.api_key;
        Ok(())
    }

    async fn seed(&self) -> Result<Seeded, StackError> {
        let environment = self.environment();
        let site = Site {
            environment: &environment,
            base_url: &self.url,
            stripe: &self.stripe,
            mailbox: &self.mailbox,
            issuer: &self.issuer,
        };
        // On the heap: futures of this size would not leave enough of a small stack for their caller.
        Box::pin(seed::seed(self.options.seed, &site))
            .await
            .map_err(StackError::Seed)
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
        self.lambda.fire_schedules().await
    }

    /// Calls a function with an event, as Lambda's Invoke does, and answers what it returns.
    ///
    /// # Errors
    /// When there is no such function, the event is not of its kind, or the function fails.
    pub async fn invoke(&self, function: &str, event: &Value) -> Result<Value, StackError> {
        self.lambda.invoke(function, event).await
    }

    /// Reads the streams until nothing is new, including what functions write meanwhile. Gives how many records functions
    /// took.
    ///
    /// # Errors
    /// When the database fails, or writes go on without end.
    pub async fn drain_stream(&self) -> Result<usize, StackError> {
        self.lambda.drain_streams().await
    }

    /// Gives the functions what the mail service told since, and says how many events that were.
    ///
    /// # Errors
    /// Where the mailbox cannot be read.
    pub async fn deliver_mail_events(&self) -> Result<usize, StackError> {
        self.lambda.deliver_mail_events().await
    }

    /// Finishes what is under way and frees ports and files.
    pub async fn stop(self) {
        self.background.stop().await;
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
        let ports = self.ports();
        self.stop().await;
        Self::start_at(options, ports).await
    }

    /// Where everything listens. The app's port means nothing where the app is elsewhere.
    fn ports(&self) -> Ports {
        Ports {
            app: port_of(&self.url),
            stripe: port_of(&self.stripe),
            mailbox: port_of(&self.mailbox),
            issuer: port_of(&self.issuer),
            dynamodb: port_of(&self.dynamodb),
        }
    }
}

impl TableNames {
    /// A table that the template does not have has an empty name.
    fn of(template: &Template) -> Self {
        let name = |logical_id: &str| {
            template
                .table(logical_id)
                .map(|table| table.name.clone())
                .unwrap_or_default()
        };
        Self {
            baskets: name("BasketsTable"),
            merchants: name("MerchantsTable"),
        }
    }
}

/// The environment of each function, by the name of its binary.
fn environments(template: &Template, at: &Addresses) -> BTreeMap<String, Environment> {
    template
        .functions
        .iter()
        .map(|function| (function.binary.clone(), environment(function, at)))
        .collect()
}

/// Makes the functions of the template.
async fn add_functions(
    lambda: &mut Lambda,
    template: &Template,
    options: &StackOptions,
    environments: &BTreeMap<String, Environment>,
    database: &Database,
) -> Result<(), StackError> {
    for function in &template.functions {
        let name = &function.binary;
        let environment = environments.get(name).cloned().unwrap_or_default();
        let made = options.functions.make(name, environment).await;
        let handler = made.map_err(|error| StackError::Function {
            function: name.clone(),
            cause: error.to_string(),
        })?;
        lambda.add(function, handler, database)?;
    }
    Ok(())
}
