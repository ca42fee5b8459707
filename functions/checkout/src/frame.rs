//! What every page is framed by: its language, the merchant's colour and name, the footer.

use std::sync::LazyLock;

use paylink_domain::buyer::Language;
use paylink_domain::merchant::Merchant;
use paylink_domain::text::https_origin;
use paylink_http::page::source_hash;
use paylink_text::Texts;

use crate::colour::Accent;

/// The style sheet of all pages but for the merchant's colour.
///
/// In one line, and attributes of pages stand in single quotes, since an answer is one string of JSON in which
/// each line break and double quote has to be escaped.
pub static STYLE: LazyLock<String> =
    LazyLock::new(|| include_str!("../templates/page.css").lines().collect());

static STYLE_HASH: LazyLock<String> = LazyLock::new(|| source_hash(&STYLE));

/// How many languages stand in a row.
const ROW: usize = 3;

/// The frame of a page.
#[derive(Debug)]
pub struct Frame {
    /// The page's language.
    pub language: Language,
    /// The style sheet with the merchant's colour.
    pub accent_style: String,
    /// Who asks; nobody on a page that must not tell.
    pub sender: Option<Sender>,
    /// Where questions go.
    pub contact: Option<Contact>,
    /// What the language switch is called.
    pub switch_label: String,
    /// The page in each language that is offered, the one shown included.
    pub switch: Vec<Switch>,
    /// The footer's sentence on card details (R14).
    pub safety: String,
}

/// The merchant, as a page shows them.
#[derive(Debug)]
pub struct Sender {
    /// The address of the logo.
    pub logo: Option<String>,
    /// The first letter of the name, which stands where there is no logo.
    pub initial: String,
    /// The name.
    pub name: String,
}

/// Where questions go.
#[derive(Debug)]
pub struct Contact {
    /// What stands before the address.
    pub label: String,
    /// The address as people read it.
    pub address: String,
    /// The same as a `mailto` URL.
    pub url: String,
}

/// A page in one language.
#[derive(Debug)]
pub struct Switch {
    /// BCP 47.
    pub tag: &'static str,
    /// The language's own name.
    pub name: &'static str,
    /// Where.
    pub url: String,
    /// Whether it is the page itself.
    pub current: bool,
}

impl Frame {
    /// The frame of a page that knows no merchant; `here` is the page's address in a language.
    pub fn plain(texts: Texts, here: impl Fn(Language) -> String) -> Self {
        Self::new(texts, Accent::default(), &Language::ALL, here)
    }

    fn new(
        texts: Texts,
        accent: Accent,
        offered: &[Language],
        here: impl Fn(Language) -> String,
    ) -> Self {
        Self {
            language: texts.language(),
            accent_style: accent.style(),
            sender: None,
            contact: None,
            switch_label: texts.get("page-language"),
            switch: switch(texts.language(), offered, here),
            safety: texts.get("page-safety"),
        }
    }

    /// The frame of a merchant's page.
    pub fn of(merchant: &Merchant, texts: Texts, here: impl Fn(Language) -> String) -> Self {
        let initial = merchant
            .name
            .chars()
            .find(|letter| letter.is_alphanumeric());
        let accent = Accent::of(&merchant.colour);
        Self {
            sender: Some(Sender {
                logo: merchant.logo_url.clone(),
                initial: initial.map_or_else(String::new, |letter| letter.to_uppercase().collect()),
                name: merchant.name.clone(),
            }),
            contact: merchant.reply_to.as_ref().map(|address| Contact {
                label: texts.get("page-questions"),
                address: address.as_str().to_owned(),
                url: mailto(address.as_str()),
            }),
            ..Self::new(texts, accent, &merchant.languages, here)
        }
    }

    /// Which way the language runs.
    pub const fn direction(&self) -> &'static str {
        self.language.direction().as_str()
    }

    /// Whether the languages are too many to stand in a row, and so behind the one shown.
    pub const fn has_menu(&self) -> bool {
        self.switch.len() > ROW
    }

    /// The content security policy of a page in this frame: no script, nothing but the two style
    /// sheets and the merchant's logo, which is the only thing that a page may ask for besides
    /// itself. `form_targets` is where a form may lead to; browsers apply it to the redirect that
    /// follows as well.
    pub fn policy(&self, form_targets: &str) -> String {
        let logo = self.sender.as_ref().and_then(|it| it.logo.as_deref());
        let pictures = logo
            .and_then(https_origin)
            .map_or_else(String::new, |origin| format!(" {origin}"));
        format!(
            "default-src 'none'; style-src {} {}; img-src data:{pictures}; form-action {form_targets}; \
             base-uri 'none'; frame-ancestors 'none'",
            *STYLE_HASH,
            source_hash(&self.accent_style),
        )
    }
}

/// The ways to a page in the languages of `offered` and the one it is shown in.
fn switch(shown: Language, offered: &[Language], here: impl Fn(Language) -> String) -> Vec<Switch> {
    Language::ALL
        .into_iter()
        .filter(|language| *language == shown || offered.contains(language))
        .map(|language| Switch {
            tag: language.tag(),
            name: language.own_name(),
            url: here(language),
            current: language == shown,
        })
        .collect()
}

/// An address as a URL (RFC 6068).
fn mailto(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or_default();
    let local: String = form_urlencoded::byte_serialize(local.as_bytes()).collect();
    format!("mailto:{local}@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_add_fields_to_its_url() {
        assert_eq!(mailto("anna@example.ch"), "mailto:anna@example.ch");
        assert_eq!(
            mailto("a+b?cc=x&y%40@example.ch"),
            "mailto:a%2Bb%3Fcc%3Dx%26y%2540@example.ch"
        );
    }
}
