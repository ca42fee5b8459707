//! Works off what is due, once a minute: retries of mails and webhooks, checks at the gateway, expiries.

use std::sync::Arc;

use paylink_app::Core;
use paylink_delivery::tick;
use paylink_gateway::PaymentGateway;
use paylink_gateway::stripe::Stripe;
use paylink_http::views::event_body;
use paylink_mail::{MailSettings, Mailer};
use paylink_platform::config::{AwsSettings, ConfigError, Settings};
use paylink_platform::metrics::{self, Metric};
use paylink_webhook::WebhookSender;
use serde_json::Value;

/// What this function needs.
#[derive(Debug, Clone)]
pub struct State {
    core: Core,
    gateway: Arc<dyn PaymentGateway>,
    mailer: Mailer,
    webhooks: WebhookSender,
}

impl State {
    /// Builds the state once, at the cold start.
    ///
    /// # Errors
    /// Where settings are missing or cannot be used.
    pub async fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        let mail = MailSettings::read(&mut reader);
        reader.finish()?;
        let stripe = Stripe::from_settings(settings, &aws)?;
        Ok(Self {
            core,
            gateway: Arc::new(stripe),
            mailer: Mailer::connect(&aws, mail),
            webhooks: WebhookSender::from_settings(settings, &aws, event_body).await?,
        })
    }
}

/// One turn. The event only says that it is time.
/// What did not work is logged, stays due, and is taken up in the next minute.
pub async fn handle(state: &State, _event: Value) {
    let State {
        core,
        gateway,
        mailer,
        webhooks,
    } = state;
    let report = tick::tick(core, gateway.as_ref(), mailer, webhooks).await;
    metrics::count(|counts| {
        counts.add(Metric::DueBaskets, whole(report.baskets));
        counts.add(Metric::TickFailures, whole(report.failed));
    });
    tracing::info!(
        baskets = report.baskets,
        events = report.events,
        failed = report.failed,
        "tick"
    );
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
