//! The one shape that all pages have. Which of its parts a page has is decided where it is made.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::frame::Frame;

/// A page, worked out and ready to be rendered.
#[derive(Debug, Template)]
#[template(path = "page.html")]
pub struct Page {
    /// What is around it.
    pub frame: Frame,
    /// What it feels like.
    pub tone: Tone,
    /// What the merchant's name is followed by.
    pub about: String,
    /// What went wrong with what the guest just did.
    pub alert: String,
    /// What it says first.
    pub heading: String,
    /// The amount that matters, shown large.
    pub figure: String,
    /// What stands under the amount.
    pub subtitle: Option<String>,
    /// What else it says.
    pub paragraphs: Vec<String>,
    /// The merchant's note to the guest.
    pub message: Option<Note>,
    /// What the guest can do.
    pub form: Option<Form>,
    /// Where the guest can go.
    pub ways: Vec<Way>,
    /// What was paid, and what the list is called.
    pub payments_heading: String,
    /// See `payments_heading`.
    pub payments: Vec<Line>,
    /// What was booked, and what the list is called.
    pub items_heading: String,
    /// See `items_heading`.
    pub items: Vec<Line>,
    /// Where the money stands.
    pub facts: Vec<Fact>,
}

/// What a page feels like; told by an icon as well as by a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something is asked for; the amount itself is what meets the eye.
    Ask,
    /// All is well.
    Good,
    /// Something takes its time.
    Wait,
    /// Something is no longer so, and that is all right.
    Note,
    /// Something did not work.
    Stop,
}

impl Tone {
    /// The style sheet's word.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Ask => "",
            Self::Good => "good",
            Self::Wait => "wait",
            Self::Note => "note",
            Self::Stop => "stop",
        }
    }

    /// The icon as an SVG path in a square of 24.
    pub const fn icon(self) -> Option<&'static str> {
        match self {
            Self::Ask => None,
            Self::Good => Some("M5 12.5l4.5 4.5L19 7.5"),
            Self::Wait => Some("M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM12 7v5l3 2"),
            Self::Note => Some("M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM12 11v5M12 8v.01"),
            Self::Stop => Some("M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18zM12 8v5M12 16v.01"),
        }
    }
}

/// A note from somebody.
#[derive(Debug)]
pub struct Note {
    /// Who wrote it.
    pub from: String,
    /// What they wrote.
    pub text: String,
}

/// A form with one button.
#[derive(Debug)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// An amount to type.
    pub field: Option<Field>,
    /// Terms to accept.
    pub terms: Option<AcceptTerms>,
    /// The button.
    pub button: String,
    /// Whether it leads to where money is paid.
    pub secure: bool,
    /// What pressing it leads to.
    pub hint: String,
}

/// The box to tick before a payment.
#[derive(Debug)]
pub struct AcceptTerms {
    /// Where the terms are.
    pub url: String,
    /// What is accepted.
    pub label: String,
    /// What leads to them.
    pub read: String,
    /// Whether it was ticked.
    pub ticked: bool,
    /// What is wrong where it was not.
    pub wrong: String,
}

/// The field of an amount.
#[derive(Debug)]
pub struct Field {
    /// What it asks for.
    pub label: String,
    /// What it takes.
    pub range: String,
    /// What stands in it.
    pub value: String,
    /// What is wrong with that.
    pub wrong: String,
}

/// A link to somewhere else.
#[derive(Debug)]
pub struct Way {
    /// What it leads to.
    pub label: String,
    /// Where it leads.
    pub url: String,
    /// Whether it is what most guests want next.
    pub primary: bool,
}

/// A line of a list.
#[derive(Debug)]
pub struct Line {
    /// What.
    pub title: String,
    /// More about it.
    pub details: Vec<String>,
    /// How much.
    pub amount: String,
}

/// One number of the balance.
#[derive(Debug)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// The amount.
    pub value: String,
    /// Whether it is the one that counts.
    pub strong: bool,
}

impl Page {
    /// A page that says one thing.
    pub const fn new(frame: Frame, tone: Tone, heading: String) -> Self {
        Self {
            frame,
            tone,
            about: String::new(),
            alert: String::new(),
            heading,
            figure: String::new(),
            subtitle: None,
            paragraphs: Vec::new(),
            message: None,
            form: None,
            ways: Vec::new(),
            payments_heading: String::new(),
            payments: Vec::new(),
            items_heading: String::new(),
            items: Vec::new(),
            facts: Vec::new(),
        }
    }

    /// The answer with this page. See [`Frame::policy`] for `form_targets`.
    pub fn answer(&self, status: StatusCode, form_targets: &str) -> Response {
        paylink_http::page::page(status, &self.frame.policy(form_targets), self)
    }

    fn title(&self) -> String {
        let name = self
            .frame
            .sender
            .as_ref()
            .map_or("Paylink", |sender| &sender.name);
        [self.heading.as_str(), self.figure.as_str(), name]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }

    fn has_details(&self) -> bool {
        !self.items.is_empty() || !self.payments.is_empty() || !self.facts.is_empty()
    }
}
