//! The addresses that the merchant's own systems hear of events at, and what was sent there.

use askama::Template;
use axum::Router;
use axum::extract::{FromRequest, FromRequestParts as _, Path, Request, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use paylink::http::request::path_id;
use paylink::store::webhooks::{Delivery, DeliveryCursor, DeliveryPage, DeliveryState, Endpoint};
use paylink::usecase::Error;
use paylink::usecase::endpoints::{self, EndpointAndSecret, EndpointRequest};
use paylink_domain::ids::{EventId, WebhookEndpointId};
use paylink_domain::limits;
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use super::{Done, Frame, Shown, Tab, told, trouble};
use crate::State;
use crate::form::{Asked, Form};
use crate::forms::EndpointForm;
use crate::guard::{Failure, Posted, Staff};
use crate::pages::{self, Shell};
use crate::texts::{self, Badge};

/// Deliveries on a page.
const PAGE: i32 = 25;

/// The routes of the endpoints.
pub fn routes() -> Router<State> {
    const ENDPOINT: &str = "/desk/settings/webhooks/{endpoint_id}";
    Router::new()
        .route("/desk/settings/webhooks", get(list).post(create))
        .route(ENDPOINT, get(show).post(change))
        .route(&format!("{ENDPOINT}/rotate"), post(rotate))
        .route(&format!("{ENDPOINT}/enable"), post(enable))
        .route(&format!("{ENDPOINT}/disable"), post(disable))
        .route(&format!("{ENDPOINT}/delete"), post(delete))
        .route(
            &format!("{ENDPOINT}/deliveries/{{event_id}}/replay"),
            post(replay),
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

#[derive(Template)]
#[template(path = "settings/endpoint.html")]
struct EndpointPage {
    shell: Shell,
    frame: Frame,
    path: String,
    endpoint: EndpointView,
    secret: Option<Shown>,
    edit: Option<EndpointForm>,
    deliveries: Vec<DeliveryRow>,
    first: Option<String>,
    next: Option<String>,
    dialog: Dialog,
}

/// The question that is open over an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialog {
    None,
    Rotate,
    Delete,
}

/// An endpoint as it is shown.
struct EndpointView {
    path: String,
    url: String,
    description: String,
    events: String,
    state: Badge,
    disabled: Option<String>,
    is_enabled: bool,
    failing_since: Option<String>,
    created: String,
    /// Until when the secret before the last one goes on signing.
    old_secret_until: Option<String>,
}

impl EndpointView {
    fn of(endpoint: &Endpoint, now: Timestamp, zone: &str) -> Self {
        let when = |at: Timestamp| texts::when(at, zone);
        let events = endpoint.events.as_ref().map(|events| {
            let words: Vec<&str> = events.iter().map(|kind| kind.as_str()).collect();
            words.join(", ")
        });
        let old = endpoint.signing_secrets(now).filter_map(|old| old.until);
        let disabled = endpoint.disabled.as_ref();
        Self {
            path: path_of(endpoint.id),
            url: endpoint.url.clone(),
            description: endpoint.description.clone().unwrap_or_default(),
            events: events.unwrap_or_else(|| "All events".to_owned()),
            state: texts::endpoint_state(disabled),
            disabled: disabled
                .map(|disabled| texts::endpoint_disabled(disabled.reason, &when(disabled.at))),
            is_enabled: endpoint.is_enabled(),
            failing_since: endpoint
                .failing_since
                .filter(|_| endpoint.is_enabled())
                .map(when),
            created: when(endpoint.created_at),
            old_secret_until: old.max().map(when),
        }
    }
}

fn path_of(id: WebhookEndpointId) -> String {
    format!("{}/{id}", Tab::Webhooks.href())
}

/// An event that was sent, or is to be.
struct DeliveryRow {
    id: String,
    event: &'static str,
    basket: String,
    when: String,
    state: Badge,
    next: Option<String>,
    tries: u32,
    tried: String,
    answer: String,
}

impl DeliveryRow {
    fn of(delivery: &Delivery, now: Timestamp, zone: &str) -> Self {
        let when = |at: Timestamp| texts::when(at, zone);
        let state = delivery.state_at(now);
        let next = match state {
            DeliveryState::Pending { next_try_at } => Some(when(next_try_at)),
            DeliveryState::Delivered | DeliveryState::Failed => None,
        };
        let status = delivery.response_status.map(|status| status.to_string());
        let answer: Vec<String> = [status, delivery.error.clone()]
            .into_iter()
            .flatten()
            .collect();
        Self {
            id: delivery.event_id.to_string(),
            event: delivery.event.kind().as_str(),
            basket: format!("/desk/bookings/{}", delivery.basket_id),
            when: when(delivery.occurred_at),
            state: texts::delivery_state(state),
            next,
            tries: delivery.tries,
            tried: when(delivery.tried_at),
            answer: answer.join(" · "),
        }
    }
}

/// The secret of an endpoint, on the one page that shows it.
fn shown(made: &EndpointAndSecret, heading: &str) -> Shown {
    Shown {
        heading: heading.to_owned(),
        label: "Signing secret",
        value: made
            .secret
            .as_ref()
            .map(|secret| secret.expose_secret().to_owned()),
        text: if made.secret.is_some() {
            "Copy it now: it is not shown again. Your system checks with it that an event comes from Paylink."
        } else {
            "It was shown when it was made, and cannot be shown again. If nobody has it, make a new secret."
        },
    }
}

/// An endpoint of the merchant that a form was posted to.
pub struct Act {
    state: State,
    posted: Posted,
    id: WebhookEndpointId,
}

impl FromRequest<State> for Act {
    type Rejection = Response;

    async fn from_request(request: Request, state: &State) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let endpoint_id = Path::<OfEndpoint>::from_request_parts(&mut parts, state)
            .await
            .map(|Path(of)| of.endpoint_id)
            .unwrap_or_default();
        let posted = Posted::from_request(Request::from_parts(parts, body), state).await?;
        let staff = &posted.staff;
        if !staff.may(Tab::Webhooks.needs()) {
            return Err(pages::forbidden(staff));
        }
        let id = path_id(&endpoint_id).map_err(|problem| pages::problem(Some(staff), &problem))?;
        Ok(Self {
            state: state.clone(),
            id,
            posted,
        })
    }
}

#[derive(Deserialize)]
struct OfEndpoint {
    endpoint_id: String,
}

/// The event that a path names.
#[derive(Deserialize)]
pub struct OfEvent {
    event_id: String,
}

/// What the page of an endpoint shows besides it.
struct Wanted {
    status: StatusCode,
    secret: Option<Shown>,
    edit: Option<EndpointForm>,
    done: Option<Done>,
    trouble: Option<String>,
    after: Option<EventId>,
    dialog: Dialog,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            status: StatusCode::OK,
            secret: None,
            edit: None,
            done: None,
            trouble: None,
            after: None,
            dialog: Dialog::None,
        }
    }
}

async fn page(state: &State, staff: &Staff, id: WebhookEndpointId, wanted: Wanted) -> Response {
    let (core, principal) = (&state.core, &staff.principal);
    let read = async {
        let endpoint = endpoints::read_endpoint(core, principal, id).await?;
        let page = endpoints::list_deliveries(core, principal, id, wanted.after, PAGE).await?;
        Ok::<_, Error>((endpoint, page))
    };
    match read.await {
        Ok((endpoint, deliveries)) => {
            let status = wanted.status;
            let page = EndpointPage::of(staff, &endpoint, &deliveries, state.core.now(), wanted);
            pages::html(status, &page)
        }
        Err(error) => pages::problem(Some(staff), &error.into()),
    }
}

impl EndpointPage {
    fn of(
        staff: &Staff,
        endpoint: &Endpoint,
        page: &DeliveryPage,
        now: Timestamp,
        wanted: Wanted,
    ) -> Self {
        let zone = &staff.merchant.time_zone;
        let path = path_of(endpoint.id);
        let next = page.next.map(|event| {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("cursor", &DeliveryCursor::after(event).to_string())
                .finish();
            format!("{path}?{query}#deliveries")
        });
        let rows = page.deliveries.iter();
        Self {
            shell: Shell::of(staff),
            frame: Frame {
                title: "Webhook endpoint",
                ..Frame::of(staff, Tab::Webhooks)
            }
            .done(wanted.done)
            .trouble(wanted.trouble),
            endpoint: EndpointView::of(endpoint, now, zone),
            secret: wanted.secret,
            edit: wanted.edit,
            deliveries: rows
                .map(|delivery| DeliveryRow::of(delivery, now, zone))
                .collect(),
            first: wanted.after.map(|_| format!("{path}#deliveries")),
            next,
            dialog: wanted.dialog,
            path,
        }
    }
}

/// Shows an endpoint and what was sent to it.
async fn show(
    Extract(state): Extract<State>,
    staff: Staff,
    Path(endpoint_id): Path<String>,
    Asked(query): Asked,
) -> Response {
    if !staff.may(Tab::Webhooks.needs()) {
        return pages::forbidden(&staff);
    }
    let id = match path_id(&endpoint_id) {
        Ok(id) => id,
        Err(problem) => return pages::problem(Some(&staff), &problem),
    };
    let edit = if query.get("edit") == "endpoint" {
        match endpoints::read_endpoint(&state.core, &staff.principal, id).await {
            Ok(endpoint) => Some(EndpointForm::of(&endpoint)),
            Err(error) => return pages::problem(Some(&staff), &error.into()),
        }
    } else {
        None
    };
    let wanted = Wanted {
        edit,
        done: Done::from_word(query.get("done")),
        after: cursor(&query),
        dialog: match query.get("dialog") {
            "rotate" => Dialog::Rotate,
            "delete" => Dialog::Delete,
            _ => Dialog::None,
        },
        ..Wanted::default()
    };
    page(&state, &staff, id, wanted).await
}

/// The event after which the page begins; the newest where it cannot be read.
fn cursor(query: &Form) -> Option<EventId> {
    let cursor: DeliveryCursor = query.get("cursor").parse().ok()?;
    Some(cursor.event())
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
            let wanted = Wanted {
                secret: Some(shown(&made, "The endpoint is ready")),
                ..Wanted::default()
            };
            page(&state, staff, made.endpoint.id, wanted).await
        }
        Err(failure) => match told(staff, &failure) {
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

impl Act {
    async fn endpoint(&self) -> Result<Endpoint, Error> {
        let principal = &self.posted.staff.principal;
        endpoints::read_endpoint(&self.state.core, principal, self.id).await
    }

    async fn change(&self, request: &EndpointRequest) -> Result<Endpoint, Error> {
        let principal = &self.posted.staff.principal;
        endpoints::change_endpoint(&self.state.core, principal, self.id, request).await
    }

    fn done(&self, done: Done, anchor: &str) -> Response {
        let path = path_of(self.id);
        Redirect::to(&format!("{path}?done={}#{anchor}", done.word())).into_response()
    }

    async fn shown(&self, wanted: Wanted) -> Response {
        page(&self.state, &self.posted.staff, self.id, wanted).await
    }

    /// The page as it is now, with why something was not done.
    async fn failed(&self, failure: &Failure) -> Response {
        match told(&self.posted.staff, failure) {
            Ok((status, text)) => {
                let wanted = Wanted {
                    status,
                    trouble: Some(text),
                    ..Wanted::default()
                };
                self.shown(wanted).await
            }
            Err(page) => *page,
        }
    }

    /// Turns the endpoint on or off; all else stays.
    async fn set_enabled(&self, enabled: bool) -> Result<(), Error> {
        let endpoint = self.endpoint().await?;
        let request = EndpointRequest {
            url: endpoint.url,
            description: endpoint.description,
            events: endpoint.events,
            enabled,
        };
        self.change(&request).await?;
        Ok(())
    }
}

/// Changes where events are sent, and which.
async fn change(act: Act) -> Response {
    let enabled = match act.endpoint().await {
        Ok(endpoint) => endpoint.is_enabled(),
        Err(error) => return act.failed(&error.into()).await,
    };
    let mut form = EndpointForm::sent(&act.posted.form);
    let Some(request) = form.check(act.state.webhooks.policy, enabled) else {
        let wanted = Wanted {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            edit: Some(form),
            ..Wanted::default()
        };
        return act.shown(wanted).await;
    };
    match act.change(&request).await {
        Ok(_) => act.done(Done::EndpointSaved, "flash"),
        Err(error) => act.failed(&error.into()).await,
    }
}

/// Makes a new secret and shows it, this once.
async fn rotate(act: Act) -> Response {
    let made = act
        .posted
        .run_once(&act.state, |ids| {
            let act = &act;
            async move {
                let (core, sealer) = (&act.state.core, &act.state.webhooks.sealer);
                let principal = &act.posted.staff.principal;
                endpoints::rotate_secret(core, principal, &ids, sealer, act.id).await
            }
        })
        .await;
    match made {
        Ok(made) => {
            let wanted = Wanted {
                secret: Some(shown(&made, "The new secret is ready")),
                ..Wanted::default()
            };
            act.shown(wanted).await
        }
        Err(failure) => act.failed(&failure).await,
    }
}

/// Has events sent again.
async fn enable(act: Act) -> Response {
    match act.set_enabled(true).await {
        Ok(()) => act.done(Done::EndpointEnabled, "flash"),
        Err(error) => act.failed(&error.into()).await,
    }
}

/// Has no more events sent.
async fn disable(act: Act) -> Response {
    match act.set_enabled(false).await {
        Ok(()) => act.done(Done::EndpointDisabled, "flash"),
        Err(error) => act.failed(&error.into()).await,
    }
}

/// Removes an endpoint.
async fn delete(act: Act) -> Response {
    let principal = &act.posted.staff.principal;
    match endpoints::delete_endpoint(&act.state.core, principal, act.id).await {
        Ok(()) => Tab::Webhooks.done(Done::EndpointDeleted),
        Err(error) => pages::problem(Some(&act.posted.staff), &error.into()),
    }
}

/// Has an event sent once more.
async fn replay(Path(OfEvent { event_id }): Path<OfEvent>, act: Act) -> Response {
    let event: EventId = match path_id(&event_id) {
        Ok(event) => event,
        Err(problem) => return pages::problem(Some(&act.posted.staff), &problem),
    };
    let replayed = act
        .posted
        .run_once(&act.state, |ids| {
            let act = &act;
            async move {
                let (core, principal) = (&act.state.core, &act.posted.staff.principal);
                endpoints::replay_delivery(core, principal, &ids, act.id, event).await
            }
        })
        .await;
    match replayed {
        Ok(_) => act.done(Done::Replayed, "deliveries"),
        Err(failure) => act.failed(&failure).await,
    }
}
