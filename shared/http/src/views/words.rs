//! The words of the API: each value that a field can have, made from the domain's. They are written
//! out here so that a name in the domain can change without the API noticing; a new value there does
//! not compile until it has a word here.

use serde::Serialize;
use utoipa::ToSchema;

use paylink_domain::{basket, buyer, flag, history, link, merchant, outbox, payment};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident of $domain:ty { $($(#[$word:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[expect(missing_docs, reason = "the values of the domain's type of the same name")]
        pub enum $name {
            $($(#[$word])* $variant),+
        }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                match value {
                    $(<$domain>::$variant => Self::$variant),+
                }
            }
        }
    };
}

words!(
    /// Which list a basket stands in.
    BasketStatus of basket::BasketStatus { Outstanding, Paid, Overpaid, Cancelled }
);
/// A list of baskets: those of a status, or those that staff have to do something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the words of the domain's type of the same name"
)]
pub enum BasketList {
    Outstanding,
    Paid,
    Overpaid,
    Cancelled,
    Attention,
}

words!(
    /// What staff should look at.
    BasketFlag of flag::BasketFlag {
        Overpaid, UnexpectedPayment, AmountMismatch, Disputed, RefundFailed, EmailFailed,
    }
);
words!(
    /// What kind of thing an item is: a seat on a tour, something from the shop, or free text.
    ItemKind of basket::ItemKind { Reservation, ShopItem, Custom }
);
words!(
    /// What a mail is about.
    MessageKind of outbox::MessageKind {
        PaymentRequest, Reminder, Receipt, StaffNotice, RefundFailed, Dispute, Tickets,
        EndpointDisabled, EmailFailed,
    }
);
words!(
    /// The role of a member of staff who booked for somebody.
    StaffRole of buyer::StaffRole { Employee, Admin }
);
words!(
    /// The state of a payment link.
    LinkStatus of link::LinkStatus { Cancelled, Superseded, Paid, Processing, Expired, Active }
);
words!(
    /// Why a reminder was not sent.
    NotApplicable of history::NotApplicable {
        Past, UnderWay, Disputed, EmailFailed, NothingOutstanding, TooSoon,
    }
);
words!(
    /// By what means money came.
    Method of payment::Method { Card, BankDebit, Online, Cash, BankTransfer, Terminal, Voucher }
);
words!(
    /// What is odd about a payment.
    PaymentFlag of payment::PaymentFlag { UnexpectedPayment, AmountMismatch }
);
words!(
    /// How far a refund is.
    RefundStatus of payment::RefundStatus { Pending, Succeeded, Failed }
);
words!(
    /// How far a dispute is.
    DisputeStatus of payment::DisputeStatus { Open, Won, Lost }
);
words!(
    /// Whether tickets wait for staff or go out once nothing is outstanding.
    TicketRelease of merchant::TicketRelease { Manual, AtZeroBalance }
);

words!(
    /// What a user or an API key may do.
    Role of merchant::Role { Owner, Admin, Employee, Accountant }
);
words!(
    /// A language that there is a translation for.
    Language of buyer::Language { En, De, Fr, It, Es, Pt, Nl, Pl, Sv, Ja, Zh, Ar }
);

/// What a link asks for: all that is outstanding, one amount, or what the guest chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the variants of Terms")]
pub enum LinkKind {
    Follow,
    Fixed,
    Choice,
}

/// Where a mail stands. `failed` is one that the mail service never took, `rejected` one that it would
/// not send on; of one that `bounced` or was `complained` about it heard later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the variants of EmailStatus, and that there is none"
)]
pub enum EmailStatus {
    NotSent,
    Queued,
    Sent,
    Failed,
    Delayed,
    Delivered,
    Rejected,
    Bounced,
    Complained,
}

impl From<Option<outbox::EmailStatus>> for EmailStatus {
    fn from(status: Option<outbox::EmailStatus>) -> Self {
        match status {
            None => Self::NotSent,
            Some(outbox::EmailStatus::Queued) => Self::Queued,
            Some(outbox::EmailStatus::Sent) => Self::Sent,
            Some(outbox::EmailStatus::Failed) => Self::Failed,
            Some(outbox::EmailStatus::Delayed) => Self::Delayed,
            Some(outbox::EmailStatus::Delivered) => Self::Delivered,
            Some(outbox::EmailStatus::Rejected) => Self::Rejected,
            Some(outbox::EmailStatus::SoftBounced | outbox::EmailStatus::Bounced) => Self::Bounced,
            Some(outbox::EmailStatus::Complained) => Self::Complained,
        }
    }
}

/// Where a payment came from: the payment gateway, or written down by staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the variants of Source")]
pub enum PaymentSource {
    Gateway,
    Manual,
}
