//! Mails of a basket: those that wait to be sent, and what became of those that were (R20, R22).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{LinkId, MailId, PaymentId, RefundId, WebhookEndpointId};
use super::payment::DisputeStatus;

/// A mail that waits to be sent, or that could not be sent.
///
/// The same write stores the row and the change that caused it. A row that was sent is removed. The history
/// and the link keep what became of the mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    /// The mail's id. The mail carries it as a tag.
    pub id: MailId,
    /// What the mail is about.
    pub message: Message,
    /// When the row was written.
    pub queued_at: Timestamp,
    /// How often a sender took the row.
    #[serde(default)]
    pub tries: u32,
    /// Whether the row waits, is with a sender, or was given up.
    pub state: RowState,
}

impl OutboxRow {
    /// Whether nobody tries to send the mail any more.
    pub const fn is_given_up(&self) -> bool {
        match self.state {
            RowState::Queued { .. } | RowState::Leased { .. } => false,
            RowState::Failed { .. } => true,
        }
    }
}

/// The state of a row that waits to be sent: a mail or an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RowState {
    /// The row waits. A row that was never tried is free at once, others from `try_at` on.
    Queued {
        /// From this time on `tick` looks at the row.
        try_at: Timestamp,
    },
    /// A sender has the row.
    Leased {
        /// The end of the sender's lease. Afterwards another sender may take the row.
        until: Timestamp,
    },
    /// Nobody tries to send the row any more.
    Failed {
        /// When it was given up.
        at: Timestamp,
        /// The reason, for staff.
        reason: String,
    },
}

/// Whether a sender may take the mail at `now`.
pub fn row_is_free(row: &OutboxRow, now: Timestamp) -> bool {
    is_free(row.tries, &row.state, now)
}

/// Whether a sender may take a row at `now`: one that was tried `tries` times and is in this state.
pub(super) fn is_free(tries: u32, state: &RowState, now: Timestamp) -> bool {
    match state {
        RowState::Queued { try_at } => tries == 0 || *try_at <= now,
        RowState::Leased { until } => *until <= now,
        RowState::Failed { .. } => false,
    }
}

/// What a mail is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// Asks the buyer to pay (R7).
    PaymentRequest {
        /// The link to pay with.
        link_id: LinkId,
    },
    /// Reminds the buyer of a link before its end (R23).
    Reminder {
        /// The link that ends soon.
        link_id: LinkId,
    },
    /// Tells the buyer that a payment was received (R20).
    Receipt {
        /// The payment.
        payment_id: PaymentId,
    },
    /// Tells staff that a payment was received, and whether it has flags (R15, R20).
    StaffNotice {
        /// The payment.
        payment_id: PaymentId,
    },
    /// Tells staff that a refund did not reach the guest (R18).
    RefundFailed {
        /// The refund that failed.
        refund_id: RefundId,
    },
    /// Tells staff that a dispute was opened or decided (R18).
    Dispute {
        /// The gateway's id of the dispute.
        gateway_id: String,
        /// The state that this mail tells. Each further state has a mail of its own.
        status: DisputeStatus,
    },
    /// The tickets (R20).
    Tickets {
        /// Whether they carry the mark "not fully paid".
        fully_paid: bool,
    },
    /// Tells the merchant that Paylink sends no more events to an endpoint. The mail stands on the basket
    /// whose event could not be delivered.
    EndpointDisabled {
        /// The endpoint's id.
        endpoint_id: WebhookEndpointId,
        /// The endpoint's address, without the parts that may be secret.
        address: String,
    },
    /// Tells staff that a mail to the buyer did not arrive (R22).
    EmailFailed {
        /// The mail that did not arrive.
        mail_id: MailId,
        /// The kind of that mail.
        about: MessageKind,
        /// The reason, without personal data.
        reason: String,
    },
}

impl Message {
    /// Whether the mail goes to the buyer. All others go to staff.
    pub const fn is_to_buyer(&self) -> bool {
        match self {
            Self::PaymentRequest { .. }
            | Self::Reminder { .. }
            | Self::Receipt { .. }
            | Self::Tickets { .. } => true,
            Self::StaffNotice { .. }
            | Self::RefundFailed { .. }
            | Self::Dispute { .. }
            | Self::EndpointDisabled { .. }
            | Self::EmailFailed { .. } => false,
        }
    }

    /// The link, where the mail asks the buyer to pay.
    pub const fn link(&self) -> Option<LinkId> {
        match self {
            Self::PaymentRequest { link_id } | Self::Reminder { link_id } => Some(*link_id),
            Self::Receipt { .. }
            | Self::StaffNotice { .. }
            | Self::RefundFailed { .. }
            | Self::Dispute { .. }
            | Self::Tickets { .. }
            | Self::EndpointDisabled { .. }
            | Self::EmailFailed { .. } => None,
        }
    }

    /// The kind of the message.
    pub const fn kind(&self) -> MessageKind {
        match self {
            Self::PaymentRequest { .. } => MessageKind::PaymentRequest,
            Self::Reminder { .. } => MessageKind::Reminder,
            Self::Receipt { .. } => MessageKind::Receipt,
            Self::StaffNotice { .. } => MessageKind::StaffNotice,
            Self::RefundFailed { .. } => MessageKind::RefundFailed,
            Self::Dispute { .. } => MessageKind::Dispute,
            Self::Tickets { .. } => MessageKind::Tickets,
            Self::EndpointDisabled { .. } => MessageKind::EndpointDisabled,
            Self::EmailFailed { .. } => MessageKind::EmailFailed,
        }
    }
}

/// The kinds of [`Message`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "see Message")]
pub enum MessageKind {
    PaymentRequest,
    Reminder,
    Receipt,
    StaffNotice,
    RefundFailed,
    Dispute,
    Tickets,
    EndpointDisabled,
    EmailFailed,
}

/// The status of a mail (R22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmailStatus {
    /// The mail waits in the outbox.
    Queued,
    /// The mail service accepted the mail.
    Sent,
    /// Paylink gave the mail up before the mail service accepted it.
    Failed,
    /// The mail service still tries to deliver the mail.
    Delayed,
    /// The receiving mail server accepted the mail.
    Delivered,
    /// The mail service gave up, though the address may be good.
    SoftBounced,
    /// The mail service does not send the mail, because of its content.
    Rejected,
    /// The receiving mail server refused the mail.
    Bounced,
    /// Whoever got it called it spam.
    Complained,
}

impl EmailStatus {
    /// Whether staff have to reach the guest in another way (R22).
    pub const fn is_failed(self) -> bool {
        match self {
            Self::Queued | Self::Sent | Self::Delayed | Self::Delivered => false,
            Self::Failed
            | Self::SoftBounced
            | Self::Rejected
            | Self::Bounced
            | Self::Complained => true,
        }
    }

    /// A later report counts only where its status has a higher rank.
    ///
    /// A mail that Paylink gave up may have left all the same. So every report of the mail service ranks above
    /// [`Self::Failed`].
    const fn rank(self) -> u8 {
        match self {
            Self::Queued => 0,
            Self::Failed => 1,
            Self::Sent => 2,
            Self::Delayed => 3,
            Self::SoftBounced => 4,
            Self::Delivered => 5,
            Self::Rejected => 6,
            Self::Bounced => 7,
            Self::Complained => 8,
        }
    }

    /// The status after `report`; `None` where the report says nothing new.
    pub fn raised_by(self, report: MailReport) -> Option<Self> {
        Some(report.status()).filter(|told| told.rank() > self.rank())
    }
}

/// A report of the mail service about a mail that it accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailReport {
    /// The mail service still tries to deliver the mail.
    Delayed,
    /// The mail service gave up, though the address may be good: a full mailbox, a server that is down. An
    /// automatic reply to a delivered mail makes the same report.
    SoftBounced,
    /// The receiving mail server took it.
    Delivered,
    /// The mail was not sent, because of its content.
    Rejected,
    /// The receiving mail server refused the mail for good, at once or after it had accepted it.
    Bounced,
    /// Whoever got it called it spam.
    Complained,
}

impl MailReport {
    const fn status(self) -> EmailStatus {
        match self {
            Self::Delayed => EmailStatus::Delayed,
            Self::SoftBounced => EmailStatus::SoftBounced,
            Self::Delivered => EmailStatus::Delivered,
            Self::Rejected => EmailStatus::Rejected,
            Self::Bounced => EmailStatus::Bounced,
            Self::Complained => EmailStatus::Complained,
        }
    }
}

/// A mail and its status. A basket keeps the newest mails that the mail service accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMail {
    /// Its id, also a tag on the mail.
    pub id: MailId,
    /// What the mail is about.
    pub message: Message,
    /// The newest status that is known.
    pub status: EmailStatus,
    /// When the mail came to this status.
    pub at: Timestamp,
}
