//! The common shape of all mails, and its two templates.

use std::collections::HashMap;

use askama::Template;
use mrml::prelude::render::RenderOptions;

use super::Mail;
use crate::domain::buyer::{Direction, EmailAddress, Language};
use crate::domain::merchant::Merchant;

/// What a mail says, part by part. Empty parts are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: EmailAddress,
    /// BCP 47 tag of its language.
    pub language: &'static str,
    /// The subject line: who and how much.
    pub subject: String,
    /// The first words that mail programs show in a list.
    pub preview: String,
    /// The greeting; none for staff.
    pub greeting: Option<String>,
    /// The heading.
    pub heading: String,
    /// Something to look at first.
    pub warning: Vec<String>,
    /// Sentences.
    pub paragraphs: Vec<String>,
    /// The merchant's own note to the guest.
    pub note: Option<String>,
    /// Things with what belongs to them: items and amounts, tickets and names.
    pub lines: Vec<Line>,
    /// Names and values, the last ones in bold.
    pub facts: Vec<(String, String)>,
    /// A button.
    pub button: Option<Button>,
    /// The closing line.
    pub footer: String,
}

/// One thing in a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub title: String,
    /// When, for whom.
    pub detail: String,
    /// How much.
    pub amount: String,
}

/// A button and the words under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub url: String,
    /// What to do where it does not work.
    pub hint: String,
}

#[derive(Template)]
#[template(path = "mail/letter.mjml", escape = "html")]
struct MjmlPart<'a> {
    letter: &'a Letter,
    merchant: &'a Merchant,
}

#[derive(Template)]
#[template(path = "mail/letter.txt", escape = "none")]
struct TextPart<'a> {
    letter: &'a Letter,
}

impl Letter {
    fn direction(&self) -> Direction {
        Language::from_tag(self.language).map_or(Direction::Ltr, Language::direction)
    }

    /// Where lines begin. Mail programs do not all know the words that turn with the direction.
    fn start(&self) -> &'static str {
        match self.direction() {
            Direction::Ltr => "left",
            Direction::Rtl => "right",
        }
    }

    /// Where lines end.
    fn end(&self) -> &'static str {
        match self.direction() {
            Direction::Ltr => "right",
            Direction::Rtl => "left",
        }
    }

    /// Renders both parts.
    pub fn into_mail(self, merchant: &Merchant) -> Mail {
        let text = TextPart { letter: &self }.render().unwrap_or_default();
        // The template is compiled in and the parts are escaped, so MJML that cannot be rendered
        // does not occur; if it did, the mail would go with its text part alone.
        let html = MjmlPart {
            letter: &self,
            merchant,
        }
        .render()
        .ok()
        .and_then(|mjml| mrml::parse(&mjml).ok())
        .and_then(|mjml| mjml.element.render(&render_options()).ok())
        .unwrap_or_default();
        Mail {
            to: self.to,
            from_name: merchant.name.clone(),
            reply_to: merchant.reply_to.clone(),
            subject: single_line(&self.subject),
            html,
            text,
        }
    }
}

/// By default mrml loads web fonts from a server of others, which would tell it who reads the mail.
fn render_options() -> RenderOptions {
    RenderOptions {
        fonts: HashMap::new(),
        ..RenderOptions::default()
    }
}

/// A header holds one line; what was typed may hold more.
fn single_line(text: &str) -> String {
    text.split(|c: char| c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
