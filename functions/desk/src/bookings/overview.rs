//! Bookings > Overview: the merchant's baskets, newest first.

use askama::Template;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::Response;
use paylink_app::baskets::{ListQuery, list_baskets};
use paylink_domain::basket::{BasketList, BasketStatus};
use paylink_domain::money::{Amount, Currency};
use paylink_http::json::check_text;
use paylink_store::{BasketPage, BasketSummary};

use crate::form::{Asked, Form};
use crate::pages::{self, Shell};
use crate::staff::Staff;
use crate::state::State;
use crate::texts::{self, Badge};

#[derive(Template)]
#[template(path = "bookings/overview.html")]
struct OverviewPage<'a> {
    shell: Shell,
    time_zone: &'a str,
    tabs: Vec<Tab>,
    status: &'static str,
    only: Option<&'static str>,
    q: &'a str,
    without_search: String,
    rows: Vec<Row>,
    sums: Vec<Sum>,
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
    overpaid: Option<String>,
    owes: bool,
    status: Badge,
    flags: Vec<&'static str>,
    created_on: String,
    created_at: String,
}

/// What the rows of one currency come to.
#[derive(Debug, PartialEq, Eq)]
struct Sum {
    what: String,
    total: String,
    paid: String,
    outstanding: String,
    overpaid: Option<String>,
}

/// What stands where the table would be.
struct Empty {
    title: &'static str,
    text: &'static str,
}

/// What of the list is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct View {
    list: Option<BasketList>,
    q: String,
    cursor: String,
}

impl View {
    /// What cannot be understood is left out.
    fn asked(query: &Form) -> Self {
        Self {
            list: BasketList::from_word(query.get("status")),
            q: check_text(query.get("q"), &(1..=200))
                .unwrap_or_default()
                .to_owned(),
            cursor: query.get("cursor").to_owned(),
        }
    }

    fn status_word(&self) -> &'static str {
        self.list.map_or("", BasketList::as_str)
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
        list: view.list,
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
    let is_all = view.cursor.is_empty() && next.is_none();
    let empty = page.baskets.is_empty().then(|| empty(view, next.is_some()));
    OverviewPage {
        shell: Shell::of(staff),
        time_zone: zone,
        tabs: tabs(view),
        status: view.status_word(),
        only: (view.list == Some(BasketList::Status(BasketStatus::Cancelled)))
            .then_some("Cancelled bookings only."),
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
        sums: sums(&page.baskets, is_all),
        empty,
        first: (!view.cursor.is_empty()).then(|| start.href()),
        next: next.map(|next| next.href()),
    }
}

/// Cancelled baskets have no tab: they stand under All, and at an address of their own.
fn tabs(view: &View) -> Vec<Tab> {
    let of = |status| Some(BasketList::Status(status));
    [
        (None, "All"),
        (of(BasketStatus::Outstanding), "Outstanding"),
        (of(BasketStatus::Paid), "Paid"),
        (of(BasketStatus::Overpaid), "Overpaid"),
        (Some(BasketList::Attention), "Attention"),
    ]
    .into_iter()
    .map(|(list, label)| Tab {
        label,
        href: View {
            list,
            q: view.q.clone(),
            cursor: String::new(),
        }
        .href(),
        current: view.list == list,
    })
    .collect()
}

/// What the baskets of a page come to, currency by currency in the order in which they are met. A
/// whole list is added up only where it is all on one page; the work of an answer has a bound.
fn sums(baskets: &[BasketSummary], is_all: bool) -> Vec<Sum> {
    let mut currencies: Vec<Currency> = Vec::new();
    for summary in baskets {
        if !currencies.contains(&summary.currency) {
            currencies.push(summary.currency);
        }
    }
    currencies
        .into_iter()
        .map(|currency| {
            let of: Vec<&BasketSummary> = baskets
                .iter()
                .filter(|summary| summary.currency == currency)
                .collect();
            let sum = |amount: fn(&BasketSummary) -> Amount| -> Amount {
                of.iter().map(|summary| amount(summary)).sum()
            };
            let money = |amount| texts::money(amount, currency);
            let overpaid = sum(|summary| summary.overpaid);
            Sum {
                what: texts::sum_of(of.len(), currency, is_all),
                total: money(sum(|summary| summary.total)),
                paid: money(sum(|summary| summary.paid)),
                outstanding: money(sum(|summary| summary.outstanding)),
                overpaid: overpaid.is_positive().then(|| money(overpaid)),
            }
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
        overpaid: summary
            .overpaid
            .is_positive()
            .then(|| money(summary.overpaid)),
        owes: summary.outstanding.is_positive(),
        status: texts::basket_status(summary.status),
        // What the status says already is not said twice.
        flags: summary
            .flags
            .iter()
            .map(|flag| texts::flag(*flag))
            .chain(summary.lacks_guest.then_some(texts::LACKS_GUEST))
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
    match view.list {
        None => Empty {
            title: "No baskets yet",
            text: "Baskets come from your booking system, or you make one here for a private tour or a custom bill.",
        },
        Some(BasketList::Attention) => Empty {
            title: "Nothing needs attention",
            text: "Payments, refunds and emails are as they should be. What is overpaid, disputed or failed comes here, \
                   and bookings whose buyer is still a member of staff.",
        },
        Some(BasketList::Status(status)) => empty_of_status(status),
    }
}

const fn empty_of_status(status: BasketStatus) -> Empty {
    match status {
        BasketStatus::Outstanding => Empty {
            title: "Nothing is outstanding",
            text: "Every basket is paid or cancelled.",
        },
        BasketStatus::Paid => Empty {
            title: "No paid baskets yet",
            text: "A basket comes here once nothing is outstanding.",
        },
        BasketStatus::Overpaid => Empty {
            title: "No overpaid baskets",
            text: "Should a guest ever pay too much, you find the basket here, with a button to refund the excess.",
        },
        BasketStatus::Cancelled => Empty {
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
        let lists = BasketStatus::ALL.map(BasketList::Status).into_iter();
        for list in lists.chain([BasketList::Attention]).map(Some).chain([None]) {
            let view = View {
                list,
                ..View::default()
            };
            let html = html(&view, BasketPage::default());
            assert!(html.contains("class=\"card empty\""));
            assert!(!html.contains("<tfoot>"));
        }
    }

    #[test]
    fn the_tabs_are_those_of_the_overview_and_old_addresses_still_work() {
        let view = |query: &str| View::asked(&Form::parse(query.as_bytes()));
        let labels: Vec<_> = tabs(&View::default()).iter().map(|tab| tab.label).collect();
        assert_eq!(
            labels,
            ["All", "Outstanding", "Paid", "Overpaid", "Attention"]
        );
        for list in ["outstanding", "paid", "overpaid", "attention"] {
            let tabs = tabs(&view(&format!("status={list}")));
            let current: Vec<_> = tabs.iter().filter(|tab| tab.current).collect();
            assert_eq!(current.len(), 1, "{list}");
            assert_eq!(current[0].href, format!("/desk/bookings?status={list}"));
        }
        let cancelled = html(&view("status=cancelled"), BasketPage::default());
        assert!(cancelled.contains("Cancelled bookings only."));
        assert!(cancelled.contains("No cancelled baskets"));
    }

    #[test]
    fn sums_are_those_of_the_page_by_currency() {
        let chf = BasketSummary::of(&testing::basket());
        let mut over = chf.clone();
        over.paid = Amount::new(30_000);
        over.outstanding = Amount::ZERO;
        over.overpaid = Amount::new(6_000);
        let eur = BasketSummary {
            currency: Currency::from_code("EUR").unwrap(),
            ..chf.clone()
        };
        let baskets = [chf, eur, over];
        let sum = |what: &str, money: [&str; 3], overpaid: Option<&str>| {
            let text = |text: &str| text.replace(' ', "\u{a0}");
            Sum {
                what: what.to_owned(),
                total: text(money[0]),
                paid: text(money[1]),
                outstanding: text(money[2]),
                overpaid: overpaid.map(text),
            }
        };
        assert_eq!(
            sums(&baskets, false),
            [
                sum(
                    "This page: 2 bookings in CHF",
                    ["CHF 480.00", "CHF 300.00", "CHF 240.00"],
                    Some("CHF 60.00"),
                ),
                sum(
                    "This page: 1 booking in EUR",
                    ["€240.00", "€0.00", "€240.00"],
                    None,
                ),
            ]
        );
        assert_eq!(
            sums(&baskets[..1], true)[0].what,
            "In all: 1 booking in CHF"
        );
        assert_eq!(sums(&[], true), []);
    }

    #[test]
    fn r5_a_booking_without_its_guest_says_so_in_the_list() {
        let mut basket = testing::basket();
        basket.buyer.staff_role = Some(paylink_domain::buyer::StaffRole::Employee);
        let page = BasketPage {
            baskets: vec![BasketSummary::of(&basket)],
            next: None,
        };
        assert!(page.baskets[0].needs_attention());
        assert!(html(&View::default(), page).contains(texts::LACKS_GUEST));
    }
}
