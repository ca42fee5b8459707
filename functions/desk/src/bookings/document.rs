//! Invoice and receipt of a basket, to be printed or saved: in the guest's language, on A4, in black
//! and white. Their number is the booking's reference; no numbering of its own is promised.

use askama::Template;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use paylink_domain::basket::{Basket, Item};
use paylink_domain::buyer::Language;
use paylink_domain::payment::{Payment, RefundStatus};
use paylink_text::Texts;

use super::lookup;
use crate::assets::{Addresses, addresses};
use crate::pages::{self, Way};
use crate::staff::Staff;
use crate::state::State;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Invoice,
    Receipt,
}

#[derive(Template)]
#[template(path = "bookings/document.html")]
struct DocumentPage {
    assets: &'static Addresses,
    back: String,
    language: Language,
    merchant: String,
    write_to: String,
    logo: Option<String>,
    title: String,
    buyer: String,
    email: String,
    facts: Vec<Fact>,
    items: Option<Table>,
    payments: Option<Table>,
    refunds: Option<Table>,
    nothing: Option<String>,
    taxes: Vec<Fact>,
    sums: Vec<Fact>,
}

impl DocumentPage {
    fn tables(&self) -> impl Iterator<Item = &Table> {
        [&self.items, &self.payments, &self.refunds]
            .into_iter()
            .flatten()
    }
}

/// A label and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fact {
    label: String,
    value: String,
}

/// A table whose last columns are numbers.
struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

struct Column {
    label: String,
    is_number: bool,
}

struct Row {
    head: String,
    details: Vec<String>,
    cells: Vec<Cell>,
}

struct Cell {
    label: String,
    text: String,
    is_number: bool,
}

impl Table {
    /// A table of rows, each with a head, what is said below it, and a text for every other column.
    fn new(
        caption: String,
        columns: &[(String, bool)],
        rows: Vec<(String, Vec<String>, Vec<String>)>,
    ) -> Option<Self> {
        if rows.is_empty() {
            return None;
        }
        let column = |(label, is_number): &(String, bool)| Column {
            label: label.clone(),
            is_number: *is_number,
        };
        let row = |(head, details, texts): (String, Vec<String>, Vec<String>)| Row {
            head,
            details,
            cells: columns
                .iter()
                .skip(1)
                .zip(texts)
                .map(|((label, is_number), text)| Cell {
                    label: label.clone(),
                    text,
                    is_number: *is_number,
                })
                .collect(),
        };
        Some(Self {
            caption,
            columns: columns.iter().map(column).collect(),
            rows: rows.into_iter().map(row).collect(),
        })
    }
}

/// A basket in the words of its guest.
struct Paper<'a> {
    staff: &'a Staff,
    basket: &'a Basket,
    texts: Texts,
}

impl Paper<'_> {
    fn text(&self, key: &str) -> String {
        self.texts.get(key)
    }

    fn time(&self, at: Timestamp) -> String {
        let zone = &self.staff.merchant.time_zone;
        self.texts.short_date_time(at, zone)
    }

    fn items(&self) -> Option<Table> {
        let money = |amount| self.texts.money(amount, self.basket.currency);
        let columns = [
            (self.text("document-item"), false),
            (self.text("document-quantity"), true),
            (self.text("document-price"), true),
            (self.text("word-amount"), true),
        ];
        let rows = self.basket.items.iter().map(|item| {
            (
                item.description.clone(),
                self.details(item),
                vec![
                    item.quantity.to_string(),
                    money(item.unit_amount),
                    money(item.amount()),
                ],
            )
        });
        Table::new(self.text("page-items"), &columns, rows.collect())
    }

    /// When it departs, by the clocks of the place, and the tax in it.
    fn details(&self, item: &Item) -> Vec<String> {
        let zone = item.time_zone.as_deref();
        let zone = zone.unwrap_or(&self.staff.merchant.time_zone);
        let departure = item
            .starts_at
            .map(|at| self.texts.short_date_time(at, zone));
        let tax = item
            .tax_rate
            .as_deref()
            .map(|rate| self.texts.with("page-tax", &[("rate", rate)]));
        departure.into_iter().chain(tax).collect()
    }

    fn payments(&self) -> Option<Table> {
        let rows = self.basket.payments.iter().map(|payment| {
            let number = payment.id.to_string();
            let number = self.texts.with("page-number", &[("number", &number)]);
            (
                self.time(payment.received_at),
                vec![number],
                vec![
                    self.method(payment),
                    self.texts.money(payment.amount, payment.currency),
                ],
            )
        });
        self.moved("page-payments", rows.collect())
    }

    /// What has gone back. What is still on its way may yet come to nothing.
    fn refunds(&self) -> Option<Table> {
        let refunds = self.basket.refunds.iter();
        let made = refunds.filter(|refund| match refund.status {
            RefundStatus::Succeeded => true,
            RefundStatus::Pending | RefundStatus::Failed => false,
        });
        let rows = made.map(|refund| {
            let payment = self.basket.payment_of_refund(refund);
            (
                self.time(refund.created_at),
                Vec::new(),
                vec![
                    payment.map_or_else(String::new, |payment| self.method(payment)),
                    self.texts.money(refund.amount, refund.currency),
                ],
            )
        });
        self.moved("page-refunded", rows.collect())
    }

    fn moved(&self, caption: &str, rows: Vec<(String, Vec<String>, Vec<String>)>) -> Option<Table> {
        let columns = [
            (self.text("document-date"), false),
            (self.text("word-method"), false),
            (self.text("word-amount"), true),
        ];
        Table::new(self.text(caption), &columns, rows)
    }

    fn method(&self, payment: &Payment) -> String {
        self.text(&format!("method-{}", payment.method.as_str()))
    }

    fn taxes(&self) -> Vec<Fact> {
        let money = |amount| self.texts.money(amount, self.basket.currency);
        let taxes = self.basket.included_tax().into_iter();
        taxes
            .map(|line| Fact {
                label: self.texts.with(
                    "document-tax",
                    &[("rate", &line.rate), ("amount", &money(line.gross))],
                ),
                value: money(line.tax),
            })
            .collect()
    }

    fn sums(&self) -> Vec<Fact> {
        let balance = self.basket.balance();
        let credited = Some(balance.credited).filter(|amount| amount.is_positive());
        let refunded = Some(balance.refunded).filter(|amount| amount.is_positive());
        let overpaid = Some(balance.overpaid).filter(|amount| amount.is_positive());
        [
            credited.map(|amount| ("page-credited", -amount)),
            Some(("page-total", balance.total)),
            Some(("page-paid-so-far", balance.paid)),
            refunded.map(|amount| ("page-refunded", amount)),
            Some(("page-outstanding", balance.outstanding)),
            overpaid.map(|amount| ("page-overpaid", amount)),
        ]
        .into_iter()
        .flatten()
        .map(|(key, amount)| Fact {
            label: self.text(key),
            value: self.texts.money(amount, self.basket.currency),
        })
        .collect()
    }

    fn page(&self, kind: Kind, now: Timestamp) -> DocumentPage {
        let (basket, merchant) = (self.basket, &self.staff.merchant);
        let is_invoice = kind == Kind::Invoice;
        let payments = self.payments().filter(|_| !is_invoice);
        let name = [("name", basket.buyer.name.as_str())];
        let address = |email: &Option<paylink_domain::buyer::EmailAddress>| {
            email
                .as_ref()
                .map_or_else(String::new, |email| email.as_str().to_owned())
        };
        let facts = [
            (self.text("word-reference"), basket.reference.clone()),
            (self.text("document-date"), self.time(now)),
        ];
        DocumentPage {
            assets: addresses(),
            back: format!("/desk/bookings/{}", basket.id),
            language: basket.buyer.language,
            merchant: merchant.name.clone(),
            write_to: address(&merchant.reply_to),
            logo: merchant.logo_url.clone(),
            title: self.text(match kind {
                Kind::Invoice => "document-invoice",
                Kind::Receipt => "page-receipt",
            }),
            buyer: self.texts.with("page-receipt-for", &name),
            email: address(&basket.buyer.email),
            facts: facts
                .into_iter()
                .map(|(label, value)| Fact { label, value })
                .collect(),
            items: self.items().filter(|_| is_invoice),
            nothing: (!is_invoice && payments.is_none()).then(|| self.text("page-no-payments")),
            refunds: self.refunds().filter(|_| !is_invoice),
            payments,
            taxes: if is_invoice { self.taxes() } else { Vec::new() },
            sums: self.sums(),
        }
    }
}

/// Shows the invoice.
pub async fn invoice(state: Extract<State>, staff: Staff, basket_id: Path<String>) -> Response {
    show(state, staff, basket_id, Kind::Invoice).await
}

/// Shows the receipt.
pub async fn receipt(state: Extract<State>, staff: Staff, basket_id: Path<String>) -> Response {
    show(state, staff, basket_id, Kind::Receipt).await
}

async fn show(
    Extract(state): Extract<State>,
    staff: Staff,
    Path(basket_id): Path<String>,
    kind: Kind,
) -> Response {
    let basket = match lookup::read_basket(&state, &staff, &basket_id).await {
        Ok(basket) => basket,
        Err(page) => return page,
    };
    if kind == Kind::Invoice && basket.cancelled_at.is_some() {
        return pages::message(
            Some(&staff),
            StatusCode::CONFLICT,
            "A cancelled booking has no invoice",
            "Nothing is owed for it any more. Its receipt shows what was paid and what went back.",
            Some(Way {
                href: format!("/desk/bookings/{}/receipt", basket.id),
                label: "Show the receipt",
            }),
        );
    }
    let paper = Paper {
        staff: &staff,
        basket: &basket,
        texts: Texts::of(basket.buyer.language),
    };
    let page = paper.page(kind, state.core.now());
    pages::html_with_pictures(StatusCode::OK, &page)
}

#[cfg(test)]
mod tests {
    use paylink_domain::buyer::Language;
    use paylink_domain::decide::Command;
    use paylink_domain::decide::record_payment::NewPayment;
    use paylink_domain::money::Amount;
    use paylink_domain::payment::Method;

    use super::*;
    use crate::testing;

    fn html(basket: &Basket, kind: Kind) -> String {
        let staff = testing::staff();
        let paper = Paper {
            staff: &staff,
            basket,
            texts: Texts::of(basket.buyer.language),
        };
        paper.page(kind, testing::now()).render().unwrap()
    }

    fn paid() -> Basket {
        let ids = testing::ids();
        testing::after(
            &testing::basket(),
            &Command::RecordPayment(NewPayment {
                id: ids.payment(),
                amount: Amount::new(20_000),
                method: Method::Cash,
                note: Some("from the till".to_owned()),
                received_at: testing::now(),
                confirm: false,
                receipt: ids.mail(),
                tickets: None,
            }),
        )
    }

    #[test]
    fn the_invoice_has_items_tax_and_what_is_still_owed() {
        let html = html(&paid(), Kind::Invoice);
        testing::look("invoice", &html);
        for said in [
            "<main class=\"sheet\" lang=\"de\" dir=\"ltr\">",
            "<h1>Rechnung</h1>",
            "Rhine Falls by boat",
            "12.12.2026, 09:30",
            "R-1042",
            "anna@example.ch",
            "8.1 % Steuer enthalten in 240,00\u{a0}CHF",
            "<dd>17,98\u{a0}CHF</dd>",
            "<dd>40,00\u{a0}CHF</dd>",
        ] {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(!html.contains("from the till"));
    }

    #[test]
    fn the_receipt_has_what_was_paid_and_never_what_staff_noted() {
        let mut basket = paid();
        basket.buyer.language = Language::En;
        let receipt = html(&basket, Kind::Receipt);
        testing::look("receipt", &receipt);
        for said in [
            "<h1>Receipt</h1>",
            "Nov 24, 2026, 10:00",
            "cash",
            "CHF\u{a0}200.00",
            "No. pay_",
        ] {
            assert!(receipt.contains(said), "{said}: {receipt}");
        }
        assert!(!receipt.contains("from the till") && !receipt.contains("Rhine Falls"));
        assert!(html(&testing::basket(), Kind::Receipt).contains("Es wurde noch nichts bezahlt"));
    }

    #[test]
    fn hostile_texts_are_escaped_on_paper() {
        let mut basket = paid();
        basket.reference = "<b>R</b>".to_owned();
        basket.buyer.name = "<script>alert(1)</script>".to_owned();
        basket.items[0].description = "\"><img src=x>".to_owned();
        basket.items[0].tax_rate = Some("<i>8</i>".to_owned());
        for kind in [Kind::Invoice, Kind::Receipt] {
            let html = html(&basket, kind);
            for tag in ["<b>", "<script>alert", "<img src=x", "<i>"] {
                assert!(!html.contains(tag), "{tag}");
            }
        }
    }
}
