//! The `tick` function on Lambda.

use lambda_runtime::{LambdaEvent, service_fn};
use paylink_platform::config::Settings;
use paylink_platform::metrics::counted;
use serde_json::Value;
use tick::{State, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    paylink_platform::telemetry::init();
    let state = &State::from_settings(&Settings::from_env()).await?;
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Value>| {
        counted(handle(state, event.payload)).await;
        Ok::<_, lambda_runtime::Error>(())
    }))
    .await
}
