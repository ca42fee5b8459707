//! Bookings > Overview: the merchant's baskets, newest first.

use askama::Template;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::Response;
use paylink::domain::basket::BasketStatus;
use paylink::http::json::check_text;
use paylink::store::{BasketPage, BasketSummary};
use paylink::usecase::baskets::{ListQuery, list_baskets};

use crate::State;
use crate::form::{Asked, Form};
use crate::guard::Staff;
use crate::pages::{self, Shell};
use crate::texts::{self, Badge};

#[derive(Template)]
#[template(path = "bookings/overview.html")]
struct OverviewPage<'a> {
    shell: Shell,
    time_zone: &'a str,
    tabs: Vec<Tab>,
    status: &'static str,
    q: &'a str,
    without_search: String,
    rows: Vec<Row>,
    empty: Option<Empty>,
    first: Option<String>,
    next: Option<String>,
}

struct Tab {
    label: &'static str,
    href: String,
    current: bool,
}

struct Row {
    href: String,
    reference: String,
    buyer: String,
    email: String,
    item: String,
    departure: String,
    total: String,
    paid: String,
    outstanding: String,
    owes: bool,
    status: Badge,
    flags: Vec<&'static str>,
    created_on: String,
    created_at: String,
}

/// What stands where the table would be.
struct Empty {
    title: &'static str,
    text: &'static str,
}

/// What of the list is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct View {
    status: Option<BasketStatus>,
    q: String,
    cursor: String,
}

impl View {
    /// What cannot be understood is left out.
    fn asked(query: &Form) -> Self {
        Self {
            status: BasketStatus::from_word(query.get("status")),
            q: check_text(query.get("q"), &(1..=200))
                .unwrap_or_default()
                .to_owned(),
            cursor: query.get("cursor").to_owned(),
        }
    }

    fn status_word(&self) -> &'static str {
        self.status.map_or("", BasketStatus::as_str)
    }

    /// Its address.
    fn href(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("status", self.status_word()),
            ("q", &self.q),
            ("cursor", &self.cursor),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        let query = query.finish();
        if query.is_empty() {
            "/desk/bookings".to_owned()
        } else {
            format!("/desk/bookings?{query}")
        }
    }
}

/// Shows a page of the list.
pub async fn overview(
    Extract(state): Extract<State>,
    staff: Staff,
    Asked(query): Asked,
) -> Response {
    let view = View::asked(&query);
    let wanted = ListQuery {
        status: view.status,
        text: Some(view.q.clone()).filter(|text| !text.is_empty()),
        after: view.cursor.parse().ok(),
        ..ListQuery::default()
    };
    match list_baskets(&state.core, &staff.principal, &wanted).await {
        Ok(page) => pages::html(StatusCode::OK, &render(&staff, &view, page)),
        Err(error) => pages::problem(Some(&staff), &error.into()),
    }
}

fn render<'a>(staff: &'a Staff, view: &'a View, page: BasketPage) -> OverviewPage<'a> {
    let zone = &staff.merchant.time_zone;
    let start = View {
        cursor: String::new(),
        ..view.clone()
    };
    let next = page.next.map(|cursor| View {
        cursor: cursor.to_string(),
        ..view.clone()
    });
    let empty = page.baskets.is_empty().then(|| empty(view, next.is_some()));
    OverviewPage {
        shell: Shell::of(staff),
        time_zone: zone,
        tabs: tabs(view),
        status: view.status_word(),
        q: &view.q,
        without_search: View {
            q: String::new(),
            ..start.clone()
        }
        .href(),
        rows: page
            .baskets
            .iter()
            .map(|summary| row(summary, zone))
            .collect(),
        empty,
        first: (!view.cursor.is_empty()).then(|| start.href()),
        next: next.map(|next| next.href()),
    }
}

fn tabs(view: &View) -> Vec<Tab> {
    let all = (None, "All");
    let by_status =
        BasketStatus::ALL.map(|status| (Some(status), texts::basket_status(status).text));
    std::iter::once(all)
        .chain(by_status)
        .map(|(status, label)| Tab {
            label,
            href: View {
                status,
                q: view.q.clone(),
                cursor: String::new(),
            }
            .href(),
            current: view.status == status,
        })
        .collect()
}

fn row(summary: &BasketSummary, zone: &str) -> Row {
    let money = |amount| texts::money(amount, summary.currency);
    let (day, time) = texts::day_and_time(summary.created_at, zone);
    Row {
        href: format!("/desk/bookings/{}", summary.id),
        reference: summary.reference.clone(),
        buyer: summary.buyer_name.clone(),
        email: summary
            .buyer_email
            .as_ref()
            .map_or_else(String::new, |email| email.as_str().to_owned()),
        item: summary.description.clone(),
        departure: summary
            .starts_at
            .map_or_else(String::new, |at| texts::when(at, zone)),
        total: money(summary.total),
        paid: money(summary.paid),
        outstanding: money(summary.outstanding),
        owes: summary.outstanding.is_positive(),
        status: texts::basket_status(summary.status),
        // What the status says already is not said twice.
        flags: summary
            .flags
            .iter()
            .map(|flag| texts::flag(*flag))
            .filter(|flag| *flag != texts::basket_status(summary.status).text)
            .collect(),
        created_on: day,
        created_at: time,
    }
}

fn empty(view: &View, more: bool) -> Empty {
    if !view.q.is_empty() && more {
        return Empty {
            title: "Nothing found so far",
            text: "The newest baskets were searched. Go to the next page to search the older ones.",
        };
    }
    if !view.q.is_empty() {
        return Empty {
            title: "Nothing found",
            text: "No basket has this reference, buyer's name or email. Check the spelling, or choose All.",
        };
    }
    if !view.cursor.is_empty() {
        return Empty {
            title: "The end of the list",
            text: "There are no older baskets.",
        };
    }
    match view.status {
        None => Empty {
            title: "No baskets yet",
            text: "Baskets come from your booking system, or you make one here for a private tour or a custom bill.",
        },
        Some(BasketStatus::Outstanding) => Empty {
            title: "Nothing is outstanding",
            text: "Every basket is paid or cancelled.",
        },
        Some(BasketStatus::Paid) => Empty {
            title: "No paid baskets yet",
            text: "A basket comes here once nothing is outstanding.",
        },
        Some(BasketStatus::Overpaid) => Empty {
            title: "No overpaid baskets",
            text: "Should a guest ever pay too much, you find the basket here, with a button to refund the excess.",
        },
        Some(BasketStatus::Cancelled) => Empty {
            title: "No cancelled baskets",
            text: "Baskets that you cancel come here.",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn html(view: &View, page: BasketPage) -> String {
        render(&testing::staff(), view, page).render().unwrap()
    }

    #[test]
    fn a_view_is_its_address_and_back() {
        let view = |query: &str| View::asked(&Form::parse(query.as_bytes()));
        assert_eq!(
            view("status=paid&q=Anna+M%C3%BCller&cursor=abc").href(),
            "/desk/bookings?status=paid&q=Anna+M%C3%BCller&cursor=abc"
        );
        assert_eq!(view("status=nonsense&q=%00").href(), "/desk/bookings");
    }

    #[test]
    fn rows_show_what_staff_look_for() {
        let basket = testing::basket();
        let page = BasketPage {
            baskets: vec![BasketSummary::of(&basket)],
            next: None,
        };
        let html = html(&View::default(), page);
        testing::look("overview", &html);
        for text in [
            "R-1042",
            "Anna Muster",
            "anna@example.ch",
            "Rhine Falls",
            "12 Dec 2026, 09:30",
            "CHF\u{a0}240.00",
            "Outstanding",
        ] {
            assert!(html.contains(text), "{text}");
        }
        assert!(html.contains(">New basket<"));
    }

    #[test]
    fn hostile_names_are_escaped() {
        let mut basket = testing::basket();
        basket.buyer.name = "<script>alert(1)</script>\"'".to_owned();
        basket.reference = "\"><img src=x>".to_owned();
        let page = BasketPage {
            baskets: vec![BasketSummary::of(&basket)],
            next: None,
        };
        let view = View {
            q: "\"><b>".to_owned(),
            ..View::default()
        };
        let html = html(&view, page);
        assert!(
            !html.contains("<script>alert")
                && !html.contains("<img src=x")
                && !html.contains("\"><b>")
        );
    }

    #[test]
    fn every_empty_list_says_why() {
        for status in BasketStatus::ALL.map(Some).into_iter().chain([None]) {
            let view = View {
                status,
                ..View::default()
            };
            assert!(html(&view, BasketPage::default()).contains("class=\"card empty\""));
        }
    }
}
