//! D: the product's checkout function as it would be on the defaults of the SDK and of cargo: the
//! whole configuration chain, the system's certificate roots, entropy gathered by the cryptography
//! library, the default release profile.

use std::sync::Arc;

use aws_config::BehaviorVersion;
use checkout::{State, router};
use paylink_app::Core;
use paylink_gateway::stripe::Stripe;
use paylink_platform::clock::SystemClock;
use paylink_platform::config::Settings;
use paylink_platform::random::Random;
use paylink_store::{Store, Tables};
use secrecy::SecretString;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    paylink_platform::telemetry::init();
    let settings = Settings::from_env();
    let mut reader = settings.reader();
    let tables = Tables::read(&mut reader);
    let key = SecretString::from(reader.required("STRIPE_SECRET_KEY"));
    reader.finish()?;
    let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let client = aws_sdk_dynamodb::Client::new(&config);
    let core = Core {
        store: Store::new(client, tables),
        clock: Arc::new(SystemClock),
        random: Random::System,
    };
    let gateway_url = settings.optional("STRIPE_BASE_URL");
    let gateway = Stripe::new(key, gateway_url.clone())?;
    let state = State::new(core, Arc::new(gateway), gateway_url.as_deref())?;
    paylink_http::serve(router(state)).await
}
