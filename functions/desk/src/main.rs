//! The `desk` function on Lambda.

use desk::{State, router};
use paylink_platform::config::Settings;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    paylink_platform::telemetry::init();
    let state = State::from_settings(&Settings::from_env()).await?;
    paylink_http::serve(router(state)).await
}
