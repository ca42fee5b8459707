//! The mail service without a socket: it takes mails, and counts how often it took each.

use std::sync::{Arc, Mutex};

use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::config::timeout::TimeoutConfig;
use aws_sdk_sesv2::config::{BehaviorVersion, Region, StalledStreamProtectionConfig};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use paylink_domain::ids::MailId;
use paylink_mail::{MailSettings, Mailer};
use serde_json::Value;

use crate::database::to_response;
use crate::hub::{Call, Fate, Hub, Service};

/// A mail that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Its id, from its tag.
    pub mail_id: MailId,
}

#[derive(Default)]
struct Log {
    /// All mails ever taken.
    taken: Vec<Taken>,
    late: Vec<Taken>,
}

/// The mail service.
#[derive(Clone)]
pub struct Post {
    hub: Hub,
    log: Arc<Mutex<Log>>,
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Post")
    }
}

impl Post {
    /// A mail service that has taken nothing.
    pub fn new(hub: &Hub) -> Self {
        Self {
            hub: hub.clone(),
            log: Arc::default(),
        }
    }

    /// The mailer of a sandbox.
    pub fn mailer(&self) -> Mailer {
        let config = aws_sdk_sesv2::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-central-1"))
            .allow_no_auth()
            .endpoint_url("http://mail.invalid")
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .http_client(self.clone())
            .build();
        let settings = MailSettings {
            sender: "pay@example.com".to_owned(),
            configuration_set: None,
        };
        Mailer::new(aws_sdk_sesv2::Client::from_conf(config), settings)
    }

    /// All mails that were taken, in order, from `start` on.
    pub fn taken_since(&self, start: usize) -> Vec<Taken> {
        self.log.lock().unwrap().taken[start..].to_vec()
    }

    /// Whether calls wait to be carried out late.
    pub fn has_late_calls(&self) -> bool {
        !self.log.lock().unwrap().late.is_empty()
    }

    /// Takes the mails whose senders gave up waiting.
    pub fn carry_out_late_calls(&self) {
        let mut log = self.log.lock().unwrap();
        let late = std::mem::take(&mut log.late);
        log.taken.extend(late);
    }

    async fn answer(self, mail: Taken) -> (u16, String) {
        let call = Call {
            service: Service::Mail,
            name: "send",
            writes: true,
            reads_index: false,
        };
        let take = |mail| self.log.lock().unwrap().taken.push(mail);
        let error = |status: u16, code: &str| {
            (
                status,
                format!(r#"{{"__type":"{code}","message":"injected"}}"#),
            )
        };
        match self.hub.gate(call).await {
            Fate::Done | Fate::Stale | Fate::Repeated => {
                take(mail);
                (200, r#"{"MessageId":"m"}"#.to_owned())
            }
            Fate::AnswerLost => {
                take(mail);
                (0, String::new())
            }
            Fate::Late => {
                self.log.lock().unwrap().late.push(mail);
                (0, String::new())
            }
            Fate::Refused => error(400, "MessageRejected"),
            Fate::Throttled | Fate::Conflict => error(429, "TooManyRequestsException"),
            Fate::Unavailable | Fate::SavedError(_) => error(500, "InternalServiceError"),
            Fate::KilledBefore => std::future::pending().await,
            Fate::KilledAfter => {
                take(mail);
                std::future::pending().await
            }
        }
    }
}

impl HttpConnector for Post {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body: Value =
            serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap();
        let mail_id = body["EmailTags"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|tag| tag["Name"] == "mail_id")
            .and_then(|tag| tag["Value"].as_str()?.parse().ok())
            .expect("every mail carries its id as a tag (R22)");
        let answer = self.clone().answer(Taken { mail_id });
        HttpConnectorFuture::new(async move { to_response(answer.await) })
    }
}

impl HttpClient for Post {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
