//! The sentences of the overview and the report that name a number of things or days.

use jiff::civil::Date;
use paylink_domain::money::Currency;

use super::words::{day, days};

/// What the line with a sum is the sum of.
pub fn sum_of(count: usize, currency: Currency, is_all: bool) -> String {
    let what = if is_all { "In all" } else { "This page" };
    let bookings = if count == 1 { "booking" } else { "bookings" };
    format!("{what}: {count} {bookings} in {currency}")
}

/// What a bar of the chart stands for.
pub fn day_sum(on: Date, amount: &str, is_refund: bool) -> String {
    let what = if is_refund { "refunded" } else { "received" };
    format!("{}: {amount} {what}", day(on))
}

/// What the chart shows, for whoever does not see it.
pub fn chart_about(first: Date, last: Date, moved: usize) -> String {
    let unit = if moved == 1 { "day" } else { "days" };
    format!(
        "{}, a bar for each day: up for what was received, down for what was refunded. Money moved on {moved} {unit}. \
         The table below has the same figures.",
        days(first, last)
    )
}

/// The best day of the chart.
pub fn chart_most(on: Date, amount: &str) -> String {
    format!("Most on {}: {amount}.", day(on))
}

/// Why a report is not there.
pub fn too_many_payments(since: Date) -> String {
    format!(
        "Money moved on more than 5,000 bookings since {}, which is more than one report adds up. Choose a period that \
         begins later, or export the payments in parts with the API.",
        day(since)
    )
}
