//! When a reminder comes: ends that move with the departure, time zones and clocks (R8, R23).

use jiff::tz::TimeZone;

use super::reminders::{DAY, departing, end_of, next, reminded, reminding, skipped, tour};
use super::*;

#[test]
fn r8_an_end_moves_with_the_departure_and_takes_the_reminders_along() {
    let reserve = |basket: &Basket, departs: Option<i64>, minutes| {
        let change = Command::ChangeItems {
            items: vec![departing(departs.map(at))],
            confirm: false,
        };
        decide(basket, &change, &staff(minutes)).unwrap()
    };
    let basket = tour(10 * DAY, true);
    assert_eq!(end_of(&basket), at(10 * DAY));

    let later = reserve(&basket, Some(12 * DAY), DAY);
    assert_eq!(end_of(&later), at(12 * DAY));
    assert_eq!(next(&later, DAY), Some(at(5 * DAY)));
    let moved = HistoryEvent::LinkExpiryMoved {
        link_id: link(1),
        expires_at: at(12 * DAY),
    };
    assert_eq!(later.history.last().unwrap().event, moved);
    assert_eq!(skipped(&later), []);

    let sooner = reserve(&basket, Some(5 * DAY), DAY);
    assert_eq!(end_of(&sooner), at(5 * DAY));
    assert_eq!(skipped(&sooner), []);
    assert_eq!(next(&sooner, DAY), Some(at(2 * DAY)));
    let soon = reserve(&basket, Some(5 * DAY), 2 * DAY + 1);
    assert_eq!(skipped(&soon), [(3, NotApplicable::Past, 1)]);
    assert_eq!(next(&soon, 2 * DAY + 1), Some(at(4 * DAY)));

    // Never over the life of the link, nor under half an hour; without a departure, its life.
    assert_eq!(end_of(&reserve(&basket, Some(60 * DAY), DAY)), at(14 * DAY));
    assert_eq!(end_of(&reserve(&basket, None, DAY)), at(14 * DAY));
    assert_eq!(end_of(&reserve(&basket, Some(DAY + 30), DAY)), at(DAY + 30));
    assert_eq!(end_of(&reserve(&basket, Some(DAY + 29), DAY)), at(14 * DAY));
    let last_minute = reserve(&tour(14 * DAY, true), None, 14 * DAY - 10);
    assert_eq!(end_of(&last_minute), at(14 * DAY + 20));

    // What was sent before is sent again before the new end.
    let reminded = reminded(&basket, 2, 3 * DAY);
    let moved = reserve(&reminded, Some(13 * DAY), 4 * DAY);
    assert_eq!(next(&moved, 4 * DAY), Some(at(6 * DAY)));
    // A silent link moves as well.
    let silent = reserve(&tour(10 * DAY, false), Some(5 * DAY), 3 * DAY);
    assert_eq!((end_of(&silent), skipped(&silent)), (at(5 * DAY), vec![]));
}

#[test]
fn r8_an_end_that_was_chosen_or_is_over_does_not_move() {
    let change = |basket: &Basket, items: Vec<Item>, minutes| {
        let confirm = false;
        let change = Command::ChangeItems { items, confirm };
        decide(basket, &change, &staff(minutes)).unwrap()
    };
    let chosen = NewLink {
        expires_at: Some(at(5 * DAY)),
        ..reminding(1)
    };
    let chosen = decide(&basket(), &Command::CreateLink(chosen), &staff(0)).unwrap();
    let moved = change(&chosen, vec![departing(Some(at(4 * DAY)))], 1);
    assert_eq!(end_of(&moved), at(5 * DAY));

    let basket = tour(10 * DAY, true);
    let over = change(&basket, vec![departing(Some(at(12 * DAY)))], 10 * DAY);
    assert_eq!(end_of(&over), at(10 * DAY));
    let cancel = Command::CancelLink {
        link_id: link(1),
        confirm: false,
    };
    let closed = decide(&basket, &cancel, &staff(1)).unwrap();
    let closed = change(&closed, vec![departing(Some(at(12 * DAY)))], 2);
    assert_eq!(end_of(&closed), at(10 * DAY));
    let superseded = decide(&basket, &buyer_is_ben(false), &staff(1)).unwrap();
    let superseded = change(&superseded, vec![departing(Some(at(12 * DAY)))], 2);
    assert_eq!(end_of(&superseded), at(10 * DAY));

    // Whatever else of the items changes, the end stays.
    let more = vec![departing(Some(at(10 * DAY))), item(500)];
    let dearer = change(&basket, more, 10 * DAY - 10);
    assert_eq!(end_of(&dearer), at(10 * DAY));
    let moved = |event: &HistoryEvent| matches!(event, HistoryEvent::LinkExpiryMoved { .. });
    for same in [&over, &closed, &superseded, &dearer] {
        assert!(same.history.iter().all(|entry| !moved(&entry.event)));
    }
}

#[test]
fn r23_a_reminder_comes_at_the_time_of_day_of_the_tour_however_clocks_change() {
    let local = |zone: &str, end: &str, days| {
        let zone = TimeZone::get(zone).unwrap();
        let end = end.parse::<jiff::civil::DateTime>().unwrap();
        let end = zone.to_ambiguous_timestamp(end).compatible().unwrap();
        zone.to_datetime(days_before(end, days, &zone)).to_string()
    };
    // Clocks go forward on 28 March 2027 and back on 31 October.
    assert_eq!(
        local("Europe/Zurich", "2027-03-30T09:30", 3),
        "2027-03-27T09:30:00"
    );
    assert_eq!(
        local("Europe/Zurich", "2027-11-01T09:30", 7),
        "2027-10-25T09:30:00"
    );
    assert_eq!(
        local("Europe/Zurich", "2027-03-29T02:30", 1),
        "2027-03-28T01:30:00"
    );
    assert_eq!(
        local("Europe/Zurich", "2027-11-01T02:30", 1),
        "2027-10-31T02:30:00"
    );
    assert_eq!(
        local("America/St_Johns", "2027-03-15T00:01", 1),
        "2027-03-14T00:01:00"
    );
    // Samoa had no 30 December 2011.
    assert_eq!(
        local("Pacific/Apia", "2011-12-31T10:00", 1),
        "2011-12-29T10:00:00"
    );
}

#[test]
fn r23_a_reminder_is_always_before_the_end_and_never_far_from_whole_days() {
    for name in [
        "Europe/Zurich",
        "Pacific/Apia",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "UTC",
    ] {
        let zone = TimeZone::get(name).unwrap();
        for start in [
            "2011-12-20T00:07:00Z",
            "2026-10-20T00:07:00Z",
            "2027-03-10T00:07:00Z",
        ] {
            let start: Timestamp = start.parse().unwrap();
            for step in 0..400 {
                let end = start + SignedDuration::from_mins(97 * step);
                for days in [1, 3, 7, 60] {
                    let remind_at = days_before(end, days, &zone);
                    let ahead = end.duration_since(remind_at);
                    let whole = SignedDuration::from_hours(24 * i64::from(days));
                    let off = (ahead - whole).abs();
                    let most = if name == "Pacific/Apia" { 25 } else { 1 };
                    assert!(ahead.is_positive(), "{name} {end} {days}");
                    assert!(
                        off <= SignedDuration::from_hours(most),
                        "{name} {end} {days}"
                    );
                }
            }
        }
    }
    let zone = TimeZone::UTC;
    assert_eq!(days_before(Timestamp::MIN, 1, &zone), Timestamp::MIN);
    assert!(days_before(Timestamp::MAX, u16::MAX, &zone) < Timestamp::MAX);
}

#[test]
fn r23_the_tours_zone_goes_before_the_merchants_and_an_unknown_one_is_utc() {
    let reminder = |tour: Option<&str>, merchant: &str| {
        let mut basket = tour_without_zone();
        basket.items[0].time_zone = tour.map(str::to_owned);
        basket.links[0].reminders.time_zone = merchant.to_owned();
        next(&basket, 0).unwrap()
    };
    // Samoa is ahead of UTC by 13 hours; the clocks of Zürich go back between reminder and end.
    let utc = reminder(None, "Nowhere/Else");
    assert_eq!(reminder(Some("UTC"), "Europe/Zurich"), utc);
    let hour = SignedDuration::from_hours(1);
    assert_eq!(reminder(None, "Europe/Zurich"), utc - hour);
    assert_eq!(reminder(Some("Europe/Zurich"), "UTC"), utc - hour);
}

/// A link whose end is on the day after the clocks of Zürich went back.
fn tour_without_zone() -> Basket {
    let mut basket = tour(10 * DAY, true);
    let link = &mut basket.links[0];
    link.expires_at = "2027-11-01T09:30:00Z".parse().unwrap();
    link.reminders.days = vec![7];
    basket
}
