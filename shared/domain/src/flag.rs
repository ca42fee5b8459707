//! What a list of baskets raises for staff (R15, R18, R22).

use serde::{Deserialize, Serialize};

/// A reason for staff to look at a basket (R15, R18, R22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasketFlag {
    /// More was paid than is owed.
    Overpaid,
    /// A payment came for an attempt that is closed or unknown, or through a closed link.
    UnexpectedPayment,
    /// A payment has another amount or currency than was asked for.
    AmountMismatch,
    /// A guest's bank disputes a payment and has not decided yet.
    Disputed,
    /// A refund did not reach the guest.
    RefundFailed,
    /// A mail with an open link, or with the tickets, did not arrive.
    EmailFailed,
}

impl BasketFlag {
    /// The word used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overpaid => "overpaid",
            Self::UnexpectedPayment => "unexpected_payment",
            Self::AmountMismatch => "amount_mismatch",
            Self::Disputed => "disputed",
            Self::RefundFailed => "refund_failed",
            Self::EmailFailed => "email_failed",
        }
    }
}
