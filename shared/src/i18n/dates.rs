//! Days and times in the form of CLDR, which browsers use as well.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use crate::domain::buyer::Language;

/// `Saturday, December 12, 2026 at 9:30 AM`, `Samstag, 12. Dezember 2026 um 09:30`.
pub(super) fn date_time(language: Language, at: Timestamp, time_zone: &str) -> String {
    let local = at.to_zoned_datetime(zone(time_zone));
    let weekday = weekday(language, local.weekday());
    let month = month(language, local.month());
    let (day, year, hour, minute) = (local.day(), local.year(), local.hour(), local.minute());
    match language {
        Language::En => {
            let half = if hour < 12 { "AM" } else { "PM" };
            let hour = match hour % 12 {
                0 => 12,
                hour => hour,
            };
            format!("{weekday}, {month} {day}, {year} at {hour}:{minute:02} {half}")
        }
        Language::De => format!("{weekday}, {day}. {month} {year} um {hour:02}:{minute:02}"),
    }
}

/// `12 Dec 2026, 09:30`, `12. Dez. 2026, 09:30`: 24 hours in both, since staff compare lines.
pub(super) fn short_date_time(language: Language, at: Timestamp, time_zone: &str) -> String {
    let local = at.to_zoned_datetime(zone(time_zone));
    let month: String = month(language, local.month()).chars().take(3).collect();
    let (day, year, hour, minute) = (local.day(), local.year(), local.hour(), local.minute());
    match language {
        Language::En => format!("{day} {month} {year}, {hour:02}:{minute:02}"),
        Language::De => format!("{day}. {month} {year}, {hour:02}:{minute:02}"),
    }
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

fn weekday(language: Language, day: Weekday) -> &'static str {
    match (language, day) {
        (Language::En, Weekday::Monday) => "Monday",
        (Language::En, Weekday::Tuesday) => "Tuesday",
        (Language::En, Weekday::Wednesday) => "Wednesday",
        (Language::En, Weekday::Thursday) => "Thursday",
        (Language::En, Weekday::Friday) => "Friday",
        (Language::En, Weekday::Saturday) => "Saturday",
        (Language::En, Weekday::Sunday) => "Sunday",
        (Language::De, Weekday::Monday) => "Montag",
        (Language::De, Weekday::Tuesday) => "Dienstag",
        (Language::De, Weekday::Wednesday) => "Mittwoch",
        (Language::De, Weekday::Thursday) => "Donnerstag",
        (Language::De, Weekday::Friday) => "Freitag",
        (Language::De, Weekday::Saturday) => "Samstag",
        (Language::De, Weekday::Sunday) => "Sonntag",
    }
}

fn month(language: Language, month: i8) -> &'static str {
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const DE: [&str; 12] = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];
    let names = match language {
        Language::En => EN,
        Language::De => DE,
    };
    usize::try_from(month - 1)
        .ok()
        .and_then(|at| names.get(at).copied())
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_equal_those_of_intl() {
        let cases: Vec<(String, String, String, String)> =
            serde_json::from_str(include_str!("intl_dates.json")).unwrap();
        assert!(cases.len() >= 24);
        for (language, at, zone, expected) in cases {
            let language = Language::from_tag(&language).unwrap();
            assert_eq!(
                date_time(language, at.parse().unwrap(), &zone),
                expected,
                "{at} {zone}"
            );
        }
    }
}
