//! The addresses of a link's pages. A language that was picked goes along.

use paylink_domain::buyer::Language;
use paylink_domain::ids::{AttemptId, PaymentId};

/// The addresses of one link's pages.
#[derive(Debug, Clone, Copy)]
pub struct Urls<'a> {
    token: &'a str,
    picked: Option<Language>,
}

/// A page of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The link itself; a form is sent there too.
    Link,
    /// Where a new link is asked for.
    NewLink,
    /// Where the guest comes back to from the gateway.
    Done {
        /// From this attempt.
        attempt: AttemptId,
        /// How often it has looked.
        round: u8,
    },
    /// The receipt.
    Receipt {
        /// Of this payment; of all where `None`.
        payment: Option<PaymentId>,
    },
}

impl<'a> Urls<'a> {
    /// The pages of the link with this token.
    pub const fn new(token: &'a str, picked: Option<Language>) -> Self {
        Self { token, picked }
    }

    /// The address of a page.
    pub fn to(self, place: Place) -> String {
        let mut url = Url(format!("/pay/{}", self.token));
        match place {
            Place::Link => {}
            Place::NewLink => url.0.push_str("/new-link"),
            Place::Done { attempt, round } => {
                url.0.push_str("/done");
                url.add("attempt", &attempt.to_string());
                if round > 0 {
                    url.add("round", &round.to_string());
                }
            }
            Place::Receipt { payment } => {
                url.0.push_str("/receipt");
                if let Some(payment) = payment {
                    url.add("payment", &payment.to_string());
                }
            }
        }
        if let Some(language) = self.picked {
            url.add("lang", language.tag());
        }
        url.0
    }

    /// The address of a page in a language.
    pub fn in_language(self, place: Place, language: Language) -> String {
        Self {
            picked: Some(language),
            ..self
        }
        .to(place)
    }
}

/// An address that grows a query.
struct Url(String);

impl Url {
    /// Adds a field. Ids, numbers and tags of languages have no character to be escaped.
    fn add(&mut self, name: &str, value: &str) {
        let mark = if self.0.contains('?') { "&" } else { "?" };
        for part in [mark, name, "=", value] {
            self.0.push_str(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picked_language_goes_along() {
        let attempt = "att_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap();
        let plain = Urls::new("abc", None);
        let german = Urls::new("abc", Some(Language::De));
        let done = Place::Done { attempt, round: 2 };
        assert_eq!(plain.to(Place::Link), "/pay/abc");
        assert_eq!(german.to(Place::NewLink), "/pay/abc/new-link?lang=de");
        assert_eq!(
            german.to(done),
            "/pay/abc/done?attempt=att_01K9ZZZZZZZZZZZZZZZZZZZZZZ&round=2&lang=de"
        );
        assert_eq!(
            plain.in_language(Place::Link, Language::En),
            "/pay/abc?lang=en"
        );
        let payment = "pay_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().ok();
        assert_eq!(
            plain.to(Place::Receipt { payment }),
            "/pay/abc/receipt?payment=pay_01K9ZZZZZZZZZZZZZZZZZZZZZZ"
        );
    }
}
