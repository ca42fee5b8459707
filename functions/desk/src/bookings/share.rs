//! Handing a link on by other means than our mail (R7, R22): ready texts in the guest's language for
//! WhatsApp, SMS and the user's own mail client, and a page with its QR code for the counter.

use askama::Template;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use paylink_app::Error;
use paylink_domain::basket::Basket;
use paylink_domain::buyer::Language;
use paylink_domain::ids::LinkId;
use paylink_domain::link::{Ask, Link, LinkStatus};
use paylink_domain::merchant::Merchant;
use paylink_http::request::path_id;
use paylink_text::Texts;
use paylink_text::qr;

use super::lookup;
use crate::assets::{Addresses, addresses};
use crate::pages::{self, Way};
use crate::staff::Staff;
use crate::state::State;
use crate::texts;

/// A link that can be paid, ready to be handed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The link.
    pub id: String,
    /// The end of its id.
    pub short: String,
    /// The message, and its language.
    pub text: String,
    pub language: Language,
    /// Opens WhatsApp with the message; at the buyer's number where that is usable.
    pub whatsapp: String,
    /// The same for a text message.
    pub sms: String,
    /// The same for the user's own mail client.
    pub mail: String,
    /// What became of the mail, where the guest does not have it.
    pub trouble: Option<String>,
}

/// What a link asks for in the guest's words; none where it can take no payment now.
fn asked(basket: &Basket, link: &Link, now: Timestamp) -> Option<Ask> {
    let active = basket.link_status(link, now) == LinkStatus::Active;
    Some(basket.ask(link)).filter(|ask| active && ask.most.is_positive())
}

impl Share {
    /// What is handed on of a link; none where it can take no payment now.
    pub fn of(
        basket: &Basket,
        link: &Link,
        merchant: &Merchant,
        zone: &str,
        now: Timestamp,
    ) -> Option<Self> {
        let ask = asked(basket, link, now)?;
        let buyer = &basket.buyer;
        let guest = Texts::of(buyer.language);
        let (least, most) = (
            guest.money(ask.least, basket.currency),
            guest.money(ask.most, basket.currency),
        );
        let url = basket.link_url(link);
        let item = basket.items.first();
        let variables = [
            ("name", buyer.name.as_str()),
            ("merchant", &merchant.name),
            ("amount", &most),
            ("least", &least),
            (
                "item",
                item.map_or(basket.reference.as_str(), |item| &item.description),
            ),
            ("reference", &basket.reference),
            ("until", &guest.date_time(link.expires_at, zone)),
            ("url", &url),
        ];
        let key = if ask.least < ask.most {
            "share-text-choice"
        } else {
            "share-text"
        };
        let text = guest.with(key, &variables);
        let subject = guest.with("request-subject", &variables);
        let number = buyer.phone_e164().unwrap_or_default();
        let address = buyer.email.as_ref().map(|email| email.as_str());
        let failed = link.email.as_ref().filter(|email| email.status.is_failed());
        Some(Self {
            id: link.id.to_string(),
            short: texts::short_link(link.id),
            language: buyer.language,
            whatsapp: format!(
                "https://wa.me/{}?text={}",
                number.trim_start_matches('+'),
                encoded(&text)
            ),
            // Telephones with iOS want `&` before the text, others `?`; this is read by both.
            sms: format!("sms:{number}?&body={}", encoded(&text)),
            mail: format!(
                "mailto:{}?subject={}&body={}",
                address.map_or_else(String::new, encoded_address),
                encoded(&subject),
                encoded(&text)
            ),
            trouble: failed.map(|email| texts::email_outcome(email.status, &buyer.name)),
            text,
        })
    }
}

/// A text as a part of an address, by RFC 3986: a space is `%20`, since `+` is a plus outside forms.
fn encoded(text: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    encoded.replace('+', "%20")
}

/// An email address in a `mailto:` address, where the `@` stays as it is.
fn encoded_address(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    format!("{}@{}", encoded(local), encoded(domain))
}

/// A QR code that a guest scans from the screen or from paper.
#[derive(Template)]
#[template(path = "bookings/qr.html")]
struct CounterPage {
    assets: &'static Addresses,
    back: String,
    language: Language,
    merchant: String,
    title: String,
    amount: String,
    scan: String,
    until: String,
    qr: String,
    url: String,
}

impl CounterPage {
    fn of(staff: &Staff, basket: &Basket, link: &Link, now: Timestamp) -> Option<Self> {
        let ask = asked(basket, link, now)?;
        let guest = Texts::of(basket.buyer.language);
        let money = |amount| guest.money(amount, basket.currency);
        let (least, most) = (money(ask.least), money(ask.most));
        let until = guest.date_time(link.expires_at, &staff.merchant.time_zone);
        let (amount, key) = if ask.least < ask.most {
            (format!("{least} – {most}"), "counter-scan-choice")
        } else {
            (most.clone(), "counter-scan")
        };
        let variables = [
            ("merchant", staff.merchant.name.as_str()),
            ("amount", &most),
            ("least", &least),
        ];
        let url = basket.link_url(link);
        Some(Self {
            assets: addresses(),
            back: format!("/desk/bookings/{}?link={}#link-result", basket.id, link.id),
            language: basket.buyer.language,
            merchant: staff.merchant.name.clone(),
            title: guest.with("page-booking", &[("reference", &basket.reference)]),
            amount,
            scan: guest.with(key, &variables),
            until: guest.with("page-until", &[("time", &until)]),
            qr: inline(&qr::svg(&url)?),
            url,
        })
    }
}

/// An SVG picture as a part of a page: without the declaration that only a document of its own has.
pub fn inline(svg: &str) -> String {
    svg.find("<svg")
        .and_then(|at| svg.get(at..))
        .unwrap_or_default()
        .to_owned()
}

/// Shows the QR code of a link for the counter.
pub async fn counter(
    Extract(state): Extract<State>,
    staff: Staff,
    Path((basket_id, link_id)): Path<(String, String)>,
) -> Response {
    let link_id: LinkId = match path_id(&link_id) {
        Ok(id) => id,
        Err(problem) => return pages::problem(Some(&staff), &problem),
    };
    let basket = match lookup::read_basket(&state, &staff, &basket_id).await {
        Ok(basket) => basket,
        Err(page) => return page,
    };
    let Some(link) = basket.link(link_id) else {
        return pages::problem(Some(&staff), &Error::NotFound.into());
    };
    match CounterPage::of(&staff, &basket, link, state.core.now()) {
        Some(page) => pages::html(StatusCode::OK, &page),
        None => pages::message(
            Some(&staff),
            StatusCode::CONFLICT,
            "This payment link takes no payment now",
            "It is paid, over, or being paid at this moment. The booking shows how it stands, and makes a new link.",
            Some(Way {
                href: format!("/desk/bookings/{}", basket.id),
                label: "Go to the booking",
            }),
        ),
    }
}

#[cfg(test)]
mod tests {
    use paylink_domain::buyer::Language;
    use paylink_domain::decide::Command;
    use paylink_domain::decide::create_link::AmountRequest;
    use paylink_domain::money::Amount;

    use super::*;
    use crate::testing;

    fn linked(request: AmountRequest) -> Basket {
        testing::with_link(&testing::basket(), request, true).0
    }

    fn share(basket: &Basket) -> Share {
        let link = basket.links.last().unwrap();
        Share::of(
            basket,
            link,
            &testing::staff().merchant,
            "Europe/Zurich",
            testing::now(),
        )
        .unwrap()
    }

    #[test]
    fn r22_the_ready_text_says_who_asks_for_what_how_much_until_when_and_where() {
        let basket = linked(AmountRequest::Follow);
        let url = basket.link_url(&basket.links[0]);
        let german = share(&basket);
        assert_eq!(german.language, Language::De);
        for said in [
            "Anna Muster",
            "Rhine Tours bittet Sie um",
            "240,00\u{a0}CHF",
            "Rhine Falls by boat",
            "R-1042",
            "Dezember 2026",
            url.as_str(),
        ] {
            assert!(german.text.contains(said), "{said}: {}", german.text);
        }
        let mut english = basket.clone();
        english.buyer.language = Language::En;
        assert!(share(&english).text.contains("asks you to pay"));
        let choice = AmountRequest::Minimum(Amount::new(5_000));
        let choice = share(&linked(choice));
        assert!(choice.text.contains("50,00") && choice.text.contains("240,00"));
    }

    #[test]
    fn r22_every_channel_opens_with_the_text_and_at_the_guest() {
        let mut basket = linked(AmountRequest::Follow);
        let ready = share(&basket);
        let text = encoded(&ready.text);
        assert!(!text.contains(['+', ' ', '&', '"', '<']), "{text}");
        assert_eq!(
            ready.whatsapp,
            format!("https://wa.me/41790000000?text={text}")
        );
        assert_eq!(ready.sms, format!("sms:+41790000000?&body={text}"));
        assert!(
            ready
                .mail
                .starts_with("mailto:anna@example.ch?subject=Rhine%20Tours%3A%20")
        );
        assert!(ready.mail.ends_with(&format!("&body={text}")));
        // Without an address or a number that is usable, the user chooses whom it goes to.
        basket.buyer.phone = Some("079 000 00 00".to_owned());
        basket.buyer.email = Some("anna+50%25&x@example.ch".parse().unwrap());
        let ready = share(&basket);
        assert!(ready.whatsapp.starts_with("https://wa.me/?text="));
        assert!(ready.sms.starts_with("sms:?&body="));
        assert!(
            ready
                .mail
                .starts_with("mailto:anna%2B50%2525%26x@example.ch?")
        );
        basket.buyer.email = None;
        assert!(share(&basket).mail.starts_with("mailto:?subject="));
    }

    #[test]
    fn r9_a_link_that_takes_no_payment_is_not_handed_on() {
        let basket = linked(AmountRequest::Follow);
        let gone = testing::after(&basket, &Command::CancelBasket { confirm: false });
        let (link, staff) = (&gone.links[0], testing::staff());
        let merchant = &staff.merchant;
        assert_eq!(
            Share::of(&gone, link, merchant, "Europe/Zurich", testing::now()),
            None
        );
        assert!(CounterPage::of(&staff, &gone, link, testing::now()).is_none());
    }

    #[test]
    fn the_counters_page_is_in_the_guests_language() {
        let basket = linked(AmountRequest::Follow);
        let page = CounterPage::of(&testing::staff(), &basket, &basket.links[0], testing::now());
        let html = page.unwrap().render().unwrap();
        testing::look("counter", &html);
        for said in [
            "<main class=\"sheet counter\" lang=\"de\" dir=\"ltr\">",
            "Scannen Sie diesen Code",
            "<svg",
            "Buchung R-1042",
            "Back to the booking",
        ] {
            assert!(html.contains(said), "{said}");
        }
    }
}
