//! A picture of what moved day by day: bars up for what came in, bars down for what went back.
//!
//! The picture stretches to the width of the page, so there is no text in it. All numbers are whole.

use paylink_domain::money::Amount;
use paylink_domain::report::CurrencyReport;

use super::period::Period;
use crate::texts;

/// How high the picture is.
const HEIGHT: i64 = 160;
/// How wide a day is, the space to the next one included.
const DAY: i64 = 10;
/// How wide a bar is.
const BAR: i64 = 8;

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// How wide it is.
    pub width: i64,
    /// How high it is.
    pub height: i64,
    /// Where nothing is.
    pub zero: i64,
    /// The bars.
    pub bars: Vec<Bar>,
    /// What it shows, for whoever does not see it.
    pub about: String,
    /// The most of a day, in words.
    pub most: String,
    /// The first day.
    pub first: String,
    /// The last day.
    pub last: String,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Its left edge.
    pub x: i64,
    /// Its upper edge.
    pub y: i64,
    /// How wide it is.
    pub width: i64,
    /// How high it is.
    pub height: i64,
    /// Whether it is what went back.
    pub is_refund: bool,
    /// What it stands for.
    pub label: String,
}

impl Chart {
    /// The picture of a period in one currency.
    pub fn of(report: &CurrencyReport, period: &Period) -> Self {
        let money = |amount| texts::money(amount, report.currency);
        let most = |amount: fn(&paylink_domain::report::Sums) -> Amount| {
            report
                .days
                .iter()
                .map(|(_, sums)| amount(sums))
                .max()
                .unwrap_or_default()
        };
        let (up, down) = (most(|sums| sums.received), most(|sums| sums.refunded));
        let zero = share(up, up + down).max(i64::from(up.is_positive()));
        let mut bars = Vec::new();
        for (day, sums) in &report.days {
            let x = period.place_of(*day).saturating_mul(DAY) + (DAY - BAR) / 2;
            for (amount, is_refund) in [(sums.received, false), (sums.refunded, true)] {
                if !amount.is_positive() {
                    continue;
                }
                let height = share(amount, up + down).max(1);
                bars.push(Bar {
                    x,
                    y: if is_refund { zero } else { zero - height },
                    width: BAR,
                    height,
                    is_refund,
                    label: texts::day_sum(*day, &money(amount), is_refund),
                });
            }
        }
        let best = report
            .days
            .iter()
            .filter(|(_, sums)| sums.received.is_positive())
            .max_by_key(|(_, sums)| sums.received);
        Self {
            width: period.days().saturating_mul(DAY),
            height: HEIGHT,
            zero,
            bars,
            about: texts::chart_about(period.first, period.last, report.days.len()),
            most: best.map_or_else(String::new, |(day, sums)| {
                texts::chart_most(*day, &money(sums.received))
            }),
            first: texts::day(period.first),
            last: texts::day(period.last),
        }
    }
}

/// `amount` as a part of the height that stands for `whole`.
fn share(amount: Amount, whole: Amount) -> i64 {
    let (amount, whole) = (i128::from(amount.minor()), i128::from(whole.minor().max(1)));
    let height = amount.saturating_mul(i128::from(HEIGHT)) / whole;
    i64::try_from(height).unwrap_or(HEIGHT).clamp(0, HEIGHT)
}

#[cfg(test)]
mod tests {
    use paylink_domain::money::Currency;
    use paylink_domain::report::Sums;

    use super::*;

    fn chart(days: &[(&str, i64, i64)]) -> Chart {
        let report = CurrencyReport {
            currency: Currency::from_code("CHF").unwrap(),
            sums: Sums::default(),
            days: days
                .iter()
                .map(|(day, received, refunded)| {
                    let sums = Sums {
                        received: Amount::new(*received),
                        refunded: Amount::new(*refunded),
                        payments: 1,
                    };
                    (day.parse().unwrap(), sums)
                })
                .collect(),
            methods: Vec::new(),
        };
        let period = Period {
            first: "2026-11-01".parse().unwrap(),
            last: "2026-11-30".parse().unwrap(),
        };
        Chart::of(&report, &period)
    }

    fn places(chart: &Chart) -> Vec<(i64, i64, i64, bool)> {
        let place = |bar: &Bar| (bar.x, bar.y, bar.height, bar.is_refund);
        chart.bars.iter().map(place).collect()
    }

    #[test]
    fn bars_stand_at_their_day_and_are_as_high_as_their_sum() {
        let chart = chart(&[
            ("2026-11-01", 30_000, 0),
            ("2026-11-02", 15_000, 10_000),
            ("2026-11-30", 1, 0),
        ]);
        assert_eq!((chart.width, chart.zero), (300, 120));
        assert_eq!(
            places(&chart),
            [
                (1, 0, 120, false),
                (11, 60, 60, false),
                (11, 120, 40, true),
                (291, 119, 1, false),
            ]
        );
        assert_eq!(chart.bars[2].label, "2 Nov 2026: CHF\u{a0}100.00 refunded");
        assert_eq!(chart.most, "Most on 1 Nov 2026: CHF\u{a0}300.00.");
    }

    #[test]
    fn days_with_nothing_but_refunds_hang_from_the_top() {
        let chart = chart(&[("2026-11-03", 0, 500)]);
        assert_eq!(chart.zero, 0);
        assert_eq!(places(&chart), [(21, 0, 160, true)]);
        assert_eq!(chart.most, "");
    }

    #[test]
    fn the_largest_sums_fit() {
        let most = i64::MAX / 2;
        let chart = chart(&[("2026-11-03", most, most)]);
        assert_eq!(places(&chart), [(21, 0, 80, false), (21, 80, 80, true)]);
    }
}
