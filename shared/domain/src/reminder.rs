//! Reminders of links that were sent by email (R23), and ends of links that move with the departure (R8).
//!
//! A reminder goes out whole days before the link's end, at the same time of day where the tour is. So an end
//! that moves takes the reminders along. The link does not keep each reminder that was sent or skipped. All
//! reminders up to one time are settled, and the later ones are to come.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::actor::{Actor, Context};
use super::basket::{Basket, Item};
use super::effects::push_mail;
use super::history::{HistoryEvent, NotApplicable};
use super::ids::{LinkId, MailId};
use super::limits;
use super::link::{Link, LinkEmail, LinkStatus, Reminders, Terms};
use super::outbox::{EmailStatus, Message, OutboxRow};

/// The time `days` calendar days before `end`, at the same time of day in `zone`.
///
/// Where the clocks change, a time may be missing or come twice. Then it is the earlier one, so the answer is
/// always before `end`.
pub fn days_before(end: Timestamp, days: u16, zone: &TimeZone) -> Timestamp {
    zone.to_datetime(end)
        .checked_sub(i64::from(days).days())
        .and_then(|then| zone.to_ambiguous_timestamp(then).earlier())
        .unwrap_or(Timestamp::MIN)
}

impl Basket {
    /// The IANA time zone of the basket: that of the first item which has one.
    pub fn time_zone(&self) -> Option<&str> {
        self.items.iter().find_map(|item| item.time_zone.as_deref())
    }

    /// When the next reminder of a link has to be sent or found not applicable.
    pub fn reminder_due(&self, link: &Link) -> Option<Timestamp> {
        self.reminders_to_come(link)
            .first()
            .map(|(_, remind_at)| *remind_at)
    }

    /// When the guest gets the next reminder of a link, as far as is known now (R23).
    pub fn next_reminder(&self, link: &Link, now: Timestamp) -> Option<Timestamp> {
        if self.hindrance(link, now).is_some_and(|why| !why.passes()) {
            return None;
        }
        let free_at = self.last_asked().map_or(Timestamp::MIN, |asked_at| {
            limits::after(asked_at, limits::REMINDER_PAUSE)
        });
        self.reminders_to_come(link)
            .into_iter()
            .map(|(_, remind_at)| remind_at)
            .find(|remind_at| *remind_at >= free_at)
    }

    /// The reminders of a link that are not settled, the earliest first. A link has none where it was never
    /// emailed, or never asks for money again.
    fn reminders_to_come(&self, link: &Link) -> Vec<(u16, Timestamp)> {
        let Some(settled_until) = link.reminders.settled_until else {
            return Vec::new();
        };
        if link.email.is_none() || self.is_closed(link) {
            return Vec::new();
        }
        let mut to_come = self.reminders_after(link, settled_until);
        to_come.sort_by_key(|(_, remind_at)| *remind_at);
        to_come
    }

    fn reminders_after(&self, link: &Link, after: Timestamp) -> Vec<(u16, Timestamp)> {
        let name = self.time_zone().unwrap_or(&link.reminders.time_zone);
        let zone = TimeZone::get(name).unwrap_or(TimeZone::UTC);
        link.reminders
            .days
            .iter()
            .map(|days| (*days, days_before(link.expires_at, *days, &zone)))
            .filter(|(_, remind_at)| *remind_at > after)
            .collect()
    }

    /// Whether a link is over for good.
    fn is_closed(&self, link: &Link) -> bool {
        let is_final = match link.terms {
            Terms::Fixed { amount } => self.paid_through(link.id) >= amount,
            Terms::Follow | Terms::Choice { .. } => false,
        };
        let withdrawn = self
            .cancelled_at
            .or(link.cancelled_at.or(link.superseded_at));
        is_final || withdrawn.is_some() || link.expiry_noted_at.is_some()
    }

    /// Why a reminder of this link would not be sent now; `None` where it would.
    fn hindrance(&self, link: &Link, now: Timestamp) -> Option<NotApplicable> {
        let status = match self.link_status(link, now) {
            LinkStatus::Cancelled | LinkStatus::Superseded | LinkStatus::Expired => {
                Some(NotApplicable::Past)
            }
            LinkStatus::Paid => Some(NotApplicable::NothingOutstanding),
            LinkStatus::Processing => Some(NotApplicable::UnderWay),
            LinkStatus::Active => None,
        };
        let email_failed = link
            .email
            .as_ref()
            .is_some_and(|email| email.status.is_failed());
        let asked_lately = self
            .last_asked()
            .is_some_and(|asked_at| limits::after(asked_at, limits::REMINDER_PAUSE) > now);
        let others = [
            (NotApplicable::Disputed, self.is_disputed()),
            (NotApplicable::EmailFailed, email_failed),
            (NotApplicable::UnderWay, !self.ask(link).most.is_positive()),
            (
                NotApplicable::TooSoon,
                asked_lately || self.outbox.iter().any(asks_for_money),
            ),
        ];
        status.or_else(|| others.iter().find(|(_, holds)| *holds).map(|(why, _)| *why))
    }

    /// When the newest mail asked the guest for money, with any link.
    fn last_asked(&self) -> Option<Timestamp> {
        let mails = self.links.iter().map(|link| link.reminders.mailed_at);
        mails.max().flatten()
    }
}

impl NotApplicable {
    /// Whether the reason passes with time alone.
    const fn passes(self) -> bool {
        match self {
            Self::TooSoon => true,
            Self::Past
            | Self::UnderWay
            | Self::Disputed
            | Self::EmailFailed
            | Self::NothingOutstanding => false,
        }
    }
}

/// Whether the row is a mail that asks for money and still waits to be sent.
fn asks_for_money(row: &OutboxRow) -> bool {
    row.message.link().is_some() && !row.is_given_up()
}

/// Sends the reminder of a link that is due, or notes why it is not sent.
///
/// Several may be due where `tick` did not run for days. Then only the last is sent. Where none is due, nothing
/// changes.
pub(super) fn remind(basket: &mut Basket, link_id: LinkId, mail_id: MailId, now: Timestamp) {
    let Some(link) = basket.link(link_id) else {
        return;
    };
    let mut due = basket.reminders_to_come(link);
    due.retain(|(_, remind_at)| *remind_at <= now);
    let Some((days, remind_at)) = due.pop() else {
        return;
    };
    let hindrance = basket.hindrance(link, now);
    for (days, _) in due {
        note_not_applicable(basket, link_id, days, NotApplicable::Past, now);
    }
    change_reminders(basket, link_id, |reminders| {
        reminders.settled_until = Some(remind_at);
    });
    match hindrance {
        Some(why) => note_not_applicable(basket, link_id, days, why, now),
        None => {
            let message = Message::Reminder { link_id };
            let event = HistoryEvent::EmailQueued {
                message: message.kind(),
                mail_id,
            };
            push_mail(basket, mail_id, message, now);
            basket.note(&Actor::System, event, now);
            change_reminders(basket, link_id, |reminders| {
                reminders.mailed_at = Some(now);
            });
        }
    }
}

/// Notes that a mail with the link was written. Reminders begin with the first such mail. Those whose time is
/// over by then are skipped.
pub(super) fn link_was_mailed(basket: &mut Basket, link_id: LinkId, now: Timestamp) {
    let mut is_first = false;
    change_reminders(basket, link_id, |reminders| {
        reminders.mailed_at = Some(now);
        is_first = reminders.settled_until.is_none();
    });
    if is_first {
        skip_past(basket, link_id, Timestamp::MIN, now);
    }
}

/// Shows the status of a reminder on its link, unless a newer mail with the link was written.
pub(super) fn mark_reminder(
    basket: &mut Basket,
    row: &OutboxRow,
    status: EmailStatus,
    now: Timestamp,
) {
    let Message::Reminder { link_id } = row.message else {
        return;
    };
    if let Some(link) = basket.links.iter_mut().find(|link| link.id == link_id)
        && link.reminders.mailed_at == Some(row.queued_at)
    {
        link.email = Some(LinkEmail {
            mail_id: row.id,
            status,
            at: now,
            is_reminder: true,
        });
    }
}

/// Moves the ends of open links with the first departure, and their reminders with them (R8, R23). An end that
/// somebody chose stays.
pub(super) fn move_expiries(basket: &mut Basket, before: &[Item], context: &Context) {
    if departures(before).eq(departures(&basket.items)) {
        return;
    }
    let now = context.now;
    let moved: Vec<(LinkId, Timestamp)> = basket
        .links
        .iter()
        .filter(|link| link.cancelled_at.is_none() && link.superseded_at.is_none())
        .filter(|link| now < link.expires_at)
        .filter_map(|link| {
            let expires_at = basket.expiry_of(link.life?, link.created_at, now);
            (expires_at != link.expires_at).then_some((link.id, expires_at))
        })
        .collect();
    for (link_id, expires_at) in moved {
        let mut settled_until = None;
        if let Some(link) = basket.links.iter_mut().find(|link| link.id == link_id) {
            link.expires_at = expires_at;
            settled_until = link.reminders.settled_until;
        }
        let event = HistoryEvent::LinkExpiryMoved {
            link_id,
            expires_at,
        };
        basket.note(&context.actor, event, now);
        if let Some(settled_until) = settled_until {
            skip_past(basket, link_id, settled_until, now);
        }
    }
}

fn departures(items: &[Item]) -> impl Iterator<Item = Timestamp> {
    let mut departures: Vec<Timestamp> = items.iter().filter_map(|item| item.starts_at).collect();
    departures.sort_unstable();
    departures.into_iter()
}

/// Skips the reminders after `from` whose time is over.
fn skip_past(basket: &mut Basket, link_id: LinkId, from: Timestamp, now: Timestamp) {
    let past: Vec<u16> = basket.link(link_id).map_or_else(Vec::new, |link| {
        let after = basket.reminders_after(link, from);
        let past = after.iter().filter(|(_, remind_at)| *remind_at <= now);
        past.map(|(days, _)| *days).collect()
    });
    for days in past {
        note_not_applicable(basket, link_id, days, NotApplicable::Past, now);
    }
    change_reminders(basket, link_id, |reminders| {
        reminders.settled_until = Some(from.max(now));
    });
}

fn note_not_applicable(
    basket: &mut Basket,
    link_id: LinkId,
    days: u16,
    reason: NotApplicable,
    now: Timestamp,
) {
    let event = HistoryEvent::ReminderNotApplicable {
        link_id,
        days,
        reason,
    };
    basket.note(&Actor::System, event, now);
}

fn change_reminders(basket: &mut Basket, link_id: LinkId, change: impl FnOnce(&mut Reminders)) {
    if let Some(link) = basket.links.iter_mut().find(|link| link.id == link_id) {
        change(&mut link.reminders);
    }
}
