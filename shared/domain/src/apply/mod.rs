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
        /// The attempt's id.
        attempt_id: AttemptId,
        /// The gateway's id of the session.
        session_id: String,
        /// The session's page.
        url: String,
        /// When the session ends.
        expires_at: Timestamp,
    },
    /// The gateway refused for good to open a session for an attempt.
    SessionRefused {
        /// The attempt's id.
        attempt_id: AttemptId,
    },
    /// The session of an attempt ended without money.
    SessionExpired {
        /// The attempt's id.
        attempt_id: AttemptId,
    },
    /// The guest completed the session, and the money is under way.
    PaymentProcessing {
        /// The attempt's id.
        attempt_id: AttemptId,
        /// The gateway's id of the session.
        session_id: String,
    },
    /// The money that was under way did not come.
    PaymentFailed {
        /// The attempt's id.
        attempt_id: AttemptId,
    },
    /// Paylink waits no longer for money under way: the gateway has not answered about it for too long.
    AttemptGivenUp {
        /// The attempt's id.
        attempt_id: AttemptId,
    },
    /// The money came.
    PaymentSucceeded(GatewayPayment),
    /// The gateway returned money, is returning it, or could not.
    Refunded(GatewayRefund),
    /// A guest's bank disputes a payment, or has decided.
    Disputed(GatewayDispute),
    /// The gateway told nothing new about an attempt. Paylink asks again later.
    Checked {
        /// The attempt's id.
        attempt_id: AttemptId,
    },
    /// The gateway told nothing new about a refund. Paylink asks again later.
    RefundChecked {
        /// The refund's id.
        refund_id: RefundId,
    },
    /// The gateway does not let us ask about a refund. Paylink asks again, but not as often.
    RefundOutOfReach {
        /// The refund's id.
        refund_id: RefundId,
    },
    /// The time of a link's reminder has come (R23).
    ReminderDue {
        /// The link's id.
        link_id: LinkId,
        /// The id that the reminder gets, where it is sent.
        mail_id: MailId,
    },
    /// A link's end has come. This writes the line of history; the link's status needs no fact.
    LinkExpired {
        /// The link's id.
        link_id: LinkId,
    },
    /// The mail service accepted a mail.
    MailSent {
        /// The mail's id.
        mail_id: MailId,
    },
    /// The mail service reports what became of a mail that it accepted (R22).
    MailReported {
        /// The mail's id.
        mail_id: MailId,
        /// The report.
        report: MailReport,
        /// Why the mail did not arrive, for staff and without personal data.
        reason: String,
        /// The id of the mail that tells staff of a failure.
        notice: MailId,
    },
    /// The mail service did not accept a mail.
    MailNotSent {
        /// The mail's id.
        mail_id: MailId,
        /// Whether trying again can help.
        retry: bool,
        /// The reason, for staff.
        reason: String,
        /// The id of the mail that tells staff, where the mail is given up.
        notice: MailId,
    },
    /// Nobody wants the mail any more: its link is closed, or its buyer has no address.
    MailSkipped {
        /// The mail's id.
        mail_id: MailId,
        /// The reason, for staff.
        reason: String,
    },
    /// A merchant's endpoint accepted an event, or the endpoint was removed.
    WebhookDone {
        /// The event and the endpoint.
        key: WebhookKey,
    },
    /// A merchant's endpoint did not accept an event.
    WebhookNotDelivered {
        /// The event and the endpoint.
        key: WebhookKey,
        /// When to try again; `None` gives the event up.
        retry_at: Option<Timestamp>,
    },
    /// Paylink sends no more events to an endpoint, since it accepted none for days.
    EndpointDisabled {
        /// The endpoint's id.
        endpoint_id: WebhookEndpointId,
        /// The endpoint's address, without the parts that may be secret.
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
