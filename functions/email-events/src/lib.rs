//! Records what SES tells through EventBridge of the mails that it took (R22).
//!
//! Events come late, twice and in any order, and may be about mails of others on the same account. What
//! cannot be written is an error: the platform tries again, and then keeps the event for a person.

mod event;

use paylink_app::mail_reports::{Outcome, record_report};
use paylink_app::{Core, Error};
use paylink_platform::config::{AwsSettings, ConfigError, Settings};

pub use event::MailEvent;

/// What this function needs.
#[derive(Debug, Clone)]
pub struct State {
    core: Core,
}

impl State {
    /// Builds the state once, at the cold start.
    ///
    /// # Errors
    /// Where settings are missing or cannot be used.
    pub fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        reader.finish()?;
        Ok(Self { core })
    }
}

/// Records one event.
///
/// # Errors
/// Where the basket or the team that the mail is about cannot be read or written.
pub async fn handle(state: &State, event: MailEvent) -> Result<(), Error> {
    let kind = event.kind().to_owned();
    let message_id = event.message_id().to_owned();
    let Some(report) = event.into_report() else {
        tracing::info!(kind, message_id, "an event of no interest");
        return Ok(());
    };
    let (of, mail) = (report.of, report.mail_id);
    match record_report(&state.core, report).await {
        Ok(Outcome::Recorded) => {
            tracing::info!(%of, %mail, kind, message_id, "what became of a mail is recorded");
        }
        Ok(Outcome::Known) => tracing::info!(%of, %mail, kind, message_id, "it was known"),
        Ok(Outcome::Nobodys) => {
            tracing::warn!(%of, %mail, kind, message_id, "a mail of nothing that is here");
        }
        Err(error) => {
            tracing::error!(%error, %of, %mail, kind, message_id, "it could not be recorded");
            return Err(error);
        }
    }
    Ok(())
}
