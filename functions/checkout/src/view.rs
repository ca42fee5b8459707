//! What the pages of a known link are made from, and the parts that they share.

use axum::http::Uri;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use paylink_domain::basket::{Basket, Item};
use paylink_domain::ids::PaymentId;
use paylink_domain::link::{Link, LinkStatus};
use paylink_domain::merchant::Merchant;
use paylink_domain::money::Amount;
use paylink_domain::payment::{Payment, Source};
use paylink_text::Texts;

use crate::frame::Frame;
use crate::page::{Fact, Line, Page, Tone, Way};
use crate::urls::{Place, Urls};

/// A link, looked at by a guest at one moment.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The basket.
    pub basket: &'a Basket,
    /// The link.
    pub link: &'a Link,
    /// Who asks.
    pub merchant: &'a Merchant,
    /// The moment.
    pub now: Timestamp,
    /// The language.
    pub texts: Texts,
    /// The addresses of the link's pages.
    pub urls: Urls<'a>,
}

impl View<'_> {
    /// What the link's state is.
    pub fn status(&self) -> LinkStatus {
        self.basket.link_status(self.link, self.now)
    }

    /// A page about the booking.
    pub fn page(&self, here: Place, tone: Tone, heading: &str) -> Page {
        let frame = Frame::of(self.merchant, self.texts, |language| {
            self.urls.in_language(here, language)
        });
        let reference = self.basket.reference.as_str();
        Page {
            about: self.texts.with("page-booking", &[("reference", reference)]),
            ..Page::new(frame, tone, self.texts.get(heading))
        }
    }

    /// A text that may name the merchant.
    pub fn text(&self, key: &str) -> String {
        self.texts.with(key, &[("merchant", &self.merchant.name)])
    }

    /// A text that may name the merchant and an amount.
    pub fn text_with_amount(&self, key: &str, amount: Amount) -> String {
        let amount = self.money(amount);
        self.texts.with(
            key,
            &[("merchant", &self.merchant.name), ("amount", &amount)],
        )
    }

    /// An amount in the basket's currency.
    pub fn money(&self, amount: Amount) -> String {
        self.texts.money(amount, self.basket.currency)
    }

    /// Whether the link was replaced, so that it may be in the hands of somebody who is no longer
    /// the buyer and must see nothing but what was paid through it (R5).
    pub const fn is_replaced(&self) -> bool {
        self.link.superseded_at.is_some()
    }

    /// Puts what was booked and where its money stands on a page.
    pub fn with_details(&self, page: Page) -> Page {
        if self.is_replaced() {
            return page;
        }
        Page {
            items_heading: self.texts.get("page-items"),
            items: self
                .basket
                .items
                .iter()
                .map(|item| self.item_line(item))
                .collect(),
            facts: self.facts(),
            ..page
        }
    }

    fn item_line(&self, item: &Item) -> Line {
        let zone = item
            .time_zone
            .as_deref()
            .unwrap_or(&self.merchant.time_zone);
        let starts_at = item.starts_at.map(|at| self.texts.date_time(at, zone));
        let guests = match item.guests.len() {
            0 => None,
            count => Some(self.texts.with_number("page-guests", ("count", count), &[])),
        };
        Line {
            title: match item.quantity {
                1 => item.description.clone(),
                quantity => format!("{quantity} × {}", item.description),
            },
            details: starts_at.into_iter().chain(guests).collect(),
            amount: self.money(item.amount()),
        }
    }

    /// The numbers of the balance. What is zero, or says the same again, is left out.
    fn facts(&self) -> Vec<Fact> {
        let balance = self.basket.balance();
        let others = self.basket.reserved_except(self.link.id);
        let is_there = |amount: Amount| (amount != Amount::ZERO).then_some(amount);
        let outstanding = Some(balance.outstanding).filter(|amount| *amount != balance.total);
        [
            ("page-credited", is_there(-balance.credited), false),
            ("page-total", Some(balance.total), true),
            ("page-paid-so-far", is_there(balance.paid), false),
            ("page-refunded", is_there(balance.refunded), false),
            ("page-reserved", is_there(others), false),
            ("page-overpaid", is_there(balance.overpaid), true),
            ("page-outstanding", outstanding, true),
        ]
        .into_iter()
        .filter_map(|(key, amount, strong)| {
            Some(Fact {
                label: self.texts.get(key),
                value: self.money(amount?),
                strong,
            })
        })
        .collect()
    }

    /// The zone that times are told in: the first tour's, else the merchant's.
    fn zone(&self) -> &str {
        self.basket.time_zone().unwrap_or(&self.merchant.time_zone)
    }

    /// A day and time with the zone's distance from UTC, since the guest may be elsewhere:
    /// `Saturday, December 12, 2026 at 9:30 AM (UTC+1)`.
    pub fn time(&self, at: Timestamp) -> String {
        let time = self.texts.date_time(at, self.zone());
        format!("{time} ({})", offset(at, self.zone()))
    }

    /// The same in a short form, without the distance.
    pub fn short_time(&self, at: Timestamp) -> String {
        self.texts.short_date_time(at, self.zone())
    }

    /// The payments that whoever holds this link may see.
    pub fn payments(&self) -> impl Iterator<Item = &Payment> {
        let all = !self.is_replaced();
        self.basket
            .payments
            .iter()
            .filter(move |payment| all || self.is_through_link(payment))
    }

    /// Whether a payment came through this link.
    pub fn is_through_link(&self, payment: &Payment) -> bool {
        match payment.source {
            Source::Gateway { link_id, .. } => link_id == self.link.id,
            Source::Manual { .. } => false,
        }
    }

    /// The way to the receipt, where there is something on it.
    pub fn way_to_receipt(&self, payment: Option<PaymentId>) -> Option<Way> {
        self.payments().next().map(|_| Way {
            label: self.texts.get("page-receipt-link"),
            url: self.urls.to(Place::Receipt { payment }),
            primary: false,
        })
    }

    /// The way back to the merchant's site. It is told where it leads, and only https is followed.
    pub fn way_back(&self) -> Option<Way> {
        let url = self.link.return_url.as_deref()?;
        let parsed: Uri = url.parse().ok()?;
        let host = parsed.host().filter(|host| !host.is_empty())?;
        (parsed.scheme_str() == Some("https")).then(|| Way {
            label: self.texts.with("page-back", &[("site", host)]),
            url: url.to_owned(),
            primary: true,
        })
    }

    /// The way to the link's own page.
    pub fn way_to_link(&self, label: &str, primary: bool) -> Way {
        Way {
            label: self.texts.get(label),
            url: self.urls.to(Place::Link),
            primary,
        }
    }

    /// The way to the merchant by mail.
    pub fn way_to_merchant(page: &Page, texts: Texts) -> Option<Way> {
        page.frame.contact.as_ref().map(|contact| Way {
            label: texts.with("page-write", &[("address", &contact.address)]),
            url: contact.url.clone(),
            primary: false,
        })
    }
}

/// The distance from UTC at a time: `UTC`, `UTC+1`, `UTC-3:30`.
fn offset(at: Timestamp, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let seconds = zone.to_offset(at).seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_from_utc_is_that_of_the_day() {
        let offset = |at: &str, zone| offset(at.parse().unwrap(), zone);
        assert_eq!(offset("2026-12-01T12:00:00Z", "Europe/Zurich"), "UTC+1");
        assert_eq!(offset("2026-07-01T12:00:00Z", "Europe/Zurich"), "UTC+2");
        assert_eq!(
            offset("2026-12-01T12:00:00Z", "America/St_Johns"),
            "UTC-3:30"
        );
        assert_eq!(offset("2026-12-01T12:00:00Z", "Nowhere/Else"), "UTC");
    }
}
