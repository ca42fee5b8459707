//! The page of one webhook endpoint: its deliveries, its secret, and the actions of the page.

use askama::Template;
use axum::extract::{FromRequest, FromRequestParts as _, Path, Request, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use paylink_app::Error;
use paylink_app::endpoints::{self, EndpointAndSecret, EndpointRequest};
use paylink_domain::ids::{EventId, WebhookEndpointId};
use paylink_http::request::path_id;
use paylink_store::webhooks::{DeliveryCursor, DeliveryPage, Endpoint};
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use super::done::Done;
use super::frame::{Frame, ShownSecret, Tab, reason_or_page};
use super::webhook_rows::{DeliveryRow, EndpointView, path_of};
use crate::form::{Asked, Form};
use crate::forms::EndpointForm;
use crate::guard::{Failure, Posted};
use crate::pages::{self, Shell};
use crate::staff::Staff;
use crate::state::State;

/// Deliveries on a page.
const PAGE: i32 = 25;

#[derive(Template)]
#[template(path = "settings/endpoint.html")]
struct EndpointPage {
    shell: Shell,
    frame: Frame,
    path: String,
    endpoint: EndpointView,
    secret: Option<ShownSecret>,
    edit: Option<EndpointForm>,
    deliveries: Vec<DeliveryRow>,
    first: Option<String>,
    next: Option<String>,
    dialog: Dialog,
}

/// The question that is open on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialog {
    None,
    Rotate,
    Delete,
}

/// The secret of an endpoint, for the only page that shows it.
pub fn shown_secret(made: &EndpointAndSecret, heading: &str) -> ShownSecret {
    ShownSecret {
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

/// What the page shows beside the endpoint itself.
pub struct Wanted {
    pub status: StatusCode,
    pub secret: Option<ShownSecret>,
    pub edit: Option<EndpointForm>,
    pub done: Option<Done>,
    pub trouble: Option<String>,
    pub after: Option<EventId>,
    pub dialog: Dialog,
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

/// The page of an endpoint as it is now.
pub async fn page(state: &State, staff: &Staff, id: WebhookEndpointId, wanted: Wanted) -> Response {
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
pub async fn show(
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
        match reason_or_page(&self.posted.staff, failure) {
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
pub async fn change(act: Act) -> Response {
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
pub async fn rotate(act: Act) -> Response {
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
                secret: Some(shown_secret(&made, "The new secret is ready")),
                ..Wanted::default()
            };
            act.shown(wanted).await
        }
        Err(failure) => act.failed(&failure).await,
    }
}

/// Has events sent again.
pub async fn enable(act: Act) -> Response {
    match act.set_enabled(true).await {
        Ok(()) => act.done(Done::EndpointEnabled, "flash"),
        Err(error) => act.failed(&error.into()).await,
    }
}

/// Has no more events sent.
pub async fn disable(act: Act) -> Response {
    match act.set_enabled(false).await {
        Ok(()) => act.done(Done::EndpointDisabled, "flash"),
        Err(error) => act.failed(&error.into()).await,
    }
}

/// Removes an endpoint.
pub async fn delete(act: Act) -> Response {
    let principal = &act.posted.staff.principal;
    match endpoints::delete_endpoint(&act.state.core, principal, act.id).await {
        Ok(()) => Tab::Webhooks.done(Done::EndpointDeleted),
        Err(error) => pages::problem(Some(&act.posted.staff), &error.into()),
    }
}

/// Has an event sent once more.
pub async fn replay(Path(OfEvent { event_id }): Path<OfEvent>, act: Act) -> Response {
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
