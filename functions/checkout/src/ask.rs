//! The link's own page in each of its states (R13), and what a press of Pay that led nowhere is
//! answered with.

use axum::http::StatusCode;
use jiff::Timestamp;
use paylink_app::charging;
use paylink_domain::decide::charging::Charging;
use paylink_domain::decide::refusal::Refusal;
use paylink_domain::decide::start_payment::{PaymentPlan, plan_payment};
use paylink_domain::link::{Ask, LinkStatus, Terms};
use paylink_domain::money::{Amount, ChargeLimits};
use paylink_http::Problem;

use crate::form::PayForm;
use crate::page::{AcceptTerms, Field, Form, Note, Page, Tone};
use crate::urls::Place;
use crate::view::View;

/// Seconds after which a press of Pay that met another one is worth repeating.
const SOON: u32 = 10;

/// The page of a link as it is now.
pub fn page(view: &View<'_>) -> Page {
    match view.status() {
        LinkStatus::Cancelled => cancelled(view),
        LinkStatus::Superseded => superseded(view),
        LinkStatus::Paid => paid(view),
        LinkStatus::Processing => under_way(view),
        LinkStatus::Expired => expired(view),
        LinkStatus::Active => match offer(view) {
            Ok(offer) => payable(view, offer),
            Err(Refusal::PaymentInProgress { retry_at }) => blocked(view, retry_at),
            Err(_) => not_online(view),
        },
    }
}

/// The answer to a press of Pay that was refused.
pub struct Refused {
    /// The problem's status.
    pub status: StatusCode,
    /// What is wrong, and what to do.
    pub page: Page,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u32>,
}

/// What a press of Pay that was refused is answered with. `form` is what the guest sent.
pub fn refused(view: &View<'_>, refusal: Refusal, form: &PayForm) -> Refused {
    let (page, retry_after) = match &refusal {
        Refusal::PaymentInProgress { .. } => in_progress(view),
        Refusal::AmountAboveOutstanding { .. } | Refusal::AmountNotChargeable { .. } => {
            (wrong_amount(view, form), None)
        }
        Refusal::TermsNotAccepted => (terms_not_accepted(view, form), None),
        Refusal::GatewayRefused => (not_started(view), Some(SOON)),
        Refusal::CurrencyNotSupported
        | Refusal::GatewayNotEnabled
        | Refusal::BuyerIsStaff
        | Refusal::BasketFull(_)
        | Refusal::EmailMissing
        | Refusal::ExpiryOutOfRange
        | Refusal::NoSuchLink
        | Refusal::NoSuchPayment
        | Refusal::OutstandingBalance { .. }
        | Refusal::RefundAbovePaid { .. }
        | Refusal::TooManyEmails { .. }
        | Refusal::TooManyMerchantEmails { .. } => (not_online(view), None),
        // The page of the state that the link is in by now says it all.
        Refusal::LinkNotActive(_) | Refusal::NothingOutstanding | Refusal::BasketCancelled => {
            (page(view), None)
        }
    };
    Refused {
        status: Problem::from(refusal).kind.status(),
        page,
        retry_after,
    }
}

/// The answer to a press of Pay with something in the field that is no amount of the link's.
pub fn wrong_amount(view: &View<'_>, sent: &PayForm) -> Page {
    let Ok(offer) = offer(view) else {
        return page(view);
    };
    let mut page = payable(view, offer);
    keep_what_was_sent(&mut page, sent);
    match page.form.as_mut().and_then(|form| form.field.as_mut()) {
        Some(field) => {
            field.wrong = view
                .texts
                .with("page-amount-wrong", &range(view, offer).pairs());
        }
        // What the link asks for changed while the guest looked at it.
        None => page.alert = view.text("page-changed"),
    }
    page
}

/// The answer to a press of Pay without the box ticked, or beside terms that were replaced since.
fn terms_not_accepted(view: &View<'_>, sent: &PayForm) -> Page {
    let Ok(offer) = offer(view) else {
        return page(view);
    };
    let mut page = payable(view, offer);
    keep_what_was_sent(&mut page, sent);
    if let Some(terms) = page.form.as_mut().and_then(|form| form.terms.as_mut()) {
        terms.wrong = view.text("page-terms-missing");
    }
    page
}

/// Leaves in the page's form what the guest sent.
fn keep_what_was_sent(page: &mut Page, sent: &PayForm) {
    let Some(form) = &mut page.form else {
        return;
    };
    if let Some(field) = &mut form.field {
        sent.typed().clone_into(&mut field.value);
    }
    if let Some(terms) = &mut form.terms {
        terms.ticked = sent.terms() == Some(&terms.url);
    }
}

/// The answer to somebody who asked for a new link, whatever became of it (R13).
pub fn new_link_asked(view: &View<'_>) -> Page {
    let mut page = view.page(Place::Link, Tone::Good, "page-asked");
    page.paragraphs = vec![
        view.text("page-asked-text"),
        view.text("page-asked-nothing"),
    ];
    page
}

/// What can be paid now, within what the gateway can charge; or why nothing can.
fn offer(view: &View<'_>) -> Result<Ask, Refusal> {
    let charging = charging(view.merchant, view.basket.currency);
    let ask = view.basket.ask(view.link);
    let (offer, chosen) = match (view.link.terms, &charging) {
        (
            Terms::Choice { .. },
            Charging::On {
                limits: Some(limits),
                ..
            },
        ) => {
            let offer = within(ask, limits);
            (offer, Some(offer.most))
        }
        (Terms::Choice { .. } | Terms::Follow | Terms::Fixed { .. }, _) => (ask, None),
    };
    plan_payment(view.basket, view.link, chosen, &charging, view.now).map(|plan| match plan {
        PaymentPlan::Reuse { .. }
        | PaymentPlan::Settle(_)
        | PaymentPlan::Expire(_)
        | PaymentPlan::Reserve(_) => offer,
    })
}

/// The part of an ask that the gateway can charge.
fn within(ask: Ask, limits: &ChargeLimits) -> Ask {
    let step = limits.step.max(1);
    let down = |amount: Amount| Amount::new(amount.minor() - amount.minor().rem_euclid(step));
    let most = down(ask.most.min(limits.max));
    let least = down(ask.least.max(limits.min) + Amount::new(step - 1));
    Ask {
        least: least.min(most),
        most,
    }
}

fn payable(view: &View<'_>, offer: Ask) -> Page {
    let chooses = match view.link.terms {
        Terms::Choice { .. } => offer.least < offer.most,
        Terms::Follow | Terms::Fixed { .. } => false,
    };
    let heading = if chooses { "page-up-to" } else { "page-due" };
    let mut page = view.page(Place::Link, Tone::Ask, heading);
    let until = view.time(view.link.expires_at);
    let reference = view.basket.reference.as_str();
    page.about = view.texts.with("page-asks", &[("reference", reference)]);
    page.figure = view.money(offer.most);
    page.subtitle = Some(view.texts.with("page-until", &[("time", &until)]));
    page.message = message(view);
    page.form = Some(Form {
        action: view.urls.to(Place::Link),
        field: chooses.then(|| Field {
            label: view
                .texts
                .with("page-amount", &[("currency", view.basket.currency.code())]),
            range: view
                .texts
                .with("page-amount-range", &range(view, offer).pairs()),
            value: view.texts.typed_amount(offer.most, view.basket.currency),
            wrong: String::new(),
        }),
        terms: view.merchant.terms_url.as_ref().map(|url| AcceptTerms {
            url: url.clone(),
            label: view.text("page-terms"),
            read: view.text("page-terms-read"),
            ticked: false,
            wrong: String::new(),
        }),
        button: if chooses {
            view.text("page-pay-chosen")
        } else {
            view.text_with_amount("page-pay", offer.most)
        },
        secure: true,
        hint: view.text("page-pay-hint"),
    });
    view.with_details(page)
}

fn message(view: &View<'_>) -> Option<Note> {
    let text = view.link.message.as_deref()?.trim();
    (!text.is_empty()).then(|| Note {
        from: view.text("page-message"),
        text: text.to_owned(),
    })
}

/// Both ends of an offer, in words.
struct Range {
    least: String,
    most: String,
}

impl Range {
    fn pairs(&self) -> [(&str, &str); 2] {
        [("least", &self.least), ("most", &self.most)]
    }
}

fn range(view: &View<'_>, offer: Ask) -> Range {
    Range {
        least: view.money(offer.least),
        most: view.money(offer.most),
    }
}

/// Others hold all that is left: on the gateway's page at this moment, or their money is under way.
fn blocked(view: &View<'_>, retry_at: Option<Timestamp>) -> Page {
    let heading = if retry_at.is_some() {
        "page-blocked"
    } else {
        "page-others-under-way"
    };
    let mut page = view.page(Place::Link, Tone::Wait, heading);
    page.paragraphs = match retry_at {
        Some(at) if at > view.now => {
            let time = view.time(at);
            let minutes = ("minutes", minutes_until(at, view.now));
            let until = [("time", time.as_str())];
            vec![
                view.text("page-blocked-text"),
                view.texts
                    .with_number("page-blocked-until", minutes, &until),
            ]
        }
        Some(_) => vec![
            view.text("page-blocked-text"),
            view.text("page-blocked-soon"),
        ],
        None => vec![view.text("page-others-under-way-text")],
    };
    page.ways.push(view.way_to_link("page-look-again", false));
    view.with_details(page)
}

/// Whole minutes, at least one.
fn minutes_until(at: Timestamp, now: Timestamp) -> usize {
    let seconds = at.duration_since(now).as_secs().max(1);
    usize::try_from(seconds).unwrap_or(usize::MAX).div_ceil(60)
}

/// A press of Pay met somebody else's session or money, or another press on the same link.
fn in_progress(view: &View<'_>) -> (Page, Option<u32>) {
    match offer(view) {
        Ok(offer) => {
            let mut page = payable(view, offer);
            page.alert = view.text("page-press-again");
            (page, Some(SOON))
        }
        Err(Refusal::PaymentInProgress { retry_at }) => {
            let seconds = retry_at.map(|at| at.duration_since(view.now).as_secs());
            let seconds = seconds.map(|seconds| u32::try_from(seconds).unwrap_or(SOON).max(SOON));
            (blocked(view, retry_at), seconds)
        }
        Err(_) => (page(view), None),
    }
}

fn under_way(view: &View<'_>) -> Page {
    let amount = view
        .basket
        .attempts
        .iter()
        .filter(|attempt| attempt.link_id == view.link.id && attempt.is_processing())
        .map(|attempt| attempt.amount)
        .sum();
    under_way_with(view, Place::Link, amount)
}

/// Money is on its way; there is nothing to press.
pub fn under_way_with(view: &View<'_>, here: Place, amount: Amount) -> Page {
    let mut page = view.page(here, Tone::Wait, "page-under-way");
    page.figure = view.money(amount);
    page.paragraphs = vec![
        view.text("page-under-way-text"),
        view.text("page-under-way-wait"),
    ];
    page.ways.extend(view.way_back());
    view.with_details(page)
}

fn paid(view: &View<'_>) -> Page {
    let balance = view.basket.balance();
    let through = view.basket.paid_through(view.link.id);
    let amount = match view.link.terms {
        Terms::Fixed { .. } if through.is_positive() => through,
        Terms::Fixed { .. } | Terms::Follow | Terms::Choice { .. } => balance.paid,
    };
    let returned = balance.refunded.is_positive() && balance.refunded >= balance.paid;
    let (tone, heading, amount) = if returned {
        (Tone::Note, "page-all-refunded", balance.refunded)
    } else if amount.is_positive() {
        (Tone::Good, "page-paid", amount)
    } else {
        (Tone::Good, "page-nothing-due", amount)
    };
    let mut page = view.page(Place::Link, tone, heading);
    if amount.is_positive() {
        page.figure = view.money(amount);
    }
    page.paragraphs.push(if returned {
        view.text("page-all-refunded-text")
    } else if !amount.is_positive() {
        view.text("page-nothing-due-text")
    } else if balance.outstanding.is_positive() {
        view.text_with_amount("page-rest-later", balance.outstanding)
    } else {
        view.text("page-paid-text")
    });
    if balance.refunded.is_positive() && !returned {
        page.paragraphs
            .push(view.text_with_amount("page-part-refunded", balance.refunded));
    }
    page.ways.extend(view.way_back());
    page.ways.extend(view.way_to_receipt(None));
    view.with_details(page)
}

fn expired(view: &View<'_>) -> Page {
    let mut page = view.page(Place::Link, Tone::Wait, "page-expired");
    page.paragraphs = vec![view.text("page-expired-text")];
    page.form = Some(Form {
        action: view.urls.to(Place::NewLink),
        field: None,
        terms: None,
        button: view.text("page-ask-new"),
        secure: false,
        hint: view.text("page-ask-new-hint"),
    });
    page.ways.extend(view.way_to_receipt(None));
    view.with_details(page)
}

fn cancelled(view: &View<'_>) -> Page {
    let mut page = view.page(Place::Link, Tone::Note, "page-cancelled");
    page.paragraphs = vec![view.text("page-cancelled-text"), view.text("page-contact")];
    page.ways.extend(view.way_to_receipt(None));
    page.ways.extend(View::way_to_merchant(&page, view.texts));
    page
}

/// Nothing of the booking is told; see [`View::is_replaced`].
fn superseded(view: &View<'_>) -> Page {
    let mut page = view.page(Place::Link, Tone::Note, "page-superseded");
    page.paragraphs = vec![view.text("page-superseded-text"), view.text("page-contact")];
    page.ways.extend(view.way_to_receipt(None));
    page.ways.extend(View::way_to_merchant(&page, view.texts));
    page
}

/// The merchant cannot take this money online.
fn not_online(view: &View<'_>) -> Page {
    let mut page = view.page(Place::Link, Tone::Note, "page-not-online");
    page.figure = view.money(view.basket.ask(view.link).most);
    page.paragraphs = vec![view.text("page-not-online-text")];
    page.ways.extend(View::way_to_merchant(&page, view.texts));
    view.with_details(page)
}

/// The gateway would not begin the payment.
fn not_started(view: &View<'_>) -> Page {
    let mut page = view.page(Place::Link, Tone::Stop, "page-not-started");
    page.paragraphs = vec![
        view.text("page-not-started-text"),
        view.text("page-contact"),
    ];
    page.ways.push(view.way_to_link("page-try-again", true));
    page.ways.extend(View::way_to_merchant(&page, view.texts));
    page
}
