//! The parts that all pages of the settings have: tabs, what was done, and what failed.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use paylink_app::Error;
use paylink_domain::merchant::Permission;

use super::done::Done;
use crate::forms::Trouble;
use crate::guard::Failure;
use crate::pages;
use crate::staff::Staff;
use crate::texts;

/// A page of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
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

    pub const fn href(self) -> &'static str {
        match self {
            Self::Profile => "/desk/settings",
            Self::Payments => "/desk/settings/payments",
            Self::Team => "/desk/settings/team",
            Self::Keys => "/desk/settings/keys",
            Self::Webhooks => "/desk/settings/webhooks",
        }
    }

    /// The permission that the page needs.
    pub const fn needs(self) -> Permission {
        match self {
            Self::Profile | Self::Payments | Self::Webhooks => Permission::Configure,
            Self::Team | Self::Keys => Permission::Administer,
        }
    }

    /// Goes back to the page, which says what was done.
    pub fn done(self, done: Done) -> Response {
        Redirect::to(&format!("{}?done={}#flash", self.href(), done.word())).into_response()
    }
}

/// A link to a page of the settings.
pub struct TabLink {
    pub label: &'static str,
    pub href: &'static str,
    pub current: bool,
}

/// What every page of the settings shows around its own content.
pub struct Frame {
    pub title: &'static str,
    pub tabs: Vec<TabLink>,
    pub done: Option<Done>,
    pub trouble: Option<String>,
}

impl Frame {
    pub fn of(staff: &Staff, current: Tab) -> Self {
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

    pub fn done(self, done: Option<Done>) -> Self {
        Self { done, ..self }
    }

    pub fn trouble(self, trouble: Option<String>) -> Self {
        Self { trouble, ..self }
    }
}

/// A secret on the only page that shows it.
pub struct ShownSecret {
    /// Says what was made.
    pub heading: String,
    /// The name of the secret.
    pub label: &'static str,
    /// The secret; `None` where it was shown before.
    pub value: Option<String>,
    /// What to do with the secret, or with one that was shown before.
    pub text: &'static str,
}

/// The status and the reason why an action was not done, for the page it was begun on.
///
/// # Errors
/// A page of its own, where the error has no words that fit into another page.
pub fn reason_or_page(
    staff: &Staff,
    failure: &Failure,
) -> Result<(StatusCode, String), Box<Response>> {
    let zone = &staff.merchant.time_zone;
    match failure.error.as_ref().and_then(|error| reason(error, zone)) {
        Some(text) => Ok((failure.problem.kind.status(), text)),
        None => Err(Box::new(pages::problem(Some(staff), &failure.problem))),
    }
}

/// The reason in words; `None` for an error that gets a page of its own.
fn reason(error: &Error, zone: &str) -> Option<String> {
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

/// A reason as it stands above a form, with no button that goes on all the same.
pub fn trouble(text: String) -> Trouble {
    Trouble { text, anyway: None }
}
