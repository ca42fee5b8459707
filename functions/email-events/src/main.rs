//! The `email-events` function on Lambda.

use email_events::{MailEvent, State, handle};
use lambda_runtime::{LambdaEvent, service_fn};
use paylink_platform::config::Settings;
use paylink_platform::metrics::counted;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    paylink_platform::telemetry::init();
    let state = &State::from_settings(&Settings::from_env())?;
    lambda_runtime::run(service_fn(async |event: LambdaEvent<MailEvent>| {
        Ok::<_, lambda_runtime::Error>(counted(handle(state, event.payload)).await?)
    }))
    .await
}
