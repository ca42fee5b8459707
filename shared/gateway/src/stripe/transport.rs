//! Calls of Stripe's API over HTTPS: the key, the headers, the pages of lists, and what an error means.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;

use super::super::port::{Account, GatewayError};
use super::wire::{ErrorBody, List, Listed};
use paylink_platform::config::{AwsSettings, ConfigError, Settings, StripeKeySource};

/// Where Stripe's API is.
const BASE_URL: &str = "https://api.stripe.com";
/// The version whose shapes [`wire`](super::wire) reads.
const API_VERSION: &str = "2025-03-31.basil";
/// How long a call may take altogether.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The most pages of a list that are read, at [`PAGE`] objects each. A list that is longer than one
/// turn of `tick` can read must be an error, not a list that stops early.
const PAGES: usize = 100;
/// How many objects a page has; the most that Stripe gives.
const PAGE: usize = 100;

/// Stripe, reached over HTTPS.
#[derive(Debug, Clone)]
pub struct Stripe {
    http: reqwest::Client,
    base_url: String,
    key: Key,
}

/// The platform's API key.
#[derive(Debug, Clone)]
enum Key {
    /// Given.
    Known(SecretString),
    /// Kept in Secrets Manager, and read before the first call. Most guests only look at their link,
    /// and need not wait for the key.
    Kept(Arc<Kept>),
}

#[derive(Debug)]
struct Kept {
    source: StripeKeySource,
    read: OnceCell<SecretString>,
}

impl Key {
    /// # Errors
    /// [`GatewayError::Later`] where it cannot be read; the next call tries again.
    async fn read(&self) -> Result<&SecretString, GatewayError> {
        match self {
            Self::Known(key) => Ok(key),
            Self::Kept(kept) => kept
                .read
                .get_or_try_init(async || Ok(kept.source.load().await?.secret_key))
                .await
                .map_err(|error: ConfigError| GatewayError::Later(error.to_string())),
        }
    }
}

/// The fields of a form, as names and values.
pub(super) type Pairs = Vec<(&'static str, String)>;

/// What Stripe answered to a call that worked.
pub(super) struct Answer<T> {
    pub(super) value: T,
    /// Whether it is the saved answer to an earlier call with the same key, and may be out of date.
    pub(super) replayed: bool,
}

impl Stripe {
    /// A client with the platform's API key. `base_url` is that of a sandbox; `None` is Stripe's own.
    ///
    /// # Errors
    /// Where the TLS library cannot be set up.
    pub fn new(key: SecretString, base_url: Option<String>) -> Result<Self, ConfigError> {
        Self::with_key(Key::Known(key), base_url)
    }

    fn with_key(key: Key, base_url: Option<String>) -> Result<Self, ConfigError> {
        let http = paylink_platform::http_client::public_client(TIMEOUT).map_err(|reason| {
            ConfigError::Invalid {
                name: "STRIPE_SECRET_KEY",
                reason,
            }
        })?;
        Ok(Self {
            http,
            base_url: base_url.unwrap_or_else(|| BASE_URL.to_owned()),
            key,
        })
    }

    /// The client that the settings describe; `STRIPE_BASE_URL` leads to a sandbox.
    ///
    /// # Errors
    /// Where they do not say where the keys are.
    pub fn from_settings(settings: &Settings, aws: &AwsSettings) -> Result<Self, ConfigError> {
        let key = match StripeKeySource::of(settings, aws)? {
            StripeKeySource::Given(keys) => Key::Known(keys.secret_key),
            source @ StripeKeySource::Kept { .. } => Key::Kept(Arc::new(Kept {
                source,
                read: OnceCell::new(),
            })),
        };
        Self::with_key(key, settings.optional("STRIPE_BASE_URL"))
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        account: Account<'_>,
        idempotency_key: Option<&str>,
        fields: &[(&str, String)],
    ) -> Result<Answer<T>, GatewayError> {
        let key = self.key.read().await?;
        let mut request = self
            .http
            .request(method.clone(), format!("{}{path}", self.base_url))
            .bearer_auth(key.expose_secret())
            .header("Stripe-Version", API_VERSION);
        if let Some(account) = account {
            request = request.header("Stripe-Account", account);
        }
        if let Some(key) = idempotency_key {
            request = request.header("Idempotency-Key", key);
        }
        request = if method == Method::GET {
            request.query(fields)
        } else {
            request.form(fields)
        };
        let unknown =
            |error: reqwest::Error| GatewayError::Unknown(error.without_url().to_string());
        let response = request.send().await.map_err(unknown)?;
        let status = response.status();
        let replayed = response.headers().contains_key("idempotent-replayed");
        let body = response.bytes().await.map_err(unknown)?;
        if !status.is_success() {
            return Err(error_of(status, &body));
        }
        let value = serde_json::from_slice(&body).map_err(|error| {
            GatewayError::Unknown(format!("its answer cannot be read: {error}"))
        })?;
        Ok(Answer { value, replayed })
    }

    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        account: Account<'_>,
        key: Option<&str>,
        fields: &Pairs,
    ) -> Result<Answer<T>, GatewayError> {
        self.call(Method::POST, path, account, key, fields).await
    }

    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        account: Account<'_>,
        query: &[(&str, String)],
    ) -> Result<T, GatewayError> {
        Ok(self
            .call(Method::GET, path, account, None, query)
            .await?
            .value)
    }

    /// Every object of a list, newest first.
    ///
    /// # Errors
    /// [`GatewayError::Unknown`] where it has more than [`PAGES`] pages.
    pub(super) async fn list<T: DeserializeOwned + Listed>(
        &self,
        path: &str,
        account: Account<'_>,
        filters: Vec<(&str, String)>,
    ) -> Result<Vec<T>, GatewayError> {
        let mut objects: Vec<T> = Vec::new();
        for _ in 0..PAGES {
            let mut query = filters.clone();
            query.push(("limit", PAGE.to_string()));
            query.extend(
                objects
                    .last()
                    .map(|last| ("starting_after", last.id().to_owned())),
            );
            let page: List<T> = self.get(path, account, &query).await?;
            // An empty page that says there is more would be asked for without end.
            let more = page.has_more && !page.data.is_empty();
            objects.extend(page.data);
            if !more {
                return Ok(objects);
            }
        }
        Err(GatewayError::Unknown(format!(
            "{path} has more than {PAGES} pages"
        )))
    }
}

/// The error of a call that Stripe refused, by its status and body: did anything happen or not?
fn error_of(status: StatusCode, body: &[u8]) -> GatewayError {
    let (kind, code, message) = match serde_json::from_slice::<ErrorBody>(body) {
        Ok(ErrorBody { error }) => {
            let code = error.code.unwrap_or_else(|| error.kind.clone());
            (error.kind, code, error.message.unwrap_or_default())
        }
        Err(_) => {
            let status = status.as_str().to_owned();
            (String::new(), status, "no readable error body".to_owned())
        }
    };
    match status.as_u16() {
        409 if code == "idempotency_key_in_use" => GatewayError::UnderWay,
        // 401: our API key was replaced. That says nothing about the account, and the next key works.
        401 | 409 | 429 => GatewayError::Later(code),
        403 => GatewayError::NoAccess(code),
        404 => GatewayError::NotFound,
        // Another call used the key. What that call did must be looked up.
        400 if kind == "idempotency_error" => GatewayError::Unknown(kind),
        // Only an error that Stripe itself names is a proof that nothing happened.
        400 | 402 if !kind.is_empty() => GatewayError::Refused { code, message },
        500 => GatewayError::Faulted(format!("status {status}")),
        _ => GatewayError::Unknown(format!("status {status}")),
    }
}
