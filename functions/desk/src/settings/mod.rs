//! Settings: how the merchant looks to guests, whose account takes the money, who works here, and the
//! keys and endpoints of its own systems.
//!
//! | page | who |
//! |---|---|
//! | `profile` | owner, admin |
//! | `payments` | owner, admin; only an owner changes something |
//! | `team`, `keys` | owner |
//! | `webhooks` | owner, admin |

mod done;
mod keys;
mod payments;
mod profile;
mod team;
mod webhooks;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use paylink::usecase::Error;
use paylink_domain::merchant::Permission;

use self::done::Done;
use crate::State;
use crate::forms::Trouble;
use crate::guard::{Failure, Staff};
use crate::{pages, texts};

/// The routes of the settings.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/desk/settings", get(profile::show).post(profile::save))
        .route("/desk/settings/payments", get(payments::show))
        .route("/desk/settings/payments/connect", post(payments::connect))
        .route("/desk/settings/payments/continue", get(payments::go_on))
        .route("/desk/settings/payments/return", get(payments::come_back))
        .route("/desk/settings/payments/refresh", post(payments::refresh))
        .route(
            "/desk/settings/payments/disconnect",
            post(payments::disconnect),
        )
        .route("/desk/settings/team", get(team::show).post(team::invite))
        .route("/desk/settings/team/{user_id}/role", post(team::set_role))
        .route(
            "/desk/settings/team/{user_id}/invitation",
            post(team::invite_again),
        )
        .route("/desk/settings/team/{user_id}/remove", post(team::remove))
        .route("/desk/settings/keys", get(keys::show).post(keys::create))
        .route("/desk/settings/keys/{key_id}/revoke", post(keys::revoke))
        .merge(webhooks::routes())
}

/// A page of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Profile,
    Payments,
    Team,
    Keys,
    Webhooks,
}

impl Tab {
    const ALL: [Self; 5] = [
        Self::Profile,
        Self::Payments,
        Self::Team,
        Self::Keys,
        Self::Webhooks,
    ];

    const fn label(self) -> &'static str {
        match self {
            Self::Profile => "Profile",
            Self::Payments => "Payments",
            Self::Team => "Team",
            Self::Keys => "API keys",
            Self::Webhooks => "Webhooks",
        }
    }

    const fn href(self) -> &'static str {
        match self {
            Self::Profile => "/desk/settings",
            Self::Payments => "/desk/settings/payments",
            Self::Team => "/desk/settings/team",
            Self::Keys => "/desk/settings/keys",
            Self::Webhooks => "/desk/settings/webhooks",
        }
    }

    /// What somebody must be allowed who sees it.
    const fn needs(self) -> Permission {
        match self {
            Self::Profile | Self::Payments | Self::Webhooks => Permission::Configure,
            Self::Team | Self::Keys => Permission::Administer,
        }
    }

    /// The page after something was done there.
    fn done(self, done: Done) -> Response {
        Redirect::to(&format!("{}?done={}#flash", self.href(), done.word())).into_response()
    }
}

/// A way to a page of the settings.
struct TabLink {
    label: &'static str,
    href: &'static str,
    current: bool,
}

/// What every page of the settings shows besides its own.
struct Frame {
    title: &'static str,
    tabs: Vec<TabLink>,
    done: Option<Done>,
    trouble: Option<String>,
}

impl Frame {
    fn of(staff: &Staff, current: Tab) -> Self {
        let tabs = Tab::ALL
            .into_iter()
            .filter(|tab| staff.may(tab.needs()))
            .map(|tab| TabLink {
                label: tab.label(),
                href: tab.href(),
                current: tab == current,
            });
        Self {
            title: current.label(),
            tabs: tabs.collect(),
            done: None,
            trouble: None,
        }
    }

    fn done(self, done: Option<Done>) -> Self {
        Self { done, ..self }
    }

    fn trouble(self, trouble: Option<String>) -> Self {
        Self { trouble, ..self }
    }
}

/// A secret on the one page that shows it.
struct Shown {
    /// What is ready.
    heading: String,
    /// What it is called.
    label: &'static str,
    /// The secret; `None` where it was shown before.
    value: Option<String>,
    /// What to do with it, or where it was shown before.
    text: &'static str,
}

/// Why something was not done, to be said in place; where only a page of its own can say it, that page.
fn told(staff: &Staff, failure: &Failure) -> Result<(StatusCode, String), Box<Response>> {
    let zone = &staff.merchant.time_zone;
    match failure.error.as_ref().and_then(|error| words(error, zone)) {
        Some(text) => Ok((failure.problem.kind.status(), text)),
        None => Err(Box::new(pages::problem(Some(staff), &failure.problem))),
    }
}

fn words(error: &Error, zone: &str) -> Option<String> {
    match error {
        Error::Team(refusal) => Some(texts::team_refusal(refusal, zone)),
        Error::TooManyKeys => Some(
            "There are as many API keys as there can be. Revoke one that is not used.".to_owned(),
        ),
        Error::TooManyEndpoints => Some(
            "There are as many endpoints as there can be. Delete one that is not used.".to_owned(),
        ),
        Error::EndpointDisabled => {
            Some("The endpoint is disabled, so nothing is sent to it. Enable it first.".to_owned())
        }
        Error::RemovedSince => Some(texts::REMOVED_SINCE.to_owned()),
        Error::Gateway(_) => Some(texts::GATEWAY_AWAY.to_owned()),
        Error::Refused(_) | Error::NotFound | Error::Forbidden(_) | Error::Store(_) => None,
    }
}

fn trouble(text: String) -> Trouble {
    Trouble { text, anyway: None }
}
