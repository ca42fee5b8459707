//! Connecting the merchant to the payment gateway (R4).

use axum::extract::State as Extract;
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use paylink_app::gateway_setup::{
    GatewayChoice, connect_gateway, disconnect_gateway, get_gateway, refresh_gateway,
};
use paylink_domain::merchant::{GatewaySetup, Merchant};
use paylink_http::RequestContext;
use paylink_http::{ApiRequest, Caller, Problem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::bodies::GatewayConnection;
use crate::state::State;

/// `/v1/merchant/gateway`.
pub fn routes() -> Router<State> {
    Router::new()
        .route(
            "/v1/merchant/gateway",
            get(read).post(connect).delete(disconnect),
        )
        .route("/v1/merchant/gateway/refresh", post(refresh))
}

/// A merchant's gateway as the API shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Gateway)]
pub struct GatewayView {
    kind: Kind,
    /// The gateway's id of the merchant's own account.
    #[schema(required)]
    account: Option<String>,
    /// Whether links can be made and paid.
    enabled: bool,
}

/// Whose account takes the money.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = GatewayKind)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Off,
    Platform,
    Connected,
}

/// A gateway that was connected, and the page where it is set up, if that is still to be done.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ConnectedGateway)]
struct ConnectionView {
    #[serde(flatten)]
    gateway: GatewayView,
    #[schema(required)]
    onboarding_url: Option<String>,
}

impl GatewayView {
    /// The gateway of a merchant.
    pub fn of(merchant: &Merchant) -> Self {
        let (kind, account, enabled) = match &merchant.gateway {
            GatewaySetup::Off => (Kind::Off, None, false),
            GatewaySetup::Platform => (Kind::Platform, None, true),
            GatewaySetup::Connected { account, enabled } => {
                (Kind::Connected, Some(account.clone()), *enabled)
            }
        };
        Self {
            kind,
            account,
            enabled,
        }
    }
}

/// Read how the money of guests is taken.
#[utoipa::path(
    get,
    path = "/v1/merchant/gateway",
    operation_id = "read_gateway",
    tag = "Settings",
    responses((status = 200, body = GatewayView, description = "The gateway")),
    extensions(("x-problems" = json!(["forbidden"]))),
)]
async fn read(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
) -> Result<Json<GatewayView>, Problem> {
    let merchant = get_gateway(&state.core, &principal).await?;
    Ok(Json(GatewayView::of(&merchant)))
}

/// Connect the payment gateway.
///
/// A merchant's own account is set up on the page at `onboarding_url`.
#[utoipa::path(
    post,
    path = "/v1/merchant/gateway",
    operation_id = "connect_gateway",
    tag = "Settings",
    request_body = GatewayConnection,
    responses((status = 200, body = ConnectionView, description = "The gateway, and where it is set up")),
    extensions(("x-problems" = json!(["conflict"]))),
)]
async fn connect(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    context: Option<Extension<RequestContext>>,
    request: ApiRequest,
) -> Result<Json<ConnectionView>, Problem> {
    let return_url = state.desk_url("/settings", context.as_deref())?;
    let choice = request.read(|fields| fields.parsed("kind", "platform or connected", choice))?;
    let connection = request
        .run_once(&state.core, &principal, async |_| {
            let (core, gateway) = (&state.core, &*state.gateway);
            Ok(connect_gateway(core, gateway, &principal, choice, &return_url).await?)
        })
        .await?;
    Ok(Json(ConnectionView {
        gateway: GatewayView::of(&connection.merchant),
        onboarding_url: connection.onboarding_url,
    }))
}

/// Ask the gateway whether the account can charge.
#[utoipa::path(
    post,
    path = "/v1/merchant/gateway/refresh",
    operation_id = "refresh_gateway",
    tag = "Settings",
    responses((status = 200, body = GatewayView, description = "The gateway")),
    extensions(("x-problems" = json!(["conflict"]))),
)]
async fn refresh(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    request: ApiRequest,
) -> Result<Json<GatewayView>, Problem> {
    request.read(|_| Some(()))?;
    let merchant = request
        .run_once(&state.core, &principal, async |_| {
            Ok(refresh_gateway(&state.core, &*state.gateway, &principal).await?)
        })
        .await?;
    Ok(Json(GatewayView::of(&merchant)))
}

/// Disconnect the payment gateway.
///
/// No new links can be made; refunds go on working.
#[utoipa::path(
    delete,
    path = "/v1/merchant/gateway",
    operation_id = "disconnect_gateway",
    tag = "Settings",
    responses((status = 200, body = GatewayView, description = "The gateway")),
    extensions(("x-problems" = json!(["conflict"]))),
)]
async fn disconnect(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
) -> Result<Json<GatewayView>, Problem> {
    let merchant = disconnect_gateway(&state.core, &principal).await?;
    Ok(Json(GatewayView::of(&merchant)))
}

fn choice(word: &str) -> Option<GatewayChoice> {
    match word {
        "platform" => Some(GatewayChoice::Platform),
        "connected" => Some(GatewayChoice::Connected),
        _ => None,
    }
}
