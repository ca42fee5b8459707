//! Webhook endpoints: where the merchant's events are sent, and what became of them.

mod views;

use axum::extract::{Path, Query, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use paylink_app::endpoints::{self, EndpointRequest};
use paylink_app::webhook::AddressPolicy;
use paylink_domain::ids::WebhookEndpointId;
use paylink_domain::webhook::EventType;
use paylink_http::json::Fields;
use paylink_http::problem::FieldError;
use paylink_http::request::path_id;
use paylink_http::views::Page;
use paylink_http::{ApiRequest, Caller, Problem};
use paylink_store::webhooks::DeliveryCursor;
use serde_json::json;

use self::views::{DeliveryView, EndpointView, delivery_view, endpoint_view, view_with_secret};
use crate::bodies::WebhookEndpointRequest;
use crate::state::State;

/// `/v1/webhook-endpoints`.
pub fn routes() -> Router<State> {
    let one = "/v1/webhook-endpoints/{endpoint_id}";
    Router::new()
        .route("/v1/webhook-endpoints", get(list).post(create))
        .route(one, get(read).put(change).delete(remove))
        .route(&format!("{one}/rotate"), post(rotate))
        .route(&format!("{one}/deliveries"), get(deliveries))
        .route(
            &format!("{one}/deliveries/{{delivery_id}}/replay"),
            post(replay),
        )
}

/// List the webhook endpoints.
///
/// There are at most 10, so there is one page.
#[utoipa::path(
    get,
    path = "/v1/webhook-endpoints",
    operation_id = "list_webhook_endpoints",
    tag = "Webhook endpoints",
    responses((status = 200, body = Page<EndpointView>, description = "All endpoints")),
    extensions(("x-problems" = json!(["forbidden"]))),
)]
async fn list(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
) -> Result<Response, Problem> {
    let endpoints = endpoints::list_endpoints(&state.core, &principal).await?;
    let now = state.core.now();
    let all = endpoints.endpoints.iter();
    let data: Vec<EndpointView> = all.map(|endpoint| endpoint_view(endpoint, now)).collect();
    // A merchant has at most 10, so one page holds them all.
    Ok(Json(json!({ "data": data, "next_cursor": null })).into_response())
}

/// Make a webhook endpoint.
///
/// The answer has the secret that verifies signatures, and that the first time only.
#[utoipa::path(
    post,
    path = "/v1/webhook-endpoints",
    operation_id = "create_webhook_endpoint",
    tag = "Webhook endpoints",
    request_body = WebhookEndpointRequest,
    responses((status = 201, body = EndpointView, description = "The new endpoint")),
    extensions(("x-problems" = json!(["too-many-endpoints", "conflict"]))),
)]
async fn create(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let policy = state.webhooks.policy;
    let input = request.read(|fields| endpoint_request(fields, policy))?;
    let made = request
        .run_once(&state.core, &principal, async |ids| {
            let sealer = &state.webhooks.sealer;
            Ok(endpoints::create_endpoint(&state.core, &principal, &ids, sealer, input).await?)
        })
        .await?;
    let view = view_with_secret(&made, state.core.now());
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

/// Read a webhook endpoint.
#[utoipa::path(
    get,
    path = "/v1/webhook-endpoints/{endpoint_id}",
    operation_id = "read_webhook_endpoint",
    tag = "Webhook endpoints",
    params(
        ("endpoint_id" = String, Path, description = "The endpoint, `we_...`"),
    ),
    responses((status = 200, body = EndpointView, description = "The endpoint")),
    extensions(("x-problems" = json!(["forbidden"]))),
)]
async fn read(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(endpoint_id): Path<String>,
) -> Result<Response, Problem> {
    let endpoint_id: WebhookEndpointId = path_id(&endpoint_id)?;
    let endpoint = endpoints::read_endpoint(&state.core, &principal, endpoint_id).await?;
    Ok(Json(endpoint_view(&endpoint, state.core.now())).into_response())
}

/// Change a webhook endpoint, or enable it again.
#[utoipa::path(
    put,
    path = "/v1/webhook-endpoints/{endpoint_id}",
    operation_id = "change_webhook_endpoint",
    tag = "Webhook endpoints",
    params(
        ("endpoint_id" = String, Path, description = "The endpoint, `we_...`"),
    ),
    request_body = WebhookEndpointRequest,
    responses((status = 200, body = EndpointView, description = "The changed endpoint")),
    extensions(("x-problems" = json!(["conflict"]))),
)]
async fn change(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(endpoint_id): Path<String>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let endpoint_id: WebhookEndpointId = path_id(&endpoint_id)?;
    let policy = state.webhooks.policy;
    let input = request.read(|fields| endpoint_request(fields, policy))?;
    let endpoint = endpoints::change_endpoint(&state.core, &principal, endpoint_id, &input).await?;
    Ok(Json(endpoint_view(&endpoint, state.core.now())).into_response())
}

/// Delete a webhook endpoint.
#[utoipa::path(
    delete,
    path = "/v1/webhook-endpoints/{endpoint_id}",
    operation_id = "delete_webhook_endpoint",
    tag = "Webhook endpoints",
    params(
        ("endpoint_id" = String, Path, description = "The endpoint, `we_...`"),
    ),
    responses((status = 204, description = "It is deleted")),
    extensions(("x-problems" = json!(["conflict"]))),
)]
async fn remove(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(endpoint_id): Path<String>,
) -> Result<Response, Problem> {
    let endpoint_id: WebhookEndpointId = path_id(&endpoint_id)?;
    endpoints::delete_endpoint(&state.core, &principal, endpoint_id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Replace the secret of a webhook endpoint.
///
/// The old one goes on signing beside the new one for 24 hours.
#[utoipa::path(
    post,
    path = "/v1/webhook-endpoints/{endpoint_id}/rotate",
    operation_id = "rotate_webhook_secret",
    tag = "Webhook endpoints",
    params(
        ("endpoint_id" = String, Path, description = "The endpoint, `we_...`"),
    ),
    responses((status = 200, body = EndpointView, description = "The endpoint with its new secret")),
    extensions(("x-problems" = json!(["conflict"]))),
)]
async fn rotate(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(endpoint_id): Path<String>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let id: WebhookEndpointId = path_id(&endpoint_id)?;
    request.read(|_| Some(()))?;
    let made = request
        .run_once(&state.core, &principal, async |ids| {
            let sealer = &state.webhooks.sealer;
            Ok(endpoints::rotate_secret(&state.core, &principal, &ids, sealer, id).await?)
        })
        .await?;
    Ok(Json(view_with_secret(&made, state.core.now())).into_response())
}

/// List what was sent to a webhook endpoint in the last 30 days, newest first.
#[utoipa::path(
    get,
    path = "/v1/webhook-endpoints/{endpoint_id}/deliveries",
    operation_id = "list_deliveries",
    tag = "Webhook endpoints",
    params(
        ("endpoint_id" = String, Path, description = "The endpoint, `we_...`"),
        ("limit" = Option<i32>, Query, minimum = 1, maximum = 100, description = "How many at most; 25 where it is left out"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, body = Page<DeliveryView>, description = "A page of deliveries")),
    extensions(("x-problems" = json!(["forbidden"]))),
)]
async fn deliveries(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path(endpoint_id): Path<String>,
    query: Result<Query<Vec<(String, String)>>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let id: WebhookEndpointId = path_id(&endpoint_id)?;
    let pairs = query.map_err(|_| wrong("?", "the query cannot be read"))?.0;
    let (after, limit) = page_query(pairs)?;
    let after = after.map(DeliveryCursor::event);
    let page = endpoints::list_deliveries(&state.core, &principal, id, after, limit).await?;
    let now = state.core.now();
    let all = page.deliveries.iter();
    let data: Vec<DeliveryView> = all.map(|delivery| delivery_view(delivery, now)).collect();
    let next = page
        .next
        .map(|event| DeliveryCursor::after(event).to_string());
    Ok(Json(json!({ "data": data, "next_cursor": next })).into_response())
}

/// Send an event again, from the basket as it is now.
#[utoipa::path(
    post,
    path = "/v1/webhook-endpoints/{endpoint_id}/deliveries/{delivery_id}/replay",
    operation_id = "replay_delivery",
    tag = "Webhook endpoints",
    params(
        ("endpoint_id" = String, Path, description = "The endpoint, `we_...`"),
        ("delivery_id" = String, Path, description = "The event, `evt_...`"),
    ),
    responses((status = 202, body = DeliveryView, description = "It is sent in a moment")),
    extensions(("x-problems" = json!(["endpoint-disabled", "basket-full", "conflict"]))),
)]
async fn replay(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    Path((endpoint_id, delivery_id)): Path<(String, String)>,
    request: ApiRequest,
) -> Result<Response, Problem> {
    let (id, event) = (path_id(&endpoint_id)?, path_id(&delivery_id)?);
    request.read(|_| Some(()))?;
    let delivery = request
        .run_once(&state.core, &principal, async |ids| {
            Ok(endpoints::replay_delivery(&state.core, &principal, &ids, id, event).await?)
        })
        .await?;
    // It is sent by the stream in a moment; what it was before says what is sent again.
    let view = delivery_view(&delivery, state.core.now());
    Ok((StatusCode::ACCEPTED, Json(view)).into_response())
}

/// The body of `POST /v1/webhook-endpoints` and `PUT .../{endpoint_id}`.
fn endpoint_request(fields: &mut Fields<'_>, policy: AddressPolicy) -> Option<EndpointRequest> {
    let url = fields.text("url", 1..=paylink_app::webhook::address::URL_LENGTH);
    let checked = url.map(|url| policy.check_url(&url).map(|_| url));
    let url = checked.and_then(|checked| match checked {
        Ok(url) => Some(url),
        Err(error) => {
            fields.error("url", &format!("must {error}"));
            None
        }
    });
    let words = fields.texts("events", EventType::ALL.len(), 40);
    let mut events = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match EventType::from_word(word) {
            Some(kind) if !events.contains(&kind) => events.push(kind),
            Some(_) => {}
            None if word == "*" && words.len() == 1 => {}
            None => fields.error(
                &format!("events/{at}"),
                "must be a type of event, or \"*\" alone for all",
            ),
        }
    }
    let enabled = if fields.has("enabled") {
        fields.flag("enabled")
    } else {
        // Known all the same, and on where nothing is said.
        fields.flag("enabled");
        true
    };
    Some(EndpointRequest {
        description: fields.optional_text("description", 200),
        url: url?,
        events: (!events.is_empty()).then_some(events),
        enabled,
    })
}

/// `limit` and `cursor`; all errors at once, unknown names refused.
fn page_query(pairs: Vec<(String, String)>) -> Result<(Option<DeliveryCursor>, i32), Problem> {
    let (mut after, mut limit) = (None, 25);
    let mut errors = Vec::new();
    for (name, value) in pairs {
        let error = match name.as_str() {
            "limit" => match value.parse() {
                Ok(number @ 1..=100) => {
                    limit = number;
                    None
                }
                _ => Some("must be 1 to 100"),
            },
            "cursor" => {
                after = value.parse().ok();
                let error = "must be the next_cursor of an answer before";
                after.is_none().then_some(error)
            }
            _ => Some("is not a known parameter"),
        };
        errors.extend(error.map(|detail| FieldError {
            pointer: name,
            detail: detail.to_owned(),
        }));
    }
    if errors.is_empty() {
        Ok((after, limit))
    } else {
        Err(Problem::validation(errors))
    }
}

fn wrong(pointer: &str, detail: &str) -> Problem {
    Problem::validation(vec![FieldError {
        pointer: pointer.to_owned(),
        detail: detail.to_owned(),
    }])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: serde_json::Value) -> Result<EndpointRequest, Vec<String>> {
        let policy = AddressPolicy::default();
        paylink_http::json::read_object(&body, |fields| endpoint_request(fields, policy)).map_err(
            |problem| {
                let errors = problem.errors.into_iter();
                errors.map(|error| error.pointer).collect()
            },
        )
    }

    #[test]
    fn an_endpoint_gets_all_events_where_nothing_else_is_said() {
        let url = "https://shop.example.com/hooks";
        for body in [
            json!({"url": url}),
            json!({"url": url, "events": []}),
            json!({"url": url, "events": ["*"], "enabled": true}),
        ] {
            let read = read(body).unwrap();
            assert_eq!((read.events, read.enabled), (None, true));
        }
        let some = read(json!({
            "url": url, "enabled": false, "description": "Shop",
            "events": ["basket.paid", "payment.recorded", "basket.paid"],
        }));
        let some = some.unwrap();
        let kinds = vec![EventType::BasketPaid, EventType::PaymentRecorded];
        assert_eq!((some.events, some.enabled), (Some(kinds), false));
    }

    #[test]
    fn all_field_errors_are_told_at_once() {
        let body = json!({
            "url": "https://10.0.0.1/", "events": ["basket.paid", "basket.lost", "*"],
            "enabled": "yes", "description": 1, "secret": "whsec_mine",
        });
        assert_eq!(
            read(body).unwrap_err(),
            [
                "/url",
                "/events/1",
                "/events/2",
                "/enabled",
                "/description",
                "/secret"
            ]
        );
        assert_eq!(read(json!({})).unwrap_err(), ["/url"]);
    }

    #[test]
    fn a_page_is_asked_for_by_limit_and_cursor() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let event = "evt_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap();
        let cursor = DeliveryCursor::after(event);
        let pairs = vec![pair("limit", "5"), pair("cursor", &cursor.to_string())];
        assert_eq!(page_query(pairs).unwrap(), (Some(cursor), 5));
        let wrong = vec![pair("limit", "0"), pair("cursor", "x"), pair("sort", "a")];
        let names = page_query(wrong).unwrap_err().errors;
        let names: Vec<&str> = names.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(names, ["limit", "cursor", "sort"]);
    }
}
