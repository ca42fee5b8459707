//! The list of payments, as JSON or as CSV.

use axum::Json;
use axum::extract::{RawQuery, State as Extract};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use paylink_app::payments::{LedgerPage, list_payments};
use paylink_http::{Caller, Problem, ProblemType, views};

use crate::query::payments_query;
use crate::state::State;

/// List payments, or export them for the books.
///
/// Payments received in [`from`, `to`) come basket by basket, in the order in which a basket's money
/// last moved. A basket that is paid again while you turn pages moves ahead of you: a payment may come
/// twice, under the same id, and never not at all. A page may be short or empty and still have a next one.
///
/// With `Accept: text/csv` the answer is a file for the books, with refunds as well, in the order of time.
/// Without `limit` it holds everything, or the call answers `export-too-large`; with `limit` (up to 1000)
/// the `Link` header leads to the next part.
#[utoipa::path(
    get,
    path = "/v1/payments",
    operation_id = "list_payments",
    tag = "Payments",
    params(
        ("from" = Option<String>, Query, format = DateTime, description = "From this time on (RFC 3339)"),
        ("to" = Option<String>, Query, format = DateTime, description = "Before this time (RFC 3339)"),
        ("limit" = Option<i32>, Query, minimum = 1, maximum = 1000, description = "How many at most: 25 where it is left out, up to 100; up to 1000 of an export"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "A page of payments, or the export", content(
            (views::Page<views::ListedPaymentView> = "application/json"),
            (String = "text/csv"),
        ), headers(
            ("Link" = Option<String>, description = "Of an export in parts: the next part, with `rel=\"next\"`"),
        )),
    ),
    extensions(("x-problems" = json!(["export-too-large"]))),
)]
pub async fn list(
    Extract(state): Extract<State>,
    Caller(principal): Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let text = query.unwrap_or_default();
    let export = wants_csv(&headers);
    let query = payments_query(&text, export)?;
    let page = list_payments(&state.core, &principal, &query).await?;
    if export {
        let whole = query.limit == usize::MAX;
        return as_csv(&page, &text, whole);
    }
    Ok(Json(views::Page {
        data: page
            .lines
            .iter()
            .filter_map(views::listed_payment)
            .collect(),
        next_cursor: page.next.map(|cursor| cursor.to_string()),
    })
    .into_response())
}

fn wants_csv(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter();
    accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| range.split(';').next())
        .any(|kind| kind.trim().eq_ignore_ascii_case("text/csv"))
}

/// An export is whole, or was asked for in parts and names the next one. It is never cut off.
fn as_csv(page: &LedgerPage, query: &str, whole: bool) -> Result<Response, Problem> {
    if whole && page.next.is_some() {
        return Err(too_large());
    }
    let mut response = views::csv_file(&page.lines, "payments.csv")?.ok_or_else(too_large)?;
    let headers = response.headers_mut();
    if let Some(next) = &page.next {
        let others = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
        let pairs: Vec<&str> = others.collect();
        let next = format!(
            "</v1/payments?{}{}cursor={next}>; rel=\"next\"",
            pairs.join("&"),
            if pairs.is_empty() { "" } else { "&" },
        );
        let next = HeaderValue::from_str(&next)
            .map_err(|_| Problem::internal("a query is no header value"))?;
        headers.insert(header::LINK, next);
    }
    Ok(response)
}

fn too_large() -> Problem {
    Problem::new(
        ProblemType::ExportTooLarge,
        "Ask for a shorter time, or for parts: with limit=1000 the answer's Link header leads to the \
         next part.",
    )
}
