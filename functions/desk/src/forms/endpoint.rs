//! An address that events are sent to.

use paylink_app::endpoints::EndpointRequest;
use paylink_app::webhook::AddressPolicy;
use paylink_domain::webhook::EventType;
use paylink_store::webhooks::Endpoint;

use super::check::{Mistake, Trouble, errors, optional_text};
use crate::field::{Field, Tick};
use crate::form::Form;

/// An address that events are sent to.
#[derive(Debug, Clone)]
pub struct EndpointForm {
    /// Where.
    pub url: Field,
    /// What it is for.
    pub description: Field,
    /// Whether all events are sent, or those that are ticked.
    pub all: bool,
    /// The types of event.
    pub events: Vec<Tick>,
    /// What is wrong with them.
    pub events_error: Option<String>,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

/// The value of the choice of some events only.
const CHOSEN: &str = "chosen";

impl EndpointForm {
    /// An empty form.
    pub fn empty() -> Self {
        Self {
            url: Field::new("url", "url", "URL")
                .required()
                .line("url", "url")
                .most(2_000)
                .hint("Events are posted to it; it must start with https:// and be public."),
            description: Field::new("description", "description", "What it is for (optional)")
                .most(200),
            all: true,
            events: EventType::ALL
                .into_iter()
                .map(|kind| Tick {
                    id: format!("event-{}", kind.as_str().replace('.', "-")),
                    name: kind.as_str().to_owned(),
                    label: kind.as_str(),
                    ticked: false,
                    off_because: "",
                    hint: "",
                })
                .collect(),
            events_error: None,
            trouble: None,
        }
    }

    /// The form with an endpoint in it.
    pub fn of(endpoint: &Endpoint) -> Self {
        let empty = Self::empty();
        let form = Self {
            url: empty.url.with(&endpoint.url),
            description: empty
                .description
                .with(endpoint.description.as_deref().unwrap_or_default()),
            all: endpoint.events.is_none(),
            ..Self::empty()
        };
        let chosen = endpoint.events.as_deref().unwrap_or_default();
        form.with_events(|kind| chosen.contains(&kind))
    }

    /// The form as it was sent.
    pub fn sent(form: &Form) -> Self {
        let empty = Self::empty();
        let sent = Self {
            url: empty.url.with(form.get("url")),
            description: empty.description.with(form.get("description")),
            all: form.get("events") != CHOSEN,
            ..Self::empty()
        };
        sent.with_events(|kind| form.ticked(kind.as_str()))
    }

    fn with_events(mut self, ticked: impl Fn(EventType) -> bool) -> Self {
        for (tick, kind) in self.events.iter_mut().zip(EventType::ALL) {
            tick.ticked = ticked(kind);
        }
        self
    }

    /// The endpoint, or the errors noted at the fields.
    pub fn check(&mut self, policy: AddressPolicy, enabled: bool) -> Option<EndpointRequest> {
        let url = match self.url.filled().map(|text| (text, policy.check_url(text))) {
            Some((text, Ok(_))) => Some(text.to_owned()),
            Some((_, Err(error))) => self.url.wrong(format!("It must {error}.")),
            None => self.url.wrong("Enter the URL that takes the events."),
        };
        let description = optional_text(&mut self.description, 200);
        let ticked = self.events.iter().zip(EventType::ALL);
        let ticked: Vec<EventType> = ticked
            .filter(|(tick, _)| tick.ticked)
            .map(|(_, kind)| kind)
            .collect();
        if !self.all && ticked.is_empty() {
            self.events_error = Some("Tick at least one event, or choose all.".to_owned());
            return None;
        }
        Some(EndpointRequest {
            url: url?,
            description: description?,
            events: (!self.all).then_some(ticked),
            enabled,
        })
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        let mut all = errors([&self.url, &self.description]);
        all.extend(self.events_error.as_ref().map(|error| Mistake {
            id: "events-chosen".to_owned(),
            label: "Events".to_owned(),
            text: error.clone(),
        }));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sent: &str) -> Option<EndpointRequest> {
        EndpointForm::sent(&Form::parse(sent.as_bytes())).check(AddressPolicy::default(), true)
    }

    #[test]
    fn an_endpoint_gets_all_events_or_those_that_are_ticked() {
        let url = "url=https%3A%2F%2Fshop.example.com%2Fhooks";
        let all = check(&format!("{url}&events=all&basket.paid=yes")).unwrap();
        assert_eq!((all.events, all.enabled), (None, true));
        let some = check(&format!("{url}&events=chosen&basket.paid=yes")).unwrap();
        assert_eq!(some.events, Some(vec![EventType::BasketPaid]));
        assert!(check(&format!("{url}&events=chosen")).is_none());
        for url in [
            "",
            "http%3A%2F%2Fshop.example.com",
            "https%3A%2F%2F10.0.0.1",
        ] {
            assert!(check(&format!("url={url}&events=all")).is_none(), "{url}");
        }
    }
}
