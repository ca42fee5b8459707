//! The list of payments, and its export for the books.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::payment::{PaymentView, of_payment};
use crate::Problem;
use paylink_app::payments::{LedgerEntry, LedgerLine};
use paylink_domain::money::Amount;
use paylink_domain::payment::{Payment, Source};

/// A payment, with what is to be said of its basket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ListedPayment)]
pub struct ListedPaymentView {
    /// The basket that it was made for.
    pub basket_id: String,
    /// Your booking number.
    pub basket_reference: String,
    /// Who buys.
    pub buyer_name: String,
    /// What was refunded of it, in minor units; refunds that failed are left out.
    pub refunded: i64,
    /// The payment itself.
    #[serde(flatten)]
    pub payment: PaymentView,
}

/// A payment in the list; `None` of a refund.
pub fn listed_payment(line: &LedgerLine) -> Option<ListedPaymentView> {
    match &line.entry {
        LedgerEntry::Payment {
            payment,
            refundable,
        } => Some(ListedPaymentView {
            basket_id: line.basket_id.to_string(),
            basket_reference: line.reference.clone(),
            buyer_name: line.buyer_name.clone(),
            refunded: (payment.amount - *refundable).minor(),
            payment: of_payment(payment, *refundable),
        }),
        LedgerEntry::Refund { .. } => None,
    }
}

/// The columns of the export. More may be added at the end.
const COLUMNS: [&str; 16] = [
    "type",
    "id",
    "payment_id",
    "basket_id",
    "basket_reference",
    "buyer_name",
    "at",
    "currency",
    "amount",
    "amount_minor",
    "refunded_minor",
    "method",
    "source",
    "status",
    "gateway_id",
    "note",
];

/// The export: a line for each payment and refund, in the order of time. What goes back to guests has
/// a minus, so that amounts of one currency add up to what was kept.
///
/// RFC 4180 in UTF-8. Texts that a spreadsheet would take for a formula begin with an apostrophe.
///
/// # Errors
/// Only where memory cannot be written to.
pub fn csv(lines: &[LedgerLine]) -> Result<Vec<u8>, csv::Error> {
    let mut lines: Vec<&LedgerLine> = lines.iter().collect();
    lines.sort_by_key(|line| (line.entry.at(), line.entry.id()));
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for line in lines {
        writer.write_record(record(line))?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// The largest export, in bytes. Lambda passes on 6 MB, quotation marks escaped.
const EXPORT_BYTES: usize = 4_000_000;

/// The answer with an export as a file of this name; `None` where it is larger than an answer can be.
///
/// # Errors
/// Only where memory cannot be written to.
pub fn csv_file(lines: &[LedgerLine], name: &str) -> Result<Option<Response>, Problem> {
    let bytes = csv(lines)
        .map_err(|error| Problem::internal(&format!("the export could not be written: {error}")))?;
    if bytes.len() > EXPORT_BYTES {
        return Ok(None);
    }
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .map_err(|_| Problem::internal("a file's name is no header value"))?;
    let media_type = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(Some(response))
}

fn record(line: &LedgerLine) -> [String; COLUMNS.len()] {
    let basket = [
        line.basket_id.to_string(),
        text(&line.reference),
        text(&line.buyer_name),
        line.entry.at().to_string(),
    ];
    let [basket_id, reference, buyer_name, at] = basket;
    let id = line.entry.id().to_string();
    match &line.entry {
        LedgerEntry::Payment {
            payment,
            refundable,
        } => [
            "payment".to_owned(),
            id.clone(),
            id,
            basket_id,
            reference,
            buyer_name,
            at,
            payment.currency.code().to_owned(),
            payment.currency.plain(payment.amount),
            payment.amount.minor().to_string(),
            (payment.amount - *refundable).minor().to_string(),
            payment.method.as_str().to_owned(),
            source(payment).to_owned(),
            "received".to_owned(),
            text(gateway_id(payment)),
            text(note(payment)),
        ],
        LedgerEntry::Refund { refund, payment } => {
            let back = -refund.amount;
            let payment = payment.as_deref();
            [
                "refund".to_owned(),
                id,
                payment
                    .map(|payment| payment.id.to_string())
                    .unwrap_or_default(),
                basket_id,
                reference,
                buyer_name,
                at,
                refund.currency.code().to_owned(),
                refund.currency.plain(back),
                back.minor().to_string(),
                Amount::ZERO.minor().to_string(),
                payment
                    .map_or("", |payment| payment.method.as_str())
                    .to_owned(),
                payment.map_or("gateway", source).to_owned(),
                refund.status.as_str().to_owned(),
                text(refund.gateway_id.as_deref().unwrap_or_default()),
                text(refund.reason.as_deref().unwrap_or_default()),
            ]
        }
    }
}

const fn source(payment: &Payment) -> &'static str {
    match payment.source {
        Source::Gateway { .. } => "gateway",
        Source::Manual { .. } => "manual",
    }
}

fn gateway_id(payment: &Payment) -> &str {
    match &payment.source {
        Source::Gateway { payment_intent, .. } => payment_intent,
        Source::Manual { .. } => "",
    }
}

fn note(payment: &Payment) -> &str {
    match &payment.source {
        Source::Gateway { .. } => "",
        Source::Manual { note, .. } => note.as_deref().unwrap_or_default(),
    }
}

/// A text cell that no spreadsheet takes for a formula.
fn text(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_only_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        assert_eq!(text("Anna - Muster"), "Anna - Muster");
    }
}
