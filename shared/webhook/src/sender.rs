//! Posting an event to an endpoint.

use std::error::Error as _;
use std::net::ToSocketAddrs as _;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use secrecy::SecretString;

use paylink_app::webhook::{AddressPolicy, Sealer, WebhookSettings, sign};
use paylink_domain::basket::Basket;
use paylink_domain::ids::EventId;
use paylink_domain::webhook::WebhookRow;
use paylink_platform::config::{AwsSettings, ConfigError, Settings};
use paylink_platform::http_client::public_client_builder;
use paylink_store::webhooks::Endpoint;

/// How long an endpoint may take, all in all.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Writes the body of an event of a basket, as the basket is at the given time. The shapes are the
/// API's, so the function comes from the edge.
pub type WriteBody = fn(&Basket, &WebhookRow, Timestamp) -> String;

/// Signs events and posts them.
#[derive(Debug, Clone)]
pub struct WebhookSender {
    transport: Arc<dyn Transport>,
    sealer: Sealer,
    policy: AddressPolicy,
    write_body: WriteBody,
}

/// What carries a signed event to an endpoint: HTTP, or the simulator's receiver, which stands where
/// no socket is.
#[async_trait]
pub trait Transport: std::fmt::Debug + Send + Sync {
    /// Posts, and answers the status; or a word that says why there is none.
    async fn post(&self, url: Url, headers: HeaderMap, body: String) -> Result<u16, &'static str>;
}

/// HTTP that follows no redirect, connects to public addresses only, and does not read what an
/// endpoint answers beyond its status.
#[derive(Debug)]
struct Http(reqwest::Client);

#[async_trait]
impl Transport for Http {
    async fn post(&self, url: Url, headers: HeaderMap, body: String) -> Result<u16, &'static str> {
        let Self(client) = self;
        let request = client.post(url).headers(headers).body(body);
        match request.send().await {
            Ok(answer) => Ok(answer.status().as_u16()),
            Err(error) => Err(word_of(&error)),
        }
    }
}

/// Why an endpoint did not take an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// The status, where there was an answer.
    pub status: Option<u16>,
    /// A word for the merchant. Nothing that a server wrote is shown: it could be what only we can
    /// reach.
    pub reason: &'static str,
}

impl Failure {
    const fn of(reason: &'static str) -> Self {
        Self {
            status: None,
            reason,
        }
    }
}

impl WebhookSender {
    /// A sender with what the settings say.
    ///
    /// # Errors
    /// Where settings are missing or cannot be used.
    pub async fn from_settings(
        settings: &Settings,
        aws: &AwsSettings,
        write_body: WriteBody,
    ) -> Result<Self, ConfigError> {
        Self::new(WebhookSettings::load(settings, aws).await?, write_body)
    }

    /// A sender with these settings.
    ///
    /// # Errors
    /// Where the TLS library cannot be set up.
    pub fn new(settings: WebhookSettings, write_body: WriteBody) -> Result<Self, ConfigError> {
        let client = guarded_client(settings.policy).map_err(|reason| ConfigError::Invalid {
            name: "WEBHOOK_KEY",
            reason,
        })?;
        Ok(Self::with_transport(
            settings,
            write_body,
            Arc::new(Http(client)),
        ))
    }

    /// A sender through this transport.
    pub fn with_transport(
        settings: WebhookSettings,
        write_body: WriteBody,
        transport: Arc<dyn Transport>,
    ) -> Self {
        let WebhookSettings { sealer, policy } = settings;
        Self {
            transport,
            sealer,
            policy,
            write_body,
        }
    }

    /// The body of an event of this basket, as the basket is now.
    pub fn body(&self, basket: &Basket, row: &WebhookRow, now: Timestamp) -> String {
        (self.write_body)(basket, row, now)
    }

    /// Posts an event, signed with every secret of the endpoint that is in use. Answers the status
    /// where the endpoint took it.
    ///
    /// # Errors
    /// Why it did not.
    pub async fn post(
        &self,
        endpoint: &Endpoint,
        id: EventId,
        body: String,
        now: Timestamp,
    ) -> Result<u16, Failure> {
        let url = self
            .policy
            .check_url(&endpoint.url)
            .map_err(|_| Failure::of("address_not_allowed"))?;
        let secrets: Option<Vec<SecretString>> = endpoint
            .signing_secrets(now)
            .map(|secret| self.sealer.open(endpoint.id, &secret.sealed))
            .collect();
        let headers = secrets
            .and_then(|secrets| sign::signatures(&secrets, id, now, &body))
            .and_then(|signatures| headers(id, now, &signatures))
            .ok_or_else(|| Failure::of("secret_not_usable"))?;
        let status = self
            .transport
            .post(url, headers, body)
            .await
            .map_err(Failure::of)?;
        match status {
            200..=299 => Ok(status),
            300..=399 => Err(Failure {
                status: Some(status),
                reason: "redirect_not_followed",
            }),
            ..200 | 400.. => Err(Failure {
                status: Some(status),
                reason: "status_not_2xx",
            }),
        }
    }
}

fn headers(id: EventId, now: Timestamp, signatures: &str) -> Option<HeaderMap> {
    let own = [
        ("webhook-id", id.to_string()),
        ("webhook-timestamp", now.as_second().to_string()),
        ("webhook-signature", signatures.to_owned()),
    ];
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(USER_AGENT, HeaderValue::from_static("Paylink-Webhooks/1"));
    for (name, value) in own {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_str(&value).ok()?,
        );
    }
    Some(headers)
}

fn word_of(error: &reqwest::Error) -> &'static str {
    let mut source = error.source();
    while let Some(cause) = source {
        if cause.is::<NotPublic>() {
            return "address_not_allowed";
        }
        source = cause.source();
    }
    if error.is_timeout() {
        "timeout"
    } else if error.is_connect() {
        "connection_failed"
    } else {
        "no_answer"
    }
}

/// A client whose every connection goes to a public address.
fn guarded_client(policy: AddressPolicy) -> Result<reqwest::Client, String> {
    public_client_builder(TIMEOUT)?
        .dns_resolver(Arc::new(Guard(policy)))
        // A proxy would resolve names by itself, and an idle connection was checked long ago.
        .no_proxy()
        .pool_max_idle_per_host(0)
        .build()
        .map_err(|error| error.to_string())
}

/// Resolves names to the addresses that the policy allows.
#[derive(Debug, Clone, Copy)]
struct Guard(AddressPolicy);

/// A name resolves to no address that may be connected to.
#[derive(Debug, thiserror::Error)]
#[error("the name resolves to no public address")]
struct NotPublic;

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let Self(policy) = *self;
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let resolved =
                tokio::task::spawn_blocking(move || (host.as_str(), 0).to_socket_addrs()).await??;
            let public = policy.public_only(resolved);
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A port of this machine that counts who connects.
    async fn connections(policy: AddressPolicy, host: &str) -> (Result<(), &'static str>, bool) {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        listener.set_nonblocking(true).unwrap();
        let client = guarded_client(policy).unwrap();
        let answer = client
            .get(format!("http://{host}:{port}/"))
            .timeout(Duration::from_millis(500))
            .send()
            .await;
        let outcome = answer.map(drop).map_err(|error| word_of(&error));
        (outcome, listener.accept().is_ok())
    }

    #[tokio::test]
    async fn a_name_that_points_inside_is_refused_at_connect() {
        let strict = AddressPolicy::default();
        let (outcome, connected) = connections(strict, "localhost").await;
        assert_eq!(outcome, Err("address_not_allowed"));
        assert!(!connected);
        let laptop = AddressPolicy {
            allow_loopback: true,
        };
        let (outcome, connected) = connections(laptop, "localhost").await;
        assert_eq!(outcome, Err("timeout"), "nobody answers");
        assert!(connected);
    }
}
