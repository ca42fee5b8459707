//! The functions of the system, by the names of their binaries. The only place that lists them.

use std::sync::Arc;

use paylink_platform::config::Settings;

use crate::handler::{BoxError, Environment, Functions, Handler};

/// Makes the functions that are deployed.
#[must_use]
pub fn all() -> Functions {
    Functions::new(make)
}

async fn make(binary: String, environment: Environment) -> Result<Handler, BoxError> {
    let settings = Settings::from_pairs(environment);
    Ok(match binary.as_str() {
        "baskets" => Handler::Http(baskets::router(baskets::State::from_settings(&settings)?)),
        "create-link" => Handler::Http(create_link::router(create_link::State::from_settings(
            &settings,
        )?)),
        "checkout" => Handler::Http(checkout::router(checkout::State::from_settings(&settings)?)),
        "record-payment" => Handler::Http(record_payment::router(
            record_payment::State::from_settings(&settings).await?,
        )),
        "settings" => Handler::Http(settings::router(
            settings::State::from_settings(&settings).await?,
        )),
        "desk" => Handler::Http(desk::router(desk::State::from_settings(&settings).await?)),
        "send-email" => {
            let state = Arc::new(send_email::State::from_settings(&settings)?);
            Handler::stream(move |event| {
                let state = Arc::clone(&state);
                async move { Ok::<_, String>(send_email::handle(&state, event).await) }
            })
        }
        "send-webhook" => {
            let state = Arc::new(send_webhook::State::from_settings(&settings).await?);
            Handler::stream(move |event| {
                let state = Arc::clone(&state);
                async move { Ok::<_, String>(send_webhook::handle(&state, event).await) }
            })
        }
        "tick" => {
            let state = Arc::new(tick::State::from_settings(&settings).await?);
            Handler::event(move |event| {
                let state = Arc::clone(&state);
                async move {
                    tick::handle(&state, event).await;
                    Ok::<_, String>(())
                }
            })
        }
        "email-events" => {
            let state = Arc::new(email_events::State::from_settings(&settings)?);
            Handler::event(move |event| {
                let state = Arc::clone(&state);
                async move {
                    let event = serde_json::from_value(event).map_err(|error| error.to_string())?;
                    let handled = email_events::handle(&state, event).await;
                    handled.map_err(|error| error.to_string())
                }
            })
        }
        unknown => {
            return Err(format!(
                "infra/local/src/functions.rs does not know the function {unknown}"
            )
            .into());
        }
    })
}
