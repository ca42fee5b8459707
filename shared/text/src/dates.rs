//! Days and times in the form of CLDR, which browsers use as well.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::cldr::{Days, Locale, locale};
use paylink_domain::buyer::Language;

/// `Saturday, December 12, 2026 at 9:30 AM`, `Samstag, 12. Dezember 2026 um 09:30`.
pub(super) fn date_time(language: Language, at: Timestamp, time_zone: &str) -> String {
    let locale = locale(language);
    write(locale, &locale.full, &local(at, time_zone))
}

/// `Dec 12, 2026, 9:30 AM`, `12.12.2026, 09:30`.
pub(super) fn short_date_time(language: Language, at: Timestamp, time_zone: &str) -> String {
    let locale = locale(language);
    write(locale, &locale.medium, &local(at, time_zone))
}

/// `12 Dec 2026, 09:30`: 24 hours, since staff compare lines.
pub fn staff_date_time(at: Timestamp, time_zone: &str) -> String {
    let form = Days {
        pattern: "{d} {month} {year}, {HH}:{mm}",
        months: locale(Language::En).medium.months,
    };
    write(locale(Language::En), &form, &local(at, time_zone))
}

fn local(at: Timestamp, time_zone: &str) -> DateTime {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    zone.to_datetime(at)
}

fn write(locale: &Locale, form: &Days, at: &DateTime) -> String {
    let mut text = String::new();
    for part in form.pattern.split('{') {
        match part.split_once('}') {
            Some((field, words)) => {
                text.push_str(&value(locale, form, at, field));
                text.push_str(words);
            }
            None => text.push_str(part),
        }
    }
    text
}

/// What stands for a word in braces.
fn value(locale: &Locale, form: &Days, at: &DateTime, field: &str) -> String {
    let hour = at.hour();
    let twelve = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    match field {
        "weekday" => name(locale.weekdays, at.weekday().to_monday_zero_offset()),
        "month" => name(form.months, at.month() - 1),
        "half" => name(&locale.halves, hour / 12),
        "year" => at.year().to_string(),
        "d" => at.day().to_string(),
        "dd" => format!("{:02}", at.day()),
        "H" => hour.to_string(),
        "HH" => format!("{hour:02}"),
        "h" => twelve.to_string(),
        "hh" => format!("{twelve:02}"),
        "mm" => format!("{:02}", at.minute()),
        // The test below knows every word of the table.
        _ => String::new(),
    }
}

fn name(names: &[&str], at: i8) -> String {
    let name = usize::try_from(at).ok().and_then(|at| names.get(at));
    name.copied().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_equal_those_of_intl() {
        let cases: Vec<(Language, Timestamp, String, String, String)> =
            serde_json::from_str(include_str!("intl_dates.json")).unwrap();
        for language in Language::ALL {
            let of_it = cases.iter().filter(|case| case.0 == language);
            assert!(of_it.count() >= 90, "{language:?}");
        }
        for (language, at, zone, full, medium) in cases {
            let case = format!("{language:?} {at} {zone}");
            assert_eq!(date_time(language, at, &zone), full, "{case}");
            assert_eq!(short_date_time(language, at, &zone), medium, "{case}");
        }
    }

    #[test]
    fn staff_read_days_before_months_and_24_hours() {
        let at = "2026-12-12T20:30:00Z".parse().unwrap();
        assert_eq!(staff_date_time(at, "Europe/Zurich"), "12 Dec 2026, 21:30");
    }
}
