//! What a list of baskets raises for staff (R15, R18, R22).

use serde::{Deserialize, Serialize};

/// What staff should look at (R15, R18, R22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasketFlag {
    /// More was paid than is owed.
    Overpaid,
    /// A payment came that nobody should have been able to make.
    UnexpectedPayment,
    /// A payment is not of the amount or currency that was asked for.
    AmountMismatch,
    /// A guest's bank disputes a payment.
    Disputed,
    /// A refund did not reach the guest.
    RefundFailed,
    /// A mail could not be sent.
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
