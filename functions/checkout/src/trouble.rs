//! Pages that know no link: nothing is there, or something is wrong with the request or with us.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use paylink_app::Error;
use paylink_domain::buyer::Language;
use paylink_http::Problem;
use paylink_text::Texts;

use crate::frame::Frame;
use crate::page::{Page, Tone};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// There is no such link or page; always one and the same page (R10).
    NotFound,
    /// Another site's page sent the form.
    CrossSite,
    /// The form is too large.
    TooLarge,
    /// What was sent is no form.
    WrongType,
    /// The page takes no such request.
    WrongMethod,
    /// Something we need does not answer.
    Unavailable,
    /// The fault is ours.
    Internal,
}

impl Trouble {
    /// Status and the names of heading and text.
    const fn entry(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "page-404", "page-404-text"),
            Self::CrossSite => (StatusCode::FORBIDDEN, "page-403", "page-403-text"),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "page-bad-form",
                "page-bad-form-text",
            ),
            Self::WrongType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "page-bad-form",
                "page-bad-form-text",
            ),
            Self::WrongMethod => (
                StatusCode::METHOD_NOT_ALLOWED,
                "page-bad-form",
                "page-bad-form-text",
            ),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "page-503", "page-503-text"),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "page-503",
                "page-503-text",
            ),
        }
    }

    /// The page in a language.
    pub fn page(self, language: Language) -> Page {
        let texts = Texts::of(language);
        let (status, heading, text) = self.entry();
        let tone = if status == StatusCode::NOT_FOUND {
            Tone::Note
        } else {
            Tone::Stop
        };
        let here = |language: Language| format!("?lang={}", language.tag());
        let mut page = Page::new(Frame::plain(texts, here), tone, texts.get(heading));
        page.paragraphs.push(texts.get(text));
        page
    }

    /// The answer in a language.
    pub fn answer(self, language: Language, form_targets: &str) -> Response {
        let (status, ..) = self.entry();
        let mut response = self.page(language).answer(status, form_targets);
        if self == Self::Unavailable {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
        }
        response
    }
}

impl From<Error> for Trouble {
    /// Logs what is not the guest's doing, as problems do.
    fn from(error: Error) -> Self {
        match Problem::from(error).kind.status() {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::INTERNAL_SERVER_ERROR => Self::Internal,
            _ => Self::Unavailable,
        }
    }
}
