//! Reminders before a link's end: which are sent, and which are not (R22, R23).

use super::mails::{email_of, not_sent};
use super::*;
use crate::link::LinkEmail;
use crate::outbox::MailReport;

pub(super) const DAY: i64 = 24 * 60;

/// A link for a tour that departs at `departs`, emailed when it is made unless `mailed` says otherwise.
pub(super) fn tour(departs: i64, mailed: bool) -> Basket {
    let mut basket = basket();
    basket.items = vec![departing(Some(at(departs)))];
    let new = NewLink {
        email: mailed.then(|| mail(1)),
        ..reminding(1)
    };
    let basket = decide(&basket, &Command::CreateLink(new), &staff(0)).unwrap();
    apply(&basket, &Fact::MailSent { mail_id: mail(1) }, at(0))
}

pub(super) fn departing(starts_at: Option<Timestamp>) -> Item {
    Item {
        starts_at,
        time_zone: Some("Europe/Zurich".to_owned()),
        ..item(10_000)
    }
}

pub(super) fn reminding(n: u64) -> NewLink {
    NewLink {
        reminders: Reminders {
            days: vec![7, 3, 1],
            time_zone: "Europe/Zurich".to_owned(),
            ..Reminders::default()
        },
        ..new_link(n, AmountRequest::Follow)
    }
}

/// What `tick` records when it finds the basket due.
fn ticked(basket: &Basket, n: u64, minutes: i64) -> Basket {
    let fact = Fact::ReminderDue {
        link_id: link(1),
        mail_id: mail(n),
    };
    apply(basket, &fact, at(minutes))
}

/// As [`ticked`], and the mail goes out.
pub(super) fn reminded(basket: &Basket, n: u64, minutes: i64) -> Basket {
    let due = ticked(basket, n, minutes);
    apply(&due, &Fact::MailSent { mail_id: mail(n) }, at(minutes))
}

pub(super) fn next(basket: &Basket, minutes: i64) -> Option<Timestamp> {
    basket.next_reminder(basket.link(link(1)).unwrap(), at(minutes))
}

/// The lines of reminders that were not applicable: days, why, how often.
pub(super) fn skipped(basket: &Basket) -> Vec<(u16, NotApplicable, u32)> {
    let mut lines = Vec::new();
    for entry in &basket.history {
        if let HistoryEvent::ReminderNotApplicable { days, reason, .. } = entry.event {
            lines.push((days, reason, entry.count));
        }
    }
    lines
}

fn waits(basket: &Basket) -> bool {
    let message = Message::Reminder { link_id: link(1) };
    basket.outbox.iter().any(|row| row.message == message)
}

pub(super) fn end_of(basket: &Basket) -> Timestamp {
    basket.link(link(1)).unwrap().expires_at
}

#[test]
fn r23_a_link_reminds_a_week_three_days_and_a_day_before_its_end() {
    let mut basket = tour(10 * DAY, true);
    for (n, day) in [(2, 3), (3, 7), (4, 9)] {
        assert_eq!(next(&basket, 0), Some(at(day * DAY)));
        assert_eq!(next_due(&basket), Some(at(day * DAY)));
        assert_eq!(work(&basket, at(day * DAY - 1)).reminders, []);
        assert_eq!(ticked(&basket, n, day * DAY - 1), basket);
        assert_eq!(work(&basket, at(day * DAY)).reminders, [link(1)]);
        let due = ticked(&basket, n, day * DAY);
        assert!(waits(&due));
        assert_eq!(ticked(&due, 99, day * DAY), due, "a second tick at once");
        basket = reminded(&basket, n, day * DAY);
        assert_eq!(email_of(&basket, 1).0, mail(n));
    }
    assert_eq!(next(&basket, 9 * DAY), None);
    assert_eq!(next_due(&basket), Some(at(10 * DAY)), "its end");
    assert_eq!(skipped(&basket), []);
    let message = MessageKind::Reminder;
    let sent = |entry: &&HistoryEntry| entry.event == HistoryEvent::EmailSent { message };
    assert_eq!(basket.history.iter().find(sent).unwrap().count, 3);
}

#[test]
fn r23_only_a_link_that_was_emailed_reminds() {
    let silent = tour(10 * DAY, false);
    assert_eq!(next(&silent, 0), None);
    assert_eq!(next_due(&silent), Some(at(10 * DAY)));
    assert_eq!(ticked(&silent, 2, 9 * DAY), silent);
    let send = Command::SendLink {
        link_id: link(1),
        mail_id: mail(1),
    };
    let sent = decide(&silent, &send, &staff(4 * DAY)).unwrap();
    assert_eq!(skipped(&sent), [(7, NotApplicable::Past, 1)]);
    assert_eq!(next(&sent, 4 * DAY), Some(at(7 * DAY)));
    let again = Command::SendLink {
        link_id: link(1),
        mail_id: mail(2),
    };
    let again = decide(&sent, &again, &staff(5 * DAY)).unwrap();
    assert_eq!(skipped(&again), skipped(&sent));
    assert_eq!(next(&again, 5 * DAY), Some(at(7 * DAY)));
}

#[test]
fn r23_reminders_that_are_past_when_the_link_is_sent_are_noted_once() {
    let basket = tour(2 * DAY, true);
    assert_eq!(skipped(&basket), [(3, NotApplicable::Past, 2)]);
    assert_eq!(next(&basket, 0), Some(at(DAY)));
    let short = tour(120, true);
    assert_eq!(skipped(&short), [(1, NotApplicable::Past, 3)]);
    assert_eq!(next(&short, 0), None);
}

#[test]
fn r23_none_is_sent_within_20_hours_of_another_mail_that_asks_for_money() {
    let basket = tour(10 * DAY, true);
    let again = |minutes| {
        let send = Command::SendLink {
            link_id: link(1),
            mail_id: mail(2),
        };
        let sent = decide(&basket, &send, &staff(minutes)).unwrap();
        apply(&sent, &Fact::MailSent { mail_id: mail(2) }, at(minutes))
    };
    let lately = again(3 * DAY - 20 * 60 + 1);
    assert_eq!(next(&lately, 3 * DAY - 60), Some(at(7 * DAY)));
    let ticked_lately = ticked(&lately, 3, 3 * DAY);
    assert_eq!(skipped(&ticked_lately), [(7, NotApplicable::TooSoon, 1)]);
    assert!(!waits(&ticked_lately));
    let earlier = again(3 * DAY - 20 * 60);
    assert_eq!(next(&earlier, 3 * DAY - 60), Some(at(3 * DAY)));
    assert!(waits(&ticked(&earlier, 3, 3 * DAY)));

    // The first mail counts as well, and so does one that still waits to be sent.
    let first = tour(DAY + 60, true);
    assert_eq!(next(&first, 0), None);
    let late = ticked(&first, 2, 60);
    let why = skipped(&late).pop().unwrap();
    assert_eq!(why, (1, NotApplicable::TooSoon, 1));
    let mut unsent = tour(10 * DAY, true);
    let message = Message::PaymentRequest { link_id: link(1) };
    super::super::effects::push_mail(&mut unsent, mail(7), message, at(0));
    let unsent = ticked(&unsent, 2, 3 * DAY);
    assert_eq!(skipped(&unsent), [(7, NotApplicable::TooSoon, 1)]);
}

#[test]
fn r23_two_links_of_a_basket_do_not_remind_on_the_same_day() {
    let one = tour(10 * DAY, true);
    let second = NewLink {
        email: Some(mail(2)),
        ..reminding(2)
    };
    let both = decide(&one, &Command::CreateLink(second), &staff(0)).unwrap();
    let both = apply(&both, &Fact::MailSent { mail_id: mail(2) }, at(0));
    assert_eq!(work(&both, at(3 * DAY)).reminders, [link(1), link(2)]);
    let first = reminded(&both, 3, 3 * DAY);
    let fact = Fact::ReminderDue {
        link_id: link(2),
        mail_id: mail(4),
    };
    let ticked = apply(&first, &fact, at(3 * DAY));
    assert_eq!(skipped(&ticked), [(7, NotApplicable::TooSoon, 1)]);
    assert_eq!(work(&ticked, at(3 * DAY)).reminders, []);
}

#[test]
fn r23_nothing_is_sent_while_money_is_under_way_or_disputed() {
    let basket = tour(10 * DAY, true);
    let open = opened(&basket, 1, link(1), 1);
    assert!(waits(&ticked(&open, 2, 3 * DAY)), "a page that is open");
    let fact = Fact::PaymentProcessing {
        attempt_id: attempt(1),
        session_id: "cs_1".to_owned(),
    };
    let under_way = apply(&open, &fact, at(2));
    assert_eq!(next(&under_way, 2), None);
    let ticked_then = ticked(&under_way, 2, 3 * DAY);
    assert_eq!(skipped(&ticked_then), [(7, NotApplicable::UnderWay, 1)]);

    let paid = apply(&open, &paid_fact(1, link(1), 4_000), at(2));
    let disputed = apply(&paid, &dispute_fact(1, DisputeStatus::Open), at(3));
    assert_eq!(next(&disputed, 3), None);
    let disputed = ticked(&disputed, 2, 3 * DAY);
    assert_eq!(skipped(&disputed), [(7, NotApplicable::Disputed, 1)]);
    let won = apply(
        &disputed,
        &dispute_fact(1, DisputeStatus::Won),
        at(3 * DAY + 1),
    );
    assert_eq!(next(&won, 3 * DAY + 1), Some(at(7 * DAY)));
}

#[test]
fn r23_money_under_way_with_another_link_counts_where_it_leaves_nothing() {
    let basket = tour(10 * DAY, true);
    let basket = with_link(&basket, 2, AmountRequest::Follow);
    let open = opened(&basket, 1, link(2), 1);
    let fact = Fact::PaymentProcessing {
        attempt_id: attempt(1),
        session_id: "cs_1".to_owned(),
    };
    let ticked = ticked(&apply(&open, &fact, at(2)), 2, 3 * DAY);
    assert_eq!(skipped(&ticked), [(7, NotApplicable::UnderWay, 1)]);
}

#[test]
fn r23_nothing_is_sent_when_nothing_is_outstanding_and_again_when_something_is() {
    let basket = tour(10 * DAY, true);
    let paid = decide(&basket, &cash(2, 10_000, false), &staff(1)).unwrap();
    assert_eq!(next(&paid, 1), None);
    let ticked = ticked(&paid, 2, 3 * DAY);
    assert_eq!(
        skipped(&ticked),
        [(7, NotApplicable::NothingOutstanding, 1)]
    );
    assert!(!waits(&ticked));
    let dearer = Command::ChangeItems {
        items: vec![departing(Some(at(10 * DAY))), item(500)],
        confirm: false,
    };
    let dearer = decide(&ticked, &dearer, &staff(4 * DAY)).unwrap();
    assert_eq!(next(&dearer, 4 * DAY), Some(at(7 * DAY)));
}

#[test]
fn r23_a_link_that_is_closed_says_nothing_more() {
    let basket = tour(10 * DAY, true);
    let cancel = Command::CancelLink {
        link_id: link(1),
        confirm: false,
    };
    for close in [
        cancel,
        Command::CancelBasket { confirm: false },
        buyer_is_ben(false),
    ] {
        let closed = decide(&basket, &close, &staff(1)).unwrap();
        assert_eq!(next(&closed, 1), None, "{close:?}");
        assert_eq!(work(&closed, at(9 * DAY)).reminders, [], "{close:?}");
        assert_eq!(ticked(&closed, 2, 3 * DAY), closed, "{close:?}");
        assert_eq!(next_due(&closed), None, "{close:?}");
    }
    let mut fixed = basket.clone();
    fixed.links[0].terms = Terms::Fixed {
        amount: money(4_000),
    };
    let open = opened(&fixed, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 4_000), at(2));
    assert_eq!(work(&paid, at(9 * DAY)).reminders, []);
    let expired = Fact::LinkExpired { link_id: link(1) };
    let expired = apply(&basket, &expired, at(10 * DAY));
    assert_eq!(work(&expired, at(10 * DAY)).reminders, []);
}

#[test]
fn r22_a_mail_that_failed_stops_the_reminders() {
    let basket = tour(10 * DAY, true);
    for report in [
        MailReport::SoftBounced,
        MailReport::Rejected,
        MailReport::Bounced,
        MailReport::Complained,
    ] {
        let fact = Fact::MailReported {
            mail_id: mail(1),
            report,
            reason: "no".to_owned(),
            notice: mail(9),
        };
        let failed = apply(&basket, &fact, at(1));
        assert_eq!(next(&failed, 1), None, "{report:?}");
        let ticked = ticked(&failed, 2, 3 * DAY);
        assert_eq!(skipped(&ticked), [(7, NotApplicable::EmailFailed, 1)]);
    }
    // So does a reminder that failed, until the link is sent again.
    let due = ticked(&basket, 2, 3 * DAY);
    assert_eq!(
        email_of(&due, 1).0,
        mail(1),
        "until it is known where it is"
    );
    let failed = apply(&due, &not_sent(2, false), at(3 * DAY));
    assert_eq!(
        email_of(&failed, 1),
        (mail(2), EmailStatus::Failed, at(3 * DAY))
    );
    assert_eq!(next(&failed, 3 * DAY), None);
    assert_eq!(failed.flags(), [BasketFlag::EmailFailed]);
    let send = Command::SendLink {
        link_id: link(1),
        mail_id: mail(3),
    };
    let again = decide(&failed, &send, &staff(4 * DAY)).unwrap();
    assert_eq!(next(&again, 4 * DAY), Some(at(7 * DAY)));
    assert!(!waits(&again), "what was given up is settled by sending");
}

#[test]
fn r23_a_reminder_does_not_hide_what_becomes_of_a_newer_mail() {
    let due = ticked(&tour(10 * DAY, true), 2, 3 * DAY);
    let send = Command::SendLink {
        link_id: link(1),
        mail_id: mail(3),
    };
    let sent = decide(&due, &send, &staff(3 * DAY + 1)).unwrap();
    for fact in [Fact::MailSent { mail_id: mail(2) }, not_sent(2, false)] {
        let told = apply(&sent, &fact, at(3 * DAY + 2));
        let (mail_id, status, _) = email_of(&told, 1);
        assert_eq!((mail_id, status), (mail(3), EmailStatus::Queued));
    }
}

#[test]
fn r23_a_reminder_that_is_no_longer_wanted_leaves_the_link_as_it_was() {
    let basket = tour(10 * DAY, true);
    let due = ticked(&basket, 2, 3 * DAY);
    let fact = Fact::MailSkipped {
        mail_id: mail(2),
        reason: "the link is no longer active".to_owned(),
    };
    let settled = apply(&due, &fact, at(3 * DAY));
    assert_eq!(email_of(&settled, 1), email_of(&basket, 1));
    assert!(!waits(&settled));
}

#[test]
fn r23_after_days_without_a_tick_only_the_last_reminder_is_sent() {
    let basket = tour(10 * DAY, true);
    let late = ticked(&basket, 2, 8 * DAY);
    assert!(waits(&late));
    assert_eq!(skipped(&late), [(7, NotApplicable::Past, 1)]);
    assert_eq!(work(&late, at(8 * DAY)).reminders, []);
    let too_late = ticked(&basket, 2, 10 * DAY);
    assert!(!waits(&too_late));
    assert_eq!(skipped(&too_late), [(1, NotApplicable::Past, 3)]);
}

#[test]
fn r23_no_more_than_one_line_of_history_is_written_for_what_is_skipped_again_and_again() {
    let mut basket = tour(10 * DAY, true);
    let before = basket.history.len();
    for _ in 0..50 {
        basket = ticked(&basket, 2, 10 * DAY);
    }
    assert_eq!(basket.history.len(), before + 1);
}

#[test]
fn r23_what_is_known_of_reminders_is_stored_with_the_link() {
    let basket = tour(10 * DAY, true);
    let made = basket.link(link(1)).unwrap();
    assert!(made.reminders.settled_until.is_some());
    let stored = serde_json::to_value(made).unwrap();
    let read: Link = serde_json::from_value(stored).unwrap();
    assert_eq!(read, *made);
    let without = Link {
        reminders: Reminders::default(),
        ..made.clone()
    };
    let stored = serde_json::to_value(without).unwrap();
    assert_eq!(stored.get("reminders"), None, "nothing takes no room");
}

#[test]
fn r23_only_a_waiting_mail_that_asks_for_money_holds_a_reminder_back() {
    // A receipt that still waits to be sent asks for nothing.
    let basket = decide(&tour(10 * DAY, true), &cash(1, 4_000, false), &staff(1)).unwrap();
    assert!(
        basket
            .outbox
            .iter()
            .any(|row| row.message.link().is_none() && !row.is_given_up())
    );
    let due = ticked(&basket, 2, 3 * DAY);
    assert!(waits(&due));
    assert_eq!(skipped(&due), []);
}

#[test]
fn r23_the_mail_of_a_link_is_stored_as_a_reminder_where_it_was_one() {
    for is_reminder in [false, true] {
        let email = LinkEmail {
            mail_id: mail(1),
            status: EmailStatus::Sent,
            at: at(1),
            is_reminder,
        };
        let stored = serde_json::to_value(&email).unwrap();
        assert_eq!(stored.get("is_reminder").is_some(), is_reminder);
        assert_eq!(serde_json::from_value::<LinkEmail>(stored).unwrap(), email);
    }
}
