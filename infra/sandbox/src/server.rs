//! What the mailbox and the issuer share: a listener that can be stopped, a database that may live
//! in memory, pages, random names and the time.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::Connection;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How long a stopping service waits for requests that are still being answered.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a sandbox service did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is taken, or does not belong to this machine.
    #[error(
        "cannot listen on {address}: {cause}. Stop what runs there, or choose another port (0 takes a free one)"
    )]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The database file cannot be opened, or is not ours.
    #[error("cannot use the database {path}: {cause}. Delete the file to start over")]
    Database {
        /// The file, or `:memory:`.
        path: String,
        /// What SQLite or the file system said.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No signing key could be made.
    #[error("cannot make or read the signing key: {0}")]
    Key(String),
}

/// A router that is being served, until this value is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

/// Takes the address, so that the port is known before the router is built.
pub(crate) async fn bind(listen: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |cause| StartError::Listen {
        address: listen,
        cause,
    };
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

impl Server {
    /// Serves `router` in the background.
    pub(crate) fn start(listener: TcpListener, router: Router) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            // An accept error is retried by axum, so there is no failure to report. A dropped
            // sender counts as a request to stop.
            let signal = async {
                let _ = stopped.await;
            };
            let _ = axum::serve(listener, router)
                .with_graceful_shutdown(signal)
                .await;
        });
        Self {
            stop: Some(stop),
            task: Some(task),
        }
    }

    /// Takes no more requests, and waits for those under way (at most five seconds).
    pub(crate) async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(task) = self.task.take() {
            let _ = tokio::time::timeout(STOP_TIMEOUT, task).await;
        }
    }
}

/// One SQLite connection behind a lock. Statements take microseconds, so handlers hold the lock
/// without leaving the thread, and never across an await.
pub(crate) struct Database(Mutex<Connection>);

impl Database {
    /// Opens the file (made when missing, with its folder), or a database in memory for `None`,
    /// and runs `schema`.
    pub(crate) fn open(path: Option<&Path>, schema: &str) -> Result<Self, StartError> {
        let name = path.map_or_else(|| ":memory:".to_owned(), |path| path.display().to_string());
        let failed = |cause: Box<dyn std::error::Error + Send + Sync>| StartError::Database {
            path: name.clone(),
            cause,
        };
        let connection = match path {
            None => Connection::open_in_memory(),
            Some(path) => {
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder).map_err(|error| failed(error.into()))?;
                }
                Connection::open(path)
            }
        }
        .map_err(|error| failed(error.into()))?;
        connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
            .and_then(|()| connection.execute_batch(schema))
            .map_err(|error| failed(error.into()))?;
        Ok(Self(Mutex::new(connection)))
    }

    /// The connection. A panic while it was held leaves SQLite itself intact, so poisoning is
    /// ignored.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The time in UTC with milliseconds, as AWS writes it.
pub(crate) fn now_text() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}

/// The time in seconds since 1970.
pub(crate) fn now_seconds() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// `N` bytes nobody can guess.
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// A random name of 43 characters that fits into a URL (256 bits).
pub(crate) fn random_token() -> Result<String, getrandom::Error> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes::<32>()?))
}

/// A random UUID in its usual form.
pub(crate) fn random_uuid() -> Result<String, getrandom::Error> {
    let hex: String = random_bytes::<16>()?
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    Ok([
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ]
    .join("-"))
}

/// Encodes a value for a query string (everything but RFC 3986's unreserved characters).
pub(crate) fn percent_encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Renders a page. It may use inline styles and nothing else; `form_action` and `extra` add to the
/// content security policy.
pub(crate) fn page(status: StatusCode, template: &impl Template, policy: &str) -> Response {
    let html = match template.render() {
        Ok(html) => html,
        Err(error) => {
            return (
                StatusCode::INTERNAL_SERVER_ERROR,
                format!("The page cannot be shown: {error}"),
            )
                .into_response();
        }
    };
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; {policy}"
    );
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in PAGE_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

const PAGE_HEADERS: [(HeaderName, &str); 3] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
];
