//! The mailbox: the part of the SES v2 HTTP API that sends mail, and pages to read what was sent.
//!
//! The AWS SDK talks to it when its endpoint URL is [`Running::base_url`], so a laptop runs the
//! same code that talks to SES. Requests are checked as SES checks them, and addresses can be told
//! to bounce, to complain, to be refused or to lose their mail.
//!
//! | call | answer |
//! |---|---|
//! | `POST /v2/email/outbound-emails` | SES v2 `SendEmail` |
//! | `GET /messages?to=&status=&limit=` | the mails as JSON, newest first; lost ones only when asked for by status |
//! | `GET /messages/{id}`, `DELETE /messages` | one mail; forget all mails |
//! | `GET /messages/{id}/attachments/{position}` | the bytes of an attachment |
//! | `GET /`, `GET /mails/{id}` | pages to read mails |
//! | `POST /_sandbox/addresses` | `{"address", "behaviour"}`, see [`Behaviour`] |
//! | `GET /_sandbox/events?after=` | what SES would have told EventBridge, oldest first |

mod behaviour;
mod error;
mod event;
mod handlers;
mod limits;
mod mail;
mod send;
mod store;
#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

pub use self::behaviour::Behaviour;
use self::store::Store;
use crate::StartError;
use crate::server::{Server, bind};

/// Where the mailbox listens and keeps its mails.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The SQLite file (made when missing); `None` keeps mails in memory only.
    pub database: Option<PathBuf>,
}

impl Default for Options {
    /// A free port on the loopback, nothing kept.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            database: None,
        }
    }
}

/// A mailbox that is being served until it is dropped or [stopped](Self::stop).
#[derive(Debug)]
pub struct Running {
    /// Where it is reached, without a slash at the end: the endpoint URL for the SES client, and
    /// the page for people.
    pub base_url: String,
    /// What SES would tell EventBridge.
    pub events: Events,
    server: Server,
}

/// What SES would tell EventBridge of the mails of a mailbox.
#[derive(Clone)]
pub struct Events(Arc<Store>);

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Events")
    }
}

impl Events {
    /// The events after the one with the id `after`, oldest first; all of them where there is none.
    ///
    /// # Errors
    /// Where the mailbox's database cannot be read.
    pub fn after(&self, after: Option<&str>) -> Result<Vec<Value>, String> {
        self.0.events(after).map_err(|error| error.to_string())
    }
}

impl Running {
    /// Answers what is under way and frees the port and the file.
    pub async fn stop(self) {
        self.server.stop().await;
    }
}

/// Starts the mailbox on the current tokio runtime.
///
/// # Errors
/// When the address is taken or the file is not a usable database.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let store = Arc::new(Store::open(options.database.as_deref())?);
    let (listener, address) = bind(options.listen).await?;
    let server = Server::start(listener, handlers::router(Arc::clone(&store)));
    Ok(Running {
        base_url: format!("http://{address}"),
        events: Events(store),
        server,
    })
}
