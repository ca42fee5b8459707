//! The list of webhook endpoints, and a new one.

use askama::Template;
use axum::Router;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::Timestamp;
use paylink_app::endpoints;
use paylink_domain::limits;
use paylink_store::webhooks::Endpoint;

use super::done::Done;
use super::endpoint;
use super::frame::{Frame, Tab, reason_or_page, trouble};
use super::webhook_rows::EndpointView;
use crate::form::Asked;
use crate::forms::EndpointForm;
use crate::guard::Posted;
use crate::pages::{self, Shell};
use crate::staff::Staff;
use crate::state::State;

/// The routes of the endpoints.
pub fn routes() -> Router<State> {
    const ENDPOINT: &str = "/desk/settings/webhooks/{endpoint_id}";
    Router::new()
        .route("/desk/settings/webhooks", get(list).post(create))
        .route(ENDPOINT, get(endpoint::show).post(endpoint::change))
        .route(&format!("{ENDPOINT}/rotate"), post(endpoint::rotate))
        .route(&format!("{ENDPOINT}/enable"), post(endpoint::enable))
        .route(&format!("{ENDPOINT}/disable"), post(endpoint::disable))
        .route(&format!("{ENDPOINT}/delete"), post(endpoint::delete))
        .route(
            &format!("{ENDPOINT}/deliveries/{{event_id}}/replay"),
            post(endpoint::replay),
        )
}

#[derive(Template)]
#[template(path = "settings/webhooks.html")]
struct ListPage {
    shell: Shell,
    frame: Frame,
    form: EndpointForm,
    rows: Vec<EndpointView>,
    is_full: bool,
}

async fn list_page(
    state: &State,
    staff: &Staff,
    status: StatusCode,
    form: EndpointForm,
    done: Option<Done>,
) -> Response {
    match endpoints::list_endpoints(&state.core, &staff.principal).await {
        Ok(all) => {
            let page = ListPage::of(staff, &all.endpoints, state.core.now(), form, done);
            pages::html(status, &page)
        }
        Err(error) => pages::problem(Some(staff), &error.into()),
    }
}

impl ListPage {
    fn of(
        staff: &Staff,
        endpoints: &[Endpoint],
        now: Timestamp,
        form: EndpointForm,
        done: Option<Done>,
    ) -> Self {
        let zone = &staff.merchant.time_zone;
        Self {
            shell: Shell::of(staff),
            frame: Frame::of(staff, Tab::Webhooks).done(done),
            form,
            rows: endpoints
                .iter()
                .map(|endpoint| EndpointView::of(endpoint, now, zone))
                .collect(),
            is_full: endpoints.len() >= limits::WEBHOOK_ENDPOINTS,
        }
    }
}

/// Shows the endpoints.
async fn list(Extract(state): Extract<State>, staff: Staff, Asked(query): Asked) -> Response {
    if !staff.may(Tab::Webhooks.needs()) {
        return pages::forbidden(&staff);
    }
    let done = Done::from_word(query.get("done"));
    list_page(&state, &staff, StatusCode::OK, EndpointForm::empty(), done).await
}

/// Makes an endpoint and shows its secret, this once.
async fn create(Extract(state): Extract<State>, posted: Posted) -> Response {
    let staff = &posted.staff;
    if !staff.may(Tab::Webhooks.needs()) {
        return pages::forbidden(staff);
    }
    let mut form = EndpointForm::sent(&posted.form);
    let Some(request) = form.check(state.webhooks.policy, true) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return list_page(&state, staff, status, form, None).await;
    };
    let made = posted
        .run_once(&state, |ids| {
            let (core, principal, request) = (&state.core, &staff.principal, request.clone());
            let sealer = &state.webhooks.sealer;
            async move { endpoints::create_endpoint(core, principal, &ids, sealer, request).await }
        })
        .await;
    match made {
        Ok(made) => {
            let wanted = endpoint::Wanted {
                secret: Some(endpoint::shown_secret(&made, "The endpoint is ready")),
                ..endpoint::Wanted::default()
            };
            endpoint::page(&state, staff, made.endpoint.id, wanted).await
        }
        Err(failure) => match reason_or_page(staff, &failure) {
            Ok((status, text)) => {
                let form = EndpointForm {
                    trouble: Some(trouble(text)),
                    ..form
                };
                list_page(&state, staff, status, form, None).await
            }
            Err(page) => *page,
        },
    }
}
