//! Bookings > Payments: what came in and went back in a time, by day and by method.

mod chart;
mod period;

use askama::Template;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use paylink_app::payments::{LedgerPage, PaymentsQuery, list_payments};
use paylink_domain::money::{Amount, Currency};
use paylink_domain::report::{CurrencyReport, Sums, add_up};
use paylink_http::{Problem, ProblemType, views};

use self::chart::Chart;
use self::period::{Choice, Period, PeriodForm};
use crate::form::Asked;
use crate::forms::local;
use crate::pages::{self, Shell};
use crate::staff::Staff;
use crate::state::State;
use crate::texts;

#[derive(Template)]
#[template(path = "payments.html")]
struct PaymentsPage {
    shell: Shell,
    choices: Vec<Choice>,
    form: PeriodForm,
    period: String,
    export: Option<String>,
    trouble: Option<String>,
    parts: Vec<Part>,
    is_empty: bool,
}

/// All that moved in one currency.
struct Part {
    code: &'static str,
    received: String,
    refunded: String,
    net: String,
    payments: u32,
    chart: Chart,
    days: Vec<Line>,
    methods: Vec<Line>,
}

/// A line of a table of sums.
struct Line {
    what: String,
    payments: u32,
    received: String,
    refunded: String,
    net: String,
}

/// Shows the report of a period.
pub async fn show(Extract(state): Extract<State>, staff: Staff, Asked(query): Asked) -> Response {
    let today = today(&state, &staff);
    let (form, period) = PeriodForm::asked(&query, today);
    let Some(period) = period else {
        let page = PaymentsPage::of(&staff, form, today, None);
        // The address is as somebody typed it; the page that helps to correct it is there.
        return pages::html(StatusCode::OK, &page);
    };
    match read(&state, &staff, &period).await {
        Ok(found) => {
            let page = PaymentsPage::of(&staff, form, today, Some((&period, &found)));
            pages::html(StatusCode::OK, &page)
        }
        Err(problem) => pages::problem(Some(&staff), &problem),
    }
}

/// The same as a file for the books: a line for each payment and refund.
pub async fn export(Extract(state): Extract<State>, staff: Staff, Asked(query): Asked) -> Response {
    let today = today(&state, &staff);
    let (form, period) = PeriodForm::asked(&query, today);
    let Some(period) = period else {
        let page = PaymentsPage::of(&staff, form, today, None);
        return pages::html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let too_large = || Problem::new(ProblemType::ExportTooLarge, String::new());
    let file = match read(&state, &staff, &period).await {
        Ok(found) if found.next.is_some() => Err(too_large()),
        Ok(found) => views::csv_file(&found.lines, &period.file_name())
            .and_then(|file| file.ok_or_else(too_large)),
        Err(problem) => Err(problem),
    };
    file.unwrap_or_else(|problem| pages::problem(Some(&staff), &problem))
}

fn today(state: &State, staff: &Staff) -> Date {
    local(state.core.now(), &staff.merchant.time_zone).date()
}

async fn read(state: &State, staff: &Staff, period: &Period) -> Result<LedgerPage, Problem> {
    let (from, to) = period
        .span(&zone(staff))
        .ok_or_else(|| Problem::internal("the period has no beginning"))?;
    let query = PaymentsQuery::all(from, to);
    Ok(list_payments(&state.core, &staff.principal, &query).await?)
}

fn zone(staff: &Staff) -> TimeZone {
    TimeZone::get(&staff.merchant.time_zone).unwrap_or(TimeZone::UTC)
}

impl PaymentsPage {
    /// What was found is shown only where all of it was: a sum of a part would be taken for the whole.
    fn of(
        staff: &Staff,
        form: PeriodForm,
        today: Date,
        found: Option<(&Period, &LedgerPage)>,
    ) -> Self {
        let whole = found.filter(|(_, page)| page.next.is_none());
        let parts: Vec<Part> = whole
            .map(|(period, page)| {
                let movements = page.lines.iter().map(|line| line.movement());
                add_up(movements, &zone(staff))
                    .iter()
                    .map(|report| Part::of(report, period))
                    .collect()
            })
            .unwrap_or_default();
        Self {
            shell: Shell::of(staff),
            choices: form.choices(today),
            period: found
                .map(|(period, _)| texts::days(period.first, period.last))
                .unwrap_or_default(),
            export: whole
                .filter(|_| !parts.is_empty())
                .map(|(period, _)| period.href("/desk/payments.csv")),
            trouble: found
                .filter(|_| whole.is_none())
                .map(|(period, _)| texts::too_many_payments(period.first)),
            is_empty: whole.is_some() && parts.is_empty(),
            form,
            parts,
        }
    }
}

impl Part {
    fn of(report: &CurrencyReport, period: &Period) -> Self {
        let currency = report.currency;
        let total = Line::of(String::new(), &report.sums, currency);
        Self {
            code: currency.code(),
            received: total.received,
            refunded: total.refunded,
            net: total.net,
            payments: total.payments,
            chart: Chart::of(report, period),
            days: report
                .days
                .iter()
                .map(|(day, sums)| Line::of(texts::day(*day), sums, currency))
                .collect(),
            methods: report
                .methods
                .iter()
                .map(|(method, sums)| Line::of(texts::method(*method).to_owned(), sums, currency))
                .collect(),
        }
    }
}

impl Line {
    fn of(what: String, sums: &Sums, currency: Currency) -> Self {
        let money = |amount: Amount| texts::money(amount, currency);
        Self {
            what,
            payments: sums.payments,
            received: money(sums.received),
            refunded: money(sums.refunded),
            net: money(sums.net()),
        }
    }
}

#[cfg(test)]
mod tests {
    use paylink_app::payments::{LedgerEntry, LedgerLine};
    use paylink_domain::decide::Command;
    use paylink_domain::decide::record_payment::NewPayment;
    use paylink_domain::payment::Method;

    use super::*;
    use crate::form::Form;
    use crate::testing;

    /// What the report finds where a guest paid CHF 200.00 in cash four days before.
    fn found() -> LedgerPage {
        let ids = testing::ids();
        let paid = testing::after(
            &testing::basket(),
            &Command::RecordPayment(NewPayment {
                id: ids.payment(),
                amount: Amount::new(20_000),
                method: Method::Cash,
                note: None,
                received_at: "2026-11-20T23:30:00Z".parse().unwrap(),
                confirm: false,
                receipt: ids.mail(),
                tickets: None,
            }),
        );
        LedgerPage {
            lines: paid
                .payments
                .iter()
                .map(|payment| LedgerLine {
                    basket_id: paid.id,
                    reference: paid.reference.clone(),
                    buyer_name: paid.buyer.name.clone(),
                    entry: LedgerEntry::Payment {
                        payment: payment.clone(),
                        refundable: payment.amount,
                    },
                })
                .collect(),
            next: None,
        }
    }

    fn html(query: &str, found: &LedgerPage) -> String {
        let today = local(testing::now(), "Europe/Zurich").date();
        let (form, period) = PeriodForm::asked(&Form::parse(query.as_bytes()), today);
        let found = period.as_ref().map(|period| (period, found));
        PaymentsPage::of(&testing::staff(), form, today, found)
            .render()
            .unwrap()
    }

    #[test]
    fn the_report_has_the_same_figures_as_picture_and_as_table() {
        let html = html("", &found());
        testing::look("payments", &html);
        for text in [
            "1 Nov 2026 to 30 Nov 2026",
            "CHF\u{a0}200.00",
            // It was half past midnight in Zurich.
            "<th scope=\"row\" data-label=\"Day\">21 Nov 2026</th>",
            "<th scope=\"row\" data-label=\"Method\">Cash</th>",
            "role=\"img\" aria-labelledby=\"chart-CHF-title chart-CHF-about\"",
            "/desk/payments.csv?from=2026-11-01&#38;to=2026-11-30",
        ] {
            assert!(html.contains(text), "{text}: {html}");
        }
    }

    #[test]
    fn a_report_that_is_not_whole_shows_no_sums() {
        let part = LedgerPage {
            next:
                "MjAyNi0xMS0yNFQwOTowODowNy41MDAwMDAwMDBaIGJza18wMUs5WlpaWlpaWlpaWlpaWlpaWlpaWlpaWiA"
                    .parse()
                    .ok(),
            ..found()
        };
        assert!(part.next.is_some());
        let html = html("", &part);
        assert!(html.contains("Choose a period that begins later"));
        assert!(!html.contains("200.00") && !html.contains("payments.csv"));
    }

    #[test]
    fn a_time_without_payments_says_so_and_offers_no_file() {
        let html = html("period=7-days", &LedgerPage::default());
        assert!(html.contains("No money moved"));
        assert!(!html.contains("payments.csv"));
    }

    #[test]
    fn a_wrong_date_is_told_at_its_field_and_kept() {
        let html = html("from=2026-13-01&to=2026-11-30", &found());
        assert!(html.contains("value=\"2026-13-01\""));
        assert!(html.contains("id=\"from-error\""));
        assert!(!html.contains("200.00"));
    }
}
