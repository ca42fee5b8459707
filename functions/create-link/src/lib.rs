//! Merchant API: create, list, read, cancel and send payment links, and their QR codes.

pub mod bodies;
mod input;

use std::sync::Arc;

use axum::extract::{FromRef, Path, State as Extract};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use paylink_app::{Core, baskets, links};
use paylink_domain::ids::{BasketId, LinkId};
use paylink_gateway::PaymentGateway;
use paylink_gateway::stripe::Stripe;
use paylink_http::RequestContext;
use paylink_http::request::path_id;
use paylink_http::views::{self, LinkView};
use paylink_http::{ApiRequest, Caller, Problem, TokenVerifier, base_url, headers};
use paylink_platform::config::{AwsSettings, ConfigError, Settings};
use paylink_store::Stored;
use paylink_text::qr;
use utoipa::OpenApi;

use crate::bodies::{Confirmation, NewPaymentLink};

/// What this function needs.
#[derive(Debug, Clone)]
pub struct State {
    core: Core,
    tokens: Arc<TokenVerifier>,
    gateway: Arc<dyn PaymentGateway>,
    base_url: Option<String>,
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
    pub fn from_settings(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        let tokens = TokenVerifier::read(&mut reader)?;
        reader.finish()?;
        let stripe = Stripe::from_settings(settings, &aws)?;
        Ok(Self {
            core,
            tokens: Arc::new(tokens),
            gateway: Arc::new(stripe),
            base_url: settings.optional("BASE_URL"),
        })
    }

    fn view(&self, stored: &Stored, link_id: LinkId) -> Result<Json<LinkView>, Problem> {
        let link = stored.basket.link(link_id).ok_or_else(Problem::not_found)?;
        Ok(Json(views::link(&stored.basket, link, self.core.now())))
    }
}

/// The calls of this function, for the description of the API.
#[derive(Debug, OpenApi)]
#[openapi(paths(create, list, read, cancel, send, qr_code))]
pub struct Api;

/// The routes of this function.
pub fn router(state: State) -> Router {
    Router::new()
        .route(
            "/v1/baskets/{basket_id}/payment-links",
            get(list).post(create),
        )
        .route("/v1/baskets/{basket_id}/payment-links/{link_id}", get(read))
        .route(
            "/v1/baskets/{basket_id}/payment-links/{link_id}/cancel",
            post(cancel),
        )
        .route(
            "/v1/baskets/{basket_id}/payment-links/{link_id}/send",
            post(send),
        )
        .route(
            "/v1/baskets/{basket_id}/payment-links/{link_id}/qr.svg",
            get(qr_code),
        )
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::not_found())
        .layer(from_fn(headers::answer))
        .with_state(state)
}

/// Make a payment link for a basket.
///
/// It can be made while something is outstanding, the buyer is a guest and the gateway is enabled;
/// `can_create_payment_link` of the basket says so beforehand.
#[utoipa::path(
    post,
    path = "/v1/baskets/{basket_id}/payment-links",
    operation_id = "create_payment_link",
    tag = "Payment links",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
    ),
    request_body = Option<NewPaymentLink>,
    responses((status = 201, body = LinkView, description = "The new link")),
    extensions(("x-problems" = json!(["buyer-is-staff", "nothing-outstanding", "amount-above-outstanding", "amount-not-chargeable", "currency-not-supported", "gateway-not-enabled", "email-missing", "basket-cancelled", "basket-full", "too-many-requests", "conflict"]))),
)]
async fn create(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(basket_id): Path<String>,
    context: Option<Extension<RequestContext>>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let basket_id: BasketId = path_id(&basket_id)?;
    let base_url = base_url(
        state.base_url.as_deref(),
        context.as_ref().map(|Extension(context)| context),
    )?;
    let input = request.read(|fields| input::link_request(fields, base_url))?;
    let (stored, link_id) = request
        .run_once(&state.core, &principal, async |ids| {
            Ok(links::create_link(&state.core, &principal, &ids, basket_id, input).await?)
        })
        .await?;
    Ok((StatusCode::CREATED, state.view(&stored, link_id)?).into_response())
}

/// List the links of a basket, newest first.
///
/// A basket has at most 100, so there is one page.
#[utoipa::path(
    get,
    path = "/v1/baskets/{basket_id}/payment-links",
    operation_id = "list_payment_links",
    tag = "Payment links",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
    ),
    responses((status = 200, body = views::Page<LinkView>, description = "All links of the basket")),
)]
async fn list(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(basket_id): Path<String>,
) -> Result<Response, Problem> {
    let stored = baskets::read_basket(&state.core, &principal, path_id(&basket_id)?).await?;
    let data = views::links(&stored.basket, state.core.now());
    // A basket holds at most 100 links, so one page holds them all.
    let next_cursor = None;
    Ok(Json(views::Page { data, next_cursor }).into_response())
}

/// Read a payment link.
#[utoipa::path(
    get,
    path = "/v1/baskets/{basket_id}/payment-links/{link_id}",
    operation_id = "read_payment_link",
    tag = "Payment links",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
        ("link_id" = String, Path, description = "The payment link, `pl_...`"),
    ),
    responses((status = 200, body = LinkView, description = "The link as it is now")),
)]
async fn read(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path((basket_id, link_id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let stored = baskets::read_basket(&state.core, &principal, path_id(&basket_id)?).await?;
    Ok(state.view(&stored, path_id(&link_id)?)?.into_response())
}

/// Cancel a payment link.
#[utoipa::path(
    post,
    path = "/v1/baskets/{basket_id}/payment-links/{link_id}/cancel",
    operation_id = "cancel_payment_link",
    tag = "Payment links",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
        ("link_id" = String, Path, description = "The payment link, `pl_...`"),
    ),
    request_body = Option<Confirmation>,
    responses((status = 200, body = LinkView, description = "The cancelled link")),
    extensions(("x-problems" = json!(["link-not-active", "payment-in-progress", "basket-full", "conflict"]))),
)]
async fn cancel(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path((basket_id, link_id)): Path<(String, String)>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let (basket_id, link_id): (BasketId, LinkId) = (path_id(&basket_id)?, path_id(&link_id)?);
    let confirm = request.read(|fields| Some(fields.flag("confirm")))?;
    let gateway = state.gateway.as_ref();
    let stored = request
        .run_once(&state.core, &principal, async |_| {
            Ok(links::cancel_link(
                &state.core,
                gateway,
                &principal,
                basket_id,
                link_id,
                confirm,
            )
            .await?)
        })
        .await?;
    Ok(state.view(&stored, link_id)?.into_response())
}

/// Email a payment link to the buyer, once more if need be.
#[utoipa::path(
    post,
    path = "/v1/baskets/{basket_id}/payment-links/{link_id}/send",
    operation_id = "send_payment_link",
    tag = "Payment links",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
        ("link_id" = String, Path, description = "The payment link, `pl_...`"),
    ),
    responses((status = 200, body = LinkView, description = "The link; its mail is on its way")),
    extensions(("x-problems" = json!(["link-not-active", "email-missing", "basket-full", "too-many-requests", "conflict"]))),
)]
async fn send(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path((basket_id, link_id)): Path<(String, String)>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let (basket_id, link_id): (BasketId, LinkId) = (path_id(&basket_id)?, path_id(&link_id)?);
    request.read(|_| Some(()))?;
    let stored = request
        .run_once(&state.core, &principal, async |ids| {
            Ok(links::send_link(&state.core, &principal, &ids, basket_id, link_id).await?)
        })
        .await?;
    Ok(state.view(&stored, link_id)?.into_response())
}

/// Read the QR code of a payment link.
#[utoipa::path(
    get,
    path = "/v1/baskets/{basket_id}/payment-links/{link_id}/qr.svg",
    operation_id = "read_qr_code",
    tag = "Payment links",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
        ("link_id" = String, Path, description = "The payment link, `pl_...`"),
    ),
    responses((status = 200, body = String, content_type = "image/svg+xml", description = "The code as a picture")),
)]
async fn qr_code(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path((basket_id, link_id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let stored = baskets::read_basket(&state.core, &principal, path_id(&basket_id)?).await?;
    let link = stored
        .basket
        .link(path_id(&link_id)?)
        .ok_or_else(Problem::not_found)?;
    let svg = qr::svg(&stored.basket.link_url(link))
        .ok_or_else(|| Problem::internal("a link is too long for a QR code"))?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}
