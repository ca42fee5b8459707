//! What a guest's request says besides its body.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use paylink_domain::basket::Basket;
use paylink_domain::buyer::Language;
use paylink_domain::ids::{AttemptId, InvalidId, PaymentId};
use paylink_text::Texts;

/// How often the return page looks again by itself.
pub const ROUNDS: u8 = 10;

/// A guest's request. Reading it never fails: what is odd is as good as absent, and an odd token is
/// one that no link has (R10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The last part of the link's URL, as it was sent.
    pub token: String,
    /// The language picked on the page.
    pub picked: Option<Language>,
    /// The language the browser prefers, for pages that know no buyer.
    pub preferred: Language,
    /// The attempt that the guest says to come back from.
    pub attempt: Option<AttemptId>,
    /// The one payment that is asked for.
    pub payment: Result<Option<PaymentId>, InvalidId>,
    /// How often the return page has looked.
    pub round: u8,
    /// Whether a page of another site sent the request.
    pub cross_site: bool,
}

impl Visit {
    /// The texts of a page about a basket: in the language picked, else the buyer's.
    pub fn texts(&self, basket: &Basket) -> Texts {
        Texts::of(self.picked.unwrap_or(basket.buyer.language))
    }

    /// The language of a page that knows no buyer.
    pub fn language(&self) -> Language {
        self.picked.unwrap_or(self.preferred)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let path: Result<Path<String>, _> = Path::from_request_parts(parts, state).await;
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let field = |name: &str| {
            form_urlencoded::parse(query).find_map(|(key, value)| (key == name).then_some(value))
        };
        let picked = field("lang").and_then(|tag| language(&tag));
        Ok(Self {
            token: path.map(|Path(token)| token).unwrap_or_default(),
            picked,
            preferred: preferred(&parts.headers),
            attempt: field("attempt").and_then(|text| text.parse().ok()),
            payment: field("payment").map(|text| text.parse()).transpose(),
            round: field("round")
                .and_then(|text| text.parse().ok())
                .unwrap_or(0)
                .min(ROUNDS),
            cross_site: parts
                .headers
                .get("sec-fetch-site")
                .is_some_and(|site| site == "cross-site"),
        })
    }
}

/// The language of exactly this tag; a switch on our own page says nothing else.
fn language(tag: &str) -> Option<Language> {
    Language::ALL
        .into_iter()
        .find(|language| language.tag() == tag)
}

/// The language that a browser likes best among ours (RFC 9110, section 12.5.4).
fn preferred(headers: &HeaderMap) -> Language {
    let accepted = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut best = (0, Language::En);
    for range in accepted.split(',') {
        let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
        let weight = weight(parameters);
        if let Some(language) = Language::from_tag(tag.trim())
            && weight > best.0
        {
            best = (weight, language);
        }
    }
    best.1
}

/// The weight of a language range in thousandths: `q=0.8` is 800. What cannot be read weighs nothing.
fn weight(parameters: &str) -> u32 {
    let Some(value) = parameters.trim().strip_prefix("q=") else {
        return if parameters.trim().is_empty() {
            1000
        } else {
            0
        };
    };
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let thousandths = fraction
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(3)
        .try_fold(0, |sum, digit| {
            char::from(digit).to_digit(10).map(|digit| sum * 10 + digit)
        });
    match (whole, thousandths) {
        ("1", _) => 1000,
        ("0", Some(thousandths)) => thousandths,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    async fn visit(query: &str, headers: &[(&str, &str)]) -> Visit {
        let mut request = Request::builder().uri(format!("/pay/abc?{query}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        Visit::from_request_parts(&mut parts, &()).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_odd_counts_as_absent() {
        let plain = visit("", &[]).await;
        for query in [
            "lang=tlh&attempt=att_x&round=-1",
            "lang=DE&attempt=%FF&round=99999",
            "%3Cscript%3E=1&&&=&lang",
        ] {
            let odd = visit(query, &[("sec-fetch-site", "same-origin")]).await;
            assert_eq!(odd, plain, "{query}");
        }
        assert!(visit("payment=pay_x", &[]).await.payment.is_err());
        assert!(
            visit("", &[("sec-fetch-site", "cross-site")])
                .await
                .cross_site
        );
        assert_eq!(visit("round=200", &[]).await.round, ROUNDS);
        assert_eq!(
            visit("lang=de&lang=en", &[]).await.picked,
            Some(Language::De)
        );
    }

    #[tokio::test]
    async fn the_browsers_best_language_is_taken() {
        for (accepted, expected) in [
            ("de-CH,de;q=0.9,en;q=0.8", Language::De),
            ("en-GB, de;q=0.7", Language::En),
            ("da, en;q=0.2, de;q=0.75", Language::De),
            ("de;q=0, en;q=0.1", Language::En),
            ("de;q=x", Language::En),
            ("fr-CA;q=0.9, ar;q=0.95", Language::Ar),
            ("da", Language::En),
            ("", Language::En),
        ] {
            let visit = visit("", &[("accept-language", accepted)]).await;
            assert_eq!(visit.language(), expected, "{accepted}");
        }
    }
}
