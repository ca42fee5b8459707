//! Mails of a basket: those that wait to be sent, and what became of those that were (R20, R22).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{LinkId, MailId, PaymentId, RefundId, WebhookEndpointId};
use super::payment::DisputeStatus;

/// A mail, first written here by the same write as the change that caused it, then sent.
///
/// A row that was sent is removed; the history and the link keep what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    /// Its id, also a tag on the mail.
    pub id: MailId,
    /// What to send.
    pub message: Message,
    /// When it was written.
    pub queued_at: Timestamp,
    /// How often a sender took it.
    #[serde(default)]
    pub tries: u32,
    /// How far it is.
    pub state: RowState,
}

impl OutboxRow {
    /// Whether it is not tried any more.
    pub const fn is_given_up(&self) -> bool {
        match self.state {
            RowState::Queued { .. } | RowState::Leased { .. } => false,
            RowState::Failed { .. } => true,
        }
    }
}

/// How far an outbox row is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RowState {
    /// Waiting. A row that was never tried may go at once; `tick` looks at it from `try_at` on.
    Queued {
        /// When to try.
        try_at: Timestamp,
    },
    /// A sender has it.
    Leased {
        /// Until then; afterwards it counts as lost and another takes it.
        until: Timestamp,
    },
    /// Given up.
    Failed {
        /// When.
        at: Timestamp,
        /// Why, for staff.
        reason: String,
    },
}

/// Whether a sender may take the row at `now`.
pub fn row_is_free(row: &OutboxRow, now: Timestamp) -> bool {
    is_free(row.tries, &row.state, now)
}

/// Whether a sender may take at `now` what was tried so often and is in this state.
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
        /// With this link.
        link_id: LinkId,
    },
    /// Reminds the buyer of a link before its end (R23).
    Reminder {
        /// Of this link.
        link_id: LinkId,
    },
    /// Tells the buyer what was paid (R20).
    Receipt {
        /// By this payment.
        payment_id: PaymentId,
    },
    /// Tells staff that money came, or that something about it is odd (R15, R20).
    StaffNotice {
        /// About this payment.
        payment_id: PaymentId,
    },
    /// Tells staff that a refund did not reach the guest (R18).
    RefundFailed {
        /// About this refund.
        refund_id: RefundId,
    },
    /// Tells staff that a dispute was opened or decided (R18).
    Dispute {
        /// The gateway's id of the dispute.
        gateway_id: String,
        /// How far it came. Once it has come further, another mail tells.
        status: DisputeStatus,
    },
    /// The tickets (R20).
    Tickets {
        /// Whether they carry the mark "not fully paid".
        fully_paid: bool,
    },
    /// Tells the merchant that events are no longer sent to an endpoint. It stands on the basket
    /// whose event could not be delivered.
    EndpointDisabled {
        /// Which endpoint.
        endpoint_id: WebhookEndpointId,
        /// Its address as the merchant knows it, without what may be secret in it.
        address: String,
    },
    /// Tells staff that a mail to the buyer did not arrive (R22).
    EmailFailed {
        /// Which mail.
        mail_id: MailId,
        /// What it was about.
        about: MessageKind,
        /// Why, without personal data.
        reason: String,
    },
}

impl Message {
    /// Whether the buyer gets it; staff get the others.
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

    /// The link that it asks the buyer to pay.
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

    /// Its kind.
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

/// How far a mail came (R22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmailStatus {
    /// In the outbox, not yet accepted by the mail service.
    Queued,
    /// Accepted by the mail service.
    Sent,
    /// Given up before the mail service took it.
    Failed,
    /// The mail service still tries.
    Delayed,
    /// The receiving mail server took it.
    Delivered,
    /// The mail service gave up, though the address may be good.
    SoftBounced,
    /// The mail service does not send it, because of what is in it.
    Rejected,
    /// The receiving mail server refused it.
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

    /// What is told later of a mail counts only where this is higher. A mail that we gave up on may
    /// have gone out all the same, so what the mail service knows of it goes before that.
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

    /// The status once `report` is known; `None` where it says nothing new.
    pub fn raised_by(self, report: MailReport) -> Option<Self> {
        Some(report.status()).filter(|told| told.rank() > self.rank())
    }
}

/// What the mail service tells of a mail that it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailReport {
    /// It still tries.
    Delayed,
    /// It gave up, though the address may be good: a full mailbox, a server that is down. Answering
    /// machines make the same report of mails that were delivered.
    SoftBounced,
    /// The receiving mail server took it.
    Delivered,
    /// It was not sent, because of what is in it.
    Rejected,
    /// The receiving mail server refused it for good, at once or after it had taken it.
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

/// A mail, and how far it came. A basket keeps those that the mail service took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentMail {
    /// Its id, also a tag on the mail.
    pub id: MailId,
    /// What it is about.
    pub message: Message,
    /// How far it came.
    pub status: EmailStatus,
    /// Since when.
    pub at: Timestamp,
}
