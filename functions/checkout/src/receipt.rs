//! The receipt: what was paid, for what, and what came back. Made to be printed.

use paylink_domain::ids::PaymentId;
use paylink_domain::money::Amount;
use paylink_domain::payment::Payment;

use crate::page::{Line, Page, Tone};
use crate::urls::Place;
use crate::view::View;

/// The receipt of one payment, or of all that the link may show. `None` where there is no such
/// payment for this link.
pub fn page(view: &View<'_>, payment: Option<PaymentId>) -> Option<Page> {
    let payments: Vec<&Payment> = view
        .payments()
        .filter(|shown| payment.is_none_or(|id| shown.id == id))
        .collect();
    if payment.is_some() && payments.is_empty() {
        return None;
    }
    let here = Place::Receipt { payment };
    if payments.is_empty() {
        let mut page = view.page(here, Tone::Note, "page-no-payments");
        page.ways.push(view.way_to_link("page-to-link", true));
        return Some(page);
    }
    let mut page = view.page(here, Tone::Good, "page-receipt");
    page.figure = total(view, &payments);
    page.paragraphs = vec![view.text("page-receipt-text")];
    if !view.is_replaced() {
        let name = [("name", view.basket.buyer.name.as_str())];
        page.subtitle = Some(view.texts.with("page-receipt-for", &name));
        page = view.with_details(page);
        for (line, item) in page.items.iter_mut().zip(&view.basket.items) {
            let tax = item.tax_rate.as_deref();
            line.details
                .extend(tax.map(|rate| view.texts.with("page-tax", &[("rate", rate)])));
        }
    }
    page.payments_heading = view.texts.get("page-payments");
    page.payments = payments.iter().map(|payment| line(view, payment)).collect();
    page.ways.push(view.way_to_link("page-to-booking", false));
    Some(page)
}

/// What the payments come to; nothing where they are of several currencies.
fn total(view: &View<'_>, payments: &[&Payment]) -> String {
    let currency = payments
        .first()
        .map_or(view.basket.currency, |payment| payment.currency);
    if payments.iter().any(|payment| payment.currency != currency) {
        return String::new();
    }
    let sum: Amount = payments.iter().map(|payment| payment.amount).sum();
    view.texts.money(sum, currency)
}

/// Never who at the merchant's entered it, or what they noted.
fn line(view: &View<'_>, payment: &Payment) -> Line {
    let money = |amount| view.texts.money(amount, payment.currency);
    let method = format!("method-{}", payment.method.as_str());
    let returned = payment.amount - view.basket.refundable(payment);
    let refund = returned.is_positive().then(|| {
        let amount = money(returned);
        view.texts
            .with("page-of-this-refunded", &[("amount", &amount)])
    });
    let number = view
        .texts
        .with("page-number", &[("number", &payment.id.to_string())]);
    Line {
        title: view.short_time(payment.received_at),
        details: [view.texts.get(&method), number]
            .into_iter()
            .chain(refund)
            .collect(),
        amount: money(payment.amount),
    }
}
