//! What an action on a basket did.

/// What an action did, said on the page that it leads to. The address carries only the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    BasketCreated,
    BuyerChanged,
    ItemsChanged,
    BasketCancelled,
    LinkCreated,
    LinkSent,
    LinkCancelled,
    PaymentRecorded,
    PaymentAccepted,
    RefundMade,
    RefundPending,
    RefundFailed,
    TicketsSent,
}

impl Done {
    const ALL: [Self; 13] = [
        Self::BasketCreated,
        Self::BuyerChanged,
        Self::ItemsChanged,
        Self::BasketCancelled,
        Self::LinkCreated,
        Self::LinkSent,
        Self::LinkCancelled,
        Self::PaymentRecorded,
        Self::PaymentAccepted,
        Self::RefundMade,
        Self::RefundPending,
        Self::RefundFailed,
        Self::TicketsSent,
    ];

    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::BasketCreated => "basket-created",
            Self::BuyerChanged => "buyer-changed",
            Self::ItemsChanged => "items-changed",
            Self::BasketCancelled => "basket-cancelled",
            Self::LinkCreated => "link-created",
            Self::LinkSent => "link-sent",
            Self::LinkCancelled => "link-cancelled",
            Self::PaymentRecorded => "payment-recorded",
            Self::PaymentAccepted => "payment-accepted",
            Self::RefundMade => "refund-made",
            Self::RefundPending => "refund-pending",
            Self::RefundFailed => "refund-failed",
            Self::TicketsSent => "tickets-sent",
        }
    }

    /// What it says.
    pub const fn text(self) -> &'static str {
        match self {
            Self::BasketCreated => "The basket was created.",
            Self::BuyerChanged => "The buyer was changed.",
            Self::ItemsChanged => "The items were changed.",
            Self::BasketCancelled => "The basket was cancelled.",
            Self::LinkCreated => "The payment link was created.",
            Self::LinkSent => "The email with the payment link is on its way.",
            Self::LinkCancelled => "The payment link was cancelled.",
            Self::PaymentRecorded => "The payment was recorded.",
            Self::PaymentAccepted => {
                "The payment is accepted as right and no longer needs attention."
            }
            Self::RefundMade => "The refund was made.",
            Self::RefundPending => {
                "The refund is on its way. It shows as pending until the payment gateway confirms it."
            }
            Self::RefundFailed => "The payment gateway refused the refund. Nothing was returned.",
            Self::TicketsSent => "The tickets are on their way to the buyer.",
        }
    }

    /// Whether it is bad news.
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::RefundFailed)
    }

    /// What a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.word() == word)
    }
}
