//! D: the product's checkout function as it would be on the defaults of the SDK and of cargo: the
//! whole configuration chain, the system's certificate roots, entropy gathered by the cryptography
//! library, the default release profile.

use std::sync::Arc;

use aws_config::BehaviorVersion;
use checkout::{State, router};
use paylink::clock::SystemClock;
use paylink::config::{AwsSettings, Settings};
use paylink::gateway::stripe::Stripe;
use paylink::random::Random;
use paylink::store::{Store, Tables};
use paylink::usecase::Core;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    paylink::telemetry::init();
    let settings = Settings::from_env();
    let mut reader = settings.reader();
    let tables = Tables::read(&mut reader);
    let aws = AwsSettings::read(&mut reader);
    reader.finish()?;
    let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let client = aws_sdk_dynamodb::Client::new(&config);
    let core = Core {
        store: Store::new(client, tables),
        clock: Arc::new(SystemClock),
        random: Random::System,
    };
    let gateway = Stripe::from_settings(&settings, &aws).await?;
    let gateway_url = settings.optional("STRIPE_BASE_URL");
    let state = State::new(core, Arc::new(gateway), gateway_url.as_deref())?;
    paylink::http::serve(router(state)).await
}
