//! Merchant API: who the merchant is and how it is set up. One module per kind of thing.

mod docs;
mod merchant;
mod openapi;

use axum::Router;
use axum::extract::FromRef;
use axum::middleware::from_fn;
use paylink::config::{AwsSettings, ConfigError, Settings};
use paylink::http::{Problem, headers};
use paylink::usecase::Core;
use utoipa::OpenApi;

/// What this function needs.
#[derive(Debug, Clone)]
pub struct State {
    core: Core,
    base_url: Option<String>,
}

impl FromRef<State> for Core {
    fn from_ref(state: &State) -> Self {
        state.core.clone()
    }
}

impl State {
    /// Builds the state once, at the cold start.
    ///
    /// # Errors
    /// Where settings are missing or cannot be used.
    #[expect(clippy::unused_async, reason = "all functions start alike")]
    pub async fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        reader.finish()?;
        Ok(Self {
            core,
            base_url: settings.optional("BASE_URL"),
        })
    }
}

/// The calls of this function, for the description of the API.
#[derive(Debug, OpenApi)]
#[openapi(paths(merchant::read, openapi::read))]
pub struct Api;

/// The routes of this function.
pub fn router(state: State) -> Router {
    Router::new()
        .merge(docs::routes())
        .merge(merchant::routes())
        .merge(openapi::routes())
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::not_found())
        .layer(from_fn(headers::answer))
        .with_state(state)
}
