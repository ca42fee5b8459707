//! The `create-link` function on Lambda.

use create_link::{State, router};
use paylink::config::Settings;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    paylink::telemetry::init();
    let state = State::from_settings(&Settings::from_env())?;
    paylink::http::serve(router(state)).await
}
