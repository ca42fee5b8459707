//! Which days a report is about.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::field::Field;
use crate::form::Form;

/// The longest period, in days: a year, and a leap year as well.
const LONGEST: i64 = 366;

/// Days from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

/// A period that is one press away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it is called.
    pub label: &'static str,
    /// Its address.
    pub href: String,
    /// Whether it is shown.
    pub current: bool,
}

/// The names of the periods that are one press away; the first is shown where none is asked for.
const NAMED: [(&str, &str); 4] = [
    ("this-month", "This month"),
    ("last-month", "Last month"),
    ("7-days", "Last 7 days"),
    ("30-days", "Last 30 days"),
];

/// The days of a named period.
fn named(word: &str, today: Date) -> Option<Period> {
    let month = today.first_of_month();
    let back = |days: i64| Period {
        first: today.saturating_sub(SignedDuration::from_hours((days - 1) * 24)),
        last: today,
    };
    Some(match word {
        "this-month" => Period {
            first: month,
            last: month.last_of_month(),
        },
        "last-month" => {
            let last = month.yesterday().ok()?;
            Period {
                first: last.first_of_month(),
                last,
            }
        }
        "7-days" => back(7),
        "30-days" => back(30),
        _ => return None,
    })
}

impl Period {
    /// How many days it has.
    pub fn days(&self) -> i64 {
        self.first.duration_until(self.last).as_hours() / 24 + 1
    }

    /// How many days after its first one a day is.
    pub fn place_of(&self, day: Date) -> i64 {
        self.first.duration_until(day).as_hours() / 24
    }

    /// From when on and before when, by the clocks of a zone.
    pub fn span(&self, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let midnight = |day: Date| Some(day.to_zoned_datetime(zone.clone()).ok()?.timestamp());
        Some((midnight(self.first)?, midnight(self.last.tomorrow().ok()?)?))
    }

    /// Its address below a path.
    pub fn href(&self, path: &str) -> String {
        format!("{path}?from={}&to={}", self.first, self.last)
    }

    /// What its export is called.
    pub fn file_name(&self) -> String {
        format!("payments-{}-to-{}.csv", self.first, self.last)
    }
}

/// The two days as they are typed.
#[derive(Debug, Clone)]
pub struct PeriodForm {
    /// The first.
    pub from: Field,
    /// The last.
    pub to: Field,
    word: Option<&'static str>,
}

impl PeriodForm {
    /// What an address asks for, and its period; none where that cannot be understood, which is noted
    /// at the field.
    pub fn asked(query: &Form, today: Date) -> (Self, Option<Period>) {
        let field = |name: &'static str, label| {
            Field::new(name, name, label)
                .line("date", "")
                .with(query.get(name))
        };
        let mut form = Self {
            from: field("from", "From"),
            to: field("to", "To"),
            word: None,
        };
        if form.from.filled().is_some() || form.to.filled().is_some() {
            let period = form.chosen(today);
            return (form, period);
        }
        let word = NAMED
            .into_iter()
            .map(|(word, _)| word)
            .find(|word| *word == query.get("period"))
            .unwrap_or("this-month");
        let period = named(word, today);
        form.word = Some(word);
        if let Some(period) = period {
            form.from.value = period.first.to_string();
            form.to.value = period.last.to_string();
        }
        (form, period)
    }

    /// The days that were typed. A last day that is left out is today.
    fn chosen(&mut self, today: Date) -> Option<Period> {
        const DATE: &str = "Enter a date such as 2026-11-30.";
        // Far from the ends of what can be reckoned with, and wider than any merchant's books.
        let sane = |day: &Date| (1900..=3000).contains(&day.year());
        let day = |field: &mut Field, missing: Option<Date>| match field.filled() {
            Some(text) => text.parse().ok().filter(sane).or_else(|| field.wrong(DATE)),
            None => missing.or_else(|| field.wrong(DATE)),
        };
        let first = day(&mut self.from, None);
        let last = day(&mut self.to, Some(today));
        let period = Period {
            first: first?,
            last: last?,
        };
        self.to.value = period.last.to_string();
        if period.last < period.first {
            return self.to.wrong("Choose a day that is not before the first.");
        }
        if period.days() > LONGEST {
            return self
                .to
                .wrong("Choose at most 366 days; ask for a longer time in parts.");
        }
        Some(period)
    }

    /// The periods that are one press away.
    pub fn choices(&self, today: Date) -> Vec<Choice> {
        NAMED
            .into_iter()
            .filter(|(word, _)| named(word, today).is_some())
            .map(|(word, label)| Choice {
                label,
                href: format!("/desk/payments?period={word}"),
                current: self.word == Some(word),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str, today: &str) -> Result<String, (Option<String>, Option<String>)> {
        let (form, period) =
            PeriodForm::asked(&Form::parse(query.as_bytes()), today.parse().unwrap());
        period
            .map(|period| format!("{} {} {}", period.first, period.last, period.days()))
            .ok_or((form.from.error, form.to.error))
    }

    #[test]
    fn periods_are_whole_days() {
        for (query, today, period) in [
            ("", "2026-11-24", "2026-11-01 2026-11-30 30"),
            ("period=x", "2026-11-24", "2026-11-01 2026-11-30 30"),
            (
                "period=last-month",
                "2026-01-31",
                "2025-12-01 2025-12-31 31",
            ),
            (
                "period=last-month",
                "2028-03-31",
                "2028-02-01 2028-02-29 29",
            ),
            ("period=7-days", "2026-03-02", "2026-02-24 2026-03-02 7"),
            ("period=30-days", "2026-11-24", "2026-10-26 2026-11-24 30"),
            (
                "from=2026-11-24&to=2026-11-24",
                "2026-11-30",
                "2026-11-24 2026-11-24 1",
            ),
            ("from=2026-11-20", "2026-11-24", "2026-11-20 2026-11-24 5"),
            (
                "from=2027-01-01&to=2028-01-01",
                "2026-11-24",
                "2027-01-01 2028-01-01 366",
            ),
        ] {
            assert_eq!(asked(query, today).as_deref(), Ok(period), "{query}");
        }
    }

    #[test]
    fn what_is_no_period_is_told_at_its_field() {
        for (query, wrong) in [
            ("from=x&to=2026-11-24", (true, false)),
            ("to=2026-11-24", (true, false)),
            ("from=2026-11-24&to=24.11.", (false, true)),
            ("from=2026-11-24&to=2026-11-23", (false, true)),
            ("from=2026-01-01&to=2027-01-02", (false, true)),
            ("from=9999-12-31&to=-009999-01-01", (true, true)),
        ] {
            let (from, to) = asked(query, "2026-11-24").unwrap_err();
            assert_eq!((from.is_some(), to.is_some()), wrong, "{query}");
        }
    }

    #[test]
    fn days_begin_by_the_merchants_clocks() {
        let period = Period {
            first: "2026-03-29".parse().unwrap(),
            last: "2026-03-29".parse().unwrap(),
        };
        // The day on which summer time begins has 23 hours.
        let (from, to) = period
            .span(&TimeZone::get("Europe/Zurich").unwrap())
            .unwrap();
        assert_eq!(from.to_string(), "2026-03-28T23:00:00Z");
        assert_eq!(to.to_string(), "2026-03-29T22:00:00Z");
    }

    #[test]
    fn the_period_shown_is_marked() {
        let today = "2026-11-24".parse().unwrap();
        let current = |query: &str| {
            let (form, _) = PeriodForm::asked(&Form::parse(query.as_bytes()), today);
            let choices = form.choices(today);
            choices.into_iter().find(|choice| choice.current)
        };
        assert_eq!(current("").unwrap().label, "This month");
        assert_eq!(current("period=7-days").unwrap().label, "Last 7 days");
        assert_eq!(current("from=2026-11-01&to=2026-11-02"), None);
    }
}
