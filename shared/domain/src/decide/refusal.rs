//! Why a command is refused.

use jiff::Timestamp;

use crate::link::LinkStatus;
use crate::money::{Amount, ChargeLimits};

/// Why a command was refused. The API has one problem code for each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// R5.
    #[error("the buyer of this basket is a member of staff; change the buyer to the guest first")]
    BuyerIsStaff,
    /// R4.
    #[error("nothing is outstanding on this basket")]
    NothingOutstanding,
    /// R6.
    #[error("the amount is more than is outstanding")]
    AmountAboveOutstanding {
        /// The outstanding amount.
        outstanding: Amount,
    },
    /// R2.
    #[error("the payment gateway cannot charge this amount")]
    AmountNotChargeable {
        /// The amounts that the gateway can charge.
        limits: ChargeLimits,
        /// Whether the rest that would be left cannot be charged.
        remainder: bool,
    },
    /// R2.
    #[error("the payment gateway does not know this currency")]
    CurrencyNotSupported,
    /// R4.
    #[error("the merchant's payment gateway is not enabled")]
    GatewayNotEnabled,
    /// R9.
    #[error("the payment link is not active")]
    LinkNotActive(LinkStatus),
    /// R12, R17.
    #[error("a payment is in progress")]
    PaymentInProgress {
        /// When a guest can try again, where sessions of others hold the money.
        retry_at: Option<Timestamp>,
    },
    /// R18.
    #[error("the refund is more than is left of the payment")]
    RefundAbovePaid {
        /// The amount that can still be returned.
        refundable: Amount,
    },
    /// R20.
    #[error("the basket is not fully paid")]
    OutstandingBalance {
        /// The outstanding amount.
        outstanding: Amount,
    },
    /// R7.
    #[error("the buyer has no email address")]
    EmailMissing,
    /// R1.
    #[error("the basket is cancelled")]
    BasketCancelled,
    /// Limits.
    #[error("the basket is full")]
    BasketFull(&'static str),
    /// Limits.
    #[error("too many emails were sent for this link; try again later")]
    TooManyEmails {
        /// Another mail can be sent from this time on.
        retry_at: Timestamp,
    },
    /// Limits.
    #[error("the merchant sent too many emails; try again later")]
    TooManyMerchantEmails {
        /// Another mail can be sent from this time on.
        retry_at: Timestamp,
    },
    /// R13.
    #[error("the guest has not accepted the merchant's terms")]
    TermsNotAccepted,
    /// R12.
    #[error("the payment gateway refused to begin this payment")]
    GatewayRefused,
    /// R8.
    #[error("the expiry must be between 30 minutes and 180 days ahead")]
    ExpiryOutOfRange,
    /// No such link.
    #[error("there is no such payment link on this basket")]
    NoSuchLink,
    /// No such payment.
    #[error("there is no such payment on this basket")]
    NoSuchPayment,
}
