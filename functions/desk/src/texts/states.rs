//! The states of things as badges, what a state means, and what to do about it.

use askama::Template;
use askama::filters::HtmlSafe;
use paylink_domain::basket::BasketStatus;
use paylink_domain::flag::BasketFlag;
use paylink_domain::link::LinkStatus;
use paylink_domain::outbox::EmailStatus;
use paylink_domain::payment::{DisputeStatus, PaymentFlag, RefundStatus};
use paylink_domain::team::UserState;
use paylink_store::webhooks::{DeliveryState, Disabled, DisabledReason};

/// How a state is coloured. The text says it as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Done.
    Good,
    /// Waits for somebody.
    Waiting,
    /// Needs attention.
    Alert,
    /// Of no more interest.
    Quiet,
    /// On its way.
    Busy,
}

impl Tone {
    /// The class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Waiting => "waiting",
            Self::Alert => "alert",
            Self::Quiet => "quiet",
            Self::Busy => "busy",
        }
    }
}

/// A state as a small label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"<span class="badge {{ tone.class() }}">{{ text }}</span>"#
)]
pub struct Badge {
    /// What it says.
    pub text: &'static str,
    /// Its colour.
    pub tone: Tone,
}

impl HtmlSafe for Badge {}

const fn badge(text: &'static str, tone: Tone) -> Badge {
    Badge { text, tone }
}

/// The badge of a basket.
pub const fn basket_status(status: BasketStatus) -> Badge {
    match status {
        BasketStatus::Outstanding => badge("Outstanding", Tone::Waiting),
        BasketStatus::Paid => badge("Paid", Tone::Good),
        BasketStatus::Overpaid => badge("Overpaid", Tone::Alert),
        BasketStatus::Cancelled => badge("Cancelled", Tone::Quiet),
    }
}

/// The badge of a link.
pub const fn link_status(status: LinkStatus) -> Badge {
    match status {
        LinkStatus::Active => badge("Active", Tone::Good),
        LinkStatus::Processing => badge("Processing", Tone::Busy),
        LinkStatus::Paid => badge("Paid", Tone::Good),
        LinkStatus::Expired => badge("Expired", Tone::Quiet),
        LinkStatus::Cancelled => badge("Cancelled", Tone::Quiet),
        LinkStatus::Superseded => badge("Superseded", Tone::Quiet),
    }
}

/// The badge of a link's mail.
pub const fn email_status(status: Option<EmailStatus>) -> Badge {
    match status {
        None => badge("Not emailed", Tone::Quiet),
        Some(EmailStatus::Queued) => badge("Email on its way", Tone::Busy),
        Some(EmailStatus::Sent) => badge("Email sent", Tone::Good),
        Some(EmailStatus::Delivered) => badge("Email delivered", Tone::Good),
        Some(EmailStatus::Delayed) => badge("Email delayed", Tone::Waiting),
        Some(EmailStatus::Failed) => badge("Email failed: given up", Tone::Alert),
        Some(EmailStatus::Rejected) => badge("Email failed: refused", Tone::Alert),
        Some(EmailStatus::SoftBounced | EmailStatus::Bounced) => {
            badge("Email failed: bounced", Tone::Alert)
        }
        Some(EmailStatus::Complained) => badge("Email failed: marked as spam", Tone::Alert),
    }
}

/// The badge of a payment's receipt, where there is something to say about it.
pub const fn receipt_status(status: EmailStatus) -> Option<Badge> {
    match status {
        EmailStatus::Queued | EmailStatus::Sent => None,
        EmailStatus::Delivered => Some(badge("Receipt delivered", Tone::Quiet)),
        EmailStatus::Delayed => Some(badge("Receipt delayed", Tone::Waiting)),
        EmailStatus::Failed | EmailStatus::Rejected => Some(badge("Receipt failed", Tone::Alert)),
        EmailStatus::SoftBounced | EmailStatus::Bounced => {
            Some(badge("Receipt bounced", Tone::Alert))
        }
        EmailStatus::Complained => Some(badge("Receipt marked as spam", Tone::Alert)),
    }
}

/// What became of a link's mail, as a sentence.
pub fn email_outcome(status: EmailStatus, buyer: &str) -> String {
    const OTHER_CHANNEL: &str = "Hand the link on in another way: the message is ready below.";
    match status {
        EmailStatus::Queued => format!("The email is on its way to {buyer}."),
        EmailStatus::Sent => format!("The email was sent to {buyer}."),
        EmailStatus::Delivered => format!("The email was delivered to {buyer}."),
        EmailStatus::Delayed => format!(
            "The mail server of {buyer} does not take the email yet; it is tried again. To be faster, hand the \
             link on in another way: the message is ready below."
        ),
        EmailStatus::Failed
        | EmailStatus::Rejected
        | EmailStatus::SoftBounced
        | EmailStatus::Bounced => {
            format!("The email to {buyer} could not be delivered. {OTHER_CHANNEL}")
        }
        EmailStatus::Complained => {
            format!(
                "{buyer} marked the email as spam, so no more can be sent there. {OTHER_CHANNEL}"
            )
        }
    }
}

/// The badge of a refund.
pub const fn refund_status(status: RefundStatus) -> Badge {
    match status {
        RefundStatus::Pending => badge("Pending", Tone::Busy),
        RefundStatus::Succeeded => badge("Refunded", Tone::Good),
        RefundStatus::Failed => badge("Failed", Tone::Alert),
    }
}

/// The badge of a dispute.
pub const fn dispute_status(status: DisputeStatus) -> Badge {
    match status {
        DisputeStatus::Open => badge("Open", Tone::Alert),
        DisputeStatus::Won => badge("Won", Tone::Good),
        DisputeStatus::Lost => badge("Lost", Tone::Quiet),
    }
}

/// The badge of what is odd about a payment.
pub const fn payment_flag(flag: PaymentFlag) -> Badge {
    match flag {
        PaymentFlag::UnexpectedPayment => badge("Unexpected payment", Tone::Alert),
        PaymentFlag::AmountMismatch => badge("Amount mismatch", Tone::Alert),
    }
}

/// The badge of what was odd about a payment that staff have accepted.
pub const fn accepted_flag(flag: PaymentFlag) -> Badge {
    Badge {
        tone: Tone::Quiet,
        ..payment_flag(flag)
    }
}

/// A flag in two words.
pub const fn flag(flag: BasketFlag) -> &'static str {
    match flag {
        BasketFlag::Overpaid => "Overpaid",
        BasketFlag::UnexpectedPayment => "Unexpected payment",
        BasketFlag::AmountMismatch => "Amount mismatch",
        BasketFlag::Disputed => "Disputed",
        BasketFlag::RefundFailed => "Refund failed",
        BasketFlag::EmailFailed => "Email failed",
    }
}

/// What a flag means and what to do about it.
pub const fn flag_advice(flag: BasketFlag) -> &'static str {
    match flag {
        BasketFlag::Overpaid => {
            "More was paid than is owed. Press “Refund excess” at a payment below to return it, or change the items \
             if the guest bought more."
        }
        BasketFlag::UnexpectedPayment => {
            "A payment came in that nobody should have been able to make: the booking or its link was closed, or the \
             payment page had ended. Check with the guest, then refund it if it is not owed, or press “This is right” \
             at the payment below."
        }
        BasketFlag::AmountMismatch => {
            "A payment is not of the amount or currency that was asked for. Check it at the payment gateway, then \
             refund it if it is wrong, or press “This is right” at the payment below."
        }
        BasketFlag::Disputed => {
            "The guest's bank disputes a payment. Answer it at the payment gateway before its deadline. What is \
             outstanding does not change, and tickets are held back."
        }
        BasketFlag::RefundFailed => {
            "A refund did not reach the guest, and the money counts as paid again. Refund it once more, or return it \
             another way and tick that in the refund."
        }
        BasketFlag::EmailFailed => {
            "An email could not be delivered. Check the buyer's address and send it again, or hand the link on in \
             another way: its message is ready below."
        }
    }
}

/// That a member of staff still stands as the buyer of what a guest owes (R5).
pub const LACKS_GUEST: &str = "Buyer is staff";

/// Whether somebody has come.
pub const fn user_state(state: &UserState) -> Badge {
    match state {
        UserState::Invited { .. } => badge("Invited", Tone::Waiting),
        UserState::Active { .. } => badge("Active", Tone::Good),
    }
}

/// Whether events are sent to an endpoint.
pub fn endpoint_state(disabled: Option<&Disabled>) -> Badge {
    match disabled.map(|disabled| disabled.reason) {
        None => badge("Enabled", Tone::Good),
        Some(DisabledReason::ByMerchant) => badge("Disabled", Tone::Quiet),
        Some(DisabledReason::Failing) => badge("Disabled", Tone::Alert),
    }
}

/// Why no events are sent to an endpoint, and since when.
pub fn endpoint_disabled(reason: DisabledReason, since: &str) -> String {
    match reason {
        DisabledReason::ByMerchant => format!("Turned off by your team since {since}."),
        DisabledReason::Failing => format!(
            "Turned off by Paylink since {since}, because it took no event for five days. Mend it, then enable it again."
        ),
    }
}

/// The badge of a delivery.
pub const fn delivery_state(state: DeliveryState) -> Badge {
    match state {
        DeliveryState::Pending { .. } => badge("Waiting", Tone::Busy),
        DeliveryState::Delivered => badge("Delivered", Tone::Good),
        DeliveryState::Failed => badge("Failed", Tone::Alert),
    }
}
