//! Merchant API: create, list, read, change and cancel baskets; manual payments; refunds; tickets.

pub mod bodies;
mod input;
mod payments;
mod query;
mod state;

use axum::extract::{Path, RawQuery, State as Extract};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use paylink_app::{baskets, refunds};
use paylink_domain::decide::Command;
use paylink_domain::ids::{BasketId, PaymentId};
use paylink_http::request::path_id;
use paylink_http::views;
use paylink_http::{ApiRequest, Caller, Problem, headers};
use utoipa::OpenApi;

use crate::bodies::{
    BuyerChange, Confirmation, ItemsChange, ManualPayment, NewBasket, NewRefund, TicketsRequest,
};
pub use crate::state::State;

/// The calls of this function, for the description of the API.
#[derive(Debug, OpenApi)]
#[openapi(
    paths(
        create,
        list,
        read,
        change_buyer,
        change_items,
        cancel,
        send_tickets,
        record_payment,
        refund,
        accept_payment,
        payments::list
    ),
    // Only a query names it, and what stands in queries alone is not found by itself.
    components(schemas(views::words::BasketList))
)]
pub struct Api;

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
        .route("/v1/payments", get(payments::list))
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::not_found())
        .layer(from_fn(headers::answer))
        .with_state(state)
}

/// Make a basket.
///
/// A basket is one booking: what it costs, who buys, and what was paid.
#[utoipa::path(
    post,
    path = "/v1/baskets",
    operation_id = "create_basket",
    tag = "Baskets",
    request_body = NewBasket,
    responses((status = 201, body = views::BasketView, description = "The new basket")),
)]
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

/// List and find baskets, newest first.
///
/// One answer looks at a bounded number of baskets, so a page may be short or empty and still have a
/// next one: go on until `next_cursor` is `null`.
#[utoipa::path(
    get,
    path = "/v1/baskets",
    operation_id = "list_baskets",
    tag = "Baskets",
    params(
        ("status" = Option<views::words::BasketList>, Query, description = "Those of this status only; `attention` for those of any status that staff have to do something about"),
        ("q" = Option<String>, Query, min_length = 1, max_length = 100, description = "A whole reference, or part of a reference, of the buyer's name or of their address"),
        ("limit" = Option<i32>, Query, minimum = 1, maximum = 100, description = "How many at most; 25 where it is left out"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, body = views::Page<views::SummaryView>, description = "A page of baskets")),
)]
async fn list(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = query::list_query(query.as_deref().unwrap_or_default())?;
    let page = baskets::list_baskets(&state.core, &principal, &query).await?;
    Ok(Json(views::Page {
        data: page.baskets.iter().map(views::summary).collect(),
        next_cursor: page.next.map(|cursor| cursor.to_string()),
    })
    .into_response())
}

/// Read a basket with its links, payments, refunds and history.
#[utoipa::path(
    get,
    path = "/v1/baskets/{basket_id}",
    operation_id = "read_basket",
    tag = "Baskets",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
    ),
    responses((status = 200, body = views::BasketView, description = "The basket as it is now")),
)]
async fn read(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(basket_id): Path<String>,
) -> Result<Response, Problem> {
    let id: BasketId = path_id(&basket_id)?;
    let stored = baskets::read_basket(&state.core, &principal, id).await?;
    Ok(state.view(&stored).await?.into_response())
}

/// Change the buyer.
///
/// Open payment links that were made for the former buyer are superseded. Sessions that guests have
/// open are closed first.
#[utoipa::path(
    put,
    path = "/v1/baskets/{basket_id}/buyer",
    operation_id = "change_buyer",
    tag = "Baskets",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
    ),
    request_body = BuyerChange,
    responses((status = 200, body = views::BasketView, description = "The changed basket")),
    extensions(("x-problems" = json!(["basket-cancelled", "basket-full", "payment-in-progress", "conflict"]))),
)]
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

/// Change what was booked.
#[utoipa::path(
    put,
    path = "/v1/baskets/{basket_id}/items",
    operation_id = "change_items",
    tag = "Baskets",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
    ),
    request_body = ItemsChange,
    responses((status = 200, body = views::BasketView, description = "The changed basket")),
    extensions(("x-problems" = json!(["basket-cancelled", "basket-full", "payment-in-progress", "conflict"]))),
)]
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

/// Cancel a basket.
///
/// Its links take no more payments. What was paid can be refunded.
#[utoipa::path(
    post,
    path = "/v1/baskets/{basket_id}/cancel",
    operation_id = "cancel_basket",
    tag = "Baskets",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
    ),
    request_body = Option<Confirmation>,
    responses((status = 200, body = views::BasketView, description = "The cancelled basket")),
    extensions(("x-problems" = json!(["basket-full", "payment-in-progress", "conflict"]))),
)]
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
    principal: &paylink_app::principal::Principal,
    id: BasketId,
    command: Command,
) -> Result<Response, Problem> {
    let gateway = state.gateway.as_ref();
    let stored = baskets::change_basket(&state.core, gateway, principal, id, &command).await?;
    Ok(state.view(&stored).await?.into_response())
}

/// Write down money received outside the gateway: cash, a transfer, a terminal, a voucher.
#[utoipa::path(
    post,
    path = "/v1/baskets/{basket_id}/payments",
    operation_id = "record_payment",
    tag = "Payments",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
    ),
    request_body = ManualPayment,
    responses((status = 201, body = views::BasketView, description = "The basket with the payment")),
    extensions(("x-problems" = json!(["amount-above-outstanding", "basket-cancelled", "basket-full", "payment-in-progress", "conflict"]))),
)]
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

/// Refund a payment, in full or in part.
///
/// The money goes back the way it came. A manual payment is refunded by writing it down.
#[utoipa::path(
    post,
    path = "/v1/baskets/{basket_id}/payments/{payment_id}/refunds",
    operation_id = "refund_payment",
    tag = "Payments",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
        ("payment_id" = String, Path, description = "The payment, `pay_...`"),
    ),
    request_body = Option<NewRefund>,
    responses((status = 201, body = views::BasketView, description = "The basket with the refund, which may be pending")),
    extensions(("x-problems" = json!(["refund-above-paid", "basket-full", "conflict"]))),
)]
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

/// Say that a flagged payment is right, so that it is no longer raised.
#[utoipa::path(
    post,
    path = "/v1/baskets/{basket_id}/payments/{payment_id}/accept",
    operation_id = "accept_payment",
    tag = "Payments",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
        ("payment_id" = String, Path, description = "The payment, `pay_...`"),
    ),
    responses((status = 200, body = views::BasketView, description = "The basket")),
    extensions(("x-problems" = json!(["basket-full", "conflict"]))),
)]
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

/// Send the tickets.
///
/// A payment never sends them by itself, unless the merchant chose so.
#[utoipa::path(
    post,
    path = "/v1/baskets/{basket_id}/tickets/send",
    operation_id = "send_tickets",
    tag = "Baskets",
    params(
        ("basket_id" = String, Path, description = "The basket, `bsk_...`"),
    ),
    request_body = Option<TicketsRequest>,
    responses((status = 200, body = views::BasketView, description = "The basket; the mail is on its way")),
    extensions(("x-problems" = json!(["outstanding-balance", "email-missing", "basket-cancelled", "basket-full", "too-many-requests", "conflict"]))),
)]
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
