//! Merchant API: create, list, read, change and cancel baskets; manual payments; refunds; tickets.

mod input;
mod query;

use std::sync::Arc;

use axum::extract::{FromRef, Path, RawQuery, State as Extract};
use axum::http::StatusCode;
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use paylink::config::{AwsSettings, ConfigError, Settings};
use paylink::domain::decide::Command;
use paylink::domain::ids::{BasketId, PaymentId};
use paylink::gateway::PaymentGateway;
use paylink::gateway::stripe::Stripe;
use paylink::http::request::path_id;
use paylink::http::{ApiRequest, Caller, Problem, TokenVerifier, headers, views};
use paylink::store::Stored;
use paylink::usecase::{Core, Error, baskets, charging, refunds};
use serde_json::json;

/// What this function needs.
#[derive(Debug, Clone)]
pub struct State {
    core: Core,
    tokens: Arc<TokenVerifier>,
    gateway: Arc<dyn PaymentGateway>,
}

impl FromRef<State> for Core {
    fn from_ref(state: &State) -> Self {
        state.core.clone()
    }
}

impl FromRef<State> for Arc<TokenVerifier> {
    fn from_ref(state: &State) -> Self {
        Arc::clone(&state.tokens)
    }
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
        let tokens = TokenVerifier::read(&mut reader)?;
        reader.finish()?;
        let stripe = Stripe::from_settings(settings, &aws).await?;
        Ok(Self {
            core,
            tokens: Arc::new(tokens),
            gateway: Arc::new(stripe),
        })
    }

    /// The basket as the API shows it.
    async fn view(&self, stored: &Stored) -> Result<Json<serde_json::Value>, Problem> {
        let basket = &stored.basket;
        let merchant = self
            .core
            .store
            .merchant_for_display(basket.merchant_id)
            .await
            .map_err(Error::from)?
            .ok_or_else(Problem::not_found)?;
        let charging = charging(&merchant, basket.currency);
        Ok(Json(views::basket(basket, &charging, self.core.now())))
    }
}

/// The routes of this function.
pub fn router(state: State) -> Router {
    Router::new()
        .route("/v1/baskets", get(list).post(create))
        .route("/v1/baskets/{basket_id}", get(read))
        .route("/v1/baskets/{basket_id}/buyer", put(change_buyer))
        .route("/v1/baskets/{basket_id}/items", put(change_items))
        .route("/v1/baskets/{basket_id}/cancel", post(cancel))
        .route("/v1/baskets/{basket_id}/payments", post(record_payment))
        .route(
            "/v1/baskets/{basket_id}/payments/{payment_id}/refunds",
            post(refund),
        )
        .route(
            "/v1/baskets/{basket_id}/payments/{payment_id}/accept",
            post(accept_payment),
        )
        .route("/v1/baskets/{basket_id}/tickets/send", post(send_tickets))
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::not_found())
        .layer(map_response(headers::secure))
        .with_state(state)
}

async fn create(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let new = request.read(input::new_basket)?;
    let stored = request
        .run_once(&state.core, &principal, async |ids| {
            Ok(baskets::create_basket(&state.core, &principal, &ids, new).await?)
        })
        .await?;
    Ok((StatusCode::CREATED, state.view(&stored).await?).into_response())
}

async fn list(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = query::list_query(query.as_deref().unwrap_or_default())?;
    let page = baskets::list_baskets(&state.core, &principal, &query).await?;
    let data: Vec<_> = page.baskets.iter().map(views::summary).collect();
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    Ok(Json(json!({ "data": data, "next_cursor": next_cursor })).into_response())
}

async fn read(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(basket_id): Path<String>,
) -> Result<Response, Problem> {
    let id: BasketId = path_id(&basket_id)?;
    let stored = baskets::read_basket(&state.core, &principal, id).await?;
    Ok(state.view(&stored).await?.into_response())
}

async fn change_buyer(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(basket_id): Path<String>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let id: BasketId = path_id(&basket_id)?;
    let (buyer, confirm) = request.read(input::buyer_change)?;
    change(
        &state,
        &principal,
        id,
        Command::ChangeBuyer { buyer, confirm },
    )
    .await
}

async fn change_items(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(basket_id): Path<String>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let id: BasketId = path_id(&basket_id)?;
    let (items, confirm) = request.read(input::items_change)?;
    change(
        &state,
        &principal,
        id,
        Command::ChangeItems { items, confirm },
    )
    .await
}

async fn cancel(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(basket_id): Path<String>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let id: BasketId = path_id(&basket_id)?;
    let confirm = request.read(|fields| Some(fields.flag("confirm")))?;
    request
        .run_once(&state.core, &principal, async |_| {
            change(&state, &principal, id, Command::CancelBasket { confirm }).await
        })
        .await
}

async fn change(
    state: &State,
    principal: &paylink::principal::Principal,
    id: BasketId,
    command: Command,
) -> Result<Response, Problem> {
    let gateway = state.gateway.as_ref();
    let stored = baskets::change_basket(&state.core, gateway, principal, id, &command).await?;
    Ok(state.view(&stored).await?.into_response())
}

async fn record_payment(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(basket_id): Path<String>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let id: BasketId = path_id(&basket_id)?;
    let now = state.core.now();
    let payment = request.read(|fields| input::manual_payment(fields, now))?;
    let stored = request
        .run_once(&state.core, &principal, async |ids| {
            let gateway = state.gateway.as_ref();
            let core = &state.core;
            Ok(
                baskets::record_manual_payment(core, gateway, &principal, &ids, id, payment)
                    .await?,
            )
        })
        .await?;
    Ok((StatusCode::CREATED, state.view(&stored).await?).into_response())
}

async fn refund(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path((basket_id, payment_id)): Path<(String, String)>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let id: BasketId = path_id(&basket_id)?;
    let payment_id: PaymentId = path_id(&payment_id)?;
    let order = request.read(|fields| input::refund(fields, payment_id))?;
    let stored = request
        .run_once(&state.core, &principal, async |ids| {
            let (core, gateway) = (&state.core, state.gateway.as_ref());
            let refunded =
                refunds::refund_payment(core, gateway, &principal, &ids, id, order).await?;
            Ok(refunded.0)
        })
        .await?;
    Ok((StatusCode::CREATED, state.view(&stored).await?).into_response())
}

async fn accept_payment(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path((basket_id, payment_id)): Path<(String, String)>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let id: BasketId = path_id(&basket_id)?;
    let payment_id: PaymentId = path_id(&payment_id)?;
    request.read(|_| Some(()))?;
    let stored = request
        .run_once(&state.core, &principal, async |_| {
            Ok(baskets::accept_payment(&state.core, &principal, id, payment_id).await?)
        })
        .await?;
    Ok(state.view(&stored).await?.into_response())
}

async fn send_tickets(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(basket_id): Path<String>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let id: BasketId = path_id(&basket_id)?;
    let force = request.read(|fields| Some(fields.flag("force")))?;
    let stored = request
        .run_once(&state.core, &principal, async |ids| {
            Ok(baskets::send_tickets(&state.core, &principal, &ids, id, force).await?)
        })
        .await?;
    Ok(state.view(&stored).await?.into_response())
}
