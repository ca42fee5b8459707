//! Facts: what happened. They are never refused, and each is recorded once (R15).
//!
//! [`apply`] is a pure, total function. Attempts, refunds and disputes only ever rise in rank. So facts may
//! come late, twice and in any order, and the money ends up the same.

mod attempt;
pub mod dispute;
mod link;
mod mail;
pub mod payment;
pub mod refund;
mod webhook;

use jiff::Timestamp;

use attempt::{
    attempt_checked, drop_old_attempts, payment_failed, payment_processing, session_expired,
    session_opened, session_refused,
};
use dispute::{GatewayDispute, disputed};
use link::link_expired;
use mail::{mail_not_sent, mail_reported, mail_sent, mail_skipped};
use payment::{GatewayPayment, payment_succeeded};
use refund::{GatewayRefund, refund_checked, refund_out_of_reach, refunded};
use webhook::{endpoint_disabled, webhook_done, webhook_not_delivered};

use crate::actor::Actor;
use crate::basket::Basket;
use crate::ids::{AttemptId, LinkId, MailId, RefundId, WebhookEndpointId};
use crate::outbox::MailReport;
use crate::payment::AttemptState;
use crate::reminder::remind;
use crate::webhook::WebhookKey;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The gateway opened the session of an attempt.
    SessionOpened {
        /// Which attempt.
        attempt_id: AttemptId,
        /// The gateway's session.
        session_id: String,
        /// Its page.
        url: String,
        /// When it ends.
        expires_at: Timestamp,
    },
    /// The gateway said for good that it opens no session for an attempt.
    SessionRefused {
        /// Which attempt.
        attempt_id: AttemptId,
    },
    /// The session of an attempt ended without money.
    SessionExpired {
        /// Which attempt.
        attempt_id: AttemptId,
    },
    /// The session is complete, the money under way.
    PaymentProcessing {
        /// Which attempt.
        attempt_id: AttemptId,
        /// The gateway's session.
        session_id: String,
    },
    /// The money did not come after all.
    PaymentFailed {
        /// Which attempt.
        attempt_id: AttemptId,
    },
    /// The gateway has not let us ask about money under way for so long that it is not waited for
    /// any more.
    AttemptGivenUp {
        /// Which attempt.
        attempt_id: AttemptId,
    },
    /// The money came.
    PaymentSucceeded(GatewayPayment),
    /// The gateway returned money, is returning it, or could not.
    Refunded(GatewayRefund),
    /// A guest's bank disputes a payment, or has decided.
    Disputed(GatewayDispute),
    /// An attempt or refund was looked at and nothing new found; look again later.
    Checked {
        /// Which attempt.
        attempt_id: AttemptId,
    },
    /// A refund was looked at and nothing new found; look again later.
    RefundChecked {
        /// Which refund.
        refund_id: RefundId,
    },
    /// The gateway does not let us ask about a refund; ask again, but not as often.
    RefundOutOfReach {
        /// Which refund.
        refund_id: RefundId,
    },
    /// The time of a link's reminder has come (R23).
    ReminderDue {
        /// Which link.
        link_id: LinkId,
        /// The id of the mail, where it is sent.
        mail_id: MailId,
    },
    /// A link's time ran out; this only writes the line of history.
    LinkExpired {
        /// Which link.
        link_id: LinkId,
    },
    /// The mail service took a mail.
    MailSent {
        /// Which mail.
        mail_id: MailId,
    },
    /// The mail service tells what became of a mail that it took (R22).
    MailReported {
        /// Which mail.
        mail_id: MailId,
        /// What it tells.
        report: MailReport,
        /// Why a mail did not arrive, for staff; without personal data.
        reason: String,
        /// The id of the mail that tells staff of a failure.
        notice: MailId,
    },
    /// The mail service did not take a mail.
    MailNotSent {
        /// Which mail.
        mail_id: MailId,
        /// Whether trying again can help.
        retry: bool,
        /// Why, for staff.
        reason: String,
        /// The id of the mail that tells staff, where it is given up.
        notice: MailId,
    },
    /// A mail is no longer wanted: its link is closed, its buyer has no address.
    MailSkipped {
        /// Which mail.
        mail_id: MailId,
        /// Why, for staff.
        reason: String,
    },
    /// A merchant's endpoint took an event, or is no longer there to take it.
    WebhookDone {
        /// Which event at which endpoint.
        key: WebhookKey,
    },
    /// A merchant's endpoint did not take an event.
    WebhookNotDelivered {
        /// Which event at which endpoint.
        key: WebhookKey,
        /// When to try again; `None` gives it up.
        retry_at: Option<Timestamp>,
    },
    /// Events are no longer sent to an endpoint, since it took none for days.
    EndpointDisabled {
        /// Which.
        endpoint_id: WebhookEndpointId,
        /// Its address, without what may be secret in it.
        address: String,
        /// The id of the mail that tells the merchant.
        notice: MailId,
    },
}

/// The basket with `fact` recorded. A fact that is known already changes nothing. Callers see that by
/// comparing the two baskets.
pub fn apply(basket: &Basket, fact: &Fact, now: Timestamp) -> Basket {
    let mut next = basket.clone();
    apply_to(&mut next, fact, now);
    drop_old_attempts(&mut next);
    next
}

fn apply_to(next: &mut Basket, fact: &Fact, now: Timestamp) {
    match fact {
        Fact::SessionOpened {
            attempt_id,
            session_id,
            url,
            expires_at,
        } => {
            let session = AttemptState::Open {
                session_id: session_id.clone(),
                url: url.clone(),
            };
            session_opened(next, *attempt_id, session, *expires_at, now);
        }
        Fact::SessionRefused { attempt_id } => session_refused(next, *attempt_id, now),
        Fact::SessionExpired { attempt_id } => session_expired(next, *attempt_id, now),
        Fact::PaymentProcessing {
            attempt_id,
            session_id,
        } => payment_processing(next, *attempt_id, session_id, now),
        Fact::PaymentFailed { attempt_id } => {
            payment_failed(next, *attempt_id, &Actor::Gateway, now);
        }
        Fact::AttemptGivenUp { attempt_id } => {
            payment_failed(next, *attempt_id, &Actor::System, now);
        }
        Fact::PaymentSucceeded(payment) => payment_succeeded(next, payment, now),
        Fact::Refunded(refund) => refunded(next, refund, now),
        Fact::Disputed(dispute) => disputed(next, dispute, now),
        Fact::Checked { attempt_id } => attempt_checked(next, *attempt_id, now),
        Fact::RefundChecked { refund_id } => refund_checked(next, *refund_id, now),
        Fact::RefundOutOfReach { refund_id } => refund_out_of_reach(next, *refund_id, now),
        Fact::ReminderDue { link_id, mail_id } => remind(next, *link_id, *mail_id, now),
        Fact::LinkExpired { link_id } => link_expired(next, *link_id, now),
        Fact::MailSent { mail_id } => mail_sent(next, *mail_id, now),
        Fact::MailReported {
            mail_id,
            report,
            reason,
            notice,
        } => mail_reported(next, *mail_id, *report, reason, *notice, now),
        Fact::MailNotSent {
            mail_id,
            retry,
            reason,
            notice,
        } => mail_not_sent(next, *mail_id, *retry, reason, *notice, now),
        Fact::MailSkipped { mail_id, reason } => mail_skipped(next, *mail_id, reason, now),
        Fact::WebhookDone { key } => webhook_done(next, *key),
        Fact::WebhookNotDelivered { key, retry_at } => {
            webhook_not_delivered(next, *key, *retry_at);
        }
        Fact::EndpointDisabled {
            endpoint_id,
            address,
            notice,
        } => endpoint_disabled(next, *endpoint_id, address, *notice, now),
    }
}
