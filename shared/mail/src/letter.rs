//! The common shape of all mails, and its two templates.

use std::collections::HashMap;

use askama::Template;
use mrml::prelude::render::RenderOptions;

use super::mail::{Image, Mail};
use paylink_domain::buyer::{Direction, EmailAddress, Language};
use paylink_domain::merchant::Merchant;
use paylink_text::colour::Colour;
use paylink_text::qr;

/// What a mail says, part by part. Empty parts are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: EmailAddress,
    /// Its language.
    pub language: Language,
    /// The subject line: who and how much.
    pub subject: String,
    /// The first words that mail programs show in a list.
    pub preview: String,
    /// The greeting; none for staff.
    pub greeting: Option<String>,
    /// The heading.
    pub heading: String,
    /// What belongs to the heading: for what.
    pub subheading: Option<String>,
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub title: String,
    /// When.
    pub detail: String,
    /// For whom.
    pub person: String,
    /// How much, or a ticket's number.
    pub amount: String,
    /// What a ticket's QR code says.
    pub code: Option<String>,
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
#[template(path = "letter.mjml", escape = "html")]
struct MjmlPart<'a> {
    letter: &'a Letter,
    merchant: &'a Merchant,
    /// `ltr` or `rtl`.
    direction: &'static str,
    /// Where lines begin and end, in words that every mail program knows.
    start: &'static str,
    end: &'static str,
    colour: &'a str,
    /// What can be read on it.
    on_colour: &'static str,
    logo: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "letter.txt", escape = "none")]
struct TextPart<'a> {
    letter: &'a Letter,
}

/// The accent of a merchant whose profile has no colour that we can read.
const COLOUR: &str = "#1f4e8c";

impl Letter {
    /// A letter to `to` that says nothing yet.
    pub const fn to(to: EmailAddress, language: Language) -> Self {
        Self {
            to,
            language,
            subject: String::new(),
            preview: String::new(),
            greeting: None,
            heading: String::new(),
            subheading: None,
            warning: Vec::new(),
            paragraphs: Vec::new(),
            note: None,
            lines: Vec::new(),
            facts: Vec::new(),
            button: None,
            footer: String::new(),
        }
    }

    /// Renders all parts.
    pub fn into_mail(self, merchant: &Merchant) -> Mail {
        let text = TextPart { letter: &self }.render().unwrap_or_default();
        // The template is compiled in and the parts are escaped, so MJML that cannot be rendered
        // does not occur; if it did, the mail would go with its text part alone.
        let html = MjmlPart::new(&self, merchant)
            .render()
            .ok()
            .and_then(|mjml| mrml::parse(&mjml).ok())
            .and_then(|mjml| mjml.element.render(&render_options()).ok())
            .map(|html| only_outlook_sees(&with_readable_label(&html)))
            .unwrap_or_default();
        let images = self
            .lines
            .iter()
            .filter_map(|line| {
                Some(Image {
                    content_id: line.content_id(),
                    png: qr::png(line.code.as_deref()?)?,
                })
            })
            .collect();
        Mail {
            to: self.to,
            from_name: merchant.name.clone(),
            reply_to: merchant.reply_to.clone(),
            subject: single_line(&self.subject),
            html,
            text,
            images,
        }
    }
}

impl Line {
    /// What the HTML part calls the picture of its code; each code is another.
    fn content_id(&self) -> String {
        let code = self.code.as_deref().unwrap_or_default();
        format!("{code}.png")
    }
}

impl<'a> MjmlPart<'a> {
    fn new(letter: &'a Letter, merchant: &'a Merchant) -> Self {
        // Mail programs do not all know the words that turn with the direction.
        let direction = letter.language.direction();
        let (start, end) = match direction {
            Direction::Ltr => ("left", "right"),
            Direction::Rtl => ("right", "left"),
        };
        let (colour, parsed) = match Colour::from_hex(&merchant.colour) {
            Some(parsed) => (merchant.colour.as_str(), Some(parsed)),
            None => (COLOUR, Colour::from_hex(COLOUR)),
        };
        Self {
            letter,
            merchant,
            direction: direction.as_str(),
            start,
            end,
            colour,
            on_colour: parsed.map_or("#fff", Colour::text_on),
            logo: merchant
                .logo_url
                .as_deref()
                .filter(|url| url.starts_with("https://")),
        }
    }
}

/// mrml names the mail for screen readers by its title as Rust writes texts for programmers, with
/// `\u{a0}` for a space that does not break. Puts the title itself in its place.
fn with_readable_label(html: &str) -> String {
    let named = || {
        let (_, rest) = html.split_once("<title>")?;
        let (title, _) = rest.split_once("</title>")?;
        let (before, rest) = html.split_once(" aria-label=\"")?;
        let (_, after) = rest.split_once("\" aria-roledescription=")?;
        Some(format!(
            "{before} aria-label=\"{title}\" aria-roledescription={after}"
        ))
    };
    named().unwrap_or_else(|| html.to_owned())
}

/// What is meant for Outlook alone and no other program knows, moved to where only Outlook reads.
fn only_outlook_sees(html: &str) -> String {
    const SPACE: &str = " mso-table-lspace: 0pt; mso-table-rspace: 0pt;";
    const OFFICE: &str = " xmlns:o=\"urn:schemas-microsoft-com:office:office\"";
    html.replacen(" xmlns:v=\"urn:schemas-microsoft-com:vml\"", "", 1)
        .replacen(OFFICE, "", 1)
        .replacen("<xml>", &format!("<xml{OFFICE}>"), 1)
        .replacen(SPACE, "", 1)
        .replacen(
            "<!--[if lte mso 11]>",
            &format!("<!--[if mso]>\n<style>table, td {{{SPACE} }}</style>\n<![endif]-->\n<!--[if lte mso 11]>"),
            1,
        )
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
