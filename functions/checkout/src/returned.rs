//! The page that a guest comes back to from the gateway (R16).

use paylink_domain::ids::AttemptId;
use paylink_domain::link::LinkStatus;
use paylink_domain::money::Amount;
use paylink_domain::payment::{AttemptState, Payment, Source};

use crate::ask;
use crate::page::{Page, Tone, Way};
use crate::urls::Place;
use crate::view::View;
use crate::visit::ROUNDS;

/// Seconds after which the page looks again by itself.
pub const PAUSE: u32 = 3;

/// The page, and where it looks again by itself.
pub struct Returned {
    /// The page.
    pub page: Page,
    /// The address to load after [`PAUSE`].
    pub again: Option<String>,
}

/// The page of an attempt that belongs to this link; for any other, the link's own page.
pub fn page(view: &View<'_>, attempt: Option<AttemptId>, round: u8) -> Returned {
    let Some(attempt) = attempt else {
        return done(ask::page(view));
    };
    let here = Place::Done { attempt, round: 0 };
    // The payment tells of an attempt that led to one, even after the attempt was dropped.
    let payment = view.payments().find(|payment| match payment.source {
        Source::Gateway {
            attempt_id,
            link_id,
            ..
        } => attempt_id == attempt && link_id == view.link.id,
        Source::Manual { .. } => false,
    });
    if let Some(payment) = payment {
        return done(thanks(view, here, payment));
    }
    let found = view
        .basket
        .attempts
        .iter()
        .find(|known| known.id == attempt && known.link_id == view.link.id);
    match found.map(|attempt| (&attempt.state, attempt.amount)) {
        Some((AttemptState::Opening | AttemptState::Open { .. }, _)) => {
            checking(view, attempt, round)
        }
        Some((AttemptState::Processing { .. }, amount)) => {
            done(ask::under_way_with(view, here, amount))
        }
        Some((AttemptState::Expired | AttemptState::Failed, _)) => done(not_paid(view, here)),
        Some((AttemptState::Paid { .. }, _)) | None => done(ask::page(view)),
    }
}

const fn done(page: Page) -> Returned {
    Returned { page, again: None }
}

fn thanks(view: &View<'_>, here: Place, payment: &Payment) -> Page {
    let mut page = view.page(here, Tone::Good, "page-thanks");
    page.figure = view.texts.money(payment.amount, payment.currency);
    let outstanding = view.basket.balance().outstanding;
    page.paragraphs.push(if view.basket.cancelled_at.is_some() {
        view.text("page-thanks-cancelled")
    } else if view.is_replaced() {
        view.text("page-paid-text")
    } else if outstanding.is_positive() {
        view.text_with_amount("page-thanks-rest", outstanding)
    } else {
        view.text("page-thanks-all")
    });
    if view.basket.buyer.email.is_some() && !view.is_replaced() {
        page.paragraphs.push(view.text("page-thanks-mail"));
    }
    page.ways.extend(view.way_back());
    page.ways.extend(way_to_rest(view));
    page.ways.extend(view.way_to_receipt(Some(payment.id)));
    view.with_details(page)
}

/// The way to pay what this link still asks for.
fn way_to_rest(view: &View<'_>) -> Option<Way> {
    let payable = match view.status() {
        LinkStatus::Active => view.basket.ask(view.link).most > Amount::ZERO,
        LinkStatus::Cancelled
        | LinkStatus::Superseded
        | LinkStatus::Paid
        | LinkStatus::Processing
        | LinkStatus::Expired => false,
    };
    payable.then(|| view.way_to_link("page-pay-rest", false))
}

/// The gateway has not told yet. The page looks again by itself a few times; then the guest may.
fn checking(view: &View<'_>, attempt: AttemptId, round: u8) -> Returned {
    let here = Place::Done { attempt, round: 0 };
    let mut page = view.page(here, Tone::Wait, "page-checking");
    let waits = round < ROUNDS;
    let text = if waits {
        "page-checking-text"
    } else {
        "page-checking-long"
    };
    page.paragraphs = vec![view.text(text), view.text("page-checking-unfinished")];
    page.ways.push(Way {
        label: view.texts.get("page-look-again"),
        url: view.urls.to(here),
        primary: true,
    });
    page.ways.push(view.way_to_link("page-to-link", false));
    let round = round.saturating_add(1);
    Returned {
        page,
        again: waits.then(|| view.urls.to(Place::Done { attempt, round })),
    }
}

fn not_paid(view: &View<'_>, here: Place) -> Page {
    let mut page = view.page(here, Tone::Stop, "page-not-paid");
    page.paragraphs = vec![view.text("page-not-paid-text")];
    page.ways.push(view.way_to_link("page-try-again", true));
    page
}
