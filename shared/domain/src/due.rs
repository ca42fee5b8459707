//! When a basket next needs something, and what it needs then.
//!
//! Every write stores [`next_due`] in the sparse `due` index; `tick` asks the index and does
//! [`work`]. What pages show never depends on it.

use jiff::Timestamp;

use super::basket::Basket;
use super::ids::{AttemptId, LinkId, MailId, RefundId};
use super::link::{Link, LinkStatus};
use super::outbox::{RowState, row_is_free};

/// What a basket needs at a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    /// Mails to send.
    pub mails: Vec<MailId>,
    /// Whether events are to be sent, or to be addressed.
    pub webhooks: bool,
    /// Attempts to ask the gateway about.
    pub attempts: Vec<AttemptId>,
    /// Refunds to ask the gateway about.
    pub refunds: Vec<RefundId>,
    /// Links whose reminder is to be sent or skipped (R23).
    pub reminders: Vec<LinkId>,
    /// Links whose expiry is to be noted.
    pub expired_links: Vec<LinkId>,
}

/// When the basket next needs something; `None` when it can rest.
pub fn next_due(basket: &Basket) -> Option<Timestamp> {
    let mails = basket.outbox.iter().map(|row| &row.state);
    let webhooks = basket.webhooks.iter().map(|row| &row.state);
    let rows = mails.chain(webhooks).filter_map(|state| match state {
        RowState::Queued { try_at } => Some(*try_at),
        RowState::Leased { until } => Some(*until),
        RowState::Failed { .. } => None,
    });
    let attempts = basket
        .attempts
        .iter()
        .filter_map(|attempt| attempt.check_at);
    let refunds = basket.refunds.iter().filter_map(|refund| refund.check_at);
    let expiries = basket
        .links
        .iter()
        .filter(|link| expiry_is_of_interest(basket, link))
        .map(|link| link.expires_at);
    let reminders = basket
        .links
        .iter()
        .filter_map(|link| basket.reminder_due(link));
    rows.chain(attempts)
        .chain(refunds)
        .chain(reminders)
        .chain(expiries)
        .min()
}

/// What the basket needs at `now`.
pub fn work(basket: &Basket, now: Timestamp) -> Work {
    let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
    Work {
        mails: basket
            .outbox
            .iter()
            .filter(|row| row_is_free(row, now))
            .map(|row| row.id)
            .collect(),
        webhooks: basket.webhooks.iter().any(|row| row.is_free(now)),
        attempts: basket
            .attempts
            .iter()
            .filter(|attempt| is_due(attempt.check_at))
            .map(|attempt| attempt.id)
            .collect(),
        refunds: basket
            .refunds
            .iter()
            .filter(|refund| is_due(refund.check_at))
            .map(|refund| refund.id)
            .collect(),
        reminders: basket
            .links
            .iter()
            .filter(|link| is_due(basket.reminder_due(link)))
            .map(|link| link.id)
            .collect(),
        expired_links: basket
            .links
            .iter()
            .filter(|link| expiry_is_of_interest(basket, link) && link.expires_at <= now)
            .map(|link| link.id)
            .collect(),
    }
}

/// Whether anybody wants to know that the link ran out: it was not closed or paid before.
fn expiry_is_of_interest(basket: &Basket, link: &Link) -> bool {
    let status = basket.link_status(link, link.expires_at);
    link.expiry_noted_at.is_none()
        && match status {
            LinkStatus::Expired | LinkStatus::Active => true,
            // While money is under way the attempt's own check keeps the basket due.
            LinkStatus::Processing
            | LinkStatus::Cancelled
            | LinkStatus::Superseded
            | LinkStatus::Paid => false,
        }
}
