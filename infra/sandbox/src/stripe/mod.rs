//! A sandbox that speaks Stripe's HTTP API, for laptops and tests.
//!
//! The production Stripe client, and Stripe's official packages, work against it with only the base URL changed:
//! checkout sessions, payment intents, charges, refunds, disputes, events, balance transactions, connected accounts
//! and account links, with Stripe's parameter checks, units, minimums, error bodies, idempotency and signed
//! webhooks. No real money moves. All books are kept in SQLite and survive a restart.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use paylink_sandbox::stripe::{Options, WebhookTarget, start};
//!
//! let gateway = start(Options::new("sk_test_laptop")).await?;
//! println!("Stripe is at {}", gateway.base_url());
//! // The application's own address is known only after it listens.
//! gateway.set_webhook(Some(WebhookTarget::new("http://127.0.0.1:3000/webhooks/stripe", "whsec_laptop")));
//! # gateway.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What people see
//! `GET /` is a dashboard with the sessions, payments, refunds, disputes and webhooks, buttons to refund, dispute,
//! settle and expire, and the test cards. `GET /c/pay/{session}` is the hosted page: a plain form with the fields
//! `card_number`, `expiry`, `cvc` (and `email`), and one with `iban` for bank debits. It answers 303 to the
//! session's `success_url`, 303 to the 3-D Secure challenge, or 200 with the form and what is wrong with it.
//!
//! # Test cards
//! The whole list is in [`cards`]. The ones used most: `4242424242424242` pays, `4000000000000002` is declined,
//! `4000000000009995` has insufficient funds, `4000002500003155` asks for 3-D Secure, `4000000000000259` pays and is
//! then disputed, `4000000000005126` pays and its refunds fail later, `4000000000007726` pays and its refunds are
//! pending at first. IBAN `DE89370400440532013000` succeeds after [`Options::settle_delay_seconds`],
//! `DE62370400440532013001` fails after it.
//!
//! # The control API
//! Plain JSON, without a key, for tests. Errors are `{"error": {"message": ...}}`.
//!
//! | call | body | does |
//! |---|---|---|
//! | `GET /_sandbox` | | state: time, webhook target and mode, platform account |
//! | `POST /_sandbox/webhooks` | `{"mode": "deliver", "drop" or "hold", "url", "secret", "former_secret"}`, each optional | what becomes of webhooks, and where they go |
//! | `GET /_sandbox/deliveries` | | the webhook queue, newest first |
//! | `POST /_sandbox/events/{id}/resend` | | queues the event's webhook once more |
//! | `POST /_sandbox/sessions/{id}/pay` | `{"card_number"}` or `{"iban"}`, each optional | pays as a guest would, 3-D Secure included |
//! | `POST /_sandbox/sessions/{id}/settle` | `{"outcome": "succeeded" or "failed"}` | settles a bank debit now |
//! | `POST /_sandbox/refunds` | `{"payment_intent", "amount"}` | a refund made in the dashboard, not through the API |
//! | `POST /_sandbox/refunds/{id}/settle` | `{"outcome": "succeeded" or "failed"}` | settles a refund now; also fails one that had succeeded |
//! | `POST /_sandbox/disputes` | `{"payment_intent", "reason"}` | opens a dispute |
//! | `POST /_sandbox/disputes/{id}/close` | `{"status": "won" or "lost"}` | closes it |
//! | `POST /_sandbox/accounts/{id}` | `{"charges_enabled": true, "connected": false}`, each optional | sets a connected account up, or stops it; takes it away from the platform, whose calls for it are then refused, or gives it back |
//! | `POST /_sandbox/fail_next` | `{"method", "path_prefix", "kind", "times", "delay_ms", "keep_answer"}` | the next matching API call goes wrong; see [`faults::FaultKind`] |
//! | `DELETE /_sandbox/fail_next` | | forgets the failures to come |
//! | `POST /_sandbox/clock` | `{"advance_seconds": 3600}` | puts the clock forward, and does what is then due |
//! | `GET`, `DELETE /_sandbox/requests` | | the journal of API calls, oldest first; forgets it |
//!
//! The mode of webhooks, the failures to come and the journal are not kept over a restart; the clock is.

mod api;
mod books;
mod calls;
pub mod cards;
mod clock;
mod control;
mod disputes;
mod due;
mod error;
pub mod faults;
mod form;
mod gateway;
mod idempotency;
mod ids;
pub mod money;
mod object;
mod other_sites;
mod outside;
mod pages;
mod payments;
mod refunds;
mod server;
mod submission;
mod webhooks;

#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use self::books::Books;
use self::gateway::Gateway;
pub use self::gateway::{WebhookMode, WebhookTarget};
pub use self::webhooks::signature_header;

/// How a sandbox is to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The file of the books; `None` keeps them in memory.
    pub database: Option<PathBuf>,
    /// The one secret key that the API takes, `sk_test_...`.
    pub secret_key: String,
    /// Where webhooks go; can be said later with [`Running::set_webhook`].
    pub webhook: Option<WebhookTarget>,
    /// How long bank debits and slow refunds take, in seconds.
    pub settle_delay_seconds: i64,
}

impl Options {
    /// A sandbox in memory on a free port of 127.0.0.1, without webhooks. Delayed payments take 20 seconds.
    pub fn new(secret_key: impl Into<String>) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            database: None,
            secret_key: secret_key.into(),
            webhook: None,
            settle_delay_seconds: 20,
        }
    }
}

/// Why a sandbox could not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port is taken, or not allowed.
    #[error("the sandbox gateway cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The file of the books cannot be opened.
    #[error("the sandbox gateway's books cannot be opened: {0}")]
    Open(#[from] rusqlite::Error),
    /// The books cannot be read or written.
    #[error("the sandbox gateway's books cannot be read: {0}")]
    Read(String),
    /// The client that sends webhooks cannot be made.
    #[error("the sandbox gateway cannot send webhooks: {0}")]
    Client(String),
}

/// A sandbox that runs until it is stopped or dropped.
pub struct Running {
    gateway: Arc<Gateway>,
    base_url: String,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// The address of API, hosted page and dashboard, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Says where webhooks go from now on. Webhooks that waited for a target are sent at once.
    pub fn set_webhook(&self, target: Option<WebhookTarget>) {
        self.gateway.set_webhook_target(target);
    }

    /// Stops listening and delivering, and waits until that is done.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        for mut task in std::mem::take(&mut self.tasks) {
            // A client that keeps its connection open is not waited for.
            if tokio::time::timeout(Duration::from_secs(1), &mut task)
                .await
                .is_err()
            {
                task.abort();
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
    }
}

/// Starts a sandbox. Sessions, debits, refunds and webhooks that an earlier run left behind go on.
pub async fn start(options: Options) -> Result<Running, Error> {
    let books = Books::open(options.database.as_deref())?;
    let cannot_listen = |error| Error::Listen(options.listen, error);
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(cannot_listen)?;
    let address = listener.local_addr().map_err(cannot_listen)?;
    let base_url = format!("http://{address}");
    let gateway = Gateway::new(
        books,
        http_client().map_err(Error::Client)?,
        base_url.clone(),
        options.secret_key,
        options.settle_delay_seconds,
        options.webhook,
    )
    .map_err(|error| Error::Read(error.message))?;
    let gateway = Arc::new(gateway);
    let (stop, stopped) = watch::channel(false);
    let tasks = vec![
        tokio::spawn(serve(listener, Arc::clone(&gateway), stopped.clone())),
        tokio::spawn(webhooks::work(Arc::clone(&gateway), stopped)),
    ];
    Ok(Running {
        gateway,
        base_url,
        address,
        stop,
        tasks,
    })
}

async fn serve(listener: TcpListener, gateway: Arc<Gateway>, mut stopped: watch::Receiver<bool>) {
    let until = async move {
        let _ = stopped.changed().await;
    };
    if let Err(error) = axum::serve(listener, server::router(gateway))
        .with_graceful_shutdown(until)
        .await
    {
        tracing::error!(%error, "the sandbox gateway stopped serving");
    }
}

/// A client for plain http. It trusts no certificate, so that it needs none on the machine.
fn http_client() -> Result<reqwest::Client, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| error.to_string())
}
